"""Section: whose ground a state's trade crosses, what a closure costs, and what the Middle Corridor relieves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from equipoise.answers.charts.frame import Caption
from equipoise.answers.charts.losses import LossChart, LossRow
from equipoise.answers.numbers import Number, format_figure, format_number
from equipoise.brief.compose.corridor_map import corridor_map, map_caption
from equipoise.brief.compose.map import shapes_of
from equipoise.brief.compose.subject import Subject
from equipoise.brief.connectivity import CarriageRow, CorridorsSection, HorizonRow
from equipoise.brief.page import Reproduction, Sentence
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
from equipoise.models.corridors.carriage import RouteFlow
from equipoise.models.corridors.record.scoring import FREE_FLOW, HINDCAST, TIMES, computed_record
from equipoise.models.corridors.relief import turned_to_middle
from equipoise.questions.wording import body_name, capital, listed, of_whom
from equipoise.scenarios.evidence.corridors import ready
from equipoise.scores.record import TrackRecord
from equipoise.world.world import World

DRAWS, SEED = 400, 0
MOST_ROWS = 4
LEAST_LOSS = 0.02
POWERS = ("RUS", "CHN")
"""Closures that are always shown: the op-ed's question is about these two."""

ROUTE_NAMES = {
    "cpc": "Caspian Pipeline Consortium (CPC)",
    "atyrau-samara": "Atyrau-Samara",
    "aktau-makhachkala": "Aktau-Makhachkala, by tanker",
    "btc": "Aktau-Baku by tanker, then Baku-Tbilisi-Ceyhan",
    "kazakhstan-china": "Kazakhstan-China",
}


@dataclass(frozen=True)
class Ways:
    """What the section is made of.

    Parameters
    ----------
    layer : CorridorLayer
        Places and links.
    asked : CorridorModel
        Containers by land or ocean.
    measured : TransitDependence
        Transit states with losses.
    losses : tuple of (str, ClosureLoss, Interval)
        State that closes, loss, interval of the loss [% of value].
    oil : Carriage or None
        Oil by route.
    steps : tuple of CapacityResponse
        What the Middle Corridor can take by when.
    """

    layer: CorridorLayer
    asked: CorridorModel
    measured: TransitDependence
    losses: tuple[tuple[str, ClosureLoss, Interval], ...]
    oil: Carriage | None
    steps: tuple[CapacityResponse, ...]


def ways_of(subject: Subject) -> Ways | None:
    """Return what the corridors mean for the state of a brief, or None where it lies off the layer."""
    world = subject.now
    try:
        asked = ready(world, "any")
        layer = asked.layer
        basket = basket_of(world, layer, subject.iso3, asked.network.entry)
    except DataError:
        return None
    if not basket.markets:
        return None
    measured = dependence_on_transit(asked, basket)
    named = [entry.state for entry in measured.transit if entry.loss.percent >= LEAST_LOSS][:MOST_ROWS]
    closers = [*named, *(state for state in POWERS if state not in named and state != subject.iso3)]
    losses = []
    for state in closers:
        acts = (Closure("state", (state,)),)
        drawn = loss_draws(asked, basket, acts, draws=DRAWS, seed=SEED).interval
        losses.append((state, closure_loss(asked, basket, acts), drawn))
    losses.sort(key=lambda entry: -entry[1].percent)
    return Ways(layer, asked, measured, tuple(losses), _oil(world, layer, subject.iso3), _steps(world))


def _oil(world: World, layer: CorridorLayer, iso3: str) -> Carriage | None:
    try:
        return carriage(world, layer, iso3, "oil")
    except DataError:
        return None


def _steps(world: World) -> tuple[CapacityResponse, ...]:
    try:
        return turned_to_middle(ready(world, "rail"))
    except DataError:
        return ()


