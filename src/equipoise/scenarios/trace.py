"""Tracing a number: from an address to the observations under it, and from those to their sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from equipoise.errors import UnknownNameError
from equipoise.measures.balance import LAYERS, balance
from equipoise.scenarios.documents import load_claims, load_scenario, packs
from equipoise.scenarios.evidence import Worlds
from equipoise.scenarios.verdicts import judge
from equipoise.world.rows import find_row, row_id
from equipoise.world.schema import table_schema
from equipoise.world.world import World


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


def trace(worlds: Worlds, address: str, as_of: object = None) -> Trace:
    """Trace an address down to its sources.

    Parameters
    ----------
    worlds : Worlds
        The tables.
    address : str
        One of: the address of a row (`ties:KAZ/RUS/import_share/2023/fb2026/...`), a source id, a cell of the balance
        (`KAZ.turnover.RUS`), or a claim (`kazakhstan-2022:c`).
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
    world = worlds.on(as_of)  # type: ignore[arg-type]
    if address in world.sources["source_id"]:
        return _source(world, address)
    head, colon, tail = address.partition(":")
    if colon and head in packs():
        return _claim(worlds, head, tail)
    if colon:
        return _row(world, address)
    if address.count(".") == 2:
        return _cell(world, address)
    known = world.sources["source_id"].to_list()
    examples = ["KAZ.turnover.RUS", "kazakhstan-2022:c", "instruments:cst_art4/2"]
    raise UnknownNameError("address", address, [*known, *examples], show=0)


def _source(world: World, source_id: str) -> Trace:
    row = world.sources.row(by_predicate=pl.col("source_id") == source_id, named=True)
    return Trace(source_id, "source", _filled(row))


def _row(world: World, address: str) -> Trace:
    table, row = find_row(world, address)
    cited = row.get("source_ids") or []
    faults = [_defect(world, flag) for flag in row.get("flags") or []]
    beneath = [_source(world, source) for source in cited] + [fault for fault in faults if fault is not None]
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


def _defect(world: World, flag: str) -> Trace | None:
    """Return the fault in the register that a flag stands for, where it is one of a source."""
    rows = world.defects.filter(pl.col("flag") == flag)
    if rows.is_empty():
        return None
    row = rows.row(0, named=True)
    return Trace(row_id("defects", row), "row", _filled(row))


def _cell(world: World, address: str) -> Trace:
    state, layer, power = address.split(".")
    row = balance(world, state, [power], [layer]).row(0, named=True)
    title = next(entry.title for entry in LAYERS if entry.name == layer)
    beneath = tuple(_row(world, observation) for observation in row["observation_ids"])
    return Trace(address, "measure", {"measure": title, **_filled(row)}, beneath)


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
        world = own.on(None)
        beneath = tuple(_source(world, source) for source in (found.source_ids if found else ()))
        criteria.append(Trace(f"{scenario}:{claim_id}.{test.criterion.id}", "criterion", values, beneath))
    whole = {"statement": judged.claim.statement, "verdict": judged.verdict, "reason": judged.reason}
    return Trace(f"{scenario}:{claim_id}", "claim", whole, tuple(criteria))


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value not in (None, [], "")}
