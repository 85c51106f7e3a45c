"""What a record says in the units of a reader: days, persons, yes or no. Facts are about these quantities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.errors import UnknownNameError
from equipoise.models.crisis.state import HORIZON_DAYS, STEPS_A_DAY

Numbers = NDArray[np.float64]
Records = NDArray[np.void]

FARTHEST = 10.0
"""A miss counts at most so many scales: what did not happen at all is as wrong as that."""


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A fact that a replay is held to.

    Parameters
    ----------
    id, quantity : str
        Name, and the quantity that it is about.
    low, high : float
        Interval within which the quantity lay.
    scale : float
        How far off a miss is still near, in the unit of the quantity.
    place, actor : int
        Place and actor that it is about; below 0 for none.
    """

    id: str
    quantity: str
    low: float
    high: float
    scale: float
    place: int = -1
    actor: int = -1


def _day(name: str) -> Callable[[Records, int, int], Numbers]:
    """A step is reported at its middle."""

    def read(records: Records, place: int, actor: int) -> Numbers:  # noqa: ARG001 - one form for all
        return _days(records[name])

    return read


def _gap(first: str, second: str) -> Callable[[Records, int, int], Numbers]:
    def read(records: Records, place: int, actor: int) -> Numbers:  # noqa: ARG001 - one form for all
        both = (records[first] >= 0) & (records[second] >= 0)
        return np.where(both, (records[second] - records[first]) / STEPS_A_DAY, np.nan)

    return read


def _count(name: str) -> Callable[[Records, int, int], Numbers]:
    def read(records: Records, place: int, actor: int) -> Numbers:  # noqa: ARG001 - one form for all
        return np.asarray(records[name], dtype=np.float64)

    return read


def _days(steps: Numbers) -> Numbers:
    return np.where(steps >= 0, (steps + 0.5) / STEPS_A_DAY, np.nan)


def _order(records: Records, place: int, actor: int) -> Numbers:  # noqa: ARG001 - one form for all
    steps = records["order"] if place < 0 else records["order_at"][:, place].astype(np.float64)
    return _days(steps)


def _sites(records: Records, place: int, actor: int) -> Numbers:  # noqa: ARG001 - one form for all
    lost = records["sites_lost"] if place < 0 else records["sites_lost_at"][:, place]
    return np.asarray(lost, dtype=np.float64)


def _came(records: Records, place: int, actor: int) -> Numbers:  # noqa: ARG001 - one form for all
    came = records["arrival"] >= 0
    return np.asarray(came if actor < 0 else came & (records["came"] == actor), dtype=np.float64)


def _in_office(records: Records, place: int, actor: int) -> Numbers:  # noqa: ARG001 - one form for all
    return np.asarray(records["left"] < 0, dtype=np.float64)


QUANTITIES: dict[str, Callable[[Records, int, int], Numbers]] = {
    "protest_day": _day("protest"),
    "violence_day": _day("violence"),
    "concession_day": _day("concession"),
    "dismissal_day": _day("dismissal"),
    "emergency_day": _day("emergency"),
    "offline_day": _day("internet_cut"),
    "appeal_after_protest": _gap("protest", "call"),
    "decision_after_appeal": _gap("call", "decision"),
    "arrival_after_decision": _gap("decision", "arrival"),
    "withdrawal_after_arrival": _gap("arrival", "withdrawal"),
    "last_out_after_arrival": _gap("arrival", "last_out"),
    "peak_foreign_troops": _count("peak_foreign"),
    "peak_participants": _count("peak_crowd"),
    "deaths": _count("deaths"),
    "sites_lost": _sites,
    "order_day": _order,
    "troops_came": _came,
    "in_office": _in_office,
}
"""Quantities by name. Days count from the shock and are not a number where something did not happen."""


def quantity(records: Records, name: str, place: int = -1, actor: int = -1) -> Numbers:
    """Return a quantity of every record.

    Parameters
    ----------
    records : numpy.ndarray, shape (n,)
        Records of trajectories.
    name : str
        One of QUANTITIES.
    place, actor : int, optional
        Place or actor it is about; below 0 for the whole.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Values; not a number where it did not happen.

    Raises
    ------
    UnknownNameError
        If there is no such quantity.
    """
    if name not in QUANTITIES:
        raise UnknownNameError("quantity", name, QUANTITIES)
    return QUANTITIES[name](records, place, actor)


def misses(records: Records, facts: Sequence[DatedFact]) -> Numbers:
    """Return how far each record misses each fact.

    Parameters
    ----------
    records : numpy.ndarray, shape (n,)
        Records.
    facts : sequence of DatedFact
        Facts.

    Returns
    -------
    numpy.ndarray, shape (n, facts)
        Distance to the interval in scales, 0 inside, at most FARTHEST; FARTHEST where it did not happen.
    """
    rows = np.empty((len(records), len(facts)))
    for column, fact in enumerate(facts):
        values = quantity(records, fact.quantity, fact.place, fact.actor)
        off = np.maximum(np.maximum(fact.low - values, values - fact.high), 0.0) / fact.scale
        rows[:, column] = np.where(np.isnan(values), FARTHEST, np.minimum(off, FARTHEST))
    return rows


def distance(records: Records, facts: Sequence[DatedFact]) -> Numbers:
    """Return the distance of each record from the facts: the root of the mean square of the misses [scale]."""
    off = misses(records, facts)
    return np.asarray(np.sqrt((off * off).mean(axis=1)), dtype=np.float64)


EVENTS: dict[str, Callable[[Records], NDArray[np.bool_]]] = {
    "protest": lambda records: records["protest"] >= 0,
    "violence": lambda records: records["violence"] >= 0,
    "site_lost_in_largest": lambda records: records["sites_lost_largest"] > 0,
    "hundred_dead": lambda records: records["deaths"] >= 100,
    "call": lambda records: records["call"] >= 0,
    "troops_come": lambda records: records["arrival"] >= 0,
    "ruler_leaves": lambda records: records["left"] >= 0,
    "no_order_in_ten_days": lambda records: (records["order"] < 0) | (records["order"] >= 10 * STEPS_A_DAY),
}
"""Consequents whose probability is asked, by name. No order within ten days counts only where there was a protest."""

_ASKED_OF_PROTEST = {"no_order_in_ten_days"}


def happened(records: Records, event: str) -> NDArray[np.bool_]:
    """Return whether an event happened, for every record.

    Raises
    ------
    UnknownNameError
        If there is no such event.
    """
    if event not in EVENTS:
        raise UnknownNameError("event", event, EVENTS)
    found = EVENTS[event](records)
    return found & (records["protest"] >= 0) if event in _ASKED_OF_PROTEST else found


AMOUNTS: dict[str, Callable[[Records], Numbers]] = {
    "deaths": lambda records: records["deaths"],
    "days_to_order": lambda records: np.where(
        records["protest"] < 0,
        0.0,
        np.where(records["order"] >= 0, (records["order"] - records["protest"]) / STEPS_A_DAY, float(HORIZON_DAYS)),
    ),
    "sites_lost": lambda records: records["sites_lost"],
    "troop_days": lambda records: records["troop_days"],
    "autonomy_lost": lambda records: records["autonomy_lost"],
}
"""Consequents that are amounts, by name. Days to order: 0 without a protest, the horizon where order did not come."""
