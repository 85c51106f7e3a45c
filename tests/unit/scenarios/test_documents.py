"""Documents that a user writes: what is wrong with one is said in one line, with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipoise.errors import DataError, UnknownNameError
from equipoise.scenarios.documents import (
    Claims,
    Scenario,
    find_pack,
    load_claims,
    load_scenario,
    packs,
    read_document,
)

SCENARIO = "id: x\ntitle: X\nstate: KAZ\nas_of: 2022-01-05\n"
MEASURED = {"id": "k", "text": "t", "evidence": "power_share", "args": {"state": "KAZ", "power": "RUS"}, "above": 1}


def claims(**change) -> str:
    criterion = {key: value for key, value in (MEASURED | change).items() if value is not None}
    claim = {"id": "a", "statement": "s", "kind": "measurable", "criteria": [criterion]}
    return yaml.safe_dump({"claims": [claim]})


def refusal(folder: Path, text: str, form) -> str:
    path = folder / "document.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_document(path, form)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert "\n" not in message
    return message.removeprefix(str(path))


def test_a_document_is_read(tmp_path):
    (tmp_path / "scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    found = load_scenario(str(tmp_path))
    assert (found.id, found.as_of, found.call, found.leave_out) == ("x", date(2022, 1, 5), None, [])
    assert found == load_scenario(str(tmp_path / "scenario.yaml"))
    assert load_claims(str(tmp_path)) == [], "a scenario without claims has none"
    (tmp_path / "claims.yaml").write_text(claims(), encoding="utf-8")
    assert [claim.id for claim in load_claims(str(tmp_path / "scenario.yaml"))] == ["a"]


@pytest.mark.parametrize(("text", "message"), [
    (SCENARIO + "powerz: [RUS]\n", ": unknown field 'powerz'; did you mean powers"),
    (SCENARIO.replace("title", "titel"), ": unknown field 'titel'; did you mean title"),
    (SCENARIO.replace("title: X\n", ""), ": title: field required"),
    (SCENARIO.replace("2022-01-05", "soon"), ": as_of: input should be a valid date"),
    (SCENARIO + "powers: RUS\n", ": powers: input should be a valid list (given: 'RUS')"),
    (SCENARIO + "call: {trigger: riot, date: 2022-01-05, to: [OTS]}\n", ": call.trigger: input should be 'internal'"),
    (SCENARIO + "call: {trigger: internal, date: 2022-01-05, to: []}\n", ": call.to: list should have at least 1"),
    (SCENARIO + "call: {triger: internal, date: 2022-01-05, to: [OTS]}\n",
     ": call: unknown field 'triger'; did you mean trigger"),
    (SCENARIO + "places: [{name: A, latitude: 91, longitude: 0}]\n", ": places.0.latitude: input should be less"),
    (SCENARIO + "places: [{name: A, lattitude: 9, longitude: 0}]\n",
     ": places.0: unknown field 'lattitude'; did you mean latitude"),
    ("", ": document: input should be a valid dictionary"),
    ("- a\n", ": document: input should be a valid dictionary"),
    (SCENARIO + "powers: [RUS\n", " is not valid YAML: line 6, column 1: "),
    ("id: x\ntitle: : y\n", " is not valid YAML: line 2, column "),
    (SCENARIO.replace("2022-01-05", "2022-02-30"), " is not valid YAML: day is out of range for month"),
    ("[" * 5000, " is not valid YAML: "),
])  # fmt: skip
def test_a_faulty_scenario_is_refused_with_the_place(tmp_path, text, message):
    assert refusal(tmp_path, text, Scenario).startswith(message)


@pytest.mark.parametrize(("text", "message"), [
    (claims(below=2), ": claims.0.criteria.0: value error, give either above or below with evidence"),
    (claims(above=None), ": claims.0.criteria.0: value error, give either above or below with evidence"),
    (claims(evidence=None, above=None), ": claims.0.criteria.0: value error, give either evidence or needs"),
    (claims(needs="models/x"), ": claims.0.criteria.0: value error, give either evidence or needs"),
    (claims(evidnce="x"), ": claims.0.criteria.0: unknown field 'evidnce'; did you mean evidence"),
    (claims(above="much"), ": claims.0.criteria.0.above: input should be a valid number"),
    (claims(args="KAZ"), ": claims.0.criteria.0.args: input should be a valid dictionary"),
    (claims(id=None), ": claims.0.criteria.0.id: field required"),
    (claims().replace("measurable", "likely"), ": claims.0.kind: input should be 'measurable', 'counterfactual' or"),
    ("claims: []\n", ": claims: list should have at least 1 item"),
    ("claim: []\n", ": unknown field 'claim'; did you mean claims"),
    ("claims: [{id: a, statement: s, kind: judgement, criteria: []}]\n", ": claims.0.criteria: list should have at"),
    (claims() + claims().removeprefix("claims:\n"), ": document: value error, claim id 'a' is used twice"),
])  # fmt: skip
def test_faulty_claims_are_refused_with_the_place(tmp_path, text, message):
    assert refusal(tmp_path, text, Claims).startswith(message)


def test_a_verdict_cannot_be_written_into_a_claim(tmp_path):
    text = claims().replace("kind: measurable", "kind: measurable\n  verdict: supported")
    assert "unknown field 'verdict'" in refusal(tmp_path, text, Claims)


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(DataError, match="cannot read"):
        read_document(tmp_path / "absent.yaml", Scenario)
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"id: \xff\n")
    with pytest.raises(DataError, match="cannot read"):
        read_document(path, Scenario)


@given(st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_text_ends_in_anything_but_a_line(tmp_path, text):
    path = tmp_path / "document.yaml"
    path.write_text(text, encoding="utf-8")
    for form in (Scenario, Claims):
        with pytest.raises(DataError):
            read_document(path, form)


def test_shipped_scenarios_are_found_by_id():
    assert "kazakhstan-2022" in packs()
    for name, folder in packs().items():
        assert find_pack(name) == folder
        assert load_scenario(name).id == name
        assert find_pack(str(folder / "scenario.yaml")) == folder


@pytest.mark.parametrize("text", ["kazakhstan-2202", "", "nowhere/at/all", "x" * 5000, "a\0b"])
def test_an_unknown_scenario_is_named_with_the_choices(text):
    with pytest.raises(UnknownNameError, match="kazakhstan-2022"):
        load_scenario(text)
