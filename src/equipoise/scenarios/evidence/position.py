"""Evidence on where a state stands: shares, leads, presence, partners."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from equipoise.interval import Estimate, Interval
from equipoise.measures.balance import balance, layer_named
from equipoise.measures.concentration import effective_partners
from equipoise.measures.indicators import indicator, sovereign_states
from equipoise.measures.partners import Flow
from equipoise.measures.powers import POWERS
from equipoise.scenarios.evidence.registry import Finding, evidence
from equipoise.world.rows import distinct
from equipoise.world.world import World


def _layer(world: World, state: str, layer: str, powers: Sequence[str]) -> pl.DataFrame:
    """Return one layer of a balance, without the tie of a state to itself."""
    return balance(world, state, powers, [layer]).filter(~pl.col("flags").list.contains("self"))


def _interval(row: dict[str, object]) -> Interval | None:
    low, high, value = row["low"], row["high"], row["value"]
    if not isinstance(low, float) or not isinstance(high, float):
        return None
    return Interval(low, high, value if isinstance(value, float) else None)


def _from_rows(rows: pl.DataFrame, interval: Interval | None, unit: str, text: str) -> Finding:
    years = rows["year"].drop_nulls().to_list()
    return Finding.of(
        interval=interval,
        unit=unit,
        text=text,
        year=max(years, default=None),
        source_ids=distinct(rows, "source_ids"),
        flags=tuple(sorted(set(distinct(rows, "flags")) - {"self", "no_data"})),
        observation_ids=distinct(rows, "observation_ids"),
    )


@evidence
def power_share(world: World, state: str, power: str, layer: str = "turnover") -> Finding:
    """One power's part in one layer of a state's balance."""
    rows = balance(world, state, [power], [layer])
    row = rows.row(0, named=True)
    return _from_rows(rows, _interval(row), str(row["unit"]), f"{row['name']}, {layer_named(layer).title.lower()}")


@evidence
def least_share(world: World, state: str, powers: Sequence[str] = POWERS, layer: str = "turnover") -> Finding:
    """The smallest part that any of some powers has in a layer; not known where one of them is not."""
    rows = _layer(world, state, layer, powers)
    known = [interval for row in rows.iter_rows(named=True) if (interval := _interval(row)) is not None]
    unit = layer_named(layer).unit
    if not known or len(known) < rows.height:
        return _from_rows(rows, None, unit, "a power's share is not known")
    least = Interval(min(part.low for part in known), min(part.high for part in known))
    return _from_rows(rows, least, unit, f"smallest share among {', '.join(rows['name'])}")


@evidence
def largest_share(world: World, state: str, powers: Sequence[str] = POWERS, layer: str = "turnover") -> Finding:
    """The largest part that any of some powers has in a layer.

    A power without data may have the largest, so it leaves the upper end open.
    """
    rows = _layer(world, state, layer, powers)
    known = [interval for row in rows.iter_rows(named=True) if (interval := _interval(row)) is not None]
    unit = layer_named(layer).unit
    if not known:
        return _from_rows(rows, None, unit, "no share is known")
    whole = 100.0 if unit.startswith("%") else float("inf")
    most = Interval(
        max(part.low for part in known), max(part.high for part in known) if len(known) == rows.height else whole
    )
    return _from_rows(rows, most, unit, f"largest share among {', '.join(rows['name'])}")


@evidence
def share_ratio(world: World, state: str, power: str, over: str, layer: str = "turnover") -> Finding:
    """One power's part in a layer over another's."""
    rows = balance(world, state, [power, over], [layer])
    first, second = (_interval(row) for row in rows.iter_rows(named=True))
    text = f"{rows['name'][0]} over {rows['name'][1]}, {layer_named(layer).title.lower()}"
    if first is None or second is None or second.low <= 0:
        return _from_rows(rows, None, "ratio", text)
    return _from_rows(rows, first.divide(second), "ratio", text)


@evidence
def partners_number(world: World, state: str, flow: Flow) -> Finding:
    """Effective number of partners by 1/HHI."""
    found = effective_partners(world, world.names.resolve(state), flow)
    if found is None:
        return Finding.of(None, "partners", f"no list of partners in {flow}")
    return Finding.of(
        found.by_herfindahl,
        "partners",
        f"effective partners in {flow}",
        found.year,
        found.source_ids,
        found.flags,
        found.observation_ids,
    )


@evidence
def partners_percentile(world: World, state: str, flow: Flow) -> Finding:
    """Rank of a state among all states by its effective number of partners, as the part of them that it exceeds [%].

    Numbers are known within bounds, so the rank is an interval: those that it surely exceeds, and those that it may.
    """
    own = partners_number(world, state, flow)
    iso3 = world.names.resolve(state)
    others = [effective_partners(world, other, flow) for other in sovereign_states(world) if other != iso3]
    rivals = [found.by_herfindahl for found in others if found is not None]
    if own.interval is None or not rivals:
        return Finding.of(None, "percentile", own.text)
    surely = sum(rival.high < own.interval.low for rival in rivals)
    possibly = sum(rival.low < own.interval.high for rival in rivals)
    return Finding.of(
        Interval(100 * surely / len(rivals), 100 * possibly / len(rivals)),
        "percentile",
        f"effective partners in {flow}: exceeds {surely} to {possibly} of {len(rivals)} other states with data",
        own.year,
        own.source_ids,
        own.flags,
        own.observation_ids,
    )


@evidence
def indicator_percentile(world: World, state: str, name: str, relative_to: str | None = None) -> Finding:
    """Rank of a state among all states with data, as the part of them that it exceeds [%]."""
    iso3 = world.names.resolve(state)
    values: dict[str, float] = {}
    for other in sovereign_states(world):
        top = indicator(world, other, name).interval
        bottom = Interval.point(1.0) if relative_to is None else indicator(world, other, relative_to).interval
        if top is not None and bottom is not None and bottom.midpoint > 0:
            values[other] = top.midpoint / bottom.midpoint
    own = indicator(world, iso3, name)
    described = dict(world.indicator_names.select("name", "description").iter_rows())
    label = described.get(name, name) + (
        "" if relative_to is None else f", relative to {described.get(relative_to, relative_to).lower()}"
    )
    base = Estimate(None) if relative_to is None else indicator(world, iso3, relative_to)
    if iso3 not in values or len(values) < 2:
        return Finding.of(None, "percentile", f"{label} is not known")
    below = sum(value < values[iso3] for other, value in values.items() if other != iso3)
    return Finding.of(
        Interval.point(100 * below / (len(values) - 1)),
        "percentile",
        f"{label}: exceeds {below} of {len(values) - 1} other states with data",
        own.year,
        tuple(sorted({*own.source_ids, *base.source_ids})),
        tuple(sorted({*own.flags, *base.flags, "derived"})),
        (*own.observation_ids, *base.observation_ids),
    )
