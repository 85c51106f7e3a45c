"""A model's track record: said against seen, and its score against those of the simplest rivals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from equipoise.answers.answer import Chart
from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import is_narrow
from equipoise.answers.charts.palette import ACCENT, GREY, INK, PAPER, RULE, TRACK
from equipoise.answers.numbers import format_estimate
from equipoise.answers.sheet import Cell, Sheet, write_cell, write_number
from equipoise.interval import Estimate, Interval

SIDE = 250.0


@dataclass(frozen=True, slots=True)
class _Bin:
    """Forecasts of like size: their mean [%], the share that came true [%], and how many they are."""

    said: float
    seen: Estimate
    count: int


@dataclass(frozen=True, slots=True)
class _Score:
    """One forecaster: its name, its score, the same as text, and whether it is the model or the line to beat."""

    label: str
    number: Estimate
    told: str
    role: str


def draw(chart: Chart, sheets: tuple[Sheet, ...], width: float, ident: str, colours: Mapping[str, str]) -> Markup:  # noqa: ARG001 - form of all drawers
    """Draw the reliability diagram and the scores, side by side or one below the other.

    Parameters
    ----------
    chart : Chart
        Its option ``record`` names the one record that is drawn, as in the column ``record`` of both sheets.
    sheets : tuple of Sheet
        The first with columns ``forecast`` [%], ``observed`` [%] and ``rows``: the bins, may be empty. The second with
        ``baseline``, ``score``, ``value`` and ``baseline_value``: one row a rival, may be empty.
    width : float
        Width of the drawing [px].
    ident : str
        Unique on the page.
    colours : mapping of str to str
        Not used: a record has no code.
    """
    narrow = is_narrow(width)
    record = chart.options.get("record")
    bins, (name, scores) = _bins(sheets[0], record), _scores_of(sheets[1], record)
    body = _reliability(bins, 34.0, 24.0)
    x, y = (0.0, SIDE + 92) if narrow else (SIDE + 90, 0.0)
    parts, bottom = _scores(name, scores, x, y, width)
    told = describe(bins, name, scores)
    return svg.document(width, max(bottom, SIDE + 66), ident, chart.caption.title, told, [*body, *parts])


def _rows(sheet: Sheet, record: object) -> list[dict[str, Cell]]:
    return [row for row in sheet.records() if record is None or row.get("record") == record]


def _bins(sheet: Sheet, record: object) -> tuple[_Bin, ...]:
    rows = _rows(sheet, record)
    return tuple(_Bin(_number(row["forecast"]), _estimate(row["observed"]), int(_number(row["rows"]))) for row in rows)


def _scores_of(sheet: Sheet, record: object) -> tuple[str, tuple[_Score, ...]]:
    """Return the name of the score, and the model and its rivals: the first of them is the line to beat."""
    rows = _rows(sheet, record)
    if not rows:
        return "score", ()
    own, rival, baseline = (sheet.column(name) for name in ("value", "baseline_value", "baseline"))
    number = _estimate(rows[0]["value"])
    scores = [_Score("This model", number, write_number(own, number), "model")]
    for place, row in enumerate(rows):
        if row["baseline"] is not None:
            label = write_cell(baseline, row["baseline"])
            role = "variant" if place else "baseline"
            number = _estimate(row["baseline_value"])
            scores.append(
                _Score(f"{label[:1].upper()}{label[1:]}", number, write_cell(rival, row["baseline_value"]), role)
            )
    return f"{rows[0]['score']}, lower is better", tuple(scores)


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


def _estimate(cell: Cell) -> Estimate:
    if isinstance(cell, Estimate):
        return cell
    if isinstance(cell, Interval):
        return Estimate(cell)
    return Estimate(Interval.point(float(cell))) if isinstance(cell, int | float) else Estimate(None)


def _written(seen: Estimate) -> str:
    return format_estimate(Estimate(seen.interval, unit="%"), 0)


def describe(bins: Sequence[_Bin], name: str, scores: Sequence[_Score]) -> str:
    """Return bins and scores as text."""
    told = "; ".join(f"said {entry.said:.0f} %, seen {_written(entry.seen)} in {entry.count} cases" for entry in bins)
    scored = "; ".join(f"{score.label} {score.told}" for score in scores)
    return f"Reliability: {told or 'no data'}. {name}: {scored or 'no data'}."


def _reliability(bins: Sequence[_Bin], left: float, top: float) -> list[Markup]:
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


def _bin(item: _Bin, x: svg.Scale, y: svg.Scale, largest: int) -> list[Markup]:
    at = x(item.said)
    parts: list[Markup] = []
    low, high = item.seen.low, item.seen.high
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


def _scores(name: str, scores: Sequence[_Score], left: float, top: float, width: float) -> tuple[list[Markup], float]:
    parts = [svg.text(left, top + 14, name, size=12, bold=True, fill=GREY)]
    if any(score.role == "baseline" for score in scores):
        at = left + svg.text_width(f"{name}  ", 12, bold=True)
        rival = next(score.label for score in scores if score.role == "baseline")
        parts.append(svg.line(at, top + 3, at, top + 17, stroke=INK, width=1.5))
        parts.append(svg.hint(at + 6, top + 14, svg.shorten(f"{rival[:1].lower()}{rival[1:]}", width - at - 6, 12)))
    extents = [end for score in scores for end in score.number.extent()]
    if not extents:
        return [*parts, svg.hint(left, top + 40, "no data", size=13)], top + 60
    pad = max((max(extents) - min(extents)) * 0.12, 1e-3)
    scale = svg.Scale(min(extents) - pad, max(extents) + pad, left + 6, width - 6)
    y = top + 26
    base = next((s.number.value for s in scores if s.role == "baseline" and s.number.value is not None), None)
    for score in scores:
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


def _score(score: _Score, left: float, y: float, width: float, scale: svg.Scale) -> list[Markup]:
    colour = {"model": ACCENT, "baseline": INK}.get(score.role, GREY)
    number = score.number
    words = score.told
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
    if number.low is not None and number.high is not None and number.spread:
        parts.append(svg.line(scale(number.low), y + 27, scale(number.high), y + 27, stroke=colour, width=3))
    if number.value is not None:
        parts.append(
            svg.tag("circle", cx=scale(number.value), cy=y + 27, r=5, fill=colour, stroke=PAPER, class_="point")
        )
    return parts
