"""Everyone who could be called, the likeliest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

import polars as pl

from equipoise.models.calls.forecast import answer_calls
from equipoise.models.calls.mandate import check_state
from equipoise.models.calls.procedure import AS_IS
from equipoise.models.calls.results import CallForecast
from equipoise.models.calls.roles import GREAT_POWERS, neighbours
from equipoise.world.organisations import instruments_on, organisations_of
from equipoise.world.world import World

POWERS = (*GREAT_POWERS, "TUR")
"""Powers that are asked from afar: the permanent members of the Security Council, and Turkey."""


def rank_callable(
    world: World,
    state: str,
    trigger: str = "internal",
    on: date | None = None,
    without_episodes: Collection[str] = (),
    *,
    framing: str = AS_IS,
) -> tuple[CallForecast, ...]:
    """Forecast the answer of everyone whom a state could call.

    Parameters
    ----------
    world : World
        The tables.
    state : str
        ISO3 code of the state that asks.
    trigger, on, without_episodes, framing
        As for `answer_call`.

    Returns
    -------
    tuple of CallForecast
        Organisations of which the state is a member and whose instruments are held, partners in treaties, neighbours
        and powers; those within the support of the panel first, then by the probability to be there within 30 days,
        then within 3. Each is forecast as if it were asked alone.

    Raises
    ------
    UnknownNameError, InputError
        As for `answer_call`.
    """
    check_state(world, state)
    day = on or world.today
    found = answer_calls(world, state, callable_by(world, state, day), trigger, day, without_episodes, framing=framing)
    return likeliest_first(found)


def likeliest_first(forecasts: Iterable[CallForecast]) -> tuple[CallForecast, ...]:
    """Return forecasts in the order of `rank_callable`."""
    return tuple(sorted(forecasts, key=_order))


def _order(forecast: CallForecast) -> tuple[bool, float, float, str]:
    return (
        not forecast.in_support,
        -forecast.p_within_30_days.midpoint,
        -forecast.p_within_3_days.midpoint,
        forecast.addressee,
    )


def callable_by(world: World, state: str, on: date) -> list[str]:
    """Return whom a state could call on a day: organisations, then states, each sorted.

    States that claim the whole of it, or keep forces in it without its government's consent, are left out.
    """
    texts = instruments_on(world, on)
    holding = set(texts["org_id"].drop_nulls())
    bodies = [org_id for org_id in organisations_of(world, state, on) if org_id in holding]
    treaties = texts.filter(pl.col("org_id").is_null() & pl.col("parties").list.contains(state))
    partners = set(treaties["parties"].explode().drop_nulls())
    states = ({*partners, *neighbours(state), *POWERS} & set(world.states["iso3"])) - {state} - uninvited(world, state)
    return [*bodies, *sorted(states)]


def uninvited(world: World, state: str) -> set[str]:
    """Return the states that claim a whole state as theirs, or keep forces in it without its government's consent."""
    rows = world.ties.filter(pl.col("iso3") == state)
    claims = pl.col("kind") == "sovereignty_claimed"
    forces = (pl.col("kind") == "forces_present") & pl.col("flags").list.contains("no_host_consent")
    return set(rows.filter(claims | forces)["partner"])
