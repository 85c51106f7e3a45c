"""Section of a dated case: what happened, by actor and hour."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import polars as pl

from equipoise.answers.charts.frame import Caption
from equipoise.answers.charts.timeline import Lane, TimelineChart, TimelineEvent
from equipoise.answers.numbers import format_figure
from equipoise.brief.compose.subject import Subject
from equipoise.brief.page import EventsSection
from equipoise.errors import UnknownNameError
from equipoise.questions.wording import sources_in_words
from equipoise.world.organisations import exists_on, members
from equipoise.world.rows import distinct
from equipoise.world.when import span

AT_HOME = {
    "street": ("protesters", "crowd", "market"),
    "government": ("president", "government", "state", "army", "commandant", "police"),
}
"""Lanes of actors inside the state, by a word that names them."""
LABELS = {"street": "Street", "government": "Government", "other": "Others"}


class Lanes:
    """Who belongs in which lane: actors at home by their role, outside actors by the organisation they belong to.

    Parameters
    ----------
    subject : Subject
        The case; its first two organisations have a lane each. A member of both stands in the first one's.
    """

    def __init__(self, subject: Subject) -> None:
        world, day = subject.now, subject.scenario.as_of
        bodies = [org_id for org_id in subject.scenario.organisations if exists_on(world, org_id, day)][:2]
        self._names = world.names
        self._belonging = {org_id: set(members(world, org_id, day)) for org_id in bodies}
        self.labels = {**{key: LABELS[key] for key in AT_HOME}, **{key: f"{key} and members" for key in bodies}}
        self.labels["other"] = LABELS["other"]

    def of(self, actor: str) -> str:
        """Return the key of an actor's lane."""
        for lane, words in AT_HOME.items():
            if any(word in actor for word in words):
                return lane
        for part in actor.split(";"):
            body = self._body_of(part.strip())
            if body is not None:
                return body
        return "other"

    def _body_of(self, actor: str) -> str | None:
        if actor in self._belonging:
            return actor
        try:
            iso3 = self._names.resolve(actor)
        except UnknownNameError:
            return None
        return next((org_id for org_id, states in self._belonging.items() if iso3 in states), None)


def events_section(subject: Subject) -> EventsSection | None:
    """Return the section on what happened, or None where the case has no dated events."""
    rows = subject.now.events.filter(pl.col("case_id") == (subject.scenario.case_id or "")).sort("date", "event_id")
    if rows.is_empty():
        return None
    lanes, reactions = Lanes(subject), _other_reactions(subject)
    made = [_event(row, lanes) for row in rows.iter_rows(named=True)]
    made += [_reaction(row, lanes) for row in reactions.iter_rows(named=True)]
    events = sorted(made, key=lambda event: (event.start, event.end))
    used = [Lane(key, label) for key, label in lanes.labels.items() if any(event.lane == key for event in events)]
    first, last = min(rows["date"].to_list()), max(rows["date"].to_list())
    sources = tuple(sorted({*distinct(rows, "source_ids"), *distinct(reactions, "source_ids")}))
    caption = Caption(
        title=_message(events),
        subtitle="Dated events by actor, local time; bars span the hours in which an event lies",
        source=sources_in_words(subject.now, sources),
        source_ids=sources[:12],
    )
    zoom = _busiest(events, first, last)
    return EventsSection(timeline=TimelineChart(caption, tuple(used), tuple(events), first, last, zoom))


def _event(row: dict[str, Any], lanes: Lanes) -> TimelineEvent:
    when = span(row["date"], row["time"], row["precision"])
    return TimelineEvent(
        lane=lanes.of(row["actor"] or ""),
        start=when.start,
        end=when.end,
        when=when.words,
        text=_with_number(row),
        place=", ".join((row["place"] or "").split(";")),
        source_ids=tuple(row["source_ids"]),
        unsure=row["confidence"] == "L",
    )


def _with_number(row: dict[str, Any]) -> str:
    """Return the text of an event with the number reported, where the text does not give it already."""
    value, text = row["value"], str(row["event"])
    if value is None or format_figure(value) in text or f"{value:g}" in text:
        return text
    return f"{text}: {format_figure(value)} {row['unit'] or ''}".rstrip()


def _other_reactions(subject: Subject) -> pl.DataFrame:
    """Return the reactions of outside actors that the table of events does not hold itself."""
    rows = subject.now.reactions.filter(pl.col("case_id") == (subject.scenario.case_id or ""))
    return rows.filter(~pl.col("kind").is_in(["decision", "meeting"]))


def _reaction(row: dict[str, Any], lanes: Lanes) -> TimelineEvent:
    when = span(row["date"], None, "day")
    return TimelineEvent(
        lane=lanes.of(row["actor"]),
        start=when.start,
        end=when.end,
        when=when.words,
        text=f"{row['actor']} ({row['kind']}): {row['content']}",
        source_ids=tuple(row["source_ids"]),
    )


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
    decision = next((event for event in events if "decision to send" in event.text.casefold()), None)
    if appeal is None or decision is None:
        return f"{len(events)} dated events, {events[0].when} to {events[-1].when}"
    shortest = max(timedelta(0), decision.start - appeal.end)
    longest = decision.end - appeal.start
    hours = [round(gap / timedelta(hours=1)) for gap in (shortest, longest)]
    day = (events[-1].end.date() - events[0].start.date()).days
    return f"From the appeal to the decision to send troops: {hours[0]} to {hours[1]} hours, in a crisis of {day} days"
