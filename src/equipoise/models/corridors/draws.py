"""Monte-Carlo draws of waiting, running times, prices and risk: how far an answer can be off.

A draw has an address: seed, and what is drawn (a link, a place, a state). The same seed gives the same draw of a
link whatever else is
asked, in whatever order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from equipoise.errors import InputError
from equipoise.interval import Interval
from equipoise.models.corridors.choice import ChoiceSet
from equipoise.models.corridors.closure_loss import severity, shut_states, whole
from equipoise.models.corridors.closures import Closure
from equipoise.models.corridors.labels import label
from equipoise.models.corridors.markets import Basket
from equipoise.models.corridors.network import Arc
from equipoise.models.corridors.risk import premiums_on
from equipoise.models.corridors.routing import CorridorModel
from equipoise.models.corridors.spread import ThreePointEstimate
from equipoise.models.corridors.ways import Way

Numbers = npt.NDArray[np.float64]

PRICE_LOW, PRICE_HIGH = 0.7, 1.4
"""Ends of the factor on a price that is not a published range; its likeliest value is 1."""

LEVEL = 0.9


@dataclass(frozen=True, slots=True)
class QuantityDraws:
    """Draws of one quantity.

    Parameters
    ----------
    values : numpy.ndarray, shape (n,)
        Draws.
    """

    values: Numbers

    @property
    def interval(self) -> Interval:
        """Central interval of 90 %, with the median as its point."""
        low, middle, high = np.quantile(self.values, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2])
        return Interval(float(low), float(high), float(middle))


class Sampler:
    """Draws of everything uncertain on a network.

    Parameters
    ----------
    corridors : CorridorModel
        Cargo and network.
    draws : int
        How many.
    seed : int
        Seed.

    Raises
    ------
    InputError
        If there is no draw.
    """

    def __init__(self, corridors: CorridorModel, draws: int, seed: int) -> None:
        if draws < 1:
            raise InputError(f"{draws} draws are too few: at least 1")
        self.corridors, self.draws, self.seed = corridors, draws, seed
        self._costs: dict[int, tuple[Numbers, Numbers]] = {}
        self._premiums = {
            state: self._triangular(spread, f"risk/{state}") * corridors.cargo.value
            for state, spread in premiums_on(corridors.layer.day).items()
        }

    def _uniform(self, address: str) -> Numbers:
        return np.random.default_rng([self.seed, crc32(address.encode())]).random(self.draws)

    def _triangular(self, spread: ThreePointEstimate, address: str) -> Numbers:
        """Return draws of a triangular law by its inverse distribution function."""
        width = spread.high - spread.low
        if width <= 0:
            return np.full(self.draws, spread.mode)
        turn = (spread.mode - spread.low) / width
        u = self._uniform(address)
        rising = spread.low + np.sqrt(u * width * (spread.mode - spread.low))
        falling = spread.high - np.sqrt((1 - u) * width * (spread.high - spread.mode))
        drawn: Numbers = np.where(u < turn, rising, falling)
        return drawn

    def arc(self, number: int) -> tuple[Numbers, Numbers]:
        """Return draws of the time [h] and of the price [USD] of one step."""
        if number not in self._costs:
            arc = self.corridors.network.arcs[number]
            name = address_of(arc)
            hours = self._triangular(arc.running, f"run/{name}") + self._triangular(arc.waiting, f"wait/{name}")
            usd = arc.usd * self._triangular(ThreePointEstimate(PRICE_LOW, 1.0, PRICE_HIGH), f"price/{name}")
            self._costs[number] = hours, usd
        return self._costs[number]

    def way(self, way: Way) -> tuple[Numbers, Numbers]:
        """Return draws of the time [h] and of the generalised cost [USD per unit] of a way."""
        hours, usd = np.zeros(self.draws), np.zeros(self.draws)
        for number in way.numbers:
            spent, paid = self.arc(number)
            hours, usd = hours + spent, usd + paid
        cargo = self.corridors.cargo
        cost = usd + cargo.usd_per_hour * (hours + cargo.reliability * way.deviation)
        cost = cost + self.corridors.network.constants.get(label(self.corridors.layer, way), 0.0)
        for state in way.transit(self.corridors.layer):
            cost = cost + self._premiums.get(state, 0.0)
        return hours, cost

    def choice(self, held: ChoiceSet) -> tuple[Numbers, Numbers]:
        """Return draws of times and costs of all ways of a choice, shape (draws, ways)."""
        pairs = [self.way(way) for way in held.ways]
        return np.column_stack([hours for hours, _ in pairs]), np.column_stack([cost for _, cost in pairs])


def address_of(arc: Arc) -> str:
    """Return the name under which a step is drawn: both directions of a link share theirs."""
    return f"link/{arc.link.id}" if arc.link is not None else f"node/{arc.node}"


def loss_draws(
    corridors: CorridorModel, basket: Basket, closures: Sequence[Closure], *, draws: int = 1000, seed: int = 0
) -> QuantityDraws:
    """Return draws of the loss that closures cost a state [% of the value of its cargo].

    Parameters
    ----------
    corridors : CorridorModel
        Cargo and network.
    basket : Basket
        Partners of the state.
    closures : sequence of Closure
        Acts.
    draws, seed : int
        Number of draws, and their seed.

    Returns
    -------
    QuantityDraws
        One loss per draw; ways are those found at the likeliest costs.
    """
    sampler = Sampler(corridors, draws, seed)
    kept = basket.without(shut_states(closures))
    total, weight = np.zeros(draws), 0.0
    value = corridors.cargo.value
    for market in kept.markets:
        held = corridors.choices(kept.home.id, market.place.id, whole(closures))
        weight += market.share
        if held is None:
            continue
        stays = corridors.open_ways(held, whole(closures))
        _, before = sampler.choice(held)
        after = before + (corridors.costs(held, closures) - held.costs)
        loss = np.minimum(np.maximum(held.inclusive_cost(stays, after) - held.inclusive_cost(None, before), 0.0), value)
        total += market.share * severity(closures) * loss
    return QuantityDraws(100 * total / (weight or 1.0) / value)


def days_draws(
    corridors: CorridorModel,
    origin: str,
    destination: str,
    closures: Sequence[Closure] = (),
    *,
    draws: int = 1000,
    seed: int = 0,
) -> QuantityDraws | None:
    """Return draws of the mean time between two places over the ways taken [day]; None where no way is open."""
    held = corridors.choices(origin, destination, closures)
    if held is None:
        return None
    stays = corridors.open_ways(held, closures)
    if not stays.any():
        return None
    hours, costs = Sampler(corridors, draws, seed).choice(held)
    parts = held.probabilities(stays, costs)
    return QuantityDraws((parts * hours).sum(axis=1) / 24.0)
