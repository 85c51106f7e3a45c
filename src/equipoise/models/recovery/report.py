"""Everything that can be told of one case as of a day, with the tables at hand or with what ships alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from equipoise.errors import DataError, InputError
from equipoise.interval import Interval
from equipoise.models.recovery.case import CaseSubject, case_of
from equipoise.models.recovery.criteria import Standing, Verdict, verdicts_of
from equipoise.models.recovery.events import RESCUES, events_of
from equipoise.models.recovery.matched_differences import NEVER
from equipoise.models.recovery.parameters import PublishedResults, shipped
from equipoise.models.recovery.predictive import AHEAD, LEVELS, forecasts, learnt, level_and_slope, one_row, rows_of
from equipoise.models.recovery.results import LEVEL, Recovery, cut
from equipoise.models.recovery.series import NOBODY, Values, declared, series_named
from equipoise.sources.history import code_of
from equipoise.world.world import World

FIRST_YEAR = 1950
"""First year in which events of the panel lie."""

OUT_BY = 7
"""Month from which yearly tables of the year before count as published."""

NO_TABLES = "the historical tables are not at hand (set EQUIPOISE_DATA): only what ships is shown"


@dataclass(frozen=True, slots=True)
class SeriesForecast:
    """A series some years after the event, by the regression of the panel, made before they were seen.

    Parameters
    ----------
    series : str
        Name.
    ahead, year : int
        Years after the event, and the year itself.
    level : float
        Value of the year before the event.
    interval : Interval
        Central 90 % of the regression, with its median.
    no_change : Interval
        The same of the baseline that nothing changes.
    n : int
        Earlier events that the regression was learnt from.
    seen : float or None
        What came about, where the tables hold it as of the day.
    """

    series: str
    ahead: int
    year: int
    level: float
    interval: Interval
    no_change: Interval
    n: int
    seen: float | None


@dataclass(frozen=True)
class CaseReport:
    """What can be told of a case.

    Parameters
    ----------
    label : str
        State and year.
    state, event : str and datetime.date
        ISO3 code, day.
    rescuer : str or None
        ISO3 code; None where nobody is named.
    cases : tuple of Recovery
        Series that could be held against a synthetic twin.
    verdicts : tuple of Verdict
        One per aspect and series; empty where no document describes the case and no series could be computed.
    forecasts : tuple of SeriesForecast
        Of the series that the tables hold for the year before.
    past : tuple of Recovery
        What rescues did in the same series.
    reasons : mapping of str to str
        Why other series could not be computed.
    notes : tuple of str
        What is not there.
    caution : str
        What else happened, from the document of the case; empty for nothing.
    """

    label: str
    state: str
    event: date
    rescuer: str | None
    cases: tuple[Recovery, ...]
    verdicts: tuple[Verdict, ...]
    forecasts: tuple[SeriesForecast, ...]
    past: tuple[Recovery, ...]
    reasons: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    caution: str = ""


@dataclass(frozen=True, slots=True)
class RecoveryQuery:
    """A question about a case.

    Parameters
    ----------
    state : str
        Name or code.
    event : datetime.date
        Day of the event; its year counts as after.
    rescuer : str, optional
        Name or code of the rescuer, for series of pairs.
    series : tuple of str
        Series asked for; all by default.
    exclude : tuple of str
        Donors that may not be used.
    folder : pathlib.Path, optional
        Folder with the historical tables; by default what EQUIPOISE_DATA names.
    without : tuple of str
        Episodes of the case, which no regression may learn from.
    """

    state: str
    event: date
    rescuer: str | None = None
    series: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    folder: Path | None = None
    without: tuple[str, ...] = ()


def case_report(world: World, asked: RecoveryQuery, standing: Standing | None = None) -> CaseReport:
    """Return what can be told of a case.

    Parameters
    ----------
    world : World
        Tables as of a day: nothing published later is used, and no value that describes its year or a later one.
    asked : RecoveryQuery
        The question.
    standing : Standing, optional
        The document that says which rows to compare.

    Returns
    -------
    CaseReport
        Computed with the tables where they are at hand; otherwise what ships with the package.

    Raises
    ------
    UnknownNameError
        If a state or series is unknown.
    InputError
        If the event lies outside what is covered, the state did not exist, or no series that was asked for can be
        computed.
    """
    iso3 = world.names.resolve(asked.state)
    rescuer = world.names.resolve(asked.rescuer) if asked.rescuer else None
    names = tuple(series_named(name).name for name in asked.series) or tuple(declared())
    year = asked.event.year
    if year < FIRST_YEAR or asked.event > world.today:
        raise InputError(f"event {asked.event} lies outside what is covered: {FIRST_YEAR} to {world.today}")
    if rescuer == iso3:
        raise InputError(f"{iso3} cannot be its own rescuer")
    known, notes = known_on(world)
    label = f"{iso3} {year}"
    question = CaseSubject(_cow(iso3, year), year, label, NOBODY if rescuer is None else _cow(rescuer, year),
                        tuple(_cow(world.names.resolve(name), year) for name in asked.exclude))  # fmt: skip
    try:
        computed = _computed(world, asked, question, names)
    except DataError as error:
        _refuse_unless_absent(error, asked)
        computed = _Computed(_shipped_cases(world, known, label, names), (), {})
        notes = (*notes, NO_TABLES)
    if asked.series and not computed.cases and not computed.forecasts and computed.reasons:
        raise InputError("; ".join(computed.reasons.values()))
    verdicts = () if standing is None else verdicts_of(world, standing, known, computed.cases)
    past = tuple(entry for entry in known.recoveries if entry.name == RESCUES and entry.series in names)
    return CaseReport(
        label=label,
        state=iso3,
        event=asked.event,
        rescuer=rescuer,
        cases=computed.cases,
        verdicts=verdicts,
        forecasts=computed.forecasts,
        past=past,
        reasons=computed.reasons,
        notes=notes,
        caution="" if standing is None else standing.exclude_why,
    )


def shipped_report(world: World, standing: Standing) -> CaseReport:
    """Return what ships on a case that a document describes, whatever tables are at hand.

    Parameters
    ----------
    world : World
        Tables as of a day.
    standing : Standing
        The document.
    """
    known, notes = known_on(world)
    cases = _shipped_cases(world, known, standing.label, tuple(declared()))
    past = tuple(entry for entry in known.recoveries if entry.name == RESCUES)
    verdicts = verdicts_of(world, standing, known, cases)
    return CaseReport(
        label=standing.label,
        state=standing.state,
        event=standing.date,
        rescuer=standing.rescuer,
        cases=cases,
        verdicts=verdicts,
        forecasts=(),
        past=past,
        notes=notes,
        caution=standing.exclude_why,
    )


def _shipped_cases(world: World, known: PublishedResults, label: str, names: tuple[str, ...]) -> tuple[Recovery, ...]:
    found = (cut(case, _seen_to(world)) for case in known.cases if case.name == label and case.series in names)
    return tuple(case for case in found if any(k >= 0 for k in case.path.offsets))


@dataclass(frozen=True)
class _Computed:
    cases: tuple[Recovery, ...]
    forecasts: tuple[SeriesForecast, ...]
    reasons: Mapping[str, str]


def _seen_to(world: World) -> int:
    """Return the last year whose values could be known.

    The tables give no day of publication. Yearly tables come out in the first half of the next year, so a value
    counts as known from 1 July after its year; without a day everything at hand is known.
    """
    if world.as_of is None:
        return NEVER
    return world.today.year - (1 if world.today.month >= OUT_BY else 2)


def _editions_to(world: World) -> int:
    return NEVER if world.as_of is None else world.today.year


def known_on(world: World) -> tuple[PublishedResults, tuple[str, ...]]:
    """Return what ships as of the day of a world, and what is not there.

    The panel is left out where the day lies before the years that it rests on.
    """
    made = shipped()
    if world.as_of is None or _seen_to(world) >= made.last_year:
        return made, ()
    note = f"the shipped panel rests on years up to {made.last_year} and is not shown as of {world.today}"
    return replace(made, recoveries=(), prices=(), regressions=(), cases=(), numbers={}), (note,)


def _refuse_unless_absent(error: DataError, asked: RecoveryQuery) -> None:
    """Let only the absence of the tables pass: a table that is there and malformed is the user's to mend."""
    import os

    from equipoise.sources.history.reading import ENVIRONMENT

    if asked.folder is not None or os.environ.get(ENVIRONMENT):
        raise error


