"""How well forecasts put events before non-events; none of it says anything about calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from equipoise.errors import InputError
from equipoise.interval import Interval
from equipoise.scores.arrays import Numbers, checked_labels, checked_pair
from equipoise.scores.bootstrap import cluster_bootstrap_interval


def auc(forecasts: ArrayLike, outcomes: ArrayLike) -> float | None:
    """Return the chance that an event got the higher forecast than a non-event, ties counted half.

    Parameters
    ----------
    forecasts, outcomes
        As for `brier_score`.

    Returns
    -------
    float or None
        Between 0 and 1; None where all outcomes are the same.

    Raises
    ------
    InputError
        As for `brier_score`.

    Notes
    -----
    (R_1 - n_1 (n_1 + 1) / 2) / (n_1 n_0) with R_1 the sum of the mid-ranks of the events. It measures ranking, not
    calibration. Out of fold it is biased downwards where forecasts vary little: leaving out an event lowers its own.

    References
    ----------
    Hanley, J. A. & McNeil, B. J. (1982). The meaning and use of the area under a receiver operating characteristic
    (ROC) curve. Radiology 143, 29-36. https://doi.org/10.1148/radiology.143.1.7063747
    """
    won, pairs = _pairs_won(*checked_pair(forecasts, outcomes))
    return won / pairs if pairs else None


def _pairs_won(probabilities: Numbers, happened: Numbers) -> tuple[float, float]:
    """Return how many pairs of an event and a non-event are in the right order (ties half), and how many there are."""
    events = float(happened.sum())
    _, place, counts = np.unique(probabilities, return_inverse=True, return_counts=True)
    mid_ranks = counts.cumsum() - (counts - 1) / 2
    won = float(mid_ranks[place[happened == 1]].sum()) - events * (events + 1) / 2
    return won, events * (happened.size - events)


def average_precision(forecasts: ArrayLike, outcomes: ArrayLike) -> float | None:
    """Return the precision of alerts averaged over the events found; a forecast without skill reaches the base rate.

    Parameters
    ----------
    forecasts, outcomes
        As for `brier_score`.

    Returns
    -------
    float or None
        Between 0 and 1; None where nothing happened.

    Raises
    ------
    InputError
        As for `brier_score`.

    Notes
    -----
    sum over thresholds of (recall_k - recall_(k-1)) precision_k, from the highest forecast down, rows with the same
    forecast entering together; no interpolation between thresholds, which would flatter.

    References
    ----------
    Davis, J. & Goadrich, M. (2006). The relationship between precision-recall and ROC curves. Proceedings of the 23rd
    International Conference on Machine Learning, 233-240. https://doi.org/10.1145/1143844.1143874
    """
    probabilities, happened = checked_pair(forecasts, outcomes)
    if not happened.any():
        return None
    _, place, counts = np.unique(-probabilities, return_inverse=True, return_counts=True)
    found = np.bincount(place, weights=happened)
    precision = found.cumsum() / counts.cumsum()
    return float((found * precision).sum() / found.sum())


@dataclass(frozen=True, slots=True)
class TimingSkill:
    """Ranking inside units: whether a forecast knows *when*, rather than *where*.

    Parameters
    ----------
    auc : Interval or None
        Chance that, of an event and a non-event of the same unit, the event got the higher forecast, with an interval
        from resampling whole units; None where no unit has both. 0.5 is no timing skill.
    units : int
        Units with both events and non-events.
    pairs : int
        Pairs compared.
    """

    auc: Interval | None
    units: int
    pairs: int


def within_unit_auc(
    forecasts: ArrayLike,
    outcomes: ArrayLike,
    units: ArrayLike,
    *,
    level: float = 0.9,
    resamples: int = 2000,
    seed: int = 0,
) -> TimingSkill:
    """Return the AUC over pairs of the same unit, every pair counting the same.

    Parameters
    ----------
    forecasts, outcomes
        As for `brier_score`.
    units : array_like, shape (n,)
        State, dyad or other unit of each row.
    level, resamples, seed
        As for `cluster_bootstrap_interval`.

    Returns
    -------
    TimingSkill
        Its value, and what it rests on.

    Raises
    ------
    InputError
        As for `brier_score`, or if the units do not match the rows.

    Notes
    -----
    sum_u W_u / sum_u n_1u n_0u with W_u the pairs of unit u in the right order. Differences between units, on which a
    pooled AUC mostly rests, play no part.
    """
    probabilities, happened = checked_pair(forecasts, outcomes)
    place = checked_labels(units, "units", happened.size)
    scored = [_pairs_won(probabilities[place == unit], happened[place == unit]) for unit in range(int(place.max()) + 1)]
    useful = [(won, pairs) for won, pairs in scored if pairs]
    if not useful:
        return TimingSkill(None, 0, 0)
    won, pairs = (np.array(column) for column in zip(*useful, strict=True))
    interval = cluster_bootstrap_interval(
        won, np.arange(won.size), over=pairs, level=level, resamples=resamples, seed=seed
    )
    return TimingSkill(interval, len(useful), int(pairs.sum()))


@dataclass(frozen=True, slots=True)
class AlertPoint:
    """What a user who can look at so many units per period would have seen.

    Parameters
    ----------
    budget : int
        Alerts allowed per period.
    alerts : int
        Alerts given in all periods: fewer than the budget where a period has fewer units.
    hits : float
        Alerts followed by the event. Where forecasts tie at the end of the budget, the mean over all ways to break it.
    precision, recall : float or None
        Hits per alert, and hits per event; recall is None where nothing happened.
    """

    budget: int
    alerts: int
    hits: float
    precision: float
    recall: float | None


def alert_curve(
    forecasts: ArrayLike, outcomes: ArrayLike, periods: ArrayLike, budgets: Sequence[int] = (5, 10, 20)
) -> tuple[AlertPoint, ...]:
    """Return precision and recall of the highest forecasts of each period, for several alert budgets.

    Parameters
    ----------
    forecasts, outcomes
        As for `brier_score`.
    periods : array_like, shape (n,)
        Month, year or other period of each row.
    budgets : sequence of int
        Alerts per period, each at least 1.

    Returns
    -------
    tuple of AlertPoint
        One per budget, in the order given.

    Raises
    ------
    InputError
        As for `brier_score`, if the periods do not match the rows, or a budget is below 1.
    """
    probabilities, happened = checked_pair(forecasts, outcomes)
    place = checked_labels(periods, "periods", happened.size)
    for budget in budgets:
        if budget < 1:
            raise InputError(f"an alert budget is at least 1 per period, not {budget}")
    sums = np.zeros((len(budgets), 2))
    for period in range(int(place.max()) + 1):
        inside = place == period
        sums += _alerts(probabilities[inside], happened[inside], budgets)
    events = float(happened.sum())
    return tuple(
        AlertPoint(budget, int(alerts), float(hits), float(hits / alerts), float(hits / events) if events else None)
        for budget, (alerts, hits) in zip(budgets, sums, strict=True)
    )


def _alerts(probabilities: Numbers, happened: Numbers, budgets: Sequence[int]) -> Numbers:
    """Return alerts and expected hits of one period, shape (budgets, 2); rows that tie have the same chance."""
    _, place, counts = np.unique(-probabilities, return_inverse=True, return_counts=True)
    events = np.bincount(place, weights=happened)
    before = np.concatenate(([0], counts.cumsum()[:-1]))
    taken = [(min(budget, happened.size), np.clip(budget - before, 0, counts) / counts) for budget in budgets]
    return np.array([[alerts, (shares * events).sum()] for alerts, shares in taken])
