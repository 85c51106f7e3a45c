"""Whether troops come: answer rates of cells, partially pooled, integrated on a grid without random draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

from equipoise.interval import Interval

Numbers = NDArray[np.float64]

_MEANS = np.linspace(0.01, 0.99, 50)
_STRENGTHS = np.exp(np.linspace(np.log(0.5), np.log(500.0), 40))
_SUPPORT = (np.arange(800) + 0.5) / 800
_NEGLIGIBLE = 1e-9


@dataclass(frozen=True, slots=True)
class RatePrior:
    """Prior on the rates of the cells.

    Parameters
    ----------
    mean_a, mean_b : float
        Beta parameters of the common mean. The published reliability of alliances runs from about a fifth to three
        quarters (table `base_rates`), so the prior is centred on a half and wide.
    strength_median : float
        Median of the prior on how strongly the cells agree, in calls [count].
    """

    mean_a: float = 2.0
    mean_b: float = 2.0
    strength_median: float = 10.0


@dataclass(frozen=True, slots=True)
class CellCount:
    """Calls of one cell: how many, how many answered with troops, and what they weigh after the design effect."""

    calls: int
    troops: int
    effective_calls: float
    effective_troops: float


@dataclass(frozen=True, slots=True)
class RatePosterior:
    """What is believed about one answer rate.

    Parameters
    ----------
    support : numpy.ndarray, shape (k,)
        Rates, rising.
    mass : numpy.ndarray, shape (k,)
        Their probabilities.
    """

    support: Numbers
    mass: Numbers

    @property
    def mean(self) -> float:
        """Posterior mean: the probability that the next such call is answered with troops."""
        return float(self.support @ self.mass)

    def quantile(self, level: float | Numbers) -> Numbers:
        """Return quantiles, linear between the points of the grid."""
        upper = np.cumsum(self.mass)
        return np.asarray(np.interp(level, upper - self.mass / 2, self.support), dtype=np.float64)

    def interval(self, level: float = 0.9) -> Interval:
        """Return the central interval of the rate, with the posterior mean as its point."""
        low, high = (float(end) for end in self.quantile(np.array([(1 - level) / 2, (1 + level) / 2])))
        return Interval(min(low, self.mean), max(high, self.mean), self.mean)

    def draws(self, count: int) -> Numbers:
        """Return so many rates spread evenly over the posterior (the same ones every time), rising.

        Notes
        -----
        The i-th draw is the quantile at (i - 1/2) / count: inverse transform of a regular grid, not of random numbers.
        """
        return self.quantile((np.arange(count) + 0.5) / count)

    def shifted(self, observed: float, assumed: float) -> RatePosterior:
        """Return the belief if the panel over- or under-records help.

        Parameters
        ----------
        observed : float
            Overall rate in the panel, strictly between 0 and 1.
        assumed : float
            Overall rate among all calls, strictly between 0 and 1.

        Returns
        -------
        RatePosterior
            The same belief with the intercept moved.

        Notes
        -----
        Prior correction for sampling on the outcome: logit p' = logit p + logit(assumed) - logit(observed).

        References
        ----------
        King, G. & Zeng, L. (2001). Logistic regression in rare events data. Political Analysis 9, 137-163.
        https://doi.org/10.1093/oxfordjournals.pan.a004868
        """
        odds = assumed / (1 - assumed) * (1 - observed) / observed
        return RatePosterior(odds * self.support / (1 - self.support + odds * self.support), self.mass)


@dataclass(frozen=True, slots=True)
class RateModel:
    """Rates of all cells together.

    Parameters
    ----------
    cells : dict of str to CellCount
        Data of each cell.
    design_effect : float
        By how much dependence within a crisis inflates the variance, at least 1.
    a, b, weights : numpy.ndarray, shape (g,)
        Beta parameters of a cell's rate at every point of the grid of hyperparameters, and posterior weights.
    """

    cells: dict[str, CellCount]
    design_effect: float
    a: Numbers
    b: Numbers
    weights: Numbers

    def count(self, cell: str) -> CellCount:
        """Return the data of a cell; zeros where the panel has no call of that sort."""
        return self.cells.get(cell, CellCount(0, 0, 0.0, 0.0))

    def mean(self, cell: str) -> float:
        """Return the posterior mean of a cell's rate; of a cell not seen before, that of a new one."""
        data = self.count(cell)
        return float(self.weights @ ((self.a + data.effective_troops) / (self.a + self.b + data.effective_calls)))

    def posterior(self, cell: str) -> RatePosterior:
        """Return the posterior of a cell's rate; of a cell not seen before, that of a new one."""
        data = self.count(cell)
        keep = self.weights > _NEGLIGIBLE
        a = self.a[keep] + data.effective_troops
        b = self.b[keep] + data.effective_calls - data.effective_troops
        log_density = (a[:, None] - 1) * np.log(_SUPPORT) + (b[:, None] - 1) * np.log1p(-_SUPPORT)
        log_density -= log_density.max(axis=1, keepdims=True)
        density = np.exp(log_density)
        mass = self.weights[keep] @ (density / density.sum(axis=1, keepdims=True))
        return RatePosterior(_SUPPORT, mass / mass.sum())


