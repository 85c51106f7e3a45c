"""`equipoise sensitivity`: which parameters of the crisis model move an answer."""

from __future__ import annotations

from typing import Annotated

import typer

from equipoise.answers import Answer
from equipoise.cli.answering import Request, answering


@answering
def sensitivity(
    request: Request,
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Id of a scenario with a crisis, or its folder.")],
    event: Annotated[
        list[str] | None,
        typer.Option("--event", help="Event; repeatable. Default: troops_come, hundred_dead, ruler_leaves."),
    ] = None,
    antecedent: Annotated[
        str | None, typer.Option("--if", metavar="ID", help="Act whose effect is looked at too.")
    ] = None,
    points: Annotated[int, typer.Option("--points", help="Base points, a power of two.")] = 1024,
    repeats: Annotated[int, typer.Option("--repeats", help="Trajectories per point.")] = 8,
    seed: Annotated[int, typer.Option("--seed", help="Seed of points, noise and bootstrap.")] = 1,
    workers: Annotated[
        int | None, typer.Option("--workers", help="Threads; by default the processors. No number depends on them.")
    ] = None,
) -> Answer:
    """Say which parameters move the probability of an event, by Sobol indices over the prior.

    A first-order index is the share of the variance that a parameter explains alone, a total index the share that it
    has a part in.
    """
    from equipoise.questions.sensitivity import sensitivity as asked

    return asked(
        request.world, scenario, event or (), antecedent, points=points, repeats=repeats, seed=seed, workers=workers
    )
