from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from equipoise.errors import DataError, InputError, UnknownNameError
from equipoise.measures.decision_rules import CODED_RULES, RULES, DecisionRule, decision_rule, security_council
from equipoise.measures.shapley import shapley_values
from equipoise.measures.voting_power import banzhaf, shapley_shubik
from equipoise.world.world import World

_SIX = {"DEU": 4, "FRA": 4, "ITA": 4, "BEL": 2, "NLD": 2, "LUX": 1}
_EEC = decision_rule("qualified_majority", list(_SIX), share=Fraction(12, 17), weights=_SIX)
_COUNCIL = security_council([f"P{i}" for i in range(5)], [f"E{i}" for i in range(10)])


@st.composite
def _rules(draw: st.DrawFn) -> DecisionRule:
    weights = draw(st.lists(st.integers(0, 9), min_size=1, max_size=7))
    members = tuple("ABCDEFG"[: len(weights)])
    vetoes = frozenset(draw(st.sets(st.sampled_from(members))))
    assume(sum(weights) > 0 or vetoes)
    quota = draw(st.integers(0 if vetoes else 1, sum(weights)))
    return DecisionRule("drawn", members, tuple(weights), quota, vetoes)


def _swings(rule: DecisionRule) -> dict[str, int]:
    """Count, by trying all votes, how often each member turns the outcome."""
    votes = np.array(list(product([False, True], repeat=len(rule.members))))
    turned = {}
    for place, member in enumerate(rule.members):
        without = votes[~votes[:, place]]
        joined = without.copy()
        joined[:, place] = True
        turned[member] = int((rule.passes_array(joined) & ~rule.passes_array(without)).sum())
    return turned


def test_the_six_of_1958() -> None:
    """Votes 4, 4, 4, 2, 2, 1, quota 12: 14/60, 9/60 and 0 of the orders; 5, 3 and 0 of 21 swings."""
    assert _EEC.quota == 12
    assert shapley_shubik(_EEC) == dict(zip(_SIX, (14 / 60,) * 3 + (9 / 60,) * 2 + (0.0,), strict=True))
    assert banzhaf(_EEC) == dict(zip(_SIX, (5 / 21,) * 3 + (3 / 21,) * 2 + (0.0,), strict=True))
    assert banzhaf(_EEC, normalised=False)["DEU"] == 10 / 32


def test_the_security_council() -> None:
    """An elected member turns the vote as ninth, after the five and 3 of 9 others: C(9,3) 8! 6! / 15! = 4/2145."""
    found = shapley_shubik(_COUNCIL)
    assert found["E0"] == 4 / 2145 == pytest.approx(0.001865, abs=5e-7)
    assert found["P0"] == 421 / 2145 == pytest.approx(0.19627, abs=5e-6)
    swings = _swings(_COUNCIL)
    assert (swings["P0"], swings["E0"]) == (848, 84)
    assert banzhaf(_COUNCIL)["P0"] == 848 / (5 * 848 + 10 * 84)


def test_vetoes_and_the_weights_that_stand_for_them_are_one_game() -> None:
    weights = {member: 7 if member in _COUNCIL.vetoes else 1 for member in _COUNCIL.members}
    by_weight = decision_rule("qualified_majority", _COUNCIL.members, share=Fraction(39, 45), weights=weights)
    assert shapley_shubik(by_weight) == shapley_shubik(_COUNCIL)
    assert banzhaf(by_weight, normalised=False) == banzhaf(_COUNCIL, normalised=False)


@given(_rules())
def test_the_count_agrees_with_trying_every_coalition(rule: DecisionRule) -> None:
    by_definition = shapley_values(rule.members, lambda who: float(rule.passes({m: m in who for m in rule.members})))
    assert shapley_shubik(rule) == pytest.approx(by_definition, abs=1e-12)
    swings = _swings(rule)
    total = sum(swings.values())
    assert banzhaf(rule) == {member: count / total for member, count in swings.items()}
    assert banzhaf(rule, normalised=False) == pytest.approx(
        {member: count / 2 ** (len(rule.members) - 1) for member, count in swings.items()}, abs=0
    )


@given(_rules())
def test_the_indices_sum_to_one_and_equal_weights_have_equal_power(rule: DecisionRule) -> None:
    for power in (shapley_shubik(rule), banzhaf(rule)):
        assert sum(power.values()) == pytest.approx(1)
        by_kind = {}
        for member, weight in zip(rule.members, rule.weights, strict=True):
            by_kind.setdefault((weight, member in rule.vetoes), set()).add(power[member])
        assert all(len(values) == 1 for values in by_kind.values())


def test_two_hundred_voters_are_counted_exactly() -> None:
    """193 equal members share the power equally, under any quota."""
    found = shapley_shubik(decision_rule("qualified_majority", [f"M{i}" for i in range(193)], share=2 / 3))
    assert set(found.values()) == {1 / 193}


def test_weights_beyond_an_exact_count_are_refused() -> None:
    members = [f"M{i}" for i in range(20)]
    rule = decision_rule("simple_majority", members, weights={m: 10**6 + i for i, m in enumerate(members)})
    with pytest.raises(InputError, match="scale down the weights"):
        banzhaf(rule)


