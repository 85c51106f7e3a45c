"""The corridor layer: places, links and border pairs as they stand on a day, read from the tables and checked."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from equipoise.errors import DataError
from equipoise.models.corridors.spread import NOTHING, ThreePointEstimate
from equipoise.world.world import World

SEA = "SEA"
"""Stands for open water in kilometres by state: no state holds it."""

OPEN, PLANNED, CLOSED = "open", "planned", "closed"
_MISMATCH = 0.02


@dataclass(frozen=True, slots=True)
class Node:
    """A place of the layer.

    Parameters
    ----------
    id, name, kind : str
        Id, name, sort of place.
    state, control : str
        ISO3 of the state recognised as holding it, and of the one that controls it; empty for the open sea.
    latitude, longitude : float
        [degree].
    handling : ThreePointEstimate
        Time to change from one mode to another, waiting for the next vessel or train included [h].
    capacity : ThreePointEstimate or None
        Per year, in `unit`: at once, now, and with the works that are under way.
    unit : str
        "TEU/y", "Mt/y", "bcm/y" or "".
    source_ids : tuple of str
        Sources.
    """

    id: str
    name: str
    kind: str
    state: str
    control: str
    latitude: float
    longitude: float
    handling: ThreePointEstimate
    capacity: ThreePointEstimate | None = None
    unit: str = ""
    source_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Border:
    """A border pair: what a train meets where one state, and often one gauge, ends.

    Parameters
    ----------
    id : str
        Id.
    states : tuple of (str, str)
        ISO3 of either side.
    gauges : tuple of (str, str)
        Gauge on either side, empty where unknown.
    dwell : ThreePointEstimate
        Time spent at the border [h].
    capacity : ThreePointEstimate or None
        Per year, in `unit`: at once, now, and with the works that are under way.
    unit : str
        "TEU/y", "Mt/y" or "".
    source_ids : tuple of str
        Sources.
    shut : bool
        Closed by an act on the day of the layer.
    """

    id: str
    states: tuple[str, str]
    gauges: tuple[str, str]
    dwell: ThreePointEstimate
    capacity: ThreePointEstimate | None = None
    unit: str = ""
    source_ids: tuple[str, ...] = ()
    shut: bool = False

    @property
    def breaks_gauge(self) -> bool:
        """Whether the gauge changes."""
        return bool(self.gauges[0] and self.gauges[1] and self.gauges[0] != self.gauges[1])


@dataclass(frozen=True, slots=True)
class Link:
    """A link between two places.

    Parameters
    ----------
    id, origin, destination : str
        Id, and ids of its ends.
    mode : str
        "rail", "ferry", "sea", "road", "oil_pipeline" or "gas_pipeline".
    one_way : bool
        Traffic from origin to destination alone.
    corridors, commodities : tuple of str
        Corridors that it belongs to, and what it carries.
    km : float
        Length.
    km_by_state : mapping of str to float
        Length by ISO3, `SEA` for open water; sums to `km`.
    hours : ThreePointEstimate
        Running time [h].
    capacity : ThreePointEstimate or None
        Per year, in `unit`: what is at hand at once, what can be used now, and with the works that are under way.
    unit : str
        "TEU/y", "Mt/y", "bcm/y" or "".
    opened, closed : datetime.date or None
        First and last day.
    status : str
        "open", "planned", "idle" or "suspended".
    flags_of_vessels : tuple of str
        States of the flag or of the operator.
    border : Border or None
        The border pair on it.
    source_ids : tuple of str
        Sources.
    """

    id: str
    origin: str
    destination: str
    mode: str
    one_way: bool
    corridors: tuple[str, ...]
    commodities: tuple[str, ...]
    km: float
    km_by_state: Mapping[str, float]
    hours: ThreePointEstimate
    capacity: ThreePointEstimate | None = None
    unit: str = ""
    opened: date | None = None
    closed: date | None = None
    status: str = OPEN
    flags_of_vessels: tuple[str, ...] = ()
    border: Border | None = None
    source_ids: tuple[str, ...] = ()

    def carries_on(self, day: date) -> bool:
        """Say whether traffic ran on a day; a planned link does not, whatever day is announced for it."""
        if self.border is not None and self.border.shut:
            return False
        if (self.opened is not None and self.opened > day) or (self.closed is not None and self.closed <= day):
            return False
        if self.status == PLANNED:
            return False
        return self.status == OPEN or self.closed is not None


@dataclass(frozen=True)
class CorridorLayer:
    """The corridor layer on a day.

    Parameters
    ----------
    nodes : mapping of str to Node
        By id.
    links : tuple of Link
        Every link, also those that carry nothing on the day.
    day : datetime.date
        The day.
    states : tuple of str
        ISO3 of every state with a place or a kilometre.
    """

    nodes: Mapping[str, Node]
    links: tuple[Link, ...]
    day: date
    states: tuple[str, ...] = field(default=())

    def running(self, day: date | None = None) -> tuple[Link, ...]:
        """Return the links that carry traffic on a day, by default the day of the layer."""
        return tuple(link for link in self.links if link.carries_on(day or self.day))


def read_layer(world: World, day: date | None = None, *, planned: bool = False) -> CorridorLayer:
    """Read the corridor layer from the tables.

    Parameters
    ----------
    world : World
        The tables.
    day : datetime.date, optional
        Day on which links must run; by default the day of the world.
    planned : bool
        Count what is planned as if it were open.

    Returns
    -------
    CorridorLayer
        Places, links with their border pairs, and the states on them.

    Raises
    ------
    DataError
        If the tables hold no link, or a row is impossible: a time or a length below zero, ends out of order, a link
        whose kilometres by state do not sum to its length.
    """
    if world.corridor_links.is_empty():
        raise DataError("the data package holds no corridor links")
    nodes = {row["id"]: _node(row) for row in world.corridor_nodes.iter_rows(named=True)}
    when = day or world.today
    rows = [_as_open(row) if planned else row for row in world.corridor_links.iter_rows(named=True)]
    pairs = [_as_open(row) if planned else row for row in world.corridor_borders.iter_rows(named=True)]
    borders = _borders(pairs, when)
    links = tuple(_link(row, nodes, borders) for row in rows)
    held = {node.state for node in nodes.values()} | {state for link in links for state in link.km_by_state}
    return CorridorLayer(nodes, links, when, tuple(sorted(held - {"", SEA})))


def _as_open(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a row as if what it describes were open, where it is planned."""
    return {**row, "status": OPEN, "opened": None} if row["status"] == PLANNED else row


