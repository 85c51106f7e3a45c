"""What a question about ways answers: legs, routes, and the parts of corridors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from equipoise.interval import Interval


@dataclass(frozen=True, slots=True)
class Leg:
    """A run of links of one mode.

    Parameters
    ----------
    mode : str
        Mode.
    origin, destination : str
        Names of places.
    km : float
        Length.
    hours, waiting : float
        Mean time under way, and at the borders and the change of mode that go with it [h].
    states : tuple of str
        States in order.
    links : tuple of str
        Ids.
    """

    mode: str
    origin: str
    destination: str
    km: float
    hours: float
    waiting: float
    states: tuple[str, ...]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """One way with its numbers.

    Parameters
    ----------
    corridor : str
        Its corridor: northern, middle, southern, china-russia, ocean ...
    states : tuple of str
        ISO3 in the order in which they are entered.
    probability : float
        Part of the cargo that takes it.
    days : Interval
        Mean with the ends that hold 90 %, parts taken as independent [day].
    waiting_days : float
        Part of the mean that is spent at borders and changes of mode [day].
    usd : float
        Price per unit [USD].
    cost : float
        Generalised cost per unit [USD].
    km : float
        Length.
    km_by_state, hours_by_state : dict of str to float
        Parts by ISO3, `SEA` for open water; waiting at a border is shared by its two sides.
    capacity : float or None
        Least capacity of a link or border on it that is known [unit of the commodity per year].
    bottleneck : str
        Id of the link that has it.
    legs : tuple of Leg
        Runs of one mode.
    source_ids : tuple of str
        Sources of its links and borders.
    """

    corridor: str
    states: tuple[str, ...]
    probability: float
    days: Interval
    waiting_days: float
    usd: float
    cost: float
    km: float
    km_by_state: dict[str, float]
    hours_by_state: dict[str, float]
    capacity: float | None
    bottleneck: str
    legs: tuple[Leg, ...]
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RouteAnswer:
    """Ways between two places under some closures.

    Parameters
    ----------
    origin, destination : str
        Ids of places.
    commodity, mode : str
        Class of cargo, and "rail" or "any".
    closures : tuple of str
        What is closed.
    routes : tuple of Route
        Open ways: those of the likeliest corridor first, in each the cheapest first.
    corridors : mapping of str to float
        Part of the cargo on each corridor, the likeliest first.
    cut_by : tuple of str
        Where no way is open: the closures that shut the ways, each of them enough to do so for at least one.
    exists : bool
        Whether there is any way without closures.
    """

    origin: str
    destination: str
    commodity: str
    mode: str
    closures: tuple[str, ...]
    routes: tuple[Route, ...]
    corridors: Mapping[str, float]
    cut_by: tuple[str, ...]
    exists: bool
