"""`equipoise corridors` on the layer that ships: what the first question of every analyst must give."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

CURATED = Path(__file__).parents[3] / "data" / "curated" / "corridors"
in_checkout = pytest.mark.skipif(not CURATED.is_dir(), reason="not in a checkout")


def states_of(answer):
    return [tuple(route["states"]) for route in answer.json["routes"]]


def test_the_northern_way_comes_first_when_all_is_open(equipoise):
    answer = equipoise("corridors", "route", "Xi'an", "Duisburg", "--json")
    first = answer.json["routes"][0]
    assert first["states"] == ["CHN", "KAZ", "RUS", "BLR", "POL", "DEU"]
    assert 12 <= first["days"]["value"] <= 18
    assert next(iter(answer.json["corridors"])) == "northern"
    for route in answer.json["routes"]:
        assert sum(route["km_by_state"].values()) == pytest.approx(route["km"])
    assert sum(route["probability"] for route in answer.json["routes"]) == pytest.approx(1)


def test_with_russia_closed_the_middle_corridor_takes_over(equipoise):
    first = equipoise("corridors", "route", "Xi'an", "Duisburg", "--close", "RUS", "--json").json["routes"][0]
    assert first["corridor"] == "middle"
    assert 31 <= round(first["days"]["value"]) <= 40
    assert first["states"][:4] == ["CHN", "KAZ", "AZE", "GEO"]
    assert any(leg["mode"] in ("ferry", "sea") and "Alat" in leg["destination"] for leg in first["legs"])


def test_with_azerbaijan_closed_as_well_the_southern_way_is_left(equipoise):
    answer = equipoise("corridors", "route", "xian", "duisburg", "--close", "RUS", "--close", "AZE", "--json")
    assert set(answer.json["corridors"]) == {"southern"}
    assert all("IRN" in states and not {"RUS", "AZE"} & set(states) for states in states_of(answer))
    assert states_of(equipoise("corridors", "route", "xian", "duisburg", "--close", "RUS,AZE", "--json")) == states_of(
        answer
    )


def test_everything_closed_says_which_closure_cut_it(equipoise):
    answer = equipoise("corridors", "route", "Xi'an", "Duisburg", "--close", "RUS,AZE,IRN")
    assert answer.code == 0
    assert "no route: every way is cut by" in answer.out
    for code in ("RUS", "AZE", "IRN"):
        assert code in answer.out


def test_for_people(equipoise):
    told = " ".join(equipoise("corridors", "route", "Xi'an", "Duisburg", "--close", "RUS").out.split())
    for part in ("closed: RUS", "middle", "leg by leg", "sea", "by state", "Kazakhstan", "Sources:"):
        assert part in told


def test_oil_of_kazakhstan_goes_through_russia(equipoise):
    found = equipoise("corridors", "dependence", "KAZ", "--commodity", "oil", "--as-of", "2023-12-31", "--json").json
    assert 90 <= found["by_state"]["RUS"]["value"] <= 97
    assert 75 <= found["by_route"]["cpc"]["value"] <= 85
    assert found["source_ids"]
    assert all(flow["source_ids"] for flow in found["routes"])
    told = equipoise("corridors", "dependence", "Kazakhstan", "--commodity", "oil", "--as-of", "2023-12-31").out
    assert "Sources:" in told
    assert "cpc" in told


def test_containers_of_kazakhstan_depend_on_russia_for_passage(equipoise):
    found = equipoise("corridors", "dependence", "KAZ", "--json").json
    assert found["transit"][0]["state"] == "RUS"
    assert "CHN" not in {entry["state"] for entry in found["transit"]}
    told = equipoise("corridors", "dependence", "KAZ").out
    assert "effective number of ways" in told


def test_closing_russia_costs_kazakhstan_more_than_azerbaijan(equipoise):
    words = ("corridors", "close", "RUS", "--on", "KAZ,UZB,AZE", "--draws", "60")
    losses = {loss["state"]: loss for loss in equipoise(*words, "--json").json["losses"]}
    assert set(losses) == {"KAZ", "UZB", "AZE"}
    assert losses["KAZ"]["percent"] > losses["AZE"]["percent"] > 0
    for loss in losses.values():
        ends = loss["percent_interval"]
        assert ends["low"] <= ends["high"]
    told = " ".join(equipoise(*words).out.split())
    assert "Uzbekistan" in told
    assert "the Middle Corridor" in told


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("route", "Xian", "Duisbrg"), "unknown place 'Duisbrg'; did you mean Duisburg"),
        (("route", "Xian", "Xi'an"), "same place"),
        (("route", "Xian", "5,-30"), "km from the nearest line of the atlas"),
        (("route", "Xian", "Madrid", "--close", "RUS:50%"), "corridor layer only"),
        (("route", "Xian", "91,0"), "no point of the globe"),
        (("route", "Xian", "Duisburg", "--close", "RUSS"), "unknown state 'RUSS'"),
        (("route", "Xian", "Duisburg", "--close", "RUS:0%"), "more than 0 %"),
        (("route", "Xian", "Duisburg", "--mode", "air"), "unknown mode 'air'"),
        (("route", "Xian", "Duisburg", "--commodity", "people"), "unknown commodity 'people'"),
        (("dependence", "BRA"), "covers Eurasia alone"),
        (("dependence", "UZB", "--commodity", "oil"), "no figure of oil exports"),
        (("dependence", "KAZ", "--commodity", "oil", "--as-of", "2000-01-01"), "no figure of oil exports"),
        (("close", "RUS", "--on", ","), "names no state"),
        (("close", "RUS@2001-01-01+3d", "--on", "KAZ"), "no closure is in force"),
        (("close", "RUS", "--on", "KAZ", "--draws", "0"), "at least 1"),
        (("route", "Xian", "Duisburg", "--layer", "/nowhere"), "no table of a corridor layer"),
    ],
)
def test_refusals(refused, words, message):
    assert message in refused("corridors", *words)


def test_a_place_that_only_the_atlas_knows_is_reached_by_it_and_said_so(equipoise):
    told = " ".join(equipoise("corridors", "route", "Madrid", "Xian", "--close", "RUS").out.split())
    for part in (
        "by the atlas",
        "no place of the corridor layer is near Madrid",
        "without waiting",
        "closed: RUS",
        "Spain",
    ):
        assert part in told
    found = equipoise("corridors", "route", "40.4,-3.7", "Xian", "--json").json
    assert found["note"].startswith("the atlas gives")
    assert sum(found["atlas"]["km_by_state"].values()) == pytest.approx(found["atlas"]["km"])


@in_checkout
def test_a_negative_dwell_in_a_layer_of_the_user_is_refused_by_its_row(refused, tmp_path):
    shutil.copytree(CURATED, tmp_path / "own")
    path = tmp_path / "own" / "borders.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    cells = lines[1].split(",")
    cells[header.index("dwell_hours_low")] = "-12"
    path.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", encoding="utf-8")
    told = refused("corridors", "route", "Xian", "Duisburg", "--layer", tmp_path / "own")
    assert "corridor_borders:" in told
    assert "below zero" in told
    cells[header.index("dwell_hours_low")] = "soon"
    path.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", encoding="utf-8")
    told = refused("corridors", "route", "Xian", "Duisburg", "--layer", tmp_path / "own")
    assert "borders.csv: column 'dwell_hours_low', row 2: 'soon' is not a number" in told


@in_checkout
def test_a_layer_of_the_user_changes_the_answer(equipoise, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    lines = (CURATED / "links.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("aktau--alat", "kuryk--alat"))]
    (own / "links.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    words = ("corridors", "route", "Xian", "Duisburg", "--close", "RUS,IRN,TKM")
    assert "middle" in equipoise(*words).out
    assert "no route" in equipoise(*words, "--layer", own).out
