"""Calibration: what was said against how often it happened."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from equipoise.errors import InputError
from equipoise.interval import Interval
from equipoise.scores.arrays import checked_level, checked_pair


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Forecasts of about the same probability.

    Parameters
    ----------
    low, high : float
        Ends of the bin; the upper one belongs to the next bin, except in the last.
    count : int
        Forecasts in it.
    forecast : float
        Their mean.
    observed : float
        Share of them in which the event happened.
    interval : Interval
        Wilson interval of that share, as if the outcomes in the bin did not depend on each other; 90 % by default.
    """

    low: float
    high: float
    count: int
    forecast: float
    observed: float
    interval: Interval


def share_interval(events: int, count: int, level: float = 0.9) -> Interval:
    """Return the Wilson score interval of a share.

    Parameters
    ----------
    events, count : int
        Events, and trials, at least one.
    level : float
        Coverage asked for, between 0 and 1.

    Returns
    -------
    Interval
        Inside 0 to 1, with the share as its point.

    Raises
    ------
    InputError
        If there is no trial, more events than trials, or the level is not between 0 and 1.

    Notes
    -----
    [p + z^2/2n ± z sqrt(p (1 - p)/n + z^2/4n^2)] / (1 + z^2/n), for trials that do not depend on each other.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the American
    Statistical Association 22, 209-212. https://doi.org/10.1080/01621459.1927.10502953
    """
    if count < 1 or not 0 <= events <= count:
        raise InputError(f"a share needs at least one trial and no more events than trials (got {events} of {count})")
    z = NormalDist().inv_cdf((1 + checked_level(level)) / 2)
    share = events / count
    middle = share + z * z / (2 * count)
    half = z * math.sqrt(share * (1 - share) / count + (z / (2 * count)) ** 2)
    below = 1 + z * z / count
    return Interval(min(max((middle - half) / below, 0.0), share), max(min((middle + half) / below, 1.0), share), share)


def reliability_table(
    forecasts: ArrayLike, outcomes: ArrayLike, bins: int = 10, level: float = 0.9
) -> tuple[ReliabilityBin, ...]:
    """Return forecasts in bins of equal width against what happened; empty bins are left out.

    Parameters
    ----------
    forecasts, outcomes
        As for `brier_score`.
    bins : int
        Number of bins, at least 1.
    level : float
        Coverage of the interval of each share.

    Returns
    -------
    tuple of ReliabilityBin
        From low to high.

    Raises
    ------
    InputError
        As for `brier_score`, or if there is no bin.
    """
    if bins < 1:
        raise InputError(f"a reliability table needs at least one bin, not {bins}")
    probabilities, happened = checked_pair(forecasts, outcomes)
    place = np.minimum((probabilities * bins).astype(np.int64), bins - 1)
    rows = []
    for index in np.unique(place).tolist():
        inside = place == index
        rows.append(
            ReliabilityBin(
                low=index / bins,
                high=(index + 1) / bins,
                count=int(inside.sum()),
                forecast=float(probabilities[inside].mean()),
                observed=float(happened[inside].mean()),
                interval=share_interval(int(happened[inside].sum()), int(inside.sum()), level),
            )
        )
    return tuple(rows)


def expected_calibration_error(forecasts: ArrayLike, outcomes: ArrayLike, bins: int = 10) -> float:
    """Return the mean distance between what was said and how often it happened, over bins of equal width.

    Parameters
    ----------
    forecasts, outcomes
        As for `brier_score`.
    bins : int
        Number of bins, at least 1.

    Returns
    -------
    float
        0 for a forecast that is calibrated bin by bin.

    Raises
    ------
    InputError
        As for `reliability_table`.

    Notes
    -----
    sum over bins of n_b / n |mean forecast - share of events|. It depends on the bins, and a calibrated forecast on few
    rows does not reach 0; the miscalibration part of `brier_decomposition` needs no bins.
    """
    return calibration_error_of(reliability_table(forecasts, outcomes, bins))


def calibration_error_of(table: tuple[ReliabilityBin, ...]) -> float:
    """Return the expected calibration error of a reliability table that has been made already."""
    total = sum(entry.count for entry in table)
    return math.fsum(entry.count * abs(entry.forecast - entry.observed) for entry in table) / total
