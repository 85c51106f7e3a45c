"""An answer as text for a terminal: the headline, then the tables, then what to mind."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING

from equipoise.answers.answer import Answer
from equipoise.answers.sentence import Sentence
from equipoise.answers.sheet import Block, Sheet

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

WIDTH_OF_FILES = 110
"""Columns where the output is no terminal."""
_PLAINER = str.maketrans({"−": "-", "–": "-", "\N{NO-BREAK SPACE}": " ", "²": "2", "’": "'", "·": "-", "…": "..."})


def console(stream: IO[str] | None = None) -> Console:
    """Return the console for people: as wide as the terminal, 110 columns where it is none."""
    from rich.console import Console as RichConsole

    class Quiet(RichConsole):
        """A console whose reader may go away (`equipoise ... | head`): rich would end the program with 1."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    file = sys.stdout if stream is None else stream
    plain = "NO_COLOR" in os.environ
    width = None if file.isatty() else WIDTH_OF_FILES
    return Quiet(file=file, width=width, highlight=False, no_color=plain, color_system=None if plain else "auto")


def print_answer(answer: Answer, stream: IO[str] | None = None, *, full: bool = False) -> None:
    """Print an answer for people.

    Parameters
    ----------
    answer : Answer
        What to print.
    stream : text stream, optional
        By default standard output.
    full : bool
        Print tables of detail and the list of sources, too.
    """
    out = console(stream)
    encoding = getattr(out.file, "encoding", None) or "utf-8"
    if not _holds(encoding):
        text = as_text(answer, full=full, width=out.width).translate(_PLAINER)
        out.file.write(text + "\n")
        return
    for part in _parts(answer, full=full):
        out.print(part)


def as_text(answer: Answer, *, full: bool = False, width: int = WIDTH_OF_FILES) -> str:
    """Return an answer as plain text.

    Parameters
    ----------
    answer : Answer
        What to write.
    full : bool
        Write tables of detail and the list of sources, too.
    width : int
        Columns.
    """
    from rich.console import Console

    stream = io.StringIO()
    out = Console(file=stream, width=width, highlight=False, color_system=None)
    for part in _parts(answer, full=full):
        out.print(part)
    return stream.getvalue().rstrip("\n")


def table_of(block: Block, title: str = "") -> Table:
    """Return a part of a sheet as a table of a terminal, its text as it is."""
    from rich.markup import escape
    from rich.table import Table

    made = Table(
        title=escape(title) or None,
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        header_style="dim",
    )
    for column in block.columns:
        made.add_column(escape(column.heading), justify="right" if column.right else "left", overflow="fold")
    for row in block.written:
        made.add_row(*map(escape, row))
    return made


def _parts(answer: Answer, *, full: bool) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(answer.title, style="bold")
    yield from _sentences(answer.headline)
    for sheet in answer.sheets:
        if not sheet.for_programs and (full or not sheet.detail):
            yield from _sheet(sheet)
    if answer.record is not None:
        yield from _sheet(answer.record)
    if answer.caveats:
        yield ""
        yield from _sentences(answer.caveats)
    yield from _ending(answer, full=full)


def _ending(answer: Answer, *, full: bool) -> Iterator[RenderableType]:
    from rich.text import Text

    if full and answer.sources is not None:
        yield from _sheet(answer.sources)
        return
    folded = [sheet.title.rstrip(".") for sheet in answer.sheets if sheet.detail and not sheet.for_programs]
    sources = 0 if answer.sources is None else len(answer.sources.rows)
    if sources:
        folded.append(f"{sources} source{'' if sources == 1 else 's'}")
    if folded:
        yield ""
        yield Text(f"With --full: {'; '.join(folded)}.", style="dim")


def _sheet(sheet: Sheet) -> Iterator[RenderableType]:
    from rich.text import Text

    if not sheet.rows:
        yield ""
        yield Text(f"{sheet.title}: none")
    for place, block in enumerate(sheet.blocks() if sheet.rows else ()):
        if block.heading and not place:
            yield ""
            yield Text(sheet.title, style="bold")
        yield ""
        yield table_of(block, block.heading or sheet.title)
    for note in sheet.notes:
        yield Text(note, style="dim")


def _sentences(sentences: Iterable[Sentence]) -> Iterator[RenderableType]:
    from rich.text import Text

    for sentence in sentences:
        lead = (Text(f"{sentence.lead} ", style="bold"),) if sentence.lead else ()
        yield Text.assemble(*lead, sentence.text)


def _holds(encoding: str) -> bool:
    """Say whether a stream can hold the dashes and minus signs of our numbers."""
    try:
        "−–²".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
