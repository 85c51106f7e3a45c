"""Composing a brief: from the tables and models to the page model. Every number and every title is computed here."""

from __future__ import annotations

from equipoise import __version__
from equipoise.answers import Answer
from equipoise.brief.compose.bargaining import (
    bargaining_finding,
    bargaining_limits,
    bargaining_section,
    with_draws,
)
from equipoise.brief.compose.calls import call_answer, call_finding, calls_section
from equipoise.brief.compose.claims import claims_section
from equipoise.brief.compose.closing import cited, limits, reproduction
from equipoise.brief.compose.corridors import corridor_finding, corridors_section, with_loss_draws
from equipoise.brief.compose.crisis import (
    crisis_finding,
    crisis_limits,
    crisis_section,
    crisis_study,
    with_runs,
)
from equipoise.brief.compose.events import events_section
from equipoise.brief.compose.map import map_section
from equipoise.brief.compose.organisations import organisations_section
from equipoise.brief.compose.position import position_section
from equipoise.brief.compose.recovery import recovery_section
from equipoise.brief.compose.subject import Subject, load_subject
from equipoise.brief.page import BriefPage, Reproduction, Section, Sentence
from equipoise.engine.progress import Tell, tell_nobody
from equipoise.questions.call import call_records
from equipoise.questions.call_words import record_in_words
from equipoise.questions.citing import source_sheet
from equipoise.questions.wording import day_in_words
from equipoise.scenarios.crisis.results import Study
from equipoise.scores.record import TrackRecord

__all__ = ["Subject", "compose", "load_subject"]

MOST_FINDINGS = 5


def compose(subject: Subject, disputed: str = "claims", tell: Tell = tell_nobody) -> BriefPage:
    """Compute a brief.

    Parameters
    ----------
    subject : Subject
        The case or the state.
    disputed : str
        "claims" marks disputed areas and boundaries on the map; "de facto" draws them like all others.
    tell : callable, optional
        Told what is being done where that takes long.

    Returns
    -------
    BriefPage
        Everything that the page shows.
    """
    # The model is one; its record is scored on every call that is held, not only on those before the case.
    records = call_records(subject.worlds.on(None))
    called = call_answer(subject, records)
    judged = claims_section(subject)
    position = position_section(subject)
    negotiated = bargaining_section(subject.now, subject.issue)
    studied = crisis_study(subject, tell)
    routes = corridors_section(subject, disputed)
    found = _findings(position, called, records, judged)
    changed = crisis_section(subject, studied)
    findings = _five(subject, found, negotiated, changed, routes)
    parts = (
        position,
        map_section(subject, disputed),
        organisations_section(subject),
        calls_section(subject, called),
        negotiated,
        routes,
        events_section(subject),
        changed,
        recovery_section(subject.now, subject.recovery),
        judged,
    )
    sections = tuple(part for part in parts if part is not None)
    closing = (*limits(subject, records), *_left_out(subject))
    ids = cited([findings, sections, closing])
    return BriefPage(
        title=subject.scenario.title,
        kicker=_kicker(subject),
        as_of=_dateline(subject),
        version=__version__,
        standfirst=_standfirst(subject),
        findings=findings,
        sections=sections,
        limits=closing,
        sources=source_sheet(subject.worlds.on(None), ids) if ids else None,
        reproduction=_reproduced(subject, disputed, negotiated, studied, routes),
    )


def _five(
    subject: Subject,
    found: tuple[Sentence, ...],
    negotiated: Section | None,
    crisis: Section | None,
    routes: Section | None,
) -> tuple[Sentence, ...]:
    """Return the findings of a page, five at most."""
    told = () if subject.is_case else bargaining_finding(negotiated)
    changed = crisis_finding(crisis)
    if changed:  # the shares of trade stand in the next section, too
        found = tuple(finding for finding in found if finding.lead != "Trade.")
    return (*told, *found, *changed, *corridor_finding(routes))[:MOST_FINDINGS]


def _reproduced(
    subject: Subject, disputed: str, negotiated: Section | None, studied: Study | None, routes: Section | None
) -> Reproduction:
    """Return how to make the page again, with all that was drawn for it."""
    made = with_draws(reproduction(subject, disputed), None if negotiated is None else negotiated.answer)
    return with_loss_draws(with_runs(made, studied), routes)


def _left_out(subject: Subject) -> tuple[Sentence, ...]:
    """Return what the scenario names and this page does not show, and why."""
    return (*bargaining_limits(subject.now, subject.issue), *crisis_limits(subject))


def _kicker(subject: Subject) -> str:
    if subject.is_case:
        return "Case brief"
    return "State brief" if subject.issue is None else "Brief on a negotiation"


def _dateline(subject: Subject) -> str:
    today = day_in_words(subject.now.today)
    held = f"Nothing published after {today} is used" if subject.now.as_of else f"As known on {today}"
    return f"{held}; forecasts as of {day_in_words(subject.scenario.as_of)}" if subject.is_case else held


def _standfirst(subject: Subject) -> str:
    if subject.is_case:
        return (
            "Where the state stood between the powers, whom it could call, who would have come, what happened, and "
            "what the evidence says on the claims made about it."
        )
    if subject.issue is not None:
        return (
            "Where a negotiation would have ended and whether the rule would have let it pass; and where the state in "
            "the chair stands between the powers and in its organisations."
        )
    return "Where the state stands between the powers, what its organisations promise, and who would come if it called."


def _findings(
    position: Section, called: Answer | None, records: tuple[TrackRecord, ...], judged: Section | None
) -> tuple[Sentence, ...]:
    found = list(position.answer.headline)
    if called is not None:
        found.append(call_finding(called))
        found.append(Sentence(f"{record_in_words(records[0])}.", lead="How far to trust that."))
    if judged is not None:
        found += judged.answer.headline
    return tuple(found)
