"""Section: the state's organisations, what they promise and what they could send."""

from __future__ import annotations

from equipoise.brief.compose.subject import Subject
from equipoise.brief.page import Section
from equipoise.questions.organisations import organisations
from equipoise.world.organisations import exists_on


def organisations_section(subject: Subject) -> Section | None:
    """Return the section on organisations, or None where the state belongs to none whose instruments are held."""
    day = subject.scenario.as_of
    found = [org_id for org_id in subject.scenario.organisations if exists_on(subject.now, org_id, day)]
    if not found:
        return None
    answer = organisations(subject.now, found, subject.iso3, day, subject.then)
    bars = [item for chart in answer.charts if chart.kind == "clout" for item in _shown(chart.sheets)]
    return Section(
        ident="organisations",
        title="Organisations and their instruments",
        menu="Organisations",
        answer=answer,
        show=("chart:reach", *bars, "sheet:instruments"),
    )


def _shown(sheets: tuple[str, ...]) -> tuple[str, str]:
    """Return what is shown on the weight of one organisation: the bars, and below them what each member brings."""
    whole, parts = sheets
    return f"chart:clout/{whole}", f"sheet:{parts}"
