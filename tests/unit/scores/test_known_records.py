"""A published record, scored again: forecasts of mass killing by the Early Warning Project, 1994-2024.

The figures were computed independently on the same file before this code was written. Set EQUIPOISE_DATA to the folder
with the validation data to run it.
"""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from equipoise.scores import UNIT_HISTORY, About, record_of
from equipoise.scores.baselines import unit_history_forecasts
from equipoise.scores.splits import rolling_origin

FILE = Path(os.environ.get("EQUIPOISE_DATA", "")) / "warning" / "ewp_published_oos_forecasts.parquet"

pytestmark = pytest.mark.skipif(
    "EQUIPOISE_DATA" not in os.environ or not FILE.is_file(),
    reason="EQUIPOISE_DATA names no folder with warning/ewp_published_oos_forecasts.parquet",
)


@pytest.fixture(scope="module")
def rows():
    frame = pl.read_parquet(FILE).sort("year", "ccode")
    said = frame["risk_prev"].cast(pl.Float64).to_numpy()
    return said, frame["mk_onset"].to_numpy().astype(float), frame["ccode"].to_numpy(), frame["year"].to_numpy()


def test_ranks_well_but_loses_to_the_base_rate(rows):
    said, onset, state, year = rows
    about = About(target="onset of mass killing", split="as published")
    record = record_of("m", onset, said, None, state, year, about=about, units=state, periods=year, budgets=(30,))
    assert (record.n, record.positives) == (5032, 39)
    assert record.metric("AUC").value == pytest.approx(0.838, abs=5e-4)
    assert record.metric("average precision").value == pytest.approx(0.034, abs=5e-4)
    assert record.metric("Brier score").value == pytest.approx(0.0083, abs=5e-5)
    assert record.baselines[0].baseline_value == pytest.approx(0.0077, abs=5e-5)
    assert record.alerts[0].recall == pytest.approx(0.69, abs=5e-3)
    assert record.loses
    timing = record.metric("AUC within units").interval
    assert timing.low < 0.5 < timing.high  # it knows where, not when


def test_cannot_be_told_from_the_history_of_each_state(rows):
    said, onset, state, year = rows
    history = unit_history_forecasts(onset, state, rolling_origin(year, first=1996, step=1))
    about = About(target="onset of mass killing", split="as published, from 1996")
    record = record_of("m", onset, said, {UNIT_HISTORY: history}, state, year, about=about)
    verdicts = {comparison.baseline: comparison.beats for comparison in record.baselines}
    assert verdicts[UNIT_HISTORY] == "cannot be told"
    assert record.left_out["no forecast by unit's history"] > 0
