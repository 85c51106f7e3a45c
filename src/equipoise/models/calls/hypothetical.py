"""Hypothetical instruments: a world in which an organisation holds a clause that another one has."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from equipoise.errors import InputError, UnknownNameError
from equipoise.interval import Interval
from equipoise.models.calls.forecast import LEVEL, CallForecast, answer_call
from equipoise.world.organisations import instruments_on, resolve_organisation
from equipoise.world.schema import conform
from equipoise.world.world import World

Numbers = NDArray[np.float64]

FORM = "clause:ORGANISATION=INSTRUMENT"
HYPOTHETICAL = "hypothetical"
_ENDS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
_TEXT = re.compile(r"clause:(?P<organisation>[^=]+)=(?P<like>[^=]+)")


@dataclass(frozen=True, slots=True)
class ClauseWorth:
    """What a clause would be worth to a state that calls on an organisation.

    Parameters
    ----------
    before, after : CallForecast
        Forecast without and with the clause.
    gain : Interval
        Difference between the answer rates, on the same draws of everything that is not known.
    from_nothing : Interval
        The same, had there been no answer at all without the clause: the upper bound of its worth where the
        organisation as it is lies outside the support of the panel.
    """

    before: CallForecast
    after: CallForecast
    gain: Interval
    from_nothing: Interval


def parse_clause(text: str) -> tuple[str, str]:
    """Return organisation and instrument from a text such as `clause:OTS=cst_art4`.

    Raises
    ------
    InputError
        If the text has another form.
    """
    found = _TEXT.fullmatch(text.strip())
    if found is None:
        raise InputError(f"cannot read {text!r} as a changed clause; the form is {FORM}, as in clause:OTS=cst_art4")
    return found["organisation"].strip(), found["like"].strip()


def with_instrument(world: World, organisation: str, like: str, on: date | None = None) -> World:
    """Return a copy of the world in which an organisation has a clause like one that exists.

    Parameters
    ----------
    world : World
        The tables; they are not changed.
    organisation : str
        Id or name of the organisation that gets the clause.
    like : str
        Id of the instrument to copy, in the version in force on the day.
    on : datetime.date, optional
        Day from which the clause binds; by default the world's own day.

    Returns
    -------
    World
        With one more row in `instruments`, flagged `hypothetical`.

    Raises
    ------
    UnknownNameError
        If the organisation is not known, or no such instrument is in force on the day.

    Notes
    -----
    The clause brings its wording, duty and rule. It brings no soldiers: a force named by the text that is copied is
    left out.
    """
    day = on or world.today
    org_id = resolve_organisation(world, organisation)
    texts = instruments_on(world, day)
    row = texts.filter(pl.col("instrument_id") == like).sort("version").tail(1)
    if row.is_empty():
        raise UnknownNameError(f"instrument in force on {day}", like, texts["instrument_id"].to_list(), show=30)
    copied = row.with_columns(
        pl.lit(f"{org_id.lower()}_like_{like}").alias("instrument_id"),
        pl.lit(1, dtype=pl.Int64).alias("version"),
        pl.lit(org_id).alias("org_id"),
        pl.lit([], dtype=pl.List(pl.String)).alias("parties"),
        (pl.lit(f"Clause of {org_id} like that of ") + pl.col("name")).alias("name"),
        pl.lit(day).alias("from"),
        pl.lit(None, dtype=pl.Date).alias("to"),
        *(pl.lit(None, dtype=kind).alias(name) for name, kind in _OF_ITS_OWN.items()),
        pl.col("flags").fill_null([]).list.concat(pl.lit([HYPOTHETICAL])).alias("flags"),
    )
    return replace(world, instruments=pl.concat([world.instruments, conform(copied, "instruments")]))


_OF_ITS_OWN = {"force_low": pl.Float64, "force_high": pl.Float64, "force_text": pl.String, "uses": pl.String}
"""Columns that belong to the text that is copied and not to its wording."""


def with_clause(world: World, text: str, on: date | None = None) -> World:
    """Return `with_instrument` for a text such as `clause:OTS=cst_art4`."""
    organisation, like = parse_clause(text)
    return with_instrument(world, organisation, like, on)


def worth_of_clause(
    world: World,
    state: str,
    organisation: str,
    like: str,
    trigger: str = "internal",
    on: date | None = None,
    without_episodes: Collection[str] = (),
    framing: str = "as is",
) -> ClauseWorth:
    """Return what a clause would be worth to a state that calls on an organisation.

    Parameters
    ----------
    world : World
        The tables.
    state, organisation, like : str
        Who asks, whom, and the id of the instrument to copy.
    trigger, on, without_episodes, framing
        As for `answer_call`.

    Returns
    -------
    ClauseWorth
        Forecasts without and with the clause and the difference.

    Raises
    ------
    UnknownNameError, InputError
        As for `answer_call` and `with_instrument`; InputError too for a disaster, of which nothing was learnt.
    """
    day = on or world.today
    org_id = resolve_organisation(world, organisation)
    other = with_instrument(world, org_id, like, day)
    before, after = (
        answer_call(tables, state, org_id, trigger, day, without_episodes, framing=framing) for tables in (world, other)
    )
    if not before.draws:
        raise InputError("the panel holds no calls in disasters: nothing can be said about the worth of a clause there")
    without, with_it = np.array(before.draws), np.array(after.draws)
    return ClauseWorth(before, after, _interval(with_it - without), _interval(with_it))


def advantage(first: CallForecast, second: CallForecast) -> Interval:
    """Return how much likelier one addressee sends troops than another, on the same draws.

    Parameters
    ----------
    first, second : CallForecast
        Forecasts from one world for one day.

    Returns
    -------
    Interval
        Difference of the probabilities. An addressee outside support may lie anywhere from 0 to its draw, and the
        difference then has no point.

    Raises
    ------
    InputError
        If one of the two is about a disaster, of which nothing was learnt.
    """
    if not first.draws or not second.draws:
        raise InputError("the panel holds no calls in disasters: the two cannot be compared")
    (low, high), (other_low, other_high) = (_reach(forecast) for forecast in (first, second))
    if first.in_support and second.in_support:
        return _interval(high - other_high)
    ends = np.quantile(low - other_high, _ENDS[0]), np.quantile(high - other_low, _ENDS[1])
    return Interval(float(ends[0]), float(ends[1]))


def _reach(forecast: CallForecast) -> tuple[Numbers, Numbers]:
    draws = np.array(forecast.draws)
    return (draws if forecast.in_support else np.zeros_like(draws)), draws


def _interval(draws: Numbers) -> Interval:
    low, high = (float(end) for end in np.quantile(draws, _ENDS))
    mean = float(draws.mean())
    return Interval(min(low, mean), max(high, mean), mean)
