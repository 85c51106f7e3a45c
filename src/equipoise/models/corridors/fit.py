"""Fitting: factors on the waiting, and the scale of the choice. Run it as a module to write `parameters.json`.

python -m equipoise.models.corridors.fit
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from equipoise.errors import DataError
from equipoise.models.corridors.commodities import commodity
from equipoise.models.corridors.journeys import (
    Clock,
    Journey,
    border_times,
    clock,
    described,
    journeys,
    mean_border,
)
from equipoise.models.corridors.labels import label
from equipoise.models.corridors.layer import read_layer
from equipoise.models.corridors.network import LAND
from equipoise.models.corridors.parameters import Parameters
from equipoise.models.corridors.routing import CorridorModel
from equipoise.models.corridors.volumes import DESTINATION, ORIGIN, GroupCosts, costs_of_groups, group_costs
from equipoise.world.world import World

PRIOR_SD = 0.7
"""Standard deviation of the logarithm of a factor before any figure is seen: about a half to a double."""

ERROR_SD = 0.3
"""Standard deviation of the logarithm of a published time: figures of one thing differ by up to a third."""

CLAIMED = 2.0
"""How many times wider the error of a figure is that a party with an interest gives of itself."""

LEAST_SCALE, LARGEST_SCALE = 0.5, 60.0
BASE_YEAR = 2021
THIN = "china-russia"
"""Corridor whose price and time alone would give it more than it carries."""


def fit(world: World, until: int | None = None) -> Parameters:
    """Fit the factors on the waiting and the scale of the choice.

    Parameters
    ----------
    world : World
        Figures and layer.
    until : int, optional
        Learn from figures that describe a time begun by the end of this year, and on the layer of its last day; by
        default from all.

    Returns
    -------
    equipoise.models.corridors.parameters.Parameters
        Factors at the mode of a log-normal posterior; the scale that gives the Middle Corridor its part of the
        containers by land of 2021, all origins and destinations together; the constant that gives the northern
        corridor its part against the ways by Mongolia and directly to Russia in 2020.

    Notes
    -----
    Factors on borders and ports minimise the squared errors of logarithms over `ERROR_SD` plus those of the factors
    over `PRIOR_SD`.
    """
    day = date(until, 12, 31) if until is not None else world.today
    asked = _ready(world, day, Parameters())
    chosen = described(journeys(world), until)
    clocks = [
        (entry, found) for entry in chosen if (found := clock(asked, entry.origin, entry.destination, entry.corridor))
    ]
    borders = border_times(world, until)
    factors = _factors(clocks, borders, mean_border(asked))
    named = (*sorted(entry.id for entry, _ in clocks), *(f"cpmm border {value * 24:g} h" for value in borders))
    waiting = replace(Parameters(), border=factors[0], port=factors[1], fitted_on=named, until=until)
    scaled = replace(waiting, relative_scale=_scale(world, waiting))
    return replace(scaled, constants={THIN: _thin_service(world, scaled)})


def _ready(world: World, day: date, parameters: Parameters) -> CorridorModel:
    return CorridorModel(world, read_layer(world, day), commodity("containers"), LAND, parameters)


def _factors(
    clocks: Sequence[tuple[Journey, Clock]], borders: Sequence[float], table_mean: float
) -> tuple[float, float]:
    """Return the factors on borders and ports at the mode of the posterior."""
    from scipy.optimize import minimize

    def loss(logs: np.ndarray) -> float:
        trial = replace(Parameters(), border=float(np.exp(logs[0])), port=float(np.exp(logs[1])))
        errors = [
            np.log(found.days(trial) / entry.days) / (CLAIMED if entry.claimed else 1.0) for entry, found in clocks
        ]
        errors += [np.log(trial.border * table_mean / value) for value in borders]
        return float(np.sum(np.square(errors)) / ERROR_SD**2 + np.sum(np.square(logs)) / PRIOR_SD**2)

    found = minimize(loss, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-9, "maxiter": 2000})
    border, port = np.exp(found.x)
    return float(border), float(port)


def middle_share(world: World, year: int = BASE_YEAR) -> float:
    """Return the part of the Middle Corridor among containers by land in a year [fraction].

    Raises
    ------
    DataError
        If a figure is missing.
    """
    north, middle = (_figure(world, name, year) for name in ("utlc_containers_cn_eu", "titr_containers"))
    return middle / (north + middle)


def _figure(world: World, quantity: str, year: int) -> float:
    rows = world.corridor_flows.filter((pl.col("quantity") == quantity) & (pl.col("period") == str(year)))
    if rows.is_empty():
        raise DataError(f"no figure {quantity!r} of {year} is held")
    return float(rows["value"][0])


def _scale(world: World, waiting: Parameters) -> float:
    """Return the scale at which the Middle Corridor has the part of the containers by land that it had in 2021."""
    from scipy.optimize import brentq

    wanted = np.log(_odds(middle_share(world)))
    asked = _ready(world, date(BASE_YEAR, 12, 31), waiting)
    # The ways do not depend on the scale.
    held = asked.choices(ORIGIN, DESTINATION)
    if held is None:
        raise DataError("the layer has no way by land from China to Europe")
    names = [label(asked.layer, way) for way in held.ways]

    def gap(scale: float) -> float:
        costs = costs_of_groups(replace(held, scale=scale / float(held.costs.min())), names)
        return float(-costs.scale * (costs.by_group["middle"] - costs.by_group["northern"]) - wanted)

    if gap(LEAST_SCALE) < 0 or gap(LARGEST_SCALE) > 0:
        return LEAST_SCALE if gap(LEAST_SCALE) < 0 else LARGEST_SCALE
    return float(brentq(gap, LEAST_SCALE, LARGEST_SCALE, xtol=1e-4))


def _thin_service(world: World, scaled: Parameters) -> float:
    """Return what the ways by Mongolia and directly to Russia must cost more to have the part of 2020 [USD per TEU]."""
    costs = _costs_of_base(world, scaled)
    north = _figure(world, "utlc_share_broad_gauge", BASE_YEAR - 1) / 100
    needed = float(np.log(_odds(north))) / costs.scale
    return max(0.0, needed - (costs.by_group[THIN] - costs.by_group["northern"]))


def _costs_of_base(world: World, parameters: Parameters) -> GroupCosts:
    return group_costs(_ready(world, date(BASE_YEAR, 12, 31), parameters))


def _odds(share: float) -> float:
    return share / (1 - share)


def write(path: Path, parameters: Parameters) -> None:
    """Write parameters as the package reads them."""
    content = {key: round(value, 4) if isinstance(value, float) else value for key, value in asdict(parameters).items()}
    content["constants"] = {name: round(value, 1) for name, value in parameters.constants.items()}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    made = fit(World.load())
    write(Path(__file__).with_name("parameters.json"), made)
    sys.stdout.write(f"{made}\n")
