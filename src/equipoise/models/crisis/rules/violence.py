"""How a crowd turns violent, and what it costs."""

from __future__ import annotations

from equipoise.models.crisis.state import Parameters

ARMED_WEIGHT = 3.0
"""One of an organised group counts for so many of a crowd at a site."""


def contact(crowd: float, held_in_check: float) -> float:
    """Return how much crowd and police meet [0 to 1]: most where neither side is clearly stronger."""
    if crowd <= 0.0 or held_in_check <= 0.0:
        return 0.0
    part = crowd / (crowd + held_in_check)
    return 4.0 * part * (1.0 - part)


def next_violent(violent: float, met: float, vigour: float, firing: float, p: Parameters) -> float:
    """Return the violent share of a crowd after a step.

    It grows where crowd and police meet, the more the harder the police acts and more still under fire, and calms by
    itself.

    References
    ----------
    della Porta, D. (1995). Social Movements, Political Violence, and the State. https://doi.org/10.1017/CBO9780511527555
    """
    rise = p.escalation * met * vigour * (1.0 + firing) * (1.0 - violent)
    return max(0.0, min(1.0, violent + rise - p.calming * violent))


def violent_strength(crowd: float, violent: float, armed: float) -> float:
    """Return the strength of those who attack [persons of a crowd]."""
    return crowd * violent + ARMED_WEIGHT * armed


def expected_deaths(strength: float, force: float, firing: float, p: Parameters) -> float:
    """Return the deaths to be expected in a step: by violence, where there is force to meet it, more under fire."""
    if strength <= 0.0 or force <= 0.0:
        return 0.0
    met = force / (force + 0.1 * strength)
    return p.lethality * strength / 1000.0 * met * (p.fire_lethality if firing > 0.0 else 1.0)


def group_joins(strength_ratio: float, chance: float, p: Parameters) -> bool:
    """Return whether organised groups join: they wait until a crowd has thinned the police, then come within days."""
    return strength_ratio > 0.5 and chance < p.group_readiness


def next_armed(armed: float, attack: float, defence: float) -> float:
    """Return the organised violent persons after a step: they melt away where force is the stronger side."""
    return armed * (1.0 - 0.25 * defence / (attack + defence)) if attack + defence > 0.0 else 0.0
