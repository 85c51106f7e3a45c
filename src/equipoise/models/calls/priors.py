"""Priors of the model, read from `parameters/priors.yaml`: each with a value, a unit, a reason and a source."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal prior [logit, or as the file says]."""

    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class Priors:
    """All priors and declared choices of the model.

    Parameters
    ----------
    intercept : Normal
        Level, from published reliability rates [logit].
    terms : dict of str to Normal
        Coefficients, those of the alternatives included [logit].
    spreads : dict of str to float
        Scales of the half-normal priors of the spread between roles, bodies and crises [logit].
    level : tuple of float
        Bracket of the share of all calls that are answered with troops.
    correlations : tuple of float
        Equally likely correlations of the willingness of members of one body.
    qualified_share : float
        Share of votes that a qualified majority is taken to need.
    answer_strength : float
        Prior median of how strongly roles agree in their other answers [calls].
    force_spread : float
        Prior spread of the size of force between roles [log persons].
    """

    intercept: Normal
    terms: dict[str, Normal]
    spreads: dict[str, float]
    level: tuple[float, float]
    correlations: tuple[float, ...]
    qualified_share: float
    answer_strength: float
    force_spread: float


@cache
def priors() -> Priors:
    """Return the priors that ship with the model."""
    text = resources.files(__package__).joinpath("parameters/priors.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    terms = {**read["terms"], **read["alternatives"]}
    return Priors(
        intercept=_normal(read["intercept"]),
        terms={name: _normal(entry) for name, entry in terms.items()},
        spreads={name: float(entry["scale"]) for name, entry in read["spreads"].items()},
        level=(read["level"]["low"], read["level"]["high"]),
        correlations=tuple(read["members"]["correlation"]["values"]),
        qualified_share=read["members"]["qualified_share"],
        answer_strength=read["answers"]["strength_median"],
        force_spread=read["force"]["spread_between"],
    )


def _normal(entry: dict[str, Any]) -> Normal:
    return Normal(float(entry["mean"]), float(entry["sd"]))


def logit(share: float) -> float:
    """Return the logarithm of the odds of a share strictly between 0 and 1."""
    return math.log(share / (1 - share))
