"""Dependence and its asymmetry on numbers worked by hand."""

from __future__ import annotations

import pytest
from measure_samples import DAY, belonging, body, names, shares, size, states

from equipoise.errors import UnknownNameError
from equipoise.interval import Interval
from equipoise.measures.dependence import asymmetry, dependence


@pytest.fixture
def small(make_world):
    """XXX sells 30 % of 60 to YYY and buys 50 % of 40 there: 38 of 100, of an output of 200.

    YYY sells 2 % of 900 and buys 4 % of 100: 22 of 1,000, of an output of 5,000.
    """
    exact = {"flags": []}

    def listed(iso3, partner, sold, bought):
        ends = [{"low": value, "high": value, **exact} for value in (sold, bought)]
        yield from shares("export", iso3, {partner: sold}, **ends[0])
        yield from shares("import", iso3, {partner: bought}, **ends[1])

    sizes = {"XXX": (60.0, 40.0, 200.0), "YYY": (900.0, 100.0, 5000.0)}
    return make_world(
        states=states("XXX", "YYY", "ZZZ"),
        organisations=[body("CLUB")],
        memberships=belonging("CLUB", "XXX", "YYY"),
        ties=[*listed("XXX", "YYY", 30.0, 50.0), *listed("YYY", "XXX", 2.0, 4.0)],
        indicators=[
            size(iso3, name, value)
            for iso3, values in sizes.items()
            for name, value in zip(("exports", "imports", "gdp"), values, strict=True)
        ],
        indicator_names=names("exports", "imports", "gdp"),
        as_of=DAY,
    )


def test_shares_of_turnover_and_of_output(small):
    found = dependence(small, "State XXX", "yyy")
    assert (found.of, found.on) == ("XXX", "YYY")
    assert found.share_of_turnover.interval.value == pytest.approx(38.0)
    assert found.share_of_gdp.interval.value == pytest.approx(19.0)
    assert "derived" in found.share_of_gdp.flags
    assert "indicators:XXX/gdp/2023/e2024" in found.share_of_gdp.observation_ids


def test_the_smaller_leans_on_the_larger(small):
    found = asymmetry(small, "XXX", "YYY")
    assert found.first_on_second.share_of_turnover.interval.value == pytest.approx(38.0)
    assert found.second_on_first.share_of_turnover.interval.value == pytest.approx(2.2)
    assert found.difference.value == pytest.approx(35.8)
    assert asymmetry(small, "YYY", "XXX").difference.value == pytest.approx(-35.8)


def test_a_member_is_left_out_of_its_bloc(small):
    bloc, state = (dependence(small, "XXX", other) for other in ("CLUB", "YYY"))
    assert bloc.on == "CLUB"
    assert bloc.share_of_turnover == state.share_of_turnover


def test_where_one_side_is_unknown_so_is_the_difference(small):
    found = asymmetry(small, "XXX", "ZZZ")
    assert found.second_on_first.share_of_turnover.interval is None
    assert found.second_on_first.share_of_gdp.interval is None
    assert found.difference is None


def test_without_output_there_is_no_share_of_it(small, make_world):
    world = make_world(
        states=states("XXX", "YYY"),
        ties=small.ties.to_dicts(),
        indicators=small.indicators.filter(small.indicators["name"] != "gdp").to_dicts(),
        indicator_names=names("exports", "imports", "gdp"),
        as_of=DAY,
    )
    found = dependence(world, "XXX", "YYY")
    assert found.share_of_turnover.interval.value == pytest.approx(38.0)
    assert found.share_of_gdp.interval is None


def test_a_state_does_not_depend_on_itself(small):
    assert dependence(small, "XXX", "XXX").share_of_turnover.interval is None


def test_unknown_names_are_refused(small):
    with pytest.raises(UnknownNameError, match="unknown state 'QQQQ'"):
        dependence(small, "QQQQ", "XXX")
    with pytest.raises(UnknownNameError, match="unknown power 'CLUBB'; did you mean CLUB"):
        dependence(small, "XXX", "CLUBB")


def test_kazakhstan_leans_on_russia_more_than_russia_on_it(world):
    found = asymmetry(world, "KAZ", "RUS")
    assert found.difference.low > 5
    assert isinstance(found.difference, Interval)
