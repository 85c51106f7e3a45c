"""How long a stoppage lasts: a log-normal law learnt from dated stoppages.

What is called technical, a court order, or weather is not told apart: the law is of what stood still, whoever is
blamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from equipoise.errors import DataError
from equipoise.world.rows import row_id_expr
from equipoise.world.world import World

Numbers = npt.NDArray[np.float64]
LEAST_STOPPAGES = 5
PIPELINES = ("oil_pipeline", "gas_pipeline")
_INSIDE_ANOTHER = "-full"
"""Ending of the id of a row that describes the worst days of another one."""


@dataclass(frozen=True, slots=True)
class Stoppage:
    """A dated stoppage that is over.

    Parameters
    ----------
    id : str
        Id.
    objects : tuple of str
        What stood still.
    start : datetime.date
        First day.
    days : float
        Duration [day].
    """

    id: str
    objects: tuple[str, ...]
    start: date
    days: float


@dataclass(frozen=True)
class StoppageLaw:
    """Law of the duration.

    Parameters
    ----------
    mean, deviation : float
        Of the logarithm of the days.
    learnt_from : int
        Stoppages.
    per_year : float
        How many a year a corridor of the table had, on average over the years that the table covers.
    observation_ids : tuple of str
        Rows.
    """

    mean: float
    deviation: float
    learnt_from: int
    per_year: float
    observation_ids: tuple[str, ...]

    def samples(self, count: int) -> Numbers:
        """Return evenly spaced quantiles of the duration [day]."""
        from scipy.stats import norm

        levels = (np.arange(count) + 0.5) / count
        found: Numbers = np.exp(self.mean + self.deviation * norm.ppf(levels))
        return found


def stoppages(world: World, modes: Sequence[str] = PIPELINES) -> tuple[Stoppage, ...]:
    """Return stoppages of some modes that are over, oldest first; one that describes a part of another is left out."""
    rows = world.corridor_stoppages.filter(
        pl.col("mode").is_in(list(modes))
        & pl.col("end").is_not_null()
        & (pl.col("end") > pl.col("start"))
        & ~pl.col("id").str.ends_with(_INSIDE_ANOTHER)
    ).sort("start")
    return tuple(
        Stoppage(ident, tuple(objects), start, float((end - start).days))
        for ident, objects, start, end in rows.select("id", "object", "start", "end").iter_rows()
    )


def stoppage_law(world: World, before: date | None = None, modes: Sequence[str] = PIPELINES) -> StoppageLaw:
    """Learn the law of the duration.

    Parameters
    ----------
    world : World
        Dated stoppages.
    before : datetime.date, optional
        Learn only from those that began earlier.
    modes : sequence of str
        Modes.

    Returns
    -------
    StoppageLaw
        Log-normal.

    Raises
    ------
    DataError
        If there are fewer than five.
    """
    chosen = [entry for entry in stoppages(world, modes) if before is None or entry.start < before]
    if len(chosen) < LEAST_STOPPAGES:
        raise DataError(f"{len(chosen)} stoppages are too few for a law (at least {LEAST_STOPPAGES})")
    logs = np.log([entry.days for entry in chosen])
    ids = world.corridor_stoppages.filter(pl.col("id").is_in([entry.id for entry in chosen]))
    return StoppageLaw(
        float(logs.mean()),
        float(logs.std(ddof=1)),
        len(chosen),
        _per_year(chosen),
        tuple(ids.select(row_id_expr("corridor_stoppages").alias("_id"))["_id"]),
    )


def _per_year(chosen: Iterable[Stoppage]) -> float:
    held = list(chosen)
    years = max(entry.start.year for entry in held) - min(entry.start.year for entry in held) + 1
    objects = {name for entry in held for name in entry.objects}
    return len(held) / years / len(objects)
