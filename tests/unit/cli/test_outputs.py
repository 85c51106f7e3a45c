"""Every command on the tables that ship: for people, and as one strict JSON object with provenance."""

from __future__ import annotations

import csv
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest

from equipoise import __version__
from equipoise.measures.balance import LAYERS
from equipoise.measures.powers import POWERS
from equipoise.world.schema import on_demand_names, table_names, table_schema

LEAKS = re.compile(r"\bNone\b(?! of)|\bnan\b|[ (-]inf\b|Interval\(|datetime|\[/?(bold|dim)\]")
"""What a value that was not put into words looks like."""

CHEAP = [
    ("state", "KAZ"),
    ("state", "Kazakhstan", "--as-of", "2022-01-05"),
    ("state", "KAZ", "--power", "RUS", "--power", "NATO"),
    ("compare", "KAZ", "UZB", "iso:417"),
    ("compare", "KAZ", "UZB", "--layer", "arms", "--as-of", "2022-01-05"),
    ("relations", "KAZ"),
    ("relations", "Armenia", "--as-of", "2020-09-28", "--full"),
    ("org", "CSTO"),
    ("org", "Organisation of Turkic States", "--as-of", "2022-01-05"),
    ("events", "kazakhstan-2022"),
    ("call", "KAZ", "--to", "CSTO", "--to", "OTS", "--as-of", "2022-01-05"),
    ("call", "KAZ", "--as-of", "2022-01-05"),
    ("call", "KAZ", "--to", "OTS", "--if", "clause:OTS=cst_art4", "--as-of", "2022-01-05"),
    ("call", "KAZ", "--to", "CSTO", "--framing", "external", "--as-of", "2022-01-05"),
    ("call", "MLI", "--to", "France", "--trigger", "external"),
    ("track-record", "calls", "--target", "within_3_days", "--scheme", "leave_one_episode_out"),
    ("claims", "kazakhstan-2022"),
    ("data", "list"),
    ("data", "show", "instruments", "--where", "org_id=CSTO", "--limit", "3"),
    ("data", "check"),
    ("explain", "KAZ.turnover.RUS"),
    ("explain", "kazakhstan-2022:a"),
    ("explain", "KAZ.imports.CHN", "--as-of", "2022-01-05"),
]


@pytest.mark.slow
@pytest.mark.parametrize("words", [("track-record",), ("track-record", "--json")], ids=" ".join)
def test_all_records(words, equipoise):
    assert equipoise(*words).code == 0


@pytest.mark.parametrize("words", CHEAP, ids=" ".join)
def test_for_people(words, equipoise):
    answer = equipoise(*words)
    assert answer.code == 0
    assert answer.err == ""
    assert answer.out.strip()
    assert not LEAKS.search(answer.out)


@pytest.mark.parametrize("words", CHEAP, ids=" ".join)
def test_for_programs(words, equipoise, world):
    answer = equipoise(*words, "--json")
    assert answer.code == 0
    assert answer.err == ""
    made = answer.json["provenance"]
    assert made["version"] == __version__
    assert made["seed"] is None
    assert made["as_of"] == (words[words.index("--as-of") + 1] if "--as-of" in words else None)
    assert made["data"]["digest"] == world.manifest.digest
    assert set(table_names()) <= set(made["data"]["hashes"])
    assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", entry) for entry in made["data"]["hashes"].values())


def test_state_has_a_row_for_every_layer_and_power(equipoise):
    rows = equipoise("state", "KAZ", "--json").json["layers"]
    assert {(row["layer"], row["power"]) for row in rows} == {(layer.name, key) for layer in LAYERS for key in POWERS}
    assert len(rows) == len(LAYERS) * len(POWERS)
    for row in rows:
        assert {"low", "value", "high", "year", "source_ids", "flags"} <= set(row)
        if row["low"] is None:
            assert row["value"] is row["high"] is None
            assert row["flags"]
        else:
            assert row["low"] <= row["high"]
            assert row["value"] is None or row["low"] <= row["value"] <= row["high"]
            assert row["source_ids"]
            assert row["year"]


def test_powers_that_do_not_exist_yet_have_no_row(equipoise):
    rows = equipoise("state", "FRA", "--as-of", "1950-01-01", "--json").json["layers"]
    assert {row["power"] for row in rows} == set(POWERS) - {"EU"}


def test_as_of_holds_nothing_younger(equipoise):
    now, then = (equipoise("state", "KAZ", *words, "--json").json for words in ((), ("--as-of", "2022-01-05")))
    years = [max(row["year"] or 0 for row in found["layers"] if row["layer"] == "turnover") for found in (now, then)]
    assert years[0] > years[1]
    assert years[1] <= 2022


def test_compare_keeps_the_order_asked_for(equipoise):
    found = equipoise("compare", "UZB", "KAZ", "Uzbekistan", "--json").json
    assert [row["iso3"] for row in found["states"]] == ["UZB", "KAZ"]
    assert found["layer"] == "turnover"


def test_org_tells_members_of_the_day(equipoise):
    found = equipoise("org", "CSTO", "--as-of", "2022-01-05", "--json").json
    assert [row["iso3"] for row in found["members"]] == ["ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"]
    assert {"instruments", "clout", "clout_members", "reach", "others"} <= set(found)


