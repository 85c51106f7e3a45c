"""Section of a dated case: what happened, by actor and hour."""

from __future__ import annotations

from equipoise.brief.compose.subject import Subject
from equipoise.brief.page import Section
from equipoise.questions.events import events


def events_section(subject: Subject) -> Section | None:
    """Return the section on what happened, or None where the case has no dated events."""
    scenario = subject.scenario
    if scenario.case_id is None or scenario.case_id not in subject.now.events["case_id"]:
        return None
    return Section(
        ident="events",
        title="What happened",
        menu="What happened",
        answer=events(subject.now, scenario.case_id, scenario.organisations, scenario.as_of),
        show=("chart:timeline", "sheet:events"),
        headline=False,
    )
