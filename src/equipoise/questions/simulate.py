"""What would have changed a crisis: worlds that match the record, and the same worlds with one thing otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from equipoise.answers import Answer, Column, Sentence, Sheet
from equipoise.answers.answer import Scalar
from equipoise.engine.executors import worker_count
from equipoise.engine.progress import Tell, tell_nobody
from equipoise.errors import InputError
from equipoise.models.crisis.abduction import PARTICLES
from equipoise.models.track_records import shipped_records
from equipoise.questions.citing import finished
from equipoise.questions.crisis.at_hand import younger_sources
from equipoise.questions.crisis.charts import dated_sheet, study_charts
from equipoise.questions.crisis.groups import ActorGroup, actors_in_words, groups_of
from equipoise.questions.crisis.sheets import antecedent_sheets
from equipoise.questions.crisis.study_sheets import course_sheet, prior_sheets, study_sheets
from equipoise.questions.crisis.wording import (
    answer_sentences,
    asked_sentences,
    harm_of,
    model_limits,
    spared,
    worlds_sentence,
)
from equipoise.questions.records import against_rivals
from equipoise.scenarios.crisis.costs import RunSettings, check_settings
from equipoise.scenarios.crisis.documents import Antecedent
from equipoise.scenarios.crisis.loading import chosen, load_antecedents, load_crisis
from equipoise.scenarios.crisis.results import AntecedentAnswer, Study
from equipoise.scenarios.crisis.runs import Simulation, run, with_foundations
from equipoise.scenarios.crisis.shipped import SHIPPED_SEED
from equipoise.scenarios.crisis.study import CrisisQuestion
from equipoise.scenarios.documents import Scenario, load_scenario
from equipoise.scenarios.files import world_of_case
from equipoise.world.world import World

DRAWS, BLOCK_SIZE = 10_000, 5_000
STORIES_OF_A_GROUP, MOST_STORIES = 3, 6
CHANGED_ENOUGH = 0.01
"""Share of worlds below which an act changes too few for its story to be told on a page."""

TABLES = frozenset(
    {"overview", "antecedents", "effects", "effects_by_variant", "amounts", "replies", "stories", "facts", "variants"}
    | {"parameters", "fans", "dated_facts", "prior_events", "prior_quantities"}
)
"""Sheets of an answer, of which a folder holds those that are filled."""

LIST_COLUMNS = (
    Column("id", sense="Id of the act, as --if takes it."),
    Column("title", "what is otherwise", sense="What is otherwise."),
    Column("whose", "whose act", sense="Whose act it is."),
    Column("since", kind="date", sense="Day from which history would have been another."),
    Column("builds_on", "builds on", kind="list", hidden=True, sense="Acts whose edits come first."),
)


def antecedents(world: World, scenario: str) -> Answer:
    """Answer what could have been otherwise in a crisis, without running anything.

    Parameters
    ----------
    world : World
        The tables, for names.
    scenario : str
        Id of a scenario, or path to its folder.

    Returns
    -------
    Answer
        Sheet ``antecedents``: id, title, whose act, since when.

    Raises
    ------
    UnknownNameError
        If there is no such scenario.
    InputError
        If it has no crisis.
    """
    case, known = load_scenario(scenario), load_antecedents(scenario)
    load_crisis(scenario)
    rows = (
        {
            "id": one.id,
            "title": one.title,
            "whose": actors_in_words(world, one.by),
            "since": one.since,
            "builds_on": one.builds_on,
        }
        for one in known
    )
    sheet = Sheet.of("antecedents", "Acts that could have been otherwise", LIST_COLUMNS, rows)
    told = f"{len(known)} acts can be asked about: equipoise simulate {scenario} --if ID."
    answer = Answer(
        question="antecedents",
        title=f"{case.title}: what could have been otherwise",
        subject={"scenario": case.id},
        headline=(Sentence(told if known else "The scenario names nothing that could have been otherwise."),),
        sheets=(sheet,),
    )
    return finished(world, answer)


def simulate(
    world: World,
    scenario: str,
    antecedents: Sequence[str] = (),
    *,
    draws: int = DRAWS,
    seed: int = SHIPPED_SEED,
    particles: int = PARTICLES,
    workers: int | None = None,
    block_size: int = BLOCK_SIZE,
    prior_only: bool = False,
    fresh: bool = False,
    folder: Path | None = None,
    dask: str | None = None,
    yes: bool = False,
    tell: Tell = tell_nobody,
) -> Answer:
    """Answer what a crisis would have become, had one thing been otherwise.

    Parameters
    ----------
    world : World
        The tables. The case is built from what was known on the day of the scenario, and on no later day than theirs.
    scenario : str
        Id of a scenario with a crisis, or path to its folder.
    antecedents : sequence of str
        Ids of the acts to look at; all by default.
    draws : int
        Trajectories drawn before any fact is looked at.
    seed : int
        Seed of all draws; studies that ship have 1.
    particles : int
        Worlds that match the record to look for.
    workers, block_size : int
        Threads (by default the processors), and trajectories a block. No number depends on them.
    prior_only : bool
        Leave out the study of the facts.
    fresh : bool
        Compute the study though one is written.
    folder : pathlib.Path, optional
        Folder for the study, the tables as CSV and the trajectories as Parquet; a run goes on from there.
    dask : str, optional
        Address of a Dask scheduler, or "local".
    yes : bool
        Run it however long it takes.
    tell : callable
        Told how far it is.

    Returns
    -------
    Answer
        Sheets ``overview``, ``antecedents``, ``effects``, ``effects_by_variant``, ``amounts``, ``replies``,
        ``stories`` (acts); ``facts``, ``variants``, ``parameters``, ``fans`` (worlds that match the record);
        ``prior_events``, ``prior_quantities`` (before any fact). Only the last two without a study.

    Raises
    ------
    UnknownNameError
        If there is no such scenario, or no act of an id.
    InputError
        If the scenario has no crisis, a setting is out of range, it would take too long, or the tables are as of a day
        before a source of the facts was published.
    """
    if prior_only and (antecedents or fresh):
        raise InputError("--prior-only leaves out the study, to which --if and --fresh belong: leave out one of them")
    settings = RunSettings(draws, seed, worker_count(workers), block_size, particles, dask, yes, folder)
    case, document = load_scenario(scenario), load_crisis(scenario)
    known = tuple(load_antecedents(scenario))
    check_settings(settings, studied=bool(document.facts) and not prior_only)
    late = 0 if prior_only else younger_sources(world, scenario)
    if late:
        raise InputError(
            f"{late} sources of the facts of {case.id!r} are younger than {world.today}: leave out --as-of, or ask for "
            "--prior-only"
        )
    ids = _ids(case, known, antecedents)
    then = world_of_case(world, case)
    whole = CrisisQuestion(then, case, document, known, settings.seed, settings.particles, settings.workers)
    asked = replace(whole, antecedents=with_foundations(ids, {one.id: one for one in known}))
    found = run(scenario, whole, asked, settings, tell, studied=not prior_only, fresh=fresh)
    answer = _answer(world, found, known, ids, by_name=bool(antecedents))
    if folder is not None:
        _write(folder, answer, found.study)
    return answer


def studied(
    world: World, scenario: str, found: Study, stories: Sequence[str] | None = None, parameters: int | None = None
) -> Answer:
    """Answer what would have changed a crisis from a study that is at hand, running nothing.

    Parameters
    ----------
    world : World
        The tables, for names and sources.
    scenario : str
        Id of the scenario, or path to its folder.
    found : Study
        The study.
    stories : sequence of str, optional
        Ids of the acts whose story is told; None for all.
    parameters : int, optional
        How many parameters are told; None for all.

    Returns
    -------
    Answer
        As of `simulate`, without what lies before the facts.
    """
    case, document, known = load_scenario(scenario), load_crisis(scenario), load_antecedents(scenario)
    groups = groups_of(world, case, known, found.antecedents)
    sheets = (
        *(antecedent_sheets(world, groups, document.shock.date, stories=stories, detailed=False) if groups else ()),
        *study_sheets(found, parameters=parameters),
        course_sheet(found),
        dated_sheet(found),
    )
    answer = Answer(
        question="simulate",
        title=f"{case.title}: what would have changed it",
        subject=_subject_of_study(case, found),
        headline=answer_sentences(found, groups),
        sheets=sheets,
        charts=tuple(study_charts(found, groups, document.shock.date)),
        caveats=model_limits(groups),
        record=against_rivals(shipped_records("crisis")[:1]),
    )
    return finished(world, answer, seed=found.seed)


def lively_stories(world: World, scenario: str, found: Study) -> tuple[str, ...]:
    """Return the acts whose stories are worth a page.

    That which would have spared most harm, and of each group of outside actors those that change most worlds.
    """
    if not found.antecedents:
        return ()
    groups = groups_of(world, load_scenario(scenario), load_antecedents(scenario), found.antecedents)
    harm = harm_of(found)
    told = [answer for answer in found.antecedents if answer.story is not None]
    best = sorted(told, key=lambda answer: -spared(answer, harm).midpoint)[:1]
    for group in sorted((group for group in groups if not group.own), key=lambda group: -len(group.answers)):
        lively = [one for one in group.answers if one.story is not None and 1 - one.unchanged > CHANGED_ENOUGH]
        best += sorted(lively, key=lambda answer: answer.unchanged)[:STORIES_OF_A_GROUP]
    return tuple(dict.fromkeys(answer.id for answer in best))[:MOST_STORIES]


def _ids(case: Scenario, known: Sequence[Antecedent], asked: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the acts to show, all by default, in the order asked for."""
    if asked and not known:
        raise InputError(f"scenario {case.id!r} has no antecedents.yaml, so --if {asked[0]!r} names nothing")
    return tuple(one.id for one in chosen(known, list(asked) or [one.id for one in known]))


