"""Balance among powers: how much of each layer of a state's outward ties goes to each power.

Layers are kept apart. There is no single index: a state may sell to one power, buy arms from another and host the
troops of a third, and adding those up would hide the very thing that one wants to see.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from equipoise.answers.vocabulary import term
from equipoise.errors import UnknownNameError
from equipoise.interval import Estimate, Interval, total
from equipoise.measures.partners import Flow, partner_share, staleness
from equipoise.measures.powers import POWERS, Power, power
from equipoise.measures.turnover import turnover_share
from equipoise.world.organisations import in_force, organisations_of
from equipoise.world.rows import distinct, row_id
from equipoise.world.world import World


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of the balance: its name, and the function that measures a power's part in it.

    Title, unit and meaning stand in the vocabulary of answers, under the kind "layer".
    """

    name: str
    measure: Callable[[World, str, Power, date], Estimate]

    @property
    def title(self) -> str:
        """What a reader sees."""
        return term("layer", self.name).title

    @property
    def unit(self) -> str:
        """Unit, such as "% of exports"."""
        return term("layer", self.name).unit


SCHEMA = {
    "layer": pl.String(),
    "power": pl.String(),
    "name": pl.String(),
    "low": pl.Float64(),
    "value": pl.Float64(),
    "high": pl.Float64(),
    "unit": pl.String(),
    "year": pl.Int64(),
    "source_ids": pl.List(pl.String()),
    "flags": pl.List(pl.String()),
    "observation_ids": pl.List(pl.String()),
}


