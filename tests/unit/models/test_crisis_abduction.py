"""Abduction: worlds within a tolerance of the facts, reproducible, and honest about what cannot be met."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis_samples import small_case
from equipoise.errors import InputError, UnknownNameError
from equipoise.models.crisis import DatedFact, abduce, distance, misses, quantity, shipped_priors, simulate, with_fixed
from equipoise.models.crisis.abduction import GOOD_ENOUGH, GROUPS, LEAST_PARTICLES, POPULATIONS, weights_of
from equipoise.models.crisis.kernel import RECORD_FORM
from equipoise.models.crisis.prior_runs import drawn
from equipoise.models.crisis.quantities import EVENTS, FARTHEST, QUANTITIES, happened
from equipoise.models.crisis.state import STRANDS, VARIANTS

FACTS = (
    DatedFact("protest", "protest_day", 0.5, 1.0, 0.25),
    DatedFact("violence", "violence_day", 2.0, 3.0, 0.5),
    DatedFact("dead", "deaths", 20.0, 60.0, 15.0),
    DatedFact("ruler", "in_office", 1.0, 1.0, 0.1),
)


@pytest.fixture(scope="module")
def found():
    return abduce(small_case(), FACTS, seed=5, particles=240)


def equal(one, other):
    return all(np.array_equal(getattr(one, part.name), getattr(other, part.name)) for part in fields(one))


def test_the_facts_are_met(found):
    assert found.reached
    assert found.tolerances[-1] <= GOOD_ENOUGH
    assert list(found.tolerances) == sorted(found.tolerances, reverse=True)
    assert 0.0 < found.accepted <= 1.0


def test_every_particle_is_within_the_tolerance_and_can_be_run_again(found):
    records = simulate(small_case(), found.parameters(), found.variants, found.seed, found.numbers)
    assert np.array_equal(distance(records, FACTS), found.distances)
    assert (found.distances <= found.tolerances[-1]).all()


def test_weights_add_up_and_are_equal_within_a_reading(found):
    assert found.weight.sum() == pytest.approx(1.0)
    for variant in range(len(VARIANTS)):
        assert len(set(found.weight[found.variants == variant])) == 1
    assert sum(found.variant_weights) == pytest.approx(1.0)
    assert np.bincount(found.variants).tolist() == [80, 80, 80]
    assert found.numbers.shape == (240, STRANDS)
    assert found.log_evidence.shape == (POPULATIONS, len(VARIANTS))
    assert (found.log_evidence <= 0.0).all(), "a logarithm of a probability"
    assert 1 < found.distinct <= 240


def test_the_facts_move_what_they_are_about(found):
    """Worlds with 20 to 60 dead and violence on the third day are not those of the prior."""
    parameters, variants, numbers = drawn(5, 0, 2000)
    before = distance(simulate(small_case(), parameters, variants, 5, numbers), FACTS)
    assert (before <= found.tolerances[-1]).mean() < 0.05


def test_the_result_does_not_depend_on_workers(found):
    assert equal(abduce(small_case(), FACTS, seed=5, particles=240, workers=3), found)


def test_the_same_seed_gives_the_same_worlds_another_seed_others():
    runs = [abduce(small_case(), FACTS[:1], seed=seed, particles=LEAST_PARTICLES) for seed in (1, 1, 2)]
    assert equal(runs[0], runs[1])
    assert not np.array_equal(runs[0].scores, runs[2].scores)


def test_an_easy_fact_is_met_at_once():
    easy = (DatedFact("any", "deaths", 0.0, 1e9, 1.0),)
    found = abduce(small_case(), easy, seed=1, particles=LEAST_PARTICLES)
    assert found.reached
    assert found.tolerances == (0.0,)
    assert found.log_evidence.tolist() == [[0.0] * 3] * 4
    assert found.variant_weights == pytest.approx((1 / 3,) * 3)
    assert found.runs == GROUPS * (LEAST_PARTICLES // GROUPS) * 20


def test_an_impossible_fact_is_not_reached():
    """The model says that it is at odds with the facts; it neither fails nor claims that it met them."""
    impossible = DatedFact("half", "in_office", 0.5, 0.5, 0.01)
    found = abduce(small_case(), (FACTS[0], impossible), seed=1, particles=LEAST_PARTICLES)
    assert not found.reached
    assert found.tolerances[-1] > GOOD_ENOUGH
    assert (found.distances <= found.tolerances[-1]).all()
    assert found.weight.sum() == pytest.approx(1.0)


def test_a_search_that_gets_no_nearer_stops():
    """A fact that every world misses alike: no round can help, so few are made."""
    nobody = small_case(can_come=np.array([0, 0]))
    fact = DatedFact("troops", "troops_came", 1.0, 1.0, 0.1)
    found = abduce(nobody, (fact,), seed=1, particles=LEAST_PARTICLES)
    assert not found.reached
    assert len(found.tolerances) < 40


def test_a_fixed_parameter_stays(found):
    priors = with_fixed({"shock": 0.4, "frees": 0.0})
    one = abduce(small_case(), FACTS[:2], seed=3, particles=LEAST_PARTICLES, among=priors)
    parameters = one.parameters(priors)
    assert (parameters["shock"] == 0.4).all()
    assert (parameters["frees"] == 0.0).all()
    assert len(set(parameters["mu"])) > 10


def test_progress_is_told():
    told = []
    abduce(small_case(), FACTS, seed=5, particles=LEAST_PARTICLES, progress=lambda *what: told.append(what))
    tolerances = [tolerance for tolerance, _ in told]
    assert tolerances == sorted(tolerances, reverse=True)
    assert all(0.0 <= accepted <= 1.0 for _, accepted in told)


def test_too_little_to_go_by_is_one_line():
    with pytest.raises(InputError, match="abduction needs at least one dated fact"):
        abduce(small_case(), ())
    with pytest.raises(InputError, match="60 particles are too few: at least 120"):
        abduce(small_case(), FACTS, particles=60)
    with pytest.raises(UnknownNameError, match="unknown quantity 'deahts'; did you mean deaths"):
        abduce(small_case(), (DatedFact("dead", "deahts", 1, 1, 1),))


# Weights of the variants. -------------------------------------------------------------------------------------


def test_populations_that_agree_leave_no_doubt():
    weights = weights_of(np.log(np.tile([0.2, 0.1, 0.1], (4, 1))))
    assert weights == pytest.approx(np.tile([0.5, 0.25, 0.25], (len(weights), 1)))


def test_populations_that_differ_leave_much():
    spread = np.array([[-3.0, -5.0, -5.0], [-9.0, -5.0, -5.0], [-4.0, -5.0, -5.0], [-6.0, -5.0, -5.0]])
    low, high = np.quantile(weights_of(spread)[:, 0], [0.05, 0.95])
    assert low < 0.1
    assert high > 0.6


@given(st.lists(st.lists(st.floats(-900, 0), min_size=3, max_size=3), min_size=4, max_size=4), st.floats(-50.0, 50.0))
def test_weights_are_weights_whatever_the_evidence(rows, shift):
    weights = weights_of(np.array(rows), 200)
    assert np.isfinite(weights).all()
    assert weights.sum(axis=1) == pytest.approx(1.0)
    assert weights_of(np.array(rows) + shift, 200) == pytest.approx(weights, abs=1e-6)


# Distances. ---------------------------------------------------------------------------------------------------


def records_of(**values):
    rows = np.zeros(1, RECORD_FORM)
    for name in RECORD_FORM.names:
        rows[name] = -1.0
    for name, value in values.items():
        rows[name] = value
    return rows


def test_a_miss_counts_in_scales_beyond_the_interval():
    fact = DatedFact("dead", "deaths", 100.0, 120.0, 20.0)
    values = {80.0: 1.0, 100.0: 0.0, 110.0: 0.0, 120.0: 0.0, 150.0: 1.5, 9999.0: FARTHEST}
    for deaths, off in values.items():
        assert misses(records_of(deaths=deaths), (fact,))[0, 0] == pytest.approx(off)


def test_what_did_not_happen_is_as_far_as_can_be():
    fact = DatedFact("call", "appeal_after_protest", 0.0, 1.0, 5.0)
    assert misses(records_of(protest=2.0), (fact,))[0, 0] == FARTHEST
    assert misses(records_of(protest=2.0, call=6.0), (fact,))[0, 0] == 0.0


def test_distance_is_the_root_of_the_mean_square():
    facts = (DatedFact("a", "deaths", 0.0, 0.0, 1.0), DatedFact("b", "deaths", 0.0, 0.0, 0.5))
    assert distance(records_of(deaths=2.0), facts)[0] == pytest.approx(np.sqrt((2.0**2 + 4.0**2) / 2))


def test_steps_are_read_at_their_middle_and_gaps_in_days():
    records = records_of(protest=4.0, call=10.0, decision=11.0)
    assert quantity(records, "protest_day")[0] == pytest.approx(1.125)
    assert quantity(records, "appeal_after_protest")[0] == 1.5
    assert quantity(records, "decision_after_appeal")[0] == 0.25
    assert np.isnan(quantity(records, "arrival_after_decision")[0])


def test_whose_troops_came():
    records = records_of(arrival=9.0, came=1.0)
    assert quantity(records, "troops_came")[0] == 1.0
    assert quantity(records, "troops_came", actor=1)[0] == 1.0
    assert quantity(records, "troops_came", actor=0)[0] == 0.0
    assert quantity(records_of(), "troops_came", actor=0)[0] == 0.0


def test_every_quantity_and_event_reads_a_record():
    parameters, variants, numbers = drawn(1, 0, 300)
    records = simulate(small_case(), parameters, variants, 1, numbers)
    for name in QUANTITIES:
        values = quantity(records, name, 0 if name in ("sites_lost", "order_day") else -1)
        assert values.shape == (300,)
        assert np.isfinite(values).any(), name
    for name in EVENTS:
        assert happened(records, name).dtype == bool
    with pytest.raises(UnknownNameError, match="unknown event 'protes'; did you mean protest"):
        happened(records, "protes")


# Priors. ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prior", shipped_priors(), ids=lambda prior: prior.name)
def test_a_prior_says_what_it_is_and_its_quantiles_rise(prior):
    assert all(len(text) > 3 for text in (prior.unit, prior.reason, prior.source))
    values = prior.at(np.linspace(-6.0, 6.0, 400))
    assert np.isfinite(values).all()
    assert (np.diff(values) >= 0.0).all()
    assert (np.ptp(values) == 0.0) == prior.fixed


def test_priors_with_an_open_sign_hold_both():
    for prior in shipped_priors():
        low, high = prior.at(np.array([-1.6449, 1.6449]))
        assert (low < 0.0 < high) == ("(open)" in prior.unit), prior.name


def test_setting_a_parameter_that_is_not_there_is_one_line():
    with pytest.raises(UnknownNameError, match="unknown parameter 'shok'; did you mean shock"):
        with_fixed({"shok": 1.0})
    with pytest.raises(InputError, match="parameter 'shock' must be a number, not nan"):
        with_fixed({"shock": float("nan")})


def test_setting_a_parameter_leaves_the_others():
    changed = with_fixed({"shock": 1.0})
    ours = shipped_priors()
    assert [one.name for one in changed] == [one.name for one in ours]
    assert [one for one, other in zip(changed, ours, strict=True) if one != other] == [
        replace(next(one for one in ours if one.name == "shock"), form="fixed", numbers=(1.0,))
    ]
