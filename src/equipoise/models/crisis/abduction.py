"""Abduction: which worlds are consistent with what happened. Sequential Monte Carlo on dated facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.errors import InputError
from equipoise.models.crisis.kernel import NO_RULES, Records, Rules, Whole, simulate, strands
from equipoise.models.crisis.priors import Prior, parameters_at, scores_of, shipped_priors
from equipoise.models.crisis.quantities import DatedFact, distance
from equipoise.models.crisis.state import VARIANTS, Case

Numbers = NDArray[np.float64]

PARTICLES = 1200
POPULATIONS = 4
"""Populations of every variant that know nothing of each other: how they differ says how sure the weights are."""

LEAST_PARTICLES = 120

PER_PARTICLE = 20
"""Trajectories from the prior for each particle at the start: the best of them are the first population."""

KEPT = 0.55
"""Part of its population that most populations keep at least, from one tolerance to the next."""

_FEWEST_KEPT = 0.1
"""Part that each of them keeps."""

MOVES = 10
"""Proposals for every particle at each tolerance."""

LEAST_ACCEPTED = 0.015
"""Share of proposals accepted below which the tolerance is not lowered any further."""

GOOD_ENOUGH = 0.5
"""Distance [scale] at which every fact is met about as well as it is known: the search ends there."""

AT_ODDS = 1.0
"""Distance beyond which the facts are missed, on the whole, by more than what is still near."""

MOST_ROUNDS = 160
_PATIENCE, _PROGRESS = 10, 0.99

# Proposals: how far a parameter moves, how many parameters are touched, how many strands of noise are made anew.
SETTINGS = (POPULATIONS, PER_PARTICLE, KEPT, MOVES, LEAST_ACCEPTED, GOOD_ENOUGH, MOST_ROUNDS)
"""What the result of a search depends on besides its arguments."""

GROUPS = POPULATIONS * len(VARIANTS)

_STEPS = (0.1, 0.3, 1.0)
_TOUCHED = 0.15
_FRESH = 0.15


@dataclass(frozen=True, slots=True)
class Posterior:
    """Worlds that are consistent with the facts: parameters, variant and address of each.

    Parameters
    ----------
    scores : numpy.ndarray, shape (n, d)
        Standard normal scores of the parameters.
    variants : numpy.ndarray of int, shape (n,)
        Variants.
    numbers : numpy.ndarray of int, shape (n, STRANDS)
        Numbers of every strand of noise that was accepted: with the seed the address of all of it.
    weight : numpy.ndarray, shape (n,)
        Posterior weight of each; all add up to 1, those of a variant are equal.
    log_evidence : numpy.ndarray, shape (populations, variants)
        Logarithm of the probability of coming within the tolerance, as each population estimates it.
    seed : int
        Seed.
    distances : numpy.ndarray, shape (n,)
        Distance of each from the facts [scale].
    tolerances : tuple of float
        Tolerances gone through, the last one reached at the end.
    accepted : float
        Share of proposals accepted in the last round.
    runs : int
        Trajectories run.
    """

    scores: Numbers
    variants: Whole
    numbers: Whole
    weight: Numbers
    log_evidence: Numbers
    seed: int
    distances: Numbers
    tolerances: tuple[float, ...]
    accepted: float
    runs: int

    def parameters(self, among: Sequence[Prior] | None = None) -> Records:
        """Return the parameters of the particles."""
        return parameters_at(self.scores, among)

    @property
    def variant_weights(self) -> tuple[float, ...]:
        """Posterior weights of the variants; they were equal before."""
        return tuple(float(self.weight[self.variants == variant].sum()) for variant in range(len(VARIANTS)))

    @property
    def distinct(self) -> int:
        """Number of particles that differ from each other."""
        return len(np.unique(np.hstack([self.scores, self.numbers]), axis=0))

    @property
    def reached(self) -> bool:
        """Whether the facts are met, on the whole, within what is still near; else the model is at odds with them."""
        return self.tolerances[-1] <= AT_ODDS


def abduce(
    case: Case,
    facts: Sequence[DatedFact],
    *,
    seed: int = 0,
    particles: int = PARTICLES,
    workers: int = 1,
    among: Sequence[Prior] | None = None,
    rules: Rules = NO_RULES,
    progress: Callable[[float, float], None] | None = None,
) -> Posterior:
    """Find worlds that are consistent with dated facts.

    Parameters
    ----------
    case : Case
        The crisis as it was.
    facts : sequence of DatedFact
        What happened.
    seed : int, optional
        Seed of all draws.
    particles : int, optional
        Size of the population, all variants together.
    workers : int, optional
        Threads; the result does not depend on them.
    among : sequence of Prior, optional
        Priors of the parameters.
    rules : mapping of str to callable, optional
        Rules of the user's own.
    progress : callable, optional
        Told the tolerance and the share of proposals accepted after every round.

    Returns
    -------
    Posterior
        The population at the last tolerance.

    Raises
    ------
    InputError
        Without facts, or with too few particles.

    Notes
    -----
    A world is parameters and noise. Parameters are moved as standard normal scores, so that a step
    z' = sqrt(1 - b**2) z + b e leaves the prior as it is (Cotter et al. 2013, https://doi.org/10.1214/13-STS421), and a
    proposal is accepted if its distance is within the tolerance; a proposal also takes some strands of noise anew.
    Tolerances follow the population (Del Moral, Doucet & Jasra 2012, https://doi.org/10.1007/s11222-011-9271-y). Every
    variant has populations of its own, all go through the same tolerances, and the product of the shares that stay
    within estimates how probable the facts are under it: so a variant is weighed and not lost by chance. These
    estimates differ between populations, often by more than between variants; see `variant_weights`.
    """
    if not facts:
        raise InputError("abduction needs at least one dated fact")
    if particles < LEAST_PARTICLES:
        raise InputError(f"{particles} particles are too few: at least {LEAST_PARTICLES}")
    run = _Runner(case, facts, seed, tuple(among or shipped_priors()), rules, workers)
    crowd, log_weight = _first(run, particles // GROUPS)
    tolerances = [float(crowd.distances.max())]
    accepted = 1.0
    for number in range(MOST_ROUNDS):
        if tolerances[-1] <= GOOD_ENOUGH or accepted < LEAST_ACCEPTED or _stuck(tolerances):
            break
        tolerance = _next_tolerance(crowd)
        crowd, kept = _resampled(crowd, tolerance, seed, number)
        log_weight += np.log(kept)
        crowd, accepted = _moved(run, crowd, tolerance, number)
        tolerances.append(tolerance)
        if progress is not None:
            progress(tolerance, accepted)
    return _posterior(run, crowd, log_weight, tolerances, accepted)


@dataclass(frozen=True, slots=True)
class _Crowd:
    """Populations: a group is one population of one variant."""

    scores: Numbers
    groups: Whole
    numbers: Whole
    distances: Numbers

    def at(self, chosen: NDArray[np.int64]) -> _Crowd:
        return _Crowd(self.scores[chosen], self.groups[chosen], self.numbers[chosen], self.distances[chosen])

    @property
    def variants(self) -> Whole:
        return self.groups % len(VARIANTS)


@dataclass(slots=True)
class _Runner:
    case: Case
    facts: Sequence[DatedFact]
    seed: int
    among: tuple[Prior, ...]
    rules: Rules
    workers: int
    next: int = 0
    runs: int = 0

    def fresh(self, count: int) -> Whole:
        """Return numbers of trajectories that were never run, the same for every strand."""
        self.next += count
        return strands(np.arange(self.next - count, self.next, dtype=np.int64))

    def __call__(self, scores: Numbers, variants: Whole, numbers: Whole) -> Numbers:
        """Run proposals and return their distances."""
        self.runs += len(scores)
        parameters = parameters_at(scores, self.among)
        pieces = np.array_split(np.arange(len(scores)), self.workers)

        def part(piece: NDArray[np.int64]) -> Numbers:
            records = simulate(self.case, parameters[piece], variants[piece], self.seed, numbers[piece], self.rules)
            return distance(records, self.facts)

        with ThreadPoolExecutor(self.workers) as pool:
            return np.concatenate(list(pool.map(part, pieces)))


def _stuck(tolerances: Sequence[float]) -> bool:
    """Return whether the search has come no nearer for some rounds: a fact that no world can meet."""
    return len(tolerances) > _PATIENCE and tolerances[-1] > _PROGRESS * tolerances[-1 - _PATIENCE]


def _first(run: _Runner, each: int) -> tuple[_Crowd, Numbers]:
    """Return for every group the nearest of many trajectories from the prior, and the logarithm of their share.

    The first tolerance is the same for all: that of the group that comes least near.
    """
    count = each * PER_PARTICLE
    scores = scores_of(run.seed, 0, GROUPS * count, len(run.among))
    groups = np.repeat(np.arange(GROUPS), count)
    numbers = run.fresh(len(scores))
    whole = _Crowd(scores, groups, numbers, run(scores, groups % len(VARIANTS), numbers))
    tolerance = max(float(np.sort(whole.distances[groups == group])[each - 1]) for group in range(GROUPS))
    chosen, shares = [], []
    for group in range(GROUPS):
        within = np.flatnonzero((groups == group) & (whole.distances <= tolerance))
        chosen.append(within[np.linspace(0, len(within) - 1, each).round().astype(np.int64)])
        shares.append(len(within) / count)
    return whole.at(np.concatenate(chosen)), np.log(np.array(shares))


def _next_tolerance(crowd: _Crowd) -> float:
    """Return the tolerance at which most groups keep KEPT of their members, and all of them some."""
    ends = np.array(
        [np.quantile(crowd.distances[crowd.groups == group], [_FEWEST_KEPT, KEPT]) for group in range(GROUPS)]
    )
    return max(GOOD_ENOUGH, float(ends[:, 0].max()), float(np.quantile(ends[:, 1], 0.75)))


def _resampled(crowd: _Crowd, tolerance: float, seed: int, number: int) -> tuple[_Crowd, Numbers]:
    """Return the groups with those beyond the tolerance replaced by copies of those within, and the shares within."""
    generator = np.random.Generator(np.random.Philox(key=[seed, 2 * number]))
    chosen, shares = [], []
    for group in range(GROUPS):
        rows = np.flatnonzero(crowd.groups == group)
        within = rows[crowd.distances[rows] <= tolerance]
        chosen += [within, generator.choice(within, len(rows) - len(within))]
        shares.append(len(within) / len(rows))
    return crowd.at(np.concatenate(chosen)), np.array(shares)


def _moved(run: _Runner, crowd: _Crowd, tolerance: float, number: int) -> tuple[_Crowd, float]:
    """Return the population after some moves that leave prior and tolerance as they are, and the share accepted."""
    generator = np.random.Generator(np.random.Philox(key=[run.seed, 2 * number + 1]))
    taken = 0
    for _ in range(MOVES):
        scores, numbers = _proposed(run, crowd, generator)
        distances = run(scores, crowd.variants, numbers)
        good = distances <= tolerance
        taken += int(good.sum())
        crowd = _Crowd(
            np.where(good[:, None], scores, crowd.scores),
            crowd.groups,
            np.where(good[:, None], numbers, crowd.numbers),
            np.where(good, distances, crowd.distances),
        )
    return crowd, taken / (MOVES * len(crowd.scores))


def _proposed(run: _Runner, crowd: _Crowd, generator: np.random.Generator) -> tuple[Numbers, Whole]:
    """Return proposals: some parameters moved, some strands of the noise made anew."""
    shape = crowd.scores.shape
    size = generator.choice(_STEPS, len(crowd.scores))[:, None] * (generator.random(shape) < _TOUCHED)
    scores = np.sqrt(1 - size**2) * crowd.scores + size * generator.standard_normal(shape)
    anew = generator.random(crowd.numbers.shape) < _FRESH
    return scores, np.where(anew, run.fresh(shape[0]), crowd.numbers)


def _posterior(
    run: _Runner, crowd: _Crowd, log_weight: Numbers, tolerances: Sequence[float], accepted: float
) -> Posterior:
    evidence = log_weight.reshape(POPULATIONS, len(VARIANTS))
    variants = crowd.variants
    each = np.bincount(variants, minlength=len(VARIANTS))
    weight = (weights_of(evidence).mean(axis=0) / each)[variants]
    return Posterior(
        crowd.scores,
        variants,
        crowd.numbers,
        weight,
        evidence,
        run.seed,
        crowd.distances,
        tuple(tolerances),
        accepted,
        run.runs,
    )


def weights_of(log_evidence: Numbers, draws: int = 4000) -> Numbers:
    """Return draws of the weights of the variants, with what the estimates of the evidence are unsure of drawn too.

    Parameters
    ----------
    log_evidence : numpy.ndarray, shape (populations, variants)
        Logarithm of the evidence, an estimate per population.
    draws : int, optional
        Number of draws.

    Returns
    -------
    numpy.ndarray, shape (draws, variants)
        Weights, each row adds up to 1. Equal weights before.

    Notes
    -----
    A draw of the logarithm: its mean over populations, and Student's t with the standard error of that mean. Taking the
    best estimate alone would let a chance of the sampler choose between variants.
    """
    count = len(log_evidence)
    error = log_evidence.std(axis=0, ddof=1) / np.sqrt(count)
    noise = np.random.Generator(np.random.Philox(key=[0, count])).standard_t(count - 1, (draws, len(error)))
    logs = log_evidence.mean(axis=0) + error * noise
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float64)
