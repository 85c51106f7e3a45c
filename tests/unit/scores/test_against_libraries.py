"""The same scores by other people's programs: scikit-learn and scoringrules."""

from __future__ import annotations

import numpy as np
import pytest

from equipoise import scores as s
from equipoise.scores.splits import leave_one_group_out

metrics = pytest.importorskip("sklearn.metrics")


@pytest.fixture(scope="module")
def rules():
    return pytest.importorskip("scoringrules")


@pytest.fixture(params=range(5))
def rows(request):
    draws = np.random.default_rng(request.param)
    said = draws.integers(0, 12, 80) / 12
    return said, (draws.random(80) < said * 0.7 + 0.1).astype(float)


def test_brier_and_log_score(rows):
    said, happened = rows
    assert s.brier_score(said, happened) == pytest.approx(metrics.brier_score_loss(happened, said))
    inside = said.clip(0.01, 0.99)
    assert s.log_score(inside, happened) == pytest.approx(metrics.log_loss(happened, inside))


def test_ranking(rows):
    said, happened = rows
    assert s.auc(said, happened) == pytest.approx(metrics.roc_auc_score(happened, said))
    assert s.average_precision(said, happened) == pytest.approx(metrics.average_precision_score(happened, said))


def test_calibration_curve(rows):
    from sklearn.calibration import calibration_curve

    said, happened = rows
    said = said * 0.98 + 0.001  # away from the edges of bins, which it gives to the lower bin and we to the upper
    share, mean = calibration_curve(happened, said, n_bins=10)
    table = s.reliability_table(said, happened, 10)
    assert [entry.observed for entry in table] == pytest.approx(share.tolist())
    assert [entry.forecast for entry in table] == pytest.approx(mean.tolist())


def test_recalibration_is_isotonic_regression(rows):
    from sklearn.isotonic import IsotonicRegression

    said, happened = rows
    mended = IsotonicRegression().fit_transform(said, happened)
    parts = s.brier_decomposition(said, happened)
    assert parts.miscalibration == pytest.approx(s.brier_score(said, happened) - ((mended - happened) ** 2).mean())


def test_leave_one_group_out():
    from sklearn.model_selection import LeaveOneGroupOut

    groups = ["b", "a", "b", "c", "a"]
    theirs = LeaveOneGroupOut().split(groups, groups=groups)
    for ours, (train, test) in zip(leave_one_group_out(groups), theirs, strict=True):
        assert ours.train.tolist() == train.tolist()
        assert ours.test.tolist() == test.tolist()


@pytest.fixture(params=range(3))
def draws(request):
    source = np.random.default_rng(request.param)
    return source.gamma(1.5, 10, (30, 41)), source.gamma(1.5, 10, 30)


@pytest.mark.parametrize(("fair", "estimator"), [(False, "nrg"), (False, "qd"), (True, "fair")])
def test_crps_of_samples(rules, draws, fair, estimator):
    samples, seen = draws
    theirs = rules.crps_ensemble(seen, samples, estimator=estimator, backend="numpy")
    assert s.crps_of_samples(samples, seen, fair=fair) == pytest.approx(theirs)


def test_crps_of_quantiles(rules, draws):
    samples, seen = draws
    levels = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
    quantiles = np.quantile(samples, levels, axis=1).T
    theirs = rules.crps_quantile(seen, quantiles, levels, backend="numpy")
    assert s.crps_of_quantiles(quantiles, levels, seen) == pytest.approx(theirs)


def test_interval_score(rules, draws):
    samples, seen = draws
    low, high = np.quantile(samples, [0.05, 0.95], axis=1)
    theirs = rules.interval_score(seen, low, high, 0.1, backend="numpy")
    assert s.interval_losses(low, high, seen, 0.9) == pytest.approx(theirs)
