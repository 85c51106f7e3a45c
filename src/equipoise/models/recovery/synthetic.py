"""Synthetic control: one state against a weighted mean of others that moved with it before the event.

Weights are not negative and sum to one, and are found from the outcomes before the event alone. Everything that is told
about chance comes from placebos: the same done to every donor (in space) and to the state at an earlier year (in time).

References
----------
Abadie, A., Diamond, A. & Hainmueller, J. (2010). Synthetic control methods for comparative case studies. Journal of the
American Statistical Association 105(490), 493-505. https://doi.org/10.1198/jasa.2009.ap08746
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from equipoise.errors import InputError
from equipoise.models.recovery.series import Numbers

FEWEST_BEFORE = 4
"""Fewest years before the event on which weights may rest."""

FEWEST_DONORS = 3
POOR_FIT = 5.0
"""A placebo whose fit before the event is so many times worse than the state's own says nothing, and is left out."""

_SHOWN = 1e-3


@dataclass(frozen=True)
class Synthetic:
    """A state and its synthetic twin.

    Parameters
    ----------
    weights : numpy.ndarray, shape (donors,)
        Weights of the donors.
    gap : numpy.ndarray, shape (times,)
        State less twin, before and after.
    placebos : numpy.ndarray, shape (placebos, times)
        The same for donors that fit well enough, each against the others.
    before : int
        Number of times before the event.
    ratio_p : float
        Share of state and placebos whose ratio of error after to error before is at least the state's.
    fit_p : float
        Share of donors whose fit before the event is worse than the state's.
    """

    weights: Numbers
    gap: Numbers
    placebos: Numbers
    before: int
    ratio_p: float
    fit_p: float

    @property
    def error_before(self) -> float:
        """Root mean square gap before the event."""
        return _rms(self.gap[: self.before])

    @property
    def mean_after(self) -> float:
        """Mean gap after the event."""
        return float(self.gap[self.before :].mean())


