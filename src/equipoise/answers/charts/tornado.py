"""How far an answer moves when one input at a time runs through its range."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import Caption, is_narrow
from equipoise.answers.charts.palette import ACCENT, GREY, INK, PAPER, TRACK
from equipoise.answers.numbers import format_figure

ROW = 26.0


@dataclass(frozen=True, slots=True)
class TornadoRow:
    """One input.

    Parameters
    ----------
    label : str
        What is moved.
    at_low, at_high : float
        Answer with the input at the low and at the high end of its range.
    """

    label: str
    at_low: float
    at_high: float


@dataclass(frozen=True, slots=True)
class TornadoChart:
    """Inputs by how far they move the answer.

    Parameters
    ----------
    caption : Caption
        Words around the chart.
    rows : tuple of TornadoRow
        Inputs, widest first.
    base : float
        Answer with every input at its likeliest value.
    """

    caption: Caption
    rows: tuple[TornadoRow, ...]
    base: float


def draw(chart: TornadoChart, width: float, ident: str) -> Markup:
    """Draw one bar per input about the answer itself.

    Parameters
    ----------
    chart : TornadoChart
        What is shown.
    width : float
        Width of the drawing [px].
    ident : str
        Unique on the page.
    """
    narrow = is_narrow(width)
    ends = [chart.base, *(end for row in chart.rows for end in (row.at_low, row.at_high))]
    pad = max((max(ends) - min(ends)) * 0.08, 0.5)
    left = 34.0 if narrow else max([svg.text_width(row.label, 13) for row in chart.rows], default=0.0) + 52
    scale = svg.Scale(min(ends) - pad, max(ends) + pad, left, width - 40)
    step = ROW + (18 if narrow else 0)
    body: list[Markup] = []
    y = 4.0
    for row in chart.rows:
        body += _row(row, scale, y + (18 if narrow else 0))
        words = svg.shorten(row.label, width, 13)
        body.append(svg.text(0, y + (14 if narrow else 17), words))
        y += step
    if not chart.rows:
        body.append(svg.hint(0, y + 12, "no input has a range", size=13))
        y += step
    body.append(svg.line(scale(chart.base), 4, scale(chart.base), y, stroke=INK, width=1.25))
    body.append(svg.text(scale(chart.base), y + 16, f"as it is: {format_figure(chart.base)}", size=12, anchor="middle"))
    return svg.document(width, y + 24, ident, chart.caption.title, describe(chart), body)


def describe(chart: TornadoChart) -> str:
    """Return the rows as text."""
    rows = "; ".join(
        f"{row.label}: {format_figure(row.at_low)} at its low end, {format_figure(row.at_high)} at its high end"
        for row in chart.rows
    )
    return f"Answer {format_figure(chart.base)}. {rows or 'No input has a range'}."


def _row(row: TornadoRow, scale: svg.Scale, y: float) -> list[Markup]:
    """Draw the bar, and the answer at each end of the input beside it: hollow for the low end, full for the high."""
    low, high = scale(row.at_low), scale(row.at_high)
    left, right = sorted((low, high))
    first, second = sorted((row.at_low, row.at_high))
    return [
        svg.line(scale.start, y + 12, scale.end, y + 12, stroke=TRACK, width=1),
        svg.rect(left, y + 8, right - left, 8, fill=ACCENT, fill_opacity=0.3, class_="swing"),
        svg.tag("circle", cx=low, cy=y + 12, r=4, fill=PAPER, stroke=ACCENT, stroke_width=1.5),
        svg.tag("circle", cx=high, cy=y + 12, r=4, fill=ACCENT, stroke=ACCENT, stroke_width=1.5),
        svg.text(left - 8, y + 16, format_figure(first), size=12, anchor="end", fill=GREY, halo=True),
        svg.text(right + 8, y + 16, format_figure(second), size=12, fill=GREY, halo=True),
    ]
