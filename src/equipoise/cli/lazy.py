"""Commands that are named without being loaded: what they are called, what they do, where they live."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

import typer
from typer.core import TyperGroup


@dataclass(frozen=True, slots=True)
class Entry:
    """One command or group of commands.

    Parameters
    ----------
    module : str
        Module below `equipoise.cli`.
    does : str
        What it does, as one line of the help.
    attribute : str
        Function in the module; "app" for a group of commands.
    """

    module: str
    does: str
    attribute: str = "app"


COMMANDS: dict[str, Entry] = {
    "brief": Entry("brief", "Write a brief on a case or a state: one HTML page.", "brief"),
    "state": Entry("state", "Show where a state stands between the powers, layer by layer.", "state"),
    "compare": Entry("state", "Compare states in one layer of the balance.", "compare"),
    "relations": Entry(
        "relations",
        "Show who is bound to help a state, with whom it is at odds, whose soldiers are there, whom it leans on.",
        "relations",
    ),
    "org": Entry(
        "organisation",
        "Show who belongs to an organisation, what its instruments promise, and what it could send.",
        "org",
    ),
    "affinity": Entry(
        "affinity",
        "Show how near two states are: votes and ideal points in the UN, alliance portfolios, shared organisations.",
        "affinity",
    ),
    "call": Entry("call", "Forecast who sends troops if a state asks, how soon, and under which clause.", "call"),
    "track-record": Entry(
        "track_record",
        "Show how models did on cases that they had not seen, against the simplest rivals; those that lose first.",
        "track_record",
    ),
    "claims": Entry("claims", "Test the claims of a scenario and show every criterion with its number.", "claims"),
    "events": Entry("events", "Show what happened in a case: dated events by actor and hour.", "events"),
    "bargain": Entry(
        "bargaining", "Forecast where a negotiation ends, and whether the rule of decision lets it pass.", "bargain"
    ),
    "recovery": Entry(
        "recovery", "Show depth and length of a setback, and whether it is back, series by series.", "recovery"
    ),
    "simulate": Entry(
        "simulate",
        "Simulate a crisis: before any fact, in worlds that match the record, and with one thing otherwise.",
        "simulate",
    ),
    "sensitivity": Entry(
        "sensitivity",
        "Say which parameters move the probability of an event, by Sobol indices over the prior.",
        "sensitivity",
    ),
    "explain": Entry("explain", "Trace a number to the observations and sources that it rests on.", "explain"),
    "corridors": Entry("corridors", "Routes between two places, who can close them, and what that costs."),
    "scenario": Entry("scenario", "List, show, check and begin scenarios."),
    "data": Entry("data", "List, show, check and build the tables."),
    "ledger": Entry(
        "ledger", "Write forecasts down before the fact, resolve and score them; lines are only ever added."
    ),
}


class LazyGroup(TyperGroup):
    """The group of all commands: a command is imported when it is called, not when it is listed or completed."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - form of the parser
        """Return the names of the commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002 - form of the parser
        """Import one command; None for a name that is none."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if cmd_name not in self.commands:
            self.commands[cmd_name] = _loaded(cmd_name, entry)
        return self.commands[cmd_name]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - form of the parser
        """Read the options before the command; to complete a word nothing is read, since that loads a validator."""
        if ctx.resilient_parsing and not any(word.startswith("-") for word in args[:1]):
            ctx._protected_args, ctx.args = args[:1], args[1:]  # noqa: SLF001 - as the parser's own group does
            return list(ctx.args)
        return list(super().parse_args(ctx, args))

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - form of the parser
        """Write the list of commands for the help."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.does) for name, entry in COMMANDS.items()])

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:  # noqa: ANN401, ARG002 - form of the parser
        """Return the commands that begin with some letters."""
        from typer._click.shell_completion import CompletionItem

        return [
            CompletionItem(name, help=entry.does) for name, entry in COMMANDS.items() if name.startswith(incomplete)
        ]


def _loaded(name: str, entry: Entry) -> Any:  # noqa: ANN401 - a command of the parser
    found = getattr(importlib.import_module(f"equipoise.cli.{entry.module}"), entry.attribute)
    if isinstance(found, typer.Typer):
        made = typer.main.get_command(found)
    else:
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
        alone.command(name)(found)
        made = typer.main.get_command(alone)
    made.name = name
    return made
