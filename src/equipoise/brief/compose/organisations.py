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
    return Section(
        ident="organisations",
        title="Organisations and their instruments",
        menu="Organisations",
        answer=organisations(subject.now, found, subject.iso3, day, subject.then),
        show=("chart:reach", "chart:clout", "sheet:clout_members", "sheet:instruments"),
    )
