"""From the name of a place to a place of the layer, or to a clear answer why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass

from equipoise.errors import InputError, UnknownNameError
from equipoise.models.corridors.layer import CorridorLayer, Node
from equipoise.world.spelling import fold

EARTH_RADIUS_KM = 6371.0088
FAR_KM = 100.0
"""A point farther than this from every place of the layer is not on a corridor."""

_NOT_FOR_CARGO = frozenset({"pipeline"})


class FarError(InputError):
    """A point that is far from every place of the layer.

    Parameters
    ----------
    message : str
        With the nearest place and its distance.
    latitude, longitude : float
        The point [degree].
    """

    def __init__(self, message: str, latitude: float, longitude: float) -> None:
        self.latitude, self.longitude = latitude, longitude
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A place that was asked for.

    Parameters
    ----------
    node : Node
        Place of the layer.
    away_km : float
        How far it lies from the point asked for; 0 for a name [km].
    """

    node: Node
    away_km: float = 0.0


def find_place(layer: CorridorLayer, text: str) -> PlaceMatch:
    """Find a place by name, id or coordinates.

    Parameters
    ----------
    layer : CorridorLayer
        Places.
    text : str
        Name in any spelling ("Xi'an", "xian"), id, or "latitude,longitude" [degree].

    Returns
    -------
    PlaceMatch
        The place, and the distance where a point was given.

    Raises
    ------
    UnknownNameError
        If no place has the name; the message gives the nearest matches.
    InputError
        If a point is not on the globe, or farther than 100 km from every place (`FarError`).
    """
    point = _point(text)
    if point is not None:
        return _near(layer, *point)
    wanted = fold(text)
    if text in layer.nodes:
        return PlaceMatch(layer.nodes[text])
    matches = [node for node in layer.nodes.values() if wanted and _answers_to(node, wanted)]
    if matches:
        return PlaceMatch(
            min(matches, key=lambda node: (fold(node.name) != wanted, node.kind in _NOT_FOR_CARGO, node.id))
        )
    raise UnknownNameError("place", text, [node.name for node in layer.nodes.values()], show=6)


def _answers_to(node: Node, wanted: str) -> bool:
    head = node.name.partition("(")[0]
    return wanted in (fold(node.name), fold(head), fold(node.id.replace("-", " ")))


def _point(text: str) -> tuple[float, float] | None:
    parts = text.split(",")
    if len(parts) != 2:
        return None
    try:
        latitude, longitude = (float(part) for part in parts)
    except ValueError:
        return None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise InputError(f"{text!r} is no point of the globe: write latitude,longitude in degrees, such as 43.24,76.95")
    return latitude, longitude


def _near(layer: CorridorLayer, latitude: float, longitude: float) -> PlaceMatch:
    node = min(
        layer.nodes.values(), key=lambda entry: distance_km(latitude, longitude, entry.latitude, entry.longitude)
    )
    away = distance_km(latitude, longitude, node.latitude, node.longitude)
    if away > FAR_KM:
        raise FarError(
            f"no line of the corridor layer near {latitude:g},{longitude:g}: the nearest place is {node.name}, "
            f"{away:,.0f} km away (at most {FAR_KM:g} km count as near)",
            latitude,
            longitude,
        )
    return PlaceMatch(node, away)


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Return the great-circle distance of two points [km]."""
    one, other = math.radians(latitude), math.radians(other_latitude)
    half = math.sin((other - one) / 2) ** 2
    half += math.cos(one) * math.cos(other) * math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))