def balance(
    world: World, state: str, powers: Sequence[str] = POWERS, layers: Sequence[str] | None = None
) -> pl.DataFrame:
    """Return a state's balance among powers, one row per layer and power.

    Parameters
    ----------
    world : World
        The tables.
    state : str
        Any name or code of the state.
    powers : sequence of str
        States or organisations to balance between.
    layers : sequence of str, optional
        Names of layers; by default all of `LAYERS`.

    Returns
    -------
    polars.DataFrame, shape (layers x powers, 11)
        Columns `layer`, `power`, `name`, `low`, `value`, `high` (in `unit`), `unit`, `year`, `source_ids`, `flags`,
        `observation_ids`. Ends are null where nothing is known; `value` is null where only an interval is known.

    Raises
    ------
    UnknownNameError
        If the state, a power or a layer is not known.

    Notes
    -----
    The idea of weighing a state's ties by their share and of keeping kinds of ties apart follows the literature on
    bilateral influence; the layers and their intervals are ours.

    References
    ----------
    Moyer, J. D., Meisel, C. J., Matthews, A. S., Bohl, D. K. & Burrows, M. J. (2021). China-US Competition:
    Measuring Global Influence. Atlantic Council and Frederick S. Pardee Center.
    """
    iso3 = world.names.resolve(state)
    day = world.today
    chosen = [power(world, text, day) for text in powers]
    rows = [
        _row(layer, actor, _own(layer, world, iso3, actor, day))
        for layer in (LAYERS if layers is None else [layer_named(name) for name in layers])
        for actor in chosen
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _own(layer: Layer, world: World, iso3: str, actor: Power, day: date) -> Estimate:
    """Measure a layer, except a state's tie to itself, which is none."""
    if actor.states == (iso3,):
        return Estimate(None, flags=("self",))
    return layer.measure(world, iso3, actor, day)


def _row(layer: Layer, actor: Power, estimate: Estimate) -> tuple[object, ...]:
    interval = estimate.interval
    flags = list(estimate.flags) if interval is not None or estimate.flags else ["no_data"]
    return (
        layer.name,
        actor.id,
        actor.name,
        None if interval is None else interval.low,
        None if interval is None else interval.value,
        None if interval is None else interval.high,
        layer.unit,
        estimate.year,
        list(estimate.source_ids),
        flags,
        list(estimate.observation_ids),
    )


def _flow(flow: Flow) -> Callable[[World, str, Power, date], Estimate]:
    def measure(world: World, iso3: str, actor: Power, day: date) -> Estimate:  # noqa: ARG001 - same face for all layers
        return partner_share(world, iso3, flow, actor.states)

    return measure


def _turnover(world: World, iso3: str, actor: Power, day: date) -> Estimate:  # noqa: ARG001 - same face for all layers
    return turnover_share(world, iso3, [state for state in actor.states if state != iso3])


def _arms(world: World, iso3: str, actor: Power, day: date) -> Estimate:  # noqa: ARG001 - same face for all layers
    """Share of arms imports; where only others' shares are known, what they leave; else who is named as supplier."""
    suppliers = [state for state in actor.states if state != iso3]
    shares = _latest(world, iso3, "arms_import_share")
    if shares.is_empty() or not suppliers:
        return _named_supplier(world, iso3, suppliers)
    mine = shares.filter(pl.col("partner").is_in(suppliers))
    sources = distinct(shares, "source_ids")
    year = int(shares["year"][0])
    ids = tuple(row_id("ties", row) for row in shares.iter_rows(named=True))
    if mine.height == len(suppliers):
        flags = distinct(mine, "flags")
        return Estimate(_sum(mine), year, sources, staleness(world, year, flags), ids)
    known = _sum(mine) if mine.height else Interval.point(0.0)
    others = _sum(shares.filter(~pl.col("partner").is_in(suppliers)))
    left = Interval(known.low, max(known.low, 100.0 - others.low))
    marks = set(distinct(shares, "flags")) - {"rounded"} | {"interval", "derived"}
    return Estimate(left, year, sources, staleness(world, year, marks), ids)


def _named_supplier(world: World, iso3: str, suppliers: Sequence[str]) -> Estimate:
    named = _latest(world, iso3, "arms_supplier_named").filter(pl.col("partner").is_in(suppliers))
    if named.is_empty():
        return Estimate(None)
    row = named.sort("value").row(0, named=True)
    # The place in the order of mention is told by the flag, so the mark that the value is a place goes.
    flags = {*(row["flags"] or [])} - {"order_of_mention"} | {"named_supplier", f"named_{int(row['value'])}"}
    return Estimate(
        None,
        row["year"],
        tuple(row["source_ids"]),
        staleness(world, row["year"], flags),
        (row_id("ties", row),),
    )


def _presence(kind: str, *, sites: bool) -> Callable[[World, str, Power, date], Estimate]:
    """Return the measure of what a power keeps on the state's soil.

    Leased sites are named one by one and stay what they were until a newer figure of the same site, so the newest of
    each is summed. Counts of forces are of a whole country, so only the newest counts.
    """
    last_of = ["partner", "locator"] if sites else ["partner"]

    def measure(world: World, iso3: str, actor: Power, day: date) -> Estimate:  # noqa: ARG001 - same face for all layers
        rows = world.ties.filter(
            (pl.col("iso3") == iso3) & (pl.col("kind") == kind) & pl.col("partner").is_in(actor.states)
        )
        if rows.is_empty():
            return Estimate(None)
        newest = rows.filter(pl.col("year") == pl.col("year").max().over(last_of))
        newest = newest.filter(pl.col("edition") == pl.col("edition").sort_by("published").last().over(last_of))
        flags = distinct(newest, "flags")
        oldest = min(newest["year"].to_list())
        return Estimate(
            interval=_sum(newest),
            year=oldest,
            source_ids=distinct(newest, "source_ids"),
            flags=staleness(world, oldest, flags),
            observation_ids=tuple(row_id("ties", row) for row in newest.iter_rows(named=True)),
        )

    return measure


def _latest(world: World, iso3: str, kind: str) -> pl.DataFrame:
    rows = world.ties.filter((pl.col("iso3") == iso3) & (pl.col("kind") == kind))
    return rows.filter(pl.col("year") == pl.col("year").max())


def _sum(rows: pl.DataFrame) -> Interval:
    return total(
        Interval(
            row["value"] if row["low"] is None else row["low"],
            row["value"] if row["high"] is None else row["high"],
            row["value"],
        )
        for row in rows.iter_rows(named=True)
    )


def _organisations(world: World, iso3: str, actor: Power, day: date) -> Estimate:
    """Organisations shared with a power; for a bloc: with all of its members, with most, with any.

    A state that is in no organisation of the table is not covered by it, and shares an unknown number.
    """
    own = set(organisations_of(world, iso3, day))
    counts = dict.fromkeys(own, 0)
    states = [state for state in actor.states if state != iso3]
    if not own or not states:
        return Estimate(None)
    for state in states:
        for org_id in own & set(organisations_of(world, state, day)):
            counts[org_id] += 1
    shared = {org_id: count for org_id, count in counts.items() if count > 0}
    with_all = sum(count == len(states) for count in shared.values())
    with_most = sum(count > len(states) / 2 for count in shared.values())
    # Where none is shared, the finding rests on all that were looked through.
    rows = world.memberships.filter(
        (pl.col("iso3") == iso3)
        & pl.col("org_id").is_in(list(shared or own))
        & (pl.col("status") == "member")
        & in_force(day)
    )
    flags = distinct(rows, "flags")
    return Estimate(
        interval=Interval(float(with_all), float(len(shared)), float(with_most)),
        year=day.year,
        source_ids=distinct(rows, "source_ids"),
        flags=tuple(sorted(flags)),
        observation_ids=tuple(row_id("memberships", row) for row in rows.iter_rows(named=True)),
    )


LAYERS: tuple[Layer, ...] = (
    Layer("exports", _flow("exports")),
    Layer("imports", _flow("imports")),
    Layer("turnover", _turnover),
    Layer("arms", _arms),
    Layer("forces", _presence("forces_present", sites=False)),
    Layer("bases", _presence("base_area", sites=True)),
    Layer("organisations", _organisations),
)
"""The layers of the balance, in the order in which they are shown."""


def layer_named(name: str) -> Layer:
    """Return the layer of a name.

    Parameters
    ----------
    name : str
        One of the names in `LAYERS`.

    Returns
    -------
    Layer
        The layer.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    for layer in LAYERS:
        if layer.name == name:
            return layer
    raise UnknownNameError("layer", name, [layer.name for layer in LAYERS])
