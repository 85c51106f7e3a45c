"""Shares of partners under cut lists: points for the listed, intervals for the others, nothing made up."""

from __future__ import annotations

from datetime import date

import pytest
from measure_samples import DAY, share, shares, states

from equipoise.interval import Interval
from equipoise.measures.partners import partner_list, partner_share

LISTED = {"AAA": 30.0, "BBB": 20.0, "CCC": 10.0}
LOST = {"defect_id": "d", "source_ids": ["s"], "states": ["XXX"], "partner": "LLL", "kind": "export_share|import_share"}
LOST |= {"year_from": 2022, "year_to": 2023, "reason": "r", "action": "carry_forward", "flag": "stale"}


@pytest.fixture
def small(make_world):
    return make_world(states=states("XXX"), ties=shares("export", "XXX", LISTED), as_of=DAY)


def test_a_listed_share_is_a_point_with_its_rounding(small):
    found = partner_share(small, "XXX", "exports", ["BBB"])
    assert found.interval == Interval(19.5, 20.5, 20.0)
    assert (found.year, found.source_ids, found.flags) == (2023, ("book2024",), ("rounded",))
    assert found.observation_ids == ("ties:XXX/BBB/export_share/2023/e2024/",)


def test_an_unlisted_partner_has_at_most_the_smallest_listed_share(small):
    found = partner_share(small, "XXX", "exports", ["ZZZ"])
    assert found.interval == Interval(0.0, 10.5, None)
    assert found.flags == ("interval", "top5")
    assert len(found.observation_ids) == 3, "the whole list says so"


def test_a_bloc_adds_what_is_listed_and_bounds_the_rest(small):
    """Two listed, one not: 49 to 51 with the rounding, plus at most the cap of 10.5."""
    found = partner_share(small, "XXX", "exports", ["AAA", "BBB", "ZZZ"])
    assert found.interval == Interval(49.0, 61.5, None)


def test_many_unlisted_members_share_the_remainder(small):
    """Eight unlisted partners at the cap would make 84, but the list leaves 41.5 at most."""
    found = partner_share(small, "XXX", "exports", ["AAA", *(f"Z{i}" for i in range(8))])
    assert found.interval == Interval(29.5, 30.5 + 41.5, None)


def test_a_bloc_that_is_listed_whole_has_a_point(small):
    found = partner_share(small, "XXX", "exports", list(LISTED))
    assert found.interval == Interval(58.5, 61.5, 60.0)
    assert found.flags == ("rounded",)


def test_rounded_shares_that_sum_to_more_than_the_whole_are_the_whole(make_world):
    world = make_world(ties=shares("export", "XXX", {"AAA": 51.0, "BBB": 51.0, "CCC": 0.0}), as_of=DAY)
    assert partner_share(world, "XXX", "exports", ["AAA", "BBB"]).interval == Interval(100.0, 100.0, 100.0)
    assert partner_share(world, "XXX", "exports", ["CCC"]).interval == Interval(0.0, 0.5, 0.0)


def test_a_state_is_left_out_of_its_own_bloc(small):
    assert partner_share(small, "XXX", "exports", ["XXX", "AAA"]) == partner_share(small, "XXX", "exports", ["AAA"])
    assert partner_share(small, "XXX", "exports", ["XXX"]).interval is None


def test_without_a_list_nothing_is_known(small):
    assert partner_list(small, "XXX", "imports") is None
    found = partner_share(small, "XXX", "imports", ["AAA"])
    assert (found.interval, found.year, found.flags) == (None, None, ())
    assert partner_list(small, "YYY", "exports") is None


def test_the_latest_edition_counts_and_single_facts_make_no_list(make_world):
    older = shares("export", "XXX", {"AAA": 50.0}, 2014)
    single = share("export", "XXX", "AAA", 70.0, published=date(2025, 1, 1), edition="facts")
    world = make_world(ties=[*older, *shares("export", "XXX", LISTED), single], as_of=DAY)
    listed = partner_list(world, "XXX", "exports")
    assert (listed.year, set(listed.shares)) == (2023, set(LISTED))
    assert listed.cap == 10.5
    assert listed.remainder == Interval(38.5, 41.5, 40.0)


