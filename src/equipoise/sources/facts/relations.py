"""Who is bound to whom, who is at odds with whom, who has soldiers where, who leans on whom, as compiled.

Dates in these files are mostly years. A year stands for its last day: what began in 2014 is known from the end of that
year on, so that a world as of February 2014 holds nothing that began in March.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from equipoise.sources.facts.corridors import RECALL
from equipoise.sources.facts.text import CsvRow, Form, last_day, read_records, typed

PRESS = "press_forces"
"""Id of the source of rows that were looked up in the press; the report is named in the row."""
DEED = "deployment or backing"
"""How the note of a row begins that records what a state did."""
AFTER_CHECK = re.compile(r";? ?added (?:or changed )?after the check")
"""Mark in a note: the row came after a comparison with historical tables, which so are no independent test of it."""
YEAR_ALONE = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class _RelationFile:
    """One file: which table it makes and which columns it has."""

    table: str
    columns: Sequence[str]


_FILES = (
    _RelationFile(
        "security_ties",
        (
            *("tie_id", "kind", "parties", "from", "to", "name", "article", "covers_external", "covers_internal"),
            *("duty", "basis", "confidence", "note"),
        ),
    ),
    _RelationFile("hostility", ("a", "b", "from", "to", "kind", "basis", "confidence", "note")),
    _RelationFile(
        "stationed_forces",
        (
            *("host", "sender", "from", "to", "persons_low", "persons_high", "persons_year", "site", "basis_text"),
            *("invited", "basis", "confidence", "source", "overlap", "note"),
        ),
    ),
    _RelationFile("patrons", ("state", "patron", "from", "to", "kind", "confidence", "note")),
)


def read_relations(folder: Path, known: Mapping[str, frozenset[str]] | None = None) -> dict[str, pl.DataFrame]:
    """Read the tables of relations between states.

    Parameters
    ----------
    folder : pathlib.Path
        Folder with `security_ties.csv`, `hostility.csv`, `stationed_forces.csv` and `patrons.csv`.
    known : Mapping of str to frozenset of str, optional
        Accepted keys of other tables.

    Returns
    -------
    dict of str to polars.DataFrame
        Tables `security_ties`, `hostility`, `stationed_forces` and `patrons` in their declared form.

    Raises
    ------
    DataError
        If a file is missing or broken, with file, row and column.
    """
    made = {}
    for file in _FILES:
        path = folder / f"{file.table}.csv"
        records = [_record(record) for record in read_records(path, file.columns)]
        made[file.table] = typed(records, Form(path, file.table, {"source_text": "source"}, known or {}))
    return made


def _record(record: CsvRow) -> CsvRow:
    cells = record.cells
    recalled = cells.get("basis") != "looked_up"
    flags = ["recalled"] if recalled else []
    if any(YEAR_ALONE.fullmatch(cells[end] or "") for end in ("from", "to")):
        flags.append("day_assumed")
    note, checked = AFTER_CHECK.subn("", cells.get("note") or "")
    if checked:
        flags.append("after_check")
    overlap, _, other = (cells.get("overlap") or "").partition(":")
    return record.changed(
        **{end: _last_day(cells[end]) for end in ("from", "to")},
        deed="1" if note.startswith(DEED) else "0",
        note=note or None,
        overlap=overlap or None,
        overlap_with=other or None,
        source_text=cells.get("source"),
        source_ids=RECALL if recalled else PRESS,
        flags=";".join(sorted(flags)) or None,
    )


def _last_day(text: str | None) -> str | None:
    """Return the last day that a date can mean; one that is no date stays as it is, to be refused with its place."""
    day = last_day(text)
    return text if day is None else day.isoformat()
