"""Each event against matched states without one: the difference in differences, event by event.

For event e of state i (with rescuer p) in year t, the gap k years from it is

    (Y[i, t+k] - Y[i, t-1]) - mean over matched j of (Y[j, t+k] - Y[j, t-1])

where j are states of the same years, and pairs with the same rescuer, in which no upheaval, call or rescue is listed
from ten years before to the year looked at: never treated, not yet, or so long ago that the ten years looked at here
are over. Stacking the events in this way never holds one against a state in the middle of its own, which is what goes
wrong in one regression with two-way fixed effects.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from equipoise.models.recovery.results import LAST, LEADS, OFFSETS
from equipoise.models.recovery.series import NOBODY, Codes, Numbers, Values

MATCHES = 10
"""States that an event is held against."""

FEWEST = 3
"""Fewest of them, and fewest years before the event, that an estimate may rest on."""

CLEAN = LAST
"""Years before an event in which nothing may be listed for a state that it is held against."""

NEVER = 9999
_START, _END = 1930, 2060
_BASE = OFFSETS.index(-1)
_BEFORE = slice(0, LEADS)


class QuietYears:
    """The next year in which anything is listed for a state.

    Parameters
    ----------
    touched : polars.DataFrame
        Columns state, year.
    """

    def __init__(self, touched: pl.DataFrame) -> None:
        self._next: dict[int, Codes] = {}
        for (state,), group in touched.group_by(["state"]):
            marks = np.full(_END - _START + 1, NEVER, dtype=np.int64)
            years = group["year"].to_numpy().astype(np.int64)
            years = years[(years >= _START) & (years <= _END)]
            marks[years - _START] = years
            self._next[int(state)] = np.minimum.accumulate(marks[::-1])[::-1]

    def after(self, states: Codes, year: int) -> Codes:
        """Return, for each state, the first listed year that is not before a year; `NEVER` where there is none."""
        place = min(max(year - _START, 0), _END - _START)
        nothing = np.full(_END - _START + 1, NEVER, dtype=np.int64)
        return np.array([self._next.get(int(state), nothing)[place] for state in states], dtype=np.int64)


@dataclass(frozen=True)
class Covariates:
    """What matched states must resemble beside the series itself: output per head and democracy, the year before.

    Parameters
    ----------
    values : tuple of Values
        Series of states.
    """

    values: tuple[Values, ...] = ()

    def of(self, states: Codes, year: int) -> Numbers:
        """Return the covariates of states in a year; not a number where unknown."""
        made = np.full((states.size, len(self.values)), np.nan)
        for column, held in enumerate(self.values):
            at = held.column(year)
            if not 0 <= at < held.years.size:
                continue
            place = np.searchsorted(held.states, states)
            place = np.minimum(place, held.states.size - 1)
            known = held.states[place] == states
            made[known, column] = held.point[place[known], at]
        return made


@dataclass(frozen=True)
class Gap:
    """One event against its matched states.

    Parameters
    ----------
    event : str
        Its id.
    state, year : int
        COW code, year.
    gap, low, high : numpy.ndarray, shape (offsets,)
        Difference in differences, and what cut lists leave open; not a number where it is not seen.
    own : numpy.ndarray, shape (offsets,)
        The state's own change since the year before.
    controls : numpy.ndarray, shape (m,)
        COW codes of the matched states.
    shares : numpy.ndarray, shape (m, offsets)
        Weight of each.
    rest : numpy.ndarray, shape (m, offsets)
        Their changes less the weighted mean.
    """

    event: str
    state: int
    year: int
    gap: Numbers
    low: Numbers
    high: Numbers
    own: Numbers
    controls: Codes
    shares: Numbers
    rest: Numbers


def gaps_of(
    values: Values, events: pl.DataFrame, quiet: QuietYears, covariates: Covariates | None = None
) -> tuple[list[Gap], dict[str, int]]:
    """Return the gap of every event that can be measured, and why others cannot.

    Parameters
    ----------
    values : Values
        The series.
    events : polars.DataFrame
        Columns event, state, year, partner.
    quiet : QuietYears
        When states are touched by anything.
    covariates : Covariates, optional
        What matched states must resemble beside the series.

    Returns
    -------
    list of Gap and dict of str to int
        Gaps, and counts of events left out by reason.
    """
    found: list[Gap] = []
    reasons: dict[str, int] = {}
    like = covariates or Covariates()
    blocks = _Blocks(values)
    for row in events.iter_rows(named=True):
        partner = (row["partner"] or -1) if values.series.is_dyadic else NOBODY
        made = gap_of(blocks, row["event"], (row["state"], partner, row["year"]), quiet, like)
        if isinstance(made, Gap):
            found.append(made)
        else:
            reasons[made] = reasons.get(made, 0) + 1
    return found, reasons


class _Blocks:
    """Rows of a series by partner, so that the rows of one rescuer are looked up once."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self._rows: dict[int, Codes] = {}

    def rows(self, partner: int) -> Codes:
        if partner not in self._rows:
            self._rows[partner] = np.flatnonzero(self.values.partners == partner)
        return self._rows[partner]

    def window(self, table: Numbers, rows: Codes, year: int) -> Numbers:
        """Return values from `LEADS` years before to `LAST` after; not a number outside the years covered."""
        start = self.values.column(year) - LEADS
        made = np.full((rows.size, len(OFFSETS)), np.nan)
        first, last = max(start, 0), min(start + len(OFFSETS), table.shape[1])
        if first < last:
            made[:, first - start : last - start] = table[rows, first:last]
        return made


