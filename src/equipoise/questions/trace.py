"""Where a number comes from: the observations that it was made from, and their sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from equipoise.answers import Answer, Column, Sentence, Sheet
from equipoise.answers.numbers import format_interval
from equipoise.answers.sheet import write_cell
from equipoise.answers.vocabulary import title_of
from equipoise.interval import Interval
from equipoise.measures.balance import LAYERS
from equipoise.measures.powers import usual_powers
from equipoise.questions.citing import finished
from equipoise.questions.position import LAYER_COLUMNS, SIZES, position
from equipoise.scenarios.documents import load_claims, packs
from equipoise.scenarios.evidence import Worlds
from equipoise.scenarios.trace import Trace
from equipoise.scenarios.trace import trace as traced
from equipoise.world.names import UnknownStateError
from equipoise.world.rows import row_id_expr
from equipoise.world.schema import table_names
from equipoise.world.world import World

IN_ROW = ("source_ids", "observation_ids")
"""Values that the tree below a row tells already."""

TREE_COLUMNS = (
    Column("tree", "address", sense="Address, indented by its depth in the tree."),
    Column("kind", sense="Measure, claim, criterion, row or source."),
    Column("words", "what it holds", sense="Its values in words."),
    Column("id", hidden=True, sense="Address."),
    Column("parent", hidden=True, sense="Address of what rests on it; empty at the top."),
    Column("depth", kind="integer", hidden=True, sense="Steps from the top."),
)
VALUE_COLUMNS = (
    Column("id", "address", sense="Address of the entry."),
    Column("key", "key", sense="Name of the value."),
    Column("value", "value", sense="The value."),
)
ADDRESS_COLUMNS = (
    Column("kind", "what", sense="Sort of thing."),
    Column("address", "for example", sense="An address that can be traced."),
    Column("number", "how many", "integer", sense="How many of the sort there are."),
    Column("words", "form", sense="How the address is made."),
)
CELL_COLUMNS = (
    Column("address", "address", sense="An address that can be traced."),
    *(column for column in LAYER_COLUMNS if column.name in ("layer", "name", "value")),
)


def trace(world: World, address: str | None = None) -> Answer:
    """Answer what a number rests on.

    Parameters
    ----------
    world : World
        The tables.
    address : str, optional
        A cell of the balance (``KAZ.turnover.RUS``), a size of a state (``KAZ.gdp``), a row
        (``instruments:cst_art4/2``), a claim (``kazakhstan-2022:c``) or the id of a source. A state lists its own
        addresses; without an address all sorts are listed.

    Returns
    -------
    Answer
        Sheet ``trace`` (the tree, from the top down) and ``values``; or ``addresses``, what can be traced.

    Raises
    ------
    UnknownNameError
        If nothing has that address.
    """
    if address is None:
        return _sorts(world)
    iso3 = _state(world, address)
    if iso3 is not None:
        return _of_state(world, iso3)
    top = traced(Worlds(data=world.manifest.path, as_of=world.as_of), address, world.as_of)
    nodes = list(_walk(top))
    tree = Sheet.of("trace", "What it rests on", TREE_COLUMNS, (_row(*entry) for entry in nodes))
    held = ((node.id, key, _in_words(value)) for node, _, _ in nodes for key, value in node.values.items())
    values = Sheet("values", "All values", VALUE_COLUMNS, tuple(dict.fromkeys(held)), detail=True)
    subject = {"address": top.id, "kind": top.kind, "as_of": None if world.as_of is None else world.as_of.isoformat()}
    return finished(world, Answer("trace", f"{top.id} ({top.kind})", subject, sheets=(tree, values)))


def _state(world: World, text: str) -> str | None:
    if not text.strip() or "." in text or ":" in text or text in world.sources["source_id"]:
        return None
    try:
        return world.names.resolve(text)
    except UnknownStateError:
        return None


def _walk(node: Trace, parent: str = "", depth: int = 0) -> Iterator[tuple[Trace, str, int]]:
    yield node, parent, depth
    for child in node.rests_on:
        yield from _walk(child, node.id, depth + 1)


def _row(node: Trace, parent: str, depth: int) -> dict[str, Any]:
    words = "; ".join(f"{key} {_in_words(value)}" for key, value in _told(node).items())
    tree = f"{'  ' * depth}{node.id}"
    return {"tree": tree, "kind": node.kind, "words": words, "id": node.id, "parent": parent, "depth": depth}


def _told(node: Trace) -> dict[str, object]:
    """Return what a reader is told of an entry: a number with its ends, flags in words, no addresses."""
    found = {key: value for key, value in node.values.items() if key not in IN_ROW}
    if isinstance(found.get("flags"), list | tuple):
        found["flags"] = [title_of("flag", str(flag)) for flag in node.values["flags"]]
    low, high = found.get("low"), found.get("high")
    if isinstance(low, int | float) and isinstance(high, int | float):
        del found["low"], found["high"]
        point = found.get("value")
        found["value"] = Interval(low, high, point if isinstance(point, int | float) else None)
    return found


def _in_words(value: object) -> str:
    if isinstance(value, Interval):
        return format_interval(value)
    if isinstance(value, list | tuple):
        return ", ".join(_in_words(entry) for entry in value)
    if isinstance(value, bool | str):
        return write_cell(Column("value"), value)
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)


def _sorts(world: World) -> Answer:
    states, powers = world.states.height, len(usual_powers(world))
    claims = sum(len(load_claims(name)) for name in packs())
    rows = [
        ("cell of the balance", "KAZ.turnover.RUS", states * powers * len(LAYERS), "STATE.LAYER.POWER"),
        ("size of a state", "KAZ.gdp", world.indicators.height, "STATE.INDICATOR"),
        ("claim about a case", "kazakhstan-2022:c", claims, "SCENARIO:CLAIM"),
        ("source", str(world.sources["source_id"][0]), world.sources.height, "id of the source"),
    ]
    for table in table_names():
        frame = world.table(table)
        if not frame.is_empty():
            first = frame.head(1).select(row_id_expr(table).alias("id"))["id"][0]
            rows.append((f"row of {table}", str(first), frame.height, f"{table}:KEY, as `data show {table}` prints"))
    sheet = Sheet("addresses", "What can be traced", ADDRESS_COLUMNS, tuple(rows))
    told = Sentence("Name one address, or a state to list its own: `equipoise explain KAZ.turnover.RUS`.")
    return finished(world, Answer("trace", "What can be traced to its sources", headline=(told,), sheets=(sheet,)))


def _of_state(world: World, iso3: str) -> Answer:
    found = position(world, iso3)
    cells = [{**row, "address": f"{iso3}.{row['layer']}.{row['power']}"} for row in found.sheet("layers").records()]
    layers = Sheet.of("addresses", "Cells of the balance", CELL_COLUMNS, cells)
    held = found.sheet("indicators")
    columns = (Column("address"), *(column for column in held.columns if column.name in ("title", "value")))
    sizes = Sheet.of(
        "sizes", "Sizes", columns, ({**row, "address": f"{iso3}.{row['indicator']}"} for row in held.records())
    )
    title = f"What can be traced of {world.names.name(iso3)}"
    others = len(SIZES)
    told = Sentence(f"Beside these {others} sizes any indicator of the tables can be named: `{iso3}.population`.")
    return finished(world, Answer("trace", title, {"iso3": iso3}, (told,), (layers, sizes)))
