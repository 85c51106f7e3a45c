"""The one validator: what of a table is not as declared, cell by cell, for whoever reads, builds or checks tables."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from equipoise.errors import DataError, UnknownNameError
from equipoise.world.schema.declaration import Attribute, TableSchema

Known = Mapping[str, Collection[str]]
"""Accepted keys of other tables, by table; references to tables that are not given are not checked."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that is not as declared.

    Parameters
    ----------
    kind : str
        "required", "choices", "range", "reference" or "key".
    column : str
        Name of the column.
    row : int
        Place of the row in the table, from 0.
    message : str
        What is wrong with it.
    like : int or None
        Row whose key is repeated.
    """

    kind: str
    column: str
    row: int
    message: str
    like: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a table came from, for messages.

    Parameters
    ----------
    name : str
        File or table.
    columns : mapping of str to str
        Name of a column there by its declared name, where they differ.
    rows : sequence of int, optional
        Number of each row there; by default they are counted from 1.
    """

    name: str
    columns: Mapping[str, str] = field(default_factory=dict)
    rows: Sequence[int] | None = None

    def number(self, row: int) -> int:
        """Return the number of a row as a reader of the file counts."""
        return row + 1 if self.rows is None else self.rows[row]

    def fault(self, column: str, message: str, row: int | None = None) -> DataError:
        """Return the error of a column, or of its cell in a row."""
        place = f"column {self.columns.get(column, column)!r}"
        return DataError(f"{self.name}: {place}{'' if row is None else f', row {self.number(row)}'}: {message}")


def refuse(frame: pl.DataFrame, schema: TableSchema, origin: Origin, known: Known | None = None) -> pl.DataFrame:
    """Return a table that is as declared; a DataError tells the first fault. Parameters as for `faults`."""
    for fault in faults(frame, schema, known):
        again = "" if fault.like is None else f" repeats row {origin.number(fault.like)}"
        raise origin.fault(fault.column, f"{fault.message}{again}", fault.row)
    return frame


def faults(frame: pl.DataFrame, schema: TableSchema, known: Known | None = None) -> Iterator[Fault]:
    """Give every cell that is not as declared: column by column, then keys that occur twice.

    Parameters
    ----------
    frame : polars.DataFrame
        The table, its columns of the declared types.
    schema : TableSchema
        What is declared.
    known : mapping of str to collection of str, optional
        Accepted keys of other tables.

    Yields
    ------
    Fault
        One after the other, as they are looked for.
    """
    for attribute in schema.attributes:
        values = frame[attribute.name]
        if attribute.required:
            yield from _empty(values, attribute)
        yield from _out_of_range(values, attribute)
        if attribute.choices:
            yield from _unknown(values, attribute, "choices", "value", attribute.choices, 30)
        if attribute.references and attribute.references in (known or {}):
            accepted = (known or {})[attribute.references]
            yield from _unknown(values, attribute, "reference", f"id in table {attribute.references}", accepted, 3)
    yield from _repeated(frame, schema.key)


def _empty(values: pl.Series, attribute: Attribute) -> Iterator[Fault]:
    empty = values.is_null()
    if attribute.type == "list":
        empty |= (values.list.len() == 0).fill_null(value=False)
    for row in empty.arg_true():
        yield Fault("required", attribute.name, row, "required and empty")


def _out_of_range(values: pl.Series, attribute: Attribute) -> Iterator[Fault]:
    if attribute.low is None and attribute.high is None and attribute.type != "number":
        return
    low = float("-inf") if attribute.low is None else attribute.low
    high = float("inf") if attribute.high is None else attribute.high
    strange = ~values.is_between(low, high)
    if attribute.type == "number":
        strange |= ~values.is_finite()
    for row in strange.arg_true():
        yield Fault("range", attribute.name, row, f"{values[row]!r} is outside {low:g} to {high:g}")


def _unknown(
    values: pl.Series, attribute: Attribute, kind: str, what: str, accepted: Collection[str], show: int
) -> Iterator[Fault]:
    parts = pl.DataFrame({"row": range(len(values)), "part": values})
    if attribute.type == "list":
        parts = parts.explode("part", empty_as_null=True)
    wrong = parts.filter(pl.col("part").is_not_null() & ~pl.col("part").is_in(list(accepted)))
    for row, part in wrong.iter_rows():
        yield Fault(kind, attribute.name, row, str(UnknownNameError(what, part, accepted, show=show)))


def _repeated(frame: pl.DataFrame, key: list[str]) -> Iterator[Fault]:
    if not key or frame.select(key).n_unique() == frame.height:
        return
    firsts = frame.select(key).with_row_index("first").group_by(key, maintain_order=True).agg(pl.col("first").min())
    numbered = frame.select(key).with_row_index("row").join(firsts, on=key, nulls_equal=True, maintain_order="left")
    for row in numbered.filter(pl.col("row") != pl.col("first")).iter_rows(named=True):
        named = ", ".join(f"{name} {row[name]}" for name in key)
        yield Fault("key", key[-1], row["row"], named, row["first"])
