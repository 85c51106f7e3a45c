"""What holds for every way through the atlas, wherever it leads and whatever is closed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from equipoise.models.corridors.atlas import arc_hours, load_atlas, node_of, one_to_all, shortest, trace, weigh
from equipoise.models.corridors.atlas.cost import TimeCost
from equipoise.models.corridors.atlas.routing import path_arcs

FEW = settings(max_examples=20)
ATLAS = load_atlas()
NODES = [
    node_of(ATLAS, name)
    for name in (
        "Almaty", "Astana", "Aktau", "Tashkent", "Ashgabat", "Baku", "Tbilisi", "Ankara", "Tehran", "Moscow", "Minsk",
        "Warsaw", "Duisburg", "Riga", "Xi'an", "Urumqi", "Ulaanbaatar", "Delhi", "Karachi", "Bangkok", "Chicago",
    )
]  # fmt: skip
STATES = sorted({ATLAS.control[row] for row in ATLAS.territory[NODES]})
OPEN = {cost: weigh(ATLAS, cost) for cost in ("km", None)}
HOURS = arc_hours(ATLAS, TimeCost())
nodes = st.sampled_from(NODES)
costs = st.sampled_from(["km", None])


def cost_between(weighted, one, other):
    return one_to_all(weighted, one)[0][other]


@FEW
@given(one=nodes, other=nodes, cost=costs)
def test_parts_of_a_route_sum_to_the_whole(one, other, cost):
    assume(one != other)
    reached, before = one_to_all(OPEN[cost], one)
    route = trace(OPEN[cost], before, one, other, HOURS)
    assert sum(route.km_by_state.values()) == pytest.approx(route.km)
    assert sum(route.km_by_mode.values()) == pytest.approx(route.km)
    assert sum(leg.km for leg in route.legs) == pytest.approx(route.km)
    assert sum(leg.hours for leg in route.legs) == pytest.approx(route.hours)
    assert reached[other] == pytest.approx(route.km if cost == "km" else route.hours, rel=1e-6)
    assert set(route.km_by_state) - {"sea"} <= set(route.states)
    ends = np.array([[ATLAS.latitude[node], ATLAS.longitude[node]] for node in (one, other)])
    assert (route.coordinates[[0, -1]] == ends).all()


@FEW
@given(one=nodes, other=nodes, cost=costs)
def test_a_way_is_as_long_in_both_directions(one, other, cost):
    assert cost_between(OPEN[cost], one, other) == pytest.approx(cost_between(OPEN[cost], other, one))


@FEW
@given(one=nodes, middle=nodes, other=nodes, cost=costs)
def test_no_detour_is_shorter(one, middle, other, cost):
    direct = cost_between(OPEN[cost], one, other)
    around = cost_between(OPEN[cost], one, middle) + cost_between(OPEN[cost], middle, other)
    assert direct <= around * (1 + 1e-9)


@FEW
@given(one=nodes, other=nodes, closed=st.lists(st.sampled_from(STATES), min_size=1, max_size=4), cost=costs)
def test_closing_never_shortens_and_what_is_closed_is_not_crossed(one, other, closed, cost):
    assume(one != other)
    fewer, more = (weigh(ATLAS, cost, states) for states in (closed[:1], closed))
    reached, before = one_to_all(more, one)
    assert cost_between(OPEN[cost], one, other) <= cost_between(fewer, one, other) <= reached[other]
    if np.isfinite(reached[other]):
        nodes, arcs = path_arcs(more, before, one, other)
        crossed = {ATLAS.control[row] for row in ATLAS.territory[nodes]}
        assert not crossed & set(closed)
        assert np.isfinite(more.weight[arcs]).all()


@FEW
@given(one=nodes, other=nodes)
def test_restricting_the_modes_uses_no_other(one, other):
    assume(one != other)
    route = shortest(ATLAS, one, other, cost="km", modes=("rail",))
    assume(route is not None)
    assert set(route.km_by_mode) == {"rail"}
