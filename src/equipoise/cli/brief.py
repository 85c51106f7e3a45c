"""`equipoise brief`: one page on a case or a state."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from equipoise.cli.files import check_writable, write_whole
from equipoise.cli.options import AsJson, AsOf, DataFolder
from equipoise.cli.output import print_json
from equipoise.errors import UnknownNameError

DISPUTED = ("claims", "de facto")


def brief(
    subject: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO|STATE", help="Id of a scenario, path to one, or a state: kazakhstan-2022, UZB."
        ),
    ],
    out: Annotated[Path | None, typer.Option("--out", help="File to write (default: brief-SUBJECT.html here).")] = None,
    as_of: AsOf = None,
    disputed: Annotated[
        str, typer.Option("--disputed", help="Mark disputed areas on the map (claims), or not (de facto).")
    ] = "claims",
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Write a brief as one self-contained HTML page."""
    from equipoise.brief.compose import compose, load_subject
    from equipoise.brief.compose.crisis import TAKES_LONG
    from equipoise.brief.render import render

    if disputed not in DISPUTED:
        raise UnknownNameError("setting of --disputed", disputed, DISPUTED)
    about = load_subject(subject, as_of, data)
    # The id of a scenario is a user's text and may hold what a file name must not.
    target = out or Path(f"brief-{re.sub(r'[^-._A-Za-z0-9]+', '-', about.scenario.id)[:80]}.html")
    check_writable(target)
    with Console(stderr=True).status(f"composing the brief on {escape(about.scenario.title)}") as status:

        def tell(words: str) -> None:
            # What takes long is said on a line of its own; steps only where somebody watches a terminal.
            if words == TAKES_LONG:
                typer.echo(words, err=True)
            status.update(escape(words))

        page = compose(about, disputed, tell)
        text = render(page)
    write_whole(target, text)
    if as_json:
        print_json(
            about.now,
            {"subject": about.scenario.id, "file": target.resolve(), "bytes": len(text.encode()), "page": page},
        )
        return
    typer.echo(f"The brief is at {target.resolve()}")
