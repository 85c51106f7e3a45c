"""An answer as an Excel workbook: what it says first, then one worksheet a sheet."""

from __future__ import annotations

import io
import json
import math
from datetime import date
from typing import TYPE_CHECKING, Any

from equipoise.answers.answer import Answer
from equipoise.answers.printers.frames import joined_lists
from equipoise.answers.sheet import Sheet

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_LETTERS = 31
"""Longest name of a worksheet that Excel takes."""
LONGEST_CELL = 32_767
"""Most characters that Excel takes in a cell."""
FIRST_DAY = date(1900, 3, 1)
"""First day that Excel counts rightly: it takes 1900 for a leap year and knows nothing older. Earlier days are text."""
_WIDEST = 60


def as_workbook(answer: Answer) -> bytes:
    """Return an answer as an .xlsx file: worksheet "about" with its sentences and provenance, then the sheets.

    The first line of a sheet holds the names of the data formats, so that it reads like the CSV file.
    """
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    # Text that begins with "=" is text: nothing of a user's own tables may run.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(stream, options) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        _about(book.add_worksheet("about"), answer, bold)
        for sheet in answer.every_sheet():
            _fill(book.add_worksheet(sheet.name[:MOST_LETTERS]), sheet, bold, day)
    return stream.getvalue()


def _about(page: Worksheet, answer: Answer, bold: Format) -> None:
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 120)
    page.write_string(0, 0, answer.title, bold)
    lines: list[tuple[str, str]] = [(name, str(value)) for name, value in answer.subject.items() if value is not None]
    lines += [("finding", f"{entry.lead} {entry.text}".strip()) for entry in answer.headline]
    lines += [("caution", f"{entry.lead} {entry.text}".strip()) for entry in answer.caveats]
    for sheet in answer.every_sheet():
        lines.append((f"sheet {sheet.name}", " ".join((sheet.title, *sheet.notes))))
        lines += [(f"{sheet.name}.{column.name}", _meaning(column.heading, column.sense)) for column in sheet.columns]
    lines.append(("provenance", json.dumps(answer.provenance, ensure_ascii=False)))
    for row, (name, text) in enumerate(lines, start=2):
        page.write_string(row, 0, name)
        page.write_string(row, 1, text[:LONGEST_CELL])


def _meaning(heading: str, sense: str) -> str:
    return f"{heading}. {sense}" if sense else heading


def _fill(page: Worksheet, sheet: Sheet, bold: Format, day: Format) -> None:
    frame = joined_lists(sheet)
    for place, name in enumerate(frame.columns):
        page.write_string(0, place, name, bold)
    page.freeze_panes(1, 0)
    for number, row in enumerate(frame.iter_rows(), start=1):
        for place, value in enumerate(row):
            _write(page, number, place, value, day)
    for place, name in enumerate(frame.columns):
        longest = max((len(str(value)) for value in frame[name].to_list() if value is not None), default=0)
        page.set_column(place, place, min(max(longest, len(name)) + 2, _WIDEST))


def _write(page: Worksheet, row: int, column: int, value: Any, day: Format) -> None:  # noqa: ANN401 - any plain value
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        page.write_number(row, column, value)
    elif isinstance(value, date) and value >= FIRST_DAY:
        page.write_datetime(row, column, value, day)
    else:
        page.write_string(row, column, str(value)[:LONGEST_CELL])
