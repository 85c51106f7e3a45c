"""Who would come, and by when: the probability that troops have arrived, against days since the call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import Caption, is_narrow
from equipoise.answers.charts.palette import GREY, INK, PAPER, RULE
from equipoise.answers.numbers import Number, format_number
from equipoise.errors import DataError

PLOT_HEIGHT = 300.0
PANEL_HEIGHT = 120.0
LABEL_STEP = 33.0
LABEL_INDENT = 18.0
TOGETHER = 3
SHADOW = "#c3c8cd"


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    """One addressee's curve.

    Parameters
    ----------
    key : str
        Code that fixes the colour.
    label : str
        Name as written at the end of the line.
    days : tuple of float
        Days since the call, increasing.
    value : tuple of (float or None)
        Probability [%] that troops have arrived by each day; None where only the interval is given.
    low, high : tuple of (float or None)
        Interval [%]; None where there is none.
    supported : bool
        False draws the line dashed: the addressee lies outside the model's support.
    """

    key: str
    label: str
    days: tuple[float, ...]
    value: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    supported: bool = True

    def __post_init__(self) -> None:
        lengths = {len(self.days), len(self.value)} | {len(ends) for ends in (self.low, self.high) if ends}
        if lengths != {len(self.days)}:
            raise DataError(f"the curve of {self.label!r} has series of different lengths: {sorted(lengths)}")

    def at_end(self) -> Number:
        """Return the probability on the last day."""
        if not self.days:
            return Number(unit="%", digits=0)
        low = self.low[-1] if self.low else None
        high = self.high[-1] if self.high else None
        return Number(self.value[-1], low, high, unit="%", digits=0)


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened in the case.

    Parameters
    ----------
    day : float
        Days since the call.
    label : str
        What came, in a few words.
    key : str
        Addressee whose panel shows it; empty for all panels.
    """

    day: float
    label: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class ArrivalChart:
    """Curves of arrival for several addressees.

    Parameters
    ----------
    caption : Caption
        Words around the chart.
    lines : tuple of ArrivalLine
        Addressees.
    happened : tuple of Happened
        Markers for the case as it went; empty for a state without a crisis.
    """

    caption: Caption
    lines: tuple[ArrivalLine, ...]
    happened: tuple[Happened, ...] = ()


def draw(chart: ArrivalChart, width: float, ident: str, colours: Mapping[str, str]) -> Markup:
    """Draw the curves with their bands, together where they are few, else in a panel each.

    Parameters
    ----------
    chart : ArrivalChart
        What is shown.
    width : float
        Width of the drawing [px].
    ident : str
        Unique on the page.
    colours : mapping of str to str
        Colour of each addressee.
    """
    room = _gutter(width) - LABEL_INDENT
    too_long = any(svg.text_width(curve.label, 13, bold=True) > room for curve in chart.lines)
    many = len(chart.lines) > TOGETHER or too_long
    body, y = (_panels if many else _together)(chart, width, colours)
    if any(not curve.supported for curve in chart.lines):
        body += _dash_key(y + 14)
        y += 22
    return svg.document(width, y, ident, chart.caption.title, describe(chart), body)


def _gutter(width: float) -> float:
    return 128.0 if is_narrow(width) else 190.0


def _last_day(chart: ArrivalChart) -> float:
    return max([day for curve in chart.lines for day in curve.days] + [mark.day for mark in chart.happened] + [1.0])


def _together(chart: ArrivalChart, width: float, colours: Mapping[str, str]) -> tuple[list[Markup], float]:
    top = 12 + 18.0 * len(chart.happened)
    bottom = top + PLOT_HEIGHT
    x = svg.Scale(0.0, _last_day(chart), 40.0, width - _gutter(width))
    y = svg.Scale(0.0, 100.0, bottom, top)
    body = [*_axes(x, y, (0, 25, 50, 75, 100))]
    if not chart.lines:
        body.append(svg.hint(x.start + 12, (top + bottom) / 2, "no data", size=13))
    for curve in chart.lines:
        body += _curve(curve, x, y, colours[curve.key])
    body += _markers(chart.happened, x, 12.0, bottom, x.end + 120)
    body += _labels(chart.lines, x, y, width, colours)
    body.append(svg.hint(x.end, bottom + 35, "days since the call", anchor="end"))
    return body, bottom + 42


