"""What one state lost after an upheaval, and whether it is back, series by series."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from equipoise.answers import Answer, Caption, Chart, Column, Sentence, Sheet
from equipoise.answers.numbers import format_figure, format_interval
from equipoise.errors import UnknownNameError
from equipoise.interval import Interval
from equipoise.models.recovery.criteria import Standing, Verdict
from equipoise.models.recovery.figures import FigureValue
from equipoise.models.recovery.report import (
    CaseReport,
    RecoveryQuery,
    SeriesForecast,
    case_report,
    known_on,
    shipped_report,
)
from equipoise.models.recovery.results import Recovery
from equipoise.models.recovery.series import declared, series_named
from equipoise.models.track_records import shipped_records
from equipoise.questions.citing import finished
from equipoise.questions.recovery.columns import (
    BACK,
    depth_sheet,
    duration_sheets,
    path_sheet,
    summary_sheet,
    tables_of,
)
from equipoise.questions.recovery.past import COMPUTED, past_charts, price_sheet
from equipoise.questions.wording import capital, listed
from equipoise.scenarios.documents import load_scenario, packs
from equipoise.scenarios.recovery import read_standing, recovery_file
from equipoise.world.world import World

REVOCABLE = "Is it revocable? By series, never one index"
SHOWN = 0.01
"""Least weight of a donor that is named."""
PART = " (not counted: part of the series above)"
_MINUS = re.compile(r"(?<![\w-])-(?=\d)")

VERDICT_COLUMNS = (
    Column("id", hidden=True, sense="Name of the aspect."),
    Column("title", "series", sense="What is compared."),
    Column("status", "verdict", sense="No lasting loss, loss stands, or cannot be told; from the document's bands."),
    Column("text", "what is compared", sense="The figures."),
    Column("depth", "change, or difference to the twin", "estimate", sense="Against before, or the synthetic twin."),
    Column("back", f"past losses undone in {BACK} years", "estimate", "%", 0, sense="Of past cases in this series."),
    Column("books", "other books", sense="Other sources on the same thing."),
    Column("why", hidden=True, sense="Reason for the band."),
    Column("part_of", hidden=True, sense="Aspect that it belongs to; such a row is shown and not counted."),
    Column("before_published", kind="date", hidden=True, sense="Day from which the figure of before could be known."),
    Column("after_published", kind="date", hidden=True, sense="Day from which the figure of after could be known."),
    Column("source_ids", kind="list", hidden=True, sense="Sources."),
)
DONOR_COLUMNS = (
    Column("title", "series", sense="What is measured."),
    Column("series", hidden=True, sense="Name of the series."),
    Column("iso3", hidden=True, sense="Code of the donor."),
    Column("name", "state", sense="State that the twin is made of."),
    Column("weight", "weight", "number", "%", 0, sense="Its weight in the twin."),
)
FORECAST_COLUMNS = (
    Column("series", hidden=True, sense="Name of the series."),
    Column("title", "series", sense="What is measured, and in which unit."),
    Column("year", "year", "year", sense="Year forecast."),
    Column("change", "forecast", "estimate", sense="Change since the year before the event, 90 % interval."),
    Column("no_change", "if nothing changes", "estimate", sense="The same by the baseline that nothing changes."),
    Column("seen", "came about", "number", sense="What the tables hold of it."),
    Column("n", "learnt from", "integer", sense="Earlier events that the forecast was learnt from."),
    Column("record", "so far, against no change", sense="How such forecasts did on earlier events."),
)
REASON_COLUMNS = (
    Column("series", sense="Name of the series."),
    Column("reason", sense="Why it could not be computed."),
)


def recovery(
    world: World,
    state: str,
    event: date,
    series: Sequence[str] = (),
    rescuer: str | None = None,
    exclude: Sequence[str] = (),
) -> Answer:
    """Answer how deep a state was set back by an event, for how long, and whether it is back.

    Parameters
    ----------
    world : World
        Tables as of a day: nothing published later is used.
    state : str
        Name or code.
    event : datetime.date
        Day of the event; its year counts as after.
    series : sequence of str
        Names of series; all by default.
    rescuer : str, optional
        State that came, for series of pairs; by default the one that a shipped scenario on the event names.
    exclude : sequence of str
        States that may be no donor of the synthetic twin.

    Returns
    -------
    Answer
        Sheets ``verdicts`` (before and after, by series), ``cases`` (against a synthetic twin), ``forecasts``,
        ``past`` (what rescues did in the same series), ``durations``, ``prices``, ``donors``, and paths.

    Raises
    ------
    UnknownNameError
        If the state or a series is unknown.
    InputError
        If the event lies outside what is covered, or no series that was asked for can be computed.
    """
    standing, without = standing_of(world, state, event)
    if standing is not None:
        rescuer = rescuer or standing.rescuer
        exclude = tuple(exclude) or tuple(standing.exclude)
    asked = RecoveryQuery(state, event, rescuer, tuple(series), tuple(exclude), without=without)
    return told(world, case_report(world, asked, standing), tuple(series) or tuple(declared()))


def shipped_recovery(world: World, document: Path) -> Answer:
    """Answer the same from what ships alone, for a case that a document describes.

    Parameters
    ----------
    world : World
        Tables as of a day.
    document : pathlib.Path
        File of the scenario that says what to compare.
    """
    return told(world, shipped_report(world, read_standing(document)), tuple(declared()))


def standing_of(world: World, state: str, event: date) -> tuple[Standing | None, tuple[str, ...]]:
    """Return the document of a shipped scenario on a state's event of that year, and the episodes left out."""
    iso3 = world.names.resolve(state)
    for name in packs():
        path: Path | None = recovery_file(name)
        if path is None:
            continue
        standing = read_standing(path)
        if (standing.state, standing.date.year) == (iso3, event.year):
            return standing, tuple(load_scenario(name).leave_out)
    return None, ()


