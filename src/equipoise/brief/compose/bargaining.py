"""Section: where a negotiation would end, whether the rule lets it pass, and which judgements the answer hangs on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from equipoise.answers import Answer, Sentence
from equipoise.brief.page import Reproduction, Section
from equipoise.questions.bargaining import bargain, younger_sources
from equipoise.world.world import World


def bargaining_section(world: World, path: Path | None) -> Section | None:
    """Return the section on a negotiation.

    None where the scenario names no issue, and where the world holds nothing published after a day on which a source of
    the issue was not out yet: positions cannot be told apart by day, so the issue is left out whole.
    """
    if path is None or younger_sources(world, path):
        return None
    answer = bargain(world, path)
    return Section(
        ident="bargaining",
        title="What could be agreed",
        menu="What could be agreed",
        answer=answer,
        # The first sentence is a finding of the page, the last the title of a chart.
        intro=(Sentence(f"{answer.title}."), *answer.headline[1:-1]),
        show=(
            "chart:bargaining",
            "sheet:actors",
            "sheet:models",
            *(f"chart:{chart.kind}" for chart in answer.charts[1:]),
        ),
        headline=False,
    )


def bargaining_limits(world: World, path: Path | None) -> tuple[Sentence, ...]:
    """Return why a negotiation that the scenario names is left out, if it is."""
    if path is None or not (late := younger_sources(world, path)):
        return ()
    told = f"The negotiation that this scenario names is left out: {late} of its sources are younger than this page."
    return (Sentence(told, lead="Negotiation."),)


def bargaining_finding(section: Section | None) -> tuple[Sentence, ...]:
    """Return the main result as a finding of the page, or nothing where there is no negotiation."""
    return () if section is None else section.answer.headline[:1]


def with_draws(made: Reproduction, answer: Answer | None) -> Reproduction:
    """Return how to make a page again, with the draws of the forecast of a negotiation where it has one."""
    if answer is None:
        return made
    draws, seed = answer.subject["draws"], answer.subject["seed"]
    told = f"{draws} of the positions, saliences and capabilities of the negotiation; nothing else is drawn"
    return replace(
        made,
        seed=seed if isinstance(seed, int) else None,
        facts=tuple((key, told if key == "draws" else text) for key, text in made.facts),
    )
