"""Organisations on a day: existence, members, texts in force, names."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipoise.errors import UnknownNameError
from equipoise.world.organisations import (
    exists_on,
    in_force,
    instruments_of,
    instruments_on,
    members,
    memberships_on,
    organisation,
    organisations_of,
    resolve_organisation,
)

BODY = {"org_id": "CLUB", "name": "The Club", "kind": "regional", "source_ids": ["s"]}


@pytest.mark.parametrize(("day", "exists"), [
    (date(1999, 12, 31), False), (date(2000, 1, 1), True), (date(2009, 12, 31), True), (date(2010, 1, 1), False),
])  # fmt: skip
def test_a_body_exists_from_its_first_day_until_its_last(make_world, day, exists):
    dated = {"founded": date(2000, 1, 1), "dissolved": date(2010, 1, 1)}
    assert exists_on(make_world(organisations=[BODY | dated]), "CLUB", day) is exists


def test_what_is_not_in_the_table_does_not_exist(make_world):
    assert not exists_on(make_world(organisations=[BODY | {"founded": date(2000, 1, 1)}]), "CLUBB", date(2005, 1, 1))


@given(st.dates(), st.none() | st.dates(), st.none() | st.dates())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_standing_holds_on_its_first_day_and_not_on_its_last(make_world, day, begins, ends):
    row = {"org_id": "CLUB", "iso3": "AAA", "status": "member", "from": begins, "to": ends, "source_ids": ["s"]}
    held = make_world(memberships=[row]).memberships.filter(in_force(day)).height == 1
    assert held == ((begins is None or begins <= day) and (ends is None or day < ends))


@pytest.mark.parametrize(("day", "member"), [
    (date(1994, 4, 19), False), (date(1994, 4, 20), True), (date(1999, 4, 1), True), (date(1999, 4, 2), False),
    (date(2003, 7, 1), False), (date(2006, 8, 16), True), (date(2012, 12, 18), True), (date(2012, 12, 19), False),
    (date(2022, 1, 5), False),
])  # fmt: skip
def test_uzbekistan_came_and_went_twice(world, day, member):
    assert ("UZB" in members(world, "CSTO", day)) is member
    assert ("CSTO" in organisations_of(world, "UZB", day)) is member


def test_a_member_whose_participation_is_frozen_is_still_a_member(world):
    day = date(2024, 6, 1)
    standing = memberships_on(world, "CSTO", day).filter(pl.col("iso3") == "ARM")["status"].to_list()
    assert standing == ["frozen", "member"]
    assert members(world, "CSTO", day).count("ARM") == 1
    before = memberships_on(world, "CSTO", date(2024, 1, 1)).filter(pl.col("iso3") == "ARM")["status"].to_list()
    assert before == ["member"]


def test_observers_are_no_members(world):
    day = date(2022, 1, 5)
    observers = memberships_on(world, "OTS", day).filter(pl.col("status") == "observer")["iso3"].to_list()
    assert {"HUN", "TKM"} <= set(observers)
    assert not set(observers) & set(members(world, "OTS", day))
    assert "OTS" not in organisations_of(world, "HUN", day)


def test_standings_read_from_both_sides_agree(world):
    day = date(2022, 1, 5)
    for org_id in world.organisations["org_id"]:
        for iso3 in members(world, org_id, day):
            assert org_id in organisations_of(world, iso3, day), (org_id, iso3)


@pytest.mark.parametrize(("day", "version"), [(date(2009, 1, 1), 1), (date(2022, 1, 5), 2)])
def test_an_article_is_read_in_the_version_of_the_day(world, day, version):
    rows = instruments_of(world, "CSTO", day).filter(pl.col("instrument_id") == "cst_art4")
    assert rows["version"].to_list() == [version]


def test_a_text_is_never_in_force_in_two_versions(world):
    for ends in world.instruments["to"].drop_nulls().unique():
        for day in (ends - timedelta(days=1), ends):
            assert instruments_on(world, day)["instrument_id"].is_unique().all(), day


@pytest.mark.parametrize(("text", "org_id"), [
    ("CSTO", "CSTO"), ("csto", "CSTO"), ("Collective Security Treaty Organization", "CSTO"),
    ("Collective Security Treaty Organisation", "CSTO"), ("  collective  security treaty ORGANISATION ", "CSTO"),
    ("Turkic Council", "OTS"), ("Organization of Turkic States", "OTS"), ("European Union", "EU"),
    ("OST", "OTS"),
])  # fmt: skip
def test_bodies_are_found_by_names_past_and_present(world, text, org_id):
    assert resolve_organisation(world, text) == org_id


def test_every_name_in_the_table_leads_back_to_its_own_body(world):
    for row in world.organisations.iter_rows(named=True):
        for name in (row["org_id"], row["name"], *(row["aliases"] or [])):
            assert resolve_organisation(world, name) == row["org_id"], name


def test_a_slip_is_answered_with_the_nearest_id_and_the_choices(world):
    with pytest.raises(UnknownNameError, match="unknown organisation 'OTSS'; did you mean OTS") as caught:
        resolve_organisation(world, "OTSS")
    assert set(caught.value.choices) == set(world.organisations["org_id"])
    assert "\n" not in str(caught.value)


def test_a_row_of_a_body_is_a_mapping(world):
    assert organisation(world, "OTS")["name"] == "Organization of Turkic States"
