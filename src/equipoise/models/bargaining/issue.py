"""An issue under negotiation: a scale with named ends, and actors with positions, salience and capability on it."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.errors import InputError
from equipoise.interval import Interval


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
    """

    name: str
    position: Interval
    salience: Interval
    capability: Interval
    source_ids: tuple[str, ...] = ()


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

    Raises
    ------
    InputError
        If the scale is empty, an actor is off it, names repeat, or nobody has weight.
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

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise InputError(f"issue {self.title!r}: the scale from {self.low:g} to {self.high:g} is empty")
        if len(self.actors) < 2:
            raise InputError(f"issue {self.title!r}: {len(self.actors)} actors; a negotiation takes at least two")
