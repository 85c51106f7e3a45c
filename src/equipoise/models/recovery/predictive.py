"""What a series will be some years after an event: a regression learnt from earlier events, and two simple baselines.

The form was fixed before anything was scored: the change from the year before the event to h years after it is a
constant, a step for rescues, a part of the level before (series come back to the mean of events) and a part of the
trend before, by ridge regression; around it lie the errors that events left out of the fit would have had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from equipoise.errors import InputError
from equipoise.models.recovery.matched_differences import NEVER
from equipoise.models.recovery.results import LEADS
from equipoise.models.recovery.series import NOBODY, Numbers, Series, Values

AHEAD = (3, 5)
"""Years after the event that are forecast."""

FEWEST = 20
"""Fewest earlier events that a regression may be learnt from."""

PENALTY = 5.0
"""Strength of the ridge, in events, on standardised regressors; fixed before scoring."""

LEVELS = tuple((k + 0.5) / 99 for k in range(99))
KNOWN = 1.5


@dataclass(frozen=True)
class EventRows:
    """Events as rows to learn from or to forecast.

    Parameters
    ----------
    series : Series
        The series.
    ahead : int
        Years after the event.
    events : tuple of str
        Ids.
    states, years : numpy.ndarray, shape (n,)
        COW codes, years of the events.
    level, slope, rescued : numpy.ndarray, shape (n,)
        Value of the year before, yearly change over the years before, 1.0 for a rescue.
    later : numpy.ndarray, shape (n,)
        Value h years after; not a number where it is not seen.
    """

    series: Series
    ahead: int
    events: tuple[str, ...]
    states: np.ndarray
    years: np.ndarray
    level: Numbers
    slope: Numbers
    rescued: Numbers
    later: Numbers

    def where(self, kept: np.ndarray) -> EventRows:
        """Return some of the rows."""
        names = tuple(name for name, keep in zip(self.events, kept, strict=True) if keep)
        parts = (self.states, self.years, self.level, self.slope, self.rescued, self.later)
        return EventRows(self.series, self.ahead, names, *(part[kept] for part in parts))

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.events)


@dataclass(frozen=True, slots=True)
class ChangeRegression:
    """A fitted regression of one series, some years ahead.

    Parameters
    ----------
    series : str
        Name.
    ahead : int
        Years after the event.
    n, last : int
        Events learnt from, and the last year whose value was seen.
    constant, step, back, trend : float
        Mean change; step for rescues; change per unit of level above the mean; change per unit of yearly change.
    mean_level : float
        Mean level before the events.
    errors : tuple of float
        Quantiles of the left-out errors at `LEVELS`.
    still : tuple of float
        The same of the changes themselves, either way: around "no change".
    onward : tuple of float
        The same around "the trend goes on".
    """

    series: str
    ahead: int
    n: int
    last: int
    constant: float
    step: float
    back: float
    trend: float
    mean_level: float
    errors: tuple[float, ...]
    still: tuple[float, ...]
    onward: tuple[float, ...]


def rows_of(values: Values, events: pl.DataFrame, ahead: int) -> EventRows:
    """Return events as rows; those without a known year before, or too few years for a trend, are left out.

    Parameters
    ----------
    values : Values
        The series.
    events : polars.DataFrame
        Columns event, kind, state, year, partner.
    ahead : int
        Years after the event.
    """
    found: list[tuple[str, float, float, float, float, float, float]] = []
    seen: set[tuple[int, int, int]] = set()
    for row in events.sort("year", "event").iter_rows(named=True):
        partner = (row["partner"] or -1) if values.series.is_dyadic else NOBODY
        place = values.row(row["state"], partner)
        key = (row["state"], partner, row["year"])
        if place is None or key in seen:
            continue
        before = level_and_slope(values, place, row["year"])
        if before is None:
            continue
        seen.add(key)
        rescued = float(row["kind"] == "rescues")
        found.append(
            (row["event"], row["state"], row["year"], *before, rescued, _later(values, place, row["year"] + ahead))
        )
    table = np.array([entry[1:] for entry in found], dtype=np.float64).reshape(len(found), 6)
    return EventRows(
        values.series,
        ahead,
        tuple(entry[0] for entry in found),
        table[:, 0].astype(np.int64),
        table[:, 1].astype(np.int64),
        *(table[:, column].copy() for column in range(2, 6)),
    )


def level_and_slope(values: Values, row: int, year: int) -> tuple[float, float] | None:
    """Return the value of the year before and the yearly change over the five years before, or None."""
    stop = values.column(year)
    start = max(stop - LEADS, 0)
    if stop < 1 or stop > values.years.size:
        return None
    path = values.point[row, start:stop]
    width = values.high[row, start:stop] - values.low[row, start:stop]
    known = np.isfinite(path) & (width < KNOWN)
    if not known[-1] or known.sum() < 3:
        return None
    offsets = np.arange(path.size, dtype=np.float64)[known]
    centred = offsets - offsets.mean()
    return float(path[-1]), float((centred * path[known]).sum() / (centred**2).sum())


def _later(values: Values, row: int, year: int) -> float:
    at = values.column(year)
    if not 0 <= at < values.years.size or values.high[row, at] - values.low[row, at] >= KNOWN:
        return float("nan")
    return float(values.point[row, at])


def learnt(rows: EventRows, before: int = NEVER) -> ChangeRegression:
    """Learn the regression from events whose later value was seen before a year.

    Parameters
    ----------
    rows : EventRows
        Events.
    before : int
        Only values of earlier years are used.

    Returns
    -------
    ChangeRegression
        The regression.

    Raises
    ------
    InputError
        If there are too few such events.
    """
    used = rows.where(np.isfinite(rows.later) & (rows.years + rows.ahead < before))
    if used.size < FEWEST:
        raise InputError(
            f"series {rows.series.name}, {rows.ahead} years ahead: {used.size} events to learn from, {FEWEST} needed"
        )
    change = used.later - used.level
    mean_level = float(used.level.mean())
    table = np.column_stack([used.rescued, used.level - mean_level, used.slope])
    centre, spread = table.mean(axis=0), table.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    full = np.column_stack([np.ones(used.size), (table - centre) / spread])
    gram = full.T @ full + np.diag([0.0, PENALTY, PENALTY, PENALTY])
    hat = np.einsum("ij,jk,ik->i", full, np.linalg.inv(gram), full)
    weights = np.linalg.solve(gram, full.T @ change)
    errors = (change - full @ weights) / (1 - hat)
    slopes = weights[1:] / spread
    onward = change - used.slope * (used.ahead + 1)
    return ChangeRegression(
        series=used.series.name,
        ahead=used.ahead,
        n=used.size,
        last=int((used.years + used.ahead).max()),
        constant=float(weights[0] - slopes @ centre),
        step=float(slopes[0]),
        back=float(slopes[1]),
        trend=float(slopes[2]),
        mean_level=mean_level,
        errors=_levels(errors),
        still=_levels(np.concatenate([change, -change])),
        onward=_levels(np.concatenate([onward, -onward])),
    )


def forecasts(regression: ChangeRegression, rows: EventRows) -> dict[str, Numbers]:
    """Return draws of the regression, under no name, and of its baselines.

    Parameters
    ----------
    regression : ChangeRegression
        Learnt from other events.
    rows : EventRows
        Events to forecast.

    Returns
    -------
    dict of str to numpy.ndarray, shape (n, 99)
        Equally likely values in the unit of the series, held within its natural bounds.
    """
    centre = (
        rows.level
        + regression.constant
        + regression.step * rows.rescued
        + regression.back * (rows.level - regression.mean_level)
        + regression.trend * rows.slope
    )
    made = {
        "": centre[:, None] + np.array(regression.errors)[None, :],
        "no change": rows.level[:, None] + np.array(regression.still)[None, :],
        "trend goes on": (rows.level + rows.slope * (rows.ahead + 1))[:, None] + np.array(regression.onward)[None, :],
    }
    return {name: rows.series.clip(draws) for name, draws in made.items()}


def one_row(series: Series, ahead: int, before: tuple[float, float], *, rescued: bool) -> EventRows:
    """Return one event to be forecast, from the level and the slope before it."""
    nobody = np.array([0])
    level, slope, rescue = (np.array([value]) for value in (*before, float(rescued)))
    return EventRows(series, ahead, ("asked",), nobody, nobody, level, slope, rescue, np.array([np.nan]))


def _levels(errors: Sequence[float] | Numbers) -> tuple[float, ...]:
    return tuple(float(value) for value in np.quantile(np.asarray(errors), LEVELS))
