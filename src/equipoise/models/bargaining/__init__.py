"""Where a negotiation over one issue may end: a distribution of it, and other models beside. See `CARD.md`."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from equipoise.models.bargaining.forecasting import MODELS, BargainForecast, Swing, forecast, point, tornado
    from equipoise.models.bargaining.issue import Actor, Issue
    from equipoise.models.bargaining.reading import read_issue

_HOMES = {
    "MODELS": "forecasting",
    "Actor": "issue",
    "BargainForecast": "forecasting",
    "Issue": "issue",
    "Swing": "forecasting",
    "forecast": "forecasting",
    "point": "forecasting",
    "read_issue": "reading",
    "tornado": "forecasting",
}

__all__ = ["MODELS", "Actor", "BargainForecast", "Issue", "Swing", "forecast", "point", "read_issue", "tornado"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the type depends on the name
    if name in _HOMES:
        return getattr(importlib.import_module(f"equipoise.models.bargaining.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'equipoise.models.bargaining' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
