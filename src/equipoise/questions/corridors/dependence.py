"""How far a state depends on those that its cargo passes through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from equipoise.answers import Answer, Column, Sentence, Sheet
from equipoise.models.corridors import (
    CorridorLayer,
    CorridorModel,
    TransitDependence,
    basket_of,
    carriage,
    dependence_on_transit,
    read_layer,
)
from equipoise.questions.corridors.asking import (
    MODELLED,
    MODES,
    PUBLISHED,
    cargo_in_words,
    check_choice,
    partner_losses,
    with_ending,
    world_with,
)
from equipoise.questions.corridors.carried import carried_sentence, carried_sheets, total_sentence
from equipoise.questions.wording import body_name, listed
from equipoise.world.world import World

MOST_NAMED = 3
MOST_VETOES = 5

TRANSIT_COLUMNS = (
    Column("state", hidden=True, sense="ISO 3166-1 code of the transit state."),
    Column("name", "if it closes", sense="Transit state that closes."),
    Column("share", "goes through", "number", "%", 0, "Share of the trade covered that goes through it."),
    Column("percent", "loss", "number", "% of value", 2, "Loss as a share of the value of the cargo."),
    Column("days", "days longer", "number", digits=1, sense="Mean over the trade that still moves."),
    Column("usd", "US$ a unit", "number", digits=0, sense="Mean loss per unit of cargo."),
    Column("cut", "cut off", "number", "%", 0, "Share of the trade covered that has no route left."),
    Column("shapley", "Shapley value", "number", "% of value", 2, "Its share of what the closure of all would cost."),
    Column("own_loss", "its own loss", "number", "%", 3, "Its revenue from this transit, as a share of its exports."),
    Column("asymmetry", hidden=True, kind="number", unit="points", digits=2, sense="Loss less its own loss."),
    Column("hit", hidden=True, kind="number", unit="%", digits=0, sense="Share of the trade covered that is hit."),
    Column("own_markets", hidden=True, kind="number", unit="%", digits=0, sense="Share of turnover with it itself."),
)
PARTNER_COLUMNS = (
    Column("state", hidden=True, sense="ISO 3166-1 code of the partner."),
    Column("name", "partner", sense="Trade partner that the corridor layer reaches."),
    Column("share", "share of turnover", "number", "%", 0, "The partner's share of the state's turnover."),
    Column("place", sense="Where its cargo is delivered."),
    Column("away_km", "km from its capital", "number", digits=0, sense="0 for a place of its own.", hidden=True),
)
VETO_COLUMNS = (
    Column("states", "transit states", sense="Who together could cut off at least half of the trade."),
    Column("codes", hidden=True, kind="list", sense="Their ISO 3166-1 codes."),
)


def corridors_dependence(
    world: World,
    state: str,
    commodity: str = "containers",
    mode: str = "any",
    *,
    planned: bool = False,
    layer: Path | None = None,
) -> Answer:
    """Answer how far a state depends on those that its cargo passes through.

    Parameters
    ----------
    world : World
        The tables.
    state : str
        Any name or code of the state.
    commodity : {"containers", "bulk", "oil", "gas"}
        Class of cargo; routes of containers and bulk are modelled, those of oil and gas published.
    mode : {"rail", "any"}
        "rail": with ferries, trucks and short passages; "any": ocean shipping as well.
    planned : bool
        Count what is planned as if it were open.
    layer : pathlib.Path, optional
        Folder with tables of another corridor layer.

    Returns
    -------
    Answer
        Sheets ``transit``, ``partners``, ``vetoes`` and ``partner_losses``; of oil and gas ``routes``, ``by_state``
        and ``totals``.

    Raises
    ------
    UnknownNameError
        If the state, the mode or the class of cargo is unknown.
    DataError
        If the layer holds no place in the state, or no figure is published.
    """
    check_choice(mode, MODES, "mode")
    check_choice(commodity, (*MODELLED, *PUBLISHED), "commodity")
    world = world_with(world, layer)
    iso3 = world.names.resolve(state)
    held = read_layer(world, planned=planned)
    made = (
        _published(world, held, iso3, commodity)
        if commodity in PUBLISHED
        else _modelled(CorridorModel.of(world, held, commodity, mode), iso3)
    )
    return with_ending(world, made, layer)


def _modelled(asked: CorridorModel, iso3: str) -> Answer:
    world = asked.world
    found = dependence_on_transit(asked, basket_of(world, asked.layer, iso3, asked.network.entry))
    vetoes = ({"states": listed([world.names.name(code) for code in group]), "codes": group} for group in found.vetoes)
    partners = (
        {
            "state": market.state,
            "name": world.names.name(market.state),
            "share": 100 * market.share,
            "place": market.place.name,
            "away_km": market.away_km,
        }
        for market in found.basket.markets
    )
    return Answer(
        question="corridors_dependence",
        title=f"{world.names.name(iso3)}: dependence on transit states, {cargo_in_words(found.commodity, found.mode)}",
        subject={
            "state": iso3,
            "commodity": found.commodity,
            "mode": found.mode,
            "covered": found.covered,
            "diversity": found.diversity,
            "year": found.basket.year,
        },
        headline=tuple(_headline(world, found)),
        sheets=(
            transit_sheet(world, found),
            Sheet.of("partners", "Partners that the corridor layer reaches", PARTNER_COLUMNS, partners, detail=True),
            Sheet.of("vetoes", "Who could cut off at least half of the trade", VETO_COLUMNS, vetoes, detail=True),
            partner_losses(world, [entry.loss for entry in found.transit]),
        ),
        caveats=(
            Sentence(
                "The loss is a share of the value of the cargo on its way to others; trade with the transit state "
                "itself is not counted. Its own loss is what it earns with this transit."
            ),
        ),
    )


def transit_sheet(world: World, found: TransitDependence) -> Sheet:
    """Return the transit states of a state with what the closure of each would cost."""
    return Sheet.of(
        "transit", "What the closure of each transit state would cost", TRANSIT_COLUMNS, _rows(world, found)
    )


def _rows(world: World, found: TransitDependence) -> Iterator[dict[str, Any]]:
    for entry in found.transit:
        whole = {name: getattr(entry, name) for name in ("state", "share", "shapley", "own_loss", "asymmetry")}
        losses = {name: getattr(entry.loss, name) for name in ("percent", "days", "usd", "cut", "hit", "own_markets")}
        yield {**whole, **losses, "name": world.names.name(entry.state)}


def coverage_sentence(world: World, found: TransitDependence) -> Sentence:
    """Return what was routed, whose ground most of it crosses, and how many routes there are."""
    top = sorted(found.transit, key=lambda entry: -entry.share)[:MOST_NAMED]
    crossed = [f"{entry.share:.0f} % cross {body_name(world, entry.state)}" for entry in top]
    return Sentence(
        f"{found.commodity.capitalize()} between {body_name(world, found.state)} and its listed trade partners "
        f"({found.covered:.0f} % of the turnover) were routed over a network of railways, ferries and sea routes: "
        f"{listed(crossed) or 'none cross a third state'}. The effective number of routes is {found.diversity:.1f}.",
        found.basket.source_ids,
    )


def _headline(world: World, found: TransitDependence) -> Iterator[Sentence]:
    yield coverage_sentence(world, found)
    sets = [" and ".join(world.names.name(code) for code in group) for group in found.vetoes[:MOST_VETOES]]
    more = f"; and {len(found.vetoes) - MOST_VETOES} more sets" if len(found.vetoes) > MOST_VETOES else ""
    told = f"{'; '.join(sets)}{more}" if sets else "no three transit states together"
    yield Sentence(f"{told[:1].upper()}{told[1:]}.", lead="Could cut off half of the trade:")


def _published(world: World, layer: CorridorLayer, iso3: str, commodity: str) -> Answer:
    found = carriage(world, layer, iso3, commodity)
    whose = world.names.name(iso3)
    return Answer(
        question="corridors_dependence",
        title=f"{whose}: exports of {commodity} by route, {found.year}",
        subject={
            "state": iso3,
            "commodity": commodity,
            "unit": found.unit,
            "year": found.year,
            "total": found.total.value,
            "unexplained": found.unexplained.high,
        },
        headline=(carried_sentence(world, found), total_sentence(found)),
        sheets=carried_sheets(world, found),
        caveats=(
            Sentence(
                "Nothing is modelled here: published volumes by route are laid on the states that the pipelines "
                "cross. A route without a figure of the year of the total has that of the nearest one."
            ),
        ),
    )
