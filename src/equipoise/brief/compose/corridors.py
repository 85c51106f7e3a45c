"""Section: whose ground a state's trade crosses, what a closure costs, and what the Middle Corridor relieves."""

from __future__ import annotations

from dataclasses import replace

from equipoise.answers import Answer, Sentence
from equipoise.brief.compose.corridor_map import corridor_map, map_caption
from equipoise.brief.compose.map import shapes_of
from equipoise.brief.compose.subject import Subject
from equipoise.brief.page import MapSection, Reproduction, Section
from equipoise.errors import DataError
from equipoise.questions.corridors.transit import corridors_transit
from equipoise.questions.wording import body_name


def corridors_section(subject: Subject, disputed: str) -> Section | None:
    """Return the section on transit routes, or None where the state lies off the corridor layer."""
    try:
        # The model is one; its record is scored on all figures that are held.
        answer = corridors_transit(subject.now, subject.iso3, scored_on=subject.worlds.on(None))
    except DataError:
        return None
    tables = [sheet.name for sheet in answer.sheets if sheet.name in ("oil_routes", "gas_routes", "room")]
    return Section(
        ident="corridors",
        title="Transit routes",
        menu="Transit routes",
        answer=answer,
        # What a closure costs is a finding of the page and the title of the chart.
        intro=answer.headline[1:] if answer.charts else answer.headline,
        show=(*(f"chart:{chart.kind}" for chart in answer.charts), "map", *(f"sheet:{name}" for name in tables)),
        headline=False,
        map=_map(subject, answer, disputed),
    )


def _map(subject: Subject, answer: Answer, disputed: str) -> MapSection | None:
    closed = answer.subject["closed_on_map"]
    worst = None if closed is None else str(closed)
    drawn = corridor_map(shapes_of(subject.now), answer.sheet("links"), subject.iso3, worst, disputed)
    if drawn is None:
        return None
    return MapSection(map_caption(None if worst is None else body_name(subject.now, worst)), *drawn)


def corridor_finding(section: Section | None) -> tuple[Sentence, ...]:
    """Return the main result as a finding of the page."""
    return section.answer.headline[:1] if section is not None and section.answer.charts else ()


def with_loss_draws(made: Reproduction, section: Section | None) -> Reproduction:
    """Return how to make a page again, with the draws of the losses where it has any."""
    if section is None:
        return made
    draws, seed = section.answer.subject["draws"], section.answer.subject["seed"]
    told = f"{draws} of waiting, prices and risk on the corridors, seed {seed}"
    facts = tuple((key, _joined(text, told) if key == "draws" else text) for key, text in made.facts)
    return replace(made, seed=seed if made.seed is None and isinstance(seed, int) else made.seed, facts=facts)


def _joined(text: str, told: str) -> str:
    if text.startswith("none"):
        return told
    return f"{text.removesuffix('; nothing else is drawn')}; {told}; nothing else is drawn"
