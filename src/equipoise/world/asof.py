"""As-of honesty: what of a table could be known on a day.

A row is visible on a day if it had been published and had begun by then. An end that lies later is not known yet,
so it is blanked, and so are outcomes that had not come about.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from equipoise.errors import InputError
from equipoise.world.schema import table_schema

OUTCOME_DELAYS = {"survived_30d": timedelta(days=30), "survived_1y": timedelta(days=365)}
"""Columns of `episodes` that can be known only so long after the onset."""

EMPTY_IS_OLD = frozenset({"corridor_links", "corridor_borders"})
"""Tables in which an empty beginning means older than any record: a railway of the nineteenth century."""


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
    Tables without any date (states, names, vocabularies) are returned whole, and so are the sources: they are the
    bibliography of the rows, and an old fact may well be cited from a later page.
    """
    schema = table_schema(table)
    published, begins, ends = schema.role("published"), schema.role("from"), schema.role("to")
    if table == "sources" or (published is None and begins is None):
        return frame
    dated = [column for column in (published, begins) if column is not None]
    visible = pl.any_horizontal(pl.col(column).is_not_null() for column in dated)
    if table in EMPTY_IS_OLD:
        visible = pl.lit(value=True)
    for column in dated:
        visible &= pl.col(column).is_null() | (pl.col(column) <= day)
    frame = frame.filter(visible)
    if table in EMPTY_IS_OLD and ends is not None:
        # What closed later was still open.
        still = (pl.col(ends) > day) & (pl.col("status") != "closed")
        frame = frame.with_columns(pl.when(still).then(pl.lit("open")).otherwise("status").alias("status"))
    if ends is not None:
        frame = frame.with_columns(pl.when(pl.col(ends) <= day).then(pl.col(ends)).alias(ends))
    if table == "calls":
        frame = frame.filter(pl.col("decision_date").is_null() | (pl.col("decision_date") <= day))
    if table == "episodes":
        frame = frame.with_columns(_known_outcome(column, delay, day) for column, delay in OUTCOME_DELAYS.items())
    return frame


def _known_outcome(column: str, delay: timedelta, day: date) -> pl.Expr:
    return pl.when(pl.col("onset_date") + delay <= day).then(pl.col(column)).alias(column)
