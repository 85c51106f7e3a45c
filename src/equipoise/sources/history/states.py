"""State-years: every member of the system in every year, with the columns of the layers asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import polars as pl

from equipoise.sources.history.codes import recode
from equipoise.sources.history.layers import STATE, asked_layers, columns_of, layer_names
from equipoise.sources.history.panel import Panel, coverage_table
from equipoise.sources.history.reading import history_folder, year_list
from equipoise.sources.history.sources import SLOW_TABLES, Sources, checked_carry
from equipoise.sources.history.system import chosen, members

_INTERNAL = ("intrastate", "II")


def state_years(
    years: int | Iterable[int],
    *,
    system: str = "cow",
    with_: str | Iterable[str] = ("capability", "democracy"),
    states: Iterable[int | str] | None = None,
    on: str = "any",
    carry: int = 0,
    folder: str | Path | None = None,
) -> Panel:
    """Return every member of the system of states in every year, with columns from third-party tables.

    Parameters
    ----------
    years : int or iterable of int
        One year, a range, or a list.
    system : str
        "cow" (Correlates of War) or "gw" (Gleditsch and Ward).
    with_ : str or iterable of str
        Layers: capability, democracy, economy, majors, memberships, ideal_points, coups, us_troops, conflict.
    states : iterable of int or str, optional
        Only these: numeric codes of the system, or ISO3 codes.
    on : str
        Who counts in a year of entry or exit: a member on "any" day, at the "start", at the "end", or for the "whole"
        year.
    carry : int
        Years for which tables that change slowly (major powers) are carried past their end; the column
        `<name>_carried` marks such values.
    folder : str or pathlib.Path, optional
        Folder with the tables; by default what EQUIPOISE_DATA names.

    Returns
    -------
    Panel
        `frame`: year, the code of the system, ccode, iso3, system_carried, then the columns of the layers, sorted by
        code and year. `coverage`: what each column covers. A value is null outside the coverage of its source.

    Raises
    ------
    UnknownNameError
        If a layer, system, rule or state is unknown.
    InputError
        If a year is not a whole number or outside the system.
    DataError
        If no folder is named, or a table is missing or malformed.
    """
    layers = asked_layers(with_, layer_names(STATE))
    sources = Sources(history_folder(folder), year_list(years), checked_carry(carry))
    base = chosen(members(sources, system, on), states, system)
    frame = with_state_layers(base, layers, sources).drop("_member")
    code = ["ccode"] if system == "cow" else ["gwcode", "ccode"]
    lead = ["year", *code, "iso3", "system_carried"]
    columns = [column for layer in layers for column in columns_of(layer, STATE)]
    return Panel(frame.select(*lead, pl.exclude(lead)), coverage_table(sources, columns, system))


def with_state_layers(frame: pl.DataFrame, layers: list[str], sources: Sources) -> pl.DataFrame:
    """Add the columns of state layers to a frame of members.

    Parameters
    ----------
    frame : polars.DataFrame
        With columns year, ccode and _member.
    layers : list of str
        Names of layers.
    sources : Sources
        Tables and years.

    Returns
    -------
    polars.DataFrame
        The same rows in the same order, with more columns.
    """
    for layer in layers:
        declared = columns_of(layer, STATE)
        if not declared:
            continue
        prepared = _PREPARED.get(layer, _plain)(layer, sources)
        frame = frame.join(prepared, on=["ccode", "year"], how="left", maintain_order="left")
        first, last = sources.reach(declared[0].table)
        inside = pl.col("year").is_between(first, last) & pl.col("_member")
        frame = frame.with_columns(
            pl.when(pl.col(column.name).is_null() & inside).then(0).otherwise(pl.col(column.name)).alias(column.name)
            for column in declared
            if column.zero
        )
        frame = _with_carried(frame, [column.name for column in declared], declared[0].table, sources)
    return frame


def _with_carried(frame: pl.DataFrame, names: list[str], table: str, sources: Sources) -> pl.DataFrame:
    if not sources.carry or table not in SLOW_TABLES:
        return frame
    return frame.with_columns(carried_flag(name, table, sources) for name in names)


def carried_flag(name: str, table: str, sources: Sources) -> pl.Expr:
    """Return the column that marks values of a slow table carried past its last year."""
    measured = sources.coverage(table).last
    return (pl.col(name).is_not_null() & (pl.col("year") > measured)).alias(f"{name}_carried")


def _plain(layer: str, sources: Sources) -> pl.DataFrame:
    declared = columns_of(layer, STATE)
    values = [pl.col(column.origin).alias(column.name) for column in declared]
    return sources.yearly(declared[0].table).select("ccode", "year", *values)


def _majors(layer: str, sources: Sources) -> pl.DataFrame:  # noqa: ARG001 - one form for all
    held = sources.yearly("cow_majors").select("ccode", "year").unique()
    return held.with_columns(cowmaj=pl.lit(1, dtype=pl.Int32))


def _ideal_points(layer: str, sources: Sources) -> pl.DataFrame:  # noqa: ARG001 - one form for all
    return sources.yearly("un_ideal_points").filter(pl.col("subset") == "All").select("ccode", "year", "idealpoint")


def _coups(layer: str, sources: Sources) -> pl.DataFrame:
    values = [pl.col(column.origin).alias(column.name) for column in columns_of(layer, STATE)]
    return _in_cow(sources.yearly("coups_pt_country_year").select("gwcode", "year", *values), "gwcode")


def _us_troops(layer: str, sources: Sources) -> pl.DataFrame:  # noqa: ARG001 - one form for all
    counted = sources.yearly("us_troops").drop_nulls("troops_ad").sort("quarter")
    return counted.group_by("ccode", "year").agg(us_troops=pl.col("troops_ad").last())


def _conflict(layer: str, sources: Sources) -> pl.DataFrame:  # noqa: ARG001 - one form for all
    within = sources.yearly("ucdp_acd").filter(pl.col("type_of_conflict").is_in(_INTERNAL))
    worst = within.group_by("gwno_a", "year").agg(internal_conflict=pl.col("intensity_level").max())
    return _in_cow(worst.drop_nulls("gwno_a"), "gwno_a")


def _in_cow(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    coded = recode(frame, column, "cow", source="gw", into="ccode").drop(column).drop_nulls("ccode")
    return coded.unique(["ccode", "year"], keep="first", maintain_order=True)


_PREPARED: dict[str, Callable[[str, Sources], pl.DataFrame]] = {
    "majors": _majors,
    "ideal_points": _ideal_points,
    "coups": _coups,
    "us_troops": _us_troops,
    "conflict": _conflict,
}
