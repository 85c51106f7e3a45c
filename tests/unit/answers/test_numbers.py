import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.answers.numbers import format_estimate, format_figure, format_interval, star
from equipoise.interval import Estimate, Interval

NB = "\N{NO-BREAK SPACE}"


def known(value=None, low=None, high=None, unit="", year=None, flags=()) -> Estimate:
    """Return an estimate; one number is a point, an open end is infinite."""
    if value is None and low is None and high is None:
        return Estimate(None, year, flags=flags, unit=unit)
    low = low if low is not None else (-math.inf if value is None else value)
    high = high if high is not None else (math.inf if value is None else value)
    return Estimate(Interval(low, high, value), year, flags=flags, unit=unit)


@pytest.mark.parametrize(
    ("estimate", "digits", "written"),
    [
        (known(21.3, 20.8, 21.8, "%"), None, f"21.3{NB}% (20.8–21.8)"),
        (known(None, 2.8, 44.0, "%"), None, f"2.8–44{NB}%"),
        (known(0.0, -10.0, 12.0, "points"), 0, f"0{NB}points (−10 to 12)"),
        (known(), None, "no data"),
        (known(None, -math.inf, math.inf), None, "no data"),
        (known(4.0, unit="%", year=2014, flags=("stale",)), None, f"4{NB}% (stale: 2014)"),
        (known(4.0, flags=("stale",)), None, "4 (stale)"),
        (known(2030.0, unit="troops"), None, f"2,030{NB}troops"),
        (known(None, 3.0, None), None, "at least 3"),
        (known(None, None, 0.0), None, "at most 0"),
        (known(5.0, 5.0, 5.0), None, "5"),
        (known(0.2412), 3, "0.241"),
        (known(0.00123), None, "0.0012"),
        (known(-0.5), None, "−0.5"),
        (known(-0.001), 1, "0.0"),
        (known(0.0), None, "0"),
    ],
)
def test_a_number_is_written_in_one_way(estimate, digits, written):
    assert format_estimate(estimate, digits) == written


def test_parts_can_be_left_to_the_place_or_added():
    estimate = known(21.3, 20.8, 21.8, "%", year=2014, flags=("stale",))
    assert format_estimate(estimate, with_unit=False, with_interval=False, with_age=False) == "21.3"
    assert format_estimate(known(21.3, unit="%", year=2023), with_year=True) == f"21.3{NB}%, 2023"
    assert format_interval(Interval(1.0, 3.0, 2.0), "%") == f"2{NB}% (1–3)"
    assert format_interval(None) == "no data"


def test_flags_that_show_by_themselves_are_not_starred():
    assert star(known(1.0, flags=("stale", "interval"))) == ""
    assert star(known(1.0, flags=("rounded", "top5", "named_2"))) == ""
    assert star(known(1.0, flags=("stale", "recalled"))) == "*"


@given(st.floats(min_value=-1e12, max_value=1e12, allow_nan=False))
def test_a_written_figure_reads_back_to_within_its_last_digit(figure):
    back = float(format_figure(figure).replace(",", "").replace("−", "-"))
    assert back == pytest.approx(figure, rel=0.06, abs=1e-300)


@pytest.mark.parametrize(
    ("figure", "written"), [(0.25561, "0.2556"), (0.00074841, "0.0007484"), (-0.0123456, "−0.01235"), (0.0, "0.0000")]
)
def test_scores_of_rare_events_keep_their_figures(figure, written):
    assert format_figure(figure, 4, 4) == written


def test_an_interval_narrower_than_the_rounding_is_left_out():
    assert format_estimate(Estimate(Interval(13.9, 14.2, 14.1)), 0) == "14"
    assert format_estimate(Estimate(Interval(13.4, 14.2, 14.1)), 0) == "14 (13–14)"
    assert format_estimate(Estimate(Interval(-0.2, 0.3, 0.1), unit="%"), 0) == "0\N{NO-BREAK SPACE}%"
