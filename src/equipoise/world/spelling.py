"""What two spellings of one name share: case, accents, punctuation, articles, abbreviations, order of words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_ARTICLES = frozenset({"the"})
_SPELLINGS = {"st": "saint", "ste": "sainte", "rep": "republic", "dem": "democratic", "fed": "federated"}
_UNDECOMPOSED = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "ə": "e",
        "æ": "ae",
        "œ": "oe",
        "&": " and ",
        # One letter in two alphabets of the Arabic script, or with and without its dots.
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ٱ": "ا",
    }
)
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670]")
"""Accents, Hebrew points, and vowel signs of Arabic; in other scripts a mark is a vowel and stays."""
_APOSTROPHES = re.compile("['’ʻʼ`´]")

_EXPANDED = {
    "dr": "democratic republic",
    "pr": "peoples republic",
    "dpr": "democratic peoples republic",
    "pdr": "peoples democratic republic",
    "fs": "federal states",
    "fyr": "former yugoslav republic",
    "tfyr": "former yugoslav republic",
    "us": "united states",
    "usa": "united states",
    "uk": "united kingdom",
    "federated": "federal",
    "federation": "federal",
    "repub": "republic",
    "sts": "states",
    "terr": "territory",
    "territories": "territory",
    "ter": "territory",
    "eq": "equatorial",
    "br": "british",
    "fr": "french",
    "amer": "american",
    "herz": "herzegovina",
    "hercegovina": "herzegovina",
    **dict.fromkeys(("n", "no", "northern"), "north"),
    **dict.fromkeys(("s", "so", "southern"), "south"),
    **dict.fromkeys(("e", "eastern"), "east"),
    **dict.fromkeys(("w", "western"), "west"),
    **dict.fromkeys(("isds", "isd", "isls", "isl", "is", "island"), "islands"),
}
"""Abbreviations that lists of data use, and words that they use for one another."""
_SMALL = frozenset({"and", "of"})
_FORMS = re.compile(
    r"(?:(?:republic|kingdom) of|republica (?:de la|de|do|da|del)|republique (?:de la|du|des|de|d)"
    r"|repubblica (?:di|del|della)|republik|republika|rzeczpospolita|республика|республіка|جمهوريه) (.+)"
)
_SORTS = frozenset(
    {"republic", "democratic", "peoples", "socialist", "islamic", "federal", "federated", "kingdom", "state", "states"}
    | {"union", "of"}
)
_SEPARATORS = re.compile(r"[(),:;/]")
_LEAST_LATIN = 4


def fold(name: str) -> str:
    """Reduce a name to what two spellings of it share.

    Parameters
    ----------
    name : str
        Name in any spelling and script.

    Returns
    -------
    str
        Lower-case words without accents, punctuation and articles; "St." reads "saint" and "&" reads "and".
    """
    text = _APOSTROPHES.sub("", name).casefold().translate(_UNDECOMPOSED)
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold().translate(_UNDECOMPOSED)
    words = "".join(_kept(sign) for sign in text).split()
    return " ".join(_SPELLINGS.get(word, word) for word in words if word not in _ARTICLES)


def _kept(sign: str) -> str:
    """Keep letters, digits and vowel signs; what is not seen (joiners, marks of direction) parts no word."""
    category = unicodedata.category(sign)
    if sign.isalnum() or category[0] == "M":
        return sign
    return "" if category == "Cf" and sign != "\ufeff" else " "


def loose(name: str) -> str:
    """Reduce a name further: abbreviations written out, small words left out, words in alphabetic order.

    Parameters
    ----------
    name : str
        Name in any spelling.

    Returns
    -------
    str
        The same for "D.P.R. of Korea" and "Korea, Dem. People's Rep."; "" where nothing is left.
    """
    words: list[str] = []
    for word in _initials_joined(fold(name).split()):
        words += _EXPANDED.get(word, word).split()
    return " ".join(sorted(set(words) - _SMALL))


def _initials_joined(words: list[str]) -> Iterator[str]:
    """Write "d p r" as "dpr", which is what is left of "D.P.R."."""
    run = ""
    for word in words:
        if len(word) == 1 and word.isascii() and word.isalpha():
            run += word
            continue
        if run:
            yield run
            run = ""
        yield word
    if run:
        yield run


def turned(text: str) -> Iterator[str]:
    """Yield a text, and the text with what stands behind the first comma, colon or bracket put in front.

    "Korea, South" and "Korea (South)" give "South Korea".
    """
    yield text
    head, *tail = _SEPARATORS.split(text, maxsplit=1)
    if tail:
        yield f"{tail[0]} {head}"


def halves(text: str) -> Iterator[tuple[str, str]]:
    """Yield each pair of names that a text may put side by side: "Benin (Dahomey)", "China, P.R.: Hong Kong"."""
    for sign in _SEPARATORS.finditer(text):
        head, tail = text[: sign.start()].strip(" ("), text[sign.end() :].strip(" )")
        if head and tail:
            yield head, tail


def without_form(name: str) -> str | None:
    """Return what follows "Republic of" or "Kingdom of" in a name, in some languages; None where nothing does."""
    found = _FORMS.fullmatch(fold(name))
    return found[1] if found else None


def core(name: str) -> str:
    """Return a folded name without the words for the sort of state; the name itself where nothing else is in it."""
    folded = fold(name)
    return " ".join(word for word in folded.split() if word not in _SORTS) or folded


def key_abroad(name: str) -> str:
    """Return the key of a name in another language.

    Parameters
    ----------
    name : str
        Name of a state in any language.

    Returns
    -------
    str
        The folded name. A name of a few letters that lost an accent, "Áo", would be found by any such letters, so it
        keeps its accents; one that has none gives "" and is no key.
    """
    key = fold(name)
    return accented(name) if key.isascii() and len(key) < _LEAST_LATIN else key


def accented(name: str) -> str:
    """Return a name in small letters with its accents; "" for one that has none, or is no single word."""
    bare = unicodedata.normalize("NFC", name.strip().casefold())
    return bare if bare.isalpha() and not bare.isascii() else ""
