"""The study of a crisis: abduction, action, prediction, in one result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from equipoise.engine.compiling import kernel_digest
from equipoise.engine.progress import Progress, Tell, tell_nobody
from equipoise.engine.store import fingerprint_of
from equipoise.interval import Interval
from equipoise.models.crisis import (
    Baseline,
    Counterfactual,
    Posterior,
    abduce,
    baseline,
    compare,
    quantity,
    replay,
    simulate,
)
from equipoise.models.crisis.abduction import PARTICLES, SETTINGS, weights_of
from equipoise.models.crisis.counterfactual import REPEATS, interventional, spread
from equipoise.models.crisis.kernel import Records, run_many, strands
from equipoise.models.crisis.prior_runs import drawn
from equipoise.models.crisis.priors import scores_of
from equipoise.models.crisis.quantities import EVENTS, DatedFact
from equipoise.models.crisis.state import VARIANTS
from equipoise.scenarios.crisis.antecedents import ChangedCase, apply
from equipoise.scenarios.crisis.building import CrisisCase, build
from equipoise.scenarios.crisis.documents import Antecedent, CrisisDocument
from equipoise.scenarios.crisis.results import (
    AntecedentAnswer,
    FactFit,
    Fan,
    ParameterShift,
    Story,
    Study,
    VariantWeight,
)
from equipoise.scenarios.crisis.stories import typical_story
from equipoise.scenarios.documents import Scenario
from equipoise.world.world import World

Numbers = NDArray[np.float64]

FORMAT = 1
"""Form of a written study; it goes up when `results` changes."""

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
FANS = ("crowd", "foreign", "lost_share", "deaths")
FAN_WORLDS = 400
PRIOR_WORLDS = 1200
PRIOR_REPEATS = 8


@dataclass(frozen=True, slots=True)
class CrisisQuestion:
    """What a study is about.

    Parameters
    ----------
    world : World
        The tables.
    scenario : Scenario
        The scenario.
    document : CrisisDocument
        Its crisis.
    antecedents : tuple of Antecedent
        What could have been otherwise.
    seed, particles, workers : int
        Seed; size of the population; threads, on which no number depends.
    """

    world: World
    scenario: Scenario
    document: CrisisDocument
    antecedents: tuple[Antecedent, ...]
    seed: int = 0
    particles: int = PARTICLES
    workers: int = 1


def study(question: CrisisQuestion, progress: Tell | None = None) -> Study:
    """Study a crisis: find worlds that fit its facts, and run them with each antecedent.

    Parameters
    ----------
    question : CrisisQuestion
        Scenario, antecedents, seed.
    progress : callable, optional
        Told what is being done.

    Returns
    -------
    Study
        Result in plain values. Without facts the worlds are those of the prior.

    Raises
    ------
    DataError
        If an antecedent is about something that the case does not have.
    """
    tell = progress or tell_nobody
    built = build(question.world, question.scenario, question.document)
    known = question.antecedents
    changed = [apply(question.world, question.scenario, built, one, known) for one in known]
    prior = prior_worlds(built, question.seed)
    posterior = _posterior(question, built, tell) if built.facts else prior
    tell(Progress("worlds", "worlds as they were"))
    base = baseline(built.case, posterior, built.priors, question.workers)
    before = interventional(built.case, prior, built.priors, question.workers, PRIOR_REPEATS)
    found: dict[str, Counterfactual] = {}
    answers = []
    for row, (one, other) in enumerate(zip(known, changed, strict=True)):
        tell(Progress("antecedents", f"antecedent {one.id}", row, len(known)))
        found[one.id] = compare(base, other.case, other.priors)
        answers.append(_answer(question, prior, before, one, other, found[one.id]))
    stories = [_story(one, found, base, built) for one in known]
    return Study(
        scenario=question.scenario.id,
        title=question.scenario.title,
        fingerprint=fingerprint(question, built, changed),
        seed=question.seed,
        particles=len(posterior.numbers),
        runs=posterior.runs,
        distinct=posterior.distinct,
        tolerance=posterior.tolerances[-1] if posterior.tolerances else 0.0,
        reached=not built.facts or posterior.reached,
        accepted=posterior.accepted,
        facts=tuple(_fit(built, base, fact, _prior_records(built, prior)) for fact in built.facts),
        variants=_variants(posterior),
        parameters=_shifts(built, prior, posterior),
        fans=_fans(base),
        antecedents=tuple(replace(answer, story=story) for answer, story in zip(answers, stories, strict=True)),
    )


def fingerprint(question: CrisisQuestion, built: CrisisCase, changed: Sequence[ChangedCase]) -> str:
    """Return the digest of all that a study depends on.

    Numbers that come from forecasts are rounded to six digits: another processor's last bits are no other question.
    """
    parts = {
        "format": FORMAT,
        "kernel": kernel_digest(run_many),
        "priors": [(prior.name, prior.form, prior.numbers) for prior in built.priors],
        "case": _rounded(built),
        "changed": [_rounded(one) for one in changed],
        "facts": [fact.__repr__() for fact in built.facts],
        "antecedents": [one.model_dump(mode="json") for one in question.antecedents],
        "seed": question.seed,
        "particles": question.particles,
        "search": SETTINGS,
        "repeats": [REPEATS, PRIOR_REPEATS, PRIOR_WORLDS, FAN_WORLDS],
        "title": question.scenario.title,
    }
    return fingerprint_of(parts)


def prior_worlds(built: CrisisCase, seed: int, count: int = PRIOR_WORLDS) -> Posterior:
    """Return worlds from the prior in the form of a posterior: what is believed before any fact."""
    _, variants, numbers = drawn(seed, 0, count, built.priors)
    weight = np.full(count, 1.0 / count)
    nothing = np.zeros((1, len(VARIANTS)))
    return Posterior(
        scores_of(seed, 0, count), variants, strands(numbers), weight, nothing, seed, np.zeros(count), (), 1.0, count
    )


def _posterior(question: CrisisQuestion, built: CrisisCase, tell: Tell) -> Posterior:
    def report(tolerance: float, accepted: float) -> None:
        told = f"abduction: distance {tolerance:.2f}, {100 * accepted:.0f} % of proposals accepted"
        tell(Progress("abduction", told))

    return abduce(
        built.case,
        built.facts,
        seed=question.seed,
        particles=question.particles,
        workers=question.workers,
        among=built.priors,
        progress=report,
    )


def _answer(
    question: CrisisQuestion,
    prior: Posterior,
    before: dict[str, Numbers],
    antecedent: Antecedent,
    changed: ChangedCase,
    found: Counterfactual,
) -> AntecedentAnswer:
    after = interventional(changed.case, prior, changed.priors, question.workers, PRIOR_REPEATS)
    return AntecedentAnswer(
        id=antecedent.id,
        title=antecedent.title,
        justification=antecedent.justification,
        by=tuple(antecedent.by),
        sources=tuple(antecedent.sources),
        rewrites=changed.rewrites,
        days_before=changed.days_before,
        events=found.events,
        amounts=found.amounts,
        prior_effects={name: spread(after[name] - before[name], prior.weight) for name in EVENTS},
        unchanged=found.unchanged,
        new_draws=found.new_draws,
        story=None,
        answers={name: forecast.probability for name, forecast in changed.forecasts.items()},
    )


def _story(one: Antecedent, found: dict[str, Counterfactual], base: Baseline, built: CrisisCase) -> Story | None:
    """Return the story of an antecedent, among the worlds in which it differs from those that it builds on."""
    earlier = [found[name].changed for name in one.builds_on]
    return typical_story(found[one.id], base.posterior, built.actors, earlier)


def _prior_records(built: CrisisCase, prior: Posterior) -> Records:
    return simulate(built.case, prior.parameters(built.priors), prior.variants, prior.seed, prior.numbers)


def _fit(built: CrisisCase, base: Baseline, fact: DatedFact, before: Records) -> FactFit:
    weight = base.posterior.weight
    prior, prior_share = _seen(before, fact, np.ones(len(before)))
    own, _ = _seen(base.actual, fact, weight)
    predicted, predicted_share = _seen(base.fresh.ravel(), fact, np.repeat(weight, base.fresh.shape[1]))
    return FactFit(
        fact.id,
        fact.quantity,
        built.places[fact.place] if fact.place >= 0 else "",
        built.actors[fact.actor] if fact.actor >= 0 else "",
        fact.low,
        fact.high,
        fact.scale,
        prior,
        own,
        predicted,
        prior_share,
        predicted_share,
        _meets(own, fact),
        _meets(predicted, fact),
    )


def _seen(records: Records, fact: DatedFact, weight: Numbers) -> tuple[Interval | None, float]:
    """Return median and interval of the quantity of a fact where it happened, and the share in which it did."""
    values = quantity(records, fact.quantity, fact.place, fact.actor)
    known = np.isfinite(values)
    if not known.any():
        return None, 0.0
    middle = weighted_quantile(values[known], weight[known], 0.5)
    low, high = (weighted_quantile(values[known], weight[known], level) for level in (0.05, 0.95))
    return Interval(low, high, middle), float(weight[known].sum() / weight.sum())


def weighted_quantile(values: Numbers, weight: Numbers, level: float) -> float:
    """Return a quantile of weighted values: the first that the level's share of the weight does not exceed."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weight[order]) / weight.sum()
    return float(values[order][min(int(np.searchsorted(reached, level)), len(values) - 1)])


