"""What the models compute with: positions, saliences and capabilities as arrays, drawn from their ranges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from equipoise.errors import InputError
from equipoise.interval import Interval
from equipoise.measures.decision_rules import CODED_RULES, CONSENSUS, QUALIFIED_MAJORITY
from equipoise.models.bargaining.issue import Actor, Issue

Numbers = NDArray[np.float64]

INPUTS = ("position", "salience", "capability")
MOST_DRAWS = 100_000
"""More say nothing that the ranges of the inputs could bear, and would not fit in memory with many actors."""

QUOTAS = {CONSENSUS: 1.0, QUALIFIED_MAJORITY: 2 / 3}
"""Share of capability that must agree, by rule; under any other rule half of it."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Draws of the inputs of an issue, on the scale from 0 to 1.

    Parameters
    ----------
    positions, saliences, capabilities : numpy.ndarray, shape (draws, actors)
        An actor with weight 0 takes no part.
    reference : float or None
        Reference point [0 to 1].
    vetoes : numpy.ndarray of bool, shape (actors,)
        Who holds a veto.
    setter : int or None
        Place of the agenda setter among the actors.
    quota : float
        Share of capability that must agree.
    """

    positions: Numbers
    saliences: Numbers
    capabilities: Numbers
    reference: float | None
    vetoes: NDArray[np.bool_]
    setter: int | None
    quota: float

    @property
    def weights(self) -> Numbers:
        """Capability times salience, shape (draws, actors); all alike in a draw in which nobody has any."""
        product = self.capabilities * self.saliences
        return np.where(product.sum(axis=1, keepdims=True) > 0, product, 1.0)

    def rows(self, chosen: slice) -> Inputs:
        """Return some of the draws."""
        return replace(
            self,
            positions=self.positions[chosen],
            saliences=self.saliences[chosen],
            capabilities=self.capabilities[chosen],
        )


def central(issue: Issue) -> Inputs:
    """Return the inputs of an issue at their points, or at the middle of their ends; one draw."""
    values = [[[getattr(actor, name).midpoint for actor in issue.actors]] for name in INPUTS]
    return _inputs(issue, *(np.array(entry, dtype=np.float64) for entry in values))


def drawn(issue: Issue, draws: int, seed: int) -> Inputs:
    """Draw the inputs of an issue from their ranges.

    Parameters
    ----------
    issue : Issue
        The issue.
    draws : int
        How many, from 1 to `MOST_DRAWS`.
    seed : int
        Seed, at least 0.

    Returns
    -------
    Inputs
        Triangular where the range has a point, else uniform.

    Raises
    ------
    InputError
        If there is no draw, there are too many, or the seed is negative.

    Notes
    -----
    Each stream is addressed by seed, name of the actor and input: other actors, their order, or more draws change none.
    """
    if not 1 <= draws <= MOST_DRAWS or seed < 0:
        raise InputError(f"draws must be 1 to {MOST_DRAWS} and the seed at least 0 (got {draws} and {seed})")
    columns = [np.column_stack([_drawn_input(actor, name, draws, seed) for actor in issue.actors]) for name in INPUTS]
    return _inputs(issue, *columns)


def _drawn_input(actor: Actor, name: str, draws: int, seed: int) -> Numbers:
    interval: Interval = getattr(actor, name)
    if interval.width == 0:
        return np.full(draws, interval.low)
    stream = np.random.default_rng([seed, crc32(actor.name.encode()), INPUTS.index(name)])
    share = stream.random(draws)
    if interval.value is None:
        return np.asarray(interval.low + share * interval.width)
    below, above = interval.value - interval.low, interval.high - interval.value
    rising = interval.low + np.sqrt(share * interval.width * below)
    falling = interval.high - np.sqrt((1 - share) * interval.width * above)
    return np.where(share * interval.width < below, rising, falling)


def _inputs(issue: Issue, positions: Numbers, saliences: Numbers, capabilities: Numbers) -> Inputs:
    names = [actor.name for actor in issue.actors]
    rule = CODED_RULES.get(issue.rule, issue.rule) if issue.rule is not None else ""
    return Inputs(
        positions=(positions - issue.low) / issue.width,
        saliences=saliences,
        capabilities=capabilities,
        reference=None if issue.reference_point is None else (issue.reference_point - issue.low) / issue.width,
        vetoes=np.array([name in issue.vetoes for name in names]),
        setter=None if issue.agenda_setter is None else names.index(issue.agenda_setter),
        quota=QUOTAS.get(rule, 0.5),
    )
