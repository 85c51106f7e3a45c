"""Contest over key sites, and the loyalty that hangs on it."""

from __future__ import annotations

from math import exp
from typing import Any


def odds_share(attack: float, defence: float) -> float:
    """Return attack / (attack + defence): the logistic function of the difference of logarithms."""
    return attack / (attack + defence) if attack + defence > 0.0 else 0.0


def loss_chance(attack: float, defence: float, p: Any) -> float:
    """Return the probability that a site falls in a step.

    A hazard that grows with the odds of attackers against defenders, whose weight is their number times arms times
    loyalty: men who do not believe in what they guard go home.
    """
    return 1.0 - exp(-2.0 * p.site_loss * odds_share(attack, defence))


def retaking_chance(attack: float, defence: float, p: Any) -> float:
    """Return the probability that a lost site is retaken in a step: the mirror, with mobile force as the attacker."""
    return 1.0 - exp(-2.0 * p.site_retaking * odds_share(defence, attack))


def loyalty_after(loyalty: float, full: float, lost_weight: float, deaths: float, p: Any) -> float:
    """Return the loyalty of the forces after a step: less with sites and lives lost, coming back when all is quiet."""
    kept = loyalty * (1.0 - p.erosion_site) ** lost_weight
    kept = kept * (1.0 - min(0.9, p.erosion_deaths * deaths / 100.0))
    if lost_weight <= 0.0:
        kept = kept + p.recovery * (full - kept)
    return max(0.0, min(1.0, kept))