def corridors_section(subject: Subject, ways: Ways | None, disputed: str) -> CorridorsSection | None:
    """Return the section, or None where there is nothing to say."""
    if ways is None:
        return None
    world = subject.now
    worst = ways.losses[0][0] if ways.losses and ways.losses[0][1].percent >= LEAST_LOSS else None
    drawn = corridor_map(shapes_of(world), ways.layer, subject.iso3, worst, disputed)
    return CorridorsSection(
        intro=_intro(subject, ways),
        losses=_chart(subject, ways),
        svg=drawn[0] if drawn else "",
        narrow_svg=drawn[1] if drawn else "",
        map_caption=map_caption(None if worst is None else body_name(world, worst)) if drawn else None,
        carriage=_carriage_rows(world, ways.oil),
        carriage_title=""
        if ways.oil is None
        else f"{capital(of_whom(subject.in_sentence))} oil exports by route, {ways.oil.year}",
        horizons=tuple(
            HorizonRow(
                capital(step.horizon),
                Number(step.spare, digits=0),
                Number(100 * step.part, digits=0),
                ways.layer.nodes[step.bottleneck].name if step.bottleneck in ways.layer.nodes else step.bottleneck,
            )
            for step in ways.steps
        ),
        remarks=_remarks(subject, ways),
    )


def corridor_finding(subject: Subject, ways: Ways | None) -> tuple[Sentence, ...]:
    """Return the main result as a finding of the page."""
    if ways is None or not ways.losses:
        return ()
    return (Sentence(f"{_message(subject, ways)}.", lead="Ways through."),)


def with_loss_draws(made: Reproduction, ways: Ways | None) -> Reproduction:
    """Return how to make a page again, with the draws of the losses where it has any."""
    if ways is None:
        return made
    told = f"{DRAWS} of waiting, prices and risk on the corridors, seed {SEED}"
    facts = tuple((key, _joined(text, told) if key == "draws" else text) for key, text in made.facts)
    return replace(made, seed=SEED if made.seed is None else made.seed, facts=facts)


def _joined(text: str, told: str) -> str:
    return (
        told
        if text.startswith("none")
        else f"{text.removesuffix('; nothing else is drawn')}; {told}; nothing else is drawn"
    )


def _message(subject: Subject, ways: Ways) -> str:
    state, loss, drawn = ways.losses[0]
    name = body_name(subject.now, state)
    if loss.percent < LEAST_LOSS:
        return f"No single transit state could make the way of {of_whom(subject.in_sentence)} trade noticeably dearer"
    cost = format_number(Number.of(Interval(drawn.low, drawn.high, _within(loss.percent, drawn)), unit="%"))
    told = (
        f"If {name} closed, {of_whom(subject.in_sentence)} trade with others would lose {cost} of its value on the way"
    )
    return told if loss.days is None else f"{told} and take {format_figure(loss.days)} days longer"


def _within(value: float, drawn: Interval) -> float:
    return min(max(value, drawn.low), drawn.high)


def _intro(subject: Subject, ways: Ways) -> tuple[Sentence, ...]:
    world, measured = subject.now, ways.measured
    top = sorted(measured.transit, key=lambda entry: -entry.share)[:3]
    crossed = [f"{entry.share:.0f} % cross {body_name(world, entry.state)}" for entry in top]
    said = [
        Sentence(
            f"Containers between {subject.in_sentence} and the partners that the trade lists name "
            f"({measured.covered:.0f} % of the turnover) "
            f"were laid over a network of railways, ferries and sea routes. Of them "
            f"{listed(crossed) or 'none cross a third state'}; the "
            f"effective number of ways is {measured.diversity:.1f}.",
            measured.basket.source_ids,
        )
    ]
    said += _contrast(subject, ways)
    if ways.oil is not None:
        said.append(_oil_sentence(subject, ways.oil))
    return tuple(said)


def _contrast(subject: Subject, ways: Ways) -> list[Sentence]:
    """Return what tells dependence on passage from dependence on a market, where both powers are there."""
    held = {state: loss for state, loss, _ in ways.losses}
    if not set(POWERS) <= set(held):
        return []
    russia, china = held["RUS"], held["CHN"]
    return [
        Sentence(
            f"A closed Russia would cost {subject.in_sentence} {_part(russia.percent)} of the value of what only "
            f"wants to pass; a "
            f"closed China {_part(china.percent)}. As markets they make up {russia.own_markets:.0f} % and "
            f"{china.own_markets:.0f} % of the turnover, which is another sort of dependence and not counted here.",
            lead="Passage and market.",
        )
    ]


