"""Cells of text as values of a declared type; whoever reads them says where a fault is."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date

from equipoise.world.schema.declaration import Attribute

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YES_NO = {"1": True, "true": True, "0": False, "false": False}


def parsed(text: str | None, attribute: Attribute) -> object:
    """Return the value of a cell; an empty one is null, or a list without parts. A ValueError says what is wrong."""
    if text is None:
        return [] if attribute.type == "list" else None
    return _PARSERS[attribute.type](text)


def split_list(text: str | None) -> list[str]:
    """Return the parts of a cell that holds a list: separated by semicolons, empty parts left out."""
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a number") from None
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is not a finite number")
    return value


def _integer(text: str) -> int:
    if not re.fullmatch(r"-?\d+", text):
        raise ValueError(f"{text!r} is not a whole number")
    return int(text)


def _boolean(text: str) -> bool:
    if text.lower() not in _YES_NO:
        raise ValueError(f"{text!r} is neither 1 nor 0 (choices: 1, 0, true, false)")
    return _YES_NO[text.lower()]


def _day(text: str) -> date:
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise ValueError(f"{text!r} is not a day of the calendar; write it as YYYY-MM-DD")


_PARSERS: dict[str, Callable[[str], object]] = {
    "string": str,
    "number": _number,
    "integer": _integer,
    "integer32": _integer,
    "boolean": _boolean,
    "date": _day,
    "list": split_list,
}
