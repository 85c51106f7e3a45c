"""Is it revocable? One verdict by series, never one index.

Before, after, what past cases did, and where the case stands now. Figures are rows of the tables of the world as of a
day; what was published later is not there. A case (`Standing`) holds no number: only which rows to compare, within
which band, and why. `scenarios/recovery.py` reads it from the document of a scenario.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from equipoise.interval import Interval
from equipoise.models.recovery.figures import NOTHING_ELSE, FigureQuery, FigureValue, only, reading_of
from equipoise.models.recovery.parameters import PublishedResults
from equipoise.models.recovery.results import HORIZONS, Recovery
from equipoise.models.recovery.series import series_named
from equipoise.world.rows import row_id
from equipoise.world.world import World

Status = Literal["no lasting loss", "loss stands", "cannot be told"]
OLD = 5
"""Years before the event beyond which a figure is too old: what changed since may have changed before it."""

COMPARED = "rescues"
"""Kind of past events that a case is held against."""


@dataclass(frozen=True, slots=True)
class Act:
    """A recorded act, and on which side it counts: away from the rescuer, towards it, or neither."""

    __pydantic_config__ = NOTHING_ELSE

    match: Mapping[str, str]
    side: Literal["away", "towards", "neither"]
    why: str

    def __post_init__(self) -> None:
        if not self.match:
            raise ValueError("match: name at least one column")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect:
    """One thing that may have been lost: two figures and a band, or a list of acts.

    One that is `part_of` another is shown and not counted beside it.
    """

    __pydantic_config__ = NOTHING_ELSE

    id: str
    title: str
    series: str | None = None
    worse: Literal["higher", "lower"] = "higher"
    band: float | None = None
    relative_band: float | None = None
    before: FigureQuery | None = None
    after: FigureQuery | None = None
    books: tuple[FigureQuery, ...] = ()
    acts: tuple[Act, ...] = ()
    part_of: str | None = None
    why: str

    def __post_init__(self) -> None:
        if bool(self.acts) == (self.after is not None):
            raise ValueError("give either acts, or the figure after (with the one before where there is one)")
        if self.after is not None and (self.band is None) == (self.relative_band is None):
            raise ValueError("give either band or relative_band with figures")
        if min(self.band or 0.0, self.relative_band or 0.0) < 0:
            raise ValueError("a band is at least 0")
        if self.series is not None:
            series_named(self.series)


@dataclass(frozen=True)
class Standing:
    """A case: state, day, rescuer, donors that may not be used, and its aspects."""

    __pydantic_config__ = NOTHING_ELSE

    state: str
    date: date
    rescuer: str
    aspects: tuple[Aspect, ...]
    exclude: tuple[str, ...] = ()
    exclude_why: str = ""

    def __post_init__(self) -> None:
        if not self.aspects:
            raise ValueError("name at least one of the aspects")

    @property
    def label(self) -> str:
        """State and year, as results of the case are named."""
        return f"{self.state} {self.date.year}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be said of one series.

    Parameters
    ----------
    id, title : str
        Name, and name for readers.
    series : str or None
        Series of the panel that tells what past cases did.
    status : str
        "no lasting loss", "loss stands" or "cannot be told".
    text : str
        Why, with the figures.
    before, after : FigureValue or None
        The figures compared.
    books : tuple of FigureValue
        Other books on the same thing.
    depth : Interval or None
        Difference to the world without the event at the latest year seen, where the case could be computed; else the
        change.
    depth_at : int or None
        Years after the event; None for a plain change.
    half_life : int or None
        Years until half of the mean loss was gone in past cases.
    back : mapping of int to Interval
        Share of past losses that were undone within so many years.
    why : str
        Reason for the band, from the document.
    part_of : str or None
        The aspect that it belongs to; shown, and not counted.
    source_ids, observation_ids : tuple of str
        What it rests on.
    """

    id: str
    title: str
    series: str | None
    status: Status
    text: str
    before: FigureValue | None
    after: FigureValue | None
    books: tuple[FigureValue, ...]
    depth: Interval | None
    depth_at: int | None
    half_life: int | None
    back: Mapping[int, Interval]
    why: str
    part_of: str | None = None
    source_ids: tuple[str, ...] = ()
    observation_ids: tuple[str, ...] = ()


def verdicts_of(
    world: World, standing: Standing, known: PublishedResults, cases: tuple[Recovery, ...]
) -> tuple[Verdict, ...]:
    """Return the verdict of every aspect, then of every series that could be computed for the case.

    Parameters
    ----------
    world : World
        Tables as of a day: nothing published later is used.
    standing : Standing
        The case.
    known : PublishedResults
        Results of the panel.
    cases : tuple of Recovery
        The case against its synthetic twin, by series, cut at the day of the world.
    """
    aspects = tuple(_of_aspect(world, standing, aspect, known) for aspect in standing.aspects)
    return (*aspects, *(_of_case(case, known) for case in cases))


def status_of(change: Interval | None, band: float, sign: float) -> Status:
    """Return what a change tells: no lasting loss where all of it lies within the band or on the better side.

    Parameters
    ----------
    change : Interval or None
        After less before, or difference to the world without the event.
    band : float
        Half-width within which a change is none.
    sign : float
        1.0 where higher values are a loss.
    """
    if change is None:
        return "cannot be told"
    loss = change.scale(sign)
    if loss.high <= band:
        return "no lasting loss"
    return "loss stands" if loss.low > band else "cannot be told"


