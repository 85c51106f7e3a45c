"""The dated case of Kazakhstan in January 2022, and single facts on that country's ties before and after it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import polars as pl

from equipoise.sources.facts.marks import marks
from equipoise.sources.facts.text import CsvRow, Form, is_number, last_day, last_year, read_records, typed
from equipoise.world.schema.cells import split_list

CASE = "kazakhstan-2022"
STATE = "KAZ"
Known = Mapping[str, frozenset[str]]
Resolve = Callable[[str], str | None]

_EVENT_COLUMNS = (
    "date_local",
    "time",
    "precision",
    "place",
    "event",
    "value",
    "unit",
    "actor",
    "source_ids",
    "confidence",
    "note",
)
_REACTION_COLUMNS = (
    "date",
    "actor",
    "kind",
    "content",
    "offered_force",
    "days_after_appeal",
    "source_ids",
    "confidence",
)
_LOSS_COLUMNS = ("as_of", "measure", "value", "unit", "source_ids", "confidence", "note")
_CONTRIBUTION_COLUMNS = (
    "country",
    "announced_early",
    "reported",
    "equipment",
    "basis",
    "source_ids",
    "confidence",
    "note",
)
_POWER_COLUMNS = ("topic", "partner", "measure", "value", "unit", "period", "source_ids", "confidence", "note")
_RECOVERY_COLUMNS = ("date", "measure", "value", "unit", "source_ids", "confidence", "note")
_SLUG_WORDS = 6


def read_events(path: Path, known: Known) -> pl.DataFrame:
    """Read the timeline of the case.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    known : Mapping of str to frozenset of str
        Accepted keys of other tables.

    Returns
    -------
    polars.DataFrame
        Table `events`; ids are e01, e02 ... in the order of the file, values that are no plain numbers stand as text.

    Raises
    ------
    DataError
        If the file is broken, with row and column.
    """
    records = [
        _valued(record).changed(
            case_id=CASE, event_id=f"e{place:02d}", date=record.cells["date_local"], flags=_flags(record)
        )
        for place, record in enumerate(read_records(path, _EVENT_COLUMNS), start=1)
    ]
    return typed(records, Form(path, "events", {"date": "date_local", "value_text": "value"}, known))


def read_reactions(path: Path, known: Known) -> pl.DataFrame:
    """Read who said or did what in answer.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    known : Mapping of str to frozenset of str
        Accepted keys of other tables.

    Returns
    -------
    polars.DataFrame
        Table `reactions`; ids are r01, r02 ... in the order of the file.

    Raises
    ------
    DataError
        If the file is broken, with row and column.
    """
    records = [
        record.changed(case_id=CASE, reaction_id=f"r{place:02d}", flags=_flags(record))
        for place, record in enumerate(read_records(path, _REACTION_COLUMNS), start=1)
    ]
    return typed(records, Form(path, "reactions", known=known))


def read_losses(path: Path, known: Known) -> pl.DataFrame:
    """Read the counts of dead, hurt, detained and damaged.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    known : Mapping of str to frozenset of str
        Accepted keys of other tables.

    Returns
    -------
    polars.DataFrame
        Table `losses`; a count is known from the last day that its date can mean.

    Raises
    ------
    DataError
        If the file is broken, with row and column.
    """
    form = Form(path, "losses", known=known)
    records = []
    for record in read_records(path, _LOSS_COLUMNS):
        published = last_day(record.cells["as_of"])
        if published is None:
            raise form.fault(record, "as_of", f"{record.cells['as_of']!r} is not a date of any precision")
        records.append(record.changed(case_id=CASE, published=published.isoformat(), flags=_flags(record)))
    return typed(records, form)


def read_contributions(path: Path, known: Known, resolve: Resolve) -> pl.DataFrame:
    """Read who sent how many.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    known : Mapping of str to frozenset of str
        Accepted keys of other tables.
    resolve : callable
        From the name of a state to its ISO3 code, or None.

    Returns
    -------
    polars.DataFrame
        Table `contributions`; the row TOTAL has no state.

    Raises
    ------
    DataError
        If the file is broken, with row and column.
    """
    records = [
        record.changed(case_id=CASE, iso3=resolve(record.cells["country"] or ""), flags=_flags(record, "basis"))
        for record in read_records(path, _CONTRIBUTION_COLUMNS)
    ]
    return typed(records, Form(path, "contributions", known=known))


def read_facts(
    power: Path, recovery: Path, published: Mapping[str, date | None], known: Known, resolve: Resolve
) -> pl.DataFrame:
    """Read the single facts: table `facts`.

    Parameters
    ----------
    power : pathlib.Path
        Ties with other powers by topic.
    recovery : pathlib.Path
        What came after the case.
    published : Mapping of str to datetime.date or None
        Day of each source.
    known : Mapping of str to frozenset of str
        Accepted keys of other tables.
    resolve : callable
        From the name of a state to its ISO3 code, or None.

    Returns
    -------
    polars.DataFrame
        Ids are made of topic, partner, measure and period, so they outlive a change in the order of rows.

    Raises
    ------
    DataError
        If a file is broken, with row and column.
    """
    before = [
        _fact(_valued(record), published, resolve, topic=record.cells["topic"], period=record.cells["period"])
        for record in read_records(power, _POWER_COLUMNS)
    ]
    after = [
        _fact(_valued(record), published, resolve, topic="recovery", period=record.cells["date"])
        for record in read_records(recovery, _RECOVERY_COLUMNS)
    ]
    return pl.concat(
        [
            typed(before, Form(power, "facts", {"value_text": "value", "fact_id": "measure"}, known)),
            typed(
                after, Form(recovery, "facts", {"value_text": "value", "fact_id": "measure", "period": "date"}, known)
            ),
        ]
    )


def _fact(
    record: CsvRow, published: Mapping[str, date | None], resolve: Resolve, *, topic: str | None, period: str | None
) -> CsvRow:
    partner = record.cells.get("partner")
    partner = None if partner == "-" else partner
    days = [day for source in split_list(record.cells["source_ids"]) if (day := published.get(source)) is not None]
    year = last_year(period)
    parts = (STATE, topic, partner, record.cells["measure"], period)
    return record.changed(
        fact_id=".".join(_slug(part) for part in parts if part),
        iso3=STATE,
        topic=topic,
        partner=partner,
        partner_iso3=_partner(partner, resolve),
        period=period,
        year=None if year is None else str(year),
        published=max(days).isoformat() if days else None,
        flags=_flags(record),
    )


def _partner(words: str | None, resolve: Resolve) -> str | None:
    """Return the state that a partner is: a pipeline in brackets belongs to the state before it."""
    return resolve(re.sub(r"\s*\(.*\)$", "", words)) if words else None


def _slug(text: str) -> str:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return "-".join(words[:_SLUG_WORDS])


def _valued(record: CsvRow) -> CsvRow:
    """Put a value that is not a plain number ("60->120", "abstain", "50/27/23") into the column for text."""
    value = record.cells["value"]
    if value is None or is_number(value):
        return record
    return record.changed(value=None, value_text=value)


def _flags(record: CsvRow, remark: str = "note") -> str | None:
    return marks(source_ids=record.cells["source_ids"], remark=record.cells.get(remark))
