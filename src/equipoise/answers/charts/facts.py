"""Dated facts against the model: before the facts, in the worlds found, and predicted by them with fresh chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from equipoise.answers.answer import Chart
from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import is_narrow
from equipoise.answers.charts.palette import ACCENT, INK, RULE
from equipoise.answers.numbers import format_estimate
from equipoise.answers.sheet import Cell, Sheet, as_estimate
from equipoise.interval import Estimate, Interval

REACH = 6.0
"""How many scales are drawn to each side; what lies farther ends in an arrow."""

LARGE = 100.0
"""From here on no decimals are written."""

PRIOR, PREDICTED, FOUND = "#9aa0a6", "#0069a8", INK


@dataclass(frozen=True, slots=True)
class _Fact:
    """One fact: what is recorded, and the model before the facts, in the worlds found, and with fresh chance."""

    label: str
    recorded: Estimate
    scale: float
    prior: Estimate
    found: Estimate
    predicted: Estimate
    outcome: str

    @property
    def missed(self) -> bool:
        return self.outcome == "missed"

    @property
    def digits(self) -> int | None:
        return 0 if max(map(abs, self.recorded.extent())) >= LARGE else None


def draw(
    chart: Chart,
    sheets: tuple[Sheet, ...],
    width: float,
    ident: str,
    colours: Mapping[str, str],  # noqa: ARG001 - before, found and predicted have colours of their own
) -> Markup:
    """Draw facts against the model.

    Parameters
    ----------
    chart : Chart
        Its caption is the title of the drawing.
    sheets : tuple of Sheet
        One with a row a fact: ``fact``, ``recorded``, ``scale``, ``prior``, ``found``, ``predicted``, ``outcome``.
    width : float
        Width of the drawing [px].
    ident : str
        Unique on the page.
    colours : mapping of str to str
        Not used.
    """
    narrow = is_narrow(width)
    rows = [_fact(row) for row in sheets[0].records()]
    label_room, number_room = (0.0, 0.0) if narrow else (218.0, 196.0)
    row_height = 54.0 if narrow else 30.0
    scale = svg.Scale(-REACH, REACH, label_room + 10, width - number_room - 10)
    top = 44.0 if narrow else 40.0
    body = _head(width, top, narrow=narrow)
    bottom = top + row_height * len(rows)
    body.append(svg.line(scale(0), top, scale(0), bottom, stroke=RULE))
    for n, row in enumerate(rows):
        body += _row(row, scale, top + n * row_height, width, row_height, narrow=narrow)
    body += [
        svg.hint(scale(-REACH), bottom + 16, "earlier, less"),
        svg.hint(scale(REACH), bottom + 16, "later, more", anchor="end"),
    ]
    return svg.document(width, bottom + 24, ident, chart.caption.title, describe(rows), body)


def _fact(row: Mapping[str, Cell]) -> _Fact:
    scale = row["scale"]
    assert isinstance(scale, int | float)  # noqa: S101 - the kind of the column says so
    prior, found, predicted = (as_estimate(row[name]) for name in ("prior", "found", "predicted"))
    recorded, outcome = as_estimate(row["recorded"]), str(row["outcome"])
    return _Fact(str(row["fact"]), recorded, scale, prior, found, predicted, outcome)


def _head(width: float, top: float, *, narrow: bool) -> list[Markup]:
    """Return the key, and the heads of the columns of numbers."""
    parts: list[Markup] = []
    x = 0.0
    for colour, thickness, words in (
        (PRIOR, 2.0, "before"),
        (PREDICTED, 2.0, "predicted"),
        (FOUND, 3.5, "found"),
    ):
        parts.append(svg.line(x, 10, x + 18, 10, stroke=colour, width=thickness))
        parts.append(svg.text(x + 23, 14, words, size=12))
        x += 34 + svg.text_width(words, 12)
    parts.append(svg.rect(x, 4, 18, 12, fill=ACCENT, fill_opacity=0.25))
    parts.append(svg.text(x + 23, 14, "recorded", size=12))
    if not narrow:
        parts.append(svg.hint(width - 98, top - 8, "recorded", anchor="end"))
        parts.append(svg.hint(width, top - 8, "worlds found", anchor="end"))
    return parts


def _row(row: _Fact, scale: svg.Scale, top: float, width: float, height: float, *, narrow: bool) -> list[Markup]:
    tone = ACCENT if row.missed else INK
    middle = (_end(row.recorded.low, row.recorded.value) + _end(row.recorded.high, row.recorded.value)) / 2

    def place(value: float) -> float:
        return scale((value - middle) / row.scale)

    parts = [svg.line(0, top, width, top, stroke=RULE, width=0.5)]
    begin = top + (22 if narrow else 3)
    left, right = place(_end(row.recorded.low, row.recorded.value)), place(_end(row.recorded.high, row.recorded.value))
    parts.append(
        svg.rect(left - 1.5, begin, max(right - left, 0.0) + 3, 24, fill=ACCENT, fill_opacity=0.25, class_="fact")
    )
    for n, (number, colour, thickness) in enumerate(
        ((row.prior, PRIOR, 2.0), (row.predicted, PREDICTED, 2.0), (row.found, FOUND, 3.5))
    ):
        if not number.missing:
            low, high = _end(number.low, number.value), _end(number.high, number.value)
            shift, reach = middle, row.scale
            parts += _span(scale, ((low - shift) / reach, (high - shift) / reach), begin + 4 + 8 * n, colour, thickness)
            if number.value is not None:
                parts.append(
                    svg.tag("circle", cx=place(number.value), cy=begin + 4 + 8 * n, r=3, fill=colour, class_="point")
                )
    recorded = format_estimate(row.recorded, row.digits, with_unit=False)
    if narrow:
        said = svg.shorten(f"{row.label}: {recorded}; found {_range(row.found, row.digits)}", width, 12)
        return [*parts, svg.text(0, top + 15, said, size=12, fill=tone)]
    label = svg.shorten(row.label, 214, 12.5)
    parts.append(svg.text(0, top + height / 2 + 4, label, size=12.5, fill=tone))
    parts.append(svg.text(width - 98, top + height / 2 + 4, recorded, size=12, anchor="end", fill=ACCENT))
    return [
        *parts,
        svg.text(width, top + height / 2 + 4, _range(row.found, row.digits), size=12, anchor="end", fill=tone),
    ]


def _range(estimate: Estimate, digits: int | None) -> str:
    """Return the interval of a number without its point: the row shows the point already."""
    ends = None if estimate.interval is None else Interval(estimate.interval.low, estimate.interval.high)
    return format_estimate(Estimate(ends), digits)


def _end(end: float | None, value: float | None) -> float:
    return end if end is not None else value if value is not None else 0.0


def _span(scale: svg.Scale, ends: tuple[float, float], y: float, colour: str, thickness: float) -> list[Markup]:
    """Draw an interval, with an arrow at each side on which it leaves the chart."""
    low, high = (min(max(end, -REACH), REACH) for end in ends)
    parts = [svg.line(scale(low), y, max(scale(high), scale(low) + 1), y, stroke=colour, width=thickness)]
    for out, x, way in ((ends[0] < -REACH, scale(-REACH), 1), (ends[1] > REACH, scale(REACH), -1)):
        if out:
            tip = [(x - 6 * way, y), (x, y - 4), (x, y + 4)]
            parts.append(svg.path(tip, closed=True, fill=colour))
    return parts


def describe(rows: Sequence[_Fact]) -> str:
    """Say for a screen reader which facts the model misses."""
    missed = [row.label for row in rows if row.missed]
    unforeseen = [row.label for row in rows if row.outcome == "unforeseen"]
    return (
        f"{len(rows)} facts. Missed: {', '.join(missed) or 'none'}. Met, and not to be expected again: "
        f"{', '.join(unforeseen) or 'none'}."
    )
