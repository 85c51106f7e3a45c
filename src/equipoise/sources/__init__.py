"""Where the tables come from: pinned archives, hand-written tables, and the recipe that builds the data package.

State-years and dyad-years on third-party tables that the user holds are one call away, and loaded when first named:

>>> from equipoise.sources import dyad_years
>>> panel = dyad_years(range(1946, 2017), with_=["capability", "alliance"])
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from equipoise.sources.history import dyad_years, state_years

__all__ = ["dyad_years", "state_years"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the type depends on the name
    if name in __all__:
        return getattr(importlib.import_module("equipoise.sources.history"), name)
    raise AttributeError(f"module 'equipoise.sources' has no attribute {name!r}")
