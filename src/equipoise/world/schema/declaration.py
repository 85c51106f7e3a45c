"""What is declared of a table: its attributes with type, unit, role, accepted values and meaning."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import polars as pl

from equipoise.errors import UnknownNameError

DTYPES: dict[str, pl.DataType] = {
    "string": pl.String(),
    "integer": pl.Int64(),
    "integer32": pl.Int32(),
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
        May the column hold no nulls?
    role : str
        What the column is for, several roles separated by "|": key, value, low, high, from, to, published, source,
        flags; `decided` for the day before which nothing of the row was settled; `left_open` for a beginning that is
        older than any record where it is empty; `status` for a state that ends with the row and was open until then;
        `described` for the year that the numbers of a row describe, where the row lasts longer; `hindsight` for words
        that were written knowing what came later.
    choices : tuple of str
        Accepted values; empty for any.
    references : str
        Table whose key the values must be found in; empty for none.
    low, high : float or None
        Least and greatest accepted value.
    known_after : int or None
        Days from the beginning of the row until the value, an outcome, can be known.
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
    low: float | None
    high: float | None
    known_after: int | None
    description: str

    def is_for(self, role: str) -> bool:
        """Return whether the column has a role."""
        return role in self.role.split("|")


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
        return [attribute.name for attribute in self.attributes if attribute.is_for("key")]

    def role(self, role: str) -> str | None:
        """Return the name of the first column with a role, or None."""
        return next((attribute.name for attribute in self.attributes if attribute.is_for(role)), None)


def declared(table: str, rows: Iterable[Mapping[str, str]]) -> TableSchema:
    """Return the form of a table from its lines, text by column; columns that a file does not have are empty.

    Parameters
    ----------
    table : str
        Name of the table.
    rows : iterable of mapping of str to str
        One per attribute, in order.

    Returns
    -------
    TableSchema
        The attributes.
    """
    return TableSchema(table, tuple(_attribute(row) for row in rows))


def _attribute(row: Mapping[str, str]) -> Attribute:
    low, high = (float(row[side]) if row.get(side) else None for side in ("low", "high"))
    return Attribute(
        name=row["attribute"],
        type=row["type"],
        unit=row["unit"],
        required=row["required"] == "yes",
        role=row["role"],
        choices=tuple(row["choices"].split("|")) if row.get("choices") else (),
        references=row.get("references", ""),
        low=low,
        high=high,
        known_after=int(row["known_after"]) if row.get("known_after") else None,
        description=row["description"],
    )


@cache
def table_names() -> tuple[str, ...]:
    """Return the names of all tables that ship."""
    folder = resources.files(__package__)
    return tuple(sorted(entry.name[:-4] for entry in folder.iterdir() if entry.name.endswith(".csv")))


@cache
def on_demand_names() -> tuple[str, ...]:
    """Return the names of the declared tables that a world does not hold: they are read when something is looked up."""
    folder = resources.files(__package__) / "on_demand"
    return tuple(sorted(entry.name[:-4] for entry in folder.iterdir() if entry.name.endswith(".csv")))


@cache
def table_schema(table: str) -> TableSchema:
    """Return the declared form of a table that ships.

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
    return declared(table, csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
