"""An issue under negotiation: a scale with named ends, and actors with positions, salience and capability on it."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from equipoise.errors import InputError, UnknownNameError
from equipoise.interval import Interval
from equipoise.measures.decision_rules import CODED_RULES, RULES


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor on one issue.

    Parameters
    ----------
    name : str
        Name, unique in the issue.
    position : Interval
        Most preferred outcome on the scale of the issue; with ends where it is not known exactly.
    salience : Interval
        How much the actor cares [0 to 1].
    capability : Interval
        What the actor can bring to bear [any unit, above zero for at least one actor].
    source_ids : tuple of str
        Where the three come from.

    Raises
    ------
    InputError
        If a salience lies outside 0 to 1, or a capability is negative or infinite.
    """

    name: str
    position: Interval
    salience: Interval
    capability: Interval
    source_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InputError("an actor has no name")
        if self.salience.low < 0 or self.salience.high > 1:
            raise InputError(f"actor {self.name!r}: salience {_span(self.salience)} lies outside 0 to 1")
        if self.capability.low < 0 or math.isinf(self.capability.high):
            raise InputError(f"actor {self.name!r}: capability {_span(self.capability)} is negative or infinite")


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue with its actors.

    Parameters
    ----------
    title : str
        What is negotiated.
    low, high : float
        Ends of the scale.
    low_name, high_name : str
        What the ends mean.
    actors : tuple of Actor
        At least two.
    reference_point : float or None
        Outcome if no agreement is reached.
    vetoes : tuple of str
        Names of actors without whom nothing is agreed.
    rule : str or None
        Kind of decision rule, as in `equipoise.measures.decision_rules`.
    agenda_setter : str or None
        Actor who alone may propose, for the procedural model; by default the one with the most weight.

    Raises
    ------
    InputError
        If the scale is empty, an actor or the reference point is off it, names repeat, or nobody has weight.
    UnknownNameError
        If a veto holder or the agenda setter is not among the actors, or the rule is unknown.
    """

    title: str
    low: float
    high: float
    low_name: str
    high_name: str
    actors: tuple[Actor, ...]
    reference_point: float | None = None
    vetoes: tuple[str, ...] = ()
    rule: str | None = None
    agenda_setter: str | None = None

    def __post_init__(self) -> None:
        about = f"issue {self.title!r}"
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise InputError(f"{about}: the scale from {self.low:g} to {self.high:g} is empty or infinite")
        if len(self.actors) < 2:
            raise InputError(f"{about}: {len(self.actors)} actor(s); a negotiation takes at least two")
        repeated = [name for name, count in Counter(actor.name for actor in self.actors).items() if count > 1]
        if repeated:
            raise InputError(f"{about}: the actor {repeated[0]!r} is listed more than once")
        self._check_scale(about)
        self._check_roles()
        if not any(actor.salience.midpoint * actor.capability.midpoint > 0 for actor in self.actors):
            raise InputError(f"{about}: nobody has weight: capability times salience is 0 for all actors")

    def _check_scale(self, about: str) -> None:
        scale = f"the scale from {self.low:g} to {self.high:g}"
        for actor in self.actors:
            if actor.position.low < self.low or actor.position.high > self.high:
                raise InputError(f"{about}: actor {actor.name!r}: position {_span(actor.position)} is off {scale}")
        if self.reference_point is not None and not self.low <= self.reference_point <= self.high:
            raise InputError(f"{about}: the reference point {self.reference_point:g} is off {scale}")

    def _check_roles(self) -> None:
        names = [actor.name for actor in self.actors]
        for what, role in (
            *(("veto holder", name) for name in self.vetoes),
            *((("agenda setter", self.agenda_setter),) if self.agenda_setter is not None else ()),
        ):
            if role not in names:
                raise UnknownNameError(what, role, names)
        if self.rule is not None and self.rule not in {*RULES, *CODED_RULES}:
            raise UnknownNameError("decision rule", self.rule, {*RULES, *CODED_RULES})

    @property
    def width(self) -> float:
        """Length of the scale."""
        return self.high - self.low


def _span(interval: Interval) -> str:
    return f"{interval.low:g}" if interval.width == 0 else f"{interval.low:g} to {interval.high:g}"
