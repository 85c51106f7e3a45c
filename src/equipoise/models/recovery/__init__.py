"""Setback and recovery: how deep, for how long, at what price, and is it revocable? See `CARD.md`."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from equipoise.models.recovery.case import CaseSubject, case_of
    from equipoise.models.recovery.criteria import Standing, Verdict, verdicts_of
    from equipoise.models.recovery.event_study import How, study_events
    from equipoise.models.recovery.parameters import rescue_priors, shipped
    from equipoise.models.recovery.report import CaseReport, RecoveryQuery, case_report
    from equipoise.models.recovery.results import Recovery
    from equipoise.models.recovery.series import declared
    from equipoise.models.recovery.synthetic import synthetic_of, weights_of

_HOMES = {
    "RecoveryQuery": "report",
    "CaseReport": "report",
    "How": "event_study",
    "CaseSubject": "case",
    "Recovery": "results",
    "Standing": "criteria",
    "Verdict": "criteria",
    "case_of": "case",
    "declared": "series",
    "case_report": "report",
    "rescue_priors": "parameters",
    "shipped": "parameters",
    "study_events": "event_study",
    "synthetic_of": "synthetic",
    "verdicts_of": "criteria",
    "weights_of": "synthetic",
}

__all__ = [
    "CaseReport",
    "CaseSubject",
    "How",
    "Recovery",
    "RecoveryQuery",
    "Standing",
    "Verdict",
    "case_of",
    "case_report",
    "declared",
    "rescue_priors",
    "shipped",
    "study_events",
    "synthetic_of",
    "verdicts_of",
    "weights_of",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the type depends on the name
    if name in _HOMES:
        return getattr(importlib.import_module(f"equipoise.models.recovery.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'equipoise.models.recovery' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