def weights_of(treated: ArrayLike, donors: ArrayLike) -> Numbers:
    """Return the weights, not negative and of sum one, whose mean of the donors is nearest to the treated unit.

    Parameters
    ----------
    treated : array_like, shape (times,)
        Outcomes of the unit before the event.
    donors : array_like, shape (times, donors)
        Outcomes of the donors.

    Returns
    -------
    numpy.ndarray, shape (donors,)
        Weights by least squares.

    Raises
    ------
    InputError
        If anything is not finite, shapes do not match, or there are fewer than two donors.

    Notes
    -----
    Solved as non-negative least squares with one more row that holds the sum at one, weighted so that it binds; then
    polished by sequential quadratic programming, since the added row alone leaves an error of the square root of
    precision.
    """
    from scipy.optimize import LinearConstraint, minimize, nnls

    y, x = np.asarray(treated, dtype=np.float64), np.asarray(donors, dtype=np.float64)
    if x.ndim != 2 or y.shape != x.shape[:1] or not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise InputError(f"donors must be a table of finite numbers with a row per time (got {x.shape} for {y.shape})")
    if x.shape[1] < 2:
        raise InputError(f"a donor pool of {x.shape[1]} cannot be weighed: at least two donors are needed")
    scale = max(float(np.abs(x - x.mean(axis=1, keepdims=True)).max()), float(np.abs(y - x.mean(axis=1)).max()), 1e-12)
    # Subtracting the donors' mean changes nothing, as weights sum to one, and keeps the problem well scaled.
    centred, aim = (x - x.mean(axis=1, keepdims=True)) / scale, (y - x.mean(axis=1)) / scale
    heavy = 1e3
    first = nnls(np.vstack([centred, np.full(x.shape[1], heavy)]), np.append(aim, heavy))[0]
    first = first / first.sum() if first.sum() > 0 else np.full(x.shape[1], 1 / x.shape[1])
    active = np.flatnonzero(first > 1e-6)
    if active.size < 2:
        return np.asarray(first, dtype=np.float64)
    part = centred[:, active]

    def loss(w: Numbers) -> float:
        return float(((part @ w - aim) ** 2).sum())

    def slope(w: Numbers) -> Numbers:
        return np.asarray(2 * part.T @ (part @ w - aim), dtype=np.float64)

    polished = minimize(
        loss,
        np.asarray(first[active], dtype=np.float64),
        jac=slope,
        bounds=[(0.0, 1.0)] * active.size,
        constraints=LinearConstraint(np.ones((1, active.size)), 1.0, 1.0),
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    weights = np.zeros(x.shape[1])
    better = polished.fun <= ((part @ first[active] - aim) ** 2).sum() and np.isfinite(polished.x).all()
    weights[active] = np.clip(polished.x, 0.0, 1.0) if better else first[active]
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def synthetic_of(treated: ArrayLike, donors: ArrayLike, before: int, *, floor: float = 0.0) -> Synthetic:
    """Return a state against its synthetic twin, with placebos in space.

    Parameters
    ----------
    treated : array_like, shape (times,)
        Outcomes of the state, before and after the event.
    donors : array_like, shape (times, donors)
        Outcomes of the donors at the same times.
    before : int
        Number of times before the event.
    floor : float
        Error before the event below which a fit is as good as perfect.

    Returns
    -------
    Synthetic
        Weights, gaps and placebos.

    Raises
    ------
    InputError
        If there are too few times or donors, or anything is not finite.
    """
    y, x = np.asarray(treated, dtype=np.float64), np.asarray(donors, dtype=np.float64)
    _check(y, x, before)
    weights = weights_of(y[:before], x[:before])
    gap = y - x @ weights
    placebos = []
    for place in range(x.shape[1]):
        others = np.delete(x, place, axis=1)
        placebos.append(x[:, place] - others @ weights_of(x[:before, place], others[:before]))
    table = np.array(placebos)
    own = _rms(gap[:before])
    errors = np.sqrt((table[:, :before] ** 2).mean(axis=1))
    kept = table[errors <= POOR_FIT * max(own, floor, 1e-12)]
    ratio = _ratio_p(gap, table, before, max(floor, 1e-9))
    return Synthetic(weights, gap, kept, before, ratio, float((errors > own).mean()))


def in_time(treated: ArrayLike, donors: ArrayLike, before: int, earlier: int) -> float | None:
    """Return the mean gap after an event that is put some times too early, before the real one; None where too short.

    Parameters
    ----------
    treated, donors, before
        As for `synthetic_of`.
    earlier : int
        By how many times.
    """
    y, x = np.asarray(treated, dtype=np.float64)[:before], np.asarray(donors, dtype=np.float64)[:before]
    cut = before - earlier
    if cut < FEWEST_BEFORE or earlier < 1 or x.shape[1] < 2:
        return None
    return float((y - x @ weights_of(y[:cut], x[:cut]))[cut:].mean())


def named_weights(weights: Numbers, names: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Return the donors that matter with their weights, the heaviest first."""
    pairs = [(name, float(weight)) for name, weight in zip(names, weights, strict=True) if weight > _SHOWN]
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def _check(y: Numbers, x: Numbers, before: int) -> None:
    if before < FEWEST_BEFORE:
        raise InputError(f"{before} years before the event are too few: a synthetic control needs {FEWEST_BEFORE}")
    if y.size <= before:
        raise InputError("there is no year after the event to be told about")
    if x.ndim != 2 or x.shape[1] < FEWEST_DONORS:
        count = x.shape[1] if x.ndim == 2 else 0
        raise InputError(f"a donor pool of {count} is too small: placebos need at least {FEWEST_DONORS} donors")


def _ratio_p(gap: Numbers, table: Numbers, before: int, floor: float) -> float:
    own = _rms(gap[before:]) / max(_rms(gap[:before]), floor)
    fits = np.maximum(np.sqrt((table[:, :before] ** 2).mean(axis=1)), floor)
    ratios = np.sqrt((table[:, before:] ** 2).mean(axis=1)) / fits
    return float((1 + (ratios >= own).sum()) / (1 + ratios.size))


def _rms(values: Numbers) -> float:
    return float(np.sqrt((values**2).mean()))
