"""How far a state depends on each transit state: shares, losses, vetoes, diversity, and who would lose more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from equipoise.measures.concentration import entropy
from equipoise.measures.indicators import indicator
from equipoise.measures.shapley import shapley_values
from equipoise.models.corridors.closure_loss import ClosureLoss, closure_loss, market_loss
from equipoise.models.corridors.closures import Closure
from equipoise.models.corridors.markets import Basket
from equipoise.models.corridors.routing import CorridorModel
from equipoise.world.world import World

LEAST_SHARE = 0.01
"""A state that less than this part of the trade goes through is no transit state here."""

MOST_PLAYERS = 8
MOST_VETOES = 3
HALF = 50.0


@dataclass(frozen=True, slots=True)
class Transit:
    """One transit state as seen from the state that depends.

    Parameters
    ----------
    state : str
        ISO3.
    share : float
        Part of the trade covered that goes through it [%].
    loss : ClosureLoss
        What its closure costs.
    shapley : float or None
        Its part in what the closure of all of them together costs, so that overlapping vetoes are shared out [% of
        value].
    own_loss : float or None
        What it would lose itself: revenue from this transit [% of its exports].
    asymmetry : float or None
        Loss of the one that depends less that of the one that closes, each in percent of its own trade [percentage
        points].
    """

    state: str
    share: float
    loss: ClosureLoss
    shapley: float | None = None
    own_loss: float | None = None
    asymmetry: float | None = None


@dataclass(frozen=True, slots=True)
class TransitDependence:
    """Dependence of a state on those its cargo passes through.

    Parameters
    ----------
    state, commodity, mode : str
        ISO3, class of cargo, "rail" or "any".
    transit : tuple of Transit
        Largest loss first.
    vetoes : tuple of tuple of str
        Smallest sets of transit states that could leave at least half of the trade covered without any way.
    diversity : float
        Effective number of ways, exp(entropy) of the parts of a path-size logit, mean over the trade.
    covered : float
        Part of the turnover that the answer is about [%].
    basket : Basket
        Partners.
    """

    state: str
    commodity: str
    mode: str
    transit: tuple[Transit, ...]
    vetoes: tuple[tuple[str, ...], ...]
    diversity: float
    covered: float
    basket: Basket


def dependence_on_transit(corridors: CorridorModel, basket: Basket) -> TransitDependence:
    """Measure how far a state depends on each transit state.

    Parameters
    ----------
    corridors : CorridorModel
        Cargo and network.
    basket : Basket
        Partners of the state.

    Returns
    -------
    TransitDependence
        Transit states with shares and losses, vetoes, diversity.
    """
    shares = transit_shares(corridors, basket)
    players = [state for state, share in sorted(shares.items(), key=lambda pair: -pair[1]) if share >= LEAST_SHARE]
    players = players[:MOST_PLAYERS]
    worth = _Worth(corridors, basket)
    values = shapley_values(players, worth) if players else {}
    transit = [_transit(corridors, basket, state, shares[state], values.get(state)) for state in players]
    return TransitDependence(
        basket.state,
        corridors.cargo.name,
        corridors.mode,
        tuple(sorted(transit, key=lambda entry: -entry.loss.percent)),
        veto_sets(worth, players),
        route_diversity(corridors, basket),
        100 * basket.covered,
        basket,
    )


def transit_shares(corridors: CorridorModel, basket: Basket) -> dict[str, float]:
    """Return the part of the trade covered that goes through each state, home and market apart [fraction]."""
    total: dict[str, float] = {}
    covered = basket.covered or 1.0
    for market in basket.markets:
        held = corridors.choices(basket.home.id, market.place.id)
        if held is None:
            continue
        for way, part in zip(held.ways, held.probabilities(), strict=True):
            for state in set(way.states) - {basket.state, market.state, market.place.control}:
                total[state] = total.get(state, 0.0) + market.share * float(part) / covered
    return total


def route_diversity(corridors: CorridorModel, basket: Basket) -> float:
    """Return the effective number of ways, mean over the trade covered."""
    number = 0.0
    for market in basket.markets:
        held = corridors.choices(basket.home.id, market.place.id)
        if held is not None:
            number += market.share * float(np.exp(entropy(held.probabilities())))
    return number / basket.covered if basket.covered else 0.0


class _Worth:
    """Loss when a set of states closes [% of value], markets of any transit state included as far as they stay open."""

    def __init__(self, corridors: CorridorModel, basket: Basket) -> None:
        self.corridors = corridors
        self.basket = basket
        self._known: dict[frozenset[str], tuple[float, float]] = {frozenset(): (0.0, 0.0)}

    def __call__(self, states: frozenset[str]) -> float:
        """Return the loss."""
        return self.both(states)[0]

    def both(self, states: frozenset[str]) -> tuple[float, float]:
        """Return the loss, and the part of the trade that is left without a way [%]."""
        if states not in self._known:
            acts = [Closure("state", (state,)) for state in sorted(states)]
            found = [
                (market.share, market_loss(self.corridors, self.basket, market, acts))
                for market in self.basket.markets
                if market.place.control not in states
            ]
            total = self.basket.covered or 1.0
            usd = sum(share * entry.usd for share, entry in found) / total
            cut = sum(share for share, entry in found if entry.cut) / total
            self._known[states] = (100 * usd / self.corridors.cargo.value, 100 * cut)
        return self._known[states]


def veto_sets(worth: _Worth, players: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the smallest sets of transit states that leave half of the trade without a way; empty if three cannot."""
    for size in range(1, MOST_VETOES + 1):
        found = [group for group in combinations(players, size) if worth.both(frozenset(group))[1] >= HALF]
        if found:
            return tuple(found)
    return ()


def _transit(corridors: CorridorModel, basket: Basket, state: str, share: float, shapley: float | None) -> Transit:
    loss = closure_loss(corridors, basket, [Closure("state", (state,))])
    own = _revenue_share(corridors, basket, state)
    return Transit(state, 100 * share, loss, shapley, own, None if own is None else loss.percent - own)


def _revenue_share(corridors: CorridorModel, basket: Basket, closer: str) -> float | None:
    """Return what a transit state earns with the cargo of another, as a part of its own exports [%]."""
    theirs, ours = _exports(corridors.world, closer), _exports(corridors.world, basket.state)
    if theirs is None or ours is None:
        return None
    earned = 0.0
    for market in basket.markets:
        held = corridors.choices(basket.home.id, market.place.id)
        if held is None or market.state == closer:
            continue
        for way, part in zip(held.ways, held.probabilities(), strict=True):
            paid = sum(
                arc.usd * arc.link.km_by_state.get(closer, 0.0) / arc.link.km
                for arc in way.arcs
                if arc.link is not None and arc.link.km
            )
            earned += market.share * float(part) * paid
    return 100 * earned / corridors.cargo.value * ours / theirs


def _exports(world: World, state: str) -> float | None:
    if "exports" not in world.indicator_names["name"]:
        return None
    found = indicator(world, state, "exports").interval
    return None if found is None or found.midpoint <= 0 else found.midpoint
