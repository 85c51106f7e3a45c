"""Contest over key sites, and the loyalty that hangs on it."""

from __future__ import annotations

from math import exp

from equipoise.models.crisis.state import Parameters


def success(attack: float, defence: float) -> float:
    """Return the chance of attackers in an even contest of a day: strength squared against strength squared.

    Squared, because the stronger side brings more of its strength to bear at one place.

    References
    ----------
    Hirshleifer, J. (1989). Conflict and rent-seeking success functions. https://doi.org/10.1007/BF00140822
    """
    total = attack * attack + defence * defence
    return attack * attack / total if total > 0.0 else 0.0


def loss_chance(attack: float, defence: float, p: Parameters) -> float:
    """Return the probability that a site falls in a step.

    Defenders weigh their number times arms times loyalty: men who do not believe in what they guard go home.
    """
    return 1.0 - exp(-2.0 * p.site_loss * success(attack, defence))


def retaking_chance(attack: float, defence: float, p: Parameters) -> float:
    """Return the probability that a lost site is retaken in a step: the mirror, with mobile force as the attacker."""
    return 1.0 - exp(-2.0 * p.site_retaking * success(defence, attack))


def loyalty_after(loyalty: float, full: float, lost_weight: float, deaths: float, p: Parameters) -> float:
    """Return the loyalty of the forces after a step: less with sites and lives lost, coming back when all is quiet."""
    kept = loyalty * (1.0 - p.erosion_site) ** lost_weight
    kept = kept * (1.0 - min(0.9, p.erosion_deaths * deaths / 100.0))
    if lost_weight <= 0.0:
        kept = kept + p.recovery * (full - kept)
    return max(0.0, min(1.0, kept))
