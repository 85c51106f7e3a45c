"""Charts of the study of a crisis: effects of acts, the course of the crisis, and the facts against the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from equipoise.answers import Caption, Chart, Column, Sheet
from equipoise.answers.vocabulary import terms
from equipoise.interval import Interval
from equipoise.models.crisis.state import STEPS_A_DAY, VARIANTS
from equipoise.questions.crisis.groups import ActorGroup
from equipoise.questions.crisis.sheets import MAIN_EVENTS
from equipoise.questions.crisis.wording import FEW, fact_label, lower_first, main_answer
from equipoise.questions.wording import listed
from equipoise.scenarios.crisis.results import FactFit, Study

AFTER = {
    "appeal_after_protest": "protest_day",
    "decision_after_appeal": "appeal_after_protest",
    "arrival_after_decision": "decision_after_appeal",
    "withdrawal_after_arrival": "arrival_after_decision",
    "last_out_after_arrival": "arrival_after_decision",
}
"""Facts that count from another one."""

RECORDED = {"crowd": "peak_participants", "foreign": "peak_foreign_troops", "deaths": "deaths"}
"""Courses, and the fact that tells their peak or sum."""

DATED_COLUMNS = (
    Column("fact", sense="What is dated."),
    Column(
        "day", kind="estimate", unit="days", sense="Days from the shock; what counts from another fact, added to it."
    ),
)


def dated_sheet(found: Study) -> Sheet:
    """Return the facts that have a day, earliest first.

    What counts from another fact is put on the middle of that one's interval.
    """
    order = list(terms("crisis_quantity"))
    middles: dict[str, float] = {}
    rows: list[tuple[str, Interval]] = []
    for fact in sorted(found.facts, key=lambda one: order.index(one.quantity)):
        first = AFTER.get(fact.quantity)
        if (first is not None and first not in middles) or (first is None and not fact.quantity.endswith("_day")):
            continue
        begin = 0.0 if first is None else middles[first]
        middles.setdefault(fact.quantity, begin + (fact.low + fact.high) / 2)
        rows.append((_short(fact), Interval(begin + fact.low, begin + fact.high)))
    rows.sort(key=lambda row: row[1].low + row[1].high)
    made = ({"fact": label, "day": day} for label, day in rows)
    return Sheet.of("dated_facts", "Dated facts, in days from the shock", DATED_COLUMNS, made, for_programs=True)


def _short(fact: FactFit) -> str:
    short = terms("crisis_fact_short").get(fact.quantity)
    return short.title if short is not None else lower_first(fact_label(fact.quantity, fact.place, ""))


def study_charts(found: Study, groups: Sequence[ActorGroup], start: date) -> Iterator[Chart]:
    """Yield the charts of a study.

    Parameters
    ----------
    found : Study
        The study.
    groups : sequence of ActorGroup
        Its acts by whose they are.
    start : datetime.date
        Day of the shock.
    """
    if found.antecedents:
        options = {"events": MAIN_EVENTS, "variants": VARIANTS, "worlds": found.particles, "few": FEW}
        caption = _effects_caption(main_answer(found, groups))
        yield Chart("antecedents", ("overview", "effects", "effects_by_variant"), caption, options)
    known = {fact.quantity: (fact.low, fact.high) for fact in found.facts if not fact.place}
    recorded = {name: known[quantity] for name, quantity in RECORDED.items() if quantity in known}
    options = {"start": start.isoformat(), "steps_a_day": STEPS_A_DAY, "known": recorded}
    yield Chart("fan", ("fans", "dated_facts"), FAN_CAPTION, options)
    if found.facts:
        yield Chart("facts", ("facts",), _facts_caption(found.facts))


def _effects_caption(title: str) -> Caption:
    return Caption(
        title=title,
        subtitle="Bars: change of the probability in new runs, in points of per cent, with a line over 90 % of what "
        "the parameters may be; a dot for each of three readings; a grey diamond for the effect before any fact was "
        "looked at. Below, in per cent: ▼ of the worlds that match the record and in which it happened, the share in "
        "which it would not have; ▲ of those in which it did not, the share in which it would have (none is shown of "
        f"fewer than {FEW} worlds)",
        note="A bar and its share answer two questions: what to expect of such worlds, and what was at stake in those "
        "that came out as it did. A share can be large by chance alone where a change disturbs the course of events.",
    )


FAN_CAPTION = Caption(
    title="The crisis in the worlds that match the record",
    subtitle="Median, with bands over 50 and 90 % of the worlds. Numbered: dated facts, each within the hours that its "
    "sources leave",
)


def _facts_caption(facts: Sequence[FactFit]) -> Caption:
    unforeseen = [
        lower_first(fact_label(one.quantity, one.place, one.actor)) for one in facts if one.covered and not one.foreseen
    ]
    met = sum(one.covered for one in facts)
    title = f"The worlds found meet {met} of {len(facts)} facts"
    if unforeseen:
        title += f"; with fresh chance they would not be expected to meet {len(unforeseen)} of them again"
    return Caption(
        title=title,
        subtitle="Distance from what is recorded, in units of how far off a miss is still near; dots are medians, "
        "lines hold 90 % of those runs in which it happened at all. Days count from the shock",
        note=f"Run again, the model would not expect: {listed(unforeseen)}." if unforeseen else "",
    )
