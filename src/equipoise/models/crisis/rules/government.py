"""What a government does under threat."""

from __future__ import annotations

from math import exp, log

from equipoise.models.crisis.state import Parameters

FIRE_FLOOR = 0.3
"""Threat from which an order to fire is thought of."""


def threat(lost_share: float, crowd: float, held_in_check: float) -> float:
    """Return the threat as a ruler sees it [0 to 2]: weight of sites lost, and crowds against what police can hold."""
    return lost_share + (crowd / (crowd + held_in_check) if crowd > 0.0 else 0.0)


def acts_now(draw: float, rate: float, urge: float) -> bool:
    """Return whether something is done in a step, at a rate per step and unit of urge."""
    return urge > 0.0 and draw < 1.0 - exp(-rate * urge)


def worth_asking(expected_help: float, cost: float, noise: float, p: Parameters) -> float:
    """Return how good an idea it is to ask somebody: help within days, less freedom lost, and what no table knows."""
    return expected_help - p.autonomy_weight * cost + p.choice_noise * noise


def grip(loyalty: float, lost_share: float, held_in_check: float, crowd: float) -> float:
    """Return a ruler's grip on the capital [0 to 1].

    It goes with the loyalty of the forces, with the sites of the capital, and where there are not enough men to stand
    between the ruler and a crowd, however peaceful.
    """
    return loyalty * (1.0 - lost_share) * min(1.0, 5.0 * held_in_check / (crowd + 1.0))


def loosening(held: float, threat_now: float, p: Parameters) -> float:
    """Return what drives a ruler from office: under threat, how far the grip has fallen below its floor.

    In halvings, so to say: each loss of half of the grip adds as much, and a ruler without any grip hardly lasts a day.
    """
    if held >= p.loyalty_floor or threat_now <= 0.0:
        return 0.0
    return min(8.0, log(p.loyalty_floor / max(held, 1e-6))) * min(1.0, threat_now)
