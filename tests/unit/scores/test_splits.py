"""What may be learnt from, and what is forecast."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from equipoise.errors import InputError
from equipoise.scores.splits import leave_one_group_out, rolling_origin, time_split

MONTHS = [0, 1, 2, 3, 4, 5]


def listed(folds):
    return [(fold.train.tolist(), fold.test.tolist()) for fold in folds]


def test_rolling_origin_by_hand():
    assert listed(rolling_origin(MONTHS, first=3, step=2)) == [([0, 1, 2], [3, 4]), ([0, 1, 2, 3, 4], [5])]


def test_gap_and_lag_hold_back_what_was_not_known():
    assert listed(rolling_origin(MONTHS, first=4, step=2, gap=1)) == [([0, 1, 2], [4, 5])]
    assert listed(rolling_origin(MONTHS, first=4, step=2, lag=1)) == [([0, 1, 2], [4, 5])]
    assert listed(rolling_origin(MONTHS, first=4, step=2, gap=1, lag=1)) == [([0, 1], [4, 5])]
    assert listed(rolling_origin(MONTHS, first=4, step=2, lag=[0, 9, 0, 0, 0, 0])) == [([0, 2, 3], [4, 5])]


def test_window_forgets_the_far_past():
    assert listed(rolling_origin(MONTHS, first=4, step=1, window=2)) == [([2, 3], [4]), ([3, 4], [5])]


def test_rows_of_a_group_that_is_forecast_are_not_learnt_from():
    groups = ["a", "b", "c", "a", "d", "d"]
    assert listed(rolling_origin(MONTHS, first=3, step=3, groups=groups)) == [([1, 2], [3, 4, 5])]


def test_dates_are_counted_in_days():
    days: Any = [date(2020, 1, 1), date(2020, 1, 30), date(2020, 2, 1), date(2020, 2, 20)]
    expected = [([0], [2, 3])]
    for form in (days, pl.Series(days), np.array(days, dtype="datetime64[D]"), [day.isoformat() for day in days]):
        assert listed(rolling_origin(form, first="2020-02-01", step=366, gap=5)) == expected
    assert listed(time_split(days, at="2020-01-30")) == [([0], [1, 2, 3])]


def test_time_split_by_hand():
    assert listed(time_split(MONTHS, at=4, gap=2)) == [([0, 1], [4, 5])]
    assert listed(time_split(MONTHS, at=0)) == []
    assert listed(time_split(MONTHS, at=9)) == []


def test_folds_too_small_to_learn_from_are_left_out():
    assert listed(rolling_origin(MONTHS, first=1, step=2, least_train=3)) == [
        ([0, 1, 2], [3, 4]),
        ([0, 1, 2, 3, 4], [5]),
    ]
    assert listed(leave_one_group_out(["a", "a", "b"], least_train=2)) == [([0, 1], [2])]


@pytest.mark.parametrize(("call", "words"), [
    (lambda: rolling_origin(MONTHS, first=1, step=0), "step 0"),
    (lambda: rolling_origin(MONTHS, first=1, step=1, gap=-1), "gap -1"),
    (lambda: rolling_origin(MONTHS, first=1, step=1, window=0), "window 0"),
    (lambda: rolling_origin(MONTHS, first=1, step=1, lag=-1), "publication lag"),
    (lambda: rolling_origin(MONTHS, first=1, step=1, lag=[1, 2]), "publication lag"),
    (lambda: rolling_origin(MONTHS, first=1, step=1, groups=["a"]), "groups"),
    (lambda: rolling_origin(MONTHS, first="2020-01-01", step=1), "whole number"),
    (lambda: rolling_origin(["2020-01-01"], first="soon", step=1), "date"),
    (lambda: rolling_origin([0.5, 1.5], first=1, step=1), "whole numbers or dates"),
    (lambda: rolling_origin(["soon"], first=1, step=1), "whole numbers or dates"),
    (lambda: rolling_origin([None, date(2020, 1, 1)], first="2020-01-01", step=1), "whole"),  # type: ignore[arg-type]
    (lambda: rolling_origin([], first=1, step=1), "no rows"),
    (lambda: leave_one_group_out([]), "no rows"),
])  # fmt: skip
def test_bad_input_is_named(call, words):
    with pytest.raises(InputError, match=words):
        list(call())
