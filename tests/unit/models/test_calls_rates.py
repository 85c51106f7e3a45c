"""Answer rates and lags: hand-made panels with known answers."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from equipoise.errors import UnknownNameError
from equipoise.models.calls.cell_rates import design_effect, fit_rates
from equipoise.models.calls.classing import CLASSINGS, CallFeatures, classing
from equipoise.models.calls.lag import _BETWEEN_KINDS, _CENTRE, _fit_slow, _log_likelihood, fit_lags
from equipoise.models.calls.panel import KINDS, usable_panel
from equipoise.world.schema import conform


def tables(rows: list[dict]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Build calls and episodes; each row gives what differs from a plain refused call in an internal crisis."""
    plain = {
        "addressee": "Somebody",
        "addressee_type": "regional_state",
        "instrument_predates_call": "1",
        "request_date": date(2000, 1, 1),
        "answer": "refused",
        "use_for_calibration": True,
        "mandate_internal": "no",
        "mandate_external": "yes",
        "source_ids": ["s"],
        "crisis": "mass_unrest",
    }
    filled = [{**plain, "call_id": f"c{place}", "episode_id": f"e{place}", **row} for place, row in enumerate(rows)]
    crises = {row["episode_id"]: row["crisis"] for row in filled}
    calls = pl.DataFrame(
        [{key: value for key, value in row.items() if key != "crisis"} for row in filled], infer_schema_length=None
    )
    episodes = pl.DataFrame(
        [
            {"episode_id": key, "iso3": "AAA", "year": 2000, "label": key, "trigger": crisis}
            for key, crisis in crises.items()
        ]
    )
    return conform(calls, "calls"), conform(episodes, "episodes")


def came(lag: int, **row: object) -> dict:
    start = date(2000, 1, 1)
    return {
        "answer": "troops",
        "lag_arrival_days": float(lag),
        "first_arrival": start + timedelta(days=lag),
        "decision_date": start,
        **row,
    }


def test_panel_drops_what_cannot_teach_and_counts_it():
    calls, episodes = tables([{}, {"use_for_calibration": False}, {"request_date": None}, {"episode_id": "out"}])
    panel = usable_panel(calls, episodes, without_episodes=["out"])
    assert panel.frame["call_id"].to_list() == ["c0"]
    assert sum(panel.dropped.values()) == 3
    assert panel.left_out == ("out",)


def test_panel_knows_nothing_of_later_calls_and_later_answers():
    calls, episodes = tables(
        [came(1), came(50), {"decision_date": date(2000, 1, 5)}, {}, {"request_date": date(2000, 1, 9)}]
    )
    known = usable_panel(calls, episodes, before=date(2000, 1, 9)).frame["call_id"].to_list()
    assert known == ["c0", "c2"], "c1 has not arrived, c3 has been silent for less than a month, c4 is asked that day"
    assert usable_panel(calls, episodes, before=date(2000, 3, 1)).n_calls == 5


def test_text_made_for_the_occasion_does_not_count_as_a_mandate():
    calls, episodes = tables([came(1, mandate_internal="yes", instrument_predates_call="0")])
    frame = usable_panel(calls, episodes).frame
    assert frame["class_internal"].to_list() == ["none"]
    assert frame["coded_internal"].to_list() == ["yes"]


def test_unknown_episode_is_named():
    calls, episodes = tables([{}])
    with pytest.raises(UnknownNameError, match="e0"):
        usable_panel(calls, episodes, without_episodes=["e00"])


def test_missing_code_is_not_a_missing_instrument():
    calls, episodes = tables([{"mandate_internal": None}])
    assert usable_panel(calls, episodes).frame["class_internal"].to_list() == ["unknown"]


@pytest.mark.parametrize(("trigger", "wording", "cell"), [
    ("internal", "yes", "plain clause"),
    ("internal", "ambiguous", "no plain clause"),
    ("external", "yes", "no plain clause"),
    ("unknown", "yes", "plain clause"),
])  # fmt: skip
def test_default_classing(trigger: str, wording: str, cell: str):
    assert CLASSINGS[0].cell(CallFeatures(trigger, "state", wording, "yes", wording)) == cell


def test_unknown_classing_lists_the_choices():
    with pytest.raises(UnknownNameError, match="plain_clause"):
        classing("plain_claus")


def test_design_effect_of_copies_is_their_number():
    outcomes = np.repeat([0.0, 1.0, 0.0, 1.0, 1.0, 0.0] * 20, 3)
    clusters = np.repeat([str(place) for place in range(120)], 3)
    effect = design_effect(outcomes, np.full(360, "a"), clusters)
    assert effect == pytest.approx(3 * 120 / 119)


def test_design_effect_never_narrows():
    outcomes = np.array([0.0, 1.0] * 50)
    clusters = np.repeat([str(place) for place in range(50)], 2)
    assert design_effect(outcomes, np.full(100, "a"), clusters) == 1.0


