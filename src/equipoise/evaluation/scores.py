"""Scores of probability forecasts of an event that happens or does not: pure functions on arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

from equipoise.errors import InputError
from equipoise.interval import Interval

Numbers = NDArray[np.float64]

SMALLEST = 1e-6
"""Probabilities are held this far from 0 and 1 in the log score, which is otherwise infinite."""


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
    """

    low: float
    high: float
    count: int
    forecast: float
    observed: float


def brier_score(forecasts: ArrayLike, outcomes: ArrayLike) -> float:
    """Return the Brier score: 0 is perfect, lower is better.

    Parameters
    ----------
    forecasts : array_like, shape (n,)
        Probabilities.
    outcomes : array_like, shape (n,)
        0 or 1.

    Returns
    -------
    float
        Mean of (p - y)^2.

    Raises
    ------
    InputError
        If the arrays are empty or differ in length, a forecast is no probability, or an outcome is neither 0 nor 1.

    References
    ----------
    Brier, G. W. (1950). Verification of forecasts expressed in terms of probability. Monthly Weather Review 78, 1-3.
    https://doi.org/10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2
    """
    return float(brier_losses(forecasts, outcomes).mean())


def brier_losses(forecasts: ArrayLike, outcomes: ArrayLike) -> Numbers:
    """Return the squared error of every forecast, shape (n,); arguments and errors as for `brier_score`."""
    probabilities, happened = _checked(forecasts, outcomes)
    return np.asarray((probabilities - happened) ** 2, dtype=np.float64)


def brier_skill(forecasts: ArrayLike, reference: ArrayLike, outcomes: ArrayLike) -> float:
    """Return the Brier skill over a reference forecast: 1 is perfect, 0 no better, below 0 worse.

    Parameters
    ----------
    forecasts, reference : array_like, shape (n,)
        Probabilities of the model and of the simpler forecast.
    outcomes : array_like, shape (n,)
        0 or 1.

    Returns
    -------
    float
        1 - BS / BS_reference; not a number where the reference is perfect.

    Raises
    ------
    InputError
        As for `brier_score`.

    References
    ----------
    Gneiting, T. & Raftery, A. E. (2007). Strictly proper scoring rules, prediction, and estimation. Journal of the
    American Statistical Association 102, 359-378. https://doi.org/10.1198/016214506000001437
    """
    against = brier_score(reference, outcomes)
    return 1 - brier_score(forecasts, outcomes) / against if against else float("nan")


def log_score(forecasts: ArrayLike, outcomes: ArrayLike) -> float:
    """Return the logarithmic score in nats: 0 is perfect, lower is better.

    Parameters
    ----------
    forecasts : array_like, shape (n,)
        Probabilities, held `SMALLEST` away from 0 and 1.
    outcomes : array_like, shape (n,)
        0 or 1.

    Returns
    -------
    float
        Mean of -[y ln p + (1 - y) ln(1 - p)].

    Raises
    ------
    InputError
        As for `brier_score`.

    References
    ----------
    Gneiting, T. & Raftery, A. E. (2007). Strictly proper scoring rules, prediction, and estimation. Journal of the
    American Statistical Association 102, 359-378. https://doi.org/10.1198/016214506000001437
    """
    probabilities, happened = _checked(forecasts, outcomes)
    probabilities = probabilities.clip(SMALLEST, 1 - SMALLEST)
    return float(-(happened * np.log(probabilities) + (1 - happened) * np.log1p(-probabilities)).mean())


def auc(forecasts: ArrayLike, outcomes: ArrayLike) -> float | None:
    """Return the chance that an event got the higher forecast than a non-event, ties counted half.

    Parameters
    ----------
    forecasts : array_like, shape (n,)
        Probabilities.
    outcomes : array_like, shape (n,)
        0 or 1.

    Returns
    -------
    float or None
        Between 0 and 1; None where all outcomes are the same.

    Raises
    ------
    InputError
        As for `brier_score`.

    Notes
    -----
    (R_1 - n_1 (n_1 + 1) / 2) / (n_1 n_0) with R_1 the sum of the mid-ranks of the events. It measures ranking, not
    calibration. Out of fold it is biased downwards where forecasts vary little: leaving out an event lowers its own.

    References
    ----------
    Hanley, J. A. & McNeil, B. J. (1982). The meaning and use of the area under a receiver operating characteristic
    (ROC) curve. Radiology 143, 29-36. https://doi.org/10.1148/radiology.143.1.7063747
    """
    probabilities, happened = _checked(forecasts, outcomes)
    events = int(happened.sum())
    others = happened.size - events
    if not events or not others:
        return None
    ranks = rankdata(probabilities)
    return float((ranks[happened == 1].sum() - events * (events + 1) / 2) / (events * others))


