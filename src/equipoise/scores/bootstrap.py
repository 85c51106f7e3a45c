"""Intervals from resampling whole clusters: of a score, and of the difference between two forecasters."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from equipoise.errors import InputError
from equipoise.interval import Interval
from equipoise.scores.arrays import Numbers, checked_labels, checked_level

Beats = Literal["yes", "no", "cannot be told"]

NO_DIFFERENCE = 1e-12
"""Differences of mean losses smaller than this come from rounding and count as none."""


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
        If the arrays are empty or differ in length, the level is not between 0 and 1, there is no resample, or the
        denominators add up to nothing.

    Notes
    -----
    All resamples are computed at once from the sums of the clusters. With few clusters the interval is too narrow.
    Resamples whose denominators add up to nothing say nothing and are left out.

    References
    ----------
    Field, C. A. & Welsh, A. H. (2007). Bootstrapping clustered data. Journal of the Royal Statistical Society B 69,
    369-390. https://doi.org/10.1111/j.1467-9868.2007.00593.x
    """
    numbers = np.asarray(values, dtype=np.float64)
    below = np.ones_like(numbers) if over is None else np.asarray(over, dtype=np.float64)
    if numbers.ndim != 1 or not numbers.size or not numbers.shape == np.shape(clusters) == below.shape:
        shapes = f"{numbers.shape}, {np.shape(clusters)}, {below.shape}"
        raise InputError(f"values, clusters and denominators must be of the same length, at least 1 (got {shapes})")
    _check_settings(level, resamples)
    if not below.sum():
        raise InputError("the denominators of a ratio add up to nothing")
    index = checked_labels(clusters, "clusters", numbers.size)
    above_sums, below_sums = np.bincount(index, weights=numbers), np.bincount(index, weights=below)
    drawn = _drawn(above_sums.size, resamples, seed)
    divisors = below_sums[drawn].sum(axis=1)
    ratios = above_sums[drawn].sum(axis=1)[divisors != 0] / divisors[divisors != 0]
    return _percentile(ratios, float(numbers.sum() / below.sum()), level)


def _check_settings(level: float, resamples: int) -> None:
    checked_level(level)
    if resamples < 1:
        raise InputError(f"a bootstrap needs at least one resample, not {resamples}")


def _drawn(clusters: int, resamples: int, seed: int) -> NDArray[np.int64]:
    """Return which clusters each resample holds, shape (resamples, clusters)."""
    return np.random.default_rng(seed).integers(clusters, size=(resamples, clusters))


def _percentile(resampled: Numbers, value: float, level: float) -> Interval:
    low, high = (float(end) for end in np.quantile(resampled, [(1 - level) / 2, (1 + level) / 2]))
    return Interval(min(low, value), max(high, value), value)


def score_interval(
    score: Callable[[Numbers, Numbers], float | None],
    forecasts: ArrayLike,
    outcomes: ArrayLike,
    clusters: ArrayLike,
    *,
    level: float = 0.9,
    resamples: int = 1000,
    seed: int = 0,
) -> Interval | None:
    """Return a bootstrap interval of any score that is no mean over rows, such as an AUC.

    Parameters
    ----------
    score : callable
        Takes forecasts, whose first axis is the row, and outcomes; returns a number, or None where it is undefined.
    forecasts : array_like, shape (n, ...)
        Forecasts: a probability, or a row of draws or quantiles.
    outcomes : array_like, shape (n,)
        What happened.
    clusters : array_like, shape (n,)
        Cluster of each row; whole clusters are drawn.
    level, resamples, seed
        As for `cluster_bootstrap_interval`.

    Returns
    -------
    Interval or None
        Percentile interval over the resamples in which the score is defined, with the sample value as its point; None
        where it is undefined on the sample itself.

    Raises
    ------
    InputError
        If the rows do not match, or as for `cluster_bootstrap_interval`.
    """
    said, seen = np.asarray(forecasts, dtype=np.float64), np.asarray(outcomes, dtype=np.float64)
    if seen.ndim != 1 or not seen.size or said.shape[:1] != seen.shape:
        raise InputError(f"forecasts and outcomes must have the same rows, at least 1 (got {said.shape}, {seen.shape})")
    _check_settings(level, resamples)
    index = checked_labels(clusters, "clusters", seen.size)
    value = score(said, seen)
    if value is None:
        return None
    count = int(index.max()) + 1
    rows = np.arange(seen.size)
    resampled = []
    for drawn in _drawn(count, resamples, seed):
        kept = np.repeat(rows, np.bincount(drawn, minlength=count)[index])
        resampled.append(score(said[kept], seen[kept]))
    defined = np.array([entry for entry in resampled if entry is not None])
    return _percentile(defined, value, level) if defined.size else Interval.point(value)


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """How much lower the loss of one forecaster is than that of another, on the same rows.

    Parameters
    ----------
    difference : Interval
        Mean loss of the baseline less that of the model: above 0 where the model is better.
    clusters : int
        Clusters resampled.
    level : float
        Coverage of the interval.
    """

    difference: Interval
    clusters: int
    level: float

    @property
    def excludes_zero(self) -> bool:
        """Whether the interval lies on one side of zero, and there are clusters enough for it to mean anything."""
        if self.clusters < least_clusters(self.level):
            return False
        return self.difference.low > NO_DIFFERENCE or self.difference.high < -NO_DIFFERENCE

    @property
    def beats(self) -> Beats:
        """Whether the model beats the baseline."""
        if not self.excludes_zero:
            return "cannot be told"
        return "yes" if self.difference.low > 0 else "no"

    def __str__(self) -> str:
        """State whether the interval excludes zero."""
        verb = "excludes" if self.excludes_zero else "does not exclude"
        span = f"{self.difference.low:+.4g} to {self.difference.high:+.4g}"
        few = "" if self.clusters >= least_clusters(self.level) else f" (only {self.clusters} clusters)"
        return f"the {self.level:.0%} interval of the difference, {span}, {verb} zero{few}"


def least_clusters(level: float) -> int:
    """Return how many clusters it takes before an interval that excludes zero can mean anything.

    Notes
    -----
    k clusters that all lean the same way happen by chance with 2^-k on each side; a percentile interval then always
    excludes zero. So 2^-k must not exceed (1 - level) / 2: five clusters at 90 %, six at 95 %.
    """
    return math.ceil(math.log2(2 / (1 - checked_level(level))) - 1e-9)


def paired_difference(
    losses: ArrayLike,
    baseline_losses: ArrayLike,
    clusters: ArrayLike,
    *,
    level: float = 0.9,
    resamples: int = 2000,
    seed: int = 0,
) -> PairedDifference:
    """Compare two forecasters row by row, resampling whole clusters.

    Parameters
    ----------
    losses, baseline_losses : array_like, shape (n,)
        Loss of each forecaster on the same rows; lower is better.
    clusters : array_like, shape (n,)
        Cluster of each row.
    level, resamples, seed
        As for `cluster_bootstrap_interval`.

    Returns
    -------
    PairedDifference
        Difference with its interval, and whether it excludes zero.

    Raises
    ------
    InputError
        If the losses differ in length, or as for `cluster_bootstrap_interval`.
    """
    ours, theirs = np.asarray(losses, dtype=np.float64), np.asarray(baseline_losses, dtype=np.float64)
    if ours.shape != theirs.shape:
        raise InputError(f"both forecasters must be scored on the same rows (got {ours.shape} and {theirs.shape})")
    interval = cluster_bootstrap_interval(theirs - ours, clusters, level=level, resamples=resamples, seed=seed)
    return PairedDifference(interval, int(np.unique(np.asarray(clusters)).size), level)
