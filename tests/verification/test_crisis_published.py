"""Published results on our own rules: Granovetter's and Kuran's cascades, Epstein's outbursts."""

from __future__ import annotations

import numpy as np
import pytest

from equipoise.models.crisis.classics.civil_violence import (
    CivilViolenceSetting,
    outbursts,
    rebels,
    unrounded_arrest_chance,
)
from equipoise.models.crisis.classics.thresholds import (
    critical_spread,
    normal_riot_size,
    public_opposition,
    riot_size,
)

STEPS = 150


def test_granovetter_uniform_thresholds():
    """Granovetter 1978: a hundred people with thresholds 0 to 99 all join; replace 1 by 2 and only one does."""
    assert riot_size(range(100)) == 100
    assert riot_size([0, 2, *range(2, 100)]) == 1


def test_granovetter_critical_spread():
    """Granovetter 1978: thresholds normal with mean 25 among 100; near a spread of 12.2 a few become nearly all."""
    assert critical_spread(25.0) == pytest.approx(12.2, abs=0.05)
    assert normal_riot_size(25.0, 12.2) == pytest.approx(5.5, abs=0.1)
    assert normal_riot_size(25.0, 12.3) == pytest.approx(100.0, abs=0.01)


def test_granovetter_between_the_ends():
    assert normal_riot_size(25.0, 1.0) == pytest.approx(0.0, abs=1e-6)
    assert normal_riot_size(75.0, 12.3) < 1.0, "a crowd of the hesitant stays at home"


def test_kuran_one_person():
    """Kuran 1991, ten people, thresholds in per cent: one of 20 falls to 10, and a tenth becomes nine tenths."""
    rest = [30, 40, 50, 60, 70, 80, 100]
    assert public_opposition([0, 20, 20, *rest]) == 10.0
    assert public_opposition([0, 10, 20, *rest]) == 90.0


@pytest.mark.parametrize("seed", range(3))
def test_epstein_outbursts_come_with_the_rounding(seed):
    """Epstein 2002, 40 x 40, density .7, police .04, legitimacy .82, terms to 30, vision 7: punctuated outbursts."""
    counts = rebels(CivilViolenceSetting(), STEPS, seed)
    assert 2 <= outbursts(counts) <= 12
    assert np.median(counts) < 20, "calm most of the time"


@pytest.mark.parametrize("seed", range(3))
def test_epstein_no_outburst_without_the_rounding(seed):
    """The same with the ratio of police to rebels as it is: some are always rebels, never many."""
    counts = rebels(CivilViolenceSetting(), STEPS, seed, {"arrest_chance": unrounded_arrest_chance})
    assert outbursts(counts) == 0
    assert 0 < counts.max() < 50


def test_epstein_no_rebel_under_a_legitimate_government():
    """Legitimacy .9 leaves no grievance above the threshold of .1."""
    assert not rebels(CivilViolenceSetting(legitimacy=0.9), STEPS, 0).any()


def test_epstein_more_police_less_time_in_revolt():
    revolts = [(rebels(CivilViolenceSetting(police=police), STEPS, 1) > 50).sum() for police in (0.04, 0.1)]
    assert revolts[1] < revolts[0]
