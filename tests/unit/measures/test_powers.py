"""Powers: states and blocs, with the members of the day."""

from __future__ import annotations

from datetime import date

import pytest
from measure_samples import DAY, belonging, body, member, states

from equipoise.errors import UnknownNameError
from equipoise.measures.powers import POWERS, Power, power


def test_a_state_is_a_power_by_any_name(world):
    for text in ("RUS", "ru", "Russia", "Russian Federation", "cow:365"):
        assert power(world, text, DAY) == Power("RUS", "Russia", ("RUS",), bloc=False)


def test_a_bloc_has_the_members_of_the_day(make_world):
    leaver = member("CLUB", "BBB", to=date(2020, 2, 1))
    world = make_world(
        states=states("AAA", "BBB"),
        organisations=[body("CLUB", aliases=["The Club"])],
        memberships=[*belonging("CLUB", "AAA"), leaver],
        as_of=DAY,
    )
    assert power(world, "the club", date(2020, 1, 31)).states == ("AAA", "BBB")
    assert power(world, "CLUB", date(2020, 2, 1)) == Power("CLUB", "CLUB", ("AAA",), bloc=True)


def test_the_british_left_the_union(world):
    before, after = (power(world, "EU", day).states for day in (date(2020, 1, 30), date(2020, 2, 1)))
    assert (len(before), len(after)) == (28, 27)
    assert set(before) - set(after) == {"GBR"}


@pytest.mark.parametrize("text", POWERS)
def test_the_default_powers_exist(world, text):
    assert power(world, text, DAY).states


def test_no_id_of_an_organisation_hides_the_code_of_a_state(world):
    assert not set(world.organisations["org_id"]) & set(world.states["iso3"])


def test_an_unknown_power_is_looked_for_among_states_and_organisations(world):
    with pytest.raises(UnknownNameError, match="unknown power") as caught:
        power(world, "Turkyye", DAY)
    assert caught.value.nearest
    assert {"OTS", "Kazakhstan"} <= set(caught.value.choices)
