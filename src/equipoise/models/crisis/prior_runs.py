"""Trajectories drawn from the prior: each with parameters and a variant of its own, from its number alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.engine.draws import uniform
from equipoise.models.crisis.kernel import NO_RULES, Records, Rules, Whole, simulate
from equipoise.models.crisis.priors import PARAMETER_STEP, Prior, parameters_at, scores_of, shipped_priors
from equipoise.models.crisis.state import OUTCOMES, VARIANTS, Case

Numbers = NDArray[np.float64]

VARIANT_SLOT = 4000
"""Slot of the draw that picks the variant; parameters have the slots from 0."""


@dataclass(frozen=True, slots=True)
class PriorBlock:
    """Block of trajectories from the prior: what `engine.run_ensemble` runs. It can be sent to another process.

    Parameters
    ----------
    case : Case
        The crisis.
    among : tuple of Prior
        Priors of the parameters.
    seed : int
        Seed of the ensemble.
    rules : mapping of str to callable
        Rules of the user's own.
    """

    case: Case
    among: tuple[Prior, ...]
    seed: int
    rules: Rules

    def __call__(self, start: int, stop: int) -> dict[str, NDArray[np.generic]]:
        """Return the outcomes of trajectories start to stop - 1 by name, with their variant."""
        parameters, variants, numbers = drawn(self.seed, start, stop, self.among)
        records = simulate(self.case, parameters, variants, self.seed, numbers, self.rules)
        return {"variant": variants.astype(np.int8), **{name: records[name] for name in OUTCOMES}}


def prior_block(case: Case, seed: int, among: Sequence[Prior] | None = None, rules: Rules = NO_RULES) -> PriorBlock:
    """Return the block function of an ensemble from the prior; parameters as for `PriorBlock`."""
    return PriorBlock(case, tuple(among or shipped_priors()), seed, rules)


def drawn(seed: int, start: int, stop: int, among: Sequence[Prior] | None = None) -> tuple[Records, Whole, Whole]:
    """Return parameters, variants and numbers of trajectories start to stop - 1 of the prior."""
    parameters = parameters_at(scores_of(seed, start, stop), among)
    return parameters, variants_of(seed, start, stop), np.arange(start, stop, dtype=np.int64)


def variants_of(seed: int, start: int, stop: int) -> Whole:
    """Return the variants of trajectories, equally likely, each drawn at its own address."""
    from equipoise.engine.compiling import compiled

    variants = np.empty(stop - start, dtype=np.int64)
    compiled(fill_variants)(seed, start, len(VARIANTS), variants)
    return variants


def fill_variants(seed: int, start: int, count: int, variants: Whole) -> None:
    """Fill a row of variants; compiled by `variants_of`."""
    for row in range(variants.shape[0]):
        variants[row] = int(uniform(seed, start + row, PARAMETER_STEP, VARIANT_SLOT) * count)
