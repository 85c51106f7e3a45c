"""How many come, given that troops come: a lognormal regression on who is asked and for what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr

from equipoise.models.calls.panel import CallPanel
from equipoise.models.calls.priors import priors
from equipoise.models.calls.roles import ROLES

Numbers = NDArray[np.float64]

LEVELS = (0.1, 0.5, 0.9)

_CENTRE = (float(np.log(700.0)), 1.5)
_EXTERNAL_SPREAD = 0.7
_NOISE = np.exp(np.linspace(np.log(0.6), np.log(3.0), 25))
_FARTHEST = 8.0


@dataclass(frozen=True, slots=True)
class ForceModel:
    """Size of force, given troops.

    Parameters
    ----------
    n_forces : int
        Forces that it was learnt from.
    means : numpy.ndarray, shape (g, d)
        Posterior means of the coefficients at every value of the noise.
    covariances : numpy.ndarray, shape (g, d, d)
        Their covariances.
    weights : numpy.ndarray, shape (g,)
        Posterior weights of the values of the noise.
    """

    n_forces: int
    means: Numbers
    covariances: Numbers
    weights: Numbers

    def quantiles(self, role: str, trigger: str, levels: tuple[float, ...] = LEVELS) -> Numbers:
        """Return quantiles of the size of the next force [persons]."""
        row = _row(role, trigger)
        centre = self.means @ row
        spread = np.sqrt(np.einsum("d,gde,e->g", row, self.covariances, row) + _NOISE**2)
        low = float((centre - _FARTHEST * spread).min())
        high = float((centre + _FARTHEST * spread).max())

        def beyond(size: float, level: float) -> float:
            return float(self.weights @ ndtr((size - centre) / spread)) - level

        return np.exp([brentq(beyond, low, high, args=(level,)) for level in levels])


def fit_force(panel: CallPanel) -> ForceModel:
    """Learn the size of force from calls answered with troops.

    Parameters
    ----------
    panel : CallPanel
        Calls; those without troops or without a size are not used. An empty panel gives the prior.

    Returns
    -------
    ForceModel
        Posterior, from which quantiles of the next force follow.

    Notes
    -----
    log force = level + effect of the role + effect of an attack from outside + noise; normal priors, the noise summed
    over a grid (its logarithm uniform). The size is the peak recorded, else the first contingent; it is learnt from
    forces that were noted, and large ones are noted more often.
    """
    rows = panel.frame.filter(pl.col("troops") & (pl.col("force") > 0))
    design = np.array([_row(role, trigger) for role, trigger in rows.select("role", "trigger").iter_rows()])
    design = design.reshape(rows.height, len(ROLES) + 2)
    sizes = np.log(rows["force"].to_numpy())
    between = priors().force_spread
    mean = np.array([_CENTRE[0], *(0.0 for _ in ROLES), 0.0])
    precision = np.diag(np.array([_CENTRE[1], *(between for _ in ROLES), _EXTERNAL_SPREAD]) ** -2)
    fits = [_posterior(design, sizes, mean, precision, float(noise)) for noise in _NOISE]
    log_weight = np.array([evidence for _, _, evidence in fits])
    weights = np.exp(log_weight - log_weight.max())
    means, covariances = (np.stack([fit[place] for fit in fits]) for place in (0, 1))
    return ForceModel(rows.height, means, covariances, weights / weights.sum())


def _row(role: str, trigger: str) -> Numbers:
    return np.array([1.0, *(float(role == name) for name in ROLES), float(trigger == "external")])


def _posterior(
    design: Numbers, sizes: Numbers, mean: Numbers, precision: Numbers, noise: float
) -> tuple[Numbers, Numbers, float]:
    posterior = precision + design.T @ design / noise**2
    covariance = np.asarray(np.linalg.inv(posterior), dtype=np.float64)
    middle = covariance @ (precision @ mean + design.T @ sizes / noise**2)
    residuals, shrunk = sizes - design @ middle, middle - mean
    misfit = residuals @ residuals / noise**2 + shrunk @ precision @ shrunk
    evidence = -misfit / 2 - sizes.size * np.log(noise) - np.linalg.slogdet(posterior)[1] / 2
    return middle, covariance, float(evidence)