def _meets(seen: Interval | None, fact: DatedFact) -> bool:
    return seen is not None and seen.low <= fact.high and seen.high >= fact.low


def _variants(posterior: Posterior) -> tuple[VariantWeight, ...]:
    if len(posterior.log_evidence) == 1:  # the prior: nothing that could differ
        return tuple(VariantWeight(name, Interval.point(1 / len(VARIANTS))) for name in VARIANTS)
    draws = weights_of(posterior.log_evidence)
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    means = draws.mean(axis=0)
    return tuple(
        VariantWeight(
            name,
            Interval(min(float(low[row]), float(means[row])), float(max(high[row], means[row])), float(means[row])),
        )
        for row, name in enumerate(VARIANTS)
    )


def _shifts(built: CrisisCase, prior: Posterior, posterior: Posterior) -> tuple[ParameterShift, ...]:
    before, after = prior.parameters(built.priors), posterior.parameters(built.priors)
    shifts = []
    for column, one in enumerate(built.priors):
        if one.fixed:
            continue
        first, _ = _summary(before[one.name], prior.weight)
        second, _ = _summary(after[one.name], posterior.weight)
        spread_before, spread_after = (
            float(np.sqrt(np.cov(worlds.scores[:, column], aweights=worlds.weight))) for worlds in (prior, posterior)
        )
        shifts.append(ParameterShift(one.name, one.unit, first, second, max(0.0, 1.0 - spread_after / spread_before)))
    return tuple(sorted(shifts, key=lambda shift: -shift.narrowed))


