"""What all charts share: captions, the two widths in which each is drawn, and the drawing of a number as a bar."""

from __future__ import annotations

import math

from markupsafe import Markup

from equipoise.answers.answer import Caption as Caption  # noqa: PLC0414 - handed on to all drawers
from equipoise.answers.charts import svg
from equipoise.answers.charts.palette import INK, PAPER
from equipoise.interval import Estimate

WIDE = 760.0
NARROW = 330.0
PALE = 0.45


def is_narrow(width: float) -> bool:
    """Say whether a chart is drawn for a phone."""
    return width < (WIDE + NARROW) / 2


def bar(number: Estimate, scale: svg.Scale, y: float, height: float, colour: str) -> list[Markup]:
    """Draw a number as a bar from zero, its interval as a whisker; without a point, as an open band.

    Parameters
    ----------
    number : Estimate
        A missing number draws nothing: its label says so.
    scale : Scale
        Linear, from zero.
    y, height : float
        Top and thickness of the bar [px].
    colour : str
        Fill, drawn pale where the number is stale.
    """
    if number.missing:
        return []
    opacity = PALE if number.stale else None
    if number.value is None:
        return [open_band(number, scale, y, height, colour)]
    zero, end = sorted((scale(0.0), scale(number.value)))
    parts = [svg.rect(zero, y, max(end - zero, 1.5), height, fill=colour, opacity=opacity, class_="point")]
    if number.spread:
        parts.append(whisker(number, scale, y + height / 2, height * 0.9))
    return parts


def open_band(number: Estimate, scale: svg.Scale, y: float, height: float, colour: str) -> Markup:
    """Draw an interval without a point as a hollow band; a side that is open runs to the edge of the scale."""
    left = scale(scale.low if number.low is None else number.low)
    right = scale(scale.high if number.high is None else number.high)
    return svg.rect(
        left,
        y + 0.75,
        max(right - left, 3.0),
        height - 1.5,
        rx=2,
        fill=PAPER,
        stroke=colour,
        stroke_width=1.5,
        stroke_opacity=0.6 if number.stale else None,
        stroke_dasharray="4 2.5" if number.low is None or number.high is None else None,
        class_="band",
    )


def whisker(number: Estimate, scale: svg.Scale, y: float, height: float, colour: str = INK) -> Markup:
    """Draw an interval as a thin line with end caps."""
    left, right = scale(number.low or 0.0), scale(number.high or 0.0)
    caps = [svg.line(x, y - height / 2, x, y + height / 2, stroke=colour, width=1.25) for x in (left, right)]
    return svg.tag("g", svg.line(left, y, right, y, stroke=colour, width=1.25), *caps, class_="interval")


def log_decades(numbers: list[float]) -> tuple[float, float]:
    """Return the powers of ten that enclose positive numbers, at least one decade; 1 to 10 where there are none."""
    positive = [number for number in numbers if number > 0]
    if not positive:
        return 1.0, 10.0
    low = 10.0 ** math.floor(math.log10(min(positive)))
    high = 10.0 ** math.ceil(math.log10(max(positive)))
    return low, max(high, low * 10)
