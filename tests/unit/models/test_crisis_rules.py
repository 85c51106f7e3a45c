"""The rules of the crisis model one by one: bounds, signs, and what plain reasoning says of them."""

from __future__ import annotations

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_contract import AngerRule, ArrestRule, ContestRule, JoiningRule, parameters

from equipoise.models.crisis.rules import government, mobilisation, outside, repression, sites, violence
from equipoise.models.crisis.start import between, usual_share

P = parameters(count=1)[0]
MANY = parameters(seed=7, count=40)

anybody = st.sampled_from(MANY)
share = st.floats(0.0, 1.0)
persons = st.floats(0.0, 1e6)
grieved = st.floats(-2.0, 5.0)


# Ours keep the contracts that a user's own rules are held to.


class TestArrestChance(ArrestRule):
    rule = staticmethod(repression.arrest_chance)


class TestJoiningShare(JoiningRule):
    rule = staticmethod(mobilisation.joining_share)


class TestSuccess(ContestRule):
    rule = staticmethod(sites.success)


class TestNextAnger(AngerRule):
    rule = staticmethod(repression.next_anger)


# mobilisation -------------------------------------------------------------------------------------------------


def test_half_join_at_the_middle_threshold():
    assert mobilisation.joining_share(0.3, 0.3, 0.1) == 0.5
    assert mobilisation.joining_share(0.4, 0.3, 0.1) == pytest.approx(0.8413447, abs=1e-7)


@given(share, st.floats(0.0, 3.0))
def test_thresholds_are_symmetric(x, off):
    assert mobilisation.normal_share(off) + mobilisation.normal_share(-off) == pytest.approx(1.0, abs=1e-15)


@given(st.integers(0, 200), anybody)
def test_the_shock_is_felt_by_degrees(step, p):
    felt = mobilisation.felt_share(step, p)
    assert 0.0 < felt <= 1.0
    assert mobilisation.felt_share(step + 1, p) >= felt
    assert mobilisation.felt_share(12, p) == 1.0


@given(share, share, share, anybody)
def test_a_concession_works_on_the_peaceful_only(exposure, relief, anger, p):
    without = mobilisation.grievance(exposure, 0.0, 0.0, anger, 0.0, p)
    assert mobilisation.grievance(exposure, relief, 1.0, anger, 0.0, p) == pytest.approx(without)
    assert mobilisation.grievance(exposure, relief, 0.0, anger, 0.0, p) <= without
    assert mobilisation.grievance(exposure, 1.0, 0.0, anger, 0.0, p) == pytest.approx(anger)


@given(share, share, st.floats(-0.3, 0.3), anybody)
def test_trust_lessens_grievance_and_anger_adds_to_it(exposure, anger, trust, p):
    base = mobilisation.grievance(exposure, 0.0, 0.0, 0.0, 0.0, p)
    assert mobilisation.grievance(exposure, 0.0, 0.0, anger, trust, p) == pytest.approx(base + anger - trust)


def test_pressure_signs():
    base = mobilisation.pressure(0.2, 0.2, 0.2, 0.1, 0.1, P)
    assert mobilisation.pressure(0.3, 0.2, 0.2, 0.1, 0.1, P) > base
    assert mobilisation.pressure(0.2, 0.3, 0.2, 0.1, 0.1, P) > base
    assert mobilisation.pressure(0.2, 0.2, 0.3, 0.1, 0.1, P) > base
    assert mobilisation.pressure(0.2, 0.2, 0.2, 0.2, 0.1, P) < base
    assert mobilisation.pressure(0.2, 0.2, 0.2, 0.1, 0.2, P) < base


@given(share, share, share, anybody)
def test_a_crowd_moves_towards_its_target_and_stays_a_share(now, target, noise, p):
    after = mobilisation.next_mobilised(now, target, noise, p)
    assert 0.0 <= after <= 1.0 or p.kappa * (1 + p.jitter) > 1.0
    assert (after - now) * (target - now) >= 0.0


@given(share, share, anybody)
def test_weariness_fades_without_a_crowd(weary, mobilised, p):
    assert mobilisation.next_weariness(weary, 0.0, p) == pytest.approx(0.95 * weary)
    assert mobilisation.next_weariness(weary, mobilised, p) >= mobilisation.next_weariness(weary, 0.0, p)


@given(anybody)
def test_the_usual_share_is_where_nothing_moves(p):
    usual = usual_share(p)
    assert 0.0 <= usual <= 1.0
    again = mobilisation.joining_share((p.w_own + p.w_news) * usual, p.mu, p.sigma)
    assert again >= usual - 1e-12, "it comes from below"


# repression ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("force", "crowd", "ratio"), [(9, 10, 0), (10, 10, 1), (19, 10, 1), (20, 10, 2), (0, 5, 0)])
def test_the_ratio_of_force_to_crowd_is_rounded_down(force, crowd, ratio):
    assert repression.arrest_chance(force, crowd, 2.3) == pytest.approx(1.0 - exp(-2.3 * ratio))


