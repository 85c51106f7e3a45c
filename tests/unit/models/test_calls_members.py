"""An organisation's answer through its members and its rule; sizes of force; answers other than troops."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import polars as pl
import pytest
from scipy.special import ndtr, ndtri

from equipoise.measures.decision_rules import decision_rule
from equipoise.models.calls.composition import Composition, compose
from equipoise.models.calls.force import fit_force
from equipoise.models.calls.other_answers import OTHERS, fit_other_answers
from equipoise.models.calls.panel import usable_panel
from equipoise.models.calls.priors import priors

MEMBERS = ["AAA", "BBB", "CCC"]
WILLING = np.array([0.7, 0.4, 0.2])
RULES = {
    "consensus": decision_rule("consensus", MEMBERS),
    "majority": decision_rule("simple_majority", MEMBERS),
    "lead": decision_rule("lead_state", MEMBERS, lead="BBB"),
    "each": decision_rule("each_for_itself", MEMBERS),
}


def enumerated(composed: Composition) -> tuple[float, np.ndarray]:
    """Return the chance to act, and that of each to send, by going through all that three members can do."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(15)
    weights = weights / weights.sum()
    acts, sends = 0.0, np.zeros(3)
    for correlation in priors().correlations:
        for node, weight in zip(nodes, weights, strict=True):
            latent = composed.thresholds + composed.shift + np.sqrt(correlation) * node
            send = ndtr(latent / np.sqrt(1 - correlation))
            agree = ndtr((latent + composed.consent) / np.sqrt(1 - correlation))
            if composed.rule.name == "each_for_itself":
                agree = send
            for does in product(("sends", "agrees", "refuses"), repeat=3):
                chance = {"sends": send, "agrees": agree - send, "refuses": 1 - agree}
                mass = weight * np.prod([chance[what][place] for place, what in enumerate(does)]) / 5
                votes = np.array([what != "refuses" for what in does])
                goes = np.array([what == "sends" for what in does])
                if composed.rule.passes_array(votes) and goes.any():
                    acts += mass
                    sends += mass * goes
    return acts, sends


@pytest.mark.parametrize("name", list(RULES))
@pytest.mark.parametrize("acts", [0.1, 0.45, 0.9])
def test_members_add_up_to_the_organisation(name, acts):
    composed = compose(RULES[name], WILLING, acts)
    assert composed.acts == pytest.approx(acts, abs=1e-6)
    by_hand, sends = enumerated(composed)
    assert by_hand == pytest.approx(acts, abs=1e-6)
    assert composed.senders == pytest.approx(sends, abs=1e-9)
    assert (composed.senders <= acts + 1e-9).all()


def test_willing_members_send_more_often():
    senders = compose(RULES["consensus"], WILLING, 0.4).senders
    assert list(np.argsort(-senders)) == [0, 1, 2]


def test_a_majority_is_met_more_often_than_consensus():
    composed = compose(RULES["consensus"], WILLING, 0.3)
    assert replace(composed, rule=RULES["majority"]).acts > composed.acts


def test_order_of_members_does_not_matter():
    turned = decision_rule("consensus", MEMBERS[::-1])
    forward, backward = compose(RULES["consensus"], WILLING, 0.4), compose(turned, WILLING[::-1], 0.4)
    assert backward.senders[::-1] == pytest.approx(forward.senders, abs=1e-7)


def test_consent_is_never_rarer_than_sending():
    composed = compose(RULES["consensus"], WILLING, 0.5)
    assert (composed.consents >= ndtr(ndtri(WILLING) + composed.shift) - 1e-9).all()


@pytest.fixture(scope="module")
def panel(world):
    return usable_panel(world.calls, world.episodes)


def test_other_answers_are_shares(panel):
    instead = fit_other_answers(panel)
    for role in ("organisation", "great_power", "never seen"):
        assert instead.shares(role).sum() == pytest.approx(1)
        assert instead.draws(role, 500).mean(axis=0) == pytest.approx(instead.shares(role), abs=0.03)
    assert len(OTHERS) == 3


def test_great_powers_give_other_help_more_often_than_neighbours(panel):
    instead = fit_other_answers(panel)
    assert instead.shares("great_power")[0] > instead.shares("other_state")[0]


def test_force_quantiles_rise_and_follow_the_data(panel):
    low, middle, high = fit_force(panel).quantiles("organisation", "internal")
    assert low < middle < high
    small = panel.frame.with_columns(pl.lit(10.0).alias("force"))
    shrunk = fit_force(type(panel)(small, None, (), {})).quantiles("organisation", "internal")
    assert shrunk[1] < 20


def test_force_without_data_is_the_prior(panel):
    none = type(panel)(panel.frame.clear(), None, (), {})
    low, middle, high = fit_force(none).quantiles("other_state", "internal")
    assert middle == pytest.approx(700, rel=0.01)
    assert high / low > 100
