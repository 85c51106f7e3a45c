"""The document of a scenario that says what to compare before and after its event."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from equipoise.errors import DataError
from equipoise.scenarios.documents import find_pack, load_scenario

if TYPE_CHECKING:
    from equipoise.models.recovery.criteria import Standing


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


def read_standing(path: Path) -> Standing:
    """Read the document of a case.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    Standing
        What is compared.

    Raises
    ------
    DataError
        If the file cannot be read, or has not that form; the message names the first fault.
    """
    import yaml
    from pydantic import TypeAdapter, ValidationError

    from equipoise.models.recovery.criteria import Standing

    try:
        return TypeAdapter(Standing).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"]) or "the document"
        raise DataError(f"{path}: {place}: {fault['msg']}") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DataError(f"cannot read {path}: {str(error).splitlines()[0]}") from error
