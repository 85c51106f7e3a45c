"""Mandate, support and forecast on a small invented world."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from equipoise.errors import InputError, UnknownNameError
from equipoise.models.calls.forecast import answer_call, arrival_curve, own_episodes
from equipoise.models.calls.mandate import covering_instrument
from equipoise.world.schema import conform

DAY = date(2020, 6, 1)


def clause(key: str, org: str | None, internal: str, **row: object) -> dict:
    return {
        "instrument_id": key,
        "version": 1,
        "org_id": org,
        "parties": [],
        "name": f"Treaty {key}",
        "from": date(2000, 1, 1),
        "to": None,
        "trigger_external": "no",
        "trigger_internal": internal,
        "trigger_internal_alt": None,
        "trigger_disaster": "no",
        "duty": "may_assist",
        "duty_internal": None,
        "force_low": None,
        "force_high": None,
        "coding": "blind",
        "basis": "text seen",
        "confidence": "H",
        "source_ids": ["src"],
        **row,
    }


def instruments() -> pl.DataFrame:
    rows = [
        clause("guard_old", "GUARD", "no", to=date(2010, 1, 1)),
        clause(
            "guard_new", "GUARD", "yes", **{"from": date(2010, 1, 1)}, force_low=500.0, trigger_internal_alt="ambiguous"
        ),
        clause("guard_informed", "GUARD", "yes", coding="informed", duty="must_assist"),
        clause("talk", "TALK", "no", trigger_disaster="yes"),
        clause("pact", None, "ambiguous", parties=["AAA", "BBB"]),
        clause("shield", "SHIELD", "no", trigger_external="yes"),
    ]
    schema = {"to": pl.Date, "force_low": pl.Float64, "force_high": pl.Float64, "parties": pl.List(pl.String)}
    return conform(pl.DataFrame(rows, schema_overrides=schema), "instruments")


def memberships() -> pl.DataFrame:
    rows = [
        ("GUARD", "AAA", "member", date(2005, 1, 1), None),
        ("GUARD", "AAA", "frozen", date(2019, 1, 1), None),
        ("GUARD", "BBB", "member", date(2005, 1, 1), None),
        ("TALK", "AAA", "member", date(2005, 1, 1), None),
        ("SHIELD", "AAA", "observer", date(2005, 1, 1), None),
        ("SHIELD", "CCC", "member", date(2005, 1, 1), date(2015, 1, 1)),
    ]
    frame = pl.DataFrame(rows, schema=["org_id", "iso3", "status", "from", "to"], orient="row")
    return conform(frame.with_columns(pl.lit("src").alias("source_ids")), "memberships")


def panel_tables() -> tuple[pl.DataFrame, pl.DataFrame]:
    calls, episodes = [], []
    for place in range(60):
        plain, troops = place % 3 == 0, place % 3 == 0 or place % 5 == 0
        start = date(2000 + place % 19, 3, 1)
        calls.append(
            {
                "call_id": f"c{place:02}",
                "episode_id": f"e{place:02}",
                "addressee": "X",
                "addressee_type": "IO" if place % 2 else "regional_state",
                "instrument_predates_call": "1",
                "request_date": start,
                "answer": "troops" if troops else "refused",
                "decision_date": start,
                "first_arrival": start if troops else None,
                "lag_arrival_days": float(place % 20) if troops else None,
                "use_for_calibration": True,
                "mandate_internal": "yes" if plain else "ambiguous",
                "mandate_external": "yes",
                "source_ids": ["src"],
            }
        )
        episodes.append(
            {
                "episode_id": f"e{place:02}",
                "iso3": "DDD",
                "year": start.year,
                "label": "x",
                "trigger": "mass_unrest",
                "onset_date": start,
            }
        )
    episodes.append(
        {
            "episode_id": "now",
            "iso3": "AAA",
            "year": 2020,
            "label": "now",
            "trigger": "mass_unrest",
            "onset_date": date(2020, 5, 20),
        }
    )
    calls.append(
        {
            **calls[0],
            "call_id": "now-1",
            "episode_id": "now",
            "request_date": date(2020, 5, 21),
            "decision_date": date(2020, 5, 21),
            "first_arrival": date(2020, 5, 21),
        }
    )
    return conform(pl.DataFrame(calls, infer_schema_length=None), "calls"), conform(pl.DataFrame(episodes), "episodes")


@pytest.fixture(scope="module")
def world() -> SimpleNamespace:
    calls, episodes = panel_tables()
    named = [
        {"org_id": key, "name": key, "kind": "defence", "founded": date(2000, 1, 1), "source_ids": ["src"]}
        for key in ("GUARD", "TALK", "SHIELD")
    ]
    return SimpleNamespace(
        calls=calls,
        episodes=episodes,
        instruments=instruments(),
        memberships=memberships(),
        organisations=conform(pl.DataFrame(named), "organisations"),
        states=pl.DataFrame({"iso3": ["AAA", "BBB", "CCC", "DDD"]}),
        as_of=None,
        today=DAY,
    )


def test_version_in_force_and_blind_code_win(world):
    found = covering_instrument(world, "AAA", "GUARD", "internal", DAY)
    assert (found.instrument_id, found.mandate_class, found.second_reading) == ("guard_new", "yes", "ambiguous")
    assert found.force is not None
    assert found.force.low == 500
    assert "frozen" in found.flags


def test_earlier_day_finds_the_earlier_text(world):
    blind = SimpleNamespace(**{**vars(world), "instruments": world.instruments.filter(pl.col("coding") == "blind")})
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
    pactless = SimpleNamespace(
        **{**vars(world), "instruments": world.instruments.filter(pl.col("instrument_id") != "pact")}
    )
    assert "GUARD" in covering_instrument(pactless, "AAA", "BBB", "internal", DAY).reason


@pytest.mark.parametrize(("arguments", "error", "words"), [
    (("AAA", "GUARD", "intern"), InputError, "did you mean internal"),
    (("AAA", "AAA", "internal"), InputError, "cannot ask itself"),
    (("ZZZ", "GUARD", "internal"), UnknownNameError, "unknown state 'ZZZ'"),
    (("AAA", "GARD", "internal"), UnknownNameError, "did you mean GUARD"),
])  # fmt: skip
def test_errors_name_value_and_choices(world, arguments, error, words):
    with pytest.raises(error, match=words):
        answer_call(world, *arguments, on=DAY)


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
    assert (plain.cell_calls, plain.cell_troops) == (20, 20)


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
    assert forecast.probability.high == forecast.class_rate.interval().high
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
    assert set(rows) == {"second_reading", "four_classes", "low_rate", "high_rate"}
    assert rows["low_rate"].midpoint < rows["high_rate"].midpoint


def test_same_question_same_answer(world):
    first, second = (answer_call(world, "AAA", "GUARD", on=DAY) for _ in range(2))
    assert first.curve == second.curve
