"""Section: who would come when called, and how far such a forecast can be trusted."""

from __future__ import annotations

from equipoise.answers import Answer, Sentence
from equipoise.answers.vocabulary import title_of
from equipoise.brief.compose.subject import Subject
from equipoise.brief.page import Section
from equipoise.questions.call import call
from equipoise.questions.call_sheets import Aftermath
from equipoise.questions.wording import day_in_words
from equipoise.scores.record import TrackRecord

WHO_WOULD_COME = 2
"""Sentences of the answer that stand among the findings: which text covers the call, and who would come."""


def call_answer(subject: Subject, records: tuple[TrackRecord, ...]) -> Answer | None:
    """Return the forecasts that the scenario asks for, or for a state alone those of everyone whom it could call."""
    question = subject.scenario.call
    if question is None:
        return None
    wanted = [text for text in question.to if text != subject.iso3]
    return call(
        subject.then,
        subject.iso3,
        wanted,
        question.trigger,
        clauses=subject.scenario.clauses,
        leave_out=subject.scenario.leave_out,
        on=question.date,
        records=records,
        after=None if subject.scenario.case_id is None else Aftermath(subject.now, subject.scenario.case_id),
    )


def calls_section(subject: Subject, answer: Answer | None) -> Section | None:
    """Return the section on calls for help, or None where none is asked about."""
    if answer is None:
        return None
    clauses = tuple(f"sheet:{sheet.name}" for sheet in answer.sheets if sheet.name == "clauses")
    return Section(
        ident="calls",
        title="Who would come when called",
        menu="Who would come",
        answer=answer,
        intro=_intro(subject),
        show=(
            "sheet:answers",
            "chart:arrival",
            "sheet:reasons",
            *clauses,
            *(f"sheet:{name}" for name in ("members", "other_answers", "sensitivity")),
            "chart:track",
            "sheet:track_record",
        ),
    )


def _intro(subject: Subject) -> tuple[Sentence, ...]:
    question = subject.scenario.call
    assert question is not None  # noqa: S101 - the caller has looked
    why = title_of("trigger", question.trigger)
    asked = f"Asked on {day_in_words(question.date)} because of {why}: the probability that soldiers or police come."
    return (Sentence(asked),)


def call_finding(answer: Answer) -> Sentence:
    """Return the main result as one finding of the page."""
    told = " ".join(entry.text for entry in answer.headline[:WHO_WOULD_COME])
    return Sentence(told, lead="Who would come.")
