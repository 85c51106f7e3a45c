"""Finding states named in running text, by name and, where asked, by adjective."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from equipoise.sources.factbook.profiles import Profile
from equipoise.sources.factbook.tables import rows

_BEFORE_ALTERNATIVE = re.compile(r"\s*(?:\(|,|;|/| or | and ).*")
_ABSENT = frozenset({"none", "NA", ""})


@dataclass(frozen=True, slots=True)
class Mention:
    """A state named in a text.

    Parameters
    ----------
    iso3 : str
        The state.
    start, end : int
        Place of the word or words.
    flag : str
        Mark of the word: `soviet_era` where it means the former Soviet Union.
    """

    iso3: str
    start: int
    end: int
    flag: str


class Gazetteer:
    """Words that stand for states.

    Parameters
    ----------
    words : mapping of str to (str, str)
        From word to ISO3 and flag; an empty ISO3 marks a trap: a phrase that holds the name of a state without
        meaning it ("Sea of Japan").
    """

    def __init__(self, words: Mapping[str, tuple[str, str]]) -> None:
        self._words = dict(words)
        longest_first = sorted(self._words, key=lambda word: (-len(word), word))
        self._pattern = re.compile(rf"(?<![\w])(?:{'|'.join(map(re.escape, longest_first))})(?![\w])")

    def mentions(self, text: str) -> list[Mention]:
        """Return the states named in a text, in order, each occurrence."""
        found: list[Mention] = []
        for match in self._pattern.finditer(text) if self._words else ():
            iso3, flag = self._words[match[0]]
            if iso3:
                found.append(Mention(iso3, match.start(), match.end(), flag))
        return found


def gazetteer(profiles: Iterable[Profile], states: Mapping[str, str], *, adjectives: bool) -> Gazetteer:
    """Return the words for the states of an edition.

    Parameters
    ----------
    profiles : iterable of Profile
        Profiles of the edition: their short names and adjectives are the words.
    states : mapping of str to str
        From GEC code to ISO3.
    adjectives : bool
        Take adjectives as well; one that two states share is left out.

    Returns
    -------
    Gazetteer
        Words of the profiles, and those of `words.csv`, which have precedence.
    """
    meanings: dict[str, set[str]] = defaultdict(set)
    for profile in profiles:
        iso3 = states.get(profile.code)
        if iso3 is not None:
            for word in _own_words(profile, adjectives=adjectives):
                meanings[word].add(iso3)
    words = {word: (min(found), "") for word, found in meanings.items() if len(found) == 1}
    for row in rows("words"):
        if adjectives or row["sort"] != "adjective":
            words[row["word"]] = (row["iso3"], row["flag"])
    return Gazetteer(words)


def _own_words(profile: Profile, *, adjectives: bool) -> list[str]:
    names = [profile.text("Government", "Country name", "conventional short form")]
    if adjectives:
        names.append(profile.text("People and Society", "Nationality", "adjective"))
    plain = [_BEFORE_ALTERNATIVE.sub("", name or "").strip() for name in names]
    return [name.removeprefix("The ") for name in plain if name not in _ABSENT and name[:1].isupper()]
