"""An answer as Markdown, for notes, wikis and model cards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from equipoise.answers.answer import Answer
from equipoise.answers.sentence import Sentence
from equipoise.answers.sheet import Sheet


def as_markdown(answer: Answer) -> str:
    """Return an answer as Markdown."""
    parts = [f"# {escaped(answer.title)}"]
    parts += [sentence_of(entry) for entry in answer.headline]
    for sheet in answer.every_sheet():
        if sheet.for_programs:
            continue
        parts.append(f"## {escaped(sheet.title)}")
        parts += blocks_of(sheet) if sheet.rows else ["None."]
        parts += [escaped(note) for note in sheet.notes]
    if answer.caveats:
        parts.append("## To mind")
        parts += [sentence_of(entry) for entry in answer.caveats]
    return "\n\n".join(parts) + "\n"


def sentence_of(sentence: Sentence) -> str:
    """Return a sentence, its lead in bold."""
    return f"**{escaped(sentence.lead)}** {escaped(sentence.text)}" if sentence.lead else escaped(sentence.text)


def sheets_as_markdown(sheets: Iterable[Sheet]) -> str:
    """Return sheets as Markdown, each under its title in bold, with its notes; it ends with a line feed."""
    parts = []
    for sheet in sheets:
        parts += [f"**{escaped(sheet.title)}**", *blocks_of(sheet), *(f"- {escaped(note)}" for note in sheet.notes)]
    return "\n\n".join(parts) + "\n"


def blocks_of(sheet: Sheet) -> list[str]:
    """Return a sheet as tables of Markdown, each block under its heading."""
    parts: list[str] = []
    for block in sheet.blocks():
        heads = [escaped(column.heading) for column in block.columns]
        rules = ["---:" if column.right else "---" for column in block.columns]
        parts += [f"**{escaped(block.heading)}**"] if block.heading else []
        parts.append(lines_of(heads, rules, ([escaped(cell) for cell in row] for row in block.written)))
    return parts


def lines_of(heads: Sequence[str], rules: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return the lines of a table whose cells are written already."""
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rules, *rows))


def escaped(text: str) -> str:
    """Return text in which nothing is read as markup of a table, a tag or emphasis."""
    one_line = " ".join(text.split(" ")).replace("\n", " ")
    for letter in "\\|<*_`[]":
        one_line = one_line.replace(letter, f"\\{letter}" if letter != "<" else "&lt;")
    return one_line
