"""What one corridor relieves: how much less a closure costs because it is there, at the capacity it has by then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from equipoise.errors import InputError
from equipoise.models.corridors.capacity import CapacityResponse, response
from equipoise.models.corridors.closure_loss import closure_loss
from equipoise.models.corridors.closures import Closure
from equipoise.models.corridors.markets import Basket
from equipoise.models.corridors.routing import CorridorModel
from equipoise.world.rows import row_id
from equipoise.world.world import World

ORIGIN, DESTINATION = "xian", "duisburg"
CARRIED = {"northern": "utlc_containers_cn_eu", "middle": "titr_containers"}
LEAST_LOSS = 0.05
"""A loss smaller than this part of the value of the cargo [%] is no loss that could be relieved."""

_WHOLE_YEAR = r"^\d{4}$"


@dataclass(frozen=True, slots=True)
class Volume:
    """What a corridor carried in its last whole year on record.

    Parameters
    ----------
    teu : float
        Containers [TEU per year].
    year : int
        Year.
    source_ids : tuple of str
        Sources.
    observation_id : str
        Row.
    """

    teu: float
    year: int
    source_ids: tuple[str, ...]
    observation_id: str


def carried(world: World, corridor: str) -> Volume:
    """Return what a corridor carried in its last whole year on record.

    Raises
    ------
    InputError
        If no figure is held.
    """
    rows = world.corridor_flows.filter(
        (pl.col("quantity") == CARRIED[corridor])
        & pl.col("period").str.contains(_WHOLE_YEAR)
        & pl.col("value").is_not_null()
    ).sort("period")
    if rows.is_empty():
        raise InputError(f"no volume of the {corridor} corridor is held by {world.today}")
    row = rows.row(-1, named=True)
    return Volume(row["value"], int(row["period"]), tuple(row["source_ids"]), row_id("corridor_flows", row))


def turned_to_middle(corridors: CorridorModel) -> tuple[CapacityResponse, ...]:
    """Return how much of the northern containers the Middle Corridor can take, horizon by horizon."""
    north, middle = carried(corridors.world, "northern"), carried(corridors.world, "middle")
    return response(corridors, ORIGIN, DESTINATION, "middle", north.teu, middle.teu)


@dataclass(frozen=True, slots=True)
class Relief:
    """How much less a closure costs a state because a corridor is there.

    Parameters
    ----------
    state : str
        ISO3.
    without, whole : float
        Loss without the corridor at all, and with all the room in the world on it [% of value].
    by_horizon : tuple of (str, float)
        Loss with the capacity that the corridor has by then [% of value].
    """

    state: str
    without: float
    whole: float
    by_horizon: tuple[tuple[str, float], ...]

    def lessened(self, horizon: str) -> float:
        """Return by how much the loss is lessened [% of that without the corridor]; 0 where there is hardly a loss."""
        if self.without < LEAST_LOSS:
            return 0.0
        return 100 * (1 - dict(self.by_horizon)[horizon] / self.without)


def relief(
    corridors: CorridorModel,
    basket: Basket,
    closures: Sequence[Closure],
    steps: Sequence[CapacityResponse],
    corridor: str = "middle",
) -> Relief:
    """Return how much less closures cost a state because a corridor's passage by water is there.

    Parameters
    ----------
    corridors : CorridorModel
        Cargo and network.
    basket : Basket
        Partners of the state.
    closures : sequence of Closure
        Acts.
    steps : sequence of CapacityResponse
        What the corridor can take by when.
    corridor : str
        Corridor whose ferries and ships are taken away for comparison.

    Returns
    -------
    Relief
        A part of the cargo, as large as the part of the northern containers that the corridor can take by then,
        loses as with the
        corridor; the rest as without it.
    """
    shut = Closure("passage", (corridor,))
    whole = closure_loss(corridors, basket, closures).percent
    base = closure_loss(corridors, basket, [shut]).percent
    without = max(whole, closure_loss(corridors, basket, [*closures, shut]).percent - base)
    return Relief(
        basket.state,
        without,
        whole,
        tuple((step.horizon, step.part * whole + (1 - step.part) * without) for step in steps),
    )