def _node(row: Mapping[str, Any]) -> Node:
    return Node(
        row["id"],
        row["name"],
        row["kind"],
        row["state"] or "",
        row["control"] or row["state"] or "",
        row["latitude"],
        row["longitude"],
        _spread(row, "handling_hours", "corridor_nodes") or NOTHING,
        _spread(row, "capacity", "corridor_nodes"),
        row["capacity_unit"] or "",
        tuple(row["source_ids"]),
    )


def _borders(rows: Iterable[Mapping[str, Any]], day: date) -> dict[frozenset[str], Border]:
    """Return border pairs by link id, and by their two nodes where no link is named; a closed one stops its link."""
    made: dict[frozenset[str], Border] = {}
    for row in rows:
        if (
            (row["opened"] and row["opened"] > day)
            or (row["closed"] and row["closed"] <= day)
            or row["status"] == "planned"
        ):
            continue
        border = Border(
            row["id"],
            (row["state_a"], row["state_b"]),
            (row["gauge_a"] or "", row["gauge_b"] or ""),
            _spread(row, "dwell_hours", "corridor_borders") or NOTHING,
            _spread(row, "capacity", "corridor_borders"),
            row["capacity_unit"] or "",
            tuple(row["source_ids"]),
            shut=row["status"] == CLOSED,
        )
        key = frozenset([row["link"]]) if row["link"] else frozenset([row["node_a"], row["node_b"]])
        made[key] = border
    return made


