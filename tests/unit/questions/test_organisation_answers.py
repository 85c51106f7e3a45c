"""Organisations, alone and as a state sees them; which of their members a map shows."""

from __future__ import annotations

from datetime import date

import pytest

import equipoise as eq
from equipoise.answers import Answer
from equipoise.errors import ExplainedNameError, InputError
from equipoise.measures.clout import clout
from equipoise.measures.reach import reach
from equipoise.world.organisations import members
from equipoise.world.world import World

DAY = date(2022, 1, 5)


def rows(answer: Answer, sheet: str) -> list[dict]:
    return list(answer.sheet(sheet).records())


def test_the_sheets_hold_what_the_measures_say(world: World) -> None:
    answer = eq.ask.organisation(world, "CSTO")
    able, weight = reach(world, "CSTO"), clout(world, "CSTO", "gdp")
    assert weight is not None
    row = rows(answer, "reach")[0]
    assert row["active_forces"].interval == able.active_forces
    assert row["deployable"].interval == able.deployable
    assert [row[promise.trigger] for promise in able.promises] == [promise.covers for promise in able.promises]
    output = next(row for row in rows(answer, "clout") if row["indicator"] == "gdp")
    assert output["share_of_world"].value == weight.share_of_world
    shares = {row["iso3"]: row["share_of_world"] for row in rows(answer, "clout_members") if row["indicator"] == "gdp"}
    assert shares == {member.iso3: member.share_of_world for member in weight.members}


def test_members_without_data_make_the_share_a_floor(world: World) -> None:
    answer = eq.ask.organisation(World.load(as_of=str(DAY)), "OTS")
    spending = next(row for row in rows(answer, "clout") if row["indicator"] == "military_expenditure")
    assert spending["missing"] == ("Uzbekistan",)
    assert (spending["share_of_world"].value, spending["share_of_world"].high) == (None, None)
    assert "at least" in answer.headline[-1].text


def test_a_body_whose_texts_name_no_force_has_none(world: World) -> None:
    answer = eq.ask.organisation(world, "NATO")
    assert rows(answer, "reach")[0]["standing_force"].value == 0
    assert "no standing or earmarked force" in answer.headline[2].text


def test_a_state_is_no_organisation_and_one_of_later_does_not_exist_yet(world: World) -> None:
    with pytest.raises(ExplainedNameError, match="is a state: use `equipoise state KAZ`"):
        eq.ask.organisation(world, "KAZ")
    with pytest.raises(InputError, match="CSTO does not exist on 1990-01-01"):
        eq.ask.organisation(World.load(as_of="1990-01-01"), "CSTO")


def test_a_large_share_is_the_title_of_the_bars_and_a_small_one_is_no_news(world: World) -> None:
    def title(state: str) -> str:
        answer = eq.ask.organisations(world, ["CSTO"], state, DAY)
        return next(chart for chart in answer.charts if chart.kind == "clout").caption.title

    assert title("KAZ").startswith("Kazakhstan brings 13 % of the area of the CSTO")
    assert title("ARM").startswith("The CSTO's members make up ")


def test_bars_are_drawn_for_two_small_organisations_at_most(world: World) -> None:
    answer = eq.ask.organisations(world, ["OSCE", "CSTO", "OTS", "EAEU"], "KAZ", DAY)
    drawn = [chart.sheets[0] for chart in answer.charts if chart.kind == "clout"]
    assert drawn == ["clout_csto", "clout_ots"]
    assert [row["org_id"] for row in rows(answer, "reach")] == ["OSCE", "CSTO", "OTS", "EAEU"]


def test_organisations_with_like_texts_are_named_together(world: World) -> None:
    past = eq.ask.organisations(world, ["CSTO", "CIS", "SCO"], "KAZ", DAY).headline[0].text
    assert past == (
        "On 5 January 2022, the CSTO and the CIS had instruments that plainly cover internal unrest and the SCO had "
        "one that may be read so."
    )
    none = eq.ask.organisations(world, ["EAEU"], "KAZ", DAY).headline[0].text
    assert none.endswith("none of Kazakhstan's organisations had an instrument that covers internal unrest.")


def test_the_map_marks_members_of_either_and_of_both(world: World) -> None:
    answer = eq.ask.neighbourhood(world, "KAZ", ["CSTO", "OTS"], DAY)
    colours = {row["iso3"]: row["colour"] for row in rows(answer, "members")}
    first, second = (set(members(world, key, DAY)) for key in ("CSTO", "OTS"))
    assert {key for key, colour in colours.items() if colour == "both"} == first & second
    assert set(colours) == first | second
    assert colours["RUS"] == "CSTO"


def test_the_map_leaves_out_organisations_of_half_the_world(world: World) -> None:
    assert eq.ask.neighbourhood(world, "KAZ", ["OSCE", "CSTO"], DAY).subject["organisations"] == ("CSTO",)
    alone = eq.ask.neighbourhood(world, "KAZ", ["OSCE"], DAY)
    assert not alone.sheet("members").rows
