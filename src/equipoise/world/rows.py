"""Addresses of rows: every observation in a table can be named, printed and found again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from equipoise.errors import UnknownNameError
from equipoise.world.schema import on_demand_names, table_names, table_schema
from equipoise.world.world import World

SEPARATOR = "/"


def row_id_expr(table: str) -> pl.Expr:
    """Return the expression that gives each row of a table its address: `ties:KAZ/CHN/export_share/2023/fb2026`."""
    parts = [pl.col(column).cast(pl.String).fill_null("") for column in table_schema(table).key]
    return pl.lit(f"{table}:") + pl.concat_str(parts, separator=SEPARATOR)


def row_id(table: str, row: Mapping[str, Any]) -> str:
    """Return the address of one row given as a mapping."""
    values = ("" if row[column] is None else str(row[column]) for column in table_schema(table).key)
    return f"{table}:{SEPARATOR.join(values)}"


def find_row(world: World, address: str) -> tuple[str, dict[str, Any]]:
    """Return the table and the row that an address names.

    Parameters
    ----------
    world : World
        The tables.
    address : str
        Address as given by `row_id`.

    Returns
    -------
    tuple of str and dict
        Name of the table, and the row.

    Raises
    ------
    UnknownNameError
        If the table is not declared or holds no such row.
    """
    table, _, key = address.partition(":")
    declared = (*table_names(), *on_demand_names())
    if table not in declared:
        raise UnknownNameError("table", table, declared)
    frame = world.table(table).with_columns(row_id_expr(table).alias("_id"))
    found = frame.filter(pl.col("_id") == f"{table}:{key}").drop("_id")
    if found.is_empty():
        raise UnknownNameError("row", address, frame["_id"].to_list(), show=3)
    return table, found.row(0, named=True)


def distinct(frame: pl.DataFrame, column: str) -> tuple[str, ...]:
    """Return the distinct entries of a list column over all rows, sorted: all sources, or all flags, of some rows."""
    return tuple(sorted({str(entry) for entries in frame[column].to_list() for entry in entries or ()}))
