"""Fitted coefficients as data: one JSON file per model, written by the recipe and shipped; the tables are not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from equipoise.errors import DataError, UnknownNameError
from equipoise.models.intervention.recalibration import History, RecalibrationSetting, YearCounts
from equipoise.models.intervention.ridge import Ridge
from equipoise.models.intervention.rows import MODELS

PLACES = 8
"""Decimals that fitted numbers are kept to."""

RateHistory = Mapping[int, Mapping[str, tuple[int, int]]]
"""Rows and events of past years, by class of defence pact."""


@dataclass(frozen=True, slots=True)
class Validation:
    """How the strength of the ridge and the recalibration were chosen: on years before those forecast.

    Parameters
    ----------
    first, last : int
        Years of validation; the model was fitted on the years before.
    rows, events : int
        Rows and events in them.
    log_score, log_score_raw, brier, brier_raw : float
        Scores with the recalibration chosen, and without any, at the strength chosen.
    """

    first: int
    last: int
    rows: int
    events: int
    log_score: float
    log_score_raw: float
    brier: float
    brier_raw: float


@dataclass(frozen=True, slots=True)
class FittedTask:
    """A fitted task.

    Parameters
    ----------
    task : str
        What is forecast.
    first, last : int
        Years learnt from.
    rows, events : int
        Rows and events learnt from.
    penalty : float
        Strength of the ridge.
    ridge : Ridge
        Coefficients.
    setting : RecalibrationSetting
        Recalibration.
    validation : Validation
        How the two were chosen.
    history : mapping of int to YearCounts
        Logits and events of the last years learnt from, for the recalibration of the years after them.
    rates : mapping of int to mapping
        Rows and events of those years by class of defence pact, for the rivals.
    """

    task: str
    first: int
    last: int
    rows: int
    events: int
    penalty: float
    ridge: Ridge
    setting: RecalibrationSetting
    validation: Validation
    history: History
    rates: RateHistory


@dataclass(frozen=True, slots=True)
class ModelParameters:
    """What a model ships.

    Parameters
    ----------
    model : str
        "joiners" or "helpers".
    version : str
        Version of the package that fitted it.
    recipe : str
        Command that writes the file anew.
    sources : mapping of str to mapping
        Of each table used: version, first and last year in the file, SHA-256 of the file.
    tasks : mapping of str to FittedTask
        By task.
    """

    model: str
    version: str
    recipe: str
    sources: Mapping[str, Mapping[str, Any]]
    tasks: Mapping[str, FittedTask]


@cache
def shipped(model: str) -> ModelParameters:
    """Return the parameters that ship with the package.

    Parameters
    ----------
    model : str
        "joiners" or "helpers".

    Returns
    -------
    ModelParameters
    ----------
        As the recipe wrote them.

    Raises
    ------
    UnknownNameError
        If the model is unknown.
    DataError
        If the file is malformed.
    """
    if model not in MODELS:
        raise UnknownNameError("model", str(model), MODELS)
    return from_json(resources.files(__package__).joinpath(f"{model}.json").read_text(encoding="utf-8"))


def to_json(parameters: ModelParameters) -> str:
    """Return parameters as JSON, with fitted numbers rounded to `PLACES` decimals, one line per year of the past."""
    plain = _rounded(asdict(parameters))
    text = json.dumps(plain, indent=1, sort_keys=False, ensure_ascii=False)
    return _compact(text) + "\n"


def from_json(text: str) -> ModelParameters:
    """Return the parameters that a JSON text holds.

    Raises
    ------
    DataError
        If the text does not have that form.
    """
    try:
        plain = json.loads(text)
        tasks = {name: _fitted(fields) for name, fields in plain["tasks"].items()}
        return ModelParameters(plain["model"], plain["version"], plain["recipe"], plain["sources"], tasks)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(f"not parameters of a model of intervention: {type(error).__name__} {error}") from error


def write(parameters: ModelParameters, folder: Path) -> Path:
    """Write the parameters of a model to `<model>.json` in a folder and return the file."""
    file = folder / f"{parameters.model}.json"
    file.write_text(to_json(parameters), encoding="utf-8")
    return file


def _fitted(fields: dict[str, Any]) -> FittedTask:
    history = {
        int(year): YearCounts(tuple(counts["bins"]), tuple(counts["rows"]), tuple(counts["events"]), counts["cases"])
        for year, counts in fields["history"].items()
    }
    rates = {
        int(year): {name: (int(pair[0]), int(pair[1])) for name, pair in classes.items()}
        for year, classes in fields["rates"].items()
    }
    return FittedTask(
        **{
            **fields,
            "ridge": Ridge(**fields["ridge"]),
            "setting": RecalibrationSetting(**fields["setting"]),
            "validation": Validation(**fields["validation"]),
            "history": history,
            "rates": rates,
        }
    )


def _rounded(value: Any) -> Any:  # noqa: ANN401 - of any nesting
    if isinstance(value, float):
        return round(value, PLACES)
    if isinstance(value, dict):
        return {str(key): _rounded(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(entry) for entry in value]
    return value


def _compact(text: str) -> str:
    """Return JSON with every innermost list on one line."""
    import re

    return re.sub(r"\[[^\[\]{}]*\]", lambda found: re.sub(r"\s+", " ", found[0]), text)
