"""Who would come: the candidates of one case, ranked by the shipped models, from what the user's tables know."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from equipoise.errors import InputError, UnknownNameError
from equipoise.models.intervention.conflicts import helpers, internal_conflicts
from equipoise.models.intervention.disputes import SIDES, participants
from equipoise.models.intervention.features import features
from equipoise.models.intervention.fitting import forecast
from equipoise.models.intervention.parameters import shipped
from equipoise.models.intervention.rows import TaskRows, helper_known, joiner_known, rows_at
from equipoise.sources.history import code_of, state_years

Code = int | str


def rank_joiners(
    target: Code, initiator: Code, year: int, *, side: str = "target", folder: str | Path | None = None
) -> pl.DataFrame:
    """Rank third states by how likely each is to join a dispute between two states that begins in a year.

    Parameters
    ----------
    target, initiator : int or str
        The two states: COW codes or ISO 3166-1 alpha-3 codes.
    year : int
        Year in which the dispute begins; what is known is that of the year before.
    side : str
        "target" or "initiator": the side joined.
    folder : str or pathlib.Path, optional
        Folder with the tables; by default what EQUIPOISE_DATA names.

    Returns
    -------
    polars.DataFrame
        Columns rank, state (COW), iso3, probability, pact (1, 0, or -1 where not known), missing (groups of features
        that are not known or not wholly); the likeliest first.

    Raises
    ------
    UnknownNameError
        If the side is unknown.
    InputError
        If a state has no code or is no member of the system in the year, or the two are one.
    DataError
        If a table is missing or malformed.

    Notes
    -----
    The probability is that of joining *given a dispute*; most militarised disputes are slight. Its level comes from
    the last years of the shipped model (see `CARD.md`): compare states, do not bet on the level.
    """
    if side not in SIDES:
        raise UnknownNameError("side", str(side), SIDES)
    system = state_years(year, with_=[], folder=folder).frame
    codes = {"target": _member(target, year, system), "initiator": _member(initiator, year, system)}
    if codes["target"] == codes["initiator"]:
        raise InputError(f"target and initiator are the same state ({target})")
    other = next(name for name in SIDES if name != side)
    cases = _candidates(system, list(codes.values())).with_columns(
        friend=pl.lit(codes[side], pl.Int32), foe=pl.lit(codes[other], pl.Int32)
    )
    known = joiner_known(cases, participants(folder), folder)
    return _ranked(rows_at(f"joins_{side}", known, _unknown(cases), {}), cases["iso3"])


def rank_helpers(
    government: Code, year: int, *, lead: Code | None = None, folder: str | Path | None = None
) -> pl.DataFrame:
    """Rank third states by how likely each is to come in for a government in an internal conflict that begins.

    Parameters
    ----------
    government : int or str
        State of the government: COW code or ISO 3166-1 alpha-3 code.
    year : int
        Year; what is known is that of the year before.
    lead : int or str, optional
        State that comes in as the lead. With one, those who come in beside it are ranked; without, the leads.
    folder : str or pathlib.Path, optional
        Folder with the tables; by default what EQUIPOISE_DATA names.

    Returns
    -------
    polars.DataFrame
        As `rank_joiners`. The probability is that of a first entry within the year.

    Raises
    ------
    InputError
        If a state has no code or is no member of the system in the year, or the two are one.
    DataError
        If a table is missing or malformed.
    """
    system = state_years(year, with_=[], folder=folder).frame
    asked = _member(government, year, system)
    led = None if lead is None else _member(lead, year, system)
    if led == asked:
        raise InputError(f"government and lead are the same state ({government})")
    cases = _candidates(system, [asked, *([] if led is None else [led])]).with_columns(
        government=pl.lit(asked, pl.Int32),
        lead=pl.lit(led, pl.Int32),
        over_government=pl.lit(None, pl.Boolean),
        age=pl.lit(0, pl.Int32),
        alone=pl.lit(value=True),
    )
    known = helper_known(cases, helpers(folder), internal_conflicts(folder)["year"], folder)
    return _ranked(rows_at("leads" if led is None else "follows", known, _unknown(cases), {}), cases["iso3"])


def _candidates(system: pl.DataFrame, taken: list[int]) -> pl.DataFrame:
    others = system.filter(~pl.col("ccode").is_in(taken))
    return others.select("year", "iso3", case=pl.lit(0, pl.Int32), state="ccode")


def _unknown(cases: pl.DataFrame) -> pl.Series:
    """Outcomes of a case that has not happened: none is read."""
    return pl.repeat(value=False, n=cases.height, eager=True)


def _ranked(rows: TaskRows, iso3: pl.Series) -> pl.DataFrame:
    fitted = shipped(rows.task.model).tasks[rows.task.name]
    groups: dict[str, list[str]] = {}
    for feature in features(rows.task.features):
        groups.setdefault(feature.group, []).append(feature.name)
    missing = rows.features.select(
        pl.concat_list(
            pl.when(pl.any_horizontal(pl.col(names).is_null())).then(pl.lit(group)) for group, names in groups.items()
        ).list.drop_nulls()
    ).to_series()
    return (
        rows.frame.select("state", "pact")
        .with_columns(iso3=iso3, probability=pl.Series(forecast(fitted, rows, fitted.history)), missing=missing)
        .sort("probability", "state", descending=[True, False])
        .with_row_index("rank", 1)
        .select("rank", "state", "iso3", "probability", "pact", "missing")
    )


def _member(code: Code, year: int, system: pl.DataFrame) -> int:
    found = code if isinstance(code, int) else code_of(str(code), year, "cow", source="iso3")
    if not isinstance(found, int):
        raise InputError(f"{code!r} has no COW code in {year}; give an ISO 3166-1 alpha-3 code such as 'KAZ'")
    if found not in system["ccode"]:
        raise InputError(f"{code!r} is no member of the COW system in {year}")
    return found
