"""Forecasts of past calls that were not learnt from: by the model, by its first version, and by the base rate."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from equipoise.models.calls.classing import DEFAULT, Classing
from equipoise.models.calls.design import Specification
from equipoise.models.calls.lag import fit_lags
from equipoise.models.calls.logit import SPECIFIED, AnswerModel, fit_answers
from equipoise.models.calls.model import digest, fit_answer_rates, predict_answers
from equipoise.models.calls.panel import CallPanel

Numbers = NDArray[np.float64]
Folds = list[tuple[CallPanel, CallPanel]]

TARGETS: dict[str, int | None] = {"troops": None, "within_3_days": 3, "within_30_days": 30}
"""What is predicted, and the day by which the troops must be there."""

LEAST_TO_LEARN = {"leave_one_episode_out": 1, "past_only": 30}
"""Ways to cut the folds, and how many calls a fold must have to learn from."""

_KEPT = 24
_forecast: OrderedDict[tuple[str, ...], Numbers] = OrderedDict()


@dataclass(frozen=True, slots=True)
class ScoredCalls:
    """Calls with what was forecast for them, in the order of the folds.

    Parameters
    ----------
    panel : CallPanel
        The calls.
    model, first, base : numpy.ndarray, shape (n,)
        Probability by the model, by its first version, and by the base rate of the calls learnt from.
    """

    panel: CallPanel
    model: Numbers
    first: Numbers
    base: Numbers

    def only(self, rows: NDArray[np.bool_]) -> ScoredCalls:
        """Return some of the calls."""
        kept = CallPanel(self.panel.frame.filter(pl.Series(rows)), self.panel.before, self.panel.left_out, {})
        return ScoredCalls(kept, self.model[rows], self.first[rows], self.base[rows])


def outcomes_of(panel: CallPanel, target: str) -> Numbers:
    """Return 1 where the outcome happened, else 0."""
    day = TARGETS[target]
    if day is None:
        return panel.outcomes
    there = pl.col("troops") & (pl.col("lag_arrival_days").fill_null(float("inf")) <= day)
    return panel.frame.select(there.cast(pl.Float64)).to_series().to_numpy()


def cut(panel: CallPanel, scheme: str) -> Folds:
    """Return pairs of what is learnt from and what is forecast, one per crisis, in order of time."""
    starts = panel.frame.group_by("episode_id").agg(pl.col("request_date").min()).sort("request_date", "episode_id")
    folds = []
    for episode_id, first_call in starts.iter_rows():
        training = panel.without(episode_id)
        if scheme == "past_only":
            training = training.known_before(first_call)
        if training.n_calls >= LEAST_TO_LEARN[scheme]:
            folds.append((training, panel.only([episode_id])))
    return folds


def scored(folds: Folds, target: str) -> ScoredCalls:
    """Forecast every fold by the model, its first version and the base rate."""
    frame = pl.concat([test.frame for _, test in folds])
    arrived = _arrived(folds, target)
    base = [np.full(test.n_calls, float(outcomes_of(training, target).mean())) for training, test in folds]
    return ScoredCalls(
        CallPanel(frame, None, (), {}),
        answer_forecasts(folds, SPECIFIED) * arrived,
        class_forecasts(folds, DEFAULT) * arrived,
        np.concatenate(base),
    )


def answer_forecasts(folds: Folds, specification: Specification) -> Numbers:
    """Return the probability of troops for every call of the folds; computed once for a panel and a cut."""
    key = (specification.name, *_fingerprint(folds))
    if key not in _forecast:
        near: AnswerModel | None = None
        parts = []
        for training, test in folds:
            near = fit_answers(training, specification, near)
            parts.append(near.predict(test.frame))
        _forecast[key] = np.concatenate(parts)
        while len(_forecast) > _KEPT:
            _forecast.popitem(last=False)
    return _forecast[key]


def _fingerprint(folds: Folds) -> tuple[str, ...]:
    """Return what tells one cut of a panel from another: the calls forecast, and from how many each was learnt."""
    forecast = CallPanel(pl.concat([test.frame for _, test in folds]), None, (), {})
    learnt = ",".join(str(training.n_calls) for training, _ in folds)
    return digest(forecast), digest(folds[0][0]), digest(folds[-1][0]), learnt


def class_forecasts(folds: Folds, classing: Classing) -> Numbers:
    """Return the probability of troops by a classing, the way of the first version."""
    return np.concatenate(
        [predict_answers(fit_answer_rates(training, classing), classing, test) for training, test in folds]
    )


def _arrived(folds: Folds, target: str) -> Numbers:
    """Return the probability that troops which come are there in time."""
    day = TARGETS[target]
    if day is None:
        return np.ones(sum(test.n_calls for _, test in folds))
    parts = []
    for training, test in folds:
        lags = fit_lags(training)
        rows = test.frame.select("kind", "trigger").iter_rows()
        parts.append(np.array([lags.arrived_by(kind, day, trigger) for kind, trigger in rows]))
    return np.concatenate(parts)
