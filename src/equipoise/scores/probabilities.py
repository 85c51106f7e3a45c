"""Proper scores of probabilities of an event that happens or does not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from equipoise.scores.arrays import Numbers, checked_pair

SMALLEST = 1e-6
"""Probabilities are held this far from 0 and 1 in the log score, which is otherwise infinite."""


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
    probabilities, happened = checked_pair(forecasts, outcomes)
    return np.asarray((probabilities - happened) ** 2, dtype=np.float64)


def brier_skill(forecasts: ArrayLike, reference: ArrayLike, outcomes: ArrayLike) -> float:
    """Return the Brier skill over a reference forecast: 1 is perfect, 0 no better, below 0 worse.

    Parameters
    ----------
    forecasts, reference : array_like, shape (n,)
        Probabilities of the model and of the simpler forecast: the base rate, or the unit's own history
        (`equipoise.scores.baselines`).
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
        Probabilities; held `SMALLEST` away from 0 and 1.
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
    return float(log_losses(forecasts, outcomes).mean())


def log_losses(forecasts: ArrayLike, outcomes: ArrayLike) -> Numbers:
    """Return the logarithmic loss [nat] of every forecast, shape (n,); arguments and errors as for `log_score`."""
    probabilities, happened = checked_pair(forecasts, outcomes)
    held = probabilities.clip(SMALLEST, 1 - SMALLEST)
    return np.asarray(-(happened * np.log(held) + (1 - happened) * np.log1p(-held)), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class BrierParts:
    """What a Brier score is made of: `miscalibration - discrimination + uncertainty`.

    Parameters
    ----------
    miscalibration : float
        What recalibration would save; 0 for a calibrated forecast.
    discrimination : float
        What the forecast, once recalibrated, gains over always saying the base rate; 0 for a constant.
    uncertainty : float
        Brier score of the base rate of these very outcomes.
    """

    miscalibration: float
    discrimination: float
    uncertainty: float


def brier_decomposition(forecasts: ArrayLike, outcomes: ArrayLike) -> BrierParts:
    """Split the Brier score into miscalibration, discrimination and uncertainty, without bins.

    Parameters
    ----------
    forecasts, outcomes
        As for `brier_score`.

    Returns
    -------
    BrierParts
        Three parts, each at least 0.

    Raises
    ------
    InputError
        As for `brier_score`.

    Notes
    -----
    With q the isotonic regression of the outcomes on the forecasts and r the base rate: MCB = BS(p) - BS(q),
    DSC = BS(r) - BS(q), UNC = BS(r), so that BS(p) = MCB - DSC + UNC exactly. On few rows the regression fits noise,
    and both MCB and DSC come out too large.

    References
    ----------
    Dimitriadis, T., Gneiting, T. & Jordan, A. I. (2021). Stable reliability diagrams for probabilistic classifiers.
    Proceedings of the National Academy of Sciences 118, e2016191118. https://doi.org/10.1073/pnas.2016191118
    """
    from scipy.optimize import isotonic_regression

    probabilities, happened = checked_pair(forecasts, outcomes)
    _, place, counts = np.unique(probabilities, return_inverse=True, return_counts=True)
    shares = np.bincount(place, weights=happened) / counts
    recalibrated = isotonic_regression(shares, weights=counts).x[place]
    rate = happened.mean()
    said, mended = ((probabilities - happened) ** 2).mean(), ((recalibrated - happened) ** 2).mean()
    uncertainty = float(rate * (1 - rate))
    return BrierParts(max(float(said - mended), 0.0), max(uncertainty - float(mended), 0.0), uncertainty)
