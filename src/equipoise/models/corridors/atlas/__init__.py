"""The atlas: rail lines and sea lanes of the world with the state of every kilometre, and ways through it."""

from equipoise.models.corridors.atlas.closing import closed_arcs, closed_on
from equipoise.models.corridors.atlas.cost import TimeCost, arc_hours
from equipoise.models.corridors.atlas.places import AtlasPlace, find_place, nearest_node, node_of
from equipoise.models.corridors.atlas.routing import AtlasRoute, Stretch, one_to_all, shortest, trace, weigh
from equipoise.models.corridors.atlas.sweep import ClosureSweep, capital_nodes, closure_sweep
from equipoise.models.corridors.atlas.tables import MODES, Atlas, atlas_folder, load_atlas

__all__ = [
    "MODES",
    "Atlas",
    "AtlasPlace",
    "AtlasRoute",
    "ClosureSweep",
    "Stretch",
    "TimeCost",
    "arc_hours",
    "atlas_folder",
    "capital_nodes",
    "closed_arcs",
    "closed_on",
    "closure_sweep",
    "find_place",
    "load_atlas",
    "nearest_node",
    "node_of",
    "one_to_all",
    "shortest",
    "trace",
    "weigh",
]
