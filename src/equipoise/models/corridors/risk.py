"""What passing a state is thought to risk, by date: a part of the value of the cargo."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources

from equipoise.models.corridors.spread import ThreePointEstimate


@cache
def _premiums() -> tuple[tuple[str, date, date | None, ThreePointEstimate], ...]:
    text = resources.files(__package__).joinpath("risk.json").read_text(encoding="utf-8")
    return tuple(
        (
            entry["state"],
            date.fromisoformat(entry["from"]),
            None if entry["to"] is None else date.fromisoformat(entry["to"]),
            ThreePointEstimate(entry["low"], entry["value"], entry["high"]),
        )
        for entry in json.loads(text)["premiums"]
    )


def premiums_on(day: date) -> Mapping[str, ThreePointEstimate]:
    """Return the premium of each state on a day [fraction of the value of the cargo]; states without one are absent."""
    return {
        state: spread for state, begins, ends, spread in _premiums() if begins <= day and (ends is None or day < ends)
    }
