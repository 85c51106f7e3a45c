"""Sections of a dated case: what happened, and the claims made about it."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import polars as pl

from equipoise.brief.charts.frame import Caption
from equipoise.brief.charts.timeline import Lane, TimelineChart, TimelineEvent
from equipoise.brief.compose.subject import Subject
from equipoise.brief.compose.wording import capital, listed, sources_in_words
from equipoise.brief.numbers import Number
from equipoise.brief.page import Claim, ClaimsSection, Criterion, EventsSection, Sentence
from equipoise.brief.palette import VERDICTS
from equipoise.scenarios.verdicts import Judged, Tested, judge
from equipoise.world.rows import distinct
from equipoise.world.when import span

LANES = {
    "street": ("protesters", "crowd", "market"),
    "state": ("president", "government", "state", "army", "commandant", "police"),
    "CSTO": ("CSTO", "Russia", "Kyrgyzstan"),
    "OTS": ("OTS", "Turkey"),
}
LABELS = {"street": "Street", "state": "Government", "CSTO": "CSTO", "OTS": "OTS", "other": "Others"}
ANSWERS = {"holds": "held", "fails": "did not hold", "open": "undecided", "waits": "waiting"}
PLAIN_FLAGS = frozenset({"rounded", "derived", "interval", "top5", "cut_list", "two_sources", "undated"})
"""Flags that say how a number was made, not that it is doubtful; the interval shows what they mean."""


def events_section(subject: Subject) -> EventsSection | None:
    """Return the section on what happened, or None where the case has no dated events."""
    rows = subject.now.events.filter(pl.col("case_id") == (subject.scenario.case_id or "")).sort("date", "event_id")
    if rows.is_empty():
        return None
    reactions = _other_reactions(subject)
    made = [_event(row) for row in rows.iter_rows(named=True)] + [
        _reaction(row) for row in reactions.iter_rows(named=True)
    ]
    events = sorted(made, key=lambda event: (event.start, event.end))
    used = [lane for lane in LABELS if any(event.lane == lane for event in events)]
    first, last = min(rows["date"].to_list()), max(rows["date"].to_list())
    sources = tuple(sorted({*distinct(rows, "source_ids"), *distinct(reactions, "source_ids")}))
    caption = Caption(
        title=_message(events),
        subtitle="Dated events by actor, local time; bars span the hours in which an event lies",
        source=sources_in_words(subject.now, sources),
        marks=sources[:12],
    )
    zoom = _busiest(events, first, last)
    return EventsSection(
        timeline=TimelineChart(
            caption, tuple(Lane(lane, LABELS[lane]) for lane in used), tuple(events), first, last, zoom
        )
    )


def _event(row: dict[str, object]) -> TimelineEvent:
    day, actor = row["date"], str(row["actor"] or "")
    assert isinstance(day, date)  # noqa: S101 - a required date
    when = span(day, _text(row["time"]), _text(row["precision"]))
    sources = row["source_ids"]
    return TimelineEvent(
        lane=lane_of(actor),
        start=when.start,
        end=when.end,
        when=when.words,
        text=str(row["event"]),
        place=", ".join(str(row["place"] or "").split(";")),
        marks=tuple(sources) if isinstance(sources, list) else (),
        unsure=row["confidence"] == "L",
    )


def _text(cell: object) -> str | None:
    return None if cell is None else str(cell)


def _other_reactions(subject: Subject) -> pl.DataFrame:
    """Return the reactions of outside actors that the table of events does not hold itself."""
    rows = subject.now.reactions.filter(pl.col("case_id") == (subject.scenario.case_id or ""))
    return rows.filter(~pl.col("kind").is_in(["decision", "meeting"]))


def _reaction(row: dict[str, object]) -> TimelineEvent:
    day = row["date"]
    assert isinstance(day, date)  # noqa: S101 - a required date
    when = span(day, None, "day")
    sources = row["source_ids"]
    return TimelineEvent(
        lane=lane_of(str(row["actor"])),
        start=when.start,
        end=when.end,
        when=when.words,
        text=f"{row['actor']} ({row['kind']}): {row['content']}",
        marks=tuple(sources) if isinstance(sources, list) else (),
    )


def lane_of(actor: str) -> str:
    """Return the lane of an actor in words: the first that names one of its parts."""
    for lane, names in LANES.items():
        if any(name in actor for name in names):
            return lane
    return "other"


def _busiest(events: list[TimelineEvent], first: date, last: date) -> tuple[date, date] | None:
    """Return the three days in a row with most events, if that is less than the whole."""
    if (last - first).days <= 3:
        return None
    counts = Counter(event.end.date() if event.end.hour else event.start.date() for event in events)
    days = [first + timedelta(days=shift) for shift in range((last - first).days - 1)]
    best = max(days, key=lambda day: sum(counts[day + timedelta(days=shift)] for shift in range(3)))
    return best, best + timedelta(days=2)


def _message(events: list[TimelineEvent]) -> str:
    appeal = next((event for event in events if "appeal" in event.text.casefold()), None)
    decision = next((event for event in events if event.lane == "CSTO" and "decision" in event.text.casefold()), None)
    if appeal is None or decision is None:
        return f"{len(events)} dated events, {events[0].when} to {events[-1].when}"
    shortest = max(timedelta(0), decision.start - appeal.end)
    longest = decision.end - appeal.start
    hours = [round(gap / timedelta(hours=1)) for gap in (shortest, longest)]
    day = (events[-1].end.date() - events[0].start.date()).days
    return f"From the appeal to the CSTO's decision: {hours[0]} to {hours[1]} hours, in a crisis of {day} days"


def judged_claims(subject: Subject) -> tuple[Judged, ...]:
    """Return the claims of the scenario with their verdicts."""
    return tuple(judge(subject.worlds, claim) for claim in subject.claims)


def claims_section(subject: Subject, judged: tuple[Judged, ...]) -> ClaimsSection | None:
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


def _claim(entry: Judged) -> Claim:
    return Claim(
        letter=entry.claim.id,
        statement=entry.claim.statement,
        verdict=entry.verdict,
        criteria=tuple(_criterion(test) for test in entry.tested),
        remark=entry.reason,
        marks=entry.source_ids,
    )


def _criterion(test: Tested) -> Criterion:
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
