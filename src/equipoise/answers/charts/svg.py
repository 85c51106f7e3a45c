"""Small parts of inline SVG: elements, text, scales, ticks; everything escaped, every coordinate finite."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from equipoise.answers.charts.palette import GREY, INK, PAPER, RULE
from equipoise.errors import DataError

# Mean advance of a sans-serif face in ems, by letters of like width; drawn a little wide so that text never collides.
_WIDTHS = (
    ("ijl.,:;'|!", 0.26),
    ("I ft()[]-/r·", 0.34),
    ("mwMW%@—", 0.86),
    ("ABCDEFGHJKLNOPQRSTUVXYZ&≥≤", 0.69),
)
_OTHER_WIDTH = 0.56


def coordinate(number: float) -> str:
    """Write a coordinate with at most two decimals.

    Raises
    ------
    DataError
        If it is not finite.
    """
    if not math.isfinite(number):
        raise DataError(f"a chart was given the coordinate {number}, which cannot be drawn")
    return f"{number:.2f}".rstrip("0").rstrip(".") if number % 1 else str(int(number))


def tag(name: str, *children: object, **attributes: object) -> Markup:
    """Return one element; children and attribute values are escaped unless they are markup already.

    Parameters
    ----------
    name : str
        Element name.
    *children : object
        Text or markup.
    **attributes : object
        A trailing underscore is dropped and inner ones become hyphens (``class_``, ``font_size``); None is left out.
    """
    written = []
    for key, value in attributes.items():
        if value is None:
            continue
        text = coordinate(value) if isinstance(value, (int, float)) else value
        written.append(f' {key.rstrip("_").replace("_", "-")}="{escape(text)}"')
    head = f"<{name}{''.join(written)}"
    if not children:
        return Markup(f"{head}/>")  # noqa: S704 - every part above is escaped
    return Markup(f"{head}>{join(children)}</{name}>")  # noqa: S704 - every part above is escaped


def join(parts: Iterable[object]) -> Markup:
    """Return parts one after the other, escaped unless they are markup."""
    return Markup("").join(escape(part) for part in parts)


def text(
    x: float,
    y: float,
    content: object,
    *,
    size: float = 13,
    anchor: str = "start",
    fill: str = INK,
    bold: bool = False,
    italic: bool = False,
    halo: bool = False,
) -> Markup:
    """Return a line of text with its baseline at ``y``; a halo keeps it legible where it crosses lines."""
    return tag(
        "text",
        content,
        x=x,
        y=y,
        font_size=size,
        text_anchor=None if anchor == "start" else anchor,
        fill=fill,
        font_weight="600" if bold else None,
        font_style="italic" if italic else None,
        paint_order="stroke" if halo else None,
        stroke=PAPER if halo else None,
        stroke_width=3.5 if halo else None,
        stroke_linejoin="round" if halo else None,
    )


def line(
    x1: float, y1: float, x2: float, y2: float, *, stroke: str = RULE, width: float = 1, dash: str | None = None
) -> Markup:
    """Return a straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, stroke_dasharray=dash)


def rect(x: float, y: float, width: float, height: float, **attributes: object) -> Markup:
    """Return a rectangle, its size never below zero."""
    return tag("rect", x=x, y=y, width=max(width, 0.0), height=max(height, 0.0), **attributes)


def path(points: Sequence[tuple[float, float]], *, closed: bool = False, **attributes: object) -> Markup:
    """Return a broken line, or a polygon, through points."""
    steps = " ".join(f"{'L' if n else 'M'}{coordinate(x)} {coordinate(y)}" for n, (x, y) in enumerate(points))
    return tag("path", d=steps + ("Z" if closed else ""), **attributes)


def document(width: float, height: float, ident: str, title: str, description: str, body: Iterable[object]) -> Markup:
    """Return a drawing that fits its column, with a name and a description for screen readers.

    Parameters
    ----------
    width, height : float
        Size of the drawing [px at full width].
    ident : str
        Unique on the page.
    title, description : str
        Read aloud in place of the drawing.
    body : iterable of markup
        Content.
    """
    return tag(
        "svg",
        tag("title", title, id=f"{ident}-title"),
        tag("desc", description, id=f"{ident}-desc"),
        join(body),
        viewBox=f"0 0 {coordinate(width)} {coordinate(math.ceil(height))}",
        role="img",
        aria_labelledby=f"{ident}-title {ident}-desc",
        class_="plot-svg",
        style=f"max-width:{coordinate(width * 1.25)}px" if width < 500 else None,
    )


