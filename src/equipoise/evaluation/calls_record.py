"""The track record of the calls model in the form that all models share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib import metadata
from pathlib import Path

from equipoise.evaluation.bootstrap import Beats, least_clusters
from equipoise.evaluation.calls import TARGETS, TrackRecord, calls_track_record
from equipoise.evaluation.record import BASE_RATE, Comparison, Metric, Record
from equipoise.evaluation.reliability import calibration_error_of
from equipoise.interval import Interval
from equipoise.models.calls.panel import usable_panel
from equipoise.world.world import World

LEVEL = 0.9
"""Coverage of the interval that the record of the calls model comes with."""

TABLES = ("calls", "episodes")

SHOWN = (
    ("troops", "leave_one_episode_out"),
    ("troops", "past_only"),
    ("within_3_days", "leave_one_episode_out"),
    ("within_30_days", "leave_one_episode_out"),
)
"""Targets and schemes that the record shows, the main one first."""


def record(world: World, target: str, scheme: str) -> Record:
    """Return the record of the calls model over the shipped panel.

    Parameters
    ----------
    world : World
        World with the panel of calls.
    target, scheme : str
        What is predicted, and how the folds are cut; see `SHOWN`.

    Returns
    -------
    Record
        Scores of calls that the model had not seen.

    Raises
    ------
    InputError
        If the target or the scheme is unknown.
    DataError
        If the panel is too small to score.
    """
    track = calls_track_record(world.calls, world.episodes, target=target, scheme=scheme)
    dropped = usable_panel(world.calls, world.episodes).dropped
    return as_record(track, world, {reason: count for reason, count in dropped.items() if count})


def test_on(world: World, path: Path) -> tuple[Record, ...]:
    """Return the records of the calls model, learnt from the shipped panel, on another file of calls.

    Parameters
    ----------
    world : World
        World with the panel of calls.
    path : pathlib.Path
        CSV file in the form of `calls.csv`, or a folder that holds it.

    Returns
    -------
    tuple of Record
        One per target.

    Raises
    ------
    DataError
        If the file cannot be read, has not the declared form, or holds no call that can be scored.
    """
    tracks = (calls_track_record(world.calls, world.episodes, target=target, test_on=path) for target in TARGETS)
    return tuple(as_record(track, world, {}) for track in tracks)


def as_record(track: TrackRecord, world: World, left_out: Mapping[str, int]) -> Record:
    """Return a track record of the calls model in the shared form.

    Parameters
    ----------
    track : TrackRecord
        Record as the calls model makes it.
    world : World
        World that it was made from.
    left_out : mapping of str to int
        Calls that were not used, by reason.

    Returns
    -------
    Record
        The same numbers. The interval of the difference is that of the skill times the score of the base rate, taken as
        fixed; the log score and the AUC come without intervals, as they do in the original.
    """
    return Record(
        model="calls",
        version=f"{track.model.removeprefix('calls: ')}, equipoise {metadata.version('equipoise')}",
        target=track.target,
        split=track.scheme,
        scored_on=track.scored_on,
        n=track.n,
        clusters=track.episodes,
        positives=track.events,
        first_year=track.first_year,
        last_year=track.last_year,
        level=LEVEL,
        made_on=date.today(),  # noqa: DTZ011 - a calendar day, no instant
        data={table: world.manifest.hashes[table] for table in TABLES if table in world.manifest.hashes},
        left_out=dict(left_out),
        metrics=(
            Metric("Brier score", track.brier, "lower"),
            Metric("log score", track.log_score, "lower"),
            Metric("AUC", track.auc, "higher"),
            Metric("calibration error", calibration_error_of(track.reliability), "lower"),
        ),
        baselines=(_against_base_rate(track),),
        reliability=track.reliability,
        tried={row.name: row.brier for row in track.variants},
        caveats=track.notes,
    )


def _against_base_rate(track: TrackRecord) -> Comparison:
    return Comparison(
        baseline=BASE_RATE,
        score="Brier score",
        model=track.brier,
        rival=track.brier_base,
        skill=track.skill,
        difference=track.skill.scale(track.brier_base),
        beats=_beats(track.skill, track.episodes),
    )


def _beats(skill: Interval, clusters: int) -> Beats:
    if clusters < least_clusters(LEVEL):
        return "cannot be told"
    if skill.low > 0:
        return "yes"
    return "no" if skill.high < 0 else "cannot be told"
