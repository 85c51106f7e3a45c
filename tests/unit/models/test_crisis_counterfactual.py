"""What would have been: nothing changed changes nothing, what is done again gives what was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from crisis_samples import OWN, random_case, random_draws, small_case
from equipoise.models.crisis import (
    DatedFact,
    Posterior,
    abduce,
    baseline,
    compare,
    happened,
    shipped_priors,
    simulate,
    with_fixed,
)
from equipoise.models.crisis.counterfactual import REPEATS, interventional, spread
from equipoise.models.crisis.kernel import strands
from equipoise.models.crisis.prior_runs import drawn
from equipoise.models.crisis.priors import scores_of
from equipoise.models.crisis.quantities import AMOUNTS, EVENTS
from equipoise.models.crisis.state import ACTS, CALL, CONCESSION, FORBIDDEN, FREE, NEVER, VARIANTS

SEED = 11
FACTS = (
    DatedFact("protest", "protest_day", 0.5, 1.5, 0.25),
    DatedFact("dead", "deaths", 20.0, 80.0, 20.0),
)


@pytest.fixture(scope="module")
def posterior():
    return abduce(small_case(), FACTS, seed=SEED, particles=240)


@pytest.fixture(scope="module")
def base(posterior):
    return baseline(small_case(), posterior, shipped_priors())


@pytest.fixture(scope="module")
def no_shock(base):
    return compare(base, small_case(exposure=np.zeros(3)))


def test_no_antecedent_has_exactly_no_effect(base):
    found = compare(base, small_case())
    assert found.unchanged == pytest.approx(1.0, abs=1e-12)
    assert found.new_draws == 0.0
    assert found.actual.tobytes() == found.changed.tobytes()
    answer: Any
    for answer in (*found.events, *found.amounts):
        assert (answer.effect.low, answer.effect.value, answer.effect.high) == (0.0, 0.0, 0.0)
        assert answer.without == answer.with_it
    for answer in found.events:
        assert all(part.low == part.high == 0.0 for part in answer.by_variant)
        assert answer.would_not is None or answer.would_not.value == 0.0
        assert answer.would is None or answer.would.value == 0.0


def test_the_worlds_are_the_accepted_ones(base, posterior):
    assert np.array_equal(base.actual["deaths"] >= 0, np.ones(240, bool))
    assert (happened(base.actual, "protest")).all()
    assert base.fresh.shape == (240, REPEATS)


def test_without_a_shock_nothing_would_have_happened(no_shock):
    for answer in no_shock.events:
        if answer.worlds:
            assert answer.would_not.value > 0.9, answer.event
    protest = next(answer for answer in no_shock.events if answer.event == "protest")
    assert protest.effect.value < -0.8
    assert no_shock.unchanged < 0.1


def test_probabilities_and_intervals_are_in_order(no_shock, base):
    for found in (no_shock, compare(base, forbid(CALL))):
        for answer in found.events:
            for part in (answer.without, answer.with_it, answer.would_not, answer.would):
                assert part is None or 0.0 <= part.low <= part.value <= part.high <= 1.0
            assert answer.effect.low <= answer.effect.value <= answer.effect.high
            assert answer.effect.value == pytest.approx(answer.with_it.value - answer.without.value)
            assert answer.worlds == happened(found.actual, answer.event).sum()
            assert (answer.would_not is None) == (answer.worlds == 0)
            assert (answer.would is None) == (answer.worlds == len(found.actual))


def forbid(act):
    acts = np.full(len(ACTS), FREE, dtype=np.int64)
    acts[act] = FORBIDDEN
    return small_case(acts=acts)


def test_nobody_is_called_nobody_comes(base):
    found = compare(base, forbid(CALL))
    for name in ("call", "troops_come"):
        answer = next(one for one in found.events if one.event == name)
        assert answer.with_it.value == 0.0
        assert answer.would_not is None or answer.would_not.value == 1.0
    untouched = found.actual["call"] < 0
    assert (found.actual[untouched] == found.changed[untouched]).all(), "no world without a call is changed"
    troops = next(one for one in found.amounts if one.amount == "troop_days")
    assert troops.with_it.value == 0.0


def test_interventional_and_counterfactual_answers_differ(base):
    """A fresh world of these parameters is another question than the world that happened."""
    acts = np.full(len(ACTS), FREE, dtype=np.int64)
    acts[CONCESSION] = 2
    found = compare(base, small_case(acts=acts))
    gaps = []
    for answer in found.events:
        if answer.would_not is not None and answer.would is not None and answer.worlds > 20:
            was = happened(found.actual, answer.event)
            own = float(base.posterior.weight @ was)
            after = own * (1 - answer.would_not.value) + (1 - own) * answer.would.value
            gaps.append(abs((after - own) - answer.effect.value))
    assert max(gaps) > 0.01


def test_counterfactual_answers_do_not_change_with_the_call_interventional_use_the_same_noise(base, posterior):
    first, second = (compare(base, forbid(CALL)) for _ in range(2))
    assert first.changed.tobytes() == second.changed.tobytes()
    assert first.events == second.events
    again = interventional(small_case(), posterior, shipped_priors())
    assert all(np.array_equal(again[name], happened(base.fresh, name).mean(axis=1)) for name in EVENTS)


def test_workers_do_not_matter(posterior, base):
    other = baseline(small_case(), posterior, shipped_priors(), workers=3)
    assert other.fresh.tobytes() == base.fresh.tobytes()
    assert compare(other, forbid(CALL)).events == compare(base, forbid(CALL)).events


def test_a_parameter_set_by_an_antecedent(base):
    found = compare(base, small_case(), with_fixed({"shock": 0.0}))
    assert not happened(found.changed, "protest").any()


def test_new_draws_are_counted(base, no_shock):
    assert 0.0 <= no_shock.new_draws <= 1.0
    acts = np.full(len(ACTS), FREE, dtype=np.int64)
    acts[CALL] = 2
    assert 0.0 < compare(base, small_case(acts=acts)).new_draws < 1.0


def test_rules_of_ones_own_go_through(posterior):
    """The rule makes every crowd safe; the kernel is the one that test_crisis_kernel compiles."""
    own = baseline(small_case(), posterior, shipped_priors(), rules=OWN)
    ours = baseline(small_case(), posterior, shipped_priors())
    found = compare(own, small_case())
    assert all(answer.effect.value == 0.0 for answer in found.events)
    assert own.actual.tobytes() != ours.actual.tobytes()
    mine = interventional(small_case(), posterior, shipped_priors(), rules=OWN)
    assert all(np.array_equal(mine[name], happened(own.fresh, name).mean(axis=1)) for name in EVENTS)


# Doing what was done. -----------------------------------------------------------------------------------------


def done_again(case, record):
    """The case with everything set to what was observed: acts at their step or forbidden, who was called first."""
    acts = np.array([FORBIDDEN if record[name] == NEVER else int(record[name]) for name in
                     ("call", "concession", "dismissal", "emergency", "internet_cut", "fire_order")])  # fmt: skip
    called = FREE if record["called"] == NEVER else int(record["called"])
    return case._replace(acts=acts.astype(np.int64), call_to=called)


@pytest.mark.parametrize("number", range(12))
def test_doing_what_was_done_gives_what_was(number):
    rng = np.random.Generator(np.random.Philox(100 + number))
    case = random_case(rng)
    parameters, variants, numbers = random_draws(rng, 8)
    observed = simulate(case, parameters, variants, SEED, numbers)
    for row in range(8):
        rows = slice(row, row + 1)
        again = simulate(done_again(case, observed[row]), parameters[rows], variants[rows], SEED, numbers[rows])
        assert again.tobytes() == observed[rows].tobytes()


def test_doing_what_was_done_is_tried_on_enough():
    parameters, variants, numbers = drawn(SEED, 0, 400)
    observed = simulate(small_case(), parameters, variants, SEED, numbers)
    for name in ACTS:
        assert (observed[name] >= 0).sum() > 10, name
    for row in range(400):
        rows = slice(row, row + 1)
        again = simulate(done_again(small_case(), observed[row]), parameters[rows], variants[rows], SEED, numbers[rows])
        assert again.tobytes() == observed[rows].tobytes()


@pytest.mark.parametrize("came", [0, 1])
def test_an_answer_that_was_given_given_again(came):
    one_helper = small_case(can_come=np.array([1, 0]))
    parameters, variants, numbers = drawn(SEED, 0, 4000)
    observed = simulate(one_helper, parameters, variants, SEED, numbers)
    arrived = observed["arrival"] >= 0
    # Who said yes comes within 48 steps of the call; who has not come by then said no.
    declined = ~arrived & (observed["call"] >= 0) & (observed["ended"] > observed["call"] + 48)
    rows = arrived if came else declined
    assert rows.sum() > 5
    forced = one_helper._replace(forced_answer=np.array([came, FREE]))
    again = simulate(forced, parameters[rows], variants[rows], SEED, numbers[rows])
    assert again.tobytes() == observed[rows].tobytes()


def test_the_other_answer_changes_nothing_before_it():
    parameters, variants, numbers = drawn(SEED, 0, 600)
    yes, no = (
        simulate(small_case(forced_answer=np.array([one, one])), parameters, variants, SEED, numbers) for one in (1, 0)
    )
    assert (yes["call"] == no["call"]).all()
    for name in ("protest", "violence", "concession", "first_site_lost"):
        early = (no[name] >= 0) & ((no["call"] < 0) | (no[name] <= no["call"]))
        assert (yes[name] == no[name])[early].all()
    assert not (no["arrival"] >= 0).any()


# What any upheaval must show. ---------------------------------------------------------------------------------


def test_without_a_shock_nothing_happens():
    parameters, variants, numbers = drawn(SEED, 0, 4000)
    calm = simulate(small_case(exposure=np.zeros(3)), parameters, variants, SEED, numbers)
    assert (calm["protest"] < 0).mean() >= 0.95
    assert (calm["left"] < 0).mean() >= 0.99


def bare():
    """The small case without forces or helpers, the shock felt in the capital alone."""
    return small_case(garrison_low=np.zeros(3), garrison_high=np.zeros(3), reserve_low=0.0, reserve_high=0.0,
                      exposure=np.array([1.0, 0.0, 0.0]), can_come=np.array([0, 0]))  # fmt: skip


def fall_of(case):
    """The share of draws with a protest in which the ruler leaves."""
    parameters, variants, numbers = drawn(SEED, 0, 4000)
    found = simulate(case, parameters, variants, SEED, numbers)
    protest = found["protest"] >= 0
    assert protest.sum() > 500
    return (found["left"][protest] >= 0).mean()


def test_without_forces_the_government_falls_in_nearly_all_draws():
    assert fall_of(bare()) >= 0.9


def test_without_forces_the_government_falls_far_more_often():
    held = small_case(exposure=bare().exposure, can_come=bare().can_come)
    assert fall_of(bare()) > 0.7
    assert fall_of(bare()) > 3 * fall_of(held)


def test_forces_hold_where_none_did_not():
    strong = small_case(garrison_low=np.full(3, 2e4), garrison_high=np.full(3, 2e4))
    parameters, variants, numbers = drawn(SEED, 0, 2000)
    fell = [simulate(case, parameters, variants, SEED, numbers)["left"] >= 0 for case in (small_case(), strong)]
    assert fell[1].mean() < fell[0].mean()


# Intervals. ---------------------------------------------------------------------------------------------------


def test_spread_is_weighted():
    values, weight = np.array([0.0, 1.0, 2.0]), np.array([0.01, 0.98, 0.01])
    found = spread(values, weight)
    assert (found.low, found.value, found.high) == (1.0, pytest.approx(1.0), 1.0)
    assert spread(np.array([0.0, 1.0]), np.array([3.0, 1.0])).value == 0.25


def test_a_reading_that_no_world_has_is_no_error():
    """Few worlds, or all of one reading: the answers by reading are none where there is none."""
    _, _, numbers = drawn(SEED, 0, 30)
    one = Posterior(scores_of(SEED, 0, 30), np.zeros(30, np.int64), strands(numbers), np.full(30, 1 / 30),
                    np.zeros((1, len(VARIANTS))), SEED, np.zeros(30), (), 1.0, 30)  # fmt: skip
    found = compare(baseline(small_case(), one, shipped_priors()), forbid(CALL))
    assert all(answer.by_variant[1] is None and answer.by_variant[2] is None for answer in found.events)


def test_amounts_are_of_the_record(base):
    for name, read in AMOUNTS.items():
        values = read(base.actual)
        assert values.shape == (240,)
        assert np.isfinite(values).all(), name
        assert (values >= 0).all(), name


def test_a_baseline_is_a_value(base):
    assert replace(base).posterior is base.posterior
