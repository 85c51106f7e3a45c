"""Studies: read back as long as nothing they depend on has changed, told in plain values and stories."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from equipoise import World
from equipoise.errors import InputError, UnknownNameError
from equipoise.models.crisis import Counterfactual, simulate
from equipoise.models.crisis.state import STEPS_A_DAY, VARIANTS
from equipoise.scenarios import documents
from equipoise.scenarios.crisis import shipped, study
from equipoise.scenarios.crisis.antecedents import apply
from equipoise.scenarios.crisis.building import build
from equipoise.scenarios.crisis.loading import chosen, has_crisis, load_antecedents, load_crisis
from equipoise.scenarios.crisis.stories import typical_story
from equipoise.scenarios.crisis.study import CrisisQuestion, fingerprint, prior_worlds, weighted_quantile
from equipoise.scenarios.documents import load_scenario

TEMPLATE = Path(documents.__file__).parent / "template"


@pytest.fixture
def few(monkeypatch):
    """Sixty worlds of the prior in place of many."""
    whole = study.prior_worlds
    monkeypatch.setattr(study, "prior_worlds", lambda built, seed: whole(built, seed, 60))


def question_of(folder: Path, **change) -> CrisisQuestion:
    scenario = load_scenario(str(folder))
    document = load_crisis(str(folder)).model_copy(update={"facts": []})
    known = tuple(load_antecedents(str(folder)))[:2]
    return replace(CrisisQuestion(World.load(as_of=scenario.as_of), scenario, document, known, seed=1), **change)


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(TEMPLATE, tmp_path / "own"))


def test_a_written_study_is_read_as_long_as_it_fits(folder, few, monkeypatch):
    question = question_of(folder)
    told: list[str] = []
    found = shipped.study_of(str(folder), question, told.append)
    assert told
    (folder / "study.json").write_bytes(shipped.written(found))
    assert shipped.written(shipped.read_study(folder / "study.json")) == shipped.written(found)
    again: list[str] = []
    assert shipped.study_of(str(folder), question, again.append) == found
    assert again == [], "read, and nothing computed"
    assert shipped.study_of(str(folder), replace(question, workers=2), again.append) == found
    assert again == [], "workers are no part of a question"
    monkeypatch.setattr(shipped, "study", lambda asked, progress: replace(found, title="made anew"))
    for other in (
        replace(question, seed=2),
        replace(question, particles=240),
        replace(question, antecedents=question.antecedents[:1]),
        replace(question, document=load_crisis(str(folder))),
        replace(question, scenario=question.scenario.model_copy(update={"title": "other"})),
    ):
        assert shipped.study_of(str(folder), other).title == "made anew"
    assert shipped.study_of(str(folder), question, fresh=True).title == "made anew"
    (folder / "study.json").write_text("{}", encoding="utf-8")
    assert shipped.study_of(str(folder), question).title == "made anew"


def test_without_facts_a_study_is_that_of_the_prior(folder, few):
    found = study.study(question_of(folder))
    assert (found.facts, found.tolerance, found.reached, found.particles) == ((), 0.0, True, 60)
    assert [one.variant for one in found.variants] == list(VARIANTS)
    assert all(one.weight.value == pytest.approx(1 / 3) for one in found.variants)
    assert all(shift.narrowed == pytest.approx(0, abs=1e-9) for shift in found.parameters)
    assert [answer.id for answer in found.antecedents] == ["concession-on-first-day", "no-call"]
    call = found.antecedents[1].event("call")
    assert (call.with_it.value, call.would_not is None or call.would_not.value == 1) == (0, True)
    for fan in found.fans:
        assert all(list(levels) == sorted(levels) for levels in fan.quantiles)


def test_a_fingerprint_tells_cases_apart(folder):
    question = question_of(folder)
    built = build(question.world, question.scenario, question.document)
    changed = [
        apply(question.world, question.scenario, built, one, question.antecedents) for one in question.antecedents
    ]
    own = fingerprint(question, built, changed)
    assert own == fingerprint(replace(question, workers=7), built, changed)
    case = built.case._replace(reserve_high=built.case.reserve_high + 1)
    assert own != fingerprint(question, replace(built, case=case), changed)
    assert own != fingerprint(question, built, changed[:1])
    nearly = built.case._replace(help=built.case.help * (1 + 1e-12))
    assert own == fingerprint(question, replace(built, case=nearly), changed), "last bits of another processor"


def test_the_story_is_that_of_a_changed_world(folder):
    question = question_of(folder)
    built = build(question.world, question.scenario, question.document)
    worlds = prior_worlds(built, 1, 200)
    parameters = worlds.parameters(built.priors)
    actual = simulate(built.case, parameters, worlds.variants, worlds.seed, worlds.numbers)
    other = apply(question.world, question.scenario, built, question.antecedents[1]).case
    changed = simulate(other, parameters, worlds.variants, worlds.seed, worlds.numbers)
    story = typical_story(Counterfactual((), (), 0.0, 0.0, actual, changed), worlds, built.actors)
    called = next(line for line in story.lines if line.event == "call")
    assert called.actual is not None
    assert called.changed is None
    rows = np.flatnonzero((actual != changed) & (actual["call"] / STEPS_A_DAY == called.actual))
    assert story.actual["deaths"] in actual["deaths"][rows]
    assert story.came_changed == ""
    assert typical_story(Counterfactual((), (), 1.0, 0.0, actual, actual), worlds, built.actors) is None


def test_a_story_is_told_where_the_act_matters_beside_those_that_it_builds_on(folder):
    """Else that of "it declines, and another comes" is word for word that of "it declines"."""
    question = question_of(folder)
    built = build(question.world, question.scenario, question.document)
    worlds = prior_worlds(built, 1, 200)
    parameters = worlds.parameters(built.priors)
    actual = simulate(built.case, parameters, worlds.variants, worlds.seed, worlds.numbers)
    base, both = (
        simulate(
            apply(question.world, question.scenario, built, one, question.antecedents).case,
            parameters, worlds.variants, worlds.seed, worlds.numbers,
        )
        for one in (question.antecedents[1], question.antecedents[0])
    )  # fmt: skip
    both = np.where(np.arange(len(both)) < len(both) // 2, base, both)
    found = Counterfactual((), (), 0.0, 0.0, actual, both)
    differs = np.flatnonzero((both != base) & (both != actual))
    assert len(differs)
    story = typical_story(found, worlds, built.actors, [base])
    assert story.changed["deaths"] in both["deaths"][differs]
    assert story != typical_story(replace(found, changed=base), worlds, built.actors)
    assert typical_story(replace(found, changed=base), worlds, built.actors, [base]) is None


@pytest.mark.parametrize("name", ["kazakhstan-2022", "kyrgyzstan-2010"])
def test_no_two_stories_that_ship_are_the_same(name):
    kept = shipped.read_study(documents.packs()[name] / shipped.STUDY)
    known = {one.id: one for one in load_antecedents(name)}
    stories = {answer.id: answer.story for answer in kept.antecedents if answer.story is not None}
    for ident, story in stories.items():
        assert all(story != stories.get(base) for base in known[ident].builds_on)


def test_weighted_quantiles():
    values, weight = np.array([3.0, 1.0, 2.0]), np.array([1.0, 2.0, 1.0])
    assert [weighted_quantile(values, weight, level) for level in (0.0, 0.5, 0.6, 0.75, 0.8, 1.0)] == [1, 1, 2, 2, 3, 3]


def test_what_a_scenario_has():
    assert has_crisis("kazakhstan-2022")
    assert not has_crisis("ots-clause-2021")
    assert load_antecedents("ots-clause-2021") == []
    with pytest.raises(InputError, match=r"no crisis\.yaml.*kazakhstan-2022, kyrgyzstan-2010"):
        load_crisis("ots-clause-2021")
    known = load_antecedents("kazakhstan-2022")
    assert [one.id for one in chosen(known, ["ots-clause", "no-call", "ots-clause"])] == ["ots-clause", "no-call"]
    with pytest.raises(UnknownNameError, match="did you mean ots-clause"):
        chosen(known, ["ots-claus"])
