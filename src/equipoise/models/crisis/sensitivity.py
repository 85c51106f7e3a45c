"""Which parameters move an answer: variance-based indices over the prior, with common random numbers.

The outcome of a point is the mean of a few trajectories. Every point has the same trajectories' noise, so that what
differs between points is due to parameters. Parameters move over their whole prior, also where the facts of the case
speak against them: the indices say what the model hangs on before it has seen the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from equipoise.engine.ensemble import run_ensemble
from equipoise.errors import InputError, UnknownNameError
from equipoise.interval import Interval
from equipoise.models.crisis.kernel import NO_RULES, Rules, simulate
from equipoise.models.crisis.priors import Prior, parameters_at
from equipoise.models.crisis.quantities import EVENTS, happened
from equipoise.models.crisis.state import VARIANTS, Case

Numbers = NDArray[np.float64]

EVENTS_ASKED = ("troops_come", "hundred_dead", "ruler_leaves")
"""Events looked at unless others are named."""

POINTS = 1024
"""Base points; the model is run at this many times the number of inputs plus two."""

REPEATS = 8
"""Trajectories whose mean is the outcome of a point."""

LEVEL = 0.9
RESAMPLES = 200
"""Bootstrap resamples behind an interval."""

VARIANT = "variant"
"""Input that picks one of the variants of an upheaval; all others are parameters."""

FEWEST, MOST = 16, 1 << 14
MOST_RUNS = 20_000_000
NOISE = 1 << 41
"""Numbers of trajectories begin here: no other part of the model draws at these addresses."""

_POINTS_OF_BLOCK = 2_000
_EDGE = 2.0**-33
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Index:
    """Indices of an input.

    Parameters
    ----------
    name : str
        Parameter, or VARIANT.
    first : Interval
        Share of the variance of the outcome that the input explains alone.
    total : Interval
        Share that is left when everything else is known: alone and together with others.
    direction : Interval or None
        Correlation of outcome and normal score of the parameter; None for the variant, which has no order.
    """

    name: str
    first: Interval
    total: Interval
    direction: Interval | None


@dataclass(frozen=True, slots=True)
class OutcomeIndices:
    """What moves one outcome.

    Parameters
    ----------
    event : str
        One of `quantities.EVENTS`.
    outcome : str
        `probability`, or `effect`: the difference that the antecedent makes to it.
    mean, spread : float
        Mean and standard deviation over the prior.
    away : int
        Independent points, of twice the base points, whose outcome is not the commonest one: what the indices rest on.
    inputs : tuple of Index
        Inputs whose total index is told from 0, by size.
    cannot_be_told : tuple of Index
        Those whose interval of the total index includes 0, by size.
    """

    event: str
    outcome: str
    mean: float
    spread: float
    away: int
    inputs: tuple[Index, ...]
    cannot_be_told: tuple[Index, ...]


@dataclass(frozen=True, slots=True)
class SensitivityAnalysis:
    """Result of an analysis.

    Parameters
    ----------
    points, repeats, seed : int
        Base points, trajectories per point, seed.
    inputs : int
        Inputs: parameters that are not fixed, and the variant.
    runs : int
        Trajectories run.
    level : float
        Level of the intervals.
    outcomes : tuple of OutcomeIndices
        By event; after the probability the effect, where there is an antecedent.
    """

    points: int
    repeats: int
    seed: int
    inputs: int
    runs: int
    level: float
    outcomes: tuple[OutcomeIndices, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """Block of points: what `engine.run_ensemble` runs, a row per point.

    Parameters
    ----------
    case : Case
        The crisis.
    among : tuple of Prior
        Priors.
    free : tuple of int
        Columns of the parameters that are inputs.
    sample : numpy.ndarray, shape (n, inputs)
        Probabilities of the inputs, the variant last.
    events : tuple of str
        Events.
    repeats, seed : int
        Trajectories per point, seed of their noise.
    rules : mapping of str to callable
        Rules of the user's own.
    """

    case: Case
    among: tuple[Prior, ...]
    free: tuple[int, ...]
    sample: Numbers
    events: tuple[str, ...]
    repeats: int
    seed: int
    rules: Rules

    def __call__(self, start: int, stop: int) -> dict[str, NDArray[Any]]:
        """Return the share of trajectories in which each event happened, at points start to stop - 1."""
        rows = self.sample[start:stop]
        scores = np.zeros((len(rows), len(self.among)))
        scores[:, self.free] = ndtri(np.clip(rows[:, :-1], _EDGE, 1.0 - _EDGE))
        variants = np.minimum((rows[:, -1] * len(VARIANTS)).astype(np.int64), len(VARIANTS) - 1)
        records = simulate(
            self.case,
            np.repeat(parameters_at(scores, self.among), self.repeats),
            np.repeat(variants, self.repeats),
            self.seed,
            NOISE + np.tile(np.arange(self.repeats, dtype=np.int64), len(rows)),
            self.rules,
        )
        return {name: happened(records, name).reshape(len(rows), self.repeats).mean(axis=1) for name in self.events}


def sensitivity(
    case: Case,
    among: Sequence[Prior],
    other: tuple[Case, Sequence[Prior]] | None = None,
    *,
    events: Sequence[str] = EVENTS_ASKED,
    points: int = POINTS,
    repeats: int = REPEATS,
    seed: int = 0,
    workers: int = 1,
    rules: Rules = NO_RULES,
) -> SensitivityAnalysis:
    """Say which parameters move the probability of events, and the effect of an antecedent on it.

    Parameters
    ----------
    case : Case
        The crisis.
    among : sequence of Prior
        Priors; those that are fixed are no inputs.
    other : tuple of Case and sequence of Prior, optional
        The same crisis under an antecedent.
    events : sequence of str
        Events, of `quantities.EVENTS`.
    points, repeats : int
        Base points, a power of two; trajectories per point.
    seed : int
        Seed of points, noise and bootstrap.
    workers : int
        Threads; no number depends on them.
    rules : mapping of str to callable, optional
        Rules of the user's own.

    Returns
    -------
    SensitivityAnalysis
        Indices by outcome.

    Raises
    ------
    InputError
        If a number is out of range or SALib is not installed.
    UnknownNameError
        If there is no such event.

    Notes
    -----
    With few repeats an outcome is a coarse share, so parts of the indices that are interactions are larger than those
    of the probability itself, and all hold for the trajectories drawn.

    References
    ----------
    Saltelli, A. et al. (2010). Variance based sensitivity analysis of model output.
    https://doi.org/10.1016/j.cpc.2009.09.018
    """
    free = tuple(column for column, prior in enumerate(among) if not prior.fixed)
    inputs = (*(among[column].name for column in free), VARIANT)
    runs = points * (len(inputs) + 2) * repeats * (1 if other is None else 2)
    check_size(points, repeats, runs)
    asked = tuple(dict.fromkeys(events))
    check_events(asked)
    sample = sampled(inputs, points, seed)

    def shares(one: Case, priors: Sequence[Prior]) -> dict[str, NDArray[Any]]:
        block = Points(one, tuple(priors), free, sample, asked, repeats, seed, rules)
        return run_ensemble(block, len(sample), block_size=_POINTS_OF_BLOCK, workers=workers)

    before = shares(case, among)
    after = None if other is None else shares(*other)
    found = []
    for event in asked:
        found.append(_moved(event, "probability", inputs, sample, before[event], seed))
        if after is not None:
            found.append(_moved(event, "effect", inputs, sample, after[event] - before[event], seed))
    return SensitivityAnalysis(points, repeats, seed, len(inputs), runs, LEVEL, tuple(found))


def check_size(points: int, repeats: int, runs: int = 0) -> None:
    """Refuse numbers out of range.

    Raises
    ------
    InputError
        Naming the number.
    """
    if not FEWEST <= points <= MOST or points & (points - 1):
        raise InputError(f"points {points} is not a power of two from {FEWEST} to {MOST}")
    if repeats < 1:
        raise InputError(f"repeats {repeats} is not a whole number of at least 1")
    if runs > MOST_RUNS:
        raise InputError(
            f"{points} points and {repeats} repeats take {runs:,} trajectories, more than {MOST_RUNS:,}: ask for fewer"
        )


def salib(part: str) -> Any:  # noqa: ANN401 - a module without types
    """Return a module of SALib, an extra that brings much with it.

    Raises
    ------
    InputError
        If it is not installed.
    """
    try:
        return import_module(f"SALib.{part}")
    except ImportError as error:
        raise InputError("sensitivity needs the extra 'sensitivity': pip install 'equipoise[sensitivity]'") from error


def sampled(inputs: Sequence[str], points: int, seed: int) -> Numbers:
    """Return the points of Saltelli's scheme, a scrambled Sobol sequence.

    Parameters
    ----------
    inputs : sequence of str
        Names.
    points : int
        Base points, a power of two.
    seed : int
        Seed of the scrambling.

    Returns
    -------
    numpy.ndarray, shape (points * (inputs + 2), inputs)
        Probabilities; for each base point a row of its first half, one per input changed, and one of its second half.
    """
    made = salib("sample.sobol").sample(
        _problem(inputs), points, calc_second_order=False, seed=np.random.default_rng(seed)
    )
    return np.asarray(made, dtype=np.float64)


def indices(inputs: Sequence[str], outcome: Numbers, seed: int = 0) -> dict[str, tuple[Interval, Interval]]:
    """Return first-order and total index of every input.

    Parameters
    ----------
    inputs : sequence of str
        Names.
    outcome : numpy.ndarray, shape (points * (inputs + 2),)
        Outcome at the points of `sampled`; it must vary.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    dict of str to tuple of Interval
        First-order index, total index, with bootstrap intervals of LEVEL. They are estimates: a small one can be below
        0.
    """
    found = salib("analyze.sobol").analyze(
        _problem(inputs),
        np.asarray(outcome, dtype=np.float64),
        calc_second_order=False,
        num_resamples=RESAMPLES,
        conf_level=LEVEL,
        seed=seed + 1,  # 0 would stand for no seed
    )
    both = [zip(found[name], found[f"{name}_conf"], strict=True) for name in ("S1", "ST")]
    pairs = zip(*([_around(value, half) for value, half in one] for one in both), strict=True)
    return dict(zip(inputs, pairs, strict=True))


def _problem(inputs: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(inputs), "names": list(inputs), "bounds": [[0.0, 1.0]] * len(inputs)}


def _around(value: float, half: float) -> Interval:
    return Interval(float(value - half), float(value + half), float(value))


def _moved(
    event: str, outcome: str, inputs: Sequence[str], sample: Numbers, values: Numbers, seed: int
) -> OutcomeIndices:
    rows = values.reshape(-1, len(inputs) + 2)
    drawn = rows[:, (0, -1)]  # the two independent halves; the rows between repeat all but one of their inputs
    mean, spread = float(drawn.mean()), float(drawn.std())
    if spread < _NOTHING:
        return OutcomeIndices(event, outcome, mean, 0.0, 0, (), ())
    away = drawn.size - int(np.unique(drawn, return_counts=True)[1].max())
    points = sample.reshape(len(rows), len(inputs) + 2, len(inputs))[:, (0, -1)].reshape(-1, len(inputs))
    found = [
        Index(name, first, total, None if name == VARIANT else _direction(points[:, column], drawn.ravel()))
        for column, (name, (first, total)) in enumerate(indices(inputs, values, seed).items())
    ]
    found.sort(key=lambda index: -(index.total.value or 0.0))
    told = tuple(index for index in found if index.total.low > 0.0)
    untold = tuple(index for index in found if index.total.low <= 0.0)
    return OutcomeIndices(event, outcome, mean, spread, away, told, untold)


def _direction(probabilities: Numbers, outcome: Numbers) -> Interval:
    """Return the correlation of scores and outcome, with Fisher's interval."""
    scores = ndtri(np.clip(probabilities, _EDGE, 1.0 - _EDGE))
    found = float(np.corrcoef(scores, outcome)[0, 1])
    half = float(ndtri((1 + LEVEL) / 2)) / np.sqrt(len(outcome) - 3)
    centre = np.arctanh(min(max(found, -1 + _NOTHING), 1 - _NOTHING))
    return Interval(float(np.tanh(centre - half)), float(np.tanh(centre + half)), found)


def check_events(names: Sequence[str]) -> None:
    """Refuse an unknown event.

    Raises
    ------
    UnknownNameError
        Naming it.
    """
    for name in names:
        if name not in EVENTS:
            raise UnknownNameError("event", name, EVENTS)
