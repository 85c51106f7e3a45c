"""Every question, by name: a typed function of the world that returns an `Answer`.

>>> import equipoise as eq
>>> answer = eq.ask.position(eq.World.load(), "KAZ")
>>> table = answer.sheet("layers").to_polars()

A question is loaded when it is first named.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from equipoise.questions.affinity import affinity
    from equipoise.questions.bargaining import bargain
    from equipoise.questions.call import call
    from equipoise.questions.claims import claims
    from equipoise.questions.compare import compare, positions
    from equipoise.questions.corridors.closing import corridors_close
    from equipoise.questions.corridors.dependence import corridors_dependence
    from equipoise.questions.corridors.route import corridors_route
    from equipoise.questions.corridors.transit import corridors_transit
    from equipoise.questions.events import events
    from equipoise.questions.neighbourhood import neighbourhood
    from equipoise.questions.organisation import organisation
    from equipoise.questions.organisations import organisations
    from equipoise.questions.position import position
    from equipoise.questions.recovery.case import recovery
    from equipoise.questions.recovery.past import past_recoveries
    from equipoise.questions.relations import relations
    from equipoise.questions.scenarios import check_scenario, scenario, scenarios
    from equipoise.questions.sensitivity import sensitivity
    from equipoise.questions.simulate import antecedents, simulate
    from equipoise.questions.tables import check, table, tables
    from equipoise.questions.trace import trace
    from equipoise.questions.track_record import track_record

_HOMES = {
    "affinity": "affinity",
    "antecedents": "simulate",
    "bargain": "bargaining",
    "call": "call",
    "check": "tables",
    "check_scenario": "scenarios",
    "claims": "claims",
    "compare": "compare",
    "corridors_close": "corridors.closing",
    "corridors_dependence": "corridors.dependence",
    "corridors_route": "corridors.route",
    "corridors_transit": "corridors.transit",
    "events": "events",
    "neighbourhood": "neighbourhood",
    "organisation": "organisation",
    "organisations": "organisations",
    "past_recoveries": "recovery.past",
    "position": "position",
    "positions": "compare",
    "recovery": "recovery.case",
    "relations": "relations",
    "scenario": "scenarios",
    "scenarios": "scenarios",
    "sensitivity": "sensitivity",
    "simulate": "simulate",
    "table": "tables",
    "tables": "tables",
    "trace": "trace",
    "track_record": "track_record",
}
"""Question, and the module of `equipoise.questions` that answers it."""

__all__ = [
    "affinity",
    "antecedents",
    "bargain",
    "call",
    "check",
    "check_scenario",
    "claims",
    "compare",
    "corridors_close",
    "corridors_dependence",
    "corridors_route",
    "corridors_transit",
    "events",
    "neighbourhood",
    "organisation",
    "organisations",
    "past_recoveries",
    "position",
    "positions",
    "recovery",
    "relations",
    "scenario",
    "scenarios",
    "sensitivity",
    "simulate",
    "table",
    "tables",
    "trace",
    "track_record",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the type depends on the name
    if name in _HOMES:
        return getattr(importlib.import_module(f"equipoise.questions.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'equipoise.ask' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
