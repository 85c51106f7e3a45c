"""Troops and survival, in past crises and in the model: an association that needs no effect to arise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import polars as pl

from equipoise.interval import Interval
from equipoise.models.crisis.priors import Prior, shipped_priors, with_fixed
from equipoise.models.crisis.record.panel import HELP, Prediction
from equipoise.models.crisis.state import Case
from equipoise.scores import share_interval

IMMORTAL = (
    "troops that come later find only rulers who are still there (immortal time), so their share says nothing of an "
    "effect"
)
SELECTION = (
    "those who are helped differ from those who are not, and refusals were searched for on purpose (selection): an "
    "association, not an effect"
)


@dataclass(frozen=True, slots=True)
class Association:
    """Rulers in office after 30 days, by what help came.

    Parameters
    ----------
    help : str
        Troops within three days of the call, later, or none.
    crises, in_office, unclear : int
        Crises of the panel, those in which the ruler was in office, those with a contested or planned outcome.
    share : Interval
        Share in office, what is unclear counted as not, with a 90 % interval for one share alone.
    after_a_year, known_after_a_year : int
        In office after a year, of so many in which it is known.
    model : float
        The same share among the model's trajectories, each given a protest and a call; every crisis counts the same.
    model_without_effect : float
        The same with troops that do nothing: a single soldier, whose coming moves no loyalty.
    model_frequency : float
        Share of the model's trajectories with such help.
    """

    help: str
    crises: int
    in_office: int
    unclear: int
    share: Interval
    after_a_year: int
    known_after_a_year: int
    model: float
    model_without_effect: float
    model_frequency: float


def without_effect(case: Case) -> Case:
    """Return a case in which whoever comes is a single soldier: nothing is guarded and nobody freed."""
    return case._replace(size=np.minimum(case.size, 1.0))


def priors_without_effect() -> tuple[Prior, ...]:
    """Return the priors with no loyalty gained or lost by the coming of troops."""
    return with_fixed({"backing": 0.0}, shipped_priors())


def associations(
    crises: pl.DataFrame, made: Sequence[Prediction], idle: Sequence[Prediction]
) -> tuple[Association, ...]:
    """Return the table of help and survival, in the panel and in the model.

    Parameters
    ----------
    crises : polars.DataFrame
        As `crises_of` gives them.
    made, idle : sequence of Prediction
        What the model says of each, and what it says where troops do nothing.

    Returns
    -------
    tuple of Association
        One row per sort of help.
    """
    rows = []
    for name in HELP:
        mine = crises.filter(pl.col("help") == name)
        stayed = int(cast("float", mine["in_office_30_days"].sum()))
        year = mine["in_office_1_year"].drop_nulls()
        rows.append(
            Association(
                help=name,
                crises=mine.height,
                in_office=stayed,
                unclear=mine["in_office_30_days"].null_count(),
                share=share_interval(stayed, mine.height),
                after_a_year=int(cast("float", year.sum())),
                known_after_a_year=year.len(),
                model=_pooled(made, name),
                model_without_effect=_pooled(idle, name),
                model_frequency=float(np.mean([entry.shares[name] for entry in made])),
            )
        )
    return tuple(rows)


def _pooled(told: Sequence[Prediction], name: str) -> float:
    weights = np.array([entry.shares[name] for entry in told])
    values = np.array([entry.survival[name] for entry in told])
    known = ~np.isnan(values)
    return float(weights[known] @ values[known] / weights[known].sum()) if known.any() else float("nan")


def in_words(rows: Sequence[Association]) -> tuple[str, ...]:
    """Return the table in sentences, with what it can't say."""
    seen = "; ".join(f"{row.help} {row.in_office} of {row.crises}" for row in rows)
    made = "; ".join(
        f"{row.help} {row.model:.0%}, where troops do nothing {row.model_without_effect:.0%}" for row in rows
    )
    panel, idle = ([entry.help for entry in sorted(rows, key=key)] for key in (_observed, _idle))
    verdict = (
        "even where troops do nothing the order is the panel's, so the panel's order is no sign of an effect"
        if panel == idle
        else "where troops do nothing the order is not the panel's"
    )
    return (
        f"in office after 30 days in the panel: {seen}; {IMMORTAL}; {SELECTION}",
        f"in office at the end of the model's replays: {made}; {verdict}",
    )


def _observed(row: Association) -> float:
    return row.in_office / row.crises


def _idle(row: Association) -> float:
    return row.model_without_effect
