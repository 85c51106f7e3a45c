"""Panels with a known truth for the tests of recovery."""

from __future__ import annotations

import numpy as np
import polars as pl

from equipoise.models.recovery.events import SCHEMA
from equipoise.models.recovery.series import NOBODY, Series, Values, series_named

FIRST = 1960


def values(point: np.ndarray, series: Series | None = None, width: float = 0.0) -> Values:
    """Return values of states 1, 2, ... from 1960 on."""
    rows, years = point.shape
    return Values(
        series or series_named("democracy"),
        np.arange(1, rows + 1),
        np.full(rows, NOBODY),
        np.arange(FIRST, FIRST + years),
        point,
        point - width / 2,
        point + width / 2,
    )


def events(pairs: list[tuple[int, int]], kind: str = "rescues", partner: int | None = None) -> pl.DataFrame:
    """Return events of (state, year)."""
    rows = [
        {"event": f"e{n}-{state}-{year}", "kind": kind, "state": state, "year": year, "partner": partner, "origin": "t"}
        for n, (state, year) in enumerate(pairs)
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def simulated(
    seed: int, effect: float, *, states: int = 120, years: int = 45, treated: int = 40, spread: float = 1.0
) -> tuple[Values, pl.DataFrame, pl.DataFrame]:
    """Return a panel with state levels, common shocks that states load on, persistent noise, and events.

    An event moves the series by `effect` from its year on, more or less by event (standard deviation `spread`); a
    third of the treated states have two events. Shocks and noise are the same whatever the effect.
    """
    draws = np.random.default_rng([17, seed])
    level = draws.normal(40, 8, states)
    loading = draws.normal(1, 0.3, states)
    shocks = draws.normal(0, 1, years).cumsum()
    noise = np.zeros((states, years))
    noise[:, 0] = draws.normal(0, 2, states)
    steps = draws.normal(0, 1.2, (states, years))
    for t in range(1, years):
        noise[:, t] = 0.8 * noise[:, t - 1] + steps[:, t]
    point = level[:, None] + loading[:, None] * shocks + noise
    chosen = draws.choice(states, treated, replace=False)
    pairs = []
    for place, state in enumerate(chosen):
        starts = [int(draws.integers(8, years - 11))]
        if place % 3 == 0:
            starts.append(int(draws.integers(8, years - 11)))
        for start in starts:
            pairs.append((int(state) + 1, FIRST + start))
            point[state, start:] += effect + spread * draws.normal() * (effect != 0)
            if place % 3 == 0:
                break
    made = events(pairs)
    return values(point), made, made.select("state", "year")
