"""Losses, dependence, draws, exports by route, relief, fitting and stoppages."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from corridors_samples import small_corridors
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.errors import DataError, InputError
from equipoise.models.corridors import (
    Basket,
    Closure,
    CorridorModel,
    basket_of,
    carriage,
    closure_loss,
    dependence_on_transit,
    loss_draws,
    read_layer,
)
from equipoise.models.corridors.capacity import response
from equipoise.models.corridors.draws import Sampler, days_draws
from equipoise.models.corridors.fit import fit, middle_share
from equipoise.models.corridors.journeys import Clock, clock, journeys, years_of
from equipoise.models.corridors.markets import Market
from equipoise.models.corridors.parameters import WITHOUT_WAITING, Parameters
from equipoise.models.corridors.relief import relief
from equipoise.models.corridors.risk import premiums_on
from equipoise.models.corridors.spread import ThreePointEstimate
from equipoise.models.corridors.stoppages import stoppage_law, stoppages
from equipoise.models.corridors.volumes import GroupCosts, changed_volumes, group_costs

RUSSIA, IRAN, AZERBAIJAN = (Closure("state", (code,)) for code in ("RUS", "IRN", "AZE"))
CLOSABLE = ("RUS", "BLR", "POL", "AZE", "GEO", "IRN", "TKM", "UZB", "TUR")


def basket(asked, *shares):
    nodes = asked.layer.nodes
    places = ("duisburg", "istanbul", "tehran")
    markets = tuple(
        Market(nodes[place].state, nodes[place], share) for place, share in zip(places, shares, strict=False)
    )
    return Basket("KAZ", nodes["almaty"], markets, sum(shares), 2023, ("s",), ())


def test_the_loss_of_a_closure_is_the_mean_over_markets():
    asked = small_corridors()
    whole = closure_loss(asked, basket(asked, 0.3, 0.1), [RUSSIA])
    parts = [closure_loss(asked, basket(asked, *pair), [RUSSIA]).usd for pair in ((0.3,), (0.0, 0.1))]
    assert whole.usd == pytest.approx((0.3 * parts[0] + 0.1 * parts[1]) / 0.4)
    assert whole.percent == pytest.approx(100 * whole.usd / asked.cargo.value)
    assert whole.covered == pytest.approx(40)
    assert whole.cut == 0
    assert whole.days > 0


def test_trade_that_cannot_move_loses_its_value_and_a_closed_market_is_not_counted():
    asked = small_corridors()
    cut = closure_loss(asked, basket(asked, 0.2, 0.0, 0.2), [RUSSIA, AZERBAIJAN, IRAN])
    assert cut.own_markets == pytest.approx(20)
    assert cut.cut == pytest.approx(100)
    assert cut.percent == pytest.approx(100)
    assert cut.days is None


@given(states=st.lists(st.sampled_from(CLOSABLE), min_size=1, max_size=4, unique=True), more=st.sampled_from(CLOSABLE))
@settings(max_examples=40)
def test_closing_more_never_costs_less(states, more):
    asked = small_corridors()
    held = basket(asked, 0.3)
    acts = [Closure("state", (state,)) for state in states]
    one = closure_loss(asked, held, acts)
    two = closure_loss(asked, held, [*acts, Closure("state", (more,))])
    assert two.usd >= one.usd - 1e-6
    assert 0 <= one.hit <= 100 + 1e-9


def test_half_a_cut_costs_half():
    asked = small_corridors()
    held = basket(asked, 0.3, 0.1)
    half = closure_loss(asked, held, [Closure("state", ("RUS",), cut=0.5)])
    assert half.usd == pytest.approx(closure_loss(asked, held, [RUSSIA]).usd / 2)


def test_a_market_in_a_state_that_is_half_shut_is_not_counted_either():
    asked = small_corridors()
    held = basket(asked, 0.3, 0.0, 0.1)
    for cut in (0.5, 1.0):
        found = closure_loss(asked, held, [Closure("state", ("IRN",), cut=cut)])
        assert found.own_markets == pytest.approx(10)
        assert found.cut == 0


def test_dependence_shares_out_the_loss_of_all():
    asked = small_corridors()
    found = dependence_on_transit(asked, basket(asked, 0.3))
    by_state = {entry.state: entry for entry in found.transit}
    assert found.transit[0].loss.percent == max(entry.loss.percent for entry in found.transit)
    assert by_state["RUS"].share == pytest.approx(by_state["BLR"].share)
    assert found.diversity >= 1
    assert sum(entry.shapley for entry in found.transit) <= 100 + 1e-6
    assert "KAZ" not in by_state
    assert "DEU" not in by_state


def test_three_transit_states_can_cut_it_off():
    asked = small_corridors()
    found = dependence_on_transit(asked, basket(asked, 0.3))
    assert all(len(group) <= 3 for group in found.vetoes)
    for group in found.vetoes:
        acts = [Closure("state", (state,)) for state in group]
        assert closure_loss(asked, basket(asked, 0.3), acts).cut == pytest.approx(100)


def test_draws_have_an_address():
    asked = small_corridors()
    held = basket(asked, 0.3)
    one = loss_draws(asked, held, [RUSSIA], draws=50, seed=3)
    assert (one.values == loss_draws(asked, held, [RUSSIA], draws=50, seed=3).values).all()
    assert not (one.values == loss_draws(asked, held, [RUSSIA], draws=50, seed=4).values).all()
    first, second = Sampler(asked, 20, 1), Sampler(asked, 20, 1)
    second.arc(7)
    assert (first.arc(3)[0] == second.arc(3)[0]).all()
    with pytest.raises(InputError, match="at least 1"):
        loss_draws(asked, held, [RUSSIA], draws=0)


@given(low=st.floats(0, 50), middle=st.floats(0, 50), high=st.floats(0, 50))
def test_triangular_draws_stay_between_their_ends_and_have_their_mean(low, middle, high):
    spread = ThreePointEstimate(low, low + middle, low + middle + high)
    drawn = Sampler(small_corridors(), 4000, 0)._triangular(spread, "x")
    assert drawn.min() >= spread.low - 1e-9
    assert drawn.max() <= spread.high + 1e-9
    assert drawn.mean() == pytest.approx(spread.mean, abs=0.05 * (spread.high - spread.low) + 1e-9)


def test_days_are_drawn_about_the_mean():
    asked = small_corridors()
    found = days_draws(asked, "xian", "duisburg", draws=400)
    assert found.interval.low < found.interval.value < found.interval.high
    assert days_draws(asked, "xian", "duisburg", (RUSSIA, AZERBAIJAN, IRAN)) is None


def test_a_clock_takes_waiting_apart():
    asked = small_corridors()
    found = clock(asked, "xian", "duisburg", "middle")
    assert found.waiting["port"] > found.waiting["border"] > 0
    assert found.days(WITHOUT_WAITING) == pytest.approx(found.running)
    assert found.days(Parameters(port=2.0)) - found.days(Parameters()) == pytest.approx(found.waiting["port"])
    assert Clock(1.0, {"border": 1.0, "port": 1.0, "node": 1.0}).days(Parameters()) == 4.0


def test_volumes_keep_their_total_and_fall_where_costs_rise():
    before = GroupCosts({"northern": 6000.0, "middle": 10000.0}, 8e-4)
    base = {"northern": 600.0, "middle": 25.0}
    same = changed_volumes(base, before, before.by_group, ocean=10000.0)
    assert same == pytest.approx(base)
    after = changed_volumes(base, before, {"northern": 7000.0, "middle": 10000.0}, ocean=10000.0)
    assert after["northern"] == pytest.approx(600 * np.exp(-0.8), rel=0.05)
    assert after["middle"] > base["middle"]


def test_premiums_begin_on_their_day():
    assert "RUS" not in premiums_on(date(2022, 2, 23))
    assert premiums_on(date(2022, 2, 24))["RUS"].low > 0


def test_exports_by_route(make_world):
    def figure(ident, quantity, value, route=None, **row):
        told = {"id": ident, "quantity": quantity, "route": route, "state": ["KAZ"], "commodity": "oil", "unit": "Mt"}
        return {**told, "period": "2022", "value": value, "source_ids": ["s"], **row}

    from corridors_samples import small_tables

    tables = small_tables()
    tables["corridor_links"] += [
        {
            "id": ident, "origin": "almaty", "destination": "orenburg", "one_way": True, "mode": "oil_pipeline",
            "corridor": [ident], "commodities": ["oil"], "km": 100.0, "km_by_state": parts, "status": "open",
            "source_ids": ["s"],
        }
        for ident, parts in (("north", ["KAZ:60", "RUS:40"]), ("east", ["KAZ:90", "CHN:10"]))
    ]  # fmt: skip
    flows = [
        figure("t", "kaz_oil_exports", 100.0),
        figure("t-old", "kaz_oil_exports", 50.0, period="2019"),
        figure("n", "north_oil", 80.0, "north"),
        figure("n-plan", "north_oil_plan", 99.0, "north"),
        figure("e", "east_oil", 4.0, "east", period="2022-01..2022-06"),
    ]
    world = make_world(as_of=date(2023, 1, 1), **tables, corridor_flows=flows)
    found = carriage(world, read_layer(world), "KAZ", "oil")
    assert found.year == 2022
    assert [flow.route for flow in found.routes] == ["north", "east"]
    assert found.routes[1].amount.value == pytest.approx(8.0)
    assert "part_year" in found.routes[1].flags
    assert found.by_state["RUS"].value == pytest.approx(80)
    assert found.by_state["RUS"].high == pytest.approx(92), "what no figure accounts for may have gone there"
    assert found.by_state["CHN"].low == pytest.approx(8)
    assert found.unexplained.high == pytest.approx(12)
    with pytest.raises(DataError, match="no figure of gas exports"):
        carriage(world, read_layer(world), "KAZ", "gas")


def test_the_embedded_layer_is_fitted_as_shipped(world):
    learnt = fit(world, 2021)
    assert learnt.until == 2021
    assert 0.2 < learnt.border < 3
    assert 0.2 < learnt.port < 3
    assert all(entry.startswith(("t-", "cpmm")) for entry in learnt.fitted_on)
    late = {entry.id for entry in journeys(world) if entry.first_year > 2021}
    assert not late & set(learnt.fitted_on)
    asked = CorridorModel.of(world, read_layer(world, date(2021, 12, 31)), "containers", "rail", learnt)
    costs = group_costs(asked)
    odds = np.exp(-costs.scale * (costs.by_group["middle"] - costs.by_group["northern"]))
    assert odds / (1 + odds) == pytest.approx(middle_share(world), rel=0.02)


def test_free_flow_fails_the_middle_corridor_and_waiting_mends_it(world):
    learnt = fit(world, 2021)
    asked = CorridorModel.of(world, read_layer(world, date(2021, 12, 31)), "containers", "rail", learnt)
    found = clock(asked, "xian", "duisburg", "middle")
    assert found.days(WITHOUT_WAITING) < 25
    assert 27 < found.days(learnt) < 40
    north = clock(asked, "xian", "duisburg", "northern")
    assert 12 < north.days(learnt) < 18


def test_baskets_cover_a_part_of_the_trade(world):
    layer = read_layer(world)
    asked = CorridorModel.of(world, layer, "containers", "any")
    held = basket_of(world, layer, "KAZ", asked.network.entry)
    assert 0.4 < held.covered <= 1
    assert sum(market.share for market in held.markets) == pytest.approx(held.covered)
    assert held.home.state == "KAZ"
    with pytest.raises(DataError, match="holds no place in Brazil"):
        basket_of(world, layer, "BRA", asked.network.entry)


def test_relief_lies_between_nothing_and_all(world):
    layer = read_layer(world)
    asked = CorridorModel.of(world, layer, "containers", "any")
    held = basket_of(world, layer, "KAZ", asked.network.entry)
    steps = response(CorridorModel.of(world, layer, "containers", "rail"), "xian", "duisburg", "middle", 1e6, 0.0)
    found = relief(asked, held, [RUSSIA], steps)
    assert found.whole <= found.without
    assert [name for name, _ in found.by_horizon] == ["a week", "three months", "two years"]
    values = [value for _, value in found.by_horizon]
    assert values == sorted(values, reverse=True)
    assert all(found.whole - 1e-9 <= value <= found.without + 1e-9 for value in values)


def test_stoppages_give_a_law(make_world):
    rows = [
        {
            "id": f"s{n}", "object": ["x"], "mode": "oil_pipeline", "start": date(2010 + n, 1, 1),
            "end": date(2010 + n, 1, 1) + timedelta(days=days), "source_ids": ["s"],
        }
        for n, days in enumerate((10, 10, 10, 10, 10))
    ]  # fmt: skip
    tiny = make_world(corridor_stoppages=[*rows, {**rows[0], "id": "open", "end": None}])
    assert len(stoppages(tiny)) == 5
    law = stoppage_law(tiny)
    assert np.exp(law.mean) == pytest.approx(10)
    assert law.samples(5) == pytest.approx(10)
    with pytest.raises(DataError, match="too few"):
        stoppage_law(tiny, before=date(2012, 1, 1))


@pytest.mark.parametrize(
    ("period", "years"), [("2025", (2025, 2025)), ("2019..2022", (2019, 2022)), ("2024-01", (2024, 2024))]
)
def test_periods(period, years):
    assert years_of(period) == years
