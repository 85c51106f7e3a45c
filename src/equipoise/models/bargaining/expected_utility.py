"""The expected-utility model: actors challenge each other in rounds, and give way where they must.

Written from the description by Scholz, Calbert and Smith; where their text leaves a choice, the reading is the one
under which their Table 2 comes out (`AS_RUN`). `AS_WRITTEN` follows the text where the run departs from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.models.bargaining.arrays import Inputs, Numbers
from equipoise.models.bargaining.solutions import weighted_mean, weighted_median

CELLS_AT_ONCE = 50_000
"""Pairs of actors held in memory at a time, over all draws of a block."""


@dataclass(frozen=True, slots=True)
class StepConventions:
    """How two ambiguous steps of the model are read.

    Parameters
    ----------
    nearest_compromise : bool
        An actor takes the compromise that moves it least; else the one whose weighted middle is lowest on the scale,
        as in the published run.
    capitulation : bool
        An actor that expects to lose more than its challenger expects to gain takes the challenger's position; in the
        published run nobody does.
    """

    nearest_compromise: bool
    capitulation: bool


AS_RUN = StepConventions(nearest_compromise=False, capitulation=False)
AS_WRITTEN = StepConventions(nearest_compromise=True, capitulation=True)


@dataclass(frozen=True, slots=True)
class Rounds:
    """Positions round by round.

    Parameters
    ----------
    positions : numpy.ndarray, shape (rounds + 1, draws, actors)
        On the scale given; the first are the initial ones.
    medians, means : numpy.ndarray, shape (rounds + 1, draws)
        Weighted by capability times salience.
    """

    positions: Numbers
    medians: Numbers
    means: Numbers


def play(
    positions: Numbers,
    saliences: Numbers,
    capabilities: Numbers,
    rounds: int,
    reading: StepConventions = AS_RUN,
    *,
    status_quo: float = 1.0,
) -> Rounds:
    """Play rounds of challenges.

    Parameters
    ----------
    positions, saliences, capabilities : numpy.ndarray, shape (draws, actors)
        Positions on any scale.
    rounds : int
        How many.
    reading : StepConventions
        How ambiguous steps are read.
    status_quo : float
        Chance that nothing changes where there is no challenge (Q); below 1 only its own term is kept.

    Returns
    -------
    Rounds
        Positions, medians and means.

    Notes
    -----
    With d the distance of two positions over the range of the initial ones and r the risk exponent of the actor that
    judges: success is worth 2 - 4 (1/2 - d/2)^r, failure 2 - 4 (1/2 + d/2)^r, the status quo 2 - 4 (1/2)^r. A
    challenge of i to j is worth s_j (P success + (1 - P) failure) + (1 - s_j) success - Q status quo; P is the weight
    of those who prefer i's position, over all votes between all pairs. Risk: R_i from -1 to 1 by how many gains
    others see in challenging i at r = 1; r_i = (1 - R_i/3) / (1 + R_i/3).

    References
    ----------
    Scholz, J. B., Calbert, G. J. & Smith, G. A. (2011). Unravelling Bueno de Mesquita's group decision model. Journal
    of Theoretical Politics 23, 510-531. https://doi.org/10.1177/0951629811418142
    """
    product = capabilities * saliences
    weights = np.where(product.sum(axis=1, keepdims=True) > 0, product, 1.0)
    span = np.ptp(np.where(weights > 0, positions, positions.mean(axis=1, keepdims=True)), axis=1)
    span = np.where(span > 0, span, 1.0)[:, None, None]
    path = [positions]
    for _ in range(rounds):
        path.append(_after_round(path[-1], saliences, weights, span, reading, status_quo))
    return Rounds(
        positions=np.stack(path),
        medians=np.stack([weighted_median(entry, weights) for entry in path]),
        means=np.stack([weighted_mean(entry, weights) for entry in path]),
    )


def blocks(inputs: Inputs) -> list[slice]:
    """Return the draws in blocks small enough for `play` to stay in the cache of a processor."""
    draws, actors = inputs.positions.shape
    size = max(CELLS_AT_ONCE // actors**2, 1)
    return [slice(start, start + size) for start in range(0, draws, size)]


def _after_round(
    at: Numbers, saliences: Numbers, weights: Numbers, span: Numbers, reading: StepConventions, status_quo: float
) -> Numbers:
    distance = np.abs(at[:, :, None] - at[:, None, :]) / span
    sides = _Sides.of(at, weights)
    neutral = np.ones_like(at)
    stakes = _Stakes.of(distance, neutral, status_quo)
    dangers = stakes.gains(sides.chances(distance, neutral), saliences[:, None, :])
    dangers[:, np.arange(at.shape[1]), np.arange(at.shape[1])] = 0.0
    risk = _risk_exponents(dangers.sum(axis=1))
    chance = sides.chances(distance, risk)
    stakes = _Stakes.of(distance, risk, status_quo)
    own = stakes.gains(chance, saliences[:, None, :])
    # What i thinks that j gains from challenging it: j's chance and i's salience, judged with i's attitude to risk.
    theirs = stakes.gains(chance.swapaxes(1, 2), saliences[:, :, None])
    return _moves(at, own, theirs, span, reading)


@dataclass(frozen=True, slots=True)
class _Stakes:
    """What success, failure and the status quo are worth to i against j, shape (draws, i, j)."""

    success: Numbers
    failure: Numbers
    rest: Numbers

    @classmethod
    def of(cls, distance: Numbers, risk: Numbers, status_quo: float) -> _Stakes:
        exponent = risk[:, :, None]
        half = np.minimum(distance, 1) / 2
        return cls(
            success=2 - 4 * (0.5 - half) ** exponent,
            failure=2 - 4 * (0.5 + half) ** exponent,
            rest=status_quo * (2 - 4 * 0.5**exponent),
        )

    def gains(self, chance: Numbers, resistance: Numbers) -> Numbers:
        contested = resistance * (chance * self.success + (1 - chance) * self.failure)
        return np.asarray(contested + (1 - resistance) * self.success - self.rest)


@dataclass(frozen=True, slots=True)
class _Sides:
    """Who is nearer to i than to j: those on i's side of the middle between them.

    Sorted by position they are the first `cut`, or all but these, so that votes are differences of running sums.
    """

    order: NDArray[np.int64]
    weights: Numbers
    cut: NDArray[np.int64]
    below: NDArray[np.bool_]

    @classmethod
    def of(cls, at: Numbers, weights: Numbers) -> _Sides:
        draws, actors = at.shape
        order = at.argsort(axis=1, kind="stable")
        least, width = at.min(axis=1, keepdims=True), np.ptp(at, axis=1)[:, None]
        unit = (at - least) / np.where(width > 0, width, 1.0) + 2.0 * np.arange(draws)[:, None]
        middle = (unit[:, :, None] + unit[:, None, :]) / 2
        placed = np.searchsorted(np.take_along_axis(unit, order, axis=1).ravel(), middle.ravel())
        cut = placed.reshape(middle.shape) - actors * np.arange(draws)[:, None, None]
        return cls(order, weights, cut, at[:, :, None] < at[:, None, :])

    def chances(self, distance: Numbers, risk: Numbers) -> Numbers:
        """Return the chance that the position of i prevails over that of j, shape (draws, i, j)."""
        loss = np.take_along_axis(self.weights[:, :, None] * distance ** risk[:, :, None], self.order[:, :, None], 1)
        running = np.pad(loss.cumsum(axis=1), ((0, 0), (1, 0), (0, 0)))
        at_i = np.take_along_axis(running, self.cut.swapaxes(1, 2), axis=1).swapaxes(1, 2)
        at_j = np.take_along_axis(running, self.cut, axis=1)
        first = at_j - at_i
        whole = running[:, -1, None, :] - running[:, -1, :, None]
        votes = np.maximum(np.where(self.below, first, whole - first), 0)
        total = 2 * votes.sum(axis=(1, 2), keepdims=True)
        return np.asarray(votes / np.where(total > 0, total, 1.0))


def _risk_exponents(dangers: Numbers) -> Numbers:
    most, least = dangers.max(axis=1, keepdims=True), dangers.min(axis=1, keepdims=True)
    width = np.where(most > least, most - least, 1.0)
    risk = np.where(most > least, (2 * dangers - most - least) / width, 0.0)
    return np.asarray((1 - risk / 3) / (1 + risk / 3))


def _moves(at: Numbers, own: Numbers, theirs: Numbers, span: Numbers, reading: StepConventions) -> Numbers:
    mine, others = at[:, :, None], np.broadcast_to(at[:, None, :], own.shape)
    apart = mine != others
    beaten = apart & (own > 0) & (theirs > own)
    pressed = apart & (theirs > 0) & (own < 0)
    compromise = pressed & (theirs > -own)
    share = np.abs(own) / np.where(theirs != 0, np.abs(theirs), 1.0)
    middle = mine + (others - mine) * share
    both = np.abs(own) + np.abs(theirs)
    joint = (np.abs(own) * mine + np.abs(theirs) * others) / np.where(both > 0, both, 1.0)
    near, key = np.abs(others - mine) / span, (np.abs(middle - mine) if reading.nearest_compromise else joint) / span
    moved = at.copy()
    if reading.capitulation:
        moved = _taken(moved, pressed & (theirs < -own), near, others)
    moved = _taken(moved, compromise, key, middle)
    return _taken(moved, beaten, near, others)


def _taken(moved: Numbers, offered: NDArray[np.bool_], key: Numbers, outcome: Numbers) -> Numbers:
    """Return positions after every actor with an offer of this sort has taken the one with the lowest key.

    Of equals it takes the first; rounding keeps equals equal in any unit of the scale.
    """
    best = np.where(offered, np.round(key, 9), np.inf).argmin(axis=2)[:, :, None]
    return np.where(offered.any(axis=2), np.take_along_axis(outcome, best, axis=2)[:, :, 0], moved)
