"""Sheets on what could have been otherwise in a crisis: acts, effects, amounts, replies, stories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from equipoise.answers import Column, Sheet
from equipoise.answers.numbers import format_figure
from equipoise.answers.vocabulary import term, title_of
from equipoise.interval import Estimate, Interval
from equipoise.models.crisis.quantities import EVENTS
from equipoise.models.crisis.state import VARIANTS
from equipoise.questions.crisis.groups import ActorGroup, actor_name
from equipoise.questions.crisis.wording import lower_first
from equipoise.questions.wording import capital, listed
from equipoise.scenarios.crisis.results import AntecedentAnswer, Story, StoryLine
from equipoise.world.world import World

MANY_NEW_DRAWS = 0.05
"""Share of new draws above which a counterfactual rests visibly on chance that the world without the act never met."""

MAIN_EVENTS = ("troops_come", "hundred_dead", "ruler_leaves", "no_order_in_ten_days")
"""Events of the overview and of the chart."""

SUMS = ("deaths", "sites_lost", "peak_foreign")
"""Amounts with which a story ends."""

WEEK, YEAR = 7.0, 365.25
TIMES_OF_DAY = ("night", "morning", "afternoon", "evening")

OVERVIEW_COLUMNS = (
    Column("whose", sense="Whose acts they are."),
    Column("id", hidden=True, sense="Id of the act, as --if takes it."),
    Column("title", "act", sense="What is otherwise."),
    Column("changes", hidden=True, sense="How many edits it takes, and how long before the shock."),
    Column(
        "unchanged", "worlds unchanged", "estimate", "%", 0, parts=(), sense="Share of worlds that stay as they were."
    ),
    *(
        Column(event, title_of("event_short", event), "estimate", digits=0, sense="Change of the probability [points].")
        for event in MAIN_EVENTS
    ),
)
ANTECEDENT_COLUMNS = (
    Column("id", hidden=True, sense="Id of the act, as --if takes it."),
    Column("title", "act", sense="What is otherwise."),
    Column("whose", "whose act", sense="Whose act it is."),
    Column("by", kind="list", hidden=True, sense="Codes of those whose act it is."),
    Column("changes", "what it changes", sense="How many edits it takes, and how long before the shock."),
    Column("edits", kind="integer", hidden=True, sense="Edits that it takes."),
    Column("days_before", kind="number", unit="days", hidden=True, sense="Days before the shock of the first edit."),
    Column("unchanged", "worlds unchanged", "number", "%", 0, "Share of worlds that stay as they were."),
    Column("new_draws", "new draws", "number", "%", 1, "Share of chance in changed worlds that the others never met."),
    Column("many_new_draws", kind="flag", hidden=True, sense="Whether more than 5 % of the draws are new."),
    Column("justification", "why it was possible", sense="Why it could have been otherwise."),
    Column("source_ids", kind="list", hidden=True, sense="Sources of the justification."),
)
EFFECT_COLUMNS = (
    Column("antecedent", hidden=True, sense="Id of the act."),
    Column("title", "act", sense="What is otherwise."),
    Column("event", words="event", sense="What may happen."),
    Column("without", kind="estimate", unit="%", digits=0, sense="Probability without the act, in new runs."),
    Column("with", kind="estimate", unit="%", digits=0, sense="Probability with the act, in new runs."),
    Column("effect", kind="estimate", unit="points", digits=0, sense="Difference of the two, on the same chance."),
    Column(
        "would_not", "would not have", "estimate", "%", 0,
        "Of the worlds in which it happened, the share in which it would not have.",
    ),
    Column(
        "would", "would have", "estimate", "%", 0,
        "Of the worlds in which it did not happen, the share in which it would have.",
    ),
    Column("worlds", kind="integer", hidden=True, sense="Worlds in which it happened."),
)  # fmt: skip
VARIANT_EFFECT_COLUMNS = (
    Column("antecedent", hidden=True, sense="Id of the act."),
    Column("title", "act", sense="What is otherwise."),
    Column("event", words="event", sense="What may happen."),
    *(
        Column(name, title_of("variant", name), "estimate", "points", 0, "Effect under this variant.")
        for name in VARIANTS
    ),
    Column("prior", "before the facts", "estimate", "points", 0, "Effect before any fact was looked at."),
)
AMOUNT_COLUMNS = (
    Column("antecedent", hidden=True, sense="Id of the act."),
    Column("title", "act", sense="What is otherwise."),
    Column("amount", "amount (mean)", words="amount", sense="What is counted."),
    Column("unit", sense="Unit of the amount."),
    Column("without", kind="estimate", sense="Without the act, in new runs."),
    Column("with", kind="estimate", sense="With the act, in new runs."),
    Column("effect", kind="estimate", sense="Difference of the two, on the same chance."),
)
REPLY_COLUMNS = (
    Column("antecedent", hidden=True, sense="Id of the act."),
    Column("title", "act", sense="What is otherwise."),
    Column("actor", hidden=True, sense="Code of the one that is asked."),
    Column("name", "who is asked", sense="Who is asked."),
    Column("probability", kind="estimate", unit="%", digits=0, sense="Probability of troops, if asked, with the act."),
)
STORY_COLUMNS = (
    Column("heading", sense="Act, and what the world ends with."),
    Column("antecedent", hidden=True, sense="Id of the act."),
    Column("event", "step", words="crisis_step", sense="What happened."),
    Column("without", "in the model", sense="When, in the world of the model without the act; no record of history."),
    Column("with", "in the model, with the act", sense="When, in the same world with the act."),
    Column("differs", kind="flag", sense="Whether the two differ."),
    Column(
        "day_without", kind="number", unit="days", hidden=True, sense="The same in days from the shock, or an amount."
    ),
    Column("day_with", kind="number", unit="days", hidden=True, sense="The same in days from the shock, or an amount."),
)
HOW_TO_READ = (
    (
        "Effect: probability with the act less probability without, in new runs of the same worlds on the same chance; "
        "plus is likelier with it. Intervals hold 90 % of the worlds."
    ),
    (
        "Would not have: of the worlds that match the record and in which it happened, the share in which it would not "
        "have, on the chance of that world. No data: there is no such world."
    ),
)


def changes_in_words(answer: AntecedentAnswer) -> str:
    """Return how much of history an antecedent changes, and how early."""
    edits = "1 change" if answer.rewrites == 1 else f"{answer.rewrites} changes"
    return f"{edits}, {_before(answer.days_before)}"


def _before(days: float) -> str:
    if days < 1:
        return "from the shock on"
    if days < 2 * WEEK:
        return f"{format_figure(days, 0)} day{'' if days < 1.5 else 's'} before"
    if days < YEAR:
        return f"{format_figure(days / WEEK, 0)} weeks before"
    return f"{format_figure(days / YEAR, 0)} years before"


def antecedent_sheets(
    world: World, groups: Sequence[ActorGroup], start: date, *, stories: Sequence[str] | None, detailed: bool
) -> Iterator[Sheet]:
    """Yield the sheets about acts that could have been otherwise.

    Parameters
    ----------
    world : World
        The tables, for names and sources.
    groups : sequence of ActorGroup
        The acts with their answers.
    start : datetime.date
        Day of the shock.
    stories : sequence of str, optional
        Ids of those whose story is told; None for all.
    detailed : bool
        Whether the acts were asked for by name, so that every event is of interest.
    """
    answers = [answer for group in groups for answer in group.answers]
    told = [answer for answer in answers if stories is None or answer.id in stories]
    yield overview_sheet(groups, detail=detailed)
    why = "Why each of these was possible, and how much of history it changes"
    held = set(world.sources["source_id"])
    yield Sheet.of(
        "antecedents", why, ANTECEDENT_COLUMNS, (_act(world, one, held) for one in answers), detail=True, by="title"
    )
    effects = (row for one in answers for row in _effects(one))
    yield Sheet.of(
        "effects", "What each act changes", EFFECT_COLUMNS, effects, detail=not detailed, by="title", notes=HOW_TO_READ
    )
    under = (row for one in answers for row in _variant_effects(one))
    yield Sheet.of(
        "effects_by_variant", "Effects under each reading of the crisis, and before the facts", VARIANT_EFFECT_COLUMNS,
        under, detail=True, by="title",
    )  # fmt: skip
    amounts = (row for one in answers for row in _amounts(one))
    yield Sheet.of("amounts", "Amounts with and without each act", AMOUNT_COLUMNS, amounts, detail=True, by="title")
    replies = [row for one in answers for row in _replies(world, one)]
    if replies:
        asked = "Probability of troops, if asked, that an act changes"
        yield Sheet.of("replies", asked, REPLY_COLUMNS, replies, detail=True)
    lines = (row for one in told if one.story is not None for row in _story(world, one, one.story, start))
    title = "Stories: a typical changed world, step by step"
    yield Sheet.of("stories", title, STORY_COLUMNS, lines, detail=True, by="heading", notes=STORY_NOTES)


STORY_NOTES = (
    (
        "Both columns are worlds of the model that match the record; neither is the record itself. A world is picked "
        "from those that the act changes, nearest to their median."
    ),
)


def overview_sheet(groups: Sequence[ActorGroup], *, detail: bool) -> Sheet:
    """Return all acts, one row each, with their effects on the main events."""
    rows = (
        {"whose": capital(group.whose), "id": one.id, "title": one.title, "unchanged": 100 * one.unchanged}
        | {"changes": changes_in_words(one)}
        | {event: per_cent(one.event(event).effect) for event in MAIN_EVENTS}
        for group in groups
        for one in group.answers
    )
    title = "What each act changes: probability with it less without, in points of per cent, in new runs"
    return Sheet.of("overview", title, OVERVIEW_COLUMNS, rows, by="whose", detail=detail)


def per_cent(share: Interval | None) -> Estimate:
    """Return a share in per cent, or that there is none."""
    return Estimate(None if share is None else share.scale(100))


def _act(world: World, answer: AntecedentAnswer, held: set[str]) -> dict[str, Any]:
    return {
        "id": answer.id,
        "title": answer.title,
        "whose": actors_of(world, answer),
        "by": answer.by,
        "justification": " ".join(answer.justification.split()),
        "changes": changes_in_words(answer),
        "edits": answer.rewrites,
        "days_before": answer.days_before,
        "unchanged": 100 * answer.unchanged,
        "new_draws": 100 * answer.new_draws,
        "many_new_draws": answer.new_draws > MANY_NEW_DRAWS,
        "source_ids": tuple(source for source in answer.sources if source in held),
    }


def actors_of(world: World, answer: AntecedentAnswer) -> str:
    """Return whose act an antecedent is."""
    return listed([actor_name(world, actor) for actor in answer.by]) or "nobody"


def _effects(answer: AntecedentAnswer) -> Iterator[dict[str, Any]]:
    for name in EVENTS:
        found = answer.event(name)
        shares: dict[str, Interval | None] = {"without": found.without, "with": found.with_it, "effect": found.effect}
        shares |= {"would_not": found.would_not, "would": found.would}
        row = {"antecedent": answer.id, "title": answer.title, "event": name, "worlds": found.worlds}
        yield row | {key: per_cent(share) for key, share in shares.items()}


def _variant_effects(answer: AntecedentAnswer) -> Iterator[dict[str, Any]]:
    for name in EVENTS:
        row: dict[str, Any] = {"antecedent": answer.id, "title": answer.title, "event": name}
        row |= {one: per_cent(share) for one, share in zip(VARIANTS, answer.event(name).by_variant, strict=True)}
        yield {**row, "prior": per_cent(answer.prior_effects.get(name))}


def _amounts(answer: AntecedentAnswer) -> Iterator[dict[str, Any]]:
    for one in answer.amounts:
        row: dict[str, Any] = {"antecedent": answer.id, "title": answer.title, "amount": one.amount}
        row |= {"unit": term("amount", one.amount).unit, "without": one.without}
        yield {**row, "with": one.with_it, "effect": one.effect}


def _replies(world: World, answer: AntecedentAnswer) -> Iterator[dict[str, Any]]:
    for actor, probability in answer.answers.items():
        row = {"antecedent": answer.id, "title": answer.title, "actor": actor, "name": actor_name(world, actor)}
        yield {**row, "probability": per_cent(probability)}


def _story(world: World, answer: AntecedentAnswer, story: Story, start: date) -> Iterator[dict[str, Any]]:
    key = {"heading": f"{answer.title}. {story_summary(world, story)}", "antecedent": answer.id}
    for line in story.told:
        yield key | _line(line, start)
    for name in story.actual:
        before, after = story.actual[name], story.changed[name]
        texts = {"without": format_figure(before, 0), "with": format_figure(after, 0)}
        yield key | texts | {"event": name, "differs": before != after, "day_without": before, "day_with": after}
    came = [actor_name(world, one) if one else "nobody" for one in (story.came_actual, story.came_changed)]
    yield key | {"event": "came", "without": came[0], "with": came[1], "differs": came[0] != came[1]}


def _line(line: StoryLine, start: date) -> dict[str, Any]:
    return {
        "event": line.event,
        "without": _when(line.actual, start),
        "with": _when(line.changed, start),
        "differs": line.actual != line.changed,
        "day_without": line.actual,
        "day_with": line.changed,
    }


def _when(day: float | None, start: date) -> str:
    """Return a step as the day and the quarter in which it falls."""
    if day is None:
        return "never"
    when = start + timedelta(days=int(day))
    return f"{when.day} {when:%b}, {TIMES_OF_DAY[int(day % 1 * 4)]}"


def story_summary(world: World, story: Story) -> str:
    """Return what is different at the end of a story, in two sentences."""
    parts = []
    for key in SUMS:
        words = lower_first(title_of("crisis_step", key))
        before, after = (format_figure(round(sums[key]), 0) for sums in (story.actual, story.changed))
        parts.append(
            f"{after} {words} ({before} without the act)" if before != after else f"{after} {words} either way"
        )
    variant = title_of("variant", story.variant).lower()
    return (
        f"One typical changed world, of the reading “{variant}”. It ends with {listed(parts)}.{_senders(world, story)}"
    )


def _senders(world: World, story: Story) -> str:
    if story.came_actual == story.came_changed:
        return ""
    before, after = (actor_name(world, one) if one else "nobody" for one in (story.came_actual, story.came_changed))
    return f" {capital(after)} sends troops, where {before} did."
