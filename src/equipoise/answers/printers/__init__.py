"""Printers: each writes any answer in one form; a new form is one entry here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from equipoise.answers.answer import Answer
from equipoise.errors import InputError, UnknownNameError


@dataclass(frozen=True, slots=True)
class Printer:
    """One form of an answer.

    Parameters
    ----------
    name : str
        What the user calls it.
    endings : tuple of str
        Endings of files that hold it.
    write : callable
        Takes the answer, the name of a sheet or None, and whether all is wanted; returns text or bytes.
    """

    name: str
    endings: tuple[str, ...]
    write: Callable[[Answer, str | None, bool], str | bytes]


def _text(answer: Answer, sheet: str | None, full: bool) -> str:  # noqa: FBT001 - form of all printers
    from equipoise.answers.printers.terminal import as_text

    return as_text(_only(answer, sheet), full=full or sheet is not None) + "\n"


def _json(answer: Answer, sheet: str | None, full: bool) -> str:  # noqa: ARG001, FBT001 - form of all printers
    from equipoise.answers.printers.structured import as_json

    return as_json(_only(answer, sheet))


def _csv(answer: Answer, sheet: str | None, full: bool) -> str:  # noqa: ARG001, FBT001 - form of all printers
    from equipoise.answers.printers.frames import as_csv

    return as_csv(answer.sheet(sheet or answer.sheets[0].name))


def _parquet(answer: Answer, sheet: str | None, full: bool) -> bytes:  # noqa: ARG001, FBT001 - form of all printers
    from equipoise.answers.printers.frames import as_parquet

    return as_parquet(answer.sheet(sheet or answer.sheets[0].name))


def _xlsx(answer: Answer, sheet: str | None, full: bool) -> bytes:  # noqa: ARG001, FBT001 - form of all printers
    from equipoise.answers.printers.workbook import as_workbook

    return as_workbook(_only(answer, sheet))


def _markdown(answer: Answer, sheet: str | None, full: bool) -> str:  # noqa: ARG001, FBT001 - form of all printers
    from equipoise.answers.printers.markdown import as_markdown

    return as_markdown(_only(answer, sheet))


def _html(answer: Answer, sheet: str | None, full: bool) -> str:  # noqa: ARG001, FBT001 - form of all printers
    from equipoise.answers.printers.html import fragment

    return fragment(_only(answer, sheet)) + "\n"


def _svg(answer: Answer, sheet: str | None, full: bool) -> str:  # noqa: ARG001, FBT001 - form of all printers
    from equipoise.answers.charts import as_svg

    for chart in answer.charts:
        if sheet is None or sheet in chart.sheets:
            return as_svg(answer, chart)
    raise InputError(f"the answer to {answer.question!r} has no chart{f' of sheet {sheet!r}' if sheet else ''} to draw")


PRINTERS: tuple[Printer, ...] = (
    Printer("text", (".txt",), _text),
    Printer("json", (".json",), _json),
    Printer("csv", (".csv",), _csv),
    Printer("parquet", (".parquet", ".pq"), _parquet),
    Printer("xlsx", (".xlsx",), _xlsx),
    Printer("md", (".md", ".markdown"), _markdown),
    Printer("html", (".html", ".htm"), _html),
    Printer("svg", (".svg",), _svg),
)
BINARY = ("parquet", "xlsx")


def printer(name: str) -> Printer:
    """Return the printer of a form.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    for found in PRINTERS:
        if found.name == name:
            return found
    raise UnknownNameError("format", name, [found.name for found in PRINTERS], show=20)


def printer_of_ending(ending: str) -> Printer:
    """Return the printer of a file's ending, such as ".csv".

    Raises
    ------
    UnknownNameError
        If there is none.
    InputError
        If it is that of a PDF file, which no printer writes.
    """
    for found in PRINTERS:
        if ending.casefold() in found.endings:
            return found
    if ending.casefold() == ".pdf":
        raise InputError("no PDF is written here: write .html and print it from a browser, or write .xlsx or .md")
    raise UnknownNameError("ending of a file", ending, [end for found in PRINTERS for end in found.endings], show=20)


def _only(answer: Answer, sheet: str | None) -> Answer:
    """Return the answer with one of its sheets alone, or as it is."""
    from dataclasses import replace

    if sheet is None:
        return answer
    kept = answer.sheet(sheet)
    return replace(answer, sheets=(kept,), charts=(), record=None, sources=None)
