"""Point models of bargaining in closed or convex form: mean, median, Nash product, agenda setter.

All take positions and weights of shape (draws, actors) and return one outcome per draw, on the scale from 0 to 1.
"""

from __future__ import annotations

import numpy as np

from equipoise.models.bargaining.arrays import Inputs, Numbers

FLOOR = 1e-3
"""Least utility or gain whose logarithm is taken [share of the scale]."""

_COARSE = np.linspace(0.0, 1.0, 65)
_STEPS = 40
_GOLDEN = (5**0.5 - 1) / 2


def weighted_mean(positions: Numbers, weights: Numbers) -> Numbers:
    """Return the mean of the positions by weight, shape (draws,); the compromise model.

    Notes
    -----
    sum_i w_i x_i / sum_i w_i with w = capability x salience.

    References
    ----------
    Achen, C. H. (2006). Institutional realism and bargaining models. In R. Thomson, F. N. Stokman, C. H. Achen &
    T. König (eds), The European Union Decides. Cambridge University Press.
    """
    return np.asarray((positions * weights).sum(axis=1) / weights.sum(axis=1))


def weighted_median(positions: Numbers, weights: Numbers) -> Numbers:
    """Return the lowest position at which half of the weight is reached, shape (draws,)."""
    return weighted_quantile(positions, weights, 0.5)


def weighted_quantile(positions: Numbers, weights: Numbers, share: float) -> Numbers:
    """Return the lowest position at which a share of the weight is reached, shape (draws,)."""
    order = positions.argsort(axis=1, kind="stable")
    reached = np.take_along_axis(weights, order, axis=1).cumsum(axis=1)
    enough = reached >= (share - 1e-12) * reached[:, -1:]
    enough &= np.take_along_axis(weights, order, axis=1) > 0
    place = np.take_along_axis(order, enough.argmax(axis=1)[:, None], axis=1)
    return np.asarray(np.take_along_axis(positions, place, axis=1)[:, 0])


def nash(inputs: Inputs) -> Numbers:
    """Return the Nash bargaining solution without a reference point, shape (draws,).

    Notes
    -----
    The x that maximises sum_i w_i ln(1 - |x - x_i|), w = capability x salience: every actor fears the far end of the
    scale most.

    References
    ----------
    Nash, J. F. (1950). The bargaining problem. Econometrica 18, 155-162. https://doi.org/10.2307/1907266
    """
    return _highest(inputs, np.zeros_like(inputs.positions))


def nash_reference(inputs: Inputs) -> Numbers:
    """Return the Nash solution with the reference point as what is had without agreement, shape (draws,).

    Notes
    -----
    The x that maximises sum_i w_i ln max(gain_i, floor), gain_i = |x_ref - x_i| - |x - x_i|. Where some lose whatever
    others gain there is no outcome good for all, and the floor lets the heavier side prevail instead of leaving all as
    it was. Without a reference point it is `nash`.
    """
    if inputs.reference is None:
        return nash(inputs)
    return _highest(inputs, 1 - np.abs(inputs.reference - inputs.positions))


def procedural(inputs: Inputs) -> Numbers:
    """Return what an agenda setter gets who alone may propose, against the reference point, shape (draws,).

    Notes
    -----
    The setter proposes the point nearest to its own position that enough capability (`Inputs.quota`) and every veto
    holder like at least as much as the reference point. A voter at p accepts what lies between the reference point q
    and 2p - q. Without a setter the actor with most weight proposes; without a reference point the outcome is the
    weighted median (an open rule).

    References
    ----------
    Romer, T. & Rosenthal, H. (1978). Political resource allocation, controlled agendas, and the status quo. Public
    Choice 33, 27-43. https://doi.org/10.1007/BF03187594
    """
    if inputs.reference is None:
        return weighted_median(inputs.positions, inputs.weights)
    reference = inputs.reference
    low_pivot = weighted_quantile(inputs.positions, inputs.capabilities, 1 - inputs.quota)
    high_pivot = weighted_quantile(inputs.positions, inputs.capabilities, inputs.quota)
    held = inputs.positions[:, inputs.vetoes]
    low_pivot = np.column_stack([low_pivot, held]).min(axis=1)
    high_pivot = np.column_stack([high_pivot, held]).max(axis=1)
    furthest_up = np.maximum(2 * low_pivot - reference, reference)
    furthest_down = np.minimum(2 * high_pivot - reference, reference)
    setter = inputs.weights.argmax(axis=1) if inputs.setter is None else np.full(low_pivot.shape, inputs.setter)
    wanted = np.take_along_axis(inputs.positions, setter[:, None], axis=1)[:, 0]
    return np.asarray(np.clip(np.clip(wanted, furthest_down, furthest_up), 0, 1))


def _highest(inputs: Inputs, without: Numbers) -> Numbers:
    """Return where the weighted sum of log gains is highest: on a coarse grid, then by golden section."""
    weights = inputs.weights / inputs.weights.sum(axis=1, keepdims=True)

    def product(outcome: Numbers) -> Numbers:
        gain = 1 - np.abs(outcome[:, None] - inputs.positions) - without
        return np.asarray((weights * np.log(np.maximum(gain, FLOOR))).sum(axis=1))

    draws = inputs.positions.shape[0]
    values = np.stack([product(np.full(draws, node)) for node in _COARSE])
    best = values.argmax(axis=0)
    low, high = _COARSE[np.maximum(best - 1, 0)], _COARSE[np.minimum(best + 1, _COARSE.size - 1)]
    for _ in range(_STEPS):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        keep_left = product(left) >= product(right)
        low, high = np.where(keep_left, low, left), np.where(keep_left, right, high)
    return np.asarray((low + high) / 2)
