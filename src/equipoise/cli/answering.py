"""What every command that asks a question shares: options of the answer, the world, and the choice of a printer."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from equipoise.answers import Answer
from equipoise.cli.options import AsOf, DataFolder
from equipoise.errors import InputError

if TYPE_CHECKING:
    from equipoise.world.world import World

FORMS = ("text", "json", "csv", "parquet", "xlsx", "md", "html", "svg")

Form = Annotated[
    str | None, typer.Option("--format", metavar="FORMAT", help=f"{', '.join(FORMS[:-1])} or {FORMS[-1]}.")
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write to this file; its ending decides the format.")
]
OneSheet = Annotated[
    str | None, typer.Option("--sheet", metavar="NAME", help="Which table to write as CSV or Parquet (default: first).")
]
Full = Annotated[bool, typer.Option("--full", help="Print all tables and the sources, not the summary alone.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


@dataclass
class Request:
    """What a command was asked beside its own options.

    Parameters
    ----------
    as_of : str or None
        Use nothing that was published later than this day.
    data : pathlib.Path or None
        Folder of another data package.
    for_people : bool
        Whether the answer is printed as text; programs get all of it.
    exit_code : int
        What the command ends with once its answer is written; a command may set it.
    """

    as_of: str | None = None
    data: Path | None = None
    for_people: bool = True
    exit_code: int = 0

    @cached_property
    def world(self) -> World:
        """The tables as of the day; read when they are first needed."""
        from equipoise.world.world import World

        return World.load(as_of=self.as_of, data=self.data)


def answering(command: Callable[..., Answer]) -> Callable[..., None]:
    """Return a command that prints the answer of a function in the form that the user chooses.

    Parameters
    ----------
    command : callable
        Takes a `Request` and its own options, and returns the `Answer`. Its docstring is the help.

    Returns
    -------
    callable
        The same with the options ``--as-of``, ``--data``, ``--json``, ``--format``, ``--out``, ``--sheet``, ``--full``.
    """
    return _printing(command, SHARED)


def answering_without_world(command: Callable[..., Answer]) -> Callable[..., None]:
    """Return a command like `answering` for a question that needs no tables: without ``--as-of`` and ``--data``."""
    return _printing(command, PRINTED)


def _printing(command: Callable[..., Answer], options: dict[str, tuple[object, object]]) -> Callable[..., None]:
    @functools.wraps(command)
    def run(**given: Any) -> None:  # noqa: ANN401 - each command has options of its own
        from equipoise.cli.output import Destination

        shared = {name: given.pop(name) for name in options}
        if shared["as_json"] and shared["form"] not in (None, "json"):
            raise InputError(f"--json and --format {shared['form']} disagree: name one of them")
        form = "json" if shared["as_json"] else shared["form"]
        # Refused before any work is done.
        destination = Destination.of(form, shared["out"], shared["sheet"], full=shared["full"])
        request = Request(shared.get("as_of"), shared.get("data"), destination.printer.name == "text")
        destination.write(command(request, **given))
        if request.exit_code:
            raise typer.Exit(request.exit_code)

    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
    kind = inspect.Parameter.KEYWORD_ONLY
    added = [inspect.Parameter(name, kind, default=default, annotation=of) for name, (of, default) in options.items()]
    # The parser reads the signature: it must be that of the command, with the shared options behind.
    made: Any = run
    del made.__wrapped__
    made.__signature__ = inspect.Signature([*own, *added])
    made.__annotations__ = {entry.name: entry.annotation for entry in [*own, *added]}
    return run


ASKED_OF_A_WORLD: dict[str, tuple[object, object]] = {"as_of": (AsOf, None), "data": (DataFolder, None)}
"""Options that choose the tables: type and default."""

PRINTED: dict[str, tuple[object, object]] = {
    "as_json": (AsJson, False),
    "form": (Form, None),
    "out": (Out, None),
    "sheet": (OneSheet, None),
    "full": (Full, False),
}
"""Options of every answer: type and default."""

SHARED = {**ASKED_OF_A_WORLD, **PRINTED}
"""Options of every answer about a world."""
