"""From any code or spelling of a state to its ISO 3166-1 alpha-3 code, or to a clear refusal.

A bare number is an ISO numeric code and two bare letters are ISO alpha-2, because Correlates of War,
Gleditsch-Ward and ISO numbers overlap, and so do GEC (formerly FIPS 10-4) and ISO letters. Any other
scheme is named in front: ``cow:255``, ``gw:260``, ``gec:GM``, ``iso:276``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from equipoise.errors import DataError, ExplainedNameError, UnknownNameError, nearest
from equipoise.world.further_names import told_of_former, told_of_part
from equipoise.world.spelling import core, fold, halves, loose, turned, without_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import polars as pl

    from equipoise.world.further_names import FurtherNames

_SCHEMES = {"iso": "iso_numeric", "cow": "cow", "gw": "gw"}
_MOST_CHOICES = 6
_LIKENESS = 0.78
"""Names that are less like each other are rather of two places than two spellings of one."""
_ONE_SLIP = 0.93


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
        asked = {self.value, without_form(self.value) or self.value}
        found = [name for text in asked for name in nearest(text, self.spellings, _MOST_CHOICES, _LIKENESS)]
        self.nearest = nearest(self.value, [name for name in found if self._like(name)], cutoff=0.0)
        return super()._message(show)

    def _like(self, name: str) -> bool:
        """Say whether names are alike beyond "People's Republic of", which is the most of some of them."""
        alike = nearest(core(self.value), [core(name)], cutoff=_LIKENESS)
        return bool(alike or nearest(self.value, [name], cutoff=_ONE_SLIP))


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
    sovereign : frozenset of str
        ISO3 codes of the entries that are states; the others are territories and areas.
    further : FurtherNames or None
        What to look up when all this does not hold a name; None for nothing.
    """

    short: Mapping[str, str]
    codes: Mapping[str, str]
    names: Mapping[str, str]
    spellings: tuple[str, ...]
    sovereign: frozenset[str] = frozenset()
    further: FurtherNames | None = None

    @classmethod
    def from_tables(
        cls, states: pl.DataFrame, state_names: pl.DataFrame, further: FurtherNames | None = None
    ) -> NameIndex:
        """Build the index.

        Parameters
        ----------
        states : polars.DataFrame
            Table `states` (columns iso3, name, kind, iso2, iso_numeric, cow, gw, gec).
        state_names : polars.DataFrame
            Table `state_names` (columns name, iso3); a name such as ``gec:GZ`` adds a code.
        further : FurtherNames, optional
            Names in other languages, former states and parts of states, looked up when these tables do not help.

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
        sovereign = frozenset(states.filter(states["kind"] == "state")["iso3"])
        views = (MappingProxyType(short), MappingProxyType(codes), MappingProxyType(names))
        return cls(*views, written, sovereign, further)

    def resolve(self, text: str) -> str:
        """Return the ISO3 code that a code or name means.

        Parameters
        ----------
        text : str
            ISO alpha-3, alpha-2 or numeric code; ``cow:``, ``gw:``, ``gec:`` or ``iso:`` and a code; or a
            name in any case, with or without accents, punctuation and articles ("Gambia, The"), abbreviated
            ("Korea, Dem. People's Rep."), in another language or script, or with another name of the same
            state beside it ("Benin (Dahomey)").

        Returns
        -------
        str
            ISO3 code.

        Raises
        ------
        UnknownNameError
            If nothing matches; `AmbiguousNameError` (a subclass) if several states share the name, and
            `ExplainedNameError` (a subclass) if it is known what the name means: a former state, a part of a
            state, an organisation.
        """
        text = str(text)
        found = self._meant(text)
        if len(found) != 1:
            raise self._refusal(text, found)
        return found[0]

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

    def _meant(self, text: str) -> tuple[str, ...]:
        """States that a text means: one, several where the name is shared, or none."""
        if found := self._by_one_name(text):
            return found
        if self.further is not None and self.further.former_state(text):
            return ()
        for variant in turned(text):
            bare = without_form(variant)
            if bare is not None and (found := self._by_one_name(bare)):
                return found
        return self._by_two_names(text)

    def _by_one_name(self, text: str) -> tuple[str, ...]:
        if found := self.codes.get(_canonical(text)):
            return (found,)
        steps = (self._plainly, self._loosely, self._shared, self._further)
        return next((states for step in steps for variant in turned(text) if (states := step(variant))), ())

    def _plainly(self, text: str) -> tuple[str, ...]:
        found = self.names.get(fold(text))
        return (found,) if found else ()

    def _loosely(self, text: str) -> tuple[str, ...]:
        return self._loose.get(loose(text), ())

    def _shared(self, text: str) -> tuple[str, ...]:
        """The few states whose short names hold every word of a text: "Congo" is none of the two by itself."""
        words = set(fold(text).split()) - {"of", "and"}
        found = sorted(iso3 for iso3, name in self.short.items() if words and words <= set(fold(name).split()))
        return tuple(found) if 1 < len(found) <= _MOST_CHOICES else ()

    def _further(self, text: str) -> tuple[str, ...]:
        return self.further.states_named(text) if self.further is not None else ()

    def _by_two_names(self, text: str) -> tuple[str, ...]:
        """Two names side by side mean one state if both do, or the territory if the other means a state."""
        for pair in halves(text):
            one, other = (self._by_one_name(half) for half in pair)
            if len(one) != 1 or len(other) != 1:
                continue
            territories = {*one, *other} - self.sovereign
            if one == other:
                return one
            if len(territories) == 1:
                return tuple(territories)
        return ()

    @cached_property
    def _loose(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, set[str]] = defaultdict(set)
        for name, iso3 in self.names.items():
            found[loose(name)].add(iso3)
        found.pop("", None)
        return {key: tuple(sorted(states)) for key, states in found.items()}

    def _refusal(self, text: str, shared: tuple[str, ...]) -> UnknownNameError:
        if shared:
            return AmbiguousNameError(text, {iso3: self.short[iso3] for iso3 in shared})
        return self._explained(text) or UnknownStateError(text, self.short.values(), self.spellings)

    def _explained(self, text: str) -> UnknownNameError | None:
        """Refusal of a name that is known and means no state of the tables."""
        if self.further is None:
            return None
        if former := self.further.former_state(text):
            return ExplainedNameError("state", text, told_of_former(former, self.short), former["today"])
        if org_id := self.further.organisation(text):
            return ExplainedNameError("state", text, f"{org_id} is an organisation: use `equipoise org {org_id}`")
        if part := self.further.part_of(text):
            return ExplainedNameError("state", text, told_of_part(part, self.short), part["iso3"])
        return None


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
