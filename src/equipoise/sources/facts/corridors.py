"""The corridor layer as compiled: places, links, border pairs, tariffs, figures, stoppages, and a bibliography."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from equipoise.errors import DataError
from equipoise.sources.facts.text import CsvRow, Form, last_day, read_records, typed
from equipoise.world.asof import known_on
from equipoise.world.schema import table_schema
from equipoise.world.schema.cells import split_list
from equipoise.world.world import World

FILES = {
    "corridor_nodes": "nodes.csv",
    "corridor_links": "links.csv",
    "corridor_borders": "borders.csv",
    "corridor_tariffs": "tariffs.csv",
    "corridor_flows": "flows.csv",
    "corridor_stoppages": "durations.csv",
}
ORIGIN = {"source_ids": "source"}
RECALL = "RECALL"
"""Id of the source that is none: general knowledge of the compiler, not looked up."""

RECALLED = "recalled"
"""Word that stands, in the column of sources, for what the compiler knew and did not look up."""

_OWN_COLUMNS = ("id", "accessed")
_YES_NO = {"yes": "1", "no": "0"}


def read_corridors(folder: Path, known: Mapping[str, frozenset[str]]) -> dict[str, pl.DataFrame]:
    """Read the tables of the corridor layer.

    Parameters
    ----------
    folder : pathlib.Path
        Folder with the files that `FILES` names.
    known : Mapping of str to frozenset of str
        Accepted keys of other tables: states, sources.

    Returns
    -------
    dict of str to polars.DataFrame
        Tables in their declared form. A date of low precision is its last day; where a price or figure has no day of
        publication, that of its date stands in.

    Raises
    ------
    DataError
        On a fault, with file, row and column.
    """
    accepted = dict(known)
    made: dict[str, pl.DataFrame] = {}
    for table, file in FILES.items():
        made[table] = read_table(folder / file, table, accepted)
        accepted[table] = frozenset(made[table][table_schema(table).key[0]])
    return made


def read_table(path: Path, table: str, known: Mapping[str, frozenset[str]]) -> pl.DataFrame:
    """Read one file of the layer.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    table : str
        Name of the declared table.
    known : Mapping of str to frozenset of str
        Accepted keys of other tables; those of tables that are not given are not checked.

    Returns
    -------
    polars.DataFrame
        The table in its declared form.

    Raises
    ------
    DataError
        On a fault, with file, row and column.
    """
    attributes = {a.name: a for a in table_schema(table).attributes}
    columns = [ORIGIN.get(name, name) for name in attributes]
    required = [ORIGIN.get(name, name) for name, a in attributes.items() if a.required]
    records = records_of(path, required, [name for name in columns if name not in required])
    dates = [name for name, a in attributes.items() if a.type == "date"]
    booleans = [name for name, a in attributes.items() if a.type == "boolean"]
    ready = [_ready(record, dates, booleans) for record in records]
    return typed(ready, Form(path, table, ORIGIN, known))


def records_of(path: Path, required: list[str], optional: list[str]) -> list[CsvRow]:
    """Read a file, and the rows added to it in a file of its own beside it, as in `flows_added.csv`."""
    records = read_records(path, required, optional=optional)
    added = path.with_name(f"{path.stem}_added{path.suffix}")
    return [*records, *read_records(added, required, optional=optional)] if added.is_file() else records


def _ready(record: CsvRow, dates: list[str], booleans: list[str]) -> CsvRow:
    cells = dict(record.cells)
    sources = [RECALL if part == RECALLED else part for part in split_list(cells.pop("source", None))]
    flags = split_list(cells.get("flags"))
    for name in dates:
        text = cells.get(name)
        day = last_day(text)
        if day is not None and text is not None and len(text) < len("2000-01-01"):
            flags.append("day_assumed")
        cells[name] = day.isoformat() if day is not None else text
    for name in booleans:
        cells[name] = _YES_NO.get((cells.get(name) or "").lower(), cells.get(name))
    if "date" in cells and cells.get("published") is None:
        day = last_day(cells["date"])
        cells["published"] = None if day is None else day.isoformat()
    cells["source_ids"] = ";".join(sources) or None
    cells["flags"] = ";".join(dict.fromkeys(flags)) or None
    return CsvRow(record.row, cells)


def source_records(path: Path, required: list[str], optional: list[str]) -> list[CsvRow]:
    """Read a bibliography: in the declared form, or as the corridor layer has it (`id`, and the day of reading).

    Parameters
    ----------
    path : pathlib.Path
        The file.
    required, optional : list of str
        Declared columns.

    Returns
    -------
    list of CsvRow
        In the declared form; the entry that stands for recalled knowledge is left out, as that source exists.

    Raises
    ------
    DataError
        If the file is broken.
    """
    needed = [name for name in required if name != "source_id"]
    records = records_of(path, needed, [*optional, "source_id", *_OWN_COLUMNS])
    made = []
    for record in records:
        cells = {name: text for name, text in record.cells.items() if name not in _OWN_COLUMNS}
        cells["source_id"] = record.cells.get("source_id") or record.cells.get("id")
        if cells["source_id"] != RECALLED:
            made.append(CsvRow(record.row, cells))
    return made


def with_layer(world: World, folder: Path) -> World:
    """Return a world with the corridor layer of a folder in place of its own.

    Parameters
    ----------
    world : World
        All other tables, and the day as of which the layer is filtered.
    folder : pathlib.Path
        Folder with some of the files that `FILES` names; a table without a file is kept as it is.

    Returns
    -------
    World
        The new world.

    Raises
    ------
    DataError
        If the folder holds none of the files, or one is broken: file, row and column.
    """
    present = {table: folder / file for table, file in FILES.items() if (folder / file).is_file()}
    if not present:
        raise DataError(f"no table of a corridor layer in {str(folder)!r} (files: {', '.join(FILES.values())})")
    known = {"states": frozenset(world.states["iso3"])}
    made = {}
    for table in FILES:
        if table in present:
            frame = read_table(present[table], table, known)
            made[table] = frame if world.as_of is None else known_on(frame, table, world.as_of)
            known[table] = frozenset(frame[table_schema(table).key[0]])
    return replace(world, **made)  # type: ignore[arg-type]
