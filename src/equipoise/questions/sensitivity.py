"""Which parameters of the crisis model an answer hangs on, by Sobol indices over the prior."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from equipoise.answers import Answer, Column, Sentence, Sheet
from equipoise.answers.numbers import format_figure
from equipoise.answers.vocabulary import title_of
from equipoise.engine.executors import worker_count
from equipoise.errors import InputError
from equipoise.models.crisis import sensitivity as model
from equipoise.models.crisis.priors import Prior
from equipoise.models.crisis.state import Case
from equipoise.questions.citing import finished
from equipoise.questions.wording import capital, listed
from equipoise.scenarios.crisis.antecedents import apply
from equipoise.scenarios.crisis.building import CrisisCase, build
from equipoise.scenarios.crisis.costs import MOST_SEED
from equipoise.scenarios.crisis.documents import Antecedent
from equipoise.scenarios.crisis.loading import chosen, load_antecedents, load_crisis
from equipoise.scenarios.documents import load_scenario
from equipoise.scenarios.files import world_of_case
from equipoise.world.world import World

POINTS, REPEATS = 1024, 8
MOST_SHOWN = 12
NAMED = 3
FEW_POINTS = 50
"""Points below which the indices of an outcome say little."""

OUTCOME_COLUMNS = (
    Column("outcome", hidden=True, sense="Probability of the event, or effect of the act on it."),
    Column("event", hidden=True, sense="Key of the event."),
    Column("title", "what is moved", sense="Outcome in words."),
    Column("mean", kind="number", unit="%", digits=1, sense="Mean over the prior; of an effect in points."),
    Column("spread", "standard deviation", "number", "points", 1, "Standard deviation over the prior."),
    Column("away", "points that differ", "integer", sense="Points whose outcome is not the commonest one."),
    Column("points", "points drawn", "integer", sense="Independent points."),
)
INDEX_COLUMNS = (
    Column("heading", sense="Outcome in words."),
    Column("outcome", hidden=True, sense="Probability of the event, or effect of the act on it."),
    Column("event", hidden=True, sense="Key of the event."),
    Column("input", sense="Parameter, or the variant."),
    Column("meaning", "what it is", sense="Unit of the parameter, in words."),
    Column("first", "alone", "estimate", digits=2, sense="First-order index: share of the variance explained alone."),
    Column("total", "with others", "estimate", digits=2, sense="Total index: alone and together with others."),
    Column("direction", kind="estimate", digits=2, sense="Correlation with the parameter; none for the variant."),
)
NOTES = (
    "Over the prior, before any fact of the case. Alone: first-order index; with others: total index. Direction: "
    "correlation with the parameter."
)


def sensitivity(
    world: World,
    scenario: str,
    events: Sequence[str] = (),
    antecedent: str | None = None,
    *,
    points: int = POINTS,
    repeats: int = REPEATS,
    seed: int = 1,
    workers: int | None = None,
) -> Answer:
    """Answer which parameters move the probability of an event, and the effect of an act on it.

    Parameters
    ----------
    world : World
        The tables. The case is built from what was known on the day of the scenario.
    scenario : str
        Id of a scenario with a crisis, or path to its folder.
    events : sequence of str
        Events; by default foreign troops, 100 or more deaths, the fall of the leader.
    antecedent : str, optional
        Act whose effect is looked at too.
    points, repeats : int
        Base points, a power of two; trajectories per point.
    seed : int
        Seed of points, noise and bootstrap.
    workers : int, optional
        Threads; by default the processors. No number depends on them.

    Returns
    -------
    Answer
        Sheets ``outcomes``, ``indices`` (the largest), ``smaller_indices``, ``not_told`` (whose interval holds 0).

    Raises
    ------
    UnknownNameError
        If there is no such scenario, event or act.
    InputError
        If a setting is out of range, it would take too long, or the extra ``sensitivity`` is not installed.
    """
    asked = tuple(events) or model.EVENTS_ASKED
    model.check_events(asked)
    model.check_size(points, repeats)
    if not 0 <= seed <= MOST_SEED:
        raise InputError(f"--seed {seed} is not a whole number from 0 to {MOST_SEED}")
    threads = worker_count(workers)
    model.salib("analyze.sobol")
    case = load_scenario(scenario)
    known = tuple(load_antecedents(scenario))
    act = _act(case.id, known, antecedent)
    built, other = _built(world_of_case(world, case), scenario, act, known)
    found = model.sensitivity(
        built.case, built.priors, other, events=asked, points=points, repeats=repeats, seed=seed, workers=threads
    )
    subject: dict[str, Any] = {"scenario": case.id, "name": case.title, "antecedent": antecedent, "seed": seed}
    subject |= {key: getattr(found, key) for key in ("points", "repeats", "inputs", "runs", "level")}
    title = act.title if act is not None else ""
    answer = Answer(
        question="sensitivity",
        title=f"What moves the answer: {case.title}",
        subject=subject,
        headline=tuple(_headline(found, title)),
        sheets=tuple(_sheets(found, title, {prior.name: prior.unit for prior in built.priors})),
    )
    return finished(world, answer, seed=seed)


def _act(scenario: str, known: Sequence[Antecedent], antecedent: str | None) -> Antecedent | None:
    if antecedent is not None and not known:
        raise InputError(f"scenario {scenario!r} has no antecedents.yaml, so --if {antecedent!r} names nothing")
    return None if antecedent is None else chosen(known, [antecedent])[0]


def _built(
    then: World, scenario: str, act: Antecedent | None, known: Sequence[Antecedent]
) -> tuple[CrisisCase, tuple[Case, tuple[Prior, ...]] | None]:
    case = load_scenario(scenario)
    built = build(then, case, load_crisis(scenario))
    if act is None:
        return built, None
    changed = apply(then, case, built, act, known)
    return built, (changed.case, changed.priors)


def _headline(found: model.SensitivityAnalysis, act: str) -> Iterator[Sentence]:
    yield Sentence(
        f"{found.inputs} inputs over their priors, {found.points:,} base points, {found.repeats} trajectories each: "
        f"{found.runs:,} runs, seed {found.seed}; {100 * found.level:.0f} % intervals."
    )
    for moved in found.outcomes:
        told = f"mean {_percent(moved.mean)}, standard deviation {_percent(moved.spread)}"
        yield Sentence(f"{told}. {_movers(moved, 2 * found.points)}", lead=f"{capital(outcome_in_words(moved, act))}:")


def _movers(moved: model.OutcomeIndices, drawn: int) -> str:
    if not moved.spread:
        return "It is the same at every point: nothing moves it."
    if not moved.inputs:
        return "No input is told from 0 with so few points."
    named = [f"{_name(one)} ({format_figure(one.total.value or 0.0, 2)})" for one in moved.inputs[:NAMED]]
    hint = ""
    if moved.away < FEW_POINTS:
        hint = f" It differs at only {moved.away} of {drawn:,} points: take this as a hint, or ask for more points."
    return f"Moved most by {listed(named)}: share of its variance with others.{hint}"


def _percent(share: float) -> str:
    return f"{format_figure(100 * share, 1)} %"


def outcome_in_words(moved: model.OutcomeIndices, act: str) -> str:
    """Return what is moved: the probability of an event, or the effect of an act on it."""
    event = title_of("event", moved.event)
    return f"probability of {event}" if moved.outcome == "probability" else f"effect of “{act}” on {event}"


def _name(index: model.Index) -> str:
    return index.name.replace("_", " ")


def _sheets(found: model.SensitivityAnalysis, act: str, units: Mapping[str, str]) -> Iterator[Sheet]:
    outcomes = (
        {
            "outcome": moved.outcome,
            "event": moved.event,
            "title": outcome_in_words(moved, act),
            "mean": 100 * moved.mean,
            "spread": 100 * moved.spread,
            "away": moved.away,
            "points": 2 * found.points,
        }
        for moved in found.outcomes
    )
    yield Sheet.of("outcomes", "What is moved", OUTCOME_COLUMNS, outcomes)
    largest = (row for moved in found.outcomes for row in _indices(moved, act, units, moved.inputs[:MOST_SHOWN]))
    yield Sheet.of("indices", "What moves it most", INDEX_COLUMNS, largest, notes=(NOTES,), by="heading")
    smaller = (row for moved in found.outcomes for row in _indices(moved, act, units, moved.inputs[MOST_SHOWN:]))
    yield Sheet.of("smaller_indices", "What moves it less", INDEX_COLUMNS, smaller, detail=True, by="heading")
    untold = (row for moved in found.outcomes for row in _indices(moved, act, units, moved.cannot_be_told))
    title = "What cannot be told from having no influence"
    yield Sheet.of("not_told", title, INDEX_COLUMNS, untold, detail=True, by="heading")


def _indices(
    moved: model.OutcomeIndices, act: str, units: Mapping[str, str], indices: Iterable[model.Index]
) -> Iterator[dict[str, Any]]:
    key = {"heading": capital(outcome_in_words(moved, act)), "outcome": moved.outcome, "event": moved.event}
    for one in indices:
        meaning = units.get(one.name, "which of the three readings holds")
        yield key | {
            "input": _name(one),
            "meaning": meaning,
            "first": one.first,
            "total": one.total,
            "direction": one.direction,
        }
