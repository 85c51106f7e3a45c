"""From published tariffs to the price of a link."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from equipoise.models.corridors.commodities import Commodity
from equipoise.models.corridors.layer import CorridorLayer
from equipoise.models.corridors.network import Prices
from equipoise.world.world import World

_PER_UNIT = {"TEU": 1.0, "FEU": 0.5}
_PER_TONNE = {"t": 1.0, "USD/t": 1.0}


def prices_of(world: World, layer: CorridorLayer, cargo: Commodity) -> Prices:
    """Return what links cost for a class of cargo.

    Parameters
    ----------
    world : World
        Tariffs.
    layer : CorridorLayer
        Links.
    cargo : Commodity
        Gives the price per kilometre where no tariff is held.

    Returns
    -------
    Prices
        By link where a tariff names the link; by mode elsewhere.
    """
    known = {link.id for link in layer.links}
    rows = world.corridor_tariffs.filter(pl.col("scope").is_in(list(known)) & pl.col("usd").is_not_null())
    held = rows.filter(pl.col("commodity") == cargo.name).sort("published", nulls_last=False)
    by_link: dict[str, float] = {}
    for scope, usd, unit in held.select("scope", "usd", "unit").iter_rows():
        price = _per_unit(usd, unit, cargo)
        if price is not None:
            by_link[scope] = price
    return Prices(by_link, dict(cargo.usd_per_km), cargo.usd_per_call)


def _per_unit(usd: float, unit: str, cargo: Commodity) -> float | None:
    """Return a price per unit of cargo, or None where the unit cannot be turned into it."""
    unit = unit.removeprefix("USD/").removeprefix("USD per ").strip()
    if unit in _PER_UNIT and cargo.unit == "TEU":
        return usd * _PER_UNIT[unit]
    if unit in _PER_TONNE:
        return usd * cargo.mass
    return None


def unresolved_scopes(world: World, layer: CorridorLayer) -> Iterable[str]:
    """Return scopes of tariffs that are no link: they check the model and do not enter it."""
    known = {link.id for link in layer.links}
    return sorted(set(world.corridor_tariffs["scope"]) - known)