def test_one_against_one_is_nearly_certain_and_a_larger_crowd_is_safe():
    assert repression.arrest_chance(100.0, 100.0, 2.3) == pytest.approx(0.9, abs=0.001)
    assert repression.arrest_chance(100.0, 101.0, 2.3) == 0.0


def test_without_a_crowd():
    assert repression.arrest_chance(10.0, 0.0, 2.3) == 1.0
    assert repression.arrest_chance(0.0, 0.0, 2.3) == 0.0


@given(share, share, anybody)
def test_fear_rises_with_vigour_and_fire(chance, vigour, p):
    calm = repression.deterrence(chance, vigour, 0.0, p)
    assert 0.0 <= calm <= p.deterrence
    assert repression.deterrence(chance, vigour, 1.0, p) >= calm
    assert repression.deterrence(0.0, vigour, 1.0, p) == 0.0


@given(anybody)
def test_police_hold_back_before_an_emergency(p):
    assert 0.0 <= repression.vigour(0.0, p) <= repression.vigour(1.0, p) == 1.0


# violence -----------------------------------------------------------------------------------------------------


@given(persons, persons)
def test_contact_is_a_share_and_symmetric(crowd, force):
    met = violence.contact(crowd, force)
    assert 0.0 <= met <= 1.0 + 1e-12
    assert met == pytest.approx(violence.contact(force, crowd), abs=1e-9)
    assert violence.contact(crowd, 0.0) == violence.contact(0.0, force) == 0.0


def test_contact_is_most_between_equals():
    assert violence.contact(700.0, 700.0) == 1.0
    assert violence.contact(700.0, 7000.0) < 0.5


@given(share, share, share, st.sampled_from([0.0, 1.0]), anybody)
def test_the_violent_share_stays_a_share_and_calms_by_itself(violent, met, vigour, firing, p):
    after = violence.next_violent(violent, met, vigour, firing, p)
    assert 0.0 <= after <= 1.0
    assert violence.next_violent(violent, 0.0, vigour, firing, p) <= violent
    assert violence.next_violent(violent, met, vigour, 1.0, p) >= violence.next_violent(violent, met, vigour, 0.0, p)


@given(persons, share, persons)
def test_organised_groups_count_for_more(crowd, violent, armed):
    strength = violence.violent_strength(crowd, violent, armed)
    assert strength >= violence.violent_strength(crowd, violent, 0.0)
    assert violence.violent_strength(0.0, violent, armed) == violence.ARMED_WEIGHT * armed


@given(persons, persons, anybody)
def test_deaths_need_violence_and_force(strength, force, p):
    mean = violence.expected_deaths(strength, force, 0.0, p)
    assert mean >= 0.0
    assert violence.expected_deaths(0.0, force, 1.0, p) == 0.0
    assert violence.expected_deaths(strength, 0.0, 1.0, p) == 0.0
    assert violence.expected_deaths(strength, force, 1.0, p) == pytest.approx(mean * p.fire_lethality)


@given(st.floats(0.0, 5.0), share, anybody)
def test_groups_wait_for_thin_police(ratio, draw, p):
    assert not violence.group_joins(min(ratio, 0.5), draw, p)
    assert violence.group_joins(ratio, draw, p) == (ratio > 0.5 and draw < p.group_readiness)


@given(persons, persons, persons)
def test_groups_melt_away_and_never_grow(armed, attack, defence):
    after = violence.next_armed(armed, attack, defence)
    assert 0.0 <= after <= armed


def test_groups_are_gone_only_before_force():
    assert violence.next_armed(100.0, 50.0, 0.0) == 100.0
    assert violence.next_armed(100.0, 0.0, 50.0) == 75.0


# sites --------------------------------------------------------------------------------------------------------


@given(persons, persons)
def test_what_one_side_wins_the_other_does_not(attack, defence):
    won = sites.success(attack, defence) + sites.success(defence, attack)
    assert won == pytest.approx(1.0) or attack * attack + defence * defence == 0.0


def test_numbers_count_squared():
    assert sites.success(200.0, 100.0) == pytest.approx(0.8)


@given(persons, persons, anybody)
def test_chances_of_a_site_are_probabilities_and_mirror_each_other(attack, defence, p):
    lost, retaken = sites.loss_chance(attack, defence, p), sites.retaking_chance(attack, defence, p)
    assert 0.0 <= lost < 1.0
    assert 0.0 <= retaken < 1.0
    assert sites.loss_chance(0.0, defence, p) == 0.0
    assert sites.retaking_chance(attack, 0.0, p) == 0.0
    if attack > 1e-3:
        assert sites.loss_chance(attack, attack, p) == pytest.approx(1.0 - exp(-p.site_loss)), "the rate, if even"


@given(share, share, st.floats(0.0, 20.0), st.floats(0.0, 1e4), anybody)
def test_loyalty_stays_a_share_and_falls_with_losses(loyalty, full, lost, deaths, p):
    after = sites.loyalty_after(loyalty, full, lost, deaths, p)
    assert 0.0 <= after <= 1.0
    assert sites.loyalty_after(loyalty, full, max(lost, 0.1), deaths, p) <= loyalty + 1e-15
    assert sites.loyalty_after(loyalty, full, lost + 1.0, deaths + 10.0, p) <= max(after, loyalty) + 1e-15


