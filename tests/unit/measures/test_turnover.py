"""Turnover: lists weighted by totals, and the figures that offices publish."""

from __future__ import annotations

import pytest
from measure_samples import DAY, names, shares, size, states, tie

from equipoise.interval import Interval
from equipoise.measures.turnover import turnover_share

TIES = [*shares("export", "XXX", {"AAA": 30.0, "BBB": 10.0}), *shares("import", "XXX", {"AAA": 20.0, "CCC": 12.0})]
TOTALS = [size("XXX", "exports", 75.0), size("XXX", "imports", 25.0)]


def small(make_world, *, ties=(), totals=TOTALS, listed=TIES):
    return make_world(
        states=states("XXX"),
        ties=[*listed, *ties],
        indicators=totals,
        indicator_names=names("exports", "imports"),
        as_of=DAY,
    )


def published(value, year=2023, low=None, high=None, partner="AAA"):
    return tie("turnover_share", "XXX", partner, value, year, low=low, high=high, edition="facts")


def test_shares_are_weighted_by_the_totals(make_world):
    """0.75 x 30 + 0.25 x 20 = 27.5, and half a unit of rounding on each side."""
    found = turnover_share(small(make_world), "XXX", ["AAA"])
    assert found.interval == Interval(27.0, 28.0, 27.5)
    assert (found.year, found.flags) == (2023, ("derived", "rounded"))
    assert found.source_ids == ("book2024", "sizes2024")
    assert len(found.observation_ids) == 4


def test_a_partner_listed_on_one_side_only_gives_an_interval(make_world):
    """Imports from BBB are at most 12.5: 0.75 x (9.5 to 10.5) + 0.25 x (0 to 12.5)."""
    found = turnover_share(small(make_world), "XXX", ["BBB"])
    assert found.interval == Interval(7.125, 11.0, None)
    assert {"interval", "top5"} <= set(found.flags)


def test_totals_of_the_year_of_the_list_are_used(make_world):
    totals = [*TOTALS, size("XXX", "exports", 1.0, 2024), size("XXX", "imports", 99.0, 2024)]
    assert turnover_share(small(make_world, totals=totals), "XXX", ["AAA"]).interval.value == 27.5


def test_the_latest_totals_stand_in_for_those_of_an_older_list(make_world):
    listed = [*shares("export", "XXX", {"AAA": 30.0}, 2014), *shares("import", "XXX", {"AAA": 20.0}, 2014)]
    found = turnover_share(small(make_world, listed=listed), "XXX", ["AAA"])
    assert (found.interval.value, found.year) == (27.5, 2014)
    assert "stale" in found.flags


@pytest.mark.parametrize("missing", ["exports", "imports"])
def test_without_totals_or_a_list_nothing_is_known(make_world, missing):
    totals = [row for row in TOTALS if row["name"] != missing]
    assert turnover_share(small(make_world, totals=totals), "XXX", ["AAA"]).interval is None
    listed = [row for row in TIES if not row["kind"].startswith(missing[:6])]
    assert turnover_share(small(make_world, listed=listed), "XXX", ["AAA"]).interval is None


def test_a_published_figure_of_the_same_year_is_the_point_and_both_are_spanned(make_world):
    found = turnover_share(small(make_world, ties=[published(31.0, low=30.9, high=31.1)]), "XXX", ["AAA"])
    assert found.interval == Interval(27.0, 31.1, 31.0)
    assert found.flags == ("derived", "rounded", "two_sources")


def test_a_published_figure_inside_the_interval_of_a_cut_list_stands_alone(make_world):
    figure = published(9.0, partner="BBB", low=8.9, high=9.1)
    found = turnover_share(small(make_world, ties=[figure]), "XXX", ["BBB"])
    assert found.interval == Interval(8.9, 9.1, 9.0)
    assert not {"interval", "top5"} & set(found.flags)


def test_a_published_figure_that_the_cut_list_rules_out_is_no_secret(make_world):
    figure = published(40.0, partner="BBB", low=39.9, high=40.1)
    found = turnover_share(small(make_world, ties=[figure]), "XXX", ["BBB"])
    assert found.interval == Interval(7.125, 40.1, 40.0)


def test_a_figure_for_a_later_year_replaces_the_lists_and_an_earlier_one_does_not(make_world):
    later = turnover_share(small(make_world, ties=[published(35.0, 2024)]), "XXX", ["AAA"])
    assert (later.interval, later.year) == (Interval.point(35.0), 2024)
    earlier = turnover_share(small(make_world, ties=[published(35.0, 2020)]), "XXX", ["AAA"])
    assert (earlier.interval.value, earlier.year) == (27.5, 2023)


def test_a_published_interval_needs_no_point_and_no_lists(make_world):
    found = turnover_share(small(make_world, listed=[], ties=[published(None, low=21.0, high=22.0)]), "XXX", ["AAA"])
    assert found.interval == Interval(21.0, 22.0, None)


def test_a_figure_for_one_partner_says_nothing_about_a_bloc(make_world):
    found = turnover_share(small(make_world, ties=[published(90.0)]), "XXX", ["AAA", "BBB"])
    assert found.interval.high < 60
    assert "two_sources" not in found.flags
