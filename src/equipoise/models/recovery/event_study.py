"""The panel: a stacked event study of one series after one kind of event, with placebos and lengths of setbacks."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from equipoise.errors import InputError
from equipoise.interval import Interval
from equipoise.models.recovery.bootstrap import DRAWS, BootstrapResult, Scores, resample, scores_of
from equipoise.models.recovery.durations import comeback_of
from equipoise.models.recovery.matched_differences import Covariates, Gap, QuietYears, gaps_of, placebos_of
from equipoise.models.recovery.results import (
    HORIZONS,
    LEADS,
    LEVEL,
    OFFSETS,
    Depth,
    Path,
    Recovery,
    half_life_of,
    told_by,
)
from equipoise.models.recovery.series import Numbers, Values

PLACEBOS_EACH = 4
"""Events that did not happen, for each that did."""

FEWEST_EVENTS = 3
"""Fewest events that a mean may rest on."""

_SELECTED = "those who were rescued, refused or left alone differed before: an association, not an effect"
_CUT = "lists of partners are cut: the interval adds what they leave open to the error of sampling"
_PRE = "the paths differed before the event already, so that a later difference tells nothing of the event"


@dataclass(frozen=True, slots=True)
class How:
    """Settings of a study.

    Parameters
    ----------
    draws : int
        Draws of the bootstrap and of the placebos.
    seed : int
        Seed of all draws; each study has its own streams, by kind and series.
    """

    draws: int = DRAWS
    seed: int = 0

    def stream(self, *names: str) -> tuple[int, ...]:
        """Return the address of the draws for something named."""
        return (self.seed, *(zlib.crc32(name.encode()) for name in names))


@dataclass(frozen=True)
class EventStudy:
    """What a study was made of, for those who go on from it.

    Parameters
    ----------
    recovery : Recovery
        The result.
    gaps, placebos : list of Gap
        Event by event.
    scores : Scores
        What each state adds to the mean.
    """

    recovery: Recovery
    gaps: list[Gap]
    placebos: list[Gap]
    scores: Scores


def study_events(
    values: Values,
    events: pl.DataFrame,
    touched: pl.DataFrame,
    name: str,
    *,
    covariates: Covariates | None = None,
    how: How | None = None,
) -> EventStudy:
    """Estimate what a series does after events of a kind, against matched states without one.

    Parameters
    ----------
    values : Values
        The series.
    events : polars.DataFrame
        Columns event, state, year, partner.
    touched : polars.DataFrame
        Columns state, year: when anything is listed for a state.
    name : str
        Kind of the events.
    covariates : Covariates, optional
        What matched states must resemble beside the series.
    how : How, optional
        Draws and seed.

    Returns
    -------
    EventStudy
        Result, and what it was made of.

    Raises
    ------
    InputError
        If fewer than three events can be measured; the message says why others could not.
    """
    settings = how or How()
    quiet = QuietYears(touched)
    if not values.series.is_dyadic:
        # Two rescuers in one crisis are two pairs, but one event of the state.
        events = events.unique(["state", "year"], keep="first", maintain_order=True)
    gaps, left_out = gaps_of(values, events, quiet, covariates)
    if len(gaps) < FEWEST_EVENTS:
        why = "; ".join(f"{count} with {reason}" for reason, count in left_out.items()) or "none listed"
        raise InputError(
            f"series {values.series.name} after {name}: {len(gaps)} of {events.height} events can be measured, "
            f"{FEWEST_EVENTS} are needed ({why})"
        )
    used = {gap.event for gap in gaps}
    invented = placebos_of(
        values, events.filter(pl.col("event").is_in(list(used))), quiet, PLACEBOS_EACH,
        settings.stream(name, values.series.name, "fakes"),
    )  # fmt: skip
    placebos = gaps_of(values, invented, quiet, covariates)[0]
    scores = scores_of(gaps)
    drawn = resample(scores, settings.stream(name, values.series.name, "wild"), settings.draws)
    chance = _chance(gaps, placebos, settings.stream(name, values.series.name, "placebo"), settings.draws)
    found = _assembled(values, name, gaps, placebos, (scores, drawn, chance), left_out, settings)
    return EventStudy(found, gaps, placebos, scores)


def _chance(gaps: Sequence[Gap], placebos: Sequence[Gap], seed: tuple[int, ...], draws: int) -> Numbers:
    """Return the same mean for events that did not happen: one placebo for each event, drawn again and again.

    Placebos are centred: a mean that is not nothing would be a fault of the matching, common to all.
    """
    if not placebos:
        return np.full((draws, len(OFFSETS)), np.nan)
    table = np.array([placebo.gap for placebo in placebos])
    table = table - np.where(np.isfinite(table).any(axis=0), _column_mean(table), 0.0)
    real = np.isfinite(np.array([gap.gap for gap in gaps]))
    generator = np.random.default_rng(list(seed))
    made = np.full((draws, len(OFFSETS)), np.nan)
    for column in range(len(OFFSETS)):
        pool = table[np.isfinite(table[:, column]), column]
        size = int(real[:, column].sum())
        if pool.size >= FEWEST_EVENTS and size:
            made[:, column] = generator.choice(pool, size=(draws, size)).mean(axis=1)
    return made


def _column_mean(table: Numbers) -> Numbers:
    seen = np.isfinite(table)
    return np.asarray(np.where(seen, table, 0.0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1))


def _assembled(
    values: Values,
    name: str,
    gaps: list[Gap],
    placebos: list[Gap],
    made: tuple[Scores, BootstrapResult, Numbers],
    left_out: dict[str, int],
    settings: How,
) -> Recovery:
    scores, drawn, chance = made
    series = values.series
    ends = _with_cuts(values, gaps, drawn, settings.stream(name, series.name, "cut"), settings.draws)
    few = scores.n < FEWEST_EVENTS
    low, high = (np.where(few, np.nan, end) for end in ends)
    effect = np.where(few, np.nan, scores.effect)
    path = path_of(effect, (low, high), chance, scores.n)
    pre = drawn.joint_p(scores.effect, range(LEADS - 1))
    alike = pre is None or pre >= 1 - LEVEL
    depths = tuple(_depth(horizon, gaps, scores, (low, high), chance, values) for horizon in HORIZONS)
    if not alike:
        depths = tuple(_untold(entry) for entry in depths)
    losses = any(entry.told == "loss" for entry in depths)
    years = [gap.year for gap in gaps]
    caveats = [_SELECTED]
    caveats += [_CUT] if values.censored else []
    caveats += [] if alike else [_PRE]
    return Recovery(
        of="panel",
        name=name,
        series=series.name,
        events=len(gaps),
        clusters=len({gap.state for gap in gaps}),
        first=min(years),
        last=max(years),
        path=path,
        depths=depths,
        pre_trend=pre,
        half_life=half_life_of(OFFSETS, path.effect, series.sign) if losses else None,
        comeback=comeback_of(gaps, placebos, series),
        left_out=left_out,
        caveats=tuple(caveats),
    )


def _with_cuts(
    values: Values, gaps: list[Gap], drawn: BootstrapResult, seed: tuple[int, ...], draws: int
) -> tuple[Numbers, Numbers]:
    """Return ends of the intervals; for a cut series those of the lowest and of the highest that it leaves open."""
    if not values.censored:
        return drawn.low, drawn.high
    lowest = resample(scores_of(gaps, "low"), (*seed, 1), draws)
    highest = resample(scores_of(gaps, "high"), (*seed, 2), draws)
    return np.fmin(lowest.low, drawn.low), np.fmax(highest.high, drawn.high)


def path_of(effect: Numbers, ends: tuple[Numbers, Numbers], chance: Numbers, n: Sequence[int] | np.ndarray) -> Path:
    """Return a path from arrays over `OFFSETS`; what is not a number becomes None."""
    tails = (1 - LEVEL) / 2
    known = np.isfinite(chance).any(axis=0)
    band = np.full((2, len(OFFSETS)), np.nan)
    if known.any():
        band[:, known] = np.nanquantile(chance[:, known], [tails, 1 - tails], axis=0)
    return Path(OFFSETS, plain(effect), plain(ends[0]), plain(ends[1]), plain(band[0]), plain(band[1]),
                tuple(int(count) for count in n))  # fmt: skip


def plain(row: Numbers) -> tuple[float | None, ...]:
    """Return numbers as a tuple, with None for what is not a number."""
    return tuple(float(value) if np.isfinite(value) else None for value in row)


def _depth(
    horizon: int,
    gaps: list[Gap],
    scores: Scores,
    ends: tuple[Numbers, Numbers],
    chance: Numbers,
    values: Values,
) -> Depth:
    column = OFFSETS.index(horizon)
    n, clusters = int(scores.n[column]), int(scores.clusters[column])
    effect = _interval(ends[0][column], ends[1][column], scores.effect[column]) if n >= FEWEST_EVENTS else None
    drawn = chance[:, column]
    drawn = drawn[np.isfinite(drawn)]
    placebo = p = None
    if drawn.size and n:
        tails = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        placebo = Interval(float(tails[0]), float(tails[1]))
        p = float((1 + (np.abs(drawn) >= abs(scores.effect[column])).sum()) / (1 + drawn.size))
    bounds = None
    if values.censored and n >= FEWEST_EVENTS:
        bounds = Interval(*(float(scores_of(gaps, end).effect[column]) for end in ("low", "high")))
    told = told_by(effect, p, values.series.sign)
    return Depth(horizon, n, clusters, effect, bounds, placebo, p, told)


def _untold(entry: Depth) -> Depth:
    """Return a depth of which nothing is told, since the paths parted before the event."""
    return entry if entry.told == "no data" else replace(entry, told="cannot be told")


def _interval(low: float, high: float, value: float) -> Interval | None:
    if not (np.isfinite(low) and np.isfinite(high)):
        return None
    return Interval(float(min(low, value)), float(max(high, value)), float(value))
