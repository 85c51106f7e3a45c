"""As-of honesty: what of a table could be known on a day.

A row is visible on a day if it had been published and had begun by then. An end that lies later is not known yet,
so it is blanked, and so are outcomes that had not come about.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from equipoise.errors import InputError
from equipoise.world.schema import TableSchema, table_schema


def parse_day(text: str | date) -> date:
    """Return the day that a text names.

    Parameters
    ----------
    text : str or datetime.date
        A date, or text in the form YYYY-MM-DD.

    Returns
    -------
    datetime.date
        The day.

    Raises
    ------
    InputError
        If the text names no day of the calendar.
    """
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(f"{text!r} is not a date; write it as YYYY-MM-DD, for example 2022-01-05") from error


def known_on(frame: pl.DataFrame, table: str, day: date) -> pl.DataFrame:
    """Return what of a table could be known on a day.

    Parameters
    ----------
    frame : polars.DataFrame
        All rows of the table, in the declared form.
    table : str
        Name of the declared table.
    day : datetime.date
        The day.

    Returns
    -------
    polars.DataFrame
        Visible rows; later ends and outcomes are null.

    Notes
    -----
    Tables without a role for dates (states, names, vocabularies) are returned whole, and so are the sources: they are
    the bibliography of the rows, and an old fact may well be cited from a later page.
    """
    schema = table_schema(table)
    dated = [column for column in (schema.role("published"), schema.role("from")) if column is not None]
    if not dated:
        return frame
    # A row without any date can't be shown to have been known, unless an empty one means older than any record.
    is_old = schema.role("left_open") is not None
    visible = pl.lit(value=True) if is_old else pl.any_horizontal(pl.col(column).is_not_null() for column in dated)
    decided = schema.role("decided")
    for column in (*dated, *([decided] if decided else [])):
        visible &= pl.col(column).is_null() | (pl.col(column) <= day)
    return frame.filter(visible).with_columns(_later_unknown(schema, day))


def _later_unknown(schema: TableSchema, day: date) -> Iterator[pl.Expr]:
    """Give the columns that hold what a day cannot know: ends, states that they bring about, outcomes."""
    begins, ends, status = schema.role("from"), schema.role("to"), schema.role("status")
    if ends is not None:
        yield pl.when(pl.col(ends) <= day).then(pl.col(ends)).alias(ends)
    if ends is not None and status is not None:
        # What closed later was still open.
        still = (pl.col(ends) > day) & (pl.col(status) != "closed")
        yield pl.when(still).then(pl.lit("open")).otherwise(status).alias(status)
    for attribute in schema.attributes:
        if attribute.known_after is not None and begins is not None:
            known = pl.col(begins) + timedelta(days=attribute.known_after) <= day
            yield pl.when(known).then(pl.col(attribute.name)).alias(attribute.name)
