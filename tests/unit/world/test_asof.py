from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.errors import InputError
from equipoise.world.asof import known_on, parse_day
from equipoise.world.schema import table_names, table_schema
from equipoise.world.world import World


def test_rows_published_or_begun_later_are_not_held(world: World) -> None:
    day = date(2022, 1, 5)
    for table in table_names():
        schema = table_schema(table)
        frame = known_on(world.table(table), table, day)
        for role in ("published", "from"):
            column = schema.role(role)
            if column is not None:
                assert (frame[column].drop_nulls() <= day).all(), (table, column)
        ends = schema.role("to")
        if ends is not None:
            assert (frame[ends].drop_nulls() <= day).all(), table


def test_an_undated_row_cannot_be_shown_to_have_been_known(make_world: Callable[..., World]) -> None:
    undated = {"fact_id": "f", "iso3": "KAZ", "topic": "t", "measure": "m", "period": "?", "source_ids": ["s"]}
    frame = make_world(facts=[undated]).facts
    assert known_on(frame, "facts", date(2022, 1, 1)).is_empty()


def test_a_later_end_is_blanked_and_the_row_kept(make_world: Callable[..., World]) -> None:
    row = {"org_id": "CSTO", "iso3": "UZB", "status": "member", "from": date(2006, 8, 16), "to": date(2012, 12, 19)}
    frame = make_world(memberships=[{**row, "source_ids": ["s"]}]).memberships
    assert known_on(frame, "memberships", date(2010, 1, 1))["to"].to_list() == [None]
    assert known_on(frame, "memberships", date(2013, 1, 1))["to"].to_list() == [date(2012, 12, 19)]


def test_outcomes_are_not_known_before_they_come_about(make_world: Callable[..., World]) -> None:
    row = {"episode_id": "E", "iso3": "KAZ", "year": 2022, "label": "l", "trigger": "mass_unrest"}
    row |= {"onset_date": date(2022, 1, 2), "survived_30d": "Y", "survived_1y": "Y"}
    frame = make_world(episodes=[row]).episodes
    early = known_on(frame, "episodes", date(2022, 1, 5)).row(0, named=True)
    later = known_on(frame, "episodes", date(2022, 3, 1)).row(0, named=True)
    assert (early["survived_30d"], early["survived_1y"]) == (None, None)
    assert (later["survived_30d"], later["survived_1y"]) == ("Y", None)


def test_a_call_is_known_once_it_is_answered(make_world: Callable[..., World]) -> None:
    row = {"call_id": "C", "episode_id": "E", "addressee": "X", "addressee_type": "IO", "answer": "troops"}
    row |= {"request_date": date(2022, 1, 5), "decision_date": date(2022, 1, 6), "use_for_calibration": True}
    frame = make_world(calls=[{**row, "source_ids": ["s"]}]).calls
    assert known_on(frame, "calls", date(2022, 1, 5)).is_empty()
    assert known_on(frame, "calls", date(2022, 1, 6)).height == 1


@given(st.dates())
def test_days_round_trip(day: date) -> None:
    assert parse_day(day.isoformat()) == day == parse_day(day)


@given(st.text(max_size=12))
def test_text_is_a_day_or_a_clear_error(text: str) -> None:
    try:
        date.fromisoformat(text.strip())
    except ValueError:
        with pytest.raises(InputError, match="YYYY-MM-DD"):
            parse_day(text)
    else:
        assert isinstance(parse_day(text), date)


@pytest.mark.parametrize("text", ["2022-02-30", "2022-13-01", "yesterday", "", "2022"])
def test_impossible_days_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="is not a date"):
        parse_day(text)
