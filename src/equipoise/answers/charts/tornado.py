"""How far an answer moves when one input at a time runs through its range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from equipoise.answers.answer import Chart
from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import is_narrow
from equipoise.answers.charts.palette import ACCENT, GREY, INK, PAPER, TRACK
from equipoise.answers.numbers import format_figure
from equipoise.answers.sheet import Sheet

ROW = 26.0


@dataclass(frozen=True, slots=True)
class _InputRow:
    """One input: what is moved, and the answer with it at the low and at the high end of its range."""

    label: str
    at_low: float
    at_high: float


def draw(
    chart: Chart,
    sheets: tuple[Sheet, ...],
    width: float,
    ident: str,
    colours: Mapping[str, str],  # noqa: ARG001 - bars have one colour
) -> Markup:
    """Draw one bar per input about the answer itself.

    Parameters
    ----------
    chart : Chart
        Its caption is the title of the drawing. Options: ``base`` (answer with every input at its likeliest value),
        ``named_by`` (columns that name an input) and ``most`` (number of bars).
    sheets : tuple of Sheet
        One with columns ``low`` and ``high``: the answer with the input at that end of its range; widest first.
    width : float
        Width of the drawing [px].
    ident : str
        Unique on the page.
    colours : mapping of str to str
        Not used.
    """
    base = float(chart.options["base"])
    rows = _rows(chart, sheets[0])
    narrow = is_narrow(width)
    ends = [base, *(end for row in rows for end in (row.at_low, row.at_high))]
    pad = max((max(ends) - min(ends)) * 0.08, 0.5)
    left = 34.0 if narrow else max([svg.text_width(row.label, 13) for row in rows], default=0.0) + 52
    scale = svg.Scale(min(ends) - pad, max(ends) + pad, left, width - 40)
    step = ROW + (18 if narrow else 0)
    body: list[Markup] = []
    y = 4.0
    for row in rows:
        body += _row(row, scale, y + (18 if narrow else 0))
        words = svg.shorten(row.label, width, 13)
        body.append(svg.text(0, y + (14 if narrow else 17), words))
        y += step
    if not rows:
        body.append(svg.hint(0, y + 12, "no input has a range", size=13))
        y += step
    body.append(svg.line(scale(base), 4, scale(base), y, stroke=INK, width=1.25))
    body.append(svg.text(scale(base), y + 16, f"as it is: {format_figure(base)}", size=12, anchor="middle"))
    return svg.document(width, y + 24, ident, chart.caption.title, describe(rows, base), body)


def _rows(chart: Chart, sheet: Sheet) -> tuple[_InputRow, ...]:
    found: Sequence[Mapping[str, Any]] = list(sheet.records())[: chart.options["most"]]
    named_by = chart.options["named_by"]
    return tuple(_InputRow(": ".join(str(row[name]) for name in named_by), row["low"], row["high"]) for row in found)


def describe(rows: Sequence[_InputRow], base: float) -> str:
    """Return the rows as text."""
    told = "; ".join(
        f"{row.label}: {format_figure(row.at_low)} at its low end, {format_figure(row.at_high)} at its high end"
        for row in rows
    )
    return f"Answer {format_figure(base)}. {told or 'No input has a range'}."


def _row(row: _InputRow, scale: svg.Scale, y: float) -> list[Markup]:
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
