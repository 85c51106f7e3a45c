"""Consistency rules of security ties and hostility: who is named, whether it existed, what contradicts what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

import polars as pl

from equipoise.world.rows import row_id_expr
from equipoise.world.world import World

ORGANISATION = "org:"
"""How a party or sender is written that is an organisation."""
BODIES_APART = frozenset({"UN"})
"""Bodies that send soldiers and are not in the table of organisations: nearly every state is a member."""
ARMED = ("war", "armed_conflict", "militarised_rivalry", "territorial_dispute_armed", "proxy_war")
"""Kinds of hostility in which arms are used or threatened; the others are weak signs when they stand alone."""
SURE = ("high", "medium")
"""Confidence from which a hostility counts."""
PLEDGED = ("must_assist", "may_assist")
"""Duties that are a promise of help."""

Breach = tuple[str, str]
_NAMED = {"security_ties": ("parties",), "hostility": ("a", "b"), "stationed_forces": ("sender",)}


def unknown_parties(world: World) -> Iterator[Breach]:
    """Give the rows that name what is neither a state nor one that is no more nor an organisation."""
    bodies = BODIES_APART | frozenset(world.organisations["org_id"])
    known = {
        *world.states["iso3"],
        *world.former_states["code"],
        *(f"{ORGANISATION}{body}" for body in bodies),
    }
    for table, columns in _NAMED.items():
        for column in columns:
            for address, party in _named(world, table, column):
                if party not in known:
                    yield address, f"{column}: {party!r} is no state and no organisation of the tables"


def parties_not_yet_states(world: World) -> Iterator[Breach]:
    """Give ties and hostilities that begin before an end exists or after it has ceased to."""
    spans = _spans(world)
    for table in ("security_ties", "hostility"):
        for column in _NAMED[table]:
            days = dict(world.table(table).select(row_id_expr(table).alias("_id"), "from").iter_rows())
            for address, party in _named(world, table, column):
                if not _existed(spans.get(party), days[address]):
                    yield address, f"{party} was no state on {days[address]}"


def _named(world: World, table: str, column: str) -> Iterator[tuple[str, str]]:
    frame = world.table(table).select(row_id_expr(table).alias("_id"), column)
    yield from (frame.explode(column) if column == "parties" else frame).iter_rows()


def _spans(world: World) -> dict[str, list[tuple[date | None, date | None]]]:
    found: dict[str, list[tuple[date | None, date | None]]] = {}
    for frame in (world.statehood.select("iso3", "from", "to"), world.former_states.select("code", "from", "to")):
        for code, begins, ends in frame.iter_rows():
            found.setdefault(code, []).append((begins, ends))
    return found


def _existed(spans: list[tuple[date | None, date | None]] | None, day: date) -> bool:
    """Say whether an entity existed on a day; one without spans is older than the tables."""
    return spans is None or any(
        (begins is None or begins <= day) and (ends is None or day <= ends) for begins, ends in spans
    )


def pacts_between_foes(world: World) -> Iterator[Breach]:
    """Give pacts of help between two states that are in an armed hostility at the same time."""
    pacts = world.table("security_ties").filter(pl.col("duty").is_in(PLEDGED) & ~pl.col("deed"))
    foes = world.table("hostility").filter(pl.col("kind").is_in(ARMED) & pl.col("confidence").is_in(SURE))
    spells: dict[frozenset[str], list[tuple[str, date, date]]] = {}
    for a, b, kind, begins, ends in foes.select("a", "b", "kind", "from", "to").iter_rows():
        spells.setdefault(frozenset((a, b)), []).append((kind, begins, ends or date.max))
    columns = (row_id_expr("security_ties").alias("_id"), "parties", "from", "to")
    for address, parties, begins, ends in pacts.select(*columns).iter_rows():
        odds = [
            f"{one} and {other} ({kind.replace('_', ' ')} from {first.year})"
            for one, other in combinations(parties, 2)
            for kind, first, last in spells.get(frozenset((one, other)), ())
            if max(begins, first) < min(ends or date.max, last)
        ]
        if odds:
            yield address, f"promises help between foes: {', '.join(odds)}"
