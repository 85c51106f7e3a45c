"""`equipoise state` and `equipoise compare`: where states stand between the powers."""

from __future__ import annotations

from typing import Annotated

import typer

from equipoise.answers import Answer
from equipoise.cli.answering import Request, answering

Powers = Annotated[
    list[str] | None,
    typer.Option("--power", help="A power: state or organisation; repeatable (default: RUS, CHN, EU, TUR, USA)."),
]


@answering
def state(
    request: Request,
    names: Annotated[
        list[str],
        typer.Argument(metavar="STATE...", help="KAZ, Kazakhstan, iso:398; several: side by side."),
    ],
    power: Powers = None,
) -> Answer:
    """Show where a state stands between the powers, layer by layer."""
    from equipoise.questions.compare import positions
    from equipoise.questions.position import position

    if len(names) == 1:
        return position(request.world, names[0], power)
    return positions(request.world, names, power)


@answering
def compare(
    request: Request,
    names: Annotated[list[str], typer.Argument(metavar="STATE...", help="Two or more states.")],
    layer: Annotated[str, typer.Option("--layer", help="Layer to compare.")] = "turnover",
    power: Powers = None,
) -> Answer:
    """Compare states in one layer of the balance."""
    from equipoise.questions.compare import compare as asked

    return asked(request.world, names, layer, power)
