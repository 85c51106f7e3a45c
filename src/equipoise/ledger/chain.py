"""Sealed lines: each holds the hash of the one before, so that none can be changed or taken out unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

START = "0" * 64
"""What the first line holds in place of the hash of a line before it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sealed line.

    Parameters
    ----------
    fields : dict
        What it says, without the seal.
    previous, seal : str
        Hash of the line before, and its own.
    """

    fields: dict[str, Any]
    previous: str
    seal: str


def sealed(fields: Mapping[str, Any], previous: str) -> Line:
    """Return fields as a line that follows another.

    Parameters
    ----------
    fields : mapping
        Plain values; none of them may be named `previous` or `seal`.
    previous : str
        Seal of the line before, or `START`.

    Returns
    -------
    Line
        With SHA-256 over its canonical text, which includes `previous`.
    """
    body = canonical({**fields, "previous": previous})
    return Line(dict(fields), previous, hashlib.sha256(body.encode()).hexdigest())


def text_of(line: Line) -> str:
    """Return a line as it is written, without the line feed."""
    return canonical({**line.fields, "previous": line.previous, "seal": line.seal})


def canonical(fields: Mapping[str, Any]) -> str:
    """Return the one JSON text of plain values: keys sorted, no spaces."""
    return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def parsed(text: str) -> Line | None:
    """Return the line that a text holds, or None where it is no line or its seal does not fit what it says."""
    try:
        whole = json.loads(text)
        fields = {key: value for key, value in whole.items() if key not in ("previous", "seal")}
        line = sealed(fields, whole["previous"])
        same = text_of(line) == text
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return line if same else None
