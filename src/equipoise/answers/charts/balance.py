"""Where a state stands between the powers: one small panel per layer, one bar per power."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from equipoise.answers.answer import Chart
from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import bar, is_narrow
from equipoise.answers.charts.palette import GREY, INK, RULE, TRACK
from equipoise.answers.numbers import format_estimate, format_figure, star
from equipoise.answers.sheet import Sheet
from equipoise.answers.vocabulary import digits_of_unit, term, title_of, unit_in_words
from equipoise.interval import Estimate, Interval

ROW = 33.0
BAR = 8.0
GAP = 30.0
KEY_HEIGHT = 138.0


@dataclass(frozen=True, slots=True)
class _PowerRow:
    """One power in one panel: its code, its name, the quantity, and a few words after the name."""

    key: str
    label: str
    number: Estimate
    note: str


@dataclass(frozen=True, slots=True)
class _LayerPanel:
    """One layer: its name, what it counts, its powers, and a summary under the title."""

    title: str
    unit: str
    rows: tuple[_PowerRow, ...]
    note: str = ""


def draw(chart: Chart, sheets: tuple[Sheet, ...], width: float, ident: str, colours: Mapping[str, str]) -> Markup:
    """Draw one panel a layer and the key that says how to read them.

    Parameters
    ----------
    chart : Chart
        Its caption is the title of the drawing.
    sheets : tuple of Sheet
        The first with columns ``layer`` (key of the vocabulary), ``power`` (code that fixes the colour), ``name``,
        ``value`` (estimate) and ``note``, rows of a layer together; a second, if there is one, with ``layer`` and
        ``note``: a summary of the layer.
    width : float
        Width of the drawing [px]; narrow drawings have one column.
    ident : str
        Unique on the page.
    colours : mapping of str to str
        Colour of each power.
    """
    layers = _panels(sheets)
    columns = 1 if is_narrow(width) else 3
    panel = (width - GAP * (columns - 1)) / columns
    tops = _scale_tops(layers)
    body: list[Markup] = []
    y = 0.0
    cells: list[_LayerPanel | None] = [*layers, None]
    for start in range(0, len(cells), columns):
        band = cells[start : start + columns]
        head = max(_head_height(cell, panel) for cell in band)
        for column, cell in enumerate(band):
            x = column * (panel + GAP)
            if cell is None:
                body.append(_key(x, y, panel))
            else:
                body.append(_panel(cell, (x, y, y + head), panel, tops[_scale_key(cell)], colours))
        y += head + max(_body_height(cell, panel) for cell in band) + 22
    return svg.document(width, y - 20, ident, chart.caption.title, describe(layers), body)


def _panels(sheets: tuple[Sheet, ...]) -> tuple[_LayerPanel, ...]:
    rows: dict[str, list[_PowerRow]] = {}
    for row in sheets[0].records():
        number = row["value"] if isinstance(row["value"], Estimate) else Estimate(None)
        made = _PowerRow(str(row["power"]), str(row["name"]), number, str(row.get("note") or ""))
        rows.setdefault(str(row["layer"]), []).append(made)
    notes = {str(row["layer"]): str(row["note"] or "") for sheet in sheets[1:] for row in sheet.records()}
    return tuple(
        _LayerPanel(title_of("layer", key), unit_in_words(term("layer", key).unit), tuple(found), notes.get(key, ""))
        for key, found in rows.items()
    )


def describe(layers: Sequence[_LayerPanel]) -> str:
    """Return the numbers of the chart as text."""
    told = []
    for layer in layers:
        rows = "; ".join(f"{row.label} {_told(row)}" for row in layer.rows)
        told.append(f"{layer.title} ({layer.unit}): {rows or 'no data'}.")
    return " ".join(told)


def _told(row: _PowerRow) -> str:
    return ", ".join(part for part in (_written(row.number), row.note) if part)


def _written(number: Estimate, *, with_age: bool = True) -> str:
    return format_estimate(number, digits_of_unit(number.unit), with_unit=False, with_age=with_age)


def _scale_key(layer: _LayerPanel) -> str:
    """Return what layers have in common that share a scale: shares of any total, else the unit."""
    return "%" if layer.unit.startswith("%") else layer.unit


def _scale_tops(layers: Sequence[_LayerPanel]) -> dict[str, float]:
    highest: dict[str, float] = {}
    for layer in layers:
        extents = [end for row in layer.rows for end in row.number.extent()]
        key = _scale_key(layer)
        highest[key] = max([highest.get(key, 0.0), *extents])
    return {key: svg.nice_top(top) for key, top in highest.items()}


def _heading(layer: _LayerPanel, panel: float) -> list[tuple[str, float, str, bool]]:
    lines = [(part, 14.0, INK, True) for part in svg.wrap(layer.title, panel, 14, bold=True)]
    lines += [(part, 12.0, GREY, False) for part in svg.wrap(layer.unit, panel, 12)]
    if layer.note:
        lines += [(part, 12.0, GREY, False) for part in svg.wrap(layer.note, panel, 12)]
    return lines


def _head_height(layer: _LayerPanel | None, panel: float) -> float:
    return 0.0 if layer is None else 8.0 + 16 * len(_heading(layer, panel))


def _body_height(layer: _LayerPanel | None, panel: float) -> float:
    if layer is None:
        return KEY_HEIGHT
    return ROW if _is_blank(layer) else sum(_row_height(row, panel) for row in layer.rows) + 20


def _is_blank(layer: _LayerPanel) -> bool:
    """Say whether nothing is known of any power in a layer: one line says so once."""
    return all(row.number.missing and not row.note for row in layer.rows)


def _panel(
    layer: _LayerPanel,
    place: tuple[float, float, float],
    panel: float,
    top: float,
    colours: Mapping[str, str],
) -> Markup:
    """Return one panel; its place is the left edge, the top, and where the rows begin."""
    x, y, rows_from = place
    parts = [svg.line(x, y + 0.5, x + panel, y + 0.5, stroke=INK)]
    y += 2
    for content, size, fill, bold in _heading(layer, panel):
        y += 16
        parts.append(svg.text(x, y, content, size=size, fill=fill, bold=bold))
    y = rows_from
    if _is_blank(layer):
        words = f"no data on {', '.join(row.label for row in layer.rows)}" if layer.rows else "no data"
        lines = svg.wrap(words, panel, 12)
        parts += [svg.text(x, y + 14 + 14 * n, line, size=12, fill=GREY, italic=True) for n, line in enumerate(lines)]
        return svg.tag("g", *parts)
    scale = svg.Scale(0.0, top, x, x + panel)
    for row in layer.rows:
        parts += _row(row, x, y, panel, scale, colours)
        y += _row_height(row, panel)
    parts.append(svg.hint(x, y + 14, "0"))
    unit = "\N{NO-BREAK SPACE}%" if layer.unit.startswith("%") else ""
    parts.append(svg.hint(x + panel, y + 14, f"{format_figure(top)}{unit}", anchor="end"))
    return svg.tag("g", *parts)


def _value(row: _PowerRow) -> str:
    if row.number.missing and row.note:
        return row.note
    value = _written(row.number, with_age=False)
    if row.number.stale:
        value += f", {row.number.when}" if row.number.when else ", old"
    return value + star(row.number)


def _fits(row: _PowerRow, panel: float) -> bool:
    """Say whether name and value stand on one line."""
    return svg.text_width(row.label, 13, bold=True) + svg.text_width(_value(row), 13) + 8 <= panel


def _row_height(row: _PowerRow, panel: float) -> float:
    return ROW if _fits(row, panel) else ROW + 15


def _row(
    row: _PowerRow, x: float, y: float, panel: float, scale: svg.Scale, colours: Mapping[str, str]
) -> list[Markup]:
    value, colour = _value(row), colours[row.key]
    label = svg.shorten(row.label, panel, 13, bold=True)
    parts = [svg.text(x, y + 15, label, bold=True, fill=colour)]
    used = svg.text_width(f"{label} ", 13, bold=True)
    room = panel - used - (svg.text_width(value, 13) + 8 if _fits(row, panel) else 0.0)
    if row.note and row.note != value and svg.text_width(row.note, 12) < room:
        parts.append(svg.hint(x + used, y + 15, row.note))
    y += _row_height(row, panel) - ROW
    tone = GREY if row.number.missing or row.number.stale else INK
    parts.append(svg.text(x + panel, y + 15, value, anchor="end", fill=tone, italic=row.number.missing))
    if not row.number.missing:
        parts.append(svg.rect(x, y + 20, panel, BAR, fill=TRACK))
    return parts + bar(row.number, scale, y + 20, BAR, colour)


def _key(x: float, y: float, panel: float) -> Markup:
    samples = (
        (Estimate(Interval.point(60.0)), "value"),
        (Estimate(Interval(40.0, 85.0, 60.0)), "value with its interval"),
        (Estimate(Interval(30.0, 85.0)), "only the ends are known"),
        (Estimate(Interval.point(60.0), flags=("stale",)), "old value, year beside it"),
    )
    scale = svg.Scale(0.0, 100.0, x, x + 64)
    parts = [
        svg.line(x, y + 0.5, x + panel, y + 0.5, stroke=RULE),
        svg.text(x, y + 18, "How to read", size=12, fill=GREY, bold=True),
    ]
    for n, (sample, meaning) in enumerate(samples):
        top = y + 28 + 22 * n
        parts += bar(sample, scale, top, BAR, GREY)
        parts.append(svg.hint(x + 74, top + 9, meaning))
    parts.append(svg.text(x, y + 28 + 22 * 4 + 9, "no data", size=12, fill=GREY, italic=True))
    parts.append(svg.hint(x + 74, y + 28 + 22 * 4 + 9, "unknown, which is not zero"))
    return svg.tag("g", *parts, class_="key")
