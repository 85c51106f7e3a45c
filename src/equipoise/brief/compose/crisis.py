"""Section: what would have changed a crisis. All of it comes from the study of the scenario."""

from __future__ import annotations

from dataclasses import replace

from equipoise.answers.sentence import Sentence
from equipoise.brief.compose.subject import Subject
from equipoise.brief.page import Reproduction, Section
from equipoise.engine.progress import Tell, tell_nobody
from equipoise.questions.crisis.at_hand import study_at_hand, younger_sources
from equipoise.questions.simulate import lively_stories, studied
from equipoise.scenarios.crisis.results import Study

MOST_PARAMETERS = 6
SHOWN = (
    "chart:antecedents",
    "sheet:effects",
    "sheet:antecedents",
    "sheet:stories",
    "chart:fan",
    "chart:facts",
    "sheet:facts",
    "sheet:variants",
    "sheet:parameters",
)
"""What the section shows of the answer, in reading order."""


def crisis_study(subject: Subject, tell: Tell = tell_nobody) -> Study | None:
    """Return the study of the scenario's crisis: the one that ships, or else a new one.

    None where the scenario has no crisis, or where the page may not know its facts yet.
    """
    if subject.crisis is None or younger_sources(subject.now, subject.crisis):
        return None
    return study_at_hand(subject.worlds.on(subject.scenario.as_of), subject.crisis, tell)


def crisis_limits(subject: Subject) -> tuple[Sentence, ...]:
    """Return why the crisis of a scenario is left out, if it is."""
    if subject.crisis is None or not (late := younger_sources(subject.now, subject.crisis)):
        return ()
    told = f"What would have changed the crisis is left out: {late} sources of its facts are younger than this page."
    return (Sentence(told, lead="The crisis."),)


def crisis_finding(section: Section | None) -> tuple[Sentence, ...]:
    """Return the main result as a finding of the page, or nothing where there is no study."""
    return () if section is None or section.answer.charts[0].kind != "antecedents" else section.answer.headline[:1]


def crisis_section(subject: Subject, found: Study | None) -> Section | None:
    """Return the section on what would have changed a crisis, or None where there is no study."""
    if found is None or subject.crisis is None:
        return None
    world = subject.worlds.on(None)
    answer = studied(world, subject.crisis, found, lively_stories(world, subject.crisis, found), MOST_PARAMETERS)
    drawn = {f"chart:{chart.kind}" for chart in answer.charts}
    filled = {f"sheet:{sheet.name}" for sheet in answer.sheets if sheet.rows}
    return Section(
        ident="crisis",
        title="What would have changed it",
        menu="What would have changed it",
        answer=answer,
        show=tuple(item for item in SHOWN if item in drawn | filled),
    )


def with_runs(made: Reproduction, found: Study | None) -> Reproduction:
    """Return how to make a page again, with the runs of the crisis model where it has one."""
    if found is None:
        return made
    told = f"{found.runs:,} runs of the crisis model to find {found.particles:,} worlds"
    facts = tuple((key, _drawn(text, told, found.seed) if key == "draws" else text) for key, text in made.facts)
    return replace(made, seed=found.seed, facts=facts)


def _drawn(before: str, told: str, seed: int) -> str:
    kept = before.removesuffix("; nothing else is drawn") if before.endswith("nothing else is drawn") else ""
    return f"{kept} and {told} (seed {seed})" if kept else f"{told}; nothing else is drawn"
