"""Rivals of the crisis model on past crises: the base rate, and a logit on what was known at the start."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from equipoise.models.intervention.ridge import expit, fit_ridge
from equipoise.scores.splits import Fold

Numbers = NDArray[np.float64]

PENALTY = 4.0
"""Strength of the ridge, fixed beforehand: a standard deviation of a feature moves the logit by half a unit or so."""


def logit_forecasts(frame: pl.DataFrame, outcomes: Numbers, folds: Sequence[Fold], penalty: float = PENALTY) -> Numbers:
    """Return the probabilities of a ridge logit, each fold forecast from the rows that it learns from.

    Parameters
    ----------
    frame : polars.DataFrame, shape (n, k)
        Features; null where not known.
    outcomes : numpy.ndarray, shape (n,)
        0 or 1; only those of the rows learnt from are read.
    folds : sequence of Fold
        What is learnt from and what is forecast.
    penalty : float
        Strength of the ridge.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Probabilities; not a number for rows that no fold forecasts, or where all outcomes learnt from are alike.
    """
    said = np.full(outcomes.size, np.nan)
    groups = dict.fromkeys(frame.columns, "features")
    for train, test in folds:
        seen = outcomes[train] > 0
        if seen.all() or not seen.any():
            continue
        fitted = fit_ridge(frame[train.tolist()], seen, groups, penalty)
        said[test] = expit(fitted.logits(frame[test.tolist()]))
    return said
