"""Mandate: which clause, in force on the day, covers a call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from equipoise.errors import InputError, UnknownNameError, nearest
from equipoise.interval import Interval
from equipoise.models.calls.panel import ORGANISATION, STATE
from equipoise.world.organisations import in_force, instruments_on, members, organisations_of
from equipoise.world.world import World

TRIGGERS = ("internal", "external", "disaster")
CLASSES = ("yes", "ambiguous", "no", "none")
_DUTIES = ("must_assist", "may_assist", "must_consult", "cooperate", "none")
_CONFIDENCE = ("H", "M", "L", None)
_NAMES = {"internal": "internal unrest", "external": "an attack from outside", "disaster": "disasters"}


@dataclass(frozen=True, slots=True)
class Mandate:
    """The best clause under which an addressee could answer, and how it was found.

    Parameters
    ----------
    state, addressee, kind, trigger : str
        Who asks (ISO3), who is asked (organisation id or ISO3), organisation or state, and for what.
    on : datetime.date
        Day of the call.
    mandate_class : str
        yes, ambiguous, no; none where no instrument binds both.
    second_reading : str
        The class under the second-best reading of the same words; equal to the class where none is recorded.
    instrument_id : str or None
        Clause; with `version`, `name`, `article`, its text on that day.
    duty, decision_rule, decider : str or None
        Duty that the clause lays on the parties for this trigger, and who decides and how.
    force : Interval or None
        Standing or earmarked force [persons].
    force_text : str or None
        The force in words.
    coding : str or None
        blind: read from the text alone; informed: by a coder who knew how calls were answered.
    reason : str
        One line for a reader.
    flags, source_ids : tuple of str
        Marks of quality and sources.
    """

    state: str
    addressee: str
    kind: str
    trigger: str
    on: date
    mandate_class: str
    second_reading: str
    reason: str
    instrument_id: str | None = None
    version: int | None = None
    name: str | None = None
    article: str | None = None
    duty: str | None = None
    decision_rule: str | None = None
    decider: str | None = None
    force: Interval | None = None
    force_text: str | None = None
    coding: str | None = None
    flags: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()


def covering_instrument(world: World, state: str, addressee: str, trigger: str, on: date) -> Mandate:
    """Find the best clause that covers a call on a day.

    Parameters
    ----------
    world : World
        Tables `instruments`, `memberships`, `organisations`, `states`.
    state : str
        ISO3 code of the state that asks.
    addressee : str
        Id of an organisation, or ISO3 code of a state.
    trigger : str
        internal, external or disaster.
    on : datetime.date
        Day of the call.

    Returns
    -------
    Mandate
        Among the instruments that bind both on that day, the best by class (yes, ambiguous, no), then coded blind
        before informed, then the stronger duty, the surer code, the later text. Class none where nothing binds both.

    Raises
    ------
    UnknownNameError
        If the state or the addressee is not in the tables.
    InputError
        If the trigger is not one of the three, or a state would ask itself.

    Notes
    -----
    An organisation's instruments bind those who are members on the day. A single state is bound only by instruments
    between named states: what an organisation promises is its own decision, not that of one member.
    """
    check_trigger(trigger)
    check_state(world, state)
    kind = addressee_kind(world, addressee)
    if state == addressee:
        raise InputError(f"{state} cannot ask itself for help; name an organisation or another state")
    if kind == ORGANISATION and state not in members(world, addressee, on):
        return _unbound(world, state, addressee, kind, trigger, on)
    binding = _binding(world, state, addressee, kind, on).to_dicts()
    if not binding:
        return _unbound(world, state, addressee, kind, trigger, on)
    best = min(binding, key=lambda row: _rank(row, trigger))
    return _mandate(world, best, state, addressee, kind, trigger, on)


def check_trigger(trigger: str) -> None:
    """Raise InputError unless a trigger is one of `TRIGGERS`."""
    if trigger not in TRIGGERS:
        close = nearest(trigger, TRIGGERS)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise InputError(f"unknown trigger {trigger!r}{hint} (choices: {', '.join(TRIGGERS)})")


def check_state(world: World, iso3: str) -> None:
    """Raise UnknownNameError unless a code is in the table of states."""
    if iso3 not in world.states["iso3"]:
        raise UnknownNameError("state", iso3, world.states["iso3"])


def addressee_kind(world: World, addressee: str) -> str:
    """Return whether an addressee is an organisation or a state.

    Raises
    ------
    UnknownNameError
        If it is neither.
    """
    if addressee in world.organisations["org_id"]:
        return ORGANISATION
    if addressee in world.states["iso3"]:
        return STATE
    # Organisations first: their ids are what a user can mistype, while the message lists only a few choices.
    raise UnknownNameError("organisation or state", addressee, [*world.organisations["org_id"], *world.states["iso3"]])


def _binding(world: World, state: str, addressee: str, kind: str, on: date) -> pl.DataFrame:
    texts = instruments_on(world, on)
    if kind == ORGANISATION:
        return texts.filter(pl.col("org_id") == addressee)
    parties = pl.col("parties")
    return texts.filter(pl.col("org_id").is_null() & parties.list.contains(state) & parties.list.contains(addressee))


def _duty(row: dict[str, Any], trigger: str) -> str:
    special = row["duty_internal"] if trigger == "internal" else None
    return str(special or row["duty"])


def _rank(row: dict[str, Any], trigger: str) -> tuple[int, bool, int, int, int, str]:
    return (
        CLASSES.index(row[f"trigger_{trigger}"]),
        row["coding"] != "blind",
        _DUTIES.index(_duty(row, trigger)),
        _CONFIDENCE.index(row["confidence"]),
        -row["from"].toordinal(),
        row["instrument_id"],
    )


def _mandate(
    world: World, row: dict[str, Any], state: str, addressee: str, kind: str, trigger: str, on: date
) -> Mandate:
    found = str(row[f"trigger_{trigger}"])
    second = (row["trigger_internal_alt"] if trigger == "internal" else None) or found
    return Mandate(
        state=state,
        addressee=addressee,
        kind=kind,
        trigger=trigger,
        on=on,
        mandate_class=found,
        second_reading=str(second),
        reason=_reason(row, found, second, trigger),
        instrument_id=row["instrument_id"],
        version=row["version"],
        name=row["name"],
        article=row["article"],
        duty=_duty(row, trigger),
        decision_rule=row["decision_rule"],
        decider=row["decider"],
        force=_force(row),
        force_text=row["force_text"],
        coding=row["coding"],
        flags=_flags(world, row, state, addressee, on),
        source_ids=tuple(row["source_ids"] or ()),
    )


def _reason(row: dict[str, Any], found: str, second: str, trigger: str) -> str:
    article = f" ({row['article']})" if row["article"] else ""
    says = {"yes": "plainly covers", "ambiguous": "can be read as covering", "no": "does not cover"}[found]
    text = f"{row['name']}{article}, in force since {row['from']}, {says} {_NAMES[trigger]}"
    if second != found:
        text += f"; a second reading is '{second}'"
    return text if row["coding"] == "blind" else f"{text}; coded by someone who knew how calls were answered"


def _force(row: dict[str, Any]) -> Interval | None:
    ends = [end for end in (row["force_low"], row["force_high"]) if end is not None]
    return Interval(min(ends), max(ends)) if ends else None


def _flags(world: World, row: dict[str, Any], state: str, addressee: str, on: date) -> tuple[str, ...]:
    flags = set(row["flags"] or ())
    if row["coding"] == "informed":
        flags.add("informed")
    if row["basis"] == "recalled":
        flags.add("recalled")
    if row["confidence"] == "L":
        flags.add("unsure")
    restricted = world.memberships.filter(
        (pl.col("org_id") == addressee)
        & (pl.col("iso3") == state)
        & pl.col("status").is_in(["frozen", "suspended"])
        & in_force(on)
    )
    return tuple(sorted(flags | set(restricted["status"])))


def _unbound(world: World, state: str, addressee: str, kind: str, trigger: str, on: date) -> Mandate:
    return Mandate(
        state=state,
        addressee=addressee,
        kind=kind,
        trigger=trigger,
        on=on,
        mandate_class="none",
        second_reading="none",
        reason=_why_unbound(world, state, addressee, kind, on),
    )


def _why_unbound(world: World, state: str, addressee: str, kind: str, on: date) -> str:
    if kind == ORGANISATION:
        if state not in members(world, addressee, on):
            return f"{state} is not a member of {addressee} on {on}"
        return f"the tables hold no instrument of {addressee} in force on {on}"
    shared = sorted(set(organisations_of(world, state, on)) & set(organisations_of(world, addressee, on)))
    text = f"the tables hold no instrument between {state} and {addressee} in force on {on}"
    if shared:
        text += f" (both belong to {', '.join(shared)}, whose texts count when the organisation itself is asked)"
    return text
