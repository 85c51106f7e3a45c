"""What the closure of each transit state costs: one bar per state, with its interval."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import Caption, bar, is_narrow
from equipoise.answers.charts.palette import ACCENT, GREY, RULE
from equipoise.answers.numbers import Number, format_figure

ROW, BAR = 34.0, 12.0
LARGEST_LABEL = 150.0


@dataclass(frozen=True, slots=True)
class LossRow:
    """The closure of one state.

    Parameters
    ----------
    label : str
        State that closes.
    loss : Number
        Part of the value of the cargo that is lost [%].
    remark : str
        Days, and what part of the trade is hit, in words.
    """

    label: str
    loss: Number
    remark: str


@dataclass(frozen=True, slots=True)
class LossChart:
    """Closures by what they cost.

    Parameters
    ----------
    caption : Caption
        Words around the chart.
    rows : tuple of LossRow
        Costliest first.
    """

    caption: Caption
    rows: tuple[LossRow, ...]


def draw(chart: LossChart, width: float, ident: str) -> Markup:
    """Draw one bar per state that closes.

    Parameters
    ----------
    chart : LossChart
        What is shown.
    width : float
        Width of the drawing [px].
    ident : str
        Unique on the page.
    """
    narrow = is_narrow(width)
    lift = 18.0 if narrow else 0.0
    left = 0.0 if narrow else min(LARGEST_LABEL, max(svg.text_width(row.label, 13) for row in chart.rows) + 14)
    ends = [end for row in chart.rows for end in (row.loss.value, row.loss.ceiling) if end is not None]
    top = svg.nice_top(max(ends, default=1.0))
    room = 0.0 if narrow else max(svg.text_width(row.remark, 12) for row in chart.rows) + 14
    scale = svg.Scale(0.0, top, left, max(left + 120.0, width - max(room, 14.0)))
    body: list[Markup] = []
    height = (ROW + lift) * len(chart.rows)
    for tick in svg.ticks(0.0, top, 4):
        body.append(svg.line(scale(tick), 2, scale(tick), height + 4, stroke=RULE, width=0.75))
        body.append(svg.text(scale(tick), height + 20, f"{format_figure(tick)} %", size=12, anchor="middle", fill=GREY))
    for place, row in enumerate(chart.rows):
        y = 4 + place * (ROW + lift)
        body.append(svg.text(0, y + 12, svg.shorten(row.label, left or width, 13), halo=True))
        body += bar(row.loss, scale, y + lift, BAR + 4, ACCENT)
        if narrow:
            body.append(svg.hint(svg.text_width(row.label, 13) + 10, y + 12, svg.shorten(row.remark, width * 0.62, 12)))
        else:
            body.append(svg.hint(scale.end + 14, y + 12, row.remark))
    return svg.document(width, height + 28, ident, chart.caption.title, describe(chart), body)


def describe(chart: LossChart) -> str:
    """Return the rows as text."""
    return "; ".join(
        f"{row.label}: {format_figure(row.loss.value or 0.0)} % of the value, {row.remark}" for row in chart.rows
    )
