"""Scores of distributions of a quantity, given as draws, as quantiles or as intervals."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from equipoise.errors import InputError
from equipoise.interval import Interval
from equipoise.scores.arrays import Numbers, checked_level
from equipoise.scores.reliability import share_interval


def crps_of_samples(samples: ArrayLike, observed: ArrayLike, *, fair: bool = False) -> Numbers:
    """Return the continuous ranked probability score of draws; 0 is perfect, lower is better.

    Parameters
    ----------
    samples : array_like, shape (n, m)
        m draws of each of n quantities.
    observed : array_like, shape (n,)
        What came about, in the same unit.
    fair : bool
        Score the distribution that the draws come from rather than the draws: without a bias for small m, at least 2.

    Returns
    -------
    numpy.ndarray, shape (n,)
        CRPS in the unit of the quantity; the mean over rows is the score. With `fair` it can be below 0.

    Raises
    ------
    InputError
        If shapes do not match, anything is infinite or not a number, or there are too few draws.

    Notes
    -----
    mean_i |x_i - y| - 1/2 mean_ij |x_i - x_j|; the second mean is over i != j with `fair`. From sorted draws
    sum_ij |x_i - x_j| = 2 sum_i (2 i - m - 1) x_(i), so that it takes m log m steps.

    References
    ----------
    Gneiting, T. & Raftery, A. E. (2007). Strictly proper scoring rules, prediction, and estimation. Journal of the
    American Statistical Association 102, 359-378. https://doi.org/10.1198/016214506000001437
    """
    draws, seen = _checked_rows(samples, observed, "samples")
    count = draws.shape[1]
    if fair and count < 2:
        raise InputError("a fair score needs at least 2 draws of each quantity, not 1")
    distance = np.abs(draws - seen[:, None]).mean(axis=1)
    weights = 2 * np.arange(1, count + 1) - count - 1
    spread = (np.sort(draws, axis=1) * weights).sum(axis=1) / (count * (count - 1 if fair else count))
    return np.asarray(distance - spread, dtype=np.float64)


def crps_of_quantiles(quantiles: ArrayLike, levels: ArrayLike, observed: ArrayLike) -> Numbers:
    """Return the continuous ranked probability score of quantiles, as twice the mean pinball loss.

    Parameters
    ----------
    quantiles : array_like, shape (n, q)
        Quantiles of each of n quantities, not decreasing along a row.
    levels : array_like, shape (q,)
        Their levels, increasing, between 0 and 1.
    observed : array_like, shape (n,)
        What came about, in the same unit.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Score in the unit of the quantity; it approaches the CRPS as the levels get denser. Compare only scores of the
        same levels.

    Raises
    ------
    InputError
        If shapes do not match, anything is infinite or not a number, levels are not increasing between 0 and 1, or
        quantiles cross.

    Notes
    -----
    2/q sum_k (1{y < x_k} - a_k) (x_k - y), the mean of the pinball losses being proper for the quantiles given.

    References
    ----------
    Gneiting, T. & Raftery, A. E. (2007). Strictly proper scoring rules, prediction, and estimation. Journal of the
    American Statistical Association 102, 359-378. https://doi.org/10.1198/016214506000001437
    """
    values, seen = _checked_rows(quantiles, observed, "quantiles")
    alphas = checked_levels(levels)
    if alphas.size != values.shape[1]:
        raise InputError(f"there are {values.shape[1]} quantiles in a row but {alphas.size} levels")
    if (np.diff(values, axis=1) < 0).any():
        row = int(np.argmax((np.diff(values, axis=1) < 0).any(axis=1)))
        raise InputError(f"the quantiles of row {row} cross: {values[row].tolist()}")
    gap = values - seen[:, None]
    return np.asarray(2 * (((gap > 0) - alphas) * gap).mean(axis=1), dtype=np.float64)


def checked_levels(levels: ArrayLike) -> Numbers:
    """Return levels of quantiles as an array.

    Raises
    ------
    InputError
        If there is none, or they do not increase between 0 and 1.
    """
    alphas = np.asarray(levels, dtype=np.float64)
    inside = alphas.ndim == 1 and alphas.size and ((alphas > 0) & (alphas < 1)).all()
    if not inside or (np.diff(alphas) <= 0).any():
        raise InputError(f"levels of quantiles must increase between 0 and 1 (got {alphas.tolist()})")
    return alphas


def interval_losses(low: ArrayLike, high: ArrayLike, observed: ArrayLike, level: float) -> Numbers:
    """Return the interval score of central prediction intervals: narrow ones that hold what came about score low.

    Parameters
    ----------
    low, high : array_like, shape (n,)
        Ends of the intervals.
    observed : array_like, shape (n,)
        What came about, in the same unit.
    level : float
        Coverage that the intervals claim, between 0 and 1.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Score in the unit of the quantity.

    Raises
    ------
    InputError
        If shapes do not match, anything is infinite or not a number, ends are the wrong way round, or the level is not
        between 0 and 1.

    Notes
    -----
    (u - l) + 2/a max(l - y, 0) + 2/a max(y - u, 0) with a = 1 - level.

    References
    ----------
    Gneiting, T. & Raftery, A. E. (2007). Strictly proper scoring rules, prediction, and estimation. Journal of the
    American Statistical Association 102, 359-378. https://doi.org/10.1198/016214506000001437
    """
    ends, seen = _checked_ends(low, high, observed)
    outside = 1 - checked_level(level)
    miss = np.maximum(ends[:, 0] - seen, 0) + np.maximum(seen - ends[:, 1], 0)
    return np.asarray(ends[:, 1] - ends[:, 0] + 2 / outside * miss, dtype=np.float64)


def interval_coverage(low: ArrayLike, high: ArrayLike, observed: ArrayLike, level: float = 0.9) -> Interval:
    """Return the share of intervals that hold what came about, to be held against the share that they claim.

    Parameters
    ----------
    low, high : array_like, shape (n,)
        Ends of the intervals, both inside.
    observed : array_like, shape (n,)
        What came about.
    level : float
        Coverage of the Wilson interval of the share itself.

    Returns
    -------
    Interval
        Share with its interval, taking the rows as independent.

    Raises
    ------
    InputError
        As for `interval_losses`.
    """
    ends, seen = _checked_ends(low, high, observed)
    inside = (ends[:, 0] <= seen) & (seen <= ends[:, 1])
    return share_interval(int(inside.sum()), seen.size, level)


def _checked_ends(low: ArrayLike, high: ArrayLike, observed: ArrayLike) -> tuple[Numbers, Numbers]:
    lows, highs = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    if lows.ndim != 1 or lows.shape != highs.shape:
        raise InputError(f"ends of intervals must be flat and of the same length (got {lows.shape} and {highs.shape})")
    ends, seen = _checked_rows(np.column_stack([lows, highs]), observed, "intervals")
    if (lows > highs).any():
        row = int(np.argmax(lows > highs))
        raise InputError(f"the interval of row {row} has its ends the wrong way round: {lows[row]} to {highs[row]}")
    return ends, seen


def _checked_rows(forecasts: ArrayLike, observed: ArrayLike, what: str) -> tuple[Numbers, Numbers]:
    values, seen = np.asarray(forecasts, dtype=np.float64), np.asarray(observed, dtype=np.float64)
    if values.ndim != 2 or seen.ndim != 1 or values.shape[0] != seen.size or not values.size:
        raise InputError(
            f"{what} must be a table with one row per observed value, and not empty (got {values.shape}, {seen.shape})"
        )
    for name, array in ((what, values), ("observed values", seen)):
        if not np.isfinite(array).all():
            raise InputError(f"{name} hold {array[~np.isfinite(array)][0]}, which is no finite number")
    return values, seen
