"""Who takes to the streets: thresholds, diffusion, weariness."""

from __future__ import annotations

from equipoise.models.crisis.state import Parameters

ROOT_HALF = 0.7071067811865476


def normal_share(x: float) -> float:
    """Return the share of a standard normal population below x, to about 1.5e-7.

    Products and sums only, which is twice as fast as the error function of the C library and the same on every machine.

    References
    ----------
    Abramowitz, M. & Stegun, I. A. (1964). Handbook of Mathematical Functions, 7.1.28. National Bureau of Standards.
    """
    z = abs(x) * ROOT_HALF
    q = 0.0001520143 + z * (0.0002765672 + z * 0.0000430638)
    q = 1.0 + z * (0.0705230784 + z * (0.0422820123 + z * (0.0092705272 + z * q)))
    q = q * q
    q = q * q
    q = q * q
    q = q * q
    tail = 0.5 / q
    return tail if x < 0.0 else 1.0 - tail


def joining_share(pressure: float, mu: float, sigma: float) -> float:
    """Return the share of those who might join whose threshold lies below a pressure.

    People differ in how many others they must see before they join. With thresholds spread normally, a small change
    of the spread can decide between a handful and nearly all.

    References
    ----------
    Granovetter, M. (1978). Threshold models of collective behavior. https://doi.org/10.1086/226707
    """
    return normal_share((pressure - mu) / sigma)


def felt_share(since_shock: float, p: Parameters) -> float:
    """Return the part of the shock that is felt by now: it rises evenly until everybody has noticed."""
    return min(1.0, (since_shock + 1.0) / p.onset)


def grievance(exposure: float, relief: float, violent: float, anger: float, trust: float, p: Parameters) -> float:
    """Return the grievance of a place.

    The shock, less what a concession takes away - which it does for the peaceful part of a crowd only, since a demand
    that is met gives the violent no reason to go home - plus anger over deaths and cuts, less trust won or lost.
    """
    return exposure * p.shock * (1.0 - relief * (1.0 - violent)) + anger - trust


def pressure(own: float, news: float, grieved: float, deterred: float, weary: float, p: Parameters) -> float:
    """Return what pushes the people of a place: those in their own streets, news of others, grievance, less fear.

    News is the mobilised share of the most mobilised other place: what spreads is the word of the largest protest.
    Knowing that others share a view one has hidden is what makes it safe to show it.

    References
    ----------
    Kuran, T. (1991). Now out of never. https://doi.org/10.2307/2010422
    """
    return p.w_own * own + p.w_news * news + grieved - deterred - weary


def next_mobilised(now: float, target: float, noise: float, p: Parameters) -> float:
    """Return the mobilised share after a step: part of the way to the target, faster or slower by chance."""
    speed = p.kappa * (1.0 + p.jitter * (2.0 * noise - 1.0))
    return now + speed * (target - now)


def next_weariness(weary: float, mobilised: float, p: Parameters) -> float:
    """Return the weariness after a step: it grows with what a crowd has done and fades within days."""
    return 0.95 * weary + p.weariness * mobilised
