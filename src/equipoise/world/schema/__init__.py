"""The declared form of every table, as data: one CSV per table, one line per attribute.

The files beside this one drive validation (`equipoise data check`), the building of the embedded tables and the
reference page of the docs. A new attribute is a new line there and nothing else.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import polars as pl

from equipoise.errors import DataError, UnknownNameError

DTYPES: dict[str, pl.DataType] = {
    "string": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "list": pl.List(pl.String()),
}


@dataclass(frozen=True, slots=True)
class Attribute:
    """One declared column of a table.

    Parameters
    ----------
    name : str
        Column name.
    type : str
        One of the keys of `DTYPES`.
    unit : str
        Unit of numbers, or a hint where to find it.
    required : bool
        May the column hold nulls?
    role : str
        What the column is for: key, value, low, high, from, to, published, source, flags, or nothing.
    choices : tuple of str
        Accepted values; empty for any.
    references : str
        Table whose key the values must be found in; empty for none.
    description : str
        Meaning in one sentence.
    """

    name: str
    type: str
    unit: str
    required: bool
    role: str
    choices: tuple[str, ...]
    references: str
    description: str


@dataclass(frozen=True, slots=True)
class TableSchema:
    """The declared columns of one table."""

    table: str
    attributes: tuple[Attribute, ...]

    @property
    def polars(self) -> dict[str, pl.DataType]:
        """Column names and Polars types."""
        return {attribute.name: DTYPES[attribute.type] for attribute in self.attributes}

    @property
    def key(self) -> list[str]:
        """Names of the columns that together identify a row."""
        return [attribute.name for attribute in self.attributes if attribute.role == "key"]

    def role(self, role: str) -> str | None:
        """Return the name of the first column with a role, or None."""
        return next((attribute.name for attribute in self.attributes if attribute.role == role), None)


@cache
def table_names() -> tuple[str, ...]:
    """Return the names of all declared tables."""
    folder = resources.files(__package__)
    return tuple(sorted(entry.name[:-4] for entry in folder.iterdir() if entry.name.endswith(".csv")))


@cache
def on_demand_names() -> tuple[str, ...]:
    """Return the names of the declared tables that a world does not hold: they are read when something is looked up."""
    folder = resources.files(__package__) / "on_demand"
    return tuple(sorted(entry.name[:-4] for entry in folder.iterdir() if entry.name.endswith(".csv")))


@cache
def table_schema(table: str) -> TableSchema:
    """Return the declared form of a table.

    Parameters
    ----------
    table : str
        Name of the table.

    Returns
    -------
    TableSchema
        Its attributes in order.

    Raises
    ------
    UnknownNameError
        If no such table is declared.
    """
    if table not in table_names() + on_demand_names():
        raise UnknownNameError("table", table, table_names() + on_demand_names())
    folder = resources.files(__package__)
    file = folder / f"{table}.csv" if table in table_names() else folder / "on_demand" / f"{table}.csv"
    text = file.read_text(encoding="utf-8")
    return TableSchema(table, tuple(_attribute(row) for row in csv.DictReader(text.splitlines())))


def _attribute(row: dict[str, str]) -> Attribute:
    return Attribute(
        name=row["attribute"],
        type=row["type"],
        unit=row["unit"],
        required=row["required"] == "yes",
        role=row["role"],
        choices=tuple(row["choices"].split("|")) if row["choices"] else (),
        references=row["references"],
        description=row["description"],
    )


def conform(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """Return a frame with exactly the declared columns and types of a table.

    Columns that are declared and absent are added as nulls where they are not required. Lists may come as text
    with semicolons. Nothing is dropped in silence: a column that is not declared is an error.

    Parameters
    ----------
    frame : polars.DataFrame
        Rows in any column order.
    table : str
        Name of the declared table.

    Returns
    -------
    polars.DataFrame
        The same rows, columns in declared order and type.

    Raises
    ------
    DataError
        If a column is not declared, a required one is absent, or values do not convert.
    """
    schema = table_schema(table)
    declared = [attribute.name for attribute in schema.attributes]
    for column in frame.columns:
        if column not in declared:
            raise DataError(f"table {table}: {UnknownNameError('column', column, declared, show=30)}")
    return frame.select(_cast(frame, table, attribute) for attribute in schema.attributes)


def _cast(frame: pl.DataFrame, table: str, attribute: Attribute) -> pl.Series:
    dtype = DTYPES[attribute.type]
    if attribute.name not in frame.columns:
        if attribute.required:
            raise DataError(
                f"table {table}: required column {attribute.name!r} is missing (has: {', '.join(frame.columns)})"
            )
        return pl.Series(attribute.name, [None] * frame.height, dtype=dtype)
    column = frame[attribute.name]
    if attribute.type == "list" and column.dtype == pl.String:
        column = (
            column.fill_null("")
            .str.split(";")
            .list.eval(pl.element().str.strip_chars())
            .list.eval(pl.element().filter(pl.element() != ""))
        )
    try:
        if column.dtype == pl.String and attribute.type == "boolean":
            return column.replace_strict({"true": True, "1": True, "false": False, "0": False}, return_dtype=dtype)
        if column.dtype == pl.String and attribute.type == "date":
            return column.str.to_date("%Y-%m-%d")
        return column.cast(dtype)
    except pl.exceptions.PolarsError as error:
        first = str(error).splitlines()[0]
        raise DataError(
            f"table {table}, column {attribute.name!r}: not every value is a {attribute.type} ({first})"
        ) from error


def read_csv(path: Path, table: str) -> pl.DataFrame:
    """Read a hand-written CSV of a declared table: all text first, empty cells null, then the declared types.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    table : str
        Name of the declared table.

    Returns
    -------
    polars.DataFrame
        Rows in the declared form.

    Raises
    ------
    DataError
        If the file cannot be read as CSV or does not have the declared form.
    """
    try:
        frame = pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise DataError(f"cannot read {path}: {str(error).splitlines()[0]}") from error
    return conform(frame, table)
