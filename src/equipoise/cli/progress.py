"""How the progress of a long run is told: one line that is rewritten, a few lines, JSON lines, or nothing."""

from __future__ import annotations

import dataclasses
import json
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from equipoise.engine.progress import NOTICE, Progress, Tell, tell_nobody
from equipoise.errors import UnknownNameError

MODES = ("auto", "json", "none")
SECONDS_BETWEEN = 10.0
"""Between two lines where nobody watches."""
SECONDS_BETWEEN_FRAMES = 0.1

ProgressMode = Annotated[
    str,
    typer.Option(
        "--progress",
        metavar="auto|json|none",
        help="How progress is told on standard error: for people, as JSON lines, or not at all.",
    ),
]


@contextmanager
def telling(mode: str) -> Iterator[Tell]:
    """Give what tells progress on standard error.

    Parameters
    ----------
    mode : str
        "auto" rewrites one line at a terminal and writes a line now and then elsewhere; "json" writes every report as
        a line with the keys step, done, of and message; "none" writes nothing.

    Yields
    ------
    callable
        Takes a `Progress`.

    Raises
    ------
    UnknownNameError
        If there is no such mode.
    """
    if mode not in MODES:
        raise UnknownNameError("setting of --progress", mode, MODES)
    if mode == "none":
        yield tell_nobody
    elif mode == "json":
        yield _tell_json
    elif sys.stderr.isatty():
        with _rewritten_line() as tell:
            yield tell
    else:
        yield _now_and_then()


def _tell_json(progress: Progress) -> None:
    sys.stderr.write(json.dumps(dataclasses.asdict(progress), ensure_ascii=True) + "\n")
    sys.stderr.flush()


def _now_and_then() -> Tell:
    last = time.monotonic()

    def tell(progress: Progress) -> None:
        nonlocal last
        if progress.step == NOTICE or time.monotonic() - last >= SECONDS_BETWEEN:
            last = time.monotonic()
            sys.stderr.write(f"{_line(progress)}\n")
            sys.stderr.flush()

    return tell


@contextmanager
def _rewritten_line() -> Iterator[Tell]:
    last = 0.0

    def tell(progress: Progress) -> None:
        nonlocal last
        if progress.step == NOTICE:
            sys.stderr.write(f"\r\x1b[2K{progress.message}\n")
        elif time.monotonic() - last >= SECONDS_BETWEEN_FRAMES:
            last = time.monotonic()
            width = shutil.get_terminal_size().columns - 1
            sys.stderr.write(f"\r\x1b[2K{_line(progress)[:width]}")
            sys.stderr.flush()

    try:
        yield tell
    finally:
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()


def _line(progress: Progress) -> str:
    return progress.message if progress.of is None else f"{progress.message} ({progress.done:,} of {progress.of:,})"
