"""Figures that a case compares: rows of the tables of the world as of a day, never numbers typed into a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import polars as pl

from equipoise.errors import DataError
from equipoise.interval import Interval
from equipoise.models.recovery.parameters import PublishedResults
from equipoise.world.rows import row_id
from equipoise.world.world import World

_TABLE_OF_NUMBERS = "sipri_arms_dyad_year"
"""Table that the single figures that ship are computed from."""

NOTHING_ELSE = {"extra": "forbid"}
"""For who reads documents into these classes: a key that they do not have is refused."""


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """A row of a table: of `facts` or `ties` for the state, or a figure that ships with the model (`computed`)."""

    __pydantic_config__ = NOTHING_ELSE

    table: Literal["facts", "ties", "computed"]
    match: Mapping[str, str]

    def __post_init__(self) -> None:
        if not self.match:
            raise ValueError("match: name at least one column")


@dataclass(frozen=True, slots=True)
class FigureValue:
    """A figure as it was found.

    Parameters
    ----------
    text : str
        What it is, in words.
    value : Interval or None
        None where the tables do not hold it as of the day.
    unit, period : str
        Unit and period described.
    published : datetime.date or None
        Day from which it could be known.
    source_ids, observation_ids : tuple of str
        What it rests on.
    """

    text: str
    value: Interval | None
    unit: str = ""
    period: str = ""
    published: date | None = None
    source_ids: tuple[str, ...] = ()
    observation_ids: tuple[str, ...] = ()


def reading_of(world: World, state: str, figure: FigureQuery, known: PublishedResults) -> FigureValue:
    """Return a figure as the world holds it.

    Raises
    ------
    DataError
        If several rows match, or a column does not exist.
    """
    if figure.table == "computed":
        return _computed(world, figure, known)
    rows = getattr(world, figure.table).filter(pl.col("iso3") == state)
    row = only(rows, figure.match, figure.table)
    words = ", ".join(figure.match.values())
    if row is None:
        return FigureValue(words, None)
    low, high, value = row.get("low"), row.get("high"), row["value"]
    interval = None
    if low is not None and high is not None:
        interval = Interval(low, high, value)
    elif value is not None:
        interval = Interval.point(value)
    kinds = dict(world.tie_kinds.select("kind", "unit").iter_rows())
    unit = row.get("unit") or kinds.get(row.get("kind"), "")
    return FigureValue(
        words,
        interval,
        str(unit or ""),
        str(row.get("period") or row["year"]),
        row["published"],
        tuple(row["source_ids"]),
        (row_id(figure.table, row),),
    )


def _computed(world: World, figure: FigureQuery, known: PublishedResults) -> FigureValue:
    name, year = figure.match.get("name", ""), figure.match.get("year", "")
    if name not in known.numbers or not year.isdigit() or int(year) >= world.today.year:
        return FigureValue(name, None)
    return FigureValue(name, Interval.point(known.numbers[name]), "%", year, None, (_TABLE_OF_NUMBERS,))


def only(rows: pl.DataFrame, match: Mapping[str, str], table: str) -> dict[str, Any] | None:
    """Return the one row that matches, or None where none does.

    Raises
    ------
    DataError
        If several rows match, or a column does not exist.
    """
    for column, wanted in match.items():
        if column not in rows.columns:
            raise DataError(f"table {table} has no column {column!r} (columns: {', '.join(rows.columns)})")
        rows = rows.filter(pl.col(column).cast(pl.String) == wanted)
    if rows.height > 1:
        raise DataError(f"{rows.height} rows of {table} match {dict(match)}; name more columns")
    return rows.row(0, named=True) if rows.height else None
