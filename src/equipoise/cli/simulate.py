"""`equipoise simulate`: what a crisis would have become, had one thing been otherwise."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from equipoise.cli.options import AsJson, DataFolder
from equipoise.cli.output import plain, print_json
from equipoise.errors import InputError
from equipoise.scenarios.documents import find_pack, load_scenario

if TYPE_CHECKING:
    from equipoise.cli.simulation_runs import PriorSummary, Settings, Studies
    from equipoise.scenarios.crisis.results import Study
    from equipoise.scenarios.crisis.study import CrisisQuestion
    from equipoise.world.world import World

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Simulation:
    """What a simulation found.

    Parameters
    ----------
    world : World
        The tables.
    question : CrisisQuestion
        Scenario, crisis, and the antecedents that are asked about, with those that they build on.
    ids : tuple of str
        Antecedents to show.
    settings : Settings
        Draws, seed, particles.
    prior : PriorSummary
        Before any fact.
    study : Study or None
        The facts and the antecedents; None where none was asked for.
    timing : dict of str to object
        What differs between runs of the same question.
    detailed : bool
        Whether the antecedents were asked for by name.
    """

    world: World
    question: CrisisQuestion
    ids: tuple[str, ...]
    settings: Settings
    prior: PriorSummary
    study: Study | None
    timing: dict[str, Any]
    detailed: bool = False


def simulate(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Id of a scenario with a crisis, or its folder.")],
    antecedents: Annotated[
        list[str] | None, typer.Option("--if", metavar="ID", help="Antecedent to look at; repeatable. All by default.")
    ] = None,
    draws: Annotated[int, typer.Option("--draws", help="Trajectories drawn before any fact is looked at.")] = 10_000,
    seed: Annotated[int, typer.Option("--seed", help="Seed of all draws; studies that ship have 1.")] = 1,
    workers: Annotated[
        int | None, typer.Option("--workers", help="Threads; by default the processors. No number depends on them.")
    ] = None,
    block_size: Annotated[
        int, typer.Option("--block-size", help="Trajectories per block. No number depends on it.")
    ] = 5_000,
    particles: Annotated[int, typer.Option("--particles", help="Worlds that fit the facts to look for.")] = 1_200,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for study, tables and trajectories; a run goes on from there.")
    ] = None,
    dask: Annotated[
        str | None, typer.Option("--dask", metavar="ADDRESS|local", help="Run the ensemble on a Dask cluster.")
    ] = None,
    prior_only: Annotated[bool, typer.Option("--prior-only", help="No study of the facts.")] = False,  # noqa: FBT002
    fresh: Annotated[bool, typer.Option("--fresh", help="Compute the study though one is written.")] = False,  # noqa: FBT002
    yes: Annotated[bool, typer.Option("--yes", help="Run it however long it takes.")] = False,  # noqa: FBT002
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Simulate a crisis: before any fact, in worlds that fit the facts, and with one thing otherwise.

    With --json the bytes are the same for any workers and block size but for the one key "timing".
    """
    from equipoise.cli.simulation_runs import Settings, check_settings
    from equipoise.engine.executors import worker_count

    if prior_only and (antecedents or fresh):
        raise InputError("--prior-only leaves out the study, to which --if and --fresh belong: leave out one of them")
    settings = Settings(draws, seed, worker_count(workers), block_size, particles, dask, yes, out)
    world, whole = _question(scenario, data, settings)
    check_settings(settings, studied=bool(whole.document.facts) and not prior_only)
    asked, ids = _asked(whole, antecedents or [])
    try:
        found = _run(scenario, world, whole, asked, settings, studied=not prior_only, fresh=fresh)
    except ArithmeticError as error:
        told = f"a prior or an antecedent gives the model a number that it cannot work with ({error})"
        raise InputError(told) from error
    found = replace(found, ids=ids, detailed=bool(antecedents))
    if out is not None:
        from equipoise.cli.simulation_files import write_tables

        write_tables(out, found)
    if as_json:
        print_json(world, as_record(found), seed=seed)
        return
    from equipoise.cli.simulation_tables import show

    show(found)


