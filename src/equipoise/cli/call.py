"""`equipoise call`: who answers a call for help, how soon, and under which clause."""

from __future__ import annotations

from typing import Annotated

import typer

from equipoise.answers import Answer
from equipoise.cli.answering import Request, answering


@answering
def call(
    request: Request,
    name: Annotated[str, typer.Argument(metavar="STATE", help="The state that asks for help.")],
    to: Annotated[
        list[str] | None,
        typer.Option("--to", help="Whom it asks: organisation or state; repeatable. Without it everyone is ranked."),
    ] = None,
    trigger: Annotated[str, typer.Option("--trigger", help="internal, external or disaster.")] = "internal",
    framing: Annotated[
        str, typer.Option("--framing", help="How the call is put: 'as is', or 'external' for an attack from outside.")
    ] = "as is",
    clause: Annotated[
        list[str] | None,
        typer.Option("--if", metavar="clause:ORG=INSTRUMENT", help="What would such a clause be worth? Repeatable."),
    ] = None,
) -> Answer:
    """Forecast who sends troops if a state asks, how soon, and under which clause."""
    from equipoise.questions.call import call as asked

    return asked(request.world, name, to or (), trigger, framing, clause or ())
