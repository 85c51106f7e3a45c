"""Evidence that claims can ask for. Importing the package registers every query."""

from equipoise.scenarios.evidence import corridors, crisis, forecasts, organisations, position, record, recovery
from equipoise.scenarios.evidence.registry import Finding, Worlds, evidence, gather, queries

__all__ = [
    "Finding",
    "Worlds",
    "corridors",
    "crisis",
    "evidence",
    "forecasts",
    "gather",
    "organisations",
    "position",
    "queries",
    "record",
    "recovery",
]
