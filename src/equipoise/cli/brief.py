"""`equipoise brief`: one page on a case or a state, or on several states side by side."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from equipoise.cli.options import AsJson, AsOf, DataFolder
from equipoise.cli.progress import ProgressMode, telling
from equipoise.engine.progress import Progress, Tell
from equipoise.errors import UnknownNameError

if TYPE_CHECKING:
    from equipoise.brief.page import BriefPage

DISPUTED = ("claims", "de facto")
ENDINGS = (".html", ".htm", ".pdf")


def brief(
    subjects: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO|STATE...",
            help="Id of a scenario, path to one, or a state: kazakhstan-2022, UZB. Several states: side by side.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="File to write, .html or .pdf (default: brief-SUBJECT.html here)."),
    ] = None,
    as_of: AsOf = None,
    disputed: Annotated[
        str, typer.Option("--disputed", help="Mark disputed areas on the map (claims), or not (de facto).")
    ] = "claims",
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
    progress: ProgressMode = "auto",
) -> None:
    """Write a brief on a case or a state: one HTML page."""
    from equipoise.brief.render import render
    from equipoise.files import check_writable, write_whole

    if disputed not in DISPUTED:
        raise UnknownNameError("setting of --disputed", disputed, DISPUTED)
    if out is not None:
        _check_ending(out)
    name, title, compose = _asked(subjects, as_of, disputed, data)
    # The id of a scenario is a user's text and may hold what a file name must not.
    target = out or Path(f"brief-{re.sub(r'[^-._A-Za-z0-9]+', '-', name)[:80]}.html")
    check_writable(target)
    with telling(progress) as tell:
        tell(Progress("compose", f"composing the brief on {title}"))
        page = compose(tell)
        tell(Progress("render", f"drawing the brief on {title}"))
        text = render(page)
        content = _printed(text) if target.suffix.casefold() == ".pdf" else text.encode()
    write_whole(target, content)
    if as_json:
        _print_json(name, target, content, page)
        return
    typer.echo(f"The brief is at {target.resolve()}")


def _check_ending(out: Path) -> None:
    if out.suffix and out.suffix.casefold() not in ENDINGS:
        raise UnknownNameError("ending of a brief", out.suffix, ENDINGS)
    if out.suffix.casefold() == ".pdf":
        from equipoise.brief.paper import find_browser

        find_browser()


def _asked(
    subjects: list[str], as_of: str | None, disputed: str, data: Path | None
) -> tuple[str, str, Callable[[Tell], BriefPage]]:
    """Return the name of the brief, its title, and what composes it; what was asked is checked already."""
    if len(subjects) > 1:
        from equipoise.brief.compose.comparison import compose_comparison

        page = compose_comparison(subjects, as_of, data)
        return "-".join(subjects), page.title, lambda _: page
    from equipoise.brief.compose import compose, load_subject

    about = load_subject(subjects[0], as_of, data)
    return about.scenario.id, about.scenario.title, lambda tell: compose(about, disputed, tell)


def _printed(text: str) -> bytes:
    from equipoise.brief.paper import printed

    return printed(text)


def _print_json(name: str, target: Path, content: bytes, page: BriefPage) -> None:
    from equipoise.cli.output import print_json
    from equipoise.world.world import World

    made = {"subject": name, "file": target.resolve(), "bytes": len(content), "page": page}
    print_json(World.load(), made)