def _cow(iso3: str, year: int) -> int:
    found = code_of(iso3, year, "cow", source="iso3")
    if not isinstance(found, int):
        raise InputError(f"{iso3} did not exist as a state in {year}, or no code of it is known")
    return found


def _computed(world: World, asked: RecoveryQuery, question: CaseSubject, names: Iterable[str]) -> _Computed:
    from equipoise.models.recovery.tables import values_of

    _check_existed(question, asked.folder)
    events = events_of(world, asked.folder, asked.without)
    last = _seen_to(world)
    touched = events.touched.filter(pl.col("year") <= last)
    cases: list[Recovery] = []
    made: list[SeriesForecast] = []
    reasons: dict[str, str] = {}
    for name in names:
        if declared()[name].is_dyadic and question.partner == NOBODY:
            reasons[name] = f"series {name} needs a rescuer: name one with --rescuer"
            continue
        values = values_of(
            name, (*events.partners(), question.partner), asked.folder, editions=_editions_to(world)
        ).until(last)
        made += _forecasts(values, events.frame, question)
        try:
            cases.append(case_of(values, question, touched, min(events.last, last), _iso3_of(question.year)))
        except InputError as error:
            reasons[name] = str(error)
    return _Computed(tuple(cases), tuple(made), reasons)


def _check_existed(question: CaseSubject, folder: Path | None) -> None:
    from equipoise.sources.history import read

    spells = read("cow_states", folder).filter(pl.col("ccode") == question.state)
    last = int(read("cow_states", folder)["endyear"].max())  # type: ignore[arg-type]
    inside = spells.filter((pl.col("styear") <= question.year) & (pl.col("endyear") >= min(question.year, last)))
    if inside.is_empty():
        spans = ", ".join(f"{a} to {b}" for a, b in spells.select("styear", "endyear").iter_rows())
        raise InputError(f"{question.label}: the state did not exist in that year (members' list: {spans or 'never'})")


