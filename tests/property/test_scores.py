"""What must hold of every score, whatever the numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise import scores as s
from equipoise.scores import baselines, splits

# Cores are shared, so the time of one example says nothing.
SLACK = settings(deadline=None, max_examples=60)

probability = st.integers(0, 20).map(lambda n: n / 20)
chance = st.floats(0, 1)
inner_chance = st.floats(0.001, 0.999)
amount = st.floats(-1e3, 1e3)
cases = st.lists(st.tuples(probability, st.integers(0, 1)), min_size=1, max_size=40)
labelled = st.lists(st.tuples(probability, st.integers(0, 1), st.integers(0, 4)), min_size=1, max_size=40)


def columns(rows):
    return (np.array(column) for column in zip(*rows, strict=True))


def expected(score, forecast, truth):
    """Return the score to be expected of a forecast of an event that happens with a known chance."""
    return truth * score([forecast], [1]) + (1 - truth) * score([forecast], [0])


@SLACK
@given(truth=chance, said=chance)
def test_brier_score_is_proper(truth, said):
    gap = expected(s.brier_score, said, truth) - expected(s.brier_score, truth, truth)
    assert gap == pytest.approx((said - truth) ** 2, abs=1e-12)


@SLACK
@given(truth=inner_chance, said=inner_chance)
def test_log_score_is_proper(truth, said):
    gap = expected(s.log_score, said, truth) - expected(s.log_score, truth, truth)
    divergence = truth * np.log(truth / said) + (1 - truth) * np.log((1 - truth) / (1 - said))
    assert gap == pytest.approx(divergence, abs=1e-9)
    assert gap >= -1e-12


@SLACK
@given(cases)
def test_brier_is_the_sum_of_its_parts(rows):
    said, happened = columns(rows)
    parts = s.brier_decomposition(said, happened)
    whole = parts.miscalibration - parts.discrimination + parts.uncertainty
    assert whole == pytest.approx(s.brier_score(said, happened), abs=1e-12)
    assert min(parts.miscalibration, parts.discrimination, parts.uncertainty) >= 0
    constant = s.brier_decomposition(np.full(len(rows), happened.mean()), happened)
    assert constant.miscalibration == pytest.approx(0, abs=1e-12)
    assert constant.discrimination == pytest.approx(0, abs=1e-12)


def won(said, happened):
    """Return pairs in the right order, by looking at every pair."""
    events, others = said[happened == 1], said[happened == 0]
    return sum((e > o) + 0.5 * (e == o) for e in events for o in others), len(events) * len(others)


@SLACK
@given(cases)
def test_auc_counts_pairs(rows):
    said, happened = columns(rows)
    right, pairs = won(said, happened)
    assert s.auc(said, happened) == (pytest.approx(right / pairs) if pairs else None)


@SLACK
@given(labelled)
def test_timing_skill_counts_pairs_of_the_same_unit(rows):
    said, happened, units = columns(rows)
    counted = [won(said[units == unit], happened[units == unit]) for unit in set(units.tolist())]
    right, pairs = (sum(column) for column in zip(*counted, strict=True))
    found = s.within_unit_auc(said, happened, units, resamples=20)
    assert found.pairs == pairs
    assert found.units == sum(1 for _, own in counted if own)
    assert (found.auc is None) == (pairs == 0)
    if found.auc is not None:
        assert found.auc.value == pytest.approx(right / pairs)


@SLACK
@given(labelled, st.integers(1, 6))
def test_alerts_are_the_mean_over_ways_to_break_ties(rows, budget):
    said, happened, periods = columns(rows)
    hits = 0.0
    for period in set(periods.tolist()):
        own, events = said[periods == period], happened[periods == period]
        cut = sorted(own, reverse=True)[min(budget, own.size) - 1]
        sure, tied = own > cut, own == cut
        hits += events[sure].sum() + (min(budget, own.size) - sure.sum()) * events[tied].mean()
    (point,) = s.alert_curve(said, happened, periods, [budget])
    assert point.hits == pytest.approx(hits)
    assert point.precision == pytest.approx(hits / point.alerts)
    assert point.recall == (pytest.approx(hits / happened.sum()) if happened.any() else None)


@SLACK
@given(cases)
def test_a_budget_for_everyone_finds_everything_at_the_base_rate(rows):
    said, happened = columns(rows)
    (point,) = s.alert_curve(said, happened, np.zeros(len(rows)), [len(rows)])
    assert point.precision == pytest.approx(happened.mean())
    assert point.recall in (None, pytest.approx(1.0))


@SLACK
@given(cases)
def test_reliability_table_keeps_every_row(rows):
    said, happened = columns(rows)
    table = s.reliability_table(said, happened)
    assert sum(entry.count for entry in table) == len(rows)
    assert sum(entry.count * entry.observed for entry in table) == pytest.approx(happened.sum())
    assert all(entry.low - 1e-9 <= entry.forecast <= entry.high + 1e-9 for entry in table)
    assert all(entry.observed in entry.interval for entry in table)
    assert 0 <= s.expected_calibration_error(said, happened) <= 1


@SLACK
@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_is_where_the_normal_test_just_holds(pair):
    events, count = pair
    interval = s.share_interval(events, count, 0.9)
    for end in (interval.low, interval.high):
        if 0 < end < 1 and end != interval.value:
            z = (interval.value - end) / np.sqrt(end * (1 - end) / count)
            assert abs(z) == pytest.approx(1.6448536269514722, rel=1e-6)


@SLACK
@given(amount, amount, st.integers(1, 9))
def test_crps_of_a_point_mass_is_the_absolute_error(point, seen, count):
    assert s.crps_of_samples([[point] * count], [seen])[0] == pytest.approx(abs(point - seen), abs=1e-9)
    levels = (np.arange(count) + 0.5) / count
    assert s.crps_of_quantiles([[point] * count], levels, [seen])[0] == pytest.approx(abs(point - seen), abs=1e-9)


@SLACK
@given(st.lists(amount, min_size=2, max_size=12), amount)
def test_crps_by_every_pair_of_draws(draws, seen):
    away = np.mean([abs(draw - seen) for draw in draws])
    apart = sum(abs(one - other) for one in draws for other in draws)
    plain = s.crps_of_samples([draws], [seen])[0]
    assert plain == pytest.approx(away - apart / (2 * len(draws) ** 2), abs=1e-6)
    fair = s.crps_of_samples([draws], [seen], fair=True)[0]
    assert fair == pytest.approx(away - apart / (2 * len(draws) * (len(draws) - 1)), abs=1e-6)
    assert plain >= -1e-9


@SLACK
@given(st.lists(amount, min_size=1, max_size=9, unique=True), amount)
def test_quantiles_of_the_draws_themselves_score_as_the_draws(draws, seen):
    levels = (np.arange(len(draws)) + 0.5) / len(draws)
    by_quantiles = s.crps_of_quantiles([sorted(draws)], levels, [seen])[0]
    assert by_quantiles == pytest.approx(s.crps_of_samples([draws], [seen])[0], abs=1e-6)


@SLACK
@given(amount, st.floats(0, 100), amount, st.floats(0.05, 0.95))
def test_interval_score_is_the_width_inside_and_more_outside(low, width, seen, level):
    loss = s.interval_losses([low], [low + width], [seen], level)[0]
    inside = low <= seen <= low + width
    assert loss >= (low + width) - low - 1e-9
    assert (loss == pytest.approx(width, abs=1e-9)) or not inside


@SLACK
@given(labelled)
def test_difference_of_a_forecaster_from_itself_is_nothing(rows):
    said, happened, groups = columns(rows)
    losses = s.brier_losses(said, happened)
    found = s.paired_difference(losses, losses, groups, resamples=20)
    assert found.difference.low == found.difference.high == 0
    assert found.beats == "cannot be told"


@SLACK
@given(labelled)
def test_difference_changes_sign_with_the_roles(rows):
    said, happened, groups = columns(rows)
    ours, theirs = s.brier_losses(said, happened), s.brier_losses(1 - said, happened)
    one, other = (s.paired_difference(*pair, groups, resamples=50) for pair in ((ours, theirs), (theirs, ours)))
    assert one.difference.low == pytest.approx(-other.difference.high)
    assert one.difference.value == pytest.approx(-other.difference.value)
    assert {one.beats, other.beats} in ({"yes", "no"}, {"cannot be told"})


times = st.lists(st.integers(0, 30), min_size=1, max_size=60)


@SLACK
@given(times, st.integers(-5, 35), st.integers(1, 7), st.integers(0, 4), st.integers(0, 3), st.booleans())
def test_rolling_origin_lets_nothing_late_through(when, first, step, gap, lag, grouped):
    array = np.array(when)
    groups = array % 5 if grouped else None
    seen: list[int] = []
    origin = first
    folds = list(splits.rolling_origin(when, first=first, step=step, gap=gap, lag=lag, groups=groups))
    for train, test in folds:
        while not ((array[test] >= origin) & (array[test] < origin + step)).all():
            origin += step
            assert origin <= array.max()
        assert (array[train] + lag < origin - gap).all()
        assert not set(train.tolist()) & set(test.tolist())
        if groups is not None:
            assert not set(groups[train].tolist()) & set(groups[test].tolist())
        seen += test.tolist()
    assert len(seen) == len(set(seen))


@SLACK
@given(labelled)
def test_leaving_groups_out_tests_every_row_once(rows):
    *_, groups = columns(rows)
    folds = list(splits.leave_one_group_out(groups, least_train=0))
    assert sorted(row for fold in folds for row in fold.test.tolist()) == list(range(len(rows)))
    for train, test in folds:
        assert not set(groups[train].tolist()) & set(groups[test].tolist())
        assert train.size + test.size == len(rows)


@SLACK
@given(labelled, st.floats(0.1, 100))
def test_history_lies_between_the_unit_and_the_base_rate(rows, strength):
    _, happened, units = columns(rows)
    cut = len(rows) // 2
    if not cut:
        return
    fold = splits.Fold(np.arange(cut), np.arange(cut, len(rows)))
    rate = happened[:cut].mean()
    said = baselines.unit_history_forecasts(happened, units, [fold], strength=strength)
    assert np.isnan(said[:cut]).all()
    for row in range(cut, len(rows)):
        own = happened[:cut][units[:cut] == units[row]]
        share = own.mean() if own.size else rate
        assert min(share, rate) - 1e-9 <= said[row] <= max(share, rate) + 1e-9
