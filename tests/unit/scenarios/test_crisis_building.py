"""From the files of a crisis to numbers, and from an antecedent to other numbers."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from equipoise import World
from equipoise.errors import DataError
from equipoise.models.crisis import Case, shipped_priors
from equipoise.models.crisis.state import ACTS, FORBIDDEN, FREE, HORIZON, STEPS_A_DAY, TABLE
from equipoise.scenarios import documents
from equipoise.scenarios.crisis.antecedents import apply
from equipoise.scenarios.crisis.building import (
    NEVER_STEPS,
    build,
    day_of,
    expected_help,
    priors_of,
    step_of,
    tables_of,
)
from equipoise.scenarios.crisis.documents import Antecedents, CrisisDocument
from equipoise.scenarios.crisis.loading import load_antecedents, load_crisis
from equipoise.scenarios.documents import checked, load_scenario

TEMPLATE = str(Path(documents.__file__).parent / "template")
ACT = {name: row for row, name in enumerate(ACTS)}
CSTO, TUR = 0, 1


@pytest.fixture(scope="module")
def scenario():
    return load_scenario(TEMPLATE)


@pytest.fixture(scope="module")
def world(scenario):
    return World.load(as_of=scenario.as_of)


@pytest.fixture(scope="module")
def built(world, scenario):
    return build(world, scenario, load_crisis(TEMPLATE))


def antecedent(*edits, since="2021-12-20", **more):
    content = {"id": "x", "title": "t", "by": ["b"], "since": since, "edits": list(edits), "justification": "j", **more}
    return checked({"antecedents": [content]}, Antecedents, "antecedents.yaml").antecedents[0]


@pytest.fixture
def changes(world, scenario, built):
    """Return a function that gives the fields of the case that some edits change, and the whole changed case."""

    def run(*edits):
        found = apply(world, scenario, built, antecedent(*edits))
        differing = {
            name for name in Case._fields if not np.array_equal(getattr(built.case, name), getattr(found.case, name))
        }
        return differing, found

    return run


def test_numbers_are_those_of_the_files(built):
    case = built.case
    assert (case.steps, case.n_places, case.n_sites, case.n_actors) == (HORIZON, 2, 5, 2)
    assert (case.capital, case.largest) == (0, 0)
    assert case.people.tolist() == [1e6, 3e5]
    assert case.exposure.tolist() == [0.8, 1.0]
    assert case.garrison_low.tolist() == [3000, -1], "what no source gives is drawn"
    assert case.garrison_high.tolist() == [6000, -1]
    assert case.travel.tolist() == [0, 2], "ten hours are about two steps of six"
    assert case.first_site.tolist() == [0, 3, 5]
    assert case.site_weight.tolist() == [3, 1.5, 1, 2, 1.5]
    assert (case.reserve_low, case.reserve_high) == (2000, 6000)
    assert case.lead_high.tolist() == [3 * STEPS_A_DAY, 4 * STEPS_A_DAY]
    assert set(case.acts.tolist()) == set(case.forced_answer.tolist()) == {FREE}
    assert built.sites[:2] == ("seat of the government", "airport")


def test_answers_are_those_of_the_forecast(built):
    for row, name in enumerate(built.actors):
        forecast = built.forecasts[name]
        answer, lag, size = (
            getattr(built.case, part)[row * TABLE : (row + 1) * TABLE] for part in ("answer", "lag", "size")
        )
        assert ((answer >= 0) & (answer <= 1)).all()
        if forecast.in_support:
            # A table of some draws in the place of all: as far off as that many draws may be.
            assert answer.mean() == pytest.approx(np.mean(forecast.draws), abs=3 * np.std(forecast.draws) / TABLE**0.5)
        else:
            assert answer.mean() < np.mean(forecast.draws)
        assert (np.diff(lag) >= 0).all()
        assert (np.diff(size) >= 0).all()
        assert built.case.help[row] == expected_help(forecast)
        low, high = forecast.p_within_3_days.low, forecast.p_within_3_days.high
        assert low <= built.case.help[row] <= high


def test_who_cannot_be_asked_never_comes():
    answer, lag, size = tables_of(None)
    assert (answer.max(), size.max(), lag.min()) == (0, 0, NEVER_STEPS)
    assert expected_help(None) == 0


@pytest.mark.parametrize(("moment", "step"), [
    ("2022-01-01", 0), ("2022-01-01T05:59", 0), ("2022-01-01T06:00", 1), ("2022-01-03T12:00", 10),
    ("2021-12-31T23:00", -1),
])  # fmt: skip
def test_steps_count_from_the_midnight_of_the_shock(built, moment, step):
    assert step_of(built.document, datetime.fromisoformat(moment)) == step


def test_days_count_from_the_shock(built):
    assert day_of(built.document, date(2022, 1, 4)) == 3
    assert day_of(built.document, date(2021, 12, 31)) == -1


def test_a_prior_of_the_scenario_takes_the_place_of_ours(built):
    content = built.document.model_dump()
    content["priors"] = {"pool": {"form": "fixed", "numbers": [0.05], "reason": "mine"}}
    found = priors_of(checked(content, CrisisDocument, "crisis.yaml"))
    assert [prior.name for prior in found] == [prior.name for prior in shipped_priors()]
    assert {prior.name for prior, own in zip(found, shipped_priors(), strict=True) if prior != own} == {"pool"}
    pool = next(prior for prior in found if prior.name == "pool")
    assert (pool.numbers, pool.source, pool.reason) == ((0.05,), "scenario", "mine")


def test_an_actor_without_force_needs_no_forecast(world, scenario, built):
    content = built.document.model_dump()
    for actor in content["actors"]:
        actor["force"] = False
    found = build(world, scenario, checked(content, CrisisDocument, "crisis.yaml"))
    assert found.forecasts == {}
    assert found.case.answer.max() == 0


@pytest.mark.parametrize(("edit", "fields"), [
    ({"do": "no_shock"}, {"exposure"}),
    ({"do": "forbid", "act": "call"}, {"acts"}),
    ({"do": "perform", "act": "concession", "at": "2022-01-01T18:00"}, {"acts"}),
    ({"do": "perform", "act": "call", "at": "2022-01-02T00:00", "to": "TUR"}, {"acts", "call_to"}),
    ({"do": "answer", "actor": "TUR", "troops": True}, {"forced_answer"}),
    ({"do": "standing_force", "actor": "TUR", "persons": 900, "arrives_after_hours": 12}, {"standing", "standing_lag"}),
    ({"do": "mediate", "actor": "TUR", "at": "2022-01-02T12:00"}, {"mediation_at"}),
    ({"do": "early_warning", "actor": "TUR", "days": 7}, {"lead_low", "lead_high"}),
    ({"do": "set", "parameter": "pool", "value": 0.1}, set()),
])  # fmt: skip
def test_an_edit_changes_its_own_part_of_the_case(changes, built, edit, fields):
    before = [np.copy(part) for part in built.case]
    differing, found = changes(edit)
    assert differing == fields
    assert (found.rewrites, found.days_before, found.forecasts) == (1, 12, {})
    assert all(np.array_equal(old, new) for old, new in zip(before, built.case, strict=True)), "the case itself stays"


def test_what_the_edits_set(changes):
    call = {"do": "perform", "act": "call", "at": "2022-01-02", "to": "TUR"}
    _, found = changes({"do": "forbid", "act": "emergency"}, call)
    assert (found.case.acts[ACT["emergency"]], found.case.acts[ACT["call"]], found.case.call_to) == (FORBIDDEN, 4, TUR)
    assert found.rewrites == 2
    _, warned = changes({"do": "early_warning", "actor": "TUR", "days": 7})
    assert warned.case.lead_low[TUR] == warned.case.lead_high[TUR] == -28
    _, ready = changes({"do": "standing_force", "actor": "CSTO", "persons": 900, "arrives_after_hours": 12})
    assert (ready.case.standing[CSTO], ready.case.standing_lag[CSTO]) == (900, 2)
    _, fixed = changes({"do": "set", "parameter": "pool", "value": 0.1})
    pool = next(prior for prior in fixed.priors if prior.name == "pool")
    assert (pool.form, pool.numbers) == ("fixed", (0.1,))


def test_a_treaty_changes_the_answers_of_those_it_binds(changes, built):
    dropped = ({"do": "drop_clause", "instrument": name} for name in ("cst_art4", "csto_pko", "csto_crisis"))
    differing, found = changes(*dropped)
    assert set(found.forecasts) == {"CSTO"}
    assert differing <= {"answer", "lag", "size", "help"}
    assert found.case.answer[:TABLE].mean() < built.case.answer[:TABLE].mean()
    assert np.array_equal(found.case.answer[TABLE:], built.case.answer[TABLE:])


def test_what_it_builds_on_comes_first(world, scenario, built):
    known = load_antecedents(TEMPLATE)
    both = next(one for one in known if one.builds_on)
    found = apply(world, scenario, built, both, known)
    parts = [apply(world, scenario, built, one, known) for one in known if one.id in both.builds_on]
    assert found.rewrites == sum(part.rewrites for part in parts) == 2
    assert found.case.acts[ACT["call"]] == FORBIDDEN
    assert found.case.acts[ACT["concession"]] == 3


@pytest.mark.parametrize(("edit", "message"), [
    ({"do": "mediate", "actor": "CHN", "at": "2022-01-02"}, r"x\.edits\.0 \(mediate\): unknown actor 'CHN'"),
    ({"do": "perform", "act": "call", "at": "2022-02-02"}, "outside the 30 days from 2022-01-01"),
    ({"do": "drop_clause", "instrument": "cst_art5"}, "unknown instrument 'cst_art5'; did you mean cst_art4"),
    ({"do": "extend_pact", "instrument": "shusha", "lead": "RUS"}, "unknown party of 'shusha' 'RUS'"),
])  # fmt: skip
def test_edits_that_do_not_fit(changes, edit, message):
    with pytest.raises(DataError, match=message):
        changes(edit)


def test_who_cannot_be_asked_cannot_be_made_to_answer(world, scenario, built):
    content = built.document.model_dump()
    content["actors"][TUR]["force"] = False
    other = build(world, scenario, checked(content, CrisisDocument, "crisis.yaml"))
    with pytest.raises(DataError, match="cannot be asked for troops"):
        apply(world, scenario, other, antecedent({"do": "answer", "actor": "TUR", "troops": True}))


def test_without_a_call_in_the_scenario_the_day_of_the_shock_counts(world, scenario, built):
    bare = build(world, scenario.model_copy(update={"call": None}), built.document)
    assert set(bare.forecasts) == {"CSTO", "TUR"}


def test_a_changed_case_says_how_far_back_it_reaches(world, scenario, built):
    later = antecedent({"do": "forbid", "act": "call"}, since="2022-01-05")
    assert apply(world, scenario, built, later).days_before == 0
