"""Evidence on organisations: members' weight, promises, forces, institutional growth, alliances inside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import polars as pl

from equipoise.errors import InputError, UnknownNameError
from equipoise.interval import Interval
from equipoise.measures.clout import Clout, clout
from equipoise.measures.reach import COVERS, DUTIES, Trigger, reach
from equipoise.scenarios.evidence.registry import Finding, evidence
from equipoise.world.asof import parse_day
from equipoise.world.organisations import instruments_of, instruments_on, members, resolve_organisation
from equipoise.world.rows import distinct, row_id_expr
from equipoise.world.world import World

CONFIDENCE = 0.90
Game = Literal["size", "block"]


@evidence
def member_share(world: World, organisation: str, state: str, indicator: str) -> Finding:
    """A member's part of the members' total [%]."""
    found = clout(world, organisation, indicator)
    iso3 = world.names.resolve(state)
    if found is None or all(member.iso3 != iso3 for member in found.members):
        return Finding.of(None, "% of members' total", _absent(world, found, iso3, indicator))
    row = next(member for member in found.members if member.iso3 == iso3)
    share = row.share_of_members
    return Finding.of(
        # Members without data can only lessen the part of one with data, by how much is not known.
        Interval(0.0, share) if found.missing else Interval.point(share),
        "% of members' total",
        f"{world.names.name(iso3)}'s share of {indicator.replace('_', ' ')}, {len(found.members)} members with data",
        found.year_to,
        found.source_ids,
        found.flags,
        found.observation_ids,
    )


@evidence
def member_rank(world: World, organisation: str, state: str, indicator: str, game: Game = "size") -> Finding:
    """A member's rank by size, or by what it brings to the largest connected block (1 is first)."""
    found = clout(world, organisation, indicator)
    iso3 = world.names.resolve(state)
    if found is None or all(member.iso3 != iso3 for member in found.members):
        return Finding.of(None, "rank", _absent(world, found, iso3, indicator))
    by_block = game == "block"
    keys = {m.iso3: (m.block_shapley or 0.0) if by_block else m.share_of_members for m in found.members}
    rank = 1.0 + sum(value > keys[iso3] for value in keys.values())
    most = rank + len(found.missing)
    what = "what it adds to the largest connected block" if by_block else "size"
    return Finding.of(
        Interval(rank, most, None if found.missing else rank),
        f"of {len(keys) + len(found.missing)}",
        f"{world.names.name(iso3)}'s rank by {what} ({indicator.replace('_', ' ')}) among {len(keys)}",
        found.year_to,
        found.source_ids,
        found.flags,
        found.observation_ids,
    )


def _absent(world: World, found: Clout | None, iso3: str, indicator: str) -> str:
    if found is not None and iso3 not in found.missing:
        return f"{world.names.name(iso3)} is no member of {found.org_id} on {world.today}"
    return f"no {indicator.replace('_', ' ')} is held"


@evidence
def promise(world: World, organisation: str, trigger: Trigger) -> Finding:
    """How far an organisation's instruments cover a trigger: 0 no, 1 ambiguous, 2 yes."""
    found = reach(world, organisation)
    best = found.promise(trigger)
    texts = instruments_of(world, found.org_id, world.today)
    return Finding.of(
        Interval.point(float(COVERS.index(best.covers))),
        "0 no, 1 ambiguous, 2 yes",
        f"{found.org_id} covers {trigger} trigger: {best.covers}"
        + (f", {best.duty.replace('_', ' ')}" if best.covers != "no" else ""),
        None,
        distinct(texts, "source_ids"),
        found.flags,
        best.instruments or tuple(texts.select(row_id_expr("instruments").alias("_id"))["_id"]),
    )


@evidence
def strongest_duty(world: World, organisation: str) -> Finding:
    """Strongest duty that any instrument of an organisation lays on members: 0 none to 4 must assist."""
    texts = instruments_of(world, resolve_organisation(world, organisation), world.today)
    strongest = max((DUTIES.index(duty) for duty in texts["duty"]), default=0)
    return Finding.of(
        Interval.point(float(strongest)),
        "0 none, 1 cooperate, 2 consult, 3 may assist, 4 must assist",
        f"strongest duty in {texts.height} instruments: {DUTIES[strongest].replace('_', ' ')}",
        None,
        distinct(texts, "source_ids"),
        distinct(texts, "flags"),
        tuple(texts.select(row_id_expr("instruments").alias("_id"))["_id"]),
    )


@evidence
def standing_force(world: World, organisation: str) -> Finding:
    """Force that an organisation's instruments name as standing or earmarked [persons]; zero if they name none."""
    found = reach(world, organisation)
    texts = instruments_of(world, found.org_id, world.today)
    named = found.standing_force
    # The texts are all there is: a force that none of them names does not exist on paper, so zero is a finding here.
    none_named = Interval.point(0.0) if texts.height else None
    return Finding.of(
        named if named is not None else none_named,
        "persons",
        f"standing or earmarked force named in {texts.height} instruments of {found.org_id}",
        None,
        distinct(texts, "source_ids"),
        found.flags,
        tuple(texts.select(row_id_expr("instruments").alias("_id"))["_id"]),
    )


@evidence
def deployable_force(world: World, organisation: str, to: str) -> Finding:
    """Soldiers that members other than the state in need could send, by the usual deployable part [persons].

    Members without data leave the upper end open.
    """
    found = reach(world, organisation, to=to)
    senders = [iso3 for iso3 in found.members if iso3 != world.names.resolve(to)]
    able = found.deployable
    if able is not None and found.missing:
        able = Interval(able.low, float("inf"))
    return Finding.of(
        able,
        "persons",
        f"deployable part of members' active forces ({len(senders) - len(found.missing)} members with data)",
        None,
        found.source_ids,
        found.flags,
    )


