"""The atlas at full size: loading, one search, and every state closed in turn for all pairs of the others.

Alone, with the same sweep done by brute force to compare: `python -m benchmarks.corridor_atlas`.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.sparse.csgraph import dijkstra

from benchmarks.timing import Comparison, seconds
from equipoise.models.corridors.atlas import (
    Atlas,
    ClosureSweep,
    atlas_folder,
    capital_nodes,
    closure_sweep,
    load_atlas,
    node_of,
    one_to_all,
    weigh,
)
from equipoise.models.corridors.atlas.tables import RAIL
from equipoise.world.world import World

STATES = 81
"""As many as in the first measurement, which took 170 s on one core."""


def cases() -> list[Comparison]:
    """Return loading, one search, and the sweep, each with its floor."""
    atlas = load_atlas()
    weighted = weigh(atlas)
    origin = node_of(atlas, "Almaty")
    nodes = largest(atlas, STATES)
    return [
        Comparison(
            "load the atlas",
            load_atlas,
            "the same Parquet files, bare polars",
            lambda: [pl.read_parquet(path) for path in sorted(atlas_folder().glob("*.parquet"))],
        ),
        Comparison(
            f"one to all of {atlas.size:,} nodes",
            lambda: one_to_all(weighted, origin),
            "the same search without the way",
            lambda: dijkstra(weighted.graph, indices=origin),  # type: ignore[call-overload]
        ),
        Comparison(
            f"close each of {len(nodes)} states",
            lambda: closure_sweep(atlas, nodes),
            "one search from each, none closed",
            lambda: [one_to_all(weighted, node) for node in nodes.values()],
        ),
    ]


def largest(atlas: Atlas, count: int) -> dict[str, int]:
    """Return the nodes of the capitals of the states with most railways."""
    rail = atlas.mode == RAIL
    km = np.bincount(atlas.arc_territory[rail], weights=atlas.km[rail], minlength=len(atlas.control))
    length = {code: float(km[np.array(atlas.control) == code].sum()) for code in set(atlas.control)}
    nodes = capital_nodes(atlas, World.load())
    chosen = sorted(nodes, key=lambda code: -length[code])[:count]
    return {code: nodes[code] for code in sorted(chosen)}


def brute_force(atlas: Atlas, nodes: dict[str, int]) -> np.ndarray:
    """Return the costs of all pairs under all closures, each from a search of its own."""
    places = list(nodes.values())
    closed = np.full((len(nodes),) * 3, np.nan)
    for number, state in enumerate(nodes):
        shut = weigh(atlas, closed=[state])
        for place, node in enumerate(places):
            if place != number:
                closed[number, place] = one_to_all(shut, node)[0][places]
        closed[number, :, number] = np.nan
    return closed


def main() -> None:
    """Print times of the sweep and of brute force, and whether they agree; nothing is asserted on time."""
    atlas = load_atlas()
    nodes = largest(atlas, STATES)
    held: list[ClosureSweep] = []
    taken = seconds(lambda: held.append(closure_sweep(atlas, nodes)))
    print(f"{len(nodes)} states, {held[0].searches} searches: {taken:.1f} s")  # noqa: T201 - its output
    rough: list[np.ndarray] = []
    taken = seconds(lambda: rough.append(brute_force(atlas, nodes)))
    same = np.allclose(held[0].closed, rough[0], rtol=1e-9, equal_nan=True)
    print(f"by brute force, {len(nodes) * (len(nodes) - 1)} searches: {taken:.1f} s; the same numbers: {same}")  # noqa: T201 - its output


if __name__ == "__main__":
    main()
