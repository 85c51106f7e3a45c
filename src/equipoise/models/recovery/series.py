"""The series in which a setback can be seen, declared in `series.csv`, and their values as arrays."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from equipoise.errors import UnknownNameError

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]

STATE, DYAD = "state", "dyad"
EVENT_TABLES = ("ucdp_acd", "coups_pt_country_year", "navco13_campaigns", "mid_participants")
"""Tables that say when anything happened to a state; ids in the bibliography."""

NOBODY = 0
"""Partner of a series that has none."""


@dataclass(frozen=True, slots=True)
class Series:
    """A declared series.

    Parameters
    ----------
    name, title, unit, meaning : str
        Name on the command line, name for readers, unit, and what is measured.
    scope : str
        "state", or "dyad": of the state with its rescuer.
    worse : str
        "lower" or "higher": the side on which a loss lies (of output, of freedom, of distance to the rescuer).
    floor, ceiling : float or None
        Natural bounds.
    tolerance : float
        Least half-width of the band before the event, in the unit: smaller moves are noise of measurement.
    tables : tuple of str
        Historical tables that it is made of.
    """

    name: str
    title: str
    scope: str
    unit: str
    worse: str
    floor: float | None
    ceiling: float | None
    tolerance: float
    tables: tuple[str, ...]
    meaning: str

    @property
    def sign(self) -> float:
        """1.0 where higher values are a loss, -1.0 where lower ones are."""
        return 1.0 if self.worse == "higher" else -1.0

    @property
    def is_dyadic(self) -> bool:
        """Whether it is measured between the state and its rescuer."""
        return self.scope == DYAD

    def clip(self, values: Numbers) -> Numbers:
        """Hold values within the natural bounds."""
        low = -np.inf if self.floor is None else self.floor
        high = np.inf if self.ceiling is None else self.ceiling
        return np.clip(values, low, high)


@dataclass(frozen=True)
class Values:
    """A series as arrays: one row per state, or per state and partner.

    Parameters
    ----------
    series : Series
        What it is.
    states : numpy.ndarray, shape (rows,)
        COW codes.
    partners : numpy.ndarray, shape (rows,)
        COW codes of the rescuers; `NOBODY` for a series of states.
    years : numpy.ndarray, shape (years,)
        Calendar years, without gaps.
    point : numpy.ndarray, shape (rows, years)
        Values; not a number where nothing is known.
    low, high : numpy.ndarray, shape (rows, years)
        Ends of what the source leaves open; equal to `point` where it leaves nothing open.
    """

    series: Series
    states: Codes
    partners: Codes
    years: Codes
    point: Numbers
    low: Numbers
    high: Numbers

    @property
    def censored(self) -> bool:
        """Whether the source leaves any value open."""
        return bool(np.nansum(self.high - self.low) > 0)

    def row(self, state: int, partner: int = NOBODY) -> int | None:
        """Return the row of a state (and its partner), or None where the source does not have it."""
        found = np.flatnonzero((self.states == state) & (self.partners == partner))
        return int(found[0]) if found.size else None

    def column(self, year: int) -> int:
        """Return the column of a year; it may lie outside."""
        return year - int(self.years[0])

    def until(self, last: int) -> Values:
        """Return the values without any that describes a later year."""
        kept = self.years <= last
        return Values(
            self.series,
            self.states,
            self.partners,
            self.years[kept],
            self.point[:, kept],
            self.low[:, kept],
            self.high[:, kept],
        )


@cache
def declared() -> dict[str, Series]:
    """Return every declared series by name, in the order of the file."""
    text = resources.files(__package__).joinpath("series.csv").read_text(encoding="utf-8")
    return {row["name"]: _series(row) for row in csv.DictReader(text.splitlines())}


def series_named(name: str) -> Series:
    """Return a series.

    Raises
    ------
    UnknownNameError
        If it is not declared.
    """
    if name not in declared():
        raise UnknownNameError("series", str(name), declared(), show=20)
    return declared()[name]


def _series(row: dict[str, str]) -> Series:
    floor, ceiling = (float(row[side]) if row[side] else None for side in ("floor", "ceiling"))
    return Series(
        name=row["name"],
        title=row["title"],
        scope=row["scope"],
        unit=row["unit"],
        worse=row["worse"],
        floor=floor,
        ceiling=ceiling,
        tolerance=float(row["tolerance"]),
        tables=tuple(row["tables"].split("|")),
        meaning=row["meaning"],
    )
