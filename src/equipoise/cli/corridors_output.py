"""What `equipoise corridors` prints for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import polars as pl

from equipoise.cli.output import NO_DATA, amount, console, table
from equipoise.interval import Interval
from equipoise.models.corridors.answers import Route, RouteAnswer
from equipoise.models.corridors.carriage import Carriage
from equipoise.models.corridors.closure_loss import ClosureLoss
from equipoise.models.corridors.closures import Closure
from equipoise.models.corridors.dependence import TransitDependence
from equipoise.models.corridors.fallback import WHY, PlaceQuery
from equipoise.models.corridors.layer import SEA
from equipoise.models.corridors.relief import turned_to_middle
from equipoise.models.corridors.routing import CorridorModel
from equipoise.world.world import World

if TYPE_CHECKING:
    from equipoise.models.corridors.atlas import AtlasRoute

HOURS_PER_DAY = 24.0
IN_WORDS = {"rail": "by rail, with ferries, trucks and short passages", "any": "by land or ocean"}


def show_routes(world: World, found: RouteAnswer, start: PlaceQuery, end: PlaceQuery) -> None:
    """Print the ways between two places."""
    out = console()
    head = f"{start.name} to {end.name}: {found.commodity} {IN_WORDS[found.mode]}"
    out.print(head, style="bold", markup=False)
    for place in (start, end):
        if place.found is not None and place.found.away_km:
            node = place.found.node
            out.print(
                f"{node.name} is the nearest place of the layer, {place.found.away_km:,.0f} km away", markup=False
            )
    if found.closures:
        out.print(f"closed: {', '.join(found.closures)}", markup=False)
    if not found.routes:
        out.print(no_route(found), markup=False)
        return
    shown = [(corridor, best_of(found, corridor)) for corridor in found.corridors]
    rows = [
        (
            corridor,
            f"{100 * found.corridors[corridor]:.0f} %",
            amount(route.days, 0),
            f"{route.waiting_days:.0f}",
            f"{route.km:,.0f}",
            f"{route.usd:,.0f}",
            "-".join(route.states),
        )
        for corridor, route in shown
    ]
    columns = ("corridor", "takes it", "days (90 %)", "waiting", "km", "USD", "cheapest way, by state")
    out.print(table("", columns, rows, numbers=(1, 2, 3, 4, 5)))
    out.print(f"{len(found.routes)} politically distinct ways; --json gives each with its own probability")
    _show_parts(world, found.routes[0])
    _show_sources(world, found.routes[0].source_ids)


def no_route(found: RouteAnswer) -> str:
    """Return why there is no way, in words."""
    if found.exists:
        return f"no route: every way is cut by {', '.join(found.cut_by)}"
    if found.mode == "rail":
        return "no route: the layer joins these places by ocean shipping at best; try --mode any"
    return "no route: no line of the layer joins these places"


def show_atlas_way(
    world: World, way: AtlasRoute | None, ends: tuple[PlaceQuery, PlaceQuery], told: str, acts: Sequence[Closure]
) -> None:
    """Print the shortest way of the atlas, where the corridor layer has none, and say so."""
    out = console()
    out.print(f"{ends[0].name} to {ends[1].name}, by the atlas", style="bold", markup=False)
    lacking = [end.name for end in ends if end.found is None]
    why = f"no place of the corridor layer is near {' or '.join(lacking)}" if lacking else told
    out.print(f"{why}; {WHY}", markup=False)
    if acts:
        out.print(f"closed: {', '.join(act.name for act in acts)}", markup=False)
    if way is None:
        out.print("no route on the atlas either", markup=False)
        return
    out.print(f"{way.km:,.0f} km, {way.hours / HOURS_PER_DAY:.1f} days at least: {'-'.join(way.states)}", markup=False)
    rows = [(_ground(world, code), f"{km:,.0f}") for code, km in way.km_by_state.items()]
    out.print()
    out.print(table("By state", ("state", "km"), [*rows, ("all", f"{way.km:,.0f}")], numbers=(1,)))
    modes = [(mode, f"{km:,.0f}") for mode, km in way.km_by_mode.items() if km > 0]
    out.print()
    out.print(table("By mode", ("mode", "km"), modes, numbers=(1,)))


def _ground(world: World, code: str) -> str:
    return world.names.short.get(code, "open water" if code == "sea" else code)


def best_of(found: RouteAnswer, corridor: str) -> Route:
    """Return the cheapest way of a corridor."""
    return next(route for route in found.routes if route.corridor == corridor)


def _show_parts(world: World, route: Route) -> None:
    out = console()
    legs = [
        (
            leg.mode.replace("_", " "),
            f"{leg.origin} to {leg.destination}",
            f"{leg.km:,.0f}",
            _days(leg.hours),
            _days(leg.waiting),
        )
        for leg in route.legs
    ]
    out.print()
    columns = ("mode", "leg", "km", "days under way", "days waiting")
    out.print(
        table(
            f"The cheapest way of the likeliest corridor ({route.corridor}), leg by leg",
            columns,
            legs,
            numbers=(2, 3, 4),
        )
    )
    states = [
        (state_name(world, state), f"{route.km_by_state.get(state, 0.0):,.0f}", f"{hours:,.0f}")
        for state, hours in route.hours_by_state.items()
    ]
    states.append(("all", f"{route.km:,.0f}", f"{sum(route.hours_by_state.values()):,.0f}"))
    out.print()
    out.print(table("The same by state", ("state", "km", "hours"), states, numbers=(1, 2)))
    if route.capacity is not None:
        out.print(f"\nleast known capacity on it: {route.capacity:,.0f} a year ({route.bottleneck})", markup=False)


def show_dependence(world: World, found: TransitDependence) -> None:
    """Print a state's dependence on each transit state."""
    out = console()
    name = world.names.name(found.state)
    out.print(f"{name}: {found.commodity} {IN_WORDS[found.mode]}", style="bold", markup=False)
    partners = ", ".join(f"{m.state} {100 * m.share:.0f} % ({m.place.name})" for m in found.basket.markets)
    out.print(f"partners on the layer, {found.covered:.0f} % of the turnover: {partners}", markup=False)
    rows = [
        (
            world.names.name(entry.state),
            f"{entry.share:.0f} %",
            f"{entry.loss.percent:.2f} %",
            NO_DATA if entry.loss.days is None else f"{entry.loss.days:+.1f}",
            f"{entry.loss.usd:,.0f}",
            f"{entry.loss.cut:.0f} %",
            NO_DATA if entry.shapley is None else f"{entry.shapley:.2f}",
            NO_DATA if entry.own_loss is None else f"{entry.own_loss:.3f} %",
        )
        for entry in found.transit
    ]
    columns = ("if it closes", "goes through", "loss", "days", "USD/unit", "cut off", "Shapley", "its own loss")
    out.print(table("", columns, rows, numbers=tuple(range(1, 8))))
    out.print("loss: part of the value of the cargo; its own loss: revenue from this transit, part of its exports")
    out.print(f"effective number of ways: {found.diversity:.1f}")
    vetoes = "; ".join(" and ".join(world.names.name(state) for state in group) for group in found.vetoes[:5])
    more = f" and {len(found.vetoes) - 5} more sets" if len(found.vetoes) > 5 else ""
    out.print(f"could cut half of the trade: {vetoes or 'no three transit states together'}{more}", markup=False)


