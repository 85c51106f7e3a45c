"""Where a state stands between the powers: one small panel per layer, one bar per power."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from equipoise.brief import svg
from equipoise.brief.charts.frame import Caption, bar, is_narrow
from equipoise.brief.numbers import Number, format_figure, format_number, star
from equipoise.brief.palette import GREY, INK, RULE, TRACK

ROW = 33.0
BAR = 8.0
GAP = 30.0
KEY_HEIGHT = 138.0


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One power in one layer.

    Parameters
    ----------
    power : str
        Code that fixes the colour: RUS, CHN, EU, TUR, USA or another.
    label : str
        Name as written.
    number : Number
        Value, interval, year and flags.
    note : str
        A few words after the name.
    """

    power: str
    label: str
    number: Number
    note: str = ""


@dataclass(frozen=True, slots=True)
class BalanceLayer:
    """One layer of a state's position: exports, arms, bases ...

    Parameters
    ----------
    title : str
        Name of the layer.
    unit : str
        What the numbers count; layers in "% of ..." share one scale, others share it
        with the same unit.
    rows : tuple of BalanceRow
        Powers, in the same order in all layers.
    note : str
        Summary under the title, such as the effective number of partners.
    """

    title: str
    unit: str
    rows: tuple[BalanceRow, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class BalanceChart:
    """Small multiples of a state's position between powers.

    Parameters
    ----------
    caption : Caption
        Words around the chart.
    layers : tuple of BalanceLayer
        Panels in reading order.
    """

    caption: Caption
    layers: tuple[BalanceLayer, ...]


def draw(chart: BalanceChart, width: float, ident: str, colours: Mapping[str, str]) -> Markup:
    """Draw the panels and the key that says how to read them.

    Parameters
    ----------
    chart : BalanceChart
        What is shown.
    width : float
        Width of the drawing [px]; narrow drawings have one column.
    ident : str
        Unique on the page.
    colours : mapping of str to str
        Colour of each power.
    """
    columns = 1 if is_narrow(width) else 3
    panel = (width - GAP * (columns - 1)) / columns
    tops = _scale_tops(chart.layers)
    body: list[Markup] = []
    y = 0.0
    cells: list[BalanceLayer | None] = [*chart.layers, None]
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
    return svg.document(width, y - 20, ident, chart.caption.title, describe(chart), body)


def describe(chart: BalanceChart) -> str:
    """Return the numbers of the chart as text."""
    layers = []
    for layer in chart.layers:
        rows = "; ".join(f"{row.label} {_told(row)}" for row in layer.rows)
        layers.append(f"{layer.title} ({layer.unit}): {rows or 'no data'}.")
    return " ".join(layers)


def _told(row: BalanceRow) -> str:
    return ", ".join(part for part in (format_number(row.number, with_unit=False), row.note) if part)


def named_numbers(chart: BalanceChart) -> Iterator[tuple[str, Number]]:
    """Yield every number of the chart with the name of its place."""
    for layer in chart.layers:
        for row in layer.rows:
            yield f"{row.label} in {layer.title[:1].lower()}{layer.title[1:]}", row.number


def _scale_key(layer: BalanceLayer) -> str:
    """Return what layers have in common that share a scale: shares of any total, else the unit."""
    return "%" if layer.unit.startswith("%") else layer.unit


def _scale_tops(layers: Sequence[BalanceLayer]) -> dict[str, float]:
    highest: dict[str, float] = {}
    for layer in layers:
        extents = [end for row in layer.rows for end in row.number.extent()]
        key = _scale_key(layer)
        highest[key] = max([highest.get(key, 0.0), *extents])
    return {key: svg.nice_top(top) for key, top in highest.items()}


def _heading(layer: BalanceLayer, panel: float) -> list[tuple[str, float, str, bool]]:
    lines = [(part, 14.0, INK, True) for part in svg.wrap(layer.title, panel, 14, bold=True)]
    lines += [(part, 12.0, GREY, False) for part in svg.wrap(layer.unit, panel, 12)]
    if layer.note:
        lines += [(part, 12.0, GREY, False) for part in svg.wrap(layer.note, panel, 12)]
    return lines


def _head_height(layer: BalanceLayer | None, panel: float) -> float:
    return 0.0 if layer is None else 8.0 + 16 * len(_heading(layer, panel))


def _body_height(layer: BalanceLayer | None, panel: float) -> float:
    if layer is None:
        return KEY_HEIGHT
    return ROW if _is_blank(layer) else sum(_row_height(row, panel) for row in layer.rows) + 20


def _is_blank(layer: BalanceLayer) -> bool:
    """Say whether nothing is known of any power in a layer: one line says so once."""
    return all(row.number.missing and not row.note for row in layer.rows)


def _panel(
    layer: BalanceLayer,
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


def _value(row: BalanceRow) -> str:
    if row.number.missing and row.note:
        return row.note
    value = format_number(row.number, with_unit=False, with_age=False)
    if row.number.stale:
        value += f", {row.number.year}" if row.number.year is not None else ", old"
    return value + star(row.number)


def _fits(row: BalanceRow, panel: float) -> bool:
    """Say whether name and value stand on one line."""
    return svg.text_width(row.label, 13, bold=True) + svg.text_width(_value(row), 13) + 8 <= panel


def _row_height(row: BalanceRow, panel: float) -> float:
    return ROW if _fits(row, panel) else ROW + 15


def _row(
    row: BalanceRow, x: float, y: float, panel: float, scale: svg.Scale, colours: Mapping[str, str]
) -> list[Markup]:
    value, colour = _value(row), colours[row.power]
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
        (Number(60.0, 60.0, 60.0), "value"),
        (Number(60.0, 40.0, 85.0), "value with its interval"),
        (Number(None, 30.0, 85.0), "only the ends are known"),
        (Number(60.0, flags=("stale",)), "old value, year beside it"),
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
