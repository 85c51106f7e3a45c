"""Properties of scores, rates and lags that hold for all inputs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.measures.decision_rules import decision_rule
from equipoise.models.calls.cell_rates import design_effect, fit_rates
from equipoise.models.calls.composition import compose
from equipoise.scores import auc, brier_score, cluster_bootstrap_interval, log_score, reliability_table

pairs = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 1)), min_size=1, max_size=40)
calls = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from("abc"), st.sampled_from("pqrstuv")), min_size=0, max_size=60
)


def arrays(rows: list[tuple[int, str, str]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    outcomes = np.array([row[0] for row in rows], dtype=np.float64)
    cells, clusters = (np.array([row[place] for row in rows], dtype=np.str_) for place in (1, 2))
    return outcomes, cells, clusters


@given(pairs)
def test_brier_lies_between_zero_and_one_and_the_log_score_above_zero(rows):
    forecasts, outcomes = zip(*rows, strict=True)
    assert 0 <= brier_score(forecasts, outcomes) <= 1
    assert log_score(forecasts, outcomes) >= 0


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_brier_and_log_score_are_proper(truth, other):
    def expected(score, forecast):
        return truth * score([forecast], [1]) + (1 - truth) * score([forecast], [0])

    for score in (brier_score, log_score):
        assert expected(score, truth) <= expected(score, other) + 1e-12


@given(pairs)
def test_auc_turns_round_with_the_forecast(rows):
    # Multiples of 1/64 subtract from one without rounding, so ties stay ties.
    forecasts = np.round(np.array([row[0] for row in rows]) * 64) / 64
    outcomes = [row[1] for row in rows]
    found = auc(forecasts, outcomes)
    if found is None:
        assert len(set(outcomes)) == 1
    else:
        assert auc(1 - forecasts, outcomes) == pytest.approx(1 - found)


@given(pairs, st.integers(1, 12))
def test_reliability_accounts_for_every_forecast(rows, bins):
    forecasts, outcomes = zip(*rows, strict=True)
    table = reliability_table(forecasts, outcomes, bins)
    assert sum(row.count for row in table) == len(rows)
    assert sum(row.count * row.observed for row in table) == pytest.approx(sum(outcomes))
    assert all(row.low - 1e-9 <= row.forecast <= row.high + 1e-9 for row in table)


@given(st.lists(st.tuples(st.floats(-5, 5), st.integers(0, 4)), min_size=1, max_size=30))
def test_bootstrap_interval_stays_inside_the_range_of_the_values(rows):
    values, clusters = zip(*rows, strict=True)
    found = cluster_bootstrap_interval(values, clusters, resamples=50)
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9


@settings(deadline=None)
@given(calls)
def test_rates_are_probabilities_and_intervals_hold_their_mean(rows):
    model = fit_rates(*arrays(rows))
    for cell in "abcd":
        interval = model.posterior(cell).interval()
        assert 0 < interval.low <= interval.midpoint <= interval.high < 1


@settings(deadline=None)
@given(calls)
def test_order_of_calls_does_not_matter(rows):
    forward, backward = fit_rates(*arrays(rows)), fit_rates(*arrays(rows[::-1]))
    assert forward.mean("a") == pytest.approx(backward.mean("a"), abs=1e-9)


@settings(deadline=None)
@given(calls.filter(bool))
def test_one_more_answer_never_lowers_a_rate(rows):
    outcomes, cells, _ = arrays(rows)
    apart = np.arange(outcomes.size + 1).astype(np.str_)
    more = [fit_rates(np.append(outcomes, answer), np.append(cells, "a"), apart).mean("a") for answer in (0.0, 1.0)]
    assert more[0] < more[1]


@given(calls)
def test_design_effect_is_at_least_one(rows):
    assert design_effect(*arrays(rows)) >= 1


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.floats(0.02, 0.98), min_size=1, max_size=6),
    st.floats(0.02, 0.98),
    st.sampled_from(["consensus", "simple_majority", "each_for_itself"]),
)
def test_members_add_up_and_none_sends_more_often_than_the_body_acts(willing, acts, kind):
    names = [f"M{place}" for place in range(len(willing))]
    composed = compose(decision_rule(kind, names), np.array(willing), acts)
    assert composed.acts == pytest.approx(acts, abs=1e-5)
    assert (composed.senders >= -1e-12).all()
    assert (composed.senders <= acts + 1e-5).all()
    assert composed.senders.sum() >= acts - 1e-5
