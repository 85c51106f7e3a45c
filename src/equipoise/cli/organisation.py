"""`equipoise org`: members, instruments, clout and reach of an organisation on a day."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.markup import escape

from equipoise.cli.options import AsJson, AsOf, DataFolder
from equipoise.cli.output import NO_DATA, amount, console, print_json, table
from equipoise.measures.clout import INDICATORS, clout
from equipoise.measures.reach import reach
from equipoise.world.existence import check_exists_on
from equipoise.world.organisations import (
    instruments_of,
    memberships_on,
    organisation,
    resolve_organisation,
)
from equipoise.world.rows import row_id_expr
from equipoise.world.world import World


def org(
    name: Annotated[str, typer.Argument(metavar="ORGANISATION", help="Id or name: OTS, CSTO, EU.")],
    as_of: AsOf = None,
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Show who belongs to an organisation, what its instruments promise, and what it could send."""
    world = World.load(as_of=as_of, data=data)
    check_exists_on(world, name)
    content = profile(world, resolve_organisation(world, name))
    if as_json:
        print_json(world, content)
        return
    _show(world, content)


def profile(world: World, org_id: str) -> dict[str, Any]:
    """Return everything that `equipoise org` tells about an organisation."""
    day = world.today
    standings = memberships_on(world, org_id, day)
    texts = instruments_of(world, org_id, day).with_columns(row_id_expr("instruments").alias("id"))
    weights = {name: clout(world, org_id, name) for name in INDICATORS}
    return {
        "org_id": org_id,
        "name": organisation(world, org_id)["name"],
        "as_of": day,
        "members": sorted(standings.filter(standings["status"] == "member")["iso3"].unique()),
        "standings": list(standings.iter_rows(named=True)),
        "instruments": list(texts.iter_rows(named=True)),
        "clout": weights,
        "reach": reach(world, org_id),
    }


def _show(world: World, content: dict[str, Any]) -> None:
    out = console()
    out.print(f"[bold]{escape(content['name'])}[/bold] ({content['org_id']}), as of {content['as_of']}")
    out.print(f"Members: {', '.join(world.names.name(iso3) for iso3 in content['members'])}")
    others = [row for row in content["standings"] if row["status"] != "member"]
    if others:
        out.print("Others: " + ", ".join(f"{world.names.name(row['iso3'])} ({row['status']})" for row in others))
    out.print()
    rows = [
        (
            f"{row['name']}" + (f", {row['article']}" if row["article"] else ""),
            row["trigger_external"],
            row["trigger_internal"],
            row["trigger_disaster"],
            row["duty"].replace("_", " "),
            str(row["from"]),
            row["coding"],
        )
        for row in content["instruments"]
    ]
    columns = ("instrument", "external attack", "internal unrest", "disaster", "duty", "in force from", "coding")
    out.print(table("Instruments in force: what they cover", columns, rows))
    out.print()
    weights = [
        (
            name.replace("_", " "),
            NO_DATA if found is None else f"{found.share_of_world:.2f}",
            "" if found is None else ", ".join(f"{m.iso3} {m.share_of_members:.0f} %" for m in found.members[:6]),
        )
        for name, found in content["clout"].items()
    ]
    out.print(table("Clout", ("indicator", "% of world", "members' shares"), weights, numbers=(1,)))
    out.print()
    able = content["reach"]
    out.print(f"Standing or earmarked force named in instruments: {amount(able.standing_force, 0)}")
    out.print(f"Members' active forces: {amount(able.active_forces, 0)}; deployable: {amount(able.deployable, 0)}")
