"""Cases of a crisis made by hand or at random, and the names of what can happen in them."""

from __future__ import annotations

import numpy as np

from equipoise.models.crisis import Case, parameters_at, shipped_priors
from equipoise.models.crisis.state import (
    ACTS,
    FORBIDDEN,
    FREE,
    HORIZON,
    MOST_ACTORS,
    MOST_PLACES,
    STRANDS,
    TABLE,
    VARIANTS,
)

NEVER_COMES = 4.0 * HORIZON


def small_case(**changes) -> Case:
    """A state with three towns and two neighbours who may be asked, one of whom may also mediate."""
    case = Case(
        steps=HORIZON,
        n_places=3,
        n_sites=7,
        n_actors=2,
        capital=0,
        largest=1,
        exposure=np.array([0.8, 1.0, 0.6]),
        people=np.array([800_000.0, 1_500_000.0, 200_000.0]),
        garrison_low=np.full(3, -1.0),
        garrison_high=np.full(3, -1.0),
        travel=np.array([0.0, 2.0, 3.0]),
        first_site=np.array([0, 3, 6, 7]),
        site_weight=np.array([1.0, 1.0, 0.5, 1.0, 0.5, 0.5, 1.0]),
        reserve_low=-1.0,
        reserve_high=-1.0,
        acts=np.full(len(ACTS), FREE, dtype=np.int64),
        call_to=FREE,
        can_come=np.array([1, 1]),
        lead_low=np.array([0.0, 4.0]),
        lead_high=np.array([8.0, 16.0]),
        cost=np.array([0.8, 0.3]),
        help=np.array([0.6, 0.3]),
        answer=np.concatenate([np.linspace(0.4, 0.9, TABLE), np.linspace(0.1, 0.6, TABLE)]),
        lag=np.concatenate([np.linspace(2.0, 12.0, TABLE), np.linspace(6.0, 40.0, TABLE)]),
        size=np.concatenate([np.geomspace(300.0, 5000.0, TABLE), np.geomspace(100.0, 2000.0, TABLE)]),
        forced_answer=np.full(2, FREE, dtype=np.int64),
        standing=np.zeros(2),
        standing_lag=np.zeros(2),
        mediation_at=np.full(2, FREE, dtype=np.int64),
    )
    return case._replace(**changes)


def random_case(rng: np.random.Generator) -> Case:
    """A case with anything that a case can have: 1-24 places, 0-16 actors, set acts, mediation, standing forces."""
    places, actors = int(rng.integers(1, MOST_PLACES + 1)), int(rng.integers(0, MOST_ACTORS + 1))
    sites = rng.integers(1, 9, places)
    known = rng.random(places) < 0.4
    low = np.where(known, rng.uniform(0.0, 3000.0, places), -1.0)
    reserve = float(rng.uniform(0.0, 8000.0)) if rng.random() < 0.5 else -1.0
    acts = np.where(rng.random(len(ACTS)) < 0.6, FREE, rng.choice([FORBIDDEN, 0, 5, 18], len(ACTS)))
    comes = rng.integers(0, 2, actors)
    lead = rng.uniform(-40.0, 12.0, actors)
    lag = rng.lognormal(2.0, 1.0, actors * TABLE)
    lag[rng.random(len(lag)) < 0.1] = NEVER_COMES
    return Case(
        steps=HORIZON,
        n_places=places,
        n_sites=int(sites.sum()),
        n_actors=actors,
        capital=int(rng.integers(places)),
        largest=int(rng.integers(places)),
        exposure=rng.uniform(0.5, 1.0, places),
        people=rng.lognormal(12.5, 1.0, places),
        garrison_low=low,
        garrison_high=np.where(known, low * 1.5, -1.0),
        travel=rng.integers(0, 6, places).astype(float),
        first_site=np.concatenate([[0], np.cumsum(sites)]),
        site_weight=rng.uniform(0.2, 2.0, int(sites.sum())),
        reserve_low=reserve,
        reserve_high=1.3 * reserve if reserve >= 0 else -1.0,
        acts=acts.astype(np.int64),
        call_to=int(rng.integers(actors)) if actors and rng.random() < 0.5 else FREE,
        can_come=comes,
        lead_low=lead,
        lead_high=lead + rng.uniform(0.0, 10.0, actors),
        cost=rng.random(actors),
        help=rng.random(actors),
        answer=rng.random(actors * TABLE),
        lag=lag,
        size=rng.lognormal(7.0, 1.0, actors * TABLE),
        forced_answer=rng.choice([FREE, FREE, 0, 1], actors).astype(np.int64),
        standing=np.where(rng.random(actors) < 0.2, 3000.0, 0.0),
        standing_lag=rng.uniform(0.0, 6.0, actors),
        mediation_at=rng.choice([FREE, FREE, 0, 10], actors).astype(np.int64),
    )


def random_draws(rng: np.random.Generator, count: int):
    """Parameters from the prior, variants and a number for every strand of noise."""
    parameters = parameters_at(rng.standard_normal((count, len(shipped_priors()))))
    return (
        parameters,
        rng.integers(0, len(VARIANTS), count),
        rng.integers(0, 2**62, (count, STRANDS)),
    )


# Rules of a user's own; all tests use this one kernel, since compiling another takes seconds.

LEVEL = 0.125


def gentle_anger(anger, deaths, p):
    return 0.5 * anger + LEVEL * p.backlash * deaths / 100.0


def smooth_arrest(force, crowd, rate):
    return 1.0 - 2.0 ** (-rate * force / (crowd + 1.0))


OWN = {"arrest_chance": smooth_arrest, "next_anger": gentle_anger}
