import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from equipoise.world.when import span

FACTS = Path(__file__).parents[3] / "data" / "facts" / "kz2022_timeline.csv"
DAY = date(2022, 1, 5)


def at(text):
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("clock", "precision", "start", "hours", "words"),
    [
        ("16:37", "minute", at("2022-01-05T16:37"), 0, "5 Jan, 16:37"),
        ("22:52", "report time", at("2022-01-05T22:52"), 0, "5 Jan, 22:52 (report)"),
        ("10:30Z = 16:30", "hour", at("2022-01-05T16:00"), 1, "5 Jan, about 16:30"),
        ("21:50Z on 4 Jan = 03:50", "minute (wire stamp)", at("2022-01-05T03:50"), 0, "5 Jan, 03:50"),
        ("19:31Z", "minute", at("2022-01-06T01:31"), 0, "6 Jan, 01:31 (19:31Z on 5 Jan)"),
        ("", "day", at("2022-01-05"), 24, "5 Jan"),
        (None, None, at("2022-01-05"), 24, "5 Jan"),
        ("", "peak day", at("2022-01-05"), 24, "5 Jan"),
        ("", "late evening", at("2022-01-05T21:00"), 3, "5 Jan, late evening"),
        ("", "night of 4-5", at("2022-01-04T22:00"), 8, "4–5 Jan, night"),
        ("", "evening (5 or 6 Jan)", at("2022-01-05T18:00"), 30, "5–6 Jan, evening"),
    ],
)
def test_the_words_of_the_table_become_a_span(clock, precision, start, hours, words):
    found = span(DAY, clock, precision)
    assert found.start == start
    assert found.end - found.start == timedelta(hours=hours)
    assert found.words == words
    assert found.exact == (hours <= 1)


def test_a_night_across_two_months_names_both():
    assert span(date(2022, 2, 1), "", "night").words == "31 Jan–1 Feb, night"


def test_every_event_of_the_founding_case_has_a_span_near_its_date():
    with FACTS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        day = date.fromisoformat(row["date_local"])
        found = span(day, row["time"], row["precision"])
        assert found.start <= found.end
        assert abs(found.start.date() - day) <= timedelta(days=1), row
        assert found.exact == bool(row["time"]), row
