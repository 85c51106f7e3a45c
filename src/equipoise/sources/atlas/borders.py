"""Cutting arcs where they cross from one territory into another.

The source knows no borders, and in deserts one arc may be 500 km long. Each arc that changes territory is cut at the
border; there two nodes lie on one spot, one on each side, with a border arc of length zero between them. So every
other arc lies in one territory, kilometres by state are sums, and a crossing can be closed or given a time of its own.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from equipoise.sources.atlas.draft import BORDER, RAIL, ROAD, ClosableLink, Draft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from equipoise.sources.atlas.courses import Course
    from equipoise.sources.atlas.territory import Territories

_STEP_KM = 1.0
_LONG_KM = 10.0
"""An arc with both ends in one territory is looked at only if it is longer than this."""
_SAME_PLACE = 0.002
_LEAST_NETWORK_KM = 10.0
_LEAST_RUN_KM = 8.0
"""A shorter stay in a third territory is a straight line cutting the corner of a border that the track follows."""


def settle_labels(draft: Draft) -> Draft:
    """Give stretches of track of under 10 km that lie wholly within another territory's network to that territory.

    Outlines at 1:10 million are some hundred metres off, so a line along a border would cross it again and again.
    """
    inside = draft.territory[draft.start] == draft.territory[draft.end]
    size = draft.size
    graph = coo_array((np.ones(inside.sum()), (draft.start[inside], draft.end[inside])), shape=(size, size)).tocsr()
    count, piece = connected_components(graph, directed=False)
    # The arcs that lead there count as well: a node alone at the end of a long arc is no wobble of a border.
    km = np.bincount(piece[draft.start], weights=draft.km, minlength=count)
    km += np.bincount(piece[draft.end[~inside]], weights=draft.km[~inside], minlength=count)
    beside: dict[int, dict[int, int]] = {}
    for one, other in zip(draft.start[~inside], draft.end[~inside], strict=True):
        beside.setdefault(int(piece[one]), {})[int(piece[other])] = int(draft.territory[other])
        beside.setdefault(int(piece[other]), {})[int(piece[one])] = int(draft.territory[one])
    given: dict[int, int] = {}
    for number in sorted(beside, key=lambda number: (km[number], number)):
        labels = set(beside[number].values())
        # Two short stretches side by side must not change places.
        if km[number] < _LEAST_NETWORK_KM and len(labels) == 1 and not given.keys() & beside[number].keys():
            given[number] = labels.pop()
    territory = np.array(
        [given.get(int(number), int(label)) for number, label in zip(piece, draft.territory, strict=True)]
    )
    return replace(draft, territory=territory)


def split_at_borders(
    draft: Draft, territories: Territories, links: list[ClosableLink], courses: Sequence[Course] = ()
) -> Draft:
    """Cut every arc on land at the borders it crosses.

    Parameters
    ----------
    draft : Draft
        Arcs of any mode; only rail and road are cut.
    territories : Territories
        Labelled land.
    links : list of ClosableLink
        Grows by one entry for each crossing.
    courses : sequence of Course
        Long arcs whose straight line misleads.

    Returns
    -------
    Draft
        In which both ends of each rail and road arc have the label of the arc.
    """
    on_land = np.isin(draft.mode, (RAIL, ROAD))
    changes = draft.territory[draft.start] != draft.territory[draft.end]
    chosen = np.flatnonzero(on_land & (changes | (draft.km > _LONG_KM)))
    runs = _runs(draft, territories, chosen, courses)
    cut = {arc: steps for arc, steps in runs.items() if len(steps) > 1}
    whole = np.ones(len(draft.start), dtype=bool)
    whole[list(cut)] = False
    result = draft.keep(whole)
    for arc, steps in cut.items():
        result = _cut(result, draft, arc, steps, links, territories.pairs)
    return result


def _runs(
    draft: Draft, territories: Territories, arcs: NDArray[np.int64], courses: Sequence[Course]
) -> dict[int, list[tuple[int, float]]]:
    """Return for each arc the territories along it, each with the share of the arc at which it begins."""
    counts = np.maximum(np.ceil(draft.km[arcs] / _STEP_KM).astype(int), 4)
    owner = np.repeat(np.arange(len(arcs)), counts - 1)
    first = np.concatenate([[0], np.cumsum(counts - 1)])
    share = (np.arange(len(owner)) - first[owner] + 1) / counts[owner]
    u, v = draft.start[arcs][owner], draft.end[arcs][owner]
    turn = (draft.longitude[v] - draft.longitude[u] + 180.0) % 360.0 - 180.0
    latitude = draft.latitude[u] + share * (draft.latitude[v] - draft.latitude[u])
    longitude = (draft.longitude[u] + share * turn + 180.0) % 360.0 - 180.0
    labels = territories.label(latitude, longitude, snap=False)
    result = {}
    for number, arc in enumerate(arcs):
        inner = slice(first[number], first[number + 1])
        ends = int(draft.territory[draft.start[arc]]), int(draft.territory[draft.end[arc]])
        avoided = _avoided(draft, int(arc), courses)
        entered = np.array([0 if territories.pairs[label][1] in avoided else label for label in labels[inner]])
        result[int(arc)] = _simplified(entered, share[inner], ends, float(draft.km[arc]))
    return result


def _avoided(draft: Draft, arc: int, courses: Sequence[Course]) -> set[str]:
    if draft.km[arc] <= _LONG_KM:
        return set()
    nodes = [int(draft.start[arc]), int(draft.end[arc])]
    ends = np.column_stack([draft.latitude[nodes], draft.longitude[nodes]])
    return {course.not_in for course in courses if course.not_in and all(_is_one_of(end, course) for end in ends)}


def _is_one_of(place: NDArray[np.float64], course: Course) -> bool:
    return bool((np.abs(np.concatenate([course.ends, course.via]) - place).max(axis=1) < _SAME_PLACE).any())


def _simplified(
    labels: NDArray[np.int64], share: NDArray[np.float64], ends: tuple[int, int], km: float
) -> list[tuple[int, float]]:
    """Turn labels along an arc into runs: water takes the label before it, and short stays abroad are dropped."""
    before, after = ends
    least = _LEAST_RUN_KM / km
    runs: list[tuple[int, float]] = [(before, 0.0)]
    for label, place in zip(labels, share, strict=True):
        if label not in (0, runs[-1][0]):
            runs.append((int(label), float(place)))
    limits = [place for _, place in runs[1:]] + [1.0]
    kept: list[tuple[int, float]] = []
    for number, ((label, place), limit) in enumerate(zip(runs, limits, strict=True)):
        outer = number == 0 or (label == after and number == len(runs) - 1)
        if (outer or limit - place >= least) and (not kept or kept[-1][0] != label):
            kept.append((label, place))
    if kept[-1][0] != after:
        kept.append((after, max(1.0 - 1e-3, kept[-1][1])))
    return kept


def _cut(
    result: Draft,
    draft: Draft,
    arc: int,
    runs: list[tuple[int, float]],
    links: list[ClosableLink],
    pairs: list[tuple[str, str]],
) -> Draft:
    u, v, km, mode = int(draft.start[arc]), int(draft.end[arc]), float(draft.km[arc]), int(draft.mode[arc])
    turn = (draft.longitude[v] - draft.longitude[u] + 180.0) % 360.0 - 180.0
    places = np.array([place for _, place in runs[1:]])
    latitude = np.repeat(draft.latitude[u] + places * (draft.latitude[v] - draft.latitude[u]), 2)
    longitude = np.repeat((draft.longitude[u] + places * turn + 180.0) % 360.0 - 180.0, 2)
    sides = np.array([[one[0], other[0]] for one, other in pairwise(runs)]).ravel()
    first = result.size
    result = result.with_nodes(latitude, longitude, sides)
    inner = first + np.arange(len(sides))
    nodes = np.concatenate([[u], inner, [v]])
    lengths = np.diff(np.concatenate([[0.0], places, [1.0]])) * km
    result = result.with_arcs(nodes[0::2], nodes[1::2], lengths, mode, int(draft.link[arc]))
    for one, other in zip(inner[0::2], inner[1::2], strict=True):
        left, right = (pairs[result.territory[node]] for node in (one, other))
        where = f"{result.latitude[one]:.2f} {result.longitude[one]:.2f}"
        links.append(ClosableLink("", "border", f"{'/'.join(sorted({left[1], right[1]}))} {where}"))
        result = result.with_arcs(np.array([one]), np.array([other]), np.zeros(1), BORDER, len(links) - 1)
    return result


def label_new(draft: Draft, territories: Territories) -> Draft:
    """Label the nodes that have no territory yet."""
    new = draft.territory < 0
    territory = draft.territory.copy()
    territory[new] = territories.label(draft.latitude[new], draft.longitude[new], snap=True)
    return replace(draft, territory=territory)
