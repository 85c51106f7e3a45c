"""The bridge between code systems, by year."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.errors import DataError, UnknownNameError
from equipoise.sources.history import code_of, code_table, recode


@pytest.mark.parametrize(
    ("code", "year", "source", "target", "wanted"),
    [
        (255, 1940, "cow", "gw", 255),
        (255, 1995, "cow", "gw", 260),
        (255, 1970, "cow", "gw", None),
        (260, 1970, "cow", "gw", 260),
        (260, 1970, "gw", "cow", 260),
        (260, 1995, "gw", "cow", 255),
        (260, 1990, "gw", "cow", 255),  # the state on 31 December
        (678, 1989, "gw", "cow", 678),
        (678, 1990, "gw", "cow", 679),
        (679, 2000, "cow", "gw", 678),
        (345, 1900, "cow", "gw", 340),
        (345, 1950, "cow", "gw", 345),
        (345, 2005, "cow", "gw", 345),
        (345, 2006, "cow", "gw", 340),
        (345, 1970, "cow", "iso3", None),
        (345, 2010, "cow", "iso3", "SRB"),
        (816, 1970, "cow", "iso3", "VNM"),
        (817, 1970, "cow", "iso3", None),
        (817, 1980, "cow", "gw", None),
        (365, 1980, "cow", "iso3", "RUS"),
        (365, 1980, "cow", "historic_iso3", "SUN"),
        (365, 2000, "cow", "historic_iso3", None),
        (529, 2000, "polity", "cow", 530),
        (530, 1980, "polity", "gw", 530),
        (315, 1980, "cow", "historic_iso3", "CSK"),
        (315, 1993, "cow", "gw", None),
        (955, 2000, "cow", "gw", 972),
        ("DEU", 1970, "iso3", "cow", 260),
        ("DEU", 2000, "iso3", "cow", 255),
        ("KAZ", 2000, "iso3", "gw", 705),
        (999, 2000, "cow", "gw", None),
    ],
)
def test_codes_by_year(code: int | str, year: int, source: str, target: str, wanted: int | str | None) -> None:
    assert code_of(code, year, target, source=source) == wanted


def test_order_and_rows_are_kept() -> None:
    frame = pl.DataFrame({"state": [705, None, 255, 705], "when": [2000, 2000, 1995, None]})
    coded = recode(frame, "state", "gw", year="when", into="gw_code")
    assert coded.columns == ["state", "when", "gw_code"]
    assert coded["gw_code"].to_list() == [705, None, 260, None]


def test_lines_of_one_state_do_not_overlap_but_in_a_year_of_change() -> None:
    for state in code_table().partition_by("cow"):
        spans = state.sort("first", nulls_last=False)
        for before, after in zip(spans["last"], spans["first"][1:], strict=False):
            assert None not in (before, after)
            assert before < after


@given(st.sampled_from(code_table()["cow"].unique().to_list()), st.integers(1816, 2025))
def test_there_and_back(code: int, year: int) -> None:
    there = code_of(code, year, "gw")
    if there is not None:
        back = code_of(there, year, "cow", source="gw")
        assert back == code or (year == 1990 and code in {260, 678})


def test_unknown_names() -> None:
    frame = pl.DataFrame({"ccode": [2], "year": [2000]})
    with pytest.raises(UnknownNameError, match="did you mean"):
        recode(frame, "ccode", "iso")
    with pytest.raises(UnknownNameError, match="column"):
        recode(frame, "code", "gw")


def test_text_where_numbers_are_wanted() -> None:
    with pytest.raises(DataError, match="codes of cow are Int32"):
        recode(pl.DataFrame({"ccode": ["KAZ"], "year": [2000]}), "ccode", "gw")


def test_years_that_are_text() -> None:
    with pytest.raises(DataError, match="not whole years"):
        recode(pl.DataFrame({"ccode": [2], "year": ["2000"]}), "ccode", "gw")


def test_codes_and_years_out_of_any_range_have_no_counterpart() -> None:
    assert code_of(10**12, 2000, "gw") is None
    assert code_of(705, 10**12, "gw") is None
