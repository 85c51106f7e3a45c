"""What a brief is about: a scenario, or a state on a day."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shlex import quote

from equipoise.errors import ExplainedNameError, UnknownNameError
from equipoise.measures.powers import POWERS
from equipoise.measures.reach import COVERS, reach
from equipoise.models.calls.ranking import callable_by
from equipoise.questions.wording import body_name
from equipoise.scenarios.crisis.loading import has_crisis
from equipoise.scenarios.documents import (
    CallQuestion,
    Claim,
    Scenario,
    issue_file,
    load_claims,
    load_scenario,
    packs,
)
from equipoise.scenarios.evidence import Worlds
from equipoise.scenarios.recovery import recovery_file
from equipoise.world.asof import parse_as_of
from equipoise.world.existence import check_exists_on
from equipoise.world.names import AmbiguousNameError
from equipoise.world.organisations import instruments_of, organisations_of
from equipoise.world.world import World

MOST_ORGANISATIONS = 5


@dataclass(frozen=True)
class Subject:
    """Everything that the sections of a brief are computed from.

    Parameters
    ----------
    scenario : Scenario
        The case, or for a state alone one made from its organisations.
    claims : tuple of Claim
        Statements to examine; none for a state alone.
    worlds : Worlds
        The tables as of any day, with the case's own episodes left out of forecasts.
    iso3 : str
        The state.
    now, then : World
        The tables as of the day of the brief, and as of the day of the case; the same for a state alone.
    command : str
        Command line that makes the brief again.
    issue : pathlib.Path or None
        File of an issue under negotiation.
    recovery : pathlib.Path or None
        File that says what to compare before and after the event.
    crisis : str or None
        Id of the scenario, or path to it, if it has a crisis to study.
    named : str or None
        Id of the scenario, or path to it; None for a state alone.
    """

    scenario: Scenario
    claims: tuple[Claim, ...]
    worlds: Worlds
    iso3: str
    now: World
    then: World
    command: str
    issue: Path | None = None
    recovery: Path | None = None
    crisis: str | None = None
    named: str | None = None

    @property
    def name(self) -> str:
        """Name of the state."""
        return self.now.names.name(self.iso3)

    @property
    def in_sentence(self) -> str:
        """Name of the state with the article that it takes in a sentence."""
        return body_name(self.now, self.iso3)

    @property
    def is_case(self) -> bool:
        """True for a dated case, false for a state alone."""
        return self.scenario.case_id is not None


def load_subject(text: str, as_of: str | None = None, data: Path | None = None) -> Subject:
    """Return the subject that a text names: a scenario by id or path, or else a state.

    Parameters
    ----------
    text : str
        Id of a scenario, path to one, or any name or code of a state.
    as_of : str, optional
        Day of the brief (YYYY-MM-DD, or YYYY-MM or YYYY for its last day): nothing published later is used.
    data : pathlib.Path, optional
        Folder of another data package.

    Returns
    -------
    Subject
        Scenario and tables.

    Raises
    ------
    UnknownNameError
        If it names neither.
    DataError
        If the scenario is not valid.
    """
    day = None if as_of is None else parse_as_of(as_of)
    options = ("" if day is None else f" --as-of {day}") + ("" if data is None else f" --data {quote(str(data))}")
    if text in packs() or _is_path(text):
        scenario = load_scenario(text)
        claims = tuple(load_claims(text))
        issue, recovery = issue_file(text), recovery_file(text)
        crisis = text if has_crisis(text) else None
        worlds = Worlds(data=data, leave_out=tuple(scenario.leave_out))
    else:
        worlds = Worlds(data=data)
        scenario, claims = of_state(worlds.on(day), text), ()
        issue = recovery = crisis = None
    now = worlds.on(day)
    then = worlds.on(scenario.as_of) if scenario.case_id is not None else now
    iso3 = now.names.resolve(scenario.state)
    command = f"equipoise brief {quote(text)}{options}"
    named = text if scenario.case_id is not None or claims else None
    return Subject(scenario, claims, worlds, iso3, now, then, command, issue, recovery, crisis, named)


def _is_path(text: str) -> bool:
    """Say whether a text is meant as a path; a folder that only happens to bear a state's name is none."""
    named = text.endswith((".yaml", ".yml")) or "/" in text or os.sep in text
    try:
        return named or (text.strip() != "" and (Path(text) / "scenario.yaml").is_file())
    except OSError:  # too long for a name of a file
        return False


def of_state(world: World, text: str) -> Scenario:
    """Return a scenario for a state without a crisis: it asks whom the state could call today.

    Raises
    ------
    UnknownNameError
        If it is not a state; the choices name the scenarios, too.
    InputError
        If the state was none on the day of the world.
    """
    try:
        iso3 = world.names.resolve(text)
    except (AmbiguousNameError, ExplainedNameError):
        raise
    except UnknownNameError as error:
        near = [*error.nearest, *packs()]
        raise UnknownNameError("state or scenario", text, [*error.choices, *near]) from error
    check_exists_on(world, iso3)
    day = world.today
    bodies = _bodies_with_promises(world, iso3, day)
    held = {*world.names.short, *world.organisations["org_id"]}
    powers = [key for key in POWERS if key in held]
    addressees = callable_by(world, iso3, day)
    return Scenario(
        id=iso3,
        title=world.names.name(iso3),
        state=iso3,
        as_of=day,
        powers=powers,
        organisations=bodies,
        call=CallQuestion(trigger="internal", date=day, to=addressees) if addressees else None,
    )


def _bodies_with_promises(world: World, iso3: str, day: date) -> list[str]:
    """Return the organisations of a state whose instruments are held, those that promise most for unrest first."""
    held = [org_id for org_id in organisations_of(world, iso3, day) if instruments_of(world, org_id, day).height]

    def promise(org_id: str) -> tuple[int, int]:
        able = reach(world, org_id, day)
        return -COVERS.index(able.promise("internal").covers), -COVERS.index(able.promise("external").covers)

    return sorted(held, key=promise)[:MOST_ORGANISATIONS]
