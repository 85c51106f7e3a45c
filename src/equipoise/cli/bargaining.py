"""`equipoise bargain`: where a negotiation over an issue would end."""

from __future__ import annotations

from typing import Annotated

import typer

from equipoise.answers import Answer
from equipoise.cli.answering import Request, answering


@answering
def bargain(
    request: Request,
    issue: Annotated[
        str,
        typer.Argument(metavar="FILE|PACK", help="File of an issue, or a scenario that names one: ots-clause-2021."),
    ],
    model: Annotated[str, typer.Option("--model", help="Model of the forecast; all are shown beside it.")] = "mixture",
    draws: Annotated[int, typer.Option("--draws", help="Draws of the inputs from their ranges.")] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the draws.")] = 0,
) -> Answer:
    """Forecast where a negotiation ends, and whether the rule of decision lets it pass."""
    from equipoise.questions.bargaining import bargain as asked

    return asked(request.world, issue, model, draws, seed)
