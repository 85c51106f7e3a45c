"""What holds for every partner list, every organisation and every verdict, whatever the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import permutations
from typing import Any, get_args

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipoise.interval import Interval
from equipoise.measures.balance import balance
from equipoise.measures.clout import largest_block
from equipoise.measures.partners import partner_share
from equipoise.measures.turnover import turnover_share
from equipoise.scenarios.evidence import Finding
from equipoise.scenarios.verdicts import CriterionAnswer, Verdict, answer_of, combine

DAY = date(2024, 6, 1)
SLACK = 1e-6
fixture_is_a_plain_function = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@dataclass(frozen=True)
class CutList:
    """The true shares of all partners [%], of which only the largest are listed, rounded to a unit."""

    true: dict[str, float]
    listed: dict[str, float]
    unit: float

    def rows(self, flow: str) -> list[dict[str, Any]]:
        half = self.unit / 2
        return [
            {
                "iso3": "XXX",
                "partner": partner,
                "kind": f"{flow}_share",
                "year": 2023,
                "locator": "",
                "value": value,
                "low": value - half,
                "high": value + half,
                "flags": ["rounded", "top5"],
                "published": date(2024, 1, 15),
                "edition": "e",
                "source_ids": ["s"],
            }
            for partner, value in self.listed.items()
        ]


@st.composite
def cut_lists(draw: st.DrawFn) -> CutList:
    weights = draw(st.lists(st.floats(0.01, 1), min_size=2, max_size=12))
    ordered = sorted((100 * weight / sum(weights) for weight in weights), reverse=True)
    true = {f"P{place:02d}": share for place, share in enumerate(ordered)}
    unit = draw(st.sampled_from([0.1, 1.0]))
    kept = draw(st.integers(1, len(ordered)))
    listed = {partner: round(share / unit) * unit for partner, share in list(true.items())[:kept]}
    return CutList(true, listed, unit)


@given(cut=cut_lists(), data=st.data())
@fixture_is_a_plain_function
def test_the_true_share_of_a_bloc_lies_in_its_interval(make_world, cut, data):
    bloc = data.draw(st.lists(st.sampled_from(sorted(cut.true)), min_size=1, unique=True))
    world = make_world(ties=cut.rows("export"), as_of=DAY)
    found = partner_share(world, "XXX", "exports", bloc).interval
    true = sum(cut.true[partner] for partner in bloc)
    assert found.low - SLACK <= true <= found.high + SLACK
    assert (found.value is None) == bool(set(bloc) - set(cut.listed))


def test_a_listed_share_of_nothing_takes_nothing_from_a_bloc(make_world):
    cut = CutList({"P00": 99.7, "P01": 0.3}, {"P00": 90.0, "P01": 0.0}, unit=1.0)
    world = make_world(ties=cut.rows("export"), as_of=DAY)
    assert partner_share(world, "XXX", "exports", ["P00", "P01"]).interval.low == 89.5


@given(cut=cut_lists(), data=st.data())
@fixture_is_a_plain_function
def test_a_larger_bloc_has_no_smaller_a_share(make_world, cut, data):
    bloc = data.draw(st.lists(st.sampled_from(sorted(cut.true)), min_size=2, unique=True))
    world = make_world(ties=cut.rows("export"), as_of=DAY)
    whole, part = (partner_share(world, "XXX", "exports", group).interval for group in (bloc, bloc[1:]))
    assert whole.low >= part.low - SLACK
    assert whole.high >= part.high - SLACK


@given(sold=cut_lists(), bought=cut_lists(), totals=st.tuples(st.floats(1, 1e6), st.floats(1, 1e6)), data=st.data())
@fixture_is_a_plain_function
def test_the_true_share_of_turnover_lies_in_its_interval(make_world, sold, bought, totals, data):
    bloc = data.draw(st.lists(st.sampled_from(sorted({*sold.true, *bought.true})), min_size=1, unique=True))
    sizes = [
        {
            "iso3": "XXX",
            "name": name,
            "year": 2023,
            "value": value,
            "edition": "e",
            "published": date(2024, 1, 15),
            "source_ids": ["s"],
        }
        for name, value in zip(("exports", "imports"), totals, strict=True)
    ]
    window = {"unit": "USD", "additive": True, "coverage_from": 2000, "coverage_to": 2024}
    world = make_world(
        ties=[*sold.rows("export"), *bought.rows("import")],
        indicators=sizes,
        indicator_names=[{"name": name, **window} for name in ("exports", "imports")],
        as_of=DAY,
    )
    sums = [sum(flow.true.get(partner, 0.0) for partner in bloc) for flow in (sold, bought)]
    true = sum(share * size for share, size in zip(sums, totals, strict=True)) / sum(totals)
    found = turnover_share(world, "XXX", bloc).interval
    assert found.low - SLACK <= true <= found.high + SLACK


@given(st.sets(st.sampled_from("ABCDEF"), min_size=1), st.sets(st.tuples(*[st.sampled_from("ABCDEF")] * 2)))
def test_a_block_is_at_most_the_group_and_at_least_its_largest_state(group, borders):
    sizes = {state: float(2**place) for place, state in enumerate("ABCDEF")}
    neighbours = {
        state: {b for a, b in borders if a == state} | {a for a, b in borders if b == state} for state in sizes
    }
    found = largest_block(group, neighbours, sizes)
    assert max(sizes[state] for state in group) <= found <= sum(sizes[state] for state in group)
    joined = {state: set(sizes) for state in sizes}
    assert largest_block(group, joined, sizes) == sum(sizes[state] for state in group)


CRITERIA = st.lists(
    st.tuples(st.booleans(), st.sampled_from(get_args(CriterionAnswer)), st.sampled_from(["models/x", "models/y"])).map(
        lambda drawn: (drawn[0], drawn[1], drawn[2] if drawn[1] == "waits" else None)
    ),
    max_size=4,
)


@given(CRITERIA)
def test_the_order_of_criteria_does_not_matter(criteria):
    assert len({combine(order)[0] for order in permutations(criteria)}) == 1


@given(CRITERIA)
def test_a_verdict_says_what_its_criteria_say(criteria):
    verdict, reason = combine(criteria)
    answers = [answer for _, answer, _ in criteria]
    decisive = any(answer == "waits" and is_decisive for is_decisive, answer, _ in criteria)
    told = {answer for answer in answers if answer in ("holds", "fails")}
    assert verdict in get_args(Verdict)
    assert (verdict == "not testable yet") == (decisive or not told)
    assert (verdict == "supported") == (bool(answers) and set(answers) == {"holds"})
    assert (verdict == "not supported") == (not decisive and told == {"fails"})
    assert f"of {len(answers)} criteria hold" in reason


@given(CRITERIA, st.sampled_from(["holds", "fails"]))
def test_an_answer_more_never_turns_the_verdict_around(criteria, answer):
    before, after = combine(criteria)[0], combine([*criteria, (False, answer, None)])[0]
    assert (before, after) not in {("supported", "not supported"), ("not supported", "supported")}
    if before == "supported":
        assert after == ("supported" if answer == "holds" else "mixed")


@given(st.floats(-100, 100), st.floats(0, 50), st.floats(-100, 100))
def test_an_answer_is_given_only_where_the_whole_interval_agrees(low, width, threshold):
    finding = Finding.of(Interval(low, low + width), "u")
    ends = [Finding.of(Interval.point(end), "u") for end in (low, low + width)]
    for sides in ({"above": threshold, "below": None}, {"above": None, "below": threshold}):
        told = answer_of(finding, **sides)
        of_ends = {answer_of(end, **sides) for end in ends}
        assert told == (of_ends.pop() if len(of_ends) == 1 else "open")


@pytest.mark.parametrize("layer", ["exports", "imports", "turnover", "arms"])
def test_shares_of_the_real_world_are_shares(world, layer):
    for iso3 in ("KAZ", "BLR", "TKM", "DEU", "MNG", "UZB", "TUV", "PRK"):
        rows = balance(world, iso3, ["RUS", "CHN", "EU", "EAEU", "CSTO", "OTS"], [layer])
        known = rows.filter(pl.col("low").is_not_null())
        assert known["low"].min() is None or known["low"].min() >= 0, iso3
        assert known["high"].max() is None or known["high"].max() <= 100, iso3
