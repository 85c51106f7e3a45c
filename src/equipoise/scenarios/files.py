"""Files of scenarios: a new one begun from a template or a copy, and all files of one checked together."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from equipoise.errors import DataError, InputError, UnknownNameError
from equipoise.files import scratch_folder_beside
from equipoise.scenarios.documents import Claim, Scenario, find_pack, issue_file, load_claims, load_scenario

if TYPE_CHECKING:
    from equipoise.scenarios.crisis.documents import Antecedent, CrisisDocument
    from equipoise.world.world import World

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_ID_LINE = re.compile(r"^id:.*$", re.MULTILINE)
_STUDY = "study.json"
_COPIED = {".yaml", ".csv"}
"""Sorts of files that are part of a scenario."""


def begin(scenario_id: str, source: str | None, into: Path) -> tuple[Path, list[str]]:
    """Make the folder of a new scenario, whole or not at all.

    Parameters
    ----------
    scenario_id : str
        Id of the new scenario, and name of its folder.
    source : str, optional
        Scenario to copy, by id or path; by default the small made-up one.
    into : pathlib.Path
        Folder in which it is made.

    Returns
    -------
    pathlib.Path
        The new folder.
    list of str
        Names of its files.

    Raises
    ------
    InputError
        If the id cannot be one, the folder is there already, or it cannot be written.
    UnknownNameError
        If there is no scenario to copy.
    DataError
        If the scenario to copy is not valid.
    """
    if not _ID.fullmatch(scenario_id):
        raise InputError(
            f"id {scenario_id!r} is not made of up to 60 lower-case letters, digits and dashes, a letter or digit first"
        )
    template = Path(str(resources.files("equipoise.scenarios") / "template"))
    origin = template if source is None else find_pack(source)
    load_scenario(str(origin))
    target = into / scenario_id
    try:
        if target.exists() or target.is_symlink():
            raise InputError(f"{str(target)!r} is there already: name another id, or another folder with --into")
        return target, _made(origin, target, scenario_id)
    except OSError as error:
        raise InputError(f"cannot write {str(target)!r}: {error.strerror or error}") from error


def _made(origin: Path, target: Path, scenario_id: str) -> list[str]:
    with scratch_folder_beside(target) as folder:
        scratch = folder / scenario_id
        scratch.mkdir()
        for path in sorted(origin.iterdir()):
            if path.is_file() and path.suffix in _COPIED:
                shutil.copyfile(path, scratch / path.name)
        first = scratch / "scenario.yaml"
        text, count = _ID_LINE.subn(f"id: {scenario_id}", first.read_text(encoding="utf-8"), count=1)
        if not count:
            raise DataError(f"{origin / 'scenario.yaml'}: id: must stand on a line of its own, so that it can be set")
        first.write_text(text, encoding="utf-8")
        _copy_study(origin, scratch, scenario_id)
        names = sorted(path.name for path in scratch.iterdir())
        # A folder that somebody made meanwhile is not replaced: renaming onto one that holds files fails.
        os.rename(scratch, target)  # noqa: PTH104 - Path.replace would say that it replaces
    return names


def _copy_study(origin: Path, scratch: Path, scenario_id: str) -> None:
    """Carry the written study over under the new id: it holds until something that it depends on is changed."""
    if not (origin / _STUDY).is_file():
        return
    from equipoise.scenarios.crisis.shipped import read_study, written

    found = read_study(origin / _STUDY)
    if found is not None:
        (scratch / _STUDY).write_bytes(written(replace(found, scenario=scenario_id)))


@dataclass(frozen=True, slots=True)
class ScenarioCheck:
    """What was found in the files of a sound scenario.

    Parameters
    ----------
    scenario : str
        Its id.
    files : dict of str to str
        What each file holds, by name.
    remarks : tuple of str
        What is worth a look.
    """

    scenario: str
    files: dict[str, str]
    remarks: tuple[str, ...]


def checked(world: World, text: str) -> ScenarioCheck:
    """Read all files of a scenario, build its case and apply every antecedent.

    Parameters
    ----------
    world : World
        The tables; the case is built from what was known on the day of the scenario.
    text : str
        Id of a scenario, or path to one.

    Returns
    -------
    ScenarioCheck
        What each file holds, and what is worth a look.

    Raises
    ------
    UnknownNameError, DataError, InputError
        For the first fault, with file and YAML path.
    """
    case = load_scenario(text)
    then = world_of_case(world, case)
    _check_names(then, case)
    claims = load_claims(text)
    _check_claims(claims)
    files = {"scenario.yaml": f"{case.title}; {case.state}, as of {case.as_of}"}
    if claims:
        files["claims.yaml"] = f"{len(claims)} claims, {sum(len(claim.criteria) for claim in claims)} criteria"
    if (issue := issue_file(text)) is not None:
        from equipoise.models.bargaining import read_issue

        files[issue.name] = f"issue with {len(read_issue(issue).actors)} actors"
    crisis, remarks = _check_crisis(then, case, text)
    return ScenarioCheck(case.id, files | crisis, tuple(remarks))


def world_of_case(world: World, case: Scenario) -> World:
    """Return the tables as they were known on the day of a scenario, and on no later day than theirs."""
    day = case.as_of if world.as_of is None else min(case.as_of, world.as_of)
    return world if world.as_of == day else type(world).load(as_of=day, data=world.manifest.path)


def _check_names(world: World, case: Scenario) -> None:
    from equipoise.world.organisations import resolve_organisation

    def known(place: str, name: str, *, bodies: bool) -> None:
        try:
            world.names.resolve(name)
        except UnknownNameError as error:
            try:
                if not bodies:
                    raise
                resolve_organisation(world, name)
            except UnknownNameError:
                raise DataError(f"scenario.yaml: {place}: {error}") from error

    known("state", case.state, bodies=False)
    for row, power in enumerate(case.powers):
        known(f"powers.{row}", power, bodies=True)
    for row, name in enumerate(case.call.to if case.call else []):
        known(f"call.to.{row}", name, bodies=True)
    for row, name in enumerate(case.organisations):
        try:
            resolve_organisation(world, name)
        except UnknownNameError as error:
            raise DataError(f"scenario.yaml: organisations.{row}: {error}") from error


def _check_claims(claims: Iterable[Claim]) -> None:
    from equipoise.scenarios.evidence import queries

    for row, claim in enumerate(claims):
        for place, criterion in enumerate(claim.criteria):
            if criterion.evidence is not None and criterion.evidence not in queries():
                fault = UnknownNameError("evidence", criterion.evidence, queries(), show=40)
                raise DataError(f"claims.yaml: claims.{row}.criteria.{place}.evidence: {fault}")


def _check_crisis(world: World, case: Scenario, text: str) -> tuple[dict[str, str], list[str]]:
    from equipoise.scenarios.crisis.antecedents import apply
    from equipoise.scenarios.crisis.building import build
    from equipoise.scenarios.crisis.loading import has_crisis, load_antecedents, load_crisis

    known = load_antecedents(text)
    if not has_crisis(text):
        if known:
            raise InputError("antecedents.yaml: there is no crisis.yaml beside it to change")
        return {}, []
    document = load_crisis(text)
    built = build(world, case, document)
    changed = [apply(world, case, built, one, known) for one in known]
    sites = sum(len(place.sites) for place in document.places)
    asked = sum(actor.force for actor in document.actors)
    files = {
        "crisis.yaml": f"{len(document.places)} places, {sites} sites, {len(document.actors)} actors ({asked} can be "
        f"asked for troops), {len(document.facts)} facts, {len(document.priors)} priors of its own"
    }
    if known:
        edits = sum(one.rewrites for one in changed)
        files["antecedents.yaml"] = f"{len(known)} antecedents, {edits} edits, all applied"
    return files, [*_remarks(world, document, known)]


def _remarks(world: World, document: CrisisDocument, known: Iterable[Antecedent]) -> Iterable[str]:
    if not document.facts:
        yield "no dated facts: answers are those of the prior"
    listed = [document.shock.sources, *(one.sources for one in known), *(place.sources for place in document.places)]
    listed += [*(actor.sources for actor in document.actors), *(fact.sources for fact in document.facts)]
    cited = {source for sources in listed for source in sources}
    unknown = sorted(cited - set(world.table("sources")["source_id"].to_list()))
    if unknown:
        yield f"{len(unknown)} of {len(cited)} sources are not in the table of sources: {', '.join(unknown[:8])}"
