from datetime import date, datetime

import pytest
from brief_samples import CAPTION, at, check_drawing, drawn, timeline_chart, words

from equipoise.answers.charts import timeline
from equipoise.answers.charts.frame import NARROW, WIDE
from equipoise.answers.charts.palette import assign
from equipoise.answers.charts.timeline import Lane, TimelineChart, TimelineEvent
from equipoise.errors import DataError

COLOURS = assign(["CSTO"])


def chart_of(*spans: tuple[datetime, datetime]) -> TimelineChart:
    events = tuple(TimelineEvent("x", start, end, "when", "what") for start, end in spans)
    return TimelineChart(
        CAPTION, (Lane("x", "X"),), events, date(2022, 1, 1), date(2022, 1, 10), (date(2022, 1, 5),) * 2
    )


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_case_stays_inside_the_drawing(width):
    root = check_drawing(str(timeline.draw(timeline_chart(), width, "t", COLOURS)))
    assert "4–6 January by the hour, local time" in words(root)
    assert {"1", "2", "3", "4"} <= set(words(root)), "every event has its number"


def test_a_known_hour_is_a_disc_and_a_known_day_a_bar_as_long_as_the_day():
    hour = at("2022-01-05T12:00")
    root = check_drawing(
        str(timeline.draw(chart_of((hour, hour), (at("2022-01-05"), at("2022-01-06"))), WIDE, "t", {}))
    )
    assert len(drawn(root, "moment")) == 1
    bar = drawn(root, "span")[0]
    assert float(bar.attrib["width"]) == pytest.approx(WIDE - 104 - 2)


def test_events_of_the_zoom_are_counted_above_and_drawn_below():
    hour = at("2022-01-05T12:00")
    root = check_drawing(str(timeline.draw(chart_of((hour, hour)), WIDE, "t", {})))
    assert "1 events" not in words(root)
    assert "1 event" in words(root)
    assert words(root).count("1") == 2, "the day and the mark of the event"


def test_an_event_that_ends_at_midnight_does_not_show_on_the_next_day():
    root = check_drawing(str(timeline.draw(chart_of((at("2022-01-04"), at("2022-01-05"))), WIDE, "t", {})))
    assert len(drawn(root, "span")) == 1


def test_marks_that_would_overlap_take_rows_of_their_own():
    hour = at("2022-01-05T12:00")
    root = check_drawing(str(timeline.draw(chart_of((hour, hour), (hour, hour)), WIDE, "t", {})))
    tops = {mark.attrib["y"] for mark in drawn(root, "moment")}
    assert len(tops) == 2


def test_a_doubtful_event_is_dashed():
    root = check_drawing(str(timeline.draw(timeline_chart(), WIDE, "t", COLOURS)))
    assert [mark for mark in drawn(root, "span") if mark.get("stroke-dasharray")]


def test_a_case_of_many_months_and_no_zoom_is_drawn():
    chart = TimelineChart(CAPTION, (Lane("x", "X"),), (), date(2020, 1, 1), date(2021, 12, 31))
    for width in (WIDE, NARROW):
        check_drawing(str(timeline.draw(chart, width, "t", {})))


def test_an_unknown_lane_is_refused_with_the_choices():
    moment = at("2022-01-05")
    with pytest.raises(DataError, match="choices"):
        TimelineChart(
            CAPTION,
            (Lane("x", "X"),),
            (TimelineEvent("y", moment, moment, "when", "what"),),
            date(2022, 1, 1),
            date(2022, 1, 2),
        )
