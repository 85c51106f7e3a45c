"""Mandate, support and forecast on a small invented world."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from calls_samples import DAY, sample_world

from equipoise.errors import InputError, UnknownNameError
from equipoise.models.calls.forecast import answer_call, arrival_curve, own_episodes
from equipoise.models.calls.mandate import covering_instrument


@pytest.fixture(scope="module")
def world():
    return sample_world()


def test_version_in_force_and_blind_code_win(world):
    found = covering_instrument(world, "AAA", "GUARD", "internal", DAY)
    assert (found.instrument_id, found.mandate_class, found.second_reading) == ("guard_new", "yes", "ambiguous")
    assert found.force is not None
    assert found.force.low == 500
    assert "frozen" in found.flags


def test_earlier_day_finds_the_earlier_text(world):
    blind = replace(world, instruments=world.instruments.filter(pl.col("coding") == "blind"))
    found = covering_instrument(blind, "AAA", "GUARD", "internal", date(2009, 12, 31))
    assert (found.instrument_id, found.mandate_class) == ("guard_old", "no")


def test_informed_code_is_used_where_it_is_all_there_is_and_says_so(world):
    found = covering_instrument(world, "AAA", "GUARD", "internal", date(2009, 12, 31))
    assert found.instrument_id == "guard_informed"
    assert "informed" in found.flags
    assert "knew how calls were answered" in found.reason


@pytest.mark.parametrize(("state", "on"), [("AAA", DAY), ("CCC", date(2015, 1, 1)), ("DDD", DAY)])
def test_who_is_not_a_member_is_not_covered(world, state, on):
    found = covering_instrument(world, state, "SHIELD", "external", on)
    assert found.mandate_class == "none"
    assert "not a member" in found.reason


def test_single_state_is_bound_by_its_own_pact_only(world):
    assert covering_instrument(world, "AAA", "BBB", "internal", DAY).instrument_id == "pact"
    alone = covering_instrument(world, "BBB", "DDD", "internal", DAY)
    assert alone.mandate_class == "none"
    pactless = replace(world, instruments=world.instruments.filter(pl.col("instrument_id") != "pact"))
    assert "GUARD" in covering_instrument(pactless, "AAA", "BBB", "internal", DAY).reason


@pytest.mark.parametrize(("arguments", "error", "words"), [
    (("AAA", "GUARD", "intern"), InputError, "did you mean internal"),
    (("AAA", "AAA", "internal"), InputError, "cannot ask itself"),
    (("ZZZ", "GUARD", "internal"), UnknownNameError, "unknown state 'ZZZ'"),
    (("AAA", "GARD", "internal"), UnknownNameError, "did you mean GUARD"),
])  # fmt: skip
def test_errors_name_value_and_choices(world, arguments, error, words):
    with pytest.raises(error, match=words):
        answer_call(world, *arguments, on=DAY)  # type: ignore[misc]


def test_forecast_leaves_out_the_crisis_it_forecasts(world):
    forecast = answer_call(world, "AAA", "GUARD", on=DAY)
    assert forecast.left_out == ("now",)
    assert "now-1" not in forecast.call_ids
    assert forecast.n_calls == 60
    assert own_episodes(world.episodes, world.calls, "AAA", date(2021, 6, 1)) == []


def test_forecast_knows_nothing_later_than_its_day(world):
    early = answer_call(world, "AAA", "GUARD", on=date(2010, 1, 1))
    assert 0 < early.n_calls < 60
    assert early.call_ids == tuple(sorted(early.call_ids))


def test_plain_clause_raises_the_probability(world):
    plain, other = answer_call(world, "AAA", "GUARD", on=DAY), answer_call(world, "AAA", "BBB", on=DAY)
    assert plain.probability.value > other.probability.value
    assert (plain.cell_calls, plain.cell_troops) == (10, 10)


def test_arrival_is_never_likelier_than_coming_and_grows(world):
    forecast = answer_call(world, "AAA", "GUARD", on=DAY)
    curve = arrival_curve(forecast)
    assert curve.shape == (61, 3)
    assert (np.diff(curve[:, 1]) >= 0).all()
    assert curve[-1, 1] <= forecast.probability.value
    assert forecast.p_within_3_days == forecast.curve[3]


def test_body_without_means_gets_a_bound_not_a_number(world):
    forecast = answer_call(world, "AAA", "TALK", on=DAY)
    assert not forecast.in_support
    assert forecast.probability.value is None
    assert forecast.probability.low == 0
    assert forecast.panel_probability.high == pytest.approx(forecast.class_rate.interval().high, abs=5e-3)
    assert {"outside_support", "interval"} <= set(forecast.flags)
    assert "no instrument of TALK" in forecast.support_reason


def test_disaster_clause_is_found_but_not_forecast(world):
    forecast = answer_call(world, "AAA", "TALK", "disaster", on=DAY)
    assert forecast.mandate_class == "yes"
    assert (forecast.probability.low, forecast.probability.high) == (0, 1)
    assert forecast.class_rate is None
    assert forecast.cell_calls == 0


def test_sensitivity_brackets_the_rate(world):
    rows = {row.name: row.probability for row in answer_call(world, "AAA", "BBB", on=DAY).sensitivity}
    assert set(rows) == {"panel_level", "second_reading", "own_record", "first_version", "low_rate", "high_rate"}
    assert rows["low_rate"].midpoint < rows["high_rate"].midpoint


def test_same_question_same_answer(world):
    first, second = (answer_call(world, "AAA", "GUARD", on=DAY) for _ in range(2))
    assert first.curve == second.curve