def _part(percent: float) -> str:
    return "next to nothing" if percent < LEAST_LOSS else f"{format_figure(percent)} %"


def _oil_sentence(subject: Subject, oil: Carriage) -> Sentence:
    world = subject.now
    state, share = max(oil.by_state.items(), key=lambda pair: pair[1].midpoint)
    first = oil.routes[0]
    told = (
        f"Of the oil that {subject.in_sentence} exported in {oil.year}, "
        f"{format_number(Number.of(share, unit='%', digits=0))} left "
        f"through {body_name(world, state)}, "
        f"{format_number(Number.of(oil.by_route[first.route], unit='%', digits=0))} of all by "
        f"{ROUTE_NAMES.get(first.route, first.route)}."
    )
    return Sentence(told, oil.source_ids, lead="Oil.")


def _chart(subject: Subject, ways: Ways) -> LossChart | None:
    if not ways.losses:
        return None
    rows = tuple(
        LossRow(
            subject.now.names.name(state),
            Number.of(Interval(drawn.low, drawn.high, _within(loss.percent, drawn)), unit="%"),
            _remark(loss),
        )
        for state, loss, drawn in ways.losses
    )
    caption = Caption(
        title=_message(subject, ways),
        subtitle="Loss when one state closes, in % of the value of containers, with the interval that holds 90 % "
        "of draws of waiting, prices "
        "and risk; its own market is left out",
        source="corridor layer of Equipoise and partner lists of the World Factbook",
        note="A closure of a state shuts its ground, its ports and its waters. Room on the ways left over is not "
        "counted here; see below.",
    )
    return LossChart(caption, rows)


def _remark(loss: ClosureLoss) -> str:
    if loss.cut >= 1:
        return f"{loss.cut:.0f} % of the trade cut off"
    days = "" if loss.days is None or abs(loss.days) < 0.05 else f"{loss.days:+.1f} days, ".replace("-", "−")
    return f"{days}{loss.hit:.0f} % of the trade hit"


def _carriage_rows(world: World, oil: Carriage | None) -> tuple[CarriageRow, ...]:
    if oil is None:
        return ()
    return tuple(
        CarriageRow(
            _route_name(flow, oil.year),
            listed([world.names.name(state) for state in flow.states[1:]]) or "no other state",
            Number.of(flow.amount, digits=1),
            Number.of(oil.by_route[flow.route], digits=1),
            flow.source_ids,
        )
        for flow in oil.routes
    )


def _route_name(flow: RouteFlow, year: int) -> str:
    name = ROUTE_NAMES.get(flow.route, flow.route)
    return name if flow.period == str(year) else f"{name} (rate of {flow.period.replace('..', ' to ')})"


def _remarks(subject: Subject, ways: Ways) -> tuple[Sentence, ...]:
    said = []
    if ways.steps:
        now, later = ways.steps[-2], ways.steps[-1]
        said.append(
            Sentence(
                f"Without regard to room, the Middle Corridor would draw much of what leaves Russia. It has room "
                f"for {100 * now.part:.0f} % of the "
                f"northern containers now and for {100 * later.part:.0f} % once the works under way are done; the "
                f"rest would go by ocean.",
                lead="Room.",
            )
        )
    scored = times_record(subject.worlds.on(None))
    if scored is not None:
        rival = next(entry for entry in scored.baselines if entry.baseline == FREE_FLOW)
        said.append(
            Sentence(
                f"Fitted on figures up to 2021, the model's mean error (CRPS) on {scored.n} published transit "
                f"times since is {rival.model:.1f} days, "
                f"against {rival.baseline_value:.1f} for trains and ships that never wait. It did not foresee how fast "
                f"the trans-Caspian route grew. "
                "Waiting, prices and the premium for passing a state at war are in part judgements; most lengths "
                "of links are recalled.",
                lead="How far to trust it.",
            )
        )
    return tuple(said)


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
