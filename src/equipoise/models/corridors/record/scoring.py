"""The track record of the model of corridors: transit times, volumes and stoppages after 2021.

See the card of the model for the split, which was written down before anything was scored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl

from equipoise.errors import DataError, InputError, UnknownNameError
from equipoise.models.corridors import CorridorModel, find_place, read_layer
from equipoise.models.corridors.fit import BASE_YEAR, ERROR_SD, fit
from equipoise.models.corridors.journeys import Clock, clock, journeys, years_of
from equipoise.models.corridors.parameters import WITHOUT_WAITING, Parameters
from equipoise.models.corridors.record.figures import Figure, read_figures
from equipoise.models.corridors.risk import premiums_on
from equipoise.models.corridors.stoppages import stoppage_law, stoppages
from equipoise.models.corridors.volumes import changed_volumes, group_costs
from equipoise.scores.arrays import Numbers
from equipoise.scores.record import TrackRecord
from equipoise.scores.record_building import About, distribution_record_of
from equipoise.world.world import World

MODEL = "corridors"
TIMES, VOLUMES, STOPPAGES = "times", "volumes", "stoppages"
HINDCAST = "learnt from figures up to 2021"
PAIRS = ((TIMES, HINDCAST), (VOLUMES, HINDCAST), (STOPPAGES, HINDCAST))
FREE_FLOW, TABLES, NO_CHANGE, ALL_TO_SEA, MEDIAN, ONE_DAY = (
    "free flow", "waiting of the tables", "no change", "all to sea", "median of before", "one day",
)  # fmt: skip
DRAWS, SEED = 2000, 0
END = date(BASE_YEAR, 12, 31)
_SEEN = "the author had read the figures beforehand; the rule was fixed before the first score (see the card)"
_DEPEND = (
    "figures of one corridor depend on each other, and so do years: corridors are the clusters, too few for intervals"
)
DEFAULTS = {"middle": ("altynkol", "constanta"), "northern": ("dostyk", "malaszewicze")}
"""Journeys meant where a source names only the corridor."""


def computed_record(world: World, target: str, scheme: str, *, tried: bool = False) -> TrackRecord:  # noqa: ARG001 - nothing else was tried
    """Return one record, made from the tables.

    Parameters
    ----------
    world : World
        Figures, layer, stoppages.
    target, scheme : str
        One of the pairs in `PAIRS`.
    tried : bool
        Without effect: nothing else was tried.

    Returns
    -------
    TrackRecord
        Scores against every rival.

    Raises
    ------
    UnknownNameError
        If no record of that pair is shown.
    """
    makers = {TIMES: _times, VOLUMES: _volumes, STOPPAGES: _stoppages}
    if (target, scheme) not in PAIRS:
        raise UnknownNameError("record", f"{target}, {scheme}", [f"{a}, {b}" for a, b in PAIRS])
    return makers[target](world)


def score_on_file(world: World, path: Path) -> tuple[TrackRecord, ...]:
    """Forecast reference figures of a file, from what was known of the time up to 2021.

    Parameters
    ----------
    world : World
        Tables that the model learns from.
    path : pathlib.Path
        File in the form of the reference figures, or a folder that holds one.

    Returns
    -------
    tuple of TrackRecord
        Times and volumes, as far as the file holds any.

    Raises
    ------
    DataError
        If the file cannot be read, has not the form, or holds no figure of 2022 or later that the model speaks of.
    """
    held = read_figures(path)
    late = [figure for figure in held.figures if figure.year > BASE_YEAR]
    left = dict(held.left_out)
    if early := len(held.figures) - len(late):
        left["describes 2021 or earlier"] = early
    made = []
    hindcast = Hindcast.of(world)
    times = [(f, c) for f in late if f.kind == "time" and (c := _clock_of(hindcast, f)) is not None]
    if times:
        made.append(
            _time_record(hindcast, [c for _, c in times], [f.value for f, _ in times], [f.what for f, _ in times], left)
        )
    volumes = [(f, m) for f in late if f.kind != "time" and (m := _multiple(world, f)) is not None]
    if volumes:
        groups = ["northern" if f.kind == "north" else f.kind for f, _ in volumes]
        made.append(_volume_record(hindcast, groups, [m for _, m in volumes], [f.year for f, _ in volumes], left))
    if not made:
        raise DataError(f"{path}: no figure of {BASE_YEAR + 1} or later that the model speaks of")
    return tuple(made)


@dataclass(frozen=True)
class Hindcast:
    """The model as it could be fitted to figures up to 2021.

    Parameters
    ----------
    world : World
        The tables.
    parameters : Parameters
        Fitted.
    volumes : mapping of str to numpy.ndarray
        Draws of the multiple of 2021 in a later year, by group, without the error of the years.
    growth : float
        Root mean square of yearly changes of the logarithm of volumes up to 2021.
    """

    world: World
    parameters: Parameters
    volumes: Mapping[str, Numbers]
    growth: float

    @classmethod
    def of(cls, world: World) -> Hindcast:
        """Fit it; the same tables give the same answer."""
        return _hindcast(_WorldKey(world))


@dataclass(frozen=True, eq=False)
class _WorldKey:
    """A world that stands for its tables in a cache."""

    world: World

    def __hash__(self) -> int:
        return hash((self.world.manifest.digest, self.world.as_of))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _WorldKey) and hash(self) == hash(other)


@lru_cache(maxsize=2)
def _hindcast(held: _WorldKey) -> Hindcast:
    world = held.world
    parameters = fit(world, BASE_YEAR)
    return Hindcast(world, parameters, _multiples(world, parameters), _growth(world))


def _multiples(world: World, parameters: Parameters) -> dict[str, Numbers]:
    """Return draws of what the premium for passing Russia does to volumes, as multiples of 2021."""
    before = group_costs(CorridorModel.of(world, read_layer(world, END), "containers", "rail", parameters))
    base = {"northern": _figure(world, "utlc_containers_cn_eu"), "middle": _figure(world, "titr_containers")}
    premium = premiums_on(date(BASE_YEAR + 1, 12, 31))["RUS"]
    value = CorridorModel.of(world, read_layer(world, END), "containers", "rail", parameters).cargo.value
    rng = np.random.default_rng(SEED)
    drawn = rng.triangular(premium.low, premium.mode, premium.high, DRAWS) * value
    found: dict[str, list[float]] = {group: [] for group in base}
    for extra in drawn:
        after = {**before.by_group, "northern": before.by_group["northern"] + extra}
        for group, volume in changed_volumes(base, before, after).items():
            found[group].append(volume / base[group])
    return {group: np.array(values) for group, values in found.items()}


def _growth(world: World) -> float:
    """Return how much volumes changed from year to year up to 2021: root mean square of the change of the logarithm."""
    changes: list[float] = []
    for quantity in ("utlc_containers", "titr_volume", "titr_containers"):
        rows = world.corridor_flows.filter(
            (pl.col("quantity") == quantity) & pl.col("period").str.contains(r"^\d{4}$") & pl.col("value").is_not_null()
        ).sort("period")
        values = {int(p): float(v) for p, v in rows.select("period", "value").iter_rows() if int(p) <= BASE_YEAR}
        changes += [np.log(values[year] / values[year - 1]) for year in values if year - 1 in values]
    return float(np.sqrt(np.mean(np.square(changes))))


def _figure(world: World, quantity: str, year: int = BASE_YEAR) -> float:
    rows = world.corridor_flows.filter((pl.col("quantity") == quantity) & (pl.col("period") == str(year)))
    if rows.is_empty():
        raise DataError(f"no figure {quantity!r} of {year} is held")
    return float(rows["value"][0])


def _times(world: World) -> TrackRecord:
    hindcast = Hindcast.of(world)
    asked = CorridorModel.of(world, read_layer(world, END), "containers", "rail", hindcast.parameters)
    late = [entry for entry in journeys(world) if entry.first_year > BASE_YEAR]
    pairs = [
        (entry, found) for entry in late if (found := clock(asked, entry.origin, entry.destination, entry.corridor))
    ]
    what = [entry.corridor for entry, _ in pairs]
    return _time_record(hindcast, [found for _, found in pairs], [entry.days for entry, _ in pairs], what, {})


def _time_record(
    hindcast: Hindcast, clocks: Sequence[Clock], observed: Sequence[float], what: Sequence[str], left: Mapping[str, int]
) -> TrackRecord:
    laws = {"": hindcast.parameters, FREE_FLOW: WITHOUT_WAITING, TABLES: Parameters()}
    spread = _lognormal(ERROR_SD)
    samples = {name: np.array([found.days(law) for found in clocks])[:, None] * spread for name, law in laws.items()}
    fitted = hindcast.parameters
    about = About(
        target=TIMES,
        split=HINDCAST,
        scored_on="published transit times of 2022 and later [day]",
        data={"package": hindcast.world.manifest.digest},
        left_out=left,
        caveats=(
            (
                f"factor on waiting at borders {fitted.border:.2f}, in ports {fitted.port:.2f}; free flow takes "
                f"{np.mean(samples[FREE_FLOW].mean(axis=1) / observed):.0%} of the published one on average"
            ),
            f"every forecaster has the same error of {ERROR_SD:.0%} of the time about its point",
            _DEPEND,
            _SEEN,
        ),
    )
    model = samples.pop("")
    groups = [name.partition("|")[0] for name in what]
    return distribution_record_of(MODEL, np.array(observed), model, samples, groups, about=about)


def _volumes(world: World) -> TrackRecord:
    rows = world.corridor_flows.filter(
        pl.col("quantity").is_in(["utlc_containers_cn_eu", "titr_volume", "titr_containers"])
        & pl.col("period").str.contains(r"^\d{4}$")
        & pl.col("value").is_not_null()
    ).sort("quantity", "period", "id")
    groups, multiples, years = [], [], []
    for quantity, period, value in rows.select("quantity", "period", "value").iter_rows():
        year = years_of(period)[1]
        if year > BASE_YEAR:
            groups.append("northern" if quantity.startswith("utlc") else "middle")
            multiples.append(value / _figure(world, quantity))
            years.append(year)
    return _volume_record(Hindcast.of(world), groups, multiples, years, {})


def _volume_record(
    hindcast: Hindcast, groups: Sequence[str], observed: Sequence[float], years: Sequence[int], left: Mapping[str, int]
) -> TrackRecord:
    spread = [_lognormal(hindcast.growth * np.sqrt(year - BASE_YEAR)) for year in years]
    told = {group: float(np.median(draws)) for group, draws in hindcast.volumes.items()}
    rng = np.random.default_rng(SEED + 1)
    model = np.array([
        rng.permutation(hindcast.volumes.get(group, np.ones(DRAWS))) * wide for group, wide in zip(groups, spread,
        strict=True)
    ])  # fmt: skip
    sea = np.array(
        [np.zeros(DRAWS) if group == "northern" else wide for group, wide in zip(groups, spread, strict=True)]
    )
    about = About(
        target=VOLUMES,
        split=HINDCAST,
        scored_on="volumes of 2022 and later, as multiples of 2021",
        data={"package": hindcast.world.manifest.digest},
        left_out=left,
        caveats=(
            "forecast of the medians: "
            + ", ".join(f"{group} {value:.2f} of 2021" for group, value in sorted(told.items())),
            (
                f"yearly error of {hindcast.growth:.2f} in the logarithm, as yearly changes up to 2021 were; every "
                f"forecaster has it"
            ),
            (
                "demand, ocean rates and routes stay those of 2021; for series other than the two corridors the "
                "model says no change"
            ),
            _DEPEND,
            _SEEN,
        ),
    )
    rivals = {NO_CHANGE: np.array(spread), ALL_TO_SEA: sea}
    return distribution_record_of(MODEL, np.array(observed), model, rivals, list(groups), list(years), about=about)


def _stoppages(world: World) -> TrackRecord:
    start = date(BASE_YEAR + 1, 1, 1)
    law = stoppage_law(world, before=start)
    late = [s for s in stoppages(world, ("oil_pipeline",)) if s.start.year == BASE_YEAR + 1 and "cpc" in s.objects]
    if not late:
        raise InputError(f"the tables hold no stoppage of the CPC in {BASE_YEAR + 1}")
    observed = np.array([entry.days for entry in late])
    samples = np.broadcast_to(law.samples(DRAWS), (len(late), DRAWS))
    rivals = {MEDIAN: np.full((len(late), 1), np.exp(law.mean)), ONE_DAY: np.ones((len(late), 1))}
    about = About(
        target=STOPPAGES,
        split=HINDCAST,
        scored_on=f"stoppages of the CPC in {BASE_YEAR + 1} [day]",
        data={"package": world.manifest.digest},
        caveats=(
            (
                f"median {np.exp(law.mean):.0f} days, of {law.learnt_from} stoppages of pipelines that began before "
                f"{start.year}"
            ),
            (
                f"by the rate of the table, {law.per_year:.2f} a year and pipeline, {len(late)} in one year would "
                f"hardly come about: "
                "that they came is not foreseen, only how long they last"
            ),
            "the table of stoppages is what its compilers knew, most of it recalled: long ones are remembered better",
            _SEEN,
        ),
    )
    return distribution_record_of(MODEL, observed, samples, rivals, about=about)


def _lognormal(deviation: float) -> Numbers:
    """Return evenly spaced quantiles of a log-normal law with median 1."""
    from scipy.stats import norm

    found: Numbers = np.exp(deviation * norm.ppf((np.arange(DRAWS) + 0.5) / DRAWS))
    return found


def _clock_of(hindcast: Hindcast, figure: Figure) -> Clock | None:
    """Return the journey of a figure of a file, or None where the layer has no such way."""
    corridor, _, journey = figure.what.partition("|")
    layer = read_layer(hindcast.world, END)
    ends = DEFAULTS[corridor]
    names = [part.strip() for part in journey.split("-")]
    if len(names) == 2 and "border" not in journey.lower() and "caspian" not in journey.lower():
        try:
            ends = (find_place(layer, names[0]).node.id, find_place(layer, names[1]).node.id)
        except (UnknownNameError, InputError):
            return None
    asked = CorridorModel.of(hindcast.world, layer, "containers", "rail", replace(hindcast.parameters))
    return clock(asked, *ends, corridor)


def _multiple(world: World, figure: Figure) -> float | None:
    """Return a figure as a multiple of its series in 2021, or None where the tables do not hold that."""
    quantity = {"north": "utlc_containers_cn_eu", "middle": "titr_volume" if figure.what == "mt" else "titr_containers"}
    try:
        return figure.value / _figure(world, quantity.get(figure.kind, figure.what))
    except DataError:
        return None
