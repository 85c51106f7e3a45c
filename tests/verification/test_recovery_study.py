"""Statistical verification of the study of recovery on simulated panels, and traps of the real tables."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "models"))
from recovery_samples import simulated

from equipoise import World
from equipoise.models.recovery.event_study import How, study_events
from equipoise.models.recovery.events import events_of
from equipoise.models.recovery.fit import regression_rows, tables_of
from equipoise.models.recovery.predictive import learnt
from equipoise.models.recovery.report import RecoveryQuery, case_report
from equipoise.models.recovery.synthetic import synthetic_of
from equipoise.models.recovery.tables import values_of

pytestmark = pytest.mark.slow

RUNS = 500
RUS, KAZ, BLR = 365, 705, 370


@pytest.fixture(scope="module")
def folder() -> Path:
    named = os.environ.get("EQUIPOISE_DATA")
    if not named:
        pytest.skip("EQUIPOISE_DATA is not set: it names the folder with the historical tables")
    return Path(named)


@pytest.fixture(scope="module", params=[0.0, 2.0])
def runs(request):
    made = []
    for seed in range(RUNS):
        values, events, touched = simulated(seed, request.param)
        made.append(study_events(values, events, touched, "rescues", how=How(draws=399, seed=seed)).recovery)
    return request.param, made


def test_intervals_cover_as_often_as_they_claim(runs):
    effect, made = runs
    for place in range(4):
        held = np.mean([found.depths[place].effect.low <= effect <= found.depths[place].effect.high for found in made])
        assert 0.85 <= held <= 0.95, (effect, place, held)


def test_nothing_is_seldom_called_something(runs):
    effect, made = runs
    for place in range(4):
        called = np.mean([found.depths[place].told in ("loss", "gain") for found in made])
        if effect == 0:
            assert called <= 0.12, (place, called)
        else:
            assert called >= 0.5, (place, called)


def test_the_check_of_the_years_before_is_as_strict_as_it_claims(runs):
    _, made = runs
    assert np.mean([found.pre_trend < 0.1 for found in made]) <= 0.12


def test_placebos_of_a_synthetic_control_are_as_strict_as_they_claim():
    calls = []
    for seed in range(300):
        draws = np.random.default_rng([3, seed])
        factors = draws.normal(size=(30, 3)).cumsum(axis=0)
        x = factors @ draws.normal(size=(3, 20)) + draws.normal(size=(30, 20))
        calls.append(synthetic_of(x[:, 0], x[:, 1:], 20).ratio_p <= 0.1)
    assert np.mean(calls) <= 0.14


def test_a_partner_that_is_not_listed_is_no_zero(folder):
    values = values_of("trade_share", [RUS, KAZ], folder)
    row = values.row(KAZ, RUS)
    assert row is not None
    known = np.isfinite(values.point[row])
    assert known.sum() > 10
    unlisted = (values.low == 0) & np.isfinite(values.point)
    assert unlisted.any()
    assert (values.point[unlisted & (values.high > 1)] > 0).all()
    assert (values.high[unlisted] - values.low[unlisted]).mean() > 2


def test_the_last_lists_without_russia_are_not_read_as_none(folder):
    values = values_of("trade_share", [RUS], folder)
    row = values.row(BLR, RUS)
    assert row is not None
    late = values.point[row, values.column(2022) :]
    assert np.isnan(late).all()
    assert values.point[row, values.column(2019)] > 40


def test_a_large_partner_that_drops_out_for_a_year_is_missing(folder):
    values = values_of("trade_share", [RUS], folder)
    row = values.row(KAZ, RUS)
    assert np.isnan(values.point[row, values.column(2012)])
    assert values.point[row, values.column(2013)] > 10


def test_arms_are_missing_where_nothing_was_received(folder):
    values = values_of("arms_share", [RUS], folder)
    row = values.row(KAZ, RUS)
    assert np.nanmax(values.point) <= 100 + 1e-9
    assert np.isnan(values.point).any()
    assert values.point[row, -1] == pytest.approx(58.74, abs=0.01)


def test_editions_of_later_years_are_not_read(folder):
    whole, early = (values_of("trade_share", [RUS], folder, editions=edition) for edition in (9999, 2021))
    assert int(whole.years[-1]) > int(early.years[-1])
    grown, then = (values_of("gdp_head", (), folder, editions=edition) for edition in (9999, 2021))
    assert int(then.years[-1]) < int(grown.years[-1])


def test_a_report_as_of_a_day_sees_no_later_year(folder):
    from datetime import date

    world = World.load(as_of="2023-08-01")
    found = case_report(
        world, RecoveryQuery("KAZ", date(2022, 1, 5), rescuer="RUS", folder=folder, without=("KAZ2022",))
    )
    assert found.cases
    for case in found.cases:
        assert case.first + case.path.offsets[-1] <= 2022
    assert all(made.seen is None for made in found.forecasts)


@pytest.mark.parametrize(
    ("state", "year", "series", "told"),
    [
        ("KAZ", 1985, (), "did not exist"),
        ("KAZ", 2022, ("ideal_distance",), "covers 1946 to 2019"),
        ("KAZ", 1993, ("gdp_head",), "years before the event"),
        ("KAZ", 2022, ("us_troops",), "does not hold KAZ"),
    ],
)
def test_refusals_with_tables(folder, state, year, series, told):
    from datetime import date

    from equipoise.errors import InputError

    asked = RecoveryQuery(state, date(year, 1, 5), rescuer="RUS", series=series, folder=folder)
    with pytest.raises(InputError, match=told):
        case_report(World.load(), asked)


def test_a_law_of_a_year_does_not_change_with_what_came_later(folder):
    held = tables_of(World.load(), folder)
    then = learnt(regression_rows(held, "democracy", 5, last=1999), 2000)
    now = learnt(regression_rows(held, "democracy", 5), 2000)
    assert now == then


def test_events_are_told_apart(folder):
    events = events_of(World.load(), folder, ("KAZ2022",))
    frame = events.frame
    assert frame["event"].n_unique() == frame.height
    rescues, plain = events.of("rescues"), events.of("upheavals")
    assert rescues.height > 80
    assert plain.height > 300
    near = plain.join(rescues.select("state", other="year"), on="state")
    assert near.filter((pl.col("year") - pl.col("other")).abs() < 3).is_empty()
