"""Shortest ways through the atlas."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from equipoise.errors import InputError, UnknownNameError
from equipoise.models.corridors.atlas.closing import closed_arcs, closed_on
from equipoise.models.corridors.atlas.cost import TimeCost, arc_hours
from equipoise.models.corridors.atlas.places import node_of
from equipoise.models.corridors.atlas.tables import AT_SEA, BORDER, MODES, Atlas, Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from numpy.typing import NDArray

Cost = TimeCost | Literal["km"]
"""What is made least: hours by a `TimeCost`, or kilometres."""
_LEAST = 1e-9
"""Weight of an arc without length: a zero would be no arc."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch in one territory by one mode.

    Attributes
    ----------
    mode, state : str
        Mode; code of the state or area, or "sea".
    km, hours : float
        Length [km] and time [h].
    """

    mode: str
    state: str
    km: float
    hours: float


@dataclass(frozen=True, slots=True, eq=False)
class AtlasRoute:
    """A way through the atlas.

    Attributes
    ----------
    origin, destination : int
        Nodes.
    km, hours : float
        Length [km] and time [h].
    km_by_state : dict of str to float
        Kilometres by state or area, in the order in which they are met; "sea" for what belongs to none [km].
    km_by_mode : dict of str to float
        Kilometres by mode [km].
    states : tuple of str
        States and areas in the order in which they are crossed; one may stand twice.
    legs : tuple of Stretch
        Stretches in order; borders are legs without length.
    links : tuple of str
        Ids of patches, ports, border crossings and straits on the way, in order.
    arcs : ndarray of shape (k,)
        Arcs of the atlas, in order.
    coordinates : ndarray of shape (p, 2)
        Line for a map, latitude and longitude [degree].
    """

    origin: int
    destination: int
    km: float
    hours: float
    km_by_state: dict[str, float]
    km_by_mode: dict[str, float]
    states: tuple[str, ...]
    legs: tuple[Stretch, ...]
    links: tuple[str, ...]
    arcs: NDArray[np.int64]
    coordinates: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class WeightedAtlas:
    """The atlas with a weight for each arc, ready for searches.

    Attributes
    ----------
    atlas : Atlas
        The network.
    weight : ndarray of shape (m,)
        Weights; infinite where closed.
    graph : scipy.sparse.csr_array
        Weights by pair of nodes.
    """

    atlas: Atlas
    weight: NDArray[np.float64]
    graph: csr_array


def weigh(
    atlas: Atlas,
    cost: Cost | None = None,
    closed: Iterable[str] = (),
    *,
    modes: Sequence[str] = MODES,
    on: date | None = None,
    every_link: bool = False,
    label: Label = "control",
) -> WeightedAtlas:
    """Give each arc its weight.

    Parameters
    ----------
    atlas : Atlas
        The network.
    cost : TimeCost or "km", optional
        What is made least; `TimeCost()` by default.
    closed : iterable of str
        What is closed besides: states, borders, links, modes (see `closed_arcs`).
    modes : sequence of str
        Modes used; borders always are.
    on : datetime.date, optional
        Day whose closed crossings hold; the last status known by default.
    every_link : bool
        Use crossings that are closed, too.
    label : {"control", "recognised"}
        Whose ground a territory is.

    Returns
    -------
    WeightedAtlas
        The atlas, weighed.
    """
    weight = atlas.km.copy() if cost == "km" else arc_hours(atlas, cost or TimeCost(), label)
    if unknown := [mode for mode in modes if mode not in MODES]:
        raise UnknownNameError("mode", unknown[0], MODES)
    weight = np.maximum(weight, _LEAST)
    weight[~np.isin(atlas.mode, [MODES.index(mode) for mode in modes] + [BORDER])] = np.inf
    weight[closed_arcs(atlas, closed, label)] = np.inf
    if not every_link:
        weight[closed_on(atlas, on)] = np.inf
    return WeightedAtlas(atlas, weight, graph_of(atlas, weight))


def graph_of(atlas: Atlas, weight: NDArray[np.float64]) -> csr_array:
    """Return the weights as a symmetric matrix that may hold several entries for one pair of nodes."""
    graph = csr_array((atlas.size, atlas.size))
    graph.data, graph.indices, graph.indptr = weight[atlas.entry_arc], atlas.neighbour, atlas.first
    return graph


def one_to_all(weighted: WeightedAtlas, origin: int) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Return the least cost from a node to every node, and the node before each on the way.

    Parameters
    ----------
    weighted : WeightedAtlas
        The atlas, weighed.
    origin : int
        Node.

    Returns
    -------
    ndarray of shape (n,)
        Cost in the unit of the weights; infinite where there is no way.
    ndarray of shape (n,)
        Node before; negative where there is none.
    """
    cost, before = dijkstra(weighted.graph, indices=np.array([origin]), return_predecessors=True)
    return cost[0], before[0]


