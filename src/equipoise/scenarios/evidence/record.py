"""Evidence from the record of a case: dated events, reactions, single facts."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from equipoise.errors import DataError, UnknownNameError
from equipoise.interval import Interval
from equipoise.scenarios.evidence.registry import Finding, evidence
from equipoise.world.rows import distinct, row_id, row_id_expr
from equipoise.world.when import Span, span
from equipoise.world.world import World

DAY = timedelta(days=1)


def _fact(world: World, state: str, match: dict[str, str]) -> dict[str, object]:
    iso3 = world.names.resolve(state)
    rows = world.facts.filter(pl.col("iso3") == iso3)
    for column, wanted in match.items():
        if column not in rows.columns:
            raise UnknownNameError("column of facts", column, rows.columns, show=20)
        rows = rows.filter(pl.col(column) == wanted)
    if rows.height > 1:
        raise DataError(f"{rows.height} facts about {iso3} match {match}; name more columns")
    return rows.row(0, named=True) if rows.height else {}


def _of_fact(row: dict[str, object], interval: Interval | None, unit: str, text: str) -> Finding:
    sources, flags, year = row.get("source_ids"), row.get("flags"), row.get("year")
    return Finding.of(
        interval,
        unit,
        text,
        year if isinstance(year, int) else None,
        tuple(sources) if isinstance(sources, list) else (),
        tuple(flags) if isinstance(flags, list) else (),
        (row_id("facts", row),) if row else (),
    )


@evidence
def fact(world: World, state: str, match: dict[str, str]) -> Finding:
    """One recorded fact with a number."""
    row = _fact(world, state, match)
    value = row.get("value")
    text = ", ".join(str(row[column]) for column in ("partner", "measure", "period") if row.get(column))
    interval = Interval.point(value) if isinstance(value, float) else None
    return _of_fact(row, interval, str(row.get("unit") or ""), text or f"no fact matches {match}")


@evidence
def fact_ratio(world: World, state: str, match: dict[str, str], over: dict[str, str]) -> Finding:
    """One recorded fact over another."""
    top, base = fact(world, state, match), fact(world, state, over)
    interval = None
    if top.interval is not None and base.interval is not None and base.interval.low > 0:
        interval = top.interval.divide(base.interval)
    return Finding.of(
        interval,
        "ratio",
        f"{top.text} over {base.text}",
        top.year,
        tuple(sorted({*top.source_ids, *base.source_ids})),
        tuple(sorted({*top.flags, *base.flags})),
        (*top.observation_ids, *base.observation_ids),
    )


def _event(world: World, case: str, event: str) -> dict[str, object]:
    rows = world.events.filter(pl.col("case_id") == case)
    found = rows.filter(pl.col("event_id") == event)
    if found.is_empty():
        raise UnknownNameError("event", event, rows["event_id"].to_list(), show=60)
    return found.row(0, named=True)


@evidence
def event_value(world: World, case: str, event: str) -> Finding:
    """The number reported with a dated event."""
    row = _event(world, case, event)
    value = row["value"]
    return Finding.of(
        Interval.point(value) if isinstance(value, float) else None,
        str(row["unit"] or ""),
        str(row["event"]),
        None,
        tuple(row["source_ids"]) if isinstance(row["source_ids"], list) else (),
        tuple(row["flags"]) if isinstance(row["flags"], list) else (),
        (row_id("events", row),),
    )


@evidence
def event_ratio(world: World, case: str, event: str, over: str) -> Finding:
    """The number reported with one event over that of another."""
    top, base = event_value(world, case, event), event_value(world, case, over)
    interval = None
    if top.interval is not None and base.interval is not None and base.interval.low > 0:
        interval = top.interval.divide(base.interval)
    return Finding.of(
        interval,
        "ratio",
        f"{top.text} over {base.text}",
        None,
        tuple(sorted({*top.source_ids, *base.source_ids})),
        tuple(sorted({*top.flags, *base.flags})),
        (*top.observation_ids, *base.observation_ids),
    )


@evidence
def event_gap(world: World, case: str, start: str, end: str) -> Finding:
    """Days between two dated events, as an interval: each lies somewhere within the hours that its source gives."""
    first, last = _event(world, case, start), _event(world, case, end)
    begins, ends = _span(first), _span(last)
    longest = (ends.end - begins.start) / DAY
    if longest < 0:
        raise DataError(f"event {end!r} ({ends.words}) lies before event {start!r} ({begins.words})")
    shortest = max(0.0, (ends.start - begins.end) / DAY)
    rows = world.events.filter((pl.col("case_id") == case) & pl.col("event_id").is_in([start, end]))
    return Finding.of(
        Interval(shortest, longest),
        "days",
        f"from “{first['event']}” ({begins.words}) to “{last['event']}” ({ends.words})",
        None,
        distinct(rows, "source_ids"),
        distinct(rows, "flags"),
        tuple(rows.select(row_id_expr("events").alias("_id"))["_id"]),
    )


def _span(row: dict[str, object]) -> Span:
    day = row["date"]
    assert isinstance(day, date)  # noqa: S101 - a required date
    clock, precision = row["time"], row["precision"]
    return span(day, None if clock is None else str(clock), None if precision is None else str(precision))


def _reactions(world: World, case: str, actor: str) -> pl.DataFrame:
    rows = world.reactions.filter(pl.col("case_id") == case)
    found = rows.filter(pl.col("actor") == actor)
    if found.is_empty():
        raise UnknownNameError("actor", actor, rows["actor"].unique().to_list(), show=20)
    return found


@evidence
def reaction_day(world: World, case: str, actor: str, kind: str | None = None) -> Finding:
    """Days from the appeal to an actor's first recorded reaction, or first of a kind."""
    rows = _reactions(world, case, actor)
    rows = rows if kind is None else rows.filter(pl.col("kind") == kind)
    rows = rows.filter(pl.col("days_after_appeal").is_not_null())
    if rows.is_empty():
        return Finding.of(None, "days", f"no dated {kind or 'reaction'} by {actor} is recorded")
    first = rows.sort("days_after_appeal").row(0, named=True)
    return Finding.of(
        Interval.point(float(first["days_after_appeal"])),
        "days",
        f"{actor}, {first['kind']}: {first['content']}",
        None,
        tuple(first["source_ids"]),
        tuple(first["flags"] or ()),
        (row_id("reactions", first),),
    )


