"""What must hold of every case, every parameter and every address of the crisis model."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from crisis_samples import random_case, random_draws
from equipoise.models.crisis import distance, misses, simulate, simulate_plainly
from equipoise.models.crisis.prior_runs import drawn
from equipoise.models.crisis.priors import scores_of
from equipoise.models.crisis.quantities import AMOUNTS, EVENTS, FARTHEST, QUANTITIES, DatedFact, happened, quantity
from equipoise.models.crisis.state import ACTS, FORBIDDEN, OUTCOMES

FEW = settings(max_examples=40)

seeds = st.integers(0, 2**63 - 1)
choices = st.integers(0, 2**32)


def trial(choice, seed, count=6):
    rng = np.random.Generator(np.random.Philox(choice))
    case = random_case(rng)
    return case, *random_draws(rng, count), seed


def run(case, parameters, variants, numbers, seed):
    return simulate(case, parameters, variants, seed, numbers)


@settings(max_examples=25)
@given(choices, seeds)
def test_compiled_is_plain_to_the_last_bit(choice, seed):
    case, parameters, variants, numbers, seed = trial(choice, seed, 2)
    fast = simulate(case, parameters, variants, seed, numbers)
    assert fast.tobytes() == simulate_plainly(case, parameters, variants, seed, numbers).tobytes()


@FEW
@given(choices, seeds)
def test_records_are_finite_and_possible(choice, seed):
    case, *rest = trial(choice, seed)
    records = run(case, *rest)
    for name in OUTCOMES:
        assert np.isfinite(records[name]).all(), name
        # -2 for a split: the decisive hour came, and nobody stood aside.
        assert (records[name] >= (-2.0 if name == "split" else -1.0)).all(), name
    assert (records["sites_lost_at"] >= 0).all()
    assert (records["peak_crowd"] <= case.people.sum()).all()
    assert (records["lowest_loyalty"] <= rest[0]["loyalty"]).all()
    assert (records["calls"] <= 3).all()
    assert (records["called"] < max(case.n_actors, 1)).all()
    assert (records["order"] <= records["ended"]).all()
    assert ((records["order"] < 0) | (records["protest"] >= 0)).all()


@FEW
@given(choices, seeds, st.integers(0, len(ACTS) - 1))
def test_what_is_forbidden_is_not_done(choice, seed, act):
    case, *rest = trial(choice, seed)
    acts = case.acts.copy()
    acts[act] = FORBIDDEN
    assert (run(case._replace(acts=acts), *rest)[ACTS[act]] < 0).all()


@FEW
@given(choices, seeds, st.integers(0, 40))
def test_an_act_set_to_a_step_is_done_then(choice, seed, step):
    """Once something is decided outside of the model the model does it: unless the crisis ended before."""
    case, *rest = trial(choice, seed)
    acts = case.acts.copy()
    for act, name in enumerate(ACTS):
        if name != "call":
            acts[act] = step
    records = run(case._replace(acts=acts), *rest)
    for name in ACTS:
        if name != "call":
            lasted = records["ended"] >= step
            assert (records[name][lasted] == step).all(), name
            assert (records[name][~lasted] == -1).all(), name


@FEW
@given(choices, seeds)
def test_who_is_bound_to_decline_never_comes(choice, seed):
    case, *rest = trial(choice, seed)
    records = run(case._replace(forced_answer=np.zeros(case.n_actors, np.int64)), *rest)
    assert (records["arrival"] < 0).all()
    assert (records["troop_days"] == 0).all()


@FEW
@given(choices, seeds)
def test_without_people_nothing_happens(choice, seed):
    case, *rest = trial(choice, seed)
    records = run(case._replace(people=np.zeros(case.n_places)), *rest)
    for name in ("protest", "violence", "order", "first_site_lost"):
        assert (records[name] < 0).all(), name
    assert (records["deaths"] == 0).all()


@FEW
@given(choices, seeds)
def test_quantities_read_every_record(choice, seed):
    records = run(*trial(choice, seed))
    for name in QUANTITIES:
        values = quantity(records, name, 0, 0)
        assert values.shape == (6,)
        assert not np.isinf(values).any()
    for name in EVENTS:
        happened(records, name)
    for name, read in AMOUNTS.items():
        assert (read(records) >= 0).all(), name


@FEW
@given(
    choices,
    st.lists(
        st.tuples(st.sampled_from(sorted(QUANTITIES)), st.floats(0, 500), st.floats(0, 100), st.floats(0.01, 50)),
        min_size=1,
        max_size=5,
    ),
)
def test_distances_are_bounded_and_wider_intervals_are_nearer(choice, rows):
    records = run(*trial(choice, 1))
    facts = [DatedFact(str(row), name, low, low + width, scale, 0, 0) for row, (name, low, width, scale) in
             enumerate(rows)]  # fmt: skip
    wider = [DatedFact(fact.id, fact.quantity, fact.low - 1, fact.high + 1, fact.scale, 0, 0) for fact in facts]
    off = misses(records, facts)
    assert ((off >= 0) & (off <= FARTHEST)).all()
    assert (distance(records, facts) <= FARTHEST).all()
    assert (misses(records, wider) <= off).all()


@FEW
@given(seeds, st.integers(0, 10**12), st.integers(1, 30), st.integers(1, 30))
def test_parameters_depend_on_the_number_of_a_trajectory_alone(seed, start, first, second):
    whole = scores_of(seed, start, start + first + second)
    assert np.array_equal(whole[first:], scores_of(seed, start + first, start + first + second))
    assert np.isfinite(whole).all()
    parts = [drawn(seed, start, start + first), drawn(seed, start, start + first + second)]
    for one, other in zip(*parts, strict=True):
        assert one.tobytes() == other[:first].tobytes()
