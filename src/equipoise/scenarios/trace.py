"""Tracing a number: from an address to the observations under it, and from those to their sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from equipoise.answers.vocabulary import title_of
from equipoise.errors import UnknownNameError
from equipoise.measures.balance import LAYERS, balance
from equipoise.measures.indicators import indicator
from equipoise.scenarios.documents import load_claims, load_scenario, packs
from equipoise.scenarios.evidence import Finding, Worlds
from equipoise.scenarios.verdicts import judge
from equipoise.sources.defects import touched
from equipoise.world.rows import find_row, row_id
from equipoise.world.schema import table_schema
from equipoise.world.world import World


class UnknownAddressError(UnknownNameError):
    """An address of nothing: shows one example of each sort, and looks for the nearest among sources and examples.

    Parameters
    ----------
    value : str
        The address as given.
    sources, examples : sequence of str
        Ids of sources, and an address of every other sort.
    """

    def __init__(self, value: str, sources: Sequence[str], examples: Sequence[str]) -> None:
        self.examples = (*examples, "a source id")
        super().__init__("address", value, [*sources, *examples])

    def _message(self, show: int) -> str:  # noqa: ARG002 - the examples are shown whole
        hint = f"; did you mean {' or '.join(self.nearest)}?" if self.nearest else ""
        return f"unknown address {self.value!r}{hint} (examples: {', '.join(self.examples)})"


@dataclass(frozen=True, slots=True)
class Trace:
    """A number or text, and what it rests on.

    Parameters
    ----------
    id : str
        Address.
    kind : str
        "measure", "claim", "criterion", "row" or "source".
    values : dict
        What it holds.
    rests_on : tuple of Trace
        The things it was made from.
    """

    id: str
    kind: str
    values: dict[str, Any]
    rests_on: tuple[Trace, ...] = ()


def trace(worlds: Worlds, address: str, as_of: date | None = None) -> Trace:
    """Trace an address down to its sources.

    Parameters
    ----------
    worlds : Worlds
        The tables.
    address : str
        One of: the address of a row (`ties:KAZ/RUS/import_share/2023/fb2026/...`), a source id, a cell of the balance
        (`KAZ.turnover.RUS`), a size of a state (`KAZ.gdp`), or a claim (`kazakhstan-2022:c`).
    as_of : datetime.date, optional
        Day of the world.

    Returns
    -------
    Trace
        The tree.

    Raises
    ------
    UnknownNameError
        If nothing has that address.
    """
    world = worlds.on(as_of)
    if address in world.sources["source_id"]:
        return _source(world, address)
    head, colon, tail = address.partition(":")
    if colon and head in packs():
        return _claim(worlds, head, tail)
    if colon:
        return _row(world, address)
    if address.count(".") == 2:
        return _cell(world, address)
    if address.count(".") == 1 and address.partition(".")[2] not in {layer.name for layer in LAYERS}:
        return _size(world, address)
    known = world.sources["source_id"].to_list()
    examples = ["KAZ.turnover.RUS", "kazakhstan-2022:c", "instruments:cst_art4/2"]
    raise UnknownAddressError(address, known, examples)


def _source(world: World, source_id: str) -> Trace:
    row = world.sources.row(by_predicate=pl.col("source_id") == source_id, named=True)
    return Trace(source_id, "source", _filled(row))


def _row(world: World, address: str) -> Trace:
    table, row = find_row(world, address)
    cited = row.get("source_ids") or []
    beneath = [_source(world, source) for source in cited] + _faults(world, table, row)
    units = {a.name: a.unit for a in table_schema(table).attributes if a.unit}
    values = _filled(row)
    unit = _unit(world, table, row) or units.get("value")
    if unit:
        values["unit"] = unit
    return Trace(address, "row", values, tuple(beneath))


def _unit(world: World, table: str, row: dict[str, Any]) -> str | None:
    if table == "ties":
        return str(world.tie_kinds.row(by_predicate=pl.col("kind") == row["kind"], named=True)["unit"])
    if table == "indicators":
        return str(world.indicator_names.row(by_predicate=pl.col("name") == row["name"], named=True)["unit"])
    return None


def _faults(world: World, table: str, row: dict[str, Any]) -> list[Trace]:
    """Return the faults of the register that the flags of a tie stand for; one flag may stand for several."""
    if table != "ties":
        return []
    frame = pl.DataFrame([row], schema=table_schema(table).polars)
    known = world.defects.filter(pl.col("flag").is_in(row["flags"] or []))
    touching = [fault for fault in known.iter_rows(named=True) if not frame.filter(touched(fault)).is_empty()]
    return [Trace(row_id("defects", fault), "row", _filled(fault)) for fault in touching]


def _cell(world: World, address: str) -> Trace:
    state, layer, power = address.split(".")
    row = balance(world, state, [power], [layer]).row(0, named=True)
    title = title_of("layer", layer)
    beneath = tuple(_row(world, observation) for observation in row["observation_ids"])
    return Trace(address, "measure", {"measure": title, **_filled(row)}, beneath)


def _size(world: World, address: str) -> Trace:
    state, name = address.split(".")
    found = indicator(world, world.names.resolve(state), name)
    row: dict[str, Any] = {"year": found.year, "flags": list(found.flags)}
    if found.interval is not None:
        row |= {"low": found.interval.low, "value": found.interval.value, "high": found.interval.high}
    beneath = tuple(_row(world, observation) for observation in found.observation_ids)
    return Trace(address, "measure", {"measure": name, **_filled(row)}, beneath)


def _claim(worlds: Worlds, scenario: str, claim_id: str) -> Trace:
    claims = {claim.id: claim for claim in load_claims(scenario)}
    if claim_id not in claims:
        raise UnknownNameError("claim", claim_id, claims, show=30)
    own = Worlds(data=worlds.data, leave_out=tuple(load_scenario(scenario).leave_out))
    judged = judge(own, claims[claim_id])
    criteria = []
    for test in judged.tested:
        found = test.finding
        values: dict[str, Any] = {"text": test.criterion.text, "answer": test.answer, "why": test.criterion.why}
        if found is not None:
            values |= {"found": found.interval, "unit": found.unit, "in words": found.text}
        beneath = _beneath(own.on(None), found)
        criteria.append(Trace(f"{scenario}:{claim_id}.{test.criterion.id}", "criterion", values, beneath))
    whole = {"statement": judged.claim.statement, "verdict": judged.verdict, "reason": judged.reason}
    return Trace(f"{scenario}:{claim_id}", "claim", whole, tuple(criteria))


def _beneath(world: World, found: Finding | None) -> tuple[Trace, ...]:
    """Return the rows that a finding rests on; of a model that learns from a whole panel, the sources."""
    if found is None:
        return ()
    if found.observation_ids:
        return tuple(_row(world, observation) for observation in found.observation_ids)
    return tuple(_source(world, source) for source in found.source_ids)


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value not in (None, [], "")}
