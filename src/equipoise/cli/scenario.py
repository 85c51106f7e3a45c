"""`equipoise scenario`: scenarios listed, shown, checked and begun."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from equipoise.answers import Answer
from equipoise.cli.answering import Request, answering

app = typer.Typer(help="List, show, check and begin scenarios.", no_args_is_help=True, rich_markup_mode=None)

Named = Annotated[str, typer.Argument(metavar="ID|PATH", help="Id of a scenario, or path to its folder.")]


@app.command("list")
@answering
def list_scenarios(request: Request) -> Answer:
    """List the scenarios that ship."""
    from equipoise.questions.scenarios import scenarios

    return scenarios(request.world)


@app.command("new")
def new(
    scenario_id: Annotated[str, typer.Argument(metavar="ID", help="Id: lower-case letters, digits and dashes.")],
    source: Annotated[
        str | None, typer.Option("--from", metavar="PACK", help="Copy this scenario instead of the small made-up one.")
    ] = None,
    into: Annotated[Path, typer.Option("--into", help="Folder in which the new one is made.")] = Path(),
) -> None:
    """Begin a scenario: files with comments that run as they are."""
    from equipoise.scenarios.files import begin

    folder, names = begin(scenario_id, source, into)
    typer.echo(f"{folder}: {', '.join(names)}")
    typer.echo(f"Next: equipoise scenario check {folder}; equipoise simulate {folder}")


@app.command("check")
@answering
def check(request: Request, scenario: Named) -> Answer:
    """Read all files of a scenario, build its case and apply every antecedent; say what was found."""
    from equipoise.questions.scenarios import check_scenario

    return check_scenario(request.world, scenario)


@app.command("show")
@answering
def show(request: Request, scenario: Named) -> Answer:
    """Show what a scenario holds: places, actors, facts, acts that could have been otherwise, priors."""
    from equipoise.questions.scenarios import scenario as asked

    return asked(request.world, scenario)
