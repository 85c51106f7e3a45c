"""Sizes of states: the latest, of a year, derived, and over many."""

from __future__ import annotations

from datetime import date

import pytest
from measure_samples import DAY, names, size, state

from equipoise.errors import UnknownNameError
from equipoise.interval import Interval
from equipoise.measures.indicators import indicator, over_states, sovereign_states

DECLARED = names("gdp", "area", "active_forces", "military_expenditure_share")


def small(make_world, *rows, **more):
    return make_world(indicators=list(rows), indicator_names=DECLARED, as_of=DAY, **more)


def test_the_latest_year_and_then_the_latest_edition_counts(make_world):
    world = small(
        make_world,
        size("XXX", "gdp", 1.0, 2022, published=date(2024, 3, 1), edition="late"),
        size("XXX", "gdp", 2.0, 2023, edition="first"),
        size("XXX", "gdp", 3.0, 2023, published=date(2024, 3, 1), edition="revised"),
    )
    found = indicator(world, "XXX", "gdp")
    assert (found.interval, found.year) == (Interval.point(3.0), 2023)
    assert found.observation_ids == ("indicators:XXX/gdp/2023/revised",)
    assert indicator(world, "XXX", "gdp", 2022).interval == Interval.point(1.0)
    assert indicator(world, "XXX", "gdp", 2021).interval is None


def test_a_range_has_no_point_and_an_old_value_is_stale(make_world):
    row = size("XXX", "active_forces", None, 2015, low=100.0, high=120.0, flags=["interval"])
    found = indicator(small(make_world, row), "XXX", "active_forces")
    assert found.interval == Interval(100.0, 120.0, None)
    assert found.flags == ("interval", "stale")


def test_what_is_not_held_is_not_zero(make_world):
    world = small(make_world, size("XXX", "gdp", 1.0))
    assert indicator(world, "YYY", "gdp").interval is None
    assert set(over_states(world, ["XXX", "YYY"], "gdp")) == {"XXX"}


def test_military_expenditure_is_a_share_of_output(make_world):
    """2 % (1.9 to 2.1) of 500 is 10 (9.5 to 10.5); as old as the older of the two."""
    share = size("XXX", "military_expenditure_share", 2.0, 2022, low=1.9, high=2.1, flags=["approximate"])
    found = indicator(small(make_world, share, size("XXX", "gdp", 500.0)), "XXX", "military_expenditure")
    assert (found.interval.low, found.interval.value, found.interval.high) == pytest.approx((9.5, 10.0, 10.5))
    assert (found.year, found.flags) == (2022, ("approximate", "derived"))
    assert found.source_ids == ("sizes2023", "sizes2024")
    assert len(found.observation_ids) == 2


def test_a_derived_indicator_needs_both_parts(make_world):
    share = size("XXX", "military_expenditure_share", 2.0)
    assert indicator(small(make_world, share), "XXX", "military_expenditure").interval is None
    base = size("XXX", "gdp", 500.0)
    assert indicator(small(make_world, base), "XXX", "military_expenditure").interval is None
    ranged = size("XXX", "gdp", None, low=400.0, high=600.0)
    assert indicator(small(make_world, share, ranged), "XXX", "military_expenditure").interval == Interval(8, 12, None)


def test_an_unknown_indicator_is_named_with_the_nearest(make_world):
    with pytest.raises(UnknownNameError, match="unknown indicator 'gdpp'; did you mean gdp") as caught:
        indicator(small(make_world), "XXX", "gdpp")
    assert "military_expenditure" in caught.value.choices


def test_only_states_are_counted_as_states(make_world):
    world = small(make_world, states=[state("BBB"), state("AAA"), state("CCC", kind="dependency")])
    assert sovereign_states(world) == ["AAA", "BBB"]


def test_the_real_world_has_the_states_of_the_united_nations(world):
    members = world.states.filter(world.states["un_member"])["iso3"]
    assert len(members) == 193
    assert set(members) <= set(sovereign_states(world))
