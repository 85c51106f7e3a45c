"""What the product promises about its founding case, on the shipped tables.

Verdicts and forecasts are kept in `kazakhstan.json`. Set EQUIPOISE_UPDATE_GOLDEN=1 to rewrite it, and note the change
in the changelog.
"""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from equipoise.errors import InputError, UnknownNameError
from equipoise.measures import balance, clout, partner_list, reach
from equipoise.models.calls import answer_call
from equipoise.scenarios import Worlds, judge, load_claims, load_scenario
from equipoise.world.organisations import exists_on, instruments_of, members
from equipoise.world.world import World

PACK = "kazakhstan-2022"
KEPT = Path(__file__).with_name("kazakhstan.json")
NEW_YEAR = date(2022, 1, 1)
BEFORE_THE_TURKIC_COUNCIL = "2009-01-01"


def cells(world: World, state: str, layer: str) -> dict[str, dict]:
    return {row["power"]: row for row in balance(world, state, layers=[layer]).iter_rows(named=True)}


@pytest.fixture(scope="module")
def turnover(world):
    return cells(world, "KAZ", "turnover")


@pytest.mark.parametrize(("power", "share"), [("CHN", 21), ("RUS", 18)])
def test_turnover_of_2023_with_china_and_russia(turnover, power, share):
    row = turnover[power]
    assert row["year"] == 2023
    assert row["value"] == pytest.approx(share, abs=3)
    assert row["low"] <= row["value"] <= row["high"]


def test_the_union_is_an_interval_and_no_point(turnover):
    row = turnover["EU"]
    assert row["value"] is None
    assert row["low"] <= 30 <= row["high"]
    assert "interval" in row["flags"]


@pytest.mark.parametrize("as_of", [None, "2026-01-01"])
@pytest.mark.parametrize("layer", ["exports", "imports", "turnover"])
def test_russia_is_not_missing_from_belarus(as_of, layer):
    world = World.load(as_of=as_of)
    row = cells(world, "BLR", layer)["RUS"]
    assert row["value"] > 40
    assert "stale" in row["flags"]


def test_the_newest_lists_of_belarus_have_indeed_lost_russia(world):
    for flow in ("exports", "imports"):
        assert "RUS" not in partner_list(world, "BLR", flow).shares


def test_members_of_the_turkic_states_at_new_year_2022(world, eve):
    for tables in (world, eve):
        assert members(tables, "OTS", NEW_YEAR) == ["AZE", "KAZ", "KGZ", "TUR", "UZB"]


def test_kazakhstan_is_more_than_half_of_their_area(eve):
    largest = clout(eve, "OTS", "area", NEW_YEAR).members[0]
    assert largest.iso3 == "KAZ"
    assert largest.share_of_members > 50


def test_the_turkic_states_promise_nothing_against_attack_or_unrest(eve):
    found = reach(eve, "OTS", NEW_YEAR)
    for trigger in ("external", "internal"):
        promise = found.promise(trigger)
        assert (promise.covers, promise.duty, promise.instruments) == ("no", "none", ()), trigger
    assert found.standing_force is None


def test_the_collective_security_treaty_promises_both(eve):
    found = reach(eve, "CSTO", NEW_YEAR)
    for trigger in ("external", "internal"):
        assert found.promise(trigger).covers == "yes", trigger
        assert found.promise(trigger).instruments, trigger
    assert found.promise("external").duty == "must_assist"
    assert found.standing_force.low > 1000


def test_there_were_no_turkic_states_on_the_first_day_of_2009(world):
    then = World.load(as_of=BEFORE_THE_TURKIC_COUNCIL)
    assert not exists_on(world, "OTS", date(2009, 1, 1))
    with pytest.raises(InputError, match="OTS does not exist on 2009-01-01"):
        reach(world, "OTS", date(2009, 1, 1))
    with pytest.raises(UnknownNameError, match="unknown organisation 'OTS'"):
        reach(then, "OTS")


def test_the_treaty_of_2009_lacks_the_clause_of_2010(world):
    then = World.load(as_of=BEFORE_THE_TURKIC_COUNCIL)
    for tables in (world, then):
        article = instruments_of(tables, "CSTO", date(2009, 1, 1)).filter(pl.col("instrument_id") == "cst_art4")
        assert article.select("version", "trigger_internal").rows() == [(1, "no")]
    now = instruments_of(world, "CSTO", NEW_YEAR).filter(pl.col("instrument_id") == "cst_art4")
    assert now["trigger_internal"].to_list() == ["ambiguous"]
    assert "cst_art4/2" not in {f"{row[0]}/{row[1]}" for row in then.instruments.iter_rows()}


@pytest.fixture(scope="module")
def computed(world):
    """Forecasts of both calls without the case itself, and the verdict on each claim."""
    scenario = load_scenario(PACK)
    worlds = Worlds(leave_out=tuple(scenario.leave_out))
    calls = {}
    for body in ("CSTO", "OTS"):
        found = answer_call(
            world, "KAZ", body, trigger="internal", on=scenario.call.date, without_episodes=tuple(scenario.leave_out)
        )
        assert found.left_out == ("KAZ2022",)
        ends = found.probability
        rounded = {
            end: None if (at := getattr(ends, end)) is None else round(at, 3) for end in ("low", "value", "high")
        }
        calls[body] = rounded | {"in_support": found.in_support}
    claims = {}
    for claim in load_claims(PACK):
        judged = judge(worlds, claim)
        answers = {test.criterion.id: test.answer for test in judged.tested}
        claims[claim.id] = {"verdict": judged.verdict, "answers": answers}
    return {"calls": calls, "claims": claims}


@pytest.fixture(scope="module")
def kept(computed):
    if os.environ.get("EQUIPOISE_UPDATE_GOLDEN"):
        KEPT.write_text(json.dumps(computed, indent=1) + "\n", encoding="utf-8")
    return json.loads(KEPT.read_text(encoding="utf-8"))


@pytest.mark.parametrize("body", ["CSTO", "OTS"])
def test_forecasts_without_the_case_are_those_that_were_kept(computed, kept, body):
    assert computed["calls"][body] == pytest.approx(kept["calls"][body], abs=5e-3)


def test_the_treaty_is_within_the_panel_and_the_turkic_states_are_not(computed):
    calls = computed["calls"]
    assert calls["CSTO"]["in_support"]
    assert not calls["OTS"]["in_support"]
    assert calls["OTS"]["value"] is None
    assert calls["OTS"]["low"] == 0


def test_all_claims_are_kept(computed, kept):
    assert list(kept["claims"]) == list(computed["claims"])
    assert len(kept["claims"]) == 17


@pytest.mark.parametrize("letter", "abcdefghijklmnopq")
def test_verdicts_are_those_that_were_kept(computed, kept, letter):
    assert computed["claims"][letter] == kept["claims"][letter], (
        "if the change is meant, run with EQUIPOISE_UPDATE_GOLDEN=1 and note it in the changelog"
    )
