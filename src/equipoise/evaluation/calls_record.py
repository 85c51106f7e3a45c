"""The track record of the calls model in the form that all models share."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib import metadata
from pathlib import Path

from equipoise.evaluation.calls import TARGETS, TrackRecord, calls_track_record
from equipoise.interval import Interval
from equipoise.scores.bootstrap import PairedDifference, least_clusters
from equipoise.scores.record import BASE_RATE, Comparison, Metric, Record
from equipoise.scores.reliability import calibration_error_of
from equipoise.world.world import World

FIRST_VERSION = "first version"
"""The model that this one replaced, with classes of wording alone."""

TABLES = ("calls", "episodes")

WITH_RECALLED = "_with_recalled"
"""Ending of a scheme that also scores calls of which something was recalled rather than looked up."""

SHOWN = (
    ("troops", "leave_one_episode_out"),
    ("troops", f"leave_one_episode_out{WITH_RECALLED}"),
    ("troops", "past_only"),
    ("within_3_days", "leave_one_episode_out"),
    ("within_30_days", "leave_one_episode_out"),
)
"""Targets and schemes that the record shows, the main one first."""


def record(world: World, target: str, scheme: str, *, tried: bool = False) -> Record:
    """Return the record of the calls model over the shipped panel.

    Parameters
    ----------
    world : World
        World with the panel of calls.
    target, scheme : str
        What is predicted, and how the folds are cut; see `SHOWN`.
    tried : bool
        Score every variant that was tried, too; it takes a while, and only the target troops has variants.

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
    recalled = scheme.endswith(WITH_RECALLED)
    cut = scheme.removesuffix(WITH_RECALLED)
    track = calls_track_record(
        world.calls, world.episodes, target=target, scheme=cut, variants=tried, include_recalled=recalled
    )
    return replace(as_record(track, world), split=scheme)


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
    return tuple(as_record(track, world) for track in tracks)


def as_record(track: TrackRecord, world: World) -> Record:
    """Return a track record of the calls model in the shared form.

    Parameters
    ----------
    track : TrackRecord
        Record as the calls model makes it.
    world : World
        World that it was made from.

    Returns
    -------
    Record
        The same numbers. Scores come without intervals of their own, as they do in the original; differences from
        rivals have theirs.
    """
    against_first = _against(FIRST_VERSION, track, track.brier_first, track.over_first)
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
        level=track.over_base.level,
        made_on=date.today(),  # noqa: DTZ011 - a calendar day, no instant
        data={table: world.manifest.hashes[table] for table in TABLES if table in world.manifest.hashes},
        left_out=dict(track.not_scored),
        metrics=(
            Metric("Brier score", track.brier, "lower"),
            Metric("log score", track.log_score, "lower"),
            Metric("AUC", track.auc, "higher"),
            Metric("calibration error", calibration_error_of(track.reliability), "lower"),
        ),
        baselines=(_against(BASE_RATE, track, track.brier_base, track.over_base, track.skill), against_first),
        reliability=track.reliability,
        tried={row.name: row.brier for row in track.variants},
        caveats=_caveats(track),
    )


def _against(
    rival: str, track: TrackRecord, score: float, paired: PairedDifference, skill: Interval | None = None
) -> Comparison:
    """Return a comparison; without an interval of the skill, that of the difference over the score of the rival."""
    if paired.clusters < least_clusters(paired.level):
        return Comparison(rival, "Brier score", track.brier, score, None, None, paired.beats)
    if skill is None and score > 0:
        skill = paired.difference.scale(1 / score)
    return Comparison(rival, "Brier score", track.brier, score, skill, paired.difference, paired.beats)


def _caveats(track: TrackRecord) -> tuple[str, ...]:
    least = least_clusters(track.over_base.level)
    few = () if track.episodes >= least else (f"too few clusters for intervals: {track.episodes}, of at least {least}",)
    return (*track.notes, *few)