def told(world: World, found: CaseReport, names: tuple[str, ...]) -> Answer:
    """Return a report as an answer."""
    known = known_on(world)[0]
    durations, curves = duration_sheets(found.past)
    cases = summary_sheet("cases", "Against a synthetic twin", found.cases)
    sheets = [
        Sheet.of(
            "verdicts", "Is it revocable? By series, never one index", VERDICT_COLUMNS, map(_verdict, found.verdicts)
        ),
        replace(cases, notes=_case_notes(found)),
        Sheet.of("forecasts", "Forecast in the year of the event", FORECAST_COLUMNS, map(_forecast, found.forecasts)),
        summary_sheet("past", "What past rescues did in these series", found.past),
        durations,
        replace(price_sheet(known, names), detail=True),
        Sheet.of("donors", "What the twin is made of", DONOR_COLUMNS, _donors(world, found), detail=True, by="title"),
        Sheet("reasons", "Not computed", REASON_COLUMNS, tuple(found.reasons.items()), detail=True),
        depth_sheet("depths", "What stands behind each difference", (*found.cases, *found.past)),
        path_sheet("case_paths", "The state against its twin, year by year", found.cases),
        path_sheet("past_paths", "Past rescues, year by year", found.past),
        curves,
    ]
    kept = tuple(sheet for sheet in sheets if sheet.rows or sheet.name in ("verdicts", "cases", "past"))
    rescuer = found.rescuer or "not named"
    answer = Answer(
        question="recovery",
        title=f"{world.names.name(found.state)}, event of {found.event}: setback and recovery (rescuer {rescuer})",
        subject={
            "label": found.label,
            "state": found.state,
            "event": found.event.isoformat(),
            "rescuer": found.rescuer,
        },
        headline=_headline(found),
        sheets=kept,
        charts=(*_case_charts(world, found), *(past_charts("rescues", found.past, "past", "past_paths"))),
        caveats=_caveats(found),
    )
    return finished(world, answer)


def verdict_message(verdicts: Iterable[Verdict]) -> str:
    """Return the verdicts as a sentence without a full stop, never as one number."""
    counted = [verdict for verdict in verdicts if verdict.part_of is None]
    if not counted:
        return "Nothing could be compared before and after"
    said = []
    for status in ("no lasting loss", "loss stands", "cannot be told"):
        titles = [verdict.title for verdict in counted if verdict.status == status]
        if titles:
            said.append(f"{capital(status)}: {'; '.join(titles)}")
    return ". ".join(said)


def _headline(found: CaseReport) -> tuple[Sentence, ...]:
    notes = tuple(Sentence(f"{capital(note)}.", lead="Not there.") for note in found.notes)
    if not found.verdicts:
        return notes
    counts = Counter(verdict.status for verdict in found.verdicts if verdict.part_of is None)
    fine, stands, open_ = (
        str(counts[status] or "none") for status in ("no lasting loss", "loss stands", "cannot be told")
    )
    text = (
        f"{verdict_message(found.verdicts)}. Of {sum(counts.values())} series that are counted, {fine} show no lasting "
        f"loss, in {stands} a loss stands, and {open_} cannot be told. There is no index: a gain in one is no answer "
        "to a loss in another."
    )
    return (Sentence(text), *notes)


