"""The shipped form of the atlas: small integers in an order that compresses well."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from equipoise.sources.atlas.contract import ContractedNetwork
    from equipoise.sources.atlas.draft import ClosableLink, Draft
    from equipoise.sources.atlas.territory import Territories

_PER_DEGREE = 1000
"""Places are kept in thousandths of a degree, as the source gives them."""
_TOLERANCE = 0.02
"""Points of a line that lie nearer to the straight line than this are left out [degree]."""


def as_tables(
    contracted: ContractedNetwork, territories: Territories, links: list[ClosableLink], gauges: dict[str, int]
) -> dict[str, pl.DataFrame]:
    """Return the tables of the network.

    Parameters
    ----------
    contracted : ContractedNetwork
        Network with the places that were left out.
    territories : Territories
        Labels.
    links : list of ClosableLink
        What can be closed alone.
    gauges : dict of str to int
        Main gauge by who controls the territory [mm].

    Returns
    -------
    dict of str to polars.DataFrame
        `nodes`, `arcs`, `bends`, `territories`, `links`.
    """
    draft, inner, links = _reordered(contracted, links)
    thousandths = {
        name: np.round(getattr(draft, name) * _PER_DEGREE).astype(np.int32) for name in ("latitude", "longitude")
    }
    used = np.unique(np.concatenate([[0], draft.territory]))
    row = np.searchsorted(used, draft.territory)
    pairs = [territories.pairs[label] for label in used]
    return {
        "nodes": pl.DataFrame({**thousandths, "territory": row.astype(np.int16)}),
        "arcs": pl.DataFrame(
            {
                "start": draft.start.astype(np.int32),
                "step": (draft.end - draft.start).astype(np.int32),
                "metres": np.round(draft.km * 1000).astype(np.int32),
                "mode": draft.mode.astype(np.int8),
                "link": draft.link.astype(np.int16),
            }
        ),
        "bends": _bends(draft, inner),
        "territories": pl.DataFrame(
            {
                "recognised": [pair[0] for pair in pairs],
                "control": [pair[1] for pair in pairs],
                "gauge": [gauges.get(pair[1]) for pair in pairs],
            },
            schema_overrides={"gauge": pl.Int16},
        ),
        "links": pl.DataFrame(
            {
                "link_id": [link.link_id for link in links],
                "kind": [link.kind for link in links],
                "name": [link.name for link in links],
                "note": [link.note for link in links],
            }
        ),
    }


def _reordered(
    contracted: ContractedNetwork, links: list[ClosableLink]
) -> tuple[Draft, list[NDArray[np.float64]], list[ClosableLink]]:
    """Put neighbours next to each other: nodes along a curve through the map, arcs by their lower node."""
    draft = contracted.draft
    order = np.argsort(_along_curve(draft.latitude, draft.longitude), kind="stable")
    place = np.empty(draft.size, dtype=np.int64)
    place[order] = np.arange(draft.size)
    start, end = place[draft.start], place[draft.end]
    turned = start > end
    low, high = np.minimum(start, end), np.maximum(start, end)
    arcs = np.lexsort((draft.link, draft.mode, high, low))
    inner = [contracted.inner[arc][::-1] if turned[arc] else contracted.inner[arc] for arc in arcs]
    result = replace(
        draft,
        latitude=draft.latitude[order],
        longitude=draft.longitude[order],
        territory=draft.territory[order],
        start=low[arcs],
        end=high[arcs],
        km=draft.km[arcs],
        mode=draft.mode[arcs],
        link=draft.link[arcs],
    )
    return result, inner, links


def _along_curve(latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the place of points along a Z-order curve: what is near on it is near on the map."""
    x = ((longitude + 180.0) / 360.0 * 65535).astype(np.int64)
    y = ((latitude + 90.0) / 180.0 * 65535).astype(np.int64)
    code = np.zeros(len(x), dtype=np.int64)
    for bit in range(16):
        code |= ((x >> bit) & 1) << (2 * bit) | ((y >> bit) & 1) << (2 * bit + 1)
    return code


def _bends(draft: Draft, inner: list[NDArray[np.float64]]) -> pl.DataFrame:
    """Return the points between the ends of arcs that a map needs, in order."""
    arcs, points = [], []
    for arc, between in enumerate(inner):
        if not len(between):
            continue
        ends = [(draft.latitude[node], draft.longitude[node]) for node in (draft.start[arc], draft.end[arc])]
        kept = simplified(np.vstack([ends[0], between, ends[1]]), _TOLERANCE)[1:-1]
        arcs += [arc] * len(kept)
        points.append(kept)
    places = np.round(np.concatenate(points) * _PER_DEGREE).astype(np.int32) if points else np.zeros((0, 2), np.int32)
    columns: dict[str, Any] = {"arc": np.array(arcs, dtype=np.int32)}
    return pl.DataFrame({**columns, "latitude": places[:, 0], "longitude": places[:, 1]})


def simplified(points: NDArray[np.float64], tolerance: float) -> NDArray[np.float64]:
    """Drop points of a line that lie near the straight line between those kept (Douglas and Peucker).

    Parameters
    ----------
    points : ndarray of shape (n, 2)
        Latitude and longitude [degree].
    tolerance : float
        Greatest distance of a point left out, with longitudes shortened by the cosine of the latitude [degree].

    Returns
    -------
    ndarray of shape (m, 2)
        First and last point are kept.

    References
    ----------
    Douglas, D. H., and Peucker, T. K. (1973). Cartographica 10(2), 112-122. https://doi.org/10.3138/FM57-6770-U75U-7727
    """
    plane = points * np.array([1.0, np.cos(np.radians(points[:, 0].mean()))])
    keep = np.zeros(len(points), dtype=bool)
    keep[[0, -1]] = True
    waiting = [(0, len(points) - 1)]
    while waiting:
        low, high = waiting.pop()
        if high - low < 2:
            continue
        along, away = plane[high] - plane[low], plane[low + 1 : high] - plane[low]
        share = np.clip(away @ along / max(float(along @ along), 1e-18), 0, 1)
        off = np.hypot(*(away - share[:, None] * along).T)
        worst = int(np.argmax(off))
        if off[worst] > tolerance:
            middle = low + 1 + worst
            keep[middle] = True
            waiting += [(low, middle), (middle, high)]
    return points[keep]
