"""`equipoise recovery`: what was lost after an upheaval, whether it is back, and what past cases did."""

from __future__ import annotations

from typing import Annotated

import typer

from equipoise.answers import Answer
from equipoise.cli.answering import Request, answering
from equipoise.errors import InputError


@answering
def recovery(
    request: Request,
    state: Annotated[
        str | None, typer.Argument(metavar="[STATE]", help="Name or code of a state: KAZ, Kazakhstan, iso:398.")
    ] = None,
    event: Annotated[
        str | None, typer.Option("--event", metavar="YYYY-MM-DD", help="Day of the event; its year counts as after.")
    ] = None,
    series: Annotated[
        list[str] | None, typer.Option("--series", help="Series, such as arms_share; may be given again.")
    ] = None,
    panel: Annotated[
        str | None,
        typer.Option("--panel", help="Past events instead of a case: rescues, refused, upheavals or allies."),
    ] = None,
    rescuer: Annotated[
        str | None, typer.Option("--rescuer", help="State that came (for series with the rescuer).")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option("--exclude", help="State that may be no donor; may be given again.")
    ] = None,
) -> Answer:
    """Show depth and length of a setback, and whether it is back, series by series."""
    if (panel is None) == (state is None):
        raise InputError("give a state with --event, or --panel with a kind of past events (rescues, refused, ...)")
    if panel is not None:
        from equipoise.questions.recovery.past import past_recoveries

        if event is not None or rescuer is not None or exclude:
            raise InputError("--event, --rescuer and --exclude belong to a state, not to --panel")
        return past_recoveries(request.world, panel, series or ())
    if event is None:
        raise InputError(f"give the day of the event: equipoise recovery {state} --event YYYY-MM-DD")
    from equipoise.questions.recovery.case import recovery as asked
    from equipoise.world.asof import parse_day

    return asked(request.world, str(state), parse_day(event), series or (), rescuer, exclude or ())
