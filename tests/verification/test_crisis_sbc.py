"""Is the posterior calibrated? Simulation-based calibration, and the real sampler against plain rejection."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chisquare

from crisis_samples import small_case
from equipoise.models.crisis import DatedFact, abduce, distance, shipped_priors, simulate
from equipoise.models.crisis.abduction import weights_of
from equipoise.models.crisis.prior_runs import drawn
from equipoise.models.crisis.quantities import quantity
from equipoise.models.crisis.state import VARIANTS

pytestmark = pytest.mark.slow

SEED = 97
TABLE = 60_000
OBSERVED = 200
KEPT = 99
BINS = 10

SEEN = {"deaths": 15.0, "peak_participants": 3000.0, "sites_lost": 1.0, "in_office": 0.1, "troops_came": 0.1}
"""Quantities of a pseudo-observation, with the scale of a miss; each is defined in every trajectory."""

RANKED = ("mu", "sigma", "pool", "shock", "kappa", "weariness", "deterrence", "escalation", "site_loss", "lethality",
          "loyalty", "leave_rate")  # fmt: skip


@pytest.fixture(scope="module")
def table():
    """Trajectories from the prior with a protest: without one there is nothing to tell parameters by."""
    parameters, variants, numbers = drawn(SEED, 0, TABLE)
    records = simulate(small_case(), parameters, variants, SEED, numbers)
    protest = records["protest"] >= 0
    return parameters[protest], records[protest]


def facts_of(records, row):
    one = records[row : row + 1]
    values = {name: float(quantity(one, name)[0]) for name in SEEN}
    return tuple(DatedFact(name, name, values[name], values[name], scale) for name, scale in SEEN.items())


def test_ranks_of_the_true_parameters_are_uniform(table):
    """Talts et al. 2018, https://doi.org/10.48550/arXiv.1804.06788; rejection with the model's own distance."""
    parameters, records = table
    assert len(records) > 15_000
    ranks = {name: [] for name in RANKED}
    for row in range(OBSERVED):
        off = distance(records, facts_of(records, row))
        off[row] = np.inf
        nearest = np.argsort(off, kind="stable")[:KEPT]
        for name in RANKED:
            ranks[name].append(int((parameters[name][nearest] < parameters[name][row]).sum()))
    for name, found in ranks.items():
        counts = np.bincount(np.array(found) * BINS // (KEPT + 1), minlength=BINS)
        assert chisquare(counts).pvalue > 0.001 / len(RANKED), (name, counts)


def test_the_ranks_would_show_a_wrong_posterior(table):
    """The same with a posterior that is too narrow: the check can fail."""
    parameters, records = table
    ranks = []
    for row in range(OBSERVED):
        off = distance(records, facts_of(records, row))
        off[row] = np.inf
        near = parameters["shock"][np.argsort(off, kind="stable")[:KEPT]]
        narrow = np.median(near) + 0.4 * (near - np.median(near))
        ranks.append(int((narrow < parameters["shock"][row]).sum()))
    counts = np.bincount(np.array(ranks) * BINS // (KEPT + 1), minlength=BINS)
    assert chisquare(counts).pvalue < 1e-6


# The real sampler against rejection. --------------------------------------------------------------------------

FACTS = (
    DatedFact("protest", "protest_day", 0.5, 1.5, 0.5),
    DatedFact("dead", "deaths", 10.0, 60.0, 20.0),
    DatedFact("lost", "sites_lost", 1.0, 3.0, 1.0),
)
DRAWS = 240_000
WORLDS = 960


@pytest.fixture(scope="module")
def both():
    """Worlds of the sampler, and those of 240,000 prior draws within the same tolerance."""
    found = abduce(small_case(), FACTS, seed=31, particles=WORLDS)
    parameters, variants, numbers = drawn(SEED + 1, 0, DRAWS)
    within = distance(simulate(small_case(), parameters, variants, SEED + 1, numbers), FACTS) <= found.tolerances[-1]
    return found, parameters[within], variants[within], np.bincount(variants, minlength=len(VARIANTS))


def test_posterior_means_agree_with_rejection(both):
    found, accepted, _, _ = both
    assert found.reached
    assert len(accepted) > 500
    worlds = found.parameters()
    # Copies and neighbours tell less than worlds of their own: a quarter of the distinct ones is a cautious count.
    count = found.distinct / 4
    off = {}
    for name in (prior.name for prior in shipped_priors() if not prior.fixed):
        error = accepted[name].std() * np.sqrt(1.0 / count + 1.0 / len(accepted))
        off[name] = float((found.weight @ worlds[name] - accepted[name].mean()) / error)
    beyond = {name: value for name, value in off.items() if abs(value) > 4.0}
    assert not beyond
    assert np.mean([abs(value) > 2.0 for value in off.values()]) < 0.15


def test_weights_of_the_readings_agree_with_rejection(both):
    found, _, variants, tried = both
    shares = np.bincount(variants, minlength=len(VARIANTS)) / tried
    exact = shares / shares.sum()
    low, high = np.quantile(weights_of(found.log_evidence), [0.01, 0.99], axis=0)
    assert ((low <= exact) & (exact <= high)).all(), (low, exact, high)


def test_the_evidence_itself_agrees_with_rejection(both):
    found, _, variants, tried = both
    exact = np.log(np.bincount(variants, minlength=len(VARIANTS)) / tried)
    logs = found.log_evidence
    error = logs.std(axis=0, ddof=1) / np.sqrt(len(logs)) + 0.05
    assert (np.abs(logs.mean(axis=0) - exact) < 6.0 * error).all(), (logs.mean(axis=0), exact, error)
