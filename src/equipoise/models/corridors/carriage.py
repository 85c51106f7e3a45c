"""Dependence by what is known to be carried: figures of volumes by route, and who can close each route.

For oil and gas no choice need be modelled: what went through each pipeline is published. Whose ground the route
crosses comes
from the links of the layer. What no figure accounts for may have gone anywhere, and widens the interval.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from equipoise.errors import DataError
from equipoise.interval import Interval
from equipoise.models.corridors.layer import SEA, CorridorLayer
from equipoise.world.rows import row_id
from equipoise.world.world import World

TOTAL = "{}_{}_exports"
YEAR = re.compile(r"^(\d{4})$")
PART = re.compile(r"^(\d{4})-(\d{2})\.\.(\d{4})-(\d{2})$")
MONTHS = 12
_PARTS_OF_ANOTHER = frozenset({"aktau_oil", "kaz_oil_bypassing_russia", "kaz_oil_germany", "kaz_oil_diverted"})
"""Quantities that are sums or parts of others: they would count a tonne twice."""

_DOUBTED = frozenset({"claim", "disputed"})
_PLANS = ("plan", "capacity", "forecast")


@dataclass(frozen=True, slots=True)
class RouteFlow:
    """What one route carried for a state in a year.

    Parameters
    ----------
    route : str
        Corridor.
    amount : Interval
        In `unit` per year; a part of a year is carried forward to twelve months.
    states : tuple of str
        States that it crosses, in order; the exporter first.
    period : str
        As given.
    flags : tuple of str
        Marks: `part_year` where months were carried forward.
    source_ids, observation_ids : tuple of str
        What it rests on.
    """

    route: str
    amount: Interval
    states: tuple[str, ...]
    period: str
    flags: tuple[str, ...]
    source_ids: tuple[str, ...]
    observation_ids: tuple[str, ...]


@dataclass(frozen=True)
class Carriage:
    """Exports of a state by route.

    Parameters
    ----------
    state, commodity, unit : str
        ISO3, class of cargo, unit of amounts per year.
    year : int
        Year of the total.
    total : Interval
        All exports.
    routes : tuple of RouteFlow
        Largest first.
    unexplained : Interval
        What no figure accounts for.
    by_state : mapping of str to Interval
        Part of the exports that crosses each state [%]; the unexplained may or may not.
    by_route : mapping of str to Interval
        Part of the exports on each route [%].
    source_ids, observation_ids : tuple of str
        What it rests on.
    """

    state: str
    commodity: str
    unit: str
    year: int
    total: Interval
    routes: tuple[RouteFlow, ...]
    unexplained: Interval
    by_state: Mapping[str, Interval]
    by_route: Mapping[str, Interval]
    source_ids: tuple[str, ...]
    observation_ids: tuple[str, ...]


def carriage(world: World, layer: CorridorLayer, state: str, commodity: str) -> Carriage:
    """Return what a state exports by which route, and whose ground that crosses.

    Parameters
    ----------
    world : World
        Figures.
    layer : CorridorLayer
        Links, which tell the states on a route.
    state : str
        ISO3.
    commodity : str
        "oil" or "gas".

    Returns
    -------
    Carriage
        Newest year with a published total; every route by its figure of that year, or by the nearest one.

    Raises
    ------
    DataError
        If no total or no route is published by the day of the world.
    """
    total = _total(world, state, commodity)
    year = int(str(total["period"]))
    whole = _interval(total, 1.0)
    routes = tuple(_routes(world, layer, state, commodity, year))
    if not routes:
        raise DataError(f"no figure by route is held for {commodity} of {world.names.name(state)} by {world.today}")
    known = sum(flow.amount.midpoint for flow in routes)
    rest = max(0.0, whole.midpoint - known)
    base = max(whole.midpoint, known)
    crossed = {name for flow in routes for name in flow.states} - {state, SEA}
    used = [total_id for flow in routes for total_id in flow.observation_ids]
    return Carriage(
        state,
        commodity,
        str(total["unit"]),
        year,
        whole,
        routes,
        Interval(0.0, rest, rest),
        {name: _share([flow for flow in routes if name in flow.states], base, rest) for name in sorted(crossed)},
        {flow.route: _share([flow], base, 0.0) for flow in routes},
        tuple(sorted({*_ids(total), *(ident for flow in routes for ident in flow.source_ids)})),
        (row_id("corridor_flows", total), *used),
    )


def _total(world: World, state: str, commodity: str) -> dict[str, object]:
    name = TOTAL.format(state.lower(), commodity)
    rows = world.corridor_flows.filter((pl.col("quantity") == name) & pl.col("period").str.contains(YEAR.pattern))
    if rows.is_empty():
        raise DataError(_no_total(world, state, commodity))
    return rows.sort("period", "published").row(-1, named=True)


def _no_total(world: World, state: str, commodity: str) -> str:
    told = f"no figure of {commodity} exports of {world.names.name(state)} is held by {world.today}"
    ending = TOTAL.format("", commodity)
    rows = world.corridor_flows.filter(pl.col("quantity").str.ends_with(ending))
    held = sorted({str(name).removesuffix(ending).upper() for name in rows["quantity"]})
    return f"{told}; held of {', '.join(held)}" if held else f"{told}, nor of any other state"


def _routes(world: World, layer: CorridorLayer, state: str, commodity: str, year: int) -> Iterable[RouteFlow]:
    rows = world.corridor_flows.filter(
        pl.col("state").list.contains(state)
        & (pl.col("commodity") == commodity)
        & pl.col("route").is_not_null()
        & pl.col("value").is_not_null()
        & ~pl.col("quantity").is_in(list(_PARTS_OF_ANOTHER))
    )
    chosen: dict[str, tuple[tuple[int, bool, bool, int], dict[str, object], float]] = {}
    for row in rows.iter_rows(named=True):
        scale, when = _annual(str(row["period"]))
        if when is None or any(word in f"{row['id']} {row['quantity']}" for word in _PLANS):
            continue
        # Nearest year first, then what nobody claims of himself or disputes, then a whole year, then the later of two.
        rank = (abs(when - year), bool(_DOUBTED & set(row["flags"] or ())), scale != 1.0, -when)
        if row["quantity"] not in chosen or rank < chosen[row["quantity"]][0]:
            chosen[row["quantity"]] = rank, row, scale
    flows = [_flow(layer, state, row, scale, year) for _, row, scale in chosen.values()]
    return sorted(flows, key=lambda flow: -flow.amount.midpoint)


def _flow(layer: CorridorLayer, state: str, row: Mapping[str, object], scale: float, year: int) -> RouteFlow:
    route = str(row["route"])
    flags = {str(flag) for flag in row["flags"] or ()}  # type: ignore[attr-defined]
    if scale != 1.0:
        flags.add("part_year")
    if not str(row["period"]).startswith(str(year)):
        flags.add("other_year")
    return RouteFlow(
        route,
        _interval(row, scale),
        states_of(layer, route, state),
        str(row["period"]),
        tuple(sorted(flags)),
        _ids(row),
        (row_id("corridor_flows", row),),
    )


def states_of(layer: CorridorLayer, route: str, state: str) -> tuple[str, ...]:
    """Return the states on whose ground the pipelines and passages of a corridor lie, the exporter first.

    Parameters
    ----------
    layer : CorridorLayer
        Links.
    route : str
        Corridors, or ids of links, separated by semicolons.
    state : str
        ISO3 of the exporter.

    Returns
    -------
    tuple of str
        ISO3 codes; states that a tanker passes only on its way from the last terminal are not among them.
    """
    names = set(route.split(";"))
    lines = [link for link in layer.links if names & {*link.corridors, link.id} and not _is_onward(link.mode, link.id)]
    crossed = {name for link in lines for name, km in link.km_by_state.items() if km > 0 and name != SEA}
    return (state, *sorted(crossed - {state}))


def _is_onward(mode: str, ident: str) -> bool:
    """Say whether a passage leads from a terminal on the open sea to a market."""
    return mode == "sea" and not ident.startswith(("aktau", "kuryk", "turkmen"))


def _annual(period: str) -> tuple[float, int | None]:
    """Return the factor that carries a period to a year, and the year; None for a period of another form."""
    if found := YEAR.match(period):
        return 1.0, int(found[1])
    found = PART.match(period)
    if found is None:
        return 1.0, None
    months = (int(found[3]) - int(found[1])) * MONTHS + int(found[4]) - int(found[2]) + 1
    return MONTHS / months, int(found[3])


def _ids(row: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(str(ident) for ident in row["source_ids"] or ())  # type: ignore[attr-defined]


def _interval(row: Mapping[str, object], scale: float) -> Interval:
    value = float(row["value"])  # type: ignore[arg-type]
    low = value if row["value_low"] is None else float(row["value_low"])  # type: ignore[arg-type]
    high = value if row["value_high"] is None else float(row["value_high"])  # type: ignore[arg-type]
    return Interval(low * scale, high * scale, value * scale)


def _share(flows: Iterable[RouteFlow], base: float, rest: float) -> Interval:
    """Return the part of a total [%]; what is not explained may all belong to it, and none of it may."""
    held = list(flows)
    low = sum(flow.amount.low for flow in held)
    value = sum(flow.amount.midpoint for flow in held)
    high = sum(flow.amount.high for flow in held)
    made = Interval(100 * low / base, 100 * min(base, high + rest) / base, 100 * value / base)
    return made.clip(0.0, 100.0)
