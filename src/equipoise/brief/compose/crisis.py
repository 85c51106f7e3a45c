"""Section: what would have changed a crisis. All of it comes from the study of the scenario."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from equipoise.answers.numbers import Number, format_figure
from equipoise.answers.sentence import Sentence
from equipoise.brief.compose.crisis_answer import (
    Group,
    answer_sentences,
    government,
    harm_of,
    main_answer,
    model_limits,
    reading_remark,
    shown,
    spared,
    whose_act,
)
from equipoise.brief.compose.crisis_charts import changes_in_words, effects_chart, facts_chart, fan_chart
from equipoise.brief.compose.crisis_words import READINGS, STEPS, plain
from equipoise.brief.compose.subject import Subject
from equipoise.brief.crisis import (
    AntecedentNote,
    CrisisReading,
    CrisisSection,
    CrisisStory,
    NarrowedParameter,
    StoryRow,
)
from equipoise.brief.page import Reproduction
from equipoise.engine.executors import worker_count
from equipoise.interval import Interval
from equipoise.questions.wording import body_name, capital, listed
from equipoise.scenarios.crisis.documents import Antecedent, CrisisDocument
from equipoise.scenarios.crisis.loading import load_antecedents, load_crisis
from equipoise.scenarios.crisis.results import AntecedentAnswer, Story, StoryLine, Study
from equipoise.scenarios.crisis.shipped import SHIPPED_SEED, study_of
from equipoise.scenarios.crisis.study import CrisisQuestion
from equipoise.scenarios.evidence.crisis import kept_study
from equipoise.world.world import World

Tell = Callable[[str], None]

MOST_PARAMETERS = 6
STORIES_OF_A_GROUP = 3
MOST_STORIES = 6
CHANGED_ENOUGH = 0.01
TAKES_LONG = "no study of this crisis for these tables is at hand: one is computed, which takes a minute or two"


def crisis_study(subject: Subject, tell: Tell | None = None) -> Study | None:
    """Return the study of the scenario's crisis: the one that ships, or else a new one.

    Parameters
    ----------
    subject : Subject
        What the brief is about.
    tell : callable, optional
        Told in words what is being done where that takes long.

    Returns
    -------
    Study or None
        None where the scenario has no crisis, or where the page may not know its facts yet.
    """
    if subject.crisis is None or _younger(subject):
        return None
    world = subject.worlds.on(subject.scenario.as_of)
    kept = kept_study(world, subject.crisis)
    if kept is not None:
        return kept
    if tell is not None:
        tell(TAKES_LONG)
    known = tuple(load_antecedents(subject.crisis))
    question = CrisisQuestion(
        world, subject.scenario, load_crisis(subject.crisis), known, seed=SHIPPED_SEED, workers=worker_count(None)
    )
    words = None if tell is None else lambda progress: tell(progress.message)
    return study_of(subject.crisis, question, words, fresh=True)


def _younger(subject: Subject) -> int:
    """Return how many sources of the facts were published after the day of the page."""
    if subject.crisis is None or subject.now.as_of is None:
        return 0
    cited = {source for fact in load_crisis(subject.crisis).facts for source in fact.sources}
    sources = subject.worlds.on(None).sources
    rows = sources.filter(pl.col("source_id").is_in(list(cited)) & (pl.col("published") > subject.now.today))
    return rows.height


def crisis_limits(subject: Subject) -> tuple[Sentence, ...]:
    """Return why the crisis of a scenario is left out, if it is."""
    late = _younger(subject)
    if not late:
        return ()
    told = f"What would have changed the crisis is left out: {late} sources of its facts are younger than this page."
    return (Sentence(told, lead="The crisis."),)


def crisis_finding(subject: Subject, found: Study | None) -> tuple[Sentence, ...]:
    """Return the main result as a finding of the page, or nothing where there is no study."""
    if found is None or not found.antecedents:
        return ()
    return (Sentence(f"{main_answer(found, groups_of(subject, found))}.", lead="What would have changed it."),)


def crisis_section(subject: Subject, found: Study | None) -> CrisisSection | None:
    """Return the section on what would have changed a crisis, or None where there is no study."""
    if found is None or subject.crisis is None:
        return None
    document = load_crisis(subject.crisis)
    groups = groups_of(subject, found)
    held = set(subject.worlds.on(None).sources["source_id"])
    return CrisisSection(
        intro=answer_sentences(found, groups),
        effects=effects_chart(found, groups),
        notes=tuple(_note(subject.now, answer, held) for group in groups for answer in group.answers),
        stories=_stories(subject.now, found, groups, document),
        fan=fan_chart(found, document.shock.date),
        facts=facts_chart(found),
        readings=tuple(_reading(one.variant, Number.of(one.weight.scale(100), "%", 0)) for one in found.variants),
        reading_remark=reading_remark(found),
        parameters=_parameters(found),
        limits=model_limits(groups),
    )


def with_runs(made: Reproduction, found: Study | None) -> Reproduction:
    """Return how to make a page again, with the runs of the crisis model where it has one."""
    if found is None:
        return made
    told = f"{found.runs:,} runs of the crisis model to find {found.particles:,} worlds"
    facts = tuple((key, _drawn(text, told, found.seed) if key == "draws" else text) for key, text in made.facts)
    return replace(made, seed=found.seed, facts=facts)


def _drawn(before: str, told: str, seed: int) -> str:
    kept = before.removesuffix("; nothing else is drawn") if before.endswith("nothing else is drawn") else ""
    return f"{kept} and {told} (seed {seed})" if kept else f"{told}; nothing else is drawn"


def groups_of(subject: Subject, found: Study) -> tuple[Group, ...]:
    """Return the antecedents by whose act they are: the government, actors that act together, all others.

    Two outside actors belong together where one antecedent is an act of both, or builds on an act of the other.
    """
    documents = {one.id: one for one in load_antecedents(subject.crisis)} if subject.crisis is not None else {}
    together = _together(documents, subject.iso3)
    by_actors: dict[tuple[str, ...], list[AntecedentAnswer]] = {}
    for answer in found.antecedents:
        outside = [actor for actor in answer.by if actor != subject.iso3]
        by_actors.setdefault(together.get(outside[0], (outside[0],)) if outside else (), []).append(answer)
    own = [Group(government(subject.in_sentence), tuple(by_actors.pop(())), own=True)] if () in by_actors else []
    several = [(actors, them) for actors, them in by_actors.items() if len(them) > 1 or len(by_actors) == 1]
    single = [(actors, them) for actors, them in by_actors.items() if (actors, them) not in several]
    named = [Group(_names(subject.now, actors), tuple(them)) for actors, them in several]
    if single:
        everyone = tuple(actor for actors, _ in single for actor in actors)
        named.append(Group(_names(subject.now, everyone), tuple(answer for _, them in single for answer in them)))
    return (*own, *named)


def _together(documents: dict[str, Antecedent], state: str) -> dict[str, tuple[str, ...]]:
    sets: list[list[str]] = []
    for one in documents.values():
        base = [actor for earlier in one.builds_on if earlier in documents for actor in documents[earlier].by]
        mine = [actor for actor in (*base, *one.by) if actor != state]
        touched = [them for them in sets if set(them) & set(mine)]
        merged = list(dict.fromkeys([actor for them in touched for actor in them] + mine))
        sets = [them for them in sets if them not in touched] + ([merged] if merged else [])
    return {actor: tuple(them) for them in sets for actor in them}


def _names(world: World, actors: Sequence[str]) -> str:
    return whose_act([_name(world, actor) for actor in actors])


def _name(world: World, actor: str) -> str:
    known = actor in world.organisations["org_id"] or actor in world.names.short
    named = body_name(world, actor) if known else actor
    return f"the {actor}" if actor == "UN" and named == "UN" else named


def _note(world: World, answer: AntecedentAnswer, held: set[str]) -> AntecedentNote:
    unchanged = shown(Interval.point(answer.unchanged))
    return AntecedentNote(
        title=answer.title,
        whose=_names(world, answer.by),
        justification=" ".join(answer.justification.split()),
        changes=f"{changes_in_words(answer)}; {unchanged} of the worlds stay as they were",
        source_ids=tuple(source for source in answer.sources if source in held),
    )


def _reading(variant: str, weight: Number) -> CrisisReading:
    name, meaning = READINGS.get(variant, (plain(variant), ""))
    return CrisisReading(name, meaning, weight)


def _parameters(found: Study) -> tuple[NarrowedParameter, ...]:
    if not found.facts:
        return ()
    return tuple(
        NarrowedParameter(
            name=plain(shift.name),
            unit=shift.unit,
            before=Number.of(shift.prior),
            after=Number.of(shift.posterior),
            narrowed=Number(100 * shift.narrowed, unit="%", digits=0),
        )
        for shift in found.parameters[:MOST_PARAMETERS]
    )


def _stories(world: World, found: Study, groups: Sequence[Group], document: CrisisDocument) -> tuple[CrisisStory, ...]:
    """Return stories of the antecedent that would have spared most, and of those of outside actors that change most."""
    if not found.antecedents:
        return ()
    harm = harm_of(found)
    told = [answer for answer in found.antecedents if answer.story is not None]
    best = sorted(told, key=lambda answer: -spared(answer, harm).midpoint)[:1]
    for group in sorted((group for group in groups if not group.own), key=lambda group: -len(group.answers)):
        lively = [
            answer for answer in group.answers if answer.story is not None and 1 - answer.unchanged > CHANGED_ENOUGH
        ]
        best += sorted(lively, key=lambda answer: answer.unchanged)[:STORIES_OF_A_GROUP]
    chosen = list({answer.id: answer for answer in best}.values())[:MOST_STORIES]
    return tuple(
        _story(world, answer, answer.story, document.shock.date) for answer in chosen if answer.story is not None
    )


def _story(world: World, answer: AntecedentAnswer, story: Story, start: date) -> CrisisStory:
    return CrisisStory(
        title=answer.title,
        summary=_summary(world, story),
        rows=tuple(_line(line, start) for line in story.told),
    )


def _summary(world: World, story: Story) -> str:
    parts = []
    for key, words in (
        ("deaths", "dead"),
        ("sites_lost", "sites lost"),
        ("peak_foreign", "foreign soldiers at the peak"),
    ):
        before, after = (format_figure(round(sums[key]), 0) for sums in (story.actual, story.changed))
        parts.append(f"{after} {words} ({before} as it was)" if before != after else f"{after} {words} either way")
    who = _who(world, story)
    reading = READINGS.get(story.variant, (plain(story.variant), ""))[0].lower()
    return f"One typical changed world, of the reading “{reading}”. It ends with {listed(parts)}.{who}"


def _who(world: World, story: Story) -> str:
    if story.came_actual == story.came_changed:
        return ""
    before, after = (_name(world, actor) if actor else "nobody" for actor in (story.came_actual, story.came_changed))
    return f" {capital(after)} sends troops, where {before} did."


def _line(line: StoryLine, start: date) -> StoryRow:
    return StoryRow(
        STEPS.get(line.event, plain(line.event)), _day(line.actual, start), _day(line.changed, start),
        line.actual != line.changed,
    )  # fmt: skip


def _day(day: float | None, start: date) -> str:
    """Return a step as the day and the quarter in which it falls."""
    if day is None:
        return ""
    when = start + timedelta(days=int(day))
    return f"{when.day} {when:%b}, {('night', 'morning', 'afternoon', 'evening')[int(day % 1 * 4)]}"
