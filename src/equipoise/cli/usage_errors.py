"""Usage errors of the command line in one line each: the value, the choices, the nearest match."""

from __future__ import annotations

import re

import typer

from equipoise.errors import EquipoiseError, UnknownNameError

_NO_COMMAND = re.compile(r"No such command '(?P<name>.*?)'(?:\. Did you mean.*|\.?)$", re.DOTALL)


def usage_error(error: typer.TyperException) -> str:
    """Return what a user should read about a usage error.

    Parameters
    ----------
    error : typer.TyperException
        Error that the parser raised.

    Returns
    -------
    str
        One line: an unknown command or option with the nearest match and the choices, anything else as the parser
        says it, and where help is to be found.
    """
    context = getattr(error, "ctx", None)
    command = None if context is None else context.command
    missing = _NO_COMMAND.match(error.format_message())
    if missing and command is not None:
        return str(UnknownNameError("command", missing["name"], command.list_commands(context), show=20))
    option = getattr(error, "option_name", None)
    if option and command is not None and "No such option" in error.format_message():
        known = [name for parameter in command.params for name in parameter.opts if name.startswith("-")]
        return str(UnknownNameError("option", option, [*known, "--help"], show=20))
    hint = "" if context is None else f" (see {context.command_path} --help)"
    return f"{error.format_message().rstrip('.')}{hint}"


def explained(error: EquipoiseError) -> str:
    """Return what a user should read about an error; the id of a scenario given as a state is told what takes it."""
    if isinstance(error, UnknownNameError) and error.what == "state":
        from equipoise.scenarios.documents import packs

        scenario = error.value.strip().casefold()
        if scenario in packs():
            means = f"{scenario} is a scenario: use `equipoise brief {scenario}` or `equipoise simulate {scenario}`"
            return f"unknown state {error.value!r}: {means}"
    return str(error)


def is_help_request(error: typer.TyperException) -> bool:
    """Say whether the parser only wants to show its help, since no word followed a group of commands."""
    return type(error).__name__ == "NoArgsIsHelpError"
