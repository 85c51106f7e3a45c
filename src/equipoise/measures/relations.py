"""Friends and foes of a state on a day: who is bound to it or at odds with it, who has soldiers there, who backs it.

The tables are written mostly in years, and a year stands for its last day. So what is read on a day of 2022 is what was
so before 2022: the hostility of the year itself would contain the event that one asks about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any

import polars as pl

from equipoise.interval import Estimate, Interval
from equipoise.world.organisations import in_force, members
from equipoise.world.relation_rules import ARMED, ORGANISATION, SURE
from equipoise.world.rows import row_id, row_id_expr
from equipoise.world.world import World

DUTIES_OF_TIES = ("must_assist", "may_assist", "must_consult")
"""Duties of a tie that is a promise, strongest first; partners owe each other none."""
_TIE = ("tie_id", "kind", "name", "article", "covers_external", "covers_internal", "duty", "to", "confidence", "note")
_TIE_TYPES: dict[str, Any] = {
    "ally": pl.String,
    "direction": pl.String,
    "through": pl.String,
    "since": pl.Date,
    "at_odds": pl.Boolean,
    "frozen": pl.Boolean,
    **{column: pl.Date if column == "to" else pl.String for column in _TIE},
    "source_ids": pl.List(pl.String),
    "flags": pl.List(pl.String),
    "observation_id": pl.String,
}


def allies(world: World, state: str, day: date | None = None) -> pl.DataFrame:
    """Return who is bound to a state by a promise in force on a day, one row an ally and tie.

    Parameters
    ----------
    world : World
        The tables.
    state : str
        ISO3 code.
    day : datetime.date, optional
        The day; by default the one of the world.

    Returns
    -------
    polars.DataFrame
        Columns ``ally``; ``direction`` (mutual, received: the ally protects it, given: it protects the ally);
        ``through`` (organisation whose members are bound, else empty); ``since`` (from when it binds both); ``at_odds``
        (both are in an armed hostility, which overrides a promise); ``frozen`` (one of them has frozen or lost its
        rights in the organisation); and the columns of the table of security ties. Strongest duty first. What a state
        did without a text (`deed`) and partners without a promise are not among them.
    """
    found = ties_of(world, state, day)
    return found.filter(pl.col("duty") != "none")


def ties_of(world: World, state: str, day: date | None = None) -> pl.DataFrame:
    """Return all ties of a state that are in force on a day, partners without a promise too.

    Parameters
    ----------
    world : World
        The tables.
    state : str
        ISO3 code.
    day : datetime.date, optional
        The day; by default the one of the world.

    Returns
    -------
    polars.DataFrame
        Columns as of `allies`.
    """
    day = world.today if day is None else day
    rows: list[dict[str, Any]] = []
    odds = set(foes(world, state, day))
    bodies: dict[str, dict[str, _TiedMember]] = {}
    for row in world.table("security_ties").filter(in_force(day) & ~pl.col("deed")).iter_rows(named=True):
        first = row["parties"][0]
        through = first.removeprefix(ORGANISATION) if first.startswith(ORGANISATION) else ""
        if through and through not in bodies:
            bodies[through] = _members(world, through, day)
        within = bodies[through] if through else dict.fromkeys(row["parties"], _TiedMember(None, frozen=False))
        if state not in within:
            continue
        for ally in within:
            if ally != state:
                begins = [row["from"], *(entry.since for entry in (within[state], within[ally]) if entry.since)]
                rows.append(
                    {
                        **{column: row[column] for column in (*_TIE, "source_ids", "flags")},
                        "ally": ally,
                        "direction": _direction(row, state),
                        "through": through,
                        "since": max(begins),
                        "at_odds": ally in odds,
                        "frozen": within[state].frozen or within[ally].frozen,
                        "observation_id": row_id("security_ties", row),
                    }
                )
    strength = {duty: place for place, duty in enumerate((*DUTIES_OF_TIES, "none"))}
    rows.sort(key=lambda row: (strength[row["duty"]], row["since"], row["tie_id"], row["ally"]))
    return pl.DataFrame(rows, schema=_TIE_TYPES, orient="row")


@dataclass(frozen=True, slots=True)
class _TiedMember:
    """Since when a state belongs to a body, where that is known, and whether its rights rest."""

    since: date | None
    frozen: bool


def _members(world: World, org_id: str, day: date) -> dict[str, _TiedMember]:
    standings = world.memberships.filter((pl.col("org_id") == org_id) & in_force(day))
    resting = set(standings.filter(pl.col("status").is_in(["frozen", "suspended"]))["iso3"])
    since = dict(standings.filter(pl.col("status") == "member").select("iso3", "from").iter_rows())
    return {iso3: _TiedMember(since.get(iso3), iso3 in resting) for iso3 in members(world, org_id, day)}


def _direction(row: Mapping[str, Any], state: str) -> str:
    if row["kind"] != "guarantee":
        return "mutual"
    return "given" if row["parties"][0] == state else "received"


def rivals(world: World, state: str, day: date | None = None) -> pl.DataFrame:
    """Return with whom a state is at odds on a day, one row a rival and kind.

    Parameters
    ----------
    world : World
        The tables.
    state : str
        ISO3 code.
    day : datetime.date, optional
        The day; by default the one of the world.

    Returns
    -------
    polars.DataFrame
        Columns ``rival``; ``kind``; ``since`` and ``to``; ``armed`` (an armed kind of high or medium confidence; the
        rest are weak signs); ``confidence``; ``note``; ``source_ids``; ``flags``; ``observation_id``. Armed ones first.
    """
    day = world.today if day is None else day
    held = world.table("hostility").filter(in_force(day) & ((pl.col("a") == state) | (pl.col("b") == state)))
    armed = pl.col("kind").is_in(ARMED) & pl.col("confidence").is_in(SURE)
    return (
        held.select(
            pl.when(pl.col("a") == state).then("b").otherwise("a").alias("rival"),
            "kind",
            pl.col("from").alias("since"),
            "to",
            armed.alias("armed"),
            "confidence",
            "note",
            "source_ids",
            "flags",
            row_id_expr("hostility").alias("observation_id"),
        )
        .with_columns(pl.col("armed").any().over("rival").alias("_foe"))
        .sort(["_foe", "rival", "armed", "since"], descending=[True, False, True, False])
        .drop("_foe")
    )


def foes(world: World, state: str, day: date | None = None) -> list[str]:
    """Return the codes of those with whom a state is in an armed hostility of high or medium confidence, sorted.

    Parameters
    ----------
    world : World
        The tables.
    state : str
        ISO3 code.
    day : datetime.date, optional
        The day; by default the one of the world.

    Returns
    -------
    list of str
        ISO3 codes, or codes of states that are no more.
    """
    found = rivals(world, state, day)
    return sorted(set(found.filter(pl.col("armed"))["rival"]))


@dataclass(frozen=True, slots=True)
class Presence:
    """Soldiers of one state or body in another.

    Parameters
    ----------
    host, sender : str
        ISO3 codes; a sender that is a body is written org:ID.
    since : datetime.date
        Last day of the year in which they came.
    persons : Estimate
        Their number in the year given; missing where no number was known.
    site, basis : str
        Places, and the agreement or act on which the presence rests.
    invited : str
        Does the host consent: yes, no, disputed.
    overlap : str
        Why it is not to be added to others: total, same, part; empty for a row of its own.
    confidence : str
        high, medium, low.
    note : str
        Remark.
    """

    host: str
    sender: str
    since: date
    persons: Estimate
    site: str
    basis: str
    invited: str
    overlap: str
    confidence: str
    note: str


def stationed(world: World, state: str, day: date | None = None) -> tuple[Presence, ...]:
    """Return who has soldiers in a state on a day.

    Parameters
    ----------
    world : World
        The tables.
    state : str
        ISO3 code of the host.
    day : datetime.date, optional
        The day; by default the one of the world.

    Returns
    -------
    tuple of Presence
        Largest first. A sender on its own territory is left out. Totals of bodies are marked, since contingents may
        have rows of their own; `soldiers` adds without counting twice.
    """
    return _presences(world, pl.col("host") == state, day)


def stationed_abroad(world: World, state: str, day: date | None = None) -> tuple[Presence, ...]:
    """Return where a state has soldiers on a day; what is counted under another host already is left out.

    Parameters
    ----------
    world : World
        The tables.
    state : str
        ISO3 code of the sender.
    day : datetime.date, optional
        The day; by default the one of the world.

    Returns
    -------
    tuple of Presence
        Largest first.
    """
    found = _presences(world, pl.col("sender") == state, day)
    return tuple(entry for entry in found if entry.overlap not in ("same", "part"))


def _presences(world: World, who: pl.Expr, day: date | None) -> tuple[Presence, ...]:
    day = world.today if day is None else day
    held = world.table("stationed_forces").filter(who & in_force(day))
    found = [
        Presence(
            host=row["host"],
            sender=row["sender"],
            since=row["from"],
            persons=_persons(row),
            site=row["site"] or "",
            basis=row["basis_text"] or "",
            invited=row["invited"],
            overlap=row["overlap"] or "",
            confidence=row["confidence"],
            note=row["note"] or "",
        )
        for row in held.iter_rows(named=True)
        if row["overlap"] != "own_territory"
    ]
    return tuple(sorted(found, key=lambda entry: (-(entry.persons.high or 0.0), entry.host, entry.sender)))


def _persons(row: Mapping[str, Any]) -> Estimate:
    known = row["persons_low"] is not None and row["persons_high"] is not None
    return Estimate(
        Interval(row["persons_low"], row["persons_high"]) if known else None,
        year=row["persons_year"],
        source_ids=tuple(row["source_ids"]),
        flags=tuple(row["flags"] or ()),
        observation_ids=(row_id("stationed_forces", row),),
        unit="persons",
    )


def soldiers(presences: Iterable[Presence]) -> Estimate:
    """Return how many soldiers some presences are together, without counting any twice.

    Parameters
    ----------
    presences : iterable of Presence
        Those in one host, or those of one sender.

    Returns
    -------
    Estimate
        Number [persons]. A body's total may hold contingents that have rows: so the lower end is the larger of both
        sums and the upper end their sum. Without an upper end where a number is not known.
    """
    entries = tuple(presences)
    if not entries:
        return Estimate(Interval.point(0.0), unit="persons")
    lows, high = {True: 0.0, False: 0.0}, 0.0
    for entry in entries:
        lows[entry.overlap == "total"] += entry.persons.low or 0.0
        high += inf if entry.persons.high is None else entry.persons.high
    return Estimate(
        Interval(max(lows.values()), high),
        source_ids=tuple(dict.fromkeys(source for entry in entries for source in entry.persons.source_ids)),
        flags=tuple(sorted({flag for entry in entries for flag in entry.persons.flags})),
        observation_ids=tuple(address for entry in entries for address in entry.persons.observation_ids),
        unit="persons",
    )


def patrons(world: World, state: str, day: date | None = None) -> pl.DataFrame:
    """Return whom a state leans on, on a day: suppliers of arms, guarantors, givers of aid, former rulers.

    Parameters
    ----------
    world : World
        The tables.
    state : str
        ISO3 code.
    day : datetime.date, optional
        The day; by default the one of the world.

    Returns
    -------
    polars.DataFrame
        Columns ``patron``, ``kind``, ``since``, ``to``, ``confidence``, ``note``, ``source_ids``, ``flags``,
        ``observation_id``. A former ruler is one whose rule had ended by then.
    """
    day = world.today if day is None else day
    ruled = pl.col("kind") == "former_ruler"
    return (
        world.table("patrons")
        .filter((pl.col("state") == state) & ((ruled & (pl.col("to") <= day)) | (~ruled & in_force(day))))
        .sort("kind", "from", "patron")
        .select(
            "patron",
            "kind",
            pl.col("from").alias("since"),
            "to",
            "confidence",
            "note",
            "source_ids",
            "flags",
            row_id_expr("patrons").alias("observation_id"),
        )
    )
