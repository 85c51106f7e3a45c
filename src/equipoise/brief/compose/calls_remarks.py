"""Remarks under the forecasts of a call: what they rest on, who of the members would send, what a clause is worth."""

from __future__ import annotations

from equipoise.answers.numbers import Number, format_number
from equipoise.brief.compose.subject import Subject
from equipoise.brief.page import Sentence
from equipoise.interval import Interval
from equipoise.models.calls import CallForecast, worth_of_clause
from equipoise.models.calls.hypothetical import parse_clause
from equipoise.questions.wording import body_name, capital, label_of, listed, percent

MOST_MEMBERS = 4


def remarks_of(subject: Subject, forecasts: tuple[CallForecast, ...]) -> tuple[Sentence, ...]:
    """Return the remarks on some forecasts, the likeliest first."""
    best = forecasts[0]
    remarks = [_rests_on(subject, best)]
    remarks += [_members(subject, forecast) for forecast in forecasts if forecast.members and forecast.in_support][:1]
    remarks += [_outside(subject, forecast) for forecast in forecasts if not forecast.in_support]
    remarks += _worths(subject)
    remarks.append(
        Sentence(
            "The model knows the clause, the border and what the addressee is to the asker. It does not see interests, "
            "readiness or other wars, so addressees of one kind get like numbers.",
            lead="Like numbers.",
        )
    )
    return tuple(remarks)


def _rests_on(subject: Subject, best: CallForecast) -> Sentence:
    parts = [best.because]
    if best.answers is not None:
        shares = best.answers
        parts.append(
            f"other answers: other help {percent(shares.nontroop)}, held in reserve {percent(shares.reserve)}, "
            f"refusal or words {percent(shares.refused)}"
        )
    others = [f"{choice.description}: {percent(choice.probability)}" for choice in best.sensitivity]
    if others:
        parts.append(f"under other choices: {'; '.join(others)}")
    return Sentence(f"{'. '.join(capital(part) for part in parts)}.", lead=f"{label_of(subject.now, best.addressee)}.")


def _members(subject: Subject, forecast: CallForecast) -> Sentence:
    told = [
        f"{subject.now.names.name(entry.iso3)} {100 * entry.sends:.0f} %" for entry in forecast.members[:MOST_MEMBERS]
    ]
    heavy = max(forecast.members, key=lambda entry: entry.expected_part or 0.0)
    text = f"That the body acts and the member sends troops: {listed(told)}"
    if heavy.expected_part is not None:
        name = subject.now.names.name(heavy.iso3)
        text += f". Weighted by the size of economies, {name} would be {100 * heavy.expected_part:.0f} % of the force"
    return Sentence(f"{text}.", lead=f"Members of {body_name(subject.now, forecast.addressee)}.")


def _outside(subject: Subject, forecast: CallForecast) -> Sentence:
    return Sentence(f"{capital(forecast.support_reason)}.", lead=f"{label_of(subject.now, forecast.addressee)}.")


def _worths(subject: Subject) -> list[Sentence]:
    """Return what the clauses that the scenario asks about would be worth, on paired draws."""
    question = subject.scenario.call
    if question is None:
        return []
    found = []
    for text in subject.scenario.clauses:
        org_id, like = parse_clause(text)
        worth = worth_of_clause(
            subject.then, subject.iso3, org_id, like, question.trigger, question.date, subject.scenario.leave_out
        )
        name = worth.after.mandate.name or like
        found.append(
            Sentence(
                f"With a “{name[0].lower()}{name[1:]}”, the probability that {body_name(subject.now, org_id)} sends "
                f"troops would be {percent(worth.after.probability)}; against the upper bound without it that is "
                f"{_points(worth.gain)}. The clause brings wording, duty and rule, and no soldiers.",
                lead="A clause that was not there.",
            )
        )
    return found


def _points(gain: Interval) -> str:
    return format_number(Number.of(gain.scale(100), unit="points", digits=0))