def _answer(
    world: World, found: Simulation, known: Sequence[Antecedent], ids: Sequence[str], *, by_name: bool
) -> Answer:
    case, study, seed = found.question.scenario, found.study, found.settings.seed
    subject: dict[str, Any] = {"scenario": case.id, "name": case.title, "as_of": case.as_of.isoformat(), "seed": seed}
    subject |= {"draws": found.prior.draws, "runs_by_variant": _counts(found)}
    before = prior_sheets(found.prior, seed, detail=study is not None)
    if study is None:
        why = "--prior-only" if found.question.document.facts else "no facts, no antecedents"
        answer = Answer(
            question="simulate",
            title=f"{case.title}: what the model expects before any fact",
            subject=subject,
            headline=(Sentence(f"No study: {why}."),),
            sheets=tuple(before),
            caveats=model_limits(())[:1],
            record=against_rivals(shipped_records("crisis")[:1]),
        )
        return _timed(finished(world, answer, seed=seed), found)
    by_id = {answer.id: answer for answer in study.antecedents}
    shown = [by_id[name] for name in ids]
    groups = groups_of(world, case, known, shown)
    cut = replace(study, antecedents=tuple(shown))
    start = found.question.document.shock.date
    acts = antecedent_sheets(world, groups, start, stories=None, detailed=by_name) if shown else ()
    answer = Answer(
        question="simulate",
        title=f"{case.title}: {_title(shown, by_name=by_name)}",
        subject=subject | _subject_of_study(case, study) | {"antecedents_asked": tuple(ids)},
        headline=(worlds_sentence(cut), *_headline(cut, groups, by_name=by_name)),
        sheets=(*acts, *study_sheets(cut), course_sheet(cut), dated_sheet(cut), *before),
        charts=tuple(study_charts(cut, groups, start)),
        caveats=model_limits(groups),
        record=against_rivals(shipped_records("crisis")[:1]),
    )
    return _timed(finished(world, answer, seed=seed), found)


