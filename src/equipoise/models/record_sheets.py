"""Track records as sheets: against rivals, scores, calibration, alerts, what was tried, and what to mind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from equipoise.answers import Column, Sheet
from equipoise.answers.printers.markdown import sheets_as_markdown
from equipoise.scores.record import TrackRecord

SCORE_DIGITS, SCORE_FIGURES = 4, 4
"""Decimals of a score, and figures that a score of rare events keeps beyond them."""

BEATS = {"yes": "yes", "no": "no: loses", "cannot be told": "cannot be told"}

_WHOLE = (
    Column("model", sense="Name of the model."),
    Column("target", sense="What was forecast."),
    Column("split", sense="How rows were cut into learnt from and forecast."),
)
_PART = (
    Column("record", sense="Target and split of the record."),
    *(Column(column.name, hidden=True, sense=column.sense) for column in _WHOLE),
)


def _score(name: str, title: str = "", sense: str = "", kind: str = "number") -> Column:
    return Column(name, title, kind, digits=SCORE_DIGITS, figures=SCORE_FIGURES, sense=sense)  # type: ignore[arg-type]


_COMPARISONS = (
    *_WHOLE,
    Column("rows", kind="integer", sense="Rows that were scored."),
    Column("events", kind="integer", sense="Rows in which it happened; none for a quantity."),
    Column(
        "base_rate", "share of events", "number", digits=3, figures=2, sense="Share of the rows in which it happened."
    ),
    Column("clusters", kind="integer", sense="Groups of rows that depend on each other: the unit of resampling."),
    Column("first_year", kind="year", hidden=True, sense="Year of the first row."),
    Column("last_year", kind="year", hidden=True, sense="Year of the last row."),
    Column("years", sense="Years of the rows."),
    Column("score", sense="What is compared; lower is better."),
    _score("value", "model's", "Score of the model."),
    Column("baseline", "rival", sense="Rival on the same rows."),
    _score("baseline_value", "rival's", "Score of the rival."),
    Column("skill", "skill", "estimate", "%", 1, "1 - model / rival, with its interval from resampling clusters."),
    _score("difference", "difference", "Score of the rival less that of the model, with its interval.", "estimate"),
    Column("beats", "beats it?", sense="Whether the model beats the rival, told from the interval of the difference."),
)


def comparison_sheet(records: Iterable[TrackRecord]) -> Sheet:
    """Return records as one sheet: a row for each rival of each model.

    Parameters
    ----------
    records : iterable of TrackRecord
        Records to show.

    Returns
    -------
    Sheet
        ``comparisons``; a record without a rival has one row with its first score.
    """
    title = "Out of sample, against the simplest rivals"
    return Sheet.of("comparisons", title, _COMPARISONS, (row for record in records for row in _against(record)))


def record_sheet(record: TrackRecord) -> Sheet:
    """Return one record as one sheet: a row for each rival, its caveats as notes.

    Parameters
    ----------
    record : TrackRecord
        The record.

    Returns
    -------
    Sheet
        ``track_record``.
    """
    title = f"Track record of {record.model}: {record.target}, {record.split}"
    return Sheet.of("track_record", title, _COMPARISONS, _against(record), notes=record.caveats)


def record_sheets(records: Iterable[TrackRecord], meanings: Mapping[str, str] | None = None) -> tuple[Sheet, ...]:
    """Return all that records hold as sheets; a sheet that would be empty is left out.

    Parameters
    ----------
    records : iterable of TrackRecord
        Records to show.
    meanings : mapping of str to str, optional
        What each variant that was tried is, by name.

    Returns
    -------
    tuple of Sheet
        ``comparisons``, ``caveats``, ``scores``, ``calibration``, ``alerts``, ``tried``, ``left_out``.
    """
    listed = tuple(records)
    made = (
        comparison_sheet(listed),
        _caveats(listed),
        _scores(listed),
        _calibration(listed),
        _alerts(listed),
        _tried(listed, meanings or {}),
        _left_out(listed),
    )
    return tuple(sheet for sheet in made if sheet.rows)


def records_as_markdown(records: Iterable[TrackRecord], meanings: Mapping[str, str] | None = None) -> str:
    """Return all that records hold as Markdown, for a card.

    Parameters
    ----------
    records : iterable of TrackRecord
        Records to show.
    meanings : mapping of str to str, optional
        What each variant that was tried is, by name.

    Returns
    -------
    str
        Markdown, ending with a line feed.
    """
    return sheets_as_markdown(record_sheets(records, meanings))


def _named(record: TrackRecord) -> dict[str, Any]:
    """Return what tells one record from another."""
    told = f"{record.target}, {record.split}"
    return {"record": told, "model": record.model, "target": record.target, "split": record.split}


def _against(record: TrackRecord) -> list[dict[str, Any]]:
    span = "" if record.first_year is None else f"{record.first_year}-{record.last_year}"
    head = {
        **_named(record),
        "rows": record.n,
        "events": record.positives,
        "base_rate": None if record.positives is None else record.positives / record.n,
        "clusters": record.clusters,
        "first_year": record.first_year,
        "last_year": record.last_year,
        "years": span,
    }
    if not record.baselines:
        first = record.metrics[0]
        return [{**head, "score": first.name, "value": first.value, "beats": "no rival"}]
    return [
        {
            **head,
            "score": entry.score,
            "value": entry.model,
            "baseline": entry.baseline,
            "baseline_value": entry.baseline_value,
            "skill": None if entry.skill is None else entry.skill.scale(100),
            "difference": entry.difference,
            "beats": BEATS[entry.beats],
        }
        for entry in record.baselines
    ]


def _scores(records: tuple[TrackRecord, ...]) -> Sheet:
    columns = (
        *_PART,
        Column("score", sense="Name of the score."),
        _score("value", "model's", "Score of the model, with its interval.", "estimate"),
        Column("better", sense="Which way is better; neither for a part that only describes."),
    )
    rows = (
        {
            **_named(record),
            "score": metric.name,
            "value": metric.interval if metric.interval is not None else metric.value,
            "better": metric.better,
        }
        for record in records
        for metric in record.metrics
    )
    levels = " and ".join(dict.fromkeys(f"{record.level:.0%}" for record in records))
    return Sheet.of("scores", f"Scores, with {levels} intervals", columns, rows, by="record", detail=True)


def _calibration(records: tuple[TrackRecord, ...]) -> Sheet:
    columns = (
        *_PART,
        Column("low", "from", "number", "%", sense="Lower end of the forecasts in the bin."),
        Column("high", "to", "number", "%", sense="Upper end of the forecasts in the bin."),
        Column("rows", kind="integer", sense="Forecasts in the bin."),
        Column("forecast", "said", "number", "%", 2, figures=2, sense="Mean forecast."),
        Column(
            "observed",
            "happened",
            "estimate",
            "%",
            2,
            figures=2,
            sense="Share in which it happened, with its interval.",
        ),
    )
    rows = (
        {
            **_named(record),
            "low": 100 * entry.low,
            "high": 100 * entry.high,
            "rows": entry.count,
            "forecast": 100 * entry.forecast,
            "observed": entry.interval.scale(100),
        }
        for record in records
        for entry in record.reliability
    )
    return Sheet.of("calibration", "What was said, and how often it happened", columns, rows, by="record", detail=True)


def _alerts(records: tuple[TrackRecord, ...]) -> Sheet:
    columns = (
        *_PART,
        Column("budget", "alerts per period", "integer", sense="Alerts that can be looked at in a period."),
        Column("alerts", kind="integer", sense="Alerts given in all periods."),
        Column("hits", kind="number", digits=1, sense="Events among them, ties shared out."),
        Column("precision", "precision", "number", "%", 0, "Share of the alerts that were events."),
        Column("recall", "recall", "number", "%", 0, "Share of the events that were alerted."),
    )
    rows = (
        {
            **_named(record),
            "budget": point.budget,
            "alerts": point.alerts,
            "hits": point.hits,
            "precision": 100 * point.precision,
            "recall": None if point.recall is None else 100 * point.recall,
        }
        for record in records
        for point in record.alerts
    )
    return Sheet.of("alerts", "For a reader of so many alerts per period", columns, rows, by="record", detail=True)


def _tried(records: tuple[TrackRecord, ...], meanings: Mapping[str, str]) -> Sheet:
    rows = [
        {
            **_named(record),
            "variant": name,
            "score": score,
            "skill": 100 * (1 - score / record.baselines[0].baseline_value) if record.baselines else None,
            "meaning": meanings.get(name, ""),
        }
        for record in records
        for name, score in record.tried.items()
    ]
    columns = (
        *_PART,
        Column("variant", sense="What was tried on the same rows."),
        _score("score", sense="Its score; lower is better."),
        Column("skill", "skill over the first rival", "number", "%", 1, "1 - score / score of the first rival."),
        Column("meaning", hidden=not any(row["meaning"] for row in rows), sense="What the variant is."),
    )
    note = "the best of many variants flatters: it was chosen in hindsight"
    title = "Tried on the same rows"
    return Sheet.of("tried", title, columns, rows, notes=(note,) if rows else (), by="record", detail=True)


def _left_out(records: tuple[TrackRecord, ...]) -> Sheet:
    columns = (
        *_PART,
        Column("reason", sense="Why rows were not scored."),
        Column("rows", kind="integer", sense="How many."),
    )
    rows = (
        {**_named(record), "reason": reason, "rows": count}
        for record in records
        for reason, count in record.left_out.items()
    )
    return Sheet.of("left_out", "Not scored", columns, rows, detail=True)


def _caveats(records: tuple[TrackRecord, ...]) -> Sheet:
    """Return the caveats, each once, with the records that it is of."""
    found: dict[str, list[str]] = {}
    for record in records:
        for caveat in record.caveats:
            found.setdefault(caveat, []).append(_named(record)["record"])
    columns = (Column("caveat", sense="What a reader must know."), Column("of", kind="list", sense="Records it is of."))
    rows = (
        {"caveat": caveat, "of": ("all",) if len(names) == len(records) > 1 else tuple(names)}
        for caveat, names in found.items()
    )
    return Sheet.of("caveats", "To mind", columns, rows)
