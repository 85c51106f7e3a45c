"""The command `equipoise`: collects the commands and turns every error into one line."""

from __future__ import annotations

import io
import os
import re
import sys
from pathlib import Path

import typer

from equipoise import __version__
from equipoise.cli.lazy import COMMANDS, LazyGroup
from equipoise.cli.usage_errors import explained, is_help_request, usage_error
from equipoise.errors import EquipoiseError, UnknownNameError

USER_ERROR = 2
INTERNAL_ERROR = 1
INTERRUPTED = 130
_LONG_WORD = re.compile(r"(\S{200})\S{200,}")

app = typer.Typer(
    name="equipoise",
    help="A state between great powers: where it stands, who answers when it calls, what the evidence says.",
    cls=LazyGroup,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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
    _ready_streams()
    sys.exit(_run(sys.argv[1:] if arguments is None else arguments))


def _ready_streams() -> None:
    """Let output hold any character, and go nowhere where its stream was closed before we began."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open until we leave
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _run(arguments: list[str]) -> int:
    try:
        _check_command(arguments)
        code = app(arguments, prog_name="equipoise", standalone_mode=False)
        sys.stdout.flush()
    except EquipoiseError as error:
        return _fail(explained(error), USER_ERROR)
    except typer.TyperException as error:
        if is_help_request(error):
            sys.stdout.write(f"{error.format_message()}\n")
            return 0
        return _fail(usage_error(error), USER_ERROR)
    except (typer.Abort, KeyboardInterrupt):
        return _fail("interrupted", INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has gone (`equipoise ... | head`): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        named = f": {error.filename}" if error.filename else ""
        return _fail(f"{error.strerror or error}{named}", USER_ERROR)
    except (OverflowError, RecursionError) as error:
        return _fail(f"a date, number or nesting that was given is too large to work with ({error})", USER_ERROR)
    except Exception as error:
        if os.environ.get("EQUIPOISE_DEBUG"):
            raise
        told = f"internal error ({type(error).__name__}: {error}); set EQUIPOISE_DEBUG=1 to see where, and report it"
        return _fail(told, INTERNAL_ERROR)
    return code if isinstance(code, int) else 0


def _check_command(arguments: list[str]) -> None:
    """Refuse a command that there is not, at once: the parser would load a validator first."""
    if arguments and not arguments[0].startswith("-") and arguments[0] not in COMMANDS:
        raise UnknownNameError("command", arguments[0], COMMANDS, show=20)


def _fail(message: str, code: int) -> int:
    line = " ".join(message.split())
    shown = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in line)
    short = _LONG_WORD.sub(r"\g<1>...", shown)
    sys.stderr.write(f"equipoise: {short}\n")
    return code
