"""Reading one third-party table from the user's folder, checked against its declaration."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from equipoise.errors import DataError, InputError, nearest
from equipoise.sources.history.catalogue import SPANNING, HistoryTable, catalogue, history_table
from equipoise.world.schema import Attribute, Origin, refuse
from equipoise.world.schema.reading import cast

ENVIRONMENT = "EQUIPOISE_DATA"
SUBFOLDER = "ir"


def history_folder(folder: str | Path | None = None) -> Path:
    """Return the folder that holds the Parquet files.

    Parameters
    ----------
    folder : str or pathlib.Path, optional
        Folder with a sub-folder `ir`, or that sub-folder itself; by default what EQUIPOISE_DATA names.

    Returns
    -------
    pathlib.Path
        The folder with the files.

    Raises
    ------
    DataError
        If nothing is named, or no such folder exists.
    InputError
        If `folder` is neither text nor a path.
    """
    named = folder if folder is not None else os.environ.get(ENVIRONMENT)
    if not named:
        raise DataError(
            f"the historical tables are not part of Equipoise: set {ENVIRONMENT} to a folder whose sub-folder "
            f"{SUBFOLDER}/ holds them as Parquet files (export {ENVIRONMENT}=/path/to/data), or pass folder="
        )
    if not isinstance(named, str | Path):
        raise InputError(f"folder={named!r} is not a path; give text or a pathlib.Path")
    root = Path(os.path.expanduser(named))  # noqa: PTH111 - leaves an unknown ~name as it is, where pathlib fails
    if not root.is_dir():
        origin = "folder" if folder is not None else ENVIRONMENT
        raise DataError(f"{origin} names {str(root)!r}, which is not a folder")
    return root / SUBFOLDER if (root / SUBFOLDER).is_dir() else root


def read(table: str, folder: str | Path | None = None, years: int | Iterable[int] | None = None) -> pl.DataFrame:
    """Read a third-party table, checked against its declaration.

    Parameters
    ----------
    table : str
        Name in the catalogue, such as "nmc".
    folder : str or pathlib.Path, optional
        Folder with the files (see `history_folder`).
    years : int or iterable of int, optional
        Keep only rows that describe one of these years; all by default.

    Returns
    -------
    polars.DataFrame
        The declared columns, in their declared types, then any others of the file as they are.

    Raises
    ------
    UnknownNameError
        If the table is not in the catalogue.
    DataError
        If the file is missing, unreadable or empty; lacks a column; holds a value of another type, out of range or
        null where one is required; repeats a key; or describes years outside the declared window. The message names
        file, column and row (the first row is 1).
    InputError
        If years are given for a table without any, or are not whole numbers.
    """
    history_table(table)
    place = history_folder(folder)
    declared = history_table(table, place)
    path = place / declared.file
    origin = Origin(str(path))
    frame = refuse(_typed(_raw(path, declared), declared, origin), declared.schema, origin)
    _check_pairs(frame, origin)
    _check_window(frame, declared, path)
    return frame if years is None else _within(frame, declared, year_list(years))


def year_list(years: int | Iterable[int]) -> list[int]:
    """Return years as a sorted list without repetitions.

    Parameters
    ----------
    years : int or iterable of int
        One year, a range, or a list of years.

    Returns
    -------
    list of int
        At least one.

    Raises
    ------
    InputError
        If there is none, or one is not a whole number.
    """
    given: list[object] = list(years) if isinstance(years, Iterable) else [years]
    kept: set[int] = set()
    for value in given:
        if isinstance(value, bool) or not hasattr(value, "__index__"):
            raise InputError(f"year {value!r} is not a whole number; give 1995, range(1946, 2019) or [1995, 2000]")
        kept.add(value.__index__())
    if not kept:
        raise InputError("no year given; give 1995, range(1946, 2019) or [1995, 2000]")
    return sorted(kept)


def start_year(table: HistoryTable) -> pl.Expr:
    """Return the first calendar year that a row describes, as an expression."""
    return _year(table, table.start)


def end_year(table: HistoryTable) -> pl.Expr:
    """Return the last calendar year that a row describes; 0 in the column stands for the end of the list."""
    year = _year(table, table.end)
    return pl.when(year == 0).then(table.last).otherwise(year)


def _year(table: HistoryTable, column: str) -> pl.Expr:
    kind = next(entry.type for entry in table.schema.attributes if entry.name == column)
    value = pl.col(column).dt.year() if kind == "date" else pl.col(column)
    return value + table.year_of(0)


def _raw(path: Path, table: HistoryTable) -> pl.DataFrame:
    if not path.is_file():
        held = [entry.stem for entry in path.parent.glob("*.parquet") if entry.stem in catalogue()]
        hint = nearest(path.stem, held) or sorted(held)[:5]
        known = f" (declared tables there: {', '.join(hint)} ...)" if hint else ""
        raise DataError(f"{path} does not exist{known}; it should hold {table.citation.rstrip('.')}")
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise DataError(f"{path} cannot be read as Parquet: {reason}") from error
    if frame.is_empty():
        raise DataError(f"{path} has no rows")
    return frame


def _typed(frame: pl.DataFrame, table: HistoryTable, origin: Origin) -> pl.DataFrame:
    columns = [_column(frame, attribute, origin) for attribute in table.schema.attributes]
    return pl.DataFrame(columns).hstack(frame.drop(column.name for column in columns))


def _column(frame: pl.DataFrame, attribute: Attribute, origin: Origin) -> pl.Series:
    kind = attribute.type.removesuffix("32")
    if attribute.name not in frame.columns:
        hint = nearest(attribute.name, frame.columns)
        near = f"; nearest: {', '.join(hint)}" if hint else ""
        raise DataError(f"{origin.name}: column {attribute.name!r} ({kind}) is missing{near}")
    dtype = frame[attribute.name].dtype
    accepted = {
        "integer": dtype.is_integer() or dtype.is_float(),
        "number": dtype.is_numeric(),
        "string": dtype == pl.String or isinstance(dtype, pl.Categorical | pl.Enum),
        "date": dtype in (pl.Date, pl.Datetime),
    }
    if dtype != pl.Null and not accepted[kind]:
        raise DataError(f"{origin.name}: column {attribute.name!r} holds {dtype} from row 1 on, declared is {kind}")
    return cast(frame[attribute.name], attribute, origin)


def _check_pairs(frame: pl.DataFrame, origin: Origin) -> None:
    if {"ccode1", "ccode2"} <= set(frame.columns):
        for row in (frame["ccode1"] == frame["ccode2"]).arg_true():
            raise origin.fault("ccode2", f"{frame['ccode2'][row]} is paired with itself", row)


def _check_window(frame: pl.DataFrame, table: HistoryTable, path: Path) -> None:
    if table.first is None or table.last is None:
        return
    spans = frame.select(first=start_year(table), last=end_year(table))
    low, high = table.year_of(table.first), table.year_of(table.last)
    sides = ((table.start, spans["first"]), (table.end, spans["last"]))
    for column, years in sides:
        outside = (~years.is_between(low, high)).arg_true()
        if outside.len():
            row = outside[0]
            raise DataError(
                f"{path}: column {column!r}, row {row + 1}: {frame[column][row]} is outside the declared window "
                f"{table.window} of version {table.version or 'at hand'}; declare a newer version's window in "
                f"{path.parent / 'windows.csv'} (columns table, first, last, version)"
            )
    backwards = (spans["first"] > spans["last"]).arg_true()
    if backwards.len():
        row = backwards[0]
        raise DataError(
            f"{path}: column {table.end!r}, row {row + 1}: {frame[table.end][row]} lies before "
            f"{frame[table.start][row]} in column {table.start!r}"
        )


def _within(frame: pl.DataFrame, table: HistoryTable, years: list[int]) -> pl.DataFrame:
    if table.time == "none":
        raise InputError(f"{table.name} has no column of years to choose {years[0]} from; leave years out")
    if table.time not in SPANNING:
        return frame.filter(start_year(table).is_in(years))
    spans = frame.select(first=start_year(table), last=end_year(table))
    asked = pl.Series(years, dtype=pl.Int64)
    following = asked.search_sorted(spans["first"].cast(pl.Int64))
    nearest_asked = asked.extend_constant(None, 1).gather(following)
    return frame.filter((nearest_asked <= spans["last"].cast(pl.Int64)).fill_null(value=False))