def _of_aspect(world: World, standing: Standing, aspect: Aspect, known: PublishedResults) -> Verdict:
    if aspect.acts:
        return _of_acts(world, standing.state, aspect, known)
    assert aspect.after is not None  # noqa: S101 - the form of the document
    before = None if aspect.before is None else reading_of(world, standing.state, aspect.before, known)
    after = reading_of(world, standing.state, aspect.after, known)
    books = tuple(reading_of(world, standing.state, book, known) for book in aspect.books)
    change = None
    if before is not None and before.value is not None and after.value is not None:
        change = after.value - before.value
    band = aspect.band or 0.0
    if aspect.relative_band is not None and before is not None and before.value is not None:
        band = aspect.relative_band * before.value.midpoint
    sign = 1.0 if aspect.worse == "higher" else -1.0
    age = _age(before, standing.date.year)
    status = "cannot be told" if age > OLD else status_of(change, band, sign)
    used = [part for part in (before, after, *books) if part is not None]
    return _verdict(
        aspect.id,
        aspect.title,
        aspect.series,
        known,
        status=status,
        text=_compared(before, after, change, band, age),
        before=before,
        after=after,
        books=books,
        depth=change,
        depth_at=None,
        why=aspect.why,
        part_of=aspect.part_of,
        source_ids=tuple(sorted({source for part in used for source in part.source_ids})),
        observation_ids=tuple(name for part in used for name in part.observation_ids),
    )


def _of_acts(world: World, state: str, aspect: Aspect, known: PublishedResults) -> Verdict:
    rows = world.facts.filter(pl.col("iso3") == state)
    found = [(act, row) for act in aspect.acts if (row := only(rows, act.match, "facts")) is not None]
    sides = [act.side for act, _ in found]
    away, towards = sides.count("away"), sides.count("towards")
    status: Status = "cannot be told"
    if bool(away) != bool(towards):
        status = "no lasting loss" if away else "loss stands"
    text = "no act is on record by then"
    if found:
        last, row = found[-1]
        text = f"{away} acts away from the rescuer, {towards} towards it, {sides.count('neither')} neither; "
        text += f"the latest ({row['period']}): {last.why}"
    return _verdict(
        aspect.id,
        aspect.title,
        aspect.series,
        known,
        status=status,
        text=text,
        why=aspect.why,
        part_of=aspect.part_of,
        source_ids=tuple(sorted({name for _, row in found for name in row["source_ids"]})),
        observation_ids=tuple(row_id("facts", row) for _, row in found),
    )


def _of_case(case: Recovery, known: PublishedResults) -> Verdict:
    series = series_named(case.series)
    latest = max((k for k in case.path.offsets if k >= 0), default=0)
    at = case.path.offsets.index(latest)
    low, high, value = case.path.low[at], case.path.high[at], case.path.effect[at]
    depth = None if low is None or high is None or value is None else Interval(min(low, value), max(high, value), value)
    status = status_of(depth, series.tolerance, series.sign)
    told = "no interval" if depth is None else f"{value:+.1f} ({depth.low:+.1f} to {depth.high:+.1f}) {series.unit}"
    text = f"against a synthetic twin, in the latest year seen (year {latest} after the event): {told}"
    return _verdict(
        case.series, series.title, case.series, known, status=status, text=text, depth=depth, depth_at=latest,
        why=f"The band is the tolerance of the series, {series.tolerance:g} {series.unit}.",
        source_ids=series.tables,
    )  # fmt: skip


def _verdict(name: str, title: str, series: str | None, known: PublishedResults, **fields: object) -> Verdict:
    """Return a verdict with what past cases did in the series."""
    past = None
    if series is not None:
        past = next((entry for entry in known.recoveries if (entry.name, entry.series) == (COMPARED, series)), None)
    back = {} if past is None or past.comeback is None else past.comeback.back
    rest: dict[str, object] = {"before": None, "after": None, "books": (), "depth": None, "depth_at": None, **fields}
    return Verdict(
        id=name,
        title=title,
        series=series,
        half_life=None if past is None else past.half_life,
        back={years: share for years, share in back.items() if years in HORIZONS},
        **rest,  # type: ignore[arg-type]
    )


def _age(before: FigureValue | None, event: int) -> int:
    """Return how many years before the event the figure of before lies."""
    if before is None or not before.period[:4].isdigit():
        return 0
    return event - int(before.period[:4])


def _compared(before: FigureValue | None, after: FigureValue, change: Interval | None, band: float, age: int) -> str:
    def said(part: FigureValue | None) -> str:
        if part is None:
            return "no figure of before was found"
        if part.value is None:
            return f"{part.text}: not in the tables as of this day"
        return f"{_figure(part.value)} {part.unit} in {part.period}"

    told = f"before: {said(before)}; after: {said(after)}"
    if change is None:
        return f"{told}; a change cannot be told"
    told = f"{told}; change {_figure(change)}, band {band:.3g}"
    return told if age <= OLD else f"{told}; the figure of before is {age} years older than the event"


def _figure(value: Interval) -> str:
    if value.width == 0:
        return f"{value.low:.4g}"
    return f"{value.low:.4g} to {value.high:.4g}"
