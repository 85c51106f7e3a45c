"""Outlines of states from Natural Earth, as packed by world-atlas 2.0.2 (TopoJSON).

Natural Earth draws borders as they are held on the ground (*de facto*) on the date of its version 4.1 (2018):
Crimea within Russia, Northern Cyprus and Somaliland as areas of their own, Western Sahara cut at the berm. That
is a convention of the cartographer and no statement on title. So every shape that somebody contests carries a
line that says who controls and who claims, and contested parts of a shape are listed beside the shapes with an
approximate outline; the map decides whether to show them.

At the two scales used here Baikonur, which Russia rents, is no shape of its own but within Kazakhstan.

References
----------
Natural Earth, version 4.1, https://www.naturalearthdata.com (public domain).
"""

from __future__ import annotations

import itertools
import json
import math
import tarfile
from typing import TYPE_CHECKING, Any

import polars as pl

from equipoise.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SCALES = ("110m", "50m")
# Shapes that Natural Earth numbers not at all, or with the number of another state.
_BY_NAME = {
    "Kosovo": "XKX",
    "N. Cyprus": "XNC",
    "Somaliland": "XSM",
    "Siachen Glacier": "XSG",
    "Ashmore and Cartier Is.": "XAC",
}
# One shape for two territories of Australia that lie 900 km apart: west and east of this meridian.
_INDIAN_OCEAN = "Indian Ocean Ter."
_COCOS_CHRISTMAS_MERIDIAN = 101.0
# Degrees of arc: under five kilometres, less than a pixel on any map of a neighbourhood.
_LEAST_STEP = 0.04
_LEAST_RING = 5
_POLE = -89.9


def read(archive: Path, curated: Path) -> dict[str, dict[str, Any]]:
    """Read the outlines of both scales.

    Parameters
    ----------
    archive : pathlib.Path
        The npm archive of world-atlas 2.0.2.
    curated : pathlib.Path
        Folder with `states.csv` and `disputed_areas.csv`.

    Returns
    -------
    dict of str to dict
        "110m" and "50m" -> TopoJSON topology with one object, `countries`, whose geometries have the properties
        `iso3`, `name` and, if contested, `disputed`. Beside it stands `disputed_parts`, a list of mappings with
        `area`, `drawn_in` (ISO3), `form` ("part" or "point"), `outline` (longitude, latitude) [degree] and `text`.

    Raises
    ------
    DataError
        If the archive lacks a file, or a shape has no state.
    """
    states = pl.read_csv(curated / "states.csv")
    areas = pl.read_csv(curated / "disputed_areas.csv")
    return {scale: _compacted(_load(archive, scale), states, areas) for scale in SCALES}


def _load(archive: Path, scale: str) -> dict[str, Any]:
    member = f"package/countries-{scale}.json"
    try:
        with tarfile.open(archive) as tar:
            file = tar.extractfile(member)
            if file is None:
                raise DataError(f"{archive.name}: {member} is no file")
            topology: dict[str, Any] = json.load(file)
    except (OSError, KeyError, tarfile.TarError, json.JSONDecodeError) as error:
        raise DataError(f"{archive.name}: cannot read {member}: {error}") from error
    return topology


def _compacted(topology: dict[str, Any], states: pl.DataFrame, areas: pl.DataFrame) -> dict[str, Any]:
    """Keep the countries, with their codes and disputes; drop the land object, boxes and upstream ids."""
    numbered = states.drop_nulls("iso_numeric")
    numbers = dict(zip(numbered["iso_numeric"], numbered["iso3"], strict=True))
    names = dict(zip(states["iso3"], states["name"], strict=True))
    whole = areas.filter(pl.col("form") == "shape")
    disputes = dict(zip(whole["drawn_in"], whole["text"], strict=True))
    geometries = []
    for source in topology["objects"]["countries"]["geometries"]:
        for iso3, arcs in _coded(source, topology, numbers):
            contested = {"disputed": disputes[iso3]} if iso3 in disputes else {}
            properties = {"iso3": iso3, "name": names[iso3], **contested}
            geometries.append((iso3, {"type": "MultiPolygon", "arcs": arcs, "properties": properties}))
    ordered = [geometry for _, geometry in sorted(geometries, key=lambda pair: pair[0])]
    return {
        "type": "Topology",
        "transform": topology["transform"],
        "objects": {"countries": {"type": "GeometryCollection", "geometries": ordered}},
        "arcs": [_thinned(arc, topology["transform"]) for arc in topology["arcs"]],
        "disputed_parts": _parts(areas),
    }


def _coded(
    geometry: Mapping[str, Any], topology: Mapping[str, Any], numbers: Mapping[int, str]
) -> Iterator[tuple[str, list[Any]]]:
    """Yield the code and the polygons of a shape; twice where one shape stands for two territories."""
    single = geometry["type"] == "Polygon"
    given: list[Any] = [geometry["arcs"]] if single else list(geometry["arcs"])
    polygons = [[ring for ring in polygon if not _is_pole(topology, ring)] for polygon in given]
    name = geometry["properties"]["name"]
    if name == _INDIAN_OCEAN:
        west = [p for p in polygons if _first_longitude(topology, p) < _COCOS_CHRISTMAS_MERIDIAN]
        yield "CCK", west
        yield "CXR", [p for p in polygons if p not in west]
    elif name in _BY_NAME:
        yield _BY_NAME[name], polygons
    else:
        number = int(geometry.get("id") or 0)
        if number not in numbers:
            raise DataError(f"world-atlas: no state for the shape {name!r} with the number {number}")
        yield numbers[number], polygons


def _is_pole(topology: Mapping[str, Any], ring: list[int]) -> bool:
    """Tell the edge of the flat map along the South Pole, which packs Antarctica in a ring without a surface."""
    scale, south = topology["transform"]["scale"][1], topology["transform"]["translate"][1]
    arcs = (topology["arcs"][number if number >= 0 else ~number] for number in ring)
    return all(south + scale * y < _POLE for arc in arcs for y in itertools.accumulate(step[1] for step in arc))


def _first_longitude(topology: Mapping[str, Any], polygon: list[list[int]]) -> float:
    arc = polygon[0][0]
    first = topology["arcs"][arc if arc >= 0 else ~arc][0]
    return float(first[0] * topology["transform"]["scale"][0] + topology["transform"]["translate"][0])


def _thinned(arc: list[list[int]], transform: Mapping[str, list[float]]) -> list[list[int]]:
    """Drop points that lie very near to the last one kept; ends stay, so that shared arcs still meet.

    Closed arcs of which too little would be left (islets) stay as they are.
    """
    (across, up), south = transform["scale"], transform["translate"][1]
    x, y = arc[0]
    kept_at, kept = [(x, y)], [list(arc[0])]
    for n, (dx, dy) in enumerate(arc[1:], start=2):
        x, y = x + dx, y + dy
        step = (x - kept_at[-1][0], y - kept_at[-1][1])
        narrowing = math.cos(math.radians(south + up * y))
        if n == len(arc) or math.hypot(step[0] * across * narrowing, step[1] * up) >= _LEAST_STEP:
            kept_at.append((x, y))
            kept.append(list(step))
    closed = kept_at[0] == kept_at[-1]
    return arc if closed and len(kept) < _LEAST_RING else kept


def _parts(areas: pl.DataFrame) -> list[dict[str, Any]]:
    parts = areas.filter(pl.col("form") != "shape")
    return [
        {
            **{key: row[key] for key in ("area", "drawn_in", "form", "text")},
            "outline": [[float(number) for number in point.split()] for point in row["outline"].split(";")],
        }
        for row in parts.iter_rows(named=True)
    ]