def _caveats(found: CaseReport) -> tuple[Sentence, ...]:
    said = []
    if found.caution:
        said.append(Sentence(found.caution, lead="Two shocks at once."))
    if found.past:
        past = ", ".join(f"{entry.events} rescues in {series_named(entry.series).title}" for entry in found.past[:1])
        said.append(
            Sentence(
                f"Past rescues are those of the panel ({past}), none of them this case. Those who were rescued differ "
                "from those who were not: an association.",
                lead="What the past rests on.",
            )
        )
    return tuple(said)


def _case_notes(found: CaseReport) -> tuple[str, ...]:
    return tuple(f"{series_named(made.series).title}: {caveat}" for made in found.cases for caveat in made.caveats)


def _case_charts(world: World, found: CaseReport) -> tuple[Chart, ...]:
    if not found.cases:
        return ()
    losses = [series_named(case.series).title for case in found.cases if case.told == "loss"]
    name = f"{world.names.name(found.state)}, {found.event.year}"
    title = f"{name}: a loss against the synthetic twin in {listed(losses)}" if losses else (
        f"{name}: no series lies outside what chance alone does"
    )  # fmt: skip
    caption = Caption(
        title=title,
        subtitle="Difference between the state and a weighted mean of others that moved with it before the event",
        source=COMPUTED,
        source_ids=tables_of(found.cases),
        note=_weights(world, found.cases),
    )
    return (Chart("recovery", ("cases", "case_paths"), caption, {"of": "case"}),)


def _weights(world: World, cases: Iterable[Recovery]) -> str:
    known = dict(world.states.select("iso3", "name").iter_rows())
    said = []
    for case in cases:
        pairs = [(known.get(iso3, iso3), weight) for iso3, weight in case.donors if weight >= SHOWN]
        weights = ", ".join(f"{name} {format_figure(100 * weight, 0)} %" for name, weight in pairs)
        said.append(f"{series_named(case.series).title}: {weights}")
    return "Weights of the twin. " + ". ".join(said) + "."


def _donors(world: World, found: CaseReport) -> Iterable[dict[str, Any]]:
    known = dict(world.states.select("iso3", "name").iter_rows())
    for case in found.cases:
        for iso3, weight in case.donors:
            title = series_named(case.series).title
            name = known.get(iso3, iso3)
            yield {"title": title, "series": case.series, "iso3": iso3, "name": name, "weight": 100 * weight}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    back = verdict.back.get(BACK)
    return {
        "id": verdict.id,
        "title": verdict.title
        if verdict.part_of is None
        else f"{verdict.title} (not counted: part of the series above)",
        "status": verdict.status,
        "text": _MINUS.sub("−", verdict.text),
        "depth": verdict.depth,
        "back": None if back is None else back.scale(100),
        "books": "; ".join(map(_book, verdict.books)),
        "why": verdict.why,
        "part_of": verdict.part_of,
        "before_published": None if verdict.before is None else verdict.before.published,
        "after_published": None if verdict.after is None else verdict.after.published,
        "source_ids": verdict.source_ids,
    }


def _book(book: FigureValue) -> str:
    if book.value is None:
        return f"{book.text}: not known by then"
    return f"{book.text}: {format_interval(book.value)} {book.unit}"


def _forecast(made: SeriesForecast) -> dict[str, Any]:
    series = series_named(made.series)
    level = Interval.point(made.level)
    return {
        "series": made.series,
        "title": f"{series.title} ({series.unit})",
        "year": made.year,
        "change": made.interval - level,
        "no_change": made.no_change - level,
        "seen": None if made.seen is None else made.seen - made.level,
        "n": made.n,
        "record": _record(made.series, made.ahead),
    }


def _record(series: str, ahead: int) -> str:
    """Return how such forecasts did against no change on earlier events."""
    try:
        records = shipped_records("recovery")
    except UnknownNameError:
        return ""
    record = next((entry for entry in records if entry.target == f"{series}+{ahead}"), None)
    baseline = next((entry for entry in record.baselines if entry.baseline == "no change"), None) if record else None
    words = {"yes": "did better", "no": "did worse", "cannot be told": "cannot be told"}
    return "" if baseline is None else words[baseline.beats]
