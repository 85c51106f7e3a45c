"""Ways through an atlas made by hand, where every answer can be added up on paper."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from atlas_samples import tiny_tables

from equipoise.errors import InputError, UnknownNameError
from equipoise.models.corridors.atlas import (
    TimeCost,
    arc_hours,
    closed_arcs,
    closed_on,
    closure_sweep,
    find_place,
    nearest_node,
    node_of,
    one_to_all,
    shortest,
    weigh,
)
from equipoise.models.corridors.atlas.tables import assemble

BEFORE = date(2019, 6, 1)
BETWEEN = date(2021, 6, 1)


@pytest.fixture(scope="module")
def tiny():
    return assemble(tiny_tables())


def test_kilometres_by_state_and_mode(tiny):
    route = shortest(tiny, 0, 5, cost="km", modes=("rail",), every_link=True)
    assert route.km == pytest.approx(200)
    assert route.km_by_state == {"AAA": pytest.approx(100), "XBB": pytest.approx(40), "CCC": pytest.approx(60)}
    assert route.km_by_mode == {"rail": pytest.approx(200)}
    assert route.states == ("AAA", "XBB", "CCC")
    assert [leg.state for leg in route.legs] == ["AAA", "AAA-XBB", "XBB", "CCC-XBB", "CCC"]
    assert route.links == ("AAA-XBB@0.000,1.000", "CCC-XBB@0.000,1.400")


def test_the_other_label_names_the_recognised_state(tiny):
    route = shortest(tiny, 0, 5, cost="km", modes=("rail",), every_link=True, label="recognised")
    assert route.states == ("AAA", "BBB", "CCC")
    assert list(route.km_by_state) == ["AAA", "BBB", "CCC"]


def test_hours_are_speeds_borders_and_the_break_of_gauge(tiny):
    route = shortest(tiny, 0, 5, modes=("rail",), every_link=True)
    assert route.hours == pytest.approx(200 / 40 + 2 * 12 + 24)
    cost = TimeCost(rail_kmh=100, border_hours=1, gauge_hours=2, port_hours=3, sea_kmh=10, ferry_hours=7)
    assert shortest(tiny, 0, 5, cost=cost, modes=("rail",), every_link=True).hours == pytest.approx(2 + 2 + 2)
    by_sea = shortest(tiny, 0, 5, cost=cost, modes=("rail", "sea", "port"), closed=["XBB"])
    assert by_sea.hours == pytest.approx(30 + 3 + 3)
    assert shortest(tiny, 1, 4, cost=cost, closed=["XBB", "sea"], on=BETWEEN).hours == pytest.approx(7)


def test_a_border_between_lands_under_one_hand_takes_no_time(tiny):
    tables = tiny_tables()
    tables["territories"] = tables["territories"].with_columns(
        control=tables["territories"]["recognised"].replace("BBB", "AAA")
    )
    hours = arc_hours(assemble(tables), TimeCost())
    assert hours[1] == 0
    assert hours[3] == 12 + 24
    assert arc_hours(assemble(tables), TimeCost(), label="recognised")[1] == 12


def test_kilometres_at_sea_belong_to_no_state(tiny):
    route = shortest(tiny, 0, 5, closed=["XBB", "ferry"], cost="km")
    assert route.km_by_state == {"AAA": pytest.approx(2), "sea": pytest.approx(300), "CCC": pytest.approx(3)}
    assert route.km_by_mode == {"port": pytest.approx(5), "sea": pytest.approx(300)}
    assert route.links == ("AAONE", "CCTWO")
    assert route.states == ("AAA", "CCC")


def test_the_line_for_a_map_has_the_bends_in_order_both_ways(tiny):
    there = shortest(tiny, 0, 1, cost="km")
    back = shortest(tiny, 1, 0, cost="km")
    assert there.coordinates.tolist() == [[0, 0], [0.01, 0.3], [0.02, 0.6], [0, 1]]
    assert back.coordinates.tolist() == there.coordinates.tolist()[::-1]


@pytest.mark.parametrize(
    ("word", "arcs"),
    [
        ("XBB", {1, 2, 3}),
        ("AAA", {0, 1, 5, 6, 8}),
        ("AAA-XBB", {1}),
        ("XBB-AAA", {1}),
        ("sea", {6}),
        ("AAONE", {5}),
        ("ferry_short", {8}),
    ],
)
def test_what_a_closure_takes_away(tiny, word, arcs):
    assert set(np.flatnonzero(closed_arcs(tiny, [word])).tolist()) == arcs


def test_a_state_is_closed_by_the_label_asked_for(tiny):
    assert set(np.flatnonzero(closed_arcs(tiny, ["BBB"], "recognised")).tolist()) == {1, 2, 3}
    with pytest.raises(UnknownNameError, match=r"'BBB'.*did you mean"):
        closed_arcs(tiny, ["BBB"])


def test_dates_of_opening_and_closing(tiny):
    assert set(np.flatnonzero(closed_on(tiny, BEFORE)).tolist()) == {8}
    assert set(np.flatnonzero(closed_on(tiny, BETWEEN)).tolist()) == set()
    assert set(np.flatnonzero(closed_on(tiny, date(2022, 1, 1))).tolist()) == {3}
    assert set(np.flatnonzero(closed_on(tiny)).tolist()) == {3}, "by default the last status known"
    assert shortest(tiny, 1, 4, cost="km", on=BEFORE).km == pytest.approx(40)
    assert shortest(tiny, 1, 4, cost="km").km == pytest.approx(80), "over the ferry, as the border closed in 2022"


def test_nothing_left_is_no_route(tiny):
    assert shortest(tiny, 0, 5, closed=["XBB", "sea", "ferry"]) is None
    assert shortest(tiny, 0, 5, closed=["AAA"]) is None
    assert shortest(tiny, 0, 8) is None


def test_one_to_all_counts_every_node(tiny):
    reached, before = one_to_all(weigh(tiny, "km", every_link=True), 0)
    assert reached[:6] == pytest.approx([0, 100, 100, 140, 140, 200])
    assert np.isinf(reached[8])
    assert before[8] < 0


def test_places_by_any_spelling(tiny):
    for name in ("Alpha", "alpha", "ÄLPHA", "älpha", "Alfa", "al’fa"):
        assert find_place(tiny, name).name == "Alpha"
    with pytest.raises(UnknownNameError, match=r"unknown place 'Gama'; did you mean Gamma"):
        find_place(tiny, "Gama")


def test_a_place_far_from_any_line_is_refused_with_its_distance(tiny):
    with pytest.raises(InputError, match=r"Faraway is \d+ km from the nearest rail line of the atlas \(limit 30 km\)"):
        node_of(tiny, "Faraway")
    assert node_of(tiny, "Faraway", within_km=20_000) == 5


def test_the_nearest_node_has_the_mode(tiny):
    node, km = nearest_node(tiny, 0.05, 0.0)
    assert (node, round(km, 2)) == (0, 5.56)
    assert nearest_node(tiny, 0.09, 0.0, modes=("sea",))[0] == 6
    with pytest.raises(InputError, match="latitude is -90 to 90"):
        nearest_node(tiny, 91, 0)
    with pytest.raises(InputError, match="latitude is -90 to 90"):
        nearest_node(tiny, float("nan"), 0)
    with pytest.raises(UnknownNameError, match="mode 'rial'; did you mean rail"):
        nearest_node(tiny, 0, 0, modes=("rial",))


@pytest.mark.parametrize("ends", [(0, 0), ("Alpha", "al'fa"), ("Alpha", 0)])
def test_the_same_place_twice_is_refused(tiny, ends):
    with pytest.raises(InputError, match="the same place"):
        shortest(tiny, *ends)


def test_faulty_input_is_named(tiny):
    with pytest.raises(InputError, match="nodes 0 to 8"):
        shortest(tiny, 0, 9)
    with pytest.raises(UnknownNameError, match="'ship'"):
        shortest(tiny, 0, 5, modes=("ship",))
    with pytest.raises(InputError, match="rail_kmh 0"):
        TimeCost(rail_kmh=0)
    with pytest.raises(InputError, match="border_hours -1"):
        TimeCost(border_hours=-1)
    with pytest.raises(InputError, match="port_hours nan"):
        TimeCost(port_hours=float("nan"))


def test_the_sweep_on_paper(tiny):
    sweep = closure_sweep(tiny, {"AAA": 0, "XBB": 3, "CCC": 5}, "km", every_link=True, modes=("rail", "ferry"))
    assert sweep.open == pytest.approx(np.array([[0, 140, 200], [140, 0, 60], [200, 60, 0]]))
    without = sweep.closed[1]
    assert without[0, 2] == pytest.approx(100 + 80 + 60), "over the ferry"
    assert np.isnan(without[1]).all()
    table = sweep.table().rows(named=True)
    assert [(row["closed"], row["origin"], row["destination"], row["more"]) for row in table] == [
        ("XBB", "AAA", "CCC", pytest.approx(40))
    ]
    with pytest.raises(InputError, match="two states or more"):
        closure_sweep(tiny, {"AAA": 0})


def test_a_pair_that_a_closure_cuts_is_null_and_not_zero(tiny):
    sweep = closure_sweep(tiny, {"AAA": 0, "XBB": 3, "CCC": 5}, "km", every_link=True, modes=("rail",))
    row = sweep.table().row(0, named=True)
    assert (row["closed"], row["after"], row["more"]) == ("XBB", None, None)
    assert np.isinf(sweep.closed[1][0, 2])
