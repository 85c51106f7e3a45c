"""Fan charts of a crisis: quantiles over the days, with the dated facts marked on them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from equipoise.answers.answer import Chart
from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import is_narrow
from equipoise.answers.charts.palette import ACCENT, GREY, INK, PAPER, RULE
from equipoise.answers.numbers import format_figure
from equipoise.answers.sheet import Sheet, as_estimate
from equipoise.answers.vocabulary import title_of

FILL = "#0069a8"
GAP = 34
MARK_ROW = 20


@dataclass(frozen=True, slots=True)
class _FanPanel:
    """One quantity: its title, its quantiles by step (5, 25, 50, 75, 95 %), and what is recorded of its peak or sum."""

    title: str
    quantiles: tuple[tuple[float, ...], ...]
    known: tuple[float, float] | None = None

    @property
    def known_label(self) -> str:
        if self.known is None:
            return ""
        ends = list(dict.fromkeys(format_figure(end, 0) for end in self.known))
        return f"recorded: {'–'.join(ends)}"


@dataclass(frozen=True, slots=True)
class _Mark:
    """A dated fact: a name, and the ends between which it lies [days from the start]."""

    label: str
    low: float
    high: float


def draw(
    chart: Chart,
    sheets: tuple[Sheet, ...],
    width: float,
    ident: str,
    colours: Mapping[str, str],  # noqa: ARG001 - one colour for all quantities
) -> Markup:
    """Draw fan charts.

    Parameters
    ----------
    chart : Chart
        Its caption is the title of the drawing. Options: ``start`` (day 0, ISO), ``steps_a_day``, ``known`` (by
        quantity: ends of what is recorded of its peak or sum).
    sheets : tuple of Sheet
        The first with a row a quantity and step: ``quantity``, ``step``, ``quantile_5`` to ``quantile_95``; the second
        with the dated facts: ``fact``, ``day`` (estimate).
    width : float
        Width of the drawing [px].
    ident : str
        Unique on the page.
    colours : mapping of str to str
        Not used.
    """
    narrow = is_narrow(width)
    height = 92.0 if narrow else 112.0
    panels, dated = _panels(chart, sheets[0]), _dated(sheets[1])
    steps = int(chart.options["steps_a_day"])
    days = shown_days(panels, dated, steps)
    across = svg.Scale(0.0, float(days), 46.0, width - 10)
    marks, lanes = _marks(dated, across)
    top = lanes * MARK_ROW + 12.0
    bottom = top + len(panels) * (height + GAP)
    body = [_hairlines(dated, across, lanes * MARK_ROW, bottom - 4), *marks]
    for n, panel in enumerate(panels):
        begin = top + n * (height + GAP) + GAP - 8
        body += _panel(panel, steps, days, across, begin, begin + height - 10)
    axis, reached = _axis(date.fromisoformat(chart.options["start"]), days, across, bottom, narrow=narrow)
    key, reached = _key(dated, reached + 10, width)
    said = describe(chart.caption.subtitle, panels)
    return svg.document(width, reached + 4, ident, chart.caption.title, said, [*body, *axis, *key])


def _panels(chart: Chart, sheet: Sheet) -> list[_FanPanel]:
    """Return the quantities in the order of the sheet."""
    found: dict[str, list[tuple[float, ...]]] = {}
    names = [column.name for column in sheet.columns if column.name.startswith("quantile_")]
    for row in sheet.records():
        values = [row[name] for name in names]
        found.setdefault(str(row["quantity"]), []).append(tuple(v for v in values if isinstance(v, int | float)))
    words, known = sheet.column("quantity").words, chart.options["known"]
    return [_FanPanel(title_of(words, key), tuple(rows), known.get(key)) for key, rows in found.items()]


def _dated(sheet: Sheet) -> list[_Mark]:
    days = ((str(row["fact"]), as_estimate(row["day"])) for row in sheet.records())
    return [_Mark(label, day.low or 0.0, day.high or 0.0) for label, day in days]


def shown_days(panels: Sequence[_FanPanel], dated: Sequence[_Mark], steps_a_day: int) -> int:
    """Return the days that are worth drawing: to the last one on which something still changes, and two more."""
    last = 1
    for panel in panels:
        moving = [n for n in range(1, len(panel.quantiles)) if panel.quantiles[n] != panel.quantiles[n - 1]]
        last = max([last, *moving])
    ends = [mark.high for mark in dated]
    steps = max((len(panel.quantiles) for panel in panels), default=steps_a_day)
    whole = max(1, steps // steps_a_day)
    return min(whole, math.ceil(max([last / steps_a_day, *ends])) + 2)


def _panel(panel: _FanPanel, steps_a_day: int, days: int, across: svg.Scale, top: float, bottom: float) -> list[Markup]:
    rows = panel.quantiles[: days * steps_a_day]
    highest = max([row[-1] for row in rows] + ([panel.known[1]] if panel.known else []))
    up = svg.Scale(0.0, svg.nice_top(highest, 3), bottom, top)
    parts = [svg.text(across.start, top - 8, panel.title, size=12.5, bold=True, halo=True)]
    for tick in svg.ticks(0.0, up.high, 3):
        parts.append(svg.line(across.start, up(tick), across.end, up(tick), stroke=RULE, width=0.75))
        parts.append(svg.hint(across.start - 6, up(tick) + 4, svg.short_count(round(tick, 6)), anchor="end"))
    points = [(n + 0.5) / steps_a_day for n in range(len(rows))]
    for low, high, opacity in ((0, 4, 0.18), (1, 3, 0.34)):
        outline = [(across(x), up(row[high])) for x, row in zip(points, rows, strict=True)]
        outline += [(across(x), up(row[low])) for x, row in reversed(list(zip(points, rows, strict=True)))]
        parts.append(svg.path(outline, closed=True, fill=FILL, fill_opacity=opacity, class_="band"))
    middle = [(across(x), up(row[2])) for x, row in zip(points, rows, strict=True)]
    parts.append(svg.path(middle, fill="none", stroke=FILL, stroke_width=2, class_="point"))
    return parts + _known(panel, across, up)


def _known(panel: _FanPanel, across: svg.Scale, up: svg.Scale) -> list[Markup]:
    """Draw what is recorded as a band across the panel, its words at the right above it."""
    if panel.known is None:
        return []
    low, high = up(panel.known[0]), up(panel.known[1])
    words = svg.shorten(
        panel.known_label, across.end - across.start - svg.text_width(panel.title, 12.5, bold=True) - 12, 12
    )
    return [
        svg.rect(
            across.start,
            high,
            across.end - across.start,
            max(low - high, 2.5),
            fill=ACCENT,
            fill_opacity=0.2,
            class_="fact",
        ),
        svg.text(across.end, up.end - 8, words, size=12, anchor="end", fill=ACCENT, halo=True),
    ]


def _marks(marks: Sequence[_Mark], across: svg.Scale) -> tuple[list[Markup], int]:
    """Draw the dated facts as numbered spans above the panels, in as many lanes as they need."""
    parts: list[Markup] = []
    ends: list[float] = []
    for n, mark in enumerate(marks, start=1):
        left, right = across(mark.low), across(mark.high)
        middle = (left + right) / 2
        begin, end = min(left, middle - 9), max(right, middle + 9)
        lane = next((k for k, taken in enumerate(ends) if taken + 3 <= begin), len(ends))
        if lane == len(ends):
            ends.append(0.0)
        ends[lane] = end
        y = lane * MARK_ROW + 10.0
        parts.append(svg.line(left, y, max(right, left + 1), y, stroke=ACCENT, width=3))
        parts.append(svg.tag("circle", cx=middle, cy=y, r=8.5, fill=ACCENT, stroke=PAPER, class_="mark"))
        parts.append(svg.text(middle, y + 4.2, str(n), size=12, anchor="middle", fill=PAPER, bold=True))
    return parts, max(1, len(ends))


def _hairlines(marks: Sequence[_Mark], across: svg.Scale, top: float, bottom: float) -> Markup:
    lines = [
        svg.line(across((mark.low + mark.high) / 2), top, across((mark.low + mark.high) / 2), bottom, stroke=ACCENT,
                 width=0.6, dash="2 3")
        for mark in marks
    ]  # fmt: skip
    return svg.tag("g", *lines, opacity="0.6")


def _axis(start: date, days: int, across: svg.Scale, y: float, *, narrow: bool) -> tuple[list[Markup], float]:
    parts = [svg.line(across.start, y, across.end, y, stroke=INK)]
    step = max(1, math.ceil(days / (5 if narrow else 11)))
    for day in range(0, days + 1, step):
        parts.append(svg.line(across(day), y, across(day), y + 5, stroke=INK))
        when = start + timedelta(days=day)
        words = f"{when.day} {when:%b}" if day == 0 or when.day <= step else str(when.day)
        parts.append(svg.hint(across(day), y + 19, words, anchor="start" if day == 0 else "middle"))
    return parts, y + 22


def _key(marks: Sequence[_Mark], y: float, width: float) -> tuple[list[Markup], float]:
    """Name the numbered facts below the chart."""
    if not marks:
        return [], y
    # No line breaks inside a name.
    told = " · ".join(f"{n} {mark.label}".replace(" ", "\N{NO-BREAK SPACE}") for n, mark in enumerate(marks, start=1))
    lines = svg.wrap(told, width, 12)
    return [svg.text(0, y + 14 + 17 * n, words, size=12, fill=GREY) for n, words in enumerate(lines)], y + 17 * len(
        lines
    )


def describe(subtitle: str, panels: Sequence[_FanPanel]) -> str:
    """Say for a screen reader what the panels show."""
    said = [subtitle.rstrip(".")]
    for panel in panels:
        highest = max(panel.quantiles, key=lambda row: row[2], default=(0.0,) * 5)
        known = f"; {panel.known_label}" if panel.known_label else ""
        said.append(f"{panel.title}: at its height {highest[2]:,.4g} ({highest[0]:,.4g} to {highest[4]:,.4g}){known}")
    return ". ".join(said) + "."
