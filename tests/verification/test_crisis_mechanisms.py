"""What each mechanism is there for: switched off, the others run on; and which facts of January 2022 are lost.

`EQUIPOISE_UPDATE_GOLDEN=1 pytest tests/verification/test_crisis_mechanisms.py -m slow -k remade` makes the shipped
table anew, row by row; rows that answer the same question are kept, so it can be ended and begun again. A row takes
about a minute of one core.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import equipoise.models.crisis
from crisis_samples import small_case
from equipoise.engine.compiling import kernel_digest
from equipoise.errors import UnknownNameError
from equipoise.models.crisis import shipped_priors, simulate
from equipoise.models.crisis.kernel import run_many
from equipoise.models.crisis.mechanisms import (
    MECHANISMS,
    NOTHING,
    PARTICLES,
    SEEDS,
    TABLE_FILE,
    RemovalTable,
    mechanism_of,
    question_digest,
    removal,
    shipped_removals,
    without,
    written,
)
from equipoise.models.crisis.prior_runs import drawn
from equipoise.scenarios.crisis.building import build
from equipoise.scenarios.crisis.loading import load_crisis
from equipoise.scenarios.documents import load_scenario
from equipoise.world.world import World

SCENARIO = "kazakhstan-2022"
SEED = 4


@pytest.fixture(scope="module")
def kazakhstan():
    scenario = load_scenario(SCENARIO)
    return build(World.load(as_of=scenario.as_of), scenario, load_crisis(SCENARIO))


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda one: one.id)
def test_with_one_mechanism_off_the_others_run_and_something_changes(mechanism):
    case = small_case(reserve_low=3000.0, reserve_high=5000.0, forced_answer=np.array([1, 1]))
    other, priors = without(mechanism, case, shipped_priors())
    _, variants, numbers = drawn(SEED, 0, 2000)
    whole, less = (
        simulate(one, drawn(SEED, 0, 2000, among)[0], variants, SEED, numbers)
        for one, among in ((case, shipped_priors()), (other, priors))
    )
    assert (whole != less).any()
    for name in ("deaths", "peak_crowd", "lowest_loyalty", "troop_days"):
        assert np.isfinite(less[name]).all()


def test_nothing_off_is_the_model():
    case, priors = without(NOTHING, small_case(), shipped_priors())
    assert priors == shipped_priors()
    assert all(np.array_equal(one, other) for one, other in zip(case, small_case(), strict=True))


def test_switching_off_does_not_touch_what_was_given():
    case = small_case()
    for mechanism in MECHANISMS:
        without(mechanism, case, shipped_priors())
    assert all(np.array_equal(one, other) for one, other in zip(case, small_case(), strict=True))


def test_an_unknown_mechanism_is_one_line():
    with pytest.raises(UnknownNameError, match="unknown mechanism 'escalaton'; did you mean escalation"):
        mechanism_of("escalaton")


def test_all_mechanisms_off_leaves_a_model_that_runs():
    case, priors = small_case(), shipped_priors()
    for mechanism in MECHANISMS:
        case, priors = without(mechanism, case, priors)
    parameters, variants, numbers = drawn(SEED, 0, 500, priors)
    assert (simulate(case, parameters, variants, SEED, numbers)["ended"] >= 0).all()


def test_the_shipped_table_reads_and_writes():
    table = shipped_removals()
    text = (Path(equipoise.models.crisis.__file__).parent / TABLE_FILE).read_text(encoding="utf-8")
    assert written(table) == text
    assert table.scenario == SCENARIO
    assert {row.mechanism for row in table.rows} <= {NOTHING.id, *(one.id for one in MECHANISMS)}
    for row in table.rows:
        assert row.reached == (row.distance <= 0.5)


def wanted():
    """The rows of a whole table: each mechanism with the first seed, the whole model with all."""
    return [(NOTHING.id, seed) for seed in SEEDS] + [(one.id, SEEDS[0]) for one in MECHANISMS]


@pytest.mark.slow
def test_the_table_is_remade_or_up_to_date(kazakhstan):
    case, facts, priors = kazakhstan.case, kazakhstan.facts, kazakhstan.priors
    question = question_digest(case, facts, priors)
    table = shipped_removals()
    if not os.environ.get("EQUIPOISE_UPDATE_GOLDEN"):
        assert table.question == question, "rules, priors or facts have changed: remake the table (see the top)"
        assert [(row.mechanism, row.seed) for row in table.rows] == wanted()
        return
    kept = {(row.mechanism, row.seed): row for row in table.rows} if table.question == question else {}
    for name, seed in wanted():
        if (name, seed) not in kept:
            kept[name, seed] = removal(mechanism_of(name), case, facts, priors, seed=seed)
        rows = tuple(kept[key] for key in wanted() if key in kept)
        made = RemovalTable(SCENARIO, kernel_digest(run_many), question, PARTICLES, rows)
        path = Path(equipoise.models.crisis.__file__).parent / TABLE_FILE
        path.write_text(written(made), encoding="utf-8")


@pytest.mark.slow
def test_one_row_computed_again(kazakhstan):
    """The row of the mechanism that matters most; the others are computed alike."""
    table = shipped_removals()
    case, facts, priors = kazakhstan.case, kazakhstan.facts, kazakhstan.priors
    if table.question != question_digest(case, facts, priors):
        pytest.fail("rules, priors or facts have changed: remake the table (see the top)")
    row = max(table.rows, key=lambda one: one.distance)
    found = removal(mechanism_of(row.mechanism), case, facts, priors, seed=row.seed, particles=table.particles)
    assert replace(found, distance=row.distance) == row
    assert found.distance == pytest.approx(row.distance, rel=1e-3)


def test_the_share_in_office_of_the_panel_lies_within_the_prior(kazakhstan, world):
    """Before any fact is used: what became of rulers who called for help is within the range over parameters."""
    panel = world.episodes.filter(world.episodes["requester"] == "incumbent")["survived_30d"].drop_nulls()
    seen = float((panel == "Y").mean())
    repeats, count = 40, 600
    parameters, variants, _ = drawn(SEED, 0, count)
    records = simulate(
        kazakhstan.case, np.repeat(parameters, repeats), np.repeat(variants, repeats), SEED,
        np.arange(count * repeats),
    ).reshape(count, repeats)  # fmt: skip
    called = records["call"] >= 0
    enough = called.sum(axis=1) >= 10
    assert enough.sum() > 50
    stayed = ((records["left"] < 0) & called).sum(axis=1)[enough] / called.sum(axis=1)[enough]
    low, high = np.quantile(stayed, [0.05, 0.95])
    assert 0.7 < seen < 0.9
    assert low < seen < high, (low, seen, high)
