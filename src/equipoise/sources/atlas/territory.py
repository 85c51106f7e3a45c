"""Whose ground a place is: the state it is recognised as part of, and who controls it.

Natural Earth draws borders as they are held. Where holding and recognition differ, `control.csv` names both, and the
outline comes from the register of disputed areas; everywhere else the two labels are the same code.
"""

from __future__ import annotations

import json
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import shapely

from equipoise.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

_MEMBER = "package/countries-10m.json"
# Shapes that Natural Earth numbers not at all, or with the number of another.
_BY_NAME = {
    "Kosovo": "XKX",
    "N. Cyprus": "XNC",
    "Somaliland": "XSM",
    "Siachen Glacier": "XSG",
    "Baikonur": "KAZ",
    "Dhekelia": "XAD",
    "Akrotiri": "XAD",
    "USNB Guantanamo Bay": "XGB",
    "Cyprus U.N. Buffer Zone": "CYP",
}
_MOST_POINTS = 200
_LEAST_RING = 4
_NEAR = 1.0
"""How far from any land a place may lie and still be given to the nearest [degree]."""


@dataclass(frozen=True, slots=True)
class Territories:
    """Pieces of land, each with its label.

    Attributes
    ----------
    pieces : ndarray of shapely.Polygon
        Land, cut small so that looking a point up is fast.
    labels : ndarray of int
        Row of `pairs` for each piece; of two that overlap the higher holds.
    pairs : list of tuple of str
        State recognised, and who controls. The first is ("", ""): no land.
    """

    pieces: NDArray[np.object_]
    labels: NDArray[np.int64]
    pairs: list[tuple[str, str]]

    def label(self, latitude: NDArray[np.float64], longitude: NDArray[np.float64], *, snap: bool) -> NDArray[np.int64]:
        """Label places.

        Parameters
        ----------
        latitude, longitude : ndarray of shape (n,)
            Places [degree].
        snap : bool
            Give a place off the coast to the nearest land within one degree.

        Returns
        -------
        ndarray of shape (n,)
            Rows of `pairs`.
        """
        points = shapely.points(longitude, latitude)
        tree = shapely.STRtree(self.pieces)
        found = np.zeros(len(points), dtype=np.int64)
        which, piece = tree.query(points, predicate="intersects")
        np.maximum.at(found, which, self.labels[piece])
        if snap and (outside := np.flatnonzero(found == 0)).size:
            which, piece = tree.query_nearest(points[outside], max_distance=_NEAR, all_matches=False)
            found[outside[which]] = self.labels[piece]
        return found


def read_territories(archive: Path, curated: Path) -> Territories:
    """Read outlines at 1:10 million and label them.

    Parameters
    ----------
    archive : pathlib.Path
        The npm archive of world-atlas 2.0.2.
    curated : pathlib.Path
        Folder with `states.csv`, `disputed_areas.csv` and `corridors/control.csv`.

    Returns
    -------
    Territories
        Labelled land of the world.

    Raises
    ------
    DataError
        If the archive lacks the outlines, or a contested area has no outline.
    """
    topology = _load(archive)
    states = pl.read_csv(curated / "states.csv").drop_nulls("iso_numeric")
    numbers = dict(states.select("iso_numeric", "iso3").iter_rows())
    areas = {row["area"]: row for row in pl.read_csv(curated / "disputed_areas.csv").iter_rows(named=True)}
    held = list(pl.read_csv(curated / "corridors" / "control.csv").iter_rows(named=True))
    by_shape = {
        areas[row["area"]]["iso3"]: (row["recognised"], row["control"])
        for row in held
        if areas[row["area"]]["form"] == "shape"
    }
    shapes: dict[str, list[Any]] = {}
    for code, polygon in _coded(topology, numbers):
        shapes.setdefault(code, []).append(polygon)
    base = [(by_shape.get(code, (code, code)), shapes[code]) for code in sorted(shapes)]
    parts = [
        ((row["recognised"], row["control"]), _part(areas[row["area"]], shapes))
        for row in held
        if areas[row["area"]]["form"] == "part"
    ]
    return _cut(base, parts)


