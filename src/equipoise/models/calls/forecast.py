"""Who answers a call for help, and when: the forecast for one state, one addressee, one day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from equipoise.interval import Interval
from equipoise.models.calls.classing import DEFAULT, CallFeatures, classing
from equipoise.models.calls.lag import HORIZON_DAYS, LagModel
from equipoise.models.calls.mandate import Mandate, check_trigger, covering_instrument
from equipoise.models.calls.model import CallsModel, fit_answer_rates, fit_calls
from equipoise.models.calls.panel import Panel, usable_panel
from equipoise.models.calls.support import Support, support
from equipoise.models.calls.whether import RatePosterior
from equipoise.world.world import World

SAME_CRISIS_DAYS = 60
"""A crisis of the asking state that began, or in which it asked, within so many days of the day is the one forecast."""

RATE_BRACKET = (0.30, 0.68)
"""Overall answer rate of calls found by searching for refusals, and of a first edition that over-recorded rescues.

The panel lies between the two because it was assembled both ways: directions of effects are usable, the level is not.
"""

LEVEL = 0.9
_THETA_DRAWS = 41


@dataclass(frozen=True, slots=True)
class Sensitivity:
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
class CallForecast:
    """Answer to "who would come, and when?" for one addressee.

    Parameters
    ----------
    state, addressee, kind, trigger : str
        Who asks, who is asked, organisation or state, and for what.
    on : datetime.date
        Day of the call.
    mandate : Mandate
        The clause that covers the call, with class, duty, rule, force, version and reason.
    probability : Interval
        Probability that troops or police come: posterior mean and the central 90 % of the rate. Without a point, and
        from 0, where the addressee is outside the support of the panel.
    p_within_3_days, p_within_30_days : Interval
        Probability that they come and are there by then.
    lag_days : tuple of int or None
        Lag to first arrival, given that they come [day]: 10, 50 and 90 % quantile. None for disasters.
    curve : tuple of Interval
        Probability that they are there by the end of day 0, 1, ... 60.
    class_rate : RatePosterior or None
        Belief about the answer rate of the cell, also where the addressee is outside support; None for disasters.
    cell : str
        Cell of the panel that the rate is of.
    n_calls, n_episodes : int
        Calls and crises that the model learnt from.
    cell_calls, cell_troops : int
        Calls in the cell, and how many were answered with troops.
    n_lags : int
        Arrivals that the lags were learnt from.
    design_effect : float
        Factor by which calls were discounted for dependence within a crisis.
    in_support : bool
        Can the panel speak about such an addressee?
    support_reason : str
        Why, or why not.
    sensitivity : tuple of Sensitivity
        Other choices, and the bracket of the overall rate.
    flags, source_ids : tuple of str
        Marks of quality, and sources of the clause.
    call_ids : tuple of str
        Calls of the cell, for tracing the rate to its rows.
    left_out : tuple of str
        Crises not used: those named, and the one that is forecast.
    """

    state: str
    addressee: str
    kind: str
    trigger: str
    on: date
    mandate: Mandate
    probability: Interval
    p_within_3_days: Interval
    p_within_30_days: Interval
    lag_days: tuple[int, int, int] | None
    curve: tuple[Interval, ...]
    class_rate: RatePosterior | None
    cell: str
    n_calls: int
    n_episodes: int
    cell_calls: int
    cell_troops: int
    n_lags: int
    design_effect: float
    in_support: bool
    support_reason: str
    sensitivity: tuple[Sensitivity, ...]
    flags: tuple[str, ...]
    source_ids: tuple[str, ...]
    call_ids: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def reason(self) -> str:
        """The mandate in one line."""
        return self.mandate.reason

    @property
    def mandate_class(self) -> str:
        """Class of the clause: yes, ambiguous, no, none."""
        return self.mandate.mandate_class


def answer_call(
    world: World,
    state: str,
    addressee: str,
    trigger: str = "internal",
    on: date | None = None,
    without_episodes: Collection[str] = (),
) -> CallForecast:
    """Forecast whether and when an addressee sends troops or police if a state asks.

    Parameters
    ----------
    world : World
        The tables.
    state : str
        ISO3 code of the state that asks.
    addressee : str
        Id of an organisation, or ISO3 code of a state.
    trigger : str
        internal, external or disaster.
    on : datetime.date, optional
        Day of the call; by default the world's own day. Only calls answered before it are used.
    without_episodes : collection of str
        Crises to leave out besides the one that is forecast.

    Returns
    -------
    CallForecast
        Probability, lags, clause, counts, sensitivity and support.

    Raises
    ------
    UnknownNameError
        If the state, the addressee or an episode is not in the tables.
    InputError
        If the trigger is unknown or the state asks itself.
    """
    check_trigger(trigger)
    day = on or world.today
    mandate = covering_instrument(world, state, addressee, trigger, day)
    left_out = {*without_episodes, *own_episodes(world.episodes, world.calls, state, day)}
    model = fit_calls(usable_panel(world.calls, world.episodes, day, left_out))
    backing = support(world, model.panel, mandate)
    return _assemble(model, mandate, backing, day)


def own_episodes(episodes: pl.DataFrame, calls: pl.DataFrame, state: str, day: date) -> list[str]:
    """Return the crises of a state that began, or in which it asked, close to a day: the ones being forecast."""
    window = timedelta(days=SAME_CRISIS_DAYS)
    near = pl.col("day").is_between(day - window, day + window)
    own = episodes.filter(pl.col("iso3") == state)
    days = pl.concat(
        [
            own.select("episode_id", pl.col("onset_date").alias("day")),
            calls.filter(pl.col("episode_id").is_in(own["episode_id"].to_list())).select(
                "episode_id", pl.col("request_date").alias("day")
            ),
        ]
    )
    return sorted(days.filter(near)["episode_id"].unique())


def _assemble(model: CallsModel, mandate: Mandate, backing: Support, day: date) -> CallForecast:
    features = _features(mandate, mandate.mandate_class)
    disaster = mandate.trigger == "disaster"
    cell = mandate.trigger if disaster else model.classing.cell(features)
    count = model.rates.count(cell)
    rate = None if disaster else model.rates.posterior(cell)
    curve = _curve(rate, model.lags, backing, mandate.kind)
    cells = model.classing.cells(model.panel.frame)
    return CallForecast(
        state=mandate.state,
        addressee=mandate.addressee,
        kind=mandate.kind,
        trigger=mandate.trigger,
        on=day,
        mandate=mandate,
        probability=_probability(rate, backing),
        p_within_3_days=curve[3],
        p_within_30_days=curve[30],
        lag_days=None if disaster else _lag_days(model.lags, mandate.kind),
        curve=curve,
        class_rate=rate,
        cell=cell,
        n_calls=model.panel.n_calls,
        n_episodes=model.panel.n_episodes,
        cell_calls=count.calls,
        cell_troops=count.troops,
        n_lags=model.lags.n_lags,
        design_effect=model.rates.design_effect,
        in_support=backing.in_support,
        support_reason=backing.reason,
        sensitivity=_sensitivities(model.panel, mandate, rate, backing),
        flags=_flags(mandate, backing),
        source_ids=mandate.source_ids,
        call_ids=tuple(model.panel.frame.filter(pl.Series(cells == cell))["call_id"]),
        left_out=model.panel.left_out,
    )


def _features(mandate: Mandate, wording: str) -> CallFeatures:
    """Return the features of a call; the wording that does not bear on the trigger is not looked up."""
    external = mandate.trigger == "external"
    internal_class, external_class = ("none", wording) if external else (wording, "none")
    return CallFeatures(mandate.trigger, mandate.kind, internal_class, external_class, internal_class)


def _probability(rate: RatePosterior | None, backing: Support) -> Interval:
    if rate is None:
        return Interval(0.0, 1.0)
    interval = rate.interval(LEVEL)
    return interval if backing.in_support else Interval(0.0, interval.high)


def _curve(rate: RatePosterior | None, lags: LagModel, backing: Support, kind: str) -> tuple[Interval, ...]:
    days = range(HORIZON_DAYS + 1)
    if rate is None:
        return tuple(Interval(0.0, 1.0) for _ in days)
    coming = rate.draws(_THETA_DRAWS)
    return tuple(_there(rate.mean, coming, arrived, backing) for arrived in lags.arrived_by_draws(kind, days))


def _there(mean: float, coming: NDArray[np.float64], arrived: NDArray[np.float64], backing: Support) -> Interval:
    """Return the interval of the product of two independent quantities: they come, and by then."""
    low, high = np.quantile(np.outer(coming, arrived), [(1 - LEVEL) / 2, (1 + LEVEL) / 2]).tolist()
    if not backing.in_support:
        return Interval(0.0, high)
    value = mean * float(arrived.mean())
    return Interval(min(low, value), max(high, value), value)


def _lag_days(lags: LagModel, kind: str) -> tuple[int, int, int]:
    return lags.quantile(kind, 0.1), lags.quantile(kind, 0.5), lags.quantile(kind, 0.9)


def _sensitivities(
    panel: Panel, mandate: Mandate, rate: RatePosterior | None, backing: Support
) -> tuple[Sensitivity, ...]:
    if rate is None:
        return ()
    second = fit_answer_rates(panel, DEFAULT, internal="class_internal_alt")
    read_again = second.posterior(DEFAULT.cell(_features(mandate, mandate.second_reading)))
    fine = classing("class_by_trigger")
    by_class = fit_answer_rates(panel, fine).posterior(fine.cell(_features(mandate, mandate.mandate_class)))
    rows = [
        ("second_reading", "second-best reading of every text, this one included", read_again),
        ("four_classes", "rate of the class of wording among calls with the same trigger", by_class),
    ]
    if panel.rate is not None and 0 < panel.rate < 1:
        low, high = RATE_BRACKET
        rows.append(("low_rate", f"if {low:.0%} of all calls were answered with troops", rate.shifted(panel.rate, low)))
        rows.append(
            ("high_rate", f"if {high:.0%} of all calls were answered with troops", rate.shifted(panel.rate, high))
        )
    return tuple(Sensitivity(name, text, _probability(belief, backing)) for name, text, belief in rows)


def _flags(mandate: Mandate, backing: Support) -> tuple[str, ...]:
    flags = set(mandate.flags)
    if mandate.second_reading != mandate.mandate_class:
        flags.add("second_reading_differs")
    if not backing.in_support:
        flags |= {"outside_support", "interval"}
    return tuple(sorted(flags))


def arrival_curve(forecast: CallForecast) -> NDArray[np.float64]:
    """Return the arrival curve of a forecast as numbers.

    Parameters
    ----------
    forecast : CallForecast
        A forecast.

    Returns
    -------
    numpy.ndarray, shape (61, 3)
        Low end, point (not a number outside support) and high end of the probability that troops are there by the end
        of each day.
    """
    rows = [(day.low, np.nan if day.value is None else day.value, day.high) for day in forecast.curve]
    return np.array(rows, dtype=np.float64)
