"""The case: one state and one series against a synthetic twin, in the same form as a panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from equipoise.errors import InputError
from equipoise.interval import Interval
from equipoise.models.recovery.event_study import plain
from equipoise.models.recovery.matched_differences import CLEAN, QuietYears
from equipoise.models.recovery.results import HORIZONS, LEADS, LEVEL, Depth, Path, Recovery, half_life_of, told_by
from equipoise.models.recovery.series import NOBODY, Codes, Numbers, Values
from equipoise.models.recovery.synthetic import (
    FEWEST_BEFORE,
    FEWEST_DONORS,
    Synthetic,
    in_time,
    named_weights,
    synthetic_of,
)

BEFORE = 15
"""Years before the event from which weights are found."""

KNOWN = 1.5
"""Widest interval of a donor's value [in the unit]: donors must be known."""

POOL = 30
"""Most donors: with many more donors than years any path can be copied, and the copy says nothing."""

WANTED = 8
"""Donors for the sake of which years before the event are given up."""

PLACEBOS = 19
"""Fewest placebos for a 90 % interval: with nineteen, the outer two leave a twentieth on each side to one more."""

_UNLISTED = "from {year} on the tables list few or no upheavals: a donor that seems quiet may not have been"


@dataclass(frozen=True, slots=True)
class CaseSubject:
    """Whom a case is about.

    Parameters
    ----------
    state : int
        COW code.
    year : int
        Year of the event; it counts as after.
    label : str
        State and year, for readers.
    partner : int
        COW code of the rescuer, for a series of pairs.
    exclude : tuple of int
        Donors that may not be used: those that the event, or something that followed, touched.
    """

    state: int
    year: int
    label: str
    partner: int = NOBODY
    exclude: tuple[int, ...] = ()


def case_of(
    values: Values, asked: CaseSubject, touched: pl.DataFrame, listed_to: int, name: Callable[[int], str] = str
) -> Recovery:
    """Hold a state against its synthetic twin.

    Parameters
    ----------
    values : Values
        The series, cut at the last year that may be used.
    asked : CaseSubject
        State, year, rescuer, donors that may not be used.
    touched : polars.DataFrame
        Columns state, year: when anything is listed for a state.
    listed_to : int
        Last year for which upheavals were listed.
    name : callable
        Gives the name of a donor from its COW code.

    Returns
    -------
    Recovery
        With `of` "case". The reference is the fit before the event, not the year before.

    Raises
    ------
    InputError
        If the state is not in the series, the event lies outside its years, or years or donors are too few.
    """
    partner = asked.partner if values.series.is_dyadic else NOBODY
    row = values.row(asked.state, partner)
    if row is None:
        raise InputError(f"series {values.series.name} does not hold {asked.label.split()[0]} with that rescuer")
    times = _times(values, row, asked)
    donors, times = _donors(values, asked, partner, times, QuietYears(touched))
    columns = times - int(values.years[0])
    mine, theirs = values.point[row, columns], values.point[np.ix_(donors, columns)].T
    before = int((times < asked.year).sum())
    made = synthetic_of(mine, theirs, before, floor=values.series.tolerance / 4)
    half = (values.high[row, columns] - values.low[row, columns]) / 2
    earlier = in_time(mine, theirs, before, min(LEADS, before - FEWEST_BEFORE))
    return _assembled(values, asked, made, (times, half), [name(int(code)) for code in values.states[donors]],
                      earlier, listed_to)  # fmt: skip


def _times(values: Values, row: int, asked: CaseSubject) -> Codes:
    """Return the years to be used: those in which the state is known, from `BEFORE` years before the event on."""
    first, last = int(values.years[0]), int(values.years[-1])
    if not first < asked.year <= last:
        raise InputError(
            f"{asked.label}: the event lies outside series {values.series.name}, which covers {first} to {last}"
        )
    known = values.years[np.isfinite(values.point[row])]
    known = known[known >= asked.year - BEFORE]
    count = int((known < asked.year).sum())
    if count < FEWEST_BEFORE:
        raise InputError(
            f"{asked.label}: series {values.series.name} has {count} years before the event, {FEWEST_BEFORE} are needed"
        )
    if not (known >= asked.year).any():
        raise InputError(f"{asked.label}: series {values.series.name} has no year from {asked.year} on")
    return np.asarray(known, dtype=np.int64)


def _donors(values: Values, asked: CaseSubject, partner: int, times: Codes, quiet: QuietYears) -> tuple[Codes, Codes]:
    """Return rows of donors that are known in all years used, and those years.

    A year before the event in which few states are known is given up, rather than most donors.
    """
    rows = np.flatnonzero(values.partners == partner)
    states = values.states[rows]
    barred = np.isin(states, [asked.state, partner, *asked.exclude])
    calm = quiet.after(states, asked.year - CLEAN) > int(times[-1])
    rows = rows[~barred & calm]
    known = np.isfinite(values.point[rows]) & (values.high[rows] - values.low[rows] < KNOWN)
    known = known[:, times - int(values.years[0])]
    kept = _years_kept(known, times < asked.year)
    times, known = times[kept], known[:, kept]
    rows = rows[known.all(axis=1)]
    if rows.size < FEWEST_DONORS:
        raise InputError(
            f"{asked.label}: a donor pool of {rows.size} for series {values.series.name} is too small, "
            f"{FEWEST_DONORS} are needed (donors are known in all years used and quiet around the event)"
        )
    return _nearest(values, asked, partner, rows, times).astype(np.int64), times


