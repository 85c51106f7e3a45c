"""The one gate through which every table passes: exactly the declared columns, in their declared types."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from equipoise.errors import DataError, UnknownNameError
from equipoise.world.schema.cells import parsed
from equipoise.world.schema.declaration import DTYPES, Attribute, table_schema
from equipoise.world.schema.validation import Origin, refuse


def conform(frame: pl.DataFrame, table: str, origin: Origin | None = None) -> pl.DataFrame:
    """Return a frame with exactly the declared columns and types of a table.

    Columns that are declared and absent are added as nulls where they are not required. Lists may come as text
    with semicolons. Nothing is dropped in silence: a column that is not declared is an error.

    Parameters
    ----------
    frame : polars.DataFrame
        Rows in any column order.
    table : str
        Name of the declared table.
    origin : Origin, optional
        Where the rows came from; by default the table itself.

    Returns
    -------
    polars.DataFrame
        The same rows, columns in declared order and type.

    Raises
    ------
    DataError
        If a column is not declared, a required one is absent, or values do not convert.
    """
    schema, place = table_schema(table), origin or Origin(f"table {table}")
    names = [attribute.name for attribute in schema.attributes]
    for column in frame.columns:
        if column not in names:
            raise DataError(f"{place.name}: {UnknownNameError('column', column, names, show=30)}")
    return frame.select(_column(frame, attribute, place) for attribute in schema.attributes)


def _column(frame: pl.DataFrame, attribute: Attribute, origin: Origin) -> pl.Series:
    if attribute.name not in frame.columns:
        if attribute.required:
            raise DataError(
                f"{origin.name}: required column {attribute.name!r} is missing (has: {', '.join(frame.columns)})"
            )
        return pl.Series(attribute.name, [None] * frame.height, dtype=DTYPES[attribute.type])
    values = frame[attribute.name]
    if values.dtype == pl.String and attribute.type != "string":
        return from_text(values.to_list(), attribute, origin)
    return cast(values, attribute, origin)


def from_text(texts: list[str | None], attribute: Attribute, origin: Origin) -> pl.Series:
    """Return a column from cells of text; a DataError names the first cell that is not of the declared type."""
    made = []
    for row, text in enumerate(texts):
        try:
            made.append(parsed(text, attribute))
        except ValueError as error:
            raise origin.fault(attribute.name, str(error), row) from error
    return pl.Series(attribute.name, made, dtype=DTYPES[attribute.type], strict=True)


def cast(values: pl.Series, attribute: Attribute, origin: Origin) -> pl.Series:
    """Return a column in its declared type; a DataError names the first value that would be lost."""
    dtype = DTYPES[attribute.type]
    whole = attribute.type in ("integer", "integer32") and values.dtype != dtype and values.dtype.is_numeric()
    try:
        made = values.cast(dtype, strict=not whole)
    except pl.exceptions.PolarsError as error:
        first = str(error).splitlines()[0]
        raise origin.fault(attribute.name, f"not every value is a {attribute.type} ({first})") from error
    if whole:
        changed = values.is_not_null() & (made.is_null() | (values.cast(pl.Float64) != made.cast(pl.Float64)))
        for row in changed.arg_true():
            bits = "32" if attribute.type == "integer32" else "64"
            raise origin.fault(attribute.name, f"{values[row]!r} is not a whole number of {bits} bits", row)
    return made


def read_csv(path: Path, table: str, left_out: Iterable[str] = ()) -> pl.DataFrame:
    """Read a hand-written CSV of a declared table: all text first, empty cells null, then typed and checked.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    table : str
        Name of the declared table.
    left_out : iterable of str
        Columns that the file may have and that are not read.

    Returns
    -------
    polars.DataFrame
        Rows in the declared form.

    Raises
    ------
    DataError
        If the file cannot be read as CSV or does not have the declared form, with file, column and row as a spreadsheet
        counts. References to other tables are not checked.
    """
    try:
        frame = pl.read_csv(path, infer_schema=False).drop(*left_out, strict=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise DataError(f"cannot read {path}: {str(error).splitlines()[0]}") from error
    origin = Origin(str(path), rows=range(2, frame.height + 2))
    return refuse(conform(frame, table, origin), table_schema(table), origin)
