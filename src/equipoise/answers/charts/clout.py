"""An organisation's share of the world, member by member, with one member picked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import Caption, is_narrow, whisker
from equipoise.answers.charts.palette import GREY, INK, PAPER, TRACK
from equipoise.answers.numbers import Number, format_figure, format_number, star

BAR = 24.0
SHADES = ("#8b9299", "#b3b8bd")


@dataclass(frozen=True, slots=True)
class CloutMember:
    """One member's share.

    Parameters
    ----------
    key : str
        Code of the state.
    label : str
        Name.
    number : Number
        Share of the world [%].
    """

    key: str
    label: str
    number: Number


@dataclass(frozen=True, slots=True)
class CloutMeasure:
    """One measure: area, population, GDP, military spending.

    Parameters
    ----------
    title : str
        Name of the measure.
    total : Number
        The organisation's share of the world [%]; an interval where members are missing.
    members : tuple of CloutMember
        Members, largest first.
    """

    title: str
    total: Number
    members: tuple[CloutMember, ...]


@dataclass(frozen=True, slots=True)
class CloutChart:
    """Shares of one organisation.

    Parameters
    ----------
    caption : Caption
        Words around the chart.
    measures : tuple of CloutMeasure
        Bars from top to bottom, on one scale.
    highlight : str
        Code of the member that is picked out; empty for none.
    """

    caption: Caption
    measures: tuple[CloutMeasure, ...]
    highlight: str = ""


def draw(chart: CloutChart, width: float, ident: str, colours: Mapping[str, str]) -> Markup:
    """Draw one stacked bar per measure, labelled where there is room and listed below where there is none.

    Parameters
    ----------
    chart : CloutChart
        What is shown.
    width : float
        Width of the drawing [px].
    ident : str
        Unique on the page.
    colours : mapping of str to str
        Colour of the member that is picked out.
    """
    tops = [end for measure in chart.measures for end in measure.total.extent()]
    tops += [sum(member.number.value or 0.0 for member in measure.members) for measure in chart.measures]
    scale = svg.Scale(0.0, svg.nice_top(max(tops, default=0.0), 5), 0.0, width)
    colour = colours.get(chart.highlight, INK)
    body: list[Markup] = []
    y = 0.0
    for measure in chart.measures:
        parts, y = _measure(measure, y, width, scale, chart.highlight, colour)
        body += parts
    if not chart.measures:
        body.append(svg.hint(0, 16, "no data", size=13))
        y = 24
    else:
        body += _axis(scale, y)
        y += 22
    return svg.document(width, y, ident, chart.caption.title, describe(chart), body)


def describe(chart: CloutChart) -> str:
    """Return the shares as text."""
    bars = []
    for measure in chart.measures:
        members = ", ".join(f"{member.label} {format_number(member.number)}" for member in measure.members)
        bars.append(f"{measure.title}: together {format_number(measure.total)}; {members or 'no members'}.")
    return " ".join(bars) or "no data"


def named_numbers(chart: CloutChart) -> Iterator[tuple[str, Number]]:
    """Yield every number of the chart with the name of its place."""
    for measure in chart.measures:
        name = f"{measure.title[:1].lower()}{measure.title[1:]}"
        yield f"together in {name}", measure.total
        for member in measure.members:
            yield f"{member.label} in {name}", member.number


def _measure(
    measure: CloutMeasure, y: float, width: float, scale: svg.Scale, highlight: str, colour: str
) -> tuple[list[Markup], float]:
    words = format_number(measure.total) + star(measure.total)
    total = words if measure.total.missing or is_narrow(width) else f"together {words} of the world"
    parts = [
        svg.text(0, y + 16, measure.title, size=14, bold=True),
        svg.text(width, y + 16, total, anchor="end", fill=GREY if measure.total.missing else INK),
        svg.rect(0, y + 23, width, BAR, fill=TRACK),
    ]
    segments, unnamed = _segments(measure.members, y + 23, scale, highlight, colour)
    parts += segments
    if measure.total.spread:
        parts.append(_total_range(measure.total, scale, y + 23 + BAR / 2))
    y += 23 + BAR
    for content in svg.wrap(unnamed, width, 12) if unnamed else []:
        y += 16
        parts.append(svg.hint(0, y, content))
    return parts, y + 20


def _total_range(total: Number, scale: svg.Scale, y: float) -> Markup:
    if total.value is not None:
        return whisker(total, scale, y, BAR * 0.6)
    left = scale(total.floor or 0.0)
    right = scale(scale.high if total.ceiling is None else total.ceiling)
    return svg.rect(
        left,
        y - BAR / 2 + 1,
        max(right - left, 2),
        BAR - 2,
        fill="none",
        stroke=GREY,
        stroke_dasharray="3 2",
        class_="band",
    )


def _segments(
    members: Sequence[CloutMember], y: float, scale: svg.Scale, highlight: str, colour: str
) -> tuple[list[Markup], str]:
    """Return the drawn segments and a line that names those too small for a label or without data."""
    drawn = [member for member in members if member.number.value is not None]
    parts: list[Markup] = []
    small: list[str] = []
    reached = 0.0
    for n, member in enumerate(drawn):
        value = member.number.value or 0.0
        x0, x1 = scale(reached), scale(reached + value)
        reached += value
        picked = member.key == highlight
        fill = colour if picked else SHADES[n % len(SHADES)]
        parts.append(svg.rect(x0, y, x1 - x0, BAR, fill=fill, stroke=PAPER, stroke_width=1, class_="point"))
        words = f"{member.label} {format_figure(value, member.number.digits)}{star(member.number)}"
        if svg.text_width(words, 12, bold=picked) + 12 <= x1 - x0:
            ink = PAPER if picked else INK
            parts.append(svg.text(x0 + 6, y + 16, words, size=12, fill=ink, bold=picked))
        else:
            small.append(words)
    lines = [f"Unlabelled, from the left: {', '.join(small)}."] if small else []
    ranges = [m for m in members if m.number.value is None and not m.number.missing]
    lines += (
        [f"Only as a range: {', '.join(f'{m.label} {format_number(m.number)}' for m in ranges)}."] if ranges else []
    )
    missing = [member.label for member in members if member.number.missing]
    lines += [f"No data: {', '.join(missing)}."] if missing else []
    return parts, " ".join(lines)


def _axis(scale: svg.Scale, y: float) -> list[Markup]:
    middle = svg.ticks(0.0, scale.high, 5)[1:-1]
    parts = [svg.hint(0, y + 8, "0"), svg.hint(scale.end, y + 8, f"{format_figure(scale.high)} %", anchor="end")]
    return parts + [svg.hint(scale(tick), y + 8, format_figure(tick), anchor="middle") for tick in middle]
