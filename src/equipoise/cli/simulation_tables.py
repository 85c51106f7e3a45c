"""What `equipoise simulate` shows to people: before the facts, the facts, the readings, the antecedents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from equipoise.cli import simulation_words as words
from equipoise.cli.output import console, table
from equipoise.cli.simulation_words import in_words

if TYPE_CHECKING:
    from rich.console import Console

    from equipoise.cli.simulate import Simulation
    from equipoise.cli.simulation_runs import PriorSummary
    from equipoise.scenarios.crisis.results import AntecedentAnswer, FactFit, Story, Study

MANY_NEW_DRAWS = 0.05
"""Share of new draws above which a counterfactual rests visibly on noise that the actual world never had."""

SHOWN_OF_EVERY = ("hundred_dead", "troops_come", "ruler_leaves")
"""Events of the overview, where every antecedent of a scenario is asked for."""


def show(found: Simulation) -> None:
    """Print a simulation for people."""
    out = console()
    _say(out, found.question.scenario.title, style="bold")
    _show_prior(out, found)
    study = found.study
    if study is None:
        _say(out, "\nNo study: " + ("--prior-only." if found.question.document.facts else "no facts, no antecedents."))
        return
    _show_facts(out, study)
    answers = {answer.id: answer for answer in study.antecedents}
    shown = [answers[name] for name in found.ids]
    if found.detailed:
        for answer in shown:
            _show_answer(out, answer)
            if len(shown) == 1:
                _show_story(out, answer.story)
    elif shown:
        _show_overview(out, shown)
    if shown:
        _show_notes(out, shown)


def told_apart(study: Study) -> bool:
    """Return whether the interval of one reading's weight lies wholly above those of all others."""
    best = max(study.variants, key=lambda one: one.weight.low)
    return all(one is best or one.weight.high < best.weight.low for one in study.variants)


def _say(out: Console, text: str, style: str | None = None) -> None:
    out.print(text, style=style, markup=False, highlight=False)


def _show_prior(out: Console, found: Simulation) -> None:
    prior = found.prior
    _say(out, f"\nBefore any fact: {prior.draws:,} trajectories from the prior, seed {found.settings.seed}", "bold")
    columns = ("share in which", "all", *words.READINGS.values())
    rows = [
        (in_words(words.EVENTS, event.event), *(words.share(share) for share in event.share.values()))
        for event in prior.events
    ]
    out.print(table("", columns, rows, numbers=(1, 2, 3, 4)))
    _say(out, f"Sampling leaves at most {100 * _sampling(prior):.1f} points on either side of a share of all.")
    columns = (
        "where it happens",
        "in",
        "5 %",
        "median",
        "95 %",
        *(f"median, {one}" for one in words.READINGS.values()),
    )
    quantities = []
    for one in prior.quantities:
        whole, *readings = one.spread.values()
        ends = (words.figure(number) for number in (whole.low, whole.median, whole.high))
        medians = (words.figure(spread.median) for spread in readings)
        quantities.append((in_words(words.QUANTITIES, one.quantity), words.percent(whole.share), *ends, *medians))
    out.print()
    out.print(table("", columns, quantities, numbers=tuple(range(1, 8))))


def _sampling(prior: PriorSummary) -> float:
    return max(share.width / 2 for event in prior.events if (share := event.share["all"]) is not None)


def _show_facts(out: Console, study: Study) -> None:
    out.print()
    if not study.facts:
        _say(out, "The case has no dated facts: what follows is asked of worlds from the prior.", "bold")
        return
    from equipoise.models.crisis.abduction import GOOD_ENOUGH

    _say(out, "Worlds that fit the dated facts", "bold")
    _say(
        out,
        f"{study.distinct:,} different worlds of {study.particles:,}, from {study.runs:,} trajectories; distance from "
        f"the facts {study.tolerance:.2f} of a scale (root mean square; near enough is {GOOD_ENOUGH:g}); seed "
        f"{study.seed}.",
    )
    if not study.reached:
        told = (
            "REJECTED: the model does not come as near to the facts as they are known. It is at odds with this case; "
            "take what follows as what such a model says, not as what would have been."
        )
        _say(out, told, "bold")
    rows = [_fact_row(fact) for fact in study.facts]
    out.print()
    columns = ("fact", "known", "before the facts", "in these worlds", "with fresh noise", "happens")
    out.print(table("", columns, rows, numbers=(5,)))
    _say(out, _coverage(study.facts))
    out.print()
    weights = ", ".join(f"{in_words(words.READINGS, one.variant)} {words.shares(one.weight)}" for one in study.variants)
    _say(out, f"Weights of the readings (a third each before): {weights}.")
    _say(out, "One reading stands out from the others." if told_apart(study) else words.READ_EACH)


def _fact_row(fact: FactFit) -> tuple[str, ...]:
    about = ", ".join(filter(None, (fact.place, fact.actor)))
    known = (
        words.figure(fact.low) if fact.low == fact.high else f"{words.figure(fact.low)} to {words.figure(fact.high)}"
    )
    name = in_words(words.QUANTITIES, fact.quantity)
    return (
        f"{fact.id}: {name}" + (f" ({about})" if about else ""),
        known,
        words.figures(fact.prior),
        words.figures(fact.own) + ("" if fact.covered else " MISSED"),
        words.figures(fact.predicted) + ("" if fact.foreseen else " MISSED"),
        words.percent(fact.predicted_share),
    )


