"""How long losses last: time from leaving the band of the years before until being back in it, with censoring."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from equipoise.interval import Interval
from equipoise.models.recovery.matched_differences import Gap
from equipoise.models.recovery.results import HORIZONS, LAST, LEADS, LEVEL, Comeback
from equipoise.models.recovery.series import Numbers, Series

WITHIN = 3
"""Years after the event within which leaving the band counts as its setback."""

STAY = 2
"""Years in a row that a series must be back (or to the end of what is seen)."""

FEWEST = 5
"""Fewest setbacks for which a curve is given."""


def comeback_of(gaps: Sequence[Gap], placebos: Sequence[Gap], series: Series) -> Comeback | None:
    """Return how long losses lasted, or None where no event shows its first years.

    Parameters
    ----------
    gaps, placebos : sequence of Gap
        Events, and events that did not happen.
    series : Series
        Says on which side a loss lies, and the least band.

    Notes
    -----
    The band is as wide as the largest gap of the five years before, and at least the series' tolerance. Leaving it
    counts on the side of loss in the year of the event or within three years. Placebos leave their band as well, by
    noise alone: `by_chance` says how often.
    """
    seen = [gap for gap in gaps if _is_seen(gap)]
    if not seen:
        return None
    seen_placebos = [gap for gap in placebos if _is_seen(gap)]
    spells = [spell for gap in seen if (spell := spell_of(gap.gap, series)) is not None]
    lost = sum(spell_of(gap.gap, series) is not None for gap in seen_placebos)
    chance = lost / len(seen_placebos) if seen_placebos else None
    if len(spells) < FEWEST:
        return Comeback(len(seen), len(spells), chance, {}, None, (), (), (), ())
    times = np.array([time for time, _ in spells], dtype=np.float64)
    came = np.array([back for _, back in spells])
    return _curve(len(seen), chance, times, came)


def spell_of(path: Numbers, series: Series) -> tuple[int, bool] | None:
    """Return how many years a loss lasted and whether its end was seen; None where there was no loss.

    Parameters
    ----------
    path : numpy.ndarray, shape (offsets,)
        Gap by year from the event; not a number where not seen.
    series : Series
        Side of loss and tolerance.
    """
    loss = series.sign * path
    before = loss[:LEADS]
    band = max(series.tolerance, float(np.nanmax(np.abs(before), initial=0.0)))
    after = loss[LEADS:]
    left = next((k for k in range(WITHIN + 1) if np.isfinite(after[k]) and after[k] > band), None)
    if left is None:
        return None
    known = np.flatnonzero(np.isfinite(after))
    known = known[known > left]
    for place, year in enumerate(known):
        stay = known[place : place + STAY]
        if (after[stay] <= band).all():
            return int(year - left), True
    end = int(known[-1]) if known.size else left
    return max(end - left, 0), False


def _is_seen(gap: Gap) -> bool:
    return bool(np.isfinite(gap.gap[LEADS : LEADS + WITHIN + 1]).any())


def _curve(n: int, chance: float | None, times: Numbers, came: np.ndarray) -> Comeback:
    from scipy.stats import CensoredData, ecdf

    if not came.any():
        nothing: Mapping[int, Interval] = {k: Interval(0.0, 1.0, 0.0) for k in HORIZONS}
        return Comeback(n, times.size, chance, nothing, None, (0.0, LAST), (1.0, 1.0), (1.0, 1.0), (1.0, 1.0))
    sample = CensoredData(uncensored=times[came], right=times[~came])
    survival = ecdf(sample).sf
    with warnings.catch_warnings():
        # The log-log interval is not defined where nobody, or everybody, is back: there it shrinks to the point.
        warnings.simplefilter("ignore", RuntimeWarning)
        ends: Any = survival.confidence_interval(LEVEL, method="log-log")
    low, high = (
        np.where(np.isfinite(end.probabilities), end.probabilities, survival.probabilities)
        for end in (ends.low, ends.high)
    )
    last = times.max()
    back = {k: _back_by(k, survival, low, high) for k in HORIZONS if k <= last}
    under = survival.quantiles[survival.probabilities <= 0.5]
    at = (0.0, *survival.quantiles.tolist())
    return Comeback(
        n,
        times.size,
        chance,
        back,
        float(under[0]) if under.size else None,
        tuple(float(x) for x in at),
        (1.0, *survival.probabilities.tolist()),
        (1.0, *low.tolist()),
        (1.0, *high.tolist()),
    )


def _back_by(year: int, survival: object, low: Numbers, high: Numbers) -> Interval:
    quantiles, kept = survival.quantiles, survival.probabilities  # type: ignore[attr-defined]
    place = int(np.searchsorted(quantiles, year, side="right")) - 1
    if place < 0:
        return Interval(0.0, 0.0, 0.0)
    return Interval(float(1 - high[place]), float(1 - low[place]), float(1 - kept[place])).clip(0.0, 1.0)
