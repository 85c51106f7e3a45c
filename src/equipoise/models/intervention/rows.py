"""The rows of each task: candidates with features and outcomes, built from the user's tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from equipoise.errors import DataError, UnknownNameError
from equipoise.models.intervention.conflicts import helper_cases, helpers, helping_past, past_is_covered
from equipoise.models.intervention.covariates import LAYERS, KnownCovariates, with_covariates
from equipoise.models.intervention.disputes import (
    SIDES,
    joiner_cases,
    participants,
    shared_past,
    span,
    states_in_disputes,
)
from equipoise.models.intervention.features import feature_frame


@dataclass(frozen=True, slots=True)
class Task:
    """What is forecast.

    Parameters
    ----------
    name : str
        "joins_target", "joins_initiator", both with "_relevant", "enters", "leads", "follows".
    model : str
        "joiners" or "helpers".
    features : str
        Which declared features it uses: "joiners", or its own name.
    title : str
        In words.
    """

    name: str
    model: str
    features: str
    title: str


TASKS = {
    task.name: task
    for task in (
        Task("joins_target", "joiners", "joiners", "a third state joins a dispute on the target's side"),
        Task("joins_target_relevant", "joiners", "joiners", "the same, neighbours and major powers only"),
        Task("joins_initiator", "joiners", "joiners", "a third state joins a dispute on the initiator's side"),
        Task("joins_initiator_relevant", "joiners", "joiners", "the same, neighbours and major powers only"),
        Task(
            "enters",
            "helpers",
            "enters",
            "a third state first comes in for the government in an internal conflict",
        ),
        Task("leads", "helpers", "leads", "it is the first beside a government that was alone (lead)"),
        Task("follows", "helpers", "follows", "it comes in beside a lead that is known"),
    )
}
MODELS = ("joiners", "helpers")
LAYERS_OF = {
    "joiners": (
        "capability",
        "democracy",
        "majors",
        "alliance",
        "distance",
        "contiguity",
        "igo",
        "ideal_points",
        "rivalry",
    ),
    "helpers": LAYERS,
}
OUTCOMES = {"enters": "entered", "leads": "led", "follows": "followed"}
PACTS = {"joiners": "to_friend_atop_defense", "helpers": "to_government_atop_defense"}
PACT = {1: "pact", 0: "no pact", -1: "not known"}
"""Classes of the rule that looks at the defence pact alone."""


@dataclass(frozen=True, slots=True)
class TaskRows:
    """Rows of a task.

    Parameters
    ----------
    task : Task
        What is forecast.
    frame : polars.DataFrame
        Columns case, year, state and pact (1, 0, or -1 where not known), one row per case and candidate.
    features : polars.DataFrame
        Features, row by row.
    happened : numpy.ndarray of bool
        Outcomes.
    left_out : mapping of str to int
        What did not become a row, by reason.
    known : KnownCovariates
        How far the tables reach.
    """

    task: Task
    frame: pl.DataFrame
    features: pl.DataFrame
    happened: NDArray[np.bool_]
    left_out: Mapping[str, int]
    known: KnownCovariates

    @property
    def years(self) -> NDArray[np.int64]:
        """Year of each row."""
        return self.frame["year"].to_numpy().astype(np.int64)

    @property
    def cases(self) -> NDArray[np.int64]:
        """Dispute or conflict of each row, the unit of resampling."""
        return self.frame["case"].to_numpy().astype(np.int64)

    def where(self, kept: NDArray[np.bool_]) -> TaskRows:
        """Return some of the rows."""
        mask = pl.Series(kept)
        return replace(
            self,
            frame=self.frame.filter(mask),
            features=self.features.filter(mask),
            happened=self.happened[kept],
        )


def task(name: str) -> Task:
    """Return a task by name.

    Raises
    ------
    UnknownNameError
        If there is none of that name.
    """
    if name not in TASKS:
        raise UnknownNameError("task", str(name), TASKS)
    return TASKS[name]


def rows_of(model: str, folder: str | Path | None = None, source: str = "gml") -> dict[str, TaskRows]:
    """Return the rows of every task of a model.

    Parameters
    ----------
    model : str
        "joiners" or "helpers".
    folder : str or pathlib.Path, optional
        Folder with the tables; by default what EQUIPOISE_DATA names.
    source : str
        For joiners, the list of disputes: "gml" or "cow".

    Returns
    -------
    dict of str to TaskRows
        By task.

    Raises
    ------
    UnknownNameError
        If the model is unknown.
    DataError
        If a table is missing or malformed, or holds no case.
    """
    if model not in MODELS:
        raise UnknownNameError("model", str(model), MODELS)
    return _helper_rows(folder) if model == "helpers" else _joiner_rows(folder, source)


def joiner_known(cases: pl.DataFrame, took_part: pl.DataFrame, folder: str | Path | None) -> KnownCovariates:
    """Return cases of disputes (columns case, year, state, friend, foe) with all that was known the year before."""
    known = with_covariates(cases, ("friend", "foe"), folder, LAYERS_OF["joiners"])
    past = shared_past(took_part)
    frame = known.frame
    for role in ("friend", "foe"):
        names = {"other": role, "together": f"past_{role}_together", "against": f"past_{role}_against"}
        frame = _looked_up(frame, past.rename(names), ["state", role, "year"])
    active = states_in_disputes(took_part).rename({"disputes": "past_state_disputes"})
    frame = _looked_up(frame, active, ["state", "year"])
    return replace(known, frame=_past_or_null(frame, took_part["year"]))


def helper_known(
    cases: pl.DataFrame, helped: pl.DataFrame, years: pl.Series, folder: str | Path | None
) -> KnownCovariates:
    """Return cases of internal conflicts with all that was known the year before; `years` are those of the list."""
    known = with_covariates(cases, ("government", "lead"), folder, LAYERS_OF["helpers"])
    past = helping_past(helped)
    frame = _looked_up(known.frame, past["state"].rename({"helped": "past_state_helped"}), ["state", "year"])
    of_government = past["government"].rename({"other": "government", "helped": "past_government_helped"})
    frame = _looked_up(frame, of_government, ["state", "government", "year"])
    of_lead = past["lead"].rename({"other": "lead", "beside": "past_lead_beside"})
    frame = _looked_up(frame, of_lead, ["state", "lead", "year"])
    return replace(known, frame=_past_or_null(frame, years))


def _joiner_rows(folder: str | Path | None, source: str) -> dict[str, TaskRows]:
    found = joiner_cases(folder, source)
    took_part = participants(folder, source)
    made = {}
    for side in SIDES:
        friend, foe = (side, "initiator" if side == "target" else "target")
        cases = found.frame.select("case", "year", "state", f"joined_{side}", friend=friend, foe=foe)
        known = joiner_known(cases, took_part, folder)
        whole = rows_at(f"joins_{side}", known, known.frame[f"joined_{side}"], found.left_out)
        made[whole.task.name] = whole
        name = f"joins_{side}_relevant"
        made[name] = replace(whole.where(relevant(known.frame)), task=TASKS[name])
    return made


def relevant(known: pl.DataFrame) -> NDArray[np.bool_]:
    """Return which candidates are major powers, or border a side by land or at most 400 miles of water."""
    near = [pl.col(f"to_{role}_conttype").is_between(1, 5) for role in ("friend", "foe")]
    counted = pl.any_horizontal(pl.col("of_state_cowmaj") == 1, *near).fill_null(value=False)
    return known.select(counted).to_series().to_numpy()


def _helper_rows(folder: str | Path | None) -> dict[str, TaskRows]:
    found, helped = helper_cases(folder), helpers(folder)
    known = helper_known(found.frame, helped, found.frame["year"], folder)
    frame = known.frame
    beside = (pl.col("lead").is_not_null() & (pl.col("state") != pl.col("lead"))).fill_null(value=False)
    kept = {"enters": pl.lit(value=True), "leads": pl.col("alone"), "follows": beside}
    made = {}
    for name, chosen in kept.items():
        part = replace(known, frame=frame.filter(chosen))
        left_out = found.left_out
        if name == "follows":
            alone = frame.filter(pl.col("lead").is_null()).select("case", "year").n_unique()
            left_out = {**left_out, "years of conflicts in which nobody stood with the government": alone}
        made[name] = rows_at(name, part, part.frame[OUTCOMES[name]], left_out)
    return made


def rows_at(name: str, known: KnownCovariates, happened: pl.Series, left_out: Mapping[str, int]) -> TaskRows:
    """Return the rows of a task from its cases with all that was known.

    Raises
    ------
    DataError
        If there is none.
    """
    if known.frame.is_empty():
        raise DataError(f"the tables hold no case of the task {name!r}")
    what = task(name)
    columns = known.frame.select("case", "year", "state", pact=pl.col(PACTS[what.model]).fill_null(-1).cast(pl.Int8))
    made = feature_frame(known.frame, what.features)
    bare = replace(known, frame=known.frame.select("case", "year", "state"))
    return TaskRows(what, columns, made, happened.to_numpy(), left_out, bare)


def _looked_up(frame: pl.DataFrame, values: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    return frame.join(values, on=keys, how="left", maintain_order="left")


def _past_or_null(frame: pl.DataFrame, years: pl.Series) -> pl.DataFrame:
    """Nothing listed means none, but only where the whole of the past years lies inside the list."""
    first, last = span(years)
    names = [name for name in frame.columns if name.startswith("past_")]
    return frame.with_columns(pl.when(past_is_covered(first, last)).then(pl.col(names).fill_null(0)))
