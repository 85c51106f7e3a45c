"""The sheets on friends and foes: promises, partners, hostility, soldiers, patrons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from equipoise.answers import Column, Sheet
from equipoise.measures.relations import Presence
from equipoise.questions.wording import body_name, listed
from equipoise.world.relation_rules import ORGANISATION
from equipoise.world.world import World

LAST_DAY = (12, 31)
MOST_NAMED = 6
"""Members of a pact that are named before the rest is counted."""

_MARKS = (
    Column("confidence", words="confidence", sense="How sure the compiler of the row was."),
    Column("flags", "marks", "list", hidden=True, words="flag", sense="Marks of quality."),
    Column("source_ids", kind="list", hidden=True, sense="Sources."),
    Column("id", hidden=True, sense="Address of the row, for `equipoise explain`."),
)
TIE_COLUMNS = (
    Column("tie_id", hidden=True, sense="Id of the tie."),
    Column("with", sense="The other states bound on that day."),
    Column("allies", kind="list", hidden=True, sense="Their codes."),
    Column("text", "treaty", sense="Treaty and article."),
    Column("kind", hidden=True, words="tie_kind", sense="Sort of tie."),
    Column("duty", words="duty", sense="What they owe each other."),
    Column("direction", "owed", words="tie_direction", sense="Who has promised whom."),
    Column("covers_external", "attack", words="coverage", sense="Does it cover an attack from outside?"),
    Column("covers_internal", "unrest", words="coverage", sense="Does it cover internal unrest?"),
    Column("since", sense="Since when it binds the state asked about: a day, or a year where no more is known."),
    Column("at_odds", "at odds", "list", sense="Those bound that are in an armed hostility with it."),
    Column(
        "frozen", kind="list", hidden=True, sense="Codes of those whose rights in the organisation rest, or of all."
    ),
    *_MARKS,
)
RIVAL_COLUMNS = (
    Column("rival", hidden=True, sense="Code of the other state."),
    Column("name", "at odds with", sense="Name of the other state."),
    Column("kind", "how", words="hostility", sense="Sort of hostility."),
    Column("since", sense="Year in which it began."),
    Column("armed", "counts", kind="flag", sense="Yes for arms used or shown with high or medium confidence."),
    *_MARKS,
    Column("note", "remark", sense="Remark of the compiler."),
)
TROOP_COLUMNS = (
    Column("host", hidden=True, sense="Code of the state in which they are."),
    Column("sender", hidden=True, sense="Code of the state that sends them; org:ID for a body."),
    Column("name", "whose", sense="Name of the sender."),
    Column("persons", "soldiers", "estimate", "persons", 0, sense="Their number.", parts=("low", "high", "year")),
    Column("since", sense="Year in which they came."),
    Column("site", "where", sense="Places."),
    Column("invited", "consent", words="consent", sense="Does the host consent?"),
    Column(
        "overlap", "counted", words="overlap", sense="Why the row is not to be added to others; empty if it may be."
    ),
    *_MARKS,
)
ABROAD_COLUMNS = tuple(
    Column("name", "where", sense="Name of the host.") if column.name == "name" else column for column in TROOP_COLUMNS
)
PATRON_COLUMNS = (
    Column("patron", hidden=True, sense="Code of the patron."),
    Column("name", "patron", sense="Name of the patron."),
    Column("kind", "in what", words="patron", sense="In what the state leans on it."),
    Column("since", sense="Year in which it began."),
    Column("until", sense="Year in which it ended; empty while it lasts."),
    *_MARKS,
)


def party_name(world: World, code: str) -> str:
    """Return the name of a party as it stands in a sentence: a state, one that is no more, or a body."""
    if code.startswith(ORGANISATION):
        body = code.removeprefix(ORGANISATION)
        return "the United Nations" if body == "UN" else body_name(world, body)
    former = world.former_states.filter(pl.col("code") == code)["name"]
    return str(former[0]) if len(former) else body_name(world, code)


def when(day: date | None) -> str | None:
    """Return a day as written, or the year alone where its last day stands for it."""
    if day is None:
        return None
    return str(day.year) if (day.month, day.day) == LAST_DAY else day.isoformat()


def tie_rows(world: World, ties: pl.DataFrame) -> list[dict[str, Any]]:
    """Return ties with one row a tie instead of one an ally, in the same order."""
    rows: dict[str, dict[str, Any]] = {}
    for tie in ties.iter_rows(named=True):
        row = rows.setdefault(
            tie["tie_id"],
            {
                **tie,
                "text": _text(tie),
                "allies": [],
                "foes": [],
                "frozen": [],
                "id": tie["observation_id"],
            },
        )
        row["allies"].append(tie["ally"])
        row["since"] = min(row["since"], tie["since"])
        row["foes"] += [tie["ally"]] if tie["at_odds"] else []
        row["frozen"] += [tie["ally"]] if tie["frozen"] else []
    for row in rows.values():
        row["at_odds"] = [party_name(world, code) for code in row["foes"]]
        row["with"] = _whom(world, row, MOST_NAMED)
        row["bound"] = _whom(world, row, 1)
        row["year"] = row["since"].year
        row["since"] = when(row["since"])
    return list(rows.values())


def _text(tie: Mapping[str, Any]) -> str:
    return f"{tie['name']}, art. {tie['article'].replace(';', ' and ')}" if tie["article"] else tie["name"]


def tie_sheet(name: str, title: str, rows: Sequence[Mapping[str, Any]], *, detail: bool = False) -> Sheet:
    """Return ties as a sheet; what tells nothing, such as who owes where all do, is not printed."""
    idle = set()
    if all(row["direction"] == "mutual" for row in rows):
        idle.add("direction")
    if not any(row["at_odds"] for row in rows):
        idle.add("at_odds")
    columns = [replace(column, hidden=True) if column.name in idle else column for column in TIE_COLUMNS]
    return Sheet.of(name, title, columns, rows, detail=detail)


def _whom(world: World, row: Mapping[str, Any], most: int) -> str:
    """Return the other parties of a tie in words; a body of more than so many others by its name."""
    if row["through"] and len(row["allies"]) > most:
        return f"the {len(row['allies'])} other members of {party_name(world, ORGANISATION + row['through'])}"
    names = [party_name(world, code) for code in row["allies"]]
    if row["through"]:
        return f"{party_name(world, ORGANISATION + row['through'])}: {listed(names)}"
    return listed(names)


def rival_sheet(world: World, rivals: pl.DataFrame) -> Sheet:
    """Return with whom a state is at odds, armed hostility first."""
    rows = [
        {
            **row,
            "name": party_name(world, row["rival"]),
            "since": when(row["since"]),
            "id": row["observation_id"],
        }
        for row in rivals.iter_rows(named=True)
    ]
    return Sheet.of("rivals", "With whom it is at odds", RIVAL_COLUMNS, rows)


def _troop_rows(
    world: World, presences: Sequence[Presence], other: Callable[[Presence], str]
) -> Iterable[dict[str, Any]]:
    """Give presences as rows, named by the other end."""
    for entry in presences:
        yield {
            "host": entry.host,
            "sender": entry.sender,
            "name": party_name(world, other(entry)),
            "persons": entry.persons,
            "since": when(entry.since),
            "site": entry.site,
            "invited": entry.invited,
            "overlap": entry.overlap or None,
            "confidence": entry.confidence,
            "flags": entry.persons.flags,
            "source_ids": entry.persons.source_ids,
            "id": entry.persons.observation_ids[0],
        }


def troops_here(world: World, presences: Sequence[Presence]) -> Sheet:
    """Return whose soldiers are in a state."""
    rows = _troop_rows(world, presences, lambda entry: entry.sender)
    return Sheet.of("troops", "Whose soldiers are there", TROOP_COLUMNS, rows)


def troops_abroad(world: World, presences: Sequence[Presence]) -> Sheet:
    """Return where the soldiers of a state are."""
    rows = _troop_rows(world, presences, lambda entry: entry.host)
    return Sheet.of("abroad", "Where its own soldiers are", ABROAD_COLUMNS, rows, detail=True)


def patron_sheet(world: World, patrons: pl.DataFrame) -> Sheet:
    """Return whom a state leans on."""
    rows = [
        {
            **row,
            "name": party_name(world, row["patron"]),
            "since": when(row["since"]),
            "until": when(row["to"]),
            "id": row["observation_id"],
        }
        for row in patrons.iter_rows(named=True)
    ]
    return Sheet.of("patrons", "Whom it leans on", PATRON_COLUMNS, rows)
