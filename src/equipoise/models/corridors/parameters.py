"""What was fitted: factors on the waiting, the scale of the choice, and how far both can be off."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

FREE_FLOW = "free_flow"


@dataclass(frozen=True, slots=True)
class Parameters:
    """Fitted numbers.

    Parameters
    ----------
    border, port, node : float
        Factor on the waiting that the tables give for border pairs, for ports where vessels are awaited, and for other
        changes of mode.
    relative_scale : float
        Scale of the logit times the cost of the cheapest way.
    constants : mapping of str to float
        What a corridor costs containers beyond its price and time [USD per TEU]: thin service.
    fitted_on : tuple of str
        Ids of the figures that were learnt from.
    until : int or None
        Last year of those figures.
    """

    border: float = 1.0
    port: float = 1.0
    node: float = 1.0
    relative_scale: float = 8.0
    constants: Mapping[str, float] = field(default_factory=dict)
    fitted_on: tuple[str, ...] = ()
    until: int | None = None

    def dwell(self, kind: str, ident: str) -> float:  # noqa: ARG002 - one factor per kind of place
        """Return the factor on the waiting at a place."""
        factors: Mapping[str, float] = {"border": self.border, "port": self.port, "node": self.node}
        return factors[kind]


WITHOUT_WAITING = Parameters(border=0.0, port=0.0, node=0.0)
"""Free flow: trains and ships that never wait."""


@cache
def shipped() -> Parameters:
    """Return the parameters that ship with the package."""
    text = resources.files(__package__).joinpath("parameters.json").read_text(encoding="utf-8")
    content = json.loads(text)
    content["fitted_on"] = tuple(content["fitted_on"])
    return Parameters(**content)
