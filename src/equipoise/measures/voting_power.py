"""Voting power: how often a member's vote turns a defeat into a decision, counted exactly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from equipoise.errors import InputError
from equipoise.measures.decision_rules import DecisionRule

MOST_STEPS = 10_000_000


@dataclass(frozen=True)
class _Game:
    """A rule without those who never matter: veto holders, and the weights of the other members who can matter.

    Parameters
    ----------
    vetoes : int
        Number of veto holders.
    weights : tuple of int
        Votes of the others, each positive.
    quota : int
        Votes that the others must bring where all veto holders say yes.
    """

    vetoes: int
    weights: tuple[int, ...]
    quota: int

    @property
    def players(self) -> int:
        return self.vetoes + len(self.weights)


def shapley_shubik(rule: DecisionRule) -> dict[str, float]:
    r"""Return the Shapley-Shubik index of every member.

    Parameters
    ----------
    rule : DecisionRule
        Who votes, with what weight, quota and vetoes.

    Returns
    -------
    dict of str to float
        Share of all orders of voting in which the member is the one who turns the vote [0 to 1]; sums to one.

    Raises
    ------
    InputError
        If the weights are so large that the count would not end in reasonable time.

    Notes
    -----
    :math:`\phi_i = \sum_{S} \frac{|S|!\,(n-|S|-1)!}{n!}` over the coalitions S without i that lose, but win with i.
    Coalitions are counted by size and weight from the generating function :math:`\prod_j (1 + y\,x^{w_j})`; all
    arithmetic is in whole numbers, and the result is the float nearest to the exact fraction.

    References
    ----------
    Shapley, L. S. & Shubik, M. (1954). A method for evaluating the distribution of power in a committee system.
    American Political Science Review 48(3), 787-792. https://doi.org/10.2307/1951053

    Mann, I. & Shapley, L. S. (1962). Values of Large Games, VI: Evaluating the Electoral College Exactly. RAND
    Corporation, RM-3158.
    """
    game = _game(rule)
    # One slot of a packed number must hold the count of all coalitions.
    slot = len(game.weights) + 1
    losing = _losing(game, slot)

    def power(swings: int, before: int) -> Fraction:
        return sum(
            (count * _order(game.players, size + before) for size, count in enumerate(_unpack(swings, slot))),
            start=Fraction(0),
        )

    winning = (1 + (1 << slot)) ** len(game.weights) - sum(losing)
    with_veto = power(winning, game.vetoes - 1) if game.vetoes else Fraction(0)
    by_weight = {w: power(_swings(losing, w, slot), game.vetoes) for w in set(game.weights)}
    return _spread(rule, by_weight, with_veto)


def banzhaf(rule: DecisionRule, *, normalised: bool = True) -> dict[str, float]:
    r"""Return the Banzhaf index of every member.

    Parameters
    ----------
    rule : DecisionRule
        Who votes, with what weight, quota and vetoes.
    normalised : bool
        Divide by the sum over all members (True), or return the absolute index, the probability that the member's
        vote decides where all others vote yes or no by the toss of a coin (False).

    Returns
    -------
    dict of str to float
        Index of each member [0 to 1].

    Raises
    ------
    InputError
        As `shapley_shubik`.

    Notes
    -----
    With :math:`\eta_i` the number of coalitions without i that lose, but win with i, the absolute index is
    :math:`\eta_i / 2^{n-1}` and the normalised one :math:`\eta_i / \sum_j \eta_j`.

    References
    ----------
    Banzhaf, J. F. (1965). Weighted voting doesn't work: a mathematical analysis. Rutgers Law Review 19, 317-343.
    """
    game = _game(rule)
    losing = _losing(game, 0)
    with_veto = Fraction((1 << len(game.weights)) - sum(losing))
    by_weight = {w: Fraction(_swings(losing, w, 0)) for w in set(game.weights)}
    if normalised:
        total = game.vetoes * with_veto + sum(by_weight[w] for w in game.weights)
    else:
        total = Fraction(1 << (game.players - 1))
    return _spread(rule, {w: swings / total for w, swings in by_weight.items()}, with_veto / total)


def _game(rule: DecisionRule) -> _Game:
    others = [w for member, w in zip(rule.members, rule.weights, strict=True) if member not in rule.vetoes]
    given = sum(rule.weights) - sum(others)
    quota = max(0, rule.quota - given)
    # Who has no weight never turns a vote, nor does anyone where the veto holders suffice; no index needs them.
    weights = tuple(w for w in others if w > 0) if quota else ()
    steps = quota * (len(weights) + len(set(weights)))
    if steps > MOST_STEPS:
        told = f"{len(weights)} members and a quota of {quota} votes"
        raise InputError(f"rule {rule.name!r}: {told} are too many for an exact count; scale down the weights")
    return _Game(len(rule.vetoes), weights, quota)


def _losing(game: _Game, slot: int) -> list[int]:
    """Count the coalitions of the members without veto that miss the quota.

    Entry w of the list counts those of weight w. It is a polynomial in y, the exponent of y being the size of the
    coalition, packed into one number: evaluated at y = 2 ** slot, each coefficient has `slot` bits to itself. With
    slot 0 (y = 1) sizes are not told apart.
    """
    counts = [0] * game.quota
    if counts:
        counts[0] = 1
    for weight in game.weights:
        for total in range(game.quota - 1, weight - 1, -1):
            counts[total] += counts[total - weight] << slot
    return counts


def _swings(losing: Sequence[int], weight: int, slot: int) -> int:
    """Return the (packed) number of coalitions in which a member of a weight turns the vote.

    Dividing the generating function by the member's own factor leaves the coalitions without it; those that miss the
    quota by no more than its weight are won by it.
    """
    without = list(losing)
    for total in range(weight, len(without)):
        without[total] -= without[total - weight] << slot
    return sum(without[max(0, len(without) - weight) :])


def _unpack(packed: int, slot: int) -> list[int]:
    mask = (1 << slot) - 1
    return [(packed >> place) & mask for place in range(0, packed.bit_length(), slot)]


def _order(players: int, before: int) -> Fraction:
    """Probability that in a random order of the players a given one is preceded by exactly a given set of a size."""
    return Fraction(1, players * math.comb(players - 1, before))


def _spread(rule: DecisionRule, by_weight: dict[int, Fraction], with_veto: Fraction) -> dict[str, float]:
    return {
        member: float(with_veto if member in rule.vetoes else by_weight.get(weight, Fraction(0)))
        for member, weight in zip(rule.members, rule.weights, strict=True)
    }
