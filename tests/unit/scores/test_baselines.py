"""The simplest rivals."""

from __future__ import annotations

import numpy as np
import pytest

from equipoise.errors import InputError
from equipoise.scores.baselines import base_rate_forecasts, history_strength, unit_history_forecasts
from equipoise.scores.splits import Fold, leave_one_group_out, rolling_origin

FOLD = Fold(np.array([0, 1, 2, 3]), np.array([4, 5, 6]))
OUTCOMES = [1, 1, 0, 0, 1, 0, 0]
UNITS = ["a", "a", "b", "b", "a", "b", "c"]


def test_base_rate_comes_from_what_is_learnt_from_alone():
    said = base_rate_forecasts(OUTCOMES, [FOLD])
    assert np.isnan(said[:4]).all()
    assert said[4:].tolist() == [0.5, 0.5, 0.5]
    flipped = [*OUTCOMES[:4], *(1 - y for y in OUTCOMES[4:])]
    assert base_rate_forecasts(flipped, [FOLD])[4:].tolist() == [0.5, 0.5, 0.5]


def test_history_by_hand():
    said = unit_history_forecasts(OUTCOMES, UNITS, [FOLD], strength=2)
    assert said[4:].tolist() == [(2 + 2 * 0.5) / 4, (0 + 2 * 0.5) / 4, 0.5]


def test_history_of_many_folds_fills_all_rows_that_are_forecast():
    said = unit_history_forecasts(OUTCOMES, UNITS, leave_one_group_out(range(7)))
    assert not np.isnan(said).any()
    later = unit_history_forecasts(OUTCOMES, UNITS, rolling_origin(range(7), first=2, step=1))
    assert np.isnan(later[:2]).all()
    assert later[2] == 1  # so far everything happened everywhere
    assert later[3] == pytest.approx((0 + 1 * 2 / 3) / 2)  # nothing in one row of b, drawn towards two in three


def test_strength_follows_how_much_units_differ():
    alike = history_strength([5, 5, 5, 5], [10, 10, 10, 10], 0.5)
    apart = history_strength([10, 0, 10, 0], [10, 10, 10, 10], 0.5)
    assert apart == 1 < 100 < alike
    assert history_strength([0, 0], [5, 5], 0.0) == alike


def test_bad_input_is_named():
    with pytest.raises(InputError, match="no row to learn from"):
        base_rate_forecasts([1, 0], [Fold(np.array([], dtype=np.int64), np.array([0]))])
    with pytest.raises(InputError, match="strength"):
        unit_history_forecasts(OUTCOMES, UNITS, [FOLD], strength=0)
    with pytest.raises(InputError, match="neither 0 nor 1"):
        base_rate_forecasts([2, 0], [])
    with pytest.raises(InputError, match="units"):
        unit_history_forecasts(OUTCOMES, ["a"], [FOLD])