def _coverage(facts: Sequence[FactFit]) -> str:
    def told(missed: list[str]) -> str:
        return f"{len(facts) - len(missed)} of {len(facts)}" + (f" (not {', '.join(missed)})" if missed else "")

    own = [fact.id for fact in facts if not fact.covered]
    fresh = [fact.id for fact in facts if not fact.foreseen]
    return (
        f"The 90 % interval reaches the fact for {told(own)} in these worlds, which were chosen for it; with fresh "
        f"noise (posterior predictive, where it happens) for {told(fresh)}."
    )


def _show_overview(out: Console, answers: Sequence[AntecedentAnswer]) -> None:
    out.print()
    rows = [
        (
            answer.id,
            str(answer.rewrites),
            words.figure(answer.days_before),
            words.percent(answer.unchanged),
            words.percent(answer.new_draws) + (" !" if answer.new_draws > MANY_NEW_DRAWS else ""),
        )
        for answer in answers
    ]
    _say(out, "What each antecedent rewrites", "bold")
    columns = ("antecedent", "edits", "days before", "worlds unchanged", "new draws")
    out.print(table("", columns, rows, numbers=(1, 2, 3, 4)))
    for event in SHOWN_OF_EVERY:
        _show_event(out, event, answers)
    _say(out, "\nOther events, amounts and the story of one antecedent: --if ID. Everything: --json.")


def _show_event(out: Console, event: str, answers: Sequence[AntecedentAnswer]) -> None:
    without = answers[0].event(event).without
    out.print()
    _say(out, f"{in_words(words.EVENTS, event).capitalize()}: probability as it was {words.shares(without)}", "bold")
    rows = []
    for answer in answers:
        found = answer.event(event)
        rows.append(
            (
                answer.id,
                words.effect(found.effect),
                *(words.point(one) for one in found.by_variant),
                words.point(answer.prior_effects.get(event)),
                "never" if found.would_not is None else words.share(found.would_not),
            )
        )
    columns = ("with", "effect", *words.READINGS.values(), "prior", "would not")
    out.print(table("", columns, rows, numbers=(2, 3, 4, 5, 6)))


def _show_answer(out: Console, answer: AntecedentAnswer) -> None:
    out.print()
    _say(out, f"{answer.title} ({answer.id})", "bold")
    _say(out, answer.justification.strip())
    flag = f" - above {100 * MANY_NEW_DRAWS:.0f} %: the counterfactual rests on new noise" * (
        answer.new_draws > MANY_NEW_DRAWS
    )
    _say(
        out,
        f"Whose act: {', '.join(answer.by)}. Edits: {answer.rewrites}, history otherwise from "
        f"{words.figure(answer.days_before)} days before the shock. "
        f"Worlds unchanged: {words.percent(answer.unchanged)}. New draws: {words.percent(answer.new_draws)}{flag}.",
    )
    if answer.answers:
        told = ", ".join(f"{name} {words.shares(found)}" for name, found in answer.answers.items())
        _say(out, f"Probability of troops, if asked, that it changes: {told}.")
    _show_effects(out, answer)


def _show_effects(out: Console, answer: AntecedentAnswer) -> None:
    out.print()
    rows = [
        (
            in_words(words.EVENTS, found.event),
            words.shares(found.without),
            words.shares(found.with_it),
            words.effect(found.effect),
            words.shares(found.would_not),
        )
        for found in answer.events
    ]
    out.print(table("", ("event", "without", "with", "effect", "would not"), rows))
    out.print()
    by_reading = [
        (
            in_words(words.EVENTS, found.event),
            *(words.effect(one) for one in found.by_variant),
            words.effect(answer.prior_effects.get(found.event)),
        )
        for found in answer.events
    ]
    out.print(table("", ("effect on", *words.READINGS.values(), "before the facts"), by_reading))
    out.print()
    amounts = [
        (
            in_words(words.AMOUNTS, one.amount),
            words.figures(one.without),
            words.figures(one.with_it),
            words.change(one.effect),
        )
        for one in answer.amounts
    ]
    out.print(table("", ("amount (mean)", "without", "with", "effect"), amounts))


def _show_story(out: Console, story: Story | None) -> None:
    out.print()
    if story is None:
        _say(out, "No world is changed, so there is no story to tell.")
        return
    reading = in_words(words.READINGS, story.variant)
    _say(out, f"A typical changed world, step by step (reading: {reading}; days from the shock)", "bold")
    rows = [(in_words(words.STEPS, line.event), _day(line.actual), _day(line.changed)) for line in story.told]
    rows += [
        (in_words(words.AMOUNTS, name), words.figure(story.actual[name]), words.figure(story.changed[name]))
        for name in story.actual
    ]
    rows.append(("who sent troops", story.came_actual or "nobody", story.came_changed or "nobody"))
    out.print(table("", ("step", "as it was", "with the antecedent"), rows, numbers=(1, 2)))


def _day(day: float | None) -> str:
    return "never" if day is None else f"{day:.2f}"


def _show_notes(out: Console, answers: Sequence[AntecedentAnswer]) -> None:
    out.print()
    from equipoise.models.crisis.record.sheets import record_in_a_sentence

    for note in (words.SIGN, words.WOULD_NOT, words.ASSOCIATION, record_in_a_sentence()):
        _say(out, note)
    flagged = [answer.id for answer in answers if answer.new_draws > MANY_NEW_DRAWS]
    if flagged:
        _say(
            out,
            f"More than {100 * MANY_NEW_DRAWS:.0f} % of the draws in changed worlds are new to them, so that their "
            f"counterfactuals rest in part on fresh chance: {', '.join(flagged)}.",
        )