def _cut(base: list[tuple[tuple[str, str], list[Any]]], parts: list[tuple[tuple[str, str], list[Any]]]) -> Territories:
    pieces, labels, pairs = [], [], [("", "")]
    for pair, polygons in [*base, *parts]:
        pairs.append(pair)
        for polygon in polygons:
            small = list(_subdivided(polygon))
            pieces += small
            labels += [len(pairs) - 1] * len(small)
    return Territories(np.array(pieces, dtype=object), np.array(labels), pairs)


def _load(archive: Path) -> dict[str, Any]:
    try:
        with tarfile.open(archive) as tar:
            file = tar.extractfile(_MEMBER)
            if file is None:
                raise DataError(f"{archive.name}: {_MEMBER} is no file")
            topology: dict[str, Any] = json.load(file)
    except (OSError, KeyError, tarfile.TarError, json.JSONDecodeError) as error:
        raise DataError(f"{archive.name}: cannot read {_MEMBER}: {error}") from error
    return topology


def _coded(topology: dict[str, Any], numbers: dict[int, str]) -> Iterator[tuple[str, Any]]:
    """Yield the code and the polygon of each piece of land that has a code."""
    scale, origin = (np.asarray(topology["transform"][key], dtype=np.float64) for key in ("scale", "translate"))
    arcs = [np.cumsum(np.asarray(arc, dtype=np.float64), axis=0) * scale + origin for arc in topology["arcs"]]
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = _BY_NAME.get(geometry["properties"]["name"]) or numbers.get(int(geometry.get("id") or 0))
        if code is None:
            continue
        for polygon in [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]:
            # Islets of a point or two are left over from the quantising of the outlines.
            rings = [points for ring in polygon if len(points := _ring(arcs, ring)) >= _LEAST_RING]
            if rings:
                yield from ((code, half) for half in _halves(rings))


def _halves(rings: list[NDArray[np.float64]]) -> Iterator[Any]:
    """Yield a polygon, in two halves if it lies on both sides of the antimeridian."""
    unwrapped = [np.column_stack([np.unwrap(ring[:, 0], period=360.0), ring[:, 1]]) for ring in rings]
    polygon = shapely.make_valid(shapely.Polygon(unwrapped[0], unwrapped[1:]))
    west, _, east, _ = polygon.bounds
    if west >= -180 and east <= 180:
        yield polygon
        return
    for turn in (-360.0, 0.0, 360.0):
        half = shapely.intersection(polygon, shapely.box(-180 - turn, -90, 180 - turn, 90))
        if not half.is_empty:
            yield shapely.transform(half, lambda points, turn=turn: points + np.array([turn, 0.0]))


def _ring(arcs: list[NDArray[np.float64]], ring: list[int]) -> NDArray[np.float64]:
    pieces = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in ring]
    return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])


def _part(area: dict[str, Any], shapes: dict[str, list[Any]]) -> list[Any]:
    """Return the contested part of a shape: its rough outline, cut to the ground that the shape covers."""
    outline = shapely.Polygon([[float(number) for number in point.split()] for point in area["outline"].split(";")])
    return [shapely.intersection(outline, polygon) for polygon in shapes[area["drawn_in"]]]


def _subdivided(geometry: Any) -> Iterator[Any]:  # noqa: ANN401 - a shapely geometry
    """Cut a geometry in halves until each piece has few points; lines and points that a cut leaves are dropped."""
    if geometry.geom_type not in {"Polygon", "MultiPolygon", "GeometryCollection"} or geometry.is_empty:
        return
    if shapely.get_num_coordinates(geometry) <= _MOST_POINTS:
        yield geometry
        return
    west, south, east, north = geometry.bounds
    if east - west > north - south:
        middle = (west + east) / 2
        boxes = [(west, south, middle, north), (middle, south, east, north)]
    else:
        middle = (south + north) / 2
        boxes = [(west, south, east, middle), (west, middle, east, north)]
    for box in boxes:
        yield from _subdivided(shapely.intersection(geometry, shapely.box(*box)))
