"""Setback and recovery: the difference to the world without the event, year by year, one panel for each series."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from equipoise.answers.answer import Chart
from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import is_narrow
from equipoise.answers.charts.palette import ACCENT, GREY, INK, PAPER, RULE
from equipoise.answers.numbers import format_figure
from equipoise.answers.sheet import Cell, Sheet, as_estimate
from equipoise.interval import Estimate

PANEL_HEIGHT = 132.0
CHANCE = "#d9dde1"
LINE = "#0069a8"
_LINE_STEP = 15.0


@dataclass(frozen=True, slots=True)
class _SeriesPanel:
    """One series: what its head says, and its rows of years with an estimate each."""

    title: str
    unit: str
    remark: str
    told: str
    years: tuple[float, ...]
    values: tuple[Estimate, ...]
    chance: tuple[Estimate, ...] = ()


@dataclass(frozen=True, slots=True)
class _Frame:
    left: float
    top: float
    width: float

    def scale(self, offsets: Sequence[float]) -> svg.Scale:
        return svg.Scale(min(offsets), max(*offsets, min(offsets) + 1), self.left + 34, self.left + self.width - 8)


def draw(
    chart: Chart,
    sheets: tuple[Sheet, ...],
    width: float,
    ident: str,
    colours: Mapping[str, str],  # noqa: ARG001 - one colour for all series
) -> Markup:
    """Draw the paths, each in a panel of its own with its own scale.

    Parameters
    ----------
    chart : Chart
        Its caption is the title of the drawing.
    sheets : tuple of Sheet
        The first with a row a series: ``series``, ``title``, ``unit``, ``worse``, ``remark``, ``told``; the second with
        a row a year: ``series``, ``offset``, ``effect``, ``placebo`` (estimates).
    width : float
        Width of the drawing [px].
    ident : str
        Unique on the page.
    colours : mapping of str to str
        Not used.

    Notes
    -----
    Grey: the range in which nine of ten events that did not happen lie. Blue: the mean with its interval. A dotted
    line parts the years before from the year of the event.
    """
    body: list[Markup] = []
    bottom = 0.0
    everything = _panels(sheets, "offset", "effect")
    for panels, frames, top in _rows(everything, width):
        heads = [_head(panel, frame) for panel, frame in zip(panels, frames, strict=True)]
        plot = top + max(height for _, height in heads)
        for panel, frame, (words, _) in zip(panels, frames, heads, strict=True):
            body += [*words, *_path(panel, frame, plot)]
        bottom = plot + PANEL_HEIGHT
        body.append(svg.hint(0, bottom + 30, "years from the event"))
    if not everything:
        body.append(svg.hint(0, 20, "no data", size=13))
    parts, bottom = _key(bottom + 52, width)
    return svg.document(width, bottom, ident, chart.caption.title, describe(everything), [*body, *parts])


def draw_survival(
    chart: Chart,
    sheets: tuple[Sheet, ...],
    width: float,
    ident: str,
    colours: Mapping[str, str],  # noqa: ARG001 - one colour for all series
) -> Markup:
    """Draw the share of losses that were not undone yet, against years since the loss.

    Parameters
    ----------
    chart : Chart
        Option ``last``: years shown.
    sheets : tuple of Sheet
        The first with a row a series: ``series``, ``title``, ``remark``; the second with ``series``, ``years`` and
        ``share`` (estimate in per cent).
    width : float
        Width of the drawing [px].
    ident : str
        Unique on the page.
    colours : mapping of str to str
        Not used.
    """
    body: list[Markup] = []
    bottom = 20.0
    last = float(chart.options.get("last", 10.0))
    everything = [panel for panel in _panels(sheets, "years", "share") if panel.years]
    for curves, frames, top in _rows(everything, width):
        heads = [_head(curve, frame) for curve, frame in zip(curves, frames, strict=True)]
        plot = top + max(height for _, height in heads)
        for curve, frame, (words, _) in zip(curves, frames, heads, strict=True):
            body += [*words, *_steps(curve, frame, plot, last)]
        bottom = plot + PANEL_HEIGHT
        body.append(svg.hint(0, bottom + 30, "years since the loss"))
    if not everything:
        body.append(svg.hint(0, 14, "no data", size=13))
    return svg.document(width, bottom + 36, ident, chart.caption.title, _told(everything), body)


def _panels(sheets: tuple[Sheet, ...], along: str, across: str) -> list[_SeriesPanel]:
    rows: dict[str, list[dict[str, Cell]]] = {}
    for row in sheets[1].records():
        rows.setdefault(str(row["series"]), []).append(row)
    panels = []
    for head in sheets[0].records():
        mine = rows.get(str(head["series"]), [])
        unit = f"{head['unit']}; {head['worse']} is the loss" if "unit" in head else "% not back yet"
        title = str(head["title"]).removesuffix(f" ({unit})")
        years = tuple(float(str(row[along])) for row in mine)
        values, chance = (tuple(as_estimate(row.get(name)) for row in mine) for name in (across, "placebo"))
        panels.append(_SeriesPanel(title, unit, str(head["remark"]), str(head.get("told", "")), years, values, chance))
    return panels


def describe(panels: Sequence[_SeriesPanel]) -> str:
    """Return the last values of the paths as text."""
    said = []
    for panel in panels:
        known = [
            (k, found.value) for k, found in zip(panel.years, panel.values, strict=True) if found.value is not None
        ]
        unit = panel.unit.partition(";")[0]
        last = f"{format_figure(known[-1][1])} {unit} in year {known[-1][0]:g}" if known else "no data"
        said.append(f"{panel.title}: {last} ({panel.told})")
    return "Difference to the world without the event. " + "; ".join(said) + "."


def _told(panels: Sequence[_SeriesPanel]) -> str:
    ends = [(panel.title, panel.values[-1].value) for panel in panels if panel.values]
    said = [f"{title}: {format_figure(share, 0)} % not back" for title, share in ends if share is not None]
    return "Share of losses not undone at the end of what is seen. " + "; ".join(said) + "."


def _rows(items: Sequence[_SeriesPanel], width: float) -> Iterator[tuple[Sequence[_SeriesPanel], list[_Frame], float]]:
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


def _head_height(item: _SeriesPanel, panel: float) -> float:
    return _head(item, _Frame(0.0, 0.0, panel))[1]


def _head(item: _SeriesPanel, frame: _Frame) -> tuple[list[Markup], float]:
    title, remark = item.title, item.remark
    parts: list[Markup] = []
    y = frame.top
    for words in svg.wrap(title, frame.width, 13, bold=True):
        y += _LINE_STEP
        parts.append(svg.text(frame.left, y, words, bold=True))
    for words in svg.wrap(remark, frame.width, 12):
        y += _LINE_STEP
        colour = ACCENT if item.told == "loss" else GREY
        parts.append(svg.text(frame.left, y, words, size=12, fill=colour))
    y += _LINE_STEP
    parts.append(svg.hint(frame.left, y, svg.shorten(item.unit, frame.width, 12)))
    return parts, y - frame.top + 12


def _path(panel: _SeriesPanel, frame: _Frame, top: float) -> list[Markup]:
    bottom = top + PANEL_HEIGHT
    extent = [end for found in (*panel.values, *panel.chance) for end in found.extent()] or [-1.0, 1.0]
    pad = max(max(extent) - min(extent), 1e-6) * 0.06
    y = svg.Scale(min(*extent, 0.0) - pad, max(*extent, 0.0) + pad, bottom, top)
    years = panel.years or (-1.0, 1.0)
    x = frame.scale(years)
    parts = _axes(x, y, bottom, years)
    parts += _band(panel.years, panel.chance, x, y, fill=CHANCE)
    parts += _band(panel.years, panel.values, x, y, fill=LINE, fill_opacity=0.2)
    parts.append(svg.line(x.start, y(0.0), x.end, y(0.0), stroke=INK))
    at = x(-0.5)
    parts.append(svg.line(at, top, at, bottom, stroke=INK, width=1.25, dash="1.5 2.5"))
    known = [(k, found.value) for k, found in zip(panel.years, panel.values, strict=True) if found.value is not None]
    points = [(x(k), y(value)) for k, value in known]
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
    years: Sequence[float], values: Sequence[Estimate], x: svg.Scale, y: svg.Scale, **style: object
) -> list[Markup]:
    found = [(k, value.low, value.high) for k, value in zip(years, values, strict=True)]
    ends = [(k, low, high) for k, low, high in found if low is not None and high is not None]
    if len(ends) < 2:
        return [svg.line(x(k), y(a), x(k), y(b), stroke=GREY) for k, a, b in ends]
    outline = [(x(k), y(b)) for k, _, b in ends] + [(x(k), y(a)) for k, a, _ in reversed(ends)]
    return [svg.path(outline, closed=True, class_="band", **style)]


def _steps(curve: _SeriesPanel, frame: _Frame, top: float, last: float) -> list[Markup]:
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
    rows = [[(getattr(v, end) or 0.0) for v in curve.values] for end in ("high", "low", "value")]
    high, low, line = (_stairs(curve.years, row, last) for row in rows)
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
