"""Who answers a call for help, how soon, with how many, and under which text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from equipoise.answers import Answer, Caption, Chart, Sheet
from equipoise.answers.vocabulary import title_of
from equipoise.measures.powers import power
from equipoise.models.calls import CallForecast, answer_calls, worth_of_clause
from equipoise.models.calls.hypothetical import parse_clause
from equipoise.models.calls.procedure import AS_IS
from equipoise.models.calls.ranking import likeliest_first, rank_callable
from equipoise.models.calls.record.scoring import calls_track_record
from equipoise.questions.call_sheets import (
    Aftermath,
    answers_sheet,
    arrivals_sheet,
    choices_sheet,
    clauses_sheet,
    curve_sheet,
    members_sheet,
    other_answers_sheet,
    reasons_sheet,
)
from equipoise.questions.call_words import PANEL, arrival_caption, caveats, headline, record_in_words
from equipoise.questions.citing import finished
from equipoise.questions.records import against_rivals, record_details, record_heading
from equipoise.scores.record import TrackRecord
from equipoise.world.existence import check_exists_on
from equipoise.world.package import read_table
from equipoise.world.world import World

SHOWN_DAYS = 30
MOST_DRAWN = 6


def call(
    world: World,
    state: str,
    to: Sequence[str] = (),
    trigger: str = "internal",
    framing: str = AS_IS,
    clauses: Sequence[str] = (),
    leave_out: Sequence[str] = (),
    *,
    on: date | None = None,
    records: tuple[TrackRecord, ...] | None = None,
    after: Aftermath | None = None,
) -> Answer:
    """Answer who sends troops if a state asks, how soon, with how many, and under which text.

    Parameters
    ----------
    world : World
        The tables.
    state : str
        Any name or code of the state that asks.
    to : sequence of str
        Whom it asks, organisations or states; by default everyone whom it could call.
    trigger : str
        internal, external or disaster.
    framing : str
        "as is"; "external" where the caller presents an internal crisis as an attack from outside.
    clauses : sequence of str
        Clauses that do not exist, as ``clause:OTS=cst_art4``: what would they be worth?
    leave_out : sequence of str
        Crises of the panel that must not inform the forecast, besides the one that is forecast.
    on : datetime.date, optional
        Day of the call; by default the world's own day.
    records : tuple of TrackRecord, optional
        Track records to show, as `call_records` gives them; by default those; an empty tuple for none.
    after : Aftermath, optional
        For a case that has gone by: what became of it is set beside the forecasts.

    Returns
    -------
    Answer
        Sheets ``answers`` (one row an addressee), ``reasons``, ``clauses``, ``members``, ``other_answers``,
        ``sensitivity``, ``curve`` (probability by day) and, for a case, ``arrivals``; the record; charts of arrivals
        and of the record.

    Raises
    ------
    UnknownNameError
        If the state, an addressee, a crisis or an instrument is not known.
    InputError
        If trigger, framing or a clause cannot be read, or the state would ask itself.
    """
    iso3, day = world.names.resolve(state), on or world.today
    check_exists_on(world, state, *to, day=day)
    forecasts = _forecasts(world, iso3, to, trigger, framing, leave_out, day)
    worths = [worth_of_clause(world, iso3, *parse_clause(text), trigger, day, leave_out, framing) for text in clauses]
    shown = call_records(world) if records is None else records
    first = forecasts[0]
    sheets = [answers_sheet(world, forecasts), reasons_sheet(world, forecasts, after)]
    sheets += [clauses_sheet(world, worths)] if worths else []
    sheets += [make(world, forecasts) for make in (members_sheet, other_answers_sheet, choices_sheet, curve_sheet)]
    sheets += [] if after is None else [arrivals_sheet(after, leave_out)]
    answer = Answer(
        question="call",
        title=_title(world, iso3, trigger, framing, day, past=after is not None),
        subject={
            "state": iso3,
            "name": world.names.name(iso3),
            "trigger": trigger,
            "framing": framing,
            "on": day.isoformat(),
            "n_calls": first.n_calls,
            "n_episodes": first.n_episodes,
            "left_out": first.left_out,
        },
        headline=headline(world, forecasts, worths, past=after is not None),
        sheets=(*sheets, *_calibration(shown)),
        charts=(_arrivals(world, forecasts, after), *_tracks(shown)),
        caveats=caveats(world, forecasts),
        record=_record(world, shown),
    )
    return finished(world, answer)


def call_records(world: World) -> tuple[TrackRecord, ...]:
    """Return the track records that stand beside forecasts of calls: on looked-up calls, and on all.

    Parameters
    ----------
    world : World
        The tables. The model is one, so that of a world as of a day is scored on every call that its package holds,
        and not only on those known on the day.
    """
    if world.as_of is not None and {"calls", "episodes"} <= set(world.manifest.resources):
        calls, episodes = (read_table(world.manifest, table) for table in ("calls", "episodes"))
        world = replace(world, calls=calls, episodes=episodes, as_of=None)
    return tuple(calls_track_record(world, include_recalled=recalled) for recalled in (False, True))


def _forecasts(
    world: World, iso3: str, to: Sequence[str], trigger: str, framing: str, leave_out: Sequence[str], day: date
) -> tuple[CallForecast, ...]:
    if not to:
        return rank_callable(world, iso3, trigger, day, leave_out, framing=framing)
    addressees = list(dict.fromkeys(power(world, text, day).id for text in to))
    return likeliest_first(answer_calls(world, iso3, addressees, trigger, day, leave_out, framing=framing))


def _title(world: World, iso3: str, trigger: str, framing: str, day: date, *, past: bool) -> str:
    why = title_of("trigger", trigger)
    put = "" if framing == AS_IS else ", put as an attack from outside"
    asks = "had asked" if past else "asks"
    return f"If {world.names.name(iso3)} {asks} for help because of {why}{put}, as of {day}"


def _arrivals(world: World, forecasts: Sequence[CallForecast], after: Aftermath | None) -> Chart:
    sheets = ("curve",) if after is None else ("curve", "arrivals")
    options = {"coloured_by": "addressee", "days": SHOWN_DAYS, "most": MOST_DRAWN}
    return Chart("arrival", sheets, arrival_caption(world, forecasts[:MOST_DRAWN]), options)


def _record(world: World, records: tuple[TrackRecord, ...]) -> Sheet | None:
    if not records:
        return None
    notes = tuple(f"{record_in_words(record)}." for record in records)
    return against_rivals(records, notes=(*notes, *_scored_later(world, records)))


def _scored_later(world: World, records: tuple[TrackRecord, ...]) -> tuple[str, ...]:
    """Say so where a record was scored on calls that a world as of a day does not hold yet."""
    last = max((record.last_year or 0 for record in records), default=0)
    if world.as_of is None or last <= world.as_of.year:
        return ()
    return (f"The model is scored on all calls held today, those after {world.as_of} included; the forecasts are not.",)


def _calibration(records: tuple[TrackRecord, ...]) -> tuple[Sheet, ...]:
    return tuple(sheet for sheet in record_details(records, detail=True) if sheet.name == "calibration")


def _tracks(records: tuple[TrackRecord, ...]) -> tuple[Chart, ...]:
    if not records or not records[0].reliability:
        return ()
    first = records[0]
    caption = Caption(title=record_in_words(first), subtitle=record_heading(first), source=PANEL)
    return (Chart("track", ("calibration", "track_record"), caption, {"record": record_heading(first)}),)
