"""The map of the corridors, and of what closes with a state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from equipoise.answers.charts.frame import Caption
from equipoise.brief.map import Category, MapLine, MapPoint, state_map
from equipoise.errors import UnknownNameError
from equipoise.models.corridors import Closure, CorridorLayer
from equipoise.models.corridors.layer import Link

COLOURS = {
    "northern": "#0069a8",
    "middle": "#00805c",
    "southern": "#c2530a",
    "china-russia": "#5b3a9e",
    "north-south": "#8a6d00",
}
"""Corridors that are drawn, the first that fits a link gives its colour."""

CLOSED, CLOSED_FILL = "#8f8f95", "#d9b3b3"
SIZES = ((900.0, 560.0, "corr"), (420.0, 420.0, "corrn"))
REACH_KM = 4300.0
_MODES = ("rail", "ferry", "sea", "road")
_OCEAN_KM = 2500.0
PLACES = ("xian", "duisburg", "istanbul", "moscow", "tehran", "alat", "almaty", "malaszewicze")


def corridor_map(
    shapes: Mapping[str, Any], layer: CorridorLayer, centre: str, closed: str | None, disputed: str
) -> tuple[str, str] | None:
    """Return the map for wide pages and for phones, or None where the state is not drawn at this scale.

    Parameters
    ----------
    shapes : mapping
        Country shapes.
    layer : CorridorLayer
        Links.
    centre : str
        ISO3 of the state in the centre.
    closed : str or None
        ISO3 of the state that closes.
    disputed : str
        How disputed areas are drawn.
    """
    lines = _lines(layer, closed)
    points = [
        MapPoint(node.longitude, node.latitude, node.name.partition("(")[0].strip())
        for ident in PLACES
        if (node := layer.nodes.get(ident)) is not None
    ]
    colours = {} if closed is None else {closed: "closed"}
    categories = {"closed": Category("closed on this map", CLOSED_FILL)}
    setting: Any = disputed

    def drawn(width: float, height: float, ident: str) -> str:
        looks: dict[str, Any] = {"categories": categories, "disputed": setting, "reach_km": REACH_KM}
        title = "Corridors across Eurasia"
        return str(
            state_map(
                shapes,
                centre,
                colours,
                lines=lines,
                points=points,
                width=width,
                height=height,
                ident=ident,
                title=title,
                **looks,
            )
        )

    try:
        wide, narrow = (drawn(*size) for size in SIZES)
    except UnknownNameError as error:
        if error.what == "setting of disputed areas":
            raise
        return None
    return wide, narrow


def map_caption(name: str | None) -> Caption:
    """Return the words around the map."""
    title = (
        "The corridors across Eurasia" if name is None else f"The corridors across Eurasia, and what closes with {name}"
    )
    return Caption(
        title=title,
        subtitle="Railways, ferries and short passages of the corridor layer, drawn straight between its places",
        source="corridor layer of Equipoise; outlines Natural Earth 4.1, which draws boundaries as they are held "
        "on the ground",
        note="Disputed areas and boundaries are marked as such; how they are drawn is no opinion on whose they are.",
    )


def _lines(layer: CorridorLayer, closed: str | None) -> list[MapLine]:
    """Return one line per link, those that close below the others."""
    act = None if closed is None else Closure("state", (closed,))
    nodes = dict(layer.nodes)
    shut: list[MapLine] = []
    kept: dict[str, list[MapLine]] = {name: [] for name in COLOURS}
    for link in layer.running():
        name = _drawn_as(link)
        if name is None:
            continue
        ends = nodes[link.origin], nodes[link.destination]
        course = [(end.longitude, end.latitude) for end in ends]
        if act is not None and act.touches(link, nodes):
            shut.append(MapLine(course, CLOSED, 1.6, "2 3", "closes"))
        else:
            dash = "5 3" if link.mode in ("ferry", "sea") else None
            kept[name].append(MapLine(course, COLOURS[name], 2.0, dash, name if dash is None else ""))
    return [*shut, *(line for lines in kept.values() for line in lines)]


def _drawn_as(link: Link) -> str | None:
    if link.mode not in _MODES or link.km > _OCEAN_KM:
        return None
    return next((name for name in COLOURS if name in link.corridors), None)
