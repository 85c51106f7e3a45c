"""What happened in a case: dated events and reactions, by actor and hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from equipoise.answers import Answer, Caption, Chart, Column, Sentence, Sheet
from equipoise.answers.numbers import format_figure
from equipoise.answers.vocabulary import terms
from equipoise.errors import InputError, UnknownNameError
from equipoise.questions.citing import finished
from equipoise.questions.wording import sources_in_words
from equipoise.scenarios.documents import load_scenario, packs
from equipoise.world.organisations import exists_on, members
from equipoise.world.rows import distinct
from equipoise.world.when import span
from equipoise.world.world import World

AT_HOME = {
    "street": ("protesters", "crowd", "market"),
    "government": ("president", "government", "state", "army", "commandant", "police"),
}
"""Lanes of actors inside the state, by a word that names them."""
MOST_BODIES = 2
ELSEWHERE = ("decision", "meeting")
"""Kinds of reactions that the table of events holds itself."""

EVENT_COLUMNS = (
    Column("number", "no.", "integer", sense="Place in the order of time; the mark in the drawing."),
    Column("when", sense="Local time, as closely as it is known."),
    Column("who", sense="Street, government, an organisation with its members, or others."),
    Column("place", sense="Where it happened."),
    Column("event", "what happened", sense="The event, with the number that is reported."),
    Column("marks", kind="list", words="flag", sense="Unsure: the coder doubts it."),
    Column("lane", hidden=True, sense="Key of the row of the drawing."),
    Column("actor", hidden=True, sense="Who acted, in the words of the table."),
    Column("start", hidden=True, sense="Begin of the span in which the event lies, local time."),
    Column("end", hidden=True, sense="End of that span; the same where the minute is known."),
    Column("event_id", hidden=True, sense="Id in the table of events, or of reactions."),
    Column("source_ids", kind="list", hidden=True, sense="Sources."),
)


@dataclass(frozen=True, slots=True)
class _Lanes:
    """Who belongs in which row of the drawing: actors at home by their role, others by the body they belong to."""

    world: World
    belonging: dict[str, frozenset[str]]

    @classmethod
    def of(cls, world: World, organisations: Sequence[str], day: date) -> _Lanes:
        """Return the lanes of a case; its first organisations have one each, and a member of two is in the first's."""
        bodies = [org_id for org_id in organisations if exists_on(world, org_id, day)][:MOST_BODIES]
        return cls(world, {org_id: frozenset(members(world, org_id, day)) for org_id in bodies})

    @property
    def labels(self) -> dict[str, str]:
        """Name of each lane, from top to bottom."""
        words = terms("lane")
        home = {key: words[key].title for key in AT_HOME}
        return {**home, **{key: f"{key} and members" for key in self.belonging}, "other": words["other"].title}

    def of_actor(self, actor: str) -> str:
        """Return the key of an actor's lane."""
        for lane, words in AT_HOME.items():
            if any(word in actor for word in words):
                return lane
        bodies = (self._body_of(part.strip()) for part in actor.split(";"))
        return next((body for body in bodies if body is not None), "other")

    def _body_of(self, actor: str) -> str | None:
        if actor in self.belonging:
            return actor
        try:
            iso3 = self.world.names.resolve(actor)
        except UnknownNameError:
            return None
        return next((org_id for org_id, states in self.belonging.items() if iso3 in states), None)


def events(world: World, case: str, organisations: Sequence[str] | None = None, day: date | None = None) -> Answer:
    """Answer what happened in a case.

    Parameters
    ----------
    world : World
        The tables.
    case : str
        Id of a scenario, path to one, or id of a case of the table `events`.
    organisations : sequence of str, optional
        Organisations whose acts, and whose members' acts, stand together; by default those of the scenario.
    day : datetime.date, optional
        Day on which their members are read; by default that of the scenario, else the first day of the case.

    Returns
    -------
    Answer
        Sheet ``events``, in the order of time; a timeline of the whole case and of its busiest days by the hour.

    Raises
    ------
    UnknownNameError
        If no event is held of such a case.
    """
    case_id, bodies, when = _case(case, organisations, day)
    rows = world.events.filter(pl.col("case_id") == case_id).sort("date", "event_id")
    if rows.is_empty() and world.as_of is not None and case in packs():
        raise InputError(f"nothing of {case!r} had happened by {world.as_of}: ask as of a later day")
    if rows.is_empty():
        raise UnknownNameError("case with dated events", case, world.events["case_id"].unique().sort().to_list())
    first, last = min(rows["date"].to_list()), max(rows["date"].to_list())
    lanes = _Lanes.of(world, bodies, when or first)
    reactions = world.reactions.filter((pl.col("case_id") == case_id) & ~pl.col("kind").is_in(ELSEWHERE))
    made = [_event(row, lanes) for row in rows.iter_rows(named=True)]
    made += [_reaction(row, lanes) for row in reactions.iter_rows(named=True)]
    ordered = sorted(made, key=lambda event: (event["start"], event["end"]))
    told = [{**event, "number": number} for number, event in enumerate(ordered, start=1)]
    sources = tuple(sorted({*distinct(rows, "source_ids"), *distinct(reactions, "source_ids")}))
    used = {key: label for key, label in lanes.labels.items() if any(event["lane"] == key for event in told)}
    caption = Caption(
        title=_message(ordered),
        subtitle="Dated events by actor, local time; bars span the hours in which an event lies",
        source=sources_in_words(world, sources),
        source_ids=sources[:12],
    )
    options = {"lanes": used, "first": first, "last": last, "zoom": _busiest(ordered, first, last)}
    answer = Answer(
        question="events",
        title=f"What happened: {case_id}, {len(told)} dated events",
        subject={"case": case_id, "as_of": world.today.isoformat()},
        headline=(Sentence(f"{_message(ordered)}."),),
        sheets=(Sheet.of("events", "Dated events, local time", EVENT_COLUMNS, map(_written, told)),),
        charts=(Chart("timeline", ("events",), caption, options),),
    )
    return finished(world, answer)


