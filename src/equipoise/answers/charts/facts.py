"""Dated facts against the model: before the facts, in the worlds found, and predicted by them with fresh chance."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import Caption, is_narrow
from equipoise.answers.charts.palette import ACCENT, INK, RULE
from equipoise.answers.numbers import Number, format_number

REACH = 6.0
"""How many scales are drawn to each side; what lies farther ends in an arrow."""

PRIOR, PREDICTED, FOUND = "#9aa0a6", "#0069a8", INK


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact.

    Parameters
    ----------
    label : str
        What it is about.
    fact : Number
        What is recorded.
    scale : float
        How far off a miss is still near, in the unit of the fact.
    prior, found, predicted : Number
        Before the facts; in the worlds found; of these with fresh chance. Missing where it never happened.
    missed, unforeseen : bool
        Does not even the interval of the worlds found, or not that of the prediction, reach it?
    """

    label: str
    fact: Number
    scale: float
    prior: Number
    found: Number
    predicted: Number
    missed: bool = False
    unforeseen: bool = False


@dataclass(frozen=True, slots=True)
class FactsChart:
    """Facts, one row each."""

    caption: Caption
    rows: tuple[FactRow, ...]


def draw(chart: FactsChart, width: float, ident: str) -> Markup:
    """Draw facts against the model.

    Parameters
    ----------
    chart : FactsChart
        Rows.
    width : float
        Width [px].
    ident : str
        Unique on the page.
    """
    narrow = is_narrow(width)
    label_room, number_room = (0.0, 0.0) if narrow else (218.0, 196.0)
    row_height = 54.0 if narrow else 30.0
    scale = svg.Scale(-REACH, REACH, label_room + 10, width - number_room - 10)
    top = 44.0 if narrow else 40.0
    body = _head(width, top, narrow=narrow)
    bottom = top + row_height * len(chart.rows)
    body.append(svg.line(scale(0), top, scale(0), bottom, stroke=RULE))
    for n, row in enumerate(chart.rows):
        body += _row(row, scale, top + n * row_height, width, row_height, narrow=narrow)
    body += [
        svg.hint(scale(-REACH), bottom + 16, "earlier, less"),
        svg.hint(scale(REACH), bottom + 16, "later, more", anchor="end"),
    ]
    return svg.document(width, bottom + 24, ident, chart.caption.title, _described(chart), body)


def _head(width: float, top: float, *, narrow: bool) -> list[Markup]:
    """Return the key, and the heads of the columns of numbers."""
    parts: list[Markup] = []
    x = 0.0
    for colour, thickness, words in (
        (PRIOR, 2.0, "before"),
        (PREDICTED, 2.0, "predicted"),
        (FOUND, 3.5, "found"),
    ):
        parts.append(svg.line(x, 10, x + 18, 10, stroke=colour, width=thickness))
        parts.append(svg.text(x + 23, 14, words, size=12))
        x += 34 + svg.text_width(words, 12)
    parts.append(svg.rect(x, 4, 18, 12, fill=ACCENT, fill_opacity=0.25))
    parts.append(svg.text(x + 23, 14, "recorded", size=12))
    if not narrow:
        parts.append(svg.hint(width - 98, top - 8, "recorded", anchor="end"))
        parts.append(svg.hint(width, top - 8, "worlds found", anchor="end"))
    return parts


def _row(row: FactRow, scale: svg.Scale, top: float, width: float, height: float, *, narrow: bool) -> list[Markup]:
    tone = ACCENT if row.missed else INK
    middle = (_end(row.fact.low, row.fact.value) + _end(row.fact.high, row.fact.value)) / 2

    def place(value: float) -> float:
        return scale((value - middle) / row.scale)

    parts = [svg.line(0, top, width, top, stroke=RULE, width=0.5)]
    begin = top + (22 if narrow else 3)
    left, right = place(_end(row.fact.low, row.fact.value)), place(_end(row.fact.high, row.fact.value))
    parts.append(
        svg.rect(left - 1.5, begin, max(right - left, 0.0) + 3, 24, fill=ACCENT, fill_opacity=0.25, class_="fact")
    )
    for n, (number, colour, thickness) in enumerate(
        ((row.prior, PRIOR, 2.0), (row.predicted, PREDICTED, 2.0), (row.found, FOUND, 3.5))
    ):
        if not number.missing:
            low, high = _end(number.low, number.value), _end(number.high, number.value)
            shift, reach = middle, row.scale
            parts += _span(scale, ((low - shift) / reach, (high - shift) / reach), begin + 4 + 8 * n, colour, thickness)
            if number.value is not None:
                parts.append(
                    svg.tag("circle", cx=place(number.value), cy=begin + 4 + 8 * n, r=3, fill=colour, class_="point")
                )
    recorded = format_number(row.fact, with_unit=False)
    if narrow:
        said = svg.shorten(f"{row.label}: {recorded}; found {_range(row.found)}", width, 12)
        return [*parts, svg.text(0, top + 15, said, size=12, fill=tone)]
    label = svg.shorten(row.label, 214, 12.5)
    parts.append(svg.text(0, top + height / 2 + 4, label, size=12.5, fill=tone))
    parts.append(svg.text(width - 98, top + height / 2 + 4, recorded, size=12, anchor="end", fill=ACCENT))
    return [*parts, svg.text(width, top + height / 2 + 4, _range(row.found), size=12, anchor="end", fill=tone)]


def _range(number: Number) -> str:
    """Return the interval of a number without its point: the row shows the point already."""
    return format_number(Number(None, number.low, number.high, digits=number.digits))


def _end(end: float | None, value: float | None) -> float:
    return end if end is not None else value if value is not None else 0.0


def _span(scale: svg.Scale, ends: tuple[float, float], y: float, colour: str, thickness: float) -> list[Markup]:
    """Draw an interval, with an arrow at each side on which it leaves the chart."""
    low, high = (min(max(end, -REACH), REACH) for end in ends)
    parts = [svg.line(scale(low), y, max(scale(high), scale(low) + 1), y, stroke=colour, width=thickness)]
    for out, x, way in ((ends[0] < -REACH, scale(-REACH), 1), (ends[1] > REACH, scale(REACH), -1)):
        if out:
            tip = [(x - 6 * way, y), (x, y - 4), (x, y + 4)]
            parts.append(svg.path(tip, closed=True, fill=colour))
    return parts


def _described(chart: FactsChart) -> str:
    missed = [row.label for row in chart.rows if row.missed]
    unforeseen = [row.label for row in chart.rows if row.unforeseen]
    return (
        f"{len(chart.rows)} facts. Missed: {', '.join(missed) or 'none'}. Met, and not to be expected again: "
        f"{', '.join(unforeseen) or 'none'}."
    )
