"""Mending the rail network: pieces that nearly touch are joined, and known missing links are put in by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from equipoise.errors import DataError
from equipoise.sources.atlas.draft import FERRY, RAIL, ROAD, SEA, ClosableLink, Draft
from equipoise.sources.atlas.sphere import EARTH_RADIUS_KM, great_circle_km, unit_vectors

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from equipoise.sources.atlas.territory import Territories

JOIN_KM = 2.0
"""Pieces of the rail network of one state that come as near as this are one network."""
FAR_KM = 60.0
"""Two places within two kilometres that are farther apart by rail than this: the line between them is broken."""
_LEAST_KM = 0.01
_SNAP_KM = 5.0
_KINDS = {"rail": RAIL, "ferry": FERRY, "road": ROAD, "sea": SEA}


def join_pieces(draft: Draft, territories: Territories) -> Draft:
    """Join pieces of the rail network that lie within two kilometres of each other in one state.

    Never across a border: a gap there may be a border that no train crosses.

    Parameters
    ----------
    draft : Draft
        Rail lines.
    territories : Territories
        Labels of the nodes.

    Returns
    -------
    Draft
        With one short arc for each join, the nearest first.
    """
    recognised = np.array([pair[0] for pair in territories.pairs])[draft.territory]
    size = draft.size
    graph = coo_array((np.ones(len(draft.start)), (draft.start, draft.end)), shape=(size, size)).tocsr()
    count, piece = connected_components(graph, directed=False)
    pairs = cKDTree(unit_vectors(draft.latitude, draft.longitude)).query_pairs(
        JOIN_KM / EARTH_RADIUS_KM, output_type="ndarray"
    )
    pairs = pairs[(piece[pairs[:, 0]] != piece[pairs[:, 1]]) & (recognised[pairs[:, 0]] == recognised[pairs[:, 1]])]
    a, b = pairs.T
    km = great_circle_km(draft.latitude[a], draft.longitude[a], draft.latitude[b], draft.longitude[b])
    joined = _spanning(count, piece[a], piece[b], km, pairs)
    return draft.with_arcs(a[joined], b[joined], np.maximum(km[joined], _LEAST_KM), RAIL)


def join_loose_ends(draft: Draft, territories: Territories) -> Draft:
    """Join the end of a line to a track within two kilometres in its state that is far away by rail.

    The source breaks off lines in the middle, and both stumps may hang on one network by their far ends.

    Parameters
    ----------
    draft : Draft
        Rail lines.
    territories : Territories
        Labels of the nodes.

    Returns
    -------
    Draft
        With one short arc for each loose end that is joined.
    """
    recognised = np.array([pair[0] for pair in territories.pairs])[draft.territory]
    graph = as_graph(draft)
    loose = np.flatnonzero(np.diff(graph.indptr) == 1)
    places = unit_vectors(draft.latitude, draft.longitude)
    tree = cKDTree(places)
    joins = []
    for node in loose.tolist():
        around = tree.query_ball_point(places[node], JOIN_KM / EARTH_RADIUS_KM)
        others = np.array([other for other in around if other != node and recognised[other] == recognised[node]])
        if not len(others):
            continue
        by_rail = dijkstra(graph, indices=np.array([node]), limit=FAR_KM)[0, others]
        far = others[~np.isfinite(by_rail)]
        if len(far):
            away = great_circle_km(
                draft.latitude[node], draft.longitude[node], draft.latitude[far], draft.longitude[far]
            )
            joins.append((node, int(far[np.argmin(away)]), max(float(away.min()), _LEAST_KM)))
    table = np.array(joins, dtype=np.float64).reshape(-1, 3)
    return draft.with_arcs(table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2], RAIL)


def as_graph(draft: Draft) -> csr_array:
    """Return the lengths as a symmetric matrix; of arcs that join the same nodes the shortest holds [km]."""
    low, high = np.minimum(draft.start, draft.end), np.maximum(draft.start, draft.end)
    order = np.lexsort((draft.km, high, low))
    low, high, km = low[order], high[order], np.maximum(draft.km[order], 1e-6)
    first = np.concatenate([[True], (low[1:] != low[:-1]) | (high[1:] != high[:-1])])
    low, high, km = low[first], high[first], km[first]
    shape = (draft.size, draft.size)
    return coo_array((np.tile(km, 2), (np.concatenate([low, high]), np.concatenate([high, low]))), shape=shape).tocsr()


def _spanning(
    count: int, left: NDArray[np.int64], right: NDArray[np.int64], km: NDArray[np.float64], pairs: NDArray[np.int64]
) -> list[int]:
    """Choose the shortest joins that leave no two joinable pieces apart (Kruskal)."""
    parent = list(range(count))

    def root(piece: int) -> int:
        while parent[piece] != piece:
            parent[piece] = parent[parent[piece]]
            piece = parent[piece]
        return piece

    chosen = []
    for place in np.lexsort((pairs[:, 1], pairs[:, 0], km)):
        one, other = root(int(left[place])), root(int(right[place]))
        if one != other:
            parent[one] = other
            chosen.append(int(place))
    return chosen


def read_patches(path: Path) -> list[dict[str, Any]]:
    """Read the links put in by hand.

    Raises
    ------
    DataError
        If a row has an unknown kind, or an id stands twice.
    """
    rows = list(pl.read_csv(path, schema_overrides={"opened": pl.String, "closed": pl.String}).iter_rows(named=True))
    for row in rows:
        if row["kind"] not in _KINDS:
            raise DataError(f"{path.name}: {row['id']}: kind {row['kind']!r} is none of {', '.join(_KINDS)}")
    if len({row["id"] for row in rows}) < len(rows):
        raise DataError(f"{path.name}: an id stands twice")
    return rows


def add_patches(draft: Draft, patches: list[dict[str, Any]], links: list[ClosableLink]) -> Draft:
    """Put in links by hand; an end joins the nearest node within 5 km, or becomes a node of its own.

    Parameters
    ----------
    draft : Draft
        Rail lines.
    patches : list of dict
        Rows as `read_patches` gives them, with both ends [degree] and the length [km].
    links : list of ClosableLink
        Grows by one entry for each patch.

    Returns
    -------
    Draft
        With one arc for each patch. Nodes added have no territory yet.
    """
    for row in patches:
        ends = []
        for number in ("1", "2"):
            draft, node = _end(draft, float(row[f"lat{number}"]), float(row[f"lon{number}"]))
            ends.append(node)
        if ends[0] == ends[1]:
            raise DataError(f"patch {row['id']!r}: both ends fall on one node")
        links.append(ClosableLink(row["id"], "patch", row["name"], row["why"]))
        one, other = (np.array([node]) for node in ends)
        draft = draft.with_arcs(one, other, np.array([row["km"]]), _KINDS[row["kind"]], len(links) - 1)
    return draft


def _end(draft: Draft, latitude: float, longitude: float) -> tuple[Draft, int]:
    km = great_circle_km(draft.latitude, draft.longitude, latitude, longitude)
    nearest = int(np.argmin(km))
    if km[nearest] <= _SNAP_KM:
        return draft, nearest
    return draft.with_nodes(np.array([latitude]), np.array([longitude]), np.array([-1])), draft.size
