"""Scores of distributions by hand."""

from __future__ import annotations

import numpy as np
import pytest

from equipoise.errors import InputError
from equipoise.scores import (
    crps_of_quantiles,
    crps_of_samples,
    interval_coverage,
    interval_losses,
)


def test_crps_by_hand():
    assert crps_of_samples([[0.0, 2.0]], [1.0])[0] == pytest.approx(1 - 0.5 * 1)
    assert crps_of_samples([[0.0, 2.0]], [1.0], fair=True)[0] == pytest.approx(1 - 0.5 * 2)
    assert crps_of_samples([[0.0, 2.0], [4.0, 4.0]], [1.0, 1.0]).tolist() == pytest.approx([0.5, 3.0])


def test_crps_of_quantiles_by_hand():
    # Pinball losses at 1: 0.1 (1 - 0) and (1 - 0.9) (3 - 1).
    assert crps_of_quantiles([[0.0, 3.0]], [0.1, 0.9], [1.0])[0] == pytest.approx(0.1 + 0.2)


def test_interval_score_by_hand():
    losses = interval_losses([0, 0, 0], [10, 10, 10], [5, -1, 12], 0.8)
    assert losses.tolist() == pytest.approx([10, 10 + 2 / 0.2 * 1, 10 + 2 / 0.2 * 2])


def test_coverage_counts_the_ends():
    held = interval_coverage([0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 0.5, 2])
    assert held.value == 0.75
    assert 0 < held.low < 0.75 < held.high < 1


@pytest.mark.parametrize(("call", "words"), [
    (lambda: crps_of_samples([1.0, 2.0], [1.0]), "table"),
    (lambda: crps_of_samples([[1.0], [2.0]], [1.0]), "one row per observed"),
    (lambda: crps_of_samples([[np.nan]], [1.0]), "nan"),
    (lambda: crps_of_samples([[1.0]], [np.inf]), "inf"),
    (lambda: crps_of_samples([[1.0]], [1.0], fair=True), "2 draws"),
    (lambda: crps_of_samples(np.empty((0, 3)), []), "not empty"),
    (lambda: crps_of_quantiles([[1.0, 2.0]], [0.5], [1.0]), "2 quantiles in a row but 1 levels"),
    (lambda: crps_of_quantiles([[1.0, 2.0]], [0.9, 0.1], [1.0]), "increase"),
    (lambda: crps_of_quantiles([[1.0]], [1.0], [1.0]), "between 0 and 1"),
    (lambda: crps_of_quantiles([[1.0, 2.0], [2.0, 1.0]], [0.1, 0.9], [1.0, 1.0]), "row 1 cross"),
    (lambda: interval_losses([2.0], [1.0], [1.0], 0.9), "wrong way round"),
    (lambda: interval_losses([2.0], [1.0, 2.0], [1.0], 0.9), "same length"),
    (lambda: interval_losses([1.0], [2.0], [1.0], 90), "level 90"),
])  # fmt: skip
def test_bad_input_is_named(call, words):
    with pytest.raises(InputError, match=words):
        call()
