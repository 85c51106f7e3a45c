"""Forecasts of an issue: a point by any model, a distribution of the outcome, and what the inputs move."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from equipoise.errors import UnknownNameError
from equipoise.interval import Interval
from equipoise.models.bargaining.arrays import INPUTS, Inputs, Numbers, central, drawn
from equipoise.models.bargaining.expected_utility import blocks, play
from equipoise.models.bargaining.issue import Actor, Issue
from equipoise.models.bargaining.parameters import shipped, shipped_scores
from equipoise.models.bargaining.predictive import laid_on, levels_of, masses, nodes_for
from equipoise.models.bargaining.solutions import nash, nash_reference, procedural, weighted_mean, weighted_median

ROUNDS = 5
"""Rounds of the expected-utility model, fixed before it was scored; it does not settle, so any number is a choice."""

PLACES = 10
"""Decimals of outcomes, so that 0.55 of a scale of 100 is 55."""

LEVELS: Final = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
DEFAULT = "mixture"


def _mean(inputs: Inputs) -> Numbers:
    return weighted_mean(inputs.positions, inputs.weights)


def _median(inputs: Inputs) -> Numbers:
    return weighted_median(inputs.positions, inputs.weights)


def _plain_mean(inputs: Inputs) -> Numbers:
    return weighted_mean(inputs.positions, (inputs.weights > 0).astype(np.float64))


def _last_mean(inputs: Inputs) -> Numbers:
    played = [play(part.positions, part.saliences, part.capabilities, ROUNDS) for part in _parts(inputs)]
    return np.concatenate([rounds.means[-1] for rounds in played])


def _last_median(inputs: Inputs) -> Numbers:
    played = [play(part.positions, part.saliences, part.capabilities, ROUNDS) for part in _parts(inputs)]
    return np.concatenate([rounds.medians[-1] for rounds in played])


def _parts(inputs: Inputs) -> list[Inputs]:
    return [inputs.rows(block) for block in blocks(inputs)]


SOLVERS: Mapping[str, Callable[[Inputs], Numbers]] = {
    DEFAULT: _mean,
    "weighted_mean": _mean,
    "weighted_median": _median,
    "plain_mean": _plain_mean,
    "nash": nash,
    "nash_reference": nash_reference,
    "procedural": procedural,
    "expected_utility": _last_mean,
    "expected_utility_median": _last_median,
}
"""Model -> outcome for each draw of the inputs, on the scale from 0 to 1."""

MODELS: tuple[str, ...] = tuple(SOLVERS)
USES_REFERENCE = frozenset({"nash_reference", "procedural"})


@dataclass(frozen=True, slots=True)
class BargainForecast:
    """Where a negotiation may end.

    Parameters
    ----------
    issue : Issue
        The issue.
    model : str
        One of `MODELS`.
    point : float
        Outcome of the model at the points of the inputs [scale of the issue].
    interval : Interval
        Central 90 % of the distribution; its point is `point` where that lies inside.
    quantiles : dict of float to float
        Level -> outcome [scale of the issue].
    support : tuple of float
        Outcomes that carry mass, rising [scale of the issue].
    mass : tuple of float
        Probability of each; they add up to 1.
    by_model : dict of str to float
        Point of every model [scale of the issue].
    scores : dict of str to float
        Mean absolute error of each model on the benchmark [share of 100 of the scale].
    draws, seed : int
        Draws of the inputs, and their seed.
    flags : tuple of str
        What a reader must know: `inputs_only` (it holds the ranges of the inputs and no error of the model),
        `exact_inputs` (no input has a range), `no_reference_point`, `assumed_setter`, `unsourced`, and
        `record_from_eu` (the record is of decisions in the European Union).
    source_ids : tuple of str
        Sources of the inputs.
    """

    issue: Issue
    model: str
    point: float
    interval: Interval
    quantiles: dict[float, float]
    support: tuple[float, ...]
    mass: tuple[float, ...]
    by_model: dict[str, float]
    scores: dict[str, float]
    draws: int
    seed: int
    flags: tuple[str, ...]
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Swing:
    """How far one input moves the outcome over its range, the others at their points.

    Parameters
    ----------
    actor : str
        Name.
    input : str
        "position", "salience" or "capability".
    low, high : float
        Outcome with the input at the low and at the high end of its range [scale of the issue].
    """

    actor: str
    input: str
    low: float
    high: float

    @property
    def size(self) -> float:
        """Distance of the two outcomes."""
        return abs(self.high - self.low)


def point(issue: Issue, model: str = DEFAULT) -> float:
    """Return the outcome of a model at the points of the inputs.

    Parameters
    ----------
    issue : Issue
        The issue.
    model : str
        One of `MODELS`; the point of "mixture" is the weighted mean.

    Returns
    -------
    float
        Outcome [scale of the issue].

    Raises
    ------
    UnknownNameError
        If there is no such model.
    """
    return float(_on_scale(issue, _solver(model)(central(issue)))[0])


def forecast(issue: Issue, model: str = DEFAULT, draws: int = 1000, seed: int = 0) -> BargainForecast:
    """Return the distribution of the outcome of an issue.

    Parameters
    ----------
    issue : Issue
        The issue.
    model : str
        One of `MODELS`. Only "mixture" knows how wrong it tends to be; the others carry the ranges of the inputs alone.
    draws : int
        Draws of the inputs from their ranges, at least 1.
    seed : int
        Seed, at least 0.

    Returns
    -------
    BargainForecast
        Distribution, point, and the points and scores of all models.

    Raises
    ------
    UnknownNameError
        If there is no such model.
    InputError
        If there is no draw or the seed is negative.
    """
    solver = _solver(model)
    sampled = drawn(issue, draws, seed)
    nodes, made = _law(sampled, solver) if model != DEFAULT else _mixture(sampled)
    value = point(issue, model)
    found = _on_scale(issue, levels_of(made[None, :], nodes, np.array(LEVELS)))[0].tolist()
    return BargainForecast(
        issue=issue,
        model=model,
        point=value,
        interval=Interval(found[0], found[-1], value if found[0] <= value <= found[-1] else None),
        quantiles=dict(zip(LEVELS, found, strict=True)),
        support=tuple(_on_scale(issue, nodes).tolist()),
        mass=tuple(made.tolist()),
        by_model={name: point(issue, name) for name in MODELS},
        scores={name: score for name, score in shipped_scores().items() if name in MODELS},
        draws=draws,
        seed=seed,
        flags=_flags(issue, model),
        source_ids=tuple(dict.fromkeys(source for actor in issue.actors for source in actor.source_ids)),
    )


def tornado(issue: Issue, model: str = DEFAULT) -> tuple[Swing, ...]:
    """Return what each input with a range moves, the largest swing first.

    Parameters
    ----------
    issue : Issue
        The issue.
    model : str
        One of `MODELS`.

    Returns
    -------
    tuple of Swing
        Empty where no input has a range.

    Raises
    ------
    UnknownNameError
        If there is no such model.
    """
    solver, middle = _solver(model), central(issue)
    moved = [
        (place, actor, name)
        for place, actor in enumerate(issue.actors)
        for name in INPUTS
        if getattr(actor, name).width > 0
    ]
    if not moved:
        return ()
    count = 2 * len(moved)
    columns = {name: np.repeat(getattr(middle, _FIELDS[name]), count, axis=0) for name in INPUTS}
    for row, (place, actor, name) in enumerate(moved):
        ends = _ends(issue, actor, name)
        columns[name][2 * row, place], columns[name][2 * row + 1, place] = ends
    varied = replace(
        middle, positions=columns["position"], saliences=columns["salience"], capabilities=columns["capability"]
    )
    outcomes = _on_scale(issue, solver(varied)).reshape(-1, 2).tolist()
    swings = [Swing(actor.name, name, *pair) for (_, actor, name), pair in zip(moved, outcomes, strict=True)]
    return tuple(sorted(swings, key=lambda swing: -swing.size))


_FIELDS = {"position": "positions", "salience": "saliences", "capability": "capabilities"}


def _ends(issue: Issue, actor: Actor, name: str) -> tuple[float, float]:
    interval: Interval = getattr(actor, name)
    if name != "position":
        return interval.low, interval.high
    return (interval.low - issue.low) / issue.width, (interval.high - issue.low) / issue.width


def _solver(model: str) -> Callable[[Inputs], Numbers]:
    if model not in SOLVERS:
        raise UnknownNameError("model of bargaining", str(model), MODELS)
    return SOLVERS[model]


def _mixture(sampled: Inputs) -> tuple[Numbers, Numbers]:
    nodes = nodes_for(sampled.positions)
    parts = [sampled.rows(slice(start, start + 2000)) for start in range(0, sampled.positions.shape[0], 2000)]
    made = np.sum([masses(part, shipped().distribution, nodes).sum(axis=0) for part in parts], axis=0)
    return nodes, made / made.sum()


def _law(sampled: Inputs, solver: Callable[[Inputs], Numbers]) -> tuple[Numbers, Numbers]:
    fixed = all(np.ptp(getattr(sampled, name), axis=0).max() == 0 for name in _FIELDS.values())
    outcomes = np.clip(solver(sampled.rows(slice(1)) if fixed else sampled), 0, 1)[:, None]
    nodes = nodes_for(outcomes)
    made = laid_on(outcomes, np.ones_like(outcomes), nodes).sum(axis=0)
    return nodes, made / made.sum()


def _on_scale(issue: Issue, values: Numbers) -> Numbers:
    return np.clip(np.round(issue.low + values * issue.width, PLACES), issue.low, issue.high)


def _flags(issue: Issue, model: str) -> tuple[str, ...]:
    exact = all(getattr(actor, name).width == 0 for actor in issue.actors for name in INPUTS)
    uses = model in USES_REFERENCE
    told = {
        "inputs_only": model != DEFAULT,
        "exact_inputs": exact,
        "no_reference_point": uses and issue.reference_point is None,
        "assumed_setter": model == "procedural" and issue.agenda_setter is None and issue.reference_point is not None,
        "unsourced": not all(actor.source_ids for actor in issue.actors),
        "record_from_eu": True,
    }
    return tuple(flag for flag, holds in told.items() if holds)