def gap_of(
    blocks: _Blocks, event: str, about: tuple[int, int, int], quiet: QuietYears, covariates: Covariates
) -> Gap | str:
    """Return the gap of one event, or the reason why there is none."""
    state, partner, year = about
    values = blocks.values
    rows = blocks.rows(partner)
    if not rows.size:
        return "no rescuer, or one that the tables do not hold"
    point = blocks.window(values.point, rows, year)
    states = values.states[rows]
    own = np.flatnonzero(states == state)
    seen = _seen_before(point)
    if not own.size or not seen[own[0]]:
        return "too few years before the event"
    if not np.isfinite(point[own[0], LEADS:]).any():
        return "no year after the event"
    ends = blocks.window(values.low, rows, year), blocks.window(values.high, rows, year)
    known = seen & (quiet.after(states, year - CLEAN) > year + 1) & (ends[1][:, _BASE] - ends[0][:, _BASE] < 1.5)
    known[own[0]] = False
    if known.sum() < FEWEST:
        return "too few states to be held against"
    chosen = _nearest(point, states, int(own[0]), known, covariates.of(states, year - 1))
    return _measured(event, (state, year), (point, *ends), int(own[0]), chosen, states, quiet)


def _seen_before(point: Numbers) -> NDArray[np.bool_]:
    seen: NDArray[np.bool_] = np.isfinite(point[:, _BASE]) & (np.isfinite(point[:, _BEFORE]).sum(axis=1) >= FEWEST)
    return seen


def _nearest(
    point: Numbers, states: Codes, own: int, known: NDArray[np.bool_], covariates: Numbers
) -> NDArray[np.intp]:
    """Return the rows that resemble the event's most: in the mean of the series before, and in the covariates."""
    before = point[:, _BEFORE]
    counted = np.isfinite(before).sum(axis=1)
    level = np.where(counted > 0, np.nansum(before, axis=1) / np.maximum(counted, 1), np.nan)
    features = np.column_stack([level, covariates])
    pool = features[known]
    many = np.maximum(np.isfinite(pool).sum(axis=0), 1)
    centre = np.nansum(pool, axis=0) / many
    spread = np.sqrt(np.nansum((pool - centre) ** 2, axis=0) / many)
    apart = ((pool - features[own]) / np.where(spread > 0, spread, 1.0)) ** 2
    # A feature that is not known says nothing for or against: it counts like two states drawn at random.
    distance = np.where(np.isfinite(apart), apart, 2.0).mean(axis=1)
    order = np.lexsort((states[known], distance))[:MATCHES]
    return np.flatnonzero(known)[order]


def _measured(
    event: str,
    about: tuple[int, int],
    tables: tuple[Numbers, Numbers, Numbers],
    own: int,
    chosen: NDArray[np.intp],
    states: Codes,
    quiet: QuietYears,
) -> Gap:
    state, year = about
    point, low, high = tables
    touched = quiet.after(states[chosen], year - CLEAN)
    alive = (touched[:, None] > year + np.array(OFFSETS)[None, :]) & np.isfinite(point[chosen])
    count = alive.sum(axis=0)
    enough = count >= FEWEST
    shares = np.where(enough, alive / np.maximum(count, 1), 0.0)

    def changes(top: Numbers, base: Numbers) -> tuple[Numbers, Numbers]:
        """Own change, and the changes of the matched states, with ends chosen for the base and for the year."""
        moved = top - base[:, [_BASE]]
        moved[:, _BASE] = 0.0
        return moved[own], np.where(alive, moved[chosen], 0.0)

    mine, theirs = changes(point.copy(), point)
    mean = (shares * theirs).sum(axis=0)
    gap = np.where(enough, mine - mean, np.nan)
    least, most = gap, gap
    if np.nansum(high - low) > 0:
        mine_low, theirs_low = changes(low.copy(), high)
        mine_high, theirs_high = changes(high.copy(), low)
        least = np.where(enough, mine_low - (shares * theirs_high).sum(axis=0), np.nan)
        most = np.where(enough, mine_high - (shares * theirs_low).sum(axis=0), np.nan)
    rest = np.where(shares > 0, theirs - mean, 0.0)
    return Gap(event, state, year, gap, least, most, mine, states[chosen], shares, rest)


def placebos_of(
    values: Values, events: pl.DataFrame, quiet: QuietYears, each: int, seed: Iterable[int]
) -> pl.DataFrame:
    """Return events that did not happen: for each real one, quiet states of the same year and rescuer, at random.

    Parameters
    ----------
    values : Values
        The series.
    events : polars.DataFrame
        Real events.
    quiet : QuietYears
        When states are touched by anything.
    each : int
        Placebos for each real event.
    seed : iterable of int
        Address of the draws.

    Returns
    -------
    polars.DataFrame
        Columns event (the id of the real one, a stroke and a number), state, year, partner.
    """
    draws = np.random.default_rng(list(seed))
    rows: list[dict[str, object]] = []
    for row in events.iter_rows(named=True):
        partner = (row["partner"] or -1) if values.series.is_dyadic else NOBODY
        states = values.states[values.partners == partner]
        free = states[(quiet.after(states, row["year"] - CLEAN) > row["year"] + 1) & (states != row["state"])]
        if not free.size:
            continue
        for number, state in enumerate(draws.choice(free, size=min(each, free.size), replace=False)):
            rows.append({**row, "event": f"{row['event']}/{number}", "state": int(state)})
    return pl.DataFrame(rows, schema=events.schema, orient="row")
