"""The fitted model: whether troops come and when, learnt from one panel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.models.calls.classing import DEFAULT, Classing
from equipoise.models.calls.lag import LagModel, fit_lags
from equipoise.models.calls.panel import Panel
from equipoise.models.calls.whether import RateModel, fit_rates


@dataclass(frozen=True, slots=True)
class CallsModel:
    """Answer rates and lags learnt from a panel.

    Parameters
    ----------
    panel : Panel
        Calls that were used.
    classing : Classing
        Rule that puts a call into a cell.
    rates : RateModel
        Answer rates of the cells.
    lags : LagModel
        Lag from call to first arrival.
    """

    panel: Panel
    classing: Classing
    rates: RateModel
    lags: LagModel


def fit_calls(panel: Panel, classing: Classing = DEFAULT) -> CallsModel:
    """Learn answer rates and lags from a panel; an empty one gives the priors."""
    return CallsModel(panel, classing, fit_answer_rates(panel, classing), fit_lags(panel))


def fit_answer_rates(panel: Panel, classing: Classing = DEFAULT, internal: str = "class_internal") -> RateModel:
    """Learn the answer rates alone; `internal` names the column of the panel with the code of the wording."""
    return fit_rates(panel.outcomes, classing.cells(panel.frame, internal), panel.episodes)


def predict_answers(rates: RateModel, classing: Classing, panel: Panel) -> NDArray[np.float64]:
    """Return the probability of an answer with troops for every call of a panel.

    Parameters
    ----------
    rates : RateModel
        Learnt from other calls.
    classing : Classing
        The rule with which they were learnt.
    panel : Panel
        Calls to predict.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Posterior means.
    """
    cells = classing.cells(panel.frame)
    means = {cell: rates.mean(str(cell)) for cell in np.unique(cells)}
    return np.array([means[cell] for cell in cells], dtype=np.float64)
