"""Readers of the published networks: rail lines (scgraph_data 2.0.0), sea lanes and ports (searoute 1.6.0).

Neither package is imported. `scgraph_data` asks for a module of `scgraph` that no longer exists, and all that is
wanted from either is data: two literals in a source file, and two GeoJSON files.
"""

from __future__ import annotations

import json
import re
import tarfile
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from equipoise.errors import DataError
from equipoise.sources.atlas.sphere import great_circle_km

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_RAIL = "scgraph_data/world_railways.py"
_SEA = "searoute-1.6.0/searoute/data/marnet_searoute.geojson"
_PORTS = "searoute-1.6.0/searoute/data/ports.geojson"
_KEY = re.compile(r"(\d+): ")


@dataclass(frozen=True, slots=True)
class RawNetwork:
    """An undirected network with places.

    Attributes
    ----------
    latitude, longitude : ndarray of shape (n,)
        Places of the nodes [degree].
    start, end : ndarray of shape (m,)
        Nodes that each arc joins.
    km : ndarray of shape (m,)
        Lengths [km].
    passage : tuple of str
        Strait or canal that each arc lies in, else empty; no entries where the source names none.
    """

    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    km: NDArray[np.float64]
    passage: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Port:
    """A sea port.

    Attributes
    ----------
    code, name : str
        UN/LOCODE and name.
    latitude, longitude : float
        Place [degree].
    """

    code: str
    name: str
    latitude: float
    longitude: float


def read_rail(archive: Path) -> RawNetwork:
    """Read the rail lines of the world.

    Parameters
    ----------
    archive : pathlib.Path
        The wheel of scgraph_data 2.0.0.

    Returns
    -------
    RawNetwork
        Each line once, loops dropped.

    Raises
    ------
    DataError
        If the file is absent or not of the form that version 2.0.0 has.
    """
    try:
        with zipfile.ZipFile(archive) as wheel:
            lines = wheel.read(_RAIL).decode("ascii").splitlines()
        literals = {name: line.partition("=")[2] for line in lines for name in ("graph", "nodes") if line[:5] == name}
        # Written as Python: JSON once the keys are quoted, and read ten times as fast.
        adjacency: list[dict[str, float]] = json.loads(_KEY.sub(r'"\1": ', literals["graph"]))
        places = np.asarray(json.loads(literals["nodes"]), dtype=np.float64)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise DataError(f"{archive.name}: cannot read {_RAIL}: {error}") from error
    # A node that is dropped upstream is left as an entry without neighbours.
    pairs = [(u, int(v), km) for u, row in enumerate(adjacency) for v, km in row.items() if u < int(v)]
    start, end, km = (np.array(column) for column in zip(*pairs, strict=True))
    return RawNetwork(places[:, 0], places[:, 1], start.astype(np.int64), end.astype(np.int64), km.astype(np.float64))


def read_sea(archive: Path) -> RawNetwork:
    """Read the sea lanes of the world.

    Parameters
    ----------
    archive : pathlib.Path
        The source archive of searoute 1.6.0.

    Returns
    -------
    RawNetwork
        One arc per piece of a lane, with the name of the strait or canal where the source gives it.
    """
    lines = [
        (part, feature["properties"].get("passage") or "")
        for feature in _features(archive, _SEA)
        for part in _parts(feature["geometry"])
    ]
    numbers: dict[tuple[float, float], int] = {}
    arcs: dict[tuple[int, int], str] = {}
    for points, passage in lines:
        along = [numbers.setdefault(_on_globe(*point[:2]), len(numbers)) for point in points]
        for u, v in pairwise(along):
            if u != v:
                key = (min(u, v), max(u, v))
                arcs[key] = arcs.get(key) or passage
    places = np.array([(lat, lon) for lon, lat in numbers])
    start, end = (np.array(column, dtype=np.int64) for column in zip(*arcs, strict=True))
    km = great_circle_km(places[start, 0], places[start, 1], places[end, 0], places[end, 1])
    return RawNetwork(places[:, 0], places[:, 1], start, end, km, tuple(arcs.values()))


def read_ports(archive: Path) -> list[Port]:
    """Read the ports of searoute 1.6.0, one per UN/LOCODE."""
    found: dict[str, Port] = {}
    for feature in _features(archive, _PORTS):
        longitude, latitude = feature["geometry"]["coordinates"][:2]
        code, name = feature["properties"].get("port"), feature["properties"].get("name")
        if code and name and abs(latitude) <= 90:
            found.setdefault(code, Port(code, name, float(latitude), float(longitude)))
    return [found[code] for code in sorted(found)]


def _features(archive: Path, member: str) -> list[dict[str, Any]]:
    try:
        with tarfile.open(archive) as tar:
            file = tar.extractfile(member)
            if file is None:
                raise DataError(f"{archive.name}: {member} is no file")
            features: list[dict[str, Any]] = json.load(file)["features"]
    except (OSError, KeyError, ValueError, tarfile.TarError) as error:
        raise DataError(f"{archive.name}: cannot read {member}: {error}") from error
    return features


def _parts(geometry: dict[str, Any]) -> list[list[list[float]]]:
    lines: list[list[list[float]]] = geometry["coordinates"]
    return lines if geometry["type"] == "MultiLineString" else [lines]  # type: ignore[list-item]


def _on_globe(longitude: float, latitude: float) -> tuple[float, float]:
    """Bring longitudes beyond the antimeridian back, so that both of its sides share their nodes."""
    return (round((longitude + 180.0) % 360.0 - 180.0, 3), round(latitude, 3))
