"""Where a state's trade goes: its partners, each with its part of the trade and the place that serves it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from equipoise.errors import DataError
from equipoise.measures.partners import Flow, PartnerList, partner_list
from equipoise.models.corridors.layer import CorridorLayer, Node
from equipoise.models.corridors.places import distance_km
from equipoise.world.world import World

REACH_KM = 1500.0
"""A partner without a place of its own is served from one that lies no farther from its capital than this."""

_KINDS = ("market", "city", "port", "station", "border")


@dataclass(frozen=True, slots=True)
class Market:
    """A partner.

    Parameters
    ----------
    state : str
        ISO3.
    place : Node
        Where its cargo is delivered.
    share : float
        Part of the trade of the state that asks [fraction of its turnover].
    away_km : float
        Distance of the place from the partner's capital, where the partner has none of its own [km].
    """

    state: str
    place: Node
    share: float
    away_km: float = 0.0


@dataclass(frozen=True)
class Basket:
    """All partners of a state that the layer reaches.

    Parameters
    ----------
    state : str
        ISO3 of the state that asks.
    home : Node
        Its place.
    markets : tuple of Market
        Largest first.
    covered : float
        Part of its turnover that they make up [fraction]; the rest is with partners that are not listed or lie off
        the layer.
    year : int or None
        Year of the shares.
    source_ids, observation_ids : tuple of str
        What the shares rest on.
    """

    state: str
    home: Node
    markets: tuple[Market, ...]
    covered: float
    year: int | None
    source_ids: tuple[str, ...]
    observation_ids: tuple[str, ...]

    def without(self, states: Collection[str]) -> Basket:
        """Return the basket without some partners: their own trade is another matter than transit."""
        kept = tuple(market for market in self.markets if not {market.state, market.place.control} & set(states))
        covered = sum(market.share for market in kept)
        return Basket(self.state, self.home, kept, covered, self.year, self.source_ids, self.observation_ids)


def basket_of(world: World, layer: CorridorLayer, state: str, places: Collection[str]) -> Basket:
    """Return the partners of a state on the layer.

    Parameters
    ----------
    world : World
        Lists of partners: the mean of exports and imports is taken.
    layer : CorridorLayer
        Places.
    state : str
        ISO3.
    places : collection of str
        Ids of places that a class of cargo can reach.

    Returns
    -------
    Basket
        Partners with their part of the trade.

    Raises
    ------
    DataError
        If the layer has no place of the state, or no list of partners is held.
    """
    home = gateway(world, layer, state, places)
    if home is None or home.control != state:
        raise DataError(_no_place(world, layer, state, places))
    lists = [found for found in (partner_list(world, state, flow) for flow in _flows()) if found is not None]
    if not lists:
        raise DataError(f"no list of trade partners of {world.names.name(state)} is held")
    shares = _shares(lists)
    markets = []
    for partner, share in shares.items():
        place = gateway(world, layer, partner, places)
        if place is not None and place.id != home.id and share > 0:
            markets.append(Market(partner, place, share, _away(world, partner, place)))
    markets.sort(key=lambda market: -market.share)
    return Basket(
        state,
        home,
        tuple(markets),
        sum(market.share for market in markets),
        max(found.year for found in lists),
        tuple(sorted({ident for found in lists for ident in found.source_ids})),
        tuple(sorted({ident for found in lists for ident in found.observation_ids.values()})),
    )


def _no_place(world: World, layer: CorridorLayer, state: str, places: Collection[str]) -> str:
    held = sorted({node.control for node in layer.nodes.values() if node.id in places and node.control} - {state})
    return (
        f"the corridor layer holds no place in {world.names.name(state)} that this cargo reaches; it holds one in "
        f"{', '.join(held)}"
    )


def _flows() -> tuple[Flow, Flow]:
    return "exports", "imports"


def _shares(lists: list[PartnerList]) -> dict[str, float]:
    total: dict[str, float] = {}
    for found in lists:
        for partner, share in found.shares.items():
            total[partner] = total.get(partner, 0.0) + share.midpoint / 100 / len(lists)
    return total


def gateway(world: World, layer: CorridorLayer, state: str, places: Collection[str]) -> Node | None:
    """Return the place where a state's cargo begins or ends: the nearest to its capital, its own where it has one."""
    capital = _capital(world, state)
    if capital is None:
        return None
    near = [
        (distance_km(*capital, node.latitude, node.longitude), node)
        for node in layer.nodes.values()
        if node.id in places
    ]
    own = [pair for pair in near if pair[1].control == state and pair[1].kind in _KINDS]
    if own:
        return min(own, key=lambda pair: (_KINDS.index(pair[1].kind) > 2, pair[0]))[1]
    reachable = [pair for pair in near if pair[0] <= REACH_KM and pair[1].kind in ("market", "city", "port")]
    return min(reachable, key=lambda pair: pair[0])[1] if reachable else None


def _capital(world: World, state: str) -> tuple[float, float] | None:
    row = world.states.filter(pl.col("iso3") == state)
    if row.is_empty():
        return None
    latitude, longitude = row.select("capital_latitude", "capital_longitude").row(0)
    return None if latitude is None or longitude is None else (latitude, longitude)


def _away(world: World, partner: str, place: Node) -> float:
    capital = _capital(world, partner)
    if capital is None or place.control == partner:
        return 0.0
    return distance_km(*capital, place.latitude, place.longitude)
