"""The declared form of the third-party tables, as data: `catalogue.csv` (one line per table) and `columns.csv`.

The tables themselves are never shipped. A user puts them, as Parquet files, into the sub-folder `ir` of the folder
that the environment variable EQUIPOISE_DATA names. A table of the user's that is newer than the version declared
here gets a line in `windows.csv` (columns table, first, last, version) in that same sub-folder.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path

from equipoise.errors import DataError, UnknownNameError
from equipoise.world.schema import TableSchema, declared

FIRST_SESSION_YEAR = 1946
SPANNING = ("spell", "episode")
WINDOWS_FILE = "windows.csv"


@dataclass(frozen=True, slots=True)
class HistoryTable:
    """A declared third-party table.

    Parameters
    ----------
    name, file : str
        Name, and name of the Parquet file.
    codes : str
        Code system of the states in it: COW, GW, ISO2 or none.
    time : str
        "year", "spell" (from one year or date to another), "episode" (a spell that is listed by its beginning, so that
        the last beginning, not the last end, is the last year covered), "session" (of the General Assembly) or "none".
    first, last : int or None
        Declared window of the version [year, or session].
    lists : str
        "all" where every state or pair in the source's population has a row; "listed" where only positive cases do,
        so that absence inside the coverage means none.
    version, licence, doi, citation : str
        Version, terms, digital object identifier (empty where not known for certain) and citation.
    schema : TableSchema
        Declared columns; further columns are kept and not checked. Those with the roles `from` and `to` hold the time:
        the same one twice where a row describes one year.
    """

    name: str
    file: str
    codes: str
    time: str
    first: int | None
    last: int | None
    lists: str
    version: str
    licence: str
    doi: str
    citation: str
    schema: TableSchema

    @property
    def start(self) -> str:
        """Name of the column that holds the beginning; empty for a table without time."""
        return self.schema.role("from") or ""

    @property
    def end(self) -> str:
        """Name of the column that holds the end; empty for a table without time."""
        return self.schema.role("to") or ""

    def year_of(self, value: int) -> int:
        """Return the calendar year of a value of the time column: a session counts for the year in which it opens."""
        return value + FIRST_SESSION_YEAR - 1 if self.time == "session" else value

    @property
    def window(self) -> str:
        """The declared window in words."""
        if self.first is None or self.last is None:
            return "undated"
        unit = "sessions " if self.time == "session" else ""
        return f"{unit}{self.first}-{self.last}"


@cache
def catalogue() -> dict[str, HistoryTable]:
    """Return every declared table by name."""
    lines: dict[str, list[dict[str, str]]] = {}
    for row in _rows("columns.csv"):
        lines.setdefault(row["table"], []).append(row)
    return {row["table"]: _table(row, declared(row["table"], lines[row["table"]])) for row in _rows("catalogue.csv")}


def history_table(name: str, folder: Path | None = None) -> HistoryTable:
    """Return the declaration of a table.

    Parameters
    ----------
    name : str
        Name of the table.
    folder : pathlib.Path, optional
        Folder with the files; its `windows.csv` may declare the window of a newer version.

    Returns
    -------
    HistoryTable
        What is declared.

    Raises
    ------
    UnknownNameError
        If no such table is declared.
    DataError
        If `windows.csv` is malformed.
    """
    if name not in catalogue():
        raise UnknownNameError("history table", str(name), catalogue())
    table = catalogue()[name]
    own = _own_windows(folder / WINDOWS_FILE).get(name) if folder else None
    return replace(table, first=own[0], last=own[1], version=own[2]) if own else table


def _rows(file: str) -> list[dict[str, str]]:
    text = resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _table(row: dict[str, str], schema: TableSchema) -> HistoryTable:
    first, last = (int(row[side]) if row[side] else None for side in ("first", "last"))
    return HistoryTable(
        name=row["table"],
        file=row["file"],
        codes=row["codes"],
        time=row["time"],
        first=first,
        last=last,
        lists=row["lists"],
        version=row["version"],
        licence=row["licence"],
        doi=row["doi"],
        citation=row["citation"],
        schema=schema,
    )


def _own_windows(path: Path) -> dict[str, tuple[int, int, str]]:
    """Windows that the user declares for newer versions of tables."""
    if not path.is_file():
        return {}
    windows: dict[str, tuple[int, int, str]] = {}
    try:
        for number, row in enumerate(csv.DictReader(path.read_text(encoding="utf-8").splitlines()), start=2):
            if row["table"] not in catalogue():
                raise UnknownNameError(f"history table in {path}, line {number},", row["table"], catalogue())
            windows[row["table"]] = (int(row["first"]), int(row["last"]), row["version"])
    except (KeyError, TypeError, ValueError, UnicodeDecodeError) as error:
        raise DataError(
            f"{path}: each line needs table, first, last (whole numbers) and version, not {error}"
        ) from error
    return windows
