"""States and organisations that are asked about on a day on which they do not exist."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import polars as pl

from equipoise.errors import InputError, UnknownNameError
from equipoise.world.organisation_names import find_organisation
from equipoise.world.package import read_table
from equipoise.world.world import World


def check_exists_on(world: World, *texts: str, day: date | None = None) -> None:
    """Refuse states and organisations that do not exist on a day, and say when they do.

    Every question calls it on the states and organisations that it is asked about. A name that is neither passes: who
    needs a state, an organisation or either refuses it with the choices.

    Parameters
    ----------
    world : World
        The tables. A world as of a day does not hold organisations that were founded later, so those are looked up in
        the whole table.
    *texts : str
        Any name or code of a state, or id or name of an organisation.
    day : datetime.date, optional
        The day; by default the one of the world.

    Raises
    ------
    InputError
        If it is a state that was none on the day, or an organisation founded later or dissolved by then.
    """
    day = world.today if day is None else day
    organisations = _all_organisations(world)
    for text in texts:
        org_id = find_organisation(organisations, text)
        if org_id is not None:
            _check_organisation(organisations, org_id, day)
            continue
        with suppress(UnknownNameError):
            _check_state(world, world.names.resolve(text), day)


def _check_state(world: World, iso3: str, day: date) -> None:
    spans = spans_of_statehood(world, iso3)
    if spans.is_empty() or spans.select(_holds(day)).to_series().any():
        return
    told = "; ".join(_span_in_words(span) for span in spans.iter_rows(named=True))
    raise InputError(f"state {iso3} does not exist on {day} ({told})")


def spans_of_statehood(world: World, iso3: str) -> pl.DataFrame:
    """Return the spans in which an entity was a state of its own, in order.

    Parameters
    ----------
    world : World
        The tables.
    iso3 : str
        ISO3 code.

    Returns
    -------
    polars.DataFrame
        Rows of `statehood`; none for states that are older than the tables and for what is no state.
    """
    return world.statehood.filter(pl.col("iso3") == iso3).sort("from")


def _holds(day: date) -> pl.Expr:
    return (pl.col("from") <= day) & (pl.col("to").is_null() | (pl.col("to") > day))


def _span_in_words(span: dict[str, object]) -> str:
    if span["to"] is None:
        return f"from {span['from']} on: {span['began']}"
    return f"from {span['from']} to {span['to']}: {span['began']}; {span['ended']}"


def _check_organisation(organisations: pl.DataFrame, org_id: str, day: date) -> None:
    founded, dissolved = organisations.filter(pl.col("org_id") == org_id).select("founded", "dissolved").row(0)
    if founded is not None and founded > day:
        raise InputError(f"organisation {org_id} does not exist on {day} (founded {founded})")
    if dissolved is not None and dissolved <= day:
        raise InputError(f"organisation {org_id} does not exist on {day} (founded {founded}, dissolved {dissolved})")


def _all_organisations(world: World) -> pl.DataFrame:
    """The table before any as-of filter; a world made by hand has no package, and its own table is all there is."""
    if world.as_of is None or "organisations" not in world.manifest.resources:
        return world.organisations
    return read_table(world.manifest, "organisations")
