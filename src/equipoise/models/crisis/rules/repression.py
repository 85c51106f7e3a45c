"""Fear and anger: what force does to those who might join."""

from __future__ import annotations

from math import exp

from equipoise.models.crisis.state import Parameters


def arrest_chance(force: float, crowd: float, rate: float) -> float:
    """Return the probability of arrest as people see it, with the ratio of force to crowd rounded down.

    The rounding matters: where a crowd outnumbers the police everybody feels safe at once, which lets outbursts happen.

    References
    ----------
    Epstein, J. M. (2002). Modeling civil violence. https://doi.org/10.1073/pnas.092080199
    """
    if crowd <= 0.0:
        return 1.0 if force > 0.0 else 0.0
    ratio = float(int(min(force / crowd, 1000.0)))
    if ratio == 0.0:
        return 0.0
    return 1.0 - exp(-rate * ratio)


def deterrence(chance: float, vigour: float, firing: float, p: Parameters) -> float:
    """Return the grievance that fear outweighs: the chance of arrest, as hard as the police acts, more under fire."""
    return p.deterrence * chance * vigour * (1.0 + firing * p.fire_deterrence)


def vigour(emergency: float, p: Parameters) -> float:
    """Return how much of its strength a police uses: all of it under an emergency, less before."""
    return 1.0 if emergency > 0.0 else p.restraint


def next_anger(anger: float, deaths: float, p: Parameters) -> float:
    """Return the anger after a step: deaths bring people out, for some days.

    Whether repression deters or provokes is open; deterrence and this rule are the two sides, and their balance
    differs from draw to draw.
    """
    return 0.9 * anger + p.backlash * deaths / 100.0
