"""Hand-written CSV files: text cells to typed tables, with every fault named by file, row and column."""

from __future__ import annotations

import calendar
import csv
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from equipoise.errors import DataError, UnknownNameError
from equipoise.world.schema import Origin, refuse, table_schema
from equipoise.world.schema.reading import from_text

Cells = dict[str, str | None]
_HEADER_ROW = 1
_MONTHS = {name: number for number, name in enumerate(calendar.month_abbr) if name}


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row of a file.

    Parameters
    ----------
    row : int
        Its place in the file as a spreadsheet counts: the header is row 1.
    cells : dict of str to str or None
        Text by column; an empty cell is None.
    """

    row: int
    cells: Cells

    def changed(self, **cells: str | None) -> CsvRow:
        """Return the same row with some cells replaced or added."""
        return CsvRow(self.row, {**self.cells, **cells})


@dataclass(frozen=True, slots=True)
class Form:
    """How a file becomes a declared table.

    Parameters
    ----------
    path : pathlib.Path
        The file, for messages.
    table : str
        Name of the declared table.
    origin : Mapping of str to str
        Name of a column in the file by name in the table, where they differ.
    known : Mapping of str to frozenset of str
        Accepted keys of other tables, by table; references to tables that are not given are not checked.
    """

    path: Path
    table: str
    origin: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def of(self, records: Sequence[CsvRow]) -> Origin:
        """Return where rows of the file come from."""
        return Origin(self.path.name, self.origin, [record.row for record in records])

    def fault(self, record: CsvRow, column: str, message: str) -> DataError:
        """Return the error for one cell."""
        return self.of([record]).fault(column, message, 0)


def read_records(path: Path, columns: Sequence[str], *, optional: Iterable[str] = ()) -> list[CsvRow]:
    """Read a CSV file as text.

    Parameters
    ----------
    path : pathlib.Path
        The file, in UTF-8.
    columns : sequence of str
        Columns that it must have.
    optional : iterable of str
        Further columns that it may have.

    Returns
    -------
    list of CsvRow
        Rows in order, cells stripped of surrounding space.

    Raises
    ------
    DataError
        If the file cannot be read, a column is missing, twice there or not expected, or a row has too few or too
        many cells.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            lines = list(csv.reader(stream, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"cannot read {path.name}: {error}") from error
    header = lines[0] if lines else []
    _check_header(path, header, columns, optional)
    records = []
    for row, line in enumerate(lines[1:], start=_HEADER_ROW + 1):
        if len(line) != len(header):
            raise DataError(
                f"{path.name}, row {row}, column {header[min(len(line), len(header)) - 1]!r}: "
                f"the row has {len(line)} cells, the header {len(header)}"
            )
        records.append(CsvRow(row, {name: cell.strip() or None for name, cell in zip(header, line, strict=True)}))
    return records


def _check_header(path: Path, header: list[str], columns: Sequence[str], optional: Iterable[str]) -> None:
    expected = [*columns, *optional]
    for name in header:
        if name not in expected:
            raise DataError(f"{path.name}, row {_HEADER_ROW}: {UnknownNameError('column', name, expected, show=30)}")
        if header.count(name) > 1:
            raise DataError(f"{path.name}, row {_HEADER_ROW}: column {name!r} is there {header.count(name)} times")
    for name in columns:
        if name not in header:
            raise DataError(f"{path.name}, row {_HEADER_ROW}: column {name!r} is missing (has: {', '.join(header)})")


def read_declared(path: Path, table: str, known: Mapping[str, frozenset[str]] | None = None) -> pl.DataFrame:
    """Read a CSV file that has the columns of a declared table.

    Parameters
    ----------
    path : pathlib.Path
        The file; columns that are not required may be absent.
    table : str
        Name of the declared table.
    known : Mapping of str to frozenset of str, optional
        Accepted keys of other tables.

    Returns
    -------
    polars.DataFrame
        The table in its declared form.

    Raises
    ------
    DataError
        If the file does not have the declared form, with file, row and column.
    """
    attributes = table_schema(table).attributes
    required = [attribute.name for attribute in attributes if attribute.required]
    optional = [attribute.name for attribute in attributes if not attribute.required]
    return typed(read_records(path, required, optional=optional), Form(path, table, known=known or {}))


def typed(records: Sequence[CsvRow], form: Form) -> pl.DataFrame:
    """Return records as a declared table.

    Parameters
    ----------
    records : sequence of CsvRow
        Rows whose cells carry the names of the declared columns; other cells are left out.
    form : Form
        File, table, renamed columns and accepted references.

    Returns
    -------
    polars.DataFrame
        The table in its declared form.

    Raises
    ------
    DataError
        On a missing required value, a value of the wrong type or outside the choices, a reference to nothing, or a
        key that occurs twice: with file, row and column.
    """
    schema, origin = table_schema(form.table), form.of(records)
    columns = [from_text([row.cells.get(a.name) for row in records], a, origin) for a in schema.attributes]
    return refuse(pl.DataFrame(columns), schema, origin, form.known)


def is_number(text: str | None) -> bool:
    """Say whether a cell holds a plain number."""
    try:
        return text is not None and math.isfinite(float(text))
    except ValueError:
        return False


def last_day(text: str | None) -> date | None:
    """Return the last day that a date of any precision can mean.

    Parameters
    ----------
    text : str or None
        Such as "2022", "2022-01", "2022-01-13", "2021-05/06" (May or June), "2022-01-13/19" (13th to 19th),
        "2023-9M" (the first nine months) or "Oct 2020"; a remark in brackets is ignored.

    Returns
    -------
    datetime.date or None
        The day; None where the text gives no date of the calendar ("n.d.", "-").
    """
    plain = re.sub(r"\s*\(.*\)$", "", (text or "").strip())
    if found := re.fullmatch(r"([A-Z][a-z]{2})[a-z]* (\d{4})", plain):
        month = _MONTHS.get(found[1])
        return _month_end(int(found[2]), month) if month else None
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})M", plain):
        return _month_end(int(found[1]), int(found[2]))
    found = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:/(\d{2}))?", plain)
    if not found:
        return None
    year, month, day, later = (int(part) if part else None for part in found.groups())
    return _latest(year or 0, month, day, later)


def _latest(year: int, month: int | None, day: int | None, later: int | None) -> date | None:
    if month is None:
        return _month_end(year, 12) if later is None else None
    if day is None:
        return _month_end(year, later if later is not None else month)
    try:
        return max(date(year, month, day), date(year, month, later if later is not None else day))
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date | None:
    if not (1 <= month <= 12 and date.min.year <= year <= date.max.year):
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def last_year(text: str | None) -> int | None:
    """Return the last year that a period describes.

    Parameters
    ----------
    text : str or None
        Such as "2020", "2020-24", "1993-2019", "mid-2021", "Oct 2020" or "2022-03-02".

    Returns
    -------
    int or None
        The year; None for a period that is open ("to 2050") or names no year.
    """
    plain = (text or "").strip()
    if plain.startswith("to "):
        return None
    if found := re.fullmatch(r"(\d{2})(\d{2})-(\d{2})", plain):
        end = int(found[1] + found[3])
        # "2020-24" is a range of years; "2022-03" is a month, as no range runs backwards.
        return end if end > int(found[1] + found[2]) and int(found[3]) > 12 else int(found[1] + found[2])
    years = re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", plain)
    return int(years[-1]) if years else None
