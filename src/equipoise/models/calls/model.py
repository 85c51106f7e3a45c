"""The fitted model: whether troops come, what comes instead, when and how many, learnt from one panel."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from equipoise.models.calls.cell_rates import RateModel, fit_rates
from equipoise.models.calls.classing import DEFAULT, Classing
from equipoise.models.calls.force import ForceModel, fit_force
from equipoise.models.calls.lag import LagModel, fit_lags
from equipoise.models.calls.logit import SPECIFIED, AnswerModel, Draws, fit_answers
from equipoise.models.calls.other_answers import OtherAnswers, fit_other_answers
from equipoise.models.calls.panel import CallPanel

SECOND_READING = replace(
    SPECIFIED,
    name="second_reading",
    description="the same, every text by its second-best reading",
    internal="class_internal_alt",
)

_KEPT = 8
_fitted: OrderedDict[str, CallsModel] = OrderedDict()


@dataclass(frozen=True, slots=True)
class CallsModel:
    """Everything learnt from a panel.

    Parameters
    ----------
    panel : CallPanel
        Calls that were used.
    answers : AnswerModel
        Whether troops come.
    draws : Draws
        Joint draws of what `answers` does not know.
    second : AnswerModel
        The same with every text by its second-best reading.
    second_draws : Draws
        Joint draws of what `second` does not know.
    records : RateModel
        Answer rate of every addressee by its own record, pooled with the others.
    instead : OtherAnswers
        What comes where no troops do.
    lags : LagModel
        Lag from call to first arrival.
    force : ForceModel
        Size of force.
    rates : RateModel
        Answer rates of the first version of the model, two cells.
    """

    panel: CallPanel
    answers: AnswerModel
    draws: Draws
    second: AnswerModel
    second_draws: Draws
    records: RateModel
    instead: OtherAnswers
    lags: LagModel
    force: ForceModel
    rates: RateModel


def fit_calls(panel: CallPanel) -> CallsModel:
    """Learn everything from a panel; an empty one gives the priors. The last few fits are kept in memory."""
    key = digest(panel)
    if key in _fitted:
        _fitted.move_to_end(key)
        return _fitted[key]
    answers = fit_answers(panel)
    second = fit_answers(panel, SECOND_READING, near=answers)
    bodies = np.asarray(panel.frame["body"].to_list(), dtype=np.str_)
    model = CallsModel(
        panel=panel,
        answers=answers,
        draws=answers.draws(),
        second=second,
        second_draws=second.draws(),
        records=fit_rates(panel.outcomes, bodies, panel.episodes),
        instead=fit_other_answers(panel),
        lags=fit_lags(panel),
        force=fit_force(panel),
        rates=fit_answer_rates(panel),
    )
    _fitted[key] = model
    while len(_fitted) > _KEPT:
        _fitted.popitem(last=False)
    return model


def digest(panel: CallPanel) -> str:
    """Return a fingerprint of the calls of a panel."""
    return hashlib.sha256(panel.frame.write_ndjson().encode()).hexdigest()


def fit_answer_rates(panel: CallPanel, classing: Classing = DEFAULT, internal: str = "class_internal") -> RateModel:
    """Learn the rates of the first version alone; `internal` names the column with the code of the wording."""
    return fit_rates(panel.outcomes, classing.cells(panel.frame, internal), panel.episodes)


def predict_answers(rates: RateModel, classing: Classing, panel: CallPanel) -> NDArray[np.float64]:
    """Return the probability of an answer with troops by the first version, for every call of a panel.

    Parameters
    ----------
    rates : RateModel
        Learnt from other calls.
    classing : Classing
        The rule with which they were learnt.
    panel : CallPanel
        Calls to predict.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Posterior means.
    """
    cells = classing.cells(panel.frame)
    means = {cell: rates.mean(str(cell)) for cell in np.unique(cells)}
    return np.array([means[cell] for cell in cells], dtype=np.float64)