def _case(case: str, organisations: Sequence[str] | None, day: date | None) -> tuple[str, Sequence[str], date | None]:
    """Return the id of a case, the organisations that have lanes, and the day of their members."""
    if organisations is not None or (case not in packs() and "/" not in case and not case.endswith((".yaml", ".yml"))):
        return case, organisations or (), day
    scenario = load_scenario(case)
    return scenario.case_id or scenario.id, scenario.organisations, day or scenario.as_of


def _event(row: dict[str, Any], lanes: _Lanes) -> dict[str, Any]:
    when, actor = span(row["date"], row["time"], row["precision"]), row["actor"] or ""
    lane = lanes.of_actor(actor)
    return {
        "start": when.start,
        "end": when.end,
        "when": when.words,
        "lane": lane,
        "who": lanes.labels[lane],
        "actor": actor,
        "event": _with_number(row),
        "place": ", ".join((row["place"] or "").split(";")),
        "marks": ("unsure",) if row["confidence"] == "L" else (),
        "event_id": row["event_id"],
        "source_ids": tuple(row["source_ids"]),
    }


def _with_number(row: dict[str, Any]) -> str:
    """Return the text of an event with the number reported, where the text does not give it already."""
    value, text = row["value"], str(row["event"])
    if value is None or format_figure(value) in text or f"{value:g}" in text:
        return text
    return f"{text}: {format_figure(value)} {row['unit'] or ''}".rstrip()


def _reaction(row: dict[str, Any], lanes: _Lanes) -> dict[str, Any]:
    when = span(row["date"], None, "day")
    lane = lanes.of_actor(row["actor"])
    return {
        "start": when.start,
        "end": when.end,
        "when": when.words,
        "lane": lane,
        "who": lanes.labels[lane],
        "actor": row["actor"],
        "event": f"{row['actor']} ({row['kind']}): {row['content']}",
        "place": "",
        "marks": (),
        "event_id": row["reaction_id"],
        "source_ids": tuple(row["source_ids"]),
    }


def _written(event: dict[str, Any]) -> dict[str, Any]:
    return {**event, **{end: event[end].isoformat(timespec="minutes") for end in ("start", "end")}}


def _busiest(told: Sequence[dict[str, Any]], first: date, last: date) -> tuple[date, date] | None:
    """Return the three days in a row with most events, if that is less than the whole."""
    if (last - first).days <= 3:
        return None
    counts = Counter(_day_of(event["start"], event["end"]) for event in told)
    days = [first + timedelta(days=shift) for shift in range((last - first).days - 1)]
    best = max(days, key=lambda day: sum(counts[day + timedelta(days=shift)] for shift in range(3)))
    return best, best + timedelta(days=2)


def _day_of(start: datetime, end: datetime) -> date:
    return end.date() if end.hour else start.date()


def _message(told: Sequence[dict[str, Any]]) -> str:
    appeal = next((event for event in told if "appeal" in event["event"].casefold()), None)
    decision = next((event for event in told if "decision to send" in event["event"].casefold()), None)
    if appeal is None or decision is None:
        count = f"{len(told)} dated event{'' if len(told) == 1 else 's'}"
        return f"{count}, {told[0]['when']} to {told[-1]['when']}"
    shortest = max(timedelta(0), decision["start"] - appeal["end"])
    longest = decision["end"] - appeal["start"]
    hours = [round(gap / timedelta(hours=1)) for gap in (shortest, longest)]
    days = (told[-1]["end"].date() - told[0]["start"].date()).days
    return f"From the appeal to the decision to send troops: {hours[0]} to {hours[1]} hours, in a crisis of {days} days"
