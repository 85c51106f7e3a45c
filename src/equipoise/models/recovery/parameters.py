"""What ships: results of the panel, regressions, the price of rescue and cases, with hashes of what they rest on.

The historical tables do not ship, nor any of their rows. The recipe is `fit.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from equipoise.errors import DataError, InputError, UnknownNameError
from equipoise.models.recovery.events import KINDS
from equipoise.models.recovery.predictive import ChangeRegression
from equipoise.models.recovery.price import Price, RescuePrior
from equipoise.models.recovery.results import Recovery
from equipoise.models.recovery.series import series_named

FILE, PRIORS = "panel.json", "price.json"
PLACES = 4
"""Decimals that computed numbers are kept to."""


@dataclass(frozen=True)
class PublishedResults:
    """Everything that the recipe writes.

    Parameters
    ----------
    version, recipe : str
        Version of the package that made it, and the command.
    last_year : int
        No value that describes a later year went into the panel.
    left_out : tuple of str
        Episodes that are not in the panel.
    sources : mapping of str to mapping
        Of each table: version, years in the file, SHA-256.
    events : mapping of str to int
        Events of each kind.
    recoveries : tuple of Recovery
        One per kind and series that can be measured.
    refusals : mapping of str to str
        Why others could not, by "kind, series".
    prices : tuple of Price
        Rescued less refused.
    regressions : tuple of ChangeRegression
        By series and years ahead.
    learnt : mapping of str to tuple of str
        Digests of the events that each regression was learnt from, by series.
    cases : tuple of Recovery
        Cases that were computed with the tables at hand.
    numbers : mapping of str to float
        Single figures computed for a case, by name.
    """

    version: str
    recipe: str
    last_year: int
    left_out: tuple[str, ...]
    sources: Mapping[str, Mapping[str, Any]]
    events: Mapping[str, int]
    recoveries: tuple[Recovery, ...]
    refusals: Mapping[str, str]
    prices: tuple[Price, ...]
    regressions: tuple[ChangeRegression, ...]
    learnt: Mapping[str, tuple[str, ...]]
    cases: tuple[Recovery, ...]
    numbers: Mapping[str, float]

    def recovery(self, kind: str, series: str) -> Recovery:
        """Return the study of a series after a kind of event.

        Raises
        ------
        UnknownNameError
            If kind or series is unknown.
        InputError
            If it could not be measured; the message says why.
        """
        if kind not in KINDS:
            raise UnknownNameError("panel", str(kind), KINDS)
        series_named(series)
        for entry in self.recoveries:
            if (entry.name, entry.series) == (kind, series):
                return entry
        raise InputError(self.refusals.get(f"{kind}, {series}", f"series {series} was not measured after {kind}"))

    def case(self, label: str, series: str) -> Recovery | None:
        """Return a case that was computed beforehand, or None."""
        return next((entry for entry in self.cases if (entry.name, entry.series) == (label, series)), None)

    def regression(self, series: str, ahead: int) -> ChangeRegression | None:
        """Return a regression, or None where too few events are seen."""
        return next((entry for entry in self.regressions if (entry.series, entry.ahead) == (series, ahead)), None)

    def price(self, series: str, horizon: int) -> Price | None:
        """Return the price of rescue in a series, or None."""
        return next((entry for entry in self.prices if (entry.series, entry.horizon) == (series, horizon)), None)


@cache
def shipped() -> PublishedResults:
    """Return what ships with the package.

    Raises
    ------
    DataError
        If the file is malformed.
    """
    return from_json(resources.files(__package__).joinpath(FILE).read_text(encoding="utf-8"))


@cache
def rescue_priors() -> tuple[RescuePrior, ...]:
    """Return the price of rescue as priors, one per series in which it can be measured.

    Raises
    ------
    DataError
        If the file is malformed.
    """
    from pydantic import TypeAdapter, ValidationError

    text = resources.files(__package__).joinpath(PRIORS).read_text(encoding="utf-8")
    try:
        return TypeAdapter(tuple[RescuePrior, ...]).validate_python(json.loads(text)["priors"])
    except (ValueError, KeyError, ValidationError) as error:
        raise DataError(f"{PRIORS}: not priors of the price of rescue: {type(error).__name__}") from error


def to_json(made: PublishedResults) -> str:
    """Return everything as JSON, numbers rounded, lists of numbers on one line."""
    from pydantic import TypeAdapter

    text = json.dumps(_rounded(TypeAdapter(PublishedResults).dump_python(made)), indent=1, ensure_ascii=False)
    return re.sub(r"\[[^\[\]{}]*\]", lambda found: re.sub(r"\s+", " ", found[0]), text) + "\n"


def from_json(text: str) -> PublishedResults:
    """Return what a JSON text holds.

    Raises
    ------
    DataError
        If it does not have the form.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(PublishedResults).validate_json(text)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"]) or "the text"
        raise DataError(f"not results of the recovery model: {place}: {fault['msg']}") from error


def write(made: PublishedResults, priors: tuple[RescuePrior, ...], folder: Path) -> tuple[Path, Path]:
    """Write results and priors to a folder and return the files."""
    from pydantic import TypeAdapter

    files = folder / FILE, folder / PRIORS
    files[0].write_text(to_json(made), encoding="utf-8")
    about = {
        "version": made.version,
        "recipe": made.recipe,
        "tables": {name: entry["sha256"] for name, entry in made.sources.items()},
        "priors": TypeAdapter(tuple[RescuePrior, ...]).dump_python(priors),
    }
    files[1].write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return files


def _rounded(value: Any) -> Any:  # noqa: ANN401 - of any nesting
    if isinstance(value, float):
        return round(value, PLACES)
    if isinstance(value, dict):
        return {str(key): _rounded(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(entry) for entry in value]
    return value
