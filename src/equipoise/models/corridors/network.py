"""The network of one class of cargo: which links it can use, and the cheapest way through them.

A place is split by mode, so that a change of mode costs time and money: vertices are (place, mode), and a way in and
a way out for each place. Paths are found with `scipy.sparse.csgraph`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from equipoise.models.corridors.commodities import Commodity
from equipoise.models.corridors.layer import SEA, CorridorLayer, Link
from equipoise.models.corridors.risk import premiums_on
from equipoise.models.corridors.spread import NOTHING, ThreePointEstimate

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

DEEP_SEA_KM = 2500.0
"""A passage longer than this is ocean shipping; shorter ones are legs of a land corridor."""

OCEAN_CORRIDORS = frozenset({"sea-suez", "sea-cape"})

LAND, ANY = "rail", "any"
LAND_MODES = ("rail", "ferry", "sea", "road")
SHORT_SEA = "short_sea"
"""Name of the price of passages that are no ocean shipping: feeders and coasters cost more per kilometre."""

_LEAST = 1e-6
_NO_PREDECESSOR = -9999


@dataclass(frozen=True, slots=True)
class Arc:
    """One directed step.

    Parameters
    ----------
    tail, head : int
        Vertices.
    link : Link or None
        The link that is used; None for a change of mode.
    node : str
        Place where the mode changes, or the one that a link leads to.
    running, waiting : ThreePointEstimate
        Time under way, and at borders and changes of mode [h].
    usd : float
        Price per unit of cargo [USD].
    """

    tail: int
    head: int
    link: Link | None
    node: str
    running: ThreePointEstimate
    waiting: ThreePointEstimate
    usd: float


@dataclass(frozen=True)
class Network:
    """Everything that one class of cargo can use on a day.

    Parameters
    ----------
    layer : CorridorLayer
        Places and links.
    cargo : Commodity
        Class of cargo.
    arcs : tuple of Arc
        Directed steps.
    entry, exit : dict of str to int
        Vertex where a path from, or to, a place begins, or ends.
    size : int
        Number of vertices.
    constants : mapping of str to float
        What a corridor costs beyond its price and time, by its name [USD per unit]: thin service.
    modes : tuple of (str, str)
        Places with each of the modes that serve them.
    """

    layer: CorridorLayer
    cargo: Commodity
    arcs: tuple[Arc, ...]
    entry: dict[str, int]
    exit: dict[str, int]
    size: int
    constants: Mapping[str, float] = field(default_factory=dict)
    modes: tuple[tuple[str, str], ...] = ()

    @cached_property
    def risk(self) -> Mapping[str, ThreePointEstimate]:
        """Premium for passing a state on the day of the layer [fraction of the value of the cargo]."""
        return premiums_on(self.layer.day)

    @cached_property
    def ends(self) -> tuple[Places, Places]:
        """Tails and heads of all arcs."""
        tails = np.array([arc.tail for arc in self.arcs], dtype=np.int64)
        heads = np.array([arc.head for arc in self.arcs], dtype=np.int64)
        return tails, heads

    @cached_property
    def costs(self) -> Numbers:
        """Generalised cost of all arcs without their unreliability, which does not add up along a path [USD]."""
        hours = np.array([arc.running.mean + arc.waiting.mean for arc in self.arcs])
        usd = np.array([arc.usd for arc in self.arcs])
        found: Numbers = usd + hours * self.cargo.usd_per_hour
        return found

    def mask(self, allowed: Callable[[Link], bool]) -> npt.NDArray[np.bool_]:
        """Return which arcs stay when only some links are allowed; changes of mode always do."""
        verdict = {link.id: allowed(link) for link in {arc.link.id: arc.link for arc in self.arcs if arc.link}.values()}
        return np.array([arc.link is None or verdict[arc.link.id] for arc in self.arcs], dtype=bool)

    def path(self, origin: str, destination: str, kept: npt.NDArray[np.bool_]) -> tuple[int, ...] | None:
        """Return the numbers of the arcs of the cheapest path, or None where there is none."""
        if origin not in self.entry or destination not in self.exit:
            return None
        found = self.tree(self.entry[origin], kept)
        return self.walk(found, self.exit[destination])

    def tree(self, source: int, kept: npt.NDArray[np.bool_]) -> tuple[Numbers, Places, dict[tuple[int, int], int]]:
        """Return costs and predecessors from a vertex, and the arc behind each pair of vertices."""
        from scipy.sparse import csr_matrix
        from scipy.sparse.csgraph import dijkstra

        tails, heads = self.ends
        numbers = np.flatnonzero(kept)
        # Of parallel arcs the cheapest is kept: a sparse matrix would add them up.
        order = numbers[np.lexsort((self.costs[numbers], heads[numbers], tails[numbers]))]
        pairs = tails[order] * self.size + heads[order]
        _, first = np.unique(pairs, return_index=True)
        chosen = order[first]
        weights = np.maximum(self.costs[chosen], _LEAST)
        matrix = csr_matrix((weights, (tails[chosen], heads[chosen])), shape=(self.size, self.size))
        costs, before = dijkstra(matrix, directed=True, indices=source, return_predecessors=True)  # type: ignore[call-overload]
        arc_of = dict(
            zip(zip(tails[chosen].tolist(), heads[chosen].tolist(), strict=True), chosen.tolist(), strict=True)
        )
        return costs, before.astype(np.int64), arc_of

    @staticmethod
    def walk(found: tuple[Numbers, Places, dict[tuple[int, int], int]], target: int) -> tuple[int, ...] | None:
        """Return the arcs from the source of a tree to a vertex, or None where it is out of reach."""
        costs, before, arc_of = found
        if not np.isfinite(costs[target]):
            return None
        arcs = []
        vertex = target
        while before[vertex] != _NO_PREDECESSOR:
            arcs.append(arc_of[int(before[vertex]), vertex])
            vertex = int(before[vertex])
        return tuple(reversed([number for number in arcs if number >= 0]))


@dataclass(frozen=True, slots=True)
class Prices:
    """Price of a link for a class of cargo, by id of the link, its corridor or its mode.

    Parameters
    ----------
    by_link : dict of str to float
        USD per unit for a whole link.
    by_mode : dict of str to float
        USD per unit and kilometre.
    per_call : float
        USD per change of mode.
    """

    by_link: dict[str, float]
    by_mode: dict[str, float]
    per_call: float

    def of(self, link: Link) -> float:
        """Return the price of a link [USD per unit]."""
        if link.id in self.by_link:
            return self.by_link[link.id]
        mode = SHORT_SEA if link.mode == "sea" and not is_ocean(link) else link.mode
        return self.by_mode.get(mode, self.by_mode.get(link.mode, 0.0)) * link.km


def build_network(
    layer: CorridorLayer,
    cargo: Commodity,
    prices: Prices,
    dwell: Callable[[str, str], float] = lambda kind, ident: 1.0,  # noqa: ARG005 - the fitted factor is none
    *,
    mode: str = ANY,
    constants: Mapping[str, float] | None = None,
) -> Network:
    """Build the network of a class of cargo.

    Parameters
    ----------
    layer : CorridorLayer
        Places and links on a day.
    cargo : Commodity
        Class of cargo.
    prices : Prices
        What links cost.
    dwell : callable
        Factor on the waiting at a "border", a "port" of ferries and short passages, or another "node", by id.
    mode : {"rail", "any"}
        "rail" leaves out ocean shipping.
    constants : mapping of str to float, optional
        What a corridor costs beyond its price and time [USD per unit].

    Returns
    -------
    Network
        Directed arcs over places split by mode.
    """
    links = [link for link in layer.running() if usable(link, cargo, mode)]
    held = sorted({(end, link.mode) for link in links for end in (link.origin, link.destination)})
    vertex = {pair: number for number, pair in enumerate(held)}
    places = sorted({place for place, _ in held})
    entry = {place: len(held) + number for number, place in enumerate(places)}
    leave = {place: len(held) + len(places) + number for number, place in enumerate(places)}
    arcs = [arc for link in links for arc in _travel(link, vertex, prices, dwell)]
    for place in places:
        modes = [mode for where, mode in held if where == place]
        arcs += _changes(layer, place, modes, vertex, prices, dwell)
        for name in modes:
            arcs.append(Arc(entry[place], vertex[place, name], None, place, NOTHING, NOTHING, 0.0))
            arcs.append(Arc(vertex[place, name], leave[place], None, place, NOTHING, NOTHING, 0.0))
    size = len(held) + 2 * len(places)
    return Network(layer, cargo, tuple(arcs), entry, leave, size, dict(constants or {}), tuple(held))


def usable(link: Link, cargo: Commodity, mode: str) -> bool:
    """Say whether a class of cargo can use a link."""
    if cargo.name not in link.commodities or link.mode not in cargo.modes:
        return False
    return mode == ANY or not is_ocean(link)


def is_ocean(link: Link) -> bool:
    """Say whether a link is ocean shipping."""
    return link.mode == "sea" and (link.km > DEEP_SEA_KM or bool(OCEAN_CORRIDORS & set(link.corridors)))


def _travel(
    link: Link, vertex: dict[tuple[str, str], int], prices: Prices, dwell: Callable[[str, str], float]
) -> Iterable[Arc]:
    waiting = NOTHING if link.border is None else link.border.dwell.scale(dwell("border", link.border.id))
    usd = prices.of(link)
    yield Arc(
        vertex[link.origin, link.mode],
        vertex[link.destination, link.mode],
        link,
        link.destination,
        link.hours,
        waiting,
        usd,
    )
    if not link.one_way:
        yield Arc(
            vertex[link.destination, link.mode],
            vertex[link.origin, link.mode],
            link,
            link.origin,
            link.hours,
            waiting,
            usd,
        )


def _changes(
    layer: CorridorLayer,
    place: str,
    modes: Sequence[str],
    vertex: dict[tuple[str, str], int],
    prices: Prices,
    dwell: Callable[[str, str], float],
) -> list[Arc]:
    node = layer.nodes[place]
    made = []
    for one in modes:
        for other in modes:
            if one == other:
                continue
            kind = "port" if {one, other} & {"ferry", "sea"} else "node"
            waiting = node.handling.scale(dwell(kind, place))
            made.append(Arc(vertex[place, one], vertex[place, other], None, place, NOTHING, waiting, prices.per_call))
    return made


def transit_km(links: Iterable[Link]) -> dict[str, float]:
    """Return kilometres by state over some links, open water left out."""
    total: dict[str, float] = {}
    for link in links:
        for state, km in link.km_by_state.items():
            if state != SEA:
                total[state] = total.get(state, 0.0) + km
    return total
