"""Scores and track records: every model against the simplest baselines, out of sample."""

from equipoise.evaluation.calls import TrackRecord, calls_track_record

__all__ = ["TrackRecord", "calls_track_record"]
