"""When troops come, given that they come: within days, or after weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import minimize, root
from scipy.special import ndtr

from equipoise.models.calls.cell_rates import RateModel, fit_rates
from equipoise.models.calls.panel import KINDS, CallPanel

Numbers = NDArray[np.float64]

FAST_DAYS = 3
"""Last day of the fast regime: troops that were ready to go. Later arrivals had to be agreed on, raised or shipped."""

HORIZON_DAYS = 60
INTERNAL, EXTERNAL = "internal", "external"
LONGEST_DAYS = 3650
"""Quantiles are sought up to here."""

_EDGE = FAST_DAYS + 0.5
_SMOOTHING = 0.5
_CENTRE = (float(np.log(20.0)), 1.0)
_SPREAD = (0.0, 0.5)
_BETWEEN_KINDS = 0.5
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class SlowRegime:
    """Lags beyond the fast regime: a lognormal cut off below.

    Parameters
    ----------
    location : dict of str to float
        Mean of the logarithm of the lag [log day], by kind of addressee.
    spread : float
        Standard deviation of that logarithm.
    locations : dict of str to numpy.ndarray
        Equally likely values of the location, by kind: its uncertainty.
    """

    location: dict[str, float]
    spread: float
    locations: dict[str, Numbers]


@dataclass(frozen=True, slots=True)
class LagModel:
    """Mixture of the two regimes.

    Parameters
    ----------
    n_lags : int
        Arrivals that it was estimated from.
    fast : numpy.ndarray, shape (4,)
        Probability of day 0, 1, 2, 3 in the fast regime.
    share : RateModel
        Share of the fast regime, by trigger: help against unrest is flown in, help against an attack builds up.
    slow : SlowRegime
        Lags of the slow regime.
    """

    n_lags: int
    fast: Numbers
    share: RateModel
    slow: SlowRegime

    def arrived_by(self, kind: str, day: int, trigger: str = INTERNAL) -> float:
        """Return the probability that troops which come are there by the end of a day, counted from the call."""
        share = self.share.mean(_cell(trigger))
        return share * self._fast_by(day) + (1 - share) * float(
            _slow_by(day, self.slow.location[kind], self.slow.spread)
        )

    def arrived_by_draws(self, kind: str, days: Sequence[int], shares: int = 41, trigger: str = INTERNAL) -> Numbers:
        """Return equally likely values of `arrived_by`: a row per day, a column per pair of share and slow location."""
        share = self.share.posterior(_cell(trigger)).draws(shares)[:, None]
        slow = [_slow_by(day, self.slow.locations[kind], self.slow.spread)[None, :] for day in days]
        rows = [(share * self._fast_by(day) + (1 - share) * late).ravel() for day, late in zip(days, slow, strict=True)]
        return np.asarray(rows, dtype=np.float64)

    def quantile(self, kind: str, level: float, trigger: str = INTERNAL) -> int:
        """Return the first day by which at least a share of the arrivals has happened [day]."""
        low, high = -1, LONGEST_DAYS
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.arrived_by(kind, middle, trigger) >= level else (middle, high)
        return high

    def _fast_by(self, day: int) -> float:
        return float(self.fast[: max(0, day + 1)].sum())


def _cell(trigger: str) -> str:
    return EXTERNAL if trigger == EXTERNAL else INTERNAL


def _slow_by(day: int, location: float | Numbers, spread: float) -> Numbers:
    """Return P(lag <= day) in the slow regime; a recorded day stands for half a day on either side of it."""
    cut = ndtr((np.log(_EDGE) - location) / spread)
    reached = ndtr((np.log(max(day + 0.5, _EDGE)) - location) / spread)
    return np.asarray((reached - cut) / (1 - cut), dtype=np.float64)


def fit_lags(panel: CallPanel) -> LagModel:
    """Estimate the lag from call to first arrival among calls answered with troops.

    Parameters
    ----------
    panel : CallPanel
        Calls; those not answered with troops, or without a day of arrival, are not used.

    Returns
    -------
    LagModel
        Both regimes and the share of the fast one.

    Notes
    -----
    Lags are whole days between two dates. Fast regime (day 0 to 3): frequencies with half a call added to each day.
    Its share by trigger: partial pooling as in the first version of the answers; kind of addressee and border did not
    tell days from weeks (CARD.md). Slow regime: lognormal, cut off below day 3.5,
    each lag d standing for the interval from d - 0.5 to d + 0.5; location by kind, shrunk to a common one; penalised
    maximum likelihood, so that an early panel with few arrivals still has an answer.

    Everything here is conditional on arrival. Comparing the fate of those reached late with that of those reached
    early would count the survival that being reached late requires (immortal time).
    """
    arrived = panel.frame.filter(
        pl.col("troops") & pl.col("lag_arrival_days").is_not_null() & (pl.col("lag_arrival_days") >= 0)
    )
    days = arrived["lag_arrival_days"].round().cast(pl.Int64).to_numpy()
    kinds = np.asarray(arrived["kind"].to_list(), dtype=np.str_)
    clusters = np.asarray(arrived["episode_id"].to_list(), dtype=np.str_)
    quick = days <= FAST_DAYS
    frequencies = np.bincount(days[quick], minlength=FAST_DAYS + 1) + _SMOOTHING
    cells = np.asarray([_cell(trigger) for trigger in arrived["trigger"]], dtype=np.str_)
    share = fit_rates(quick.astype(np.float64), cells, clusters)
    slow = _fit_slow(days[~quick].astype(np.float64), kinds[~quick])
    return LagModel(int(days.size), frequencies / frequencies.sum(), share, slow)


def _fit_slow(days: Numbers, kinds: NDArray[np.str_]) -> SlowRegime:
    index = np.array([KINDS.index(kind) for kind in kinds], dtype=np.int64)

    def loss(parameters: Numbers) -> tuple[float, Numbers]:
        common, log_spread, located = parameters[0], parameters[1], parameters[2:]
        likelihood, by_location, by_spread = _slow_likelihood(days, located[index], float(np.exp(log_spread)))
        centred, spread_out = (common - _CENTRE[0]) / _CENTRE[1], (log_spread - _SPREAD[0]) / _SPREAD[1]
        apart = (located - common) / _BETWEEN_KINDS
        steep = np.empty_like(parameters)
        steep[0] = centred / _CENTRE[1] - apart.sum() / _BETWEEN_KINDS
        steep[1] = spread_out / _SPREAD[1] - by_spread.sum()
        steep[2:] = apart / _BETWEEN_KINDS - np.bincount(index, by_location, minlength=len(KINDS))
        return (centred**2 + spread_out**2 + float((apart**2).sum())) / 2 - float(likelihood.sum()), steep

    def slope(parameters: Numbers) -> Numbers:
        return loss(parameters)[1]

    start = np.array([_CENTRE[0], _SPREAD[0], *(_CENTRE[0] for _ in KINDS)])
    near = minimize(loss, start, method="L-BFGS-B", jac=True).x
    # The slope is brought to zero to the last digits, so that another processor's way to add finds the same optimum:
    # the studies of crises that ship rest on it.
    common, log_spread, *by_kind = root(slope, near, tol=1e-13).x
    spread = float(np.exp(log_spread))
    locations = {kind: _location_draws(days[index == place], float(common), spread) for place, kind in enumerate(KINDS)}
    return SlowRegime(dict(zip(KINDS, map(float, by_kind), strict=True)), spread, locations)


def _log_likelihood(days: Numbers, location: Numbers | float, spread: float) -> Numbers:
    upper = ndtr((np.log(days + 0.5) - location) / spread)
    lower = ndtr((np.log(days - 0.5) - location) / spread)
    kept = 1 - ndtr((np.log(_EDGE) - location) / spread)
    return np.asarray(np.log(np.maximum(upper - lower, _TINY)) - np.log(np.maximum(kept, _TINY)), dtype=np.float64)


def _slow_likelihood(days: Numbers, location: Numbers, spread: float) -> tuple[Numbers, Numbers, Numbers]:
    """Return the logarithm of the likelihood of each lag, its slope by the location and by the log of the spread."""
    upper, lower, edge = ((np.log(cut) - location) / spread for cut in (days + 0.5, days - 0.5, _EDGE))
    within = np.maximum(ndtr(upper) - ndtr(lower), _TINY)
    kept = np.maximum(ndtr(-edge), _TINY)
    by_location = ((_density(lower) - _density(upper)) / within - _density(edge) / kept) / spread
    by_spread = (lower * _density(lower) - upper * _density(upper)) / within - edge * _density(edge) / kept
    return np.log(within) - np.log(kept), by_location, by_spread


def _density(standard: Numbers) -> Numbers:
    return np.asarray(np.exp(-(standard**2) / 2) / np.sqrt(2 * np.pi), dtype=np.float64)


def _location_draws(days: Numbers, common: float, spread: float, count: int = 15) -> Numbers:
    grid = common + np.linspace(-2.5, 2.5, 201)
    log_mass = -(((grid - common) / _BETWEEN_KINDS) ** 2) / 2
    for day in days:
        log_mass = log_mass + _log_likelihood(np.full_like(grid, day), grid, spread)
    mass = np.exp(log_mass - log_mass.max())
    mass /= mass.sum()
    middle = np.cumsum(mass) - mass / 2
    return np.asarray(np.interp((np.arange(count) + 0.5) / count, middle, grid), dtype=np.float64)
