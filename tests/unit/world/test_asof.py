from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.errors import InputError
from equipoise.world.asof import known_on, parse_as_of, parse_day
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


@given(st.text(max_size=12) | st.text("0123456789-/. ", max_size=12))
def test_text_is_a_day_or_a_clear_error(text: str) -> None:
    try:
        found = parse_day(text)
    except InputError as error:
        message = str(error)
    else:
        message = "is not a date YYYY-MM-DD"
        assert found.isoformat() == text.strip()
    assert "is not a date" in message
    assert "YYYY-MM-DD" in message
    assert len(message.splitlines()) == 1


@pytest.mark.parametrize("text", ["2022-02-30", "2022-13-01", "yesterday", "", "2022"])
def test_impossible_days_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="is not a date"):
        parse_day(text)


def test_a_moment_is_its_day() -> None:
    assert type(parse_day(datetime(2022, 1, 5, 12))) is date  # noqa: DTZ001 - a local time without a zone


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("5/1/2022", ["2022-01-05", "2022-05-01"]),
        ("25/1/2022", ["2022-01-25"]),
        ("5-1-2022", ["2022-01-05", "2022-05-01"]),
        ("7/7/2022", ["2022-07-07"]),
        ("05.01.2022", ["2022-01-05"]),
        ("20220105", ["2022-01-05"]),
        ("2022/01/05", ["2022-01-05"]),
        ("2022-1-5", ["2022-01-05"]),
        ("5 January 2022", ["2022-01-05"]),
        ("Jan 5, 2022", ["2022-01-05"]),
        ("2022-W01-3", ["2022-01-05"]),
        ("2022-01-05T12:00", ["2022-01-05"]),
        ("45/1/2022", []),
    ],
)
def test_another_way_to_write_a_date_is_refused_with_the_days_it_can_mean(text: str, days: list[str]) -> None:
    for parse in (parse_day, parse_as_of):
        with pytest.raises(InputError) as caught:
            parse(text)
        hint = str(caught.value).partition("write it as ")[2]
        assert [word.strip("?:,") for word in hint.split() if word[:2] == "20"] == (days or ["2022-01-05"])
        assert ("for example" in hint) == (not days)


@given(st.dates(date(1000, 1, 1), date(2400, 1, 1)), st.dates(date(1000, 1, 1), date(2400, 1, 1)))
def test_a_month_or_a_year_means_its_last_day_or_today(day: date, today: date) -> None:
    month, year = parse_as_of(f"{day:%Y-%m}", today), parse_as_of(day.year, today)
    assert (month.year, month.month, year.year) == (day.year, day.month, day.year)
    same_month = (today.year, today.month) == (day.year, day.month)
    assert month == (today if same_month else day.replace(day=monthrange(day.year, day.month)[1]))
    assert year == (today if today.year == day.year else date(day.year, 12, 31))
    assert parse_as_of(str(day.year), today) == year
    assert parse_as_of(day.isoformat(), today) == day


def test_a_world_as_of_a_year_holds_what_was_published_in_it() -> None:
    assert World.load(as_of="2021").as_of == World.load(as_of=2021).as_of == date(2021, 12, 31)
    whole, before = World.load(as_of="2022-01"), World.load(as_of="2021-12")
    assert whole.as_of is not None
    assert whole.as_of - timedelta(days=31) == before.as_of
    assert whole.calls.height > before.calls.height