def standalone(drawing: Markup) -> str:
    """Return a drawing as a file of its own: with the name space that a browser asks for outside a page, and a font."""
    opening = Markup('<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" ')  # plain text would be escaped
    return drawing.replace("<svg ", opening, 1)


def text_width(content: str, size: float = 13, *, bold: bool = False) -> float:
    """Estimate the width of a line of sans-serif text [px]."""
    ems = sum(next((w for letters, w in _WIDTHS if char in letters), _OTHER_WIDTH) for char in content)
    return ems * size * (1.06 if bold else 1.0)


def wrap(content: str, width: float, size: float = 13, *, bold: bool = False) -> list[str]:
    """Break text into lines that fit a width; a word that is too long alone is cut with an ellipsis."""
    lines: list[str] = []
    for word in content.split(" "):
        candidate = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(candidate, size, bold=bold) <= width:
            lines[-1] = candidate
        else:
            lines.append(shorten(word, width, size, bold=bold))
    return lines


def shorten(content: str, width: float, size: float = 13, *, bold: bool = False) -> str:
    """Cut text to a width, with an ellipsis where something was cut."""
    if text_width(content, size, bold=bold) <= width:
        return content
    kept = content
    while kept and text_width(f"{kept}…", size, bold=bold) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


@dataclass(frozen=True, slots=True)
class Scale:
    """A map from data to the drawing, linear or logarithmic; what lies outside is held at the edge.

    Parameters
    ----------
    low, high : float
        Ends of the data range; above zero for a logarithmic scale.
    start, end : float
        Where the ends are drawn [px].
    log : bool
        Logarithmic.

    Raises
    ------
    DataError
        If the range is empty, or reaches zero on a logarithmic scale.
    """

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __post_init__(self) -> None:
        if self.high <= self.low or (self.log and self.low <= 0):
            raise DataError(f"a chart cannot be drawn on the scale from {self.low} to {self.high}")

    def __call__(self, value: float) -> float:
        """Return where a value is drawn [px]."""
        held = min(max(value, self.low), self.high)
        if self.log:
            part = math.log(held / self.low) / math.log(self.high / self.low)
        else:
            part = (held - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)


def nice_step(span: float, count: int) -> float:
    """Return a step of 1, 2 or 5 times a power of ten that cuts a span into at most ``count`` parts."""
    raw = span / max(count, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= raw * (1 - 1e-9))


def nice_top(highest: float, count: int = 4) -> float:
    """Return a round upper end for an axis that starts at zero; 1 where all is zero."""
    if highest <= 0:
        return 1.0
    step = nice_step(highest, count)
    return math.ceil(highest / step - 1e-9) * step


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Return round values between two ends."""
    step = nice_step(high - low, count)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [n * step for n in range(first, last + 1)]


def spread_apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels apart so that none is nearer than ``gap`` to the next, near to where they were wanted.

    Parameters
    ----------
    wanted : sequence of float
        Wanted positions, in any order.
    gap : float
        Least distance.
    low, high : float
        Bounds; where they are too tight for all labels the gap shrinks.

    Returns
    -------
    list of float
        Positions in the order given.
    """
    if len(wanted) > 1:
        gap = min(gap, (high - low) / (len(wanted) - 1))
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    placed: list[float] = []
    for rank, n in enumerate(order):
        placed.append(max(wanted[n], low if rank == 0 else placed[-1] + gap))
    limit = high
    for rank in range(len(placed) - 1, -1, -1):
        placed[rank] = min(placed[rank], limit)
        limit = placed[rank] - gap
    result = [0.0] * len(wanted)
    for rank, n in enumerate(order):
        result[n] = placed[rank]
    return result


def short_count(number: float) -> str:
    """Write a tick of a count: 500, 10k, 2m."""
    for size, letter in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if number >= size:
            return f"{number / size:g}{letter}"
    return f"{number:g}"


def hint(x: float, y: float, content: str, *, anchor: str = "start", size: float = 12) -> Markup:
    """Return a remark in grey."""
    return text(x, y, content, size=size, anchor=anchor, fill=GREY)
