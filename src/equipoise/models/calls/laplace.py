"""Logistic regression with random intercepts: Laplace approximation on a grid of spreads, no random draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

_LARGEST_STEP = 3.0
_TOLERANCE = 1e-4
_MOST_STEPS = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """Binary outcomes, a linear predictor, and clusters with a random intercept each.

    Parameters
    ----------
    design : numpy.ndarray, shape (n, d)
        Columns of the linear predictor.
    outcomes : numpy.ndarray, shape (n,)
        0 or 1.
    clusters : numpy.ndarray of int, shape (n,)
        Cluster of each row, numbered from 0, rising.
    mean : numpy.ndarray, shape (d,)
        Prior means of the coefficients.
    spreads : numpy.ndarray, shape (g, d)
        Prior standard deviations of the coefficients at every point of the grid.
    cluster_spread : numpy.ndarray, shape (g,)
        Standard deviation of the intercepts of the clusters at every point of the grid.
    """

    design: Numbers
    outcomes: Numbers
    clusters: Places
    mean: Numbers
    spreads: Numbers
    cluster_spread: Numbers

    @property
    def n_clusters(self) -> int:
        """Number of clusters."""
        return int(self.clusters[-1]) + 1 if self.clusters.size else 0


@dataclass(frozen=True, slots=True)
class Laplace:
    """Normal approximation of the posterior at every point of the grid.

    Parameters
    ----------
    modes : numpy.ndarray, shape (g, d)
        Coefficients at the mode.
    cluster_modes : numpy.ndarray, shape (g, c)
        Intercepts of the clusters at the mode.
    covariance : numpy.ndarray, shape (g, d, d)
        Covariance of the coefficients, the intercepts of the clusters integrated out.
    log_evidence : numpy.ndarray, shape (g,)
        Logarithm of the marginal likelihood.
    """

    modes: Numbers
    cluster_modes: Numbers
    covariance: Numbers
    log_evidence: Numbers


def laplace(problem: Problem, start: tuple[Numbers, Numbers] | None = None) -> Laplace:
    """Approximate the posterior by a normal distribution around its mode.

    Parameters
    ----------
    problem : Problem
        Data and priors; without rows the prior is returned.
    start : tuple of numpy.ndarray, shapes (g, d) and (g, c), optional
        Where Newton's method begins: the mode of a similar problem saves steps and does not change the answer.

    Returns
    -------
    Laplace
        Modes, covariances and marginal likelihoods.

    Notes
    -----
    With b ~ N(mean, diag(spread^2)), u_c ~ N(0, s^2) and P(y = 1) = 1 / (1 + exp(-(x'b + u_c))) the joint logarithm of
    the density is concave; Newton's method with a bound on the step finds its one mode. The Hessian is diagonal in the
    u_c, which are eliminated first: with A = X'WX + diag(1 / spread^2), D = diag(sum of w in c + 1 / s^2) and
    C = Z'WX the precision of b is S = A - C' D^-1 C. The evidence is
    log p(y | b, u) + log p(b) + log p(u) - (log det S + log det D) / 2 at the mode, constants left out where they
    cancel. With binary outcomes it leans towards a small s.

    References
    ----------
    Breslow, N. E. & Clayton, D. G. (1993). Approximate inference in generalized linear mixed models. Journal of the
    American Statistical Association 88, 9-25. https://doi.org/10.1080/01621459.1993.10594284
    """
    grid = problem.spreads.shape[0]
    origin = np.tile(problem.mean, (grid, 1)), np.zeros((grid, problem.n_clusters))
    system = _System.at(problem, *(origin if start is None else start))
    for _ in range(_MOST_STEPS):
        step, cluster_step = system.newton(problem)
        change = np.abs(step @ problem.design.T + cluster_step[:, problem.clusters])
        largest = np.maximum(change.max(axis=1, initial=0.0), np.abs(step).max(axis=1, initial=0.0))
        scale = np.minimum(1.0, _LARGEST_STEP / np.maximum(largest, _TOLERANCE))[:, None]
        system = _System.at(problem, system.fixed + scale * step, system.intercepts + scale * cluster_step)
        # Newton's error is squared at every step: what is left is far below the tolerance.
        if largest.max() < _TOLERANCE:
            break
    covariance = np.asarray(np.linalg.inv(system.precision), dtype=np.float64)
    return Laplace(system.fixed, system.intercepts, covariance, system.log_evidence(problem))


@dataclass(frozen=True, slots=True)
class _System:
    """Gradient and curvature at one place, for every point of the grid; the intercepts are eliminated."""

    fixed: Numbers
    intercepts: Numbers
    predictor: Numbers
    residuals: Numbers
    cross: Numbers
    diagonal: Numbers
    precision: Numbers

    @classmethod
    def at(cls, problem: Problem, fixed: Numbers, intercepts: Numbers) -> _System:
        predictor = fixed @ problem.design.T + intercepts[:, problem.clusters]
        chance = expit(predictor)
        weights = chance * (1 - chance)
        diagonal = _by_cluster(problem, weights) + problem.cluster_spread[:, None] ** -2
        weighted = weights[:, :, None] * problem.design
        cross = _by_cluster(problem, weighted)
        precision = np.matmul(problem.design.T, weighted)
        precision -= np.matmul(cross.transpose(0, 2, 1), cross / diagonal[:, :, None])
        places = np.arange(problem.design.shape[1])
        precision[:, places, places] += problem.spreads**-2
        return cls(fixed, intercepts, predictor, problem.outcomes - chance, cross, diagonal, precision)

    def newton(self, problem: Problem) -> tuple[Numbers, Numbers]:
        """Return the full Newton step of coefficients and intercepts."""
        slope = self.residuals @ problem.design - (self.fixed - problem.mean) / problem.spreads**2
        cluster_slope = _by_cluster(problem, self.residuals) - self.intercepts / problem.cluster_spread[:, None] ** 2
        reduced = slope - np.matmul((cluster_slope / self.diagonal)[:, None, :], self.cross)[:, 0, :]
        step = np.linalg.solve(self.precision, reduced[:, :, None])[:, :, 0]
        return step, (cluster_slope - np.matmul(self.cross, step[:, :, None])[:, :, 0]) / self.diagonal

    def log_evidence(self, problem: Problem) -> Numbers:
        """Return the Laplace approximation of the marginal likelihood."""
        fit = (problem.outcomes * self.predictor - np.logaddexp(0, self.predictor)).sum(axis=1)
        shrunk = (((self.fixed - problem.mean) / problem.spreads) ** 2 / 2 + np.log(problem.spreads)).sum(axis=1)
        spread = problem.cluster_spread[:, None]
        clustered = ((self.intercepts / spread) ** 2 / 2 + np.log(spread)).sum(axis=1)
        curvature = np.linalg.slogdet(self.precision)[1] + np.log(self.diagonal).sum(axis=1)
        return np.asarray(fit - shrunk - clustered - curvature / 2, dtype=np.float64)


def _by_cluster(problem: Problem, values: Numbers) -> Numbers:
    """Return sums within clusters along the second axis; rows come sorted by cluster."""
    if not problem.n_clusters:
        return np.zeros((values.shape[0], 0, *values.shape[2:]))
    starts = np.searchsorted(problem.clusters, np.arange(problem.n_clusters))
    return np.asarray(np.add.reduceat(values, starts, axis=1), dtype=np.float64)
