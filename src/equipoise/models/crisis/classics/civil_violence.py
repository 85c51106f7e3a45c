"""Epstein's civil violence: people on a lattice who rebel where they feel safe, and police who arrest them.

Written for `engine.compiling`: plain functions on arrays, so the rule of arrest can be replaced like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import exp
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from equipoise.engine.draws import uniforms
from equipoise.models.crisis.rules.repression import arrest_chance

Row = NDArray[Any]

EMPTY = -1
SETUP = 0xFFFF0000
"""Step under which draws of the start are addressed."""


class CivilViolenceSetting(NamedTuple):
    """What a run is made of; by default the published run with outbursts.

    Parameters
    ----------
    side : int
        Side of the lattice, which is closed to a torus [sites].
    density, police : float
        Sites with a person of the population, and with a policeman [share].
    legitimacy : float
        Legitimacy of the government [0 to 1].
    longest_term : int
        Longest term in jail [step]; terms are drawn evenly from 0.
    vision : int
        How far everybody sees and goes [site].
    rate : float
        Rate of arrest per policeman and rebel.
    threshold : float
        Grievance less risk from which somebody rebels.

    References
    ----------
    Epstein, J. M. (2002). Modeling civil violence: an agent-based computational approach. PNAS 99 (suppl. 3),
    7243-7250. https://doi.org/10.1073/pnas.092080199
    """

    side: int = 40
    density: float = 0.7
    police: float = 0.04
    legitimacy: float = 0.82
    longest_term: int = 30
    vision: int = 7
    rate: float = 2.3
    threshold: float = 0.1


def unrounded_arrest_chance(force: float, crowd: float, rate: float) -> float:
    """Return the probability of arrest with the ratio of force to crowd as it is: the rule without its jump."""
    return 1.0 - exp(-rate * min(force / crowd, 1000.0)) if crowd > 0.0 else 1.0


def rebels(
    setting: CivilViolenceSetting, steps: int, seed: int, rules: Mapping[str, Callable[..., Any]] | None = None
) -> NDArray[np.float64]:
    """Run the model and return the number of rebels at every step.

    Parameters
    ----------
    setting : CivilViolenceSetting
        Lattice, people, police.
    steps : int
        Steps.
    seed : int
        Seed of the draws.
    rules : mapping of str to callable, optional
        Rules in the place of those used here, by name.

    Returns
    -------
    numpy.ndarray, shape (steps,)
        Rebels at large [persons].
    """
    from equipoise.engine.compiling import compiled

    sites = setting.side * setting.side
    police = round(setting.police * sites)
    people = round(setting.density * sites) + police
    counts = np.zeros(steps)
    lattice = np.full(sites, EMPTY, dtype=np.int64)
    own = [np.zeros(people, dtype=np.int64) for _ in range(4)]
    compiled(riot, rules)(setting, seed, police, counts, lattice, in_sight(setting), np.zeros((people, 2)), *own)
    return counts


def in_sight(setting: CivilViolenceSetting) -> NDArray[np.int64]:
    """Return the sites in sight of every site, itself left out, shape (sites, seen)."""
    reach, side = setting.vision, setting.side
    south, east = (part.ravel() for part in np.mgrid[-reach : reach + 1, -reach : reach + 1])
    kept = (south**2 + east**2 <= reach**2) & ((south != 0) | (east != 0))
    row, column = np.divmod(np.arange(side * side), side)
    return ((row[:, None] + south[kept]) % side * side + (column[:, None] + east[kept]) % side).astype(np.int64)


def outbursts(counts: NDArray[np.float64], size: float = 50.0) -> int:
    """Return how often the number of rebels rises above a size."""
    above = counts > size
    return int(above[0]) + int((above[1:] & ~above[:-1]).sum())


def riot(
    setting: CivilViolenceSetting, seed: int, police: int, counts: Row, lattice: Row, sight: Row, nature: Row,
    place: Row, rebel: Row, term: Row, order: Row,
) -> None:  # fmt: skip
    """Run the model; people 0 to police - 1 are the police. `nature` holds hardship and aversion to risk."""
    settle(seed, lattice, nature, place, order)
    for step in range(len(counts)):
        shuffle(seed, step, order)
        for turn in range(len(order)):
            one = order[turn]
            drawn = uniforms(seed, 0, step, one)
            if term[one] > 0:
                term[one] -= 1
                if term[one] == 0:
                    put(one, first_empty(lattice, int(drawn[1] * len(lattice))), lattice, place)
                continue
            move(one, drawn[1], sight, lattice, place)
            if one < police:
                arrest(setting, police, drawn[2], drawn[3], sight[place[one]], lattice, rebel, term)
            else:
                rebel[one] = rebels_now(setting, one, police, nature, sight[place[one]], lattice, rebel)
        for one in range(len(order)):
            counts[step] += rebel[one]


def settle(seed: int, lattice: Row, nature: Row, place: Row, order: Row) -> None:
    """Give everybody a site, a hardship and an aversion to risk."""
    for one in range(len(order)):
        drawn = uniforms(seed, 0, SETUP, one)
        order[one] = one
        nature[one, 0] = drawn[0]
        nature[one, 1] = drawn[1]
        put(one, first_empty(lattice, int(drawn[2] * len(lattice))), lattice, place)


def shuffle(seed: int, step: int, order: Row) -> None:
    """Bring people into a random order."""
    for last in range(len(order) - 1, 0, -1):
        other = int(uniforms(seed, 0, step, last)[0] * (last + 1))
        order[last], order[other] = order[other], order[last]


def first_empty(lattice: Row, site: int) -> int:
    """Return the first empty site from a site on."""
    while lattice[site] != EMPTY:
        site = (site + 1) % len(lattice)
    return site


def put(one: int, site: int, lattice: Row, place: Row) -> None:
    """Put somebody on a site."""
    lattice[site] = one
    place[one] = site


def move(one: int, draw: float, sight: Row, lattice: Row, place: Row) -> None:
    """Move somebody to a random empty site in sight, if there is one."""
    start = place[one]
    empty = 0
    for site in sight[start]:
        if lattice[site] == EMPTY:
            empty += 1
    left = int(draw * empty)
    for site in sight[start]:
        if lattice[site] == EMPTY:
            if left == 0:
                lattice[start] = EMPTY
                put(one, site, lattice, place)
                return
            left -= 1


def rebels_now(
    setting: CivilViolenceSetting, one: int, police: int, nature: Row, seen: Row, lattice: Row, rebel: Row
) -> int:
    """Return 1 if the grievance of somebody outweighs the risk of arrest, himself counted among the rebels."""
    force, crowd = 0.0, 1.0
    for site in seen:
        other = lattice[site]
        if other == EMPTY:
            continue
        if other < police:
            force += 1.0
        else:
            crowd += rebel[other]
    grievance = nature[one, 0] * (1.0 - setting.legitimacy)
    risk = nature[one, 1] * arrest_chance(force, crowd, setting.rate)
    return 1 if grievance - risk > setting.threshold else 0


def arrest(
    setting: CivilViolenceSetting,
    police: int,
    draw: float,
    length: float,
    seen: Row,
    lattice: Row,
    rebel: Row,
    term: Row,
) -> None:
    """Let a policeman arrest a random rebel in sight, if there is one."""
    found = 0
    for site in seen:
        if lattice[site] >= police and rebel[lattice[site]] == 1:
            found += 1
    left = int(draw * found)
    for site in seen:
        caught = lattice[site]
        if caught >= police and rebel[caught] == 1:
            if left == 0:
                lattice[site] = EMPTY
                rebel[caught] = 0
                # A term of no steps ends with the next turn.
                term[caught] = 1 + int(length * (setting.longest_term + 1))
                return
            left -= 1
