"""A panel: the frame, and beside it what each of its columns covers."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from equipoise.sources.history.layers import LayerColumn
from equipoise.sources.history.sources import SLOW_TABLES, Sources

_SCHEMA: dict[str, pl.DataType] = {
    "layer": pl.String(),
    "column": pl.String(),
    "meaning": pl.String(),
    "unit": pl.String(),
    "table": pl.String(),
    "version": pl.String(),
    "first": pl.Int32(),
    "last": pl.Int32(),
    "carried_to": pl.Int32(),
    "years_outside": pl.Int32(),
    "rule": pl.String(),
    "licence": pl.String(),
    "citation": pl.String(),
    "doi": pl.String(),
}


@dataclass(frozen=True, slots=True)
class Panel:
    """State-years or dyad-years, and the coverage of their sources.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per state and year, or per pair and year.
    coverage : polars.DataFrame
        One row per column of values: layer, column, meaning, unit, table, version, first and last (years measured in
        the file at hand), carried_to (last year filled by carrying forward, null where none is), years_outside (how
        many of the panel's years lie outside), rule (what the absence of a row means), licence, citation, doi.
    """

    frame: pl.DataFrame
    coverage: pl.DataFrame

    def __len__(self) -> int:
        return self.frame.height


def coverage_table(sources: Sources, columns: list[LayerColumn], system: str) -> pl.DataFrame:
    """Return the coverage of every column of a panel, and of the list of states that it stands on."""
    table = "cow_states" if system == "cow" else "state_codes"
    found = sources.coverage(table)
    base: dict[str, object] = {
        "layer": "system",
        "column": "ccode" if system == "cow" else "gwcode",
        "meaning": f"Members of the {system.upper()} system",
        "table": table,
        "first": found.first,
        "last": found.last,
        "carried_to": max(sources.years) if found.last is not None and max(sources.years) > found.last else None,
        "rule": "a row for every member; members on the last day of the list are carried forward and marked",
    }
    rows = [base, *(_row(sources, column) for column in columns)]
    return pl.DataFrame([_completed(sources, row) for row in rows], schema=_SCHEMA, orient="row")


def _row(sources: Sources, column: LayerColumn) -> dict[str, object]:
    found = sources.coverage(column.table)
    first, last = found.first, found.last
    held = found.columns.filter(pl.col("column") == column.origin)
    if held.height and not column.zero:
        first, last = held["first"][0], held["last"][0]
    carried = column.table in SLOW_TABLES and sources.carry > 0 and last is not None and max(sources.years) > last
    return {
        "layer": column.layer,
        "column": column.name,
        "meaning": column.meaning,
        "unit": column.unit,
        "table": column.table,
        "first": first,
        "last": last,
        "carried_to": min(last + sources.carry, max(sources.years)) if carried and last is not None else None,
        "rule": column.rule,
    }


def _completed(sources: Sources, row: dict[str, object]) -> dict[str, object]:
    declared = sources.coverage(str(row["table"])).table
    reach = row.get("carried_to") or row["last"]
    outside = [y for y in sources.years if isinstance(reach, int) and not _int(row["first"]) <= y <= reach]
    return {
        **dict.fromkeys(_SCHEMA),
        **row,
        "version": declared.version,
        "years_outside": len(outside),
        "licence": declared.licence,
        "citation": declared.citation,
        "doi": declared.doi,
    }


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
