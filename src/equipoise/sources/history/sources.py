"""The tables of one request: each is read and measured once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from equipoise.errors import DataError, InputError
from equipoise.sources.history.catalogue import SPANNING, history_table
from equipoise.sources.history.measuring import Coverage, measure
from equipoise.sources.history.reading import end_year, read, start_year

SLOW_TABLES = ("contiguity", "cow_majors", "capitals", "min_distance")


@dataclass(frozen=True, slots=True)
class Sources:
    """The folder of a request, its years, and the tables read so far.

    Parameters
    ----------
    folder : pathlib.Path
        Folder with the Parquet files.
    years : list of int
        Years asked for, sorted.
    carry : int
        For how many years past its end a table that changes slowly (`SLOW_TABLES`) is carried forward.
    """

    folder: Path
    years: list[int]
    carry: int = 0
    held: dict[str, tuple[pl.DataFrame, Coverage]] = field(default_factory=dict)

    def frame(self, table: str) -> pl.DataFrame:
        """Return a table, checked."""
        return self._load(table)[0]

    def coverage(self, table: str) -> Coverage:
        """Return what a table covers."""
        return self._load(table)[1]

    def reach(self, table: str) -> tuple[int, int]:
        """Return the first and the last year for which values of a table may be used.

        Raises
        ------
        DataError
            If the table has no years.
        """
        found = self.coverage(table)
        if found.first is None or found.last is None:
            raise DataError(f"table {table} has no years")
        return found.first, found.last + (self.carry if table in SLOW_TABLES else 0)

    def yearly(self, table: str) -> pl.DataFrame:
        """Return a table with one row per year that it describes, of the years asked for, carried forward if asked.

        Spells become one row for every year that they touch. The column `year` is the calendar year.
        """
        frame, found = self._load(table)
        declared = found.table
        if declared.time in SPANNING:
            spread = frame.with_columns(year=pl.int_ranges(start_year(declared), end_year(declared) + 1)).explode(
                "year"
            )
        else:
            spread = frame.with_columns(year=start_year(declared))
        spread = spread.with_columns(pl.col("year").cast(pl.Int32))
        last = self.reach(table)[1]
        beyond = [year for year in self.years if found.last is not None and found.last < year <= last]
        kept = spread.filter(pl.col("year").is_in(self.years))
        if not beyond:
            return kept
        ahead = pl.DataFrame({"year": beyond}, schema={"year": pl.Int32})
        carried = spread.filter(pl.col("year") == found.last).drop("year").join(ahead, how="cross")
        return pl.concat([kept, carried.select(kept.columns)])

    def _load(self, table: str) -> tuple[pl.DataFrame, Coverage]:
        if table not in self.held:
            frame = read(table, self.folder)
            self.held[table] = (frame, measure(frame, history_table(table, self.folder)))
        return self.held[table]


def checked_carry(carry: int) -> int:
    """Return the number of years to carry forward.

    Raises
    ------
    InputError
        If it is not a whole number of at least 0.
    """
    if isinstance(carry, bool) or not isinstance(carry, int) or carry < 0:
        raise InputError(f"carry={carry!r} is not a whole number of years (0 or more)")
    return carry
