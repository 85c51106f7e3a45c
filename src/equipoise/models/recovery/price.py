"""The price of rescue: the weight of a rescuer after its troops came, against calls that were refused.

The difference is offered to other models as a prior with its source. It is an association: the rescued and the refused
differ.
"""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.errors import UnknownNameError
from equipoise.interval import Interval
from equipoise.models.recovery.bootstrap import contrast
from equipoise.models.recovery.event_study import EventStudy, How
from equipoise.models.recovery.results import HORIZONS, LEVEL, OFFSETS, Told, told_by
from equipoise.models.recovery.series import Series

NORMAL = 1.6448536269514722
"""Half-width of a 90 % interval of a normal distribution, in standard deviations."""

PRICED = 5
"""Years after the event at which the price is offered as a prior."""


@dataclass(frozen=True, slots=True)
class Price:
    """Rescued less refused, in one series at one horizon.

    Parameters
    ----------
    series : str
        Name.
    horizon : int
        Years after the event.
    rescued, refused : int
        Events on each side.
    difference : Interval or None
        Mean gap after rescues less that after refused calls, with its interval; None where either side is too small.
    told : str
        "loss" where the rescuer gained weight, "gain" where it lost, "cannot be told", "no data".
    """

    series: str
    horizon: int
    rescued: int
    refused: int
    difference: Interval | None
    told: Told


@dataclass(frozen=True, slots=True)
class RescuePrior:
    """The price as a prior for other models.

    Parameters
    ----------
    series : str
        Name.
    mean, sd : float
        Of a normal distribution, in the unit; the sign is that of the series (see `worse`).
    unit, worse : str
        Unit, and the side on which the rescuer's weight grows.
    horizon : int
        Years after the event.
    reason, source : str
        How it was found, and on what.
    """

    series: str
    mean: float
    sd: float
    unit: str
    worse: str
    horizon: int
    reason: str
    source: str


def prices_of(rescued: EventStudy, refused: EventStudy, series: Series, how: How) -> tuple[Price, ...]:
    """Return rescued less refused at every horizon.

    Parameters
    ----------
    rescued, refused : EventStudy
        Studies of the same series.
    series : Series
        The series.
    how : How
        Draws and seed.
    """
    effect, drawn = contrast(rescued.scores, refused.scores, how.stream("price", series.name), how.draws)
    found = []
    for horizon in HORIZONS:
        at = OFFSETS.index(horizon)
        counts = int(rescued.scores.n[at]), int(refused.scores.n[at])
        interval = None
        if drawn.low[at] <= drawn.high[at]:  # not so for what is not a number
            value = float(effect[at])
            interval = Interval(min(float(drawn.low[at]), value), max(float(drawn.high[at]), value), value)
        found.append(Price(series.name, horizon, *counts, interval, told_by(interval, None, series.sign)))
    return tuple(found)


def prior_of(price: Price, series: Series, source: str) -> RescuePrior | None:
    """Return a price as a normal prior with the width of its interval; None where there is no interval."""
    if price.difference is None:
        return None
    given = price.difference
    reason = (
        f"{series.title}, {price.horizon} years after: mean of {price.rescued} rescues less {price.refused} calls that "
        f"were refused, each against matched states; {LEVEL:.0%} interval {given.low:.2f} to {given.high:.2f}. An "
        "association: those who were rescued and those who were refused differ."
    )
    return RescuePrior(
        series=series.name,
        mean=round(given.midpoint, 6),
        sd=round((given.high - given.low) / (2 * NORMAL), 6),
        unit=series.unit,
        worse=series.worse,
        horizon=price.horizon,
        reason=reason,
        source=source,
    )


def chosen(priors: tuple[RescuePrior, ...], name: str) -> RescuePrior:
    """Return the prior of a series.

    Raises
    ------
    UnknownNameError
        If none is offered for it.
    """
    for prior in priors:
        if prior.series == name:
            return prior
    raise UnknownNameError("series with a price", name, [prior.series for prior in priors])
