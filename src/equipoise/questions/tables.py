"""What tables there are, what stands in them, and whether they are sound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from equipoise.answers import Answer, Column, Sentence, Sheet
from equipoise.answers.answer import Scalar
from equipoise.answers.sheet import Kind, write_cell
from equipoise.answers.vocabulary import terms
from equipoise.errors import ExplainedNameError, InputError
from equipoise.questions.citing import finished
from equipoise.questions.wording import listed
from equipoise.world.provenance import provenance
from equipoise.world.rows import row_id_expr
from equipoise.world.rules import check as run_rules
from equipoise.world.rules import rule_names
from equipoise.world.schema import Attribute, on_demand_names, table_names, table_schema
from equipoise.world.world import World

PRINTED_WIDTH = 104
"""Columns of a terminal that the printed part of a row may take."""
WIDEST_CELL = 26
WIDEST_ID = 44
MOST_DIGITS = 6
ADDRESS = "_address"
OWN_ID = "own_id"
KINDS: dict[str, Kind] = {
    "string": "text",
    "integer": "integer",
    "integer32": "integer",
    "number": "number",
    "boolean": "flag",
    "date": "date",
    "list": "list",
}

TABLE_COLUMNS = (
    Column("table", sense="Name of the table."),
    Column("rows", kind="integer", sense="Rows that it holds."),
    Column("licences", "licence", "list", sense="Licences under which it is passed on."),
    Column("sha256", "sha256", sense="First twelve digits of the digest of the file."),
    Column("hash", hidden=True, sense="Digest of the file."),
)
ROW_COLUMNS = (
    Column("column", sense="Name of the column."),
    Column("value", sense="What stands in it, in words."),
    Column("meaning", sense="What the column means."),
)
FINDING_COLUMNS = (
    Column("severity", sense="Error, or warning."),
    Column("rule", sense="Name of the rule."),
    Column("where", sense="Address of the row, or the table."),
    Column("message", "what is wrong", sense="What is wrong."),
)


def tables(world: World) -> Answer:
    """Answer which tables a data package holds.

    Parameters
    ----------
    world : World
        The tables.

    Returns
    -------
    Answer
        Sheet ``tables``: rows, licences and digest of each.
    """
    resources = world.manifest.resources
    rows = [
        {
            "table": name,
            "rows": world.table(name).height,
            "licences": tuple(licence["name"] for licence in resources[name].get("licenses", [])),
            "sha256": world.manifest.hashes[name].removeprefix("sha256:")[:12],
            "hash": world.manifest.hashes[name],
        }
        for name in (*table_names(), *on_demand_names())
        if name in resources
    ]
    title = f"Data package {world.manifest.version}"
    sheet = Sheet.of("tables", "Its tables", TABLE_COLUMNS, rows)
    return finished(world, Answer("tables", title, {"as_of": world.today.isoformat()}, sheets=(sheet,)))


def table(world: World, name: str, where: Sequence[str] = (), limit: int | None = None) -> Answer:
    """Answer what stands in a table.

    Parameters
    ----------
    world : World
        The tables.
    name : str
        Name of a table.
    where : sequence of str
        Conditions ``COLUMN=VALUE`` that all hold; for a column of lists, one entry is the value.
    limit : int, optional
        At most so many rows; by default all.

    Returns
    -------
    Answer
        Sheet ``rows``: the rows with their addresses (``id``), for `trace`. Printed are the columns for which a line
        has room; data formats hold all. A single row is printed whole, from the sheet ``row``: one line a column.

    Raises
    ------
    UnknownNameError
        If there is no such table.
    InputError
        If a condition is not of that form or names no column.
    """
    _check_name(name)
    schema = table_schema(name)
    frame = world.table(name).with_columns(row_id_expr(name).alias(ADDRESS))
    for condition in where:
        frame = frame.filter(_condition(name, condition))
    rows = frame if limit is None else frame.head(min(limit, frame.height))
    fields = tuple(attribute.name for attribute in schema.attributes)
    title = f"{name}: {frame.height} row{'' if frame.height == 1 else 's'}, {rows.height} shown"
    subject: dict[str, Scalar | tuple[str, ...]] = {
        "table": name,
        "fields": fields,
        "rows_in_all": frame.height,
        "as_of": world.today.isoformat(),
    }
    sheet = _sheet(name, schema.attributes, rows)
    sheets = (replace(sheet, detail=True), _one_row(sheet)) if rows.height == 1 else (sheet,)
    answer = Answer("table", title, subject, sheets=sheets)
    # Its rows name sources that a package in the making need not hold yet: `check` tells.
    return replace(answer, provenance=provenance(world))


def _check_name(name: str) -> None:
    known = terms("table_alias").get(name.casefold())
    if known is not None and name not in table_names():
        told = f"they are rows of the table {known.title}: use `equipoise data show {known.title}`"
        raise ExplainedNameError("table", name, told, [known.title])


def _condition(name: str, condition: str) -> pl.Expr:
    types = table_schema(name).polars
    column, sign, value = condition.partition("=")
    if not sign or column not in types:
        columns = ", ".join(types)
        raise InputError(f"--where {condition!r}: write COLUMN=VALUE with a column of {name} ({columns})")
    if isinstance(types[column], pl.List):
        return pl.col(column).list.contains(value)
    return pl.col(column).cast(pl.String) == value


def _sheet(name: str, attributes: Sequence[Attribute], rows: pl.DataFrame) -> Sheet:
    # The address takes the name "id"; a column of that name in the table itself has another.
    names = {attribute.name: OWN_ID if attribute.name == "id" else attribute.name for attribute in attributes}
    own = [replace(_column(attribute, rows[attribute.name]), name=names[attribute.name]) for attribute in attributes]
    columns = [Column("id", sense="Address of the row, for `equipoise explain`."), *own]
    records = rows.rename(names).rename({ADDRESS: "id"}).to_dicts()
    keys = {names[key] for key in table_schema(name).key}
    shown = _that_fit(columns, keys, records)
    left = [column.name for column in own if column.name not in shown | keys]
    note = f"Not printed: {listed(left)}; --format csv, json, parquet and xlsx hold all columns." if left else ""
    hidden = [replace(column, hidden=column.name not in shown) for column in columns]
    return Sheet.of("rows", f"Rows of {name}", hidden, records, notes=(note,) if note else ())


def _one_row(sheet: Sheet) -> Sheet:
    """Return the only row of a sheet with one line a column that holds something."""
    cells = zip(sheet.columns, sheet.rows[0], strict=True)
    rows = [
        {"column": column.name, "value": write_cell(column, cell), "meaning": column.sense}
        for column, cell in cells
        if cell not in (None, ())
    ]
    return Sheet.of("row", "The row", ROW_COLUMNS, rows)


def _column(attribute: Attribute, values: pl.Series) -> Column:
    kind = KINDS[attribute.type]
    if kind == "integer" and ("year" in attribute.name or "coverage" in attribute.name):
        kind = "year"
    digits = _decimals(values) if kind == "number" else None
    words = "flag" if attribute.is_for("flags") else ""
    unit = "" if attribute.unit.startswith(("see ", "as ")) else attribute.unit
    return Column(attribute.name, "", kind, unit, digits, attribute.description, words=words)


def _decimals(values: pl.Series) -> int:
    """Return how many decimals the numbers of a column have, so that none is written rounded."""
    known = values.drop_nulls().to_list()
    return next(
        (digits for digits in range(MOST_DIGITS) if all(round(value, digits) == value for value in known)), MOST_DIGITS
    )


def _that_fit(columns: Sequence[Column], keys: set[str], records: Sequence[dict[str, Any]]) -> set[str]:
    """Return the columns that are printed: the address, and of those that it does not hold as many as a line has."""
    shown, room = {"id"}, PRINTED_WIDTH - _width(columns[0], records, WIDEST_ID)
    for column in columns[1:]:
        told = [row for row in records if row[column.name] not in (None, [])]
        if column.name in keys or not told:
            continue
        width = 2 + _width(column, told, WIDEST_CELL)
        if width <= room:
            shown.add(column.name)
            room -= width
    return shown


def _width(column: Column, records: Sequence[dict[str, Any]], widest: int) -> int:
    cells = (row[column.name] for row in records)
    written = (len(write_cell(column, tuple(cell) if isinstance(cell, list) else cell)) for cell in cells)
    return min(max([len(column.heading), *written]), widest)


def check(world: World) -> Answer:
    """Answer whether the tables are sound: every consistency rule, and what it finds.

    Parameters
    ----------
    world : World
        The tables.

    Returns
    -------
    Answer
        Sheet ``findings``; the subject tells the ``rules`` that were run and the number of ``errors``.
    """
    found = run_rules(world)
    rules = rule_names()
    errors = sum(finding.severity == "error" for finding in found)
    rows = [{column.name: getattr(finding, column.name) for column in FINDING_COLUMNS} for finding in found]
    answer = Answer(
        question="check",
        title=f"{len(rules)} rules: {errors} errors, {len(found) - errors} warnings",
        subject={"rules": tuple(rules), "errors": errors},
        sheets=(Sheet.of("findings", "Findings", FINDING_COLUMNS, rows),),
    )
    return replace(answer, provenance=provenance(world))


def built(
    world: World,
    title: str,
    about: Mapping[str, Scalar],
    rows: Mapping[str, int],
    unresolved: pl.DataFrame | None = None,
) -> Answer:
    """Answer what a build wrote.

    Parameters
    ----------
    world : World
        Tables for the provenance: those that were built.
    title : str
        What was built, and where.
    about : mapping of str to plain value
        Folder and size.
    rows : mapping of str to int
        Rows by table.
    unresolved : polars.DataFrame, optional
        Texts of the editions that could not be turned into rows, for the tables of the world.

    Returns
    -------
    Answer
        Sheets ``rows`` and, if it is asked for, ``unresolved``.
    """
    counts = ({"table": name, "rows": count} for name, count in sorted(rows.items()))
    sheets = [Sheet.of("rows", "Tables written", TABLE_COLUMNS[:2], counts)]
    lost: tuple[Sentence, ...] = ()
    if unresolved is not None:
        columns = tuple(Column(name, sense="As it stands in the edition.") for name in unresolved.columns)
        sheets.append(Sheet.of("unresolved", "Texts without a row", columns, unresolved.to_dicts(), detail=True))
        lost = (Sentence(f"{unresolved.height} texts of the editions could not be turned into rows."),)
    answer = Answer("build", title, dict(about), headline=lost, sheets=tuple(sheets))
    return replace(answer, provenance=provenance(world))
