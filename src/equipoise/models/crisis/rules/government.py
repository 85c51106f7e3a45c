"""What a government does under threat."""

from __future__ import annotations

from math import exp
from typing import Any

FIRE_FLOOR = 0.3
"""Threat from which an order to fire is thought of."""


def threat(lost_share: float, crowd: float, held_in_check: float) -> float:
    """Return the threat as a ruler sees it [0 to 2]: weight of sites lost, and crowds against what police can hold."""
    return lost_share + (crowd / (crowd + held_in_check) if crowd > 0.0 else 0.0)


def acts_now(draw: float, rate: float, urge: float) -> bool:
    """Return whether something is done in a step, at a rate per step and unit of urge."""
    return urge > 0.0 and draw < 1.0 - exp(-rate * urge)


def worth_asking(expected_help: float, cost: float, noise: float, p: Any) -> float:
    """Return how good an idea it is to ask somebody: help within days, less freedom lost, and what no table knows."""
    return expected_help - p.autonomy_weight * cost + p.choice_noise * noise


def leaves_now(draw: float, loyalty: float, threat_now: float, capital_lost: float, p: Any) -> bool:
    """Return whether the ruler leaves: once loyalty is below its floor, the sooner the greater the threat."""
    if loyalty >= p.loyalty_floor:
        return False
    urge = (p.loyalty_floor - loyalty) / p.loyalty_floor * (threat_now + 3.0 * capital_lost)
    return draw < 1.0 - exp(-p.leave_rate * 4.0 * urge)
