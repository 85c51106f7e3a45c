"""Militarised disputes: who began them on which side, who joined, and every state that could have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from equipoise.errors import DataError, UnknownNameError
from equipoise.sources.history import read, state_years

SIDES = {"target": 0, "initiator": 1}
PAST = 10
"""Years over which earlier disputes are counted."""

CARRY = 10
"""Years for which borders and the list of major powers are carried past their end."""

SOURCES = {"gml": "mid_participants", "cow": "cow_mid5_directed_dyad_year"}
"""Lists of disputes, and the table of each."""


@dataclass(frozen=True, slots=True)
class Cases:
    """Rows that a model may learn from or forecast, and what did not become a row.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per case and candidate: case (dispute or conflict), year, state (candidate), the states that play a
        role in the case, and outcomes.
    left_out : mapping of str to int
        What was not used, by reason.
    """

    frame: pl.DataFrame
    left_out: Mapping[str, int]


def participants(folder: str | Path | None = None, source: str = "gml") -> pl.DataFrame:
    """Return who took part in which dispute.

    Parameters
    ----------
    folder : str or pathlib.Path, optional
        Folder with the tables.
    source : str
        "gml": Gibler, Miller and Little; "cow": the project's own list, through its dyad-years.

    Returns
    -------
    polars.DataFrame
        Columns dispute, ccode, side (1 initiator, 0 target), originator, year (the first of that state in the
        dispute); one row per dispute, state, side and sort of taking part.
    """
    if source not in SOURCES:
        raise UnknownNameError("list of disputes", str(source), SOURCES)
    table = read(SOURCES[source], folder)
    if source == "gml":
        held = table.select(
            dispute="dispnum", ccode="ccode", side="sidea", originator=pl.col("orig") == 1, year="styear"
        )
    else:
        held = table.select(
            dispute="dispnum", ccode="ccode1", side="sidea1", originator=pl.col("orig1") == 1, year="year"
        )
    return held.group_by("dispute", "ccode", "side", "originator").agg(pl.col("year").min()).sort("dispute", "ccode")


def joiner_cases(folder: str | Path | None = None, source: str = "gml") -> Cases:
    """Return every dispute with every state that could have joined it.

    Parameters
    ----------
    folder, source
        As for `participants`.

    Returns
    -------
    Cases
        Columns case, year, state, target, initiator (the strongest originator on each side in the year before, by
        CINC), joined_target, joined_initiator. Candidates are the members of the system in the year in which the
        dispute begins that began it on neither side.

    Raises
    ------
    DataError
        If a table is missing or malformed.

    Notes
    -----
    A state counts as a joiner of a side if the list of participants has it on that side and not as an originator,
    in whatever year it came in.
    """
    took_part = participants(folder, source)
    begun = took_part.filter("originator").group_by("dispute").agg(pl.col("year").min())
    first, last = span(begun["year"])
    system = state_years(range(first, last + 1), with_="capability", carry=CARRY, folder=folder).frame
    heads = _heads(took_part, begun, system)
    whole = heads.drop_nulls(["target", "initiator"])
    rows = (
        whole.join(system.select("year", state="ccode"), on="year")
        .join(took_part.filter("originator").select("dispute", state="ccode"), on=["dispute", "state"], how="anti")
        .rename({"dispute": "case"})
    )
    joined = took_part.filter(~pl.col("originator"))
    for name, side in SIDES.items():
        came = joined.filter(side=side).select(case="dispute", state="ccode").unique()
        rows = rows.join(
            came.with_columns(pl.lit(value=True).alias(f"joined_{name}")), on=["case", "state"], how="left"
        )
    rows = rows.with_columns(pl.col("^joined_.*$").fill_null(value=False)).sort("case", "state")
    lost = joined.select(case="dispute", state="ccode").unique().join(rows, on=["case", "state"], how="anti").height
    left_out = {
        "disputes without an originator on each side": took_part["dispute"].n_unique() - whole.height,
        "joiners that were no candidate (originators too, or no members of the system in the year)": lost,
    }
    return Cases(rows, {reason: count for reason, count in left_out.items() if count})


def shared_past(took_part: pl.DataFrame) -> pl.DataFrame:
    """Return, for each year and pair of states, in how many disputes of the ten years before they stood together.

    Parameters
    ----------
    took_part : polars.DataFrame
        As `participants` returns it.

    Returns
    -------
    polars.DataFrame
        Columns state, other, year, together, against: disputes that began in the ten years before. Pairs without any
        have no row; they mean none only where `year - 10` lies inside the list.
    """
    began = took_part.group_by("dispute").agg(year=pl.col("year").min())
    sides = took_part.select("dispute", "ccode", "side").unique()
    met = sides.join(sides, on="dispute", suffix="_other").filter(pl.col("ccode") != pl.col("ccode_other"))
    same = (pl.col("side") == pl.col("side_other")).cast(pl.Int32)
    counted = met.join(began, on="dispute").select(
        "year", state="ccode", other="ccode_other", together=same, against=1 - same
    )
    return over_the_past(counted, ["state", "other"], ["together", "against"])


def states_in_disputes(took_part: pl.DataFrame) -> pl.DataFrame:
    """Return, for each year and state, in how many disputes of the ten years before it took part."""
    began = took_part.group_by("dispute").agg(year=pl.col("year").min())
    counted = took_part.select("dispute", "ccode").unique().join(began, on="dispute")
    return over_the_past(counted.select("year", state="ccode", disputes=pl.lit(1)), ["state"], ["disputes"])


def over_the_past(events: pl.DataFrame, keys: list[str], counts: list[str], years: int = PAST) -> pl.DataFrame:
    """Return, for each year, the sum of dated counts over the years before it, by key."""
    spread = events.with_columns(year=pl.int_ranges(pl.col("year") + 1, pl.col("year") + 1 + years)).explode("year")
    return spread.group_by(*keys, pl.col("year").cast(pl.Int32)).agg(pl.col(counts).sum())


def span(years: pl.Series) -> tuple[int, int]:
    """Return the first and the last of some years.

    Raises
    ------
    DataError
        If there is none.
    """
    first, last = years.min(), years.max()
    if not isinstance(first, int) or not isinstance(last, int):
        raise DataError("the tables hold no case: there is no year to work on")
    return first, last


def _heads(took_part: pl.DataFrame, begun: pl.DataFrame, system: pl.DataFrame) -> pl.DataFrame:
    """Return the strongest originator on each side: by CINC of the year before, else of the year itself."""
    strength = system.select("year", "ccode", "cinc")
    ranked = (
        took_part.filter("originator")
        .drop("year")
        .join(begun, on="dispute")
        .join(strength.with_columns(pl.col("year") + 1), on=["year", "ccode"], how="left")
        .join(strength, on=["year", "ccode"], how="left", suffix="_now")
        .with_columns(pl.coalesce("cinc", "cinc_now").fill_null(-1.0).alias("_cinc"))
        .sort("dispute", "side", "_cinc", "ccode", descending=[False, False, True, False])
        .group_by("dispute", "side", maintain_order=True)
        .first()
    )
    heads = begun.sort("dispute")
    for name, side in SIDES.items():
        heads = heads.join(ranked.filter(side=side).select("dispute", **{name: "ccode"}), on="dispute", how="left")
    return heads
