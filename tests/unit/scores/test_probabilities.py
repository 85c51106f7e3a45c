"""Scores against values worked out by hand."""

from __future__ import annotations

import math

import pytest

from equipoise.errors import InputError
from equipoise.scores import (
    auc,
    brier_score,
    brier_skill,
    cluster_bootstrap_interval,
    log_score,
    reliability_table,
)


def test_brier_by_hand():
    assert brier_score([0.8, 0.3], [1, 0]) == pytest.approx((0.04 + 0.09) / 2)


def test_skill_of_the_reference_over_itself_is_zero():
    assert brier_skill([0.4, 0.4], [0.4, 0.4], [1, 0]) == 0
    assert brier_skill([1.0, 0.0], [0.5, 0.5], [1, 0]) == 1


def test_skill_over_a_perfect_reference_is_not_a_number():
    assert math.isnan(brier_skill([0.5], [1.0], [1]))


def test_log_score_by_hand_and_finite_at_the_ends():
    assert log_score([0.25], [1]) == pytest.approx(math.log(4))
    assert math.isfinite(log_score([0.0], [1]))


def test_auc_with_ties_by_hand():
    assert auc([0.1, 0.4, 0.4, 0.8], [0, 0, 1, 1]) == pytest.approx((1 + 0.5 + 1 + 1) / 4)
    assert auc([0.3, 0.3], [0, 1]) == 0.5
    assert auc([0.3, 0.2], [1, 1]) is None


def test_reliability_by_hand():
    low, high = reliability_table([0.1, 0.15, 1.0], [0, 1, 1], bins=2)
    assert (low.low, low.high, low.count, low.observed) == (0.0, 0.5, 2, 0.5)
    assert low.forecast == pytest.approx(0.125)
    assert (high.count, high.forecast, high.observed) == (1, 1.0, 1.0)


def test_cluster_bootstrap_is_wider_than_if_values_were_apart():
    values = [0.0] * 10 + [1.0] * 10
    together = cluster_bootstrap_interval(values, ["a"] * 5 + ["b"] * 5 + ["c"] * 5 + ["d"] * 5)
    apart = cluster_bootstrap_interval(values, range(20))
    assert together.value == apart.value == 0.5
    assert together.width > apart.width


def test_cluster_bootstrap_repeats_with_its_seed_and_knows_a_constant():
    values, clusters = [0.2, 0.9, 0.4, 0.1], [1, 1, 2, 3]
    assert cluster_bootstrap_interval(values, clusters, seed=3) == cluster_bootstrap_interval(values, clusters, seed=3)
    constant = cluster_bootstrap_interval([0.5, 1.0], [1, 2], over=[1.0, 2.0])
    assert (constant.low, constant.value, constant.high) == (0.5, 0.5, 0.5)


@pytest.mark.parametrize(("forecasts", "outcomes", "words"), [
    ([1.2], [1], "1.2"),
    ([float("nan")], [1], "nan"),
    ([0.5], [2], "2.0"),
    ([0.5, 0.5], [1], "same length"),
    ([], [], "not empty"),
])  # fmt: skip
@pytest.mark.parametrize("score", [brier_score, log_score, auc, reliability_table])
def test_bad_input_is_named(score, forecasts, outcomes, words):
    with pytest.raises(InputError, match=words):
        score(forecasts, outcomes)


def test_bootstrap_input_is_checked():
    with pytest.raises(InputError, match="length"):
        cluster_bootstrap_interval([1.0], [1, 2])
    with pytest.raises(InputError, match=r"level 1\.5"):
        cluster_bootstrap_interval([1.0], [1], level=1.5)
    with pytest.raises(InputError, match="bin"):
        reliability_table([0.5], [1], bins=0)
