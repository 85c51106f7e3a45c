"""Action and prediction: what would have been, had one thing been otherwise.

For every world that is consistent with what happened the case is run again with the antecedent and the same noise: the
counterfactual answer. Beside it stands the interventional one, with fresh noise: what to expect of such worlds.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from equipoise.interval import Interval
from equipoise.models.crisis.abduction import Posterior
from equipoise.models.crisis.kernel import NO_RULES, Records, Rules, replay, simulate
from equipoise.models.crisis.priors import Prior
from equipoise.models.crisis.quantities import AMOUNTS, EVENTS, happened
from equipoise.models.crisis.state import VARIANTS, Case

Numbers = NDArray[np.float64]

LEVEL = 0.9
_ENDS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
REPEATS = 40
"""Fresh trajectories for every particle in the interventional answer."""

FRESH_NUMBERS = 1 << 40
"""Numbers of fresh trajectories begin here, far beyond those of abduction."""

TRAILED = 100
"""Particles of which the draws are counted, and whose steps are kept."""


@dataclass(frozen=True, slots=True)
class EventAnswer:
    """What an antecedent does to the probability of an event.

    Parameters
    ----------
    event : str
        One of `quantities.EVENTS`.
    without, with_it : Interval
        Interventional probability as the case was and with the antecedent; interval over what the parameters may be.
    effect : Interval
        Difference of the two, on the same noise.
    by_variant : tuple of Interval
        The effect under each variant.
    would_not : Interval or None
        Counterfactual: share of the worlds in which the event happened in which it would not have, with the interval
        that sampling of worlds leaves. None where it happened in none.
    would : Interval or None
        Share of the worlds in which it did not happen in which it would have.
    worlds : int
        Worlds in which it happened.
    """

    event: str
    without: Interval
    with_it: Interval
    effect: Interval
    by_variant: tuple[Interval | None, ...]
    would_not: Interval | None
    would: Interval | None
    worlds: int


@dataclass(frozen=True, slots=True)
class AmountAnswer:
    """What an antecedent does to an amount: mean as it was, with it, and the difference on the same noise."""

    amount: str
    without: Interval
    with_it: Interval
    effect: Interval


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """Answer to "what if?" for one antecedent.

    Parameters
    ----------
    events : tuple of EventAnswer
        Events.
    amounts : tuple of AmountAnswer
        Amounts.
    unchanged : float
        Share of the worlds consistent with the facts whose record the antecedent does not change at all.
    new_draws : float
        Of the draws that a changed world uses, the share that the actual one never used: there the counterfactual has
        no noise of the actual world to go by. Mean over some worlds.
    actual, changed : numpy.ndarray, shape (n,)
        Records of the worlds as they were and with the antecedent.
    """

    events: tuple[EventAnswer, ...]
    amounts: tuple[AmountAnswer, ...]
    unchanged: float
    new_draws: float
    actual: Records
    changed: Records


@dataclass(frozen=True, slots=True)
class Baseline:
    """Runs of the case as it was, made once and compared with every antecedent.

    Parameters
    ----------
    case : Case
        The crisis as it was.
    posterior : Posterior
        Worlds consistent with the facts.
    among : tuple of Prior
        Priors of the parameters.
    actual : numpy.ndarray, shape (n,)
        Their records.
    fresh : numpy.ndarray, shape (n, REPEATS)
        Records with fresh noise.
    workers : int
        Threads.
    rules : mapping of str to callable
        Rules of the user's own.
    """

    case: Case
    posterior: Posterior
    among: tuple[Prior, ...]
    actual: Records
    fresh: Records
    workers: int
    rules: Rules


def baseline(
    case: Case, posterior: Posterior, among: Sequence[Prior], workers: int = 1, rules: Rules = NO_RULES
) -> Baseline:
    """Run the worlds of a posterior as they were, with their own noise and with fresh noise."""
    chosen = tuple(among)
    actual = _own(case, posterior, chosen, rules)
    fresh = _fresh(case, posterior, chosen, workers, rules, REPEATS)
    return Baseline(case, posterior, chosen, actual, fresh, workers, rules)


def compare(base: Baseline, other: Case, among: Sequence[Prior] | None = None) -> Counterfactual:
    """Compare the case as it was with the same case under an antecedent.

    Parameters
    ----------
    base : Baseline
        Runs of the case as it was.
    other : Case
        The case with the antecedent.
    among : sequence of Prior, optional
        Priors, where the antecedent sets parameters.

    Returns
    -------
    Counterfactual
        Probabilities, effects, counterfactuals. With the case itself every effect is exactly zero.
    """
    chosen = tuple(among or base.among)
    changed = _own(other, base.posterior, chosen, base.rules)
    fresh = _fresh(other, base.posterior, chosen, base.workers, base.rules, REPEATS)
    events = tuple(_event(name, base, changed, fresh) for name in EVENTS)
    amounts = tuple(_amount(name, base, fresh) for name in AMOUNTS)
    unchanged = min(1.0, float(base.posterior.weight @ (base.actual == changed)))
    return Counterfactual(events, amounts, unchanged, _new_draws(base, other, chosen, changed), base.actual, changed)


def interventional(
    case: Case,
    posterior: Posterior,
    among: Sequence[Prior],
    workers: int = 1,
    repeats: int = REPEATS,
    rules: Rules = NO_RULES,
) -> dict[str, Numbers]:
    """Return the probability of every event for every particle, with fresh noise; the same noise for every case.

    Parameters
    ----------
    case : Case
        A case, with an antecedent or without.
    posterior : Posterior
        Parameters and variants.
    among : sequence of Prior
        Priors.
    workers, repeats : int, optional
        Threads, and trajectories per particle.
    rules : mapping of str to callable, optional
        Rules of the user's own.

    Returns
    -------
    dict of str to numpy.ndarray, shape (n,)
        Probabilities by event.
    """
    records = _fresh(case, posterior, tuple(among), workers, rules, repeats)
    return {name: happened(records, name).mean(axis=1) for name in EVENTS}


def _own(case: Case, posterior: Posterior, among: tuple[Prior, ...], rules: Rules) -> Records:
    parameters = posterior.parameters(among)
    return simulate(case, parameters, posterior.variants, posterior.seed, posterior.numbers, rules)


def _fresh(
    case: Case, posterior: Posterior, among: tuple[Prior, ...], workers: int, rules: Rules, repeats: int
) -> Records:
    """Return records with fresh noise, a row of repeats for every particle; the same numbers for every case."""
    count = len(posterior.numbers)
    parameters = np.repeat(posterior.parameters(among), repeats)
    variants = np.repeat(posterior.variants, repeats)
    numbers = FRESH_NUMBERS + np.arange(count * repeats, dtype=np.int64)

    def part(piece: NDArray[np.int64]) -> Records:
        return simulate(case, parameters[piece], variants[piece], posterior.seed, numbers[piece], rules)

    with ThreadPoolExecutor(workers) as pool:
        pieces = list(pool.map(part, np.array_split(np.arange(len(numbers)), workers)))
    return np.concatenate(pieces).reshape(count, repeats)


def _event(name: str, base: Baseline, changed: Records, fresh: Records) -> EventAnswer:
    before, after = happened(base.fresh, name).mean(axis=1), happened(fresh, name).mean(axis=1)
    was, would_be = happened(base.actual, name), happened(changed, name)
    variants, weight = base.posterior.variants, base.posterior.weight
    return EventAnswer(
        name,
        spread(before, weight),
        spread(after, weight),
        spread(after - before, weight),
        tuple(
            spread((after - before)[variants == one], weight[variants == one]) if (variants == one).any() else None
            for one in range(len(VARIANTS))
        ),
        _share(~would_be[was], weight[was]),
        _share(would_be[~was], weight[~was]),
        int(was.sum()),
    )


def _amount(name: str, base: Baseline, fresh: Records) -> AmountAnswer:
    weight = base.posterior.weight
    first, second = AMOUNTS[name](base.fresh).mean(axis=1), AMOUNTS[name](fresh).mean(axis=1)
    return AmountAnswer(name, spread(first, weight), spread(second, weight), spread(second - first, weight))


def spread(values: Numbers, weight: Numbers) -> Interval:
    """Return the weighted mean over particles and the interval that holds LEVEL of their weight."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weight[order]) / weight.sum()
    ends = [values[order][min(int(np.searchsorted(reached, level)), len(values) - 1)] for level in _ENDS]
    mean = float(np.clip(weight @ values / weight.sum(), values.min(), values.max()))
    return Interval(min(float(ends[0]), mean), max(float(ends[1]), mean), mean)


