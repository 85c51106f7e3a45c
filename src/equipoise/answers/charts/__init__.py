"""Charts as own SVG: each drawer turns a chart of an answer and its sheets into one drawing."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Protocol, cast

from markupsafe import Markup

from equipoise.answers.answer import Answer, Chart
from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import NARROW, WIDE
from equipoise.answers.charts.palette import INK, assign
from equipoise.answers.sheet import Sheet
from equipoise.errors import UnknownNameError

DRAWERS: dict[str, str] = {
    "antecedents": "antecedents",
    "arrival": "arrival",
    "balance": "balance",
    "track": "track",
    "bargaining": "bargaining",
    "clout": "clout",
    "facts": "facts",
    "fan": "fan",
    "reach": "reach",
    "losses": "losses",
    "recovery": "recovery",
    "survival": "recovery:draw_survival",
    "timeline": "timeline",
    "tornado": "tornado",
    "verdicts": "verdicts",
}
"""Kind of chart, and the module of this folder that draws it, with the function where it is not `draw`."""


class Drawer(Protocol):
    """What a module of this folder must hold as `draw`."""

    def __call__(
        self, chart: Chart, sheets: tuple[Sheet, ...], width: float, ident: str, colours: Mapping[str, str]
    ) -> Markup:
        """Draw a chart at a width [px] with an id unique on the page."""


class Colours(dict[str, str]):
    """Colour of each key; a key without one is drawn in ink."""

    def __missing__(self, key: str) -> str:
        return INK


def drawer(kind: str) -> Drawer:
    """Return the drawer of a kind of chart.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    if kind not in DRAWERS:
        raise UnknownNameError("kind of chart", kind, DRAWERS, show=40)
    module, _, function = DRAWERS[kind].partition(":")
    found = importlib.import_module(f"equipoise.answers.charts.{module}")
    return cast("Drawer", getattr(found, function or "draw"))


def keys_of(chart: Chart, sheets: tuple[Sheet, ...]) -> list[str]:
    """Return the codes in a chart that have a colour: its ``highlight``, or the column ``coloured_by``."""
    by = chart.options.get("coloured_by")
    if by is None:
        return [chart.options["highlight"]] if chart.options.get("highlight") else []
    found = [row[by] for sheet in sheets for row in sheet.records() if by in row]
    return list(dict.fromkeys(str(key) for key in found if key is not None))


def draw_both(chart: Chart, sheets: tuple[Sheet, ...], ident: str, colours: Mapping[str, str] | None = None) -> Markup:
    """Draw a chart twice: wide for pages and print, narrow for phones."""
    shades = Colours(assign(keys_of(chart, sheets)) if colours is None else colours)
    draw = drawer(chart.kind)
    return svg.join(
        svg.tag("div", draw(chart, sheets, width, f"{ident}-{name}", shades), class_=f"plot {name}")
        for name, width in (("wide", WIDE), ("narrow", NARROW))
    )


def as_svg(answer: Answer, chart: Chart) -> str:
    """Return a chart as one SVG file."""
    sheets = tuple(answer.sheet(name) for name in chart.sheets)
    shades = Colours(assign(keys_of(chart, sheets)))
    return svg.standalone(drawer(chart.kind)(chart, sheets, WIDE, chart.kind, shades))
