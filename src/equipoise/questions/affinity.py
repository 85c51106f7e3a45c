"""How near two states are: votes and ideal points in the UN, alliance portfolios, shared organisations."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from equipoise.answers import Answer, Column, Sentence, Sheet
from equipoise.answers.numbers import format_estimate, format_figure
from equipoise.answers.sheet import as_estimate
from equipoise.answers.vocabulary import term, title_of
from equipoise.errors import DataError, InputError
from equipoise.interval import Interval
from equipoise.measures.votes import CODINGS
from equipoise.questions import dyad_history
from equipoise.questions.citing import finished
from equipoise.questions.wording import listed
from equipoise.sources.history.catalogue import history_table
from equipoise.sources.history.reading import ENVIRONMENT
from equipoise.world.existence import check_exists_on
from equipoise.world.organisations import exists_on, in_force, organisation, organisations_of
from equipoise.world.rows import distinct
from equipoise.world.world import World

FIRST_YEAR, LAST_YEAR = 1800, 2200
PORTFOLIO_SCORES = ("s_absolute", "s_squared", "pi", "kappa", "kappa_fighting")

AFFINITY_COLUMNS = (
    Column("measure", hidden=True, sense="Key of the measure."),
    Column("title", "measure", sense="What is measured."),
    Column("value", kind="estimate", digits=2, sense="The measure; an ideal point with its 90 % interval."),
    Column("year", kind="year", sense="Year described."),
    Column("covered", "years covered", sense="First and last year in which the source has both states."),
    Column("rests_on", "rests on", sense="How many votes or pledges stand behind it."),
)
SHARED_COLUMNS = (
    Column("members", "member", sense="Whether both belong to it, or only one of the two."),
    Column("org_id", "id", sense="Id of the organisation."),
    Column("name", "organisation", sense="Name of the organisation."),
)
TABLE_COLUMNS = (
    Column("subject", hidden=True, sense="What the table is read for."),
    Column("table", sense="Historical table."),
    Column("version", sense="Edition that is declared."),
    Column("citation", sense="How its makers want it cited."),
    Column("doi", sense="Digital object identifier."),
    Column("licence", sense="Terms of use."),
)
_YEAR = Column("year", kind="year", sense="Year described.")
SERIES_COLUMNS: dict[str, tuple[Column, ...]] = {
    "agreement": (
        _YEAR,
        Column("session", kind="integer", sense="Session of the General Assembly that opens in the year."),
        Column("common", "common votes", "integer", sense="Roll calls in which both voted."),
        *(Column(key, kind="number", digits=2, sense=term("affinity", key).sense) for key in CODINGS),
    ),
    "ideal_points": (
        _YEAR,
        Column("session", kind="integer", sense="Session of the General Assembly that opens in the year."),
        Column("first", kind="estimate", digits=2, sense="Ideal point of the first state, with its 90 % interval."),
        Column("second", kind="estimate", digits=2, sense="Ideal point of the second state, with its 90 % interval."),
        Column("distance", kind="number", digits=2, sense=term("affinity", "distance").sense),
    ),
    "portfolios": (
        _YEAR,
        *(Column(key, kind="number", digits=2, sense=term("affinity", key).sense) for key in PORTFOLIO_SCORES),
        Column("compared", "states compared", "integer", sense="States in both portfolios."),
    ),
}
SERIES_TITLES = {
    "agreement": "Votes in the General Assembly, year by year",
    "ideal_points": "Ideal points, year by year",
    "portfolios": "Alliance portfolios, year by year",
}
MAIN = {"agreement": "lijphart", "ideal_points": "distance", "portfolios": "s_absolute"}
"""Measure of each subject that must be known for a year to be covered."""


@dataclass(frozen=True, slots=True)
class _Series:
    """One subject: its rows, one a year, those that have a value, and the row of the year that is asked about."""

    subject: str
    rows: pl.DataFrame
    covered: pl.DataFrame
    asked: dict[str, Any]

    @property
    def span(self) -> str:
        """Years that have a value, in words."""
        if self.covered.is_empty():
            return "no year"
        years = self.covered["year"].to_list()
        return f"{min(years)}-{max(years)}"


def affinity(world: World, first: str, second: str, year: int | None = None) -> Answer:
    """Answer how near two states are.

    Parameters
    ----------
    world : World
        The tables. As of a day, only years that were over by then are shown; the historical tables themselves are
        those of the edition at hand.
    first, second : str
        Names or codes of two states.
    year : int, optional
        Year described; by default the last that each source covers for the two.

    Returns
    -------
    Answer
        Sheets ``affinity`` (one row a measure), ``organisations`` (shared and not), ``agreement``, ``ideal_points`` and
        ``portfolios`` (one row a year) and ``tables`` (what they are read from). Where the historical tables are not at
        hand their sheets are left out, and a caveat says why.

    Raises
    ------
    UnknownNameError
        If a name means no state.
    InputError
        If both names mean one state, or the year is none.
    """
    one, other = world.names.resolve(first), world.names.resolve(second)
    if one == other:
        raise InputError(f"{first!r} and {second!r} are one state ({one}); name two")
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise InputError(f"year {year} is out of range ({FIRST_YEAR} to {LAST_YEAR})")
    day = world.today if year is None else min(date(year, 12, 31), world.today)
    check_exists_on(world, one, other, day=day)
    series, notes = _at_hand(world, one, other, year)
    names = (world.names.name(one), world.names.name(other))
    bodies, held = _organisations(world, one, other, day)
    measures = [row for found in series for row in _measure_rows(found, names)]
    answer = Answer(
        question="affinity",
        title=f"{names[0]} ({one}) and {names[1]} ({other})",
        subject={"first": one, "second": other, "names": names, "year": year, "on": day.isoformat()},
        headline=(*(_in_sentence(found) for found in series), _shared_sentence(bodies, names, held, day)),
        sheets=(
            *((Sheet.of("affinity", "How near they are", AFFINITY_COLUMNS, measures),) if series else ()),
            bodies,
            *(_series_sheet(found) for found in series),
            *((_table_sheet(series),) if series else ()),
        ),
        caveats=tuple(Sentence(f"Votes, ideal points and alliances: {note}") for note in notes),
    )
    return finished(world, answer)


def _at_hand(world: World, one: str, other: str, year: int | None) -> tuple[list[_Series], list[str]]:
    """Return the subjects whose tables are at hand, and why the others are not there."""
    subjects: dict[str, Callable[[], pl.DataFrame]] = {
        "agreement": lambda: dyad_history.agreement_by_year(world, one, other),
        "ideal_points": lambda: dyad_history.ideal_points_by_year(one, other),
        "portfolios": lambda: dyad_history.portfolios_by_year(one, other),
    }
    if not os.environ.get(ENVIRONMENT):
        return [], [f"they need {ENVIRONMENT}, the folder that holds the historical tables"]
    found, notes = [], []
    for subject, compute in subjects.items():
        try:
            rows = compute()
        except DataError as error:
            notes.append(str(error))
            continue
        if world.as_of is not None:
            rows = rows.filter(pl.col("year") < world.as_of.year)
        found.append(_series(subject, rows, year))
    return found, list(dict.fromkeys(notes))


def _series(subject: str, rows: pl.DataFrame, year: int | None) -> _Series:
    covered = rows.filter(pl.col(MAIN[subject]).is_not_null())
    chosen = covered.tail(1) if year is None else rows.filter(pl.col("year") == year)
    asked = chosen.row(0, named=True) if chosen.height else dict.fromkeys(rows.columns) | {"year": year}
    return _Series(subject, rows, covered, asked)


def _measure_rows(found: _Series, names: tuple[str, str]) -> Iterable[dict[str, Any]]:
    asked = found.asked
    shared = {"year": asked["year"], "covered": found.span}
    if found.subject == "agreement":
        rests = "" if asked["common"] is None else f"{asked['common']} common votes"
        return [_measure_row(key, asked[key], {**shared, "rests_on": rests}) for key in CODINGS]
    if found.subject == "portfolios":
        rests = "" if asked["compared"] is None else f"pledges to {asked['compared']} states"
        return [_measure_row(key, asked[key], {**shared, "rests_on": rests}) for key in PORTFOLIO_SCORES]
    rows = []
    for side, name in zip(("first", "second"), names, strict=True):
        point = _point(asked, side)
        rests = "" if point is None else "published estimate"
        title = f"Ideal point of {name} (90 % interval)"
        rows.append({"measure": f"ideal_point_{side}", "title": title, "value": point, **shared, "rests_on": rests})
    return [*rows, _measure_row("distance", asked["distance"], shared)]


def _measure_row(key: str, value: float | None, rest: dict[str, Any]) -> dict[str, Any]:
    return {"measure": key, "title": title_of("affinity", key), "value": value, **rest}


def _point(row: dict[str, Any], side: str) -> Interval | None:
    low, value, high = row[f"{side}_low"], row[side], row[f"{side}_high"]
    return None if low is None or value is None or high is None else Interval(low, high, value)


def _series_sheet(found: _Series) -> Sheet:
    rows = found.covered.to_dicts()
    if found.subject == "ideal_points":
        rows = [{**row, "first": _point(row, "first"), "second": _point(row, "second")} for row in rows]
    columns = SERIES_COLUMNS[found.subject]
    return Sheet.of(found.subject, SERIES_TITLES[found.subject], columns, rows, detail=True)


def _table_sheet(series: Iterable[_Series]) -> Sheet:
    names = {
        "agreement": dyad_history.VOTE_TABLES,
        "ideal_points": dyad_history.POINT_TABLES,
        "portfolios": dyad_history.ALLIANCE_TABLES,
    }
    rows = [
        {"subject": found.subject, "table": name, **_cited(name)} for found in series for name in names[found.subject]
    ]
    return Sheet.of("tables", "Historical tables read", TABLE_COLUMNS, rows, detail=True)


def _cited(name: str) -> dict[str, str]:
    declared = history_table(name)
    return {key: getattr(declared, key) for key in ("version", "citation", "doi", "licence")}


def _organisations(world: World, first: str, second: str, day: date) -> tuple[Sheet, int]:
    """Return the organisations of two states on a day, and how many are held at all on that day."""
    own, others = (set(organisations_of(world, iso3, day)) for iso3 in (first, second))
    standings = world.memberships.filter(
        pl.col("iso3").is_in([first, second]) & (pl.col("status") == "member") & in_force(day)
    )
    held = [org_id for org_id in world.organisations["org_id"] if exists_on(world, org_id, day)]
    groups = (
        ("both", own & others),
        (f"{world.names.name(first)} alone", own - others),
        (f"{world.names.name(second)} alone", others - own),
    )
    rows = [
        {"members": who, "org_id": org_id, "name": organisation(world, org_id)["name"]}
        for who, ids in groups
        for org_id in sorted(ids)
    ]
    sources = distinct(standings, "source_ids")
    title = f"Organisations on {day}"
    return Sheet.of("organisations", title, SHARED_COLUMNS, rows, source_ids=sources, detail=True), len(held)


def _in_sentence(found: _Series) -> Sentence:
    lead = {"agreement": "Votes.", "ideal_points": "Ideal points.", "portfolios": "Alliances."}[found.subject]
    value, year = as_estimate(found.asked[MAIN[found.subject]]), found.asked["year"]
    if value.missing:
        which = "any year" if year is None else str(year)
        return Sentence(f"Nothing is held for {which}.", lead=lead)
    written = format_estimate(value, 2)
    texts = {
        "agreement": f"In {year} their votes in the General Assembly agreed to {written} of 1, an abstention counting "
        f"half, over {found.asked.get('common')} common votes.",
        "ideal_points": f"In {year} their ideal points lay {written} apart.",
        "portfolios": f"In {year} their pledges were alike to S = {written}, on a scale from "
        f"{format_figure(-1.0)} to 1.",
    }
    return Sentence(texts[found.subject], lead=lead)


def _shared_sentence(bodies: Sheet, names: tuple[str, str], held: int, day: date) -> Sentence:
    groups: dict[str, list[str]] = {"both": [], **{f"{name} alone": [] for name in names}}
    for row in bodies.records():
        groups[str(row["members"])].append(str(row["org_id"]))
    text = f"On {day} they share {listed(groups['both']) or 'none'} (of {held} held)."
    for name in names:
        text += f" Only {name}: {listed(groups[f'{name} alone']) or 'none'}."
    return Sentence(text, lead="Organisations.")
