"""Ridge logistic regression with missing values told apart: scaling that ignores nulls, and an indicator per group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from equipoise.errors import DataError

Numbers = NDArray[np.float64]

_STEPS = 50
_HALVINGS = 12
_ENOUGH = 1e-12
MISSING = "missing: "
"""Prefix of the indicator of a group of features."""


@dataclass(frozen=True, slots=True)
class Ridge:
    """A fitted model: the logit is linear in scaled features and in indicators of what is missing.

    Parameters
    ----------
    intercept : float
        Logit of a candidate with average features, none missing.
    coefficients : mapping of str to float
        Change of the logit per standard deviation of each feature, and where the group of an indicator is missing.
    means, spreads : mapping of str to float
        Mean and standard deviation of each feature over the rows in which it is known.
    groups : mapping of str to str
        Group of each feature.
    """

    intercept: float
    coefficients: Mapping[str, float]
    means: Mapping[str, float]
    spreads: Mapping[str, float]
    groups: Mapping[str, str]

    def logits(self, frame: pl.DataFrame) -> Numbers:
        """Return the logit of each row of a frame with the features.

        Notes
        -----
        A missing value counts as the average of the rows learnt from, and its indicator is on. Where nothing of the
        group was missing in those rows, nothing could be learnt about its absence, and the indicator has no weight.
        """
        names = list(self.means)
        for name in names:
            if name not in frame.columns:
                raise DataError(f"feature {name!r} is missing")
        design = _design(frame, self.means, self.spreads, self.groups)
        weights = np.array([self.coefficients[name] for name in _columns(self.means, self.groups)])
        return np.asarray(self.intercept + design @ weights, dtype=np.float64)


def fit_ridge(frame: pl.DataFrame, outcomes: NDArray[np.bool_], groups: Mapping[str, str], penalty: float) -> Ridge:
    """Fit by penalised maximum likelihood.

    Parameters
    ----------
    frame : polars.DataFrame, shape (n, k)
        Features; null where not known.
    outcomes : numpy.ndarray of bool, shape (n,)
        What happened.
    groups : mapping of str to str
        Group of each feature; one indicator per group.
    penalty : float
        Strength of the ridge.

    Returns
    -------
    Ridge
        The fitted model.

    Raises
    ------
    DataError
        If the outcomes are all alike.

    Notes
    -----
    Minimises -sum log p(y | b0 + x b) + penalty |b|^2 / 2 by Newton steps; the intercept is not penalised. Features are
    scaled by the mean and the standard deviation of their known values; a feature that does not vary gets the scale 1
    and ends with the coefficient 0.
    """
    if outcomes.all() or not outcomes.any():
        raise DataError(f"nothing can be learnt from {outcomes.size} outcomes that are all alike")
    means = {name: _number(frame[name].mean(), 0.0) for name in frame.columns}
    spreads = {name: _number(frame[name].std(), 0.0) or 1.0 for name in frame.columns}
    design = _design(frame, means, spreads, groups)
    beta = _newton(np.hstack([np.ones((design.shape[0], 1)), design]), outcomes.astype(np.float64), penalty)
    names = _columns(means, groups)
    return Ridge(float(beta[0]), dict(zip(names, beta[1:].tolist(), strict=True)), means, spreads, dict(groups))


def _newton(design: Numbers, outcomes: Numbers, penalty: float) -> Numbers:
    ridge = np.full(design.shape[1], penalty)
    ridge[0] = 0.0
    beta = np.zeros(design.shape[1])
    beta[0] = np.log(outcomes.mean() / (1 - outcomes.mean()))
    loss = _loss(design, outcomes, beta, ridge)
    for _ in range(_STEPS):
        chances = expit(design @ beta)
        weights = chances * (1 - chances)
        slope = design.T @ (outcomes - chances) - ridge * beta
        curvature = (design * weights[:, None]).T @ design
        curvature[np.diag_indices_from(curvature)] += ridge + 1e-9
        step = np.linalg.solve(curvature, slope)
        # A full step from far away can overshoot: halve it until the loss falls.
        for _ in range(_HALVINGS):
            tried = _loss(design, outcomes, beta + step, ridge)
            if tried <= loss:
                break
            step = step / 2
        else:
            break
        gain, beta, loss = loss - tried, beta + step, tried
        if gain <= _ENOUGH * (1 + loss):
            break
    return beta


def _loss(design: Numbers, outcomes: Numbers, beta: Numbers, ridge: Numbers) -> float:
    logits = design @ beta
    return float((np.logaddexp(0.0, logits) - outcomes * logits).sum() + (ridge * beta**2).sum() / 2)


def expit(logits: Numbers) -> Numbers:
    """Return the probabilities of logits."""
    from scipy.special import expit as of_logits

    return np.asarray(of_logits(logits), dtype=np.float64)


def _columns(means: Mapping[str, float], groups: Mapping[str, str]) -> list[str]:
    return [*means, *(f"{MISSING}{group}" for group in _groups(means, groups))]


def _groups(names: Sequence[str] | Mapping[str, float], groups: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(groups[name] for name in names))


def _design(
    frame: pl.DataFrame, means: Mapping[str, float], spreads: Mapping[str, float], groups: Mapping[str, str]
) -> Numbers:
    scaled = [((pl.col(name) - mean) / spreads[name]).fill_null(0.0).alias(name) for name, mean in means.items()]
    missing = [
        pl.any_horizontal(pl.col(name).is_null() for name in means if groups[name] == group)
        .cast(pl.Float64)
        .alias(f"{MISSING}{group}")
        for group in _groups(means, groups)
    ]
    return frame.select(*scaled, *missing).to_numpy()


def _number(value: object, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float) else otherwise
