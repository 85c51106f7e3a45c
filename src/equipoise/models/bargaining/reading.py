"""Reading an issue that a user wrote, as YAML or as CSV; every fault is named with its row and column."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from equipoise.errors import DataError, EquipoiseError, InputError, UnknownNameError
from equipoise.interval import Interval
from equipoise.models.bargaining.arrays import INPUTS
from equipoise.models.bargaining.issue import Actor, Issue

KEYS = (
    "title",
    "low",
    "high",
    "low_name",
    "high_name",
    "reference_point",
    "vetoes",
    "rule",
    "agenda_setter",
    "salience_scale",
)
"""Keys of an issue beside `actors`; in a CSV they stand in leading lines `# key: value`."""

ACTOR_KEYS = ("name", *INPUTS, "sources")
COLUMNS = ("name", *INPUTS, "source", *(f"{name}_{end}" for name in INPUTS for end in ("low", "high")))
SPELLINGS = {"actor": "name", "sources": "source"}
"""Other headings of a column of a CSV; upper and lower case are alike."""

SALIENCE_SCALES = (1.0, 100.0)
RANGE_SIZES = (2, 3)


def read_issue(path: Path) -> Issue:
    """Read an issue from a file.

    Parameters
    ----------
    path : pathlib.Path
        `.csv`: columns `name, position, salience, capability`, optional `source`, and `position_low, position_high`
        (so too for the other two) where there is a range; leading lines `# key: value` hold the keys of the issue.
        `.yaml` or `.yml`: the keys of the issue and a list `actors` of `name, position, salience, capability,
        sources`, each number a point, `[low, high]` or `[low, mode, high]`. The scale is 0 to 100 unless `low` and
        `high` say otherwise; saliences are from 0 to 1, or from 0 to 100 with `salience_scale: 100`.

    Returns
    -------
    Issue
        Validated.

    Raises
    ------
    DataError
        If the file cannot be read or has not that form; the message names file, row and column.
    """
    suffix = path.suffix.lower()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot read {path}: {str(error).splitlines()[0]}") from error
    if suffix == ".csv":
        try:
            keys, rows = _from_csv(text, path)
        except csv.Error as error:
            raise DataError(f"cannot read {path}: {error}") from error
    elif suffix in (".yaml", ".yml"):
        keys, rows = _from_yaml(text, path)
    else:
        raise DataError(f"{path}: an issue is a file that ends in .yaml, .yml or .csv, not {suffix or 'nothing'!r}")
    try:
        return _issue(keys, rows, path)
    except EquipoiseError as error:
        told = str(error)
        raise DataError(told if told.startswith(str(path)) else f"{path}: {told}") from error


Row = tuple[str, Mapping[str, Any]]
"""Where a row stands, and its cells."""


def _from_yaml(text: str, path: Path) -> tuple[dict[str, Any], list[Row]]:
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise DataError(f"{path}{place}: not YAML: {problem}") from error
    if not isinstance(document, dict):
        raise DataError(f"{path}: the document is not a mapping with the key 'actors'")
    actors = document.pop("actors", None)
    if not isinstance(actors, list) or not all(isinstance(actor, dict) for actor in actors):
        raise DataError(f"{path}: 'actors' is not a list of mappings with the keys {', '.join(ACTOR_KEYS)}")
    rows: list[Row] = [
        (f"{path}, actor {number} ({actor.get('name')})", actor) for number, actor in enumerate(actors, start=1)
    ]
    for place, actor in rows:
        _check_names(actor, ACTOR_KEYS, "key", place)
        _check_there(actor, place, "key")
    return document, rows


def _from_csv(text: str, path: Path) -> tuple[dict[str, Any], list[Row]]:
    lines = text.splitlines()
    start = next((number for number, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines))
    keys: dict[str, Any] = {}
    for number, line in enumerate(lines[:start], start=1):
        key, colon, value = line.lstrip("#").partition(":")
        if colon and key.strip():
            _check_names({key.strip(): value}, KEYS, "key", f"{path}, line {number}")
            keys[key.strip()] = value.strip() or None
    if keys.get("vetoes"):
        keys["vetoes"] = [name.strip() for name in keys["vetoes"].split(";") if name.strip()]
    reader = csv.DictReader(lines[start:], restkey="", skipinitialspace=True)
    header = [SPELLINGS.get(name.strip().lower(), name.strip().lower()) for name in reader.fieldnames or ()]
    reader.fieldnames = header
    _check_names(dict.fromkeys(header), COLUMNS, "column", str(path))
    _check_there(dict.fromkeys(header), str(path), "column")
    rows: list[Row] = []
    for row in reader:
        place = f"{path}, row {start + reader.line_num}"
        if row.pop("", None):
            raise DataError(f"{place}: more cells than the {len(header)} columns of the header")
        if any((cell or "").strip() for cell in row.values()):
            rows.append((place, _joined(row)))
    return keys, rows


def _joined(row: Mapping[str, str | None]) -> dict[str, Any]:
    """Return a row of a CSV in the form of an actor of a document."""
    made: dict[str, Any] = {"name": row.get("name"), "sources": [row["source"]] if row.get("source") else []}
    for name in INPUTS:
        ends = [row.get(f"{name}_low"), row.get(f"{name}_high")]
        ranged = [cell for cell in (ends[0], row.get(name), ends[1]) if cell and cell.strip()]
        made[name] = ranged if any(ends) else row.get(name)
    return made


def _check_names(given: Mapping[Any, Any], known: Sequence[str], what: str, place: str) -> None:
    for name in given:
        if name not in known:
            raise DataError(f"{place}: {UnknownNameError(what, str(name), known, show=len(known))}")


def _check_there(given: Mapping[str, Any], place: str, what: str) -> None:
    needed = ("name", *INPUTS)
    for name in needed:
        if name not in given and not {f"{name}_low", f"{name}_high"} <= set(given):
            raise DataError(f"{place}: no {what} {name!r} (needed: {', '.join(needed)})")


def _issue(keys: Mapping[str, Any], rows: Sequence[Row], path: Path) -> Issue:
    _check_names(keys, KEYS, "key", str(path))
    scale = _number(keys.get("salience_scale", 1.0), f"{path}, key 'salience_scale'")
    if scale not in SALIENCE_SCALES:
        raise DataError(f"{path}, key 'salience_scale': {scale:g} is neither 1 nor 100")
    low, high = (
        _number(keys.get(name, default), f"{path}, key {name!r}") for name, default in (("low", 0), ("high", 100))
    )
    reference = keys.get("reference_point")
    return Issue(
        title=_words(keys.get("title")) or path.stem,
        low=low,
        high=high,
        low_name=_words(keys.get("low_name")) or f"{low:g}",
        high_name=_words(keys.get("high_name")) or f"{high:g}",
        actors=tuple(_actor(row, place, scale, (low, high)) for place, row in rows),
        reference_point=None if reference is None else _number(reference, f"{path}, key 'reference_point'"),
        vetoes=_listed(keys.get("vetoes"), f"{path}, key 'vetoes'"),
        rule=_words(keys.get("rule")),
        agenda_setter=_words(keys.get("agenda_setter")),
    )


def _actor(row: Mapping[str, Any], place: str, scale: float, ends: tuple[float, float]) -> Actor:
    name = _words(row.get("name"))
    if name is None:
        raise DataError(f"{place}, column 'name': it is empty")
    found = {what: _interval(row.get(what), f"{place}, column {what!r}") for what in INPUTS}
    _check_within(found["position"], *ends, f"{place}, column 'position'", "off the scale")
    hint = "; for saliences from 0 to 100 say salience_scale: 100" if scale == 1 else ""
    _check_within(found["salience"], 0.0, scale, f"{place}, column 'salience'", "outside", hint)
    _check_within(found["capability"], 0.0, float("inf"), f"{place}, column 'capability'", "outside")
    sources = _listed(row.get("sources"), f"{place}, column 'sources'")
    return Actor(name, found["position"], found["salience"].scale(1 / scale), found["capability"], sources)


def _check_within(found: Interval, low: float, high: float, place: str, fault: str, hint: str = "") -> None:
    for value in (found.low, found.high):
        if not low <= value <= high or abs(value) == float("inf"):
            raise DataError(f"{place}: {value:g} is {fault} {low:g} to {high:g}{hint}")


def _interval(cell: Any, place: str) -> Interval:  # noqa: ANN401 - whatever a user wrote
    if not isinstance(cell, list):
        return Interval.point(_number(cell, place))
    numbers = [_number(entry, place) for entry in cell]
    if len(numbers) not in RANGE_SIZES:
        raise DataError(f"{place}: {len(numbers)} numbers; write a point, [low, high] or [low, mode, high]")
    try:
        return Interval(numbers[0], numbers[-1], numbers[1] if len(numbers) == RANGE_SIZES[1] else None)
    except InputError as error:
        raise DataError(f"{place}: {error}") from error


def _number(cell: Any, place: str) -> float:  # noqa: ANN401 - whatever a user wrote
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        raise DataError(f"{place}: it is empty")
    try:
        value = float(cell)
    except (TypeError, ValueError, OverflowError):
        raise DataError(f"{place}: {str(cell)!r} is not a number") from None
    if isinstance(cell, bool) or math.isnan(value):
        raise DataError(f"{place}: {str(cell)!r} is not a number")
    return value


def _words(cell: Any) -> str | None:  # noqa: ANN401 - whatever a user wrote
    told = "" if cell is None else " ".join(str(cell).split())
    return told or None


def _listed(cell: Any, place: str) -> tuple[str, ...]:  # noqa: ANN401 - whatever a user wrote
    entries = [] if cell is None else cell if isinstance(cell, list) else [cell]
    if not all(isinstance(entry, str | int | float) for entry in entries):
        raise DataError(f"{place}: it is not a list of names")
    return tuple(told for entry in entries if (told := _words(entry)) is not None)
