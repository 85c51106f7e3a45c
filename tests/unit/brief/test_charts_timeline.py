from datetime import date, datetime

import pytest
from brief_samples import at, check_drawing, drawn, events_sheet, timeline_of, timeline_sample, words

from equipoise.answers.charts import timeline
from equipoise.answers.charts.frame import NARROW, WIDE
from equipoise.answers.charts.palette import assign
from equipoise.errors import DataError

COLOURS = assign(["CSTO"])


def draw_sample(width: float = WIDE):
    chart, sheet = timeline_sample()
    return check_drawing(str(timeline.draw(chart, (sheet,), width, "t", COLOURS)))


def draw_spans(*spans: tuple[datetime, datetime], width: float = WIDE):
    sheet = events_sheet(*(("x", start, end, ()) for start, end in spans))
    chart = timeline_of({"x": "X"}, date(2022, 1, 1), date(2022, 1, 10), (date(2022, 1, 5),) * 2)
    return check_drawing(str(timeline.draw(chart, (sheet,), width, "t", {})))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_case_stays_inside_the_drawing(width):
    root = draw_sample(width)
    assert "4–6 January by the hour, local time" in words(root)
    assert {"1", "2", "3", "4"} <= set(words(root)), "every event has its number"


def test_a_known_hour_is_a_disc_and_a_known_day_a_bar_as_long_as_the_day():
    hour = at("2022-01-05T12:00")
    root = draw_spans((hour, hour), (at("2022-01-05"), at("2022-01-06")))
    assert len(drawn(root, "moment")) == 1
    bar = drawn(root, "span")[0]
    assert float(bar.attrib["width"]) == pytest.approx(WIDE - 104 - 2)


def test_events_of_the_zoom_are_counted_above_and_drawn_below():
    hour = at("2022-01-05T12:00")
    root = draw_spans((hour, hour))
    assert "1 events" not in words(root)
    assert "1 event" in words(root)
    assert words(root).count("1") == 2, "the day and the mark of the event"


def test_an_event_that_ends_at_midnight_does_not_show_on_the_next_day():
    root = draw_spans((at("2022-01-04"), at("2022-01-05")))
    assert len(drawn(root, "span")) == 1


def test_marks_that_would_overlap_take_rows_of_their_own():
    hour = at("2022-01-05T12:00")
    root = draw_spans((hour, hour), (hour, hour))
    tops = {mark.attrib["y"] for mark in drawn(root, "moment")}
    assert len(tops) == 2


def test_a_doubtful_event_is_dashed():
    root = draw_sample()
    assert [mark for mark in drawn(root, "span") if mark.get("stroke-dasharray")]


def test_a_case_of_many_months_and_no_zoom_is_drawn():
    chart = timeline_of({"x": "X"}, date(2020, 1, 1), date(2021, 12, 31), None)
    for width in (WIDE, NARROW):
        check_drawing(str(timeline.draw(chart, (events_sheet(),), width, "t", {})))


def test_an_unknown_lane_is_refused_with_the_choices():
    moment = at("2022-01-05")
    chart = timeline_of({"x": "X"}, date(2022, 1, 1), date(2022, 1, 2), None)
    with pytest.raises(DataError, match="choices"):
        timeline.draw(chart, (events_sheet(("y", moment, moment, ())),), WIDE, "t", {})
