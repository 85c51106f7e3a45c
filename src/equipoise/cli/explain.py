"""`equipoise explain`: where a number comes from."""

from __future__ import annotations

from typing import Annotated

import typer

from equipoise.answers import Answer
from equipoise.cli.answering import Request, answering


@answering
def explain(
    request: Request,
    address: Annotated[
        str | None,
        typer.Argument(
            metavar="[ADDRESS]",
            help="A cell of the balance (KAZ.turnover.RUS), a size (KAZ.gdp), a row as printed by `data show`, a claim "
            "(kazakhstan-2022:c), a source id, or a state. Without one: what can be traced.",
        ),
    ] = None,
) -> Answer:
    """Trace a number to the observations and sources that it rests on."""
    from equipoise.questions.trace import trace

    return trace(request.world, address)