def test_org_names_members_in_the_order_of_their_names_and_each_once(equipoise):
    found = equipoise("org", "ECOWAS", "--as-of", "2024-01-31", "--json").json
    names = [row["name"] for row in found["members"]]
    assert len(set(names)) == len(names) == 15
    assert names.index("Cape Verde") < names.index("Côte d'Ivoire") < names.index("Gambia")
    held = {row["name"]: row["status"] for row in found["members"]}
    assert held["Mali"] == "suspended"
    assert "Mali (suspended)" in found["headline"][0]


def test_org_says_an_article_once(equipoise):
    found = equipoise("org", "AU", "--json").json["instruments"]
    texts = {row["instrument_id"]: row["text"] for row in found}
    assert texts["au_4h"] == "Constitutive Act, article 4(h) (2001)"


def test_events_are_numbered_in_the_order_of_time(equipoise):
    found = equipoise("events", "kazakhstan-2022", "--json").json["events"]
    assert [row["number"] for row in found] == list(range(1, len(found) + 1))
    assert [row["start"] for row in found] == sorted(row["start"] for row in found)
    assert {row["who"] for row in found} >= {"Street", "Government", "CSTO and members"}
    appeal = next(row for row in found if "appeal" in row["event"].casefold())
    assert appeal["start"].startswith("2022-01-05")


def test_events_as_of_a_day_hold_no_later_one(equipoise):
    found = equipoise("events", "kazakhstan-2022", "--as-of", "2022-01-04", "--json").json["events"]
    assert found
    assert max(row["start"] for row in found) < "2022-01-05"


def test_call_answers_every_addressee_once(equipoise):
    words = ("call", "KAZ", "--to", "CSTO", "--to", "csto", "--to", "OTS", "--as-of", "2022-01-05", "--json")
    found = equipoise(*words).json
    assert [answer["addressee"] for answer in found["answers"]] == ["CSTO", "OTS"]
    assert {row["beats"] for row in found["track_record"]} <= {"yes", "no: loses", "cannot be told"}
    for answer in found["answers"]:
        low, value, high = (answer[f"probability{end}"] for end in ("_low", "", "_high"))
        assert 0 <= low <= high <= 100
        assert (value is not None) == answer["in_support"]
        assert answer["lag_days_low"] <= answer["lag_days"] <= answer["lag_days_high"]


def test_call_brief_and_track_record_tell_one_record(equipoise):
    """Whatever the day of the forecast, the model is scored on every call that is held."""
    asked = equipoise("call", "KAZ", "--to", "CSTO", "--as-of", "2022-01-05", "--json").json["track_record"]
    model = equipoise("track-record", "calls", "--include-recalled", "--json").json["track_records"]
    told = {(row["split"], row["baseline"]): (row["rows"], row["clusters"], row["value"]) for row in model}
    assert {(row["split"], row["baseline"]): (row["rows"], row["clusters"], row["value"]) for row in asked}.items() <= (
        told.items()
    )


def test_track_record_on_other_calls(equipoise, tmp_path, world):
    names = [attribute.name for attribute in table_schema("calls").attributes]
    rows = [
        {key: _cell(value) for key, value in row.items()}
        for row in world.calls.iter_rows(named=True)
        if row["use_for_calibration"] and row["request_date"]
    ][:6]
    for number, row in enumerate(rows):
        row |= {"episode_id": f"other_{number}", "call_id": f"other_{number}"}
    path = tmp_path / "other.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
    found = equipoise("track-record", "calls", "--test-on", path, "--json").json
    assert found["track_records"]
    for record in found["records"]:
        assert "other.csv" in record["scored_on"]
        assert 0 < record["rows"] <= len(rows)
    for row in found["track_records"]:
        assert row["baseline"]
    assert equipoise("track-record", "calls", "--test-on", path).code == 0


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_claims_judge_all_seventeen(equipoise):
    found = equipoise("claims", "kazakhstan-2022", "--json").json
    assert [claim["id"] for claim in found["claims"]] == list("abcdefghijklmnopq")
    assert all(claim["verdict"] for claim in found["claims"])
    assert {test["claim"] for test in found["criteria"]} == set("abcdefghijklmnopq")
    # That nothing of a sort is on record cites nothing; every other number does.
    assert all(test["found_source_ids"] for test in found["criteria"] if test["found_high"])


def test_data_list_counts_rows(equipoise, world):
    found = {row["table"]: row["rows"] for row in equipoise("data", "list", "--json").json["tables"]}
    assert found == {name: world.table(name).height for name in (*table_names(), *on_demand_names())}


@pytest.mark.parametrize("table", [*table_names(), *on_demand_names()])
def test_every_table_is_shown_and_its_first_row_explained(table, equipoise, world):
    found = equipoise("data", "show", table, "--limit", "1", "--json").json
    assert found["rows_in_all"] == world.table(table).height
    if found["rows"]:
        traced = equipoise("explain", found["rows"][0]["id"], "--json").json["trace"]
        assert traced[0]["id"] == found["rows"][0]["id"]
    assert equipoise("data", "show", table).code == 0


