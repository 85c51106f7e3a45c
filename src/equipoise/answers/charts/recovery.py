"""Setback and recovery: the difference to the world without the event, year by year, one panel for each series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from markupsafe import Markup

from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import Caption, is_narrow
from equipoise.answers.charts.palette import ACCENT, GREY, INK, PAPER, RULE
from equipoise.answers.numbers import format_figure
from equipoise.errors import DataError

PANEL_HEIGHT = 132.0
CHANCE = "#d9dde1"
LINE = "#0069a8"
_LINE_STEP = 15.0


@dataclass(frozen=True, slots=True)
class PathPanel:
    """One series.

    Parameters
    ----------
    title, unit : str
        What is measured, and in which unit.
    remark : str
        What can be told, and from how many events.
    offsets : tuple of int
        Years from the event.
    effect, low, high : tuple of float or None
        Difference, and its interval; None where nothing is known.
    chance_low, chance_high : tuple of float or None
        Range of the same for events that did not happen.
    told : str
        "loss", "gain", "cannot be told" or "no data".
    """

    title: str
    unit: str
    remark: str
    offsets: tuple[int, ...]
    effect: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    chance_low: tuple[float | None, ...]
    chance_high: tuple[float | None, ...]
    told: str = "cannot be told"

    def __post_init__(self) -> None:
        rows = (self.effect, self.low, self.high, self.chance_low, self.chance_high)
        if {len(row) for row in rows} != {len(self.offsets)}:
            raise DataError(f"the path of {self.title!r} has rows of different lengths")


@dataclass(frozen=True, slots=True)
class RecoveryChart:
    """Paths of several series, of a panel of events or of a case.

    Parameters
    ----------
    caption : Caption
        Words around the chart.
    panels : tuple of PathPanel
        Series.
    """

    caption: Caption
    panels: tuple[PathPanel, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """How many losses were not undone yet.

    Parameters
    ----------
    title, remark : str
        Series, and how many losses there were.
    years, share, low, high : tuple of float
        Years since the loss; share not yet back, and its interval [%].
    """

    title: str
    remark: str
    years: tuple[float, ...]
    share: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SurvivalChart:
    """Survival of setbacks, one panel for each series.

    Parameters
    ----------
    caption : Caption
        Words around the chart.
    curves : tuple of Curve
        Series.
    last : float
        Years shown.
    """

    caption: Caption
    curves: tuple[Curve, ...]
    last: float = 10.0


_Item = TypeVar("_Item", PathPanel, Curve)


@dataclass(frozen=True, slots=True)
class _Frame:
    left: float
    top: float
    width: float

    def scale(self, offsets: Sequence[float]) -> svg.Scale:
        return svg.Scale(min(offsets), max(*offsets, min(offsets) + 1), self.left + 34, self.left + self.width - 8)


def draw(chart: RecoveryChart, width: float, ident: str) -> Markup:
    """Draw the paths, each in a panel of its own with its own scale.

    Parameters
    ----------
    chart : RecoveryChart
        What is shown.
    width : float
        Width of the drawing [px].
    ident : str
        Unique on the page.

    Notes
    -----
    Grey: the range in which nine of ten events that did not happen lie. Blue: the mean with its interval. A dotted
    line parts the years before from the year of the event.
    """
    body: list[Markup] = []
    bottom = 0.0
    for panels, frames, top in _rows(chart.panels, width):
        heads = [_head(panel, frame) for panel, frame in zip(panels, frames, strict=True)]
        plot = top + max(height for _, height in heads)
        for panel, frame, (words, _) in zip(panels, frames, heads, strict=True):
            body += [*words, *_path(panel, frame, plot)]
        bottom = plot + PANEL_HEIGHT
        body.append(svg.hint(0, bottom + 30, "years from the event"))
    if not chart.panels:
        body.append(svg.hint(0, 20, "no data", size=13))
    parts, bottom = _key(bottom + 52, width)
    return svg.document(width, bottom, ident, chart.caption.title, describe(chart), [*body, *parts])


def draw_survival(chart: SurvivalChart, width: float, ident: str) -> Markup:
    """Draw the share of losses that were not undone yet, against years since the loss.

    Parameters
    ----------
    chart : SurvivalChart
        What is shown.
    width : float
        Width of the drawing [px].
    ident : str
        Unique on the page.
    """
    body: list[Markup] = []
    bottom = 20.0
    for curves, frames, top in _rows(chart.curves, width):
        heads = [_head(curve, frame) for curve, frame in zip(curves, frames, strict=True)]
        plot = top + max(height for _, height in heads)
        for curve, frame, (words, _) in zip(curves, frames, heads, strict=True):
            body += [*words, *_steps(curve, frame, plot, chart.last)]
        bottom = plot + PANEL_HEIGHT
        body.append(svg.hint(0, bottom + 30, "years since the loss"))
    if not chart.curves:
        body.append(svg.hint(0, 14, "no data", size=13))
    return svg.document(width, bottom + 36, ident, chart.caption.title, _told(chart), body)


def describe(chart: RecoveryChart) -> str:
    """Return the last values of the paths as text."""
    said = []
    for panel in chart.panels:
        known = [(k, value) for k, value in zip(panel.offsets, panel.effect, strict=True) if value is not None]
        last = f"{format_figure(known[-1][1])} {panel.unit} in year {known[-1][0]}" if known else "no data"
        said.append(f"{panel.title}: {last} ({panel.told})")
    return "Difference to the world without the event. " + "; ".join(said) + "."


def _told(chart: SurvivalChart) -> str:
    said = [f"{curve.title}: {format_figure(curve.share[-1], 0)} % not back" for curve in chart.curves if curve.share]
    return "Share of losses not undone at the end of what is seen. " + "; ".join(said) + "."


def _rows(items: Sequence[_Item], width: float) -> Iterator[tuple[Sequence[_Item], list[_Frame], float]]:
    """Yield the items row by row, with the frame of each and the top of the row."""
    columns = 1 if is_narrow(width) else 3
    gap = 26.0
    panel = (width - gap * (columns - 1)) / columns
    top = 0.0
    for start in range(0, len(items), columns):
        row = items[start : start + columns]
        yield row, [_Frame(n * (panel + gap), top, panel) for n in range(len(row))], top
        tallest = max(_head_height(item, panel) for item in row)
        top += tallest + PANEL_HEIGHT + 44


def _head_height(item: PathPanel | Curve, panel: float) -> float:
    return _head(item, _Frame(0.0, 0.0, panel))[1]


def _head(item: PathPanel | Curve, frame: _Frame) -> tuple[list[Markup], float]:
    title, remark = item.title, item.remark
    unit = item.unit if isinstance(item, PathPanel) else "% not back yet"
    parts: list[Markup] = []
    y = frame.top
    for words in svg.wrap(title, frame.width, 13, bold=True):
        y += _LINE_STEP
        parts.append(svg.text(frame.left, y, words, bold=True))
    for words in svg.wrap(remark, frame.width, 12):
        y += _LINE_STEP
        colour = ACCENT if isinstance(item, PathPanel) and item.told == "loss" else GREY
        parts.append(svg.text(frame.left, y, words, size=12, fill=colour))
    y += _LINE_STEP
    parts.append(svg.hint(frame.left, y, svg.shorten(unit, frame.width, 12)))
    return parts, y - frame.top + 12


def _path(panel: PathPanel, frame: _Frame, top: float) -> list[Markup]:
    bottom = top + PANEL_HEIGHT
    rows = (panel.effect, panel.low, panel.high, panel.chance_low, panel.chance_high)
    extent = [value for row in rows for value in row if value is not None] or [-1.0, 1.0]
    pad = max(max(extent) - min(extent), 1e-6) * 0.06
    y = svg.Scale(min(*extent, 0.0) - pad, max(*extent, 0.0) + pad, bottom, top)
    x = frame.scale([float(k) for k in panel.offsets])
    parts = _axes(x, y, bottom, panel.offsets)
    parts += _band(panel.offsets, panel.chance_low, panel.chance_high, x, y, fill=CHANCE)
    parts += _band(panel.offsets, panel.low, panel.high, x, y, fill=LINE, fill_opacity=0.2)
    parts.append(svg.line(x.start, y(0.0), x.end, y(0.0), stroke=INK))
    at = x(-0.5)
    parts.append(svg.line(at, top, at, bottom, stroke=INK, width=1.25, dash="1.5 2.5"))
    points = [(x(k), y(v)) for k, v in zip(panel.offsets, panel.effect, strict=True) if v is not None]
    if points:
        parts.append(svg.path(points, fill="none", stroke=PAPER, stroke_width=4, stroke_opacity=0.7))
        parts.append(svg.path(points, fill="none", stroke=LINE, stroke_width=2.25, class_="point"))
        parts.append(svg.tag("circle", cx=points[-1][0], cy=points[-1][1], r=3, fill=LINE, class_="point"))
    else:
        parts.append(svg.hint((x.start + x.end) / 2, (top + bottom) / 2, "no data", anchor="middle"))
    return parts


def _axes(x: svg.Scale, y: svg.Scale, bottom: float, offsets: Sequence[float]) -> list[Markup]:
    parts = []
    for level in svg.ticks(y.low, y.high, 4):
        parts.append(svg.line(x.start, y(level), x.end, y(level), stroke=RULE))
        parts.append(svg.hint(x.start - 5, y(level) + 4, format_figure(level), anchor="end"))
    for year in svg.ticks(min(offsets), max(offsets), 4):
        parts.append(svg.line(x(year), bottom, x(year), bottom + 4, stroke=INK))
        parts.append(svg.hint(x(year), bottom + 16, format_figure(year, 0), anchor="middle"))
    return parts


def _band(
    offsets: Sequence[float],
    low: Sequence[float | None],
    high: Sequence[float | None],
    x: svg.Scale,
    y: svg.Scale,
    **style: object,
) -> list[Markup]:
    ends = [(k, a, b) for k, a, b in zip(offsets, low, high, strict=True) if a is not None and b is not None]
    if len(ends) < 2:
        return [svg.line(x(k), y(a), x(k), y(b), stroke=GREY) for k, a, b in ends]
    outline = [(x(k), y(b)) for k, _, b in ends] + [(x(k), y(a)) for k, a, _ in reversed(ends)]
    return [svg.path(outline, closed=True, class_="band", **style)]


def _steps(curve: Curve, frame: _Frame, top: float, last: float) -> list[Markup]:
    bottom = top + PANEL_HEIGHT
    x = frame.scale([0.0, last])
    y = svg.Scale(0.0, 100.0, bottom, top)
    parts = []
    for level in (0, 50, 100):
        parts.append(svg.line(x.start, y(level), x.end, y(level), stroke=INK if level == 0 else RULE))
        parts.append(svg.hint(x.start - 5, y(level) + 4, str(level), anchor="end"))
    marks = svg.ticks(0.0, last, 5)
    parts += [svg.hint(x(year), bottom + 16, format_figure(year, 0), anchor="middle") for year in marks]
    if not curve.years:
        return [*parts, svg.hint((x.start + x.end) / 2, (top + bottom) / 2, "too few losses", anchor="middle")]
    high, low, line = (_stairs(curve.years, row, last) for row in (curve.high, curve.low, curve.share))
    outline = [(x(k), y(v)) for k, v in high] + [(x(k), y(v)) for k, v in reversed(low)]
    parts.append(svg.path(outline, closed=True, fill=LINE, fill_opacity=0.2, class_="band"))
    parts.append(svg.path([(x(k), y(v)) for k, v in line], fill="none", stroke=LINE, stroke_width=2.25, class_="point"))
    return parts


def _stairs(years: Sequence[float], row: Sequence[float], last: float) -> list[tuple[float, float]]:
    """Return the corners of a step function from its values."""
    points: list[tuple[float, float]] = []
    for place, (year, value) in enumerate(zip(years, row, strict=True)):
        if year > last:
            break
        if place:
            points.append((year, row[place - 1]))
        points.append((year, value))
    end = min(last, max(years))
    if points and points[-1][0] < end:
        points.append((end, points[-1][1]))
    return points


def _key(y: float, width: float) -> tuple[list[Markup], float]:
    entries = (
        (svg.line(0, y - 4, 26, y - 4, stroke=LINE, width=2.25), "difference to the world without the event"),
        (svg.rect(0, y - 11, 26, 12, fill=LINE, fill_opacity=0.2), "its 90 % interval"),
        (svg.rect(0, y - 11, 26, 12, fill=CHANCE), "where nine of ten placebo events lie"),
    )
    parts: list[Markup] = []
    left, line = 0.0, 0.0
    for glyph, words in entries:
        wide = 34 + svg.text_width(words, 12) + 18
        if left and left + wide > width + 18:
            left, line = 0.0, line + 18
        parts.append(svg.tag("g", glyph, transform=f"translate({svg.coordinate(left)} {svg.coordinate(line)})"))
        parts.append(svg.hint(left + 34, y + line, words))
        left += wide
    return parts, y + line + 8
