"""What a study of recovery returns: one form for a panel of events and for a single case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Literal

from equipoise.interval import Interval

HORIZONS = (1, 3, 5, 10)
"""Years after the event at which depth is told."""

LEADS = 5
"""Years before the event that are looked at."""

LAST = 10
"""Years after the event that are looked at."""

OFFSETS = tuple(range(-LEADS, LAST + 1))
LEVEL = 0.9
"""Coverage of all intervals."""

CHANCE = 0.1
"""A move that placebo events reach more often than this is not told apart from chance."""

Told = Literal["loss", "gain", "cannot be told", "no data"]


@dataclass(frozen=True, slots=True)
class Depth:
    """The difference to the world without the event, some years after it.

    Parameters
    ----------
    horizon : int
        Years after the event.
    n, clusters : int
        Events that are seen so long after, and states among them. 1 and 1 for a case.
    effect : Interval or None
        Difference with its interval, in the unit of the series; None where too few are seen.
    bounds : Interval or None
        What cut lists leave open, before any error of sampling; None where the source leaves nothing open.
    placebo : Interval or None
        Central range of the same figure for events that did not happen.
    placebo_p : float or None
        Share of placebos that are at least as far from nothing.
    told : str
        "loss", "gain", "cannot be told" or "no data": by interval and placebos together; never a loss or gain where the
        paths differed before the event already.
    """

    horizon: int
    n: int
    clusters: int
    effect: Interval | None
    bounds: Interval | None = None
    placebo: Interval | None = None
    placebo_p: float | None = None
    told: Told = "no data"


@dataclass(frozen=True, slots=True)
class Path:
    """The difference to the world without the event, year by year.

    Parameters
    ----------
    offsets : tuple of int
        Years from the event; the year before it is the reference, or the mean of the years before in a case.
    effect, low, high : tuple of float or None
        Difference with its interval; None where nothing is known.
    placebo_low, placebo_high : tuple of float or None
        Central range of the placebos.
    n : tuple of int
        Events seen.
    """

    offsets: tuple[int, ...]
    effect: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    placebo_low: tuple[float | None, ...]
    placebo_high: tuple[float | None, ...]
    n: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Comeback:
    """How long losses lasted.

    Parameters
    ----------
    n : int
        Events of which the first three years are seen.
    set_back : int
        Events after which the series left its band of the years before, on the side of loss, within three years.
    by_chance : float or None
        Share of placebo events of which the same is true.
    back : mapping of int to Interval
        Share back in the band within so many years after leaving it, by Kaplan and Meier.
    median : float or None
        Years until half are back; None where that is not reached in the years seen.
    times, share, low, high : tuple of float
        Curve of those not yet back.
    """

    n: int
    set_back: int
    by_chance: float | None
    back: Mapping[int, Interval]
    median: float | None
    times: tuple[float, ...]
    share: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Recovery:
    """Depth and length of a setback in one series, after many events or one.

    Parameters
    ----------
    of : str
        "panel" or "case".
    name : str
        Kind of events, or state and year: "rescues", "KAZ 2022".
    series : str
        Name of the series.
    events, clusters : int
        Events used, and states among them.
    first, last : int or None
        Years of the first and the last event.
    path : Path
        Year by year.
    depths : tuple of Depth
        At `HORIZONS`.
    pre_trend : float or None
        P-value of no difference in the years before; of the fit before the event in a case (share of donors that fit
        worse).
    half_life : int or None
        Years until the mean loss has halved; None where no loss is told, or it does not halve in the years seen.
    comeback : Comeback or None
        For a panel.
    donors : tuple of (str, float)
        States that the world without the event is made of, with weights; for a case.
    left_out : mapping of str to int
        Events that were not used, by reason.
    caveats : tuple of str
        What a reader must know.
    """

    of: Literal["panel", "case"]
    name: str
    series: str
    events: int
    clusters: int
    first: int | None
    last: int | None
    path: Path
    depths: tuple[Depth, ...]
    pre_trend: float | None = None
    half_life: int | None = None
    comeback: Comeback | None = None
    donors: tuple[tuple[str, float], ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()

    def depth(self, horizon: int) -> Depth:
        """Return the depth at a horizon; without data where none was asked for."""
        return next((entry for entry in self.depths if entry.horizon == horizon), Depth(horizon, 0, 0, None))

    @property
    def told(self) -> Told:
        """What can be told at any horizon: a loss outweighs a gain."""
        found = {entry.told for entry in self.depths}
        order: tuple[Told, ...] = ("loss", "gain", "cannot be told")
        return next((word for word in order if word in found), "no data")


def told_by(effect: Interval | None, placebo_p: float | None, sign: float) -> Told:
    """Return what an effect with its interval and its placebos tells.

    Parameters
    ----------
    effect : Interval or None
        The effect.
    placebo_p : float or None
        Share of placebos that are at least as far from nothing; None where none were made.
    sign : float
        1.0 where higher values are a loss.
    """
    if effect is None:
        return "no data"
    clear = effect.low > 0 or effect.high < 0
    if not clear or (placebo_p is not None and placebo_p > CHANCE):
        return "cannot be told"
    return "loss" if sign * effect.midpoint > 0 else "gain"


def half_life_of(offsets: tuple[int, ...], effect: tuple[float | None, ...], sign: float) -> int | None:
    """Return the years from the deepest point until the loss has halved, or None where it does not."""
    after = [(k, sign * value) for k, value in zip(offsets, effect, strict=True) if k >= 0 and value is not None]
    if not after:
        return None
    bottom, depth = max(after, key=lambda pair: pair[1])
    if depth <= 0:
        return None
    return next((k - bottom for k, loss in after if k > bottom and loss <= depth / 2), None)


def cut(made: Recovery, last_year: int) -> Recovery:
    """Return a case without what it shows of later years: what was not seen yet cannot be told."""
    if made.first is None:
        return made
    kept = [place for place, k in enumerate(made.path.offsets) if made.first + k <= last_year]
    rows = {field.name: tuple(getattr(made.path, field.name)[place] for place in kept) for field in fields(made.path)}
    seen = last_year - made.first
    depths = tuple(entry if entry.horizon <= seen else Depth(entry.horizon, 0, 0, None) for entry in made.depths)
    half_life = made.half_life if any(entry.told == "loss" for entry in depths) else None
    return replace(made, path=Path(**rows), depths=depths, half_life=half_life, last=min(made.last or seen, last_year))