def test_many_calls_give_their_own_rate():
    outcomes = np.array([1.0] * 700 + [0.0] * 300 + [1.0] * 200 + [0.0] * 800)
    model = fit_rates(outcomes, np.repeat(["a", "b"], 1000), np.arange(2000).astype(str))
    assert model.mean("a") == pytest.approx(0.7, abs=0.01)
    assert model.mean("b") == pytest.approx(0.2, abs=0.01)


def test_small_cell_is_pulled_to_the_others():
    outcomes = np.array([1.0, 1.0] + [1.0, 0.0, 0.0, 0.0] * 25)
    model = fit_rates(outcomes, np.array(["small"] * 2 + ["large"] * 100), np.arange(102).astype(str))
    assert model.mean("large") < model.mean("small") < 0.8
    assert model.posterior("small").interval().width > model.posterior("large").interval().width


def test_dependence_widens_the_interval():
    outcomes = np.repeat([0.0, 1.0] * 20, 3)
    apart = fit_rates(outcomes, np.full(120, "a"), np.arange(120).astype(str))
    together = fit_rates(outcomes, np.full(120, "a"), np.repeat(np.arange(40), 3).astype(str))
    assert together.posterior("a").interval().width > 1.5 * apart.posterior("a").interval().width


def test_posterior_matches_the_closed_form_mean():
    model = fit_rates(np.array([1.0, 0.0, 0.0]), np.array(["a", "a", "b"]), np.array(["1", "2", "3"]))
    for cell in ("a", "b", "never seen"):
        assert model.posterior(cell).mean == pytest.approx(model.mean(cell), abs=1e-3)


def test_no_data_gives_the_prior():
    empty = np.array([], dtype=np.float64)
    model = fit_rates(empty, empty.astype(str), empty.astype(str))
    assert model.mean("anything") == pytest.approx(0.5, abs=1e-6)
    assert model.posterior("anything").interval().width > 0.7


def test_draws_are_the_same_every_time_and_have_the_posterior_mean():
    posterior = fit_rates(np.array([1.0, 1.0, 0.0]), np.full(3, "a"), np.array(["1", "2", "3"])).posterior("a")
    draws = posterior.draws(1000)
    assert np.array_equal(draws, posterior.draws(1000))
    assert draws.mean() == pytest.approx(posterior.mean, abs=1e-3)


def test_shift_moves_the_level():
    posterior = fit_rates(np.array([1.0, 0.0] * 200), np.full(400, "a"), np.arange(400).astype(str)).posterior("a")
    assert posterior.shifted(0.5, 0.3).mean == pytest.approx(0.3, abs=0.01)
    assert posterior.shifted(0.5, 0.5).mean == pytest.approx(posterior.mean)


def test_lags_follow_the_data_and_stay_monotone():
    rows = [came(lag) for lag in (0, 1, 1, 1, 2, 3, 5, 8, 14, 20)] + [
        came(lag, addressee_type="IO") for lag in (1, 40, 60, 90)
    ]
    lags = fit_lags(usable_panel(*tables(rows)))
    by_state = [lags.arrived_by("state", day) for day in range(200)]
    assert all(first <= second for first, second in pairwise(by_state))
    assert lags.n_lags == 14
    assert lags.arrived_by("state", 30) > lags.arrived_by("organisation", 30)
    assert lags.quantile("state", 0.5) <= lags.quantile("state", 0.9)
    assert lags.arrived_by("state", lags.quantile("state", 0.9)) >= 0.9


def test_the_slow_regime_is_found_to_the_last_digits():
    """A search that stops early ends elsewhere on another processor, and the studies that ship no longer fit."""
    days = np.array([5, 8, 14, 20, 33, 40, 60, 90], dtype=np.float64)
    kinds = np.array([KINDS[0]] * 4 + [KINDS[-1]] * 4)
    found = _fit_slow(days, kinds)
    located = np.array([found.location[kind] for kind in KINDS])
    common = (_CENTRE[0] + located.sum() / _BETWEEN_KINDS**2) / (1 + len(KINDS) / _BETWEEN_KINDS**2)
    for kind, place in found.location.items():
        up, down = (_log_likelihood(days[kinds == kind], place + step, found.spread).sum() for step in (1e-4, -1e-4))
        assert (up - down) / 2e-4 == pytest.approx((place - common) / _BETWEEN_KINDS**2, abs=1e-7)


def test_refused_calls_say_nothing_about_lags():
    rows = [came(2), came(9)]
    with_refusals = fit_lags(usable_panel(*tables([*rows, {}, {}, {}])))
    assert with_refusals.arrived_by("state", 10) == fit_lags(usable_panel(*tables(rows))).arrived_by("state", 10)


def test_lags_without_any_arrival_are_the_prior():
    lags = fit_lags(usable_panel(*tables([{}])))
    assert 0 < lags.arrived_by("state", 3) < 1
    assert lags.arrived_by_draws("state", [0, 60]).shape[0] == 2
