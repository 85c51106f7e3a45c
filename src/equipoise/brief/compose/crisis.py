"""Section: what would have changed a crisis. All of it comes from the study of the scenario."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from equipoise.answers.sentence import Sentence
from equipoise.brief.compose.subject import Subject
from equipoise.brief.page import Reproduction, Section
from equipoise.engine.executors import worker_count
from equipoise.questions.simulate import lively_stories, studied
from equipoise.scenarios.crisis.loading import load_antecedents, load_crisis
from equipoise.scenarios.crisis.results import Study
from equipoise.scenarios.crisis.shipped import SHIPPED_SEED, study_of
from equipoise.scenarios.crisis.study import CrisisQuestion
from equipoise.scenarios.evidence.crisis import kept_study

Tell = Callable[[str], None]

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

TAKES_LONG = "no study of this crisis for these tables is at hand: one is computed, which takes a minute or two"


def crisis_study(subject: Subject, tell: Tell | None = None) -> Study | None:
    """Return the study of the scenario's crisis: the one that ships, or else a new one.

    Parameters
    ----------
    subject : Subject
        What the brief is about.
    tell : callable, optional
        Told in words what is being done where that takes long.

    Returns
    -------
    Study or None
        None where the scenario has no crisis, or where the page may not know its facts yet.
    """
    if subject.crisis is None or _younger(subject):
        return None
    world = subject.worlds.on(subject.scenario.as_of)
    kept = kept_study(world, subject.crisis)
    if kept is not None:
        return kept
    if tell is not None:
        tell(TAKES_LONG)
    known = tuple(load_antecedents(subject.crisis))
    question = CrisisQuestion(
        world, subject.scenario, load_crisis(subject.crisis), known, seed=SHIPPED_SEED, workers=worker_count(None)
    )
    words = None if tell is None else lambda progress: tell(progress.message)
    return study_of(subject.crisis, question, words, fresh=True)


def _younger(subject: Subject) -> int:
    """Return how many sources of the facts were published after the day of the page."""
    if subject.crisis is None or subject.now.as_of is None:
        return 0
    cited = {source for fact in load_crisis(subject.crisis).facts for source in fact.sources}
    sources = subject.worlds.on(None).sources
    rows = sources.filter(pl.col("source_id").is_in(list(cited)) & (pl.col("published") > subject.now.today))
    return rows.height


def crisis_limits(subject: Subject) -> tuple[Sentence, ...]:
    """Return why the crisis of a scenario is left out, if it is."""
    late = _younger(subject)
    if not late:
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
