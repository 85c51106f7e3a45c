"""A crisis of any state, from little more than its name: what the track record runs where nobody wrote a scenario.

Every number here is a choice, made before a score was seen and not touched since; none is fitted.

Places are three: the capital with a tenth of the population, the largest other town with half as many (as the second
city has in the rule of Zipf), and other towns with a fifth; the countryside is left out, as it is in the written
scenarios. Sites and their weights are those that such towns have in the written scenarios. Forces that can be moved are
a fifth to all of the paramilitary forces, as in the scenario of Kazakhstan, or where the tables count none an eighth to
three quarters of the active forces, as in that of Kyrgyzstan; without either the prior of the model holds. Police is
left to the prior. Population and forces are those of the year nearest to the crisis that the tables hold, which for old
crises is decades later: their ratio matters, and how large a town is against what counts as a protest.

The sort of crisis says where the shock is felt and which variant of an upheaval fits (`SHOCKS`): crowds leave all three
variants open, a coup is a split of the elite in the capital, armed groups are the variant with organised violence. An
attack from outside is run as armed groups near the border, for want of anything better: the model knows no armies.

Whoever is asked can decide within three days of the first protest, and its help costs half of what the costliest would.

References
----------
Zipf, G. K. (1949). Human Behavior and the Principle of Least Effort. Addison-Wesley.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from equipoise.errors import UnknownNameError
from equipoise.models.crisis.kernel import Records, simulate
from equipoise.models.crisis.prior_runs import drawn
from equipoise.models.crisis.priors import Prior
from equipoise.models.crisis.state import (
    ACTS,
    ELITE_SPLIT,
    FREE,
    HIJACKED,
    HORIZON,
    MOST_ACTORS,
    SPONTANEOUS,
    STEPS_A_DAY,
    Case,
)
from equipoise.world.world import World

Numbers = NDArray[np.float64]

UNKNOWN = -1.0
TYPICAL_PEOPLE = 10_000_000.0
"""Population of a state of which the tables hold none [persons]."""

SHARES = (0.10, 0.05, 0.20)
"""Population of the capital, of the largest other town and of the other towns, as shares of the state's."""

TRAVEL = (0.0, 1.0, 2.0)
"""Steps that a reserve takes from the capital: six hours to the next city, half a day to the others."""

SITES = (
    (3.0, 2.0, 1.5, 1.5, 1.0),
    (2.0, 1.5, 1.5, 1.0),
    (2.0, 1.5, 1.0),
)
"""Weights of sites: residence, government, airport, police and broadcaster; administration, police, airport and
broadcaster; administration, police and airport."""

PARAMILITARY, ACTIVE = (0.2, 1.0), (0.125, 0.75)
LEAD_DAYS = 3.0
COST = 0.5


@dataclass(frozen=True, slots=True)
class ShockProfile:
    """What a sort of crisis is to the model.

    Parameters
    ----------
    exposure : tuple of float
        How strongly capital, largest other town and other towns feel it [0 to 1].
    variants : tuple of int
        Variants of the upheaval that are open, equally likely.
    """

    exposure: tuple[float, float, float]
    variants: tuple[int, ...]


_ALL = (SPONTANEOUS, HIJACKED, ELITE_SPLIT)
SHOCKS = {
    "mass_unrest": ShockProfile((0.7, 0.7, 0.5), _ALL),
    "election_dispute": ShockProfile((1.0, 0.7, 0.4), _ALL),
    "communal": ShockProfile((0.2, 1.0, 0.6), _ALL),
    "coup_mutiny": ShockProfile((1.0, 0.2, 0.1), (ELITE_SPLIT,)),
    "insurgency": ShockProfile((0.2, 0.6, 1.0), (HIJACKED,)),
    "gangs": ShockProfile((1.0, 0.5, 0.3), (HIJACKED,)),
    "invasion": ShockProfile((0.2, 0.5, 1.0), (HIJACKED,)),
    "border": ShockProfile((0.2, 0.5, 1.0), (HIJACKED,)),
    "external_threat": ShockProfile((0.2, 0.5, 1.0), (HIJACKED,)),
}
"""Sorts of crisis as coded in `episodes.trigger`."""


@dataclass(frozen=True, slots=True)
class Helper:
    """An outside actor that can be asked for troops.

    Parameters
    ----------
    answer, lag, size : numpy.ndarray, shape (TABLE,)
        Equally likely values of the probability of troops, of the time from call to arrival [step], of their number.
    soon : float
        Probability of troops within three days.
    """

    answer: Numbers
    lag: Numbers
    size: Numbers
    soon: float


