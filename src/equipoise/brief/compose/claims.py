"""Section of a dated case: the claims made about it, one by one."""

from __future__ import annotations

from collections import Counter

from equipoise.answers.charts.frame import Caption
from equipoise.answers.charts.palette import VERDICTS
from equipoise.answers.numbers import Number
from equipoise.brief.compose.subject import Subject
from equipoise.brief.page import Claim, ClaimsSection, Criterion, Sentence
from equipoise.questions.wording import capital, listed
from equipoise.scenarios.verdicts import ClaimResult, CriterionResult, judge

ANSWERS = {"holds": "held", "fails": "did not hold", "open": "undecided", "waits": "waiting"}
PLAIN_FLAGS = frozenset({"rounded", "derived", "interval", "top5", "cut_list", "two_sources", "undated"})
"""Flags that say how a number was made, not that it is doubtful; the interval shows what they mean."""


def judged_claims(subject: Subject) -> tuple[ClaimResult, ...]:
    """Return the claims of the scenario with their verdicts."""
    return tuple(judge(subject.worlds, claim) for claim in subject.claims)


def claims_section(subject: Subject, judged: tuple[ClaimResult, ...]) -> ClaimsSection | None:
    """Return the section on the claims, or None where the scenario has none."""
    if not judged:
        return None
    counts = Counter(str(entry.verdict) for entry in judged)
    about = subject.scenario.about
    intro = [
        Sentence(
            "Each statement is put in our own words and tested by criteria whose thresholds were written down before "
            "the verdicts were first computed. A criterion is undecided where the interval straddles its threshold. "
            "Supported: all hold. Not supported: none that was answered holds. Mixed: anything else."
        )
    ]
    if about is not None:
        told = f"The statements are those of “{about.title}” by {about.author}, {about.publisher}, {about.date}."
        intro.insert(0, Sentence(told))
    caption = Caption(
        title=verdict_message(counts),
        subtitle=f"{len(judged)} statements, by verdict",
        source="computed from the evidence under each statement",
    )
    return ClaimsSection("The claims, one by one", caption, tuple(_claim(entry) for entry in judged), tuple(intro))


def verdict_message(counts: Counter[str]) -> str:
    """Return the count of each verdict as a sentence."""
    parts = [f"{counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict]]
    return f"Of {sum(counts.values())} claims, {listed(parts)}"


def _claim(entry: ClaimResult) -> Claim:
    return Claim(
        letter=entry.claim.id,
        statement=entry.claim.statement,
        verdict=entry.verdict,
        criteria=tuple(_criterion(test) for test in entry.tested),
        remark=entry.reason,
        source_ids=entry.source_ids,
    )


def _criterion(test: CriterionResult) -> Criterion:
    criterion, found = test.criterion, test.finding
    if found is None:
        return Criterion(criterion.text, Number(), f"needs {criterion.needs}", ANSWERS[test.answer], criterion.why)
    unit = "%" if found.unit.startswith("%") else found.unit
    # A scale of codes ("0 no, 1 ambiguous, 2 yes") is explained below the number rather than written after it.
    coded = "," in unit
    threshold = criterion.above if criterion.above is not None else criterion.below
    rule = f"{'above' if criterion.above is not None else 'below'} {threshold:g}{' %' if unit == '%' else ''}"
    flags = tuple(flag for flag in found.flags if flag not in PLAIN_FLAGS)
    number = Number.of(found.interval, unit="" if coded else unit, year=found.year, flags=flags)
    parts = [capital(found.text), f"Codes: {unit}" if coded else "", criterion.why.rstrip(".")]
    return Criterion(
        criterion.text, number, rule, ANSWERS[test.answer], ". ".join(part for part in parts if part) + "."
    )
