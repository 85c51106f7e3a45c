"""The hand-written tables read whole, keep their marks, and hold the rows they should."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from facts_samples import CRISIS_DAY, read_tables, rows

from equipoise.sources.facts.marks import marks
from equipoise.world.schema import table_schema

TABLES = {
    "sources",
    "organisations",
    "memberships",
    "instruments",
    "defects",
    "ties",
    "facts",
    "events",
    "reactions",
    "contributions",
    "losses",
    "episodes",
    "calls",
    "base_rates",
    *("security_ties", "hostility", "stationed_forces", "patrons"),
    *(f"corridor_{name}" for name in ("nodes", "links", "borders", "tariffs", "flows", "stoppages")),
}


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    return read_tables()


# --- form ---------------------------------------------------------------------------------------------------------


def test_every_table_has_its_declared_form(tables):
    assert set(tables) == TABLES
    for name, frame in tables.items():
        assert dict(frame.schema) == dict(table_schema(name).polars), name
        assert frame.height > 0
        for attribute in table_schema(name).attributes:
            if attribute.required and attribute.type == "list":
                assert frame[attribute.name].list.len().min() >= 1, (name, attribute.name)


def test_the_panel_has_its_known_size(tables):
    usable = tables["calls"].filter("use_for_calibration")
    assert tables["calls"].height == 194
    assert (usable.height, usable["episode_id"].n_unique()) == (179, 112)
    assert tables["episodes"].height == 121
    assert tables["base_rates"].height == 7


def test_the_case_has_its_known_size(tables):
    sizes = {name: tables[name].height for name in ("events", "reactions", "losses", "contributions", "facts")}
    assert sizes == {"events": 41, "reactions": 18, "losses": 13, "contributions": 6, "facts": 59}
    assert "KAZ2022" in set(tables["episodes"]["episode_id"])


def test_no_row_is_lost_between_the_files_and_the_tables(tables):
    for name, file in (("calls", "calls"), ("episodes", "episodes"), ("events", "kz2022_timeline")):
        assert tables[name].height == len(rows("facts", f"{file}.csv"))
    for name in ("organisations", "memberships", "instruments", "defects", "ties"):
        assert tables[name].height == len(rows("curated", f"{name}.csv"))


def test_every_source_id_leads_to_a_source(tables):
    known = set(tables["sources"]["source_id"])
    for name, frame in tables.items():
        if name != "sources" and "source_ids" in frame.columns:
            assert set(frame["source_ids"].explode()) <= known, name


# --- marks --------------------------------------------------------------------------------------------------------


def test_what_rests_on_recall_says_so(tables):
    for name, frame in tables.items():
        if {"source_ids", "flags"} <= set(frame.columns):
            recalled = frame.filter(pl.col("source_ids").list.contains("RECALL"))
            assert recalled["flags"].list.contains("recalled").all(), name
    assert tables["memberships"].filter(pl.col("flags").list.contains("recalled")).height > 100


def test_basis_codes_become_flags(tables):
    by_call = {row["call_id"]: row for row in tables["calls"].iter_rows(named=True)}
    for raw in rows("facts", "calls.csv"):
        basis = {raw["request_basis"], raw["arrival_basis"], raw["size_basis"]}
        flags = by_call[raw["call_id"]]["flags"]
        assert ("unsure" in flags) == ("U" in basis)
        assert ("recalled" in flags) == ("R" in basis or "RECALL" in raw["source_ids"].split(";"))
        assert by_call[raw["call_id"]]["confidence"] == raw["confidence"]


def test_marks_come_in_a_fixed_order():
    assert marks(source_ids="a;RECALL", basis=("U", "S", None), remark="more than") == "at_least;recalled;unsure"
    assert marks(source_ids="a", basis=("S",), remark="about 40% in 2019") is None
    assert marks(source_ids=None) is None


def test_the_informed_mandate_code_is_left_behind(tables):
    assert "mandate_internal_informed" in rows("facts", "calls.csv")[0]
    assert "mandate_internal_informed" not in tables["calls"].columns


# --- single rows --------------------------------------------------------------------------------------------------


def test_the_call_of_kazakhstan(tables):
    call = tables["calls"].row(by_predicate=pl.col("call_id") == "KAZ2022-1", named=True)
    assert (call["addressee_org"], call["addressee_iso3"]) == ("CSTO", None)
    assert (call["answer"], call["request_date"], call["first_arrival"]) == ("troops", CRISIS_DAY, date(2022, 1, 6))
    assert call["force_peak"] == 2030
    assert call["mandate_internal"] == "yes"


@pytest.mark.parametrize(
    ("call_id", "org", "state"),
    [
        ("KAZ2022-2", "OTS", None),
        ("BDI2015-1", "AU", None),
        ("KWT1961-2", "LAS", None),
        ("VUT1980-1", "PIF", None),
        ("GAB1964-1", None, "FRA"),
        ("AFG1979-1", None, "RUS"),
        ("SLE1997-1", "ECOWAS", "NGA"),
        ("JOR1970-1", None, None),
        ("BIH1992-1", None, None),
    ],
)
def test_addressees_are_told_apart(tables, call_id, org, state):
    call = tables["calls"].row(by_predicate=pl.col("call_id") == call_id, named=True)
    assert (call["addressee_org"], call["addressee_iso3"]) == (org, state)


def test_a_withdrawn_code_gives_way_to_its_successor(tables):
    crisis = tables["episodes"].row(by_predicate=pl.col("episode_id") == "CSK1968", named=True)
    assert crisis["iso3"] == "CZE"
    assert "successor" in crisis["flags"]


def test_events_keep_their_order_and_odd_values(tables):
    events = tables["events"]
    assert events["event_id"].to_list() == [f"e{place:02d}" for place in range(1, 42)]
    first = events.row(0, named=True)
    assert (first["date"], first["value"], first["value_text"]) == (date(2022, 1, 1), None, "60->120")
    assert set(events["case_id"]) == {"kazakhstan-2022"}


def test_contributions_sum_to_their_total(tables):
    sent = tables["contributions"]
    total = sent.filter(pl.col("country") == "TOTAL")
    assert total["iso3"].to_list() == [None]
    assert sent.filter(pl.col("country") != "TOTAL")["reported"].sum() == total["reported"].item()
    assert "derived" in sent.row(by_predicate=pl.col("iso3") == "RUS", named=True)["flags"]


def test_losses_are_known_from_the_last_day_that_their_date_can_mean(tables):
    deaths = tables["losses"].filter((pl.col("measure") == "dead") & (pl.col("as_of") == "2022-08"))
    assert deaths["published"].item() == date(2022, 8, 31)


def test_facts_carry_partner_period_and_day(tables):
    by_id = {row["fact_id"]: row for row in tables["facts"].iter_rows(named=True)}
    pipeline = by_id["kaz.oil.russia-cpc.share-of-exports.2022"]
    assert (pipeline["partner"], pipeline["partner_iso3"], pipeline["value"]) == ("Russia (CPC)", "RUS", 81)
    vote = by_id["kaz.un.unga-es-11-1.2022-03-02"]
    assert (vote["value"], vote["value_text"], vote["partner"], vote["year"]) == (None, "abstain", None, 2022)
    arms = by_id["kaz.arms.russia.share-of-imports.2020-24"]
    assert (arms["year"], arms["published"]) == (2024, date(2025, 3, 31))
    assert by_id["kaz.bases.russia.baikonur-rent.to-2050"]["year"] is None
    assert "at_least" in by_id["kaz.fdi.netherlands.stock.mid-2021"]["flags"]


def test_a_fact_is_no_older_than_its_latest_source(tables):
    days = dict(tables["sources"].select("source_id", "published").iter_rows())
    for row in tables["facts"].iter_rows(named=True):
        dated = [days[source] for source in row["source_ids"] if days[source] is not None]
        assert row["published"] == (max(dated) if dated else None)


def test_sources_have_days_only_where_dated(tables):
    by_id = {row["source_id"]: row for row in tables["sources"].iter_rows(named=True)}
    assert by_id["RECALL"]["flags"] == ["recalled"]
    assert by_id["RECALL"]["published"] is None
    assert by_id["fb2026"]["published"] == date(2026, 1, 17)
    assert by_id["fb2021"]["published"] == date(2021, 12, 31)
    assert by_id["baik50"]["published"] == date(2004, 1, 31)
    assert by_id["civ02"]["published"] is None
    for needed in ("fb2016", "fb2021dec", "fb2024", "natural_earth", "iso3166", "un_members", "cow_codes", "gw_codes"):
        assert by_id[needed]["licence"], needed
