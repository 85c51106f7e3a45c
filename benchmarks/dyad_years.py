"""Timing of dyad-years at full size, where EQUIPOISE_DATA names the historical tables.

Alone, with the peak of memory: `python -m benchmarks.dyad_years`.
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

import polars as pl

from benchmarks.timing import Comparison, seconds
from equipoise.sources.history import dyad_years, state_years
from equipoise.sources.history.panel import Panel
from equipoise.sources.history.reading import history_folder

YEARS = range(1950, 2020)
LAYERS = ("capability", "alliance", "distance", "contiguity", "igo")
_TABLES = ("cow_states", "nmc", "atop_dyad_year", "min_distance", "capitals", "contiguity", "igo_dyad_year")


def cases() -> list[Comparison]:
    """Return the jobs with their floors; none where EQUIPOISE_DATA is not set."""
    if not os.environ.get("EQUIPOISE_DATA"):
        return []
    folder = history_folder()
    floor = "the same Parquet files and the bare pairs, in polars"
    return [
        Comparison("70 years of directed dyads, 5 layers", _directed, floor, lambda: _bare(folder)),
        Comparison(
            "70 years of states, 2 layers",
            lambda: state_years(YEARS),
            "the same Parquet files",
            lambda: [pl.read_parquet(folder / f"{name}.parquet") for name in ("cow_states", "nmc", "democracy")],
        ),
    ]


def _directed() -> Panel:
    return dyad_years(YEARS, with_=LAYERS)


def _bare(folder: Path) -> pl.DataFrame:
    """Read the tables and pair the states of every year, without any column of theirs and without a check."""
    tables = {name: pl.read_parquet(folder / f"{name}.parquet") for name in _TABLES}
    states = tables["nmc"].filter(pl.col("year").is_in(YEARS)).select("year", "ccode")
    return states.join(states, on="year").filter(pl.col("ccode") != pl.col("ccode_right"))


def main() -> None:
    """Print rows, time and peak memory of the large job; nothing is asserted, since machines differ."""
    if not os.environ.get("EQUIPOISE_DATA"):
        print("EQUIPOISE_DATA is not set: it names the folder with the historical tables")  # noqa: T201 - its output
        return
    held: list[Panel] = []
    taken = seconds(lambda: held.append(_directed()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform != "darwin" else 1 << 30)
    print(f"{len(held[0]):,} rows, {held[0].frame.width} columns, {taken:.2f} s, peak {peak:.2f} GiB")  # noqa: T201 - its output


if __name__ == "__main__":
    main()
