"""How volumes on the corridors move when what they cost moves: a pivot on the volumes of a base year.

The choice between corridors is the path-size logit of the model; its probabilities are not taken as levels but as changes, applied to
the volumes of the base year. All that is not on a land corridor goes by ocean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from equipoise.models.corridors.labels import label
from equipoise.models.corridors.routing import Corridors

ORIGIN, DESTINATION = "xian", "duisburg"
"""The pair that stands for traffic between China and Europe."""

GROUPS = ("northern", "middle", "southern", "china-russia")
OCEAN_TEU = 15_000_000.0
"""Containers between China and Europe by ocean in a year: order of magnitude, recalled. So much larger than all land traffic that its
exact size does not matter."""


@dataclass(frozen=True, slots=True)
class GroupCosts:
    """What each corridor costs as a whole.

    Parameters
    ----------
    by_group : mapping of str to float
        Inclusive cost (negative log-sum over the scale) [USD per unit].
    scale : float
        Scale of the logit [1/USD].
    """

    by_group: Mapping[str, float]
    scale: float


def group_costs(corridors: Corridors, origin: str = ORIGIN, destination: str = DESTINATION) -> GroupCosts:
    """Return what each corridor between two places costs as a whole; infinite where it has no way.

    Parameters
    ----------
    corridors : Corridors
        Cargo and network.
    origin, destination : str
        Ids of places.

    Returns
    -------
    GroupCosts
        One cost per corridor.
    """
    found: dict[str, float] = dict.fromkeys(GROUPS, float("inf"))
    held = corridors.choices(origin, destination)
    scale = 1.0 if held is None else held.scale
    for group in GROUPS:
        if held is not None:
            members = np.array([label(corridors.layer, way) == group for way in held.ways])
            found[group] = float(held.inclusive_cost(members))
    return GroupCosts(found, scale)


def changed_volumes(
    base: Mapping[str, float], before: GroupCosts, after: Mapping[str, float], ocean: float = OCEAN_TEU
) -> dict[str, float]:
    """Return volumes after costs have changed.

    Parameters
    ----------
    base : mapping of str to float
        Volume of each corridor in the base year [any unit].
    before : GroupCosts
        Costs in the base year, and the scale.
    after : mapping of str to float
        Costs afterwards [USD per unit].
    ocean : float
        Volume by ocean in the base year, whose cost is taken not to change.

    Returns
    -------
    dict of str to float
        Volume of each corridor; the total with the ocean stays what it was.
    """
    weights = {
        group: volume * float(np.exp(-before.scale * (after[group] - before.by_group[group])))
        for group, volume in base.items()
    }
    total = sum(base.values()) + ocean
    whole = sum(weights.values()) + ocean
    return {group: total * weight / whole for group, weight in weights.items()}