def _question(scenario: str, data: Path | None, settings: Settings) -> tuple[World, CrisisQuestion]:
    from equipoise.scenarios.crisis.loading import load_antecedents, load_crisis
    from equipoise.scenarios.crisis.study import CrisisQuestion
    from equipoise.world.world import World

    case = load_scenario(scenario)
    document, known = load_crisis(scenario), tuple(load_antecedents(scenario))
    world = World.load(as_of=case.as_of, data=data)
    return world, CrisisQuestion(world, case, document, known, settings.seed, settings.particles, settings.workers)


def _asked(whole: CrisisQuestion, ids: list[str]) -> tuple[CrisisQuestion, tuple[str, ...]]:
    """Return the question about some antecedents, or all, with those that they build on; and the ids to show."""
    from equipoise.cli.simulation_runs import with_foundations
    from equipoise.scenarios.crisis.loading import chosen

    if ids and not whole.antecedents:
        raise InputError(f"scenario {whole.scenario.id!r} has no antecedents.yaml, so --if {ids[0]!r} names nothing")
    shown = tuple(one.id for one in chosen(whole.antecedents, ids or [one.id for one in whole.antecedents]))
    known = {one.id: one for one in whole.antecedents}
    return replace(whole, antecedents=with_foundations(shown, known)), shown


def _run(
    scenario: str,
    world: World,
    whole: CrisisQuestion,
    asked: CrisisQuestion,
    settings: Settings,
    *,
    studied: bool,
    fresh: bool,
) -> Simulation:
    from equipoise.cli import simulation_runs as runs
    from equipoise.cli.simulation_files import STUDY, TRAJECTORIES, ready_folder
    from equipoise.models.crisis import prior_block

    begun, tell = time.perf_counter(), _teller()
    built = runs.ready_case(world, whole.scenario, whole)
    studied = studied and bool(built.facts or whole.antecedents)
    studies = runs.studies_of(built, whole, asked) if studied else None
    beside = (find_pack(scenario) / STUDY, *(() if settings.out is None else (settings.out / STUDY,)))
    kept = next(filter(None, map(studies.kept, beside)), None) if studies and not fresh else None
    block = prior_block(built.case, settings.seed, built.priors)
    to_run = runs.study_runs(settings.particles, len(asked.antecedents), facts=bool(built.facts))
    runs.check_cost(settings, block, to_run if studies and not kept else 0)
    folder = None
    if settings.out is not None:
        ready_folder(settings.out)
        folder = settings.out / TRAJECTORIES
    first = time.perf_counter()
    prior = runs.ensemble(built, block, settings, folder, tell)
    second = time.perf_counter()
    study = kept or (_computed(scenario, studies, tell) if studies else None)
    timing = {
        "workers": settings.workers,
        "block_size": settings.block_size,
        "ready_seconds": first - begun,
        "ensemble_seconds": second - first,
        "study_seconds": time.perf_counter() - second,
        "study_was_written": kept is not None,
    }
    return Simulation(world, asked, (), settings, prior, study, timing)


def _computed(scenario: str, studies: Studies, tell: Tell) -> Study:
    from equipoise.scenarios.crisis.shipped import study_of

    return study_of(scenario, studies.asked, tell, fresh=True)


def _teller() -> Tell:
    """Return what tells progress: standard error where it is a terminal, else nobody."""
    if not sys.stderr.isatty():
        return lambda text: None  # noqa: ARG005 - told to nobody
    return lambda text: typer.echo(text, err=True)


def as_record(found: Simulation) -> dict[str, Any]:
    """Return a simulation as plain values; what differs between runs of one question lies under `timing`."""
    from equipoise.cli.simulation_tables import MANY_NEW_DRAWS, told_apart
    from equipoise.models.crisis.state import VARIANTS

    record: dict[str, Any] = {
        "scenario": found.question.scenario.id,
        "title": found.question.scenario.title,
        "seed": found.settings.seed,
        "prior": found.prior,
        "study": None,
        "antecedents": [],
        "timing": found.timing,
    }
    if found.study is None:
        return record
    study = plain(found.study)
    answers = {answer["id"]: answer for answer in study.pop("antecedents")}
    for answer in answers.values():
        answer["many_new_draws"] = answer["new_draws"] > MANY_NEW_DRAWS
        for event in answer["events"]:
            event["by_variant"] = dict(zip(VARIANTS, event["by_variant"], strict=True))
    study["rejected"] = not found.study.reached
    study["readings_told_apart"] = told_apart(found.study)
    record["study"] = study
    record["antecedents"] = [answers[name] for name in found.ids]
    return record
