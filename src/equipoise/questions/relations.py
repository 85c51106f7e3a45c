"""Friends and foes of a state on a day: who is bound to help it, with whom it is at odds, whose soldiers are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from equipoise.answers import Answer, Sentence
from equipoise.answers.numbers import format_estimate
from equipoise.measures.relations import Presence, patrons, rivals, soldiers, stationed, stationed_abroad, ties_of
from equipoise.questions.citing import finished
from equipoise.questions.relations_sheets import (
    MOST_NAMED,
    party_name,
    patron_sheet,
    rival_sheet,
    tie_rows,
    tie_sheet,
    troops_abroad,
    troops_here,
)
from equipoise.questions.wording import body_name, capital, listed
from equipoise.world.existence import check_exists_on
from equipoise.world.world import World

MOST_TOLD = 4
"""Treaties or states that a sentence names before it counts the rest."""
SOURCE_OF_RECALLED = ("RECALL",)
HOW_KNOWN = (
    "Nearly all rows were written from general knowledge and not looked up, and dates are good to the year: "
    "take them as leads, and check a clause before you quote it."
)
HOW_READ = (
    "A year stands for its last day, so hostility is read as of the end of the year before: the row of a war would "
    "otherwise hold the event that one asks about."
)
HOW_FAR_BACK = "Suppliers of arms are in the tables from 1990 on."
HOW_COUNTED = (
    "Numbers of soldiers are those of the year given, and the total of a body is not added to its contingents."
)


def relations(world: World, name: str) -> Answer:
    """Answer who the friends and foes of a state are on the day of the world.

    Parameters
    ----------
    world : World
        The tables.
    name : str
        Any name or code of the state.

    Returns
    -------
    Answer
        Sheets ``allies`` (promises in force, one row a treaty), ``rivals`` (one row a rival and kind), ``troops``
        (whose soldiers are there), ``patrons`` (arms, protection, aid, former rulers), and in detail ``partners`` (ties
        without a promise) and ``abroad`` (where its own soldiers are).

    Raises
    ------
    UnknownNameError
        If no state has that name.
    InputError
        If the state does not exist on the day.
    """
    check_exists_on(world, name)
    iso3, day = world.names.resolve(name), world.today
    ties = ties_of(world, iso3)
    promised = tie_rows(world, ties.filter(pl.col("duty") != "none"))
    partners = tie_rows(world, ties.filter(pl.col("duty") == "none"))
    odds, leaned = rivals(world, iso3), patrons(world, iso3)
    here, abroad = stationed(world, iso3), stationed_abroad(world, iso3)
    answer = Answer(
        question="relations",
        title=f"Friends and foes of {body_name(world, iso3)} ({iso3}), as of {day}",
        subject={"iso3": iso3, "name": world.names.name(iso3), "as_of": day.isoformat()},
        headline=(
            *_promise_sentences(world, iso3, promised, partners),
            _rival_sentence(world, odds),
            _troop_sentence(world, here),
            *_patron_sentence(world, leaned),
        ),
        sheets=(
            tie_sheet("allies", "Who is bound by a promise", promised),
            rival_sheet(world, odds),
            troops_here(world, here),
            patron_sheet(world, leaned),
            tie_sheet("partners", "Partners without a promise", partners, detail=True),
            troops_abroad(world, abroad),
        ),
        caveats=(
            Sentence(HOW_KNOWN, SOURCE_OF_RECALLED),
            Sentence(HOW_READ),
            Sentence(HOW_COUNTED),
            Sentence(HOW_FAR_BACK),
        ),
    )
    return finished(world, answer)


def _promise_sentences(
    world: World, iso3: str, rows: Sequence[Mapping[str, Any]], partners: Sequence[Mapping[str, Any]]
) -> Iterable[Sentence]:
    owed = [row for row in rows if row["direction"] != "given" and row["covers_external"] != "no"]
    told = []
    for duty, words in (("must_assist", "Bound to help it against an attack"), ("may_assist", "May help it")):
        found = [row for row in owed if row["duty"] == duty and set(row["foes"]) < set(row["allies"])]
        if found:
            told.append(f"{words}: {_some([_treaty(row) for row in found], 'treaty', 'treaties')}.")
    if not told:
        told.append(f"No treaty in the tables promises {body_name(world, iso3)} help against an attack.")
        told += _less_than_help(world, rows, partners)
    text = " ".join(told)
    yield Sentence(text, lead="Promises.")
    helping = [row for row in owed if row["duty"] != "must_consult"]
    against = sorted({code for row in helping for code in row["foes"]})
    if against:
        names = _some([party_name(world, code) for code in against], "state", "states")
        yield Sentence(f"{capital(names)} {'is' if len(against) == 1 else 'are'} bound on paper and at odds with it.")
    resting = {row["through"]: row for row in helping if row["frozen"]}
    for body, row in resting.items():
        own = len(row["frozen"]) == len(row["allies"])
        if not own and len(row["allies"]) > MOST_NAMED:
            continue
        codes = [iso3] if own else row["frozen"]
        whose = _some([party_name(world, code) for code in codes], "state", "states")
        yield Sentence(f"Frozen or suspended in {body_name(world, body)}: {whose}.")


def _less_than_help(
    world: World, rows: Sequence[Mapping[str, Any]], partners: Sequence[Mapping[str, Any]]
) -> Iterable[str]:
    """Give what there is where nobody has promised help: who must consult, and who protects without a promise."""
    consulting = [row for row in rows if row["duty"] == "must_consult" and row["covers_external"] != "no"]
    codes = dict.fromkeys(code for row in consulting for code in row["allies"] if code not in row["foes"])
    if codes:
        yield f"Bound to consult: {_some([party_name(world, code) for code in codes], 'state', 'states')}."
    near = [
        _treaty(row)
        for row in partners
        if row["kind"] == "guarantee" and row["direction"] == "received" and row["covers_external"] != "no"
    ]
    if near:
        yield f"Short of a promise: {_some(near, 'tie', 'ties')}."


def _treaty(row: Mapping[str, Any]) -> str:
    return f"{row['bound']} ({row['text']}, since {row['year']})"


def _some(words: Sequence[str], one: str, many: str) -> str:
    """Return the first words as a list, and how many are left out."""
    rest = len(words) - MOST_TOLD
    if rest <= 0:
        return "; ".join(words) if any("," in word for word in words) else listed(words)
    return f"{'; '.join(words[:MOST_TOLD])}; and {rest} more {one if rest == 1 else many}"


def _rival_sentence(world: World, odds: pl.DataFrame) -> Sentence:
    lead = "Foes."
    armed = odds.filter(pl.col("armed")).group_by("rival", maintain_order=True).agg(pl.col("since").min())
    foes = [f"{party_name(world, code)} (since {since.year})" for code, since in armed.iter_rows()]
    weak = [code for code in dict.fromkeys(odds["rival"]) if code not in armed["rival"]]
    signs = (
        f" Weak signs alone: {_some([party_name(world, code) for code in weak], 'state', 'states')}." if weak else ""
    )
    if not foes:
        return Sentence(f"The tables hold nobody with whom it is at odds under arms.{signs}", lead=lead)
    return Sentence(f"It is at odds under arms with {_some(foes, 'state', 'states')}.{signs}", lead=lead)


def _troop_sentence(world: World, here: Sequence[Presence]) -> Sentence:
    lead = "Soldiers."
    if not here:
        return Sentence("The tables hold no foreign soldiers there.", lead=lead)
    whose = []
    for sender in dict.fromkeys(entry.sender for entry in here):
        entries = [entry for entry in here if entry.sender == sender]
        known = all(not entry.persons.missing for entry in entries)
        number = format_estimate(soldiers(entries), 0, with_unit=False) if known else "number not known"
        uninvited = ", uninvited" if all(entry.invited == "no" for entry in entries) else ""
        whose.append(f"{party_name(world, sender)} ({number}{uninvited})")
    return Sentence(f"Foreign soldiers there: {_some(whose, 'sender', 'senders')}.", lead=lead)


def _patron_sentence(world: World, leaned: pl.DataFrame) -> Iterable[Sentence]:
    forms = {
        "arms_main_supplier": "main suppliers of arms: {}",
        "security_guarantor": "protected by {}",
        "aid_lifeline": "kept going by aid from {}",
        "former_ruler": "once ruled by {}",
    }
    parts = []
    for kind, form in forms.items():
        rows = leaned.filter(pl.col("kind") == kind)
        sure = rows.filter(pl.col("confidence") != "low")
        codes = dict.fromkeys((rows if sure.is_empty() else sure)["patron"])
        names = [party_name(world, code) for code in codes]
        if names:
            parts.append(form.format(listed(names)))
    if parts:
        yield Sentence(f"{capital('; '.join(parts))}.", lead="Patrons.")
