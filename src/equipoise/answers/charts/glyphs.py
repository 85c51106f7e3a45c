"""Signs for answers and verdicts, told apart by shape as well as by colour."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from equipoise.answers.charts import svg
from equipoise.answers.charts.palette import GREY, PAPER

_FULL, _HALF, _CROSS, _EMPTY, _NONE = "full", "half", "cross", "empty", "none"

_SHAPES = {
    "yes": _FULL,
    "ambiguous": _HALF,
    "no": _EMPTY,
    "supported": _FULL,
    "mixed": _HALF,
    "not supported": _CROSS,
    "not testable yet": _EMPTY,
    "held": _FULL,
    "did not hold": _CROSS,
    "undecided": _HALF,
    "waiting": _EMPTY,
}


def glyph(answer: str, x: float, y: float, radius: float, colour: str) -> Markup:
    """Draw the sign of an answer about a centre.

    Parameters
    ----------
    answer : str
        Answer or verdict; one that is not known draws a short dash.
    x, y, radius : float
        Centre and size [px].
    colour : str
        Ink of the sign.

    Returns
    -------
    Markup
        A tick on a full disc, a half disc, a cross on a full disc, an empty ring or a dash.
    """
    shape = _SHAPES.get(answer, _NONE)
    if shape == _NONE:
        return svg.line(x - radius * 0.7, y, x + radius * 0.7, y, stroke=GREY, width=2)
    filled = shape in {_FULL, _CROSS}
    ring = svg.tag(
        "circle", cx=x, cy=y, r=radius - 0.75, fill=colour if filled else PAPER, stroke=colour, stroke_width=1.5
    )
    return svg.tag("g", ring, _inner(shape, x, y, radius, colour))


def _inner(shape: str, x: float, y: float, r: float, colour: str) -> Markup:
    stroke: dict[str, Any] = {
        "fill": "none",
        "stroke": PAPER,
        "stroke_width": max(r / 4, 1.5),
        "stroke_linecap": "round",
    }
    if shape == _FULL:
        return svg.path(
            [(x - 0.45 * r, y + 0.05 * r), (x - 0.1 * r, y + 0.4 * r), (x + 0.5 * r, y - 0.35 * r)], **stroke
        )
    if shape == _CROSS:
        d = 0.36 * r
        strokes = ([(x - d, y - d), (x + d, y + d)], [(x - d, y + d), (x + d, y - d)])
        return svg.join(svg.path(points, **stroke) for points in strokes)
    if shape == _HALF:
        foot, head, size = svg.coordinate(y + r), svg.coordinate(y - r), svg.coordinate(r)
        middle = svg.coordinate(x)
        points = f"M{middle} {head}A{size} {size} 0 0 0 {middle} {foot}Z"
        return svg.tag("path", d=points, fill=colour)
    return Markup("")


def sign(answer: str, colour: str, size: float = 14) -> Markup:
    """Return the sign as a small drawing of its own, to stand in a line of text; the word stands beside it."""
    half = size / 2
    return svg.tag(
        "svg",
        glyph(answer, half, half, half, colour),
        viewBox=f"0 0 {svg.coordinate(size)} {svg.coordinate(size)}",
        width=size,
        height=size,
        class_="sign",
        aria_hidden="true",
    )
