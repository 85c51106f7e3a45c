"""Reach: what instruments promise, what stands by, what could be sent, and how far."""

from __future__ import annotations

import math
from datetime import date

import pytest
from measure_samples import DAY, belonging, body, names, size, state, text

from equipoise.errors import InputError, UnknownNameError
from equipoise.interval import Interval
from equipoise.measures.reach import DEPLOYABLE_SOURCE, capital_distance, reach, standing_force

FORCES = [
    size("AAA", "active_forces", 1000.0, flags=["approximate"]),
    size("BBB", "active_forces", None, low=100.0, high=200.0, flags=["interval"]),
]


def small(make_world, texts=(), forces=FORCES, as_of=DAY):
    return make_world(
        states=[state("AAA", 0.0, 0.0), state("BBB", 0.0, 90.0), state("CCC", 90.0, 0.0), state("DDD")],
        organisations=[body("ORG", date(2000, 1, 1))],
        memberships=belonging("ORG", "AAA", "BBB", "DDD"),
        instruments=list(texts),
        indicators=forces,
        indicator_names=names("active_forces"),
        as_of=as_of,
    )


def test_the_best_cover_counts_and_the_strongest_duty_under_it(make_world):
    texts = [
        text("vague", trigger_internal="ambiguous", duty="must_assist"),
        text("plain", trigger_internal="yes", duty="must_assist", duty_internal="must_consult"),
        text("other", trigger_internal="yes", duty="cooperate"),
        text("outer", trigger_external="yes", duty="may_assist", duty_internal="must_assist"),
    ]
    found = reach(small(make_world, texts), "ORG")
    inside = found.promise("internal")
    assert (inside.covers, inside.duty) == ("yes", "must_consult")
    assert inside.instruments == ("instruments:other/1", "instruments:plain/1")
    assert found.promise("external").duty == "may_assist", "the duty for internal unrest is not that for an attack"
    assert found.promise("disaster") == type(inside)("disaster", "no", "none", ())


def test_an_ambiguous_text_is_better_than_none(make_world):
    found = reach(small(make_world, [text("vague", trigger_disaster="ambiguous", duty="may_assist")]), "ORG")
    assert (found.promise("disaster").covers, found.promise("disaster").duty) == ("ambiguous", "may_assist")


def test_only_texts_in_force_on_the_day_promise(make_world):
    texts = [
        text("old", trigger_external="yes", duty="must_assist", to=date(2010, 1, 1)),
        text("old", version=2, trigger_external="no", **{"from": date(2010, 1, 1)}),  # type: ignore[arg-type]
    ]
    world = small(make_world, texts)
    assert reach(world, "ORG", date(2009, 12, 31)).promise("external").covers == "yes"
    assert reach(world, "ORG", date(2010, 1, 1)).promise("external").covers == "no"


def test_an_unknown_trigger_is_refused(make_world):
    with pytest.raises(UnknownNameError, match="unknown trigger 'internall'; did you mean internal"):
        reach(small(make_world), "ORG").promise("internall")  # type: ignore[arg-type]


def test_the_standing_force_is_the_largest_named_and_not_the_sum(make_world):
    texts = [text("a", force_low=3000.0, force_high=4000.0), text("b", force_low=18000.0, force_high=20000.0)]
    found = reach(small(make_world, [*texts, text("c")]), "ORG")
    assert found.standing_force == Interval(18000.0, 20000.0, None)
    exact = small(make_world, [text("a", force_high=500.0)]).instruments
    assert standing_force(exact) == Interval.point(500.0)
    assert standing_force(small(make_world, [text("a")]).instruments) is None


def test_what_could_be_sent_is_a_part_of_what_is_under_arms(make_world):
    """1,000 and 100 to 200 under arms; 8 % to 40 % of it can be sent."""
    found = reach(small(make_world), "ORG")
    assert found.active_forces == Interval(1100.0, 1200.0, None)
    assert (found.deployable.low, found.deployable.high) == pytest.approx((88.0, 480.0))
    assert found.deployable.value is None
    assert found.missing == ("DDD",)
    assert DEPLOYABLE_SOURCE in found.source_ids
    assert {"approximate", "interval"} <= set(found.flags), "marks of the forces survive"


def test_forces_of_the_place_itself_are_not_sent_there(make_world):
    found = reach(small(make_world), "ORG", to="State AAA")
    assert found.members == ("AAA", "BBB", "DDD")
    assert found.active_forces == Interval(100.0, 200.0, None)
    assert found.missing == ("DDD",)
    assert "approximate" not in found.flags


def test_without_data_on_forces_nothing_is_known(make_world):
    found = reach(small(make_world, forces=[]), "ORG")
    assert (found.active_forces, found.deployable) == (None, None)
    assert DEPLOYABLE_SOURCE not in found.source_ids


def test_distances_are_to_the_place_and_from_where_they_are_known(make_world):
    world = small(make_world)
    assert reach(world, "ORG").distance == {}
    found = reach(world, "ORG", to="CCC")
    assert found.distance == pytest.approx({"AAA": 6371 * math.pi / 2, "BBB": 6371 * math.pi / 2})
    with pytest.raises(InputError, match="no coordinates are held for the capital of DDD"):
        capital_distance(world, "AAA", "DDD")


@pytest.mark.parametrize("latitude", [0.0, 12.3, 45.0, 51.17, 89.9])
def test_opposite_points_are_half_the_globe_apart(make_world, latitude):
    world = make_world(states=[state("AAA", latitude, 71.43), state("BBB", -latitude, 71.43 - 180)])
    assert capital_distance(world, "AAA", "BBB") == pytest.approx(6371 * math.pi)
    assert capital_distance(world, "AAA", "AAA") == 0.0


def test_a_body_that_does_not_exist_reaches_nowhere(make_world):
    with pytest.raises(InputError, match="ORG does not exist on 1999-01-01"):
        reach(small(make_world), "ORG", date(1999, 1, 1))
    with pytest.raises(UnknownNameError, match="unknown organisation"):
        reach(small(make_world), "QQQ")
    with pytest.raises(UnknownNameError, match="unknown state"):
        reach(small(make_world), "ORG", to="QQQQ")


def test_from_astana_to_moscow(world):
    assert capital_distance(world, "KAZ", "RUS") == pytest.approx(2270, abs=15)


def test_every_body_can_be_asked_about_every_place(world):
    for org_id in world.organisations["org_id"]:
        found = reach(world, org_id, to="KAZ")
        assert "KAZ" not in found.distance, org_id
