"""`equipoise explain`: where a number comes from."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape
from rich.tree import Tree

from equipoise.cli.options import AsJson, AsOf, DataFolder
from equipoise.cli.output import amount, console, plain, print_json
from equipoise.interval import Interval
from equipoise.scenarios.evidence import Worlds
from equipoise.scenarios.trace import Trace, trace
from equipoise.world.asof import parse_as_of

HIDDEN = ("source_ids", "observation_ids")


def explain(
    address: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="A cell of the balance (KAZ.turnover.RUS), a row as printed by `data show`, a claim "
            "(kazakhstan-2022:c), or a source id.",
        ),
    ],
    as_of: AsOf = None,
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Trace a number to the observations and sources that it rests on."""
    worlds = Worlds(data=data)
    day = None if as_of is None else parse_as_of(as_of)
    found = trace(worlds, address, day)
    if as_json:
        print_json(worlds.on(day), {"trace": found})
        return
    console().print(_tree(found))


def _tree(node: Trace, branch: Tree | None = None) -> Tree:
    parts = (f"{key} {_in_words(value)}" for key, value in node.values.items() if key not in HIDDEN)
    label = f"[bold]{escape(node.id)}[/bold] [dim]({node.kind})[/dim]\n{escape('; '.join(parts))}"
    made = Tree(label) if branch is None else branch.add(label)
    for child in node.rests_on:
        _tree(child, made)
    return made


def _in_words(value: object) -> str:
    if isinstance(value, Interval):
        return amount(value, 2)
    if isinstance(value, list | tuple):
        return ", ".join(_in_words(entry) for entry in value)
    return str(plain(value))
