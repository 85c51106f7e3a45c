"""`equipoise corridors`: routes between two places, dependence on transit states, and what a closure costs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from equipoise.answers import Answer
from equipoise.cli.answering import Request, answering

app = typer.Typer(
    name="corridors",
    help="Routes between two places, who can close them, and what that costs.",
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
Close = Annotated[
    list[str] | None,
    typer.Option(
        "--close",
        help="State, STATE/STATE for a border, a mode or flag:STATE; :50% cuts half the capacity, :+15% raises "
        "the rate, "
        "@2022-03-01+90d dates it. More than once for several.",
    ),
]


@app.command("route")
@answering
def route(
    request: Request,
    origin: Annotated[str, typer.Argument(help="Place by name, or latitude,longitude.")],
    destination: Annotated[str, typer.Argument(help="Place by name, or latitude,longitude.")],
    close: Close = None,
    mode: Mode = "rail",
    commodity: Annotated[str, typer.Option("--commodity", help="containers, bulk, oil or gas.")] = "containers",
    planned: Planned = False,  # noqa: FBT002 - a flag of the command line
    layer: LayerFolder = None,
) -> Answer:
    """Show the routes between two places, state by state, and how likely each is."""
    from equipoise.questions.corridors.route import corridors_route

    ends = origin, destination
    return corridors_route(request.world, *ends, close or (), mode, commodity, planned=planned, layer=layer)


@app.command("dependence")
@answering
def dependence(
    request: Request,
    state: Annotated[str, typer.Argument(help="State, by name or code.")],
    commodity: Annotated[str, typer.Option("--commodity", help="containers, bulk, oil or gas.")] = "containers",
    mode: Mode = "any",
    planned: Planned = False,  # noqa: FBT002 - a flag of the command line
    layer: LayerFolder = None,
) -> Answer:
    """Show how far a state depends on those its cargo passes through; oil and gas by published figures."""
    from equipoise.questions.corridors.dependence import corridors_dependence

    return corridors_dependence(request.world, state, commodity, mode, planned=planned, layer=layer)


@app.command("close")
@answering
def close(
    request: Request,
    closed: Annotated[
        list[str], typer.Argument(metavar="CLOSURE...", help="What is closed, as for --close of `route`.")
    ],
    on: Annotated[str, typer.Option("--on", metavar="STATE,STATE", help="States that lose.")],
    commodity: Annotated[str, typer.Option("--commodity", help="containers or bulk.")] = "containers",
    mode: Mode = "any",
    draws: Annotated[int, typer.Option("--draws", help="Draws of waiting, prices and risk.")] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the draws.")] = 0,
    planned: Planned = False,  # noqa: FBT002 - a flag of the command line
    layer: LayerFolder = None,
) -> Answer:
    """Show what a closure costs states that only want to pass: days, money, and trade that cannot move."""
    from equipoise.questions.corridors.closing import corridors_close

    asked = request.world, closed, on.split(","), commodity, mode, draws, seed
    return corridors_close(*asked, planned=planned, layer=layer)


@app.command("state")
@answering
def state(
    request: Request,
    name: Annotated[str, typer.Argument(metavar="STATE", help="State, by name or code.")],
) -> Answer:
    """Show a state's transit routes: what a closure of each transit state costs, oil by route, room on other routes."""
    from equipoise.questions.corridors.transit import corridors_transit

    return corridors_transit(request.world, name)
