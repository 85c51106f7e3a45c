"""Published transit times as journeys over the layer: what the model says of each, with any factors on the waiting."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import polars as pl

from equipoise.models.corridors.commodities import HOURS_PER_DAY
from equipoise.models.corridors.distinct_ways import distinct_ways, way_cost
from equipoise.models.corridors.labels import rules
from equipoise.models.corridors.parameters import Parameters
from equipoise.models.corridors.routing import CorridorModel
from equipoise.models.corridors.ways import Way
from equipoise.world.world import World

Numbers = npt.NDArray[np.float64]
_YEARS = re.compile(r"(?:19|20)\d{2}")
KINDS = ("border", "port", "node")


@dataclass(frozen=True, slots=True)
class Journey:
    """A journey for which a time is published.

    Parameters
    ----------
    id : str
        Id of the figure.
    corridor : str
        "middle", "northern" or "southern".
    origin, destination : str
        Ids of places.
    days : float
        Published time [day].
    first_year, last_year : int
        Period.
    claimed : bool
        Whether it is what a party with an interest says of itself.
    """

    id: str
    corridor: str
    origin: str
    destination: str
    days: float
    first_year: int
    last_year: int
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """Time of a way in parts, so that factors on the waiting can be tried.

    Parameters
    ----------
    running : float
        Under way [day].
    waiting : mapping of str to float
        At borders, in ports, at other changes of mode, as the tables give it [day].
    """

    running: float
    waiting: Mapping[str, float]

    def days(self, parameters: Parameters) -> float:
        """Return the time with the factors of some parameters [day]."""
        return self.running + sum(parameters.dwell(kind, "") * self.waiting[kind] for kind in KINDS)


@cache
def _declared() -> Mapping[str, object]:
    text = resources.files(__package__).joinpath("journeys.json").read_text(encoding="utf-8")
    found: dict[str, object] = json.loads(text)
    return found


def journeys(world: World) -> tuple[Journey, ...]:
    """Return the journeys for which the world holds a published time."""
    declared = _declared()["journeys"]
    assert isinstance(declared, dict)  # noqa: S101 - our own file
    rows = world.corridor_flows.filter(pl.col("id").is_in(list(declared)) & pl.col("value").is_not_null())
    found = []
    for ident, value, period, flags in rows.select("id", "value", "period", "flags").iter_rows():
        corridor, origin, destination = declared[ident]
        found.append(Journey(ident, corridor, origin, destination, value, *years_of(period), "claim" in (flags or ())))
    return tuple(found)


def years_of(period: str) -> tuple[int, int]:
    """Return the first and last year of a period."""
    years = [int(text) for text in _YEARS.findall(period)]
    return min(years), max(years)


def clock(corridors: CorridorModel, origin: str, destination: str, corridor: str) -> Clock | None:
    """Return the time of the cheapest way of a corridor in parts, or None where there is none."""
    through, avoiding = rules()[corridor]
    # Between two banks of the Caspian the direct passage is meant.
    avoiding = avoiding | {"TKM"} if corridor == "middle" else avoiding
    ends = {corridors.layer.nodes[end].control for end in (origin, destination)}
    kept = corridors.sieve.kept(avoiding - ends)
    ways = distinct_ways(corridors.network, origin, destination, allowed=kept, sieve=corridors.sieve)
    fitting = [way for way in ways if through - ends <= set(way.states)]
    if not fitting:
        return None
    return clock_of(corridors, min(fitting, key=lambda way: way_cost(corridors.network, way)))


def clock_of(corridors: CorridorModel, way: Way) -> Clock:
    """Return the time of a way in parts, the waiting with the factors of the network taken off."""
    waiting = dict.fromkeys(KINDS, 0.0)
    running = 0.0
    for number, arc in enumerate(way.arcs):
        running += arc.running.mean
        kind = "border"
        if arc.link is None:
            modes = {near.link.mode for near in way.arcs[max(0, number - 1) : number + 2] if near.link is not None}
            kind = "port" if modes & {"ferry", "sea"} else "node"
        factor = corridors.fitted.dwell(kind, "")
        waiting[kind] += arc.waiting.mean / factor if factor else 0.0
    return Clock(running / HOURS_PER_DAY, {kind: hours / HOURS_PER_DAY for kind, hours in waiting.items()})


CAREC = frozenset({"AFG", "AZE", "CHN", "GEO", "KAZ", "KGZ", "MNG", "PAK", "TJK", "TKM", "UZB"})


def border_times(world: World, until: int | None = None) -> tuple[float, ...]:
    """Return the average rail border crossings that CAREC published, one per year described [day]."""
    rows = world.corridor_flows.filter((pl.col("quantity") == "border_time_rail") & pl.col("value").is_not_null())
    pairs = [
        (years_of(period)[1], value / HOURS_PER_DAY) for period, value in rows.select("period", "value").iter_rows()
    ]
    return tuple(value for year, value in sorted(pairs) if until is None or year <= until)


def mean_border(corridors: CorridorModel) -> float:
    """Return the mean waiting at railway borders between members of CAREC, as the tables give it [day]."""
    held = {
        link.border.id: link.border.dwell.mean
        for link in corridors.layer.running()
        if link.mode == "rail"
        and link.border is not None
        and link.border.dwell.high > 0
        and set(link.border.states) <= CAREC
    }
    return float(np.mean(list(held.values()))) / HOURS_PER_DAY


def described(entries: Iterable[Journey], until: int | None) -> tuple[Journey, ...]:
    """Return journeys whose figure describes a time that began by the end of a year; all without one."""
    return tuple(entry for entry in entries if until is None or entry.first_year <= until)


LAYER_OF_2021 = date(2021, 12, 31)
