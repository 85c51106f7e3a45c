"""From any code or spelling of a state to its ISO 3166-1 alpha-3 code, or to a clear refusal.

A bare number is an ISO numeric code and two bare letters are ISO alpha-2, because Correlates of War,
Gleditsch-Ward and ISO numbers overlap, and so do GEC (formerly FIPS 10-4) and ISO letters. Any other
scheme is named in front: ``cow:255``, ``gw:260``, ``gec:GM``, ``iso:276``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from equipoise.errors import DataError, UnknownNameError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import polars as pl

_SCHEMES = {"iso": "iso_numeric", "cow": "cow", "gw": "gw"}
_ARTICLES = frozenset({"the"})
_SPELLINGS = {"st": "saint", "ste": "sainte", "rep": "republic", "dem": "democratic", "fed": "federated"}
_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "&": " and "})
_MARKS = re.compile(r"[\u0300-\u036f]")
_APOSTROPHES = re.compile("['’ʻʼ`´]")
_MOST_CHOICES = 6


class UnknownStateError(UnknownNameError):
    """A name or code of no state: lists short names, and looks for the nearest among all spellings.

    Parameters
    ----------
    value : str
        The name as given.
    short : iterable of str
        Short names of the states.
    spellings : iterable of str
        All accepted names.
    """

    def __init__(self, value: str, short: Iterable[str], spellings: Iterable[str]) -> None:
        self.spellings = tuple(spellings)
        super().__init__("state", value, short)

    def _message(self, show: int) -> str:
        self.nearest = nearest(self.value, self.spellings)
        return super()._message(show)


class AmbiguousNameError(UnknownNameError):
    """A name that several states share, such as "Congo" or "Korea".

    Parameters
    ----------
    value : str
        The name as given.
    meanings : mapping of str to str
        ISO3 code -> short name of each state that the name can mean.
    """

    def __init__(self, value: str, meanings: Mapping[str, str]) -> None:
        self.meanings = dict(meanings)
        super().__init__("state", value, self.meanings.values())

    def _message(self, show: int) -> str:
        meant = [f"{name} ({iso3})" for iso3, name in sorted(self.meanings.items())[:show]]
        return f"ambiguous state {self.value!r}: {', '.join(meant[:-1])} or {meant[-1]}"


@dataclass(frozen=True)
class NameIndex:
    """Codes, names and aliases of states.

    Attributes
    ----------
    short : mapping of str to str
        ISO3 code -> short English name.
    codes : mapping of str to str
        Code in capitals, with its scheme in front where it needs one -> ISO3.
    names : mapping of str to str
        Folded name (see `fold`) -> ISO3.
    spellings : tuple of str
        All names as written in the tables; the nearest match of a miss comes from here.
    """

    short: Mapping[str, str]
    codes: Mapping[str, str]
    names: Mapping[str, str]
    spellings: tuple[str, ...]

    @classmethod
    def from_tables(cls, states: pl.DataFrame, state_names: pl.DataFrame) -> NameIndex:
        """Build the index.

        Parameters
        ----------
        states : polars.DataFrame
            Table `states` (columns iso3, name, iso2, iso_numeric, cow, gw, gec).
        state_names : polars.DataFrame
            Table `state_names` (columns name, iso3); a name such as ``gec:GZ`` adds a code.

        Returns
        -------
        NameIndex
            Frozen index.

        Raises
        ------
        DataError
            If two states share a code or a name, or a name points at no state.
        """
        short = {row["iso3"]: row["name"] for row in states.iter_rows(named=True)}
        codes: dict[str, str] = {}
        for row in states.iter_rows(named=True):
            for code in _codes_of(row):
                _enter(codes, code, row["iso3"], "code")
        names: dict[str, str] = {}
        spelled = list(short.items())
        spelled += [(row["iso3"], row["name"]) for row in state_names.iter_rows(named=True)]
        for iso3, name in spelled:
            if iso3 not in short:
                raise DataError(f"state_names: {name!r} points at {iso3!r}, which is not in the table of states")
            if _scheme_of(name):
                _enter(codes, _canonical(name), iso3, "code")
            else:
                _enter(names, fold(name), iso3, "name")
        written = tuple(sorted({name for _, name in spelled if not _scheme_of(name)}))
        return cls(MappingProxyType(short), MappingProxyType(codes), MappingProxyType(names), written)

    def resolve(self, text: str) -> str:
        """Return the ISO3 code that a code or name means.

        Parameters
        ----------
        text : str
            ISO alpha-3, alpha-2 or numeric code; ``cow:``, ``gw:``, ``gec:`` or ``iso:`` and a code; or a
            name in any case, with or without accents, punctuation and articles ("Gambia, The").

        Returns
        -------
        str
            ISO3 code.

        Raises
        ------
        UnknownNameError
            If nothing matches; `AmbiguousNameError` (a subclass) if several states share the name.
        """
        text = str(text)
        found = self.codes.get(_canonical(text)) or self._named(text)
        if found is None:
            raise self._refusal(text)
        return found

    def name(self, iso3: str) -> str:
        """Return the short English name of a state.

        Parameters
        ----------
        iso3 : str
            ISO3 code.

        Returns
        -------
        str
            Short name.

        Raises
        ------
        UnknownNameError
            If the code is not in the table of states.
        """
        if iso3 not in self.short:
            raise UnknownNameError("state code", iso3, self.short)
        return self.short[iso3]

    def _named(self, text: str) -> str | None:
        candidates = (fold(variant) for variant in (text, _rotated(text)))
        return next((self.names[key] for key in candidates if key in self.names), None)

    def _refusal(self, text: str) -> UnknownNameError:
        meanings = self._meanings(fold(text))
        if 1 < len(meanings) <= _MOST_CHOICES:
            return AmbiguousNameError(text, {iso3: self.short[iso3] for iso3 in meanings})
        return UnknownStateError(text, self.short.values(), self.spellings)

    def _meanings(self, key: str) -> list[str]:
        """States whose short name holds every word of a folded name."""
        words = set(key.split())
        if not words:
            return []
        return sorted(iso3 for iso3, name in self.short.items() if words <= set(fold(name).split()))


def fold(name: str) -> str:
    """Reduce a name to what two spellings of it share.

    Parameters
    ----------
    name : str
        Name in any spelling.

    Returns
    -------
    str
        Lower-case words without accents, punctuation and articles; "St." reads "saint" and "&" reads "and".
    """
    text = _APOSTROPHES.sub("", name).casefold().translate(_UNDECOMPOSED)
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    words = "".join(sign if sign.isalnum() else " " for sign in text).split()
    kept = [_SPELLINGS.get(word, word) for word in words if word not in _ARTICLES]
    return " ".join(kept)


def _rotated(text: str) -> str:
    """Put what stands behind the first comma in front: "Korea, South" -> "South Korea"."""
    head, _, tail = text.partition(",")
    return f"{tail} {head}"


def _scheme_of(text: str) -> str | None:
    scheme, colon, _ = text.partition(":")
    scheme = scheme.strip().lower()
    return scheme if colon and scheme in {*_SCHEMES, "gec"} else None


def _canonical(text: str) -> str:
    """Spell a code as the index does: "gec: kz" -> "GEC:KZ", "004" -> "ISO:4", "kaz" -> "KAZ"."""
    text = text.strip()
    scheme = _scheme_of(text)
    body = text.partition(":")[2].strip() if scheme else text
    if body.isascii() and body.isdigit():
        return f"{(scheme or 'iso').upper()}:{body.lstrip('0')}"
    return f"{scheme.upper()}:{body.upper()}" if scheme else body.upper()


def _codes_of(row: Mapping[str, object]) -> Iterable[str]:
    yield str(row["iso3"])
    if row["iso2"] is not None:
        yield str(row["iso2"])
    if row["gec"] is not None:
        yield f"GEC:{row['gec']}"
    for scheme, column in _SCHEMES.items():
        if row[column] is not None:
            yield f"{scheme.upper()}:{row[column]}"


def _enter(index: dict[str, str], key: str, iso3: str, what: str) -> None:
    other = index.setdefault(key, iso3)
    if other != iso3:
        raise DataError(f"{what} {key!r} means both {other} and {iso3}")
