"""An answer as one JSON object, for programs."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

from equipoise.answers.answer import Answer
from equipoise.answers.sheet import Sheet


def plain(value: Any) -> Any:  # noqa: ANN401 - any value of a result, by type
    """Return a value in the types that JSON has; infinite and undefined numbers become null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Answer):
        return as_mapping(value)
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(entry) for entry in value]
    if isinstance(value, Path):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


def as_mapping(answer: Answer) -> dict[str, Any]:
    """Return an answer in the types that JSON has.

    Keys: ``question``, ``title``, those of the subject, ``headline`` (list of texts), one key a sheet (list of rows),
    ``track_record``, ``caveats``, ``sources``, ``columns`` (title, unit and meaning of each column, by sheet),
    ``provenance``.
    """
    whole: dict[str, Any] = {"question": answer.question, "title": answer.title, **plain(answer.subject)}
    whole["headline"] = [f"{entry.lead} {entry.text}".strip() for entry in answer.headline]
    whole |= {sheet.name: rows_of(sheet) for sheet in answer.every_sheet()}
    whole["caveats"] = [f"{entry.lead} {entry.text}".strip() for entry in answer.caveats]
    whole["columns"] = {sheet.name: columns_of(sheet) for sheet in answer.every_sheet()}
    whole["provenance"] = plain(answer.provenance)
    return whole


def as_json(answer: Answer, *, ascii_only: bool = False) -> str:
    """Return an answer as JSON text, strict: no NaN, no infinity."""
    return json.dumps(as_mapping(answer), ensure_ascii=ascii_only, indent=2, allow_nan=False) + "\n"


def rows_of(sheet: Sheet) -> list[dict[str, Any]]:
    """Return the rows of a sheet as JSON holds them: the keys and values of every data format."""
    return [plain(row) for row in sheet.flat()]


def columns_of(sheet: Sheet) -> list[dict[str, Any]]:
    """Return what the columns of a sheet are called, their units and meaning."""
    return [
        {"name": column.name, "title": column.heading, "kind": column.kind, "unit": column.unit, "sense": column.sense}
        for column in sheet.columns
    ]
