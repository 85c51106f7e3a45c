"""Sentences on what would have changed a crisis: whose acts, how surely, and what the model cannot say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from equipoise.answers.numbers import NO_BREAK, format_figure, percent
from equipoise.answers.sentence import Sentence
from equipoise.answers.vocabulary import title_of
from equipoise.interval import Interval
from equipoise.models.crisis.abduction import GOOD_ENOUGH
from equipoise.models.track_records import shipped_records
from equipoise.questions.crisis.groups import ActorGroup
from equipoise.questions.records import verdict_in_words
from equipoise.questions.wording import capital, listed
from equipoise.scenarios.crisis.results import AntecedentAnswer, FactFit, Study

HARMS = ("hundred_dead", "no_order_in_ten_days", "site_lost_in_largest", "violence", "protest")
"""What could have been spared, the gravest that happened in most worlds first."""

LIKELIER = 0.5
MOST_NAMED = 4
FACT_MARGIN = 0.02
LARGEST = 3
"""Events named where an act is asked for by name."""

FEW = 30
"""Worlds below which no share of them is told."""

NEW_DRAWS_SEEN = 0.0005
SEEN = 0.005
"""Change of a probability that rounds to a point."""


REJECTED = (
    "The model does not come as near to the facts as they are known. It is at odds with this case; take what follows "
    "as what such a model says, not as what would have been."
)


def worlds_sentence(found: Study) -> Sentence:
    """Return which worlds match the record, or that the model is at odds with it."""
    if not found.facts:
        told = "The case has no dated facts: what follows is asked of worlds from the prior."
        return Sentence(told, lead="Worlds.")
    told = (
        f"{found.distinct:,} different worlds of {found.particles:,} match the {len(found.facts)} dated facts, from "
        f"{found.runs:,} runs; distance from the facts {format_figure(found.tolerance, 2)} of a scale (root mean "
        f"square; near enough is {GOOD_ENOUGH:g}); seed {found.seed}."
    )
    return (
        Sentence(told, lead="Worlds that match.") if found.reached else Sentence(f"{REJECTED} {told}", lead="REJECTED.")
    )


def asked_sentences(found: Study) -> tuple[Sentence, ...]:
    """Return what the acts that were asked for by name change: how many worlds, and which events most."""
    said = [sentence for answer in found.antecedents for sentence in _of_act(answer)]
    return (*said, Sentence(how_sure(found), lead="How sure."))


def _of_act(answer: AntecedentAnswer) -> Iterator[Sentence]:
    told = f"{answer.title}: {shown(Interval.point(answer.unchanged))}."
    if answer.new_draws >= NEW_DRAWS_SEEN:
        told += f" {_share_of(answer.new_draws)} of the chance that changed worlds meet is new to them."
    yield Sentence(told, lead="Worlds unchanged.")
    moved = sorted(answer.events, key=lambda found: -abs(found.effect.midpoint))
    named = [found for found in moved[:LARGEST] if abs(found.effect.midpoint) >= SEEN] or moved[:1]
    parts = [f"{in_words(found.event)} {_moved_by(found.effect)}" for found in named]
    yield Sentence(f"{capital(listed(parts))}.", lead="Largest changes.")
    shares = {found.event: spared(answer, found.event) for found in answer.events if found.worlds >= FEW}
    most = sorted(shares, key=lambda event: -shares[event].midpoint)[:LARGEST]
    parts = [f"{in_words(event)} in {shown(shares[event])}" for event in most if shares[event].midpoint >= FACT_MARGIN]
    if parts:
        told = f"Of the worlds that match and in which it happened: {listed(parts)}."
        yield Sentence(told, lead="Would not have been.")


def _share_of(share: float) -> str:
    return f"{format_figure(100 * share, 1)}{NO_BREAK}%"


def _moved_by(effect: Interval) -> str:
    told = points(effect)
    if told.startswith(f"0{NO_BREAK}"):
        return f"as likely as without it ({told.replace(' (', '; range ').removesuffix(')')})"
    size = told if effect.midpoint > 0 else points(effect.scale(-1.0))
    return f"{'likelier' if effect.midpoint > 0 else 'less likely'} by {size}"


def harm_of(found: Study) -> str:
    """Return the gravest harm that came in at least half of the worlds found."""
    first = found.antecedents[0]
    likely = [harm for harm in HARMS if 2 * first.event(harm).worlds >= found.particles]
    return likely[0] if likely else "protest"


def spared(answer: AntecedentAnswer, harm: str) -> Interval:
    """Return the share of the worlds with a harm in which an antecedent would have spared it."""
    return answer.event(harm).would_not or Interval.point(0.0)


def main_answer(found: Study, groups: Sequence[ActorGroup]) -> str:
    """Return the main result as a sentence without a full stop."""
    if not found.antecedents:
        return "The scenario names nothing that could have been otherwise"
    harm = harm_of(found)
    strong = [
        (group, answer) for group in groups for answer in group.answers if spared(answer, harm).midpoint > LIKELIER
    ]
    tried = len(found.antecedents)
    if not strong:
        return f"In the model, none of the {tried} acts tried would probably have prevented {in_words(harm)}"
    own = sum(group.own for group, _ in strong)
    whose = listed(list(dict.fromkeys(group.whose for group, _ in strong)))
    count = f"In the model, {len(strong)} of the {tried} acts tried would probably have prevented {in_words(harm)}"
    if own == len(strong):
        return f"{count}: {'it is an act' if own == 1 else 'all are acts'} of {whose}"
    return f"{count}: acts of {whose}"


def answer_sentences(found: Study, groups: Sequence[ActorGroup]) -> tuple[Sentence, ...]:
    """Return the answer: which acts would have changed what, whose they are, how sure that is."""
    said = [Sentence(f"{main_answer(found, groups)}.", lead="What would have changed it.")]
    if found.antecedents:
        said += [Sentence(text, lead="How surely.") for text in [_named(found)] if text]
        said += [
            Sentence(_of_group(group, found), lead=f"{capital(group.whose)}.") for group in groups if not group.own
        ]
        said.append(Sentence(_afresh(found), lead="What was to be expected."))
    said.append(Sentence(how_sure(found), lead="How sure."))
    return tuple(said)


def _named(found: Study) -> str:
    if not found.antecedents:
        return ""
    harm = harm_of(found)
    strong = sorted(found.antecedents, key=lambda answer: -spared(answer, harm).midpoint)
    chosen = [answer for answer in strong if spared(answer, harm).midpoint > LIKELIER][:MOST_NAMED]
    told = ""
    if chosen:
        parts = [f"{shown(spared(answer, harm))} with “{answer.title}”" for answer in chosen]
        told = f"Share of the worlds that match the record in which that holds: {listed(parts)}."
    worse = [
        (answer, event, would)
        for answer in found.antecedents
        for event in HARMS
        if (would := answer.event(event).would) is not None and would.midpoint > LIKELIER
    ]
    for answer, event, would in worse[:2]:
        told += (
            f" “{answer.title}” would have made it worse: {in_words(event)} in {shown(would)} of the worlds without it."
        )
    return told.strip()


def _of_group(group: ActorGroup, found: Study) -> str:
    harm = harm_of(found)
    best = max(group.answers, key=lambda answer: spared(answer, harm).midpoint)
    share, effect = spared(best, harm), best.event(harm).effect
    several = len(group.answers) > 1
    if share.midpoint < FACT_MARGIN:
        head = f"None of {len(group.answers)} acts" if several else "The one act that was tried"
        verb = "would" if several else "would not"
        return (
            f"{head} {verb} have prevented {in_words(harm)} in as many as {shown(Interval.point(FACT_MARGIN))} of the "
            f"worlds that match the record.{_troops(group)}"
        )
    first = f"Of {len(group.answers)} acts “{best.title}”" if several else f"“{best.title}”"
    most = " most often" if several else ""
    whole = "" if best.unchanged < 0.005 else f"; {shown(Interval.point(best.unchanged))} of them stay as they were"
    return (
        f"{first} would have prevented {in_words(harm)}{most}: in {shown(share)} of the worlds that match the "
        f"record{whole}. {_in_new_runs(effect)}{_by_chance(share, effect)}.{_troops(group)}"
    )


def _in_new_runs(effect: Interval) -> str:
    told = points(effect)
    if told.startswith(f"0{NO_BREAK}"):
        return f"In new runs the odds do not change ({told.replace(' (', '; range ').removesuffix(')')})"
    return f"In new runs it changes the odds by {told}"


def _troops(group: ActorGroup) -> str:
    """Say which act of a group changes most whether foreign troops come."""
    best = max(group.answers, key=lambda answer: abs(answer.event("troops_come").effect.midpoint))
    effect = best.event("troops_come").effect
    if abs(effect.midpoint) < FACT_MARGIN:
        return ""
    way = "likelier" if effect.midpoint > 0 else "less likely"
    size = effect if effect.midpoint > 0 else effect.scale(-1.0)
    return f" “{best.title}” makes foreign troops {way} by {points(size)}."


def _by_chance(share: Interval, effect: Interval) -> str:
    """Warn where a share in replays stands against no effect to be expected: chance is then dealt anew."""
    if share.midpoint > 2 * FACT_MARGIN and effect.low < 0 < effect.high and abs(effect.midpoint) < FACT_MARGIN:
        return (
            "; much of that share may be luck: changing anything deals chance anew, and the severe outcome was the "
            "rarer one"
        )
    return ""


def shown(share: Interval) -> str:
    """Return a share as per cent, its interval only where it is wider than the rounding."""
    rounded = {round(100 * end) for end in (share.low, share.high)}
    return percent(Interval.point(share.midpoint)) if len(rounded) == 1 else percent(share)


def points(effect: Interval) -> str:
    """Return a change of a probability in points of per cent with its interval."""
    told = shown(effect)
    unit = "point" if told.removeprefix("−").startswith(f"1{NO_BREAK}") else "points"
    return told.replace(f"{NO_BREAK}%", f"{NO_BREAK}{unit}")


def _afresh(found: Study) -> str:
    first, harm = found.antecedents[0], harm_of(found)
    before = first.event(harm).without
    rare = " It was an unlikely turn even of such worlds, which is why effects to be expected are small." if (
        before.midpoint < LIKELIER
    ) else ""  # fmt: skip
    return (
        f"Run again with fresh chance, the worlds that match the record have {in_words(harm)} in {shown(before)} of "
        f"runs and foreign troops in {shown(first.event('troops_come').without)}.{rare}"
    )


def how_sure(found: Study) -> str:
    """Return how well the worlds found meet the facts, and what that does not settle."""
    if not found.facts:
        return "The scenario has no dated facts, so these are the worlds of the prior: nothing was learned from a case."
    missed = [_label(fact) for fact in found.facts if not fact.covered]
    met = len(found.facts) - len(missed)
    state = "meet the facts on the whole" if found.reached else "are at odds with the facts"
    told = f"The worlds found {state} ({met} of {len(found.facts)} within their 90 % interval"
    told += f"; missed: {listed(missed)})" if missed else ")"
    wide = [one for one in found.variants if one.weight.width > LIKELIER]
    apart = (
        " The facts do not tell the three readings apart."
        if len(wide) > 1
        else ""
    )  # fmt: skip
    return (
        f"{told}.{apart} One case identifies no parameter: the intervals show what the priors leave open, and the "
        "priors are judgements."
    )


def in_words(event: str) -> str:
    """Return what an event is called, as in "would have prevented ..."."""
    return title_of("event", event)


def fact_label(quantity: str, place: str, actor: str) -> str:
    """Return what a fact is about, in words."""
    words, about = title_of("crisis_quantity", quantity), place or actor
    return f"{words}, {about}" if about else words


def lower_first(text: str) -> str:
    """Return words with a small first letter; names inside keep theirs."""
    return text[:1].lower() + text[1:]


def _label(fact: FactFit) -> str:
    return lower_first(fact_label(fact.quantity, fact.place, fact.actor))


def variant_remark(found: Study) -> str:
    """Return how far the facts tell the readings apart."""
    if not found.facts:
        return "Nothing was learned from facts, so the three readings keep the weight they were given."
    heaviest = max(found.variants, key=lambda one: one.weight.midpoint)
    name = title_of("variant", heaviest.variant).lower()
    if heaviest.weight.low > 1 / len(found.variants):
        return f"The facts favour the reading “{name}”, within this model and its priors; they do not prove it."
    return (
        f"The heaviest, “{name}”, may still weigh less than it did before: the weights rest on how often each reading "
        "came near the facts, which is hard to estimate, so do not read them as evidence on who was behind it. The "
        "effects are shown under each reading."
    )


def _record_in_words() -> str:
    """Return how the model did on past internal crises against the base rate."""
    record = shipped_records("crisis")[0]
    return (
        f"On {record.n} past crises in which a government asked for help, the model's probability that the leader is "
        f"in office a month later, from generic cases, {verdict_in_words(record.baselines[0])}."
    )


def model_limits(groups: Sequence[ActorGroup]) -> tuple[Sentence, ...]:
    """Return what the model cannot say, its record first."""
    said = [
        Sentence(_record_in_words(), lead="Track record."),
        *_LIMITS,
    ]
    new = [answer for group in groups for answer in group.answers if answer.new_draws > 0.1]
    if new:
        names = listed([f"“{answer.title}”" for answer in new[:MOST_NAMED]])
        more = f" and {len(new) - MOST_NAMED} more" if len(new) > MOST_NAMED else ""
        said.append(
            Sentence(
                f"With {names}{more}, over a tenth of the chance that the changed world meets was never met "
                "without the act, so its course is drawn afresh to that extent.",
                lead="New ground.",
            )
        )
    return tuple(said)


_LIMITS = (
    Sentence(
        "Every parameter has a prior that somebody judged; one crisis narrows few of them. Where an effect is "
        "small and its interval wide, the sources do not settle it.",
        lead="One case.",
    ),
    Sentence(
        "In the record of calls, leaders who were sent troops stayed in office more often. The panel shows an "
        "association that selection can explain; the model lets troops guard sites and so free home forces, with a "
        "prior that includes no effect at all on the outcome.",
        lead="Foreign troops on survival.",
    ),
    Sentence(
        "An act changes one thing and leaves the rest of history as it was. The longer before the shock it lies, the "
        "less that can be believed; how long is given with each.",
        lead="Far from the shock.",
    ),
    Sentence(
        "The share “would not have happened” is taken over worlds that were picked because it did happen. A change "
        "that merely shuffles later chance lowers it, too; the effect, with fresh chance, does not have this fault.",
        lead="Picked worlds.",
    ),
    Sentence(
        "Motives, talks behind closed doors, the economy after the crisis and what other states would have done in "
        "turn are outside the model. Who organised the violence is a reading here, not a result.",
        lead="Left out.",
    ),
)
