"""Recalibration by era: a rolling window of years moves the level, and maybe the slope, of the logits of a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.models.intervention.ridge import Numbers, expit

WIDTH = 0.25
"""Width of the bins of logits that the past is kept in."""

_STEPS = 60


@dataclass(frozen=True, slots=True)
class RecalibrationSetting:
    """How logits are recalibrated.

    Parameters
    ----------
    window : int
        Years before the year forecast that are learnt from [year]; 0 leaves the logits as they are.
    slope : float
        Standard deviation of the prior of the slope around 1; 0 holds the slope at 1.
    level : float
        Standard deviation of the prior of the shift around 0 [logit].
    """

    window: int
    slope: float = 0.0
    level: float = 1.0

    def __str__(self) -> str:
        """Return the setting in words."""
        if not self.window:
            return "none"
        return f"{'level and slope' if self.slope else 'level'}, {self.window} years"


RAW = RecalibrationSetting(0)
CHOICES = (RAW, *(RecalibrationSetting(window, slope) for window in (10, 20, 30, 50) for slope in (0.0, 0.3)))
"""Settings that are compared on the validation years."""


@dataclass(frozen=True, slots=True)
class YearCounts:
    """What the logits of one year were, and how often it happened.

    Parameters
    ----------
    bins : tuple of int
        Logit of each bin in units of `WIDTH`, rounded.
    rows, events : tuple of int
        Rows and events in each bin.
    cases : int
        Disputes or conflicts in which anything happened: a coalition of thirty states is one.
    """

    bins: tuple[int, ...]
    rows: tuple[int, ...]
    events: tuple[int, ...]
    cases: int


History = Mapping[int, YearCounts]


def history_of(
    logits: Numbers, outcomes: NDArray[np.bool_], years: NDArray[np.int64], cases: NDArray[np.int64]
) -> dict[int, YearCounts]:
    """Return the past as counts by year and bin of logits.

    Parameters
    ----------
    logits : numpy.ndarray, shape (n,)
        Logits of the model before recalibration.
    outcomes : numpy.ndarray of bool, shape (n,)
        What happened.
    years : numpy.ndarray of int, shape (n,)
        Year of each row.
    cases : numpy.ndarray of int, shape (n,)
        Dispute or conflict of each row.

    Returns
    -------
    dict of int to YearCounts
        By year.
    """
    places = np.rint(logits / WIDTH).astype(np.int64)
    found = {}
    for year in np.unique(years).tolist():
        inside = years == year
        bins, place = np.unique(places[inside], return_inverse=True)
        found[year] = YearCounts(
            tuple(bins.tolist()),
            tuple(np.bincount(place).tolist()),
            tuple(np.bincount(place, weights=outcomes[inside]).astype(int).tolist()),
            int(np.unique(cases[inside & outcomes]).size),
        )
    return found


def recalibrated(logits: Numbers, years: NDArray[np.int64], past: History, setting: RecalibrationSetting) -> Numbers:
    """Return logits recalibrated year by year.

    Parameters
    ----------
    logits : numpy.ndarray, shape (n,)
        Logits to recalibrate.
    years : numpy.ndarray of int, shape (n,)
        Year of each row.
    past : mapping of int to YearCounts
        The past; for each year only earlier years inside the window are read.
    setting : RecalibrationSetting
        Window and priors.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Recalibrated logits.

    Notes
    -----
    a + b logit, with a and b at the maximum of L^(1/d) times the priors a ~ N(0, level) and b ~ N(1, slope). L is the
    likelihood of the window; d, its design effect, is the number of events per case with any, since those who join one
    coalition are not independent. An empty window gives the logits back.

    References
    ----------
    Rao, J. N. K. & Scott, A. J. (1992). A simple method for the analysis of clustered binary data. Biometrics 48,
    577-585. https://doi.org/10.2307/2532311
    """
    if not setting.window:
        return logits
    made = logits.copy()
    for year in np.unique(years).tolist():
        shift, slope = correction(past, range(year - setting.window, year), setting)
        inside = years == year
        made[inside] = shift + slope * logits[inside]
    return made


def correction(past: History, years: Iterable[int], setting: RecalibrationSetting) -> tuple[float, float]:
    """Return the shift and the slope that some years of the past call for."""
    kept = [past[year] for year in years if year in past]
    if not kept:
        return 0.0, 1.0
    logits = np.concatenate([np.array(year.bins) for year in kept]) * WIDTH
    rows = np.concatenate([np.array(year.rows) for year in kept]).astype(np.float64)
    events = np.concatenate([np.array(year.events) for year in kept]).astype(np.float64)
    worth = min(1.0, sum(year.cases for year in kept) / events.sum()) if events.any() else 1.0
    rows, events = rows * worth, events * worth
    # The slope turns about the mean logit of the window, which keeps the two apart.
    centre = float((rows * logits).sum() / rows.sum())
    held = logits - centre
    precision = np.array([setting.level**-2, setting.slope**-2 if setting.slope else 0.0])
    found = np.array([0.0, 1.0])
    for _ in range(_STEPS):
        chances = expit(centre + found[0] + found[1] * held)
        residual, weights = events - rows * chances, rows * chances * (1 - chances)
        gradient = np.array([residual.sum(), (residual * held).sum()]) - precision * (found - [0.0, 1.0])
        cross = (weights * held).sum()
        curvature = np.array([[weights.sum(), cross], [cross, (weights * held**2).sum()]]) + np.diag(precision)
        if not setting.slope:
            gradient[1], curvature[0, 1], curvature[1, 0], curvature[1, 1] = 0.0, 0.0, 0.0, 1.0
        step = np.linalg.solve(curvature, gradient)
        found = found + np.clip(step, -1.0, 1.0)
        if float(np.abs(step).max()) < 1e-10:
            break
    return float(centre * (1 - found[1]) + found[0]), float(found[1])


def merged(pasts: Sequence[History]) -> dict[int, YearCounts]:
    """Return several pasts as one; where they share a year, the first one counts."""
    whole: dict[int, YearCounts] = {}
    for past in reversed(pasts):
        whole.update(past)
    return whole
