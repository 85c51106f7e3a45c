"""Leaving out what changes no route between places: sidings, stubs, nodes in the middle of a line, points in yards."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from equipoise.sources.atlas.draft import NO_LINK, RAIL, Draft

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

STUB_KM = 10.0
"""Dead ends shorter than this are pruned; longer ones lead somewhere."""
YARD_KM = 2.0
"""A junction of three tracks no longer than this is a point in a station: its tracks are drawn through."""


@dataclass(slots=True)
class _Arc:
    """An arc while lines are merged; `inner` are the nodes left out, from start to end."""

    start: int
    end: int
    km: float
    mode: int
    link: int
    inner: tuple[int, ...] = ()

    def other(self, node: int) -> int:
        return self.end if node == self.start else self.start

    def away(self, node: int) -> tuple[int, ...]:
        """Return the inner nodes in the order met when leaving from a node."""
        return self.inner if node == self.start else self.inner[::-1]


class _Web:
    """Arcs by node, changed in place."""

    def __init__(self, draft: Draft, kept: Iterable[int]) -> None:
        self.kept = set(kept)
        self.territory = draft.territory
        self.arcs: dict[int, _Arc] = {}
        self.at: list[set[int]] = [set() for _ in range(draft.size)]
        self.eaten = np.zeros(draft.size)
        self._next = 0
        columns = (draft.start, draft.end, draft.km, draft.mode, draft.link)
        for start, end, km, mode, link in zip(*(column.tolist() for column in columns), strict=True):
            self.add(_Arc(start, end, km, mode, link))

    def add(self, arc: _Arc) -> None:
        """Add an arc, unless a plain one as short already joins the same nodes."""
        if arc.start == arc.end:
            return
        if arc.link == NO_LINK:
            for number in self.at[arc.start] & self.at[arc.end]:
                rival = self.arcs[number]
                if rival.link == NO_LINK and rival.mode == arc.mode:
                    if rival.km <= arc.km:
                        return
                    self.remove(number)
        self.arcs[self._next] = arc
        self.at[arc.start].add(self._next)
        self.at[arc.end].add(self._next)
        self._next += 1

    def remove(self, number: int) -> _Arc:
        arc = self.arcs.pop(number)
        self.at[arc.start].discard(number)
        self.at[arc.end].discard(number)
        return arc

    def shorten(self, node: int) -> list[int]:
        """Prune a stub or merge a line at a node; return the nodes whose turn may have come by that."""
        step = {1: self._prune, 2: self._merge, 3: self._draw_through}.get(len(self.at[node]))
        return step(node) if step and node not in self.kept else []

    def _prune(self, node: int) -> list[int]:
        number = next(iter(self.at[node]))
        arc = self.arcs[number]
        other, reach = arc.other(node), self.eaten[node] + arc.km
        if arc.link != NO_LINK or arc.mode != RAIL or reach >= STUB_KM:
            return []
        self.remove(number)
        self.eaten[other] = max(self.eaten[other], reach)
        return [other]

    def _merge(self, node: int) -> list[int]:
        one, two = (self.arcs[number] for number in sorted(self.at[node]))
        if one.link != two.link or one.link != NO_LINK or one.mode != two.mode:
            return []
        ends = [one.other(node), two.other(node)]
        if len({int(self.territory[place]) for place in (node, *ends)}) > 1:
            return []
        self._bridge(node, sorted(self.at[node]))
        return ends

    def _draw_through(self, node: int) -> list[int]:
        """Replace a junction by an arc between each two of its neighbours: no distance between them changes."""
        numbers = sorted(self.at[node])
        arcs = [self.arcs[number] for number in numbers]
        ends = [arc.other(node) for arc in arcs]
        if len(set(ends)) < len(ends) or any(
            arc.link != NO_LINK or arc.mode != RAIL or arc.km > YARD_KM for arc in arcs
        ):
            return []
        self._bridge(node, numbers)
        return ends

    def _bridge(self, node: int, numbers: list[int]) -> None:
        arcs = [self.remove(number) for number in numbers]
        for one, two in combinations(arcs, 2):
            start, end = one.other(node), two.other(node)
            inner = (*one.away(start), node, *two.away(node))
            self.add(_Arc(start, end, one.km + two.km, one.mode, one.link, inner))


@dataclass(frozen=True, slots=True)
class ContractedNetwork:
    """A smaller network with the same routes.

    Attributes
    ----------
    draft : Draft
        Nodes that are left, and arcs between them.
    inner : list of ndarray of shape (k, 2)
        For each arc the places that were left out, latitude and longitude, from start to end [degree].
    """

    draft: Draft
    inner: list[NDArray[np.float64]]


def contract(draft: Draft, kept: Iterable[int]) -> ContractedNetwork:
    """Prune stubs and merge lines until neither is left.

    Arcs with a link (patches, ports, borders, straits) stay as they are, so that each can be switched off. An arc that
    another of its mode, as short, runs beside is dropped; distances between nodes that are left do not change.

    Parameters
    ----------
    draft : Draft
        Network whose rail arcs each lie in one territory.
    kept : iterable of int
        Nodes that must stay: those of places.

    Returns
    -------
    ContractedNetwork
        Network of the nodes that are left, with their numbers made dense.
    """
    web = _Web(draft, kept)
    waiting = list(range(draft.size - 1, -1, -1))
    while waiting:
        waiting += web.shorten(waiting.pop())
    numbers = sorted(web.arcs)
    arcs = [web.arcs[number] for number in numbers]
    nodes = np.unique(np.array([(arc.start, arc.end) for arc in arcs]).ravel())
    dense = np.full(draft.size, -1)
    dense[nodes] = np.arange(len(nodes))
    smaller = Draft(
        latitude=draft.latitude[nodes],
        longitude=draft.longitude[nodes],
        territory=draft.territory[nodes],
        start=dense[[arc.start for arc in arcs]],
        end=dense[[arc.end for arc in arcs]],
        km=np.array([arc.km for arc in arcs]),
        mode=np.array([arc.mode for arc in arcs]),
        link=np.array([arc.link for arc in arcs]),
    )
    places = np.column_stack([draft.latitude, draft.longitude])
    return ContractedNetwork(smaller, [places[list(arc.inner)] for arc in arcs])
