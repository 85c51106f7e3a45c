"""Politically distinct ways from one place to another, found by shutting out the states that a way runs through.

A way is distinct by the order of the states that it crosses, and by whether it needs ocean shipping or a ferry. Two
lines of one state are the same way here: what counts is who can close it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from equipoise.models.corridors.labels import label
from equipoise.models.corridors.network import Arc, Network, is_ocean
from equipoise.models.corridors.ways import Way

MOST_SETS = 160
MOST_DEPTH = 5
MOST_WAYS = 40
OCEAN, FERRY = "~ocean", "~ferry"
"""Words that stand, among the states to shut out, for ocean shipping and for ferries."""

Mask = npt.NDArray[np.bool_]


class Sieve:
    """Which arcs stay when states, ferries or ocean shipping are shut out.

    Parameters
    ----------
    network : Network
        The network.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._through: dict[str, Mask] = {}

    def through(self, name: str) -> Mask:
        """Return which arcs run through a state (a place of it or a kilometre), or are of a kind."""
        if name not in self._through:
            self._through[name] = np.array([self._is(arc, name) for arc in self._network.arcs], dtype=bool)
        return self._through[name]

    def _is(self, arc: Arc, name: str) -> bool:
        link = arc.link
        nodes = self._network.layer.nodes
        if link is None:
            # Changing mode happens in a state, too; entering and leaving a place does not.
            return bool(arc.usd or arc.waiting.high) and nodes[arc.node].control == name
        if name == OCEAN:
            return is_ocean(link)
        if name == FERRY:
            return link.mode == "ferry"
        ends = {nodes[link.origin].control, nodes[link.destination].control}
        return link.km_by_state.get(name, 0.0) > 0 or name in ends

    def kept(self, excluded: Iterable[str]) -> Mask:
        """Return which arcs stay."""
        stays = np.ones(len(self._network.arcs), dtype=bool)
        for name in excluded:
            stays &= ~self.through(name)
        return stays


def distinct_ways(
    network: Network,
    origin: str,
    destination: str,
    *,
    also_without: Iterable[frozenset[str]] = (),
    allowed: Mask | None = None,
    sieve: Sieve | None = None,
) -> tuple[Way, ...]:
    """Return politically distinct ways between two places.

    Parameters
    ----------
    network : Network
        What the cargo can use.
    origin, destination : str
        Ids of places.
    also_without : iterable of frozenset of str
        Sets of states that must be tried even if the search would not come to them.
    allowed : numpy.ndarray of bool, optional
        Arcs that may be used at all.
    sieve : Sieve, optional
        Of the same network, to be shared between pairs.

    Returns
    -------
    tuple of Way
        The cheapest of each kind, cheapest first; empty where there is none.

    Notes
    -----
    The search begins with nothing shut out. Every state that the cheapest way runs through, the ends apart, is then
    shut out in addition, and so on to a depth of five; at most 160 sets are tried.
    """
    sieve = sieve or Sieve(network)
    base = np.ones(len(network.arcs), dtype=bool) if allowed is None else allowed
    nodes = network.layer.nodes
    fixed = {nodes[end].control for end in (origin, destination)}
    queue: deque[frozenset[str]] = deque([frozenset(), *also_without])
    tried: set[frozenset[str]] = set()
    found: dict[tuple[tuple[str, ...], bool, bool], Way] = {}
    while queue and len(tried) < MOST_SETS:
        excluded = queue.popleft()
        if excluded in tried:
            continue
        tried.add(excluded)
        numbers = network.path(origin, destination, base & sieve.kept(excluded))
        if numbers is None:
            continue
        way = Way(tuple(network.arcs[number] for number in numbers), numbers)
        if way.key not in found or way_cost(network, way) < way_cost(network, found[way.key]):
            found[way.key] = way
        if len(excluded) < MOST_DEPTH:
            queue.extend(excluded | {name} for name in _obstacles(way, sieve, fixed))
    ranked = sorted(found.values(), key=lambda way: way_cost(network, way))
    return tuple(ranked[:MOST_WAYS])


def way_cost(network: Network, way: Way) -> float:
    """Return the generalised cost of a way [USD per unit].

    Price, time, a part of its spread, what passing states risks, and thin service.
    """
    cargo = network.cargo
    risk = sum(spread.mean for state, spread in network.risk.items() if state in way.transit(network.layer))
    thin = network.constants.get(label(network.layer, way), 0.0) if network.constants else 0.0
    return way.usd + cargo.usd_per_hour * (way.hours + cargo.reliability * way.deviation) + risk * cargo.value + thin


def _obstacles(way: Way, sieve: Sieve, fixed: set[str]) -> list[str]:
    """Return what can be shut out next: states of the way, then its kind."""
    numbers = np.array(way.numbers)
    states = dict.fromkeys(way.states)
    for arc in way.arcs:
        states.setdefault(sieve_state(sieve, arc), None)
    names = [state for state in states if state and state not in fixed]
    kinds = [kind for kind in (OCEAN, FERRY) if sieve.through(kind)[numbers].any()]
    return [*names, *kinds]


def sieve_state(sieve: Sieve, arc: Arc) -> str:
    """Return the state that controls the place at the end of a step."""
    return sieve._network.layer.nodes[arc.node].control  # noqa: SLF001 - of the same module