def reliability_table(forecasts: ArrayLike, outcomes: ArrayLike, bins: int = 10) -> tuple[ReliabilityBin, ...]:
    """Return forecasts in bins of equal width against what happened; empty bins are left out.

    Parameters
    ----------
    forecasts : array_like, shape (n,)
        Probabilities.
    outcomes : array_like, shape (n,)
        0 or 1.
    bins : int
        Number of bins, at least 1.

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
    probabilities, happened = _checked(forecasts, outcomes)
    place = np.minimum((probabilities * bins).astype(np.int64), bins - 1)
    return tuple(
        ReliabilityBin(
            low=index / bins,
            high=(index + 1) / bins,
            count=int((place == index).sum()),
            forecast=float(probabilities[place == index].mean()),
            observed=float(happened[place == index].mean()),
        )
        for index in np.unique(place).tolist()
    )


def cluster_bootstrap_interval(
    values: ArrayLike,
    clusters: ArrayLike,
    *,
    over: ArrayLike | None = None,
    level: float = 0.9,
    resamples: int = 2000,
    seed: int = 0,
) -> Interval:
    """Return a bootstrap interval of a mean whose values depend on each other within clusters.

    Parameters
    ----------
    values : array_like, shape (n,)
        Values.
    clusters : array_like, shape (n,)
        Cluster of each value; whole clusters are drawn.
    over : array_like, shape (n,), optional
        Denominators: the ratio of the two sums is taken. By default ones, which gives the mean.
    level : float
        Coverage asked for, between 0 and 1.
    resamples : int
        Number of bootstrap samples.
    seed : int
        Seed of the generator: the same seed gives the same interval.

    Returns
    -------
    Interval
        Percentile interval with the sample value as its point.

    Raises
    ------
    InputError
        If the arrays are empty or differ in length, or the level is not between 0 and 1.

    References
    ----------
    Field, C. A. & Welsh, A. H. (2007). Bootstrapping clustered data. Journal of the Royal Statistical Society B 69,
    369-390. https://doi.org/10.1111/j.1467-9868.2007.00593.x
    """
    numbers = np.asarray(values, dtype=np.float64)
    labels = np.asarray(clusters)
    below = np.ones_like(numbers) if over is None else np.asarray(over, dtype=np.float64)
    if not numbers.size or not numbers.shape == labels.shape == below.shape:
        shapes = f"{numbers.shape}, {labels.shape}, {below.shape}"
        raise InputError(f"values, clusters and denominators must be of the same length, at least 1 (got {shapes})")
    if not 0 < level < 1:
        raise InputError(f"level {level} is not between 0 and 1")
    _, index = np.unique(labels, return_inverse=True)
    above_sums, below_sums = np.bincount(index, weights=numbers), np.bincount(index, weights=below)
    count = above_sums.size
    drawn = np.random.default_rng(seed).integers(count, size=(resamples, count))
    ratios = above_sums[drawn].sum(axis=1) / below_sums[drawn].sum(axis=1)
    value = float(numbers.sum() / below.sum())
    low, high = (float(end) for end in np.quantile(ratios, [(1 - level) / 2, (1 + level) / 2]))
    return Interval(min(low, value), max(high, value), value)


def _checked(forecasts: ArrayLike, outcomes: ArrayLike) -> tuple[Numbers, Numbers]:
    probabilities = np.asarray(forecasts, dtype=np.float64)
    happened = np.asarray(outcomes, dtype=np.float64)
    if probabilities.ndim != 1 or probabilities.shape != happened.shape or not probabilities.size:
        shapes = f"{probabilities.shape} and {happened.shape}"
        raise InputError(f"forecasts and outcomes must be flat, of the same length and not empty (got {shapes})")
    if not ((probabilities >= 0) & (probabilities <= 1)).all():
        worst = probabilities[~((probabilities >= 0) & (probabilities <= 1))][0]
        raise InputError(f"forecast {worst} is not a probability between 0 and 1")
    if not np.isin(happened, (0.0, 1.0)).all():
        raise InputError(f"outcome {happened[~np.isin(happened, (0.0, 1.0))][0]} is neither 0 nor 1")
    return probabilities, happened
