"""The fitted distribution as data: written by the recipe and shipped; the issues that it was learnt from are not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources

from equipoise.errors import DataError
from equipoise.models.bargaining.predictive import PredictiveDistribution

SCORED = ("point", "all_proposals")
"""Target and split of the record that the scores of point models are taken from."""


@dataclass(frozen=True, slots=True)
class FittedDistribution:
    """A distribution, and what it rests on.

    Parameters
    ----------
    distribution : PredictiveDistribution
        Parameters.
    issues : int
        Issues learnt from.
    proposals : tuple of str
        Digests of the proposals learnt from, by which a file of other issues is told from them.
    climatology : tuple of float
        Quantiles of the outcomes learnt from, at equal steps of level from 0 to 1 [0 to 100].
    sha256 : str
        Hash of the file.
    version, recipe : str
        Version of the package, and the command that writes the file anew.
    """

    distribution: PredictiveDistribution
    issues: int
    proposals: tuple[str, ...]
    climatology: tuple[float, ...]
    sha256: str
    version: str
    recipe: str


@cache
def shipped() -> FittedDistribution:
    """Return the distribution that ships with the package.

    Raises
    ------
    DataError
        If the file is malformed.
    """
    return from_json(resources.files(__package__).joinpath("predictive.json").read_text(encoding="utf-8"))


@cache
def shipped_scores() -> Mapping[str, float]:
    """Return the mean absolute error of each model on the benchmark, from the records that ship [share of 100].

    Raises
    ------
    DataError
        If the records are malformed.
    """
    from equipoise.models.track_records import shipped_records

    records = shipped_records("bargaining")
    chosen = next((entry for entry in records if (entry.target, entry.split) == SCORED), None)
    if chosen is None:
        raise DataError(f"the records of bargaining hold none of {', '.join(SCORED)}")
    return chosen.tried


def to_json(fitted: FittedDistribution) -> str:
    """Return a fitted distribution as JSON."""
    return json.dumps(asdict(fitted), indent=1) + "\n"


def from_json(text: str) -> FittedDistribution:
    """Return the fitted distribution that a JSON text holds.

    Raises
    ------
    DataError
        If the text does not have that form.
    """
    try:
        plain = json.loads(text)
        plain |= {name: tuple(plain[name]) for name in ("proposals", "climatology")}
        return FittedDistribution(**{**plain, "distribution": PredictiveDistribution(**plain["distribution"])})
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(f"not a law of bargaining: {type(error).__name__} {error}") from error
