"""What is carried: the unit, its value, the value of its time, and what carriage costs where no tariff is held."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from equipoise.errors import UnknownNameError

HOURS_PER_DAY = 24.0


@dataclass(frozen=True, slots=True)
class Commodity:
    """A class of cargo.

    Parameters
    ----------
    name : str
        "containers", "bulk", "oil" or "gas".
    unit : str
        What a price is for: "TEU", "t" or "thousand m3".
    capacity_unit : str
        Unit in which the capacity of a link is counted for it.
    modes : tuple of str
        Modes that carry it.
    value : float
        Value of one unit [USD].
    decay : float
        Loss of value per day on the way [fraction of value], interest included.
    reliability : float
        What an hour of standard deviation costs, as a multiple of an hour.
    usd_per_km : mapping of str to float
        Price per unit and kilometre by mode, where no tariff is held [USD].
    usd_per_call : float
        Price of one change of mode [USD per unit].
    mass : float
        Tonnes per unit.
    """

    name: str
    unit: str
    capacity_unit: str
    modes: tuple[str, ...]
    value: float
    decay: float
    reliability: float
    usd_per_km: Mapping[str, float]
    usd_per_call: float
    mass: float

    @property
    def usd_per_hour(self) -> float:
        """Value of an hour on the way [USD per unit]."""
        return self.value * self.decay / HOURS_PER_DAY


@cache
def commodities() -> Mapping[str, Commodity]:
    """Return the classes of cargo by name, as `commodities.json` gives them with their sources."""
    text = resources.files(__package__).joinpath("commodities.json").read_text(encoding="utf-8")
    return {
        name: Commodity(name=name, **{key: value for key, value in entry.items() if not key.startswith("why")})
        for name, entry in json.loads(text)["commodities"].items()
    }


def commodity(name: str) -> Commodity:
    """Return a class of cargo.

    Raises
    ------
    UnknownNameError
        If there is none of that name.
    """
    if name not in commodities():
        raise UnknownNameError("commodity", name, commodities())
    return commodities()[name]