def design_effect(outcomes: Numbers, cells: NDArray[np.str_], clusters: NDArray[np.str_]) -> float:
    """Return the factor by which dependence within clusters inflates the variance of a rate.

    Parameters
    ----------
    outcomes : numpy.ndarray, shape (n,)
        0 or 1.
    cells : numpy.ndarray, shape (n,)
        Cell of each outcome.
    clusters : numpy.ndarray, shape (n,)
        Cluster (crisis) of each outcome.

    Returns
    -------
    float
        At least 1; 1 where fewer than two clusters, or no variation, leave nothing to estimate.

    Notes
    -----
    With residuals r_i = y_i - p_cell(i) and m clusters,
    d = m / (m - 1) * sum over clusters (sum of r_i)^2 / sum p_cell(i) (1 - p_cell(i)):
    the variance of the clustered data over the binomial one, pooled over the cells. Counts and successes are then
    divided by d. Values under 1 are raised to 1, so that an interval is never made narrower.

    References
    ----------
    Rao, J. N. K. & Scott, A. J. (1992). A simple method for the analysis of clustered binary data. Biometrics 48,
    577-585. https://doi.org/10.2307/2532311
    """
    _, cluster_index = np.unique(clusters, return_inverse=True)
    _, cell_index = np.unique(cells, return_inverse=True)
    count = int(cluster_index.max()) + 1 if outcomes.size else 0
    if count < 2:
        return 1.0
    rates = np.bincount(cell_index, weights=outcomes) / np.bincount(cell_index)
    expected = rates[cell_index]
    binomial = float((expected * (1 - expected)).sum())
    if binomial == 0:
        return 1.0
    sums = np.bincount(cluster_index, weights=outcomes - expected)
    return max(1.0, count / (count - 1) * float(sums @ sums) / binomial)


def fit_rates(
    outcomes: Numbers,
    cells: NDArray[np.str_],
    clusters: NDArray[np.str_],
    prior: RatePrior | None = None,
) -> RateModel:
    """Estimate the rates of cells with partial pooling.

    Parameters
    ----------
    outcomes : numpy.ndarray, shape (n,)
        0 or 1; may be empty, and the prior is then returned.
    cells, clusters : numpy.ndarray, shape (n,)
        Cell and cluster of each outcome.
    prior : RatePrior, optional
        Prior on the hyperparameters.

    Returns
    -------
    RateModel
        Joint posterior on the grid.

    Notes
    -----
    Cell c with n_c calls, x_c of them answered (both divided by the design effect):
    theta_c ~ Beta(mu kappa, (1 - mu) kappa), mu ~ Beta(mean_a, mean_b), p(kappa) = s / (s + kappa)^2 with s the prior
    median (proper). The rates integrate out: p(x_c | mu, kappa) is proportional to
    B(mu kappa + x_c, (1 - mu) kappa + n_c - x_c) / B(mu kappa, (1 - mu) kappa). mu and kappa are summed over
    a fixed grid.

    References
    ----------
    Gelman, A. et al. (2013). Bayesian Data Analysis, 3rd ed., section 5.3. CRC Press.
    https://doi.org/10.1201/b16018
    """
    prior = prior or RatePrior()
    effect = design_effect(outcomes, cells, clusters)
    counts = {str(cell): _count(outcomes[cells == cell], effect) for cell in np.unique(cells)}
    mean, strength = (axis.ravel() for axis in np.meshgrid(_MEANS, _STRENGTHS, indexing="ij"))
    a, b = mean * strength, (1 - mean) * strength
    # The grid is even in log kappa, hence the extra factor kappa.
    log_weight = (prior.mean_a - 1) * np.log(mean) + (prior.mean_b - 1) * np.log1p(-mean)
    log_weight = log_weight + np.log(strength) - 2 * np.log(strength + prior.strength_median)
    for data in counts.values():
        misses = data.effective_calls - data.effective_troops
        log_weight = log_weight + betaln(a + data.effective_troops, b + misses) - betaln(a, b)
    weights = np.exp(log_weight - log_weight.max())
    return RateModel(counts, effect, a, b, weights / weights.sum())


def _count(outcomes: Numbers, effect: float) -> CellCount:
    calls, troops = int(outcomes.size), int(outcomes.sum())
    return CellCount(calls, troops, calls / effect, troops / effect)