def _years_kept(known: NDArray[np.bool_], before: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which years to use: those before the event in which few states are known are given up one by one.

    Parameters
    ----------
    known : numpy.ndarray, shape (donors, years)
        Whether each possible donor is known.
    before : numpy.ndarray, shape (years,)
        Whether the year lies before the event; later ones are always kept.
    """
    kept = np.ones(known.shape[1], dtype=bool)
    while int((kept & before).sum()) > FEWEST_BEFORE and int(known[:, kept].all(axis=1).sum()) < WANTED:
        lacking = (~known[:, kept]).sum(axis=1)
        # Of the donors nearest to being complete, the year that most of them lack.
        near = known[lacking <= max(int(lacking.min(initial=0)), 1) + 1]
        missed = np.where(kept & before, (~near).sum(axis=0), -1)
        if missed.max() <= 0:
            missed = np.where(kept & before, (~known).sum(axis=0), -1)
        kept[int(missed.argmax())] = False
    return kept


def _nearest(values: Values, asked: CaseSubject, partner: int, rows: Codes, times: Codes) -> Codes:
    """Return the donors whose path before the event lies nearest to the state's."""
    own = values.row(asked.state, partner)
    columns = times[times < asked.year] - int(values.years[0])
    apart = np.abs(values.point[np.ix_(rows, columns)] - values.point[own, columns]).mean(axis=1)
    return np.sort(rows[np.argsort(apart, kind="stable")[:POOL]])


def _assembled(
    values: Values,
    asked: CaseSubject,
    made: Synthetic,
    when: tuple[Codes, Numbers],
    names: Sequence[str],
    earlier: float | None,
    listed_to: int,
) -> Recovery:
    times, half = when
    series = values.series
    offsets = tuple(int(year) - asked.year for year in times)
    tails = _tails(made.placebos) if len(made.placebos) >= PLACEBOS else None
    low, high, band_low, band_high = (np.full(times.size, np.nan) for _ in range(4))
    if tails is not None:
        band_low, band_high = tails
        low, high = made.gap - tails[1] - half, made.gap - tails[0] + half
        low[: made.before] = high[: made.before] = np.nan
    effect = plain(made.gap)
    depths = tuple(_depth(k, offsets, made, (low, high), half, series.sign) for k in HORIZONS)
    told = {entry.told for entry in depths}
    caveats = [f"the placebos of {len(made.placebos)} donors say what chance does; one case proves little"]
    if tails is None:
        caveats[0] = f"{len(made.placebos)} placebos are too few to say what chance does: {PLACEBOS} are needed"
    caveats += [_UNLISTED.format(year=listed_to + 1)] if times[-1] > listed_to else []
    if earlier is not None:
        caveats.append(f"put {min(LEADS, made.before - FEWEST_BEFORE)} observations too early, the same comparison "
                       f"gives a mean difference of {earlier:.2f}")  # fmt: skip
    return Recovery(
        of="case",
        name=asked.label,
        series=series.name,
        events=1,
        clusters=1,
        first=asked.year,
        last=int(times[-1]),
        path=Path(offsets, effect, plain(low), plain(high), plain(band_low), plain(band_high), (1,) * times.size),
        depths=depths,
        pre_trend=made.fit_p,
        half_life=half_life_of(offsets, effect, series.sign) if "loss" in told else None,
        donors=named_weights(made.weights, names),
        caveats=tuple(caveats),
    )


def _tails(drawn: Numbers) -> Numbers:
    """Return the ends between which one more draw would lie as often as the level says."""
    return np.asarray(np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0, method="weibull"))


def _depth(
    horizon: int,
    offsets: tuple[int, ...],
    made: Synthetic,
    ends: tuple[Numbers, Numbers],
    half: Numbers,
    sign: float,
) -> Depth:
    if horizon not in offsets:
        return Depth(horizon, 0, 0, None)
    at = offsets.index(horizon)
    gap = float(made.gap[at])
    effect = placebo = p = None
    if np.isfinite(ends[0][at]):
        effect = Interval(min(float(ends[0][at]), gap), max(float(ends[1][at]), gap), gap)
        drawn = made.placebos[:, at]
        placebo = Interval(*(float(x) for x in _tails(drawn)))
        p = float((1 + (np.abs(drawn) >= abs(gap)).sum()) / (1 + drawn.size))
    bounds = Interval(gap - float(half[at]), gap + float(half[at])) if half[at] > 0 else None
    return Depth(horizon, 1, 1, effect, bounds, placebo, p, told_by(effect, p, sign))
