"""Track records as a reader sees them: the sheets of `equipoise.models.record_sheets`, their codes put into words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from equipoise.answers import Column, Sheet
from equipoise.answers.numbers import format_figure, percent
from equipoise.answers.sheet import Cell
from equipoise.answers.vocabulary import term, title_of
from equipoise.interval import Interval
from equipoise.models.record_sheets import SCORE_DIGITS, SCORE_FIGURES, comparison_sheet, record_sheets
from equipoise.scores.record import BASE_RATE, Comparison, TrackRecord

RECORD = Column("record", "record", sense="What was forecast, how it was tested, and on how many cases.")
SAID_IN_HEADING = ("model", "target", "split", "rows", "events", "base_rate", "clusters", "years", "difference")
"""Columns of the comparisons that are in the data alone: their block says it, or a terminal has no room for them."""

RECORD_COLUMNS = (
    Column("model", sense="Model that was scored."),
    Column("version", sense="Its version."),
    Column("target", words="target", sense="What was forecast."),
    Column("split", "how it was tested", words="scheme", sense="How rows were cut into learnt from and forecast."),
    Column("scored_on", "scored on", sense="The data, in words."),
    Column("made_on", "made on", "date", sense="Day on which the record was made."),
    Column("level", "level", "number", digits=2, hidden=True, sense="Coverage of every interval [0 to 1]."),
    Column("rows", "cases", "integer", sense="Cases that were scored."),
    Column("events", kind="integer", sense="Cases in which the event happened."),
    Column("clusters", "groups", "integer", sense="Groups of cases that depend on each other."),
    Column("loses", "loses to a rival", "flag", sense="Does the model lose to any rival?"),
    Column("verdict", hidden=True, sense="The comparison with the base rate, or the first rival, as a sentence."),
)
DATA_COLUMNS = (
    RECORD,
    Column("model", hidden=True, sense="Model that was scored."),
    Column("table", sense="Table or file that was scored on."),
    Column("hash", sense="Hash of what was used."),
)


def against_rivals(
    records: Iterable[TrackRecord],
    name: str = "track_record",
    title: str = "Track record: the model on cases it had not seen, against the simplest rivals (lower is better)",
    notes: tuple[str, ...] = (),
) -> Sheet:
    """Return records against their rivals, one row a rival, each record under a heading with its counts.

    Parameters
    ----------
    records : iterable of TrackRecord
        Records, in the order in which they are to be read.
    name, title : str
        Key and title of the sheet.
    notes : tuple of str
        Sentences below it.
    """
    listed = tuple(records)
    rows = [row for record in listed for row in _against(record)]
    largest = max(
        (max(entry.model, entry.baseline_value) for record in listed for entry in record.baselines), default=0.0
    )
    columns = (RECORD, *(_for_readers(column, _digits(largest)) for column in comparison_sheet(()).columns))
    return Sheet.of(name, title, columns, rows, notes=notes, by="record")


def record_details(records: Sequence[TrackRecord], *, detail: bool) -> tuple[Sheet, ...]:
    """Return all that records hold beside the comparisons.

    Parameters
    ----------
    records : sequence of TrackRecord
        Records.
    detail : bool
        Whether the terminal prints scores, calibration, alerts and the like only with ``--full``.
    """
    headings = {f"{record.target}, {record.split}": record_heading(record) for record in records}
    made = [_with_headings(sheet, headings) for sheet in record_sheets(records)[1:]]
    held = {"caveats": "record_caveats"}
    shown = [
        replace(sheet, name=held.get(sheet.name, sheet.name), detail=detail or sheet.name == "caveats")
        for sheet in made
    ]
    return (*shown, _whole(records), _data(records))


def record_heading(record: TrackRecord) -> str:
    """Return what a record is about, with its counts: the heading of its rows."""
    events = "" if record.positives is None else f", {record.positives:,} events"
    span = "" if record.first_year is None else f", {record.first_year}–{record.last_year}"
    about = "; ".join(dict.fromkeys((title_of("target", record.target), title_of("scheme", record.split))))
    return f"{about}: {record.n:,} cases{events} in {record.clusters:,} groups{span}"


def main_comparison(record: TrackRecord) -> Comparison | None:
    """Return the comparison with the base rate, else with the first rival; None where there is none."""
    by_name = {comparison.baseline: comparison for comparison in record.baselines}
    return by_name.get(BASE_RATE) or next(iter(record.baselines), None)


def verdict_in_words(comparison: Comparison) -> str:
    """Return a comparison as the end of a sentence that begins with the model."""
    verb = term("verdict_on_model", comparison.beats).sense
    rival = title_of("baseline", comparison.baseline)
    skill = "" if comparison.skill is None else f", skill {percent(_with_point(comparison.skill), 1)}"
    return f"{verb} the {rival}: {scores_in_words(comparison)}{skill}"


def scores_in_words(comparison: Comparison) -> str:
    """Return the scores of model and rival: "Brier score 0.2556 against 0.2493"."""
    pair = (comparison.model, comparison.baseline_value)
    scores = (format_figure(score, _digits(max(pair)), SCORE_FIGURES) for score in pair)
    return f"{comparison.score} {' against '.join(scores)}"


def _digits(largest: float) -> int:
    """Return the decimals of scores of some size: four figures, and four decimals of scores below one."""
    return SCORE_DIGITS if largest < 1 else max(SCORE_DIGITS - len(str(int(largest))), 0)


def _for_readers(column: Column, digits: int) -> Column:
    words = "baseline" if column.name == "baseline" else column.words
    title = {"baseline": "against", "value": "model", "baseline_value": "rival", "skill": "better by"}
    hidden = column.hidden or column.name in SAID_IN_HEADING
    kind = "estimate" if column.name == "value" else column.kind
    kept = digits if column.name in ("value", "baseline_value") else column.digits
    named = title.get(column.name, column.title)
    return replace(column, title=named, words=words, hidden=hidden, kind=kind, digits=kept)


def _against(record: TrackRecord) -> list[dict[str, Any]]:
    rows = []
    for row in comparison_sheet((record,)).records():
        metric = record.metric(str(row["score"]))
        value = row["value"] if metric is None or metric.interval is None else metric.interval
        rows.append({"record": record_heading(record), **row, "value": value, "skill": _pointed(row["skill"])})
    return rows


def _pointed(cell: Cell) -> Cell:
    return _with_point(cell) if isinstance(cell, Interval) else cell


def _with_point(interval: Interval) -> Interval:
    """Return an interval with its middle as the point where it has none."""
    return interval if interval.value is not None else Interval(interval.low, interval.high, interval.midpoint)


def _with_headings(sheet: Sheet, headings: dict[str, str]) -> Sheet:
    """Return a sheet whose codes of records are the headings that a reader sees."""
    names = [column.name for column in sheet.columns]
    places = [names.index(name) for name in ("record", "of") if name in names]
    rows = tuple(
        tuple(_headed(cell, headings) if place in places else cell for place, cell in enumerate(row))
        for row in sheet.rows
    )
    by = "record" if "record" in names else ""
    return replace(sheet, rows=rows, by=by)


def _headed(cell: Cell, headings: dict[str, str]) -> Cell:
    if isinstance(cell, tuple):
        return tuple(headings.get(part, part) for part in cell)
    return headings.get(str(cell), cell)


def _whole(records: Sequence[TrackRecord]) -> Sheet:
    names = ("model", "version", "target", "split", "scored_on", "made_on", "level", "clusters", "loses")
    rows = []
    for record in records:
        rival = main_comparison(record)
        verdict = "" if rival is None else f"The model {verdict_in_words(rival)}."
        counts = {"rows": record.n, "events": record.positives, "verdict": verdict}
        rows.append({**{name: getattr(record, name) for name in names}, **counts})
    return Sheet.of("records", "The records: versions, data, counts", RECORD_COLUMNS, rows, detail=True)


def _data(records: Sequence[TrackRecord]) -> Sheet:
    rows = (
        {"record": record_heading(record), "model": record.model, "table": table, "hash": digest}
        for record in records
        for table, digest in record.data.items()
    )
    return Sheet.of("data", "Data that was scored on", DATA_COLUMNS, rows, detail=True, by="record")
