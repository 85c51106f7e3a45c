"""Fitting a task: ridge and recalibration are chosen on the last years, then all rows are learnt from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from equipoise.errors import DataError
from equipoise.models.intervention.features import features
from equipoise.models.intervention.parameters import FittedTask, RateHistory, Validation
from equipoise.models.intervention.recalibration import (
    CHOICES,
    RAW,
    History,
    RecalibrationSetting,
    history_of,
    recalibrated,
)
from equipoise.models.intervention.ridge import Numbers, Ridge, expit, fit_ridge
from equipoise.models.intervention.rows import PACT, TaskRows

PENALTIES = (10.0, 30.0, 100.0, 300.0, 1000.0)
VALIDATION = 20
"""Years of validation, just before the years forecast."""

RATE_WINDOW = 20
"""Years over which the rolling base rate, and that by class of defence pact, are counted."""

_SMALLEST = 1e-12


@dataclass(frozen=True, slots=True)
class _Tried:
    penalty: float
    setting: RecalibrationSetting
    log_score: float
    brier: float

    def no_worse(self, other: _Tried) -> bool:
        """Whether neither score is worse than that of another."""
        return self.log_score <= other.log_score and self.brier <= other.brier


def fit_task(rows: TaskRows, before: int) -> FittedTask:
    """Fit a task on the rows before a year.

    Parameters
    ----------
    rows : TaskRows
        Rows of the task; later ones are not looked at.
    before : int
        First year that is not learnt from.

    Returns
    -------
    FittedTask
        Coefficients, recalibration and how they were chosen.

    Raises
    ------
    DataError
        If too little happened before the year.

    Notes
    -----
    The choice is made one step back: a model fitted on the years before the last twenty forecasts these twenty, once
    with each strength and each recalibration by a rolling window. Among the settings whose log score and Brier score
    are both no worse than those without recalibration, the one with the best log score is taken.
    """
    known = rows.where(rows.years < before)
    start = before - VALIDATION
    earlier, later = known.where(known.years < start), known.where(known.years >= start)
    for part, words in ((earlier, f"before {start}"), (later, f"from {start} to {before - 1}")):
        if not part.happened.any():
            raise DataError(f"task {rows.task.name!r}: nothing happened {words}, so that nothing can be learnt")
    best, raw = _chosen(earlier, later, known)
    ridge = fit(known, best.penalty)
    return FittedTask(
        task=rows.task.name,
        first=int(known.years.min()),
        last=before - 1,
        rows=known.happened.size,
        events=int(known.happened.sum()),
        penalty=best.penalty,
        ridge=ridge,
        setting=best.setting,
        validation=Validation(
            first=start,
            last=before - 1,
            rows=later.happened.size,
            events=int(later.happened.sum()),
            log_score=best.log_score,
            log_score_raw=raw.log_score,
            brier=best.brier,
            brier_raw=raw.brier,
        ),
        history=past_of(ridge, known.where(known.years >= before - best.setting.window)),
        rates=rates_of(known.where(known.years >= before - RATE_WINDOW)),
    )


def fit(rows: TaskRows, penalty: float) -> Ridge:
    """Fit the ridge regression of a task on all rows given."""
    groups = {feature.name: feature.group for feature in features(rows.task.features)}
    return fit_ridge(rows.features, rows.happened, groups, penalty)


def past_of(ridge: Ridge, rows: TaskRows) -> History:
    """Return the logits and events of rows, by year."""
    return history_of(ridge.logits(rows.features), rows.happened, rows.years, rows.cases)


def rates_of(rows: TaskRows) -> RateHistory:
    """Return rows and events by year and class of defence pact."""
    counted = (
        rows.frame.with_columns(happened=pl.Series(rows.happened))
        .group_by("year", "pact")
        .agg(rows=pl.len(), events=pl.col("happened").sum())
        .sort("year", "pact")
    )
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for year, pact, count, events in counted.iter_rows():
        found.setdefault(year, {})[PACT[pact]] = (count, events)
    return found


def forecast(fitted: FittedTask, rows: TaskRows, past: History) -> Numbers:
    """Return the probability of each row; for each year, only earlier years of the past are read."""
    logits = fitted.ridge.logits(rows.features)
    return expit(recalibrated(logits, rows.years, past, fitted.setting))


def _chosen(earlier: TaskRows, later: TaskRows, known: TaskRows) -> tuple[_Tried, _Tried]:
    """Return the best setting, and the one without recalibration at the same strength."""
    allowed: list[tuple[_Tried, _Tried]] = []
    for penalty in PENALTIES:
        ridge = fit(earlier, penalty)
        past, logits = past_of(ridge, known), ridge.logits(later.features)
        tried = [_tried(penalty, setting, logits, later, past) for setting in CHOICES]
        raw = next(entry for entry in tried if entry.setting == RAW)
        allowed += [(t, raw) for t in tried if t.no_worse(raw)]
    return min(allowed, key=lambda pair: pair[0].log_score)


def _tried(penalty: float, setting: RecalibrationSetting, logits: Numbers, rows: TaskRows, past: History) -> _Tried:
    chances = expit(recalibrated(logits, rows.years, past, setting)).clip(_SMALLEST, 1 - _SMALLEST)
    told = np.where(rows.happened, chances, 1 - chances)
    return _Tried(penalty, setting, float(-np.log(told).mean()), float(((1 - told) ** 2).mean()))
