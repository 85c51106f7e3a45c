"""Who answers a call for help, how, when and with how many: the forecast for one state, one addressee, one day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from equipoise.interval import Interval
from equipoise.models.calls.assemble import CallContext, assemble
from equipoise.models.calls.mandate import check_trigger
from equipoise.models.calls.model import fit_calls
from equipoise.models.calls.panel import usable_panel
from equipoise.models.calls.procedure import AS_IS, procedure
from equipoise.models.calls.results import LEVEL, CallForecast, ChoiceSensitivity, MemberAnswer
from equipoise.world.world import World

__all__ = [
    "LEVEL",
    "SAME_CRISIS_DAYS",
    "CallForecast",
    "ChoiceSensitivity",
    "Interval",
    "MemberAnswer",
    "answer_call",
    "answer_calls",
    "arrival_curve",
    "own_episodes",
]

SAME_CRISIS_DAYS = 60
"""A crisis of the asking state that began, or in which it asked, within so many days of the day is the one forecast."""


def answer_call(
    world: World,
    state: str,
    addressee: str,
    trigger: str = "internal",
    on: date | None = None,
    without_episodes: Collection[str] = (),
    *,
    framing: str = AS_IS,
) -> CallForecast:
    """Forecast whether and when an addressee sends troops or police if a state asks.

    Parameters
    ----------
    world : World
        The tables.
    state : str
        ISO3 code of the state that asks.
    addressee : str
        Id of an organisation, or ISO3 code of a state.
    trigger : str
        internal, external or disaster.
    on : datetime.date, optional
        Day of the call; by default the world's own day. Only calls answered before it are used.
    without_episodes : collection of str
        Crises to leave out besides the one that is forecast.
    framing : str
        as is; external: the caller presents an internal crisis as an attack from outside, so that clauses on an attack
        may be invoked too.

    Returns
    -------
    CallForecast
        Probability, other answers, lags, force, procedure, members, counts, sensitivity and support.

    Raises
    ------
    UnknownNameError
        If the state, the addressee or an episode is not in the tables.
    InputError
        If the trigger or the framing is unknown or the state asks itself.
    """
    return answer_calls(world, state, [addressee], trigger, on, without_episodes, framing=framing)[0]


def answer_calls(
    world: World,
    state: str,
    addressees: Sequence[str],
    trigger: str = "internal",
    on: date | None = None,
    without_episodes: Collection[str] = (),
    *,
    framing: str = AS_IS,
) -> tuple[CallForecast, ...]:
    """Forecast the answers of several addressees; arguments and errors as for `answer_call`.

    Returns
    -------
    tuple of CallForecast
        One per addressee, in the order given; each as if it were asked alone.
    """
    check_trigger(trigger)
    day = on or world.today
    procedures = [procedure(world, state, addressee, trigger, day, framing) for addressee in addressees]
    left_out = {*without_episodes, *own_episodes(world.episodes, world.calls, state, day)}
    model = fit_calls(usable_panel(world.calls, world.episodes, day, left_out))
    question = CallContext(world, model, day)
    return tuple(assemble(question, way) for way in procedures)


def own_episodes(episodes: pl.DataFrame, calls: pl.DataFrame, state: str, day: date) -> list[str]:
    """Return the crises of a state that began, or in which it asked, close to a day: the ones being forecast."""
    window = timedelta(days=SAME_CRISIS_DAYS)
    near = pl.col("day").is_between(day - window, day + window)
    own = episodes.filter(pl.col("iso3") == state)
    days = pl.concat(
        [
            own.select("episode_id", pl.col("onset_date").alias("day")),
            calls.filter(pl.col("episode_id").is_in(own["episode_id"].to_list())).select(
                "episode_id", pl.col("request_date").alias("day")
            ),
        ]
    )
    return sorted(days.filter(near)["episode_id"].unique())


def arrival_curve(forecast: CallForecast) -> NDArray[np.float64]:
    """Return the arrival curve of a forecast as numbers.

    Parameters
    ----------
    forecast : CallForecast
        A forecast.

    Returns
    -------
    numpy.ndarray, shape (61, 3)
        Low end, point (not a number outside support) and high end of the probability that troops are there by the end
        of each day.
    """
    rows = [(day.low, np.nan if day.value is None else day.value, day.high) for day in forecast.curve]
    return np.array(rows, dtype=np.float64)
