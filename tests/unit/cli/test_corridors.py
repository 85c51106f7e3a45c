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
    assert 12 <= first["days"] <= 18
    assert answer.json["corridors"][0]["corridor"] == "northern"
    for route in answer.json["routes"]:
        in_states = [row["km"] for row in answer.json["every_state"] if row["route"] == route["route"]]
        assert sum(in_states) == pytest.approx(route["km"])
    assert sum(route["share"] for route in answer.json["routes"]) == pytest.approx(100)
    assert sum(row["share"] for row in answer.json["corridors"]) == pytest.approx(100)
    first_legs = [row for row in answer.json["every_leg"] if row["route"] == 1]
    assert first_legs == answer.json["legs"]


def test_with_russia_closed_the_middle_corridor_takes_over(equipoise):
    answer = equipoise("corridors", "route", "Xi'an", "Duisburg", "--close", "RUS", "--json").json
    first = answer["routes"][0]
    assert first["corridor"] == "middle"
    assert 31 <= round(first["days"]) <= 40
    assert first["states"][:4] == ["CHN", "KAZ", "AZE", "GEO"]
    assert any(leg["mode"] in ("ferry", "sea") and "Alat" in leg["destination"] for leg in answer["legs"])


def test_with_azerbaijan_closed_as_well_the_southern_way_is_left(equipoise):
    answer = equipoise("corridors", "route", "xian", "duisburg", "--close", "RUS", "--close", "AZE", "--json")
    assert {row["corridor"] for row in answer.json["corridors"]} == {"southern"}
    assert all("IRN" in states and not {"RUS", "AZE"} & set(states) for states in states_of(answer))
    assert states_of(equipoise("corridors", "route", "xian", "duisburg", "--close", "RUS,AZE", "--json")) == states_of(
        answer
    )


def test_everything_closed_says_which_closure_cut_it(equipoise):
    answer = equipoise("corridors", "route", "Xi'an", "Duisburg", "--close", "RUS,AZE,IRN")
    assert answer.code == 0
    assert "No route: every way is cut by" in answer.out
    for code in ("RUS", "AZE", "IRN"):
        assert code in answer.out


def test_for_people(equipoise):
    told = " ".join(equipoise("corridors", "route", "Xi'an", "Duisburg", "--close", "RUS").out.split())
    for part in ("Closed: RUS", "middle", "leg by leg", "sea", "by state", "Kazakhstan", "35 sources"):
        assert part in told


def test_oil_of_kazakhstan_goes_through_russia(equipoise):
    found = equipoise("corridors", "dependence", "KAZ", "--commodity", "oil", "--as-of", "2023-12-31", "--json").json
    assert found["by_state"][0]["state"] == "RUS"
    assert 90 <= found["by_state"][0]["share"] <= 97
    assert found["routes"][0]["route"] == "cpc"
    assert 75 <= found["routes"][0]["share"] <= 85
    assert all(flow["amount_source_ids"] and flow["amount_unit"] == "Mt" for flow in found["routes"])
    assert found["sources"]
    told = equipoise("corridors", "dependence", "Kazakhstan", "--commodity", "oil", "--as-of", "2023-12-31").out
    assert "sources" in told
    assert "(CPC)" in told


def test_containers_of_kazakhstan_depend_on_russia_for_passage(equipoise):
    found = equipoise("corridors", "dependence", "KAZ", "--json").json
    assert found["transit"][0]["state"] == "RUS"
    assert "CHN" not in {entry["state"] for entry in found["transit"]}
    told = equipoise("corridors", "dependence", "KAZ").out
    assert "effective number of routes" in " ".join(told.split())


def test_closing_russia_costs_kazakhstan_more_than_azerbaijan(equipoise):
    words = ("corridors", "close", "RUS", "--on", "KAZ,UZB,AZE", "--draws", "60")
    losses = {loss["state"]: loss for loss in equipoise(*words, "--json").json["losses"]}
    assert set(losses) == {"KAZ", "UZB", "AZE"}
    assert losses["KAZ"]["percent"] > losses["AZE"]["percent"] > 0
    for loss in losses.values():
        assert loss["percent_low"] <= loss["percent"] <= loss["percent_high"]
    told = " ".join(equipoise(*words).out.split())
    assert "Uzbekistan" in told
    assert "the Middle Corridor" in told


def test_losses_are_told_on_a_day_that_knows_no_volume_of_a_corridor(equipoise):
    words = ("corridors", "close", "RUS", "--on", "KAZ", "--draws", "20", "--as-of", "2022-01-05", "--json")
    found = equipoise(*words)
    assert found.code == 0
    assert "room" not in found.json


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
        (("dependence", "BRA"), "holds no place in Brazil"),
        (("close", "UKR", "--on", "MDA"), "holds no place in Moldova that this cargo reaches; it holds one in AFG,"),
        (
            ("dependence", "KAZ", "--commodity", "uranium"),
            "unknown commodity 'uranium' (choices: bulk, containers, gas, oil)",
        ),
        (("close", "RUS", "--on", "KAZ", "--commodity", "oil"), "unknown commodity 'oil' (choices: bulk, containers)"),
        (("dependence", "UZB", "--commodity", "oil"), "no figure of oil exports of Uzbekistan is held by"),
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
        "No place of the corridor layer is near Madrid",
        "without waiting",
        "Closed: RUS",
        "Spain",
    ):
        assert part in told
    found = equipoise("corridors", "route", "40.4,-3.7", "Xian", "--json").json
    assert found["note"].startswith("the atlas gives")
    assert sum(row["km"] for row in found["states"]) == pytest.approx(found["km"])
    assert sum(row["km"] for row in found["modes"]) == pytest.approx(found["km"])


def test_a_state_has_its_transit_routes_in_one_answer(equipoise):
    found = equipoise("corridors", "state", "KAZ", "--json").json
    assert found["losses"][0]["state"] == "RUS"
    assert {"oil_routes", "room", "transit", "links"} <= set(found)
    told = " ".join(equipoise("corridors", "state", "KAZ").out.split())
    for part in ("If Russia closed", "Closing Russia to transit would cost Kazakhstan", "Caspian Pipeline Consortium"):
        assert part in told


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
    assert "No route" in equipoise(*words, "--layer", own).out
