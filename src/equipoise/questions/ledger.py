"""What a ledger holds: forecasts written down before the fact, how they turned out, and how good they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

from equipoise.answers import Answer, Column, Sentence, Sheet
from equipoise.errors import DataError, UnknownNameError
from equipoise.ledger import Forecast, Ledger, ledger_record, read_ledger
from equipoise.ledger.scoring import quantile_scores
from equipoise.questions.records import against_rivals, main_comparison, record_details, verdict_in_words
from equipoise.scores.record import Metric

FORECASTS = (
    Column("id", sense="Name of the forecast."),
    Column("question", sense="What was asked."),
    Column("said", sense="The probability of yes [0 to 1], or the quantiles of a quantity as level=value."),
    Column("probability", kind="number", hidden=True, sense="Probability of yes [0 to 1]; none for a quantity."),
    Column("quantiles", kind="list", hidden=True, sense="Quantiles as level=value; none for a probability."),
    Column("made", kind="date", sense="Day that the forecast is of."),
    Column("resolves", "open until", "date", sense="Day by which the question is settled."),
    Column("model", sense="Who or what made it."),
    Column("state", "outcome", sense="How it turned out and when; open; overdue."),
    Column("outcome", hidden=True, sense="yes, no, void, or the number that came about."),
    Column("settled", kind="date", hidden=True, sense="Day on which it was settled."),
    Column("source", hidden=True, sense="Where that can be seen."),
    Column("provenance", hidden=True, sense="Hash of the provenance of the result that it came from."),
    Column("written", hidden=True, sense="When the line was written."),
)
QUANTITIES = (
    Column("id", sense="Name of the forecast."),
    Column("said", sense="Quantiles as level=value."),
    Column("outcome", "came about", "number", sense="What came about."),
    Column("crps", "CRPS", "number", sense="Score of the quantiles in the unit of the quantity; lower is better."),
)
COVERAGE = (
    Column("metric", "intervals", sense="Which intervals."),
    Column("value", "held what came about", "estimate", unit="%", digits=0, sense="Share of them that held it."),
)


def forecasts(path: Path, *, open_only: bool = False, today: date | None = None) -> Answer:
    """Answer which forecasts a ledger holds and how they turned out.

    Parameters
    ----------
    path : pathlib.Path
        File of the ledger.
    open_only : bool
        Only those without a resolution.
    today : datetime.date, optional
        Day from which a forecast counts as overdue; by default the current one.

    Returns
    -------
    Answer
        Sheet ``forecasts``.

    Raises
    ------
    DataError
        If there is no ledger, or it was tampered with.
    """
    book, day = read_ledger(path), today or _today()
    chosen = book.open_forecasts() if open_only else list(book.forecasts)
    sheet = Sheet.of("forecasts", "Forecasts", FORECASTS, (_row(book, entry, day) for entry in chosen))
    answer = Answer(
        question="ledger",
        title=f"{path.name}, {len(book.forecasts)} forecasts",
        subject={"ledger": str(path), "torn_last_line": book.torn},
        sheets=(sheet,),
        caveats=(*_overdue(book, day), *_reading(book)),
    )
    return _sealed(answer, book)


def forecast(path: Path, name: str, *, today: date | None = None) -> Answer:
    """Answer what one forecast of a ledger says and how it turned out.

    Parameters
    ----------
    path : pathlib.Path
        File of the ledger.
    name : str
        Name of the forecast.
    today : datetime.date, optional
        Day from which it counts as overdue; by default the current one.

    Returns
    -------
    Answer
        Sheet ``forecasts`` with one row.

    Raises
    ------
    UnknownNameError
        If no forecast has that name.
    DataError
        If there is no ledger, or it was tampered with.
    """
    book, day = read_ledger(path), today or _today()
    found = next((entry for entry in book.forecasts if entry.id == name), None)
    if found is None:
        raise UnknownNameError("forecast", name, [entry.id for entry in book.forecasts])
    row = _row(book, found, day)
    told = f"Said {row['said']} on {found.made}, open until {found.resolves}; {row['state']}."
    columns = tuple(replace(column, hidden=column.name == "question") for column in FORECASTS)
    answer = Answer(
        question="ledger",
        title=f"{found.id}: {found.question}",
        subject={"ledger": str(path), "id": found.id},
        headline=(Sentence(told),),
        sheets=(Sheet.of("forecasts", "The line in full", columns, (row,), detail=True),),
        caveats=_reading(book),
    )
    return _sealed(answer, book)


def ledger_scores(path: Path, model: str | None = None) -> Answer:
    """Answer how good the resolved forecasts of a ledger were against their base rate.

    Parameters
    ----------
    path : pathlib.Path
        File of the ledger.
    model : str, optional
        Only forecasts of this model; by default all.

    Returns
    -------
    Answer
        Sheets ``quantities`` and ``coverage`` for quantities, the sheets of a track record for probabilities.

    Raises
    ------
    UnknownNameError
        If no forecast is by that model.
    DataError
        If nothing has been resolved, or the ledger was tampered with.
    """
    book = read_ledger(path)
    scored, coverage = quantile_scores(book, model)
    record = None
    try:
        record = ledger_record(book, model=model)
    except DataError:
        if not scored:
            raise
    records = () if record is None else (record,)
    rows = ({"id": one.id, "said": said(one), "outcome": came, "crps": loss} for one, came, loss in scored)
    quantities = Sheet.of("quantities", "Quantities, each in its own unit", QUANTITIES, rows)
    rivals = [rival for rival in map(main_comparison, records) if rival is not None]
    answer = Answer(
        question="ledger_scores",
        title=f"How good the forecasts of {path.name} were",
        subject={"ledger": str(path), "model": model},
        headline=tuple(Sentence(f"What was said {verdict_in_words(rival)}.") for rival in rivals),
        sheets=(*((quantities,) if scored else ()), *_coverage(coverage), *record_details(records, detail=False)),
        record=against_rivals(records) if records else None,
        caveats=_reading(book),
    )
    return _sealed(answer, book)


def said(entry: Forecast) -> str:
    """Return what a forecast says: its probability, or its quantiles."""
    return f"{entry.probability:g}" if entry.probability is not None else ", ".join(_quantiles(entry))


def _quantiles(entry: Forecast) -> tuple[str, ...]:
    held = entry.quantiles or {}
    return tuple(f"{level:g}={held[level]:g}" for level in sorted(held))


def _row(book: Ledger, entry: Forecast, today: date) -> dict[str, Any]:
    same = ("id", "question", "probability", "made", "resolves", "model", "provenance", "written")
    row: dict[str, Any] = {name: getattr(entry, name) for name in same}
    row |= {"said": said(entry), "quantiles": _quantiles(entry) or None}
    settled = book.resolutions.get(entry.id)
    if settled is None:
        return {**row, "state": "overdue" if entry.resolves < today else "open"}
    told = {"outcome": str(settled.outcome), "settled": settled.on, "source": settled.source}
    return {**row, **told, "state": f"{settled.outcome} on {settled.on}"}


def _coverage(metric: Metric | None) -> tuple[Sheet, ...]:
    if metric is None:
        return ()
    held = metric.interval if metric.interval is not None else metric.value
    share = held * 100 if isinstance(held, float) else None if held is None else held.scale(100)
    row = {"metric": metric.name.removeprefix("coverage of "), "value": share}
    return (Sheet.of("coverage", "Coverage of the intervals", COVERAGE, (row,)),)


def _overdue(book: Ledger, today: date) -> tuple[Sentence, ...]:
    late = len(book.overdue(today))
    return (Sentence(f"{late} overdue: their day has passed without a resolution."),) if late else ()


def _reading(book: Ledger) -> tuple[Sentence, ...]:
    """Return what was noticed while the file was read."""
    torn = "The last line was left half written and is ignored; the next addition takes it away."
    return (*((Sentence(torn),) if book.torn else ()), *(Sentence(f"Note: {note}.") for note in book.notes))


def _sealed(answer: Answer, book: Ledger) -> Answer:
    """Return an answer with its provenance: the software, and the seal of the last line."""
    made = {"software": "equipoise", "version": metadata.version("equipoise")}
    return replace(answer, provenance={**made, "ledger": str(book.path), "head": book.head})


def _today() -> date:
    return date.today()  # noqa: DTZ011 - a calendar day, no instant
