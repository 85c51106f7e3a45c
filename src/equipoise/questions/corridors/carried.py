"""Oil and gas by route, as it was published: sheets that two questions show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from equipoise.answers import Column, Sentence, Sheet
from equipoise.answers.numbers import format_figure, format_interval
from equipoise.answers.sheet import Part
from equipoise.answers.vocabulary import title_of
from equipoise.interval import Estimate
from equipoise.models.corridors import Carriage
from equipoise.questions.wording import body_name, capital, listed, of_whom
from equipoise.world.world import World

DATED: tuple[Part, ...] = ("low", "high", "unit", "period", "flags", "source_ids", "observation_ids")

CARRIED_COLUMNS = (
    Column("route", words="pipeline_route", sense="Pipeline or passage."),
    Column("amount", "a year", "estimate", digits=1, parts=DATED, sense="Carried in the period, as a yearly rate."),
    Column("share", "share of exports", "estimate", "%", 1, "Share of all exports of the year of the total."),
    Column("through", "crosses", sense="Names of the states that it crosses after the exporter."),
    Column("states", hidden=True, kind="list", sense="Their codes, the exporter first."),
)
GROUND_COLUMNS = (
    Column("state", hidden=True, sense="ISO 3166-1 code."),
    Column("name", "state", sense="State whose ground it crosses."),
    Column("share", "share of exports", "estimate", "%", 1, "What no figure accounts for may or may not cross it."),
)
TOTAL_COLUMNS = (
    Column("quantity", sense="What is counted."),
    Column("amount", "a year", "estimate", digits=1, parts=DATED, sense="Amount in the year."),
)


def carried_sheets(world: World, found: Carriage, prefix: str = "") -> tuple[Sheet, Sheet, Sheet]:
    """Return exports of oil or gas as sheets: by route, by state crossed, and the total.

    Parameters
    ----------
    world : World
        Names of states.
    found : Carriage
        Volumes of a state by route.
    prefix : str
        Before the names of the sheets, where an answer holds other routes, too.

    Returns
    -------
    tuple of Sheet
        ``routes``, ``by_state`` and ``totals``.
    """
    whose = f"{capital(of_whom(body_name(world, found.state)))} {found.commodity} exports"
    ranked = sorted(found.by_state.items(), key=lambda pair: -pair[1].midpoint)
    crossed = ({"state": key, "name": world.names.name(key), "share": share} for key, share in ranked)
    return (
        Sheet.of(f"{prefix}routes", f"{whose} by route, {found.year}", CARRIED_COLUMNS, _routes(world, found)),
        Sheet.of(f"{prefix}by_state", "By state crossed", GROUND_COLUMNS, crossed),
        Sheet.of(f"{prefix}totals", f"{whose} in all, {found.year}", TOTAL_COLUMNS, _totals(found), detail=True),
    )


def carried_sentence(world: World, found: Carriage) -> Sentence:
    """Return through which state and by which route most of the exports went."""
    state, share = max(found.by_state.items(), key=lambda pair: pair[1].midpoint)
    first = found.routes[0].route
    whose = f"{of_whom(body_name(world, found.state))} {found.commodity} exports of {found.year}"
    told = (
        f"Of {whose}, {format_interval(share, '%', 1)} left through {body_name(world, state)}; "
        f"the largest route, {title_of('pipeline_route', first)}, carried "
        f"{format_interval(found.by_route[first], '%', 1)} of all."
    )
    return Sentence(told, found.source_ids, lead=f"{capital(found.commodity)}.")


def total_sentence(found: Carriage) -> Sentence:
    """Return how much was exported in all, and how much of it no figure by route accounts for."""
    whole = format_interval(found.total, found.unit, 1)
    rest = format_figure(found.unexplained.high, 1)
    return Sentence(f"All exports of {found.year}: {whole}; not accounted for by route: {rest} {found.unit}.")


def _routes(world: World, found: Carriage) -> Iterator[dict[str, Any]]:
    for flow in found.routes:
        period = flow.period.replace("..", " to ")
        marks = (flow.source_ids, flow.flags, flow.observation_ids)
        yield {
            "route": flow.route,
            "amount": Estimate(flow.amount, None, *marks, found.unit, period),
            "share": found.by_route[flow.route],
            "through": listed([world.names.name(state) for state in flow.states[1:]]) or "no other state",
            "states": flow.states,
        }


def _totals(found: Carriage) -> Iterator[dict[str, Any]]:
    for name, amount in (("all exports", found.total), ("not accounted for", found.unexplained)):
        whole = name == "all exports"
        marks = (found.source_ids if whole else (), (), found.observation_ids[:1] if whole else ())
        yield {"quantity": name, "amount": Estimate(amount, found.year, *marks, found.unit, str(found.year))}
