"""Section: the state's organisations, what they promise and what they could send."""

from __future__ import annotations

from typing import Any

from equipoise.answers.charts.clout import CloutChart, CloutMeasure, CloutMember
from equipoise.answers.charts.frame import Caption
from equipoise.answers.charts.reach import ReachChart, ReachRow
from equipoise.answers.numbers import Number, format_number
from equipoise.brief.compose.subject import Subject
from equipoise.brief.page import Instrument, OrganisationsSection, Sentence
from equipoise.errors import InputError
from equipoise.interval import Interval
from equipoise.measures.clout import INDICATORS, Clout, clout
from equipoise.measures.reach import Reach, reach
from equipoise.questions.wording import body_name, capital, day_in_words, listed, of_whom, sources_in_words
from equipoise.world.organisations import exists_on, instruments_of
from equipoise.world.world import World

TITLES = {
    "area": "Area",
    "population": "Population",
    "gdp": "Economic output",
    "military_expenditure": "Military spending",
}
MOST_MEMBERS = 12


def bodies_section(subject: Subject) -> OrganisationsSection | None:
    """Return the section on organisations, or None where the state belongs to none whose instruments are held."""
    day = subject.scenario.as_of
    found = [org_id for org_id in subject.scenario.organisations if exists_on(subject.now, org_id, day)]
    if not found:
        return None
    able = {org_id: reach(subject.now, org_id, day) for org_id in found}
    charts = tuple(
        chart for org_id in found if (chart := _clout_chart(subject, org_id)) is not None and _is_small(able[org_id])
    )
    return OrganisationsSection(
        intro=_intro(subject, able),
        reach=_reach_chart(subject, able),
        clout=charts[:2],
        instruments=tuple(line for org_id in found for line in _instruments(subject.now, org_id, subject)),
    )


def _is_small(able: Reach) -> bool:
    return len(able.members) <= MOST_MEMBERS


def _intro(subject: Subject, able: dict[str, Reach]) -> tuple[Sentence, ...]:
    day = day_in_words(subject.scenario.as_of)
    plain = [body_name(subject.now, key) for key, entry in able.items() if entry.promise("internal").covers == "yes"]
    open_ = [
        body_name(subject.now, key) for key, entry in able.items() if entry.promise("internal").covers == "ambiguous"
    ]
    verb = "had" if subject.is_case else "has"
    parts = [f"{name} {verb} an instrument that plainly covers internal unrest" for name in plain]
    parts += [f"{name} {verb} one that may be read so" for name in open_]
    if not parts:
        parts = [
            f"none of {of_whom(subject.in_sentence)} organisations {verb} an instrument that covers internal unrest"
        ]
    text = f"{'On' if subject.is_case else 'As of'} {day}, {listed(parts)}."
    how = (
        "What a text covers was coded blind, from the text alone, wherever a row of the table says so; "
        "coders who knew how calls were answered found mandates more often."
    )
    return (Sentence(text), Sentence(how))


def _reach_chart(subject: Subject, able: dict[str, Reach]) -> ReachChart:
    sources = tuple(dict.fromkeys(source for entry in able.values() for source in entry.source_ids))
    caption = Caption(
        title=_reach_message(subject, able),
        subtitle="What instruments in force promise by trigger, the force they name, and members' active forces",
        source=sources_in_words(subject.now, sources),
        source_ids=sources[:12],
        note=f"Members' forces are of 2025{', whatever the day of the case' if subject.is_case else ''}: the earlier "
        "edition did not give them.",
    )
    return ReachChart(caption, tuple(_reach_row(key, entry) for key, entry in able.items()))


def _reach_message(subject: Subject, able: dict[str, Reach]) -> str:
    ready = [key for key, entry in able.items() if entry.promise("internal").covers != "no" and entry.standing_force]
    bare = [
        key
        for key, entry in able.items()
        if entry.promise("internal").covers == "no" and entry.promise("external").covers == "no"
    ]
    parts = []
    if ready:
        names = listed([body_name(subject.now, key) for key in ready])
        parts.append(f"{names} {'names' if len(ready) == 1 else 'name'} a force and may use it against unrest")
    if bare:
        names = listed([body_name(subject.now, key) for key in bare])
        parts.append(f"{names} {'promises' if len(bare) == 1 else 'promise'} help against neither attack nor unrest")
    if not parts:
        return "No organisation here both covers unrest and names a force"
    return capital("; ".join(parts))


