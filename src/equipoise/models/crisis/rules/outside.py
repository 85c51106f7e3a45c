"""What outside actors do once they are asked, and what their coming does."""

from __future__ import annotations

from equipoise.models.crisis.state import HORIZON_DAYS, STEPS_A_DAY, Parameters


def sends_troops(draw: float, chance: float) -> bool:
    """Return whether an actor sends troops: `models/calls` gives the chance, with its doubt."""
    return draw < chance


def decision_steps(lag: float, p: Parameters) -> float:
    """Return the steps from call to decision: a part of the time from call to arrival."""
    return p.deliberation * lag


def present_strength(strength: float, since_arrival: float, p: Parameters) -> float:
    """Return the soldiers in the country, building up from the first unit to full strength."""
    return strength * min(1.0, (since_arrival + 1.0) / p.ramp)


def autonomy_price(cost: float, lingers: bool, p: Parameters) -> float:  # noqa: FBT001 - a rule takes plain values
    """Return the freedom of action that a helper's troops cost in a step, once they have come.

    The helper's own cost falls due with its first soldier; staying on when order is back adds to it.
    """
    return cost * p.lingering / (HORIZON_DAYS * STEPS_A_DAY) if lingers else 0.0


def relieved_guards(foreign: float, guard: float, p: Parameters) -> float:
    """Return the home guards that foreign soldiers free for other work: the mechanism claimed in 2022."""
    return min(guard, p.frees * foreign)


def mediation_accepted(draw: float, most_violent: float, trust: float, p: Parameters) -> bool:
    """Return whether an offer of mediation is accepted: seldom, and less where a crowd is violent."""
    return draw < p.mediation_chance * (1.0 - most_violent) * (1.0 + max(-1.0, min(1.0, trust)))
