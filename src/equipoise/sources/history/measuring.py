"""What a table at hand covers, measured from its rows: the years, by column and by state."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from equipoise.sources.history.catalogue import HistoryTable, catalogue, history_table
from equipoise.sources.history.reading import end_year, history_folder, read, start_year

_STATE_COLUMNS = ("ccode", "ccode1", "ccode2", "gwcode", "gwno_a", "gwno_b")


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a table at hand covers.

    Parameters
    ----------
    table : HistoryTable
        Its declaration.
    rows : int
        Number of rows.
    first, last : int or None
        First and last calendar year that a row describes; None for a table without years.
    columns : polars.DataFrame
        Columns column, first, last: years in which the column holds a value.
    states : polars.DataFrame
        Columns code, first, last: years in which the state appears, in the table's own code system.

    Notes
    -----
    Measured, not declared: a file may stop before its version does. Where only positive cases are listed, the last
    year with a case is the last that is known to be covered; later years count as not covered, never as empty.
    """

    table: HistoryTable
    rows: int
    first: int | None
    last: int | None
    columns: pl.DataFrame
    states: pl.DataFrame

    def covers(self, year: int, code: int | None = None) -> bool:
        """Return whether a year, and a state in it, lies inside the coverage.

        Parameters
        ----------
        year : int
            Calendar year.
        code : int, optional
            Code of a state in the table's own system.

        Returns
        -------
        bool
            True inside; False for a table without years.
        """
        if self.first is None or self.last is None or not self.first <= year <= self.last:
            return False
        if code is None:
            return True
        found = self.states.filter((pl.col("code") == code) & pl.lit(year).is_between(pl.col("first"), pl.col("last")))
        return not found.is_empty()


def coverage(table: str, folder: str | Path | None = None) -> Coverage:
    """Measure what a table at hand covers.

    Parameters
    ----------
    table : str
        Name in the catalogue.
    folder : str or pathlib.Path, optional
        Folder with the files; by default what EQUIPOISE_DATA names.

    Returns
    -------
    Coverage
        Measured years, by column and by state.

    Raises
    ------
    UnknownNameError, DataError
        As `read`.
    """
    place = history_folder(folder)
    return measure(read(table, place), history_table(table, place))


def measure(frame: pl.DataFrame, table: HistoryTable) -> Coverage:
    """Measure what a table covers, from the table as `read` returns it.

    Parameters
    ----------
    frame : polars.DataFrame
        The table.
    table : HistoryTable
        Its declaration.

    Returns
    -------
    Coverage
        Measured years, by column and by state.
    """
    if table.time == "none":
        nothing = pl.DataFrame(schema={"first": pl.Int32, "last": pl.Int32})
        columns = nothing.insert_column(0, pl.Series("column", [], pl.String))
        states = nothing.insert_column(0, pl.Series("code", [], pl.Int32))
        return Coverage(table, frame.height, None, None, columns, states)
    last = start_year(table) if table.time == "episode" else end_year(table)
    dated = frame.with_columns(_first=start_year(table), _last=last)
    return Coverage(
        table=table,
        rows=frame.height,
        first=_number(dated["_first"].min()),
        last=_number(dated["_last"].max()),
        columns=_by_column(dated, table),
        states=_by_state(dated),
    )


def coverages(folder: str | Path | None = None) -> pl.DataFrame:
    """Return what every declared table in a folder covers.

    Parameters
    ----------
    folder : str or pathlib.Path, optional
        Folder with the files; by default what EQUIPOISE_DATA names.

    Returns
    -------
    polars.DataFrame
        Columns table, version, codes, rows, first, last (measured, calendar years), declared, states, licence,
        citation, doi; one row per table that the folder holds.

    Raises
    ------
    DataError
        If no folder is named, or a file in it does not have the declared form.
    """
    place = history_folder(folder)
    held = [name for name, table in catalogue().items() if (place / table.file).is_file()]
    rows = [coverage_row(coverage(name, place)) for name in held]
    return pl.DataFrame(rows, schema=COVERAGE_SCHEMA, orient="row")


COVERAGE_SCHEMA: dict[str, pl.DataType] = {
    "table": pl.String(),
    "version": pl.String(),
    "codes": pl.String(),
    "rows": pl.Int64(),
    "first": pl.Int32(),
    "last": pl.Int32(),
    "declared": pl.String(),
    "states": pl.Int64(),
    "licence": pl.String(),
    "citation": pl.String(),
    "doi": pl.String(),
}


def coverage_row(found: Coverage) -> tuple[str | int | None, ...]:
    """Return a coverage as a row of `COVERAGE_SCHEMA`."""
    table = found.table
    return (
        table.name,
        table.version,
        table.codes,
        found.rows,
        found.first,
        found.last,
        table.window,
        found.states["code"].n_unique() if found.states.height else None,
        table.licence,
        table.citation,
        table.doi,
    )


def _by_column(dated: pl.DataFrame, table: HistoryTable) -> pl.DataFrame:
    names = list(table.schema.polars)
    spans = dated.select(
        *(pl.col("_first").filter(pl.col(name).is_not_null()).min().alias(f"first|{name}") for name in names),
        *(pl.col("_last").filter(pl.col(name).is_not_null()).max().alias(f"last|{name}") for name in names),
    ).row(0, named=True)
    return pl.DataFrame(
        {
            "column": names,
            "first": [spans[f"first|{name}"] for name in names],
            "last": [spans[f"last|{name}"] for name in names],
        },
        schema={"column": pl.String, "first": pl.Int32, "last": pl.Int32},
    )


def _by_state(dated: pl.DataFrame) -> pl.DataFrame:
    sides = [
        dated.group_by(code=name).agg(first=pl.col("_first").min(), last=pl.col("_last").max())
        for name in _STATE_COLUMNS
        if name in dated.columns
    ]
    schema = {"code": pl.Int32, "first": pl.Int32, "last": pl.Int32}
    stacked = pl.concat([pl.DataFrame(schema=schema), *(side.cast(schema) for side in sides)])  # type: ignore[arg-type]
    both = stacked.drop_nulls("code").group_by("code").agg(pl.col("first").min(), pl.col("last").max())
    return both.sort("code")


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
