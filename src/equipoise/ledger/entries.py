"""The two sorts of entries of a ledger, forecasts and resolutions, and what makes one admissible."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from equipoise.errors import InputError, UnknownNameError
from equipoise.scores.distributions import checked_levels

YES, NO, VOID = "yes", "no", "void"
OUTCOMES = (YES, NO, VOID)


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast as it was made.

    Parameters
    ----------
    id : str
        Name of the forecast in its ledger.
    question : str
        What was asked, so that a stranger can tell on the resolution date how it turned out.
    made, resolves : datetime.date
        Day the forecast is of, and day by which its question is settled.
    probability : float or None
        Of yes; None for a forecast of a quantity.
    quantiles : mapping of float to float or None
        Value by level, for a forecast of a quantity.
    model, provenance : str or None
        Who made it, and the digest of what it was made with.
    written : str
        Moment at which the line was written, UTC.
    """

    id: str
    question: str
    made: date
    resolves: date
    probability: float | None
    quantiles: Mapping[float, float] | None
    model: str | None
    provenance: str | None
    written: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """How a forecast turned out.

    Parameters
    ----------
    of : str
        Name of the forecast.
    outcome : str or float
        yes, no, or void where the question lost its meaning; a number for a quantity.
    on : datetime.date
        Day on which it was settled.
    source : str or None
        Where that can be seen.
    written : str
        Moment at which the line was written, UTC.
    """

    of: str
    outcome: str | float
    on: date
    source: str | None
    written: str


def check_forecast(forecast: Forecast, today: date) -> None:
    """Refuse a forecast that says nothing, or that was made after the fact.

    Raises
    ------
    InputError
        If the name or the question is empty; if there is not either a probability between 0 and 1 or quantiles that
        rise with their levels; or if the dates are out of order: made today or earlier, settled today or later.
    """
    if not forecast.id or any(letter.isspace() for letter in forecast.id):
        raise InputError(f"{forecast.id!r} is no name for a forecast: use letters and digits without spaces")
    if not forecast.question.strip():
        raise InputError("the question of the forecast is empty")
    check_text(forecast.id, forecast.question, forecast.model, forecast.provenance)
    if (forecast.probability is None) == (not forecast.quantiles):
        raise InputError("give either a probability or quantiles")
    if forecast.probability is not None and not 0 <= forecast.probability <= 1:
        raise InputError(f"{forecast.probability} is not a probability between 0 and 1")
    if forecast.quantiles:
        _check_quantiles(forecast.quantiles)
    if forecast.made > today:
        raise InputError(f"a forecast cannot be dated {forecast.made}: today is {today}")
    if forecast.resolves < forecast.made:
        raise InputError(
            f"the resolution date {forecast.resolves} lies before the day of the forecast, {forecast.made}"
        )
    if forecast.resolves < today:
        raise InputError(f"the resolution date {forecast.resolves} has passed (today is {today}): that is no forecast")


def check_text(*texts: str | None) -> None:
    """Refuse text that no file can hold.

    Raises
    ------
    InputError
        If a text holds half a letter, as malformed input does.
    """
    for text in texts:
        try:
            (text or "").encode()
        except UnicodeEncodeError as error:
            raise InputError(f"{text!r} holds something that is not a letter") from error


def _check_quantiles(quantiles: Mapping[float, float]) -> None:
    levels = sorted(quantiles)
    checked_levels(levels)
    values = [quantiles[level] for level in levels]
    if not all(math.isfinite(value) for value in values):
        raise InputError(f"quantiles must be finite numbers (got {values})")
    if values != sorted(values):
        raise InputError(f"quantiles must not fall as their level rises (got {values} at {levels})")


def checked_outcome(forecast: Forecast, outcome: str, on: date, today: date) -> str | float:
    """Return an outcome in the form that a forecast asks for.

    Parameters
    ----------
    forecast : Forecast
        The forecast to be resolved.
    outcome : str
        yes, no, void, or a number in figures.
    on : datetime.date
        Day on which it was settled.
    today : datetime.date
        The current day.

    Returns
    -------
    str or float
        The outcome.

    Raises
    ------
    InputError
        If the outcome does not fit the forecast, or lies in the future or before the forecast.
    """
    word = outcome.strip().casefold()
    settled: str | float = word if word == VOID or forecast.probability is not None else _number(outcome)
    if isinstance(settled, str) and settled not in OUTCOMES:
        raise InputError(str(UnknownNameError("outcome", outcome, OUTCOMES)))
    if on > today:
        raise InputError(f"a forecast cannot be settled on {on}: today is {today}")
    if on < forecast.made:
        raise InputError(f"{forecast.id!r} was made on {forecast.made}: it cannot be settled before, on {on}")
    return settled


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"the outcome of a forecast of a quantity is a number or void, not {text!r}")
    return value


def as_fields(entry: Forecast | Resolution) -> dict[str, Any]:
    """Return an entry in the types that JSON has."""
    if isinstance(entry, Resolution):
        return {
            "kind": "resolution",
            "of": entry.of,
            "outcome": entry.outcome,
            "on": entry.on.isoformat(),
            "source": entry.source,
            "written": entry.written,
        }
    quantiles = entry.quantiles
    return {
        "kind": "forecast",
        "id": entry.id,
        "question": entry.question,
        "made": entry.made.isoformat(),
        "resolves": entry.resolves.isoformat(),
        "probability": entry.probability,
        "quantiles": None if quantiles is None else [[level, quantiles[level]] for level in sorted(quantiles)],
        "model": entry.model,
        "provenance": entry.provenance,
        "written": entry.written,
    }


def from_fields(fields: Mapping[str, Any]) -> Forecast | Resolution:
    """Return the entry that plain values hold.

    Raises
    ------
    ValueError, TypeError, KeyError
        If they hold none.
    """
    if fields["kind"] == "resolution":
        return Resolution(
            of=str(fields["of"]),
            outcome=fields["outcome"],
            on=date.fromisoformat(fields["on"]),
            source=fields["source"],
            written=str(fields["written"]),
        )
    if fields["kind"] != "forecast":
        raise ValueError(f"unknown kind {fields['kind']!r}")
    quantiles = fields["quantiles"]
    return Forecast(
        id=str(fields["id"]),
        question=str(fields["question"]),
        made=date.fromisoformat(fields["made"]),
        resolves=date.fromisoformat(fields["resolves"]),
        probability=None if fields["probability"] is None else float(fields["probability"]),
        quantiles=None if quantiles is None else {float(level): float(value) for level, value in quantiles},
        model=fields["model"],
        provenance=fields["provenance"],
        written=str(fields["written"]),
    )
