"""Values of pairs of states: one function per sort of table, each returning one row per pair and year, by key."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from equipoise.errors import DataError
from equipoise.sources.history.layers import LayerColumn
from equipoise.sources.history.sources import Sources

_SPAN = 1000


def pair_key(first: pl.Expr, second: pl.Expr) -> pl.Expr:
    """Return one number for year and two COW codes, both below 1000; null where a code is null."""
    return (pl.col("year").cast(pl.Int64) * _SPAN + first) * _SPAN + second


def either_way(first: str = "ccode1", second: str = "ccode2") -> pl.Expr:
    """Return the key of a pair whatever its order."""
    return pair_key(pl.min_horizontal(first, second), pl.max_horizontal(first, second))


def pair_values(table: str, columns: list[LayerColumn], sources: Sources) -> pl.DataFrame:
    """Return the values of a table that are the same in both directions.

    Parameters
    ----------
    table : str
        Name of the table.
    columns : list of LayerColumn
        Columns wanted, all from this table.
    sources : Sources
        Tables and years.

    Returns
    -------
    polars.DataFrame
        Column `_key` (see `either_way`) and the columns wanted, a key once.

    Raises
    ------
    DataError
        If the table gives the two directions of a pair different values.
    """
    prepare = _PREPARED.get(table)
    if prepare is not None:
        return prepare(sources, columns)
    values = [pl.col(column.origin).alias(column.name) for column in columns]
    held = sources.yearly(table).select("ccode1", "ccode2", "year", *values, _key=either_way())
    if not held.select((pl.col("ccode1") > pl.col("ccode2")).any()).item():
        return held.drop("ccode1", "ccode2", "year")
    names = [column.name for column in columns]
    single = held.unique(["_key", *names], maintain_order=True)
    if single["_key"].n_unique() < single.height:
        row = single.filter(pl.col("_key").is_duplicated()).row(0, named=True)
        raise DataError(
            f"table {table}: {', '.join(names)} of {row['ccode1']} and {row['ccode2']} in {row['year']} "
            "differ between the two directions of the pair"
        )
    return single.drop("ccode1", "ccode2", "year")


def directed_values(table: str, columns: list[LayerColumn], sources: Sources) -> pl.DataFrame:
    """Return the values of a table that differ by direction.

    Parameters
    ----------
    table : str
        Name of the table.
    columns : list of LayerColumn
        Columns wanted, all from this table.
    sources : Sources
        Tables and years.

    Returns
    -------
    polars.DataFrame
        Column `_key` (see `pair_key`; from the first to the second state) and the columns wanted.
    """
    values = [pl.col(column.origin).alias(column.name) for column in columns]
    return sources.yearly(table).select(*values, _key=pair_key(pl.col("ccode1"), pl.col("ccode2")))


def _contiguity(sources: Sources, columns: list[LayerColumn]) -> pl.DataFrame:  # noqa: ARG001 - one form for all
    # Type 1 is the closest and 0 is none: the closest of the year is the least above 0.
    kind = pl.col("conttype")
    closest = kind.filter(kind > 0).min().fill_null(0)
    return sources.yearly("contiguity").group_by(_key=either_way()).agg(conttype=closest)


def _rivalry(sources: Sources, columns: list[LayerColumn]) -> pl.DataFrame:  # noqa: ARG001 - one form for all
    held = sources.yearly("rivalries_tss").select(_key=either_way()).unique()
    return held.with_columns(rivalry=pl.lit(1, dtype=pl.Int32))


def _worst_of_year(sources: Sources, columns: list[LayerColumn]) -> pl.DataFrame:
    """A pair may have several disputes or wars in a year: it has one under way if any is, and the highest level."""
    values = [pl.col(column.origin).max().alias(column.name) for column in columns]
    return sources.yearly(columns[0].table).group_by(_key=either_way()).agg(values)


_PREPARED: dict[str, Callable[[Sources, list[LayerColumn]], pl.DataFrame]] = {
    "contiguity": _contiguity,
    "rivalries_tss": _rivalry,
    "mid_directed_dyad_year": _worst_of_year,
    "cow_mid5_directed_dyad_year": _worst_of_year,
    "war_interstate_dyad_year": _worst_of_year,
}
