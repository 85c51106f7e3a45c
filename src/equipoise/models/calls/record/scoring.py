"""Track record of the calls model: out of sample, beside its first version and the base rate, misses included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

import numpy as np
import polars as pl

from equipoise.errors import DataError, InputError, UnknownNameError
from equipoise.interval import Interval
from equipoise.models.calls.ablations import ABLATIONS
from equipoise.models.calls.classing import CLASSINGS
from equipoise.models.calls.logit import SPECIFIED
from equipoise.models.calls.panel import UNKNOWN_TRIGGER, CallPanel, usable_panel
from equipoise.models.calls.record.files import read_other_calls
from equipoise.models.calls.record.folds import (
    LEAST_TO_LEARN,
    TARGETS,
    Folds,
    Numbers,
    answer_forecasts,
    class_forecasts,
    cut,
    outcomes_of,
    scored,
)
from equipoise.scores import brier_score, log_score, share_interval
from equipoise.scores.record import BASE_RATE, Metric, TrackRecord
from equipoise.scores.record_building import About, record_of
from equipoise.scores.reliability import ReliabilityBin, calibration_error_of
from equipoise.world.world import World

__all__ = ["PAIRS", "TARGETS", "calls_track_record", "computed_record", "score_on_file", "verdict_on"]

MODEL = "calls"
TABLES = ("calls", "episodes")

FIRST_VERSION = "first version"
"""The model that this one replaced, with classes of wording alone."""

WITH_RECALLED = "_with_recalled"
"""Ending of a scheme that also scores calls of which something was recalled rather than looked up."""

PAIRS = (
    ("troops", "leave_one_episode_out"),
    ("troops", f"leave_one_episode_out{WITH_RECALLED}"),
    ("troops", "past_only"),
    ("within_3_days", "leave_one_episode_out"),
    ("within_30_days", "leave_one_episode_out"),
)
"""Targets and schemes that the record shows, the main one first."""

MEANINGS = {entry.name: entry.description for entry in (*ABLATIONS, *CLASSINGS)}
"""What each variant that was tried is."""

_FEWEST_BINS, _MOST_BINS, _PER_BIN = 3, 5, 20
_RECALLED = "day of the call, answer or wording recalled, not looked up"


def verdict_on(record: TrackRecord) -> str:
    """Return what a record says of the model against the base rate, in plain words."""
    skill = record.baselines[0].skill
    if skill is None:
        return f"cannot be told from the base rate: too few crises ({record.clusters})"
    return skill_in_words(skill)


def skill_in_words(skill: Interval) -> str:
    """Return what a skill and its 90 % interval say, in plain words."""
    span = f"90 % interval {skill.low:+.1%} to {skill.high:+.1%}"
    gain = skill.midpoint
    if skill.low > 0:
        return f"beats the base rate by {gain:.1%} ({span})"
    if skill.high < 0:
        return f"worse than the base rate by {-gain:.1%} ({span})"
    lean = f"{abs(gain):.1%} {'better' if gain >= 0 else 'worse'} on these calls"
    return f"no better than the base rate, as far as can be told: {lean} ({span})"


def computed_record(world: World, target: str, scheme: str, *, tried: bool = False) -> TrackRecord:
    """Return the record of the calls model over the shipped panel.

    Parameters
    ----------
    world : World
        World with the panel of calls.
    target, scheme : str
        What is predicted, and how the folds are cut; see `PAIRS`.
    tried : bool
        Score every variant that was tried, too; it takes a while, and only the target troops has variants.

    Returns
    -------
    TrackRecord
        Scores of calls that the model had not seen.

    Raises
    ------
    InputError
        If the target or the scheme is unknown.
    DataError
        If the panel is too small to score.
    """
    recalled = scheme.endswith(WITH_RECALLED)
    plain = scheme.removesuffix(WITH_RECALLED)
    return calls_track_record(world, target=target, scheme=plain, include_recalled=recalled, tried=tried)


def score_on_file(world: World, path: Path) -> tuple[TrackRecord, ...]:
    """Return the records of the calls model, learnt from the shipped panel, on another file of calls.

    Parameters
    ----------
    world : World
        World with the panel of calls.
    path : pathlib.Path
        CSV file in the form of `calls.csv`, or a folder that holds it.

    Returns
    -------
    tuple of TrackRecord
        One per target.

    Raises
    ------
    DataError
        If the file cannot be read, has not the declared form, or holds no call that can be scored.
    """
    return tuple(calls_track_record(world, target=target, file=path) for target in TARGETS)


def calls_track_record(
    world: World,
    *,
    target: str = "troops",
    scheme: str = "leave_one_episode_out",
    file: Path | None = None,
    include_recalled: bool = False,
    tried: bool = False,
) -> TrackRecord:
    """Score the calls model on calls that it has not seen.

    Parameters
    ----------
    world : World
        World with the panel: tables `calls` and `episodes`.
    target : str
        troops; within_3_days, within_30_days: troops came and were there by then.
    scheme : str
        leave_one_episode_out: every crisis is forecast from all others; past_only: from calls answered before it.
        Not used with `file`.
    file : pathlib.Path, optional
        File with other calls in the form of `calls.csv`, or a folder that holds it: learn from all calls given, score
        these. An `episodes.csv` beside it says what sort of crisis each was.
    include_recalled : bool
        Score calls, too, whose day, answer or wording is recalled and was not looked up. They are always learnt from.
    tried : bool
        Score every classing and ablation besides; it takes a while, and only for the target troops.

    Returns
    -------
    TrackRecord
        Scores of the model against the base rate and its first version, and what they rest on.

    Raises
    ------
    InputError
        If the target or the scheme is unknown.
    DataError
        If the other file cannot be read, has not the declared form, or holds no usable call.
    """
    _check_choice("target", target, TARGETS)
    _check_choice("scheme", scheme, LEAST_TO_LEARN)
    panel = usable_panel(world.calls, world.episodes)
    if not panel.n_calls:
        raise DataError("the panel of calls holds no usable call: nothing to learn from or to score")
    job = _on_the_panel(panel, scheme) if file is None else _on_other_calls(panel, world, file)
    if include_recalled:
        job = replace(job, scheme=f"{job.scheme}{WITH_RECALLED}")
    made = _record(job, target, include_recalled=include_recalled, tried=tried and target == "troops")
    hashes = {table: world.manifest.hashes[table] for table in TABLES if table in world.manifest.hashes}
    return replace(made, data=hashes)


def _check_choice(what: str, value: str, choices: Iterable[str]) -> None:
    listed = list(choices)
    if value not in listed:
        raise InputError(str(UnknownNameError(what, value, listed)))


@dataclass(frozen=True, slots=True)
class _Job:
    """Folds to forecast, and what to say about them."""

    folds: Folds
    scheme: str
    scored_on: str
    not_scored: dict[str, int]
    notes: tuple[str, ...] = ()


def _on_the_panel(panel: CallPanel, scheme: str) -> _Job:
    folds = cut(panel, scheme)
    if not folds:
        raise DataError(f"the panel is too small for {scheme}: it needs {LEAST_TO_LEARN[scheme]} calls to learn from")
    early = panel.n_calls - sum(test.n_calls for _, test in folds)
    not_scored = {**panel.dropped, "too few earlier calls to learn from": early}
    notes: tuple[str, ...] = (
        "the terms were fixed before this score was known, the scores of single predictors had been seen before",
    )
    if scheme == "leave_one_episode_out":
        notes += ("leaving a call out moves its own forecast away from its answer, so the ranking comes out too low",)
    return _Job(folds, scheme, "the shared panel of calls", not_scored, notes)


def _on_other_calls(panel: CallPanel, world: World, path: Path) -> _Job:
    other = read_other_calls(path, world.calls, world.episodes)
    if not other.n_calls:
        raise DataError(f"{path} holds no usable call (a genuine, dated call by a government)")
    new = other.only(set(other.frame["episode_id"]) - set(panel.frame["episode_id"]))
    if not new.n_calls:
        raise DataError(
            f"every crisis in {path} is in the shared panel: score those by leaving out one crisis at a time"
        )
    unknown = new.frame.filter(pl.col("trigger") == UNKNOWN_TRIGGER).height
    notes = (f"{unknown} calls belong to crises of unknown sort and were forecast as internal",) if unknown else ()
    not_scored = {**other.dropped, "of a crisis in the shared panel": other.n_calls - new.n_calls}
    return _Job([(panel, new)], "learnt from the shared panel", path.name, not_scored, notes)


def _record(job: _Job, target: str, *, include_recalled: bool, tried: bool) -> TrackRecord:
    forecast = scored(job.folds, target)
    rows = forecast.panel.frame["looked_up"].to_numpy()
    notes = job.notes
    if not include_recalled and not rows.any():
        notes += ("every call rests on something recalled, so all were scored",)
    every = include_recalled or not rows.any()
    rows = np.ones(rows.size, dtype=np.bool_) if every else rows
    kept = forecast.only(rows)
    outcomes = outcomes_of(kept.panel, target)
    rivals = {BASE_RATE: kept.base, FIRST_VERSION: kept.first}
    made = record_of(
        MODEL,
        outcomes,
        kept.model,
        rivals,
        kept.panel.episodes,
        kept.panel.frame["request_date"].dt.year().to_numpy(),
        about=About(
            target=target,
            split=job.scheme,
            scored_on=job.scored_on,
            version=f"{SPECIFIED.name}, equipoise {metadata.version('equipoise')}",
            left_out=_counted({**job.not_scored, _RECALLED: int((~rows).sum())}),
            tried=_tried(job.folds, rows, kept.panel.outcomes) if tried else {},
            caveats=notes,
        ),
    )
    table = _reliability(kept.model, outcomes)
    metrics = [
        replace(metric, value=calibration_error_of(table)) if metric.name == "calibration error" else metric
        for metric in made.metrics
    ]
    metrics += [Metric(f"log score, {name}", log_score(said, outcomes), "lower") for name, said in rivals.items()]
    return replace(made, metrics=tuple(metrics), reliability=table)


def _counted(reasons: dict[str, int]) -> dict[str, int]:
    return {reason: count for reason, count in reasons.items() if count}


def _reliability(forecasts: Numbers, outcomes: Numbers) -> tuple[ReliabilityBin, ...]:
    """Return forecasts against outcomes in bins of about as many calls: bins of equal width would lie empty."""
    bins = max(1, min(max(_FEWEST_BINS, forecasts.size // _PER_BIN), _MOST_BINS, forecasts.size))
    table = []
    for rows in np.array_split(np.argsort(forecasts, kind="stable"), bins):
        said, seen = forecasts[rows], outcomes[rows]
        share = share_interval(int(seen.sum()), rows.size)
        edges = float(said.min()), float(said.max())
        table.append(ReliabilityBin(*edges, int(rows.size), float(said.mean()), float(seen.mean()), share))
    return tuple(table)


def _tried(folds: Folds, rows: np.typing.NDArray[np.bool_], outcomes: Numbers) -> dict[str, float]:
    """Return the Brier score of every ablation and classing on the same calls."""
    found = {entry.name: answer_forecasts(folds, entry) for entry in ABLATIONS}
    found |= {entry.name: class_forecasts(folds, entry) for entry in CLASSINGS}
    return {name: brier_score(said[rows], outcomes) for name, said in found.items()}
