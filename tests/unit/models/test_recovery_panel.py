"""Gaps to matched states, their intervals, and how long losses last, on panels worked by hand."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recovery_samples import FIRST, events, simulated, values

from equipoise.errors import InputError, UnknownNameError
from equipoise.interval import Interval
from equipoise.models.recovery.bootstrap import contrast, resample, scores_of
from equipoise.models.recovery.durations import _curve, spell_of
from equipoise.models.recovery.event_study import How, study_events
from equipoise.models.recovery.matched_differences import NEVER, Covariates, QuietYears, gaps_of, placebos_of
from equipoise.models.recovery.results import LEADS, OFFSETS, half_life_of, told_by
from equipoise.models.recovery.series import declared, series_named

NOTHING = pl.DataFrame({"state": [], "year": []}, schema={"state": pl.Int64, "year": pl.Int64})
AT = {k: place for place, k in enumerate(OFFSETS)}


def flat(states: int = 8, years: int = 30) -> np.ndarray:
    """State s has the level s and a common shock of 1 per year."""
    return np.arange(states)[:, None] + np.arange(years)[None, :].astype(float)


def test_a_gap_is_own_change_less_that_of_the_matched_states():
    table = flat()
    table[0, 15:] += 4.0
    gaps, reasons = gaps_of(values(table), events([(1, FIRST + 15)]), QuietYears(NOTHING))
    assert reasons == {}
    assert gaps[0].gap[: AT[0]] == pytest.approx(0.0)
    assert gaps[0].gap[AT[0] :] == pytest.approx(4.0)
    assert gaps[0].own[AT[0]] == pytest.approx(5.0)
    assert gaps[0].shares.sum(axis=0) == pytest.approx(1.0)


def test_a_state_that_is_touched_later_is_a_control_until_then():
    table = flat()
    table[1, 18:] += 100.0
    touched = pl.DataFrame({"state": [2], "year": [FIRST + 18]})
    gaps, _ = gaps_of(values(table), events([(1, FIRST + 15)]), QuietYears(touched))
    assert gaps[0].gap == pytest.approx(0.0)
    place = list(gaps[0].controls).index(2)
    assert gaps[0].shares[place, AT[2]] > 0
    assert gaps[0].shares[place, AT[3]] == 0


def test_a_state_touched_before_or_in_the_year_after_is_no_control():
    for year in (FIRST + 5, FIRST + 16):
        gaps, _ = gaps_of(
            values(flat()), events([(1, FIRST + 15)]), QuietYears(pl.DataFrame({"state": [2], "year": [year]}))
        )
        assert 2 not in gaps[0].controls


def test_missing_is_not_zero():
    table = flat()
    table[0, 17] = np.nan
    table[3, 16] = np.nan
    gap = gaps_of(values(table), events([(1, FIRST + 15)]), QuietYears(NOTHING))[0][0]
    assert np.isnan(gap.gap[AT[2]])
    assert gap.gap[AT[1]] == pytest.approx(0.0)
    assert gap.shares[list(gap.controls).index(4), AT[1]] == 0


def test_cut_lists_widen_the_gap_by_what_they_leave_open():
    made = values(flat(), series_named("trade_share"), width=1.0)
    made.partners[:] = 365
    gap = gaps_of(made, events([(1, FIRST + 15)], partner=365), QuietYears(NOTHING))[0][0]
    # Own change may be off by one either way, and so may the mean of the others.
    assert gap.low[AT[3]] == pytest.approx(-2.0)
    assert gap.high[AT[3]] == pytest.approx(2.0)
    assert gap.gap[AT[3]] == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("pairs", "change", "reason"),
    [
        ([(1, FIRST + 2)], None, "too few years before the event"),
        ([(1, FIRST + 40)], None, "too few years before the event"),
        ([(99, FIRST + 15)], None, "too few years before the event"),
        ([(1, FIRST + 15)], (0, slice(15, None)), "no year after the event"),
        ([(1, FIRST + 15)], (slice(2, None), slice(None)), "too few states to be held against"),
    ],
)
def test_events_that_cannot_be_measured_say_why(pairs, change, reason):
    table = flat()
    if change is not None:
        table[change] = np.nan
    gaps, reasons = gaps_of(values(table), events(pairs), QuietYears(NOTHING))
    assert gaps == []
    assert reasons == {reason: 1}


def test_matches_resemble_the_state_in_the_covariates():
    table = np.zeros((30, 30))
    likeness = values(np.repeat(np.arange(30.0)[:, None], 30, axis=1))
    gap = gaps_of(values(table), events([(1, FIRST + 15)]), QuietYears(NOTHING), Covariates((likeness,)))[0][0]
    assert sorted(gap.controls) == list(range(2, 12))


def test_quiet_gives_the_next_listed_year():
    quiet = QuietYears(pl.DataFrame({"state": [1, 1], "year": [1970, 1980]}))
    states = np.array([1, 2])
    assert list(quiet.after(states, 1970)) == [1970, NEVER]
    assert list(quiet.after(states, 1971)) == [1980, NEVER]
    assert list(quiet.after(states, 1981)) == [NEVER, NEVER]


def test_placebos_are_other_quiet_states_of_the_same_year():
    quiet = QuietYears(pl.DataFrame({"state": [2], "year": [FIRST + 15]}))
    made = placebos_of(values(flat()), events([(1, FIRST + 15)]), quiet, 4, (1, 2))
    assert made.height == 4
    assert set(made["year"]) == {FIRST + 15}
    assert not set(made["state"]) & {1, 2}
    assert made["state"].n_unique() == 4


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.floats(-3, 3))
def test_the_mean_moves_with_the_effect_and_nothing_else(seed, effect):
    """Adding the same number to every treated state after its event moves every later mean by that number."""
    base, pairs, _ = simulated(seed, 0.0, states=40, years=35, treated=8)
    # States with an event are held against nobody here, so that the match stays the same.
    always = pl.DataFrame({"year": list(range(FIRST - 10, FIRST + 35))})
    touched = pairs.select("state").join(always, how="cross")
    moved = base.point.copy()
    for state, year in pairs.select("state", "year").iter_rows():
        moved[state - 1, year - FIRST :] += effect
    before = scores_of(gaps_of(base, pairs, QuietYears(touched))[0])
    after = scores_of(gaps_of(values(moved), pairs, QuietYears(touched))[0])
    shift = after.effect - before.effect
    assert shift[: AT[0]] == pytest.approx(0.0, abs=1e-9)
    assert shift[AT[0] :] == pytest.approx(effect, abs=1e-9)


def test_scores_sum_to_nothing_and_masses_to_one():
    base, pairs, touched = simulated(3, 1.0, treated=20)
    scores = scores_of(gaps_of(base, pairs, QuietYears(touched))[0])
    assert scores.score.sum(axis=0) == pytest.approx(0.0, abs=1e-9)
    assert scores.mass.sum(axis=0) == pytest.approx(1.0)


def test_draws_have_an_address():
    base, pairs, touched = simulated(3, 1.0, treated=20)
    scores = scores_of(gaps_of(base, pairs, QuietYears(touched))[0])
    first, again, other = (resample(scores, seed, 199) for seed in ((1, 2), (1, 2), (1, 3)))
    assert np.array_equal(first.low, again.low, equal_nan=True)
    assert not np.array_equal(first.low, other.low, equal_nan=True)


def test_a_contrast_with_itself_is_nothing_and_known_exactly():
    base, pairs, touched = simulated(3, 1.0, treated=20)
    scores = scores_of(gaps_of(base, pairs, QuietYears(touched))[0])
    effect, drawn = contrast(scores, scores, (1,), 199)
    assert effect == pytest.approx(0.0)
    assert drawn.error == pytest.approx(0.0, abs=1e-12)


def test_few_clusters_have_no_interval():
    base, pairs, touched = simulated(3, 1.0, treated=4)
    found = study_events(base, pairs, touched, "rescues", how=How(99)).recovery
    assert all(depth.effect is None and depth.told == "no data" for depth in found.depths)
    assert found.events == 4


def test_too_few_events_are_refused_with_the_reasons():
    with pytest.raises(InputError, match=r"democracy after rescues: 0 of 2 events.*2 with too few years before"):
        study_events(values(flat()), events([(1, FIRST), (2, FIRST + 1)]), NOTHING, "rescues")


def test_nothing_is_told_where_paths_parted_before():
    base, pairs, touched = simulated(5, 0.0, treated=30)
    bent = base.point.copy()
    for state, year in pairs.select("state", "year").iter_rows():
        bent[state - 1] += 3.0 * (np.arange(bent.shape[1]) - (year - FIRST))
    found = study_events(values(bent), pairs, touched, "rescues", how=How(299)).recovery
    assert found.pre_trend < 0.02
    assert found.depth(5).effect.low > 0
    assert {entry.told for entry in found.depths} == {"cannot be told"}
    assert any("before the event already" in caveat for caveat in found.caveats)


@pytest.mark.parametrize(
    ("interval", "p", "sign", "told"),
    [
        (None, None, 1.0, "no data"),
        (Interval(1, 3, 2), 0.01, 1.0, "loss"),
        (Interval(1, 3, 2), 0.01, -1.0, "gain"),
        (Interval(1, 3, 2), 0.30, 1.0, "cannot be told"),
        (Interval(-1, 3, 2), 0.01, 1.0, "cannot be told"),
        (Interval(-3, -1, -2), None, -1.0, "loss"),
    ],
)
def test_a_move_is_told_by_interval_and_placebos(interval, p, sign, told):
    assert told_by(interval, p, sign) == told


def path(before: float, after: list[float]) -> np.ndarray:
    made = np.full(len(OFFSETS), np.nan)
    made[:LEADS] = [before, -before, before, 0.0, 0.0]
    made[LEADS : LEADS + len(after)] = after
    return made


@pytest.mark.parametrize(
    ("after", "spell"),
    [
        ([0, -1, 1, 0], None),  # never leaves a band of 3
        ([-5, -5, -5, -2, -1, 0], (3, True)),
        ([-5, -2, -5, -2, -1], (3, True)),  # one year back is not back
        ([0, -5, -5, -5], (2, False)),
        ([0, 0, 0, 0, -9], None),  # too late to be its setback
        ([5, 5, 5, 5], None),  # the other side
        ([-5, -4], (1, False)),
        ([-5, -5, -1], (2, True)),  # back to the end of what is seen
    ],
)
def test_a_loss_lasts_until_it_is_back_for_two_years(after, spell):
    assert spell_of(path(3.0, after), series_named("democracy")) == spell


def test_the_band_is_never_narrower_than_the_tolerance():
    assert spell_of(path(0.0, [-1.5, -1.5, 0, 0]), series_named("democracy")) is None


def test_survival_of_a_known_sample():
    """Remission under 6-MP (Freireich et al. 1963, in every textbook; figures recalled)."""
    relapsed = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    times = np.array(relapsed + censored, dtype=float)
    came = np.array([True] * len(relapsed) + [False] * len(censored))
    made = _curve(30, 0.2, times, came)
    known = dict(zip(made.times, made.share, strict=True))
    for week, share in {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}.items():
        assert known[float(week)] == pytest.approx(share, abs=5e-4)
    assert made.median == 23
    assert made.back[10].midpoint == pytest.approx(1 - 0.753, abs=5e-4)
    assert all(low <= share <= high for low, share, high in zip(made.low, made.share, made.high, strict=True))


def test_losses_that_nobody_came_back_from():
    made = _curve(9, None, np.array([3.0, 5.0, 6.0, 7.0, 8.0]), np.zeros(5, dtype=bool))
    assert made.median is None
    assert set(made.share) == {1.0}


@pytest.mark.parametrize(
    ("effect", "half"),
    [((0, 0, -4, -3, -2, -1), 2), ((0, 0, -4, -4), None), ((0, 0, 3, 3), None), ((None, None, None), None)],
)
def test_half_life(effect, half):
    assert half_life_of(tuple(range(-2, len(effect) - 2)), effect, -1.0) == half


def test_declared_series():
    assert len(declared()) >= 6
    for series in declared().values():
        assert series.worse in ("higher", "lower")
        assert series.tolerance > 0
    with pytest.raises(UnknownNameError, match="did you mean arms_share"):
        series_named("arm_share")
