"""`equipoise claims`: the statements made about a case, tested."""

from __future__ import annotations

from typing import Annotated

import typer

from equipoise.answers import Answer
from equipoise.cli.answering import Request, answering


@answering
def claims(
    request: Request,
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Id of a scenario, or path to its folder.")],
) -> Answer:
    """Test the claims of a scenario and show every criterion with its number."""
    from equipoise.questions.claims import claims as asked

    return asked(request.world, scenario)
