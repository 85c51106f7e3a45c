"""The bridge between code systems of states: COW, GW, Polity and ISO 3166-1, by year.

Most states keep one code throughout; their codes stand in the embedded table of states. States whose codes changed,
and states that are no more, are declared line by line in `codes.csv`, with the years for which a line holds. A code
says which state is meant; it does not say that the state was a member of the system in that year.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

import polars as pl

from equipoise.errors import DataError, UnknownNameError
from equipoise.world.package import embedded_package

SYSTEMS = ("cow", "gw", "polity", "iso3", "historic_iso3")
_EARLIEST, _LATEST = -9999, 9999
_SCHEMA: dict[str, pl.DataType] = {
    "cow": pl.Int32(),
    "gw": pl.Int32(),
    "polity": pl.Int32(),
    "iso3": pl.String(),
    "historic_iso3": pl.String(),
    "first": pl.Int32(),
    "last": pl.Int32(),
    "note": pl.String(),
}


@cache
def code_table() -> pl.DataFrame:
    """Return the bridge: one row per state and span of years with the same codes.

    Returns
    -------
    polars.DataFrame
        Columns cow, gw, polity, iso3 (present-day code of the state; null where no present-day state is the same),
        historic_iso3 (code of ISO 3166-3 in those years), first, last (years, null where open), note.
    """
    text = resources.files(__package__).joinpath("codes.csv").read_text(encoding="utf-8")
    special = [_declared(row) for row in csv.DictReader(text.splitlines())]
    changed = {row["cow"] for row in special}
    states = pl.read_parquet(embedded_package() / "states.parquet", columns=["iso3", "cow", "gw"]).drop_nulls()
    plain = [
        {"cow": row["cow"], "gw": row["gw"], "polity": row["cow"], "iso3": row["iso3"]}
        for row in states.iter_rows(named=True)
        if row["cow"] not in changed
    ]
    rows = [{**dict.fromkeys(_SCHEMA), **row} for row in [*plain, *special]]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row").sort("cow", "first", nulls_last=False)


def recode(
    frame: pl.DataFrame, column: str, target: str, *, source: str = "cow", year: str = "year", into: str | None = None
) -> pl.DataFrame:
    """Add a column with the codes of another system, by year.

    Parameters
    ----------
    frame : polars.DataFrame
        Any frame with a column of codes and one of years.
    column : str
        Column of codes.
    target : str
        System wanted: "cow", "gw", "polity", "iso3" or "historic_iso3".
    source : str
        System of the codes in `column`.
    year : str
        Column of years.
    into : str, optional
        Name of the new column; by default the name of the target system.

    Returns
    -------
    polars.DataFrame
        The frame, in the same order, with one column more; null where nothing corresponds in that year.

    Raises
    ------
    UnknownNameError
        If a system or column does not exist.
    DataError
        If the codes are text where numbers are wanted, or the reverse; or the years are not whole numbers.

    Notes
    -----
    Where two lines hold in one year (Germany and Yemen in 1990), the later one is taken: the state on 31 December.
    """
    for system in (source, target):
        if system not in SYSTEMS:
            raise UnknownNameError("code system", str(system), SYSTEMS)
    for name in (column, year):
        if name not in frame.columns:
            raise UnknownNameError("column", str(name), frame.columns)
    bridge = _bridge(source, target)
    if not frame[year].dtype.is_integer() and frame[year].dtype != pl.Null:
        raise DataError(f"column {year!r} holds {frame[year].dtype}, not whole years")
    if frame[column].dtype.is_integer() != bridge["_code"].dtype.is_integer():
        raise DataError(f"column {column!r} holds {frame[column].dtype}, codes of {source} are {bridge['_code'].dtype}")
    asked = frame.select(
        _code=pl.col(column).cast(bridge["_code"].dtype, strict=False), _year=pl.col(year).cast(pl.Int32, strict=False)
    )
    found = (
        asked.unique()
        .drop_nulls()
        .join(bridge, on="_code")
        .filter(pl.col("_year").is_between(pl.col("_first"), pl.col("_last")))
        .sort("_first")
        .unique(["_code", "_year"], keep="last")
    )
    joined = asked.join(found, on=["_code", "_year"], how="left", maintain_order="left")
    return frame.with_columns(joined["_wanted"].alias(into or target))


def code_of(code: int | str, year: int, target: str, *, source: str = "cow") -> int | str | None:
    """Return the code of one state in another system in one year.

    Parameters
    ----------
    code : int or str
        Code in the source system.
    year : int
        Calendar year.
    target, source : str
        Code systems, as in `recode`.

    Returns
    -------
    int, str or None
        None where nothing corresponds.

    Raises
    ------
    UnknownNameError, DataError
        As `recode`.
    """
    found: int | str | None = recode(pl.DataFrame({"code": [code], "year": [year]}), "code", target, source=source)[
        target
    ][0]
    return found


def _bridge(source: str, target: str) -> pl.DataFrame:
    return (
        code_table()
        .select(
            _code=source,
            _wanted=target,
            _first=pl.col("first").fill_null(_EARLIEST),
            _last=pl.col("last").fill_null(_LATEST),
        )
        .drop_nulls("_code")
    )


def _declared(row: dict[str, str]) -> dict[str, int | str | None]:
    numbers = ("cow", "gw", "polity", "first", "last")
    return {name: (int(value) if name in numbers else value) if value else None for name, value in row.items()}
