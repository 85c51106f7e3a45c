"""What each antecedent would have changed: expected effects as bars, counterfactual shares beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import Caption, is_narrow
from equipoise.answers.charts.palette import GREY, INK, PAPER, RULE, TRACK
from equipoise.answers.numbers import Number, format_figure

LESS, MORE, PRIOR = "#0069a8", "#b0410c", "#9aa0a6"
WEAK = 10.0
"""Shares below this are set in grey [%]."""
CELL_GAP = 8.0
INSET = 4.0
"""Room at the ends of a scale for marks that are drawn about their centre [px]."""


@dataclass(frozen=True, slots=True)
class EffectCell:
    """What an antecedent does to one event.

    Parameters
    ----------
    effect : Number
        Change of its probability with fresh chance [points of %].
    readings : tuple of float
        The same under each reading.
    prior : float
        The same before any fact.
    would_not, would : Number
        Of the worlds in which it happened, the share in which it would not have [%]; of those in which it did not, the
        share in which it would have. Missing where there are no such worlds.
    """

    effect: Number
    readings: tuple[float, ...]
    prior: float
    would_not: Number
    would: Number


@dataclass(frozen=True, slots=True)
class AntecedentRow:
    """One antecedent: its name, how much it changes, and a cell for every event."""

    label: str
    changes: str
    cells: tuple[EffectCell, ...]


@dataclass(frozen=True, slots=True)
class AntecedentGroup:
    """Antecedents of the same actors."""

    title: str
    rows: tuple[AntecedentRow, ...]


@dataclass(frozen=True, slots=True)
class AntecedentsChart:
    """All antecedents.

    Parameters
    ----------
    caption : Caption
        Words around the chart.
    events : tuple of str
        Heads of the columns.
    base : tuple of Number
        Probability of each event as it was [%].
    groups : tuple of AntecedentGroup
        Rows, by whose act it is.
    """

    caption: Caption
    events: tuple[str, ...]
    base: tuple[Number, ...]
    groups: tuple[AntecedentGroup, ...]


def draw(chart: AntecedentsChart, width: float, ident: str) -> Markup:
    """Draw effects of antecedents.

    Parameters
    ----------
    chart : AntecedentsChart
        Rows and columns.
    width : float
        Width [px].
    ident : str
        Unique on the page.
    """
    narrow = is_narrow(width)
    room = 0.0 if narrow else 216.0
    each = (width - room - CELL_GAP * (len(chart.events) - (1 if narrow else 0))) / len(chart.events)
    lefts = [room + (0 if narrow else CELL_GAP) + n * (each + CELL_GAP) for n in range(len(chart.events))]
    farthest = _farthest(chart)
    scales = [svg.Scale(-farthest, farthest, left + INSET, left + each - INSET) for left in lefts]
    parts, y = _heads(chart, scales, farthest, each, narrow=narrow)
    for group in chart.groups:
        parts.append(svg.text(0, y + 22, svg.shorten(group.title, width, 13, bold=True), size=13, bold=True))
        y += 30
        for row in group.rows:
            drawn, y = _row(row, scales, y, width if narrow else room, narrow=narrow)
            parts += drawn
    return svg.document(width, y + 6, ident, chart.caption.title, _described(chart), parts)


def _farthest(chart: AntecedentsChart) -> float:
    ends = [0.0]
    for group in chart.groups:
        for row in group.rows:
            for cell in row.cells:
                ends += [abs(end) for end in (*cell.effect.extent(), cell.prior, *cell.readings)]
    return max(svg.nice_top(max(ends), 4), 10.0)


def _heads(
    chart: AntecedentsChart, scales: Sequence[svg.Scale], farthest: float, each: float, *, narrow: bool
) -> tuple[list[Markup], float]:
    """Return the heads of the columns with the probability as it was, and the ends of the scale."""
    parts: list[Markup] = []
    wrapped = [svg.wrap(event, each, 12, bold=True) for event in chart.events]
    lines = max((len(words) for words in wrapped), default=1)
    for scale, words, base in zip(scales, wrapped, chart.base, strict=True):
        for n, line in enumerate(words):
            parts.append(svg.text(scale.start - INSET, 14 + 15 * n, line, size=12, bold=True))
        below = 14 + 15 * lines
        told = f"{format_figure(base.value or 0.0, 0)} %{'' if narrow else ' without it'}"
        parts.append(svg.hint(scale.start - INSET, below, svg.shorten(told, each, 12)))
        for value, anchor in ((-farthest, "start"), (farthest, "end")):
            sign = "+" if value > 0 else ""
            parts.append(
                svg.hint(
                    scale(value) + (INSET if value > 0 else -INSET),
                    below + 18,
                    f"{sign}{format_figure(value)}",
                    anchor=anchor,
                )
            )
        parts.append(svg.hint(scale(0), below + 18, "0", anchor="middle"))
    return parts, 14 + 15 * lines + 24


def _row(
    row: AntecedentRow, scales: Sequence[svg.Scale], y: float, room: float, *, narrow: bool
) -> tuple[list[Markup], float]:
    lines = svg.wrap(row.label, room, 12.5)
    said = [svg.text(0, y + 15 + 15 * n, line, size=12.5) for n, line in enumerate(lines)]
    said.append(svg.hint(0, y + 15 + 15 * len(lines), svg.shorten(row.changes, room, 12)))
    text_height = 15.0 * (len(lines) + 1) + 6
    begin = y + text_height + 2 if narrow else y + 4
    parts = [svg.line(0, y, scales[-1].end + INSET, y, stroke=RULE, width=0.5), *said]
    for cell, scale in zip(row.cells, scales, strict=True):
        parts += _cell(cell, scale, begin, narrow=narrow)
    return parts, max(y + text_height + 4, begin + 44)


def _cell(cell: EffectCell, scale: svg.Scale, top: float, *, narrow: bool) -> list[Markup]:
    """Draw the bar with its interval, the readings as dots, the prior as a grey diamond; below it the shares."""
    middle, zero = top + 9, scale(0.0)
    value = cell.effect.value or 0.0
    colour = LESS if value < 0 else MORE
    left, right = sorted((zero, scale(value)))
    parts = [
        svg.rect(scale.start - INSET, top, scale.end - scale.start + 2 * INSET, 18, fill=TRACK, fill_opacity=0.6),
        svg.line(zero, top - 1, zero, top + 19, stroke=GREY),
        svg.rect(left, top + 3, right - left, 12, fill=colour, class_="point"),
    ]
    if cell.effect.spread:
        low, high = scale(cell.effect.floor or 0.0), scale(cell.effect.ceiling or 0.0)
        parts.append(svg.line(low, middle, high, middle, stroke=INK, width=1.25))
    diamond = scale(cell.prior)
    parts.append(
        svg.path(
            [(diamond, top + 12), (diamond + 4, top + 16), (diamond, top + 20), (diamond - 4, top + 16)],
            closed=True, fill=PRIOR, stroke=PAPER, stroke_width=0.75, class_="prior",
        )
    )  # fmt: skip
    parts += [
        svg.tag(
            "circle", cx=scale(one), cy=top + 3.5, r=2.4, fill=INK, stroke=PAPER, stroke_width=0.75, class_="reading"
        )
        for one in cell.readings
    ]
    return [*parts, *_shares(cell, scale, top + 34, "" if narrow else " %")]


def _shares(cell: EffectCell, scale: svg.Scale, y: float, unit: str) -> list[Markup]:
    parts: list[Markup] = []
    x = scale.start - INSET
    for sign, share, colour in (("▼", cell.would_not, LESS), ("▲", cell.would, MORE)):
        if share.missing:
            continue
        figure = share.value or 0.0
        weak = figure < WEAK
        words = f"{sign}{format_figure(figure, 0)}{unit}"
        parts.append(svg.text(x, y, words, size=12, fill=GREY if weak else colour, bold=not weak))
        x += svg.text_width(words, 12, bold=True) + (8 if unit else 5)
    return parts


def _described(chart: AntecedentsChart) -> str:
    """Say for a screen reader what each antecedent does to each event."""
    said = []
    for group in chart.groups:
        for row in group.rows:
            cells = []
            for event, cell in zip(chart.events, row.cells, strict=True):
                told = f"{event} {format_figure(cell.effect.value or 0.0, 0)} points"
                if not cell.would_not.missing:
                    told += f", would not have in {format_figure(cell.would_not.value or 0.0, 0)} %"
                cells.append(told)
            said.append(f"{row.label}: {'; '.join(cells)}")
    return ". ".join(said) + "."
