"""What forecasts of intervention are held against: rolling rates, the defence pact, a state's own history."""

from __future__ import annotations

import numpy as np

from equipoise.models.intervention.fitting import RATE_WINDOW
from equipoise.models.intervention.parameters import RateHistory
from equipoise.models.intervention.rows import PACT, TaskRows
from equipoise.scores.arrays import Numbers
from equipoise.scores.baselines import unit_history_forecasts
from equipoise.scores.reliability import ReliabilityBin, share_interval
from equipoise.scores.splits import rolling_origin

EDGES = (0.0, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
"""Ends of the bins of the reliability table: most forecasts lie far below one per cent."""


def rolling_rates(rows: TaskRows, rates: RateHistory, *, by_pact: bool = False) -> Numbers:
    """Return, for each row, how often it happened in the years before.

    Parameters
    ----------
    rows : TaskRows
        TaskRows forecast.
    rates : mapping of int to mapping
        TaskRows and events of earlier years by class of defence pact.
    by_pact : bool
        Among rows of the same class only.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Probabilities.

    Notes
    -----
    (k + 1/2) / (n + 1) over all classes, which never is 0. For a class, (k + 1) / (n + 1/r) with r that rate: the class
    is drawn to it with the weight of one expected event.
    """
    pact = rows.frame["pact"].to_numpy()
    made = np.empty(rows.happened.size)
    for year in np.unique(rows.years).tolist():
        window = [rates[before] for before in range(year - RATE_WINDOW, year) if before in rates]
        counts = {name: np.sum([found.get(name, (0, 0)) for found in window], axis=0) for name in PACT.values()}
        total = np.sum(list(counts.values()), axis=0) if window else np.zeros(2)
        rate = float((total[1] + 0.5) / (total[0] + 1))
        inside = rows.years == year
        made[inside] = rate
        if by_pact and window:
            for code, name in PACT.items():
                made[inside & (pact == code)] = (counts[name][1] + 1) / (counts[name][0] + 1 / rate)
    return made


def reliability_by_magnitude(chances: Numbers, happened: Numbers, level: float) -> tuple[ReliabilityBin, ...]:
    """Return what was said against what happened, in bins that widen with the forecast; empty bins are left out."""
    place = np.clip(np.searchsorted(EDGES, chances, side="right") - 1, 0, len(EDGES) - 2)
    found = []
    for index in np.unique(place).tolist():
        inside = place == index
        events, count = int(happened[inside].sum()), int(inside.sum())
        found.append(
            ReliabilityBin(
                low=EDGES[index],
                high=EDGES[index + 1],
                count=count,
                forecast=float(chances[inside].mean()),
                observed=events / count,
                interval=share_interval(events, count, level),
            )
        )
    return tuple(found)


def pact_ranking(rows: TaskRows) -> Numbers:
    """Return 1 for a defence pact, 0 for none, and one half where it is not known."""
    pact = rows.frame["pact"].to_numpy().astype(np.float64)
    return np.where(pact < 0, 0.5, pact)


def unit_history(rows: TaskRows, cut: int) -> Numbers:
    """Return each state's own share of events so far, all years before the one forecast."""
    folds = rolling_origin(rows.years, first=cut, step=1)
    return unit_history_forecasts(rows.happened, rows.frame["state"].to_numpy(), folds)
