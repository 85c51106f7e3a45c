"""Running a crisis as it is asked: what it would cost, the ensemble before any fact, and the study of the facts."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from equipoise.engine.progress import Tell
from equipoise.errors import DataError, InputError, UnknownNameError
from equipoise.scenarios.crisis.costs import RunSettings, check_cost, study_runs
from equipoise.scenarios.crisis.prior import PriorSummary, ensemble
from equipoise.scenarios.crisis.shipped import STUDY, read_study, study_of
from equipoise.scenarios.documents import find_pack

if TYPE_CHECKING:
    from equipoise.scenarios.crisis.antecedents import ChangedCase
    from equipoise.scenarios.crisis.building import CrisisCase
    from equipoise.scenarios.crisis.documents import Antecedent
    from equipoise.scenarios.crisis.results import Study
    from equipoise.scenarios.crisis.study import CrisisQuestion
    from equipoise.scenarios.documents import Scenario
    from equipoise.world.world import World

TRAJECTORIES = "trajectories"


@dataclass(frozen=True, slots=True)
class Simulation:
    """What a simulation found.

    Parameters
    ----------
    question : CrisisQuestion
        Scenario, crisis, and the antecedents that are asked about, with those that they build on.
    settings : RunSettings
        Draws, seed, particles.
    prior : PriorSummary
        Before any fact.
    study : Study or None
        The facts and the antecedents; None where none was asked for.
    timing : dict of str to object
        What differs between runs of the same question.
    """

    question: CrisisQuestion
    settings: RunSettings
    prior: PriorSummary
    study: Study | None
    timing: dict[str, Any]


def ready_case(world: World, scenario: Scenario, question: CrisisQuestion) -> CrisisCase:
    """Return the case of a scenario, ready to run.

    Raises
    ------
    DataError
        If the scenario names no known state, or its documents do not fit each other.
    """
    from equipoise.scenarios.crisis.building import build

    try:
        world.names.resolve(scenario.state)
    except UnknownNameError as error:
        raise DataError(f"scenario.yaml: state: {error}") from error
    return build(world, scenario, question.document)


def with_foundations(ids: Iterable[str], known: Mapping[str, Antecedent]) -> tuple[Antecedent, ...]:
    """Return the antecedents of some ids and all that they build on, in the order of the file."""
    wanted: set[str] = set()
    waiting = list(ids)
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting += known[name].builds_on
    return tuple(antecedent for name, antecedent in known.items() if name in wanted)


@dataclass(frozen=True, slots=True)
class Studies:
    """The study that is asked for, and where one that is written may answer it.

    Parameters
    ----------
    built : CrisisCase
        The case.
    whole, asked : CrisisQuestion
        With all antecedents of the scenario, as studies ship; and with those that are asked about.
    changed : dict of str to ChangedCase
        The case under every antecedent of `whole`, by id.
    """

    built: CrisisCase
    whole: CrisisQuestion
    asked: CrisisQuestion
    changed: dict[str, ChangedCase]

    def fingerprint(self, question: CrisisQuestion) -> str:
        """Return the fingerprint of one of the two questions."""
        from equipoise.scenarios.crisis.study import fingerprint

        return fingerprint(question, self.built, [self.changed[one.id] for one in question.antecedents])

    def kept(self, path: Path) -> Study | None:
        """Return the study of a file, cut to what is asked, if it answers one of the questions as they are now."""
        found = read_study(path)
        if found is None or found.fingerprint not in (self.fingerprint(self.whole), self.fingerprint(self.asked)):
            return None
        ids = {one.id for one in self.asked.antecedents}
        answers = tuple(answer for answer in found.antecedents if answer.id in ids)
        return replace(found, antecedents=answers, fingerprint=self.fingerprint(self.asked))


def studies_of(built: CrisisCase, whole: CrisisQuestion, asked: CrisisQuestion) -> Studies:
    """Return what is asked, every antecedent applied to the case.

    Raises
    ------
    DataError
        If an antecedent is about something that the case does not have.
    """
    from equipoise.scenarios.crisis.antecedents import apply

    known = whole.antecedents
    changed = {one.id: apply(whole.world, whole.scenario, built, one, known) for one in known}
    return Studies(built, whole, asked, changed)


def run(
    scenario: str,
    whole: CrisisQuestion,
    asked: CrisisQuestion,
    settings: RunSettings,
    tell: Tell,
    *,
    studied: bool = True,
    fresh: bool = False,
) -> Simulation:
    """Run the ensemble, and read or compute the study.

    Parameters
    ----------
    scenario : str
        Id of the scenario, or path to its folder.
    whole, asked : CrisisQuestion
        With all antecedents of the scenario, as studies ship; and with those that are asked about.
    settings : RunSettings
        Draws, seed, particles, folder.
    tell : callable
        Told how far it is.
    studied : bool
        False leaves out the study.
    fresh : bool
        Compute the study though one is written.

    Returns
    -------
    Simulation
        Ensemble and study.

    Raises
    ------
    InputError
        If it would take too long, the folder cannot be used, or a number of the scenario breaks the model.
    DataError
        If the scenario names no known state, or its documents do not fit each other.
    """
    try:
        return _run(scenario, whole, asked, settings, tell, studied=studied, fresh=fresh)
    except ArithmeticError as error:
        told = f"a prior or an antecedent gives the model a number that it cannot work with ({error})"
        raise InputError(told) from error


def _run(
    scenario: str,
    whole: CrisisQuestion,
    asked: CrisisQuestion,
    settings: RunSettings,
    tell: Tell,
    *,
    studied: bool,
    fresh: bool,
) -> Simulation:
    from equipoise.models.crisis import prior_block

    begun = time.perf_counter()
    built = ready_case(whole.world, whole.scenario, whole)
    studies = studies_of(built, whole, asked) if studied and (built.facts or whole.antecedents) else None
    beside = (find_pack(scenario) / STUDY, *(() if settings.folder is None else (settings.folder / STUDY,)))
    kept = next(filter(None, map(studies.kept, beside)), None) if studies and not fresh else None
    block = prior_block(built.case, settings.seed, built.priors)
    to_run = study_runs(settings.particles, len(asked.antecedents), facts=bool(built.facts))
    check_cost(settings, block, to_run if studies and not kept else 0)
    if settings.folder is not None:
        ready_folder(settings.folder)
    first = time.perf_counter()
    prior = ensemble(built, block, settings, settings.folder and settings.folder / TRAJECTORIES, tell)
    second = time.perf_counter()
    study = kept or (study_of(scenario, studies.asked, tell, fresh=True) if studies else None)
    timing = {
        "workers": settings.workers,
        "block_size": settings.block_size,
        "ready_seconds": first - begun,
        "ensemble_seconds": second - first,
        "study_seconds": time.perf_counter() - second,
        "study_was_written": kept is not None,
    }
    return Simulation(asked, settings, prior, study, timing)


def ready_folder(folder: Path) -> None:
    """Make the folder of a simulation, or take up one of before.

    Raises
    ------
    InputError
        If it cannot be made or written, or holds files that are not of a simulation.
    """
    try:
        folder.mkdir(exist_ok=True)
        names = {path.name for path in folder.iterdir()}
    except OSError as error:
        raise InputError(f"cannot use folder {str(folder)!r}: {error.strerror or error}") from error
    if names and TRAJECTORIES not in names:
        raise InputError(f"folder {str(folder)!r} holds files of another sort ({min(names)!r}): name an empty one")
    if not os.access(folder, os.W_OK):
        raise InputError(f"cannot use folder {str(folder)!r}: permission denied")
