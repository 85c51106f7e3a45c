import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.sources.factbook.amounts import Amount, find_amount, parse_amount, without_dates, years_in


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$1.2 trillion (2024 est.)", 1.2e12),
        ("$8.264 billion (2024 est.)", 8_264_000_000.0),
        ("1.955 million bbl/day (2023 est.)", 1_955_000.0),
        ("28.769 billion cubic meters (2023 est.)", 28_769_000_000.0),
        ("2,724,900 sq km", 2_724_900.0),
        ("1.284 million sq km", 1_284_000.0),
        ("0.9% of GDP (2024 est.)", 0.9),
        ("$0 (2005)", 0.0),
        ("17 (2024)", 17.0),
    ],
)
def test_a_point_is_read_with_its_magnitude(text, value):
    assert parse_amount(text) == Amount(value)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("25-35,000", 25_000, 35_000),
        ("40-50,000 active", 40_000, 50_000),
        ("5-10,000", 5_000, 10_000),
        ("900-1,000", 900, 1_000),
        ("500-600", 500, 600),
        ("1,500-1,800", 1_500, 1_800),
        ("150,000-200,000", 150_000, 200_000),
        ("1.1-1.2 million", 1.1e6, 1.2e6),
        ("850,000-1 million", 850_000, 1e6),
        ("20 to 30 thousand", 20_000, 30_000),
        ("several thousand", 2_000, 9_000),
        ("a few hundred", 200, 900),
    ],
)
def test_a_range_has_ends_and_no_point(text, low, high):
    assert parse_amount(text) == Amount(None, low, high, ("interval",))


def test_an_upper_bound_leaves_everything_below_it_open():
    assert parse_amount("up to 37,000") == Amount(None, 0.0, 37_000.0, ("interval", "up_to"))
    assert parse_amount("less than 3 sq km") == Amount(None, 0.0, 3.0, ("interval", "up_to"))


def test_a_lower_bound_keeps_the_number_and_says_so():
    assert parse_amount("more than 1,000 in the islands") == Amount(1_000.0, None, None, ("at_least",))


def test_soft_words_are_kept_as_a_flag():
    assert parse_amount("approximately 50,000 active") == Amount(50_000.0, None, None, ("approximate",))
    assert parse_amount("estimated up to 40,000").flags == ("approximate", "interval", "up_to")
    assert parse_amount("up to estimated 40,000").flags == ("approximate", "interval", "up_to")


@pytest.mark.parametrize(
    "text", ["NA", "$NA", "NA% (2012)", "not available", "none", "see entry for the other area", ""]
)
def test_absent_figures_give_nothing(text):
    assert parse_amount(text) is None


def test_a_negative_length_is_no_figure():
    assert parse_amount("-5 km") is None


def test_a_dash_before_a_figure_is_no_minus_sign():
    assert parse_amount("total - 6,959.41 sq km") == Amount(6_959.41)


def test_a_year_in_brackets_is_no_figure():
    assert parse_amount("undetermined (Elsewhere) (2015)") is None


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("$1 billion (2024 est.)", [2024]),
        ("$1 billion (31 December 2014 est.)", [2014]),
        ("9,000 (July 2015 est.)", [2015]),
        ("220,000 bbl/day (Second half, 2013 est.)", [2013]),
        ("64% of GDP (FY2014 est.)", [2014]),
        ("30% of GDP (FY 2012/13 est.)", [2013]),
        ("$1 billion (FY08/09)", [2009]),
        ("$1 billion (FY98/99)", [1999]),
        ("8 km (includes an area held since 1967) (July 2014 est.)", [2014]),
        ("2,173 km (2014) (1,991 in use)", [2014]),
        ("662 km (20014)", []),
        ("no year at all", []),
    ],
)
def test_years_are_read_from_brackets_only(text, years):
    assert years_in(text) == years


def test_dates_in_prose_are_not_taken_for_amounts():
    text = without_dates("prior to fighting in 2023, and since 2021-2022, up to 200,000 troops (2025)")
    assert find_amount(text)[0] == Amount(None, 0.0, 200_000.0, ("interval", "up_to"))


def test_an_amount_is_not_taken_for_a_date():
    assert find_amount(without_dates("deployed to two sites of 2,000 persons"))[0].value == 2_000.0


@given(st.text(max_size=60))
def test_no_text_breaks_the_parser(text):
    amount = parse_amount(text)
    if amount is not None and amount.low is not None:
        assert 0 <= amount.low <= amount.high


@given(st.integers(min_value=1, max_value=999), st.integers(min_value=0, max_value=500))
def test_a_written_range_comes_back(low, width):
    high = low + width + 1
    assert parse_amount(f"{low}-{high},000") == Amount(None, low * 1000.0, high * 1000.0, ("interval",))


@given(st.floats(min_value=0.001, max_value=9_999, allow_nan=False))
def test_magnitudes_scale(number):
    amount = parse_amount(f"${number:.3f} billion")
    assert math.isclose(amount.value, round(number, 3) * 1e9, rel_tol=1e-9, abs_tol=1e-3)
