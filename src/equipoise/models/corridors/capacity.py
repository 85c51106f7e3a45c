"""Capacity: how much fits through, what cuts it, and how much can be turned to another corridor by when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from equipoise.interval import Interval
from equipoise.models.corridors.choice import ChoiceSet
from equipoise.models.corridors.closures import Closure
from equipoise.models.corridors.labels import rules
from equipoise.models.corridors.network import Network
from equipoise.models.corridors.routing import CorridorModel, End, capacity_in

Numbers = npt.NDArray[np.float64]

HORIZONS: Mapping[str, tuple[int, End]] = {
    "a week": (7, "low"),
    "three months": (91, "mode"),
    "two years": (730, "high"),
}
"""Days from the closure, and which end of a capacity is at hand by then.

At once there is what there was before the last works (low); within months what can be used now (mode); within years
also what the
works under way will add (high).
"""

UNLIMITED = 10**9
_STEEPNESS = 4.0
ROUNDS = 300


@dataclass(frozen=True, slots=True)
class CapacityResponse:
    """How much cargo can be turned to a corridor by when.

    Parameters
    ----------
    horizon : str
        "a week", "three months", "two years".
    days : int
        Days from the closure.
    capacity : float
        Least capacity on the best way of the corridor [units per year].
    spare : float
        The same without what the corridor carries already [units per year].
    part : float
        What can be turned to it, of all that the closure displaces [fraction].
    bottleneck : str
        Links, borders and places that together are the least cut.
    """

    horizon: str
    days: int
    capacity: float
    spare: float
    part: float
    bottleneck: str


def response(
    corridors: CorridorModel, origin: str, destination: str, corridor: str, displaced: float, carried: float
) -> tuple[CapacityResponse, ...]:
    """Return how much of the displaced cargo one corridor can take after a week, three months and two years.

    Parameters
    ----------
    corridors : CorridorModel
        Cargo and network.
    origin, destination : str
        Ids of places.
    corridor : str
        Name of the corridor that must take it.
    displaced : float
        Cargo that the closure sends away [units per year].
    carried : float
        What the corridor carries already [units per year].

    Returns
    -------
    tuple of CapacityResponse
        One per horizon, by the least cut of the network without the states that the corridor avoids; none where no
        capacity is known.
    """
    _, avoiding = rules()[corridor]
    made = []
    for horizon, (days, end) in HORIZONS.items():
        cut = min_cut(corridors.network, origin, destination, sorted(avoiding), end)
        if cut.capacity is None:
            continue
        spare = max(0.0, cut.capacity - carried)
        part = min(1.0, spare / displaced) if displaced > 0 else 1.0
        made.append(CapacityResponse(horizon, days, cut.capacity, spare, part, " and ".join(cut.links)))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Cut:
    """The narrowest place between two places.

    Parameters
    ----------
    capacity : float or None
        What fits through per year; None where some way has no known capacity anywhere.
    links : tuple of str
        Links that together are the cut, where it is known.
    """

    capacity: float | None
    links: tuple[str, ...]


def min_cut(network: Network, origin: str, destination: str, shut: Sequence[str] = (), end: End = "mode") -> Cut:
    """Return the least capacity that separates two places.

    Parameters
    ----------
    network : Network
        What the cargo can use.
    origin, destination : str
        Ids of places.
    shut : sequence of str
        States that are closed.
    end : {"low", "mode", "high"}
        Which capacity.

    Returns
    -------
    Cut
        By maximum flow (`scipy.sparse.csgraph.maximum_flow`); links without a known capacity are taken as unlimited.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    from equipoise.models.corridors.distinct_ways import Sieve

    if origin not in network.entry or destination not in network.exit:
        return Cut(0.0, ())
    kept = np.flatnonzero(Sieve(network).kept(shut))
    tails, heads = network.ends
    limits = _arc_limits(network, end)
    size = network.size
    pairs, index = np.unique(tails[kept] * size + heads[kept], return_inverse=True)
    sums = np.minimum(np.bincount(index, weights=limits[kept].astype(np.float64)), UNLIMITED).astype(np.int32)
    graph = csr_array((sums, (pairs // size, pairs % size)), shape=(size, size))
    source, sink = network.entry[origin], network.exit[destination]
    found = maximum_flow(graph, source, sink)
    if found.flow_value >= UNLIMITED:
        return Cut(None, ())
    left = graph - found.flow
    left.data = np.maximum(left.data, 0)
    left.eliminate_zeros()
    near = np.zeros(size, dtype=bool)
    near[breadth_first_order(left, source, return_predecessors=False)] = True
    crossing = [network.arcs[n] for n in kept if near[tails[n]] and not near[heads[n]]]
    names = {arc.link.id if arc.link is not None else arc.node for arc in crossing}
    return Cut(float(found.flow_value) * _grain(network), tuple(sorted(names)))


def _grain(network: Network) -> float:
    """Return the unit in which flows are counted: whole containers, thousand tonnes, thousandths of a bcm."""
    return 1.0 if network.cargo.capacity_unit == "TEU/y" else 1e-3


def _arc_limits(network: Network, end: End) -> npt.NDArray[np.int64]:
    grain = _grain(network)
    found = np.full(len(network.arcs), UNLIMITED, dtype=np.int64)
    for number, arc in enumerate(network.arcs):
        holders = [(arc.link.capacity, arc.link.unit)] if arc.link is not None else []
        if arc.link is not None and arc.link.border is not None:
            holders.append((arc.link.border.capacity, arc.link.border.unit))
        if arc.link is None and (arc.usd or arc.waiting.high):
            node = network.layer.nodes[arc.node]
            # Both kinds of vessels share one port.
            shares = max(
                1, len({mode for place, mode in network.modes if place == node.id and mode in ("ferry", "sea")})
            )
            holders.append((None if node.capacity is None else node.capacity.scale(1 / shares), node.unit))
        known = [
            held for spread, unit in holders if (held := capacity_in(spread, unit, network.cargo, end)) is not None
        ]
        if known:
            found[number] = min(UNLIMITED, int(min(known) / grain))
    return found


@dataclass(frozen=True)
class Assignment:
    """Cargo on all ways when capacity binds.

    Parameters
    ----------
    volumes : mapping of (str, str) to numpy.ndarray
        Units per year on each way, in the order of the choice, by pair of places.
    links : mapping of str to float
        Units per year on each link.
    full : tuple of str
        Links that carry more than nine tenths of their capacity.
    unserved : float
        Units per year for which no way is open.
    """

    volumes: Mapping[tuple[str, str], Numbers]
    links: Mapping[str, float]
    full: tuple[str, ...]
    unserved: float


def assign(
    corridors: CorridorModel,
    demand: Mapping[tuple[str, str], float],
    closures: Sequence[Closure] = (),
    end: End = "mode",
    rounds: int = ROUNDS,
) -> Assignment:
    """Assign cargo to ways by successive averages: crowding makes a link slower, and slower ways are chosen less.

    Parameters
    ----------
    corridors : CorridorModel
        Cargo and network.
    demand : mapping of (str, str) to float
        Units per year by pair of places.
    closures : sequence of Closure
        Acts; a cut of a part of the capacity lowers that of every link that it touches.
    end : {"low", "mode", "high"}
        Which capacity.
    rounds : int
        Steps of averaging.

    Returns
    -------
    Assignment
        A stochastic user equilibrium, nearly.

    Notes
    -----
    Time on a link grows by :math:`(v/c)^4` of itself, so that it doubles at capacity (the form of the Bureau of
    Public Roads 1964
    with its factor at 1, as queues for vessels are longer than those on roads). Step n moves 1/n of the way to the
    new choice (method of
    successive averages; Sheffi 1985, Urban Transportation Networks, chapter 12).
    """
    total = tuple(act for act in closures if act.total)
    sets = {pair: corridors.choices(*pair, total) for pair in demand}
    known = {pair: held for pair, held in sets.items() if held is not None and corridors.open_ways(held, total).any()}
    unserved = sum(volume for pair, volume in demand.items() if pair not in known)
    use = _Use(corridors, known, closures, end)
    flows = {pair: np.zeros(len(held.ways)) for pair, held in known.items()}
    for step in range(1, rounds + 1):
        crowding = use.crowding(flows)
        for pair, held in known.items():
            wanted = demand[pair] * held.probabilities(
                corridors.open_ways(held, total), held.costs + use.delay(pair, crowding)
            )
            flows[pair] = flows[pair] + (wanted - flows[pair]) / step
    carried = use.carried(flows)
    full = tuple(sorted(name for name, ratio in use.ratios(carried).items() if ratio > 0.9))
    return Assignment(
        flows, {name: float(v) for name, v in zip(use.names, carried, strict=True) if v > 0}, full, unserved
    )


class _Use:
    """Which way uses which link, with capacities and the cost of doubling the time on each."""

    def __init__(
        self, corridors: CorridorModel, sets: Mapping[tuple[str, str], ChoiceSet], closures: Sequence[Closure], end: End
    ) -> None:
        cargo = corridors.cargo
        links = {link.id: link for held in sets.values() for way in held.ways for link in way.links}
        self.names = sorted(links)
        place = {name: n for n, name in enumerate(self.names)}
        self.matrix = {
            pair: np.array(
                [[float(name in {link.id for link in way.links}) for name in self.names] for way in held.ways]
            )
            for pair, held in sets.items()
        }
        self.capacity = np.full(len(self.names), np.inf)
        self.price = np.zeros(len(self.names))
        for name, link in links.items():
            held = [capacity_in(link.capacity, link.unit, cargo, end)]
            if link.border is not None:
                held.append(capacity_in(link.border.capacity, link.border.unit, cargo, end))
            known = [amount for amount in held if amount]
            cut = max((act.cut for act in closures if not act.total and act.touches(link)), default=0.0)
            if known:
                self.capacity[place[name]] = min(known) * (1 - cut)
            waiting = 0.0 if link.border is None else link.border.dwell.mean
            self.price[place[name]] = (link.hours.mean + waiting) * cargo.usd_per_hour

    def carried(self, flows: Mapping[tuple[str, str], Numbers]) -> Numbers:
        """Return units per year on each link."""
        found: Numbers = np.sum([flows[pair] @ matrix for pair, matrix in self.matrix.items()], axis=0)
        return found if self.matrix else np.zeros(len(self.names))

    def crowding(self, flows: Mapping[tuple[str, str], Numbers]) -> Numbers:
        """Return what crowding adds to the cost of each link [USD per unit]."""
        found: Numbers = self.price * (self.carried(flows) / self.capacity) ** _STEEPNESS
        return found

    def delay(self, pair: tuple[str, str], crowding: Numbers) -> Numbers:
        """Return what crowding adds to the cost of each way [USD per unit]."""
        found: Numbers = self.matrix[pair] @ crowding
        return found

    def ratios(self, carried: Numbers) -> dict[str, float]:
        """Return use over capacity by link, where a capacity is known."""
        return {
            name: float(volume / limit)
            for name, volume, limit in zip(self.names, carried, self.capacity, strict=True)
            if np.isfinite(limit)
        }


def interval_of(responses: Sequence[CapacityResponse]) -> Interval | None:
    """Return the span of parts over horizons, or None where there is none."""
    parts = [entry.part for entry in responses]
    return Interval(min(parts), max(parts)) if parts else None
