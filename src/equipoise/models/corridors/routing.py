"""Ways between two places, with what each costs, who can close it, and how much of the cargo takes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from equipoise.errors import InputError
from equipoise.interval import Interval
from equipoise.models.corridors.answers import Leg, Route, RouteAnswer
from equipoise.models.corridors.choice import ChoiceSet, choice_set
from equipoise.models.corridors.closures import Closure, blocking
from equipoise.models.corridors.commodities import HOURS_PER_DAY, Commodity, commodity
from equipoise.models.corridors.distinct_ways import Sieve, distinct_ways
from equipoise.models.corridors.labels import label
from equipoise.models.corridors.layer import SEA, CorridorLayer
from equipoise.models.corridors.network import LAND, Network, build_network
from equipoise.models.corridors.parameters import Parameters, shipped
from equipoise.models.corridors.prices import prices_of
from equipoise.models.corridors.spread import ThreePointEstimate
from equipoise.models.corridors.ways import Way
from equipoise.world.world import World

SPREAD = 1.645
"""Standard deviations on either side of the mean that hold 90 % of a normal law."""

End = Literal["low", "mode", "high"]


@dataclass
class CorridorModel:
    """A class of cargo on the layer of a day, ready to be asked; networks and ways are kept.

    Parameters
    ----------
    world : World
        The tables.
    layer : CorridorLayer
        Places and links.
    cargo : Commodity
        Class of cargo.
    mode : str
        "rail" or "any".
    parameters : Parameters
        Fitted numbers.
    """

    world: World
    layer: CorridorLayer
    cargo: Commodity
    mode: str = LAND
    parameters: Parameters | None = None

    def __post_init__(self) -> None:
        self.fitted = self.parameters or shipped()
        prices = prices_of(self.world, self.layer, self.cargo)
        constants = self.fitted.constants if self.cargo.name == "containers" else {}
        self.network: Network = build_network(
            self.layer, self.cargo, prices, self.fitted.dwell, mode=self.mode, constants=constants
        )
        self.sieve = Sieve(self.network)
        self._sets: dict[tuple[str, str], tuple[Way, ...]] = {}
        self._made: dict[tuple[str, str, tuple[Closure, ...]], ChoiceSet | None] = {}

    @classmethod
    def of(
        cls, world: World, layer: CorridorLayer, cargo: str, mode: str, parameters: Parameters | None = None
    ) -> CorridorModel:
        """Return the model for a class of cargo that is named.

        Parameters
        ----------
        world : World
            The tables.
        layer : CorridorLayer
            Places and links on a day.
        cargo : str
            "containers", "bulk", "oil" or "gas".
        mode : str
            "rail" leaves out ocean shipping, "any" does not.
        parameters : Parameters, optional
            By default the ones that ship.

        Returns
        -------
        CorridorModel
            Network with its ways.

        Raises
        ------
        UnknownNameError
            If there is no such class of cargo.
        """
        return cls(world, layer, commodity(cargo), mode, parameters)

    def choices(self, origin: str, destination: str, closures: Iterable[Closure] = ()) -> ChoiceSet | None:
        """Return the ways between two places, or None where there is none; closures only widen the search.

        Where every way that the search found is shut, ways around these very closures are added. What was found for one
        question never changes the answer to another.
        """
        acts = tuple(act for act in closures if act.total)
        key = (origin, destination, acts)
        if key not in self._made:
            self._made[key] = self._choices(origin, destination, acts)
        return self._made[key]

    def _choices(self, origin: str, destination: str, acts: tuple[Closure, ...]) -> ChoiceSet | None:
        if (origin, destination) not in self._sets:
            self._sets[origin, destination] = distinct_ways(self.network, origin, destination, sieve=self.sieve)
        ways = self._sets[origin, destination]
        if acts:
            base = self.choices(origin, destination)
            if base is not None and self.open_ways(base, acts).any():
                return base
            known = {way.key for way in ways}
            ways = (*ways, *(way for way in self._around(origin, destination, acts) if way.key not in known))
        return choice_set(self.network, ways, self.fitted.relative_scale) if ways else None

    def _around(self, origin: str, destination: str, acts: Sequence[Closure]) -> tuple[Way, ...]:
        """Return ways that avoid closures."""
        stays = self.network.mask(lambda link: blocking(acts, link, self.layer) is None)
        for act in acts:
            if act.kind == "state" and act.total:
                stays = stays & ~self.sieve.through(act.target[0])
        return distinct_ways(self.network, origin, destination, allowed=stays, sieve=self.sieve)

    def open_ways(self, held: ChoiceSet, closures: Iterable[Closure]) -> npt.NDArray[np.bool_]:
        """Return which ways no closure shuts."""
        acts = tuple(closures)
        return np.array([self.shut_by(way, acts) is None for way in held.ways], dtype=bool)

    def shut_by(self, way: Way, closures: Iterable[Closure]) -> Closure | None:
        """Return the first closure that shuts a way, or None."""
        numbers = np.array(way.numbers)
        for act in closures:
            if not act.total:
                continue
            if act.kind == "state":
                if self.sieve.through(act.target[0])[numbers].any():
                    return act
            elif any(act.touches(link) for link in way.links):
                return act
        return None

    def costs(self, held: ChoiceSet, closures: Iterable[Closure]) -> npt.NDArray[np.float64]:
        """Return generalised costs with the surcharges of closures that raise a price [USD per unit]."""
        added = [self._surcharge(way, [act for act in closures if act.surcharge]) for way in held.ways]
        found: npt.NDArray[np.float64] = held.costs + np.array(added)
        return found

    @staticmethod
    def _surcharge(way: Way, acts: Sequence[Closure]) -> float:
        total = 0.0
        for arc in way.arcs:
            if arc.link is None:
                continue
            for act in acts:
                if act.touches(arc.link):
                    part = 1.0
                    if act.kind == "state" and arc.link.km:
                        part = arc.link.km_by_state.get(act.target[0], 0.0) / arc.link.km
                    total += arc.usd * part * act.surcharge
        return total


def routes(corridors: CorridorModel, origin: str, destination: str, closures: Sequence[Closure] = ()) -> RouteAnswer:
    """Return the ways between two places.

    Parameters
    ----------
    corridors : CorridorModel
        Cargo and network.
    origin, destination : str
        Ids of places.
    closures : sequence of Closure
        Acts in force on the day of the layer; those that are not are left out.

    Returns
    -------
    RouteAnswer
        Ways with km and hours by state, legs and probability; where none is open, what shuts them.

    Raises
    ------
    InputError
        If both places are the same.
    """
    if origin == destination:
        name = corridors.layer.nodes[origin].name
        raise InputError(f"origin and destination are the same place ({name}): there is nothing to carry")
    acts = tuple(act for act in closures if act.holds_on(corridors.layer.day))
    held = corridors.choices(origin, destination, acts)
    about = (origin, destination, corridors.cargo.name, corridors.mode, tuple(act.name for act in acts))
    if held is None:
        return RouteAnswer(*about, (), {}, (), exists=False)
    stays = corridors.open_ways(held, acts)
    if not stays.any():
        shut = [corridors.shut_by(way, acts) for way in held.ways]
        cut_by = tuple(dict.fromkeys(act.name for act in shut if act is not None))
        return RouteAnswer(*about, (), {}, cut_by, exists=True)
    costs = corridors.costs(held, acts)
    parts = held.probabilities(stays, costs)
    found = [
        _route(corridors, way, float(part), float(cost))
        for way, part, cost, open_ in zip(held.ways, parts, costs, stays, strict=True)
        if open_
    ]
    together: dict[str, float] = {}
    for route in found:
        together[route.corridor] = together.get(route.corridor, 0.0) + route.probability
    found.sort(key=lambda route: (-together[route.corridor], route.cost))
    ranked = dict(sorted(together.items(), key=lambda pair: -pair[1]))
    return RouteAnswer(*about, tuple(found), ranked, (), exists=True)


def _route(corridors: CorridorModel, way: Way, probability: float, cost: float) -> Route:
    hours, spread = way.hours, SPREAD * way.deviation
    days = Interval(max(0.0, hours - spread) / HOURS_PER_DAY, (hours + spread) / HOURS_PER_DAY, hours / HOURS_PER_DAY)
    capacity, bottleneck = bottleneck_of(way, corridors.cargo, corridors.layer)
    return Route(
        label(corridors.layer, way),
        way.states,
        probability,
        days,
        way.waiting / HOURS_PER_DAY,
        way.usd,
        cost,
        way.km,
        _km(way),
        _hours(corridors, way),
        capacity,
        bottleneck,
        _legs(corridors.layer, way),
        tuple(sorted({ident for link in way.links for ident in (*link.source_ids, *_border_sources(link.border))})),
    )


def _border_sources(border: object) -> tuple[str, ...]:
    return getattr(border, "source_ids", ())


def bottleneck_of(way: Way, cargo: Commodity, layer: CorridorLayer, end: End = "mode") -> tuple[float | None, str]:
    """Return the least known capacity on a way in the unit of the cargo, and the id of what has it.

    Parameters
    ----------
    way : Way
        The way.
    cargo : Commodity
        Class of cargo.
    layer : CorridorLayer
        Places, whose capacity counts where the mode changes.
    end : {"low", "mode", "high"}
        Capacity at hand at once, now, or with the works that are under way.

    Returns
    -------
    tuple of float or None and str
        Units of the cargo per year; None and no id where no capacity on the way is known.
    """
    held: list[tuple[ThreePointEstimate | None, str, str]] = []
    for number, arc in enumerate(way.arcs):
        if arc.link is not None:
            held.append((arc.link.capacity, arc.link.unit, arc.link.id))
            if arc.link.border is not None:
                held.append((arc.link.border.capacity, arc.link.border.unit, arc.link.border.id))
        elif 0 < number < len(way.arcs) - 1:
            node = layer.nodes[arc.node]
            held.append((node.capacity, node.unit, node.id))
    known = [
        (amount, ident) for spread, unit, ident in held if (amount := capacity_in(spread, unit, cargo, end)) is not None
    ]
    return min(known, default=(None, ""), key=lambda pair: pair[0] if pair[0] is not None else 0.0)


def capacity_in(capacity: ThreePointEstimate | None, unit: str, cargo: Commodity, end: End = "mode") -> float | None:
    """Return a capacity in the unit of a cargo; tonnes hold containers by the load of one, containers hold no bulk."""
    if capacity is None:
        return None
    amount: float = getattr(capacity, end)
    if unit == cargo.capacity_unit:
        return amount
    return amount * 1e6 / cargo.mass if (unit, cargo.capacity_unit) == ("Mt/y", "TEU/y") else None


def _km(way: Way) -> dict[str, float]:
    total: dict[str, float] = {}
    for link in way.links:
        for state, km in link.km_by_state.items():
            total[state] = total.get(state, 0.0) + km
    return total


def _hours(corridors: CorridorModel, way: Way) -> dict[str, float]:
    total: dict[str, float] = {}
    for arc in way.arcs:
        if arc.link is None:
            _add(total, corridors.layer.nodes[arc.node].control or SEA, arc.waiting.mean)
            continue
        for state, km in arc.link.km_by_state.items():
            _add(total, state, arc.running.mean * (km / arc.link.km if arc.link.km else 0.0))
        if arc.link.border is not None:
            for state in arc.link.border.states:
                _add(total, state, arc.waiting.mean / 2)
    return {state: hours for state, hours in total.items() if hours > 0}


def _add(total: dict[str, float], state: str, hours: float) -> None:
    total[state] = total.get(state, 0.0) + hours


def _legs(layer: CorridorLayer, way: Way) -> tuple[Leg, ...]:
    runs: list[list[int]] = []
    waiting = 0.0
    waits: list[float] = []
    for number, arc in enumerate(way.arcs):
        if arc.link is None:
            waiting += arc.waiting.mean
            continue
        before = way.arcs[runs[-1][-1]].link if runs else None
        if before is not None and before.mode == arc.link.mode:
            runs[-1].append(number)
            waits[-1] += arc.waiting.mean
        else:
            runs.append([number])
            waits.append(waiting + arc.waiting.mean)
            waiting = 0.0
    return tuple(
        _leg(layer, Way(tuple(way.arcs[n] for n in run), tuple(run)), held)
        for run, held in zip(runs, waits, strict=True)
    )


def _leg(layer: CorridorLayer, part: Way, waiting: float) -> Leg:
    first, last = part.arcs[0], part.arcs[-1]
    link = first.link
    assert link is not None  # noqa: S101 - runs hold links alone
    start = link.origin if first.node == link.destination else link.destination
    return Leg(
        "ocean" if "ocean" in part.modes else link.mode,
        layer.nodes[start].name,
        layer.nodes[last.node].name,
        part.km,
        sum(arc.running.mean for arc in part.arcs),
        waiting,
        part.states,
        tuple(entry.id for entry in part.links),
    )
