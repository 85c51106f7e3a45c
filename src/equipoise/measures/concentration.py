"""How many partners a state effectively has, and how far it leans to one power: bounds where lists are cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from equipoise.errors import InputError
from equipoise.interval import Interval
from equipoise.measures.indicators import sovereign_states
from equipoise.measures.partners import Flow, partner_list, staleness
from equipoise.world.world import World

Shares = npt.NDArray[np.float64]


def fill_remainder(listed: Shares, cap: float, unlisted: int | None, *, packed: bool) -> Shares:
    """Complete a cut list of shares in the most, or the least, concentrated way that it allows.

    Parameters
    ----------
    listed : numpy.ndarray, shape (k,)
        Listed shares [fraction of one].
    cap : float
        Largest share that an unlisted partner can have [fraction of one].
    unlisted : int or None
        How many unlisted partners there can be; None for without limit.
    packed : bool
        Pack the remainder into as few partners as the cap allows (True), or spread it evenly (False).

    Returns
    -------
    numpy.ndarray
        Shares of all partners, summing to one. Spread without limit, the remainder is left out: its sum of squares
        tends to zero.
    """
    remainder = max(0.0, 1.0 - float(listed.sum()))
    if remainder == 0.0 or cap <= 0.0:
        return listed
    if packed:
        full = int(remainder / cap + 1e-9)
        rest = remainder - full * cap
        return np.concatenate([listed, np.full(full, cap), [rest] if rest > 0 else []])
    if unlisted is None:
        return listed
    if unlisted * cap < remainder * (1 - 1e-9):  # a hair of rounding is no contradiction
        raise InputError(
            f"{unlisted} unlisted partners of at most {cap:.3f} each cannot fill a remainder of {remainder:.3f}"
        )
    return np.concatenate([listed, np.full(unlisted, remainder / unlisted)])


def herfindahl(shares: Shares) -> float:
    """Return the Herfindahl-Hirschman index, the sum of squared shares [1/n to 1].

    Parameters
    ----------
    shares : array-like
        Shares of a whole.

    Returns
    -------
    float
        Index.
    """
    return float(np.square(shares).sum())


def entropy(shares: Shares) -> float:
    """Return the Shannon entropy of shares [nat].

    Parameters
    ----------
    shares : array-like
        Shares of a whole.

    Returns
    -------
    float
        Entropy.
    """
    positive = shares[shares > 0]
    return float(-(positive * np.log(positive)).sum())


def effective_number_bounds(listed: Shares, cap: float, unlisted: int | None, *, order: int) -> Interval:
    """Return bounds of the effective number of partners under a cut list.

    Parameters
    ----------
    listed : numpy.ndarray, shape (k,)
        Listed shares [fraction of one].
    cap : float
        Largest share that an unlisted partner can have [fraction of one].
    unlisted : int or None
        How many unlisted partners there can be. None is allowed for order 2 only.
    order : int
        1 for exp(entropy), 2 for 1/HHI.

    Returns
    -------
    Interval
        Bounds; with a point where the list leaves nothing out.

    Raises
    ------
    InputError
        If the order is neither 1 nor 2.

    Notes
    -----
    Both numbers are Hill numbers and Schur-concave in the shares: packing the remainder into as few partners as the
    cap allows gives the lower bound, spreading it evenly over all unlisted partners the upper.

    References
    ----------
    Hill, M. O. (1973). Diversity and evenness: a unifying notation and its consequences. Ecology 54(2), 427-432.
    https://doi.org/10.2307/1934352
    """
    if order not in (1, 2):
        raise InputError(f"order {order} of the effective number is not offered (choices: 1, 2)")

    def number(shares: Shares) -> float:
        return float(np.exp(entropy(shares))) if order == 1 else 1.0 / herfindahl(shares)

    low = number(fill_remainder(listed, cap, unlisted, packed=True))
    high = number(fill_remainder(listed, cap, unlisted, packed=False))
    return Interval(min(low, high), max(low, high), low if low == high else None)


@dataclass(frozen=True, slots=True)
class EffectivePartners:
    """Effective number of partners in one flow.

    Parameters
    ----------
    flow : str
        "exports" or "imports".
    by_entropy, by_herfindahl : Interval
        exp(entropy) and 1/HHI of the partners' shares.
    listed : float
        Part of the flow that the list covers [%].
    year : int
        Year described.
    source_ids, flags, observation_ids : tuple of str
        Sources, marks and addresses of the rows of the list.
    """

    flow: Flow
    by_entropy: Interval
    by_herfindahl: Interval
    listed: float
    year: int
    source_ids: tuple[str, ...]
    flags: tuple[str, ...]
    observation_ids: tuple[str, ...]


def effective_partners(world: World, iso3: str, flow: Flow) -> EffectivePartners | None:
    """Return how many equal partners would be as concentrated as a state's true ones.

    Parameters
    ----------
    world : World
        The tables.
    iso3 : str
        The state.
    flow : str
        "exports" or "imports".

    Returns
    -------
    EffectivePartners or None
        Bounds by both formulas; None where no partner list is held.
    """
    listed = partner_list(world, iso3, flow)
    if listed is None:
        return None
    shares = np.array([share.midpoint for share in listed.shares.values()]) / 100
    shares = shares / max(1.0, float(shares.sum()))
    cap = min(share.midpoint for share in listed.shares.values()) / 100
    others = max(1, len(sovereign_states(world)) - 1 - len(shares))
    remainder = 1.0 - float(shares.sum())
    # A last listed share of "0 %" caps every unlisted one at rounding level; the remainder then is rounding, too.
    cap = max(cap, remainder / others)
    return EffectivePartners(
        flow=flow,
        by_entropy=effective_number_bounds(shares, cap, others, order=1),
        by_herfindahl=effective_number_bounds(shares, cap, others, order=2),
        listed=100 * float(shares.sum()),
        year=listed.year,
        source_ids=listed.source_ids,
        flags=staleness(world, listed.year, {*listed.flags, "derived"}),
        observation_ids=tuple(listed.observation_ids.values()),
    )


@dataclass(frozen=True, slots=True)
class Tilt:
    """How far a state leans to one power.

    Parameters
    ----------
    margin : Interval
        Largest share minus the second [percentage points].
    leader : str or None
        The power with the largest share, where the intervals leave no doubt.
    """

    margin: Interval
    leader: str | None


def tilt(shares: Mapping[str, Interval]) -> Tilt | None:
    """Return the lead of the largest share over the second.

    Parameters
    ----------
    shares : Mapping of str to Interval
        Share of each power [%]; powers without a known share are absent.

    Returns
    -------
    Tilt or None
        Bounds of the lead; None for fewer than two powers.
    """
    if len(shares) < 2:
        return None
    leads = {name: _lead(name, shares) for name in shares}
    low = max(0.0, *(lead.low for lead in leads.values()))
    high = max(lead.high for lead in leads.values())
    points = sorted((share.value for share in shares.values() if share.value is not None), reverse=True)
    value = points[0] - points[1] if len(points) == len(shares) else None
    leader = next((name for name, lead in leads.items() if lead.low > 0), None)
    return Tilt(Interval(low, max(low, high), value), leader)


def _lead(name: str, shares: Mapping[str, Interval]) -> Interval:
    others = [share for other, share in shares.items() if other != name]
    return shares[name] - Interval(max(share.low for share in others), max(share.high for share in others))
