"""Clout of an organisation: what its members add up to in the world, and what each of them brings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from equipoise.errors import InputError
from equipoise.interval import Estimate
from equipoise.measures.indicators import over_states, sovereign_states
from equipoise.measures.shapley import MOST_PLAYERS, shapley_values
from equipoise.world.organisations import exists_on, members, resolve_organisation
from equipoise.world.world import World

INDICATORS = ("area", "population", "gdp", "military_expenditure")


@dataclass(frozen=True, slots=True)
class MemberClout:
    """What one member brings to an organisation, in one indicator.

    Parameters
    ----------
    iso3 : str
        The member.
    share_of_members : float
        Its part of the members' total [%].
    share_of_world : float
        Its part of the world total, which is what the organisation would lose without it [%].
    block_shapley : float or None
        Its Shapley value in the game whose worth is the largest block of members joined by land borders [% of the
        world]: what it brings by joining others to each other. None for organisations with more than 16 members.
    """

    iso3: str
    share_of_members: float
    share_of_world: float
    block_shapley: float | None


@dataclass(frozen=True, slots=True)
class Clout:
    """Weight of an organisation in one indicator.

    Parameters
    ----------
    org_id, indicator : str
        Organisation and indicator.
    share_of_world : float
        Members' total over the total of all states with data [%].
    members : tuple of MemberClout
        Members with data, largest first.
    missing : tuple of str
        Members without data; the share is then too low.
    year_from, year_to : int
        Range of the years described.
    source_ids, flags, observation_ids : tuple of str
        Where the members' numbers come from.
    """

    org_id: str
    indicator: str
    share_of_world: float
    members: tuple[MemberClout, ...]
    missing: tuple[str, ...]
    year_from: int
    year_to: int
    source_ids: tuple[str, ...]
    flags: tuple[str, ...]
    observation_ids: tuple[str, ...]


def clout(world: World, organisation: str, indicator: str, day: date | None = None) -> Clout | None:
    """Return the weight of an organisation in the world, in one indicator.

    Parameters
    ----------
    world : World
        The tables.
    organisation : str
        Id or name.
    indicator : str
        An indicator whose values may be summed: area [km2], population [persons], gdp [USD],
        military_expenditure [USD], ...
    day : datetime.date, optional
        Day on which members are counted; by default the as-of day.

    Returns
    -------
    Clout or None
        Shares of the world total and of each member; None where the organisation has no members with data.

    Raises
    ------
    UnknownNameError
        If the organisation or indicator is not known.
    InputError
        If the organisation does not exist on the day, or the indicator is one that cannot be summed.

    Notes
    -----
    A sum is an additive game: the marginal contribution of a member to it is its own share, and so is its Shapley
    value. A member that joins others to each other brings more than itself. This is shown by a second game, whose
    worth is the largest block of members connected by land borders, as a share of the world.
    """
    org_id = resolve_organisation(world, organisation)
    when = day or world.today
    if not exists_on(world, org_id, when):
        raise InputError(f"organisation {org_id} does not exist on {when}")
    belonging = members(world, org_id, when)
    shares = world.indicator_names.filter(~pl.col("additive"))["name"].to_list()
    if indicator in shares:
        raise InputError(
            f"indicator {indicator!r} cannot be summed over states (choices: {', '.join(INDICATORS)}, ...)"
        )
    values = over_states(world, sovereign_states(world), indicator)
    sizes = {iso3: _size(estimate) for iso3, estimate in values.items()}
    own = {iso3: sizes[iso3] for iso3 in belonging if iso3 in sizes}
    if not own:
        return None
    whole = sum(sizes.values())
    used = [values[iso3] for iso3 in own]
    years = [estimate.year for estimate in used if estimate.year is not None]
    return Clout(
        org_id=org_id,
        indicator=indicator,
        share_of_world=100 * sum(own.values()) / whole,
        members=_member_rows(world, own, whole),
        missing=tuple(iso3 for iso3 in belonging if iso3 not in sizes),
        year_from=min(years),
        year_to=max(years),
        source_ids=tuple(sorted({source for estimate in used for source in estimate.source_ids})),
        flags=tuple(sorted({flag for estimate in used for flag in estimate.flags})),
        observation_ids=tuple(row for estimate in used for row in estimate.observation_ids),
    )


def _size(estimate: Estimate) -> float:
    assert estimate.interval is not None  # noqa: S101 - over_states leaves out the unknown
    return estimate.interval.midpoint


def _member_rows(world: World, own: Mapping[str, float], whole: float) -> tuple[MemberClout, ...]:
    neighbours = borders_among(world, own)
    blocks = None
    if len(own) <= MOST_PLAYERS:
        blocks = shapley_values(list(own), lambda group: largest_block(group, neighbours, own) / whole)
    together = sum(own.values())
    rows = [
        MemberClout(iso3, 100 * size / together, 100 * size / whole, None if blocks is None else 100 * blocks[iso3])
        for iso3, size in own.items()
    ]
    return tuple(sorted(rows, key=lambda row: -row.share_of_members))


def borders_among(world: World, states: Collection[str]) -> dict[str, set[str]]:
    """Return, for each of some states, those others that it has a land border with.

    Parameters
    ----------
    world : World
        The tables.
    states : collection of str
        ISO3 codes.

    Returns
    -------
    dict of str to set of str
        Neighbours among the states, by state.
    """
    rows = world.ties.filter(
        (pl.col("kind") == "border_length") & pl.col("iso3").is_in(list(states)) & pl.col("partner").is_in(list(states))
    )
    neighbours: dict[str, set[str]] = {iso3: set() for iso3 in states}
    for iso3, partner in rows.select("iso3", "partner").iter_rows():
        neighbours[iso3].add(partner)
        neighbours[partner].add(iso3)
    return neighbours


def largest_block(group: Collection[str], neighbours: Mapping[str, set[str]], sizes: Mapping[str, float]) -> float:
    """Return the size of the largest set of states in a group that are joined by land borders.

    Parameters
    ----------
    group : collection of str
        ISO3 codes.
    neighbours : Mapping of str to set of str
        Land borders, see `borders_among`.
    sizes : Mapping of str to float
        What is added up, by state.

    Returns
    -------
    float
        Sum over the largest joined set, in the unit of `sizes`.
    """
    left = set(group)
    best = 0.0
    while left:
        block, frontier = set(), [left.pop()]
        while frontier:
            state = frontier.pop()
            block.add(state)
            joined = neighbours[state] & left
            left -= joined
            frontier.extend(joined)
        best = max(best, sum(sizes[state] for state in block))
    return best
