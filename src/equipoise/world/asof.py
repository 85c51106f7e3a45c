"""As-of honesty: what of a table could be known on a day.

A row is visible on a day if it had been published and had begun by then. An end that lies later is not known yet,
so it is blanked, and so are outcomes that had not come about.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta

import polars as pl

from equipoise.errors import InputError
from equipoise.world.schema import TableSchema, table_schema

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")
_OTHER_FORMS = (
    *("%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y", "%Y/%m/%d"),
    *("%d-%m-%Y", "%m-%d-%Y", "%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%Y.%m.%d", "%Y%m%d"),
    *("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y"),
)
"""Ways of writing a date that name a day, and some of them two."""


def parse_day(text: str | date) -> date:
    """Return the day that a text names.

    Parameters
    ----------
    text : str or datetime.date
        A date, or text in the form YYYY-MM-DD. Other ways to write a date are refused, since 5/1/2022 is a day in
        January here and in May there; the refusal names the days that it can mean.

    Returns
    -------
    datetime.date
        The day.

    Raises
    ------
    InputError
        If the text names no day of the calendar.
    """
    if isinstance(text, datetime):
        return text.date()
    if isinstance(text, date):
        return text
    try:
        return _iso_day(text)
    except ValueError as error:
        raise InputError(_refusal(text, "YYYY-MM-DD")) from error


def parse_as_of(text: str | int | date, today: date | None = None) -> date:
    """Return the day as of which tables are asked for.

    Parameters
    ----------
    text : str, int or datetime.date
        A date, or text in the form YYYY-MM-DD, YYYY-MM or YYYY. A month or a year means its last day: what was known
        in 2022 is all that was published by its end. The running month or year ends with today.
    today : datetime.date, optional
        By default the current date.

    Returns
    -------
    datetime.date
        The day.

    Raises
    ------
    InputError
        If the text names neither a day nor a month nor a year.
    """
    if isinstance(text, date):
        return parse_day(text)
    text = str(text)
    try:
        period = _PERIOD.fullmatch(text.strip())
        return _last_day(period, today) if period else _iso_day(text)
    except ValueError as error:
        raise InputError(_refusal(text, "YYYY-MM-DD, YYYY-MM or YYYY")) from error


def _last_day(period: re.Match[str], today: date | None) -> date:
    year, month = int(period[1]), int(period[2] or 12)
    first = date(year, int(period[2] or 1), 1)
    last = date(year, month, monthrange(year, month)[1])
    now = today or date.today()  # noqa: DTZ011 - a calendar day, no instant
    return now if first <= now <= last else last


def _iso_day(text: str) -> date:
    if _DAY.fullmatch(text.strip()) is None:
        raise ValueError(text)
    return date.fromisoformat(text.strip())


def _refusal(text: str, form: str) -> str:
    meant = [day.isoformat() for day in _could_mean(text.strip())]
    hint = f": {' or '.join(meant)}?" if meant else ", for example 2022-01-05"
    return f"{text!r} is not a date; write it as {form}{hint}"


def _could_mean(text: str) -> list[date]:
    """Days that a date written in another way can mean, without guessing which."""
    found = []
    for form in _OTHER_FORMS:
        with suppress(ValueError):
            found.append(datetime.strptime(text, form).date())  # noqa: DTZ007 - a calendar day, no instant
    with suppress(ValueError):
        found.append(datetime.fromisoformat(text).date())
    return sorted(set(found))


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
        Visible rows; later ends and outcomes are null, and so are numbers that describe a later year.

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
    if (remark := schema.role("hindsight")) is not None:
        yield pl.lit(None, dtype=pl.String).alias(remark)
    described = schema.role("described")
    if described is not None:
        for column in (*(schema.role(part) for part in ("low", "value", "high")), described):
            if column is not None:
                yield pl.when(pl.date(pl.col(described), 12, 31) <= day).then(pl.col(column)).alias(column)
    for attribute in schema.attributes:
        if attribute.known_after is not None and begins is not None:
            known = pl.col(begins) + timedelta(days=attribute.known_after) <= day
            yield pl.when(known).then(pl.col(attribute.name)).alias(attribute.name)
