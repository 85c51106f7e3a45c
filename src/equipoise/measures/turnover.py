"""Share of a partner in a state's turnover: exports and imports weighted together, beside what offices publish."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from equipoise.interval import Estimate, Interval, hull
from equipoise.measures.indicators import indicator
from equipoise.measures.partners import partner_share, staleness
from equipoise.world.rows import row_id
from equipoise.world.world import World

PUBLISHED = "turnover_share"


def turnover_share(world: World, iso3: str, partners: Iterable[str]) -> Estimate:
    """Return the share of one partner, or of several together, in a state's exports plus imports.

    Parameters
    ----------
    world : World
        The tables.
    iso3 : str
        State whose books are read.
    partners : iterable of str
        ISO3 codes of the partner or of a bloc's members.

    Returns
    -------
    Estimate
        Share [% of turnover].

    Notes
    -----
    Shares of the two partner lists are weighted by the totals of exports and imports of the same year. The totals
    count goods and services, the lists goods, so the weights are approximate. Where a statistics office or the
    press published the share itself for the same year or a later one, that figure is the point and the interval
    spans both (flag `two_sources`).
    """
    wanted = list(partners)
    weighted = _weighted(world, iso3, wanted)
    published = _published(world, iso3, wanted[0]) if len(wanted) == 1 else Estimate(None)
    if published.interval is None or published.year is None:
        return weighted
    if weighted.interval is None or weighted.year is None or published.year > weighted.year:
        return published
    return _reconciled(published, weighted) if published.year == weighted.year else weighted


def _weighted(world: World, iso3: str, partners: list[str]) -> Estimate:
    sold, bought = (partner_share(world, iso3, flow, partners) for flow in ("exports", "imports"))
    if sold.interval is None or bought.interval is None or sold.year is None or bought.year is None:
        return Estimate(None)
    exports, imports = _total(world, iso3, "exports", sold.year), _total(world, iso3, "imports", bought.year)
    if exports.interval is None or imports.interval is None:
        return Estimate(None)
    weight = exports.interval.midpoint / (exports.interval.midpoint + imports.interval.midpoint)
    return Estimate(
        interval=sold.interval.scale(weight) + bought.interval.scale(1 - weight),
        year=min(sold.year, bought.year),
        source_ids=tuple(sorted({*sold.source_ids, *bought.source_ids, *exports.source_ids, *imports.source_ids})),
        flags=tuple(sorted({*sold.flags, *bought.flags, "derived"})),
        observation_ids=(
            *sold.observation_ids,
            *bought.observation_ids,
            *exports.observation_ids,
            *imports.observation_ids,
        ),
    )


def _total(world: World, iso3: str, name: str, year: int) -> Estimate:
    """Return the total of the year of the list; a carried-forward list may be older than any total, then the latest."""
    same = indicator(world, iso3, name, year)
    return same if same.interval is not None else indicator(world, iso3, name)


def _published(world: World, iso3: str, partner: str) -> Estimate:
    rows = world.ties.filter((pl.col("iso3") == iso3) & (pl.col("partner") == partner) & (pl.col("kind") == PUBLISHED))
    if rows.is_empty():
        return Estimate(None)
    row = rows.sort("year", "published").row(-1, named=True)
    low = row["value"] if row["low"] is None else row["low"]
    high = row["value"] if row["high"] is None else row["high"]
    return Estimate(
        interval=Interval(low, high, row["value"]),
        year=row["year"],
        source_ids=tuple(row["source_ids"]),
        flags=staleness(world, row["year"], row["flags"] or []),
        observation_ids=(row_id("ties", row),),
    )


def _reconciled(published: Estimate, weighted: Estimate) -> Estimate:
    assert published.interval is not None  # noqa: S101 - the caller has looked
    assert weighted.interval is not None  # noqa: S101 - the caller has looked
    # A wide interval from an unlisted partner that holds the office's figure says nothing against it.
    agrees = weighted.interval.low <= published.interval.low and published.interval.high <= weighted.interval.high
    both = hull([published.interval, weighted.interval])
    assert both is not None  # noqa: S101 - a hull of two intervals exists
    spans = published.interval if weighted.interval.value is None and agrees else both
    return Estimate(
        interval=Interval(spans.low, spans.high, published.interval.value),
        year=published.year,
        source_ids=tuple(sorted({*published.source_ids, *weighted.source_ids})),
        flags=tuple(sorted(({*published.flags, *weighted.flags} - {"interval", "top5", "cut_list"}) | {"two_sources"})),
        observation_ids=(*published.observation_ids, *weighted.observation_ids),
    )
