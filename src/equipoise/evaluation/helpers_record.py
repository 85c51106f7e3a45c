"""The track record of the model of helpers, in the form that the registry asks for."""

from __future__ import annotations

from pathlib import Path

from equipoise.evaluation.intervention import records_on, shipped_record, shown
from equipoise.scores.record import Record
from equipoise.world.world import World

MODEL = "helpers"
SHOWN = shown(MODEL)
"""Targets and schemes that the record shows, the main one first."""


def record(world: World, target: str, scheme: str, *, tried: bool = False) -> Record:  # noqa: ARG001 - one form for all
    """Return a record that ships with the package; see `equipoise.evaluation.intervention.shipped_record`."""
    return shipped_record(MODEL, target, scheme, tried=tried)


def test_on(world: World, path: Path) -> tuple[Record, ...]:  # noqa: ARG001 - one form for all
    """Forecast a folder of tables with the shipped model; see `equipoise.evaluation.intervention.records_on`."""
    return records_on(MODEL, path)
