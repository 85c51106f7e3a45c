"""How volumes on the corridors move when what they cost moves: a pivot on the volumes of a base year.

The choice between corridors is the path-size logit of the model; its probabilities are not taken as levels but as
changes, applied to
the volumes of the base year. All that is not on a land corridor goes by ocean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from equipoise.models.corridors.choice import ChoiceSet
from equipoise.models.corridors.labels import label
from equipoise.models.corridors.routing import CorridorModel

ORIGIN, DESTINATION = "xian", "duisburg"
"""The pair that stands for traffic between China and Europe."""

GROUPS = ("northern", "middle", "southern", "china-russia")
OCEAN_TEU = 15_000_000.0
"""Containers between China and Europe by ocean in a year: order of magnitude, recalled.

It is so much larger than all land traffic that its exact size does not matter.
"""


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


def group_costs(corridors: CorridorModel, origin: str = ORIGIN, destination: str = DESTINATION) -> GroupCosts:
    """Return what each corridor between two places costs as a whole; infinite where it has no way.

    Parameters
    ----------
    corridors : CorridorModel
        Cargo and network.
    origin, destination : str
        Ids of places.

    Returns
    -------
    GroupCosts
        One cost per corridor.
    """
    held = corridors.choices(origin, destination)
    if held is None:
        return GroupCosts(dict.fromkeys(GROUPS, float("inf")), 1.0)
    return costs_of_groups(held, [label(corridors.layer, way) for way in held.ways])


def costs_of_groups(held: ChoiceSet, names: Sequence[str]) -> GroupCosts:
    """Return what each corridor of a choice costs as a whole; the names give the corridor of each way."""
    labels = np.array(names)
    return GroupCosts({group: float(held.inclusive_cost(labels == group)) for group in GROUPS}, held.scale)


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
