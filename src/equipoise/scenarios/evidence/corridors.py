"""Evidence from the model of corridors: capacity by when, parts when something closes, and what that relieves."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np

from equipoise.errors import UnknownNameError
from equipoise.interval import Interval
from equipoise.models.corridors import Basket, Closure, CorridorModel, basket_of, parse_closures, read_layer
from equipoise.models.corridors.capacity import HORIZONS
from equipoise.models.corridors.draws import Sampler
from equipoise.models.corridors.labels import label
from equipoise.models.corridors.relief import DESTINATION, ORIGIN, carried, relief, turned_to_middle
from equipoise.scenarios.evidence.registry import Finding, evidence
from equipoise.world.world import World

DRAWS, SEED = 400, 0
Mode = Literal["rail", "any"]


class _Ready:
    """The model on a world, kept for as long as the world is asked about."""

    def __init__(self, world: World, mode: Mode) -> None:
        self.layer = read_layer(world)
        self.asked: CorridorModel = CorridorModel.of(world, self.layer, "containers", mode)


@lru_cache(maxsize=8)
def _kept(key: tuple[str, object, str, int]) -> list[_Ready]:  # noqa: ARG001 - the key is all
    return []


def ready(world: World, mode: Mode) -> CorridorModel:
    """Return the model of containers on a world; the same object for the same tables."""
    held = _kept((world.manifest.digest, world.as_of, mode, id(world)))
    if not held:
        held.append(_Ready(world, mode))
    return held[0].asked


def _acts(asked: CorridorModel, close: list[str]) -> tuple[Closure, ...]:
    return parse_closures(close, asked.world.names, asked.layer)


@evidence
def corridor_response(world: World, horizon: str) -> Finding:
    """Part of the northern containers that the trans-Caspian route can take by a horizon, by its least cut [%]."""
    if horizon not in HORIZONS:
        raise UnknownNameError("horizon", horizon, HORIZONS)
    asked = ready(world, "rail")
    steps = {step.horizon: step for step in turned_to_middle(asked)}
    north, middle = carried(world, "northern"), carried(world, "middle")
    sources = tuple(sorted({*north.source_ids, *middle.source_ids}))
    rows = (north.observation_id, middle.observation_id)
    if horizon not in steps:
        return Finding.of(None, "%", "no capacity of the route is known", None, sources, (), rows)
    step = steps[horizon]
    text = (
        f"room for {step.spare:,.0f} TEU a year beside the {middle.teu:,.0f} of {middle.year}, of "
        f"{north.teu:,.0f} that went north in "
        f"{north.year}; narrowest at {step.bottleneck}"
    )
    return Finding.of(Interval.point(100 * step.part), "%", text, north.year, sources, ("derived",), rows)


@evidence
def corridor_part(world: World, corridor: str, close: list[str], mode: Mode = "rail") -> Finding:
    """Part of the containers from China to Europe on a corridor when something is closed, capacity apart [%]."""
    asked = ready(world, mode)
    acts = _acts(asked, close)
    held = asked.choices(ORIGIN, DESTINATION, acts)
    stays = None if held is None else asked.open_ways(held, acts)
    if held is None or stays is None or not stays.any():
        return Finding.of(None, "%", "no way is open")
    members = np.array([label(asked.layer, way) == corridor for way in held.ways])
    point = 100 * float(held.probabilities(stays)[members].sum())
    _, costs = Sampler(asked, DRAWS, SEED).choice(held)
    low, high = np.quantile(100 * held.probabilities(stays, costs)[:, members].sum(axis=1), [0.05, 0.95])
    interval = Interval(min(point, float(low)), max(point, float(high)), point)
    text = f"containers on the {corridor} corridor from China to Europe with {', '.join(close) or 'nothing'} closed"
    return Finding.of(interval, "%", text, None, _sources(held.ways[int(np.argmax(members))]), ("derived",))


@evidence
def corridor_crosses(world: World, corridor: str, state: str, close: list[str]) -> Finding:
    """Part of the containers on a corridor that crosses a state, from China to Europe, when something is closed [%]."""
    asked = ready(world, "rail")
    iso3, acts = world.names.resolve(state), _acts(asked, close)
    held = asked.choices(ORIGIN, DESTINATION, acts)
    stays = None if held is None else asked.open_ways(held, acts)
    if held is None or stays is None or not stays.any():
        return Finding.of(None, "%", "no way is open")
    parts = held.probabilities(stays) * np.array([label(asked.layer, way) == corridor for way in held.ways])
    crossing = np.array(
        [any(leg.mode != "sea" and leg.km_by_state.get(iso3, 0) > 0 for leg in way.links) for way in held.ways]
    )
    if parts.sum() <= 0:
        return Finding.of(None, "%", f"the {corridor} corridor carries nothing")
    value = 100 * float(parts[crossing].sum() / parts.sum())
    text = f"containers on the {corridor} corridor that cross the ground of {world.names.name(iso3)}"
    best = held.ways[int(np.argmax(parts * crossing))]
    return Finding.of(Interval.point(value), "%", text, None, _sources(best), ("derived",))


@evidence
def corridor_days(world: World, corridor: str, over: str, close: list[str]) -> Finding:
    """Time of the best way of a corridor from China to Europe over that of another [ratio], drawn."""
    asked = ready(world, "any")
    acts = _acts(asked, close)
    drawn, sources = {}, set[str]()
    for name, shut in ((corridor, acts), (over, ())):
        held = asked.choices(ORIGIN, DESTINATION, shut)
        ways = () if held is None else tuple(way for way in held.ways if label(asked.layer, way) == name)
        if not ways:
            return Finding.of(None, "ratio", f"the layer has no way on the {name} corridor")
        best = min(ways, key=lambda way: way.hours)
        drawn[name] = best.hours, Sampler(asked, DRAWS, SEED).way(best)[0]
        sources |= set(_sources(best))
    ratios = drawn[corridor][1] / drawn[over][1]
    low, high = np.quantile(ratios, [0.05, 0.95])
    point = drawn[corridor][0] / drawn[over][0]
    text = f"{drawn[corridor][0] / 24:.0f} days by the {corridor} corridor, {drawn[over][0] / 24:.0f} by the {over} one"
    return Finding.of(
        Interval(min(point, float(low)), max(point, float(high)), point),
        "ratio",
        text,
        None,
        tuple(sorted(sources)),
        ("derived",),
    )


@evidence
def corridor_relief(world: World, states: list[str], close: list[str], horizon: str = "two years") -> Finding:
    """By how much the trans-Caspian route lessens what a closure costs states, mean over them [% of the loss]."""
    if horizon not in HORIZONS:
        raise UnknownNameError("horizon", horizon, HORIZONS)
    asked = ready(world, "any")
    acts = _acts(asked, close)
    steps = turned_to_middle(ready(world, "rail"))
    found, sources, rows = {}, set(), set()
    for name in states:
        iso3 = world.names.resolve(name)
        basket = _basket(asked, iso3)
        found[iso3] = relief(asked, basket, acts, steps)
        sources |= set(basket.source_ids)
        rows |= set(basket.observation_ids)
    parts = {iso3: entry.lessened(horizon) for iso3, entry in found.items()}
    mean = sum(parts.values()) / len(parts)
    now = sum(entry.lessened("three months") for entry in found.values()) / len(found)
    told = "; ".join(
        f"{world.names.name(iso3)} {entry.without:.2f} % of the value without the route, "
        f"{dict(entry.by_horizon)[horizon]:.2f} % with it"
        for iso3, entry in found.items()
    )
    # Works under way may not be finished: then what can be used now is all there is.
    interval = Interval(min(now, mean), max(now, mean), mean)
    text = f"loss when {', '.join(close)} closes, capacity after {horizon}: {told}"
    return Finding.of(interval, "% of the loss", text, None, tuple(sorted(sources)), ("derived",), tuple(sorted(rows)))


def _basket(asked: CorridorModel, iso3: str) -> Basket:
    return basket_of(asked.world, asked.layer, iso3, asked.network.entry)


def _sources(way: object) -> tuple[str, ...]:
    links = getattr(way, "links", ())
    return tuple(sorted({ident for link in links for ident in link.source_ids} - {"RECALL"}))
