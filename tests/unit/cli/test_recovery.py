"""`equipoise recovery`: what it prints, what it draws, and what it refuses."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from equipoise.models.recovery import declared, shipped

PANEL = ("recovery", "--panel", "rescues")
CASE = ("recovery", "KAZ", "--event", "2022-01-05")


@pytest.fixture(autouse=True)
def _without_tables(monkeypatch):
    monkeypatch.delenv("EQUIPOISE_DATA", raising=False)


def test_case_for_people(equipoise):
    answer = equipoise(*CASE)
    assert answer.code == 0
    assert answer.err == ""
    told = " ".join(answer.out.split())
    for part in ("rescuer RUS", "EQUIPOISE_DATA", "By series, never one index", "cannot be told", "no lasting loss",
                 "Against a synthetic twin", "from chance", "by chance", "seven weeks"):  # fmt: skip
        assert part in told, part
    assert "None" not in told


def test_case_for_programs(equipoise):
    found = equipoise(*CASE, "--json").json
    assert (found["label"], found["state"], found["rescuer"]) == ("KAZ 2022", "KAZ", "RUS")
    assert {case["series"] for case in found["cases"]} == {case.series for case in shipped().cases}
    assert {verdict["id"] for verdict in found["verdicts"]} >= {"diplomacy", "investment", "trade", "oil", "arms"}
    assert found["provenance"]["tables"] if "tables" in found["provenance"] else found["provenance"]


def test_nothing_later_than_the_day(equipoise):
    found = equipoise(*CASE, "--as-of", "2022-06-30", "--json").json
    days = [verdict[f"{side}_published"] for verdict in found["verdicts"] for side in ("before", "after")]
    assert any(days)
    assert all(day is None or day <= "2022-06-30" for day in days)
    assert found["cases"] == []
    assert found["past"] == []
    assert any("not shown as of 2022-06-30" in note for note in found["headline"])


def test_one_series(equipoise):
    found = equipoise(*CASE, "--series", "democracy", "--json").json
    assert {entry["series"] for entry in (*found["cases"], *found["past"])} == {"democracy"}


def test_a_state_without_a_document(equipoise):
    answer = equipoise("recovery", "Georgia", "--event", "2008-08-07")
    assert answer.code == 0
    assert "Georgia, event of 2008-08-07" in answer.out
    assert "EQUIPOISE_DATA" in answer.out


def test_panel_for_people(equipoise):
    answer = equipoise(*PANEL, "--series", "arms_share")
    assert answer.code == 0
    told = " ".join(answer.out.split())
    for part in ("year 10", "p before", "cannot be told", "an association", "price of rescue"):
        assert part in told, part


def test_panel_for_programs(equipoise):
    found = equipoise(*PANEL, "--json").json
    assert found["left_out"] == ["KAZ2022"]
    assert len(found["series"]) >= 6
    assert found["last_year"] == shipped().last_year
    assert {row["source_id"] for row in found["sources"]} >= {"ucdp_acd", "sipri_arms_dyad_year"}
    for made in found["series"]:
        depths = [depth for depth in found["depths"] if depth["series"] == made["series"]]
        assert [depth["horizon"] for depth in depths] == [1, 3, 5, 10]
        assert all(depth["effect"] == made[f"year_{depth['horizon']}"] for depth in depths)


@pytest.mark.parametrize("words", [(*PANEL, "--series", "gdp_head"), CASE])
def test_chart(equipoise, tmp_path, words):
    file = tmp_path / "paths.svg"
    assert equipoise(*words, "--out", file).code == 0
    root = ET.fromstring(file.read_text(encoding="utf-8"))  # noqa: S314 - our own drawing
    assert root.tag.endswith("svg")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("recovery",), "give a state with --event, or --panel"),
        (("recovery", "KAZ"), "give the day of the event"),
        (("recovery", "KAZ", "--panel", "rescues"), "give a state with --event, or --panel"),
        (("recovery", "--panel", "rescue"), "unknown panel 'rescue'; did you mean rescues"),
        (("recovery", "--panel", "rescues", "--series", "arms"), "unknown series 'arms'"),
        (("recovery", "--panel", "allies", "--series", "trade_share"), "events can be measured, 3 are needed"),
        (("recovery", "--panel", "rescues", "--event", "2022-01-05"), "belong to a state"),
        (("recovery", "--panel", "rescues", "--as-of", "2020-01-01"), "is not shown as of 2020-01-01"),
        (("recovery", "Kazakhstn", "--event", "2022-01-05"), "Kazakhstan"),
        (("recovery", "KAZ", "--event", "soon"), "soon"),
        (("recovery", "KAZ", "--event", "1930-01-05"), "lies outside what is covered"),
        (("recovery", "KAZ", "--event", "2199-01-05"), "lies outside what is covered"),
        ((*CASE, "--rescuer", "KAZ"), "its own rescuer"),
        ((*CASE, "--series", "arms_shar"), "did you mean arms_share"),
    ],
)
def test_refusals(refused, words, told):
    assert told in refused(*words)


def test_every_series_has_its_panel_or_a_reason(equipoise, refused):
    for name in declared():
        known = f"allies, {name}" not in shipped().refusals
        words = ("recovery", "--panel", "allies", "--series", name)
        assert equipoise(*words).code == (0 if known else 2)
