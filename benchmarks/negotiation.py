"""Bargaining at full size: rounds of challenges, and a forecast over ranges of the inputs."""

from __future__ import annotations

import numpy as np

from benchmarks.timing import Comparison
from equipoise.interval import Interval
from equipoise.models.bargaining import Actor, Issue, forecast
from equipoise.models.bargaining.expected_utility import play

ROUNDS = 10
DRAWS = 10_000
MANY = 30


def cases() -> list[Comparison]:
    """Return ten rounds with 10 and 17 actors, and 10,000 draws of 30 actors under two models."""
    return [*(_rounds(actors) for actors in (10, 17)), *(_draws(name) for name in ("mixture", "nash"))]


def _rounds(actors: int) -> Comparison:
    rng = np.random.default_rng(0)
    inputs = [rng.uniform(low, 1, (1, actors)) for low in (0, 0.1, 0.1)]
    positions = inputs[0][0]

    def bare() -> None:
        """Compare every pair as every third actor sees it: what no round can do without."""
        for _ in range(ROUNDS):
            np.abs(positions[:, None, None] - positions[None, :, None]) - np.abs(positions[None, None, :])

    name = f"{ROUNDS} rounds of challenges, {actors} actors"
    return Comparison(name, lambda: play(*inputs, ROUNDS), "the distances of all triples, as often", bare)  # type: ignore[call-arg]


def _draws(model: str) -> Comparison:
    rng = np.random.default_rng(0)
    actors = tuple(
        Actor(f"a{number}", Interval(low, low + 10), Interval(0.2, 0.8), Interval(1, 5), ())
        for number, low in enumerate(rng.uniform(0, 90, MANY))
    )
    issue = Issue("many", 0, 100, "low", "high", actors)
    name = f"{DRAWS:,} draws of {MANY} actors, {model}"
    return Comparison(
        name, lambda: forecast(issue, model, draws=DRAWS), "the random numbers", lambda: rng.random((DRAWS, MANY, 3))
    )
