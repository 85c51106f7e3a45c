"""The map of a publication: a state and its neighbourhood, equal in area, as inline SVG that stands alone.

Borders follow Natural Earth, which draws what is held on the ground. By default contested areas are marked as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from equipoise.answers.charts import svg
from equipoise.answers.charts.palette import GREY, INK
from equipoise.brief.geography import LambertAzimuthalEqualArea, Outlines, decode, main_land
from equipoise.brief.map_frame import Frame, path_data
from equipoise.brief.map_labels import Label, without_collisions
from equipoise.brief.map_scene import NOTE, Category, Scene, completed
from equipoise.errors import InputError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

Dispute = Literal["claims", "de facto"]

__all__ = ["Category", "Dispute", "MapLine", "MapPoint", "state_map"]

SEA = "#eef3f6"
_LEAST_REACH_KM, _FURTHEST_KM, _MARGIN = 2500.0, 9000.0, 1.2
_LEAST_SIDE_PX, _LARGEST_SIDE_PX = 120.0, 4000.0
_LEGEND_ROW_PX, _SWATCH_PX, _LEGEND_SIZE = 22.0, 14.0, 12.0
_POINT_SIZE, _DOT_PX = 11.0, 2.6


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A place, marked by a dot.

    Attributes
    ----------
    longitude, latitude : float
        Position [degree].
    label : str
        Name, or empty.
    """

    longitude: float
    latitude: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class MapLine:
    """A line such as a corridor.

    Attributes
    ----------
    coordinates : sequence of (float, float)
        Longitude and latitude of its points [degree].
    stroke : str
        Colour.
    width : float
        [px].
    dash : str or None
        Dash pattern of SVG.
    label : str
        What the legend says of lines of this look; empty for nothing. Lines of one label share one entry.

    Raises
    ------
    InputError
        If it has fewer than two points.
    """

    coordinates: Sequence[tuple[float, float]]
    stroke: str = INK
    width: float = 1.8
    dash: str | None = None
    label: str = ""

    def __post_init__(self) -> None:
        if len(self.coordinates) < 2:
            raise InputError(f"a line on a map needs two points or more, not {len(self.coordinates)}")


def state_map(
    shapes: Mapping[str, Any],
    centre_iso3: str,
    colours: Mapping[str, str] | None = None,
    *,
    categories: Mapping[str, Category] | None = None,
    labels: Mapping[str, str] | None = None,
    disputed: Dispute = "claims",
    width: float = 900,
    height: float = 600,
    reach_km: float | None = None,
    points: Sequence[MapPoint] = (),
    lines: Sequence[MapLine] = (),
    ident: str = "map",
    title: str | None = None,
) -> Markup:
    """Draw a state and its neighbourhood.

    Parameters
    ----------
    shapes : mapping
        Topology of one scale, as `equipoise.sources.shapes.read` gives it.
    centre_iso3 : str
        State in the centre.
    colours : mapping of str to str
        ISO3 code -> key of its category; states without one are drawn in a quiet tone.
    categories : mapping of str to Category
        Key -> legend text and colour; a key without an entry is its own legend text.
    labels : mapping of str to str
        ISO3 code -> text; None writes the short names, an empty mapping none.
    disputed : {"claims", "de facto"}
        Mark contested areas and borders, or draw them like all others.
    width, height : float
        Frame without the legend [px].
    reach_km : float
        Distance from the centre to the middle of the farther edges; by default so that the main land of the state
        fits with a margin, and at least 2,500 km.
    points, lines : sequence of MapPoint, of MapLine
        Overlays.
    ident : str
        Unique on the page; prefix of all ids.
    title : str
        Read aloud; by default names the state.

    Returns
    -------
    markupsafe.Markup
        One `svg` element.

    Raises
    ------
    UnknownNameError
        If the centre is not drawn at this scale, or `disputed` is no known setting.
    InputError
        If the frame or the reach cannot be drawn.
    """
    if disputed not in ("claims", "de facto"):
        raise UnknownNameError("setting of disputed areas", disputed, ("claims", "de facto"))
    if not all(_LEAST_SIDE_PX <= side <= _LARGEST_SIDE_PX for side in (width, height)):
        sides = f"{_LEAST_SIDE_PX:g} to {_LARGEST_SIDE_PX:g} px"
        raise InputError(f"a map of {width:g} by {height:g} px cannot be drawn: each side takes {sides}")
    if reach_km is not None and not 0 < reach_km <= _FURTHEST_KM:
        raise InputError(f"reach_km {reach_km:g} is out of range: above 0, at most {_FURTHEST_KM:g}")
    atlas = decode(shapes)
    frame = _frame(atlas, centre_iso3, width, height, reach_km)
    chosen = dict(colours or {})
    described = completed(chosen, categories or {})
    scene = Scene(atlas, frame, centre_iso3, chosen, described, ident, frame.shapes(atlas))
    parts = scene.contested_parts() if disputed == "claims" else []
    marked = disputed == "claims" and bool(parts or scene.contested_shapes())
    texts = {iso3: shape.name for iso3, shape in atlas.shapes.items()} if labels is None else labels
    rows = _legend_rows(scene, lines, marked=marked)
    body = [
        scene.definitions(parts),
        svg.rect(0, 0, width, height, fill=SEA, class_="map-sea"),
        svg.tag(
            "g",
            scene.land(),
            scene.disputes(parts) if marked else "",
            *_drawn_lines(frame, lines),
            clip_path=f"url(#{ident}-frame)",
        ),
        *_drawn_labels(scene, scene.names(texts, parts), points),
        *_drawn_legend(rows, height, ident),
    ]
    name = atlas.shape(centre_iso3).name
    total = height + _LEGEND_ROW_PX * len(rows) + 4.0
    said = scene.description(parts, marked=marked)
    return svg.document(width, total, ident, title or f"{name} and its neighbourhood", said, body)


