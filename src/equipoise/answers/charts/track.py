"""A model's track record: said against seen, and its score against those of the simplest rivals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import Caption, is_narrow
from equipoise.answers.charts.palette import ACCENT, GREY, INK, PAPER, RULE, TRACK
from equipoise.answers.numbers import Number, format_number

SIDE = 250.0


@dataclass(frozen=True, slots=True)
class ReliabilityPoint:
    """Forecasts of like size.

    Parameters
    ----------
    said : float
        Mean forecast [%].
    seen : Number
        Share that came true [%], with its interval.
    count : int
        Number of cases.
    """

    said: float
    seen: Number
    count: int


@dataclass(frozen=True, slots=True)
class Score:
    """One forecaster's score; lower is better.

    Parameters
    ----------
    label : str
        Model or rival.
    number : Number
        Score out of sample, with its interval.
    role : str
        "model", "baseline" (drawn as the line to beat), or "variant".
    """

    label: str
    number: Number
    role: str = "variant"


@dataclass(frozen=True, slots=True)
class TrackChart:
    """A track record.

    Parameters
    ----------
    caption : Caption
        Words around the chart.
    bins : tuple of ReliabilityPoint
        Reliability diagram; may be empty.
    scores : tuple of Score
        Scores on the same cases; may be empty.
    score_name : str
        "Brier score, lower is better".
    """

    caption: Caption
    bins: tuple[ReliabilityPoint, ...]
    scores: tuple[Score, ...]
    score_name: str


def draw(chart: TrackChart, width: float, ident: str) -> Markup:
    """Draw the reliability diagram and the scores, side by side or one below the other.

    Parameters
    ----------
    chart : TrackChart
        What is shown.
    width : float
        Width of the drawing [px].
    ident : str
        Unique on the page.
    """
    narrow = is_narrow(width)
    body = _reliability(chart.bins, 34.0, 24.0)
    x, y = (0.0, SIDE + 92) if narrow else (SIDE + 90, 0.0)
    parts, bottom = _scores(chart, x, y, width)
    return svg.document(width, max(bottom, SIDE + 66), ident, chart.caption.title, describe(chart), [*body, *parts])


def describe(chart: TrackChart) -> str:
    """Return bins and scores as text."""
    bins = "; ".join(f"said {b.said:.0f} %, seen {format_number(b.seen)} in {b.count} cases" for b in chart.bins)
    scores = "; ".join(f"{score.label} {format_number(score.number)}" for score in chart.scores)
    return f"Reliability: {bins or 'no data'}. {chart.score_name}: {scores or 'no data'}."


def _reliability(bins: Sequence[ReliabilityPoint], left: float, top: float) -> list[Markup]:
    x = svg.Scale(0.0, 100.0, left, left + SIDE)
    y = svg.Scale(0.0, 100.0, top + SIDE, top)
    parts = [svg.text(0, 14, "Seen, % of cases", size=12, bold=True, fill=GREY)]
    for level in (0, 25, 50, 75, 100):
        parts.append(svg.line(x.start, y(level), x.end, y(level), stroke=INK if level == 0 else RULE))
        parts.append(svg.hint(x.start - 5, y(level) + 4, str(level), anchor="end"))
        parts.append(svg.hint(x(level), y.start + 17, str(level), anchor="middle"))
    parts.append(svg.text(x.end, y.start + 35, "Said, %", size=12, bold=True, fill=GREY, anchor="end"))
    parts.append(svg.line(x(0), y(0), x(100), y(100), stroke=GREY, dash="4 3"))
    largest = max((item.count for item in bins), default=1)
    for item in bins:
        parts += _bin(item, x, y, largest)
    if not bins:
        parts.append(svg.hint(x(50), y(60), "no data", anchor="middle", size=13))
    return parts


def _bin(item: ReliabilityPoint, x: svg.Scale, y: svg.Scale, largest: int) -> list[Markup]:
    at = x(item.said)
    parts: list[Markup] = []
    low, high = item.seen.floor, item.seen.ceiling
    if low is not None and high is not None:
        parts.append(svg.line(at, y(low), at, y(high), stroke=ACCENT, width=1.5))
    if item.seen.value is not None:
        radius = 3 + 5 * (item.count / largest) ** 0.5
        parts.append(
            svg.tag("circle", cx=at, cy=y(item.seen.value), r=radius, fill=ACCENT, stroke=PAPER, class_="point")
        )
        parts.append(
            svg.text(at + radius + 3, y(item.seen.value) + 13, f"n {item.count}", size=12, fill=GREY, halo=True)
        )
    return parts


def _scores(chart: TrackChart, left: float, top: float, width: float) -> tuple[list[Markup], float]:
    parts = [svg.text(left, top + 14, chart.score_name, size=12, bold=True, fill=GREY)]
    if any(score.role == "baseline" for score in chart.scores):
        at = left + svg.text_width(f"{chart.score_name}  ", 12, bold=True)
        rival = next(score.label for score in chart.scores if score.role == "baseline")
        parts.append(svg.line(at, top + 3, at, top + 17, stroke=INK, width=1.5))
        parts.append(svg.hint(at + 6, top + 14, svg.shorten(f"{rival[:1].lower()}{rival[1:]}", width - at - 6, 12)))
    extents = [end for score in chart.scores for end in score.number.extent()]
    if not extents:
        return [*parts, svg.hint(left, top + 40, "no data", size=13)], top + 60
    pad = max((max(extents) - min(extents)) * 0.12, 1e-3)
    scale = svg.Scale(min(extents) - pad, max(extents) + pad, left + 6, width - 6)
    y = top + 26
    base = next((s.number.value for s in chart.scores if s.role == "baseline" and s.number.value is not None), None)
    for score in chart.scores:
        if base is not None:
            # Drawn row by row below the words, so that no number is crossed by it.
            parts.append(svg.line(scale(base), y + 20, scale(base), y + 34, stroke=INK, width=1.5))
        parts += _score(score, left, y, width, scale)
        y += 40
    for tick in svg.ticks(scale.low, scale.high, 4):
        if not left + 16 < scale(tick) < width - 16:
            continue
        parts.append(svg.hint(scale(tick), y + 16, f"{tick:.3f}".rstrip("0").rstrip("."), anchor="middle"))
    return parts, y + 24


def _score(score: Score, left: float, y: float, width: float, scale: svg.Scale) -> list[Markup]:
    colour = {"model": ACCENT, "baseline": INK}.get(score.role, GREY)
    number = score.number
    words = format_number(number)
    room = width - left - svg.text_width(words) - 12
    parts = [
        svg.text(
            left,
            y + 14,
            svg.shorten(score.label, room, 13, bold=score.role != "variant"),
            bold=score.role != "variant",
            fill=colour,
        ),
        svg.text(width, y + 14, words, anchor="end", italic=number.missing, fill=GREY if number.missing else INK),
        svg.line(left, y + 27, width, y + 27, stroke=TRACK, width=2),
    ]
    if number.floor is not None and number.ceiling is not None and number.spread:
        parts.append(svg.line(scale(number.floor), y + 27, scale(number.ceiling), y + 27, stroke=colour, width=3))
    if number.value is not None:
        parts.append(
            svg.tag("circle", cx=scale(number.value), cy=y + 27, r=5, fill=colour, stroke=PAPER, class_="point")
        )
    return parts
