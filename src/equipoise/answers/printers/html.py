"""An answer as HTML: the fragment of a notebook, and the parts of which brief and page are made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from markupsafe import Markup

from equipoise.answers.answer import Answer, Caption, Chart
from equipoise.answers.charts import draw_both
from equipoise.answers.charts.svg import join, tag
from equipoise.answers.numbers import starring_flags
from equipoise.answers.sentence import Sentence
from equipoise.answers.sheet import Cell, Column, Sheet, flags_in_words, write_cell, write_number
from equipoise.answers.vocabulary import title_of
from equipoise.errors import UnknownNameError
from equipoise.interval import Estimate

# A number with its unit and interval is one thing to a reader: no line may break inside it.
_NUM = r"−?\d(?:[\d.,]*\d)?"
_FIGURE = re.compile(rf"{_NUM}(?:(?:–| to ){_NUM})?(?:[ \u00a0]%)?(?: \({_NUM}(?:–| to ){_NUM}\))?")
_BINDS = set(" \u00a0–")

Numbers = Mapping[str, int]
"""Footnote number of each source."""
Shade = tuple[str, Mapping[str, str]]
"""Column whose codes have a colour, and the colours."""


def fragment(answer: Answer, ident: str = "answer") -> str:
    """Return an answer as one HTML element, for a notebook or to paste into a page.

    Parameters
    ----------
    answer : Answer
        What to show.
    ident : str
        Id of the element, unique on the page.
    """
    numbers = _numbers(answer)
    parts = [tag("h2", answer.title)]
    parts += [sentence(entry, numbers) for entry in answer.headline]
    parts += [figure(answer, chart, f"{ident}-{place}", numbers) for place, chart in enumerate(answer.charts)]
    parts += [table(sheet, numbers) for sheet in answer.sheets if not sheet.for_programs]
    if answer.record is not None:
        parts.append(table(answer.record, numbers))
    parts += [sentence(entry, numbers, "note") for entry in answer.caveats]
    if answer.sources is not None:
        parts.append(tag("details", tag("summary", answer.sources.title), table(answer.sources, {})))
    return str(tag("section", *parts, class_="equipoise", id=ident))


def _numbers(answer: Answer) -> dict[str, int]:
    if answer.sources is None:
        return {}
    ids = (row["source_id"] for row in answer.sources.records())
    return {str(source_id): number for number, source_id in enumerate(ids, start=1)}


def sentence(entry: Sentence, numbers: Numbers, kind: str | None = None) -> Markup:
    """Return a sentence as a paragraph with its footnotes."""
    lead = (tag("b", entry.lead), " ") if entry.lead else ()
    return tag("p", *lead, prose(entry.text), footnotes(entry.source_ids, numbers), class_=kind)


def prose(text: str) -> Markup:
    """Return running text in which no number is torn from its unit or interval."""
    parts: list[object] = []
    reached = 0
    for match in _FIGURE.finditer(text):
        parts.append(text[reached : match.start()])
        found = match.group()
        parts.append(tag("span", found, class_="nb") if set(found) & _BINDS else found)
        reached = match.end()
    return join([*parts, text[reached:]])


def footnotes(source_ids: Iterable[str], numbers: Numbers) -> Markup:
    """Return footnote marks, lowest number first; nothing where the page lists no sources.

    Raises
    ------
    UnknownNameError
        If a source is not in the list that the page prints.
    """
    ids = list(source_ids)
    if not ids or not numbers:
        return Markup("")
    for source_id in ids:
        if source_id not in numbers:
            raise UnknownNameError("source", source_id, numbers)
    links = [
        tag("a", number, href=f"#source-{number}", aria_label=f"source {number}")
        for number in sorted({numbers[source_id] for source_id in ids})
    ]
    # A long run of marks may break after any comma: a phone is narrow.
    return tag("sup", Markup(",<wbr/>").join(links), class_="marks")


def table(sheet: Sheet, numbers: Numbers, *, titled: bool = True, shade: Shade | None = None) -> Markup:
    """Return a sheet as a table; on a phone each row becomes a block, its cells named by their columns.

    Parameters
    ----------
    sheet : Sheet
        What to show.
    numbers : mapping of str to int
        Footnote number of each source.
    titled : bool
        False where the place has the title already.
    shade : (str, mapping of str to str), optional
        Column whose codes have a colour, and the colours: the first cell of a row is written in it, as in the charts.
    """
    columns = next(iter(sheet.blocks())).columns if sheet.rows else sheet.shown
    head = [tag("th", column.heading, scope="col", class_="r" if column.right else None) for column in columns]
    body: list[Markup] = []
    for place, block in enumerate(sheet.blocks(), start=1):
        anchor = f"{sheet.name}-{place}"
        head_of = tag("th", prose(block.heading), scope="rowgroup", colspan=len(columns), id=anchor)
        over = (tag("tr", head_of, class_="head"),) if block.heading else ()
        body.append(tag("tbody", *over, *(_row(sheet, row, numbers, shade) for row in block.rows)))
    title = (tag("caption", prose(sheet.title), footnotes(sheet.source_ids, numbers)),) if titled else ()
    whole = tag("table", *title, tag("thead", tag("tr", *head)), *body, class_="stack")
    notes = [tag("p", prose(note), class_="note") for note in sheet.notes]
    return join([tag("div", whole, class_="table"), *notes])


def _row(sheet: Sheet, row: tuple[Cell, ...], numbers: Numbers, shade: Shade | None) -> Markup:
    cells: list[Markup] = []
    for column, cell in zip(sheet.columns, row, strict=True):
        if column.hidden or column.name == sheet.by:
            continue
        if cells:
            # One child: on a phone the cell is a grid of its heading and this.
            content = tag("span", _content(column, cell, numbers))
            kind = "r" if column.right else None
            cells.append(tag("td", content, data_head=column.title or column.name, class_=kind))
        else:
            named = _shaded(sheet, row, _content(column, cell, numbers), shade)
            cells.append(tag("th", named, _row_notes(sheet, row, numbers), scope="row"))
    return tag("tr", *cells)


def _shaded(sheet: Sheet, row: tuple[Cell, ...], content: Markup, shade: Shade | None) -> Markup:
    if shade is None:
        return content
    by, colours = shade
    code = next((str(cell) for column, cell in zip(sheet.columns, row, strict=True) if column.name == by), "")
    return tag("span", content, style=f"color:{colours[code]}") if code in colours else content


def _row_notes(sheet: Sheet, row: tuple[Cell, ...], numbers: Numbers) -> Markup:
    named = [cell for column, cell in zip(sheet.columns, row, strict=True) if column.name == "source_ids"]
    return footnotes(named[0] if named and isinstance(named[0], tuple) else (), numbers)


def _content(column: Column, cell: Cell, numbers: Numbers) -> Markup:
    if not isinstance(cell, Estimate):
        written = write_cell(column, cell)
        return tag("span", written, class_="num") if column.right else prose(written)
    kind = " ".join(["num", *(["missing"] if cell.missing else []), *(["stale"] if cell.stale else [])])
    flags = [join([" · ", tag("span", words, class_="flag")]) for words in flags_in_words(column, cell)]
    marks = footnotes(cell.source_ids, numbers)
    return tag("span", tag("span", write_number(column, cell), class_=kind), *flags, marks, class_="cell")


def figure(
    answer: Answer, chart: Chart, ident: str, numbers: Numbers, colours: Mapping[str, str] | None = None
) -> Markup:
    """Return a chart with the words around it, drawn wide for pages and narrow for phones."""
    sheets = tuple(answer.sheet(name) for name in chart.sheets)
    return framed(chart.caption, draw_both(chart, sheets, ident, colours), ident, numbers, starred(sheets))


def framed(
    caption: Caption, drawn: Markup, ident: str, numbers: Numbers, flags: Mapping[str, list[str]] | None = None
) -> Markup:
    """Return a drawing in a figure: title, subtitle, note, what its stars mean, source line."""
    head = tag("figcaption", tag("h3", prose(caption.title)), tag("p", prose(caption.subtitle), class_="subtitle"))
    parts: list[Markup] = [head, drawn]
    if flags:
        names = {flag: tag("b", title_of("flag", flag), class_="flag") for flag in flags}
        told = [join([names[flag], ": ", "; ".join(places)]) for flag, places in flags.items()]
        parts.append(tag("p", "* ", Markup("; ").join(told), ".", class_="note"))
    if caption.note:
        parts.append(tag("p", prose(caption.note), class_="note"))
    if caption.source or caption.source_ids:
        marks = footnotes(caption.source_ids, numbers)
        parts.append(tag("p", f"Source: {caption.source}", marks, class_="source"))
    return tag("figure", *parts, class_="chart", id=ident)


def starred(sheets: Iterable[Sheet]) -> dict[str, list[str]]:
    """Return each flag that a star in a drawing stands for, with the rows that bear it."""
    found: dict[str, list[str]] = {}
    for sheet in sheets:
        for row, written in zip(sheet.rows, sheet.written(), strict=True):
            for column, cell in zip(sheet.columns, row, strict=True):
                if isinstance(cell, Estimate) and not cell.missing:
                    for flag in starring_flags(cell.flags):
                        found.setdefault(flag, []).append(_place(sheet, written, column))
    return found


def _place(sheet: Sheet, written: tuple[str, ...], starred: Column) -> str:
    """Return what a number is about: the texts of its row before the first number, and its column if there are more."""
    words = []
    for column, text in zip(sheet.shown, written, strict=True):
        if column.kind != "text":
            break
        words.append(text)
    several = sum(column.kind == "estimate" for column in sheet.shown) > 1
    return ", ".join([*words, starred.title or starred.name] if several else words)