def test_rules_of_decision() -> None:
    three = ["A", "B", "C"]
    votes = {"A": True, "B": True, "C": False}
    assert not decision_rule("consensus", three).passes(votes)
    assert decision_rule("simple_majority", three).passes(votes)
    assert decision_rule("qualified_majority", three, share=2 / 3).passes(votes)
    assert not decision_rule("qualified_majority", three, share=0.67).passes(votes)
    assert not decision_rule("simple_majority", three, vetoes=["C"]).passes(votes)
    assert not decision_rule("lead_state", three, lead="C").passes(votes)
    assert decision_rule("lead_state", three, lead="A").passes({"A": True, "B": False, "C": False})
    assert decision_rule("each_for_itself", three).passes({"A": False, "B": True, "C": False})
    assert not decision_rule("simple_majority", ["A", "B"]).passes({"A": True, "B": False})


def test_a_share_means_the_fraction_that_was_meant() -> None:
    """3/5 of ten votes is six, though the float 0.6 lies below or above the fraction."""
    for top in range(2, 20):
        for part in range(1, top + 1):
            members = [str(i) for i in range(top)]
            assert decision_rule("qualified_majority", members, share=part / top).quota == part


def test_power_follows_the_rule() -> None:
    three = ["A", "B", "C"]
    assert shapley_shubik(decision_rule("consensus", three)) == dict.fromkeys(three, 1 / 3)
    assert shapley_shubik(decision_rule("lead_state", three, lead="B")) == {"A": 0.0, "B": 1.0, "C": 0.0}
    assert banzhaf(decision_rule("each_for_itself", three), normalised=False) == dict.fromkeys(three, 1 / 4)


@given(_rules(), st.integers(0, 2**32))
def test_many_draws_are_decided_as_one_by_one(rule: DecisionRule, seed: int) -> None:
    votes = np.random.default_rng(seed).random((5, len(rule.members))) < 0.5
    singly = [rule.passes(dict(zip(rule.members, map(bool, draw), strict=True))) for draw in votes]
    assert rule.passes_array(votes).tolist() == singly


@given(_rules())
def test_another_yes_never_undoes_a_decision(rule: DecisionRule) -> None:
    votes = np.array(list(product([False, True], repeat=len(rule.members))))
    for place in range(len(rule.members)):
        joined = votes.copy()
        joined[:, place] = True
        assert (rule.passes_array(joined) >= rule.passes_array(votes)).all()


def test_a_missing_or_foreign_vote_is_refused() -> None:
    rule = decision_rule("consensus", ["KAZ", "KGZ"])
    with pytest.raises(InputError, match="no vote given for KGZ"):
        rule.passes({"KAZ": True})
    with pytest.raises(UnknownNameError, match="unknown member 'KAS'; did you mean KAZ"):
        rule.passes({"KAS": True, "KGZ": True})
    with pytest.raises(InputError, match=r"shape \(..., 2\) wanted"):
        rule.passes_array(np.ones((4, 3), dtype=bool))
    with pytest.raises(InputError, match="float64"):
        rule.passes_array(np.ones((4, 2)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "given", "told"),
    [
        ("qualified_majority", {}, "share of votes needed"),
        ("qualified_majority", {"share": 1.2}, "out of range"),
        ("consensus", {"share": 0.5}, "takes no share"),
        ("lead_state", {}, "lead state needed"),
        ("simple_majority", {"lead": "A"}, "takes no lead state"),
        ("consensus", {"vetoes": ["A"]}, "neither weights nor vetoes"),
        ("simple_majority", {"weights": {"A": 1}}, "no weight given for B"),
        ("simple_majority", {"weights": {"A": 1, "B": 0.5}}, "no whole number"),
        ("simple_majority", {"weights": {"A": 1, "B": -1}}, "negative"),
        ("simple_majority", {"weights": {"A": 0, "B": 0}}, "beyond all votes"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(kind: str, given: dict, told: str) -> None:
    with pytest.raises(InputError, match=told):
        decision_rule(kind, ["A", "B"], **given)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="unknown decision rule 'concensus'; did you mean consensus"):
        decision_rule("concensus", ["A"])
    with pytest.raises(UnknownNameError, match="unknown lead state 'B'"):
        decision_rule("lead_state", ["A"], lead="B")
    with pytest.raises(UnknownNameError, match="unknown veto holder 'B'"):
        decision_rule("simple_majority", ["A"], vetoes=["B"])
    with pytest.raises(DataError, match="named once"):
        decision_rule("consensus", ["A", "A"])
    with pytest.raises(InputError, match="at least one member"):
        decision_rule("consensus", [])


def test_every_rule_coded_in_the_tables_has_an_object(world: World) -> None:
    coded = {*world.instruments["decision_rule"].drop_nulls(), *world.calls["decision_rule"].drop_nulls()}
    assert coded - {"none"} <= set(CODED_RULES)
    assert set(CODED_RULES.values()) <= set(RULES)
