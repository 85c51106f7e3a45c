"""Organisations, memberships, instruments, ties and defects say what is known of them."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from facts_samples import CRISIS_DAY, in_force, read_tables, rows


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    return read_tables()


# --- organisations and instruments --------------------------------------------------------------------------------

RENAMED = {"CST/CSTO": "CSTO"}
RECODED = {"TRNC": "XNC"}
DATES_FOUND_SINCE = {("OTS", "UZB"), ("RSS", "GUY"), ("ECOWAS", "CPV")}


def test_the_compiled_memberships_are_folded_in(tables):
    held = {(r["org_id"], r["iso3"], r["status"], r["from"]) for r in tables["memberships"].iter_rows(named=True)}
    changed = set()
    for row in rows("facts", "membership.csv"):
        org, state = RENAMED.get(row["body"], row["body"]), RECODED.get(row["iso3"], row["iso3"])
        if (org, state, row["status"], date.fromisoformat(row["from"])) not in held:
            changed.add((org, state))
            assert any(key[:3] == (org, state, row["status"]) for key in held), row
    assert changed == DATES_FOUND_SINCE


@pytest.mark.parametrize(
    ("org", "day", "count", "inside", "outside"),
    [
        ("CSTO", "1998-01-01", 9, "UZB AZE GEO", ""),
        ("CSTO", "2003-01-01", 6, "ARM", "UZB AZE GEO"),
        ("CSTO", "2010-06-15", 7, "UZB KGZ", "AZE"),
        ("CSTO", "2022-01-05", 6, "KAZ RUS ARM", "UZB"),
        ("OTS", "2022-01-05", 5, "KAZ TUR UZB", "HUN TKM"),
        ("EU", "2019-12-31", 28, "GBR HRV", "TUR"),
        ("EU", "2022-01-05", 27, "HRV", "GBR"),
        ("NATO", "2022-01-05", 30, "MKD MNE", "FIN SWE"),
        ("NATO", "2025-01-01", 32, "FIN SWE", ""),
        ("SCO", "2022-01-05", 8, "IND PAK", "IRN BLR"),
        ("EAEU", "2022-01-05", 5, "KGZ", "UZB"),
        ("CIS", "2022-01-05", 9, "MDA", "GEO TKM UKR"),
        ("BRICS", "2025-06-01", 10, "IDN EGY", "SAU ARG"),
        ("CE", "2022-01-05", 47, "RUS", ""),
        ("CE", "2023-01-01", 46, "TUR", "RUS"),
        ("OSCE", "2022-01-05", 57, "KAZ", ""),
        ("AU", "2022-01-05", 55, "MAR ESH", ""),
        ("ECOWAS", "2025-06-01", 12, "NGA", "MLI NER BFA"),
        ("ASEAN", "2025-12-01", 11, "TLS", ""),
        ("LAS", "2022-01-05", 22, "SYR", ""),
        ("GCC", "2022-01-05", 6, "OMN", ""),
        ("OIC", "2022-01-05", 57, "UZB", "RUS"),
    ],
)
def test_members_on_a_day(tables, org, day, count, inside, outside):
    standing = tables["memberships"].filter((pl.col("org_id") == org) & (pl.col("status") == "member"))
    members = set(in_force(standing, date.fromisoformat(day))["iso3"])
    assert len(members) == count
    assert members >= set(inside.split())
    assert not members & set(outside.split())


def test_the_slip_and_the_old_name_lead_to_the_organisation(tables):
    aliases = dict(tables["organisations"].select("org_id", "aliases").iter_rows())
    assert {"OST", "Turkic Council"} <= set(aliases["OTS"])
    assert {"CST/CSTO", "ODKB"} <= set(aliases["CSTO"])
    folded = [alias.casefold() for org, listed in aliases.items() for alias in [org, *listed]]
    assert len(folded) == len(set(folded)), "one name for two organisations"


def test_nobody_joins_before_the_founding(tables):
    founded = dict(tables["organisations"].select("org_id", "founded").iter_rows())
    for row in tables["memberships"].iter_rows(named=True):
        assert row["from"] >= founded[row["org_id"]]
        assert row["to"] is None or row["to"] >= row["from"]


def test_instruments_on_the_eve_of_the_call(tables):
    standing = in_force(tables["instruments"], CRISIS_DAY)
    turkic = standing.filter(pl.col("org_id") == "OTS")
    assert turkic.height == 2
    assert set(turkic["trigger_external"]) | set(turkic["trigger_internal"]) == {"no"}
    csto = {row["instrument_id"]: row for row in standing.filter(pl.col("org_id") == "CSTO").iter_rows(named=True)}
    assert csto["cst_art4"]["version"] == 2
    assert (csto["cst_art4"]["trigger_external"], csto["cst_art4"]["trigger_internal"]) == ("yes", "ambiguous")
    assert csto["csto_pko"]["trigger_internal"] == "yes"
    assert csto["csto_ksor"]["force_high"] == 20000


def test_instruments_before_the_protocol_of_2010(tables):
    standing = in_force(tables["instruments"], date(2009, 1, 1))
    assert standing.filter(pl.col("org_id") == "OTS").is_empty()
    article = standing.row(by_predicate=pl.col("instrument_id") == "cst_art4", named=True)
    assert (article["version"], article["trigger_external"], article["trigger_internal"]) == (1, "yes", "no")


BLIND = {
    ("cst_art2", 1): "x006",
    ("cst_art4", 1): "x007",
    ("cst_art4", 2): "x009",
    ("csto_pko", 1): "x011",
    ("ots_nakh", 1): "x001",
    ("shusha", 1): "x004",
    ("nato_5", 1): "x020",
    ("gcc_jda", 1): "x034",
    ("ecowas_99", 1): "x024",
    ("aus_slb_2017", 1): "i003",
}


@pytest.mark.parametrize(("key", "blind"), BLIND.items())
def test_blind_codes_are_taken_over_unchanged(tables, key, blind):
    code = next(row for row in rows("facts", "instruments_blind_coded.csv") if row["instrument_key"] == blind)
    row = tables["instruments"].row(
        by_predicate=(pl.col("instrument_id") == key[0]) & (pl.col("version") == key[1]), named=True
    )
    assert row["coding"] == "blind"
    assert row["trigger_external"] == code["covers_external_attack"]
    assert row["trigger_internal"] == code["covers_internal_unrest"]
    assert (row["trigger_internal_alt"] or "") == code["alt_internal"]
    assert row["trigger_disaster"] == code["covers_disaster"]
    assert (row["duty"], row["confidence"]) == (code["duty"], code["confidence"])


def test_every_informed_instrument_is_there_and_its_reading_kept(tables):
    notes = dict(
        tables["instruments"].sort("version").select("instrument_id", "note").iter_rows()
    )  # the last version wins: the informed coder read the texts as they now stand
    for row in rows("facts", "instruments.csv"):
        blind = tables["instruments"].filter(pl.col("instrument_id") == row["instrument_id"])["coding"].to_list()
        assert blind, row["instrument_id"]
        if "blind" in blind:
            assert f"internal {row['trigger_internal']}" in notes[row["instrument_id"]]


def test_an_instrument_binds_members_or_named_states(tables):
    for row in tables["instruments"].iter_rows(named=True):
        assert (row["org_id"] is None) == (len(row["parties"]) >= 2), row["instrument_id"]


# --- ties and defects ---------------------------------------------------------------------------------------------


def test_the_last_share_of_russia_is_kept_where_later_lists_lost_it(tables):
    ties = tables["ties"].filter(pl.col("partner") == "RUS")
    last = {(r["iso3"], r["kind"], r["year"]): r["value"] for r in ties.iter_rows(named=True)}
    assert last["BLR", "export_share", 2019] == 42
    assert last["BLR", "import_share", 2019] == 57
    assert last["TKM", "import_share", 2019] == 18
    assert (last["TJK", "import_share", 2019], last["TJK", "import_share", 2022]) == (38, 22)
    assert last["MNG", "import_share", 2022] == 29


def test_every_missing_russian_share_has_a_value_to_carry(tables):
    for fault in tables["defects"].filter(pl.col("action") == "carry_forward").iter_rows(named=True):
        if fault["partner"] == "RUS":
            held = tables["ties"].filter((pl.col("partner") == "RUS") & (pl.col("kind") == fault["kind"]))
            assert set(fault["states"]) <= set(held["iso3"])
            assert fault["flag"] == "stale"


def test_ends_of_ties_come_together_and_in_order(tables):
    for row in tables["ties"].iter_rows(named=True):
        low, value, high = row["low"], row["value"], row["high"]
        assert (low is None) == (high is None)
        assert value is not None or low is not None
        if low is not None:
            assert low <= (value if value is not None else low) <= high
        assert row["year"] <= row["published"].year


def test_troops_abroad_before_the_crisis(tables):
    before = tables["ties"].filter((pl.col("kind") == "forces_present") & (pl.col("published") <= CRISIS_DAY))
    assert set(zip(before["iso3"], before["partner"], strict=True)) == {
        *((host, "RUS") for host in ("ARM", "BLR", "GEO", "KGZ", "MDA", "TJK", "AZE")),
        ("AZE", "TUR"),
    }
