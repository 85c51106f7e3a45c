"""Page model of the section on a negotiation."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.answers.charts.bargain import BargainChart
from equipoise.answers.charts.tornado import TornadoChart
from equipoise.answers.numbers import Number
from equipoise.answers.sentence import Sentence


@dataclass(frozen=True, slots=True)
class BargainModel:
    """What one model of bargaining says, and how far such models were off elsewhere.

    Parameters
    ----------
    label : str
        Name.
    point : Number
        Its point forecast on the scale of the issue.
    error : Number
        Its mean absolute error on the benchmark, in points of a scale of 100; missing where it was not scored.
    chosen : bool
        True for the model of the forecast.
    """

    label: str
    point: Number
    error: Number
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class BargainInput:
    """What the forecast takes one actor to want.

    Parameters
    ----------
    label : str
        Name.
    position : Number
        Most preferred outcome, with its range.
    salience : Number
        How much it cares [%].
    capability : Number
        Share of the capability of all actors [%].
    power : Number
        Shapley-Shubik index under the rule of decision [%]; empty where it has no vote or the rule is not tested.
    source_ids : tuple of str
        Ids of sources.
    """

    label: str
    position: Number
    salience: Number
    capability: Number
    power: Number
    source_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BargainingSection:
    """Where a negotiation would end.

    Parameters
    ----------
    intro : tuple of Sentence
        Paragraphs at the start: the issue, the forecast, the rule.
    chart : BargainChart
        Actors and forecast.
    inputs : tuple of BargainInput
        What every actor is taken to want.
    models : tuple of BargainModel
        All models, best score first.
    tornado : TornadoChart or None
        Inputs that move the answer most; None where no input has a range.
    remarks : tuple of Sentence
        Cautions.
    """

    intro: tuple[Sentence, ...]
    chart: BargainChart
    inputs: tuple[BargainInput, ...] = ()
    models: tuple[BargainModel, ...] = ()
    tornado: TornadoChart | None = None
    remarks: tuple[Sentence, ...] = ()
