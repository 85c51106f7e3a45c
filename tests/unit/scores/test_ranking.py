"""Ranking scores by hand."""

from __future__ import annotations

import pytest

from equipoise.errors import InputError
from equipoise.scores import alert_curve, auc, average_precision, within_unit_auc


def test_average_precision_by_hand():
    assert average_precision([0.9, 0.8, 0.7, 0.1], [1, 0, 1, 0]) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision([0.5, 0.5, 0.5, 0.5], [1, 0, 0, 0]) == 0.25
    assert average_precision([0.3, 0.2], [0, 0]) is None


def test_knowing_where_is_no_timing_skill():
    said = [0.9, 0.9, 0.9, 0.1, 0.1, 0.1]
    happened = [1, 1, 0, 0, 0, 1]
    units = ["a", "a", "a", "b", "b", "b"]
    assert auc(said, happened) == pytest.approx(6 / 9)
    timing = within_unit_auc(said, happened, units)
    assert timing.auc is not None
    assert (timing.auc.value, timing.units, timing.pairs) == (0.5, 2, 4)


def test_timing_skill_weighs_every_pair_the_same():
    timing = within_unit_auc([0.9, 0.1, 0.2, 0.1, 0.8], [1, 0, 1, 0, 0], ["a", "a", "b", "b", "b"])
    assert timing.auc is not None
    assert timing.auc.value == pytest.approx((1 + 1) / (1 + 2))
    assert timing.auc.low < timing.auc.value < timing.auc.high


def test_timing_skill_without_a_unit_that_has_both():
    assert within_unit_auc([0.9, 0.1], [1, 0], ["a", "b"]).auc is None


def test_alerts_by_hand():
    said = [0.9, 0.5, 0.1, 0.8, 0.2, 0.1]
    happened = [0, 1, 0, 1, 0, 1]
    months = ["2020-01"] * 3 + ["2020-02"] * 3
    one, two, many = alert_curve(said, happened, months, (1, 2, 9))
    assert (one.alerts, one.hits, one.precision, one.recall) == (2, 1, 0.5, pytest.approx(1 / 3))
    assert (two.alerts, two.hits, two.precision, two.recall) == (4, 2, 0.5, pytest.approx(2 / 3))
    assert (many.alerts, many.hits, many.recall) == (6, 3, 1)


def test_alerts_share_out_a_tie():
    (point,) = alert_curve([0.5, 0.5, 0.5], [1, 0, 0], [1, 1, 1], (1,))
    assert point.hits == pytest.approx(1 / 3)


def test_alerts_without_events_have_no_recall():
    (point,) = alert_curve([0.5], [0], [1], (1,))
    assert (point.precision, point.recall) == (0, None)


def test_bad_input_is_named():
    with pytest.raises(InputError, match="not 0"):
        alert_curve([0.5], [1], [1], (0,))
    with pytest.raises(InputError, match="periods must be one label for each of the 1 rows"):
        alert_curve([0.5], [1], [1, 2])
    with pytest.raises(InputError, match="units"):
        within_unit_auc([0.5], [1], [])
    with pytest.raises(InputError, match="cannot be sorted"):
        within_unit_auc([0.5, 0.5], [1, 0], ["a", None])
