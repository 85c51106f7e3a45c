"""From a scenario's documents and the world to a case: numbers that the crisis model runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import numpy as np
from numpy.typing import NDArray

from equipoise.errors import DataError, UnknownNameError
from equipoise.models.calls import CallForecast, answer_calls
from equipoise.models.crisis import Case, DatedFact, Prior, shipped_priors
from equipoise.models.crisis.state import ACTS, FREE, HORIZON, STEP_HOURS, STEPS_A_DAY, TABLE
from equipoise.scenarios.crisis.documents import CrisisDocument, OutsideActor
from equipoise.scenarios.documents import Scenario
from equipoise.world.world import World

Numbers = NDArray[np.float64]

UNKNOWN = -1.0
UNSET = -1
NEVER_STEPS = 4.0 * HORIZON
"""Steps for a lag beyond the days that the forecast of calls covers: longer than any replay."""

ACT_OF = dict(zip(ACTS, range(len(ACTS)), strict=True))


@dataclass(frozen=True, slots=True)
class CrisisCase:
    """A case with the names of what its numbers stand for.

    Parameters
    ----------
    case : Case
        Numbers that the model runs.
    priors : tuple of Prior
        Priors of the parameters, some of them set.
    document : CrisisDocument
        The document that it was built from.
    places, actors, sites : tuple of str
        Names in the order of the case.
    facts : tuple of DatedFact
        Dated facts.
    forecasts : dict of str to CallForecast
        Forecast of the answer of everybody who can be asked, by id.
    """

    case: Case
    priors: tuple[Prior, ...]
    document: CrisisDocument
    places: tuple[str, ...]
    actors: tuple[str, ...]
    sites: tuple[str, ...]
    facts: tuple[DatedFact, ...]
    forecasts: dict[str, CallForecast]


def build(world: World, scenario: Scenario, document: CrisisDocument) -> CrisisCase:
    """Build the case of a scenario.

    Parameters
    ----------
    world : World
        The tables.
    scenario : Scenario
        Whose crisis it is, the day of the call, and which episodes must not inform a forecast.
    document : CrisisDocument
        Places, actors, facts.

    Returns
    -------
    CrisisCase
        Ready to run.

    Raises
    ------
    UnknownNameError
        If an actor that can be asked is not in the tables.
    DataError
        If a fact is about a place or an actor where its quantity has none.
    """
    forecasts = forecasts_of(world, scenario, document, document.actors)
    return CrisisCase(
        _case(document, forecasts),
        priors_of(document),
        document,
        tuple(place.name for place in document.places),
        tuple(actor.id for actor in document.actors),
        tuple(site.name for place in document.places for site in place.sites),
        facts_of(document),
        forecasts,
    )


def forecasts_of(
    world: World, scenario: Scenario, document: CrisisDocument, actors: Sequence[OutsideActor]
) -> dict[str, CallForecast]:
    """Return the forecasts of the answers of those actors who can be asked for troops, by id."""
    ids = [actor.id for actor in actors if actor.force]
    if not ids:
        return {}
    day = scenario.call.date if scenario.call else document.shock.date
    trigger = scenario.call.trigger if scenario.call else "internal"
    try:
        answers = answer_calls(world, scenario.state, ids, trigger, day, scenario.leave_out)
    except UnknownNameError as error:
        place = next((str(row) for row, actor in enumerate(document.actors) if actor.id == error.value), "")
        raise DataError(f"crisis.yaml: actors.{place}.id: {error}") from error
    return dict(zip(ids, answers, strict=True))


def priors_of(document: CrisisDocument) -> tuple[Prior, ...]:
    """Return the priors that ship, those replaced that a document sets.

    Raises
    ------
    DataError
        If there is no such parameter.
    """
    found = {prior.name: prior for prior in shipped_priors()}
    for name, entry in document.priors.items():
        if name not in found:
            raise DataError(f"crisis.yaml: priors.{name}: {UnknownNameError('parameter', name, found)}")
        old = found[name]
        found[name] = Prior(name, old.unit, entry.reason, "scenario", entry.form, tuple(entry.numbers))
    return tuple(found.values())


def step_of(document: CrisisDocument, moment: datetime) -> int:
    """Return the step in which a moment lies; below 0 before the shock's day."""
    begun = datetime.combine(document.shock.date, time())
    return int((moment.replace(tzinfo=None) - begun).total_seconds() // 3600 // STEP_HOURS)


def day_of(document: CrisisDocument, day: date) -> float:
    """Return a day as days from the shock."""
    return float((day - document.shock.date).days)


def facts_of(document: CrisisDocument) -> tuple[DatedFact, ...]:
    """Return the dated facts of a document as the model takes them."""
    places = [place.name for place in document.places]
    actors = [actor.id for actor in document.actors]
    return tuple(
        DatedFact(
            fact.id,
            fact.quantity,
            fact.low,
            fact.high,
            fact.scale,
            UNSET if fact.place is None else places.index(fact.place),
            UNSET if fact.actor is None else actors.index(fact.actor),
        )
        for fact in document.facts
    )


def _case(document: CrisisDocument, forecasts: dict[str, CallForecast]) -> Case:
    places, actors = document.places, document.actors
    first = np.concatenate([[0], np.cumsum([len(place.sites) for place in places])]).astype(np.int64)
    tables = [tables_of(forecasts.get(actor.id)) for actor in actors]
    return Case(
        steps=HORIZON,
        n_places=len(places),
        n_sites=int(first[-1]),
        n_actors=len(actors),
        capital=_index(places, document.capital),
        largest=_index(places, document.largest),
        exposure=_numbers(place.exposure for place in places),
        people=_numbers(place.population for place in places),
        garrison_low=_numbers(place.garrison.low if place.garrison else UNKNOWN for place in places),
        garrison_high=_numbers(place.garrison.high if place.garrison else UNKNOWN for place in places),
        travel=_numbers(round(place.hours_from_capital / STEP_HOURS) for place in places),
        first_site=first,
        site_weight=_numbers(site.weight for place in places for site in place.sites),
        reserve_low=document.reserve.low if document.reserve else UNKNOWN,
        reserve_high=document.reserve.high if document.reserve else UNKNOWN,
        acts=np.full(len(ACTS), FREE, dtype=np.int64),
        call_to=FREE,
        can_come=np.array([int(actor.force) for actor in actors], dtype=np.int64),
        lead_low=_numbers(STEPS_A_DAY * actor.lead_days.low for actor in actors),
        lead_high=_numbers(STEPS_A_DAY * actor.lead_days.high for actor in actors),
        cost=_numbers(actor.autonomy_cost for actor in actors),
        help=_numbers(expected_help(forecasts.get(actor.id)) for actor in actors),
        answer=_joined(table[0] for table in tables),
        lag=_joined(table[1] for table in tables),
        size=_joined(table[2] for table in tables),
        forced_answer=np.full(len(actors), FREE, dtype=np.int64),
        standing=np.zeros(len(actors)),
        standing_lag=np.zeros(len(actors)),
        mediation_at=np.full(len(actors), FREE, dtype=np.int64),
    )


def _index(places: Sequence[object], name: str) -> int:
    return next(row for row, place in enumerate(places) if getattr(place, "name", None) == name)


def _numbers(values: object) -> Numbers:
    return np.array(list(values), dtype=np.float64)  # type: ignore[call-overload]


def _joined(tables: object) -> Numbers:
    parts = list(tables)  # type: ignore[call-overload]
    return np.concatenate(parts) if parts else np.zeros(0)


def expected_help(forecast: CallForecast | None) -> float:
    """Return the probability of troops within three days that a ruler expects: point, or middle of the bounds."""
    if forecast is None:
        return 0.0
    near = forecast.p_within_3_days
    return near.value if near.value is not None else (near.low + near.high) / 2


def tables_of(forecast: CallForecast | None) -> tuple[Numbers, Numbers, Numbers]:
    """Return equally likely answers, lags and sizes of an actor.

    Parameters
    ----------
    forecast : CallForecast or None
        Its forecast; None for an actor that cannot be asked.

    Returns
    -------
    answer, lag, size : numpy.ndarray, shape (TABLE,)
        Probability of troops, in the order of the model's draws, so that what all actors share stays shared; time from
        call to arrival [step]; persons. Outside support the probability may lie anywhere from 0 to its draw.
    """
    if forecast is None or not forecast.draws:
        return np.zeros(TABLE), np.full(TABLE, NEVER_STEPS), np.zeros(TABLE)
    draws = np.asarray(forecast.draws, dtype=np.float64)
    answer = draws[np.linspace(0, len(draws) - 1, TABLE).round().astype(np.int64)]
    if not forecast.in_support:
        # Parts of the golden ratio: evenly spread, and unrelated to the order of the draws.
        answer = answer * np.mod(np.arange(1, TABLE + 1) * 0.6180339887498949, 1.0)
    return answer, _lags(forecast), _sizes(forecast)


def _lags(forecast: CallForecast) -> Numbers:
    """Return quantiles of the time to arrival, from the curve of the days by the end of which troops are there."""
    ends = np.array([day.high if day.value is None else day.value for day in forecast.curve])
    whole = forecast.probability.high if forecast.probability.value is None else forecast.probability.value
    reached = np.maximum.accumulate(np.minimum(ends / whole, 1.0)) if whole > 0 else np.zeros(len(ends))
    levels = (np.arange(TABLE) + 0.5) / TABLE
    # A lag of d days between two dates stands for half a day on either side; day 0 for the first half day.
    edges = np.concatenate([[0.0], np.arange(len(reached)) + 0.5])
    days = np.interp(levels, np.concatenate([[0.0], reached]), edges)
    return np.where(levels <= reached[-1], days * STEPS_A_DAY, NEVER_STEPS)


def _sizes(forecast: CallForecast) -> Numbers:
    """Return quantiles of the size, on a line through the logarithms of the three that the forecast gives."""
    from scipy.special import ndtri

    if forecast.force is None:
        return np.zeros(TABLE)
    low, middle, high = np.log(np.maximum(1.0, np.asarray(forecast.force, dtype=np.float64)))
    score = ndtri((np.arange(TABLE) + 0.5) / TABLE)
    unit = float(ndtri(0.9))
    slope = np.where(score < 0, middle - low, high - middle) / unit
    return np.asarray(np.exp(middle + slope * score), dtype=np.float64)
