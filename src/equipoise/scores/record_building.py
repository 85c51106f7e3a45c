"""Building a track record from outcomes, forecasts and the forecasts of baselines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import metadata
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from equipoise.interval import Interval
from equipoise.scores.arrays import Numbers
from equipoise.scores.bootstrap import (
    cluster_bootstrap_interval,
    least_clusters,
    paired_difference,
    score_interval,
)
from equipoise.scores.distributions import crps_of_samples, interval_coverage
from equipoise.scores.probabilities import brier_decomposition, brier_losses, log_losses
from equipoise.scores.ranking import alert_curve, auc, average_precision, within_unit_auc
from equipoise.scores.record import BASE_RATE, Comparison, Metric, TrackRecord
from equipoise.scores.record_rows import KnownRows, column, draws_table
from equipoise.scores.reliability import calibration_error_of, reliability_table

BUDGETS = (5, 10, 20)
"""Alerts per period that an analyst can look at."""

_HINDSIGHT = "the base rate is that of these very rows, the best constant in hindsight: a rival harder than a real one"


@dataclass(frozen=True, slots=True)
class About:
    """What a record is of, in words that the arrays do not hold.

    Parameters
    ----------
    target, split, scored_on : str
        What was forecast, how rows were cut into learnt from and forecast, and on which data.
    version : str, optional
        Version of the model; by default that of the package.
    data : mapping of str to str
        Hash of each table or file used.
    left_out : mapping of str to int
        Rows that were left out before the arrays were made, by reason.
    tried : mapping of str to float
        Score of every variant tried on these rows.
    caveats : tuple of str
        What a reader must know.
    made_on : datetime.date, optional
        By default today.
    """

    target: str
    split: str
    scored_on: str = ""
    version: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    tried: Mapping[str, float] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()
    made_on: date | None = None


@dataclass(frozen=True, slots=True)
class Resampling:
    """How intervals are made.

    Parameters
    ----------
    level : float
        Coverage.
    resamples : int
        Number of bootstrap samples.
    seed : int
        Seed; all scores of a record use the same resamples.
    """

    level: float = 0.9
    resamples: int = 2000
    seed: int = 0

    @property
    def options(self) -> dict[str, Any]:
        """The settings as keywords of the bootstrap functions."""
        return {"level": self.level, "resamples": self.resamples, "seed": self.seed}

    def can_tell(self, groups: NDArray[np.int64]) -> bool:
        """Say whether there are clusters enough for an interval to mean anything."""
        return int(np.unique(groups).size) >= least_clusters(self.level)


def record_of(
    name: str,
    outcomes: ArrayLike,
    forecasts: ArrayLike,
    baselines: Mapping[str, ArrayLike] | None = None,
    groups: ArrayLike | None = None,
    years: ArrayLike | None = None,
    *,
    about: About,
    units: ArrayLike | None = None,
    periods: ArrayLike | None = None,
    budgets: Sequence[int] = BUDGETS,
    bins: int = 10,
    resampling: Resampling | None = None,
) -> TrackRecord:
    """Return the track record of forecasts of an event.

    Parameters
    ----------
    name : str
        Name of the model.
    outcomes : array_like, shape (n,)
        0 or 1; not a number where it is not known.
    forecasts : array_like, shape (n,)
        Probabilities, made without the row's own outcome; not a number where none was made.
    baselines : mapping of str to array_like, optional
        Probabilities of every baseline, by name. `BASE_RATE` and `UNIT_HISTORY` are the usual names; see
        `equipoise.scores.baselines`. Without a base rate, the one of these very rows is taken, with a caveat.
    groups : array_like, shape (n,), optional
        Cluster of each row; by default each row is its own.
    years : array_like, shape (n,), optional
        Year of each row.
    about : About
        Target, split, data, caveats.
    units, periods : array_like, shape (n,), optional
        State or dyad, for the timing skill; month or year, for the alert curve.
    budgets : sequence of int
        Alerts per period.
    bins : int
        Bins of the reliability table.
    resampling : Resampling, optional
        How intervals are made.

    Returns
    -------
    TrackRecord
        Scores, comparisons with every baseline, and what they rest on.

    Raises
    ------
    InputError
        If arrays differ in length, a value is out of range, or no row is left.
    """
    how = resampling or Resampling()
    said = {"": column(forecasts), **{name: column(values) for name, values in (baselines or {}).items()}}
    rows = KnownRows.of(column(outcomes), said, {"groups": groups, "years": years, "units": units, "periods": periods})
    happened = rows.observed
    others = {name: values for name, values in rows.forecasts.items() if name}
    caveats = list(about.caveats)
    if BASE_RATE not in others:
        others = {BASE_RATE: np.full(happened.size, happened.mean()), **others}
        caveats.append(_HINDSIGHT)
    model = rows.forecasts[""]
    losses = brier_losses(model, happened)
    table = reliability_table(model, happened, bins, how.level)
    return _assembled(
        name,
        rows,
        about,
        how,
        metrics=_event_metrics(model, rows, how, calibration_error_of(table)),
        baselines=tuple(
            compared(name, "Brier score", losses, brier_losses(values, happened), rows.groups, how)
            for name, values in others.items()
        ),
        caveats=caveats,
        positives=int(happened.sum()),
        reliability=table,
        alerts=() if rows.periods is None else alert_curve(model, happened, rows.periods, budgets),
    )


def distribution_record_of(
    name: str,
    observed: ArrayLike,
    samples: ArrayLike,
    baselines: Mapping[str, ArrayLike] | None = None,
    groups: ArrayLike | None = None,
    years: ArrayLike | None = None,
    *,
    about: About,
    resampling: Resampling | None = None,
) -> TrackRecord:
    """Return the track record of forecasts of a quantity, given as draws.

    Parameters
    ----------
    name : str
        Name of the model.
    observed : array_like, shape (n,)
        What came about; not a number where it is not known.
    samples : array_like, shape (n, m)
        Draws of each quantity; a row that holds something that is not a number counts as no forecast.
    baselines : mapping of str to array_like, optional
        Draws of every baseline, by name; their number may differ.
    groups, years, about, resampling
        As for `record_of`.

    Returns
    -------
    TrackRecord
        CRPS, coverage of the central intervals, comparisons with every baseline.

    Raises
    ------
    InputError
        As for `record_of`.
    """
    how = resampling or Resampling()
    said = {"": draws_table(samples), **{name: draws_table(values) for name, values in (baselines or {}).items()}}
    rows = KnownRows.of(column(observed), said, {"groups": groups, "years": years})
    losses = crps_of_samples(rows.forecasts[""], rows.observed)
    return _assembled(
        name,
        rows,
        about,
        how,
        metrics=_quantity_metrics(losses, rows, how),
        baselines=tuple(
            compared(name, "CRPS", losses, crps_of_samples(values, rows.observed), rows.groups, how)
            for name, values in rows.forecasts.items()
            if name
        ),
        caveats=list(about.caveats),
    )


def _event_metrics(model: Numbers, rows: KnownRows, how: Resampling, calibration_error: float) -> tuple[Metric, ...]:
    happened = rows.observed
    parts = brier_decomposition(model, happened)
    made = [
        _mean_metric("Brier score", brier_losses(model, happened), rows, how),
        _mean_metric("log score", log_losses(model, happened), rows, how),
        Metric("miscalibration", parts.miscalibration, "lower"),
        Metric("discrimination", parts.discrimination, "higher"),
        Metric("uncertainty", parts.uncertainty, "neither"),
        Metric("calibration error", calibration_error, "lower"),
    ]
    for name, score in (("AUC", auc), ("average precision", average_precision)):
        value = score(model, happened)
        interval = None
        if how.can_tell(rows.groups):
            interval = score_interval(score, model, happened, rows.groups, **how.options)
        made.append(Metric(name, value, "higher", interval))
    if rows.units is not None:
        timing = within_unit_auc(model, happened, rows.units, **how.options).auc
        made.append(Metric("AUC within units", None if timing is None else timing.value, "higher", timing))
    return tuple(made)


def _quantity_metrics(losses: Numbers, rows: KnownRows, how: Resampling) -> tuple[Metric, ...]:
    made = [_mean_metric("CRPS", losses, rows, how)]
    for level in (0.5, 0.9):
        low, high = np.quantile(rows.forecasts[""], [(1 - level) / 2, (1 + level) / 2], axis=1)
        held = interval_coverage(low, high, rows.observed, how.level)
        made.append(Metric(f"coverage of the {level:.0%} interval", held.value, "neither", held))
    return tuple(made)


def _mean_metric(name: str, losses: Numbers, rows: KnownRows, how: Resampling) -> Metric:
    interval = cluster_bootstrap_interval(losses, rows.groups, **how.options)
    return Metric(name, interval.value, "lower", interval if how.can_tell(rows.groups) else None)


def compared(
    baseline: str, score: str, losses: Numbers, baseline_losses: Numbers, groups: NDArray[np.int64], how: Resampling
) -> Comparison:
    """Return the comparison of a model with one baseline on the same rows.

    Parameters
    ----------
    baseline, score : str
        Name of the baseline, and of what is compared.
    losses, baseline_losses : numpy.ndarray, shape (n,)
        Loss of each on every row; lower is better.
    groups : numpy.ndarray, shape (n,)
        Cluster of each row.
    how : Resampling
        How intervals are made.

    Returns
    -------
    Comparison
        Mean losses, skill and difference with their intervals; without intervals where clusters are too few.
    """
    scores = (float(losses.mean()), float(baseline_losses.mean()))
    if not how.can_tell(groups):
        return Comparison(baseline, score, *scores, skill=None, difference=None, beats="cannot be told")
    paired = paired_difference(losses, baseline_losses, groups, **how.options)
    skill = None
    if baseline_losses.sum() > 0:
        ratio = cluster_bootstrap_interval(losses, groups, over=baseline_losses, **how.options)
        skill = Interval(1 - ratio.high, 1 - ratio.low, 1 - ratio.midpoint)
    return Comparison(baseline, score, *scores, skill, paired.difference, paired.beats)


def _assembled(
    name: str,
    rows: KnownRows,
    about: About,
    how: Resampling,
    *,
    caveats: list[str],
    **scores: Any,  # noqa: ANN401 - fields of the record
) -> TrackRecord:
    clusters = int(np.unique(rows.groups).size)
    if not how.can_tell(rows.groups):
        caveats.append(f"too few clusters for intervals: {clusters}, of at least {least_clusters(how.level)}")
    return TrackRecord(
        model=name,
        version=about.version or metadata.version("equipoise"),
        target=about.target,
        split=about.split,
        scored_on=about.scored_on,
        n=rows.observed.size,
        clusters=clusters,
        made_on=about.made_on or date.today(),  # noqa: DTZ011 - a calendar day, no instant
        level=how.level,
        first_year=None if rows.years is None else int(rows.years.min()),
        last_year=None if rows.years is None else int(rows.years.max()),
        data=dict(about.data),
        left_out={**about.left_out, **rows.left_out},
        tried=dict(about.tried),
        caveats=tuple(caveats),
        **scores,
    )