def generic_case(
    world: World, iso3: str, trigger: str, helpers: Sequence[Helper] = (), year: int | None = None
) -> tuple[Case, tuple[int, ...]]:
    """Return a crisis of a state as numbers, and the variants that are open.

    Parameters
    ----------
    world : World
        The tables: population and forces.
    iso3 : str
        The state; one of which the tables hold no population counts as one of ten million.
    trigger : str
        Sort of crisis, a key of `SHOCKS`.
    helpers : sequence of Helper
        Who can be asked; no more than the model has room for are taken, the first ones.
    year : int, optional
        Year of the crisis; by default the latest that the tables describe.

    Returns
    -------
    case : Case
        Numbers that the model runs.
    variants : tuple of int
        Variants of the upheaval, equally likely.

    Raises
    ------
    UnknownNameError
        If the sort of crisis is unknown.
    """
    if trigger not in SHOCKS:
        raise UnknownNameError("sort of crisis", trigger, SHOCKS)
    shock, asked = SHOCKS[trigger], list(helpers)[:MOST_ACTORS]
    people = nearest_value(world, iso3, "population", year) or TYPICAL_PEOPLE
    low, high = movable_forces(world, iso3, year)
    count = len(asked)
    case = Case(
        steps=HORIZON,
        n_places=len(SHARES),
        n_sites=sum(len(weights) for weights in SITES),
        n_actors=count,
        capital=0,
        largest=0,
        exposure=np.array(shock.exposure),
        people=people * np.array(SHARES),
        garrison_low=np.full(len(SHARES), UNKNOWN),
        garrison_high=np.full(len(SHARES), UNKNOWN),
        travel=np.array(TRAVEL),
        first_site=np.cumsum([0, *(len(weights) for weights in SITES)]).astype(np.int64),
        site_weight=np.array([weight for weights in SITES for weight in weights]),
        reserve_low=low,
        reserve_high=high,
        acts=np.full(len(ACTS), FREE, dtype=np.int64),
        call_to=FREE,
        can_come=np.ones(count, dtype=np.int64),
        lead_low=np.zeros(count),
        lead_high=np.full(count, LEAD_DAYS * STEPS_A_DAY),
        cost=np.full(count, COST),
        help=np.array([helper.soon for helper in asked], dtype=np.float64),
        answer=_joined([helper.answer for helper in asked]),
        lag=_joined([helper.lag for helper in asked]),
        size=_joined([helper.size for helper in asked]),
        forced_answer=np.full(count, FREE, dtype=np.int64),
        standing=np.zeros(count),
        standing_lag=np.zeros(count),
        mediation_at=np.full(count, FREE, dtype=np.int64),
    )
    return case, shock.variants


def movable_forces(world: World, iso3: str, year: int | None = None) -> tuple[float, float]:
    """Return the ends of the force that a state can move [persons]; below 0 where the tables hold nothing."""
    for name, (low, high) in (("paramilitary_forces", PARAMILITARY), ("active_forces", ACTIVE)):
        found = nearest_value(world, iso3, name, year)
        if found is not None:
            return low * found, high * found
    return UNKNOWN, UNKNOWN


def nearest_value(world: World, iso3: str, name: str, year: int | None = None) -> float | None:
    """Return an indicator in the year nearest to another one, the middle where it is an interval; None if unknown."""
    rows = world.indicators.filter((pl.col("iso3") == iso3) & (pl.col("name") == name))
    value = pl.coalesce("value", (pl.col("low") + pl.col("high")) / 2, "high", "low")
    known = rows.with_columns(held=value).filter(pl.col("held").is_not_null())
    if known.is_empty():
        return None
    away = (pl.col("year") - year).abs() if year is not None else -pl.col("year")
    return float(known.sort(away, "year", "published")["held"][0])


def runs(
    case: Case,
    open_variants: Sequence[int],
    start: int,
    stop: int,
    *,
    seed: int = 1,
    among: Sequence[Prior] | None = None,
) -> Records:
    """Run trajectories of the prior, the variant of each one of those that are open.

    Parameters
    ----------
    case : Case
        The crisis.
    open_variants : sequence of int
        Variants that are open.
    start, stop : int
        Trajectories start to stop - 1.
    seed : int
        Seed of the ensemble.
    among : sequence of Prior, optional
        Priors; by default those that ship.

    Returns
    -------
    numpy.ndarray, shape (stop - start,)
        Records, with the fields of OUTCOMES.
    """
    parameters, variants, numbers = drawn(seed, start, stop, among)
    open_to = np.array(open_variants, dtype=np.int64)
    return simulate(case, parameters, open_to[variants % open_to.size], seed, numbers)


def _joined(tables: list[Numbers]) -> Numbers:
    return np.concatenate(tables) if tables else np.zeros(0)
