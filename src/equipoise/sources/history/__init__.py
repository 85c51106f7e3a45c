"""State-years and dyad-years on third-party tables that are read from the user's folder and never shipped.

The folder is the one that EQUIPOISE_DATA names, or one given by argument; its sub-folder `ir` holds the tables as
Parquet files in the form that `catalogue.csv` and `columns.csv` declare. `layers.csv` declares every output column,
with its source and the rule for what is not listed: outside the coverage of a source a value is null, never 0.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from equipoise.sources.history.codes import code_of, code_table, recode
    from equipoise.sources.history.dyads import dyad_years
    from equipoise.sources.history.measuring import Coverage, coverage, coverages
    from equipoise.sources.history.panel import Panel
    from equipoise.sources.history.reading import read
    from equipoise.sources.history.states import state_years

_HOMES = {
    "Coverage": "measuring",
    "Panel": "panel",
    "code_of": "codes",
    "code_table": "codes",
    "coverage": "measuring",
    "coverages": "measuring",
    "dyad_years": "dyads",
    "read": "reading",
    "recode": "codes",
    "state_years": "states",
}

__all__ = [
    "Coverage",
    "Panel",
    "code_of",
    "code_table",
    "coverage",
    "coverages",
    "dyad_years",
    "read",
    "recode",
    "state_years",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the type depends on the name
    if name in _HOMES:
        return getattr(importlib.import_module(f"equipoise.sources.history.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'equipoise.sources.history' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
