"""Procedures, roles, parameters, hypothetical clauses and the ranking of everyone who could be called."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
from calls_samples import DAY, sample_world

from equipoise.errors import InputError, UnknownNameError
from equipoise.models.calls import (
    advantage,
    answer_call,
    procedure,
    rank_callable,
    with_clause,
    with_instrument,
    worth_of_clause,
)
from equipoise.models.calls.hypothetical import parse_clause
from equipoise.models.calls.priors import logit, priors
from equipoise.models.calls.ranking import callable_by
from equipoise.models.calls.roles import adjoin, former_rulers, neighbours, past_role, state_role

APPEAL = date(2022, 1, 5)


@pytest.fixture(scope="module")
def small():
    return sample_world()


def test_intercept_prior_is_the_table_of_published_rates(world):
    logits = [logit(value / 100) for value in world.base_rates["value"]]
    assert priors().intercept.mean == pytest.approx(np.mean(logits), abs=0.01)
    assert priors().intercept.sd == pytest.approx(np.std(logits, ddof=1), abs=0.01)


def test_priors_lean_as_theory_says_and_leave_either_sign_open():
    for name, prior in priors().terms.items():
        assert prior.sd >= abs(prior.mean), f"{name}: the other sign keeps a sixth of the mass"


def test_land_borders_are_those_of_the_table_of_ties(world):
    states = set(world.states.filter(pl.col("kind") == "state")["iso3"])
    ties = world.ties.filter(pl.col("kind") == "border_length").select("iso3", "partner").iter_rows()
    pairs = {frozenset(pair) for pair in ties if set(pair) <= states}
    assert pairs
    assert all(adjoin(*pair) for pair in pairs)
    assert sum(len(neighbours(iso3)) for iso3 in states) == 2 * len(pairs)


def test_former_rulers_are_states_and_never_their_own(world):
    states = set(world.states["iso3"])
    assert all(state in states and ruler in states and state != ruler for state, ruler in former_rulers())
    assert (("TCD", "FRA") in former_rulers(), ("FRA", "TCD") in former_rulers()) == (True, False)


@pytest.mark.parametrize(("asker", "addressee", "role"), [
    ("TCD", "FRA", "former_ruler"),
    ("KAZ", "RUS", "former_ruler"),
    ("KAZ", "CHN", "great_power"),
    ("KAZ", "TUR", "other_state"),
    (None, "USA", "great_power"),
])  # fmt: skip
def test_roles_of_states(asker, addressee, role):
    assert state_role(asker, addressee) == role
    assert past_role(asker, addressee, "regional_state") == role
    assert past_role(asker, addressee, "IO") == "organisation"


def test_single_state_that_led_others_is_no_coalition():
    assert past_role("MOZ", "RWA", "coalition") == "other_state"
    assert past_role("MOZ", None, "coalition") == "coalition"


def test_framing_opens_a_second_door_and_closes_none(small):
    plain, framed = (procedure(small, "AAA", "GUARD", "internal", DAY, how) for how in ("as is", "external"))
    assert plain.covers == framed.covers == "yes"
    assert framed.clause_for == "internal"
    shut = procedure(small, "AAA", "TALK", "internal", DAY, "external")
    assert shut.covers == "no"


def test_framing_brings_in_a_clause_on_attack(eve):
    as_is, framed = (answer_call(eve, "KAZ", "RUS", "internal", APPEAL, framing=how) for how in ("as is", "external"))
    assert (as_is.mandate_class, framed.mandate_class) == ("ambiguous", "yes")
    assert framed.procedure.clause_for == "external"
    assert framed.trigger == "internal"


def test_unknown_framing_is_named(small):
    with pytest.raises(InputError, match="did you mean 'external'"):
        procedure(small, "AAA", "GUARD", "internal", DAY, "externl")


def test_procedure_of_the_collective_security_treaty(eve):
    found = procedure(eve, "KAZ", "CSTO", "internal", APPEAL)
    assert found.may_invoke
    assert found.rule.name == "consensus"
    assert found.deciders == ("ARM", "BLR", "KGZ", "RUS", "TJK")
    assert found.force is not None
    assert found.distance.low < 1500 < found.distance.high
    assert any("consensus" in step for step in found.steps)


def test_who_is_no_member_has_nothing_to_invoke(small):
    found = procedure(small, "CCC", "SHIELD", "external", DAY)
    assert not found.may_invoke
    assert "no standing" in found.steps[-1]


def test_rule_that_is_not_recorded_is_assumed_and_flagged(small):
    found = procedure(small, "AAA", "GUARD", "internal", DAY)
    assert "rule_assumed" in found.flags
    assert found.rule.name == "consensus"


def test_members_of_the_body_add_up(eve):
    forecast = answer_call(eve, "KAZ", "CSTO", "internal", APPEAL)
    assert forecast.members[0].iso3 == "RUS"
    assert all(0 <= member.sends <= forecast.probability.value + 1e-6 for member in forecast.members)
    assert sum(member.expected_part for member in forecast.members) == pytest.approx(1)
    answers = forecast.answers
    points = [getattr(answers, name).value for name in ("troops", "nontroop", "reserve", "refused")]
    assert sum(points) == pytest.approx(1)


def test_every_probability_is_one_and_every_curve_rises(eve):
    for forecast in rank_callable(eve, "KAZ", "internal", APPEAL):
        for interval in (forecast.probability, forecast.panel_probability, *forecast.curve):
            assert 0 <= interval.low <= interval.high <= 1
        highs = [interval.high for interval in forecast.curve]
        assert highs == sorted(highs)
        assert forecast.p_within_3_days.high <= forecast.p_within_30_days.high <= forecast.probability.high + 1e-9
        assert forecast.force[0] < forecast.force[1] < forecast.force[2]


def test_ranking_puts_those_who_count_first_and_bodies_without_means_last(eve):
    order = [forecast.addressee for forecast in rank_callable(eve, "KAZ", "internal", APPEAL)]
    assert order[0] == "RUS"
    assert order.index("CSTO") < 6
    assert order.index("OTS") >= len(order) - 3
    assert len(order) == len(set(order))
    assert "KAZ" not in order


def test_small_neighbour_is_outside_support(eve):
    by_name = {forecast.addressee: forecast for forecast in rank_callable(eve, "KAZ", "internal", APPEAL)}
    assert not by_name["KGZ"].in_support
    assert by_name["TUR"].in_support
    assert "as small beside the asker" in by_name["KGZ"].support_reason


def test_ranking_is_the_same_as_asking_one_by_one(eve):
    for forecast in rank_callable(eve, "KAZ", "internal", APPEAL)[:4]:
        assert answer_call(eve, "KAZ", forecast.addressee, "internal", APPEAL).probability == forecast.probability


def test_who_could_be_called(eve):
    found = callable_by(eve, "KAZ", APPEAL)
    assert {"CSTO", "OTS", "RUS", "CHN", "TUR", "USA", "UZB"} <= set(found)
    assert "NATO" not in found


def test_unknown_state_cannot_be_ranked(eve):
    with pytest.raises(UnknownNameError):
        rank_callable(eve, "ZZZ", "internal", APPEAL)


def test_hypothetical_clause_changes_that_organisation_alone(eve):
    other = with_instrument(eve, "OTS", "cst_art4", APPEAL)
    assert eve.instruments.height + 1 == other.instruments.height
    for name in ("CSTO", "RUS", "TUR", "SCO"):
        before, after = (answer_call(tables, "KAZ", name, "internal", APPEAL) for tables in (eve, other))
        assert before.draws == after.draws
        assert before.members == after.members
    changed = answer_call(other, "KAZ", "OTS", "internal", APPEAL)
    assert changed.mandate_class == "ambiguous"
    assert "hypothetical" in changed.flags
    assert changed.procedure.force is None, "a clause brings no soldiers"
    assert changed.in_support


def test_worth_of_a_clause_is_taken_draw_by_draw(eve):
    worth = worth_of_clause(eve, "KAZ", "Organization of Turkic States", "csto_pko", "internal", APPEAL)
    assert worth.gain.value > 0
    apart = worth.after.class_rate.interval().width + worth.before.class_rate.interval().width
    assert worth.gain.width < apart
    assert worth.from_nothing.value > worth.gain.value
    assert not worth.before.in_support
    assert worth.after.in_support


def test_plain_clause_is_worth_more_than_an_ambiguous_one(eve):
    plain, ambiguous = (
        worth_of_clause(eve, "KAZ", "OTS", like, "internal", APPEAL) for like in ("csto_pko", "cst_art4")
    )
    assert plain.gain.value > ambiguous.gain.value


def test_clause_from_text(eve):
    assert parse_clause(" clause:OTS=cst_art4 ") == ("OTS", "cst_art4")
    assert with_clause(eve, "clause:OTS=cst_art4", APPEAL).instruments.height == eve.instruments.height + 1
    with pytest.raises(InputError, match="clause:ORGANISATION=INSTRUMENT"):
        parse_clause("OTS=cst_art4")
    with pytest.raises(UnknownNameError, match="cst_art4"):
        with_instrument(eve, "OTS", "cst_art44", APPEAL)
    with pytest.raises(UnknownNameError, match="OTS"):
        with_instrument(eve, "OTSS", "cst_art4", APPEAL)


def test_no_worth_in_a_disaster(eve):
    with pytest.raises(InputError, match="disasters"):
        worth_of_clause(eve, "KAZ", "OTS", "cst_art4", "disaster", APPEAL)


def test_advantage_of_an_addressee_over_itself_is_nothing(eve):
    forecast = answer_call(eve, "KAZ", "CSTO", "internal", APPEAL)
    assert advantage(forecast, forecast).width == 0


def test_advantage_over_a_body_outside_support_has_no_point(eve):
    csto, ots = (answer_call(eve, "KAZ", body, "internal", APPEAL) for body in ("CSTO", "OTS"))
    gap, turned = advantage(csto, ots), advantage(ots, csto)
    assert gap.value is None
    assert (gap.low, gap.high) == pytest.approx((-turned.high, -turned.low))
    assert gap.high == pytest.approx(csto.probability.high, abs=1e-9)
