"""The sheets on organisations: who belongs, what the texts say, what members weigh and what they could send."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import inf
from typing import Any

import polars as pl

from equipoise.answers import Column, Sheet
from equipoise.answers.numbers import format_estimate
from equipoise.interval import Estimate, Interval
from equipoise.measures.clout import Clout, MemberClout
from equipoise.measures.reach import TRIGGERS, Reach
from equipoise.questions.wording import listed
from equipoise.world.organisations import instruments_of, memberships_on
from equipoise.world.rows import distinct, row_id_expr
from equipoise.world.spelling import fold
from equipoise.world.world import World

SUSPENDED = ("suspended", "frozen")
"""Standings of a state that is a member, too."""
MOST_NAMED = 6
COVERS = {"external": "external attack", "internal": "internal unrest", "disaster": "disaster"}

PLACES = ("article", "paragraph", "chapter")
"""Words by which the name of an instrument shows that it holds the article."""

MEMBER_COLUMNS = (
    Column("iso3", hidden=True, sense="ISO 3166-1 code of the state."),
    Column("name", "state", sense="Name of the state."),
    Column("status", "standing", words="standing", sense="Member, member whose rights are suspended, observer ..."),
    Column("from", "since", "date", sense="First day of the standing, where it is known."),
    Column("basis", "how the day was found", sense="What the days rest on."),
    Column("source_ids", kind="list", hidden=True, sense="Sources."),
    Column("flags", "marks", "list", words="flag", sense="Marks of quality."),
)
INSTRUMENT_COLUMNS = (
    Column("id", hidden=True, sense="Address of the row, for `equipoise explain`."),
    Column("org_id", "organisation", sense="Id of the organisation."),
    Column("instrument_id", hidden=True, sense="Id of the clause."),
    Column("version", kind="integer", hidden=True, sense="1 for the first text in force, 2 for the next."),
    Column("name", hidden=True, sense="Name of the instrument."),
    Column("article", hidden=True, sense="Article or clause."),
    Column("text", "instrument", sense="Instrument and article, with the year from which the text binds."),
    Column("from", "in force from", "date", hidden=True, sense="Day from which the text binds."),
    Column("trigger_external", "external attack", words="coverage", sense="Does the text cover an external attack?"),
    Column("trigger_internal", "internal unrest", words="coverage", sense="Does the text cover internal unrest?"),
    Column("trigger_disaster", "disaster", words="coverage", sense="Does the text cover a disaster?"),
    Column("duty", words="duty", sense="What members owe each other under the text."),
    Column("duty_internal", hidden=True, words="duty", sense="The same in the case of internal unrest."),
    Column("decision_rule", "decision", words="decision_rule", sense="How it is decided to help."),
    Column("force_low", kind="integer", hidden=True, sense="Force that the text names, at least [persons]."),
    Column("force_high", kind="integer", hidden=True, sense="Force that the text names, at most [persons]."),
    Column("uses", hidden=True, sense="Uses on record."),
    Column("used", sense="Uses on record, or the force that the text names."),
    Column("coding", words="coding", sense="Whether the coder knew how calls under the text were answered."),
    Column("source_ids", kind="list", hidden=True, sense="Sources."),
    Column("flags", kind="list", hidden=True, words="flag", sense="Marks of quality."),
)
CLOUT_COLUMNS = (
    Column("org_id", "organisation", hidden=True, sense="Id of the organisation."),
    Column("indicator", words="indicator", sense="What is added up over the members."),
    Column("share_of_world", "share of the world", "estimate", "%", 2, sense="Members' total over that of all states."),
    Column("members", "members' shares of that", sense="The largest shares of the members' total."),
    Column("missing", "without data", "list", sense="Members without data: the share is then at least so much."),
    Column("year_from", kind="year", hidden=True, sense="First year described."),
    Column("year_to", kind="year", hidden=True, sense="Last year described."),
    Column("source_ids", kind="list", hidden=True, sense="Sources."),
    Column("flags", kind="list", hidden=True, words="flag", sense="Marks of quality."),
    Column("observation_ids", kind="list", hidden=True, sense="Addresses of the rows used."),
)
CLOUT_MEMBER_COLUMNS = (
    Column("org_id", "organisation", hidden=True, sense="Id of the organisation."),
    Column("indicator", words="indicator", sense="What is compared."),
    Column("iso3", hidden=True, sense="ISO 3166-1 code of the member."),
    Column("name", "member", sense="Name of the member."),
    Column("share_of_members", "share of the members' total", "estimate", "%", 1, sense="Its share of the members."),
    Column("share_of_world", "share of the world", "estimate", "%", 2, sense="What the organisation would lose."),
    Column(
        "block_shapley",
        "Shapley value of the joined block",
        "estimate",
        "%",
        2,
        sense="What it brings by joining others to each other by land; for organisations of up to 16 members.",
    ),
)
REACH_COLUMNS = (
    Column("org_id", hidden=True, sense="Id of the organisation."),
    Column("label", "organisation", sense="Name of the organisation."),
    Column("standing_force", "force named", "estimate", "persons", parts=("low", "high", "flags")),
    Column("active_forces", "members' active forces", "estimate", "persons", sense="Active forces of all members."),
    Column("deployable", "deployable", "estimate", "persons", sense="8 to 40 % of the active forces."),
    *(
        Column(trigger, COVERS[trigger], words="coverage", sense=f"The most that a text says on {COVERS[trigger]}.")
        for trigger in TRIGGERS
    ),
    *(
        Column(f"{trigger}_duty", hidden=True, words="duty", sense=f"Strongest duty of the texts on {COVERS[trigger]}.")
        for trigger in TRIGGERS
    ),
    *(
        Column(
            f"{trigger}_instruments", kind="list", hidden=True, sense=f"Addresses of the texts on {COVERS[trigger]}."
        )
        for trigger in TRIGGERS
    ),
    Column("note", "remark", sense="How many members, and how many without data on forces."),
    Column("missing", kind="list", hidden=True, sense="Members without data on forces."),
    Column("source_ids", kind="list", hidden=True, sense="Sources."),
    Column("flags", kind="list", hidden=True, words="flag", sense="Marks of quality."),
)


def member_rows(world: World, org_id: str, day: date) -> list[dict[str, Any]]:
    """Return the standings in an organisation on a day, one row a state, in the order of their names.

    A state that is suspended, or has frozen its membership, is a member all the same and has one row that says so.
    """
    found: dict[str, dict[str, Any]] = {}
    for row in memberships_on(world, org_id, day).iter_rows(named=True):
        held = found.get(row["iso3"])
        if held is None or row["status"] in SUSPENDED:
            found[row["iso3"]] = {**row, "name": world.names.name(row["iso3"])}
    return sorted(found.values(), key=lambda row: fold(row["name"]))


def belongs(row: Mapping[str, Any]) -> bool:
    """Say whether a standing is that of a member."""
    return row["status"] in ("member", *SUSPENDED)


def instrument_sheet(world: World, bodies: Sequence[str], day: date) -> Sheet:
    """Return what the texts of organisations say, those in force on a day."""
    rows = [
        {**row, "text": _text_name(row), "used": _used(row)}
        for org_id in bodies
        for row in instruments_of(world, org_id, day).with_columns(row_id_expr("instruments").alias("id")).to_dicts()
    ]
    title = "The instruments in force: what they cover"
    if len(bodies) == 1:
        return Sheet.of("instruments", title, _without(INSTRUMENT_COLUMNS, "org_id", "used"), rows)
    return Sheet.of("instruments", title, _without(INSTRUMENT_COLUMNS, "coding"), rows, by="org_id")


def _without(columns: Iterable[Column], *names: str) -> tuple[Column, ...]:
    """Return columns of which some are in the data only."""
    return tuple(replace(column, hidden=column.hidden or column.name in names) for column in columns)


def _text_name(row: Mapping[str, Any]) -> str:
    """Return an instrument with its article, where its name does not say it, and the year from which it binds."""
    name, article = str(row["name"]), str(row["article"] or "")
    if article[:1].isdigit() and not any(word in name for word in PLACES):
        name += f", art. {article}"
    return f"{name} ({row['from'].year})"


def _used(row: Mapping[str, Any]) -> str:
    if row["uses"]:
        return str(row["uses"])
    if row["force_high"] is None:
        return "no use on record"
    low = -inf if row["force_low"] is None else row["force_low"]
    named = Estimate(Interval(low, row["force_high"]))
    return f"force named: {format_estimate(named, 0)}"


def clout_sheet(world: World, found: Iterable[Clout], name: str = "clout", body: str = "its") -> Sheet:
    """Return what the members of an organisation add up to in the world, one row an indicator."""
    rows = [
        {
            "org_id": entry.org_id,
            "indicator": entry.indicator,
            "share_of_world": share_of_world(entry),
            "members": _largest(world, entry.members),
            "missing": tuple(world.names.name(iso3) for iso3 in entry.missing),
            **{name: getattr(entry, name) for name in ("year_from", "year_to", "source_ids", "flags")},
            "observation_ids": entry.observation_ids,
        }
        for entry in found
    ]
    return Sheet.of(name, f"What {body} members add up to", CLOUT_COLUMNS, rows)


def share_of_world(found: Clout) -> Estimate:
    """Return the share of an organisation; members without data can only add to it, so it is then a floor."""
    share = found.share_of_world
    return Estimate(Interval(share, inf) if found.missing else Interval.point(share), unit="%")


def _largest(world: World, members: Sequence[MemberClout]) -> str:
    named = [f"{world.names.name(member.iso3)} {member.share_of_members:.0f} %" for member in members[:MOST_NAMED]]
    rest = len(members) - len(named)
    return listed([*named, f"{rest} more"]) if rest else ", ".join(named)


def clout_member_sheet(
    world: World, found: Iterable[Clout], name: str = "clout_members", body: str = "the organisation"
) -> Sheet:
    """Return what each member brings to an organisation, one row a member and indicator."""
    rows = [
        {
            "org_id": entry.org_id,
            "indicator": entry.indicator,
            "iso3": member.iso3,
            "name": world.names.name(member.iso3),
            "share_of_members": member.share_of_members,
            "share_of_world": member.share_of_world,
            "block_shapley": member.block_shapley,
        }
        for entry in found
        for member in entry.members
    ]
    return Sheet.of(name, f"What each member brings to {body}", CLOUT_MEMBER_COLUMNS, rows, detail=True, by="indicator")


def reach_sheet(world: World, found: Iterable[Reach], day: date) -> Sheet:
    """Return what organisations promise by trigger, and the forces that texts name and members have."""
    rows = [_reach_row(world, entry, day) for entry in found]
    columns = _without(REACH_COLUMNS, *(("deployable",) if len(rows) > 1 else ("label", "note")))
    return Sheet.of("reach", "What the texts promise, and the forces", columns, rows)


def _reach_row(world: World, found: Reach, day: date) -> dict[str, Any]:
    texts = instruments_of(world, found.org_id, day).filter(pl.col("force_high").is_not_null())
    # A body whose texts name no force has none of its own: that is known, and no gap.
    named = found.standing_force or Interval.point(0.0)
    lacking = f", {len(found.missing)} without data on forces" if found.missing else ""
    return {
        "org_id": found.org_id,
        "label": found.org_id,
        "standing_force": Estimate(named, unit="persons", flags=distinct(texts, "flags")),
        "active_forces": Estimate(found.active_forces, unit="persons"),
        "deployable": Estimate(found.deployable, unit="persons"),
        **{promise.trigger: promise.covers for promise in found.promises},
        **{f"{promise.trigger}_duty": promise.duty for promise in found.promises},
        **{f"{promise.trigger}_instruments": promise.instruments for promise in found.promises},
        "note": f"{len(found.members)} member{'' if len(found.members) == 1 else 's'}{lacking}",
        "missing": found.missing,
        "source_ids": found.source_ids,
        "flags": found.flags,
    }
