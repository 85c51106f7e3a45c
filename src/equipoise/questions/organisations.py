"""Several organisations side by side, as a state sees them: promises against forces, and what the state brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from equipoise.answers import Answer, Caption, Chart, Sentence, Sheet
from equipoise.errors import InputError
from equipoise.measures.clout import INDICATORS, Clout, clout
from equipoise.measures.reach import Reach, reach
from equipoise.questions.citing import finished
from equipoise.questions.organisation import (
    HOW_CODED,
    THINGS,
    missing_note,
    shares_in_words,
    sources_of,
    years_of,
)
from equipoise.questions.organisation_sheets import clout_member_sheet, clout_sheet, instrument_sheet, reach_sheet
from equipoise.questions.wording import body_name, capital, day_in_words, listed, of_whom, sources_in_words
from equipoise.world.organisations import resolve_organisation
from equipoise.world.world import World

MOST_MEMBERS = 12
"""Members of the largest organisation whose bars can still be read."""
MOST_BARS = 2
LEAST_TOLD = 3.0
"""Share of an organisation [%] below which it is no news what a state brings to it."""


def organisations(
    world: World, names: Sequence[str], state: str, day: date | None = None, then: World | None = None
) -> Answer:
    """Answer what a state's organisations promise, what they could send, and what the state brings to them.

    Parameters
    ----------
    world : World
        The tables.
    names : sequence of str
        Organisations by id or name, in the order in which they are shown.
    state : str
        Any name or code of the state.
    day : datetime.date, optional
        Day on which members and instruments are read; by default that of the world.
    then : World, optional
        The tables as of that day, for the shares of the world; by default `world`.

    Returns
    -------
    Answer
        Sheets ``reach`` (promises and forces, one row an organisation) and ``instruments``; for up to two small
        ones ``clout_ID`` and ``clout_members_ID`` (shares of the world); a chart of reach, and of clout for those.

    Raises
    ------
    UnknownNameError
        If an organisation or the state is not known.
    InputError
        If an organisation does not exist on the day.
    """
    iso3, when = world.names.resolve(state), day or world.today
    ids = [resolve_organisation(world, name) for name in names]
    able = {org_id: reach(world, org_id, when) for org_id in ids}
    weights = {
        org_id: _weights(then or world, org_id, when) for org_id in ids if len(able[org_id].members) <= MOST_MEMBERS
    }
    shown = [org_id for org_id, found in weights.items() if found][:MOST_BARS]
    held = then or world
    bars = tuple(_bars(world, held, org_id, iso3, weights[org_id], when) for org_id in shown)
    about = Chart("reach", ("reach",), _reach_caption(world, able, when), {"coloured_by": "org_id"})
    answer = Answer(
        question="organisations",
        title=f"Organisations of {body_name(world, iso3)}, on {day_in_words(when)}",
        subject={"iso3": iso3, "organisations": tuple(ids), "as_of": world.today.isoformat(), "day": when.isoformat()},
        headline=(_unrest_sentence(world, iso3, able, when), Sentence(HOW_CODED)),
        sheets=(
            reach_sheet(world, able.values(), when),
            instrument_sheet(world, ids, when),
            *(sheet for org_id in shown for sheet in _clout_sheets(world, org_id, weights[org_id])),
        ),
        charts=(about, *bars),
    )
    return finished(world, answer)


def _weights(world: World, org_id: str, day: date) -> list[Clout]:
    try:
        found = [clout(world, org_id, name, day) for name in INDICATORS]
    except InputError:  # the tables of the day do not hold it yet
        return []
    return [entry for entry in found if entry is not None]


def _unrest_sentence(world: World, iso3: str, able: Mapping[str, Reach], day: date) -> Sentence:
    covers = {key: entry.promise("internal").covers for key, entry in able.items()}
    past = day < world.today
    verb = "had" if past else "has"
    parts = []
    for covered, one, many in (
        ("yes", "an instrument that plainly covers internal unrest", "instruments that plainly cover internal unrest"),
        ("ambiguous", "one that may be read so", "some that may be read so"),
    ):
        names = [body_name(world, key) for key, found in covers.items() if found == covered]
        if names:
            held = verb if past or len(names) == 1 else "have"
            parts.append(f"{listed(names)} {held} {one if len(names) == 1 else many}")
    if not parts:
        whose = of_whom(body_name(world, iso3))
        parts = [f"none of {whose} organisations {verb} an instrument that covers internal unrest"]
    return Sentence(f"{'On' if past else 'As of'} {day_in_words(day)}, {listed(parts)}.")


def _reach_caption(world: World, able: Mapping[str, Reach], day: date) -> Caption:
    sources = tuple(dict.fromkeys(source for entry in able.values() for source in entry.source_ids))
    past = ", whatever the day of the case" if day < world.today else ""
    return Caption(
        title=_reach_message(world, able),
        subtitle="What instruments in force promise by trigger, the force they name, and members' active forces",
        source=sources_in_words(world, sources),
        source_ids=sources[:12],
        note=f"Members' forces are of 2025{past}: the earlier edition did not give them.",
    )


def _reach_message(world: World, able: Mapping[str, Reach]) -> str:
    covers = {key: {trigger.trigger: trigger.covers for trigger in entry.promises} for key, entry in able.items()}
    ready = [key for key, entry in able.items() if covers[key]["internal"] != "no" and entry.standing_force]
    bare = [key for key in able if covers[key]["internal"] == "no" and covers[key]["external"] == "no"]
    parts = []
    if ready:
        names = listed([body_name(world, key) for key in ready])
        parts.append(f"{names} {'names' if len(ready) == 1 else 'name'} a force and may use it against unrest")
    if bare:
        names = listed([body_name(world, key) for key in bare])
        parts.append(f"{names} {'promises' if len(bare) == 1 else 'promise'} help against neither attack nor unrest")
    if not parts:
        return "No organisation here both covers unrest and names a force"
    return capital("; ".join(parts))


def _bars(world: World, then: World, org_id: str, iso3: str, weights: Sequence[Clout], day: date) -> Chart:
    sources = sources_of(weights)
    caption = Caption(
        title=_clout_message(world, org_id, iso3, weights),
        subtitle=f"Share of the world total [%], {years_of(weights)}; members on {day_in_words(day)}",
        source=sources_in_words(then, sources),
        source_ids=sources,
        note=missing_note(world, weights),
    )
    return Chart("clout", clout_names(org_id), caption, {"highlight": iso3})


def clout_names(org_id: str) -> tuple[str, str]:
    """Return the names of the two sheets on the weight of one organisation."""
    return f"clout_{org_id.casefold()}", f"clout_members_{org_id.casefold()}"


def _clout_sheets(world: World, org_id: str, weights: Sequence[Clout]) -> tuple[Sheet, Sheet]:
    whole, parts = clout_names(org_id)
    body = body_name(world, org_id)
    return clout_sheet(world, weights, whole, of_whom(body)), clout_member_sheet(world, weights, parts, body)


def _clout_message(world: World, org_id: str, iso3: str, weights: Sequence[Clout]) -> str:
    told = {
        found.indicator: member.share_of_members for found in weights for member in found.members if member.iso3 == iso3
    }
    body = body_name(world, org_id)
    if not told or max(told.values()) < LEAST_TOLD:
        return f"{capital(of_whom(body))} members make up {listed(shares_in_words(weights))} of the world"
    most, least = max(told, key=lambda name: told[name]), min(told, key=lambda name: told[name])
    text = f"{capital(body_name(world, iso3))} brings {told[most]:.0f} % of the {THINGS[most]} of {body}"
    return text if most == least else f"{text}, and {told[least]:.0f} % of its {THINGS[least]}"
