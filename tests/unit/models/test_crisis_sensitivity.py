"""Sensitivity of the crisis model: the method on a function with known indices, then the model."""

from __future__ import annotations

import numpy as np
import pytest

from crisis_samples import small_case
from equipoise.errors import InputError, UnknownNameError
from equipoise.models.crisis import sensitivity as module
from equipoise.models.crisis.priors import shipped_priors, with_fixed
from equipoise.models.crisis.sensitivity import VARIANT, indices, sampled, sensitivity
from equipoise.models.crisis.state import CALL, FORBIDDEN

pytest.importorskip("SALib", reason="the extra 'sensitivity' is not installed")


@pytest.fixture(scope="module")
def found():
    case = small_case()
    acts = np.array(case.acts)
    acts[CALL] = FORBIDDEN
    other = (case._replace(acts=acts), shipped_priors())
    return sensitivity(case, shipped_priors(), other, points=64, repeats=4, seed=3, workers=2)


def test_ishigami():
    """Closed form: S1 .314, .442, 0; ST .558, .442, .244 (Ishigami & Homma 1990, a = 7, b = 0.1)."""
    x = 2 * np.pi * (sampled(("x1", "x2", "x3"), 4096, 0) - 0.5)
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    got = indices(("x1", "x2", "x3"), y)
    assert [got[name][0].value for name in got] == pytest.approx([0.314, 0.442, 0.0], abs=0.02)
    assert [got[name][1].value for name in got] == pytest.approx([0.558, 0.442, 0.244], abs=0.02)
    for (first, total), truth in zip(got.values(), ((0.314, 0.558), (0.442, 0.442), (0.0, 0.244)), strict=True):
        assert first.low - 0.005 <= truth[0] <= first.high + 0.005
        assert total.low - 0.005 <= truth[1] <= total.high + 0.005


def test_an_input_that_does_nothing_cannot_be_told():
    names = ("works", "idle")
    sample = sampled(names, 256, 1)
    moved = module._moved("protest", "probability", names, sample, (sample[:, 0] > 0.7).astype(float), 1)
    assert [index.name for index in moved.inputs] == ["works"]
    assert [index.name for index in moved.cannot_be_told] == ["idle"]
    assert moved.inputs[0].direction.low > 0.5
    assert moved.mean == pytest.approx(0.3, abs=0.02)


def test_every_input_is_somewhere(found):
    names = {prior.name for prior in shipped_priors() if not prior.fixed} | {VARIANT}
    assert found.inputs == len(names)
    assert found.runs == 64 * (len(names) + 2) * 4 * 2
    for moved in found.outcomes:
        listed = [index.name for index in (*moved.inputs, *moved.cannot_be_told)]
        assert not listed if moved.spread == 0 else set(listed) == names
        assert all(index.total.low > 0 for index in moved.inputs)
        assert all(index.total.low <= 0 for index in moved.cannot_be_told)
        sizes = [index.total.value for index in moved.inputs]
        assert sizes == sorted(sizes, reverse=True)


def test_no_call_takes_away_all_troops(found):
    before, effect = (moved for moved in found.outcomes if moved.event == "troops_come")
    assert (before.outcome, effect.outcome) == ("probability", "effect")
    assert before.mean > 0
    assert effect.mean == -before.mean


def test_no_number_depends_on_workers_and_blocks(found, monkeypatch):
    case = small_case()
    acts = np.array(case.acts)
    acts[CALL] = FORBIDDEN
    monkeypatch.setattr(module, "_POINTS_OF_BLOCK", 333)
    other = (case._replace(acts=acts), shipped_priors())
    assert sensitivity(case, shipped_priors(), other, points=64, repeats=4, seed=3) == found


def test_no_antecedent_has_no_effect():
    case = small_case()
    got = sensitivity(case, shipped_priors(), (case, shipped_priors()), events=("protest",), points=16, repeats=2)
    assert got.outcomes[1].mean == got.outcomes[1].spread == 0.0
    assert got.outcomes[1].inputs == got.outcomes[1].cannot_be_told == ()


def test_a_fixed_parameter_is_no_input():
    fixed = with_fixed({"shock": 1.0})
    got = sensitivity(small_case(), fixed, events=("protest",), points=16, repeats=2)
    listed = [index.name for index in (*got.outcomes[0].inputs, *got.outcomes[0].cannot_be_told)]
    assert "shock" not in listed
    assert got.inputs == sum(not prior.fixed for prior in fixed) + 1


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"points": 100}, "points 100 is not a power of two from 16 to 16384"),
        ({"points": 8}, "points 8 is not a power of two"),
        ({"repeats": 0}, "repeats 0 is not a whole number of at least 1"),
        ({"points": 16384, "repeats": 100}, "more than 20,000,000"),
    ],
)
def test_sizes_out_of_range(given, told):
    with pytest.raises(InputError, match=told):
        sensitivity(small_case(), shipped_priors(), **given)


def test_unknown_event():
    with pytest.raises(UnknownNameError, match="troops_come"):
        sensitivity(small_case(), shipped_priors(), events=("troop_come",), points=16)


def test_without_the_extra(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "SALib", None)
    monkeypatch.setitem(__import__("sys").modules, "SALib.sample.sobol", None)
    with pytest.raises(InputError, match="equipoise\\[sensitivity\\]"):
        sampled(("x",), 16, 0)
