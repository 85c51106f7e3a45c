"""Equipoise: a state between great powers, who answers when it calls, and what would have changed the outcome.

>>> import equipoise as eq
>>> world = eq.World.load(as_of="2022-01-01")
>>> answer = eq.ask.position(world, "KAZ")
>>> table = eq.measures.balance(world, "KAZ")

Importing the package is light: each part is loaded when it is first named.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from equipoise import answers, ask, brief, measures, models, scenarios, scores, sources, world
    from equipoise.errors import DataError, EquipoiseError, InputError, UnknownNameError
    from equipoise.interval import Estimate, Interval
    from equipoise.world.world import World

__version__ = "0.1.0"

_HOMES = {
    "World": "equipoise.world.world",
    "Interval": "equipoise.interval",
    "EquipoiseError": "equipoise.errors",
    "UnknownNameError": "equipoise.errors",
    "Estimate": "equipoise.interval",
    "DataError": "equipoise.errors",
    "InputError": "equipoise.errors",
}
_PARTS = ("answers", "ask", "brief", "measures", "models", "scenarios", "scores", "sources", "world")

__all__ = [
    "DataError",
    "EquipoiseError",
    "Estimate",
    "InputError",
    "Interval",
    "UnknownNameError",
    "World",
    "__version__",
    "answers",
    "ask",
    "brief",
    "measures",
    "models",
    "scenarios",
    "scores",
    "sources",
    "world",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the type depends on the name
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    if name in _PARTS:
        return importlib.import_module(f"equipoise.{name}")
    raise AttributeError(f"module 'equipoise' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
