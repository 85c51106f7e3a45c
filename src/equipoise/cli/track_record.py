"""`equipoise track-record`: how every model has done on cases that it had not seen, worst first."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from equipoise.answers import Answer
from equipoise.cli.answering import Request, answering


@answering
def track_record(
    request: Request,
    model: Annotated[str | None, typer.Argument(metavar="[MODEL]", help="Model; without one, all of them.")] = None,
    target: Annotated[str | None, typer.Option("--target", help="Only records of this target.")] = None,
    scheme: Annotated[
        str | None, typer.Option("--scheme", help="Only records of this way to cut learnt-from and forecast.")
    ] = None,
    tried: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--tried", help="Score every variant that was tried as well; takes a while.")
    ] = False,
    include_recalled: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--include-recalled", help="Set the score on looked-up rows beside that on all rows.")
    ] = False,
    test_on: Annotated[
        Path | None,
        typer.Option("--test-on", metavar="PATH", help="Score the model on another file or folder of the same form."),
    ] = None,
) -> Answer:
    """Show how models did on cases that they had not seen, against the simplest rivals; those that lose first."""
    from equipoise.questions.track_record import track_record as asked

    return asked(request.world, model, target, scheme, tried=tried, include_recalled=include_recalled, test_on=test_on)
