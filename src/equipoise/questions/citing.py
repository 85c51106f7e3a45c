"""The end of every answer: what it was made with, and the sources that it cites."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

import polars as pl

from equipoise.answers import Answer, Column, Sheet
from equipoise.errors import DataError
from equipoise.world.provenance import provenance
from equipoise.world.world import World

NOT_HELD = "not in the table of sources"
"""Title of a source that a file of the user names alone."""

SOURCE_COLUMNS = (
    Column("source_id", "id", sense="Id of the source, as rows and cells name it."),
    Column("title", sense="Title of the work or page."),
    Column("publisher", sense="Who published it."),
    Column("date", sense="Date of publication, as far as it is known."),
    Column("url", "address", sense="Address, with a DOI where there is one."),
    Column("licence", sense="Licence or terms of use.", hidden=True),
    Column("flags", "marks", kind="list", sense="Marks of quality.", words="flag"),
)


def finished(world: World, answer: Answer, seed: int | None = None, own: Collection[str] = ()) -> Answer:
    """Return an answer with its provenance and the list of the sources that it cites.

    Parameters
    ----------
    world : World
        The tables that it was made from.
    answer : Answer
        The answer.
    seed : int, optional
        Seed of the draws; None for an answer without draws.
    own : collection of str
        Ids that a file of the user names; those that the world does not hold are listed as such.

    Raises
    ------
    DataError
        If it cites a source that the world does not hold.
    """
    ids = answer.cited()
    sources = source_sheet(world, ids, own) if ids else None
    return replace(answer, provenance=provenance(world, seed), sources=sources)


def source_sheet(world: World, ids: Iterable[str], own: Collection[str] = ()) -> Sheet:
    """Return the sources of some ids, in the order given; those of the user's own as far as the world holds them.

    Raises
    ------
    DataError
        If one is not held.
    """
    wanted = list(dict.fromkeys(ids))
    held = {
        row["source_id"]: row for row in world.sources.filter(pl.col("source_id").is_in(wanted)).iter_rows(named=True)
    }
    strange = {source_id: {"source_id": source_id, "title": NOT_HELD} for source_id in own}
    held = strange | held
    lost = [source_id for source_id in wanted if source_id not in held]
    if lost:
        raise DataError(f"a row cites source {lost[0]!r}, which the table of sources does not hold")
    rows = (held[source_id] for source_id in wanted)
    return Sheet.of("sources", "Sources", SOURCE_COLUMNS, rows, detail=True)
