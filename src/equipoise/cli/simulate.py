"""`equipoise simulate`: what a crisis would have become, had one thing been otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from equipoise.answers import Answer
from equipoise.cli.answering import Request, answering
from equipoise.cli.progress import ProgressMode, telling

LISTING = ("list", "help")
"""What may stand instead of an id to have the ids listed."""


@answering
def simulate(
    request: Request,
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Id of a scenario with a crisis, or its folder.")],
    antecedents: Annotated[
        list[str] | None,
        typer.Option("--if", metavar="ID", help="Act to look at; repeatable. All by default; 'list' lists them."),
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the acts with their ids, and run nothing.")] = False,  # noqa: FBT002
    draws: Annotated[int, typer.Option("--draws", help="Trajectories drawn before any fact is looked at.")] = 10_000,
    seed: Annotated[int, typer.Option("--seed", help="Seed of all draws; studies that ship have 1.")] = 1,
    workers: Annotated[
        int | None, typer.Option("--workers", help="Threads; by default the processors. No number depends on them.")
    ] = None,
    block_size: Annotated[
        int, typer.Option("--block-size", help="Trajectories per block. No number depends on it.")
    ] = 5_000,
    particles: Annotated[int, typer.Option("--particles", help="Worlds that match the record to look for.")] = 1_200,
    folder: Annotated[
        Path | None,
        typer.Option("--folder", help="Folder for study, tables and trajectories; a run goes on from there."),
    ] = None,
    dask: Annotated[
        str | None, typer.Option("--dask", metavar="ADDRESS|local", help="Run the ensemble on a Dask cluster.")
    ] = None,
    prior_only: Annotated[bool, typer.Option("--prior-only", help="No study of the facts.")] = False,  # noqa: FBT002
    fresh: Annotated[bool, typer.Option("--fresh", help="Compute the study though one is written.")] = False,  # noqa: FBT002
    yes: Annotated[bool, typer.Option("--yes", help="Run it however long it takes.")] = False,  # noqa: FBT002
    progress: ProgressMode = "auto",
) -> Answer:
    """Simulate a crisis: before any fact, in worlds that match the record, and with one thing otherwise.

    With --json the bytes are the same for any workers and block size but for the one key "timing" of the provenance.
    """
    from equipoise.questions import simulate as questions

    if listing or (antecedents and antecedents[0] in LISTING):
        return questions.antecedents(request.world, scenario)
    with telling(progress) as tell:
        return questions.simulate(
            request.world,
            scenario,
            antecedents or (),
            draws=draws,
            seed=seed,
            particles=particles,
            workers=workers,
            block_size=block_size,
            prior_only=prior_only,
            fresh=fresh,
            folder=folder,
            dask=dask,
            yes=yes,
            tell=tell,
        )
