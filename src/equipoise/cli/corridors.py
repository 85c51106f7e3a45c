"""`equipoise corridors`: ways between two places, dependence on transit states, and what a closure costs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from equipoise.cli.options import AsJson, AsOf, DataFolder
from equipoise.cli.output import plain, print_json
from equipoise.errors import InputError, UnknownNameError
from equipoise.world.world import World

if TYPE_CHECKING:
    from equipoise.models.corridors import CorridorLayer, CorridorModel

app = typer.Typer(
    name="corridors",
    help="Ways between two places, who can close them, and what that costs.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

LayerFolder = Annotated[
    Path | None,
    typer.Option(
        "--layer", metavar="FOLDER", help="Folder with tables of another corridor layer (nodes.csv, links.csv ...)."
    ),
]
Planned = Annotated[bool, typer.Option("--planned", help="Count what is planned as if it were open.")]
Mode = Annotated[
    str,
    typer.Option(
        "--mode", metavar="rail|any", help="rail: with ferries, trucks and short passages; any: ocean shipping as well."
    ),
]
Cargo = Annotated[str, typer.Option("--commodity", help="containers, bulk, oil or gas.")]
Close = Annotated[
    list[str] | None,
    typer.Option(
        "--close",
        help="State, STATE/STATE for a border, a mode or flag:STATE; :50% cuts half the capacity, :+15% raises "
        "the rate, "
        "@2022-03-01+90d dates it. More than once for several.",
    ),
]
MODES = ("rail", "any")
COMMODITIES = ("containers", "bulk")
_ARRAYS = ("arcs", "coordinates", "links")
"""Parts of a way through the atlas that are for maps and not for reading."""


@app.command("route")
def route(
    origin: Annotated[str, typer.Argument(help="Place by name, or latitude,longitude.")],
    destination: Annotated[str, typer.Argument(help="Place by name, or latitude,longitude.")],
    close: Close = None,
    mode: Mode = "rail",
    commodity: Cargo = "containers",
    as_of: AsOf = None,
    planned: Planned = False,  # noqa: FBT002 - a flag of the command line
    layer: LayerFolder = None,
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Show the ways between two places, state by state, and how likely each is."""
    from equipoise.cli.corridors_output import no_route, show_atlas_way, show_routes
    from equipoise.models.corridors import parse_closures, read_layer, routes
    from equipoise.models.corridors.commodities import commodity as commodity_of
    from equipoise.models.corridors.fallback import WHY, atlas_way, seek

    _check(mode, MODES, "mode")
    world = loaded(as_of, data, layer)
    held = read_layer(world, planned=planned)
    asked = _ask(world, held, commodity_of(commodity).name, mode)
    start, end = seek(held, origin), seek(held, destination)
    acts = parse_closures(_each(close or ()), world.names, held)
    found = None
    if start.found is not None and end.found is not None:
        found = routes(asked, start.found.node.id, end.found.node.id, acts)
    if found is not None and found.exists:
        if as_json:
            print_json(world, {"from": plain(start), "to": plain(end), **plain(found)})
        else:
            show_routes(world, found, start, end)
        return
    way = atlas_way(held, (start, end), [act for act in acts if act.holds_on(held.day)], mode)
    if as_json:
        laid = None if way is None else {key: value for key, value in plain(way).items() if key not in _ARRAYS}
        print_json(world, {"from": plain(start), "to": plain(end), "atlas": laid, "note": WHY})
    else:
        show_atlas_way(world, way, (start, end), no_route(found) if found is not None else "", acts)


@app.command("dependence")
def dependence(
    state: Annotated[str, typer.Argument(help="State, by name or code.")],
    commodity: Cargo = "containers",
    mode: Mode = "any",
    as_of: AsOf = None,
    planned: Planned = False,  # noqa: FBT002 - a flag of the command line
    layer: LayerFolder = None,
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Show how far a state depends on those its cargo passes through; oil and gas by published figures."""
    from equipoise.cli.corridors_output import show_carriage, show_dependence
    from equipoise.models.corridors import basket_of, carriage, dependence_on_transit, read_layer

    _check(mode, MODES, "mode")
    world = loaded(as_of, data, layer)
    iso3 = world.names.resolve(state)
    held = read_layer(world, planned=planned)
    if commodity in ("oil", "gas"):
        by_route = carriage(world, held, iso3, commodity)
        if as_json:
            print_json(world, plain(by_route))
        else:
            show_carriage(world, by_route)
        return
    asked = _asked(world, held, commodity, mode)
    measured = dependence_on_transit(asked, basket_of(world, held, iso3, asked.network.entry))
    if as_json:
        print_json(world, plain(measured))
    else:
        show_dependence(world, measured)


@app.command("close")
def close(
    closed: Annotated[
        list[str], typer.Argument(metavar="CLOSURE...", help="What is closed, as for --close of `route`.")
    ],
    on: Annotated[str, typer.Option("--on", metavar="STATE,STATE", help="States that lose.")],
    commodity: Cargo = "containers",
    mode: Mode = "any",
    draws: Annotated[int, typer.Option("--draws", help="Draws of waiting, prices and risk.")] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the draws.")] = 0,
    as_of: AsOf = None,
    planned: Planned = False,  # noqa: FBT002 - a flag of the command line
    layer: LayerFolder = None,
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Show what a closure costs states that only want to pass: days, money, and trade that cannot move."""
    from equipoise.cli.corridors_output import show_losses
    from equipoise.models.corridors import basket_of, closure_loss, loss_draws, parse_closures, read_layer

    _check(mode, MODES, "mode")
    world = loaded(as_of, data, layer)
    held = read_layer(world, planned=planned)
    asked = _asked(world, held, commodity, mode)
    acts = tuple(act for act in parse_closures(_each(closed), world.names, held) if act.holds_on(held.day))
    if not acts:
        raise InputError(f"no closure is in force on {held.day}: give a later --as-of, or a closure without a date")
    rows = []
    for iso3 in _states(world, on):
        basket = basket_of(world, held, iso3, asked.network.entry)
        drawn = loss_draws(asked, basket, acts, draws=draws, seed=seed)
        rows.append((closure_loss(asked, basket, acts), drawn.interval))
    if as_json:
        losses = [{**plain(loss), "percent_interval": plain(interval)} for loss, interval in rows]
        print_json(world, {"losses": losses}, seed=seed)
    else:
        show_losses(world, asked, acts, rows)


def loaded(as_of: str | None, data: Path | None, layer: Path | None) -> World:
    """Return the world, with the corridor layer of a folder where one is named."""
    world = World.load(as_of=as_of, data=data)
    if layer is None:
        return world
    from equipoise.sources.facts.corridors import with_layer

    return with_layer(world, layer)


def _ask(world: World, held: CorridorLayer, commodity: str, mode: str) -> CorridorModel:
    from equipoise.models.corridors import CorridorModel

    return CorridorModel.of(world, held, commodity, mode)


def _asked(world: World, held: CorridorLayer, commodity: str, mode: str) -> CorridorModel:
    _check(commodity, COMMODITIES, "commodity")
    return _ask(world, held, commodity, mode)


def _states(world: World, text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(world.names.resolve(part) for part in text.split(",") if part.strip()))
    if not found:
        raise InputError(f"--on {text!r} names no state; write it as KAZ,UZB,AZE")
    return found


def _each(texts: list[str] | tuple[str, ...]) -> list[str]:
    """Return closures one by one: several may be written with commas."""
    return [part for text in texts for part in text.split(",") if part.strip()]


def _check(value: str, choices: tuple[str, ...], what: str) -> None:
    if value not in choices:
        raise UnknownNameError(what, value, choices)