def test_data_show_keeps_what_was_asked_for(equipoise):
    words = ("data", "show", "memberships", "--where", "iso3=KAZ", "--where", "status=member", "--json")
    rows = equipoise(*words).json["rows"]
    assert rows
    assert all(row["iso3"] == "KAZ" and row["status"] == "member" for row in rows)


def test_data_show_gives_programs_every_row_and_column(equipoise, world):
    lines = list(csv.DictReader(equipoise("data", "show", "instruments", "--format", "csv").out.splitlines()))
    assert len(lines) == world.instruments.height > 20
    assert list(lines[0]) == ["id", *world.instruments.columns]
    assert [line["instrument_id"] for line in lines] == world.instruments["instrument_id"].to_list()


def test_data_show_prints_a_few_rows_and_says_what_is_left_out(equipoise, world):
    out = equipoise("data", "show", "instruments").out
    assert f"{world.instruments.height} rows, 20 shown" in out
    assert "Not printed: " in out


def test_data_show_writes_numbers_with_all_their_decimals(equipoise):
    out = equipoise("data", "show", "ties", "--where", "iso3=ABW", "--limit", "4").out
    assert "31.15" in out


def test_data_show_prints_a_single_row_whole(equipoise):
    words = ("data", "show", "memberships", "--where", "org_id=OTS", "--where", "iso3=UZB")
    out = equipoise(*words).out
    assert "memberships:OTS/UZB/member/" in out
    assert "ots_uzb19, uz_ratif" in out
    assert "Standing; only member counts as membership" in " ".join(out.split())


def test_data_show_takes_any_limit(equipoise, world):
    found = equipoise("data", "show", "organisations", "--limit", 10**30, "--json").json
    assert len(found["rows"]) == world.organisations.height


def test_data_check_finds_no_error(equipoise):
    found = equipoise("data", "check", "--json").json
    assert found["errors"] == 0
    assert len(found["rules"]) >= 5


def test_explain_reaches_sources(equipoise):
    top, *below = equipoise("explain", "KAZ.turnover.RUS", "--json").json["trace"]
    assert (top["kind"], top["depth"], top["parent"]) == ("measure", 0, "")
    observations = [node for node in below if node["depth"] == 1]
    assert {node["kind"] for node in observations} == {"row"}
    assert {node["parent"] for node in observations} == {top["id"]}
    assert any(node["kind"] == "source" for node in below if node["depth"] == 2)


def test_explain_a_source(equipoise, world):
    source = world.sources["source_id"][0]
    assert equipoise("explain", source, "--json").json["trace"][0]["kind"] == "source"


def test_explain_alone_lists_what_can_be_traced(equipoise):
    found = equipoise("explain", "--json").json["addresses"]
    assert {f"row of {table}" for table in table_names()} <= {row["kind"] for row in found}
    for row in found:
        assert equipoise("explain", row["address"]).code == 0, row


def test_explain_a_state_lists_its_own_addresses(equipoise):
    found = equipoise("explain", "Kazakhstan", "--json").json
    assert "KAZ.turnover.RUS" in [row["address"] for row in found["addresses"]]
    assert equipoise("explain", found["sizes"][0]["address"], "--json").json["kind"] == "measure"


def test_a_future_day_holds_all_that_is_known(equipoise):
    later = (datetime.now(tz=UTC).date() + timedelta(days=2000)).isoformat()
    assert equipoise("state", "KAZ", "--as-of", later, "--json").json["as_of"] == later


def test_the_last_of_two_options_counts(equipoise):
    found = equipoise("state", "KAZ", "--as-of", "2026-02-01", "--as-of", "2022-01-05", "--json").json
    assert found["as_of"] == "2022-01-05"


@pytest.mark.parametrize("words", [("--help",), (), ("data",), ("state", "--help"), ("--version",)], ids=" ".join)
def test_help_is_no_error(words, equipoise):
    answer = equipoise(*words)
    assert answer.code == 0
    assert answer.out.strip()
    assert answer.err == ""


def test_the_chart_of_a_call_is_a_file_of_its_own(equipoise, tmp_path):
    target = tmp_path / "call.svg"
    words = ("call", "KAZ", "--to", "CSTO", "--trigger", "internal", "--as-of", "2022-01-05", "--out", target)
    assert equipoise(*words).code == 0
    root = ET.parse(target).getroot()  # noqa: S314 - our own output
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize(("words", "told"), [
    (("claims", "kazakhstan-2022", "--as-of", "2000"), "is dated 2022-01-05"),
    (("events", "kazakhstan-2022", "--as-of", "2000"), "had happened by 2000-12-31"),
    (("state", "KAZ", "--json", "--format", "csv"), "--json and --format csv disagree"),
    (("state", "KAZ", "--format", "csv", "--out", "x.xlsx"), "disagree"),
    (("state", "KAZ", "--sheet", "layer"), "did you mean layers"),
])  # fmt: skip
def test_what_cannot_be_meant_is_refused(words, told, refused):
    assert told in refused(*words)
