"""A state's transit routes: whose ground its trade crosses, what a closure costs, what the Middle Corridor relieves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from equipoise.answers import Answer, Caption, Chart, Column, Sentence, Sheet
from equipoise.answers.numbers import format_figure, format_interval
from equipoise.errors import DataError
from equipoise.interval import Interval
from equipoise.models.corridors import (
    Carriage,
    Closure,
    ClosureLoss,
    CorridorLayer,
    CorridorModel,
    TransitDependence,
    basket_of,
    carriage,
    closure_loss,
    dependence_on_transit,
    loss_draws,
)
from equipoise.models.corridors.capacity import CapacityResponse
from equipoise.models.corridors.record.scoring import FREE_FLOW, HINDCAST, TIMES, computed_record
from equipoise.questions.citing import finished
from equipoise.questions.corridors.asking import (
    LEAST_LOSS,
    LOSS_COLUMNS,
    PUBLISHED,
    loss_row,
    partner_losses,
    room_on_middle,
    room_sentence,
    room_sheet,
)
from equipoise.questions.corridors.carried import carried_sentence, carried_sheets
from equipoise.questions.corridors.dependence import coverage_sentence, transit_sheet
from equipoise.questions.wording import body_name, of_whom
from equipoise.scenarios.evidence.corridors import ready
from equipoise.scores.record import TrackRecord
from equipoise.world.world import World

DRAWS, SEED = 400, 0
MOST_ROWS = 4
POWERS = ("RUS", "CHN")
"""Closures that are always shown: passage and market part most between these two."""

LINK_COLUMNS = (
    Column("link", sense="Id of the link."),
    Column("mode", words="transport_mode", sense="Mode of transport."),
    Column("km", kind="number", digits=0, sense="Length."),
    Column("corridors", kind="list", sense="Corridors that it is part of."),
    Column("origin", sense="Id of the place where it begins."),
    Column("origin_name", "from", sense="Its name."),
    Column("origin_latitude", hidden=True, kind="number", sense="[degree]"),
    Column("origin_longitude", hidden=True, kind="number", sense="[degree]"),
    Column("destination", sense="Id of the place where it ends."),
    Column("destination_name", "to", sense="Its name."),
    Column("destination_latitude", hidden=True, kind="number", sense="[degree]"),
    Column("destination_longitude", hidden=True, kind="number", sense="[degree]"),
    Column("closes", "closes with it", "flag", sense="Whether it closes with the state whose closure costs most."),
)


@dataclass(frozen=True)
class _Studied:
    """What is told: model, dependence, losses by who closes, oil and gas by route, room on the Middle Corridor."""

    asked: CorridorModel
    measured: TransitDependence
    losses: tuple[tuple[str, ClosureLoss, Interval], ...]
    published: tuple[Carriage, ...]
    steps: tuple[CapacityResponse, ...]

    @property
    def layer(self) -> CorridorLayer:
        return self.asked.layer

    @property
    def worst(self) -> str | None:
        """State whose closure costs most, if that costs anything."""
        return self.losses[0][0] if self.losses and self.losses[0][1].percent >= LEAST_LOSS else None


def corridors_transit(world: World, state: str, scored_on: World | None = None) -> Answer:
    """Answer what a state's transit routes are, and what it costs if a state on them closes.

    Parameters
    ----------
    world : World
        The tables.
    state : str
        Any name or code of the state.
    scored_on : World, optional
        Tables on which the model is scored; by default the same.

    Returns
    -------
    Answer
        Sheets ``losses`` (by the state that closes), ``oil_routes`` and ``oil_by_state`` (the same of gas; where
        figures are published), ``room`` (what the Middle Corridor could take), ``transit``, ``partner_losses``
        and ``links`` (what a map shows); a chart of the losses.

    Raises
    ------
    UnknownNameError
        If the state is unknown.
    DataError
        If the corridor layer holds no place in it, or none of its partners.
    """
    iso3 = world.names.resolve(state)
    studied = _studied(world, iso3)
    whose = of_whom(body_name(world, iso3))
    losses = (loss_row(world, closer, loss, drawn) for closer, loss, drawn in studied.losses)
    answer = Answer(
        question="corridors_transit",
        title=f"{world.names.name(iso3)}: transit routes",
        subject={"state": iso3, "closed_on_map": studied.worst, "draws": DRAWS, "seed": SEED},
        headline=tuple(_headline(world, iso3, studied)),
        sheets=(
            Sheet.of("losses", f"What {whose} trade loses if a state closes", _closer_columns(), losses),
            *(sheet for found in studied.published for sheet in carried_sheets(world, found, f"{found.commodity}_")),
            *([room_sheet(studied.layer, studied.steps)] if studied.steps else []),
            transit_sheet(world, studied.measured),
            partner_losses(world, [loss for _, loss, _ in studied.losses]),
            Sheet.of("links", "Links of the corridor layer", LINK_COLUMNS, _links(studied), detail=True),
        ),
        charts=(Chart("losses", ("losses",), _caption(world, iso3, studied)),) if studied.losses else (),
        caveats=tuple(_caveats(studied, scored_on or world)),
    )
    return finished(world, answer, SEED)


def _closer_columns() -> tuple[Column, ...]:
    """Return the columns of losses where a row is named by who closes."""
    closer = (
        Column("state", hidden=True, sense="ISO 3166-1 code of the state that closes."),
        Column("name", "if it closes", sense="State that closes."),
    )
    return (*closer, *LOSS_COLUMNS[2:])


def _studied(world: World, iso3: str) -> _Studied:
    asked = ready(world, "any")
    basket = basket_of(world, asked.layer, iso3, asked.network.entry)
    if not basket.markets:
        raise DataError(f"the corridor layer reaches no trade partner of {world.names.name(iso3)}")
    measured = dependence_on_transit(asked, basket)
    named = [entry.state for entry in measured.transit if entry.loss.percent >= LEAST_LOSS][:MOST_ROWS]
    closers = [*named, *(state for state in POWERS if state not in named and state != iso3)]
    losses = []
    for state in closers:
        acts = (Closure("state", (state,)),)
        drawn = loss_draws(asked, basket, acts, draws=DRAWS, seed=SEED).interval
        losses.append((state, closure_loss(asked, basket, acts), drawn))
    losses.sort(key=lambda entry: -entry[1].percent)
    published = tuple(found for cargo in PUBLISHED if (found := _carried(world, asked.layer, iso3, cargo)) is not None)
    return _Studied(asked, measured, tuple(losses), published, room_on_middle(ready(world, "rail")))


def _carried(world: World, layer: CorridorLayer, iso3: str, cargo: str) -> Carriage | None:
    try:
        return carriage(world, layer, iso3, cargo)
    except DataError:
        return None


def _headline(world: World, iso3: str, studied: _Studied) -> Iterator[Sentence]:
    if studied.losses:
        yield Sentence(f"{_message(world, iso3, studied)}.", lead="Transit routes.")
    yield coverage_sentence(world, studied.measured)
    yield from _contrast(world, iso3, studied)
    for found in studied.published:
        yield carried_sentence(world, found)


def _message(world: World, iso3: str, studied: _Studied) -> str:
    state, loss, drawn = studied.losses[0]
    name, whose = body_name(world, state), of_whom(body_name(world, iso3))
    if loss.percent < LEAST_LOSS:
        return f"No single transit state could make {whose} trade noticeably dearer by closing"
    ends = Interval(min(drawn.low, loss.percent), max(drawn.high, loss.percent), loss.percent)
    told = (
        f"If {name} closed, {whose} trade with others would lose {format_interval(ends, '%')} of its value on the way"
    )
    return told if loss.days is None else f"{told} and take {format_figure(loss.days)} days longer"


def _contrast(world: World, iso3: str, studied: _Studied) -> Iterator[Sentence]:
    """Yield what tells dependence on passage from dependence on a market, where both powers are there."""
    held = {state: loss for state, loss, _ in studied.losses}
    if not set(POWERS) <= set(held):
        return
    russia, china = held["RUS"], held["CHN"]
    yield Sentence(
        f"Closing Russia to transit would cost {body_name(world, iso3)} {_cost(russia.percent)} of the value of goods "
        f"in transit; closing China {_cost(china.percent)}. As markets they make up {russia.own_markets:.0f} % and "
        f"{china.own_markets:.0f} % of the turnover, which is another kind of dependence and not counted here.",
        lead="Passage and market.",
    )


def _cost(percent: float) -> str:
    return "almost nothing" if percent < LEAST_LOSS else f"{format_figure(percent)} %"


def _caption(world: World, iso3: str, studied: _Studied) -> Caption:
    return Caption(
        title=_message(world, iso3, studied),
        subtitle="Loss when one state closes, in % of the value of containers, with the interval that holds 90 % "
        "of draws of waiting, prices and risk; its own market is left out",
        source="corridor layer of Equipoise and partner lists of the World Factbook",
        note="A closure of a state shuts its ground, its ports and its waters. Room on the routes left over is not "
        "counted here; see below.",
    )


def _links(studied: _Studied) -> Iterator[dict[str, Any]]:
    nodes = dict(studied.layer.nodes)
    act = None if studied.worst is None else Closure("state", (studied.worst,))
    for link in studied.layer.running():
        row: dict[str, Any] = {"link": link.id, "mode": link.mode, "km": link.km, "corridors": tuple(link.corridors)}
        for key, ident in (("origin", link.origin), ("destination", link.destination)):
            node = nodes[ident]
            place = {"name": node.name, "latitude": node.latitude, "longitude": node.longitude}
            row |= {key: ident, **{f"{key}_{name}": value for name, value in place.items()}}
        yield {**row, "closes": act is not None and act.touches(link, nodes)}


def _caveats(studied: _Studied, scored_on: World) -> Iterator[Sentence]:
    yield from room_sentence(studied.steps)
    scored = times_record(scored_on)
    if scored is not None:
        rival = next(entry for entry in scored.baselines if entry.baseline == FREE_FLOW)
        yield Sentence(
            f"Fitted on figures up to 2021, the model's mean error (CRPS) on {scored.n} published transit times since "
            f"is {rival.model:.1f} days, against {rival.baseline_value:.1f} for trains and ships that never wait. It "
            "did not foresee how fast the trans-Caspian route grew. Waiting, prices and the premium for passing a "
            "state at war are in part judgements; most lengths of links are recalled.",
            lead="How far to trust it.",
        )


@lru_cache(maxsize=2)
def _times(key: tuple[str, object]) -> list[TrackRecord | None]:  # noqa: ARG001 - the key is all
    return []


def times_record(world: World) -> TrackRecord | None:
    """Return the record of transit times, or None where the tables hold no figures; made once for the same tables."""
    held = _times((world.manifest.digest, world.as_of))
    if not held:
        try:
            held.append(computed_record(world, TIMES, HINDCAST))
        except DataError:
            held.append(None)
    return held[0]
