"""Intervals from resampling clusters."""

from __future__ import annotations

import numpy as np
import pytest

from equipoise.errors import InputError
from equipoise.scores import (
    auc,
    brier_score,
    cluster_bootstrap_interval,
    least_clusters,
    paired_difference,
    score_interval,
)


@pytest.fixture
def rows():
    draws = np.random.default_rng(1)
    said = draws.random(200)
    return said, (draws.random(200) < said).astype(float), np.arange(200) // 5


def test_any_score_agrees_with_the_fast_way_for_a_mean(rows):
    said, happened, groups = rows
    fast = cluster_bootstrap_interval((said - happened) ** 2, groups, resamples=300, seed=4)
    slow = score_interval(brier_score, said, happened, groups, resamples=300, seed=4)
    assert slow is not None
    assert (slow.low, slow.value, slow.high) == pytest.approx((fast.low, fast.value, fast.high))


def test_score_that_is_undefined_somewhere():
    found = score_interval(auc, [0.2, 0.8, 0.7], [0, 1, 1], [1, 2, 3], resamples=200)
    assert found is not None
    assert (found.low, found.high) == (1, 1)
    assert score_interval(auc, [0.2, 0.8], [1, 1], [1, 2]) is None


def test_forecasts_may_be_rows_of_draws():
    def miss(said, seen):
        return float(abs(said.mean(axis=1) - seen).mean())

    found = score_interval(miss, [[1, 3], [2, 4]], [2, 2], ["a", "b"])
    assert found is not None
    assert (found.low, found.value, found.high) == (0, 0.5, 1)


def test_better_forecaster_is_told_from_a_worse_one(rows):
    said, happened, groups = rows
    ours, theirs = (said - happened) ** 2, (0.5 - happened) ** 2
    better = paired_difference(ours, theirs, groups)
    assert better.excludes_zero
    assert better.beats == "yes"
    assert better.difference.value == pytest.approx(theirs.mean() - ours.mean())
    assert "excludes zero" in str(better)
    assert paired_difference(theirs, ours, groups).beats == "no"


def test_pairing_tells_what_separate_intervals_cannot(rows):
    said, happened, groups = rows
    ours = (said - happened) ** 2
    theirs = ours + 0.01
    paired = paired_difference(ours, theirs, groups)
    assert paired.beats == "yes"
    apart = [cluster_bootstrap_interval(losses, groups) for losses in (ours, theirs)]
    assert apart[1].low < apart[0].high


def test_noise_is_not_told(rows):
    _, happened, groups = rows
    shift = np.where(np.arange(200) % 2, 0.01, -0.01)
    found = paired_difference(happened, happened + shift, groups)
    assert found.beats == "cannot be told"
    assert "does not exclude zero" in str(found)


def test_few_clusters_tell_nothing_however_clear():
    assert [least_clusters(level) for level in (0.5, 0.9, 0.95)] == [2, 5, 6]
    four = paired_difference([0.0] * 4, [1.0] * 4, range(4))
    assert four.beats == "cannot be told"
    assert "only 4 clusters" in str(four)
    assert paired_difference([0.0] * 5, [1.0] * 5, range(5)).beats == "yes"


def test_rounding_is_no_difference():
    losses = np.full(50, 0.1)
    assert paired_difference(losses, losses + 1e-16, range(50)).beats == "cannot be told"


def test_same_seed_same_interval(rows):
    said, happened, groups = rows
    first, again, other = (score_interval(auc, said, happened, groups, resamples=50, seed=seed) for seed in (1, 1, 2))
    assert first == again != other


@pytest.mark.parametrize(("call", "words"), [
    (lambda: paired_difference([0.1], [0.1, 0.2], [1]), "same rows"),
    (lambda: cluster_bootstrap_interval([1.0], [1], resamples=0), "resample"),
    (lambda: cluster_bootstrap_interval([1.0], [1], over=[0.0]), "add up to nothing"),
    (lambda: score_interval(auc, [0.1], [1, 0], [1, 2]), "same rows"),
    (lambda: score_interval(auc, [0.1, 0.2], [1, 0], [1]), "clusters"),
    (lambda: least_clusters(1.0), "level 1"),
])  # fmt: skip
def test_bad_input_is_named(call, words):
    with pytest.raises(InputError, match=words):
        call()


@pytest.mark.slow
def test_interval_of_no_difference_holds_zero_about_as_often_as_it_says():
    draws = np.random.default_rng(7)
    clusters, size, trials = 40, 4, 400
    told = 0
    for _ in range(trials):
        gap = np.repeat(draws.normal(0, 1, clusters), size) + draws.normal(0, 1, clusters * size)
        found = paired_difference(np.zeros(gap.size), gap, np.repeat(np.arange(clusters), size), resamples=500)
        told += found.excludes_zero
    assert told / trials == pytest.approx(0.10, abs=0.045)