def _panels(chart: ArrivalChart, width: float, colours: Mapping[str, str]) -> tuple[list[Markup], float]:
    columns = 2 if is_narrow(width) else 3
    gap = 14.0 if is_narrow(width) else 28.0
    panel = (width - gap * (columns - 1)) / columns
    last = _last_day(chart)
    body: list[Markup] = []
    top = 0.0
    for start in range(0, len(chart.lines), columns):
        band = chart.lines[start : start + columns]
        names = [svg.wrap(curve.label, panel, 13, bold=True) for curve in band]
        head = 16.0 * max(len(name) for name in names) + 18
        plot = (top + head + 10, top + head + 10 + PANEL_HEIGHT)
        for column, (curve, name) in enumerate(zip(band, names, strict=True)):
            left = column * (panel + gap)
            x = svg.Scale(0.0, last, left + 26, left + panel - 9)
            y = svg.Scale(0.0, 100.0, plot[1], plot[0])
            body += _panel_head(curve, name, left, top, colours[curve.key])
            body += _axes(x, y, (0, 50, 100), days=3)
            body += [_shadow(other, x, y) for other in chart.lines if other is not curve]
            body += _curve(curve, x, y, colours[curve.key])
            marks = [mark for mark in chart.happened if mark.key in {"", curve.key}]
            body += _markers(marks, x, plot[0] + 6, plot[1], left + panel)
        top = plot[1] + 34
    body.append(svg.hint(0, top + 2, "% by days since the call; in grey: the other addressees"))
    return body, top + 6


def _panel_head(curve: ArrivalLine, name: Sequence[str], left: float, top: float, colour: str) -> list[Markup]:
    parts = [svg.text(left, top + 14 + 16 * n, words, bold=True, fill=colour) for n, words in enumerate(name)]
    number = curve.at_end()
    words = format_number(number)
    below = top + 14 + 16 * len(name)
    parts.append(svg.text(left, below, words, fill=GREY if number.missing else INK, italic=number.missing))
    if curve.days:
        parts.append(svg.hint(left + svg.text_width(f"{words} "), below, f"day {curve.days[-1]:g}"))
    return parts


def _shadow(curve: ArrivalLine, x: svg.Scale, y: svg.Scale) -> Markup:
    points = _points(curve, x, y)
    return svg.path(points, fill="none", stroke=SHADOW, stroke_width=1.25) if points else Markup("")


def _points(curve: ArrivalLine, x: svg.Scale, y: svg.Scale) -> list[tuple[float, float]]:
    return [(x(day), y(value)) for day, value in zip(curve.days, curve.value, strict=True) if value is not None]


def describe(chart: ArrivalChart) -> str:
    """Return the ends of the curves as text."""
    ends = "; ".join(
        f"{curve.label} {format_number(curve.at_end())}{'' if curve.supported else ' (unlike the cases seen)'}"
        for curve in chart.lines
    )
    marks = "; ".join(f"{mark.label} (day {mark.day:g})" for mark in chart.happened)
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


def _curve(curve: ArrivalLine, x: svg.Scale, y: svg.Scale, colour: str) -> list[Markup]:
    parts: list[Markup] = []
    has_points = any(value is not None for value in curve.value)
    ends = [
        (day, low, high)
        for day, low, high in zip(curve.days, curve.low, curve.high, strict=False)
        if low is not None and high is not None
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


def _label_level(curve: ArrivalLine) -> float:
    extent = curve.at_end().extent()
    value = curve.at_end().value
    if value is not None:
        return value
    return sum(extent) / len(extent) if extent else 0.0


def _labels(
    lines: Sequence[ArrivalLine], x: svg.Scale, y: svg.Scale, width: float, colours: Mapping[str, str]
) -> list[Markup]:
    wanted = [y(_label_level(curve)) for curve in lines]
    placed = svg.spread_apart(wanted, LABEL_STEP, y.end + 4, y.start - 10)
    left = x.end + LABEL_INDENT
    parts = []
    for curve, level, target in zip(lines, placed, wanted, strict=True):
        colour = colours[curve.key]
        parts.append(svg.path([(x.end + 5, target), (left - 4, level)], fill="none", stroke=colour, stroke_opacity=0.6))
        parts.append(svg.text(left, level + 1, curve.label, bold=True, fill=colour))
        value = svg.shorten(format_number(curve.at_end()), width - left, 12)
        parts.append(svg.text(left, level + 15, value, size=12))
    return parts


def _markers(marks: Sequence[Happened], x: svg.Scale, level: float, bottom: float, limit: float) -> list[Markup]:
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
