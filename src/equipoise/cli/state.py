"""`equipoise state` and `equipoise compare`: where states stand between the powers."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl
import typer
from rich.markup import escape

from equipoise.cli.existence import refuse_absent, usual_powers
from equipoise.cli.options import AsJson, AsOf, DataFolder
from equipoise.cli.output import NO_DATA, amount, console, print_json, row_interval, table
from equipoise.errors import InputError
from equipoise.measures.balance import LAYERS, balance
from equipoise.measures.concentration import effective_partners, tilt
from equipoise.measures.indicators import indicator
from equipoise.measures.partners import Flow
from equipoise.measures.powers import POWERS
from equipoise.world.organisations import organisations_of
from equipoise.world.world import World

FLOWS: tuple[Flow, ...] = ("exports", "imports")
SIZES = ("population", "area", "gdp", "military_expenditure_share", "active_forces")
Powers = Annotated[
    list[str] | None, typer.Option("--power", help=f"A power: state or organisation (default: {', '.join(POWERS)}).")
]


def state(
    name: Annotated[str, typer.Argument(metavar="STATE", help="Name or code of a state: KAZ, Kazakhstan, iso:398.")],
    as_of: AsOf = None,
    power: Powers = None,
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Show a state's balance among the powers, layer by layer."""
    world = World.load(as_of=as_of, data=data)
    refuse_absent(world, name, *(power or ()))
    content = position(world, name, power or usual_powers(world))
    if as_json:
        print_json(world, content)
        return
    out = console()
    out.print(f"[bold]{escape(content['name'])}[/bold] ({content['iso3']}), as of {world.today}")
    rows = content["layers"]
    for layer in LAYERS:
        shown = [row for row in rows if row["layer"] == layer.name]
        out.print()
        out.print(
            table(
                f"{layer.title} [{layer.unit}]",
                ("power", "value (low to high)", "year", "flags"),
                [(row["name"], _cell(row), str(row["year"] or ""), ", ".join(row["flags"])) for row in shown],
            )
        )
    out.print()
    for flow, found in content["effective_partners"].items():
        if found is not None:
            out.print(f"Effective partners in {flow}: {amount(found['by_herfindahl'])} (1/HHI), year {found['year']}")
    out.print(f"Member of: {', '.join(content['organisations']) or NO_DATA}")


def _cell(row: dict[str, Any]) -> str:
    interval = row_interval(row)
    return amount(interval, 0 if row["unit"] in ("persons", "organisations", "km2") else 1)


def position(world: World, name: str, powers: list[str]) -> dict[str, Any]:
    """Return everything that `equipoise state` tells about a state."""
    iso3 = world.names.resolve(name)
    layers = balance(world, iso3, powers)
    return {
        "iso3": iso3,
        "name": world.names.name(iso3),
        "as_of": world.today,
        "layers": list(layers.iter_rows(named=True)),
        "tilt": {layer: _tilt(layers, layer) for layer in ("exports", "imports", "turnover", "arms")},
        "effective_partners": {flow: _partners(world, iso3, flow) for flow in FLOWS},
        "indicators": {size: indicator(world, iso3, size) for size in SIZES},
        "organisations": organisations_of(world, iso3, world.today),
    }


def _tilt(layers: pl.DataFrame, layer: str) -> dict[str, Any] | None:
    rows = layers.filter((pl.col("layer") == layer) & pl.col("low").is_not_null())
    shares = {
        row["power"]: interval for row in rows.iter_rows(named=True) if (interval := row_interval(row)) is not None
    }
    found = tilt(shares)
    return None if found is None else {"margin": found.margin, "leader": found.leader}


def _partners(world: World, iso3: str, flow: Flow) -> dict[str, Any] | None:
    found = effective_partners(world, iso3, flow)
    if found is None:
        return None
    return {
        "by_herfindahl": found.by_herfindahl,
        "by_entropy": found.by_entropy,
        "listed": found.listed,
        "year": found.year,
        "source_ids": found.source_ids,
    }


def compare(
    names: Annotated[list[str], typer.Argument(metavar="STATE...", help="Two or more states.")],
    layer: Annotated[str, typer.Option("--layer", help="Layer to compare.")] = "turnover",
    as_of: AsOf = None,
    power: Powers = None,
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Compare states in one layer of the balance."""
    world = World.load(as_of=as_of, data=data)
    codes = list(dict.fromkeys(world.names.resolve(name) for name in names))
    if len(codes) < 2:
        raise InputError(f"name two or more states to compare (given: {', '.join(codes)})")
    refuse_absent(world, *names, *(power or ()))
    powers = power or usual_powers(world)
    frames = {iso3: balance(world, iso3, powers, [layer]) for iso3 in codes}
    if as_json:
        print_json(
            world,
            {"layer": layer, "states": {iso3: list(frame.iter_rows(named=True)) for iso3, frame in frames.items()}},
        )
        return
    header = next(iter(frames.values()))
    rows = [
        (world.names.name(iso3), *(_cell(row) for row in frame.iter_rows(named=True))) for iso3, frame in frames.items()
    ]
    console().print(table(f"{layer} [{header['unit'][0]}], as of {world.today}", ("state", *header["name"]), rows))
