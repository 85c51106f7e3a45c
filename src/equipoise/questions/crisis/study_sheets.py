"""Sheets on the worlds of a crisis that match the record, and on the ensemble before any fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from equipoise.answers import Column, Sheet
from equipoise.answers.numbers import format_figure
from equipoise.answers.vocabulary import term, terms, title_of
from equipoise.interval import Interval
from equipoise.models.crisis.state import STEPS_A_DAY, VARIANTS
from equipoise.questions.crisis.sheets import per_cent
from equipoise.questions.crisis.wording import fact_label, variant_remark
from equipoise.scenarios.crisis.prior import ALL, PriorSummary, Spread
from equipoise.scenarios.crisis.results import FactFit, Study

LEVELS = (5, 25, 50, 75, 95)
"""Quantiles of the courses [%]."""


FACT_COLUMNS = (
    Column("id", hidden=True, sense="Id of the fact."),
    Column("fact", sense="What is recorded."),
    Column("quantity", hidden=True, sense="Key of the quantity."),
    Column("place", hidden=True, sense="Place that it is about."),
    Column("actor", hidden=True, sense="Actor that it is about."),
    Column("unit", sense="Unit of the fact; days count from the shock."),
    Column("recorded", kind="estimate", sense="What is recorded."),
    Column("prior", "before the facts", "estimate", sense="Median and 90 % interval before any fact."),
    Column("found", "worlds found", "estimate", sense="The same in the worlds that match the record."),
    Column("predicted", "with fresh chance", "estimate", sense="The same in new runs of these worlds."),
    Column("happens", kind="number", unit="%", digits=0, sense="Share of new runs in which it happens at all."),
    Column("outcome", words="fact_outcome", sense="Whether the fact is met."),
    Column("scale", kind="number", hidden=True, sense="How far off a miss is still near."),
    Column("prior_share", kind="number", unit="%", hidden=True, sense="Share before any fact in which it happens."),
    Column("covered", kind="flag", hidden=True, sense="Whether the interval of the worlds found reaches the fact."),
    Column("foreseen", kind="flag", hidden=True, sense="Whether the interval with fresh chance reaches it."),
)
VARIANT_COLUMNS = (
    Column("variant", "reading", words="variant", sense="What it may have been."),
    Column("meaning", "in the model", sense="How the model has it."),
    Column("weight", "weight after the facts", "estimate", "%", 0, "Weight after the facts; a third each before."),
)
PARAMETER_COLUMNS = (
    Column("key", hidden=True, sense="Name of the parameter in the model."),
    Column("parameter", sense="What it is called."),
    Column("unit", sense="Unit of the parameter."),
    Column("prior", "before the facts", "estimate", sense="Median and 90 % interval before the facts."),
    Column("posterior", "after the facts", "estimate", sense="The same after the facts."),
    Column("narrowed", "narrower by", "number", "%", 0, "How much narrower it became."),
)
COURSE_COLUMNS = (
    Column("quantity", words="crisis_fan", sense="What is counted."),
    Column("step", kind="integer", sense=f"Step from the shock; a day has {STEPS_A_DAY}."),
    *(Column(f"quantile_{level}", f"{level} %", "number", sense=f"{level} % of worlds lie below.") for level in LEVELS),
)
PRIOR_EVENT_COLUMNS = (
    Column("event", words="event", sense="What may happen."),
    Column("share", "share of runs", "estimate", "%", 0, "Share of runs in which it happens.", figures=2),
    *(
        Column(f"share_{name}", title_of("variant", name), "estimate", "%", 0, "Share under this reading.", figures=2)
        for name in VARIANTS
    ),
)
PRIOR_QUANTITY_COLUMNS = (
    Column("quantity", words="crisis_quantity", sense="What is measured."),
    Column("unit", sense="Unit; days count from the shock."),
    Column("share", "happens", "number", "%", 0, "Share of runs in which it happens at all.", figures=2),
    Column("value", "median (5–95 %)", "estimate", sense="Median where it happens, with 5 and 95 %."),
    *(
        Column(f"value_{name}", title_of("variant", name), "estimate", sense="The same under this reading.")
        for name in VARIANTS
    ),
)


def study_sheets(found: Study, *, parameters: int | None = None) -> Iterator[Sheet]:
    """Yield the sheets about the worlds that match the record.

    Parameters
    ----------
    found : Study
        The study.
    parameters : int, optional
        How many parameters are told, those that the facts narrowed most first; None for all.
    """
    if found.facts:
        notes = (_coverage(found.facts),)
        title = "The recorded facts, against the model"
        yield Sheet.of("facts", title, FACT_COLUMNS, map(_fact, found.facts), notes=notes, detail=True)
    variants = (
        {"variant": one.variant, "meaning": term("variant", one.variant).sense, "weight": per_cent(one.weight)}
        for one in found.variants
    )
    title, notes = "Three readings of what it was", (variant_remark(found),)
    yield Sheet.of("variants", title, VARIANT_COLUMNS, variants, notes=notes, detail=True)
    if found.facts:
        shifts = (
            {
                "key": one.name,
                "parameter": one.name.replace("_", " "),
                "unit": one.unit,
                "prior": one.prior,
                "posterior": one.posterior,
                "narrowed": 100 * one.narrowed,
            }
            for one in found.parameters[:parameters]
        )
        yield Sheet.of("parameters", "What the facts narrowed most", PARAMETER_COLUMNS, shifts, detail=True)


def course_sheet(found: Study) -> Sheet:
    """Return the course of the crisis in the worlds that match the record, by step: a table for charts and programs."""
    rows = (
        {"quantity": fan.name, "step": step}
        | {f"quantile_{level}": value for level, value in zip(LEVELS, values, strict=True)}
        for fan in found.fans
        for step, values in enumerate(fan.quantiles)
    )
    return Sheet.of("fans", "The course of the crisis, step by step", COURSE_COLUMNS, rows, for_programs=True)


def _fact(fact: FactFit) -> dict[str, Any]:
    units = terms("crisis_quantity")
    point = fact.low if fact.low == fact.high else None
    return {
        "id": fact.id,
        "fact": fact_label(fact.quantity, fact.place, fact.actor),
        "quantity": fact.quantity,
        "place": fact.place,
        "actor": fact.actor,
        "unit": units[fact.quantity].unit if fact.quantity in units else "",
        "recorded": Interval(fact.low, fact.high, point),
        "prior": fact.prior,
        "found": fact.own,
        "predicted": fact.predicted,
        "happens": 100 * fact.predicted_share,
        "outcome": "missed" if not fact.covered else "met" if fact.foreseen else "unforeseen",
        "scale": fact.scale,
        "prior_share": 100 * fact.prior_share,
        "covered": fact.covered,
        "foreseen": fact.foreseen,
    }


def prior_sheets(prior: PriorSummary, seed: int, *, detail: bool) -> Iterator[Sheet]:
    """Yield the sheets about the ensemble before any fact.

    Parameters
    ----------
    prior : PriorSummary
        What the ensemble came to.
    seed : int
        Its seed.
    detail : bool
        Whether they stand behind an answer about the facts.
    """
    title = f"Before any fact: {prior.draws:,} runs of the model, seed {seed}"
    events = (
        {"event": one.event, "share": per_cent(one.share[ALL])}
        | {f"share_{name}": per_cent(share) for name, share in one.share.items() if name != ALL}
        for one in prior.events
    )
    widest = max(share.width / 2 for one in prior.events if (share := one.share[ALL]) is not None)
    told = f"Sampling leaves at most {format_figure(100 * widest, 1)} points on either side of a share of all."
    yield Sheet.of("prior_events", title, PRIOR_EVENT_COLUMNS, events, notes=(told,), detail=detail)
    quantities = (
        {
            "quantity": one.quantity,
            "unit": term("crisis_quantity", one.quantity).unit,
            "share": 100 * one.spread[ALL].share,
            "value": _spread(one.spread[ALL]),
        }
        | {f"value_{name}": _spread(found) for name, found in one.spread.items() if name != ALL}
        for one in prior.quantities
    )
    title = "Before any fact: when, how long and how much, where it happens"
    yield Sheet.of("prior_quantities", title, PRIOR_QUANTITY_COLUMNS, quantities, detail=detail)


def _spread(found: Spread) -> Interval | None:
    if found.low is None or found.high is None:
        return None
    return Interval(found.low, found.high, found.median)


def _coverage(facts: Iterable[FactFit]) -> str:
    listed_facts = list(facts)

    def told(missed: list[str]) -> str:
        return f"{len(listed_facts) - len(missed)} of {len(listed_facts)}" + (
            f" (not {', '.join(missed)})" if missed else ""
        )

    own = [fact.id for fact in listed_facts if not fact.covered]
    fresh = [fact.id for fact in listed_facts if not fact.foreseen]
    return (
        f"The 90 % interval reaches the fact for {told(own)} in these worlds, which were chosen for it; with fresh "
        f"chance (posterior predictive, where it happens) for {told(fresh)}."
    )