def _summary(values: Numbers, weight: Numbers) -> tuple[Interval, float]:
    low, middle, high = (weighted_quantile(values, weight, level) for level in (0.05, 0.5, 0.95))
    return Interval(low, high, middle), middle


def _fans(base: Baseline) -> tuple[Fan, ...]:
    posterior = base.posterior
    places = np.unique(np.linspace(0, len(posterior.numbers) - 1, FAN_WORLDS).round().astype(np.int64))
    _, trails = replay(
        base.case,
        posterior.parameters(base.among)[places],
        posterior.variants[places],
        posterior.seed,
        posterior.numbers[places],
    )
    weight = posterior.weight[places]
    ended = base.actual["ended"][places].astype(np.int64)
    fans = []
    for name in FANS:
        paths = _carried(trails[name], ended)
        rows = tuple(
            tuple(weighted_quantile(paths[:, step], weight, level) for level in LEVELS)
            for step in range(base.case.steps)
        )
        fans.append(Fan(name, rows))
    return tuple(fans)


def _carried(paths: Numbers, ended: NDArray[np.int64]) -> Numbers:
    """Return paths with their last value carried to the horizon: nothing changes once a trajectory has ended."""
    steps = np.arange(paths.shape[1])
    return np.where(steps[None, :] > ended[:, None], paths[np.arange(len(paths)), ended][:, None], paths)


def _rounded(built: CrisisCase | ChangedCase) -> list[object]:
    return [
        [float(f"{value:.6g}") for value in np.ravel(part)] if isinstance(part, np.ndarray) else part
        for part in built.case
    ]