def _link(row: Mapping[str, Any], nodes: Mapping[str, Node], borders: Mapping[frozenset[str], Border]) -> Link:
    where = f"corridor_links:{row['id']}"
    for end in (row["origin"], row["destination"]):
        if end not in nodes:
            raise DataError(f"{where}: place {end!r} is not in corridor_nodes")
    if row["km"] < 0:
        raise DataError(f"{where}: km is {row['km']:g}, below zero")
    border = borders.get(frozenset([row["id"]]))
    if border is None and row["mode"] in ("rail", "road"):
        border = borders.get(frozenset([row["origin"], row["destination"]]))
    if border is None:
        border = _plain_border(row, nodes)
    hours = _spread(row, "hours", "corridor_links")
    if hours is None:
        hours = running_time(row["km"], row["mode"])
    return Link(
        row["id"],
        row["origin"],
        row["destination"],
        row["mode"],
        row["one_way"],
        tuple(row["corridor"] or ()),
        tuple(row["commodities"]),
        row["km"],
        km_by_state(row["km_by_state"], row["km"], where),
        hours,
        _spread(row, "capacity", "corridor_links"),
        row["capacity_unit"] or "",
        row["opened"],
        row["closed"],
        row["status"],
        tuple(row["flag_state"] or ()),
        border,
        tuple(row["source_ids"]),
    )


def _plain_border(row: Mapping[str, Any], nodes: Mapping[str, Node]) -> Border | None:
    """Return a border without a row of its own, where a railway or road joins places of two states."""
    sides = nodes[row["origin"]].state, nodes[row["destination"]].state
    if row["mode"] not in ("rail", "road") or sides[0] == sides[1]:
        return None
    low, mode, high = _constants()["border_hours"]
    return Border(row["id"], sides, ("", ""), ThreePointEstimate(low, mode, high), source_ids=tuple(row["source_ids"]))


@cache
def _constants() -> Mapping[str, Any]:
    text = resources.files(__package__).joinpath("speeds.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def _speeds() -> Mapping[str, tuple[float, float, float]]:
    return {mode: tuple(entry) for mode, entry in _constants()["speeds"].items()}


def running_time(km: float, mode: str) -> ThreePointEstimate:
    """Return the time under way that a length takes at the usual speeds of a mode [h]."""
    slow, usual, fast = _speeds()[mode]
    return ThreePointEstimate(km / fast, km / usual, km / slow)


def km_by_state(parts: Iterable[str], km: float, where: str) -> dict[str, float]:
    """Read "CODE:km" parts; a sea may be named, as in "SEA:CASPIAN:400".

    Parameters
    ----------
    parts : iterable of str
        One per state.
    km : float
        What they must sum to [km].
    where : str
        Address of the row, for messages.

    Returns
    -------
    dict of str to float
        Kilometres by code, scaled to sum to `km` exactly.

    Raises
    ------
    DataError
        If a part is malformed or below zero, or the sum is off by more than 2 %.
    """
    found: dict[str, float] = {}
    for part in parts:
        code, _, number = part.rpartition(":")
        # A named sea, such as SEA:CASPIAN, is open water all the same.
        code = SEA if code.startswith(SEA) else code
        try:
            value = float(number)
        except ValueError:
            raise DataError(f"{where}: km_by_state {part!r} is not of the form CODE:km") from None
        if not math.isfinite(value) or value < 0:
            raise DataError(f"{where}: km_by_state {part!r} is no length")
        found[code.strip()] = found.get(code.strip(), 0.0) + value
    total = sum(found.values())
    if abs(total - km) > max(1.0, _MISMATCH * km):
        raise DataError(f"{where}: km_by_state sums to {total:g} km, the link is {km:g} km long")
    return {code: value * km / total for code, value in found.items()} if total else found


def _spread(row: Mapping[str, Any], name: str, table: str) -> ThreePointEstimate | None:
    """Return a triple of columns; ends that are missing are the likeliest value."""
    low, mode, high = (row[column] for column in (f"{name}_low", name, f"{name}_high"))
    if mode is None and low is not None and high is not None:
        mode = (low + high) / 2
    if mode is None:
        return None
    made = ThreePointEstimate(mode if low is None else low, mode, mode if high is None else high)
    where = f"{table}:{row['id']}: {name}"
    if made.low < 0:
        raise DataError(f"{where} is {made.low:g}, below zero")
    if not made.low <= made.mode <= made.high:
        raise DataError(f"{where}: {made.low:g}, {made.mode:g} and {made.high:g} are not in order")
    return made
