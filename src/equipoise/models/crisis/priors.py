"""Priors of the crisis model: read, drawn, and seen as standard normal scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy import special

from equipoise.engine.draws import normal, uniform
from equipoise.errors import InputError, UnknownNameError

Numbers = NDArray[np.float64]

FORMS = {"normal": 2, "lognormal": 2, "beta": 2, "uniform": 2, "fixed": 1}
"""Forms of a prior, and how many numbers each takes."""

PARAMETER_STEP = 0xFFFF0000
"""Step under which the draws of parameters are addressed: no trajectory lasts that long."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed about one parameter before a case is looked at.

    Parameters
    ----------
    name, unit, reason, source : str
        Name in the rules, unit, why this prior, and where it is from.
    form : str
        normal (mean, standard deviation), lognormal (median, standard deviation of the logarithm), beta (a, b),
        uniform (low, high) or fixed.
    numbers : tuple of float
        Numbers of the form.
    """

    name: str
    unit: str
    reason: str
    source: str
    form: str
    numbers: tuple[float, ...]

    @property
    def fixed(self) -> bool:
        """Whether the parameter is not drawn."""
        return self.form == "fixed"

    def at(self, score: Numbers) -> Numbers:
        """Return the values of the parameter at standard normal scores: the quantile of the score's probability."""
        first, second = (*self.numbers, 0.0)[:2]
        if self.form == "fixed":
            return np.full_like(score, first)
        if self.form == "normal":
            return first + second * score
        if self.form == "lognormal":
            return np.asarray(first * np.exp(second * score), dtype=np.float64)
        if self.form == "uniform":
            return np.asarray(first + (second - first) * special.ndtr(score), dtype=np.float64)
        return np.interp(score, _GRID, _beta_quantiles(first, second))


_GRID = np.linspace(-7.0, 7.0, 7001)
"""Scores at which quantiles of a beta distribution are worked out; between them a line, to about 1e-6."""


@cache
def _beta_quantiles(a: float, b: float) -> Numbers:
    # The upper half by symmetry: close to 1 the lower tail has no digits left.
    below = special.betaincinv(a, b, special.ndtr(_GRID[_GRID <= 0.0]))
    above = 1.0 - special.betaincinv(b, a, special.ndtr(-_GRID[_GRID > 0.0]))
    return np.concatenate([below, above])


@cache
def shipped_priors() -> tuple[Prior, ...]:
    """Return the priors that ship, in the order of the rules' parameters."""
    text = (resources.files("equipoise.models.crisis.parameters") / "priors.yaml").read_text(encoding="utf-8")
    return tuple(_prior(name, entry) for name, entry in yaml.safe_load(text).items())


def names() -> tuple[str, ...]:
    """Return the names of the parameters in order."""
    return tuple(prior.name for prior in shipped_priors())


def with_fixed(values: Mapping[str, float], among: Sequence[Prior] | None = None) -> tuple[Prior, ...]:
    """Return the priors with some parameters set to a value.

    Raises
    ------
    UnknownNameError
        If there is no such parameter.
    InputError
        If a value is not a number.
    """
    known = {prior.name: prior for prior in among or shipped_priors()}
    for name, value in values.items():
        if name not in known:
            raise UnknownNameError("parameter", name, known)
        if not np.isfinite(value):
            raise InputError(f"parameter {name!r} must be a number, not {value}")
        old = known[name]
        known[name] = Prior(name, old.unit, old.reason, old.source, "fixed", (float(value),))
    return tuple(known.values())


def parameters_at(scores: Numbers, among: Sequence[Prior] | None = None) -> NDArray[np.void]:
    """Return parameters at standard normal scores.

    Parameters
    ----------
    scores : numpy.ndarray, shape (n, d)
        A row per draw, a column per parameter.
    among : sequence of Prior, optional
        Priors; by default those that ship.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Structured array with a field per parameter.
    """
    chosen = tuple(among or shipped_priors())
    rows = np.empty(len(scores), dtype=[(prior.name, np.float64) for prior in chosen])
    for column, prior in enumerate(chosen):
        rows[prior.name] = prior.at(np.asarray(scores[:, column], dtype=np.float64))
    return rows


def scores_of(seed: int, start: int, stop: int, width: int | None = None) -> Numbers:
    """Return standard normal scores of the parameters of trajectories, each drawn at its own address.

    Parameters
    ----------
    seed : int
        Seed of the ensemble.
    start, stop : int
        Trajectories start to stop - 1.
    width : int, optional
        Number of parameters; by default all that ship.

    Returns
    -------
    numpy.ndarray, shape (stop - start, width)
        Scores.
    """
    from equipoise.engine.compiling import compiled

    scores = np.empty((stop - start, width or len(shipped_priors())))
    compiled(fill_scores)(seed, start, scores)
    return scores


def fill_scores(seed: int, start: int, scores: Numbers) -> None:
    """Fill a table of scores, row by row; compiled by `scores_of`."""
    for row in range(scores.shape[0]):
        for column in range(scores.shape[1]):
            scores[row, column] = normal(uniform(seed, start + row, PARAMETER_STEP, column))


def _prior(name: str, entry: Mapping[str, Any]) -> Prior:
    form, given = next(iter(entry["prior"].items()))
    numbers = tuple(float(number) for number in (given if isinstance(given, list) else [given]))
    if FORMS.get(form) != len(numbers):
        raise InputError(f"prior of {name!r}: {form} takes {FORMS.get(form)} numbers, {len(numbers)} given")
    return Prior(name, entry["unit"], entry["reason"], entry["source"], form, numbers)
