"""The hand-written tables as the tests read them."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from equipoise.sources import facts

DATA = Path(__file__).resolve().parents[3] / "data"
CRISIS_DAY = date(2022, 1, 5)


def rows(*parts: str) -> list[dict[str, str]]:
    """Return the raw rows of a file under `data`."""
    with DATA.joinpath(*parts).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


NAMES = {row["name"]: row["iso3"] for row in rows("curated", "state_names.csv")}


@cache
def read_tables() -> dict[str, pl.DataFrame]:
    """Return all hand-written tables, read once."""
    return facts.read(DATA / "facts", DATA / "curated", NAMES.get)


def in_force(frame: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return the rows that hold on a day: the first day counts, the last does not."""
    return frame.filter((pl.col("from") <= day) & (pl.col("to").is_null() | (pl.col("to") > day)))