@given(share, anybody)
def test_loyalty_comes_back_when_all_is_quiet(loyalty, p):
    after = sites.loyalty_after(loyalty, p.loyalty, 0.0, 0.0, p)
    assert min(loyalty, p.loyalty) - 1e-12 <= after <= max(loyalty, p.loyalty) + 1e-12


# government ---------------------------------------------------------------------------------------------------


@given(share, persons, persons)
def test_threat(lost, crowd, checked):
    seen = government.threat(lost, crowd, checked)
    assert lost <= seen <= lost + 1.0
    assert government.threat(lost, 0.0, checked) == lost
    assert government.threat(lost, crowd, checked + 10.0) <= seen


@given(share, st.floats(0.0, 5.0), st.floats(0.0, 2.0))
def test_acts_need_an_urge(draw, rate, urge):
    assert not government.acts_now(draw, rate, 0.0)
    assert not government.acts_now(draw, rate, -1.0)
    if government.acts_now(draw, rate, urge):
        assert government.acts_now(draw, rate, urge + 0.5)


def test_a_rate_is_a_rate():
    assert government.acts_now(0.39, 1.0, 0.5)
    assert not government.acts_now(0.40, 1.0, 0.5), "1 - exp(-0.5) is 0.393"


@given(share, share, st.floats(-3, 3), anybody)
def test_help_is_worth_asking_for_and_freedom_worth_keeping(helped, cost, noise, p):
    worth = government.worth_asking(helped, cost, noise, p)
    assert government.worth_asking(helped + 0.1, cost, noise, p) > worth
    assert government.worth_asking(helped, cost + 0.1, noise, p) <= worth


@given(share, share, persons, persons)
def test_grip_is_a_share(loyalty, lost, checked, crowd):
    held = government.grip(loyalty, lost, checked, crowd)
    assert 0.0 <= held <= loyalty
    assert government.grip(loyalty, 1.0, checked, crowd) == 0.0
    assert government.grip(loyalty, lost, 0.0, crowd) == 0.0
    assert government.grip(loyalty, lost, checked, crowd + 10.0) <= held


@given(share, st.floats(0.0, 2.0), anybody)
def test_rulers_are_driven_out_only_under_threat_and_with_a_loose_grip(held, threat, p):
    assert government.loosening(max(held, p.loyalty_floor), threat, p) == 0.0
    assert government.loosening(held, 0.0, p) == 0.0
    driven = government.loosening(held, threat, p)
    assert 0.0 <= driven <= 8.0
    assert government.loosening(held * 0.5, threat, p) >= driven
    assert government.loosening(held, threat + 0.1, p) >= driven


# outside ------------------------------------------------------------------------------------------------------


@given(share, share)
def test_a_likelier_helper_helps_whenever_an_unlikelier_one_would(draw, chance):
    assert outside.sends_troops(draw, chance) <= outside.sends_troops(draw, min(1.0, chance + 0.1))
    assert not outside.sends_troops(draw, 0.0)


@given(st.floats(0.0, 480.0), anybody)
def test_a_decision_comes_before_the_arrival(lag, p):
    assert 0.0 <= outside.decision_steps(lag, p) <= lag


@given(persons, st.integers(0, 200), anybody)
def test_strength_builds_up_and_no_further(strength, since, p):
    present = outside.present_strength(strength, float(since), p)
    assert 0.0 <= present <= strength
    assert outside.present_strength(strength, float(since + 1), p) >= present
    assert outside.present_strength(strength, 24.0, p) == strength


@given(share, anybody)
def test_the_price_of_staying(cost, p):
    assert outside.autonomy_price(cost, False, p) == 0.0
    assert outside.autonomy_price(cost, True, p) * 120 == pytest.approx(cost * p.lingering)


@given(persons, persons, anybody)
def test_no_more_guards_are_freed_than_there_are(foreign, guard, p):
    freed = outside.relieved_guards(foreign, guard, p)
    assert 0.0 <= freed <= guard
    assert outside.relieved_guards(0.0, guard, p) == 0.0


@given(share, share, st.floats(-3.0, 3.0), anybody)
def test_mediation(draw, violent, trust, p):
    assert not outside.mediation_accepted(draw, 1.0, trust, p)
    assert not outside.mediation_accepted(draw, violent, -1.0, p)
    if outside.mediation_accepted(draw, violent, trust, p):
        assert outside.mediation_accepted(draw, 0.0, trust + 0.5, p)
        assert draw < 2.0 * p.mediation_chance


# start --------------------------------------------------------------------------------------------------------


@given(st.floats(0.0, 1e4), st.floats(0.0, 1e4), share)
def test_between_the_ends_or_another_number(low, width, draw):
    assert low <= between(low, low + width, draw, -5.0) <= low + width + 1e-9
    assert between(-1.0, -1.0, draw, 42.0) == 42.0
