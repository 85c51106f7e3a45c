"""A fault in a hand-written file is one clear line; dates of any precision are read."""

from __future__ import annotations

import calendar
import shutil
from datetime import date

import pytest
from facts_samples import DATA, NAMES, read_tables
from hypothesis import given
from hypothesis import strategies as st

from equipoise.errors import DataError
from equipoise.sources import facts
from equipoise.sources.facts import panel
from equipoise.sources.facts.text import last_day, last_year
from equipoise.world.schema.cells import split_list

# --- faults -------------------------------------------------------------------------------------------------------


@pytest.fixture
def broken(tmp_path):
    """Return a function that breaks one file in a copy of the data and reads it."""
    shutil.copytree(DATA, tmp_path / "data")

    def read_with(file: str, old: str, new: str) -> str:
        path = tmp_path / "data" / file
        text = path.read_text(encoding="utf-8")
        assert old in text, "the test breaks nothing"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(DataError) as caught:
            facts.read(tmp_path / "data" / "facts", tmp_path / "data" / "curated", NAMES.get)
        return str(caught.value)

    return read_with


FAULTS = {
    "column not expected": (
        "facts/calls.csv",
        "addressee_type",
        "adressee_type",
        ["calls.csv", "row 1", "addressee_type"],
    ),
    "column missing": ("curated/ties.csv", "iso3,partner,kind", "iso3,note,kind", ["ties.csv", "row 1", "'note'"]),
    "no day": (
        "facts/calls.csv",
        "1958-07-14,S,troops",
        "1958-07-34,S,troops",
        ["row 2", "'request_date'", "1958-07-34"],
    ),
    "no choice": ("facts/calls.csv", "S,troops", "S,trops", ["row 2", "'answer'", "'trops'", "did you mean troops"]),
    "no number": ("facts/kz2022_losses.csv", "3000", "3000ish", ["kz2022_losses.csv", "row 2", "'value'", "3000ish"]),
    "not finite": ("facts/base_rates.csv", "74.5", "nan", ["base_rates.csv", "row 2", "'value'"]),
    "no whole number": ("facts/episodes.csv", "LBN,1958,", "LBN,1958.5,", ["episodes.csv", "row 2", "'year'"]),
    "neither yes nor no": (
        "facts/kz2022_reactions.csv",
        ",0,0,",
        ",perhaps,0,",
        ["row 2", "'offered_force'", "perhaps"],
    ),
    "required and empty": ("curated/organisations.csv", ",defence,", ",,", ["organisations.csv", "row 2", "'kind'"]),
    "no such source": ("curated/memberships.csv", "cst_prot;", "cst_port;", ["row 2", "'source_ids'", "cst_prot"]),
    "no such state": ("curated/ties.csv", "BLR,RUS", "BLX,RUS", ["ties.csv", "row 2", "'iso3'", "BLX"]),
    "no date of any precision": ("facts/kz2022_losses.csv", "2022-01-07", "soon", ["row 2", "'as_of'", "soon"]),
    "key twice": ("facts/episodes.csv", "JOR1958,JOR", "LBN1958,JOR", ["row 3", "'episode_id'", "row 2"]),
    "source twice": ("curated/sources.csv", "fb2026,", "RECALL,", ["sources.csv", "row 2", "'source_id'", "RECALL"]),
    "file column named": ("facts/kz2022_timeline.csv", "2022-01-01", "1 Jan", ["row 2", "'date_local'", "1 Jan"]),
    "row too short": ("facts/base_rates.csv", ",berk,", ",berk", ["base_rates.csv", "row 3", "cells"]),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_by_file_row_and_column(broken, fault):
    file, old, new, expected = FAULTS[fault]
    message = broken(file, old, new)
    assert "\n" not in message
    for part in expected:
        assert part in message


def test_a_missing_file_is_one_line(tmp_path):
    with pytest.raises(DataError, match=r"cannot read sources\.csv"):
        facts.read(tmp_path, tmp_path, NAMES.get)


def test_calls_of_another_file_need_no_known_sources(tmp_path):
    text = (DATA / "facts" / "calls.csv").read_text(encoding="utf-8").replace("leb58;frus58", "unheard_of", 1)
    other = tmp_path / "other.csv"
    other.write_text(text, encoding="utf-8")
    addressee = panel.addressee_lookup(DATA / "curated" / "addressees.csv", read_tables()["organisations"], NAMES.get)
    assert panel.read_calls(other, addressee).height == 194


# --- dates of any precision ---------------------------------------------------------------------------------------


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_coarser_date_never_ends_earlier(day):
    fine, month, year = last_day(day.isoformat()), last_day(day.isoformat()[:7]), last_day(day.isoformat()[:4])
    assert fine == day
    assert day <= month <= year
    assert month == date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])
    assert year == date(day.year, 12, 31)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_the_same_date_in_other_words(day):
    month = last_day(day.isoformat()[:7])
    assert last_day(f"{calendar.month_abbr[day.month]} {day.year}") == month
    assert last_day(f"{day.year}-{day.month}M") == month
    assert last_day(f"{day.isoformat()} (day inferred)") == day
    assert last_day(f"{day.year}-{day.month:02d}-01/{day.day:02d}") == day


@given(st.text())
def test_any_text_is_a_date_or_none(text):
    assert last_day(text) is None or isinstance(last_day(text), date)
    assert last_year(text) is None or 1900 <= last_year(text) <= 2099


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-05/06", date(2021, 6, 30)),
        ("1997-05 (28th inferred)", date(1997, 5, 31)),
        ("2022-06-17/20", date(2022, 6, 20)),
        ("n.d.", None),
        ("-", None),
        ("2022-02-30", None),
        ("2022-13", None),
        ("Foo 2020", None),
        (None, None),
    ],
)
def test_dates_as_the_files_write_them(text, expected):
    assert last_day(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020", 2020),
        ("2020-24", 2024),
        ("1993-2019", 2019),
        ("mid-2021", 2021),
        ("Oct 2020", 2020),
        ("2022-03", 2022),
        ("2022-03-02", 2022),
        ("2022-01-13/19", 2022),
        ("2023-9M", 2023),
        ("to 2050", None),
        ("two centuries", None),
        (None, None),
    ],
)
def test_last_year_of_a_period(text, expected):
    assert last_year(text) == expected


@given(st.lists(st.text(alphabet=st.characters(exclude_characters=";"), min_size=1).map(str.strip).filter(bool)))
def test_lists_survive_their_notation(parts):
    assert split_list(" ; ".join(parts)) == parts