def _counts(found: Simulation) -> tuple[str, ...]:
    return tuple(f"{name}: {count}" for name, count in found.prior.trajectories.items())


def _title(shown: Sequence[AntecedentAnswer], *, by_name: bool) -> str:
    if by_name and len(shown) == 1:
        return f"what if “{shown[0].title}”"
    return "what would have changed it"


def _headline(found: Study, groups: Sequence[ActorGroup], *, by_name: bool) -> tuple[Sentence, ...]:
    return asked_sentences(found) if by_name else answer_sentences(found, groups)


def _subject_of_study(case: Scenario, found: Study) -> dict[str, Scalar | tuple[str, ...]]:
    best = max(found.variants, key=lambda one: one.weight.low)
    apart = all(one is best or one.weight.high < best.weight.low for one in found.variants)
    return {
        "scenario": case.id,
        "name": case.title,
        "as_of": case.as_of.isoformat(),
        "seed": found.seed,
        "fingerprint": found.fingerprint,
        "particles": found.particles,
        "distinct": found.distinct,
        "runs": found.runs,
        "tolerance": found.tolerance,
        "accepted": found.accepted,
        "rejected": not found.reached,
        "variants_told_apart": apart,
    }


def _timed(answer: Answer, found: Simulation) -> Answer:
    """Return an answer with what differs between runs of one question, all of it under one key."""
    return replace(answer, provenance={**answer.provenance, "timing": found.timing})


def _write(folder: Path, answer: Answer, study: Study | None) -> None:
    """Write the study and every table as CSV, each file whole or not at all; tables of an older answer go."""
    from equipoise.answers.printers.frames import as_csv
    from equipoise.files import write_whole
    from equipoise.scenarios.crisis.shipped import STUDY, written

    if study is not None:
        write_whole(folder / STUDY, written(study))
    filled = {sheet.name: sheet for sheet in answer.sheets if sheet.rows}
    for name, sheet in filled.items():
        write_whole(folder / f"{name}.csv", as_csv(sheet))
    for name in TABLES.difference(filled):
        (folder / f"{name}.csv").unlink(missing_ok=True)
