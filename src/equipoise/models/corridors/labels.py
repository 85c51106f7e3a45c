"""The name of the corridor that a way belongs to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from equipoise.models.corridors.layer import CorridorLayer
    from equipoise.models.corridors.ways import Way

OCEAN, OTHER = "ocean", "other"


@cache
def rules() -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
    """Return, by corridor, the states that a way must cross and those that it must not; the first that fits counts."""
    text = resources.files(__package__).joinpath("labels.json").read_text(encoding="utf-8")
    return {
        name: (frozenset(entry["through"]), frozenset(entry["avoiding"]))
        for name, entry in json.loads(text)["corridors"].items()
    }


def label(layer: CorridorLayer, way: Way) -> str:
    """Return the corridor of a way: one of `rules`, "ocean", or "other".

    A state in which the way begins or ends tells nothing of its corridor and is left out of account.
    """
    if "ocean" in way.modes:
        return OCEAN
    ends = {layer.nodes[arc.node].control for arc in (way.arcs[0], way.arcs[-1])}
    crossed = set(way.states)
    for name, (through, avoiding) in rules().items():
        if (through - ends) and (through - ends) <= crossed and not (avoiding - ends) & crossed:
            return name
    return OTHER
