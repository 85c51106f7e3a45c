"""The distribution of outcomes: actors' positions, ends of the scale and a residual around the weighted mean, mixed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from equipoise.errors import InputError
from equipoise.models.bargaining.arrays import Inputs, Numbers
from equipoise.models.bargaining.solutions import weighted_mean

NODES = 101
"""Points of the regular grid that the residual, and positions known only as ranges, are laid on."""


@dataclass(frozen=True, slots=True)
class PredictiveDistribution:
    """Parameters of the distribution.

    Parameters
    ----------
    power : float
        Power of capability times salience by which positions are weighted, at least 0; 0 weights all alike.
    positions, ends : float
        Share of outcomes at a position of some actor, and at an end of the scale [0 to 1]; the rest is the residual.
    spread : float
        Standard deviation of the residual before it is cut off at the ends [share of the scale].

    Raises
    ------
    InputError
        If a share or the power is negative, the shares exceed 1, or the spread is not above 0.
    """

    power: float
    positions: float
    ends: float
    spread: float

    def __post_init__(self) -> None:
        if min(self.power, self.positions, self.ends) < 0 or self.positions + self.ends > 1 or self.spread <= 0:
            raise InputError(f"not a law of outcomes: {self}")


def nodes_for(positions: Numbers) -> Numbers:
    """Return the points that carry mass: the regular grid, and positions that are the same in all draws.

    Parameters
    ----------
    positions : numpy.ndarray, shape (draws, actors)
        On the scale from 0 to 1.

    Returns
    -------
    numpy.ndarray, shape (nodes,)
        Rising, from 0 to 1.
    """
    fixed = positions[0, np.ptp(positions, axis=0) == 0]
    grid = np.linspace(0.0, 1.0, NODES)
    extra = [value for value in np.unique(fixed).tolist() if np.abs(grid - value).min() > 1e-9]
    return np.sort(np.concatenate([grid, extra]))


def masses(inputs: Inputs, distribution: PredictiveDistribution, nodes: Numbers) -> Numbers:
    """Return the distribution of the outcome for every draw of the inputs.

    Parameters
    ----------
    inputs : Inputs
        Draws.
    distribution : PredictiveDistribution
        Parameters.
    nodes : numpy.ndarray, shape (nodes,)
        Points that carry mass, rising from 0 to 1.

    Returns
    -------
    numpy.ndarray, shape (draws, nodes)
        Rows add up to 1.

    Notes
    -----
    p sum_i w_i^a / sum w^a delta(x_i) + e [(1 - m) delta(0) + m delta(1)] + (1 - p - e) N(m, s^2) cut off at 0 and 1,
    with m the mean weighted by w = capability x salience. A position that is no node goes to the nearest one.
    """
    mean = weighted_mean(inputs.positions, inputs.weights)
    made = distribution.positions * _at_positions(inputs, distribution.power, nodes)
    made += (1 - distribution.positions - distribution.ends) * _residual(mean, distribution.spread, nodes)
    made[:, 0] += distribution.ends * (1 - mean)
    made[:, -1] += distribution.ends * mean
    return made


def laid_on(values: Numbers, weights: Numbers, nodes: Numbers) -> Numbers:
    """Return weights summed at the node nearest to each value; rows add up to 1.

    Parameters
    ----------
    values, weights : numpy.ndarray, shape (draws, m)
        Values from 0 to 1, and their weights.
    nodes : numpy.ndarray, shape (nodes,)
        Rising.

    Returns
    -------
    numpy.ndarray, shape (draws, nodes)
        Shares of weight.
    """
    place = np.searchsorted((nodes[1:] + nodes[:-1]) / 2, values, side="left")
    rows = np.arange(values.shape[0])[:, None] * nodes.size + place
    share = weights / weights.sum(axis=1, keepdims=True)
    summed = np.bincount(rows.ravel(), weights=share.ravel(), minlength=values.shape[0] * nodes.size)
    return summed.astype(np.float64).reshape(values.shape[0], nodes.size)


def _at_positions(inputs: Inputs, power: float, nodes: Numbers) -> Numbers:
    weights = inputs.weights
    # 0 to the power 0 would give a say to actors who take no part.
    return laid_on(inputs.positions, np.where(weights > 0, weights**power, 0.0), nodes)


def _residual(mean: Numbers, spread: float, nodes: Numbers) -> Numbers:
    from scipy.special import ndtr

    edges = np.concatenate([[0.0], (nodes[1:] + nodes[:-1]) / 2, [1.0]])
    below = ndtr((edges[None, :] - mean[:, None]) / spread)
    return np.asarray(np.diff(below, axis=1) / (below[:, -1:] - below[:, :1]))


def crps_of_masses(made: Numbers, nodes: Numbers, observed: Numbers) -> Numbers:
    """Return the continuous ranked probability score of distributions on nodes, in the unit of the nodes.

    Parameters
    ----------
    made : numpy.ndarray, shape (n, nodes)
        Laws; rows add up to 1.
    nodes : numpy.ndarray, shape (nodes,)
        Rising.
    observed : numpy.ndarray, shape (n,)
        What came about, between the first and the last node.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Integral of (F(x) - 1{y <= x})^2 over the scale.
    """
    below = made.cumsum(axis=1)[:, :-1]
    widths = np.diff(nodes)
    before = np.clip((observed[:, None] - nodes[None, :-1]) / widths, 0, 1)
    return np.asarray(((before * below**2 + (1 - before) * (1 - below) ** 2) * widths).sum(axis=1))


def levels_of(made: Numbers, nodes: Numbers, levels: Numbers) -> Numbers:
    """Return quantiles of distributions on nodes.

    Parameters
    ----------
    made : numpy.ndarray, shape (n, nodes)
        Laws; rows add up to 1.
    nodes : numpy.ndarray, shape (nodes,)
        Rising.
    levels : numpy.ndarray, shape (q,)
        Levels between 0 and 1.

    Returns
    -------
    numpy.ndarray, shape (n, q)
        The lowest node at which each level is reached.
    """
    reached = made.cumsum(axis=1)
    reached[:, -1] = 1.0
    places = np.stack([np.searchsorted(row, levels - 1e-12, side="left") for row in reached])
    return np.asarray(nodes[places])
