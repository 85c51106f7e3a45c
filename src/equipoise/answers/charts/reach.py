"""What organisations promise, by trigger, against the forces that they and their members have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from equipoise.answers.answer import Chart
from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import is_narrow, log_decades
from equipoise.answers.charts.glyphs import glyph
from equipoise.answers.charts.palette import GREY, INK, PAPER, RULE
from equipoise.answers.numbers import format_estimate, star
from equipoise.answers.sheet import Sheet, as_estimate
from equipoise.interval import Estimate

TRIGGERS = ("external attack", "internal unrest", "disaster")
RADIUS = 6.5
HEAD = 62.0


@dataclass(frozen=True, slots=True)
class _BodyRow:
    """One organisation: what its texts promise for each trigger ("" where not coded), and its forces [persons]."""

    key: str
    label: str
    answers: tuple[str, ...]
    standing: Estimate
    members: Estimate
    note: str


def draw(chart: Chart, sheets: tuple[Sheet, ...], width: float, ident: str, colours: Mapping[str, str]) -> Markup:
    """Draw the promises as signs with words, the forces as dots and bands on a logarithmic scale.

    Parameters
    ----------
    chart : Chart
        Its caption is the title of the drawing.
    sheets : tuple of Sheet
        One with columns ``org_id`` (fixes the colour), ``label``, ``external``, ``internal``, ``disaster`` (keys of
        the coverage), ``standing_force`` (zero is drawn as "none"), ``active_forces`` and ``note``.
    width : float
        Width of the drawing [px].
    ident : str
        Unique on the page.
    colours : mapping of str to str
        Colour of each organisation.
    """
    rows = _rows(sheets[0])
    low, high = log_decades([end for row in rows for n in (row.standing, row.members) for end in n.extent()])
    narrow = is_narrow(width)
    plot_left = 0.0 if narrow else 420.0
    scale = svg.Scale(low, high, plot_left + 44, width - 16, log=True)
    body: list[Markup] = []
    y = 0.0
    if not narrow:
        body += _column_heads(scale)
        y = HEAD
    for row in rows:
        parts, y = (_narrow_row if narrow else _wide_row)(row, y, width, scale, colours[row.key])
        body += parts
    if not rows:
        body.append(svg.hint(0, y + 16, "no data", size=13))
        y += 30
    grid = [] if narrow else _grid(scale, HEAD, y)
    return svg.document(
        width, y + 22, ident, chart.caption.title, describe(rows), [*grid, *body, *_axis(scale, y + 16)]
    )


def _rows(sheet: Sheet) -> tuple[_BodyRow, ...]:
    return tuple(
        _BodyRow(
            str(row["org_id"]),
            str(row["label"]),
            tuple(str(row[key] or "") for key in ("external", "internal", "disaster")),
            as_estimate(row["standing_force"]),
            as_estimate(row["active_forces"]),
            str(row["note"] or ""),
        )
        for row in sheet.records()
    )


def describe(rows: Sequence[_BodyRow]) -> str:
    """Return promises and forces as text."""
    told = []
    for row in rows:
        promises = ", ".join(
            f"{name} {answer or 'not coded'}" for name, answer in zip(TRIGGERS, row.answers, strict=True)
        )
        forces = f"standing force {_force_words(row.standing)}; forces of members {_force_words(row.members)}"
        told.append(f"{row.label}: {promises}; {forces}.")
    return " ".join(told) or "no data"


def _force_words(number: Estimate) -> str:
    if number.value == 0 and not number.spread:
        return f"none{star(number)}"
    return format_estimate(number, 0, with_unit=False) + star(number)


def _column_heads(scale: svg.Scale) -> list[Markup]:
    parts = [svg.text(0, 30, "Organisation", size=12, bold=True, fill=GREY)]
    for n, trigger in enumerate(TRIGGERS):
        for m, word in enumerate(trigger.split(" ")):
            parts.append(
                svg.text(_column(n), 14 + 16 * (m if " " in trigger else 1), word, size=12, bold=True, fill=GREY)
            )
    parts.append(svg.text(scale.start - 44, 14, "Forces, persons", size=12, bold=True, fill=GREY))
    parts += _shape_key(scale.start - 44, 30, "disc", "standing force")
    parts += _shape_key(scale.start + 72, 30, "diamond", "forces of all members")
    parts += _range_key(scale.start - 44, 48, "only the range is known, of either")
    parts.append(svg.line(0, HEAD - 1.5, scale.end + 16, HEAD - 1.5, stroke=INK))
    return parts


def _shape_key(x: float, y: float, shape: str, words: str) -> list[Markup]:
    return [_dot(shape, x + 6, y - 4, GREY, "key"), svg.hint(x + 17, y, words)]


def _range_key(x: float, y: float, words: str) -> list[Markup]:
    """Return the key of a force of which only the range is known: the shape that a row draws for it."""
    capsule = svg.rect(x, y - 8.5, 12, 9, rx=2, fill=PAPER, stroke=GREY, stroke_width=1.5, class_="key")
    return [capsule, svg.hint(x + 17, y, words)]


def _column(n: int) -> float:
    return 138.0 + 94.0 * n


def _wide_row(row: _BodyRow, y: float, width: float, scale: svg.Scale, colour: str) -> tuple[list[Markup], float]:
    names = svg.wrap(row.label, 134, 13, bold=True)
    notes = svg.wrap(row.note, 134, 12) if row.note else []
    parts = [svg.text(0, y + 20 + 16 * n, name, bold=True, fill=colour) for n, name in enumerate(names)]
    below = y + 20 + 16 * len(names)
    parts += [svg.hint(0, below + 15 * n, note) for n, note in enumerate(notes)]
    for n, answer in enumerate(row.answers):
        parts += _answer(answer, _column(n), y + 15, colour)
    parts += _force(row.standing, scale, y + 20, colour, "disc")
    parts += _force(row.members, scale, y + 48, colour, "diamond")
    height = max(66.0, 16.0 * len(names) + 15 * len(notes) + 16)
    parts.append(svg.line(0, y + height, width, y + height))
    return parts, y + height


def _narrow_row(row: _BodyRow, y: float, width: float, scale: svg.Scale, colour: str) -> tuple[list[Markup], float]:
    parts = [svg.line(0, y + 0.5, width, y + 0.5, stroke=INK)]
    for content in svg.wrap(row.label, width, 14, bold=True):
        y += 19
        parts.append(svg.text(0, y, content, size=14, bold=True, fill=colour))
    for content in svg.wrap(row.note, width, 12) if row.note else []:
        y += 15
        parts.append(svg.hint(0, y, content))
    for n, (trigger, answer) in enumerate(zip(TRIGGERS, row.answers, strict=True)):
        parts.append(svg.hint(112.0 * n, y + 18, trigger))
        parts += _answer(answer, 112.0 * n, y + 32, colour)
    y += 46
    for number, shape, label in (
        (row.standing, "disc", "standing force"),
        (row.members, "diamond", "forces of all members"),
    ):
        hollow = number.value is None and not number.missing
        parts += _range_key(0, y + 16, label) if hollow else _shape_key(0, y + 16, shape, label)
        parts += _force(number, scale, y + 32, colour, shape)
        y += 36
    return parts, y + 16


def _answer(answer: str, x: float, y: float, colour: str) -> list[Markup]:
    return [
        glyph(answer, x + RADIUS, y, RADIUS, colour),
        svg.text(x + 2 * RADIUS + 5, y + 4.5, answer or "not coded", size=12, fill=INK if answer else GREY),
    ]


def _force(number: Estimate, scale: svg.Scale, y: float, colour: str, shape: str) -> list[Markup]:
    """Return one force: a mark with its band, hollow without a point, or words where nothing can be drawn."""
    words = _force_words(number)
    positive = [end for end in number.extent() if end > 0]
    if not positive:
        return [svg.text(scale.start - 44, y + 4, words, size=12, fill=GREY, italic=number.missing)]
    left, right = _ends(number, positive, scale)
    parts: list[Markup] = []
    if number.value is None:
        dash = "4 2.5" if number.low is None or number.high is None else None
        hollow = {"fill": PAPER, "stroke": colour, "stroke_width": 1.5, "stroke_dasharray": dash, "class_": "band"}
        parts.append(svg.rect(left, y - 4.5, max(right - left, 4), 9, rx=2, **hollow))
    elif number.spread:
        parts.append(svg.rect(left, y - 4.5, right - left, 9, rx=2, fill=colour, fill_opacity=0.25, class_="interval"))
    if number.value:
        parts.append(_dot(shape, scale(number.value), y, colour))
    size = svg.text_width(words, 12)
    beyond = right + 10 + size <= scale.end + 16
    at = right + 10 if beyond else left - 10
    parts.append(svg.text(at, y + 4, words, size=12, anchor="start" if beyond else "end", halo=True))
    return parts


def _ends(number: Estimate, positive: list[float], scale: svg.Scale) -> tuple[float, float]:
    """Return where a band begins and ends: one that is open, or reaches zero, runs to the edge of the scale."""
    open_below = number.low is None and number.value is None
    reaches_zero = number.low is not None and number.low <= 0
    open_above = number.high is None and number.value is None
    left = scale.start if open_below or reaches_zero else scale(min(positive))
    return left, scale.end if open_above else scale(max(positive))


def _dot(shape: str, x: float, y: float, colour: str, kind: str = "point") -> Markup:
    if shape == "disc":
        return svg.tag("circle", cx=x, cy=y, r=5, fill=colour, class_=kind)
    corners = [(x, y - 6.5), (x + 6.5, y), (x, y + 6.5), (x - 6.5, y)]
    return svg.path(corners, closed=True, fill=colour, class_=kind)


def _decades(scale: svg.Scale) -> list[float]:
    found, tick = [], scale.low
    while tick <= scale.high * 1.001:
        found.append(tick)
        tick *= 10
    return found


def _grid(scale: svg.Scale, top: float, bottom: float) -> list[Markup]:
    return [svg.line(scale(tick), top, scale(tick), bottom, stroke=RULE) for tick in _decades(scale)]


def _axis(scale: svg.Scale, y: float) -> list[Markup]:
    return [svg.hint(scale(tick), y, svg.short_count(tick), anchor="middle") for tick in _decades(scale)]