@evidence
def reaction_rank(world: World, case: str, actor: str, kind: str | None = None) -> Finding:
    """How many outside actors reacted on an earlier day than this one, as a part of all the others [%]."""
    own = reaction_day(world, case, actor, kind)
    rows = world.reactions.filter((pl.col("case_id") == case) & (pl.col("actor") != actor))
    firsts = rows.group_by("actor").agg(pl.col("days_after_appeal").min())
    if own.interval is None or firsts.is_empty():
        return Finding.of(None, "% of others", "no reaction is recorded")
    what = f" ({kind})" if kind else ""
    earlier = firsts.filter(pl.col("days_after_appeal") < own.interval.low).height
    return Finding.of(
        Interval.point(100 * earlier / firsts.height),
        "% of others",
        f"{earlier} of {firsts.height} other outside actors reacted on an earlier day than {actor}{what}",
        None,
        tuple(sorted({*own.source_ids, *distinct(rows, "source_ids")})),
        (),
        own.observation_ids,
    )


@evidence
def offers_of_force(world: World, case: str, actor: str) -> Finding:
    """How often an actor offered force in the record of a case."""
    rows = _reactions(world, case, actor)
    return Finding.of(
        Interval.point(float(rows["offered_force"].sum())),
        "offers",
        f"offers of force in {rows.height} recorded reactions of {actor}",
        None,
        distinct(rows, "source_ids"),
        (),
        tuple(rows.select(row_id_expr("reactions").alias("_id"))["_id"]),
    )


@evidence
def genuine_calls(world: World, episode: str, addressee: str) -> Finding:
    """How many genuine calls to an addressee the panel records in an episode."""
    for column, name in (("episode_id", episode), ("addressee", addressee)):
        if name not in world.calls[column]:
            raise UnknownNameError(column.removesuffix("_id"), name, world.calls[column].unique(), show=20)
    rows = world.calls.filter((pl.col("episode_id") == episode) & (pl.col("addressee") == addressee))
    genuine = rows.filter(pl.col("use_for_calibration"))
    return Finding.of(
        Interval.point(float(genuine.height)),
        "calls",
        f"genuine calls to {addressee} in {episode}, of {rows.height} recorded",
        None,
        distinct(rows, "source_ids"),
        (),
        tuple(rows.select(row_id_expr("calls").alias("_id"))["_id"]),
    )
