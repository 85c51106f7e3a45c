"""What a closure costs a state that only wants to pass: days, money, and trade that cannot move at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from equipoise.models.corridors.choice import ChoiceSet
from equipoise.models.corridors.closures import Closure
from equipoise.models.corridors.commodities import HOURS_PER_DAY
from equipoise.models.corridors.markets import Basket, Market
from equipoise.models.corridors.routing import CorridorModel

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MarketLoss:
    """What a closure does to the way to one partner.

    Parameters
    ----------
    state, place : str
        ISO3 of the partner, and the name of the place.
    share : float
        Part of the trade [fraction].
    hit : float
        Part of the cargo that went through what is closed [fraction].
    days : float or None
        Longer on the way, on average [day]; None where no way is left.
    usd : float
        Loss per unit of cargo [USD]; the value of the cargo where no way is left.
    cut : bool
        Whether no way is left.
    """

    state: str
    place: str
    share: float
    hit: float
    days: float | None
    usd: float
    cut: bool


@dataclass(frozen=True, slots=True)
class ClosureLoss:
    """What a closure costs a state.

    Parameters
    ----------
    state : str
        ISO3 of the state that loses.
    closures : tuple of str
        What is closed.
    days : float or None
        Longer on the way, mean over the trade that still moves [day]; None where nothing moves.
    usd : float
        Mean loss per unit of cargo [USD].
    percent : float
        The same as a part of the value of the cargo [%]: the primary number.
    hit, cut : float
        Part of the trade that went through what is closed, and part that cannot move at all [% of the trade covered].
    own_markets : float
        Part of the turnover that is with the closed states themselves and not counted here [%].
    covered : float
        Part of the turnover that the answer is about [%].
    markets : tuple of MarketLoss
        Partner by partner.
    """

    state: str
    closures: tuple[str, ...]
    days: float | None
    usd: float
    percent: float
    hit: float
    cut: float
    own_markets: float
    covered: float
    markets: tuple[MarketLoss, ...]


def closure_loss(corridors: CorridorModel, basket: Basket, closures: Sequence[Closure]) -> ClosureLoss:
    """Return what closures cost a state on its way to all partners, the closed states' own markets apart.

    Parameters
    ----------
    corridors : CorridorModel
        Cargo and network.
    basket : Basket
        Partners of the state with their part of the trade.
    closures : sequence of Closure
        Acts. A cut of a part of the capacity sends away that part of the cargo that went through, and costs that part.

    Returns
    -------
    ClosureLoss
        Means over the trade that the layer covers.

    Notes
    -----
    The loss per unit is the change of the log-sum over the politically distinct ways (the consumer surplus of Small
    & Rosen 1981,
    https://doi.org/10.2307/1911129), at most the value of the cargo, which is also what is lost where no way is left.
    """
    kept = basket.without(shut_states(closures))
    found = [market_loss(corridors, kept, market, closures) for market in kept.markets]
    weights = np.array([entry.share for entry in found])
    total = float(weights.sum()) or 1.0
    moving = [(entry.share, entry.days) for entry in found if entry.days is not None]
    moved = sum(share for share, _ in moving)
    usd = float(sum(entry.share * entry.usd for entry in found)) / total
    return ClosureLoss(
        basket.state,
        tuple(act.name for act in closures),
        sum(share * days for share, days in moving) / moved if moved else None,
        usd,
        100 * usd / corridors.cargo.value,
        100 * sum(entry.share * entry.hit for entry in found) / total,
        100 * sum(entry.share for entry in found if entry.cut) / total,
        100 * (basket.covered - kept.covered),
        100 * kept.covered,
        tuple(found),
    )


def market_loss(corridors: CorridorModel, basket: Basket, market: Market, closures: Sequence[Closure]) -> MarketLoss:
    """Return what closures do to the way to one partner."""
    value = corridors.cargo.value
    about = (market.state, market.place.name, market.share)
    held = corridors.choices(basket.home.id, market.place.id, whole(closures))
    if held is None:
        return MarketLoss(*about, 0.0, None, 0.0, cut=False)
    part = severity(closures)
    before = held.probabilities()
    stays = corridors.open_ways(held, whole(closures))
    hit = float(before[~stays].sum())
    if not stays.any():
        return MarketLoss(*about, hit, None, value * part, cut=part >= 1.0)
    costs = corridors.costs(held, closures)
    loss = float(held.inclusive_cost(stays, costs) - held.inclusive_cost())
    days = expected_days(held, held.probabilities(stays, costs)) - expected_days(held, before)
    return MarketLoss(*about, hit, part * days, part * min(max(loss, 0.0), value), cut=False)


def shut_states(closures: Iterable[Closure]) -> set[str]:
    """Return the states that are closed, in whole or in part: their own markets are not counted."""
    return {act.target[0] for act in closures if act.kind == "state" and act.cut > 0}


def severity(closures: Iterable[Closure]) -> float:
    """Return the part of the capacity that is lost: of several acts the largest; 1 where a price is raised alone."""
    cuts = [act.cut for act in closures if act.cut]
    return max(cuts, default=1.0)


def whole(closures: Iterable[Closure]) -> tuple[Closure, ...]:
    """Return closures with every cut of capacity made total; those that raise a price stay."""
    return tuple(
        Closure(act.kind, act.target, 1.0, act.surcharge, act.start, act.days) if act.cut else act for act in closures
    )


def expected_days(held: ChoiceSet, parts: Numbers) -> float:
    """Return the mean time over the ways of a choice [day]."""
    hours = np.array([way.hours for way in held.ways])
    return float((parts * hours).sum()) / HOURS_PER_DAY
