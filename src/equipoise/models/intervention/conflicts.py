"""Internal armed conflicts: which third states first came in on the government's side, and every state that could."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from equipoise.models.intervention.disputes import CARRY, PAST, Cases, over_the_past, span
from equipoise.sources.history import read, recode, state_years

INTERNAL = ("intrastate", "II")


def internal_conflicts(folder: str | Path | None = None) -> pl.DataFrame:
    """Return the internal conflicts year by year.

    Parameters
    ----------
    folder : str or pathlib.Path, optional
        Folder with the tables.

    Returns
    -------
    polars.DataFrame
        Columns case, year, government (COW), war (at least 1000 battle deaths in the year), over_government, age (years
        since the first deaths).
    """
    held = _internal(folder)
    return (
        held.group_by(case="conflict_id", year="year")
        .agg(
            government=pl.col("government").first(),
            war=(pl.col("intensity_level") == 2).any(),
            over_government=pl.col("incompatibility").str.contains("government").any(),
            age=(pl.col("year") - pl.col("start_date").dt.year()).max(),
        )
        .sort("case", "year")
    )


def helpers(folder: str | Path | None = None) -> pl.DataFrame:
    """Return which states stood on the government's side with troops, year by year.

    Parameters
    ----------
    folder : str or pathlib.Path, optional
        Folder with the tables.

    Returns
    -------
    polars.DataFrame
        Columns case, year, government, state (COW; null where the state has no COW code in the year).
    """
    held = _internal(folder).drop_nulls("gwno_a_2nd")
    coded = recode(held, "gwno_a_2nd", "cow", source="gw", into="state")
    return coded.select("year", "government", "state", case="conflict_id").unique().sort("case", "year", "state")


def helper_cases(folder: str | Path | None = None) -> Cases:
    """Return every year of every internal conflict with every state that had not yet come in for the government.

    Parameters
    ----------
    folder : str or pathlib.Path, optional
        Folder with the tables.

    Returns
    -------
    Cases
        Columns case, year, state, government, war, over_government, age, lead, alone, entered, led, followed.
        `alone`: nobody stood with the government in this conflict in the year before. `lead`: the strongest state
        (CINC of the year before) of those that did or, where it was alone, of those that come in now; null where
        nobody does. `entered`: the state is listed for the first time. `led`: it enters as the lead of a government
        that was alone. `followed`: it enters beside a lead.

    Raises
    ------
    DataError
        If a table is missing or malformed.

    Notes
    -----
    A state that is listed in the first year of the file, in a conflict that is older, may have come in before: it is
    no candidate in that conflict. The data name states, not organisations: a coalition is seen through its lead.
    """
    conflicts, helped = internal_conflicts(folder), helpers(folder)
    first, last = span(conflicts["year"])
    system = state_years(range(first - 1, last + 1), with_="capability", carry=CARRY, folder=folder)
    members = system.frame.select("year", "cinc", state="ccode")
    strength = members.with_columns(pl.col("year") + 1)
    leads = _leads(conflicts, helped, strength)
    begun = helped.drop_nulls("state").group_by("case", "state").agg(entry=pl.col("year").min())
    begun = begun.join(_censored(conflicts, first), on="case", how="left").with_columns(
        already=pl.col("old").fill_null(value=False) & (pl.col("entry") == first)
    )
    rows = (
        conflicts.join(leads, on=["case", "year"], how="left")
        .join(members.drop("cinc"), on="year")
        .filter(pl.col("state") != pl.col("government"))
        .join(begun.select("case", "state", "entry", "already"), on=["case", "state"], how="left")
    )
    rows = rows.filter(pl.col("entry").is_null() | (~pl.col("already") & (pl.col("year") <= pl.col("entry"))))
    rows = _with_outcomes(rows).sort("case", "year", "state")
    left_out = {
        "helpers that have no COW code": helped["state"].null_count(),
        "states already listed in the first year of the file": int(begun["already"].sum()),
        "first entries of states that were no members of the COW system in the year": begun.height
        - int(begun["already"].sum())
        - int(rows["entered"].sum()),
    }
    return Cases(rows, {reason: count for reason, count in left_out.items() if count})


def helping_past(helped: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return what states did for governments in the ten years before.

    Parameters
    ----------
    helped : polars.DataFrame
        As `helpers` returns it.

    Returns
    -------
    dict of str to polars.DataFrame
        "state": columns state, year, helped (conflict-years on a government's side); "government": state, other
        (government), year, helped; "lead": state, other (a state on the same side), year, beside.
    """
    held = helped.drop_nulls("state").with_columns(helped=1)
    met = held.join(held, on=["case", "year"], suffix="_other").filter(pl.col("state") != pl.col("state_other"))
    beside = met.select("state", "year", other="state_other", beside="helped")
    whom = held.select("state", "year", "helped", other="government")
    return {
        "state": over_the_past(held, ["state"], ["helped"]),
        "government": over_the_past(whom, ["state", "other"], ["helped"]),
        "lead": over_the_past(beside, ["state", "other"], ["beside"]),
    }


def past_is_covered(first: int, last: int) -> pl.Expr:
    """Return whether the ten years before a row's year lie inside a list of the years from `first` to `last`."""
    return (pl.col("year") - PAST >= first) & (pl.col("year") - 1 <= last)


def _internal(folder: str | Path | None) -> pl.DataFrame:
    held = read("ucdp_acd", folder).filter(pl.col("type_of_conflict").is_in(INTERNAL))
    return recode(held, "gwno_a", "cow", source="gw", into="government").drop_nulls("government")


def _censored(conflicts: pl.DataFrame, first: int) -> pl.DataFrame:
    """Return the conflicts that are older than the file."""
    return conflicts.filter(pl.col("year") == first).select("case", old=pl.col("age") > 0)


def _leads(conflicts: pl.DataFrame, helped: pl.DataFrame, strength: pl.DataFrame) -> pl.DataFrame:
    """Return, by conflict and year, whether the government was alone the year before, and the lead."""
    ranked = (
        helped.drop_nulls("state")
        .join(strength, on=["year", "state"], how="left")
        .with_columns(pl.col("cinc").fill_null(-1.0))
        .sort("case", "year", "cinc", "state", descending=[False, False, True, False])
        .group_by("case", "year", maintain_order=True)
        .agg(strongest=pl.col("state").first())
    )
    before = ranked.select("case", pl.col("year") + 1, standing="strongest")
    joined = conflicts.select("case", "year").join(before, on=["case", "year"], how="left")
    joined = joined.join(ranked, on=["case", "year"], how="left")
    return joined.select("case", "year", alone=pl.col("standing").is_null(), lead=pl.coalesce("standing", "strongest"))


def _with_outcomes(rows: pl.DataFrame) -> pl.DataFrame:
    entered = (pl.col("year") == pl.col("entry")).fill_null(value=False)
    is_lead = (pl.col("state") == pl.col("lead")).fill_null(value=False)
    return rows.with_columns(
        entered=entered, led=entered & is_lead & pl.col("alone"), followed=entered & ~(is_lead & pl.col("alone"))
    ).drop("entry", "already")
