"""What each antecedent would have changed: expected effects as bars, counterfactual shares beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from equipoise.answers.answer import Chart
from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import is_narrow
from equipoise.answers.charts.palette import GREY, INK, PAPER, RULE, TRACK
from equipoise.answers.numbers import format_figure
from equipoise.answers.sheet import Cell, Sheet, as_estimate
from equipoise.answers.vocabulary import title_of
from equipoise.interval import Estimate

LESS, MORE, PRIOR = "#0069a8", "#b0410c", "#9aa0a6"
WEAK = 10.0
"""Shares below this are set in grey [%]."""
CELL_GAP = 8.0
INSET = 4.0
"""Room at the ends of a scale for marks that are drawn about their centre [px]."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """What an act does to one event, in points and per cent; shares of too few worlds are missing."""

    effect: Estimate
    variants: tuple[float, ...]
    prior: float
    would_not: Estimate
    would: Estimate


@dataclass(frozen=True, slots=True)
class _Act:
    """One act: its group, its name, how much it changes, and a cell for every event."""

    whose: str
    label: str
    changes: str
    cells: tuple[_Cell, ...]


def draw(
    chart: Chart,
    sheets: tuple[Sheet, ...],
    width: float,
    ident: str,
    colours: Mapping[str, str],  # noqa: ARG001 - less and more have colours of their own
) -> Markup:
    """Draw effects of acts that could have been otherwise.

    Parameters
    ----------
    chart : Chart
        Its caption is the title of the drawing. Options: ``events`` (keys, one column each), ``variants`` (names of
        columns), ``worlds`` (how many there are) and ``few`` (below which no share of them is shown).
    sheets : tuple of Sheet
        One with a row an act: ``id``, ``whose``, ``title``, ``changes``; one with a row an act and event:
        ``antecedent``, ``event``, ``without``, ``effect``, ``would_not``, ``would``, ``worlds``; one with the same
        keys, a column a variant, and ``prior``.
    width : float
        Width of the drawing [px].
    ident : str
        Unique on the page.
    colours : mapping of str to str
        Not used.

    Notes
    -----
    A bar is the effect, a line its interval, a dot the effect under each variant, a diamond that before any fact.
    """
    narrow = is_narrow(width)
    heads, base, acts = _read(chart, sheets)
    room = 0.0 if narrow else 216.0
    each = (width - room - CELL_GAP * (len(heads) - (1 if narrow else 0))) / len(heads)
    lefts = [room + (0 if narrow else CELL_GAP) + n * (each + CELL_GAP) for n in range(len(heads))]
    farthest = _farthest(acts)
    scales = [svg.Scale(-farthest, farthest, left + INSET, left + each - INSET) for left in lefts]
    parts, y = _heads(heads, base, scales, farthest, each, narrow=narrow)
    group = ""
    for act in acts:
        if act.whose != group:
            group = act.whose
            parts.append(svg.text(0, y + 22, svg.shorten(group, width, 13, bold=True), size=13, bold=True))
            y += 30
        drawn, y = _row(act, scales, y, width if narrow else room, narrow=narrow)
        parts += drawn
    return svg.document(width, y + 6, ident, chart.caption.title, describe(heads, acts), parts)


def _read(chart: Chart, sheets: tuple[Sheet, ...]) -> tuple[list[str], list[Estimate], list[_Act]]:
    """Return the heads of the columns, the probability of each event without any act, and the acts."""
    overview, effects, by_variant = sheets
    events = [str(event) for event in chart.options["events"]]
    found = {(row["antecedent"], row["event"]): row for row in effects.records()}
    under = {(row["antecedent"], row["event"]): row for row in by_variant.records()}
    acts = [
        _Act(
            str(row["whose"]),
            str(row["title"]),
            str(row["changes"]),
            tuple(_cell(chart, found[row["id"], event], under[row["id"], event]) for event in events),
        )
        for row in overview.records()
    ]
    first = next(overview.records())["id"]
    base = [as_estimate(found[first, event]["without"]) for event in events]
    return [capital_of(title_of("event_short", event)) for event in events], base, acts


def capital_of(words: str) -> str:
    """Return words with a large first letter."""
    return words[:1].upper() + words[1:]


def _cell(chart: Chart, row: Mapping[str, Cell], under: Mapping[str, Cell]) -> _Cell:
    few, worlds = chart.options["few"], chart.options["worlds"]
    happened = row["worlds"]
    assert isinstance(happened, int)  # noqa: S101 - the kind of the column says so
    variants = [as_estimate(under[name]).value for name in chart.options["variants"]]
    return _Cell(
        as_estimate(row["effect"]),
        tuple(value for value in variants if value is not None),
        as_estimate(under["prior"]).value or 0.0,
        as_estimate(row["would_not"]) if happened >= few else Estimate(None),
        as_estimate(row["would"]) if worlds - happened >= few else Estimate(None),
    )


def _farthest(acts: Sequence[_Act]) -> float:
    ends = [0.0]
    for act in acts:
        for cell in act.cells:
            ends += [abs(end) for end in (*cell.effect.extent(), cell.prior, *cell.variants)]
    return max(svg.nice_top(max(ends), 4), 10.0)


def _heads(
    heads: Sequence[str],
    bases: Sequence[Estimate],
    scales: Sequence[svg.Scale],
    farthest: float,
    each: float,
    *,
    narrow: bool,
) -> tuple[list[Markup], float]:
    """Return the heads of the columns with the probability as it was, and the ends of the scale."""
    parts: list[Markup] = []
    wrapped = [svg.wrap(event, each, 12, bold=True) for event in heads]
    lines = max((len(words) for words in wrapped), default=1)
    for scale, words, base in zip(scales, wrapped, bases, strict=True):
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


def _row(row: _Act, scales: Sequence[svg.Scale], y: float, room: float, *, narrow: bool) -> tuple[list[Markup], float]:
    lines = svg.wrap(row.label, room, 12.5)
    said = [svg.text(0, y + 15 + 15 * n, line, size=12.5) for n, line in enumerate(lines)]
    said.append(svg.hint(0, y + 15 + 15 * len(lines), svg.shorten(row.changes, room, 12)))
    text_height = 15.0 * (len(lines) + 1) + 6
    begin = y + text_height + 2 if narrow else y + 4
    parts = [svg.line(0, y, scales[-1].end + INSET, y, stroke=RULE, width=0.5), *said]
    for cell, scale in zip(row.cells, scales, strict=True):
        parts += _drawn_cell(cell, scale, begin, narrow=narrow)
    return parts, max(y + text_height + 4, begin + 44)


def _drawn_cell(cell: _Cell, scale: svg.Scale, top: float, *, narrow: bool) -> list[Markup]:
    """Draw the bar with its interval, the variants as dots, the prior as a grey diamond; below it the shares."""
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
        low, high = scale(cell.effect.low or 0.0), scale(cell.effect.high or 0.0)
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
            "circle", cx=scale(one), cy=top + 3.5, r=2.4, fill=INK, stroke=PAPER, stroke_width=0.75, class_="variant"
        )
        for one in cell.variants
    ]
    return [*parts, *_shares(cell, scale, top + 34, "" if narrow else " %")]


def _shares(cell: _Cell, scale: svg.Scale, y: float, unit: str) -> list[Markup]:
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


def describe(heads: Sequence[str], acts: Sequence[_Act]) -> str:
    """Say for a screen reader what each act does to each event."""
    said = []
    for act in acts:
        cells = []
        for event, cell in zip(heads, act.cells, strict=True):
            told = f"{event} {format_figure(cell.effect.value or 0.0, 0)} points"
            if not cell.would_not.missing:
                told += f", would not have in {format_figure(cell.would_not.value or 0.0, 0)} %"
            cells.append(told)
        said.append(f"{act.label}: {'; '.join(cells)}")
    return ". ".join(said) + "."