@evidence
def institutional_pace(
    world: World, organisation: str, founded: str | date, split: str | date, until: str | date
) -> Finding:
    """Pace of institutional acts after a day over the pace before it.

    Acts are new instruments, accessions and new observers after the founding day.

    Notes
    -----
    With counts taken as Poisson, the later count given the sum is binomial, which gives an exact interval of the
    ratio of rates (Przyborowski, J. & Wilenski, H. (1940). Biometrika 31, 313-323.
    https://doi.org/10.1093/biomet/31.3-4.313).
    """
    org_id = resolve_organisation(world, organisation)
    start, middle, end = (parse_day(text) for text in (founded, split, until))
    if not start < middle < end:
        raise InputError(f"the days {start}, {middle} and {end} are not in order: founded, split, until")
    acts = _acts(world, org_id, start, end)
    before = acts.filter(pl.col("from") < middle).height
    after = acts.height - before
    exposure = (end - middle).days / (middle - start).days
    finding = Finding.of(
        None,
        "ratio of rates",
        f"acts since {middle}: {after}; in the {(middle - start).days / 365.25:.0f} years before: {before}",
    )
    if acts.height == 0:
        return finding
    from scipy import stats  # half a second that other commands need not wait

    exact = stats.binomtest(after, acts.height).proportion_ci(CONFIDENCE, method="exact")
    ends = [share / (1 - share) / exposure if share < 1 else float("inf") for share in (exact.low, exact.high)]
    value = after / before / exposure if before else None
    return Finding.of(
        Interval(ends[0], ends[1], value),
        finding.unit,
        finding.text,
        end.year,
        distinct(acts, "source_ids"),
        ("derived",),
        tuple(acts["_id"]),
    )


ACT_TABLES = ("instruments", "memberships")


@evidence
def acts_count(world: World, organisation: str, table: str, start: str | date, until: str | date) -> Finding:
    """How many institutional acts of one sort fall between two days."""
    if table not in ACT_TABLES:
        raise UnknownNameError("table of acts", table, ACT_TABLES)
    org_id = resolve_organisation(world, organisation)
    acts = _acts(world, org_id, parse_day(start), parse_day(until), (table,))
    return Finding.of(
        Interval.point(float(acts.height)),
        "acts",
        f"{table} of {org_id} from {start} to {until}",
        None,
        distinct(acts, "source_ids"),
        (),
        tuple(acts["_id"]),
    )


def _acts(world: World, org_id: str, start: date, end: date, tables: Sequence[str] = ACT_TABLES) -> pl.DataFrame:
    frames = [
        world.table(table)
        .filter((pl.col("org_id") == org_id) & (pl.col("from") > start) & (pl.col("from") <= end))
        .select("from", "source_ids", row_id_expr(table).alias("_id"))
        for table in tables
    ]
    # Several states that join on one day are one act.
    return pl.concat(frames).unique("from", keep="first", maintain_order=True).sort("from")


def _pacts(world: World, lead: str, trigger: Trigger) -> pl.DataFrame:
    """Return the pacts in force between a lead state and named others that lay a duty to assist on them."""
    return instruments_on(world, world.today).filter(
        pl.col("parties").list.contains(lead)
        & (pl.col(f"trigger_{trigger}") == "yes")
        & pl.col("duty").is_in(["must_assist", "may_assist"])
    )


def _from_pacts(pacts: pl.DataFrame, interval: Interval | None, unit: str, text: str) -> Finding:
    return Finding.of(
        interval,
        unit,
        text,
        None,
        distinct(pacts, "source_ids"),
        distinct(pacts, "flags"),
        tuple(pacts.select(row_id_expr("instruments").alias("_id"))["_id"]),
    )


@evidence
def bound_members(world: World, organisation: str, lead: str, trigger: Trigger = "external") -> Finding:
    """Members bound to a lead state by a pact of their own to assist, as a part of all other members [%]."""
    org_id = resolve_organisation(world, organisation)
    iso3 = world.names.resolve(lead)
    others = [state for state in members(world, org_id, world.today) if state != iso3]
    pacts = _pacts(world, iso3, trigger)
    bound = sorted({state for parties in pacts["parties"] for state in parties} & set(others))
    named = ", ".join(world.names.name(state) for state in bound) or "none"
    share = Interval.point(100 * len(bound) / len(others)) if others else None
    text = f"bound to {world.names.name(iso3)} by a pact of assistance: {named}, of {len(others)} other members"
    return _from_pacts(pacts, share, "% of other members", text)


@evidence
def bound_state(world: World, state: str, lead: str, trigger: Trigger = "external") -> Finding:
    """How many pacts in force bind a lead state to assist another.

    That there is none is a finding where texts between the two are held, and unknown where none is.
    """
    iso3, other = world.names.resolve(state), world.names.resolve(lead)
    between = instruments_on(world, world.today).filter(pl.col("parties").list.contains(iso3))
    between = between.filter(pl.col("parties").list.contains(other))
    pacts = _pacts(world, other, trigger).filter(pl.col("parties").list.contains(iso3))
    named = "; ".join(pacts["name"]) or f"none in {between.height} texts held"
    text = f"pacts of assistance between {world.names.name(other)} and {world.names.name(iso3)}: {named}"
    count = Interval.point(float(pacts.height)) if between.height else None
    return _from_pacts(between if pacts.is_empty() else pacts, count, "pacts", text)