def _frame(atlas: Outlines, centre_iso3: str, width: float, height: float, reach_km: float | None) -> Frame:
    """Centre the state and choose the scale: its land fits with a margin, and so does a neighbourhood."""
    land = main_land(atlas, centre_iso3)
    if reach_km is None:
        halves = (_LEAST_REACH_KM / max(width, height), _MARGIN * land.across / width, _MARGIN * land.along / height)
        km_per_px = 2.0 * max(halves)
    else:
        km_per_px = 2.0 * reach_km / max(width, height)
    return Frame(LambertAzimuthalEqualArea(land.longitude, land.latitude), width, height, km_per_px)


def _drawn_lines(frame: Frame, lines: Sequence[MapLine]) -> list[Markup]:
    return [
        svg.tag(
            "path",
            d=path_data(frame.line(line.coordinates), closed=False),
            class_="map-line",
            fill="none",
            stroke=line.stroke,
            stroke_width=line.width,
            stroke_dasharray=line.dash,
            stroke_linejoin="round",
        )
        for line in lines
    ]


def _drawn_labels(scene: Scene, wanted: Sequence[Label], points: Sequence[MapPoint]) -> list[Markup]:
    """Draw the places with their names, then the names of states where these leave room."""
    width, height = scene.frame.width, scene.frame.height
    dots: list[Markup] = []
    placed: list[Label] = []
    spots = [(point, scene.frame.place(point.longitude, point.latitude)) for point in points]
    for point, spot in spots:
        if spot is None:
            continue
        dots.append(svg.tag("circle", cx=spot[0], cy=spot[1], r=_DOT_PX, fill=INK, stroke="#ffffff", stroke_width=0.8))
        free = without_collisions(_beside(point.label, *spot), placed, width, height)
        placed += free[:1] if point.label else []
    names = without_collisions(wanted, placed, width, height)
    written = [*map(_written, names), *dots, *map(_written, placed)]
    return [svg.tag("g", *written, class_="map-labels", font_family="system-ui, sans-serif", text_anchor="middle")]


def _beside(content: str, x: float, y: float) -> list[Label]:
    """Return the places around a dot where its name may stand, the best first."""
    half = svg.text_width(content, _POINT_SIZE) / 2.0 + 5.0
    lift = _POINT_SIZE
    offsets = ((half, 0.0), (-half, 0.0), (0.0, -lift), (0.0, lift))
    return [Label(content, x + dx, y + dy, _POINT_SIZE) for dx, dy in offsets]


def _written(label: Label) -> Markup:
    return svg.tag(
        "text",
        label.content,
        x=round(label.x, 1),
        y=round(label.y + 0.35 * label.size, 1),
        font_size=label.size,
        font_weight="600" if label.bold else None,
        fill=INK,
        stroke="#ffffff",
        stroke_width=2.4,
        stroke_opacity=0.75,
        stroke_linejoin="round",
        paint_order="stroke",
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """A part of the legend; with neither fill nor line it is a remark."""

    x: float
    label: str
    fill: str | None
    line: MapLine | None = None


def _legend_rows(scene: Scene, lines: Sequence[MapLine], *, marked: bool) -> list[list[_Entry]]:
    """Set the legend in rows that fit the width."""
    looks = {line.label: line for line in lines if line.label}
    parts: list[tuple[str, str | None, MapLine | None]] = [(label, None, line) for label, line in looks.items()]
    parts += [(scene.categories[key].label, scene.categories[key].fill, None) for key in scene.used()]
    parts += [("contested", f"url(#{scene.ident}-hatch)", None)] if marked else []
    rows: list[list[_Entry]] = [[]]
    x = 0.0
    for label, fill, line in [*parts, (NOTE, None, None)]:
        needed = svg.text_width(label, _LEGEND_SIZE) + (_SWATCH_PX + 6.0 if fill or line else 0.0)
        if rows[-1] and x + needed > scene.frame.width:
            rows.append([])
            x = 0.0
        rows[-1].append(_Entry(x, label, fill, line))
        x += needed + 18.0
    return rows


def _drawn_legend(rows: Sequence[Sequence[_Entry]], top: float, ident: str) -> list[Markup]:
    drawn: list[Markup] = []
    for number, row in enumerate(rows):
        y = top + _LEGEND_ROW_PX * (number + 1) - 5.0
        for entry in row:
            if entry.line is not None:
                stroke, dash = entry.line.stroke, entry.line.dash
                drawn.append(svg.line(entry.x, y - 5.0, entry.x + 15.0, y - 5.0, stroke=stroke, width=2.0, dash=dash))
                drawn.append(svg.text(entry.x + _SWATCH_PX + 6.0, y, entry.label, size=_LEGEND_SIZE))
                continue
            if entry.fill is None:
                drawn.append(svg.hint(entry.x, y, entry.label, size=_LEGEND_SIZE))
                continue
            swatch = {"fill": entry.fill, "stroke": GREY, "stroke_width": 0.6}
            drawn.append(svg.rect(entry.x + 0.5, y - 11.0, _SWATCH_PX, 12.0, **swatch))
            drawn.append(svg.text(entry.x + _SWATCH_PX + 6.0, y, entry.label, size=_LEGEND_SIZE))
    return [svg.tag("g", *drawn, id=f"{ident}-legend", class_="map-legend", font_family="system-ui, sans-serif")]
