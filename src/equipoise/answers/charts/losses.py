"""What closures cost: one bar per state that closes, or that loses, with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from equipoise.answers.answer import Chart
from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import bar, is_narrow
from equipoise.answers.charts.palette import ACCENT, GREY, RULE
from equipoise.answers.numbers import format_figure
from equipoise.answers.sheet import Sheet
from equipoise.interval import Estimate

ROW, BAR = 34.0, 12.0
LARGEST_LABEL = 150.0


@dataclass(frozen=True, slots=True)
class _LossRow:
    """One bar: its name, the loss [%], and days and share of the trade hit in words."""

    label: str
    loss: Estimate
    remark: str


def draw(
    chart: Chart,
    sheets: tuple[Sheet, ...],
    width: float,
    ident: str,
    colours: Mapping[str, str],  # noqa: ARG001 - bars have one colour
) -> Markup:
    """Draw one bar per row.

    Parameters
    ----------
    chart : Chart
        Its caption is the title of the drawing.
    sheets : tuple of Sheet
        One with columns ``name``, ``percent`` (estimate) and ``remark``, costliest first.
    width : float
        Width of the drawing [px].
    ident : str
        Unique on the page.
    colours : mapping of str to str
        Not used.
    """
    rows = _rows(sheets[0])
    narrow = is_narrow(width)
    lift = 18.0 if narrow else 0.0
    left = 0.0 if narrow else min(LARGEST_LABEL, max(svg.text_width(row.label, 13) for row in rows) + 14)
    ends = [end for row in rows for end in (row.loss.value, row.loss.high) if end is not None]
    top = svg.nice_top(max(ends, default=1.0))
    room = 0.0 if narrow else max(svg.text_width(row.remark, 12) for row in rows) + 14
    scale = svg.Scale(0.0, top, left, max(left + 120.0, width - max(room, 14.0)))
    body: list[Markup] = []
    height = (ROW + lift) * len(rows)
    for tick in svg.ticks(0.0, top, 4):
        body.append(svg.line(scale(tick), 2, scale(tick), height + 4, stroke=RULE, width=0.75))
        body.append(svg.text(scale(tick), height + 20, f"{format_figure(tick)} %", size=12, anchor="middle", fill=GREY))
    for place, row in enumerate(rows):
        y = 4 + place * (ROW + lift)
        body.append(svg.text(0, y + 12, svg.shorten(row.label, left or width, 13), halo=True))
        body += bar(row.loss, scale, y + lift, BAR + 4, ACCENT)
        if narrow:
            body.append(svg.hint(svg.text_width(row.label, 13) + 10, y + 12, svg.shorten(row.remark, width * 0.62, 12)))
        else:
            body.append(svg.hint(scale.end + 14, y + 12, row.remark))
    return svg.document(width, height + 28, ident, chart.caption.title, describe(rows), body)


def _rows(sheet: Sheet) -> tuple[_LossRow, ...]:
    rows: Iterable[Mapping[str, Any]] = sheet.records()
    return tuple(_LossRow(row["name"], Estimate(row["percent"]), row["remark"]) for row in rows)


def describe(rows: Sequence[_LossRow]) -> str:
    """Return the rows as text."""
    return "; ".join(
        f"{row.label}: {format_figure(row.loss.value or 0.0)} % of the value, {row.remark}" for row in rows
    )
