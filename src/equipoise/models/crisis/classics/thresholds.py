"""Thresholds of collective action: how many join in the end."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.models.crisis.rules.mobilisation import joining_share

_STILL = 1e-9
_MOST_ROUNDS = 200_000


def riot_size(thresholds: Sequence[float]) -> int:
    """Return how many join in the end, if everybody joins who sees at least as many in the streets as his threshold.

    Parameters
    ----------
    thresholds : sequence of float
        For everybody, how many others he must see before he joins [persons]; 0 for those who begin.

    Returns
    -------
    int
        Persons in the streets once nobody more joins.

    References
    ----------
    Granovetter, M. (1978). Threshold models of collective behavior. American Journal of Sociology 83(6), 1420-1443.
    https://doi.org/10.1086/226707
    """
    joined = 0
    while (now := sum(threshold <= joined for threshold in thresholds)) > joined:
        joined = now
    return joined


def public_opposition(thresholds: Sequence[float]) -> float:
    """Return the share of a society that opposes in public in the end.

    Parameters
    ----------
    thresholds : sequence of float
        For everybody, the share in opposition from which he shows his own [%].

    Returns
    -------
    float
        Share [%].

    References
    ----------
    Kuran, T. (1991). Now out of never: the element of surprise in the East European revolution of 1989. World Politics
    44(1), 7-48. https://doi.org/10.2307/2010422
    """
    return 100.0 * riot_size([threshold * len(thresholds) / 100.0 for threshold in thresholds]) / len(thresholds)


def normal_riot_size(mean: float, spread: float, people: float = 100.0) -> float:
    """Return how many join in the end where thresholds are spread normally, from `joining_share` alone.

    Parameters
    ----------
    mean, spread : float
        Mean and standard deviation of the thresholds [persons].
    people : float, optional
        Size of the crowd.

    Returns
    -------
    float
        Lowest equilibrium [persons].

    References
    ----------
    Granovetter, M. (1978). https://doi.org/10.1086/226707
    """
    joined = 0.0
    for _ in range(_MOST_ROUNDS):
        now = people * joining_share(joined, mean, spread)
        if abs(now - joined) < _STILL:
            break
        joined = now
    return joined


def critical_spread(mean: float, people: float = 100.0) -> float:
    """Return the spread of thresholds at which the equilibrium jumps from a few to nearly all [persons].

    Parameters
    ----------
    mean : float
        Mean of the thresholds [persons], below half of the crowd.
    people : float, optional
        Size of the crowd.
    """
    low, high = 0.01 * mean, mean
    while high - low > 1e-4 * mean:
        middle = (low + high) / 2
        if normal_riot_size(mean, middle, people) < people / 2:
            low = middle
        else:
            high = middle
    return high
