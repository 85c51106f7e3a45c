"""The map of the corridors, and of what closes with a state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from equipoise.answers import Caption, Sheet
from equipoise.brief.map import Category, MapLine, MapPoint, state_map
from equipoise.errors import UnknownNameError

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
    shapes: Mapping[str, Any], links: Sheet, centre: str, closed: str | None, disputed: str
) -> tuple[str, str] | None:
    """Return the map for wide pages and for phones, or None where the state is not drawn at this scale.

    Parameters
    ----------
    shapes : mapping
        Country shapes.
    links : Sheet
        Links as `equipoise.questions.corridors.transit.LINK_COLUMNS` declares them.
    centre : str
        ISO3 of the state in the centre.
    closed : str or None
        ISO3 of the state that closes.
    disputed : str
        How disputed areas are drawn.
    """
    rows: list[Mapping[str, Any]] = list(links.records())
    lines = _lines(rows)
    points = _points(rows)
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


def _points(rows: Iterable[Mapping[str, Any]]) -> list[MapPoint]:
    """Return the places that are named on the map, in their order."""
    found: dict[str, MapPoint] = {}
    for row in rows:
        for end in ("origin", "destination"):
            name = row[f"{end}_name"].partition("(")[0].strip()
            found[row[end]] = MapPoint(row[f"{end}_longitude"], row[f"{end}_latitude"], name)
    return [found[ident] for ident in PLACES if ident in found]


def _lines(rows: Iterable[Mapping[str, Any]]) -> list[MapLine]:
    """Return one line per link, those that close below the others."""
    shut: list[MapLine] = []
    kept: dict[str, list[MapLine]] = {name: [] for name in COLOURS}
    for row in rows:
        name = _drawn_as(row)
        if name is None:
            continue
        course = [(row[f"{end}_longitude"], row[f"{end}_latitude"]) for end in ("origin", "destination")]
        if row["closes"]:
            shut.append(MapLine(course, CLOSED, 1.6, "2 3", "closes"))
        else:
            dash = "5 3" if row["mode"] in ("ferry", "sea") else None
            kept[name].append(MapLine(course, COLOURS[name], 2.0, dash, name if dash is None else ""))
    return [*shut, *(line for lines in kept.values() for line in lines)]


def _drawn_as(row: Mapping[str, Any]) -> str | None:
    if row["mode"] not in _MODES or row["km"] > _OCEAN_KM:
        return None
    return next((name for name in COLOURS if name in row["corridors"]), None)
