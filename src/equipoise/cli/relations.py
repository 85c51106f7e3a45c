"""`equipoise relations`: friends and foes of a state."""

from __future__ import annotations

from typing import Annotated

import typer

from equipoise.answers import Answer
from equipoise.cli.answering import Request, answering


@answering
def relations(
    request: Request,
    name: Annotated[str, typer.Argument(metavar="STATE", help="KAZ, Kazakhstan, iso:398.")],
) -> Answer:
    """Show who is bound to help a state, with whom it is at odds, whose soldiers are there, whom it leans on."""
    from equipoise.questions.relations import relations as asked

    return asked(request.world, name)