def _forecasts(values: Values, events: pl.DataFrame, question: CaseSubject) -> list[SeriesForecast]:
    """Forecast the series as in the year of the event, by regressions that had seen nothing of that year or later."""
    partner = question.partner if values.series.is_dyadic else NOBODY
    row = values.row(question.state, partner)
    before = None if row is None else level_and_slope(values, row, question.year)
    if row is None or before is None:
        return []
    earlier = events.filter(pl.col("kind").is_in(["rescues", "refused", "upheavals"]))
    found = []
    for ahead in AHEAD:
        rows = rows_of(values, earlier, ahead)
        rows = rows.where(~((rows.states == question.state) & (rows.years == question.year)))
        try:
            regression = learnt(rows, question.year)
        except InputError:
            continue
        drawn = forecasts(
            regression, one_row(values.series, ahead, before, rescued=partner != NOBODY or question.partner > 0)
        )
        at = values.column(question.year + ahead)
        seen = float(values.point[row, at]) if 0 <= at < values.years.size else np.nan
        found.append(
            SeriesForecast(
                values.series.name,
                ahead,
                question.year + ahead,
                before[0],
                _central(drawn[""][0]),
                _central(drawn["no change"][0]),
                regression.n,
                seen if np.isfinite(seen) else None,
            )
        )
    return found


def _central(drawn: np.ndarray) -> Interval:
    low, middle, high = np.interp([(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2], LEVELS, np.sort(drawn))
    return Interval(float(low), float(high), float(middle))


def _iso3_of(year: int) -> Callable[[int], str]:
    """Return the function that gives the ISO3 code of a state in a year from its COW code."""
    return lambda code: str(code_of(code, year, "iso3") or code)
