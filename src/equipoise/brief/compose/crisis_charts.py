"""Charts of the section on what would have changed a crisis, from its study."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from equipoise.answers.charts.antecedents import AntecedentGroup, AntecedentRow, AntecedentsChart, EffectCell
from equipoise.answers.charts.facts import FactRow, FactsChart
from equipoise.answers.charts.fan import FanChart, FanMark, FanPanel
from equipoise.answers.charts.frame import Caption
from equipoise.answers.numbers import Number, format_figure
from equipoise.brief.compose.crisis_answer import Group, main_answer
from equipoise.brief.compose.crisis_words import FANS, HEADS, QUANTITIES, fact_label, lower_first
from equipoise.interval import Interval
from equipoise.models.crisis.state import STEPS_A_DAY
from equipoise.questions.wording import capital, listed
from equipoise.scenarios.crisis.results import AntecedentAnswer, FactFit, Study

AFTER = {
    "appeal_after_protest": "protest_day",
    "decision_after_appeal": "appeal_after_protest",
    "arrival_after_decision": "decision_after_appeal",
    "withdrawal_after_arrival": "arrival_after_decision",
    "last_out_after_arrival": "arrival_after_decision",
}
"""Facts that count from another one."""

SHORT = {
    "appeal_after_protest": "appeal",
    "decision_after_appeal": "decision",
    "arrival_after_decision": "arrival",
    "withdrawal_after_arrival": "withdrawal begins",
    "last_out_after_arrival": "last out",
}
WEEK = 7.0
FEW = 30
"""Worlds below which no share of them is shown."""
YEAR = 365.25


def effects_chart(found: Study, groups: Sequence[Group]) -> AntecedentsChart | None:
    """Return the chart of all antecedents, or None where there is none."""
    if not found.antecedents:
        return None
    first = found.antecedents[0]
    return AntecedentsChart(
        caption=Caption(
            title=main_answer(found, groups),
            subtitle="Bars: change of the probability with fresh chance, in points of per cent, with a line over 90 % "
            "of what the parameters may be; a dot for each of three readings; a grey diamond for the effect before any "
            "fact was looked at. Below, in per cent: ▼ of the worlds that fit the facts and in which it happened, the "
            "share in which it would not have; ▲ of those in which it did not, the share in which it would have "
            f"(none is shown of fewer than {FEW} worlds)",
            note="A bar and its share answer two questions: what to expect of such worlds, and what was at stake in "
            "those that came out as it did. A share can be large by chance alone where a change disturbs the course of "
            "events.",
        ),
        events=tuple(HEADS.values()),
        base=tuple(_per_cent(first.event(event).without) for event in HEADS),
        groups=tuple(
            AntecedentGroup(capital(group.whose), tuple(_row(answer, found) for answer in group.answers))
            for group in groups
        ),
    )


def _row(answer: AntecedentAnswer, study: Study) -> AntecedentRow:
    return AntecedentRow(answer.title, changes_in_words(answer), tuple(_cell(answer, event, study) for event in HEADS))


def changes_in_words(answer: AntecedentAnswer) -> str:
    """Return how much history an antecedent changes, and how early."""
    edits = "1 change" if answer.rewrites == 1 else f"{answer.rewrites} changes"
    return f"{edits}, {_before(answer.days_before)}"


def _before(days: float) -> str:
    if days < 1:
        return "from the shock on"
    if days < 2 * WEEK:
        return f"{format_figure(days, 0)} day{'' if days < 1.5 else 's'} before"
    return (
        f"{format_figure(days / WEEK, 0)} weeks before"
        if days < YEAR
        else f"{format_figure(days / YEAR, 0)} years before"
    )


def _cell(answer: AntecedentAnswer, event: str, study: Study) -> EffectCell:
    found = answer.event(event)
    return EffectCell(
        effect=_per_cent(found.effect),
        readings=tuple(100 * one.midpoint for one in found.by_variant if one is not None),
        prior=100 * answer.prior_effects[event].midpoint,
        would_not=_per_cent(found.would_not if found.worlds >= FEW else None),
        would=_per_cent(found.would if study.particles - found.worlds >= FEW else None),
    )


def _per_cent(interval: Interval | None) -> Number:
    return Number.of(None if interval is None else interval.scale(100), unit="%", digits=0)


def facts_chart(found: Study) -> FactsChart | None:
    """Return the chart of dated facts, or None where there are none."""
    if not found.facts:
        return None
    rows = tuple(fact_row(fact) for fact in found.facts)
    unforeseen = [lower_first(row.label) for row in rows if row.unforeseen]
    met = sum(not row.missed for row in rows)
    title = f"The worlds found meet {met} of {len(rows)} facts"
    if unforeseen:
        title += f"; with fresh chance they would not be expected to meet {len(unforeseen)} of them again"
    note = f"Not to be expected again: {listed(unforeseen)}." if unforeseen else ""
    return FactsChart(
        caption=Caption(
            title=title,
            subtitle="Distance from what is recorded, in units of how far off a miss is still near; dots are medians, "
            "lines hold 90 % of those runs in which it happened at all. Days count from the shock",
            note=note,
        ),
        rows=rows,
    )


def fact_row(fact: FactFit) -> FactRow:
    """Return a fact as a row of the chart."""
    _, unit = QUANTITIES.get(fact.quantity, ("", ""))
    digits = 0 if max(abs(fact.low), abs(fact.high)) >= 100 else None
    recorded = Number(
        fact.low if fact.low == fact.high else None, fact.low, fact.high, digits=digits,
        unit="" if unit == "day" else unit,
    )  # fmt: skip
    return FactRow(
        label=fact_label(fact.quantity, fact.place, fact.actor),
        fact=recorded,
        scale=fact.scale,
        prior=Number.of(fact.prior, digits=digits),
        found=Number.of(fact.own, digits=digits),
        predicted=Number.of(fact.predicted, digits=digits),
        missed=not fact.covered,
        unforeseen=fact.covered and not fact.foreseen,
    )


def fan_chart(found: Study, start: date) -> FanChart:
    """Return the fan charts with the dated facts."""
    known = {fact.quantity: fact for fact in found.facts if not fact.place}
    panels = []
    for fan in found.fans:
        title, quantity = FANS.get(fan.name, (fan.name, ""))
        fact = known.get(quantity)
        panels.append(
            FanPanel(
                title,
                fan.quantiles,
                None if fact is None else (fact.low, fact.high),
                "" if fact is None else f"recorded: {_range(fact)}",
            )
        )
    dated = _dated(found.facts)
    return FanChart(
        caption=Caption(
            title="The crisis as the worlds that fit the facts have it",
            subtitle="Median, with bands over 50 and 90 % of the worlds. Numbered: dated facts, each within the hours "
            "that its sources leave",
        ),
        start=start,
        steps_a_day=STEPS_A_DAY,
        panels=tuple(panels),
        dated=dated,
    )


def _range(fact: FactFit) -> str:
    ends = [format_figure(end, 0) for end in (fact.low, fact.high)]
    return ends[0] if fact.low == fact.high else "–".join(ends)


def _dated(facts: Sequence[FactFit]) -> tuple[FanMark, ...]:
    """Return the facts that have a day; what counts from another fact is put on the middle of that one's interval."""
    middles: dict[str, float] = {}
    found: list[FanMark] = []
    for fact in sorted(facts, key=lambda one: list(QUANTITIES).index(one.quantity)):
        first = AFTER.get(fact.quantity)
        if first is not None and first not in middles:
            continue
        if first is None and not fact.quantity.endswith("_day"):
            continue
        begin = middles[first] if first is not None else 0.0
        middle = begin + (fact.low + fact.high) / 2
        middles.setdefault(fact.quantity, middle)
        label = SHORT.get(fact.quantity) or lower_first(fact_label(fact.quantity, fact.place, ""))
        found.append(FanMark(label, begin + fact.low, begin + fact.high))
    return tuple(sorted(found, key=lambda mark: mark.low + mark.high))
