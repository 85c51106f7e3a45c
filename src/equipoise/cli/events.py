"""`equipoise events`: what happened in a case, by actor and hour."""

from __future__ import annotations

from typing import Annotated

import typer

from equipoise.answers import Answer
from equipoise.cli.answering import Request, answering


@answering
def events(
    request: Request,
    case: Annotated[str, typer.Argument(metavar="CASE", help="Id of a scenario or case, or path: kazakhstan-2022.")],
) -> Answer:
    """Show what happened in a case: dated events by actor and hour."""
    from equipoise.questions.events import events as asked

    return asked(request.world, case)
