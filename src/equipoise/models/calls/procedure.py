"""Procedure: does a clause cover the call, who may invoke it, who decides by which rule, what stands ready, how far."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import polars as pl

from equipoise.errors import InputError, nearest
from equipoise.interval import Interval
from equipoise.measures.decision_rules import (
    CODED_RULES,
    CONSENSUS,
    LEAD_STATE,
    QUALIFIED_MAJORITY,
    DecisionRule,
    decision_rule,
)
from equipoise.measures.reach import capital_distance, standing_force
from equipoise.models.calls.mandate import CLASSES, Mandate, covering_instrument
from equipoise.models.calls.panel import ORGANISATION
from equipoise.models.calls.priors import priors
from equipoise.world.organisations import instruments_of, members
from equipoise.world.world import World

AS_IS, AS_EXTERNAL = "as is", "external"
FRAMINGS = (AS_IS, AS_EXTERNAL)

_RULE_WORDS = {
    CONSENSUS: "by consensus",
    QUALIFIED_MAJORITY: "by a qualified majority",
    "simple_majority": "by a majority",
    LEAD_STATE: "through its leading state",
    "each_for_itself": "each for itself",
}


@dataclass(frozen=True, slots=True)
class Procedure:
    """The way from a call to an answer, as the texts have it.

    Parameters
    ----------
    mandate : Mandate
        The best clause under the framing chosen.
    trigger : str
        What the crisis is: internal, external or disaster.
    framing : str
        as is; external: the caller presents the crisis as an attack from outside. A choice of the caller.
    clause_for : str
        Which trigger the clause found is about: internal, external or disaster.
    may_invoke : bool
        Is the asking state among those who may call on the clause?
    invokers : tuple of str
        Members, or parties to the treaty.
    deciders : tuple of str
        Those who decide, the asker left out.
    rule : DecisionRule or None
        Test of who must say yes; None where a single state decides about itself.
    decider : str or None
        Who decides, in the words of the table.
    force : Interval or None
        Force that the clause, or another text of the body, names [persons].
    distance : Interval or None
        From the nearest to the farthest capital of those who could send [km].
    flags : tuple of str
        `rule_assumed`: no rule is recorded, consensus taken; `council_approximated`: a council of some members decides,
        all are counted.
    """

    mandate: Mandate
    trigger: str
    framing: str
    clause_for: str
    may_invoke: bool
    invokers: tuple[str, ...]
    deciders: tuple[str, ...]
    rule: DecisionRule | None
    decider: str | None
    force: Interval | None
    distance: Interval | None
    flags: tuple[str, ...]

    @property
    def covers(self) -> str:
        """Class of the clause: yes, ambiguous, no, none."""
        return self.mandate.mandate_class

    @property
    def steps(self) -> tuple[str, ...]:
        """The procedure in sentences, in order."""
        mandate = self.mandate
        lines = [mandate.reason]
        if not self.may_invoke:
            return (*lines, f"{mandate.state} has no standing to invoke anything of {mandate.addressee}")
        if mandate.instrument_id is not None:
            lines.append(f"{mandate.state} may invoke it, as one of {len(self.invokers)}")
        if self.rule is not None:
            lines.append(f"{self.decider or mandate.addressee} decides, {_RULE_WORDS[self.rule.name]}")
        elif mandate.kind != ORGANISATION:
            lines.append(f"the government of {mandate.addressee} decides alone")
        if self.force is not None:
            lines.append(f"texts name a force of {self.force.low:,.0f} to {self.force.high:,.0f}")
        else:
            lines.append("no text names a force")
        if self.distance is not None:
            lines.append(f"capitals of senders are {self.distance.low:,.0f} to {self.distance.high:,.0f} km away")
        return tuple(lines)


def check_framing(framing: str) -> None:
    """Raise InputError unless a framing is one of `FRAMINGS`."""
    if framing not in FRAMINGS:
        close = nearest(framing, FRAMINGS)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise InputError(f"unknown framing {framing!r}{hint} (choices: {', '.join(FRAMINGS)})")


def procedure(world: World, state: str, addressee: str, trigger: str, on: date, framing: str = AS_IS) -> Procedure:
    """Return the procedure by which an addressee would answer a call.

    Parameters
    ----------
    world : World
        The tables.
    state : str
        ISO3 code of the state that asks.
    addressee : str
        Id of an organisation, or ISO3 code of a state.
    trigger : str
        internal, external or disaster.
    on : datetime.date
        Day of the call.
    framing : str
        as is; external: clauses on an attack from outside may be invoked for an internal crisis too.

    Returns
    -------
    Procedure
        Clause, who may invoke it, who decides, force and distance.

    Raises
    ------
    UnknownNameError, InputError
        As for `covering_instrument`; InputError too if the framing is unknown.

    Notes
    -----
    Framing opens a second door and closes none: the better of the two clauses is taken, the one on unrest where they
    are as good. How past calls were framed was coded knowing the answers and is not read anywhere.
    """
    check_framing(framing)
    mandate, clause_for = covering_instrument(world, state, addressee, trigger, on), trigger
    if framing == AS_EXTERNAL and trigger == "internal":
        framed = covering_instrument(world, state, addressee, "external", on)
        if CLASSES.index(framed.mandate_class) < CLASSES.index(mandate.mandate_class):
            mandate, clause_for = framed, "external"
    if mandate.kind == ORGANISATION:
        return _of_organisation(world, mandate, _Call(trigger, framing, clause_for, on))
    return Procedure(
        mandate=mandate,
        trigger=trigger,
        framing=framing,
        clause_for=clause_for,
        may_invoke=True,
        invokers=(state, addressee),
        deciders=(addressee,),
        rule=None,
        decider=mandate.decider,
        force=mandate.force,
        distance=_distances(world, state, (addressee,)),
        flags=(),
    )


@dataclass(frozen=True, slots=True)
class _Call:
    trigger: str
    framing: str
    clause_for: str
    on: date


def _of_organisation(world: World, mandate: Mandate, call: _Call) -> Procedure:
    everyone = tuple(members(world, mandate.addressee, call.on))
    others = tuple(iso3 for iso3 in everyone if iso3 != mandate.state)
    rule, flags = _rule(world, mandate, others)
    return Procedure(
        mandate=mandate,
        trigger=call.trigger,
        framing=call.framing,
        clause_for=call.clause_for,
        may_invoke=mandate.state in everyone,
        invokers=everyone,
        deciders=others,
        rule=rule,
        decider=mandate.decider,
        force=mandate.force or standing_force(instruments_of(world, mandate.addressee, call.on)),
        distance=_distances(world, mandate.state, others),
        flags=flags,
    )


def _rule(world: World, mandate: Mandate, others: tuple[str, ...]) -> tuple[DecisionRule | None, tuple[str, ...]]:
    """Return the rule among the other members; the asker has said yes by asking."""
    if not others:
        return None, ()
    coded = mandate.decision_rule
    kind = CODED_RULES.get(coded or "", CONSENSUS)
    flags = () if coded in CODED_RULES else ("rule_assumed",)
    if kind == LEAD_STATE:
        sizes = capability(world, others, mandate.on)
        lead = max(others, key=lambda iso3: (sizes.get(iso3, 0.0), iso3))
        return decision_rule(kind, others, lead=lead), flags
    if kind == QUALIFIED_MAJORITY:
        share = priors().qualified_share
        return decision_rule(kind, others, share=share), (*flags, "council_approximated")
    return decision_rule(kind, others), flags


def capability(world: World, states: Collection[str], on: date) -> dict[str, float]:
    """Return the size of economies [USD at purchasing power parity]; states without a figure are absent, never zero.

    It stands for what a state could send, for want of a table of forces that reaches back: the latest figure that was
    published by a day.
    """
    asked = (pl.col("name") == "gdp_ppp") & pl.col("iso3").is_in(list(states)) & (pl.col("published") <= on)
    rows = world.indicators.filter(asked)
    latest = rows.sort("year", "published").group_by("iso3", maintain_order=True).last()
    found = latest.select("iso3", pl.coalesce("value", (pl.col("low") + pl.col("high")) / 2)).drop_nulls()
    return {str(iso3): float(size) for iso3, size in found.iter_rows()}


def distances(world: World, state: str, others: tuple[str, ...]) -> dict[str, float]:
    """Return the distance between the capital of a state and those of others [km], where coordinates are held."""
    known = world.states.filter(pl.col("capital_latitude").is_not_null() & pl.col("capital_longitude").is_not_null())
    located = set(known["iso3"])
    if state not in located:
        return {}
    return {other: capital_distance(world, state, other) for other in others if other in located}


def _distances(world: World, state: str, others: tuple[str, ...]) -> Interval | None:
    found = distances(world, state, others).values()
    return Interval(min(found), max(found)) if found else None
