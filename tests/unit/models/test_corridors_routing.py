"""Ways, closures and choices on the small layer."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from corridors_samples import small_corridors, small_tables
from hypothesis import given
from hypothesis import strategies as st

from equipoise.errors import DataError, InputError, UnknownNameError
from equipoise.models.corridors import find_place, parse_closures, read_layer, routes
from equipoise.models.corridors.capacity import assign, min_cut
from equipoise.models.corridors.choice import path_sizes
from equipoise.models.corridors.closures import Closure
from equipoise.models.corridors.layer import km_by_state
from equipoise.models.corridors.spread import ThreePointEstimate


@pytest.fixture
def small():
    return small_corridors()


NORTH = ("CHN", "KAZ", "RUS", "BLR", "POL", "DEU")
MIDDLE = ("CHN", "KAZ", "AZE", "GEO", "ROU", "HUN", "AUT", "DEU")


def ask(small, *closed):
    return routes(small, "xian", "duisburg", parse_closures(closed, small.world.names, small.layer))


def test_the_northern_way_comes_first_and_parts_sum_to_the_whole(small):
    found = ask(small)
    assert found.routes[0].states == NORTH
    assert sum(route.probability for route in found.routes) == pytest.approx(1)
    assert sum(found.corridors.values()) == pytest.approx(1)
    for route in found.routes:
        assert sum(route.km_by_state.values()) == pytest.approx(route.km)
        assert sum(route.hours_by_state.values()) / 24 == pytest.approx(route.days.value)
        assert sum(leg.km for leg in route.legs) == pytest.approx(route.km)
        assert sum(leg.hours + leg.waiting for leg in route.legs) / 24 == pytest.approx(route.days.value)


def test_a_closed_state_is_on_no_way_and_the_ferry_is_a_leg_of_its_own(small):
    found = ask(small, "RUS", "IRN")
    assert [route.states for route in found.routes] == [MIDDLE]
    assert [leg.mode for leg in found.routes[0].legs] == ["rail", "ferry", "rail", "sea", "rail"]
    assert found.routes[0].capacity == 100000
    assert found.routes[0].bottleneck == "aktau-alat"


def test_a_way_back_takes_the_states_in_reverse(small):
    there = routes(small, "xian", "duisburg").routes[0]
    back = routes(small, "duisburg", "xian").routes[0]
    assert back.states == tuple(reversed(there.states))
    assert back.km == pytest.approx(there.km)


def test_everything_closed_names_the_closures_that_cut(small):
    found = ask(small, "RUS", "AZE", "IRN", "flag:TUR")
    assert found.routes == ()
    assert found.exists
    assert set(found.cut_by) == {"RUS", "AZE", "IRN"}


def test_a_border_pair_a_mode_and_a_passage_can_be_closed(small):
    assert "RUS" not in {state for route in ask(small, "BLR/POL").routes for state in route.states}
    assert all("ferry" not in {leg.mode for leg in route.legs} for route in ask(small, "ferry").routes)
    with pytest.raises(UnknownNameError, match="border pair"):
        ask(small, "CHN/DEU")
    with pytest.raises(UnknownNameError, match="corridor with a passage"):
        ask(small, "passage:middle")


def test_a_raised_rate_sends_cargo_elsewhere(small):
    before, after = ask(small).corridors["northern"], ask(small, "RUS:+300%").corridors["northern"]
    assert after < before


def test_a_closure_that_is_over_does_nothing(small):
    assert ask(small, "RUS@2022-01-01+30d").closures == ()
    assert ask(small, "RUS@2023-05-20+30d").closures == ("RUS@2023-05-20+30d",)


@pytest.mark.parametrize("text", ["RUS:0%", "RUS:140%", "RUS:x", "", "RUS@2022", "@2022-01-01"])
def test_a_closure_that_cannot_be_read_is_refused(small, text):
    with pytest.raises((InputError, UnknownNameError)):
        parse_closures([text], small.world.names, small.layer)


def test_the_written_form_of_a_closure_reads_back(small):
    texts = ["RUS", "BLR/POL", "ferry", "flag:RUS", "RUS:50%", "RUS:+15%", "RUS:50%@2022-03-01+90d"]
    acts = parse_closures(texts, small.world.names, small.layer)
    assert [act.name for act in acts] == texts
    assert parse_closures([act.name for act in acts], small.world.names, small.layer) == acts


def test_one_place_for_both_ends_is_refused(small):
    with pytest.raises(InputError, match="same place"):
        routes(small, "xian", "xian")


def test_places_are_found_by_name_and_point(small):
    assert find_place(small.layer, "XIAN").node.id == "xian"
    assert find_place(small.layer, "43.3,76.8").node.id == "almaty"
    with pytest.raises(UnknownNameError, match="did you mean Almaty"):
        find_place(small.layer, "Almati")
    with pytest.raises(InputError, match=r"nearest place is .* km away"):
        find_place(small.layer, "-33.9,18.4")
    with pytest.raises(InputError, match="no point of the globe"):
        find_place(small.layer, "99,18")


@pytest.mark.parametrize(
    ("table", "row", "change", "message"),
    [
        ("corridor_nodes", 9, {"handling_hours_low": -1.0}, "handling_hours is -1, below zero"),
        ("corridor_borders", 0, {"dwell_hours_low": -5.0}, "dwell_hours is -5, below zero"),
        ("corridor_borders", 0, {"dwell_hours": 500.0}, "not in order"),
        ("corridor_links", 0, {"km": -4.0}, "km is -4, below zero"),
        ("corridor_links", 0, {"km_by_state": ["CHN:1"]}, "km_by_state sums to 1 km"),
        ("corridor_links", 0, {"km_by_state": ["CHN"]}, "not of the form CODE:km"),
        ("corridor_links", 0, {"origin": "nowhere"}, "place 'nowhere'"),
    ],
)
def test_impossible_rows_are_refused_by_address(make_world, table, row, change, message):
    tables = small_tables()
    tables[table][row] |= change
    with pytest.raises(DataError, match=message):
        read_layer(make_world(**tables))


def test_a_link_carries_only_between_its_dates(small):
    link = next(link for link in small.layer.links if link.id == "aktau-alat")
    late = replace(link, opened=date(2025, 1, 1))
    assert not late.carries_on(date(2024, 12, 31))
    assert late.carries_on(date(2025, 1, 1))
    assert not replace(link, opened=date(2025, 1, 1), status="planned").carries_on(date(2030, 1, 1))
    gone = replace(link, closed=date(2022, 2, 24), status="suspended")
    assert gone.carries_on(date(2022, 2, 23))
    assert not gone.carries_on(date(2022, 2, 24))


def test_what_is_planned_can_be_counted_as_open(make_world):
    tables = small_tables()
    for row in tables["corridor_links"]:
        if row["id"] == "aktau-alat":
            row |= {"status": "planned", "opened": date(2040, 1, 1)}
    world = make_world(as_of=date(2024, 1, 1), **tables)
    assert "aktau-alat" not in {link.id for link in read_layer(world).running()}
    assert "aktau-alat" in {link.id for link in read_layer(world, planned=True).running()}


def test_path_sizes_are_one_for_ways_that_share_nothing_and_halve_for_copies(small):
    held = small.choices("xian", "duisburg")
    first = held.ways[0]
    assert path_sizes([first]) == pytest.approx([1])
    assert path_sizes([first, first]) == pytest.approx([0.5, 0.5])
    assert ((held.sizes > 0) & (held.sizes <= 1)).all()


@given(mask=st.lists(st.booleans(), min_size=3, max_size=3), factor=st.floats(0.1, 20))
def test_shutting_ways_never_pays(mask, factor):
    held = small_corridors().choices("xian", "duisburg")
    held = replace(held, scale=held.scale * factor)
    stays = np.array(mask)
    assert held.inclusive_cost(stays) >= held.inclusive_cost() - 1e-9
    parts = held.probabilities(stays)
    assert parts.sum() == pytest.approx(1 if stays.any() else 0)
    assert (parts[~stays] == 0).all()


def test_the_cut_is_the_ferry_when_russia_and_iran_are_shut(small):
    cut = min_cut(small.network, "xian", "duisburg", ("RUS", "IRN"))
    assert cut.capacity == 100000
    assert cut.links == ("aktau-alat",)
    assert min_cut(small.network, "xian", "duisburg").capacity is None
    assert min_cut(small.network, "xian", "duisburg", ("KAZ",)).capacity == 0


def test_crowding_sends_cargo_away_and_keeps_the_total(small):
    acts = (Closure("state", ("RUS",)),)
    light = assign(small, {("xian", "duisburg"): 100.0}, acts)
    heavy = assign(small, {("xian", "duisburg"): 1e6}, acts)
    assert sum(heavy.volumes["xian", "duisburg"]) == pytest.approx(1e6)
    share = [entry.links.get("aktau-alat", 0.0) / total for entry, total in ((light, 100.0), (heavy, 1e6))]
    assert share[1] <= share[0] + 1e-9
    shut = assign(small, {("xian", "duisburg"): 5.0}, tuple(Closure("state", (s,)) for s in ("RUS", "AZE", "IRN")))
    assert shut.unserved == 5.0


@given(low=st.floats(0, 10), middle=st.floats(0, 10), high=st.floats(0, 10))
def test_a_spread_has_a_mean_between_its_ends(low, middle, high):
    spread = ThreePointEstimate(low, low + middle, low + middle + high)
    assert spread.low - 1e-9 <= spread.mean <= spread.high + 1e-9
    assert spread.variance >= 0


def test_a_named_sea_is_open_water():
    assert km_by_state(["KAZ:25", "SEA:CASPIAN:400", "AZE:45"], 470, "x") == {"KAZ": 25, "SEA": 400, "AZE": 45}
