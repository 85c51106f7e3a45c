"""Clout: shares, an additive game, the largest connected block, and members without data."""

from __future__ import annotations

from datetime import date

import pytest
from measure_samples import DAY, belonging, body, member, names, size, state, states, tie

from equipoise.errors import InputError, UnknownNameError
from equipoise.measures.clout import INDICATORS, borders_among, clout, largest_block

SIZES = {"AAA": 60.0, "BBB": 30.0, "CCC": 10.0, "WWW": 100.0}
BORDERS = [tie("border_length", "AAA", "BBB", 5.0), tie("border_length", "CCC", "WWW", 5.0)]


def small(make_world, sizes=SIZES, ties=BORDERS, memberships=None):
    return make_world(
        states=[*states("AAA", "BBB", "CCC", "WWW"), state("DDD", kind="dependency")],
        organisations=[body("CLUB", date(2000, 1, 1))],
        memberships=belonging("CLUB", "AAA", "BBB", "CCC") if memberships is None else memberships,
        ties=ties,
        indicators=[*(size(iso3, "area", value) for iso3, value in sizes.items()), size("DDD", "area", 1e6)],
        indicator_names=[*names("area"), *names("share", additive=False)],
        as_of=DAY,
    )


def test_shares_of_the_world_and_of_the_members(make_world):
    """Members hold 100 of 200; the dependency is no state and does not count."""
    found = clout(small(make_world), "Body CLUB", "area")
    assert (found.org_id, found.share_of_world, found.missing) == ("CLUB", 50.0, ())
    rows = [(row.iso3, row.share_of_members, row.share_of_world) for row in found.members]
    assert rows == [("AAA", 60.0, 30.0), ("BBB", 30.0, 15.0), ("CCC", 10.0, 5.0)]
    assert sum(row.share_of_world for row in found.members) == found.share_of_world
    assert (found.year_from, found.year_to, found.source_ids) == (2023, 2023, ("sizes2024",))
    assert len(found.observation_ids) == 3


def test_what_a_member_brings_to_the_largest_block(make_world):
    """A, B, C hold 60, 30, 10 of 200; A and B adjoin, C joins neither.

    The largest block of a group is AB 90, A 60 or B 30 where one of them is in it, and C 10 alone. Over the six
    orders of joining, A adds 60, 60, 60, 60, 50, 60; B adds 30, 30, 30, 30, 20, 30; C adds 10 in the two in which it
    comes first.
    """
    found = {row.iso3: row.block_shapley for row in clout(small(make_world), "CLUB", "area").members}
    assert found["AAA"] == pytest.approx(100 * (60 * 3 + 60 + 50 + 60) / 6 / 200)
    assert found["BBB"] == pytest.approx(100 * (30 * 3 + 30 + 20 + 30) / 6 / 200)
    assert found["CCC"] == pytest.approx(100 * (10 + 10) / 6 / 200)
    assert sum(found.values()) == pytest.approx(45.0), "the largest block is AAA with BBB, 90 of 200"


def test_a_member_that_joins_others_brings_more_than_its_size(make_world):
    """A small bridge between two large members is worth more than an equally small end."""
    memberships = belonging("CLUB", "AAA", "BBB", "CCC", "WWW")
    ties = [tie("border_length", "AAA", "CCC", 1.0), tie("border_length", "CCC", "BBB", 1.0)]
    sizes = {"AAA": 60.0, "BBB": 60.0, "CCC": 10.0, "WWW": 10.0}
    world = small(make_world, sizes, ties, memberships)
    found = {row.iso3: row.block_shapley for row in clout(world, "CLUB", "area").members}
    assert found["CCC"] > 5 * found["WWW"]


def test_members_without_data_are_named(make_world):
    found = clout(small(make_world, {"AAA": 60.0, "WWW": 40.0}), "CLUB", "area")
    assert found.missing == ("BBB", "CCC")
    assert [row.iso3 for row in found.members] == ["AAA"]
    assert clout(small(make_world, {"WWW": 1.0}), "CLUB", "area") is None


def test_many_members_have_no_block_value(make_world):
    codes = [f"A{letter}A" for letter in "ABCDEFGHIJKLMNOPQ"]
    world = make_world(
        states=states(*codes),
        organisations=[body("CLUB")],
        memberships=belonging("CLUB", *codes),
        indicators=[size(code, "area", 1.0) for code in codes],
        indicator_names=names("area"),
        as_of=DAY,
    )
    found = clout(world, "CLUB", "area")
    assert {row.block_shapley for row in found.members} == {None}
    assert found.share_of_world == 100.0


def test_members_are_those_of_the_day(make_world):
    memberships = [*belonging("CLUB", "AAA"), member("CLUB", "BBB", **{"from": date(2010, 1, 1)})]
    world = small(make_world, memberships=memberships)
    assert [row.iso3 for row in clout(world, "CLUB", "area", date(2009, 1, 1)).members] == ["AAA"]
    assert [row.iso3 for row in clout(world, "CLUB", "area").members] == ["AAA", "BBB"]


def test_what_cannot_be_asked_is_refused(make_world):
    world = small(make_world)
    with pytest.raises(InputError, match="CLUB does not exist on 1999-12-31"):
        clout(world, "CLUB", "area", date(1999, 12, 31))
    with pytest.raises(UnknownNameError, match="unknown organisation 'CLUBB'; did you mean CLUB"):
        clout(world, "CLUBB", "area")
    with pytest.raises(UnknownNameError, match="unknown indicator 'areas'; did you mean area"):
        clout(world, "CLUB", "areas")
    with pytest.raises(InputError, match="'share' cannot be summed"):
        clout(world, "CLUB", "share")


def test_borders_count_both_ways_whoever_reports_them(make_world):
    world = small(make_world)
    assert borders_among(world, ["AAA", "BBB", "CCC"]) == {"AAA": {"BBB"}, "BBB": {"AAA"}, "CCC": set()}


def test_the_largest_block_is_by_size_and_not_by_number():
    neighbours = {"A": {"B"}, "B": {"A", "C"}, "C": {"B"}, "D": set()}
    sizes = {"A": 1.0, "B": 2.0, "C": 3.0, "D": 10.0}
    assert largest_block("ABC", neighbours, sizes) == 6.0
    assert largest_block("ABCD", neighbours, sizes) == 10.0
    assert largest_block("AC", neighbours, sizes) == 3.0
    assert largest_block("", neighbours, sizes) == 0.0


@pytest.mark.parametrize("indicator", INDICATORS)
@pytest.mark.parametrize("organisation", ["OTS", "CSTO", "EU", "NATO", "SCO"])
def test_shares_of_real_bodies_add_up(world, organisation, indicator):
    found = clout(world, organisation, indicator)
    assert sum(row.share_of_members for row in found.members) == pytest.approx(100)
    assert sum(row.share_of_world for row in found.members) == pytest.approx(found.share_of_world)
    assert 0 < found.share_of_world < 100
