"""An organisation on a day: who belongs to it, what its texts promise, what its members could send and weigh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from equipoise.answers import Answer, Caption, Chart, Sentence, Sheet
from equipoise.answers.numbers import format_estimate
from equipoise.answers.vocabulary import title_of
from equipoise.interval import Estimate
from equipoise.measures.clout import INDICATORS, Clout, clout
from equipoise.measures.reach import Reach, reach
from equipoise.questions.citing import finished
from equipoise.questions.organisation_sheets import (
    MEMBER_COLUMNS,
    belongs,
    clout_member_sheet,
    clout_sheet,
    instrument_sheet,
    member_rows,
    reach_sheet,
    share_of_world,
)
from equipoise.questions.wording import body_name, capital, listed, of_whom, sources_in_words
from equipoise.world.existence import check_exists_on
from equipoise.world.organisations import organisation as organisation_row
from equipoise.world.organisations import resolve_organisation
from equipoise.world.world import World

THINGS = {"area": "area", "population": "people", "gdp": "output", "military_expenditure": "military spending"}
"""What is added up, as it stands in a sentence: "2 % of the people of the world"."""
HOW_CODED = (
    "What a text covers was coded blind, from the text alone, wherever a row of the table says so; "
    "coders who knew how calls were answered found mandates more often."
)
HOW_DEPLOYABLE = "Deployable: 8 to 40 % of active forces, the targets that NATO set itself; few states reach them."


def organisation(world: World, name: str) -> Answer:
    """Answer what an organisation is on the day of the world.

    Parameters
    ----------
    world : World
        The tables.
    name : str
        Id or any name of the organisation.

    Returns
    -------
    Answer
        Sheets ``members`` (one row a state with its standing), ``others`` (observers, candidates, partners),
        ``instruments`` (what the texts in force cover), ``reach`` (promises and forces, one row), ``clout`` (share of
        the world by indicator) and ``clout_members`` (what each member brings); charts of reach and clout.

    Raises
    ------
    UnknownNameError
        If no organisation has that name; a state is told to be one.
    InputError
        If it does not exist on the day.
    """
    check_exists_on(world, name)
    org_id, day = resolve_organisation(world, name), world.today
    title = str(organisation_row(world, org_id)["name"])
    standings = member_rows(world, org_id, day)
    able = reach(world, org_id)
    weights = [found for indicator in INDICATORS if (found := clout(world, org_id, indicator)) is not None]
    members, others = _standing_sheets(standings)
    clouts, shares = clout_sheet(world, weights), clout_member_sheet(world, weights)
    texts, forces = instrument_sheet(world, [org_id], day), reach_sheet(world, [able], day)
    charts: tuple[Chart, ...] = (
        Chart("reach", ("reach",), _reach_caption(world, able, title), {"coloured_by": "org_id"}),
    )
    if weights:
        charts += (Chart("clout", ("clout", "clout_members"), _clout_caption(world, weights, title)),)
    answer = Answer(
        question="organisation",
        title=f"{title} ({org_id}), as of {day}",
        subject={"org_id": org_id, "name": title, "as_of": day.isoformat()},
        headline=(
            _members_sentence(world, org_id, standings),
            _promise_sentence(able, texts),
            _force_sentence(forces),
            *_clout_sentence(weights),
        ),
        sheets=(texts, forces, clouts, members, others, shares),
        charts=charts,
        caveats=(Sentence(HOW_CODED), Sentence(HOW_DEPLOYABLE, able.source_ids if able.deployable else ())),
    )
    return finished(world, answer)


def _standing_sheets(rows: Sequence[Mapping[str, Any]]) -> tuple[Sheet, Sheet]:
    within, outside = [row for row in rows if belongs(row)], [row for row in rows if not belongs(row)]
    return (
        Sheet.of("members", "Its members", MEMBER_COLUMNS, within, detail=True),
        Sheet.of("others", "Observers, candidates and partners", MEMBER_COLUMNS, outside, detail=True),
    )


def _members_sentence(world: World, org_id: str, rows: Sequence[Mapping[str, Any]]) -> Sentence:
    within = [row for row in rows if belongs(row)]
    body = capital(body_name(world, org_id))
    if not within:
        return Sentence(f"The tables name no member of {body_name(world, org_id)} on that day.")
    text = (
        f"{body} has {len(within)} member{'' if len(within) == 1 else 's'}: {listed([_named(row) for row in within])}."
    )
    outside: dict[str, list[str]] = {}
    for row in rows:
        if not belongs(row):
            outside.setdefault(row["status"], []).append(row["name"])
    for status, names in outside.items():
        text += f" {capital(title_of('standing', status))}{'' if len(names) == 1 else 's'}: {listed(names)}."
    return Sentence(text, lead="Members.")


def _named(row: Mapping[str, Any]) -> str:
    return row["name"] if row["status"] == "member" else f"{row['name']} ({title_of('standing', row['status'])})"


def _promise_sentence(able: Reach, texts: Sheet) -> Sentence:
    lead = "Promises."
    if not texts.rows:
        return Sentence("The tables hold no instrument of it that is in force.", lead=lead)
    told: dict[str, list[str]] = {}
    for promise in able.promises:
        owed = promise.covers != "no" and promise.duty != "none"
        duty = f" ({title_of('duty', promise.duty)})" if owed else ""
        told.setdefault(promise.covers, []).append(f"{title_of('trigger', promise.trigger)}{duty}")
    words = {"yes": "cover {}", "ambiguous": "may be read to cover {}", "no": "do not cover {}"}
    parts = [form.format(_either(told[covers], covers)) for covers, form in words.items() if covers in told]
    return Sentence(f"Its texts {listed(parts)}.", lead=lead)


def _either(things: Sequence[str], covers: str) -> str:
    if covers == "no" and len(things) > 1:
        return f"{', '.join(things[:-1])} or {things[-1]}"
    return listed(things)


def _force_sentence(forces: Sheet) -> Sentence:
    row = next(forces.records())
    named, active, deployable = (row[key] for key in ("standing_force", "active_forces", "deployable"))
    assert isinstance(named, Estimate)  # noqa: S101 - the sheet holds estimates there
    assert isinstance(active, Estimate)  # noqa: S101
    assert isinstance(deployable, Estimate)  # noqa: S101
    standing = (
        f"a force of {format_estimate(named, 0, with_unit=False)}" if named.high else "no standing or earmarked force"
    )
    if active.missing:
        return Sentence(
            f"Its texts name {standing}; no figure is held for the active forces of its members.", lead="Forces."
        )
    have, sent = (format_estimate(entry, 0, with_unit=False) for entry in (active, deployable))
    return Sentence(
        f"Its texts name {standing}; members have {have} in active forces, of which {sent} might be sent abroad.",
        lead="Forces.",
    )


def _clout_sentence(weights: Sequence[Clout]) -> tuple[Sentence, ...]:
    if not weights:
        return ()
    text = f"Its members make up {listed(shares_in_words(weights))} of the world."
    return (Sentence(text, lead="Weight."),)


def shares_in_words(weights: Sequence[Clout]) -> list[str]:
    """Return the shares of an organisation in the world: "3.5 % of the area", "at least 2.1 % of the output"."""
    return [f"{format_estimate(share_of_world(entry), 1)} of the {THINGS[entry.indicator]}" for entry in weights]


def _reach_caption(world: World, able: Reach, title: str) -> Caption:
    return Caption(
        title=f"What {title} promises, and what it could send",
        subtitle="What instruments in force promise by trigger, the force they name, and members' active forces",
        source=sources_in_words(world, able.source_ids),
        source_ids=able.source_ids,
    )


def _clout_caption(world: World, weights: Sequence[Clout], title: str) -> Caption:
    sources = sources_of(weights)
    return Caption(
        title=f"{of_whom(title)} share of the world",
        subtitle=f"Share of the world total [%], {years_of(weights)}",
        source=sources_in_words(world, sources),
        source_ids=sources,
        note=missing_note(world, weights),
    )


def sources_of(weights: Sequence[Clout]) -> tuple[str, ...]:
    """Return the sources of the shares of an organisation."""
    return tuple(dict.fromkeys(source for found in weights for source in found.source_ids))


def years_of(weights: Sequence[Clout]) -> str:
    """Return the span of the years that the shares of an organisation describe."""
    years = sorted({year for found in weights for year in (found.year_from, found.year_to)})
    return f"{years[0]} to {years[-1]}" if len(years) > 1 else str(years[0])


def missing_note(world: World, weights: Sequence[Clout]) -> str:
    """Return which members are not counted for want of data."""
    parts = []
    for found in weights:
        names = listed([world.names.name(iso3) for iso3 in found.missing])
        if names:
            parts.append(f"{title_of('indicator', found.indicator).lower()} of {names}")
    return f"Not held, so not counted: {listed(parts)}." if parts else ""
