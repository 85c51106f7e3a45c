"""A sheet as CSV or Parquet: one table a file, typed by the kinds of its columns."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from equipoise.answers.sheet import Sheet

if TYPE_CHECKING:
    import polars as pl

JOIN = "; "
"""Between the entries of a list in a format that has no lists."""


def joined_lists(sheet: Sheet) -> pl.DataFrame:
    """Return a sheet as a frame in which lists are texts, for formats that have none."""
    import polars as pl

    frame = sheet.to_polars()
    lists = [name for name, kind in sheet.fields() if kind == "list"]
    return frame.with_columns(pl.col(name).list.join(JOIN) for name in lists)


def as_csv(sheet: Sheet) -> str:
    """Return a sheet as CSV with a line of names; missing values are empty, entries of lists joined by "; "."""
    return joined_lists(sheet).write_csv()


def as_parquet(sheet: Sheet) -> bytes:
    """Return a sheet as a Parquet file."""
    stream = io.BytesIO()
    sheet.to_polars().write_parquet(stream)
    return stream.getvalue()
