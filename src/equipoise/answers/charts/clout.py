"""An organisation's share of the world, member by member, with one member picked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from equipoise.answers.answer import Chart
from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import is_narrow, whisker
from equipoise.answers.charts.palette import GREY, INK, PAPER, TRACK
from equipoise.answers.numbers import format_estimate, format_figure, star
from equipoise.answers.sheet import Cell, Sheet, as_estimate
from equipoise.answers.vocabulary import title_of
from equipoise.interval import Estimate

BAR = 24.0
LEAST_NAMED = 0.03
"""Share of the members' total below which a member without room for its label is counted and not named."""
SHADES = ("#8b9299", "#b3b8bd")


@dataclass(frozen=True, slots=True)
class _CloutMember:
    """One member: its code, its name, and its share of the world [%]."""

    key: str
    label: str
    share: Estimate


@dataclass(frozen=True, slots=True)
class _Measure:
    """One measure, the share of all members [%], an open interval where some lack data, and the members."""

    title: str
    total: Estimate
    members: tuple[_CloutMember, ...]


def draw(chart: Chart, sheets: tuple[Sheet, ...], width: float, ident: str, colours: Mapping[str, str]) -> Markup:
    """Draw one stacked bar per measure, labelled where there is room; larger members without room are listed below.

    Parameters
    ----------
    chart : Chart
        Its caption is the title. Option ``highlight``: code of the member that is picked out.
    sheets : tuple of Sheet
        The first with ``indicator`` and ``share_of_world`` (estimate), bars from top to bottom on one scale; the
        second with ``indicator``, ``iso3``, ``name`` and ``share_of_world``, largest first.
    width : float
        Width of the drawing [px].
    ident : str
        Unique on the page.
    colours : mapping of str to str
        Colour of the member that is picked out.
    """
    measures = _measures(sheets)
    tops = [end for measure in measures for end in measure.total.extent()]
    tops += [sum(member.share.value or 0.0 for member in measure.members) for measure in measures]
    scale = svg.Scale(0.0, svg.nice_top(max(tops, default=0.0), 5), 0.0, width)
    highlight = str(chart.options.get("highlight", ""))
    colour = colours.get(highlight, INK)
    body: list[Markup] = []
    y = 0.0
    for measure in measures:
        parts, y = _measure(measure, y, width, scale, highlight, colour)
        body += parts
    if not measures:
        body.append(svg.hint(0, 16, "no data", size=13))
        y = 24
    else:
        body += _axis(scale, y)
        y += 22
    return svg.document(width, y, ident, chart.caption.title, describe(measures), body)


def _measures(sheets: tuple[Sheet, ...]) -> tuple[_Measure, ...]:
    held: dict[str, list[_CloutMember]] = {}
    for row in sheets[1].records():
        made = _CloutMember(str(row["iso3"]), str(row["name"]), _share_of(row["share_of_world"]))
        held.setdefault(str(row["indicator"]), []).append(made)
    return tuple(
        _Measure(
            title_of("indicator", str(row["indicator"])),
            _share_of(row["share_of_world"]),
            tuple(held.get(str(row["indicator"]), ())),
        )
        for row in sheets[0].records()
    )


def _share_of(cell: Cell) -> Estimate:
    return replace(as_estimate(cell), unit="%")


def describe(measures: Sequence[_Measure]) -> str:
    """Return the shares as text."""
    bars = []
    for measure in measures:
        members = ", ".join(f"{member.label} {_written(member.share)}" for member in measure.members)
        bars.append(f"{measure.title}: together {_written(measure.total)}; {members or 'no members'}.")
    return " ".join(bars) or "no data"


def _written(share: Estimate) -> str:
    return format_estimate(share, _digits(share))


def _digits(share: Estimate) -> int | None:
    """Two decimals, or more where they would make a small share look like none."""
    return None if share.value is not None and 0 < share.value < 0.01 else 2


def _measure(
    measure: _Measure, y: float, width: float, scale: svg.Scale, highlight: str, colour: str
) -> tuple[list[Markup], float]:
    words = _written(measure.total) + star(measure.total)
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


def _total_range(total: Estimate, scale: svg.Scale, y: float) -> Markup:
    if total.value is not None:
        return whisker(total, scale, y, BAR * 0.6)
    left = scale(total.low or 0.0)
    right = scale(scale.high if total.high is None else total.high)
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
    members: Sequence[_CloutMember], y: float, scale: svg.Scale, highlight: str, colour: str
) -> tuple[list[Markup], str]:
    """Return the drawn segments and a line on those too small for a label or without data."""
    drawn = [member for member in members if member.share.value is not None]
    whole = sum(member.share.value or 0.0 for member in drawn)
    parts: list[Markup] = []
    small: list[str] = []
    tiny = 0
    reached = 0.0
    for n, member in enumerate(drawn):
        value = member.share.value or 0.0
        x0, x1 = scale(reached), scale(reached + value)
        reached += value
        picked = member.key == highlight
        fill = colour if picked else SHADES[n % len(SHADES)]
        parts.append(svg.rect(x0, y, x1 - x0, BAR, fill=fill, stroke=PAPER, stroke_width=1, class_="point"))
        words = f"{member.label} {format_figure(value, _digits(member.share))}{star(member.share)}"
        if svg.text_width(words, 12, bold=picked) + 12 <= x1 - x0:
            ink = PAPER if picked else INK
            parts.append(svg.text(x0 + 6, y + 16, words, size=12, fill=ink, bold=picked))
        elif picked or value >= LEAST_NAMED * whole:
            small.append(words)
        else:
            tiny += 1
    return parts, " ".join([*_unlabelled(small, tiny), *_without_point(members)])


def _unlabelled(small: Sequence[str], tiny: int) -> list[str]:
    lines = [f"Unlabelled, from the left: {', '.join(small)}."] if small else []
    if tiny:
        whose = "member is" if tiny == 1 else "members are"
        lines.append(f"{tiny} {whose} below {100 * LEAST_NAMED:.0f} % of the members' total.")
    return lines


def _without_point(members: Sequence[_CloutMember]) -> list[str]:
    ranges = [member for member in members if member.share.value is None and not member.share.missing]
    told = ", ".join(f"{member.label} {_written(member.share)}" for member in ranges)
    missing = [member.label for member in members if member.share.missing]
    lines = [f"Only as a range: {told}."] if ranges else []
    return [*lines, *([f"No data: {', '.join(missing)}."] if missing else [])]


def _axis(scale: svg.Scale, y: float) -> list[Markup]:
    middle = svg.ticks(0.0, scale.high, 5)[1:-1]
    parts = [svg.hint(0, y + 8, "0"), svg.hint(scale.end, y + 8, f"{format_figure(scale.high)} %", anchor="end")]
    return parts + [svg.hint(scale(tick), y + 8, format_figure(tick), anchor="middle") for tick in middle]
