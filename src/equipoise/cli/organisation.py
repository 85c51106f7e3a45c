"""`equipoise org`: members, instruments, clout and reach of an organisation on a day."""

from __future__ import annotations

from typing import Annotated

import typer

from equipoise.answers import Answer
from equipoise.cli.answering import Request, answering


@answering
def org(
    request: Request,
    name: Annotated[str, typer.Argument(metavar="ORGANISATION", help="Id or name: OTS, CSTO, EU.")],
) -> Answer:
    """Show who belongs to an organisation, what its instruments promise, and what it could send."""
    from equipoise.questions.organisation import organisation

    return organisation(request.world, name)