def shortest(
    atlas: Atlas,
    origin: int | str,
    destination: int | str,
    closed: Iterable[str] = (),
    cost: Cost | None = None,
    *,
    modes: Sequence[str] = MODES,
    on: date | None = None,
    every_link: bool = False,
    label: Label = "control",
) -> AtlasRoute | None:
    """Find the shortest way between two places.

    Parameters
    ----------
    atlas : Atlas
        The network.
    origin, destination : int or str
        Nodes, or names of places.
    closed, cost, modes, on, every_link, label
        As for `weigh`.

    Returns
    -------
    AtlasRoute or None
        The way; None where there is none.

    Raises
    ------
    UnknownNameError
        If a place, closure or mode is unknown.
    InputError
        If both are the same place, or a place is far from any line.
    """
    land = [mode for mode in ("rail", "road") if mode in modes] or list(modes)
    ends = [node_of(atlas, place, land) for place in (origin, destination)]
    if ends[0] == ends[1]:
        raise InputError(f"origin and destination are the same place: {origin!r} and {destination!r}")
    weighted = weigh(atlas, cost, closed, modes=modes, on=on, every_link=every_link, label=label)
    reached, before = one_to_all(weighted, ends[0])
    if not np.isfinite(reached[ends[1]]):
        return None
    spent = cost if isinstance(cost, TimeCost) else TimeCost()
    return trace(weighted, before, ends[0], ends[1], arc_hours(atlas, spent, label), label)


def path_arcs(
    weighted: WeightedAtlas, before: NDArray[np.int32], origin: int, destination: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the nodes and the arcs of a way found by `one_to_all`, in order."""
    atlas, nodes = weighted.atlas, [destination]
    while nodes[-1] != origin:
        nodes.append(int(before[nodes[-1]]))
    nodes.reverse()
    arcs = []
    for one, other in pairwise(nodes):
        entries = slice(int(atlas.first[one]), int(atlas.first[one + 1]))
        rivals = atlas.entry_arc[entries][atlas.neighbour[entries] == other]
        arcs.append(int(rivals[np.argmin(weighted.weight[rivals])]))
    return np.array(nodes), np.array(arcs, dtype=np.int64)


def trace(
    weighted: WeightedAtlas,
    before: NDArray[np.int32],
    origin: int,
    destination: int,
    hours: NDArray[np.float64],
    label: Label = "control",
) -> AtlasRoute:
    """Describe a way that `one_to_all` found.

    Parameters
    ----------
    weighted : WeightedAtlas
        The atlas as it was searched.
    before : ndarray of shape (n,)
        Nodes before, as `one_to_all` gives them.
    origin, destination : int
        Nodes; there must be a way.
    hours : ndarray of shape (m,)
        Time of each arc [h].
    label : {"control", "recognised"}
        Whose ground a territory is.

    Returns
    -------
    AtlasRoute
        The way.
    """
    atlas = weighted.atlas
    nodes, arcs = path_arcs(weighted, before, origin, destination)
    codes = atlas.labels(label)
    legs = _legs(atlas, arcs, hours, codes)
    by_state: dict[str, float] = {}
    by_mode: dict[str, float] = {}
    for leg in legs:
        if leg.mode != MODES[BORDER]:
            by_state[leg.state] = by_state.get(leg.state, 0.0) + leg.km
            by_mode[leg.mode] = by_mode.get(leg.mode, 0.0) + leg.km
    links = [int(row) for row in atlas.link[arcs] if row >= 0]
    names = dict.fromkeys(links)
    return AtlasRoute(
        origin=origin,
        destination=destination,
        km=float(atlas.km[arcs].sum()),
        hours=float(hours[arcs].sum()),
        km_by_state=by_state,
        km_by_mode=by_mode,
        states=_in_order(codes[row] for row in atlas.territory[nodes]),
        legs=tuple(legs),
        links=tuple(atlas.links["link_id"][row] for row in names),
        arcs=arcs,
        coordinates=_line(atlas, nodes, arcs),
    )


def _legs(atlas: Atlas, arcs: NDArray[np.int64], hours: NDArray[np.float64], codes: tuple[str, ...]) -> list[Stretch]:
    legs: list[Stretch] = []
    for arc in arcs:
        mode, km, time = MODES[atlas.mode[arc]], float(atlas.km[arc]), float(hours[arc])
        state = codes[atlas.arc_territory[arc]] or AT_SEA
        if mode == MODES[BORDER]:
            state = "-".join(sorted(codes[atlas.territory[node]] for node in (atlas.start[arc], atlas.end[arc])))
        last = legs[-1] if legs else None
        if last and (last.mode, last.state) == (mode, state):
            legs[-1] = Stretch(mode, state, last.km + km, last.hours + time)
        else:
            legs.append(Stretch(mode, state, km, time))
    return legs


def _in_order(codes: Iterable[str]) -> tuple[str, ...]:
    met: list[str] = []
    for code in codes:
        if code and (not met or met[-1] != code):
            met.append(code)
    return tuple(met)


def _line(atlas: Atlas, nodes: NDArray[np.int64], arcs: NDArray[np.int64]) -> NDArray[np.float64]:
    pieces = [np.array([[atlas.latitude[nodes[0]], atlas.longitude[nodes[0]]]])]
    for node, after, arc in zip(nodes, nodes[1:], arcs, strict=False):
        bends = atlas.bends[atlas.bend_first[arc] : atlas.bend_first[arc + 1]]
        pieces.append(bends if node == atlas.start[arc] else bends[::-1])
        pieces.append(np.array([[atlas.latitude[after], atlas.longitude[after]]]))
    return np.concatenate(pieces)