def test_an_old_list_is_stale_and_a_fresh_one_is_not(make_world):
    ties = shares("export", "XXX", LISTED, 2014)
    for day, stale in [(date(2017, 12, 31), False), (date(2018, 1, 1), True)]:
        found = partner_share(make_world(ties=ties, as_of=day), "XXX", "exports", ["AAA"])
        assert ("stale" in found.flags) is stale, day


def test_a_lost_partner_keeps_its_last_listed_share(make_world):
    ties = [*shares("export", "XXX", LISTED), *shares("export", "XXX", {"LLL": 42.0, "AAA": 9.0}, 2019)]
    world = make_world(ties=ties, defects=[LOST], as_of=DAY)
    found = partner_share(world, "XXX", "exports", ["LLL"])
    assert found.interval == Interval(41.5, 42.5, 42.0)
    assert (found.year, found.source_ids) == (2019, ("book2020",))
    assert found.flags == ("carried_forward", "rounded", "stale")


def test_a_bloc_with_a_lost_partner_does_not_lose_it(make_world):
    """The list alone would give 30 plus the cap of 10.5; the partner that it lost had 42.

    The listed 30 (29.5 at least) may be of what 42 (42.5 at most) leaves: 29.5 x .575 = 16.9625, plus 41.5 at least.
    """
    ties = [*shares("export", "XXX", LISTED), *shares("export", "XXX", {"LLL": 42.0}, 2019)]
    world = make_world(ties=ties, defects=[LOST], as_of=DAY)
    found = partner_share(world, "XXX", "exports", ["AAA", "LLL"])
    assert found.interval.low == pytest.approx(16.9625 + 41.5)
    assert (found.interval.high, found.interval.value) == (73.0, None)
    assert (found.year, found.source_ids) == (2019, ("book2020", "book2024"))
    assert {"carried_forward", "stale", "interval"} <= set(found.flags)
    assert len(found.observation_ids) == 2
    assert partner_share(world, "XXX", "exports", ["LLL", "AAA", "BBB", "CCC"]).interval.high == 100.0


def test_a_list_without_a_lost_partner_overstates_the_others(make_world):
    """With 42 (42.5 at most) lost, the 30 listed for AAA lie between 29.5 x .575 and 30.5."""
    ties = [*shares("export", "XXX", LISTED), *shares("export", "XXX", {"LLL": 42.0}, 2019)]
    found = partner_share(make_world(ties=ties, defects=[LOST], as_of=DAY), "XXX", "exports", ["AAA"])
    assert found.interval.low == pytest.approx(16.9625)
    assert (found.interval.high, found.interval.value) == (30.5, None)
    assert "interval" in found.flags


@pytest.mark.parametrize("changed", [
    {"states": ["YYY"]}, {"partner": "MMM"}, {"kind": "import_share"}, {"year_to": 2022}, {"year_from": 2024},
    {"action": "flag"},
])  # fmt: skip
def test_only_the_fault_of_this_list_carries_a_share_forward(make_world, changed):
    ties = [*shares("export", "XXX", LISTED), *shares("export", "XXX", {"LLL": 42.0}, 2019)]
    world = make_world(ties=ties, defects=[LOST | changed], as_of=DAY)
    assert partner_share(world, "XXX", "exports", ["LLL"]).interval == Interval(0.0, 10.5, None)


def test_a_partner_that_is_listed_after_all_is_read_from_the_list(make_world):
    ties = [*shares("export", "XXX", LISTED), *shares("export", "XXX", {"AAA": 42.0}, 2019)]
    world = make_world(ties=ties, defects=[LOST | {"partner": "AAA"}], as_of=DAY)
    assert partner_share(world, "XXX", "exports", ["AAA"]).interval == Interval(29.5, 30.5, 30.0)


@pytest.mark.parametrize(("iso3", "flow"), [
    ("BLR", "exports"), ("BLR", "imports"), ("MNG", "imports"), ("TJK", "imports"), ("TKM", "imports"),
])  # fmt: skip
def test_russia_is_not_lost_from_the_lists_that_lost_it(world, iso3, flow):
    newest = partner_list(world, iso3, flow)
    found = partner_share(world, iso3, flow, ["RUS"])
    assert "RUS" not in newest.shares
    assert found.interval.value > 10
    assert found.year < newest.year
    assert {"stale", "carried_forward"} <= set(found.flags)


def test_flags_of_oddities_stay_with_their_partner(world):
    assert "artefact" not in partner_share(world, "KAZ", "imports", ["RUS"]).flags
