"""Which way is taken: a path-size logit over politically distinct ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from equipoise.models.corridors.distinct_ways import way_cost
from equipoise.models.corridors.network import Network
from equipoise.models.corridors.ways import Way

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ChoiceSet:
    """Ways between two places, with what decides between them.

    Parameters
    ----------
    ways : tuple of Way
        Alternatives.
    costs : numpy.ndarray, shape (k,)
        Generalised cost [USD per unit].
    sizes : numpy.ndarray, shape (k,)
        Path size of each way over the whole set, 0 to 1; 1 where it shares nothing with another.
    scale : float
        Scale of the logit [1/USD].
    """

    ways: tuple[Way, ...]
    costs: Numbers
    sizes: Numbers
    scale: float

    def utilities(self, costs: Numbers | None = None) -> Numbers:
        """Return the utility of each way, with other costs if given; without dimension."""
        found: Numbers = -self.scale * (self.costs if costs is None else costs) + np.log(self.sizes)
        return found

    def probabilities(self, open_: npt.NDArray[np.bool_] | None = None, costs: Numbers | None = None) -> Numbers:
        """Return the part of the cargo on each way.

        Parameters
        ----------
        open_ : numpy.ndarray of bool, shape (k,), optional
            Ways that can be used; by default all.
        costs : numpy.ndarray, optional
            Costs in place of those of the set; further axes in front are draws.

        Returns
        -------
        numpy.ndarray
            Sums to one along the last axis; all zero where no way is open.
        """
        utilities = self.utilities(costs)
        usable = np.ones(len(self.ways), dtype=bool) if open_ is None else open_
        if not usable.any():
            return np.zeros_like(utilities)
        masked = np.where(usable, utilities, -np.inf)
        weights = np.exp(masked - masked.max(axis=-1, keepdims=True))
        parts: Numbers = weights / weights.sum(axis=-1, keepdims=True)
        return parts

    def inclusive_cost(self, open_: npt.NDArray[np.bool_] | None = None, costs: Numbers | None = None) -> Numbers:
        """Return what the best of all ways is worth, as a cost [USD per unit]; infinite where none is open.

        The negative log-sum over the scale: shutting out a way can only raise it, as path sizes are those of the
        whole set.
        """
        utilities = self.utilities(costs)
        usable = np.ones(len(self.ways), dtype=bool) if open_ is None else open_
        if not usable.any():
            return np.full(utilities.shape[:-1], np.inf)
        masked = np.where(usable, utilities, -np.inf)
        top = masked.max(axis=-1)
        found: Numbers = -(top + np.log(np.exp(masked - top[..., None]).sum(axis=-1))) / self.scale
        return found


def choice_set(network: Network, ways: Sequence[Way], relative_scale: float) -> ChoiceSet:
    """Weigh ways against each other.

    Parameters
    ----------
    network : Network
        Gives the value of time.
    ways : sequence of Way
        Alternatives, at least one.
    relative_scale : float
        Scale of the logit times the cost of the cheapest way: how strongly a difference of 1 % of the cost decides.

    Returns
    -------
    ChoiceSet
        Costs, path sizes and scale.
    """
    costs = np.array([way_cost(network, way) for way in ways])
    return ChoiceSet(tuple(ways), costs, path_sizes(ways), relative_scale / max(float(costs.min()), 1e-9))


def path_sizes(ways: Sequence[Way]) -> Numbers:
    r"""Return the path size of each way.

    Parameters
    ----------
    ways : sequence of Way
        Alternatives.

    Returns
    -------
    numpy.ndarray, shape (k,)
        Between 0, excluded, and 1.

    Notes
    -----
    :math:`PS_k = \sum_{a \in k} \frac{l_a}{L_k} \frac{1}{\sum_j \delta_{aj}}`

    Here l is the length of link a, L that of the way, and the inner sum the number of ways that use the link. The
    logarithm enters the utility with coefficient 1.

    References
    ----------
    Ben-Akiva, M. & Bierlaire, M. (1999). Discrete choice methods and their applications to short term travel
    decisions. In Handbook of Transportation Science, 5-33. Springer. https://doi.org/10.1007/978-1-4615-5203-1_2
    """
    users: dict[str, int] = {}
    for way in ways:
        for ident in {link.id for link in way.links}:
            users[ident] = users.get(ident, 0) + 1
    sizes = []
    for way in ways:
        total = max(way.km, 1e-9)
        sizes.append(sum(link.km / users[link.id] for link in way.links) / total)
    return np.maximum(np.array(sizes, dtype=np.float64), 1e-9)
