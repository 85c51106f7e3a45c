"""Every state closed in turn, and what that does to every pair of the others.

Closing one of N states changes nothing for a pair whose way does not cross it, and a way is as long in both
directions. So for each closure only the pairs that cross it are looked at, and searches start from few enough nodes to
have one end of each pair (a vertex cover, chosen greedily). The numbers are those of N^2 full searches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from equipoise.errors import InputError
from equipoise.models.corridors.atlas.closing import closed_arcs
from equipoise.models.corridors.atlas.places import nearest_node
from equipoise.models.corridors.atlas.routing import Cost, WeightedAtlas, graph_of, one_to_all, weigh
from equipoise.models.corridors.atlas.tables import MODES, Atlas, Label

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from equipoise.world.world import World


@dataclass(frozen=True, slots=True, eq=False)
class ClosureSweep:
    """Costs between states, with none closed and with each closed.

    Attributes
    ----------
    states : tuple of str
        Codes.
    nodes : tuple of int
        Node that stands for each state.
    open : ndarray of shape (n, n)
        Cost from state to state with none closed, in the unit of the weights; infinite where there is no way.
    closed : ndarray of shape (n, n, n)
        `closed[c]` is the same with state c closed. Rows and columns of c itself are not a number.
    searches : int
        Searches that were run.
    """

    states: tuple[str, ...]
    nodes: tuple[int, ...]
    open: NDArray[np.float64]
    closed: NDArray[np.float64]
    searches: int

    def table(self) -> pl.DataFrame:
        """Return the pairs that a closure touches: closed, origin, destination, before, after, more.

        Each pair stands once, with its codes in order. Where nothing is left, `after` and `more` are null.
        """
        closed, one, other = np.nonzero(self.closed > self.open[None])
        kept = one < other
        closed, one, other = closed[kept], one[kept], other[kept]
        after = self.closed[closed, one, other]
        before = self.open[one, other]
        codes = np.array(self.states)
        frame = pl.DataFrame(
            {"closed": codes[closed], "origin": codes[one], "destination": codes[other], "before": before}
        )
        frame = frame.with_columns(pl.Series("after", np.where(np.isfinite(after), after, np.nan)).fill_nan(None))
        return frame.with_columns((pl.col("after") - pl.col("before")).alias("more"))


def capital_nodes(atlas: Atlas, world: World, label: Label = "control", within_km: float = 100.0) -> dict[str, int]:
    """Return the rail node nearest to each capital.

    Parameters
    ----------
    atlas : Atlas
        The network.
    world : World
        Tables with the places of capitals.
    label : {"control", "recognised"}
        The node must lie on the ground of the state by this label.
    within_km : float
        Farthest that it may lie from the capital [km].

    Returns
    -------
    dict of str to int
        Node by code, for states with a capital on a railway of their own.
    """
    codes = atlas.labels(label)
    found = {}
    rows = world.states.select("iso3", "capital_latitude", "capital_longitude").drop_nulls().sort("iso3")
    for iso3, latitude, longitude in rows.iter_rows():
        if iso3 not in codes:
            continue
        node, km = nearest_node(atlas, latitude, longitude)
        if km <= within_km and codes[atlas.territory[node]] == iso3:
            found[iso3] = node
    return found


def closure_sweep(
    atlas: Atlas,
    nodes: Mapping[str, int],
    cost: Cost | None = None,
    *,
    modes: Sequence[str] = MODES,
    on: date | None = None,
    every_link: bool = False,
    label: Label = "control",
) -> ClosureSweep:
    """Close every state in turn and find the least cost between all others.

    Parameters
    ----------
    atlas : Atlas
        The network.
    nodes : mapping of str to int
        Node that stands for each state, as `capital_nodes` gives them.
    cost, modes, on, every_link, label
        As for `weigh`.

    Returns
    -------
    ClosureSweep
        Costs of all pairs under all closures.

    Raises
    ------
    InputError
        If there are fewer than two states.
    UnknownNameError
        If a code is not one of the atlas.
    """
    if len(nodes) < 2:
        raise InputError(f"a sweep needs two states or more, got {len(nodes)}")
    states, places = tuple(nodes), np.array(list(nodes.values()))
    weighted = weigh(atlas, cost, modes=modes, on=on, every_link=every_link, label=label)
    trees = [one_to_all(weighted, int(node)) for node in places]
    usual = np.array([reached[places] for reached, _ in trees])
    ground = _ground(atlas, states, label)
    crossed = np.array([_crossed(before, ground, places, len(states)) for _, before in trees])
    # Of two ways that cost the same, each direction may take its own: the upper half speaks for both.
    upper = np.triu(np.ones_like(usual, dtype=bool), 1)
    usual = np.where(upper, usual, usual.T)
    closed = np.repeat(usual[None], len(states), axis=0)
    searches = len(places)
    for number, state in enumerate(states):
        touched = upper & crossed[:, :, number]
        touched[number] = touched[:, number] = False
        shut = _without(weighted, state, label)
        for start in _cover(touched):
            searches += 1
            reached = one_to_all(shut, int(places[start]))[0][places]
            own = touched[start] | touched[:, start]
            closed[number, start, own] = closed[number, own, start] = reached[own]
        closed[number, number] = closed[number, :, number] = np.nan
    return ClosureSweep(states, tuple(int(node) for node in places), usual, closed, searches)


def _ground(atlas: Atlas, states: Sequence[str], label: Label) -> NDArray[np.int64]:
    """Return the state on whose ground each node lies, as its place in the list; -1 for others and the sea."""
    place = {state: number for number, state in enumerate(states)}
    of_territory = np.array([place.get(code, -1) for code in atlas.labels(label)])
    return np.asarray(of_territory[atlas.territory])


def _crossed(
    before: NDArray[np.int32], ground: NDArray[np.int64], places: NDArray[np.int64], count: int
) -> NDArray[np.bool_]:
    """Return for each destination which states the way to it from the root of a tree crosses."""
    result = np.zeros((len(places), count + 1), dtype=bool)
    for number, place in enumerate(places.tolist()):
        node, met = place, set()
        while node >= 0:
            met.add(int(ground[node]))
            node = int(before[node])
        result[number, list(met)] = True
    return result[:, :count]


def _without(weighted: WeightedAtlas, state: str, label: Label) -> WeightedAtlas:
    weight = np.where(closed_arcs(weighted.atlas, [state], label), np.inf, weighted.weight)
    return WeightedAtlas(weighted.atlas, weight, graph_of(weighted.atlas, weight))


def _cover(pairs: NDArray[np.bool_]) -> Iterator[int]:
    """Yield nodes until every pair has one of its ends among them, those with most pairs left first."""
    left = pairs | pairs.T
    while left.any():
        start = int(left.sum(axis=1).argmax())
        yield start
        left[start] = left[:, start] = False
