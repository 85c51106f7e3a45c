"""Sizes of states: the latest value of an indicator that the world holds, and totals over many states."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from equipoise.errors import UnknownNameError
from equipoise.interval import Estimate, Interval
from equipoise.measures.partners import staleness
from equipoise.world.rows import row_id
from equipoise.world.world import World

DERIVED = {"military_expenditure": ("military_expenditure_share", "gdp")}
"""Indicators made from two others: a share [% of the second] times the second."""


def indicator(world: World, iso3: str, name: str, year: int | None = None) -> Estimate:
    """Return an indicator of a state.

    Parameters
    ----------
    world : World
        The tables.
    iso3 : str
        The state.
    name : str
        Name declared in table `indicator_names`, or `military_expenditure` [USD], derived.
    year : int, optional
        Year described; by default the latest.

    Returns
    -------
    Estimate
        Value or interval in the declared unit; None where the world holds none.

    Raises
    ------
    UnknownNameError
        If the indicator is not declared.
    """
    if name in DERIVED:
        return _derived(world, iso3, name, year)
    if name not in world.indicator_names["name"]:
        raise UnknownNameError("indicator", name, [*world.indicator_names["name"], *DERIVED], show=40)
    rows = world.indicators.filter((pl.col("iso3") == iso3) & (pl.col("name") == name))
    if year is not None:
        rows = rows.filter(pl.col("year") == year)
    if rows.is_empty():
        return Estimate(None)
    row = rows.sort("year", "published").row(-1, named=True)
    low = row["value"] if row["low"] is None else row["low"]
    high = row["value"] if row["high"] is None else row["high"]
    return Estimate(
        interval=None if low is None else Interval(low, high, row["value"]),
        year=row["year"],
        source_ids=tuple(row["source_ids"]),
        flags=staleness(world, row["year"], row["flags"] or []),
        observation_ids=(row_id("indicators", row),),
    )


def _derived(world: World, iso3: str, name: str, year: int | None) -> Estimate:
    share_name, base_name = DERIVED[name]
    share, base = indicator(world, iso3, share_name, year), indicator(world, iso3, base_name, year)
    if share.interval is None or base.interval is None or share.year is None or base.year is None:
        return Estimate(None)
    product = Interval(
        share.interval.low * base.interval.low / 100,
        share.interval.high * base.interval.high / 100,
        None
        if share.interval.value is None or base.interval.value is None
        else share.interval.value * base.interval.value / 100,
    )
    return Estimate(
        interval=product,
        year=min(share.year, base.year),
        source_ids=tuple(sorted({*share.source_ids, *base.source_ids})),
        flags=tuple(sorted({*share.flags, *base.flags, "derived"})),
        observation_ids=(*share.observation_ids, *base.observation_ids),
    )


def over_states(world: World, states: Iterable[str], name: str) -> dict[str, Estimate]:
    """Return the indicator of each state that has one; states without a value are absent, never zero.

    Parameters
    ----------
    world : World
        The tables.
    states : iterable of str
        ISO3 codes.
    name : str
        Name of the indicator.

    Returns
    -------
    dict of str to Estimate
        Estimates by state.
    """
    found = {iso3: indicator(world, iso3, name) for iso3 in states}
    return {iso3: estimate for iso3, estimate in found.items() if estimate.interval is not None}


def sovereign_states(world: World) -> list[str]:
    """Return the ISO3 codes of the entities that count as states.

    Parameters
    ----------
    world : World
        The tables.

    Returns
    -------
    list of str
        ISO3 codes.
    """
    return sorted(world.states.filter(pl.col("kind") == "state")["iso3"])
