"""What each player brings to a coalition: the Shapley value of any game with few players."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from math import factorial

from equipoise.errors import InputError

MOST_PLAYERS = 16


def shapley_values(players: Sequence[str], worth: Callable[[frozenset[str]], float]) -> dict[str, float]:
    r"""Return the Shapley value of every player of a cooperative game.

    Parameters
    ----------
    players : sequence of str
        The players; at most 16, since every subset is valued.
    worth : callable
        Value of a set of players; called once per subset.

    Returns
    -------
    dict of str to float
        Average marginal contribution over all orders of joining, in the unit of `worth`. The values sum to the worth
        of all players minus that of none.

    Raises
    ------
    InputError
        If there are too many players.

    Notes
    -----
    :math:`\phi_i = \sum_{S \not\ni i} \frac{|S|!\,(n-|S|-1)!}{n!} (v(S \cup i) - v(S))`

    References
    ----------
    Shapley, L. S. (1953). A value for n-person games. In Contributions to the Theory of Games II, 307-317. Princeton
    University Press. https://doi.org/10.1515/9781400881970-018
    """
    count = len(players)
    if count > MOST_PLAYERS:
        raise InputError(f"{count} players are too many for an exact Shapley value (at most {MOST_PLAYERS})")
    subsets = [frozenset(group) for size in range(count + 1) for group in combinations(players, size)]
    values = {subset: worth(subset) for subset in subsets}
    weight = [factorial(size) * factorial(count - size - 1) / factorial(count) for size in range(count)]
    return {
        player: sum(weight[len(s)] * (values[s | {player}] - values[s]) for s in subsets if player not in s)
        for player in players
    }
