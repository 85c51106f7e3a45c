"""Other files of calls, in the form of the shared one: read and checked before anything is scored on them."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from equipoise.errors import DataError, UnknownNameError
from equipoise.models.calls.panel import Panel, usable_panel
from equipoise.world.schema import conform, table_schema

RETIRED_COLUMNS = ("mandate_internal_informed",)
"""Columns of older files that were coded knowing the answers; never read."""


def read_other_calls(path: Path, episodes: pl.DataFrame) -> Panel:
    """Read a file of calls in the form of the shared one.

    Parameters
    ----------
    path : pathlib.Path
        CSV file, or a folder with `calls.csv`.
    episodes : polars.DataFrame
        Known crises; those in an `episodes.csv` beside the file come on top.

    Returns
    -------
    Panel
        Its usable calls.

    Raises
    ------
    DataError
        If a file cannot be read or has not the declared form.
    """
    file = path / "calls.csv" if path.is_dir() else path
    calls = _read(file, "calls")
    beside = file.with_name("episodes.csv")
    if beside.is_file():
        own = _read(beside, "episodes")
        known = episodes.filter(~pl.col("episode_id").is_in(own["episode_id"].to_list()))
        episodes = pl.concat([own, known.select(own.columns)])
    return usable_panel(calls, episodes)


def _read(file: Path, table: str) -> pl.DataFrame:
    try:
        raw = pl.read_csv(file, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise DataError(f"cannot read {file}: {str(error).splitlines()[0]}") from error
    try:
        frame = conform(raw.drop(RETIRED_COLUMNS, strict=False), table)
    except DataError as error:
        raise DataError(f"{file}: {error}") from error
    _check_choices(frame, table, file)
    return frame


def _check_choices(frame: pl.DataFrame, table: str, file: Path) -> None:
    for attribute in table_schema(table).attributes:
        column = frame[attribute.name]
        if attribute.required and column.null_count():
            raise DataError(f"{file}: column {attribute.name!r} is required and is empty in {column.null_count()} rows")
        if not attribute.choices:
            continue
        for value in column.drop_nulls().unique().sort():
            if value not in attribute.choices:
                raise DataError(
                    f"{file}, column {attribute.name!r}: {UnknownNameError('value', value, attribute.choices)}"
                )
