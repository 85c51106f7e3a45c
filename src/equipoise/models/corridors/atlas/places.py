"""From a name or a position to a node."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from equipoise.errors import InputError, UnknownNameError
from equipoise.models.corridors.atlas.tables import MODES, Atlas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

EARTH_RADIUS_KM = 6371.0088
FAR_KM = 30.0
"""A place farther than this from any line is on none."""
_APOSTROPHES = str.maketrans("", "", "'’ʻʼ`")


@dataclass(frozen=True, slots=True)
class AtlasPlace:
    """A town, port or crossing.

    Attributes
    ----------
    name, iso3 : str
        Name, and code of the state or area that it lies in.
    latitude, longitude : float
        Place [degree].
    """

    name: str
    iso3: str
    latitude: float
    longitude: float


def find_place(atlas: Atlas, name: str) -> AtlasPlace:
    """Find a place by any of its names, whatever the case, accents and apostrophes.

    Parameters
    ----------
    atlas : Atlas
        Whose gazetteer is searched.
    name : str
        Name or alias: "Xi'an", "xian", "Nur-Sultan".

    Returns
    -------
    AtlasPlace
        The place.

    Raises
    ------
    UnknownNameError
        If there is none, with the nearest names.
    """
    rows: dict[str, dict[str, Any]] = {}
    shown: set[str] = set()
    for row in atlas.places.iter_rows(named=True):
        for spelling in (row["name"], *row["aliases"]):
            rows.setdefault(_folded(spelling), row)
            shown.add(spelling)
    found = rows.get(_folded(name))
    if found is None:
        raise UnknownNameError("place", name, shown)
    return AtlasPlace(found["name"], found["iso3"], found["latitude"], found["longitude"])


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES).replace("ł", "l").replace("Ł", "L"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(letters.replace("-", " ").casefold().split())


def nearest_node(
    atlas: Atlas, latitude: float, longitude: float, modes: Sequence[str] = ("rail",)
) -> tuple[int, float]:
    """Find the node nearest to a position.

    Parameters
    ----------
    atlas : Atlas
        The network.
    latitude, longitude : float
        Position [degree].
    modes : sequence of str
        The node must have an arc of one of these modes.

    Returns
    -------
    int
        Node.
    float
        Great-circle distance to it [km].

    Raises
    ------
    InputError
        If the position is not on the globe, or the network has no arc of these modes.
    UnknownNameError
        If a mode is unknown.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise InputError(
            f"position {latitude!r}, {longitude!r}: latitude is -90 to 90 and longitude -180 to 180 degrees"
        )
    nodes = _served(atlas, modes)
    km = _great_circle_km(latitude, longitude, atlas.latitude[nodes], atlas.longitude[nodes])
    place = int(np.argmin(km))
    return int(nodes[place]), float(km[place])


def node_of(atlas: Atlas, place: str | int, modes: Sequence[str] = ("rail",), within_km: float = FAR_KM) -> int:
    """Return the node of a place.

    Parameters
    ----------
    atlas : Atlas
        The network.
    place : str or int
        Name of a place, or a node.
    modes : sequence of str
        The node must have an arc of one of these modes.
    within_km : float
        Farthest that the node may lie from the place [km].

    Returns
    -------
    int
        Node.

    Raises
    ------
    UnknownNameError
        If the place is unknown.
    InputError
        If no line is near, with the distance; or there is no such node.
    """
    if isinstance(place, int | np.integer):
        if not 0 <= place < atlas.size:
            raise InputError(f"node {place}: the atlas has nodes 0 to {atlas.size - 1}")
        return int(place)
    found = find_place(atlas, place)
    node, km = nearest_node(atlas, found.latitude, found.longitude, modes)
    if km > within_km:
        sort = " or ".join(modes)
        raise InputError(
            f"{found.name} is {km:.0f} km from the nearest {sort} line of the atlas (limit {within_km:g} km)"
        )
    return node


def _served(atlas: Atlas, modes: Sequence[str]) -> NDArray[np.int64]:
    for mode in modes:
        if mode not in MODES:
            raise UnknownNameError("mode", mode, MODES)
    arcs = np.isin(atlas.mode, [MODES.index(mode) for mode in modes])
    served = np.zeros(atlas.size, dtype=bool)
    served[atlas.start[arcs]] = True
    served[atlas.end[arcs]] = True
    if not served.any():
        raise InputError(f"the atlas has no arc of mode {', '.join(modes) or '(none)'}")
    return np.flatnonzero(served)


def _great_circle_km(
    latitude: float, longitude: float, latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]
) -> NDArray[np.float64]:
    phi, lam = np.radians(latitude), np.radians(longitude)
    phis, lams = np.radians(latitudes), np.radians(longitudes)
    half = np.sin((phis - phi) / 2) ** 2 + np.cos(phi) * np.cos(phis) * np.sin((lams - lam) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))