def _reach_row(key: str, entry: Reach) -> ReachRow:
    external, internal, disaster = (entry.promise(trigger).covers for trigger in ("external", "internal", "disaster"))
    none_named = Interval.point(0.0)
    return ReachRow(
        key=key,
        label=key,
        external=external,
        internal=internal,
        disaster=disaster,
        standing=Number.of(
            entry.standing_force or none_named, digits=0, flags=("recalled",) if entry.standing_force else ()
        ),
        members=Number.of(entry.active_forces, digits=0),
        note=f"{len(entry.members)} members"
        + (f", {len(entry.missing)} without data on forces" if entry.missing else ""),
    )


def _clout_chart(subject: Subject, org_id: str) -> CloutChart | None:
    try:
        weights = {name: clout(subject.then, org_id, name, subject.scenario.as_of) for name in INDICATORS}
    except InputError:
        return None
    known = {name: found for name, found in weights.items() if found is not None}
    if not known:
        return None
    sources = tuple(dict.fromkeys(source for found in known.values() for source in found.source_ids))
    years = sorted({year for found in known.values() for year in (found.year_from, found.year_to)})
    caption = Caption(
        title=_clout_message(subject, org_id, known),
        subtitle=f"Part of the world total [%], {years[0]} to {years[-1]}; members on "
        f"{day_in_words(subject.scenario.as_of)}",
        source=sources_in_words(subject.then, sources),
        source_ids=sources,
        note=_missing_note(subject, known),
    )
    measures = tuple(_measure(subject.then, TITLES[name], found) for name, found in known.items())
    return CloutChart(caption, measures, highlight=subject.iso3)


def _clout_message(subject: Subject, org_id: str, known: dict[str, Clout]) -> str:
    own = {
        name: next((m.share_of_members for m in found.members if m.iso3 == subject.iso3), None)
        for name, found in known.items()
    }
    told = {name: share for name, share in own.items() if share is not None}
    body = body_name(subject.now, org_id)
    if not told:
        return f"The weight of {body} in the world"
    most, least = max(told, key=lambda name: told[name]), min(told, key=lambda name: told[name])
    words = {"area": "area", "population": "people", "gdp": "output", "military_expenditure": "military spending"}
    text = f"{capital(subject.in_sentence)} brings {told[most]:.0f} % of the {words[most]} of {body}"
    return text if most == least else f"{text}, and {told[least]:.0f} % of its {words[least]}"


def _missing_note(subject: Subject, known: dict[str, Clout]) -> str:
    gaps = {name: found.missing for name, found in known.items() if found.missing}
    parts = [
        f"{TITLES[name].lower()} of {listed([subject.now.names.name(s) for s in states])}"
        for name, states in gaps.items()
    ]
    return f"Not held, so not counted: {listed(parts)}." if parts else ""


def _measure(world: World, title: str, found: Clout) -> CloutMeasure:
    low = found.share_of_world
    # Members without data can only add to the sum, so it is a floor.
    total = Number(None, low, None, "%", 2) if found.missing else Number(low, low, low, "%", 2)
    rows = tuple(
        CloutMember(
            m.iso3,
            world.names.name(m.iso3),
            Number(m.share_of_world, m.share_of_world, m.share_of_world, "%", _digits(m.share_of_world)),
        )
        for m in found.members
    )
    return CloutMeasure(title, total, rows)


def _digits(share: float) -> int | None:
    """Two decimals, or more where they would make a small share look like none."""
    return None if 0 < share < 0.01 else 2


def _instruments(world: World, org_id: str, subject: Subject) -> list[Instrument]:
    rows = instruments_of(world, org_id, subject.scenario.as_of).iter_rows(named=True)
    return [_instrument(org_id, row) for row in rows]


def _instrument(org_id: str, row: dict[str, Any]) -> Instrument:
    force = Number(None, row["force_low"], row["force_high"], digits=0)
    used = row["uses"] or ("" if force.missing else f"force named: {format_number(force)}")
    articled = row["article"] and row["article"][0].isdigit() and "article" not in row["name"]
    name = row["name"] + (f", art. {row['article']}" if articled else "")
    return Instrument(
        organisation=org_id,
        name=name,
        in_force=str(row["from"].year),
        external=row["trigger_external"],
        internal=row["trigger_internal"],
        disaster=row["trigger_disaster"],
        duty=row["duty"].replace("_", " "),
        decision=(row["decision_rule"] or "").replace("_", " "),
        used=used,
        source_ids=tuple(row["source_ids"]),
    )
