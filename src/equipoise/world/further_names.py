"""What is looked up when a name is no plain name of a state: other languages, former states, parts of states.

The tables of spellings are read from the data package on the first such miss and not before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from equipoise.world.organisation_names import find_organisation
from equipoise.world.package import Manifest, read_on_demand
from equipoise.world.spelling import accented, fold, loose, turned

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_PAST = re.compile(r"(?:former|fmr|ex) (.+)")
_MOST_STATES = 3
_TAKES_ARTICLE = frozenset({"Bahamas", "Comoros", "Gambia", "Maldives", "Netherlands", "Philippines", "United"})


@dataclass(frozen=True, eq=False)
class FurtherNames:
    """Names beyond the plain ones.

    Parameters
    ----------
    former_states, organisations : polars.DataFrame
        Tables of the world.
    manifest : Manifest
        Package that holds `state_spellings` and `subdivisions`.
    """

    former_states: pl.DataFrame
    organisations: pl.DataFrame
    manifest: Manifest

    def states_named(self, text: str) -> tuple[str, ...]:
        """Return the ISO3 codes of the states that a name means in some language or to some provider of data."""
        keys = [key for key in (fold(text), accented(text)) if key]
        return tuple(self._spellings.filter(pl.col("folded").is_in(keys))["iso3"].unique().sort())

    def former_state(self, text: str) -> dict[str, Any] | None:
        """Return the row of the former state that a name or code means, or None."""
        for variant in turned(text):
            past = _PAST.fullmatch(fold(variant))
            for name in (variant, past[1]) if past else (variant,):
                found = self._former.get(fold(name)) or self._former.get(loose(name))
                if found is not None:
                    return found
        return None

    def part_of(self, text: str) -> dict[str, Any] | None:
        """Return the row of the part of a state, or of the region, that a name means, or None."""
        found = self._parts.filter(pl.col("folded") == fold(text))
        return found.row(0, named=True) if found.height else None

    def organisation(self, text: str) -> str | None:
        """Return the id of the organisation that a name means, or None."""
        return find_organisation(self.organisations, text)

    @cached_property
    def _spellings(self) -> pl.DataFrame:
        return read_on_demand(self.manifest, "state_spellings")

    @cached_property
    def _parts(self) -> pl.DataFrame:
        return read_on_demand(self.manifest, "subdivisions")

    @cached_property
    def _former(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for row in self.former_states.iter_rows(named=True):
            # A code in small letters is ours and no name: "bavaria" is a part of Germany, and was a kingdom.
            code = [row["code"]] if row["code"].isupper() else []
            for spelled in (*code, row["name"], *(row["aliases"] or [])):
                found.setdefault(fold(spelled), row)
                found.setdefault(loose(spelled), row)
        return found


def told_of_former(row: dict[str, Any], names: Mapping[str, str]) -> str:
    """Return what a refusal says of a former state.

    Parameters
    ----------
    row : dict
        Row of `former_states`.
    names : mapping of str to str
        ISO3 code -> short name.

    Returns
    -------
    str
        When it was, how it ended, which states are there today.
    """
    since = f"from {_in_words(row['from'])} to" if row["from"] else "until"
    today = row["today"]
    listed = ", ".join(f"{names[iso3]} ({iso3})" for iso3 in today) if len(today) <= _MOST_STATES else ", ".join(today)
    told = (
        f"{row['name']} was a state {since} {_in_words(row['to'])} ({row['ended']}); on its territory today: {listed}"
    )
    heir = row["continuing"]
    if heir is not None and len(today) > 1:
        told += f"; for {names[heir]} alone, which continues it, use {heir}"
    return told


def told_of_part(row: dict[str, Any], names: Mapping[str, str]) -> str:
    """Return what a refusal says of a part of a state (a row of `subdivisions`)."""
    states = [f"{_with_article(names[iso3])} ({iso3})" for iso3 in row["iso3"]]
    if row["words"]:
        return f"{row['name']} is {row['words']}"
    if len(states) > _MOST_STATES:
        return f"{row['name']} is the name of parts of {len(states)} states ({', '.join(row['iso3'])})"
    *others, last = states
    return f"{row['name']} is a part of {', '.join(others)}{' or ' if others else ''}{last}"


def _with_article(name: str) -> str:
    return f"the {name}" if name.partition(" ")[0] in _TAKES_ARTICLE else name


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
