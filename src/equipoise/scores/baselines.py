"""The simplest baselines of a model: the base rate, and a unit's own history, from the rows of each fold alone."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from equipoise.errors import InputError
from equipoise.scores.arrays import Numbers, checked_labels, checked_pair
from equipoise.scores.splits import Fold

_STRENGTHS = np.geomspace(1.0, 4096.0, 49)


def base_rate_forecasts(outcomes: ArrayLike, folds: Iterable[Fold]) -> Numbers:
    """Return, for every row forecast, the share of events among the rows learnt from.

    Parameters
    ----------
    outcomes : array_like, shape (n,)
        0 or 1.
    folds : iterable of Fold
        What is learnt from and what is forecast.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Probabilities; not a number for rows that no fold forecasts.

    Raises
    ------
    InputError
        If an outcome is neither 0 nor 1, or a fold has nothing to learn from.
    """
    happened = _outcomes(outcomes)
    forecasts = np.full(happened.size, np.nan)
    for train, test in folds:
        forecasts[test] = _rate(happened, train)
    return forecasts


def unit_history_forecasts(
    outcomes: ArrayLike, units: ArrayLike, folds: Iterable[Fold], *, strength: float | None = None
) -> Numbers:
    """Return, for every row forecast, its unit's own share of events so far, drawn towards the base rate.

    Parameters
    ----------
    outcomes : array_like, shape (n,)
        0 or 1.
    units : array_like, shape (n,)
        State, dyad or other unit of each row.
    folds : iterable of Fold
        What is learnt from and what is forecast.
    strength : float, optional
        How many rows the base rate counts for, above 0; by default the one under which the histories learnt from are
        likeliest.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Probabilities; not a number for rows that no fold forecasts. A unit without history gets the base rate.

    Raises
    ------
    InputError
        As for `base_rate_forecasts`, or if the units do not match the rows or the strength is not above 0.

    Notes
    -----
    (k_u + s r) / (n_u + s) with k_u events in n_u rows of the unit, base rate r and strength s: the posterior mean of a
    rate whose prior is a beta distribution with mean r and s prior rows. This is the baseline that a model of states
    has to beat: most of what looks like skill is knowing which states are troubled.
    """
    if strength is not None and strength <= 0:
        raise InputError(f"the strength of the base rate must be above 0, not {strength}")
    happened = _outcomes(outcomes)
    place = checked_labels(units, "units", happened.size)
    count = int(place.max()) + 1
    forecasts = np.full(happened.size, np.nan)
    for train, test in folds:
        rate = _rate(happened, train)
        events = np.bincount(place[train], weights=happened[train], minlength=count)
        rows = np.bincount(place[train], minlength=count).astype(np.float64)
        pull = history_strength(events, rows, rate) if strength is None else strength
        forecasts[test] = ((events + pull * rate) / (rows + pull))[place[test]]
    return forecasts


def history_strength(events: ArrayLike, rows: ArrayLike, rate: float) -> float:
    """Return for how many rows the base rate should count beside a unit's own history.

    Parameters
    ----------
    events, rows : array_like, shape (u,)
        Events and rows of each unit.
    rate : float
        Base rate.

    Returns
    -------
    float
        Between 1 (units differ: trust their history) and 4096 (units are alike: trust the base rate).

    Notes
    -----
    The maximum over a grid of the beta-binomial log likelihood
    sum_u ln B(k + s r, n - k + s (1 - r)) - ln B(s r, s (1 - r)).
    """
    from scipy.special import betaln

    seen, counts = np.asarray(events, dtype=np.float64), np.asarray(rows, dtype=np.float64)
    if not 0 < rate < 1:
        return float(_STRENGTHS[-1])
    ahead, against = _STRENGTHS[:, None] * rate, _STRENGTHS[:, None] * (1 - rate)
    likelihood = (betaln(seen + ahead, counts - seen + against) - betaln(ahead, against)).sum(axis=1)
    return float(_STRENGTHS[int(np.argmax(likelihood))])


def _outcomes(outcomes: ArrayLike) -> Numbers:
    happened = np.asarray(outcomes, dtype=np.float64)
    return checked_pair(np.zeros_like(happened), happened)[1]


def _rate(happened: Numbers, train: np.ndarray) -> float:
    if not train.size:
        raise InputError("a fold has no row to learn from")
    return float(happened[train].mean())
