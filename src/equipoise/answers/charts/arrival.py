"""Who would come, and by when: the probability that troops have arrived, against days since the call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from equipoise.answers.answer import Chart
from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import is_narrow
from equipoise.answers.charts.palette import GREY, INK, PAPER, RULE
from equipoise.answers.numbers import format_estimate
from equipoise.answers.sheet import Cell, Sheet
from equipoise.interval import Estimate, Interval

PLOT_HEIGHT = 300.0
PANEL_HEIGHT = 120.0
LABEL_STEP = 33.0
LABEL_INDENT = 18.0
TOGETHER = 3
SHADOW = "#c3c8cd"


@dataclass(frozen=True, slots=True)
class _Line:
    """One addressee's curve: probabilities [%] by day, and whether the record holds calls of this sort."""

    key: str
    label: str
    days: tuple[float, ...]
    chances: tuple[Estimate, ...]
    supported: bool

    def at_end(self) -> Estimate:
        """Return the probability on the last day."""
        return self.chances[-1] if self.chances else Estimate(None)


@dataclass(frozen=True, slots=True)
class _Happened:
    """What came in the case: on which day since the call, in a few words, and in whose panel; empty for all."""

    day: float
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is drawn."""

    lines: tuple[_Line, ...]
    happened: tuple[_Happened, ...]


def draw(chart: Chart, sheets: tuple[Sheet, ...], width: float, ident: str, colours: Mapping[str, str]) -> Markup:
    """Draw the curves with their bands, together where they are few, else in a panel each.

    Parameters
    ----------
    chart : Chart
        Options: ``days``, the last day drawn; ``most``, how many addressees; all by default.
    sheets : tuple of Sheet
        The first with ``addressee`` (code that fixes the colour), ``name``, ``day``, ``value`` (estimate [%]; missing
        where nothing is known) and ``in_support``, rows of an addressee together; a second, if there is one, with
        ``day``, ``what`` and ``addressee`` (empty for all panels): what came in the case.
    width : float
        Width of the drawing [px].
    ident : str
        Unique on the page.
    colours : mapping of str to str
        Colour of each addressee.
    """
    plan = _Plan(_lines(chart, sheets[0]), tuple(_marks(sheets[1:])))
    room = _gutter(width) - LABEL_INDENT
    too_long = any(svg.text_width(curve.label, 13, bold=True) > room for curve in plan.lines)
    many = len(plan.lines) > TOGETHER or too_long
    body, y = (_panels if many else _together)(plan, width, colours)
    if any(not curve.supported for curve in plan.lines):
        body += _dash_key(y + 14)
        y += 22
    return svg.document(width, y, ident, chart.caption.title, describe(plan), body)


def _lines(chart: Chart, sheet: Sheet) -> tuple[_Line, ...]:
    last, most = chart.options.get("days"), chart.options.get("most")
    rows: dict[str, list[dict[str, Cell]]] = {}
    for row in sheet.records():
        found = rows.setdefault(str(row["addressee"]), [])
        if row["day"] is not None and (last is None or _number(row["day"]) <= last):
            found.append(row)
    labels = {str(row["addressee"]): row for row in sheet.records()}
    made = [
        _Line(
            key,
            str(labels[key]["name"]),
            tuple(_number(row["day"]) for row in found),
            tuple(_estimate(row["value"]) for row in found),
            labels[key]["in_support"] is not False,
        )
        for key, found in rows.items()
    ]
    return tuple(made[:most])


def _marks(sheets: Sequence[Sheet]) -> list[_Happened]:
    rows = [row for sheet in sheets for row in sheet.records()]
    return [_Happened(_number(row["day"]), str(row["what"]), str(row["addressee"] or "")) for row in rows]


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


def _estimate(cell: Cell) -> Estimate:
    return cell if isinstance(cell, Estimate) else Estimate(cell if isinstance(cell, Interval) else None)


def _written(chance: Estimate) -> str:
    return format_estimate(Estimate(chance.interval, unit="%"), 0)


def _gutter(width: float) -> float:
    return 128.0 if is_narrow(width) else 190.0


def _last_day(plan: _Plan) -> float:
    return max([day for curve in plan.lines for day in curve.days] + [mark.day for mark in plan.happened] + [1.0])


def _together(plan: _Plan, width: float, colours: Mapping[str, str]) -> tuple[list[Markup], float]:
    top = 12 + 18.0 * len(plan.happened)
    bottom = top + PLOT_HEIGHT
    x = svg.Scale(0.0, _last_day(plan), 40.0, width - _gutter(width))
    y = svg.Scale(0.0, 100.0, bottom, top)
    body = [*_axes(x, y, (0, 25, 50, 75, 100))]
    if not plan.lines:
        body.append(svg.hint(x.start + 12, (top + bottom) / 2, "no data", size=13))
    for curve in plan.lines:
        body += _curve(curve, x, y, colours[curve.key])
    body += _markers(plan.happened, x, 12.0, bottom, x.end + 120)
    body += _labels(plan.lines, x, y, width, colours)
    body.append(svg.hint(x.end, bottom + 35, "days since the call", anchor="end"))
    return body, bottom + 42


def _panels(plan: _Plan, width: float, colours: Mapping[str, str]) -> tuple[list[Markup], float]:
    columns = 2 if is_narrow(width) else 3
    gap = 14.0 if is_narrow(width) else 28.0
    panel = (width - gap * (columns - 1)) / columns
    last = _last_day(plan)
    body: list[Markup] = []
    top = 0.0
    for start in range(0, len(plan.lines), columns):
        band = plan.lines[start : start + columns]
        names = [svg.wrap(curve.label, panel, 13, bold=True) for curve in band]
        head = 16.0 * max(len(name) for name in names) + 18
        plot = (top + head + 10, top + head + 10 + PANEL_HEIGHT)
        for column, (curve, name) in enumerate(zip(band, names, strict=True)):
            left = column * (panel + gap)
            x = svg.Scale(0.0, last, left + 26, left + panel - 9)
            y = svg.Scale(0.0, 100.0, plot[1], plot[0])
            body += _panel_head(curve, name, left, top, colours[curve.key])
            body += _axes(x, y, (0, 50, 100), days=3)
            body += [_shadow(other, x, y) for other in plan.lines if other is not curve]
            body += _curve(curve, x, y, colours[curve.key])
            marks = [mark for mark in plan.happened if mark.key in {"", curve.key}]
            body += _markers(marks, x, plot[0] + 6, plot[1], left + panel)
        top = plot[1] + 34
    body.append(svg.hint(0, top + 2, "% by days since the call; in grey: the other addressees"))
    return body, top + 6


def _panel_head(curve: _Line, name: Sequence[str], left: float, top: float, colour: str) -> list[Markup]:
    parts = [svg.text(left, top + 14 + 16 * n, words, bold=True, fill=colour) for n, words in enumerate(name)]
    number = curve.at_end()
    words = _written(number)
    below = top + 14 + 16 * len(name)
    parts.append(svg.text(left, below, words, fill=GREY if number.missing else INK, italic=number.missing))
    if curve.days:
        parts.append(svg.hint(left + svg.text_width(f"{words} "), below, f"day {curve.days[-1]:g}"))
    return parts


def _shadow(curve: _Line, x: svg.Scale, y: svg.Scale) -> Markup:
    points = _points(curve, x, y)
    return svg.path(points, fill="none", stroke=SHADOW, stroke_width=1.25) if points else Markup("")


def _points(curve: _Line, x: svg.Scale, y: svg.Scale) -> list[tuple[float, float]]:
    points = ((day, chance.value) for day, chance in zip(curve.days, curve.chances, strict=True))
    return [(x(day), y(value)) for day, value in points if value is not None]


def describe(plan: _Plan) -> str:
    """Return the ends of the curves as text."""
    ends = "; ".join(
        f"{curve.label} {_written(curve.at_end())}{'' if curve.supported else ' (unlike the cases seen)'}"
        for curve in plan.lines
    )
    marks = "; ".join(f"{mark.label} (day {mark.day:g})" for mark in plan.happened)
    happened = f" What happened: {marks}." if marks else ""
    return f"Probability that troops have arrived by the last day: {ends or 'no data'}.{happened}"


def _axes(x: svg.Scale, y: svg.Scale, levels: Sequence[int], days: int = 6) -> list[Markup]:
    parts = []
    for level in levels:
        parts.append(svg.line(x.start, y(level), x.end, y(level), stroke=INK if level == 0 else RULE))
        parts.append(svg.hint(x.start - 5, y(level) + 4, str(level), anchor="end"))
    for day in svg.ticks(0.0, x.high, days):
        parts.append(svg.line(x(day), y.start, x(day), y.start + 4, stroke=INK))
        parts.append(svg.hint(x(day), y.start + 17, f"{day:g}", anchor="middle"))
    return parts


def _curve(curve: _Line, x: svg.Scale, y: svg.Scale, colour: str) -> list[Markup]:
    parts: list[Markup] = []
    has_points = any(chance.value is not None for chance in curve.chances)
    ends = [
        (day, chance.low, chance.high)
        for day, chance in zip(curve.days, curve.chances, strict=True)
        if chance.low is not None and chance.high is not None
    ]
    if len(ends) > 1:
        outline = [(x(day), y(high)) for day, _, high in ends] + [(x(day), y(low)) for day, low, _ in reversed(ends)]
        open_band = {"fill": "none", "stroke": colour, "stroke_width": 1.25, "stroke_dasharray": "2 2"}
        style = {"fill": colour, "fill_opacity": 0.14} if has_points else open_band
        parts.append(svg.path(outline, closed=True, class_="band", **style))
    points = _points(curve, x, y)
    if points:
        dash = None if curve.supported else "6 4"
        parts.append(
            svg.path(points, fill="none", stroke=PAPER, stroke_width=4.5, stroke_opacity=0.7),
        )
        parts.append(
            svg.path(points, fill="none", stroke=colour, stroke_width=2.25, stroke_dasharray=dash, class_="point")
        )
        parts.append(svg.tag("circle", cx=points[-1][0], cy=points[-1][1], r=3.5, fill=colour, class_="point"))
    return parts


def _label_level(curve: _Line) -> float:
    extent = curve.at_end().extent()
    value = curve.at_end().value
    if value is not None:
        return value
    return sum(extent) / len(extent) if extent else 0.0


def _labels(
    lines: Sequence[_Line], x: svg.Scale, y: svg.Scale, width: float, colours: Mapping[str, str]
) -> list[Markup]:
    wanted = [y(_label_level(curve)) for curve in lines]
    placed = svg.spread_apart(wanted, LABEL_STEP, y.end + 4, y.start - 10)
    left = x.end + LABEL_INDENT
    parts = []
    for curve, level, target in zip(lines, placed, wanted, strict=True):
        colour = colours[curve.key]
        parts.append(svg.path([(x.end + 5, target), (left - 4, level)], fill="none", stroke=colour, stroke_opacity=0.6))
        parts.append(svg.text(left, level + 1, curve.label, bold=True, fill=colour))
        value = svg.shorten(_written(curve.at_end()), width - left, 12)
        parts.append(svg.text(left, level + 15, value, size=12))
    return parts


def _markers(marks: Sequence[_Happened], x: svg.Scale, level: float, bottom: float, limit: float) -> list[Markup]:
    """Return dotted lines for what happened, their words one below the other from ``level`` on."""
    lines, words = [], []
    for mark in marks:
        at = x(mark.day)
        lines.append(svg.line(at, level - 8, at, bottom, stroke=INK, width=1.5, dash="1.5 2.5"))
        for part in svg.wrap(mark.label, max(limit - at - 6, 40.0), 12):
            words.append(svg.text(at + 6, level + 1, part, size=12, italic=True, halo=True))
            level += 14
        level += 4
    return lines + words


def _dash_key(y: float) -> list[Markup]:
    return [
        svg.line(0, y - 4, 34, y - 4, stroke=GREY, width=2.25, dash="6 4"),
        svg.hint(42, y, "dashed: unlike the cases that the model has seen"),
    ]
