"""Action: a case with one thing otherwise. An antecedent is a list of edits; each is one small change of the case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from equipoise.errors import DataError, EquipoiseError, UnknownNameError
from equipoise.models.calls import CallForecast, with_instrument
from equipoise.models.calls.hypothetical import HYPOTHETICAL
from equipoise.models.crisis import Case, Prior, with_fixed
from equipoise.models.crisis.state import FORBIDDEN, STEP_HOURS, STEPS_A_DAY, TABLE
from equipoise.scenarios.crisis.building import ACT_OF, CrisisCase, expected_help, forecasts_of, step_of, tables_of
from equipoise.scenarios.crisis.documents import (
    AdoptClause,
    AnswerCall,
    Antecedent,
    DropClause,
    EarlyWarning,
    Edit,
    ExtendPact,
    Forbid,
    Mediate,
    NoShock,
    Perform,
    SetParameter,
    StandingForce,
)
from equipoise.scenarios.documents import Scenario
from equipoise.world.organisations import resolve_organisation
from equipoise.world.world import World

Changes = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChangedCase:
    """A case under an antecedent.

    Parameters
    ----------
    case : Case
        Numbers that the model runs.
    priors : tuple of Prior
        Priors of the parameters, those that the antecedent sets fixed.
    rewrites : int
        Edits that it takes: how much is changed.
    days_before : float
        Days before the shock from which history would have been another; 0 if from then on.
    forecasts : dict of str to CallForecast
        Forecasts of answers that the antecedent changes, by actor.
    """

    case: Case
    priors: tuple[Prior, ...]
    rewrites: int
    days_before: float
    forecasts: dict[str, CallForecast]


def apply(
    world: World, scenario: Scenario, built: CrisisCase, antecedent: Antecedent, known: Sequence[Antecedent] = ()
) -> ChangedCase:
    """Return a case under an antecedent.

    Parameters
    ----------
    world : World
        The tables, for clauses and pacts.
    scenario : Scenario
        The scenario.
    built : CrisisCase
        The case as it was; it is not changed.
    antecedent : Antecedent
        What is otherwise.
    known : sequence of Antecedent
        Those that it may build on.

    Returns
    -------
    ChangedCase
        The other case.

    Raises
    ------
    DataError
        If an edit names an actor, a clause or a parameter that is not there, or a time before the shock; the message
        names antecedent and edit.
    """
    changed = ChangedCase(built.case, built.priors, 0, 0.0, {})
    for owner, row, edit in _all_edits(antecedent, {other.id: other for other in known}):
        try:
            changed = _applied(world, scenario, built, changed, edit, owner)
        except EquipoiseError as error:
            raise DataError(f"antecedents.yaml: {owner.id}.edits.{row} ({edit.do}): {error}") from error
    before = max(0.0, float((built.document.shock.date - antecedent.since).days))
    return replace(changed, days_before=before)


def _all_edits(antecedent: Antecedent, known: dict[str, Antecedent]) -> list[tuple[Antecedent, int, Edit]]:
    earlier = [found for other in antecedent.builds_on for found in _all_edits(known[other], known)]
    return earlier + [(antecedent, row, edit) for row, edit in enumerate(antecedent.edits)]


def _applied(
    world: World, scenario: Scenario, built: CrisisCase, changed: ChangedCase, edit: Edit, owner: Antecedent
) -> ChangedCase:
    rewrites = changed.rewrites + 1
    if isinstance(edit, SetParameter):
        fixed = with_fixed({edit.parameter: edit.value}, changed.priors)
        return replace(changed, priors=fixed, rewrites=rewrites)
    if isinstance(edit, AdoptClause | DropClause | ExtendPact):
        other = _other_world(world, scenario, edit, owner.since)
        case, forecasts = _forecast_anew(other, scenario, built, changed.case)
        return replace(changed, case=case, rewrites=rewrites, forecasts={**changed.forecasts, **forecasts})
    changes = _EDITS[type(edit)](built, changed.case, edit)
    return replace(changed, case=changed.case._replace(**changes), rewrites=rewrites)


def _no_shock(built: CrisisCase, case: Case, edit: NoShock) -> Changes:  # noqa: ARG001 - one form for all
    return {"exposure": np.zeros_like(case.exposure)}


def _forbid(built: CrisisCase, case: Case, edit: Forbid) -> Changes:  # noqa: ARG001 - one form for all
    return {"acts": _with(case.acts, ACT_OF[edit.act], FORBIDDEN)}


def _perform(built: CrisisCase, case: Case, edit: Perform) -> Changes:
    changes: Changes = {"acts": _with(case.acts, ACT_OF[edit.act], _step(built, edit.at))}
    if edit.to is not None:
        changes["call_to"] = _askable(built, edit.to)
    return changes


def _answer(built: CrisisCase, case: Case, edit: AnswerCall) -> Changes:
    actor = _askable(built, edit.actor)
    changes: Changes = {"forced_answer": _with(case.forced_answer, actor, int(edit.troops))}
    return changes


def _standing_force(built: CrisisCase, case: Case, edit: StandingForce) -> Changes:
    actor = _askable(built, edit.actor)
    return {
        "standing": _with(case.standing, actor, edit.persons),
        "standing_lag": _with(case.standing_lag, actor, edit.arrives_after_hours / STEP_HOURS),
    }


def _mediate(built: CrisisCase, case: Case, edit: Mediate) -> Changes:
    return {
        "mediation_at": _with(case.mediation_at, _actor(built, edit.actor), max(0, step_of(built.document, edit.at)))
    }


def _early_warning(built: CrisisCase, case: Case, edit: EarlyWarning) -> Changes:
    actor, lead = _actor(built, edit.actor), -STEPS_A_DAY * edit.days
    return {"lead_low": _with(case.lead_low, actor, lead), "lead_high": _with(case.lead_high, actor, lead)}


_EDITS: dict[type, Callable[[CrisisCase, Case, Any], Changes]] = {
    NoShock: _no_shock,
    Forbid: _forbid,
    Perform: _perform,
    AnswerCall: _answer,
    StandingForce: _standing_force,
    Mediate: _mediate,
    EarlyWarning: _early_warning,
}


def _with(values: NDArray[np.generic], index: int, value: float) -> NDArray[np.generic]:
    copied = values.copy()
    copied[index] = value
    return copied


def _actor(built: CrisisCase, name: str) -> int:
    if name not in built.actors:
        raise UnknownNameError("actor", name, built.actors)
    return built.actors.index(name)


def _askable(built: CrisisCase, name: str) -> int:
    actor = _actor(built, name)
    if not built.case.can_come[actor]:
        raise DataError(f"actor {name!r} cannot be asked for troops; give it force: true in crisis.yaml")
    return actor


def _step(built: CrisisCase, moment: datetime) -> int:
    step = step_of(built.document, moment)
    if not 0 <= step < built.case.steps:
        first = built.document.shock.date
        raise DataError(f"{moment:%Y-%m-%d %H:%M} lies outside the {built.case.steps // STEPS_A_DAY} days from {first}")
    return step


def _other_world(world: World, scenario: Scenario, edit: AdoptClause | DropClause | ExtendPact, since: date) -> World:
    if isinstance(edit, AdoptClause):
        return with_instrument(world, resolve_organisation(world, edit.organisation), edit.like, since)
    ids = world.instruments["instrument_id"].to_list()
    if edit.instrument not in ids:
        raise UnknownNameError("instrument", edit.instrument, ids, show=30)
    if isinstance(edit, DropClause):
        return replace(world, instruments=world.instruments.filter(pl.col("instrument_id") != edit.instrument))
    return _extended(world, scenario, edit, since)


def _extended(world: World, scenario: Scenario, edit: ExtendPact, since: date) -> World:
    """Return the world with a further pact, worded alike, between the leading state and the state of the scenario."""
    pact = world.instruments.filter(pl.col("instrument_id") == edit.instrument).sort("version").tail(1)
    parties = pact["parties"].to_list()[0] or []
    if edit.lead not in parties:
        raise UnknownNameError(f"party of {edit.instrument!r}", edit.lead, parties)
    copied = pact.with_columns(
        pl.lit(f"{edit.instrument}_{scenario.state.lower()}").alias("instrument_id"),
        pl.lit([edit.lead, scenario.state], dtype=pl.List(pl.String)).alias("parties"),
        pl.lit(since).cast(pl.Date).alias("from"),
        pl.lit(None, dtype=pl.Date).alias("to"),
        pl.col("flags").fill_null([]).list.concat(pl.lit([HYPOTHETICAL])).alias("flags"),
    )
    return replace(world, instruments=pl.concat([world.instruments, copied.select(world.instruments.columns)]))


def _forecast_anew(
    world: World, scenario: Scenario, built: CrisisCase, case: Case
) -> tuple[Case, dict[str, CallForecast]]:
    """Return the case with the answers of everybody forecast in another world, and the forecasts that differ."""
    actors = built.document.actors
    fresh = forecasts_of(world, scenario, built.document, actors)
    differing = {name: forecast for name, forecast in fresh.items() if forecast.draws != built.forecasts[name].draws}
    answer, lag, size, helped = (values.copy() for values in (case.answer, case.lag, case.size, case.help))
    for name, forecast in differing.items():
        actor = built.actors.index(name)
        rows = slice(actor * TABLE, (actor + 1) * TABLE)
        answer[rows], lag[rows], size[rows] = tables_of(forecast)
        helped[actor] = expected_help(forecast)
    return case._replace(answer=answer, lag=lag, size=size, help=helped), differing
