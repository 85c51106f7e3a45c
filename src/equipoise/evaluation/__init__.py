"""Scores, splits and track records: every model against the simplest rivals, out of sample."""

from equipoise.evaluation.calls import TrackRecord, calls_track_record
from equipoise.evaluation.record import BASE_RATE, UNIT_HISTORY, Record
from equipoise.evaluation.record_building import About, Resampling, distribution_record_of, record_of

__all__ = [
    "BASE_RATE",
    "UNIT_HISTORY",
    "About",
    "Record",
    "Resampling",
    "TrackRecord",
    "calls_track_record",
    "distribution_record_of",
    "record_of",
]
