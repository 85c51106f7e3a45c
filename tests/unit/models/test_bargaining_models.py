"""Models of bargaining: published figures, cases worked by hand, and what must hold of any issue."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.errors import InputError, UnknownNameError
from equipoise.interval import Interval
from equipoise.models.bargaining import MODELS, Actor, Issue, forecast, point, tornado
from equipoise.models.bargaining.arrays import MOST_DRAWS, central
from equipoise.models.bargaining.expected_utility import AS_WRITTEN, play
from equipoise.models.bargaining.parameters import shipped, shipped_scores
from equipoise.models.bargaining.predictive import PredictiveDistribution, crps_of_masses, levels_of, masses
from equipoise.scores.distributions import crps_of_samples

# Scholz, Calbert & Smith (2011), Table 1: capability, position and salience of ten states on emission standards.
STATES = {
    "Netherlands": (0.08, 4, 0.8),
    "Belgium": (0.08, 7, 0.4),
    "Luxembourg": (0.03, 4, 0.2),
    "Germany": (0.16, 4, 0.8),
    "France": (0.16, 10, 0.6),
    "Italy": (0.16, 10, 0.6),
    "United Kingdom": (0.16, 10, 0.9),
    "Ireland": (0.05, 7, 0.1),
    "Denmark": (0.05, 4, 1.0),
    "Greece": (0.08, 7, 0.7),
}
# Their Table 2, rounds 1 to 8.
MEDIANS = (8.4, 9.9, 9.9, 9.9, 9.9, 7.4, 8.8, 9.6)
MEANS = (7.4, 7.5, 7.6, 7.3, 7.3, 7.4, 7.5, 7.6)


def arrays():
    capability, position, salience = (np.array([column], dtype=float) for column in zip(*STATES.values(), strict=True))
    return position, salience, capability


def actor(name, position, salience=0.5, capability=1.0):
    made: list[Any] = [
        entry if isinstance(entry, Interval) else Interval.point(entry) for entry in (position, salience, capability)
    ]
    return Actor(name, *made, source_ids=("src",))  # type: ignore[misc]


def issue(*actors, **more):
    return Issue("test", 0, 100, "none", "all", actors, **more)


def test_published_rounds_come_out():
    """At least 15 of the 16 figures within 0.1; the exception is the median of round 2."""
    played = play(*arrays(), 8)  # type: ignore[call-arg]
    medians, means = played.medians[1:, 0], played.means[1:, 0]
    close = [*(np.abs(medians - MEDIANS) < 0.1), *(np.abs(means - MEANS) < 0.1)]
    assert sum(close) >= 15
    assert played.means[0, 0] == pytest.approx(7.38996, abs=1e-5)
    assert played.medians[0, 0] == 7


def test_the_text_and_the_run_part_ways_only_where_compromise_is_chosen():
    run, text = play(*arrays(), 4), play(*arrays(), 4, AS_WRITTEN)  # type: ignore[call-arg]
    assert np.allclose(run.medians[:4], text.medians[:4])
    assert not np.allclose(run.means[4], text.means[4])


def test_draws_are_played_apart():
    position, salience, capability = arrays()
    other = np.roll(position, 3, axis=1)
    both = play(np.vstack([position, other]), np.vstack([salience] * 2), np.vstack([capability] * 2), 6)
    assert np.allclose(both.positions[:, :1], play(position, salience, capability, 6).positions)
    assert np.allclose(both.positions[:, 1:], play(other, salience, capability, 6).positions)


@given(st.integers(0, 10_000), st.floats(0.1, 50), st.floats(-100, 100))
def test_challenges_keep_the_scale_out(seed, factor, shift):
    """Positions stay inside those of the start; another unit of the scale or of capability changes nothing."""
    rng = np.random.default_rng(seed)
    position, salience, capability = (
        rng.uniform(0, 1, (1, 6)),
        rng.uniform(0.1, 1, (1, 6)),
        rng.uniform(1, 2, (1, 6)),
    )
    played = play(position, salience, capability, 1).positions
    assert played.min() >= position.min() - 1e-12
    assert played.max() <= position.max() + 1e-12
    moved = play(position * factor + shift, salience, capability * factor, 1).positions
    assert np.allclose(moved, played * factor + shift, atol=1e-6 * max(factor, abs(shift)))


def test_points_worked_by_hand():
    case = issue(actor("A", 0, 1.0, 1.0), actor("B", 50, 0.5, 2.0), actor("C", 100, 1.0, 3.0))
    assert point(case) == point(case, "weighted_mean") == pytest.approx(70)
    assert point(case, "weighted_median") == 100
    assert point(case, "plain_mean") == pytest.approx(50)


def test_nash_splits_between_two_equals_and_leans_to_the_heavier():
    # a ln(1 - x) + b ln x is highest at b / (a + b).
    assert point(issue(actor("A", 0), actor("B", 100)), "nash") == pytest.approx(50, abs=1e-3)
    assert point(issue(actor("A", 0), actor("B", 100, 0.5, 3.0)), "nash") == pytest.approx(75, abs=1e-3)


def test_nash_with_a_reference_point():
    # Gains over 0: x for both up to 60, after which one loses what the other gains.
    case = issue(actor("A", 60), actor("B", 100), reference_point=0)
    # Highest of ln(120 - x) + ln x on 60 to 100.
    assert point(case, "nash_reference") == pytest.approx(60, abs=1e-3)
    assert point(replace(case, reference_point=None), "nash_reference") == point(case, "nash")


def test_agenda_setter_goes_as_far_as_the_pivot_lets_it():
    voters = (actor("S", 90, 0.5, 1.0), actor("V", 40), actor("W", 30))
    case = issue(*voters, reference_point=20, agenda_setter="S")
    assert point(case, "procedural") == pytest.approx(60)  # the median, at 40, accepts 20 to 60
    assert point(replace(case, vetoes=("W",)), "procedural") == pytest.approx(40)
    assert point(replace(case, rule="consensus"), "procedural") == pytest.approx(40)
    assert point(replace(case, reference_point=35, rule="consensus"), "procedural") == pytest.approx(35)
    assert point(replace(case, reference_point=None), "procedural") == point(case, "weighted_median")


@pytest.mark.parametrize("model", MODELS)
def test_agreement_is_kept(model):
    case = issue(actor("A", 30), actor("B", 30), actor("C", 30), reference_point=0)
    assert point(case, model) == pytest.approx(30, abs=1e-3)
    assert forecast(case, model, draws=5).point == point(case, model)


@st.composite
def issues(draw):
    count = draw(st.integers(2, 6))
    actors = []
    for number in range(count):
        low, mode, high = sorted(draw(st.tuples(*[st.floats(0, 100)] * 3)))
        middle = draw(st.sampled_from([mode, None]))
        salience = draw(st.floats(0.05, 1))
        actors.append(actor(f"a{number}", Interval(low, high, middle), Interval(salience / 2, salience), 1.0 + number))
    return issue(*actors, reference_point=draw(st.sampled_from([None, 0.0, 35.0])))


@given(issues(), st.sampled_from(MODELS))
def test_any_forecast_is_a_law_on_the_scale(case, model):
    made = forecast(case, model, draws=20, seed=3)
    assert sum(made.mass) == pytest.approx(1)
    assert min(made.mass) >= 0
    assert all(a < b for a, b in pairwise(made.support))
    assert (made.support[0], made.support[-1]) == (0, 100)
    assert 0 <= made.interval.low <= made.interval.high <= 100
    assert 0 <= made.point <= 100
    assert set(made.by_model) == set(MODELS)
    assert list(made.quantiles.values()) == sorted(made.quantiles.values())


def test_law_has_atoms_where_actors_stand():
    case = issue(actor("A", 12.34), actor("B", 80))
    made = forecast(case, draws=3)
    mass = dict(zip(made.support, made.mass, strict=True))
    assert mass[12.34] > 0.4 * shipped().distribution.positions
    assert mass[80] > 0.4 * shipped().distribution.positions
    assert made.flags == ("exact_inputs", "record_from_eu")
    assert made.source_ids == ("src",)
    assert forecast(case, "nash", draws=3).flags == ("inputs_only", "exact_inputs", "record_from_eu")
    assert "no_reference_point" in forecast(case, "procedural", draws=3).flags


def test_draws_have_an_address():
    ranged = [actor(f"a{n}", Interval(10.0 * n, 10.0 * n + 20), Interval(0.2, 0.9)) for n in range(4)]
    first = forecast(issue(*ranged), draws=50, seed=1)
    assert first == forecast(issue(*ranged), draws=50, seed=1)
    assert first.mass != forecast(issue(*ranged), draws=50, seed=2).mass
    assert np.allclose(first.mass, forecast(issue(*reversed(ranged)), draws=50, seed=1).mass)


def test_swings_are_sorted_and_worked_by_hand():
    case = issue(actor("A", Interval(0, 20, 10)), actor("B", 100, 0.5, Interval(1, 3, 1)))
    first, second = tornado(case)
    assert (first.actor, first.input, first.low, first.high) == ("B", "capability", 55, 77.5)
    assert (second.actor, second.input, second.low, second.high) == ("A", "position", 50, 60)
    assert tornado(issue(actor("A", 0), actor("B", 1))) == ()
    for model in MODELS:
        assert len(tornado(case, model)) == 2


def test_weight_that_may_vanish_does_no_harm():
    case = issue(actor("A", 0, 0.0), actor("B", 100, Interval(0, 1)))
    for model in MODELS:
        assert all(np.isfinite([swing.low, swing.high]).all() for swing in tornado(case, model))


def test_unknown_model_and_bad_draws():
    case = issue(actor("A", 0), actor("B", 1))
    for call in (point, forecast, tornado):
        with pytest.raises(UnknownNameError, match=r"unknown model of bargaining 'nsah'; did you mean nash"):
            call(case, "nsah")
    for draws in (0, MOST_DRAWS + 1):
        with pytest.raises(InputError, match="draws must be 1 to"):
            forecast(case, draws=draws)
    with pytest.raises(InputError, match="seed at least 0"):
        forecast(case, seed=-1)
    with pytest.raises(InputError, match="not a law"):
        PredictiveDistribution(1.0, 0.8, 0.4, 0.2)


def test_score_of_a_law_is_that_of_its_draws():
    inputs = central(issue(actor("A", 20), actor("B", 70)))
    nodes = np.linspace(0, 1, 101)
    made = masses(inputs, PredictiveDistribution(1.0, 0.5, 0.1, 0.2), nodes)
    exact = crps_of_masses(made, nodes, np.array([0.305]))
    drawn = levels_of(made, nodes, (np.arange(20_000) + 0.5) / 20_000)
    assert exact == pytest.approx(crps_of_samples(drawn, [0.305]), abs=1e-4)


def test_scores_that_ship_name_every_model():
    assert set(MODELS) <= set(shipped_scores())
