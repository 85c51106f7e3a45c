"""Evidence from the record of a case: dated events, facts, reactions and calls, each on rows made by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from equipoise.errors import DataError
from equipoise.interval import Interval
from equipoise.scenarios.evidence import record

STATES = [{"iso3": "XXX", "name": "State XXX", "kind": "state", "un_member": True, "source_ids": ["s"]}]


def event(event_id: str, day: int, clock: str | None = None, **rest: Any) -> dict[str, Any]:
    row = {"case_id": "case", "event_id": event_id, "date": date(2022, 1, day), "time": clock, "event": event_id}
    return row | {"precision": "minute" if clock else "day", "source_ids": [f"s_{event_id}"], "flags": []} | rest


def test_days_between_events_are_as_sure_as_their_times(make_world):
    world = make_world(events=[event("a", 5, "06:00"), event("b", 6, "18:00"), event("c", 7), event("d", 7)])
    assert record.event_gap(world, "case", "a", "b").interval == Interval(1.5, 1.5)
    loose = record.event_gap(world, "case", "a", "c").interval
    assert (loose.low, loose.high) == pytest.approx((1.75, 2.75))
    assert record.event_gap(world, "case", "c", "d").interval == Interval(0.0, 1.0), "the order of a day is not known"
    with pytest.raises(DataError, match=r"event 'a' .* lies before event 'b'"):
        record.event_gap(world, "case", "b", "a")


def test_numbers_of_events_and_their_ratio(make_world):
    world = make_world(events=[event("a", 5, value=30.0, unit="u"), event("b", 5, value=60.0), event("c", 5)])
    assert record.event_value(world, "case", "a").interval == Interval.point(30.0)
    assert record.event_value(world, "case", "c").interval is None
    ratio = record.event_ratio(world, "case", "a", "b")
    assert (ratio.interval, ratio.source_ids) == (Interval.point(0.5), ("s_a", "s_b"))
    assert record.event_ratio(world, "case", "a", "c").interval is None


def fact_row(fact_id: str, value: float | None, **rest: Any) -> dict[str, Any]:
    row = {"fact_id": fact_id, "iso3": "XXX", "topic": "oil", "measure": fact_id, "value": value, "period": "2022"}
    return row | {"source_ids": [f"s_{fact_id}"], "flags": ["unsure"], "published": date(2023, 1, 1)} | rest


def test_facts_and_their_ratio_keep_their_marks(make_world):
    world = make_world(states=STATES, facts=[fact_row("a", 3.0), fact_row("b", 4.0), fact_row("c", None)])
    found = record.fact(world, "XXX", {"measure": "a"})
    assert (found.interval, found.flags, found.source_ids) == (Interval.point(3.0), ("unsure",), ("s_a",))
    assert record.fact_ratio(world, "XXX", {"measure": "a"}, {"measure": "b"}).interval == Interval.point(0.75)
    assert record.fact_ratio(world, "XXX", {"measure": "a"}, {"measure": "c"}).interval is None
    assert record.fact(world, "XXX", {"measure": "c"}).interval is None
    absent = record.fact(world, "XXX", {"measure": "z"})
    assert (absent.interval, absent.text) == (None, "no fact matches {'measure': 'z'}")


def reaction(reaction_id: str, actor: str, days: int | None, **rest: Any) -> dict[str, Any]:
    row = {"case_id": "case", "reaction_id": reaction_id, "date": date(2022, 1, 5), "actor": actor, "kind": "call"}
    row |= {"content": "c", "offered_force": False, "days_after_appeal": days, "source_ids": [f"s_{reaction_id}"]}
    return row | {"flags": []} | rest


def test_reactions_are_ranked_by_their_first_day(make_world):
    rows = [
        reaction("1", "A", 0),
        reaction("2", "B", None),
        reaction("3", "B", 2, offered_force=True),
        reaction("4", "C", 2),
        reaction("5", "D", 1),
        reaction("6", "D", 5, kind="meeting"),
        reaction("7", "E", None),
    ]
    world = make_world(reactions=rows)
    assert record.reaction_day(world, "case", "B").interval == Interval.point(2.0), "an undated one is no first"
    assert record.reaction_day(world, "case", "E").interval is None
    assert record.reaction_rank(world, "case", "E").interval is None
    assert record.reaction_rank(world, "case", "B").interval == Interval.point(50.0), "A and D of A, C, D, E"
    assert record.reaction_rank(world, "case", "D", "meeting").interval == Interval.point(75.0)
    assert record.reaction_rank(world, "case", "A", "meeting").interval is None
    assert record.offers_of_force(world, "case", "B").interval == Interval.point(1.0)
    assert record.offers_of_force(world, "case", "A").interval == Interval.point(0.0)


def test_a_call_counts_if_it_is_a_genuine_one(make_world):
    row = {"episode_id": "E", "addressee_type": "IO", "answer": "troops", "source_ids": ["s"], "addressee": "CLUB"}
    rows = [
        row | {"call_id": "1", "use_for_calibration": True},
        row | {"call_id": "2", "use_for_calibration": False},
        row | {"call_id": "3", "use_for_calibration": True, "episode_id": "F", "addressee": "PACT"},
    ]
    world = make_world(calls=rows)
    found = record.genuine_calls(world, "E", "CLUB")
    assert (found.interval, found.text) == (Interval.point(1.0), "genuine calls to CLUB in E, of 2 recorded")
    assert record.genuine_calls(world, "E", "PACT").interval == Interval.point(0.0)