def show_carriage(world: World, found: Carriage) -> None:
    """Print exports by route and the states that can close them."""
    out = console()
    out.print(f"{world.names.name(found.state)}: exports of {found.commodity} by route", style="bold", markup=False)
    out.print(
        f"total of {found.year}: {amount(found.total)} {found.unit}; not accounted for: {found.unexplained.high:.1f}"
    )
    rows = [
        (
            flow.route,
            amount(flow.amount),
            amount(found.by_route[flow.route]),
            flow.period,
            "-".join(flow.states),
            ", ".join(flow.flags),
        )
        for flow in found.routes
    ]
    columns = ("route", f"{found.unit} a year", "part, %", "period", "states", "marks")
    out.print(table("", columns, rows, numbers=(1, 2)))
    out.print()
    ranked = sorted(found.by_state.items(), key=lambda pair: -pair[1].midpoint)
    states = [(world.names.name(state), amount(share)) for state, share in ranked]
    out.print(table("Goes through", ("state", "part of the exports, %"), states, numbers=(1,)))
    _show_sources(world, found.source_ids)


def show_losses(
    world: World, asked: CorridorModel, acts: Sequence[Closure], rows: Sequence[tuple[ClosureLoss, Interval]]
) -> None:
    """Print what closures cost states."""
    out = console()
    out.print(
        f"Closed: {', '.join(act.name for act in acts)}; {asked.cargo.name} {IN_WORDS[asked.mode]}",
        style="bold",
        markup=False,
    )
    shown = [_loss_cells(world, loss, interval) for loss, interval in rows]
    columns = (
        "state",
        "loss, % of value (90 %)",
        "days",
        f"USD/{asked.cargo.unit}",
        "hit",
        "cut off",
        "trade with it",
        "covered",
    )
    out.print(table("", columns, shown, numbers=tuple(range(1, 8))))
    for line in (
        "hit: part of the trade covered that went through what is closed; cut off: part that has no way left",
        "trade with it: part of the turnover that is with the closed states themselves and not counted",
        "covered: part of the turnover that the other columns are about",
    ):
        out.print(line)
    _show_room(asked, acts)
    for act in acts:
        if act.days is not None:
            out.print(
                f"{act.name}: {act.days} of 365 days, so {act.days / 365:.0%} of a year's cargo is concerned",
                markup=False,
            )


