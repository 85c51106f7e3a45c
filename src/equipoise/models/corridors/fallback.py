"""Where the corridor layer has no place or no way, the atlas may: the shortest way by rail and sea, no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from equipoise.errors import InputError, UnknownNameError
from equipoise.models.corridors.closures import Closure
from equipoise.models.corridors.layer import CorridorLayer
from equipoise.models.corridors.network import ANY
from equipoise.models.corridors.places import FAR_KM, FarError, PlaceMatch, distance_km, find_place

if TYPE_CHECKING:
    from equipoise.models.corridors.atlas import AtlasRoute

WHY = "the atlas gives the shortest way by rail and sea, without waiting, prices, capacity or choice"
_LAND = ("rail", "ferry", "road", "port", "border")


@dataclass(frozen=True, slots=True)
class PlaceQuery:
    """A place as it was asked for: on the corridor layer, or on the atlas alone.

    Parameters
    ----------
    found : PlaceMatch or None
        Place of the corridor layer that has the name, or that lies near it.
    name : str
        Name of the place.
    latitude, longitude : float
        [degree].
    """

    found: PlaceMatch | None
    name: str
    latitude: float
    longitude: float


def seek(layer: CorridorLayer, text: str) -> PlaceQuery:
    """Find a place on the corridor layer, or else in the gazetteer of the atlas.

    Parameters
    ----------
    layer : CorridorLayer
        Places of the corridor layer.
    text : str
        Name, id, or "latitude,longitude".

    Returns
    -------
    PlaceQuery
        With the nearest place of the layer where one lies within 100 km of what the atlas names.

    Raises
    ------
    UnknownNameError
        If neither knows the name.
    InputError
        If a point is not on the globe.
    """
    try:
        found = find_place(layer, text)
    except UnknownNameError as error:
        return _from_gazetteer(layer, text, error)
    except FarError as error:
        return PlaceQuery(None, text.strip(), error.latitude, error.longitude)
    return PlaceQuery(found, found.node.name, found.node.latitude, found.node.longitude)


def _from_gazetteer(layer: CorridorLayer, text: str, error: UnknownNameError) -> PlaceQuery:
    from equipoise.models.corridors.atlas import find_place as find_in_atlas
    from equipoise.models.corridors.atlas import load_atlas

    try:
        place = find_in_atlas(load_atlas(), text)
    except UnknownNameError as unknown:
        raise UnknownNameError("place", text, [*error.choices, *unknown.choices], show=6) from error
    near = min(
        layer.nodes.values(),
        key=lambda node: distance_km(place.latitude, place.longitude, node.latitude, node.longitude),
    )
    away = distance_km(place.latitude, place.longitude, near.latitude, near.longitude)
    return PlaceQuery(PlaceMatch(near, away) if away <= FAR_KM else None, place.name, place.latitude, place.longitude)


def atlas_way(
    layer: CorridorLayer, ends: tuple[PlaceQuery, PlaceQuery], closures: Sequence[Closure], mode: str
) -> AtlasRoute | None:
    """Return the shortest way of the atlas between two places, or None where there is none.

    Parameters
    ----------
    layer : CorridorLayer
        Gives the day.
    ends : tuple of PlaceQuery
        Places.
    closures : sequence of Closure
        Acts in force; only whole closures of states, borders and modes can be laid on the atlas.
    mode : {"rail", "any"}
        "rail" leaves the sea out.

    Returns
    -------
    AtlasRoute or None
        The way.

    Raises
    ------
    InputError
        If a closure is of a kind that the atlas does not know, or a place is far from every line.
    """
    from equipoise.models.corridors.atlas import MODES, load_atlas, nearest_node, shortest

    words = []
    for act in closures:
        if not act.total or act.kind not in ("state", "border", "mode"):
            raise InputError(f"the closure {act.name!r} can be laid on the corridor layer only, and it has no way here")
        words.append("-".join(act.target))
    atlas = load_atlas()
    nodes = []
    for end in ends:
        node, away = nearest_node(atlas, end.latitude, end.longitude, ("rail",))
        if away > FAR_KM:
            raise InputError(f"{end.name} is {away:,.0f} km from the nearest line of the atlas (limit {FAR_KM:g} km)")
        nodes.append(node)
    if nodes[0] == nodes[1]:
        raise InputError(f"origin and destination are the same place ({ends[0].name}): there is nothing to carry")
    return shortest(atlas, nodes[0], nodes[1], words, modes=MODES if mode == ANY else _LAND, on=layer.day)
