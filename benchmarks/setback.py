"""Recovery at full size: the whole panel where its tables are at hand, else a simulated study of that size."""

from __future__ import annotations

import os

import numpy as np
import polars as pl

from benchmarks.timing import Comparison
from equipoise.models.recovery.bootstrap import DRAWS
from equipoise.models.recovery.event_study import How, study_events
from equipoise.models.recovery.series import NOBODY, Values, series_named
from equipoise.models.recovery.synthetic import synthetic_of
from equipoise.world.world import World

STATES, YEARS, EVENTS = 195, 75, 400


def cases() -> list[Comparison]:
    """Return the recipe of what ships (with EQUIPOISE_DATA), one study of 400 events, and one synthetic control."""
    found = [_study(), _control()]
    return [_recipe(), *found] if os.environ.get("EQUIPOISE_DATA") else found


def _recipe() -> Comparison:
    from equipoise.models.recovery.fit import fitted, tables_of

    world = World.load()
    return Comparison(
        f"whole panel of recovery, {DRAWS} draws", lambda: fitted(world), "reading its tables", lambda: tables_of(world)
    )


def _study() -> Comparison:
    draws = np.random.default_rng(0)
    point = draws.normal(size=(STATES, YEARS)).cumsum(axis=1)
    codes, nobody, years = np.arange(STATES), np.full(STATES, NOBODY), np.arange(1946, 1946 + YEARS)
    values = Values(series_named("democracy"), codes, nobody, years, point, point, point)
    pairs = [(int(draws.integers(STATES)), int(draws.integers(1956, 2005))) for _ in range(EVENTS)]
    events = pl.DataFrame(
        {
            "event": [f"e{n}" for n in range(EVENTS)],
            "state": [state for state, _ in pairs],
            "year": [year for _, year in pairs],
            "partner": [None] * EVENTS,
        },
        schema={"event": pl.String, "state": pl.Int32, "year": pl.Int32, "partner": pl.Int32},
    )
    touched = events.select("state", "year")

    def bare() -> None:
        """Multiply draws with scores, which is all that the bootstrap must do."""
        draws.normal(size=(DRAWS, STATES)) @ draws.normal(size=(STATES, 16))

    return Comparison(
        f"study of {EVENTS} events, {DRAWS} draws",
        lambda: study_events(values, events, touched, "upheavals", how=How(DRAWS)),
        "one product of draws and scores",
        bare,
    )


def _control() -> Comparison:
    x = np.random.default_rng(0).normal(size=(20, 31)).cumsum(axis=0)
    return Comparison(
        "synthetic control, 30 donors with placebos",
        lambda: synthetic_of(x[:, 0], x[:, 1:], 15),
        "30 least squares without bounds",
        lambda: [np.linalg.lstsq(x[:15, 1:], x[:15, 0], rcond=None) for _ in range(30)],
    )
