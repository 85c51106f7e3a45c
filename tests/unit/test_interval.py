import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.errors import InputError
from equipoise.interval import Interval, hull, total

numbers = st.floats(-1e6, 1e6)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = sorted((draw(numbers), draw(numbers)))
    return Interval(low, high, draw(st.none() | between(low, high)))


def between(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low + 0.0, high + 0.0)  # one sign of zero: a strategy from 0.0 to -0.0 would be empty


def inside(interval: Interval) -> st.SearchStrategy[float]:
    return between(interval.low, interval.high)


@given(st.data(), intervals(), intervals())
def test_sums_and_differences_enclose_every_possible_value(data: st.DataObject, a: Interval, b: Interval) -> None:
    x, y = data.draw(inside(a)), data.draw(inside(b))
    assert x + y in a + b
    assert x - y in a - b


@given(st.data(), intervals(), st.floats(0.001, 1e3), st.floats(0, 1e3))
def test_quotients_enclose_every_possible_value(data: st.DataObject, a: Interval, low: float, more: float) -> None:
    b = Interval(low, low + more)
    x, y = data.draw(inside(a)), data.draw(inside(b))
    quotient = a.divide(b)
    assert quotient.low - 1e-9 * abs(quotient.low) <= x / y <= quotient.high + 1e-9 * abs(quotient.high)


@given(intervals(), st.floats(-100, 100))
def test_scaling_turns_the_ends_round_for_negative_factors(a: Interval, factor: float) -> None:
    scaled = a.scale(factor)
    assert {scaled.low, scaled.high} == {a.low * factor, a.high * factor}


@given(st.data(), intervals(), numbers)
def test_a_told_comparison_is_true_of_every_possible_value(data: st.DataObject, a: Interval, threshold: float) -> None:
    x = data.draw(inside(a))
    if a.above(threshold) is not None:
        assert a.above(threshold) == (x > threshold)
    if a.below(threshold) is not None:
        assert a.below(threshold) == (x < threshold)


@given(st.lists(intervals(), max_size=5))
def test_hull_holds_all_parts_and_total_of_points_is_their_sum(parts: list[Interval]) -> None:
    whole = hull(parts)
    assert (whole is None) == (not parts)
    if whole is not None:
        assert all(part.low in whole and part.high in whole for part in parts)
    points = [Interval.point(part.low) for part in parts]
    assert total(points).value == pytest.approx(sum(point.low for point in points))


@given(intervals(), numbers, st.floats(0, 1e6))
def test_clipping_keeps_inside_the_bounds(a: Interval, low: float, more: float) -> None:
    clipped = a.clip(low, low + more)
    assert low <= clipped.low <= clipped.high <= low + more


def test_a_point_is_lost_where_one_operand_has_none() -> None:
    assert (Interval.point(1.0) + Interval(0.0, 2.0)).value is None
    assert (Interval.point(1.0) + Interval.around(2.0, 0.5)).value == 3.0


@pytest.mark.parametrize(
    ("low", "high", "value"), [(2, 1, None), (0, 1, 2), (math.nan, 1, None), (0, math.nan, None), (0, 1, math.nan)]
)
def test_what_is_no_interval_is_refused(low: float, high: float, value: float | None) -> None:
    with pytest.raises(InputError):
        Interval(low, high, value)


def test_division_by_an_interval_that_reaches_zero_is_refused() -> None:
    with pytest.raises(InputError, match="reaches zero"):
        Interval.point(1.0).divide(Interval(0.0, 1.0))
