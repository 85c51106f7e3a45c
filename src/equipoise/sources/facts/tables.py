"""The hand-written tables: organisations, memberships, instruments, the panel of calls, the dated case, their sources.

They come in two folders. `facts` holds the tables as compiled, with basis codes for single cells; `curated` holds
tables that are already in their declared form. Both are text; here they become typed tables, and a fault in either
is one line that names file, row and column.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl

from equipoise.sources.facts import case, panel
from equipoise.sources.facts.corridors import RECALL, read_corridors, source_records
from equipoise.sources.facts.relations import read_relations
from equipoise.sources.facts.text import CsvRow, Form, last_day, read_declared, read_records, typed
from equipoise.world.schema import table_schema

_SOURCE_COLUMNS = ("source_id", "title_or_content", "publisher", "date", "url", "kind")
_NOTHING = "-"


def read(facts: Path, curated: Path, resolve: Callable[[str], str | None]) -> dict[str, pl.DataFrame]:
    """Read all hand-written tables.

    Parameters
    ----------
    facts : pathlib.Path
        Folder with the tables as compiled.
    curated : pathlib.Path
        Folder with the tables in their declared form.
    resolve : callable
        From the name of a state to its ISO3 code, or None.

    Returns
    -------
    dict of str to polars.DataFrame
        Tables `sources`, `organisations`, `memberships`, `instruments`, `defects`, `ties` (the curated ones),
        `facts`, `events`, `reactions`, `contributions`, `losses`, `episodes`, `calls`, `base_rates`, the tables of
        the corridor layer and those of `read_relations`, each in its declared form, flags and source ids kept.

    Raises
    ------
    DataError
        If a file is missing or broken: one line with file, row and column.
    """
    sources = read_sources(facts / "sources.csv", curated / "sources.csv", curated / "corridors" / "sources.csv")
    known = {"sources": frozenset(sources["source_id"])}
    organisations = read_declared(curated / "organisations.csv", "organisations", known)
    known["organisations"] = frozenset(organisations["org_id"])
    known["tie_kinds"] = frozenset(read_declared(curated / "tie_kinds.csv", "tie_kinds")["kind"])
    known["states"] = frozenset(read_declared(curated / "states.csv", "states")["iso3"])
    withdrawn = panel.withdrawn_codes(curated / "withdrawn_codes.csv")
    episodes = panel.read_episodes(facts / "episodes.csv", withdrawn, known)
    known["episodes"] = frozenset(episodes["episode_id"])
    addressee = panel.addressee_lookup(curated / "addressees.csv", organisations, resolve)
    published: dict[str, date | None] = dict(sources.select("source_id", "published").iter_rows())
    return {
        "sources": sources,
        "organisations": organisations,
        **{
            table: read_declared(curated / f"{table}.csv", table, known)
            for table in ("memberships", "instruments", "defects", "ties")
        },
        "facts": pl.concat(
            [
                case.read_facts(facts / "kz_power_influence.csv", facts / "kz_recovery.csv", published, known, resolve),
                read_declared(curated / "facts.csv", "facts", known),
            ]
        ),
        "events": case.read_events(facts / "kz2022_timeline.csv", known),
        "reactions": case.read_reactions(facts / "kz2022_reactions.csv", known),
        "contributions": case.read_contributions(facts / "kz2022_contributions.csv", known, resolve),
        "losses": case.read_losses(facts / "kz2022_losses.csv", known),
        "episodes": episodes,
        "calls": panel.read_calls(facts / "calls.csv", addressee, known),
        "base_rates": panel.read_base_rates(facts / "base_rates.csv", known),
        **read_corridors(curated / "corridors", known),
        **read_relations(facts, known),
    }


def read_sources(compiled: Path, *curated: Path) -> pl.DataFrame:
    """Read the bibliography from all files.

    Parameters
    ----------
    compiled : pathlib.Path
        Sources of the tables as compiled.
    *curated : pathlib.Path
        Sources in the declared form.

    Returns
    -------
    polars.DataFrame
        Table `sources`; `published` is the last day that the date as given can mean, null for an undated page. The
        source RECALL carries the flag `recalled`.

    Raises
    ------
    DataError
        If a file is broken or two hold the same id.
    """
    origin = {"title": "title_or_content", "published": "date"}
    first = typed(
        [_compiled(record) for record in read_records(compiled, _SOURCE_COLUMNS)], Form(compiled, "sources", origin)
    )
    frames = [first]
    for path in curated:
        frames.append(_more_sources(path, {name for frame in frames for name in frame["source_id"]}))
    return pl.concat(frames)


def _more_sources(path: Path, taken: set[str]) -> pl.DataFrame:
    attributes = table_schema("sources").attributes
    required = [attribute.name for attribute in attributes if attribute.required]
    optional = [attribute.name for attribute in attributes if not attribute.required]
    form = Form(path, "sources")
    records = [_dated(record) for record in source_records(path, required, optional)]
    for record in records:
        if record.cells["source_id"] in taken:
            raise form.fault(record, "source_id", f"{record.cells['source_id']!r} is in another file already")
    return typed(records, form)


def _compiled(record: CsvRow) -> CsvRow:
    kept = {column: None if text == _NOTHING else text for column, text in record.cells.items()}
    flags = "recalled" if kept["source_id"] == RECALL else None
    return _dated(CsvRow(record.row, {**kept, "title": kept["title_or_content"], "flags": flags}))


def _dated(record: CsvRow) -> CsvRow:
    if record.cells.get("published") is not None:
        return record
    day = last_day(record.cells.get("date"))
    return record.changed(published=None if day is None else day.isoformat())
