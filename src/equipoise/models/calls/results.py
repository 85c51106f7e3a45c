"""What a forecast of a call for help says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from equipoise.interval import Interval
from equipoise.models.calls.cell_rates import RatePosterior
from equipoise.models.calls.lag import HORIZON_DAYS
from equipoise.models.calls.mandate import Mandate
from equipoise.models.calls.procedure import Procedure

LEVEL = 0.9
"""Probability that an interval holds."""

NOTHING = Interval(0.0, 1.0)
"""What is known about a probability of which nothing was learnt."""


@dataclass(frozen=True, slots=True)
class ChoiceSensitivity:
    """The probability under another choice.

    Parameters
    ----------
    name, description : str
        What was changed.
    probability : Interval
        Probability with its interval, under that choice.
    """

    name: str
    description: str
    probability: Interval


@dataclass(frozen=True, slots=True)
class MemberAnswer:
    """A member of the organisation asked.

    Parameters
    ----------
    iso3, role : str
        The member, and what it is to the state that asks.
    willing : float
        Probability that it would send troops if it alone were asked under the organisation's clause.
    consents : float
        Probability that it does not stand in the way.
    sends : float
        Probability that the organisation acts and this member sends troops.
    weight : float or None
        Its part of the economies of all members who could send [0 to 1]; None where the world has no figure.
    expected_part : float or None
        Its part of the force to be expected: `sends` times `weight`, over the sum of that [0 to 1].
    border : bool
        Does it share a land border with the state that asks?
    distance_km : float or None
        Distance between the capitals [km].
    """

    iso3: str
    role: str
    willing: float
    consents: float
    sends: float
    weight: float | None
    expected_part: float | None
    border: bool
    distance_km: float | None


@dataclass(frozen=True, slots=True)
class AnswerShares:
    """Probabilities of the four answers; the points sum to one where there are points.

    Parameters
    ----------
    troops, nontroop, reserve, refused : Interval
        Troops or police; other help; troops or a mandate held ready; words or nothing.
    """

    troops: Interval
    nontroop: Interval
    reserve: Interval
    refused: Interval


@dataclass(frozen=True, slots=True)
class CallForecast:
    """Answer to "who would come, and when?" for one addressee.

    Parameters
    ----------
    state, addressee, kind, role, trigger, framing : str
        Who asks, who is asked, organisation or state, what it is to the asker, for what, and how it is presented.
    on : datetime.date
        Day of the call.
    procedure : Procedure
        Who may invoke what, who decides and how, what stands ready, how far.
    mandate : Mandate
        The clause that covers the call, with class, duty, rule, force, version and reason.
    probability : Interval
        Probability that troops or police come. Point: at the level of the panel. Interval (90 %): what is not known
        about the rate of such calls, the level of all calls included. Without a point, and from 0, outside support.
    panel_probability : Interval
        The same, if the panel's own level were right.
    p_within_3_days, p_within_30_days : Interval
        Probability that they come and are there by then.
    answers : AnswerShares or None
        All four answers; None for disasters.
    lag_days : tuple of int or None
        Lag to first arrival, given that they come [day]: 10, 50 and 90 % quantile. None for disasters.
    curve : tuple of Interval
        Probability that they are there by the end of day 0, 1, ... 60.
    force : tuple of int or None
        Size of the force, given that it comes [persons]: 10, 50 and 90 % quantile. None for disasters.
    members : tuple of MemberAnswer
        Members of an organisation, the likeliest senders first; empty for a state.
    because : str
        What the number rests on, in one line.
    class_rate : RatePosterior or None
        Belief about the answer rate at the level of the panel, also outside support; None for disasters.
    draws : tuple of float
        Answer rate on the model's draws, the level of all calls drawn too: differences between forecasts of one world
        and day are to be taken draw by draw. Empty for disasters.
    cell : str
        Past calls most like this one: same role, same class of wording.
    n_calls, n_episodes : int
        Calls and crises that the model learnt from.
    cell_calls, cell_troops : int
        Calls in the cell, and how many were answered with troops.
    record_calls, record_troops : int
        Calls to this very addressee, and how many were answered with troops.
    n_lags, n_forces : int
        Arrivals and forces that lags and sizes were learnt from.
    design_effect : float
        Factor by which dependence within a crisis inflates the variance, in the first version of the model.
    in_support : bool
        Can the panel speak about such an addressee?
    support_reason : str
        Why, or why not.
    sensitivity : tuple of ChoiceSensitivity
        Other choices, and the bracket of the overall rate.
    flags, source_ids : tuple of str
        Marks of quality, and sources of the clause.
    call_ids : tuple of str
        Calls of the cell and of the addressee, for tracing the number to its rows.
    left_out : tuple of str
        Crises not used: those named, and the one that is forecast.
    """

    state: str
    addressee: str
    kind: str
    role: str
    trigger: str
    framing: str
    on: date
    procedure: Procedure
    mandate: Mandate
    because: str
    cell: str
    n_calls: int
    n_episodes: int
    cell_calls: int
    cell_troops: int
    record_calls: int
    record_troops: int
    n_lags: int
    n_forces: int
    design_effect: float
    in_support: bool
    support_reason: str
    flags: tuple[str, ...]
    source_ids: tuple[str, ...]
    call_ids: tuple[str, ...]
    left_out: tuple[str, ...]
    probability: Interval = NOTHING
    panel_probability: Interval = NOTHING
    p_within_3_days: Interval = NOTHING
    p_within_30_days: Interval = NOTHING
    answers: AnswerShares | None = None
    lag_days: tuple[int, int, int] | None = None
    curve: tuple[Interval, ...] = (NOTHING,) * (HORIZON_DAYS + 1)
    force: tuple[int, int, int] | None = None
    members: tuple[MemberAnswer, ...] = ()
    class_rate: RatePosterior | None = None
    draws: tuple[float, ...] = ()
    sensitivity: tuple[ChoiceSensitivity, ...] = ()

    @property
    def reason(self) -> str:
        """The mandate in one line."""
        return self.mandate.reason

    @property
    def mandate_class(self) -> str:
        """Class of the clause: yes, ambiguous, no, none."""
        return self.mandate.mandate_class
