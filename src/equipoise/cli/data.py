"""`equipoise data`: what tables there are, what they hold, whether they are sound, and how to build them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.console import Console
from rich.markup import escape

from equipoise.cli.options import AsJson, AsOf, DataFolder
from equipoise.cli.output import console, plain, print_json, table
from equipoise.errors import InputError
from equipoise.world.package import embedded_package
from equipoise.world.rows import row_id_expr
from equipoise.world.rules import check as run_rules
from equipoise.world.rules import rule_names
from equipoise.world.schema import on_demand_names, table_names, table_schema
from equipoise.world.world import World

app = typer.Typer(help="List, show, check and build the tables.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_tables(
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """List the tables with their rows, licences and hashes."""
    world = World.load(data=data)
    rows: list[dict[str, Any]] = [
        {
            "table": name,
            "rows": world.table(name).height,
            "licences": [licence["name"] for licence in world.manifest.resources[name].get("licenses", [])],
            "hash": world.manifest.hashes[name],
        }
        for name in (*table_names(), *on_demand_names())
        if name in world.manifest.resources
    ]
    if as_json:
        print_json(world, {"tables": rows})
        return
    shown = [(row["table"], f"{row['rows']:,}", ", ".join(row["licences"]), row["hash"][7:19]) for row in rows]
    columns = ("table", "rows", "licence", "sha256")
    console().print(table(f"Data package {world.manifest.version}", columns, shown, numbers=(1,)))


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(metavar="TABLE", help="Name of a table.")],
    where: Annotated[
        list[str] | None, typer.Option("--where", metavar="COLUMN=VALUE", help="Keep rows with this value; repeatable.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many rows.")] = 20,
    as_of: AsOf = None,
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Show rows of a table, each with its address for `equipoise explain`."""
    schema = table_schema(name)
    world = World.load(as_of=as_of, data=data)
    frame = world.table(name).with_columns(row_id_expr(name).alias("id"))
    for condition in where or []:
        column, sign, value = condition.partition("=")
        if not sign or column not in schema.polars:
            columns = ", ".join(schema.polars)
            raise InputError(f"--where {condition!r}: write COLUMN=VALUE with a column of {name} ({columns})")
        if isinstance(schema.polars[column], pl.List):
            frame = frame.filter(pl.col(column).list.contains(value))
        else:
            frame = frame.filter(pl.col(column).cast(pl.String) == value)
    rows = frame.head(min(limit, frame.height))
    if as_json:
        fields = list(schema.attributes)
        print_json(world, {"table": name, "fields": fields, "rows": rows, "rows_in_all": frame.height})
        return
    out = console()
    out.print(f"[bold]{name}[/bold]: {frame.height} rows, {rows.height} shown")
    for row in rows.iter_rows(named=True):
        parts = (f"{key}={plain(value)}" for key, value in row.items() if key != "id" and value not in (None, []))
        out.print(f"[bold]{escape(str(row['id']))}[/bold]  " + escape("; ".join(parts)))


@app.command("check")
def check(
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Run every consistency rule; exit 1 if an error is found."""
    world = World.load(data=data)
    found = run_rules(world)
    errors = sum(finding.severity == "error" for finding in found)
    if as_json:
        print_json(world, {"rules": rule_names(), "errors": errors, "findings": found})
    else:
        out = console()
        for finding in found:
            out.print(f"{finding.severity}: {finding.rule}: {finding.where}: {finding.message}", markup=False)
        out.print(f"{len(rule_names())} rules: {errors} errors, {len(found) - errors} warnings")
    if errors:
        raise typer.Exit(1)


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
        console().print(str(obtain(archive, archives)))


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
    from equipoise.sources.build import build as run_build

    target = embedded_package() if out is None else out
    with Console(stderr=True).status("building the data package"):
        report = run_build(recipe, archives, target)
    world = World.load(data=target)
    if as_json:
        print_json(world, {"out": target, "rows": report.rows, "unresolved": report.unresolved})
        return
    rows = [(name, f"{count:,}") for name, count in sorted(report.rows.items())]
    console().print(table(f"Built {target} (digest {world.manifest.digest})", ("table", "rows"), rows, numbers=(1,)))
    console().print(f"{report.unresolved.height} texts of the editions could not be turned into rows")


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
    from equipoise.sources.atlas.build import build_atlas as run_build

    target = embedded_package() / "atlas" if out is None else out
    with Console(stderr=True).status("building the atlas"):
        report = run_build(recipe, archives, target)
    if as_json:
        print_json(World.load(), {"out": target, "rows": report.rows, "bytes": report.size})
        return
    rows = [(name, f"{count:,}") for name, count in sorted(report.rows.items())]
    console().print(table(f"Built {target} ({report.size:,} bytes)", ("table", "rows"), rows, numbers=(1,)))
