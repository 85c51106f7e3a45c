"""What the questions on corridors share: checks of what was asked, and sheets that more than one of them gives."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

from equipoise.answers import Answer, Column, Sentence, Sheet
from equipoise.answers.vocabulary import title_of
from equipoise.errors import InputError, UnknownNameError
from equipoise.interval import Interval
from equipoise.models.corridors import ClosureLoss, CorridorLayer, CorridorModel
from equipoise.models.corridors.capacity import CapacityResponse
from equipoise.models.corridors.layer import SEA
from equipoise.models.corridors.relief import turned_to_middle
from equipoise.questions.citing import finished
from equipoise.questions.wording import capital
from equipoise.sources.facts.corridors import with_layer
from equipoise.world.world import World

MODES = ("rail", "any")
MODELLED = ("containers", "bulk")
"""Cargo whose choice of a route is modelled."""

PUBLISHED = ("oil", "gas")
"""Cargo whose volumes by route are published."""

LEAST_LOSS = 0.02
"""Loss below which a closure costs almost nothing [% of the value of the cargo]."""

LOSS_COLUMNS = (
    Column("state", hidden=True, sense="ISO 3166-1 code of the state that loses."),
    Column("name", "state", sense="State that loses."),
    Column("percent", "loss", "estimate", "% of value", 2, "Loss as a share of the value of the cargo; 90 % of draws."),
    Column("days", "days longer", "number", digits=1, sense="Mean over the trade that still moves; none if none does."),
    Column("usd", "US$ a unit", "number", digits=0, sense="Mean loss per unit of cargo."),
    Column("hit", "trade hit", "number", "%", 0, "Share of the trade covered that went through what is closed."),
    Column("cut", "cut off", "number", "%", 0, "Share of the trade covered that has no route left."),
    Column("own_markets", "own markets", "number", "%", 0, "Share of turnover with the closed states; not counted."),
    Column("covered", "covered", "number", "%", 0, "Share of turnover that the other columns are about."),
    Column("remark", "in words", hidden=True, sense="Days and share hit, as words."),
)
PARTNER_LOSS_COLUMNS = (
    Column("closed", sense="What is closed."),
    Column("state", sense="State that loses."),
    Column("partner", sense="Trade partner."),
    Column("place", sense="Where its cargo is delivered."),
    Column("share", "share of turnover", "number", "%", 1, "The partner's share of the state's turnover."),
    Column("hit", "trade hit", "number", "%", 0, "Share of the cargo that went through what is closed."),
    Column("days", "days longer", "number", digits=1, sense="Longer on the way; none where no route is left."),
    Column("usd", "US$ a unit", "number", digits=0, sense="Loss per unit of cargo."),
    Column("cut", "cut off", "flag", sense="Whether no route is left."),
)
ROOM_COLUMNS = (
    Column("horizon", "after", sense="Time since the closure."),
    Column("days", hidden=True, kind="integer", unit="days", sense="The same in days."),
    Column("spare", "room", "number", "TEU a year", 0, "Capacity beside what the corridor carries already."),
    Column("share", "share of the containers", "number", "%", 0, "Of those that go through Russia now."),
    Column("bottleneck", "narrowest at", sense="Place or link that sets the limit."),
)


def check_choice(value: str, choices: Collection[str], what: str) -> None:
    """Refuse what is not among the choices.

    Raises
    ------
    UnknownNameError
        With the choices and the nearest match.
    """
    if value not in choices:
        raise UnknownNameError(what, value, choices)


def world_with(world: World, layer: Path | None) -> World:
    """Return the world, with the corridor layer of a folder where one is named."""
    return world if layer is None else with_layer(world, layer)


def with_ending(world: World, answer: Answer, layer: Path | None, seed: int | None = None) -> Answer:
    """Return an answer with provenance and sources; a layer of the user may name sources of its own."""
    return finished(world, answer, seed, own=() if layer is None else answer.cited())


def each(texts: Iterable[str]) -> list[str]:
    """Return closures one by one: several may be written with commas."""
    return [part for text in texts for part in text.split(",") if part.strip()]


def cargo_in_words(commodity: str, mode: str) -> str:
    """Return what is carried and how, such as "containers by land or ocean"."""
    return f"{commodity} {title_of('corridor_mode', mode)}"


def state_label(world: World, code: str) -> str:
    """Return the name of a state, or that it is open water."""
    return "open water" if code == SEA else world.names.short.get(code, code)


def loss_row(world: World, state: str, loss: ClosureLoss, drawn: Interval) -> dict[str, Any]:
    """Return a loss as a row of `LOSS_COLUMNS`.

    Parameters
    ----------
    world : World
        Names of states.
    state : str
        Code in the first column: who loses, or who closes.
    loss : ClosureLoss
        The loss.
    drawn : Interval
        Interval that holds 90 % of the draws [% of value]; it is widened to the loss where that lies outside.
    """
    figures = {name: getattr(loss, name) for name in ("days", "usd", "hit", "cut", "own_markets", "covered")}
    percent = Interval(min(drawn.low, loss.percent), max(drawn.high, loss.percent), loss.percent)
    about = {"state": state, "name": world.names.name(state), "percent": percent}
    return {**about, **figures, "remark": _remark(loss)}


def _remark(loss: ClosureLoss) -> str:
    if loss.cut >= 1:
        return f"{loss.cut:.0f} % of the trade cut off"
    days = "" if loss.days is None or abs(loss.days) < 0.05 else f"{loss.days:+.1f} days, ".replace("-", "−")
    return f"{days}{loss.hit:.0f} % of the trade hit"


def partner_losses(world: World, found: Iterable[ClosureLoss]) -> Sheet:
    """Return losses partner by partner."""
    rows = (
        {
            "closed": ", ".join(loss.closures),
            "state": world.names.name(loss.state),
            "partner": world.names.name(market.state),
            "place": market.place,
            "share": 100 * market.share,
            "hit": 100 * market.hit,
            "days": market.days,
            "usd": market.usd,
            "cut": market.cut,
        }
        for loss in found
        for market in loss.markets
    )
    return Sheet.of("partner_losses", "Losses partner by partner", PARTNER_LOSS_COLUMNS, rows, detail=True)


def room_on_middle(rail: CorridorModel) -> tuple[CapacityResponse, ...]:
    """Return what the Middle Corridor could take by when; nothing where no volume of a corridor is held by the day."""
    try:
        return turned_to_middle(rail)
    except InputError:
        return ()


def room_sheet(layer: CorridorLayer, steps: Sequence[CapacityResponse]) -> Sheet:
    """Return how much of the containers that go through Russia the Middle Corridor could take by when."""
    rows = (
        {
            "horizon": capital(step.horizon),
            "days": step.days,
            "spare": step.spare,
            "share": 100 * step.part,
            "bottleneck": _named(layer, step.bottleneck),
        }
        for step in steps
    )
    return Sheet.of("room", "What the Middle Corridor could take if Russia closed", ROOM_COLUMNS, rows)


def room_sentence(steps: Sequence[CapacityResponse]) -> tuple[Sentence, ...]:
    """Return how much of the containers through Russia the Middle Corridor could take; nothing if that is not known."""
    if not steps:
        return ()
    now, later = steps[-2], steps[-1]
    told = (
        "If room did not matter, the Middle Corridor would draw much of what leaves Russia. It has room for "
        f"{100 * now.part:.0f} % of the northern containers now and for {100 * later.part:.0f} % once the works under "
        "way are done; the rest would go by ocean."
    )
    return (Sentence(told, lead="Room."),)


def _named(layer: CorridorLayer, bottleneck: str) -> str:
    """Return what is narrowest with the names of places for their ids."""
    nodes = layer.nodes
    return " and ".join(nodes[part].name if part in nodes else part for part in bottleneck.split(" and "))
