"""What a closure costs states that only want to pass: days, money, and trade that cannot move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from equipoise.answers import Answer, Caption, Chart, Sentence, Sheet
from equipoise.answers.numbers import format_interval
from equipoise.errors import InputError
from equipoise.interval import Interval
from equipoise.models.corridors import (
    Basket,
    Closure,
    ClosureLoss,
    CorridorModel,
    basket_of,
    closure_loss,
    loss_draws,
    parse_closures,
    read_layer,
)
from equipoise.models.corridors.capacity import CapacityResponse
from equipoise.questions.corridors.asking import (
    LOSS_COLUMNS,
    MODELLED,
    MODES,
    cargo_in_words,
    check_choice,
    each,
    loss_row,
    partner_losses,
    room_on_middle,
    room_sentence,
    room_sheet,
    with_ending,
    world_with,
)
from equipoise.questions.wording import body_name, capital
from equipoise.world.world import World

NORTH = ("RUS",)
"""State whose closure turns containers to the Middle Corridor."""


def corridors_close(
    world: World,
    closures: Sequence[str],
    on: Sequence[str],
    commodity: str = "containers",
    mode: str = "any",
    draws: int = 1000,
    seed: int = 0,
    *,
    planned: bool = False,
    layer: Path | None = None,
) -> Answer:
    """Answer what closures cost states that only want to pass.

    Parameters
    ----------
    world : World
        The tables.
    closures : sequence of str
        What is closed, such as "RUS", "CHN/KAZ", "ferry", "flag:RUS", "RUS:50%".
    on : sequence of str
        States that lose, by any name or code.
    commodity : {"containers", "bulk"}
        Class of cargo.
    mode : {"rail", "any"}
        "rail": with ferries, trucks and short passages; "any": ocean shipping as well.
    draws : int
        Draws of waiting, prices and risk, at least 1.
    seed : int
        Seed of the draws.
    planned : bool
        Count what is planned as if it were open.
    layer : pathlib.Path, optional
        Folder with tables of another corridor layer.

    Returns
    -------
    Answer
        Sheets ``losses`` and ``partner_losses``; ``room`` where containers are turned away from Russia. A chart of the
        losses.

    Raises
    ------
    UnknownNameError
        If a state, the mode or the class of cargo is unknown.
    InputError
        If no closure is in force on the day, or no state is named.
    DataError
        If the layer holds no place in a state.
    """
    check_choice(mode, MODES, "mode")
    check_choice(commodity, MODELLED, "commodity")
    world = world_with(world, layer)
    held = read_layer(world, planned=planned)
    asked = CorridorModel.of(world, held, commodity, mode)
    acts = tuple(act for act in parse_closures(each(closures), world.names, held) if act.holds_on(held.day))
    if not acts:
        raise InputError(f"no closure is in force on {held.day}: give a later --as-of, or a closure without a date")
    baskets = [basket_of(world, held, iso3, asked.network.entry) for iso3 in _states(world, on)]
    found = [_loss(asked, basket, acts, draws, seed) for basket in baskets]
    steps = _room(asked, acts)
    rows = (loss_row(world, loss.state, loss, ends) for loss, ends in found)
    cited = tuple(dict.fromkeys(source_id for basket in baskets for source_id in basket.source_ids))
    sheets = [
        Sheet.of("losses", "What it costs", LOSS_COLUMNS, rows, source_ids=cited),
        *([room_sheet(held, steps)] if steps else []),
        partner_losses(world, [loss for loss, _ in found]),
    ]
    names = ", ".join(act.name for act in acts)
    answer = Answer(
        question="corridors_close",
        title=f"{names} closed: {cargo_in_words(asked.cargo.name, asked.mode)}",
        subject={
            "closures": tuple(act.name for act in acts),
            "commodity": commodity,
            "mode": mode,
            "unit": asked.cargo.unit,
            "draws": draws,
            "seed": seed,
        },
        headline=(*_headline(world, found), *room_sentence(steps)),
        sheets=tuple(sheets),
        charts=(Chart("losses", ("losses",), _caption(names, asked)),),
        caveats=tuple(_caveats(acts)),
    )
    return with_ending(world, answer, layer, seed)


def _states(world: World, names: Sequence[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(world.names.resolve(part) for part in each(names)))
    if not found:
        raise InputError(f"--on {','.join(names)!r} names no state; write it as KAZ,UZB,AZE")
    return found


def _loss(
    asked: CorridorModel, basket: Basket, acts: tuple[Closure, ...], draws: int, seed: int
) -> tuple[ClosureLoss, Interval]:
    return closure_loss(asked, basket, acts), loss_draws(asked, basket, acts, draws=draws, seed=seed).interval


def _room(asked: CorridorModel, acts: tuple[Closure, ...]) -> tuple[CapacityResponse, ...]:
    """Return what the Middle Corridor could take by when, where Russia closes for containers."""
    if asked.cargo.name != "containers" or NORTH not in {act.target for act in acts}:
        return ()
    return room_on_middle(CorridorModel.of(asked.world, asked.layer, "containers", "rail"))


def _headline(world: World, found: Sequence[tuple[ClosureLoss, Interval]]) -> Iterator[Sentence]:
    for loss, drawn in sorted(found, key=lambda pair: -pair[0].percent)[:3]:
        ends = Interval(min(drawn.low, loss.percent), max(drawn.high, loss.percent), loss.percent)
        longer = "" if loss.days is None or loss.days < 0.05 else f", which would take {loss.days:.1f} days longer"
        yield Sentence(
            f"{capital(body_name(world, loss.state))} would lose {format_interval(ends, '%', 2)} of the value of its "
            f"cargo{longer}."
        )


def _caption(names: str, asked: CorridorModel) -> Caption:
    return Caption(
        title=f"What it costs if {names} closes",
        subtitle=f"Loss in % of the value of {asked.cargo.name}, with the interval that holds 90 % of draws of "
        "waiting, prices and risk; trade with the closed states themselves is left out",
        source="corridor layer of Equipoise and partner lists of the World Factbook",
    )


def _caveats(acts: tuple[Closure, ...]) -> Iterator[Sentence]:
    yield Sentence(
        "The loss is a share of the value of cargo that only wants to pass; trade with the closed states themselves "
        "(own markets) is not counted. A loss that supposes a free choice of routes is too small where room runs short."
    )
    for act in acts:
        if act.days is not None:
            share = act.days / 365
            yield Sentence(f"{act.name}: {act.days} of 365 days, so {share:.0%} of a year's cargo is concerned.")