def _loss_cells(world: World, loss: ClosureLoss, interval: Interval) -> tuple[str, ...]:
    return (
        world.names.name(loss.state),
        f"{loss.percent:.2f} ({interval.low:.2f} to {interval.high:.2f})",
        NO_DATA if loss.days is None else f"{loss.days:+.1f}",
        f"{loss.usd:,.0f}",
        f"{loss.hit:.0f} %",
        f"{loss.cut:.0f} %",
        f"{loss.own_markets:.0f} %",
        f"{loss.covered:.0f} %",
    )


def _show_room(asked: CorridorModel, acts: Sequence[Closure]) -> None:
    """Print what the Middle Corridor could take by when, where Russia closes."""
    if asked.cargo.name != "containers" or ("RUS",) not in {act.target for act in acts}:
        return
    steps = turned_to_middle(CorridorModel.of(asked.world, asked.layer, "containers", "rail"))
    rows = [
        (step.horizon, f"{step.spare:,.0f}", f"{100 * step.part:.0f} %", _named(asked, step.bottleneck))
        for step in steps
    ]
    out = console()
    out.print()
    title = "Room on the Middle Corridor for containers that now go by Russia"
    out.print(table(title, ("after", "TEU a year", "part", "narrowest at"), rows, numbers=(1, 2)))


def _named(asked: CorridorModel, bottleneck: str) -> str:
    """Return what is narrowest with the names of places for their ids."""
    nodes = asked.layer.nodes
    return " and ".join(nodes[part].name if part in nodes else part for part in bottleneck.split(" and "))


def state_name(world: World, code: str) -> str:
    """Return the name of a state, or that it is open water."""
    return "open water" if code == SEA else world.names.name(code)


def _days(hours: float) -> str:
    return f"{hours / HOURS_PER_DAY:.1f}"


def _show_sources(world: World, ids: Iterable[str]) -> None:
    out = console()
    titles = dict(world.sources.filter(pl.col("source_id").is_in(list(ids))).select("source_id", "title").iter_rows())
    out.print("\nSources:" if titles else "")
    for ident, title in sorted(titles.items()):
        out.print(f"  {ident}: {title}", markup=False)
