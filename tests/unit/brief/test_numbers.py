import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.answers.numbers import Number, format_figure, format_number, star
from equipoise.errors import DataError
from equipoise.interval import Interval

NB = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (Number(21.3, 20.8, 21.8, "%"), f"21.3{NB}% (20.8–21.8)"),
        (Number(None, 2.8, 44.0, "%"), f"2.8–44{NB}%"),
        (Number(), "no data"),
        (Number(None, -math.inf, math.inf), "no data"),
        (Number(4.0, unit="%", year=2014, flags=("stale",)), f"4{NB}% (stale: 2014)"),
        (Number(4.0, flags=("stale",)), "4 (stale)"),
        (Number(2030.0, unit="troops"), f"2,030{NB}troops"),
        (Number(None, 3.0, None), "at least 3"),
        (Number(None, None, 0.0), "at most 0"),
        (Number(5.0, 5.0, 5.0), "5"),
        (Number(0.2412, digits=3), "0.241"),
        (Number(0.00123), "0.0012"),
        (Number(-0.5), "−0.5"),
        (Number(-0.001, digits=1), "0.0"),
        (Number(0.0), "0"),
    ],
)
def test_a_number_is_written_in_one_way(number, written):
    assert format_number(number) == written


def test_parts_can_be_left_to_the_place():
    number = Number(21.3, 20.8, 21.8, "%", year=2014, flags=("stale",))
    assert format_number(number, with_unit=False, with_interval=False, with_age=False) == "21.3"


def test_an_interval_of_the_core_becomes_a_number():
    assert Number.of(Interval(1.0, 3.0, 2.0), "%") == Number(2.0, 1.0, 3.0, "%")
    assert Number.of(None).missing


def test_what_is_out_of_order_or_no_number_is_refused():
    outside: list[dict[str, Any]] = [{"value": 1.0, "low": 2.0}, {"low": 3.0, "high": 1.0}]
    for wrong in (*outside, {"value": math.nan}, {"value": math.inf}):
        with pytest.raises(DataError):
            Number(**wrong)


def test_flags_that_show_by_themselves_are_not_starred():
    assert star(Number(1.0, flags=("stale", "interval"))) == ""
    assert star(Number(1.0, flags=("rounded", "top5", "named_2"))) == ""
    assert star(Number(1.0, flags=("stale", "recalled"))) == "*"


@given(st.floats(min_value=-1e12, max_value=1e12, allow_nan=False))
def test_a_written_figure_reads_back_to_within_its_last_digit(figure):
    back = float(format_figure(figure).replace(",", "").replace("−", "-"))
    assert back == pytest.approx(figure, rel=0.06, abs=1e-300)


@pytest.mark.parametrize(
    ("figure", "written"), [(0.25561, "0.2556"), (0.00074841, "0.0007484"), (-0.0123456, "−0.01235"), (0.0, "0.0000")]
)
def test_scores_of_rare_events_keep_their_figures(figure, written):
    assert format_figure(figure, 4, 4) == written
