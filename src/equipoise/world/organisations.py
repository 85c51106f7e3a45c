"""Organisations on a day: which exist, who belongs to them, what their instruments say."""

from __future__ import annotations

from datetime import date

import polars as pl

from equipoise.errors import ExplainedNameError, UnknownNameError
from equipoise.world.organisation_names import find_organisation
from equipoise.world.world import World


def in_force(day: date) -> pl.Expr:
    """Return the condition that a row with `from` and `to` holds on a day.

    The first day counts, the last does not: a text replaced on a day no longer binds on it. A row without a first
    day holds from its publication.
    """
    return (pl.col("from").is_null() | (pl.col("from") <= day)) & (pl.col("to").is_null() | (pl.col("to") > day))


def resolve_organisation(world: World, text: str) -> str:
    """Return the id of the organisation that a text names.

    Parameters
    ----------
    world : World
        The tables.
    text : str
        Id, full name or alias, in any case.

    Returns
    -------
    str
        Id such as "CSTO".

    Raises
    ------
    UnknownNameError
        If no organisation has that name; the choices are the ids.
    """
    found = find_organisation(world.organisations, text)
    if found is not None:
        return found
    raise _not_an_organisation(world, text)


def _not_an_organisation(world: World, text: str) -> UnknownNameError:
    try:
        iso3 = world.names.resolve(text)
    except UnknownNameError:
        return UnknownNameError("organisation", text, world.organisations["org_id"], show=30)
    told = f"{world.names.name(iso3)} ({iso3}) is a state: use `equipoise state {iso3}`"
    return ExplainedNameError("organisation", text, told, [iso3])


def organisation(world: World, org_id: str) -> dict[str, object]:
    """Return the row of an organisation as a mapping."""
    return world.organisations.row(by_predicate=pl.col("org_id") == org_id, named=True)


def exists_on(world: World, org_id: str, day: date) -> bool:
    """Say whether an organisation exists on a day."""
    row = world.organisations.filter(pl.col("org_id") == org_id)
    return (
        row.filter((pl.col("founded") <= day) & (pl.col("dissolved").is_null() | (pl.col("dissolved") > day))).height
        > 0
    )


def memberships_on(world: World, org_id: str, day: date) -> pl.DataFrame:
    """Return all standings (members, observers, ...) in an organisation on a day, one row each."""
    return world.memberships.filter((pl.col("org_id") == org_id) & in_force(day)).sort("status", "iso3")


def members(world: World, org_id: str, day: date) -> list[str]:
    """Return the members of an organisation on a day, as sorted ISO3 codes.

    A member whose participation is frozen or suspended is still a member.
    """
    standing = memberships_on(world, org_id, day).filter(pl.col("status") == "member")
    return sorted(standing["iso3"].unique())


def organisations_of(world: World, iso3: str, day: date) -> list[str]:
    """Return the organisations of which a state is a member on a day, as sorted ids."""
    standing = world.memberships.filter((pl.col("iso3") == iso3) & (pl.col("status") == "member") & in_force(day))
    return sorted(standing["org_id"].unique())


def instruments_on(world: World, day: date) -> pl.DataFrame:
    """Return the versions of all instruments that are in force on a day."""
    return world.instruments.filter(in_force(day))


def instruments_of(world: World, org_id: str, day: date) -> pl.DataFrame:
    """Return the versions of an organisation's instruments that are in force on a day."""
    return instruments_on(world, day).filter(pl.col("org_id") == org_id).sort("instrument_id")
