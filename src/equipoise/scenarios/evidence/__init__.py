"""Evidence that claims can ask for. Importing the package registers every query."""

from equipoise.scenarios.evidence import bodies, corridors, crisis, forecasts, position, record, recovery
from equipoise.scenarios.evidence.registry import Finding, Worlds, evidence, gather, queries

__all__ = [
    "Finding",
    "Worlds",
    "bodies",
    "corridors",
    "crisis",
    "evidence",
    "forecasts",
    "gather",
    "position",
    "queries",
    "record",
    "recovery",
]
