"""The claims of a text at a glance: one row per verdict, one letter per claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from equipoise.answers.answer import Chart
from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import is_narrow
from equipoise.answers.charts.glyphs import glyph
from equipoise.answers.charts.palette import GREY, PAPER, VERDICTS
from equipoise.answers.sheet import Sheet

CELL = 28.0


def draw(
    chart: Chart,
    sheets: tuple[Sheet, ...],
    width: float,
    ident: str,
    colours: Mapping[str, str],  # noqa: ARG001 - verdicts have colours of their own
) -> Markup:
    """Draw the letters of claims by verdict, each linked to its tests on the page.

    Parameters
    ----------
    chart : Chart
        Its caption is the title of the drawing.
    sheets : tuple of Sheet
        One with columns ``id`` (letter) and ``verdict``.
    width : float
        Width of the drawing [px].
    ident : str
        Unique on the page.
    colours : mapping of str to str
        Not used.
    """
    claims = [(place, str(row["id"]), str(row["verdict"])) for place, row in enumerate(sheets[0].records(), start=1)]
    left = 0.0 if is_narrow(width) else 200.0
    body: list[Markup] = []
    y = 0.0
    for verdict, colour in VERDICTS.items():
        letters = [(place, letter) for place, letter, given in claims if given == verdict]
        body.append(glyph(verdict, 9, y + 17, 8, colour))
        body.append(svg.text(25, y + 21.5, f"{verdict.capitalize()}: {len(letters)}", size=14, bold=True, fill=colour))
        if left == 0.0 and letters:
            y += 28
        parts, y = _letters(letters, left, y, width, colour)
        body += parts
    return svg.document(width, y, ident, chart.caption.title, describe(claims), body)


def describe(claims: Sequence[tuple[int, str, str]]) -> str:
    """Return the letters by verdict as text."""
    rows = []
    for verdict in VERDICTS:
        letters = [letter for _, letter, given in claims if given == verdict]
        rows.append(f"{verdict.capitalize()} ({len(letters)}): {', '.join(letters) or 'none'}.")
    return " ".join(rows)


def _letters(
    letters: Sequence[tuple[int, str]], left: float, y: float, width: float, colour: str
) -> tuple[list[Markup], float]:
    per_row = max(int((width - left) // CELL), 1)
    parts = []
    for n, (place, letter) in enumerate(letters):
        x = left + CELL * (n % per_row)
        top = y + 5 + CELL * (n // per_row)
        box = svg.rect(x + 1, top, CELL - 4, CELL - 4, rx=3, fill=PAPER, stroke=colour, stroke_width=1.5)
        name = svg.text(x + CELL / 2 - 1, top + 17, letter, size=13, anchor="middle", fill=colour, bold=True)
        parts.append(svg.tag("a", box, name, href=f"#criteria-{place}", aria_label=f"claim {letter}"))
    if not letters and left:
        parts.append(svg.text(left, y + 21.5, "none", fill=GREY))
    return parts, y + max(CELL * -(-len(letters) // per_row), CELL) + 6
