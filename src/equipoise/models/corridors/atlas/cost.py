"""What a way costs in time, with one number for each mode and for each border."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from equipoise.errors import InputError
from equipoise.models.corridors.atlas.tables import BORDER, FERRY, PORT, RAIL, ROAD, SEA, Atlas, Label

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class TimeCost:
    """Hours of a way: speeds by mode, and fixed times.

    The defaults are round numbers for tests of the network, not estimates. They give the northern route between China
    and Germany its published time; they know no waiting for ships and wagons, so ways by sea and ferry come out far
    too fast. The model of corridors has dwell times that are fitted.

    Parameters
    ----------
    rail_kmh, sea_kmh, road_kmh : float
        Speeds [km/h].
    border_hours : float
        At each border [h].
    gauge_hours : float
        Besides, where the gauge changes [h].
    ferry_hours : float
        For each ferry, whatever its length, with loading and waiting [h].
    port_hours : float
        Between quay and rails [h].
    """

    rail_kmh: float = 40.0
    sea_kmh: float = 30.0
    road_kmh: float = 40.0
    border_hours: float = 12.0
    gauge_hours: float = 24.0
    ferry_hours: float = 96.0
    port_hours: float = 72.0

    def __post_init__(self) -> None:
        for name in ("rail_kmh", "sea_kmh", "road_kmh"):
            if not getattr(self, name) > 0:
                raise InputError(f"{name} {getattr(self, name)!r}: a speed must be above 0 km/h")
        for name in ("border_hours", "gauge_hours", "ferry_hours", "port_hours"):
            if not getattr(self, name) >= 0:
                raise InputError(f"{name} {getattr(self, name)!r}: a time must be 0 h or more")


def arc_hours(atlas: Atlas, cost: TimeCost, label: Label = "control") -> NDArray[np.float64]:
    """Return the time that each arc takes.

    Parameters
    ----------
    atlas : Atlas
        The network.
    cost : TimeCost
        Speeds and fixed times.
    label : {"control", "recognised"}
        Which borders count: those between territories under different control, or between recognised states.

    Returns
    -------
    ndarray of shape (m,)
        Hours [h].
    """
    speed = {RAIL: cost.rail_kmh, SEA: cost.sea_kmh, ROAD: cost.road_kmh}
    fixed = {FERRY: cost.ferry_hours, PORT: cost.port_hours}
    hours = np.zeros(len(atlas.km))
    for mode, kmh in speed.items():
        hours[atlas.mode == mode] = atlas.km[atlas.mode == mode] / kmh
    for mode, time in fixed.items():
        hours[atlas.mode == mode] = time
    codes = np.array(atlas.labels(label))
    border = np.flatnonzero(atlas.mode == BORDER)
    one, other = (atlas.territory[ends[border]] for ends in (atlas.start, atlas.end))
    gauges = atlas.gauge[one], atlas.gauge[other]
    breaks = (gauges[0] != gauges[1]) & (gauges[0] > 0) & (gauges[1] > 0)
    hours[border] = np.where(codes[one] != codes[other], cost.border_hours, 0.0) + np.where(breaks, cost.gauge_hours, 0)
    return hours
