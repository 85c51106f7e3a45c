"""`equipoise affinity`: how near two states are by their votes, their treaties and their memberships."""

from __future__ import annotations

from typing import Annotated

import typer

from equipoise.answers import Answer
from equipoise.cli.answering import Request, answering


@answering
def affinity(
    request: Request,
    first: Annotated[str, typer.Argument(metavar="STATE", help="Name or code of a state: KAZ, Kazakhstan, iso:398.")],
    second: Annotated[str, typer.Argument(metavar="STATE", help="Another state.")],
    year: Annotated[
        int | None, typer.Option("--year", help="Year described (default: the last that each source covers).")
    ] = None,
) -> Answer:
    """Show how near two states are: votes and ideal points in the UN, alliance portfolios, shared organisations."""
    from equipoise.questions.affinity import affinity as asked

    return asked(request.world, first, second, year)
