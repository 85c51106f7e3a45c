"""The command `equipoise`: collects the commands and turns every error into one line."""

from __future__ import annotations

import os
import sys

import typer

from equipoise import __version__
from equipoise.cli import brief, call, claims, data, explain, organisation, state
from equipoise.cli.complaints import complaint, is_plea_for_help
from equipoise.errors import EquipoiseError

USER_ERROR = 2
INTERNAL_ERROR = 1
INTERRUPTED = 130

app = typer.Typer(
    name="equipoise",
    help="A state between great powers: where it stands, who answers when it calls, what the evidence says.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("brief")(brief.brief)
app.command("state")(state.state)
app.command("compare")(state.compare)
app.command("org")(organisation.org)
app.command("call")(call.call)
app.command("track-record")(call.track_record)
app.command("claims")(claims.claims)
app.command("explain")(explain.explain)
app.add_typer(data.app, name="data")


def _version(value: bool) -> None:  # noqa: FBT001 - form asked for by the option callback
    if value:
        typer.echo(f"equipoise {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),  # noqa: FBT001, FBT003
) -> None:
    """Hold the options of the command itself."""


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code.

    Parameters
    ----------
    arguments : list of str, optional
        Words after the command; by default those of the process.
    """
    sys.exit(_run(sys.argv[1:] if arguments is None else arguments))


def _run(arguments: list[str]) -> int:
    try:
        code = app(arguments, standalone_mode=False)
    except EquipoiseError as error:
        return _complain(str(error), USER_ERROR)
    except typer.TyperException as error:
        if is_plea_for_help(error):
            sys.stdout.write(f"{error.format_message()}\n")
            return 0
        return _complain(complaint(error), USER_ERROR)
    except (typer.Abort, KeyboardInterrupt):
        return _complain("interrupted", INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has gone (`equipoise ... | head`): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return INTERNAL_ERROR
    except OSError as error:
        return _complain(f"{error.strerror or error}: {error.filename or 'no file named'}", USER_ERROR)
    except Exception as error:
        if os.environ.get("EQUIPOISE_DEBUG"):
            raise
        told = f"internal error ({type(error).__name__}: {error}); set EQUIPOISE_DEBUG=1 to see where, and report it"
        return _complain(told, INTERNAL_ERROR)
    return code if isinstance(code, int) else 0


def _complain(message: str, code: int) -> int:
    sys.stderr.write(f"equipoise: {' '.join(message.split())}\n")
    return code
