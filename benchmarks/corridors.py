"""The corridor layer at full size: ways of one pair, dependence of a state, a thousand draws, and crowding."""

from __future__ import annotations

from benchmarks.timing import Comparison
from equipoise.models.corridors import (
    CorridorModel,
    basket_of,
    dependence_on_transit,
    loss_draws,
    parse_closures,
    read_layer,
)
from equipoise.models.corridors.capacity import assign
from equipoise.world.world import World

DRAWS = 1000


def cases(world: World) -> list[Comparison]:
    """Return four jobs; the floor of each is one pass of Dijkstra over the network, or reading the layer."""
    layer = read_layer(world)
    acts = parse_closures(["RUS"], world.names, layer)
    held = CorridorModel.of(world, layer, "containers", "any")
    basket = basket_of(world, layer, "KAZ", held.network.entry)
    everything = held.sieve.kept(())

    def path() -> object:
        return held.network.path("xian", "duisburg", everything)

    def fresh_ways() -> object:
        return CorridorModel.of(world, layer, "containers", "any").choices("xian", "duisburg")

    def dependence() -> object:
        return dependence_on_transit(CorridorModel.of(world, layer, "containers", "any"), basket)

    return [
        Comparison("read the corridor layer", lambda: read_layer(world), "one path over it", path),
        Comparison("all ways of one pair", fresh_ways, "one path", path),
        Comparison("dependence of a state with Shapley values", dependence, "one path", path),
        Comparison(
            f"{DRAWS:,} draws of waiting, prices and risk, one closure, one state",
            lambda: loss_draws(CorridorModel.of(world, layer, "containers", "any"), basket, acts, draws=DRAWS),
            "the ways alone",
            fresh_ways,
        ),
        Comparison(
            "600,000 TEU by successive averages with Russia closed",
            lambda: assign(held, {("xian", "duisburg"): 6e5}, acts),
            "one path",
            path,
        ),
    ]
