"""Reading one third-party table from the user's folder, checked against its declaration."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from equipoise.errors import DataError, InputError, nearest
from equipoise.sources.history.catalogue import DTYPES, SPANNING, Column, HistoryTable, catalogue, history_table

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
    frame = _typed(_raw(path, declared), declared, path)
    _check_values(frame, declared, path)
    _check_window(frame, declared, path)
    _check_key(frame, declared, path)
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
    kind = next(entry.type for entry in table.columns if entry.name == column)
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


def _typed(frame: pl.DataFrame, table: HistoryTable, path: Path) -> pl.DataFrame:
    for column in table.columns:
        if column.name not in frame.columns:
            hint = nearest(column.name, frame.columns)
            near = f"; nearest: {', '.join(hint)}" if hint else ""
            raise DataError(f"{path}: column {column.name!r} ({column.type}) is missing{near}")
    typed = frame.with_columns(
        pl.col(column.name).cast(DTYPES[column.type], strict=False)
        for column in table.columns
        if _check_type(frame[column.name].dtype, column, path)
    )
    for column in table.columns:
        _check_lossless(frame[column.name], typed[column.name], column, path)
    names = [column.name for column in table.columns]
    return typed.select(*names, *(name for name in typed.columns if name not in names))


def _check_type(dtype: pl.DataType, column: Column, path: Path) -> bool:
    accepted = {
        "integer": dtype.is_integer() or dtype.is_float(),
        "number": dtype.is_numeric(),
        "string": dtype == pl.String or isinstance(dtype, pl.Categorical | pl.Enum),
        "date": dtype in (pl.Date, pl.Datetime),
    }
    if dtype != pl.Null and not accepted[column.type]:
        raise DataError(f"{path}: column {column.name!r} holds {dtype} from row 1 on, declared is {column.type}")
    return True


def _check_lossless(given: pl.Series, typed: pl.Series, column: Column, path: Path) -> None:
    """Refuse values that the declared type cannot hold, such as 1.5 in a column of whole numbers."""
    if column.type != "integer" or given.dtype == typed.dtype:
        return
    changed = (given.is_not_null() & (typed.is_null() | (given.cast(pl.Float64) != typed.cast(pl.Float64)))).arg_true()
    if changed.len():
        row = changed[0]
        raise DataError(
            f"{path}: column {column.name!r}, row {row + 1}: {given[row]!r} is not a whole number of 32 bits"
        )


def _check_values(frame: pl.DataFrame, table: HistoryTable, path: Path) -> None:
    for column in table.columns:
        values = frame[column.name]
        if column.required and values.null_count():
            row = values.is_null().arg_true()[0]
            raise DataError(f"{path}: column {column.name!r}, row {row + 1}: no value, though one is required")
        _check_range(values, column, path)
    if {"ccode1", "ccode2"} <= set(frame.columns):
        alike = (frame["ccode1"] == frame["ccode2"]).arg_true()
        if alike.len():
            row = alike[0]
            raise DataError(f"{path}: column 'ccode2', row {row + 1}: {frame['ccode2'][row]} is paired with itself")


def _check_range(values: pl.Series, column: Column, path: Path) -> None:
    if column.low is None and column.high is None and column.type != "number":
        return
    low = float("-inf") if column.low is None else column.low
    high = float("inf") if column.high is None else column.high
    strange = ~values.is_between(low, high)
    if column.type == "number":
        strange = strange | ~values.is_finite()
    if strange.any():
        row = strange.arg_true()[0]
        raise DataError(
            f"{path}: column {column.name!r}, row {row + 1}: {values[row]!r} is outside {low:g} to {high:g}"
        )


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


def _check_key(frame: pl.DataFrame, table: HistoryTable, path: Path) -> None:
    key = list(table.key)
    if not key or frame.select(key).n_unique() == frame.height:
        return
    twice = (~frame.select(pl.struct(key).is_first_distinct()).to_series()).arg_true()[0]
    same = frame.select(pl.all_horizontal(pl.col(name).eq_missing(frame[name][twice]) for name in key)).to_series()
    named = ", ".join(f"{name} {frame[name][twice]}" for name in key)
    raise DataError(
        f"{path}: column {', '.join(repr(name) for name in key)}, row {twice + 1}: {named} repeats row "
        f"{same.arg_true()[0] + 1}"
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