def _share(values: NDArray[np.bool_], weight: Numbers) -> Interval | None:
    """Return a weighted share with Wilson's interval, at the number of particles that the weights are worth."""
    if not len(values):
        return None
    count = float(weight.sum() ** 2 / (weight @ weight))
    share, z = float(weight[values].sum() / weight.sum()), float(ndtri(_ENDS[1]))
    share = float(values[0]) if values.all() or not values.any() else min(share, 1.0)
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * float(np.sqrt(share * (1 - share) / count + z * z / (4 * count * count)))
    return Interval(min(share, max(0.0, centre - half)), max(share, min(1.0, centre + half)), share)


def _new_draws(base: Baseline, other: Case, among: tuple[Prior, ...], changed: Records) -> float:
    """Return the share of draws in changed worlds that the actual ones never used."""
    places = np.flatnonzero(base.actual != changed)[:TRAILED]
    if not len(places):
        return 0.0
    before = _trails(base.case, base, base.among, places)["used"]
    after = _trails(other, base, among, places)["used"]
    return float((after > before).sum() / max(1, after.sum()))


def _trails(case: Case, base: Baseline, among: tuple[Prior, ...], places: NDArray[np.int64]) -> Records:
    posterior = base.posterior
    parameters = posterior.parameters(among)[places]
    _, trails = replay(
        case, parameters, posterior.variants[places], posterior.seed, posterior.numbers[places], base.rules
    )
    return trails
