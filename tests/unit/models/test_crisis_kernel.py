"""The compiled crisis model is the plain one, to the last bit; the rules of a user's own are taken in both forms."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from crisis_samples import OWN, random_case, random_draws, small_case, smooth_arrest
from equipoise.errors import InputError, UnknownNameError
from equipoise.models.crisis import replay, simulate, simulate_plainly
from equipoise.models.crisis.kernel import as_record
from equipoise.models.crisis.prior_runs import drawn, prior_block
from equipoise.models.crisis.state import BLOCKS, MOST_PLACES, OUTCOMES, STRANDS

SEED = 2022


def same(one, other):
    return one.dtype == other.dtype and one.tobytes() == other.tobytes()


@pytest.fixture(scope="module")
def trial():
    """Forty random cases with five trajectories each, compiled and plain."""
    rng = np.random.Generator(np.random.Philox(3))
    found = []
    for _ in range(40):
        case, draws = random_case(rng), random_draws(rng, 5)
        arguments = (case, draws[0], draws[1], SEED, draws[2])
        found.append((arguments, simulate(*arguments), simulate_plainly(*arguments)))
    return found


def test_compiled_equals_plain_on_random_cases(trial):
    for _, fast, plain in trial:
        assert same(fast, plain)


def test_the_random_cases_go_everywhere(trial):
    records = np.concatenate([fast for _, fast, _ in trial])
    for name in OUTCOMES:
        if name != "ended":
            assert (records[name] > 0).any(), f"no trajectory has {name}"
    assert {len(case.people) for (case, *_), _, _ in trial} >= {1, MOST_PLACES}
    assert any(case.n_actors == 0 for (case, *_), _, _ in trial)


def test_the_records_make_sense(trial):
    for (case, *_), records, _ in trial:
        steps = [name for name in OUTCOMES[:20] if name not in ("called", "came")]
        for name in steps:
            happened = records[name] >= 0
            assert (records[name][happened] <= records["ended"][happened] + (name == "decision") * 1e9).all(), name
        assert ((records["ended"] >= 0) & (records["ended"] < case.steps)).all()
        assert ((records["lowest_loyalty"] >= 0) & (records["lowest_loyalty"] <= 1)).all()
        assert (records["deaths"] == np.round(records["deaths"])).all()
        assert (records["sites_lost_at"].sum(axis=1) == records["sites_lost"]).all()
        assert (records["sites_lost_at"][:, case.largest] == records["sites_lost_largest"]).all()
        assert (records["sites_lost_at"][:, case.capital] == records["capital_lost"]).all()
        both = (records["arrival"] >= 0) & (records["withdrawal"] >= 0)
        assert (records["withdrawal"] > records["arrival"])[both].all()
        assert ((records["last_out"] < 0) | (records["last_out"] > records["withdrawal"])).all()
        assert ((records["call"] < 0) == (records["calls"] == 0)).all()
        assert (records["arrival"] < 0)[records["call"] < 0].all()
        assert (records["peak_foreign"] > 0)[records["arrival"] >= 0].all()
        assert (records["troop_days"] == 0)[records["arrival"] < 0].all()


@pytest.mark.parametrize("cuts", [(1, 2, 3, 4), (2,), (3, 3), ()])
def test_any_split_of_the_rows_gives_the_same_bits(trial, cuts):
    for (case, parameters, variants, seed, numbers), whole, _ in trial[:8]:
        pieces = [
            simulate(case, parameters[rows], variants[rows], seed, numbers[rows])
            for rows in np.split(np.arange(5), cuts)
        ]
        assert same(np.concatenate(pieces), whole)


def test_order_and_neighbours_do_not_matter(trial):
    for (case, parameters, variants, seed, numbers), whole, _ in trial[:8]:
        turned = np.array([4, 2, 2, 0, 3, 1])
        assert same(simulate(case, parameters[turned], variants[turned], seed, numbers[turned]), whole[turned])


def test_threads_do_not_matter(trial):
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda one: simulate(*one[0]), trial * 3))
    assert all(same(one, whole) for one, (_, whole, _) in zip(found, trial * 3, strict=True))


def test_a_replay_has_the_same_records_and_a_trail(trial):
    for (case, *rest), whole, _ in trial[:8]:
        records, trails = replay(case, *rest)
        assert same(records, whole)
        ended = whole["ended"].astype(int)
        rows = np.arange(len(whole))
        assert np.array_equal(trails["deaths"][rows, ended], whole["deaths"])
        assert np.allclose(trails["foreign"].max(axis=1), whole["peak_foreign"])
        assert np.array_equal(trails["crowd"].max(axis=1), whole["peak_crowd"])
        after = np.arange(trails["crowd"].shape[1]) > ended[:, None]
        assert not trails["crowd"][after].any()
        used = trails["used"].reshape(len(whole), -1, BLOCKS)
        assert not used[after].any()
        assert used[~after][:, : case.n_places].all()


def test_one_number_stands_for_every_strand():
    parameters, variants, numbers = drawn(SEED, 0, 50)
    whole = np.repeat(numbers[:, None], STRANDS, axis=1)
    case = small_case()
    assert same(simulate(case, parameters, variants, SEED, numbers), simulate(case, parameters, variants, SEED, whole))


@pytest.mark.parametrize("strand", range(STRANDS))
def test_every_strand_matters_for_itself(strand):
    parameters, variants, numbers = drawn(SEED, 0, 400)
    whole = np.repeat(numbers[:, None], STRANDS, axis=1)
    other = whole.copy()
    other[:, strand] += 10_000
    before, after = (simulate(small_case(), parameters, variants, SEED, one) for one in (whole, other))
    changed = before != after
    assert changed.any()
    assert not changed.all()


def test_a_block_of_the_prior_depends_on_numbers_alone():
    block = prior_block(small_case(), SEED)
    whole, tail = block(0, 60), block(40, 60)
    assert all(np.array_equal(whole[name][40:], tail[name]) for name in whole)


def test_one_actor_more_leaves_other_draws_alone():
    """Noise is addressed by place, site and actor: somebody who is never asked and offers nothing changes nothing."""
    case = small_case()
    bystander = case._replace(
        n_actors=3,
        can_come=np.array([1, 1, 0]),
        lead_low=np.array([0.0, 4.0, 0.0]),
        lead_high=np.array([8.0, 16.0, 0.0]),
        cost=np.append(case.cost, 0.0),
        help=np.append(case.help, 0.9),
        answer=np.append(case.answer, np.ones(64)),
        lag=np.append(case.lag, np.ones(64)),
        size=np.append(case.size, np.ones(64)),
        forced_answer=np.append(case.forced_answer, -1),
        standing=np.append(case.standing, 0.0),
        standing_lag=np.append(case.standing_lag, 0.0),
        mediation_at=np.append(case.mediation_at, -1),
    )
    parameters, variants, numbers = drawn(SEED, 0, 300)
    assert same(
        simulate(case, parameters, variants, SEED, numbers), simulate(bystander, parameters, variants, SEED, numbers)
    )


def test_too_many_places_is_one_line():
    many = small_case(exposure=np.ones(MOST_PLACES + 1))
    with pytest.raises(InputError, match="25 entries of 'exposure' in a case; there is room for 24"):
        as_record(many)


# A user's own rules.


def nobody_joins(pressure, mu, sigma):
    return 0.0


def too_few(force, crowd):
    return 0.0


def test_rules_of_ones_own_are_the_same_in_both_forms(trial):
    changed = 0
    for arguments, whole, _ in trial[:12]:
        fast, plain = simulate(*arguments, OWN), simulate_plainly(*arguments, OWN)  # type: ignore[call-arg]
        assert same(fast, plain)
        changed += not same(fast, whole)
    assert changed


def test_a_rule_of_ones_own_decides():
    arguments = (small_case(), *drawn(SEED, 0, 40)[:2], SEED, np.arange(40))
    assert (simulate_plainly(*arguments, {"joining_share": nobody_joins})["protest"] < 0).all()
    assert (simulate_plainly(*arguments)["protest"] >= 0).any()


@pytest.mark.parametrize("form", [simulate, simulate_plainly])
def test_a_rule_that_does_not_fit_is_one_line(form):
    parameters, variants, numbers = drawn(SEED, 0, 1)
    arguments = (small_case(), parameters, variants, SEED, numbers)
    with pytest.raises(UnknownNameError, match="unknown rule 'arest_chance'; did you mean arrest_chance"):
        form(*arguments, {"arest_chance": smooth_arrest})
    with pytest.raises(InputError, match=r"rule 'arrest_chance' takes 3 arguments \(force, crowd, rate\); yours"):
        form(*arguments, {"arrest_chance": too_few})
