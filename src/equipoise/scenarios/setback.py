"""The document of a scenario that says what to compare before and after its event."""

from __future__ import annotations

from pathlib import Path

from equipoise.errors import DataError
from equipoise.scenarios.documents import find_pack, load_scenario


def recovery_file(text: str) -> Path | None:
    """Return the file that says what a scenario compares before and after its event, or None where it names none.

    Raises
    ------
    UnknownNameError
        If there is no such scenario.
    DataError
        If the scenario is not valid, or the file is not beside it.
    """
    named = load_scenario(text).recovery
    if named is None:
        return None
    folder = find_pack(text).resolve()
    path = (folder / named).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise DataError(f"scenario {text!r}: there is no file {named!r} beside it")
    return path
