"""What a map shows: shapes in their colours, contested areas, and names, each as a piece of SVG or text."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from equipoise.answers.charts import svg
from equipoise.answers.charts.palette import GREY, INK
from equipoise.brief.clipping import circle
from equipoise.brief.geography import signed_area
from equipoise.brief.map_frame import path_data
from equipoise.brief.map_labels import Label, centre_in_shape, inside, offset_from_shape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup
    from numpy.typing import NDArray

    from equipoise.brief.geography import DisputedPart, Outlines
    from equipoise.brief.map_frame import Frame

    Points = NDArray[np.float64]

LAND, CENTRE, BORDER = "#e3e1da", "#f0c04a", "#ffffff"
# Okabe and Ito's colours, which readers with any colour vision tell apart, lightened so that names stay legible.
FILLS = ("#8fc7ee", "#f2b87a", "#8ccbb2", "#dba6c4", "#cfc98a", "#b5b1da")
NOTE = "Borders as held on the ground (Natural Earth)."
_SPOT_PX, _LEAST_NAMED_PX2 = 9.0, 12.0
# A shape this many times larger than the box of its name takes it inside.
_ROOMY = 2.0


@dataclass(frozen=True, slots=True)
class Category:
    """A class of states.

    Attributes
    ----------
    label : str
        What the legend says.
    fill : str or None
        Colour; None takes the next of `FILLS`.
    """

    label: str
    fill: str | None = None


@dataclass(frozen=True)
class Scene:
    """What is seen in a frame, and how states are coloured.

    Attributes
    ----------
    atlas : Outlines
        Outlines.
    frame : Frame
        Projection and window.
    centre : str
        ISO3 code of the state in the centre.
    colours : mapping of str to str
        ISO3 code -> key of its category.
    categories : mapping of str to Category
        Key -> legend text and colour, one for every key in use.
    ident : str
        Prefix of all ids.
    seen : mapping of str to list
        Visible polygons by code, as `Frame.shapes` returns them.
    """

    atlas: Outlines
    frame: Frame
    centre: str
    colours: Mapping[str, str]
    categories: Mapping[str, Category]
    ident: str
    seen: Mapping[str, list[list[Points]]]

    def definitions(self, marked: Sequence[DisputedPart]) -> Markup:
        """Return the frame, the hatching, and the shapes that bound contested parts, for reference by id."""
        hatch = svg.tag(
            "pattern",
            svg.line(0, 0, 0, 5, stroke=INK, width=1.1),
            id=f"{self.ident}-hatch",
            patternUnits="userSpaceOnUse",
            width=5,
            height=5,
            patternTransform="rotate(45)",
        )
        window = svg.tag("clipPath", svg.rect(0, 0, self.frame.width, self.frame.height), id=f"{self.ident}-frame")
        holders = sorted({part.drawn_in for part in marked})
        cuts = [
            svg.tag("clipPath", svg.tag("use", href=f"#{self.ident}-{iso3}"), id=f"{self.ident}-in-{iso3}")
            for iso3 in holders
        ]
        return svg.tag("defs", hatch, window, *cuts)

    def land(self) -> Markup:
        """Return all visible shapes, the centre last so that its outline lies on top."""
        order = sorted(self.seen, key=lambda iso3: iso3 == self.centre)
        return svg.tag("g", *map(self._shape, order), stroke=BORDER, stroke_width=0.7, stroke_linejoin="round")

    def _shape(self, iso3: str) -> Markup:
        key = self.colours.get(iso3)
        fill = CENTRE if iso3 == self.centre else LAND
        classes = ["map-land", *(["map-centre"] if iso3 == self.centre else [])]
        if key is not None:
            fill = self.categories[key].fill or fill
            classes.append(f"map-cat-{_slug(key)}")
        rings = [ring for polygon in self.seen[iso3] for ring in polygon]
        return svg.tag(
            "path",
            svg.tag("title", self.atlas.shape(iso3).name),
            d=path_data(rings),
            id=f"{self.ident}-{iso3}",
            class_=" ".join(classes),
            fill=fill,
            fill_rule="evenodd",
            clip_rule="evenodd",
            stroke=INK if iso3 == self.centre else None,
            stroke_width=1.3 if iso3 == self.centre else None,
        )

    def contested_shapes(self) -> list[str]:
        """Codes of visible shapes that are contested as a whole."""
        return [iso3 for iso3 in self.seen if self.atlas.shape(iso3).disputed]

    def contested_parts(self) -> list[DisputedPart]:
        """Return contested parts and points that lie in the frame."""
        return [part for part in self.atlas.disputed_parts if part.drawn_in in self.seen and self._in_frame(part)]

    def _in_frame(self, part: DisputedPart) -> bool:
        if len(part.outline) == 1:
            return self.frame.place(*part.outline[0]) is not None
        return bool(self.frame.outline(part.outline))

    def disputes(self, parts: Sequence[DisputedPart]) -> Markup:
        """Return the hatched, dashed marks of what is contested."""
        whole = [
            self._mark(path_data(ring for polygon in self.seen[iso3] for ring in polygon), shape.disputed or "")
            for iso3 in self.contested_shapes()
            for shape in (self.atlas.shape(iso3),)
        ]
        return svg.tag("g", *whole, *map(self._marked_part, parts), class_="map-disputed")

    def _marked_part(self, part: DisputedPart) -> Markup:
        if len(part.outline) == 1:
            x, y = self.frame.place(*part.outline[0]) or (0.0, 0.0)
            ring = circle(_SPOT_PX) + np.array([x, y])
            return self._mark(path_data([ring]), part.text)
        bound = f"url(#{self.ident}-in-{part.drawn_in})"
        return self._mark(path_data(self.frame.outline(part.outline)), part.text, bound)

    def _mark(self, data: str, text: str, clip_path: str | None = None) -> Markup:
        return svg.tag(
            "path",
            svg.tag("title", text),
            d=data,
            fill=f"url(#{self.ident}-hatch)",
            fill_opacity=0.45,
            fill_rule="evenodd",
            stroke=GREY,
            stroke_width=1,
            stroke_dasharray="3 2",
            clip_path=clip_path,
        )

    def names(self, texts: Mapping[str, str], parts: Sequence[DisputedPart]) -> list[Label]:
        """Seat the names of states, the centre first, then the coloured ones, then the others by area.

        A name too long for its shape stands beside it, if there is nothing but sea. No name stands on a contested part.
        """
        rank = sorted(self.seen, key=lambda i: (i != self.centre, i not in self.colours, -self._largest(i)[0]))
        land = [ring for polygons in self.seen.values() for rings in polygons for ring in rings]
        hatched = [ring for part in parts if len(part.outline) > 1 for ring in self.frame.outline(part.outline)]
        labels = (self._name(iso3, texts[iso3], land) for iso3 in rank if texts.get(iso3))
        return [label for label in labels if label is not None and not _stands_on(label, hatched)]

    def _name(self, iso3: str, content: str, land: Sequence[Points]) -> Label | None:
        size, bold = (15.0, True) if iso3 == self.centre else (11.5, False)
        area, rings = self._largest(iso3)
        roomy = area > _ROOMY * size * svg.text_width(content, size)
        within = centre_in_shape(rings, content, size, bold=bold) if roomy else None
        if within is not None:
            return within
        beside = offset_from_shape(rings[0], content, size, land, bold=bold) if area >= _LEAST_NAMED_PX2 else None
        found = beside or centre_in_shape(rings, content, size, bold=bold)
        if found is None and iso3 == self.centre:
            # The state that the map is about is named in any case, on its neighbour if need be.
            found = offset_from_shape(rings[0], content, size, (), bold=bold)
        return found

    def _largest(self, iso3: str) -> tuple[float, list[Points]]:
        return max(((abs(signed_area(p[0])), p) for p in self.seen[iso3]), key=lambda pair: pair[0])

    def used(self) -> list[str]:
        """Categories that are seen, in the order in which they were given."""
        present = {self.colours[iso3] for iso3 in self.seen if iso3 in self.colours}
        return [key for key in self.categories if key in present]

    def description(self, parts: Sequence[DisputedPart], *, marked: bool) -> str:
        """Say in words what the map shows."""
        kilometres = round(self.frame.km_per_px * self.frame.width, -2)
        said = [f"Equal-area map centred on {self.atlas.shape(self.centre).name}, about {kilometres:,.0f} km wide."]
        for key in self.used():
            members = (self.atlas.shape(i).name for i in sorted(self.seen) if self.colours.get(i) == key)
            said.append(f"{self.categories[key].label}: {', '.join(members)}.")
        said.append(NOTE)
        if marked:
            texts = [self.atlas.shape(iso3).disputed or "" for iso3 in self.contested_shapes()]
            said.append(f"Contested: {'; '.join([*texts, *(part.text for part in parts)])}.")
        return " ".join(said)


def _stands_on(label: Label, rings: Sequence[Points]) -> bool:
    return any(inside(np.array([[label.x, label.y]]), [ring]).any() for ring in rings)


def _slug(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", key)


def completed(colours: Mapping[str, str], categories: Mapping[str, Category]) -> dict[str, Category]:
    """Give every category in use a legend text and a colour.

    Parameters
    ----------
    colours : mapping of str to str
        ISO3 code -> key.
    categories : mapping of str to Category
        Those described; a key without an entry is its own legend text.

    Returns
    -------
    dict of str to Category
        The described ones first, then the others in the order of first use.
    """
    keys = [*categories, *(key for key in dict.fromkeys(colours.values()) if key not in categories)]
    given = {key: categories.get(key, Category(key)) for key in keys}
    spare = itertools.cycle(FILLS)
    return {key: Category(c.label, c.fill or next(spare)) for key, c in given.items()}
