"""Who comes to help: obligations honoured in war, joiners of disputes, helpers of governments. See `CARD.md`."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from equipoise.models.intervention.parameters import shipped
    from equipoise.models.intervention.ranking import rank_helpers, rank_joiners
    from equipoise.models.intervention.reliability import alliance_reliability

_HOMES = {
    "alliance_reliability": "reliability",
    "rank_helpers": "ranking",
    "rank_joiners": "ranking",
    "shipped": "parameters",
}

__all__ = ["alliance_reliability", "rank_helpers", "rank_joiners", "shipped"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the type depends on the name
    if name in _HOMES:
        return getattr(importlib.import_module(f"equipoise.models.intervention.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'equipoise.models.intervention' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
