"""Evidence: every query by hand on a small world or on a known number, and every wrong question refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from equipoise.errors import DataError, InputError, UnknownNameError
from equipoise.interval import Interval
from equipoise.scenarios import Worlds, load_claims
from equipoise.scenarios.evidence import forecasts, gather, organisations, position, queries

DAY = date(2024, 6, 1)
CASE = "kazakhstan-2022"
TESTED_HERE = {
    *("power_share", "least_share", "largest_share", "share_ratio", "partners_number", "indicator_percentile"),
    *("member_share", "member_rank", "promise", "strongest_duty", "standing_force", "deployable_force"),
    *("institutional_pace", "acts_count", "bound_members", "bound_state", "call_probability", "call_advantage"),
    *("fact", "fact_ratio", "event_value", "event_ratio", "event_gap", "reaction_day", "reaction_rank"),
    *("offers_of_force", "genuine_calls"),
}
TESTED_WITH_STUDIES = {
    *("antecedent_effect", "antecedent_change", "counterfactual_share", "antecedents_that_matter"),
}
"""In test_evidence_crisis.py."""


def test_every_query_is_used_by_a_claim_or_tested_here():
    asked = {criterion.evidence for claim in load_claims(CASE) for criterion in claim.criteria}
    assert set(queries()) <= asked | TESTED_HERE | TESTED_WITH_STUDIES
    assert set(queries()) >= TESTED_HERE


@pytest.fixture(scope="module")
def worlds():
    return Worlds()


# --- asking -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "args", "error", "message"), [
    ("power_shares", {}, UnknownNameError, "unknown evidence 'power_shares'; did you mean power_share"),
    ("power_share", {"state": "KAZ"}, DataError,
     "evidence power_share: missing a required argument: 'power' (arguments: state, power, layer)"),
    ("power_share", {"state": "KAZ", "power": "RUS", "later": 1}, DataError,
     "evidence power_share: got an unexpected keyword argument 'later'"),
    ("power_share", {"state": "KAZ", "power": "RUS", "layer": "export"}, UnknownNameError, "unknown layer 'export'"),
    ("power_share", {"state": "KAZ", "power": 5}, DataError,
     "evidence power_share: argument power: Input should be a valid string (given: 5)"),
    ("least_share", {"state": "KAZ", "powers": "RUS"}, DataError, "evidence least_share: argument powers:"),
    ("partners_number", {"state": "KAZ", "flow": "export"}, DataError,
     "evidence partners_number: argument flow: Input should be 'exports' or 'imports' (given: 'export')"),
    ("promise", {"organisation": "OTS", "trigger": "internall"}, DataError, "evidence promise: argument trigger:"),
    ("promise", {"organisation": ["OTS"], "trigger": "internal"}, DataError, "evidence promise: argument organisation"),
    ("promise", {"organisation": "OTSS", "trigger": "internal"}, UnknownNameError, "unknown organisation 'OTSS'"),
    ("promise", {"organisation": "OTS", "trigger": "internal", "as_of": "2009-01-01"}, UnknownNameError,
     "unknown organisation 'OTS'"),
    ("promise", {"organisation": "OTS", "trigger": "internal", "as_of": "soon"}, InputError, "'soon' is not a date"),
    ("promise", {"organisation": "OTS", "trigger": "internal", "as_of": 5}, DataError, "evidence promise: as_of 5 is"),
    ("member_rank", {"organisation": "OTS", "state": "KAZ", "indicator": "area", "game": "blok"}, DataError,
     "evidence member_rank: argument game:"),
    ("bound_state", {"state": "AZE", "lead": "TUR", "trigger": "inner"}, DataError, "evidence bound_state: argument"),
    ("fact", {"state": "KAZ", "match": "oil"}, DataError, "evidence fact: argument match:"),
    ("fact", {"state": "KAZ", "match": {"period": 2022}}, DataError, "evidence fact: argument match.period:"),
    ("fact", {"state": "KAZ", "match": {"topics": "oil"}}, UnknownNameError, "unknown column of facts 'topics'; did"),
    ("fact", {"state": "KAZ", "match": {"topic": "oil"}}, DataError, "facts about KAZ match"),
    ("acts_count", {"organisation": "OTS", "table": "ties", "start": "2020-01-01", "until": "2022-01-01"},
     UnknownNameError, "unknown table of acts 'ties'"),
    ("institutional_pace",
     {"organisation": "OTS", "founded": "2010-01-01", "split": "2022-01-01", "until": "2020-01-01"},
     InputError, "are not in order"),
    ("institutional_pace",
     {"organisation": "OTS", "founded": "2010-01-01", "split": "2010-01-01", "until": "2020-01-01"},
     InputError, "are not in order"),
    ("event_gap", {"case": CASE, "start": "e22", "end": "e99"}, UnknownNameError, "unknown event 'e99'"),
    ("event_gap", {"case": CASE, "start": "e40", "end": "e22"}, DataError, "event 'e22'"),
    ("reaction_rank", {"case": CASE, "actor": "Turkye"}, UnknownNameError, "unknown actor 'Turkye'; did you mean Turk"),
    ("genuine_calls", {"episode": "KAZ2023", "addressee": "OTS"}, UnknownNameError, "unknown episode 'KAZ2023'; did"),
    ("genuine_calls", {"episode": "KAZ2022", "addressee": "OTSS"}, UnknownNameError, "unknown addressee 'OTSS'"),
    ("call_probability", {"state": "KAZ", "to": "CSTO", "day": "soon"}, InputError, "'soon' is not a date"),
])  # fmt: skip
def test_a_wrong_question_is_refused_in_one_line(worlds, name, args, error, message):
    with pytest.raises(error) as caught:
        gather(worlds, name, args, None)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_day_of_the_claim_is_the_day_of_the_world_unless_the_arguments_say_otherwise(worlds):
    args = {"state": "KAZ", "power": "RUS"}
    eve = date(2022, 1, 5)
    assert gather(worlds, "power_share", args, eve).year == 2014
    assert gather(worlds, "power_share", args, None).year == 2023
    assert gather(worlds, "power_share", args | {"as_of": "latest"}, eve).year == 2023
    assert gather(worlds, "power_share", args | {"as_of": "2022-01-05"}, None).year == 2014


def test_a_world_is_loaded_once_for_a_day():
    held = Worlds()
    assert held.on(None) is held.on(None)
    assert held.on(date(2022, 1, 5)) is held.on(date(2022, 1, 5))


# --- where a state stands ---------------------------------------------------------------------------------------------


def share(kind: str, partner: str, value: float, iso3: str = "XXX", **rest: Any) -> dict[str, Any]:
    row = {"iso3": iso3, "partner": partner, "kind": kind, "year": 2023, "value": value, "locator": ""}
    row |= {"low": value - 0.5, "high": value + 0.5, "published": date(2024, 1, 15), "edition": "e"}
    return row | {"source_ids": ["book"], "flags": ["rounded", "top5"]} | rest


def size(iso3: str, name: str, value: float) -> dict[str, Any]:
    row = {"iso3": iso3, "name": name, "year": 2023, "value": value, "published": date(2024, 1, 15), "edition": "e"}
    return row | {"source_ids": [f"size_{name}"], "flags": []}


STATES = [
    {"iso3": code, "name": f"State {code}", "kind": "state", "un_member": True, "source_ids": ["s"]}
    for code in ("XXX", "AAA", "BBB", "CCC", "DDD", "EEE", "FFF")
]
NAMES = [
    {"name": name, "unit": "u", "additive": True, "coverage_from": 2000, "coverage_to": 2024, "description": name}
    for name in ("area", "gdp", "active_forces")
]
BODY = {"org_id": "CLUB", "name": "The Club", "kind": "regional", "founded": date(2000, 1, 1), "source_ids": ["s"]}


def member(iso3: str, **rest: Any) -> dict[str, Any]:
    row = {"org_id": "CLUB", "iso3": iso3, "status": "member", "from": date(2001, 1, 1), "source_ids": ["m"]}
    return row | rest


@pytest.fixture
def small(make_world):
    """XXX sells 40 to AAA and 20 to BBB, so that at most 20.5 can go to anyone else."""
    return make_world(
        states=STATES,
        ties=[share("export_share", "AAA", 40.0), share("export_share", "BBB", 20.0)],
        organisations=[BODY],
        memberships=[member("AAA"), member("BBB"), member("CCC")],
        indicators=[size("AAA", "area", 60.0), size("BBB", "area", 20.0)],
        indicator_names=NAMES,
        as_of=DAY,
    )


def test_one_power_and_the_ratio_of_two(small):
    assert position.power_share(small, "XXX", "AAA", "exports").interval == Interval(39.5, 40.5, 40.0)
    ratio = position.share_ratio(small, "XXX", "AAA", "BBB", "exports").interval
    assert (ratio.low, ratio.value, ratio.high) == pytest.approx((39.5 / 20.5, 2.0, 40.5 / 19.5))
    assert position.share_ratio(small, "XXX", "AAA", "CCC", "exports").interval is None, "CCC may have none"
    assert position.share_ratio(small, "XXX", "AAA", "XXX", "exports").interval is None


def test_the_least_and_the_largest_of_some_powers(small):
    least = position.least_share(small, "XXX", ["AAA", "BBB", "CCC"], "exports")
    assert least.interval == Interval(0.0, 20.5)
    largest = position.largest_share(small, "XXX", ["AAA", "BBB", "CCC"], "exports")
    assert largest.interval == Interval(39.5, 40.5)
    assert position.largest_share(small, "XXX", ["AAA", "XXX"], "exports").interval == Interval(39.5, 40.5)


def test_a_power_without_data_may_be_the_largest_or_the_least(make_world):
    ties = [share("forces_present", "AAA", 500.0), share("arms_supplier_named", "BBB", 1.0)]
    world = make_world(states=STATES, ties=ties, as_of=DAY)
    assert position.largest_share(world, "XXX", ["AAA", "BBB"], "forces").interval == Interval(499.5, float("inf"))
    assert position.least_share(world, "XXX", ["AAA", "BBB"], "forces").interval is None
    assert position.largest_share(world, "XXX", ["AAA", "BBB"], "exports").interval is None
    only_self = position.least_share(world, "XXX", ["XXX"], "forces")
    assert only_self.interval is None


def test_effective_partners_keep_the_marks_of_the_list(small):
    found = position.partners_number(small, "XXX", "exports")
    assert found.interval.low < found.interval.high
    assert {"derived", "top5"} <= set(found.flags)
    assert len(found.observation_ids) == 2
    assert position.partners_number(small, "XXX", "imports").interval is None


def test_a_percentile_is_the_part_of_the_others_exceeded(make_world):
    """Stock relative to output: 2, 1, 0.5 and, without output, none. XXX exceeds both others with data."""
    sizes = [("XXX", 20.0, 10.0), ("AAA", 10.0, 10.0), ("BBB", 5.0, 10.0)]
    rows = [size(iso3, name, value) for iso3, *pair in sizes for name, value in zip(("area", "gdp"), pair, strict=True)]
    world = make_world(states=STATES, indicators=[*rows, size("CCC", "area", 99.0)], indicator_names=NAMES, as_of=DAY)
    found = position.indicator_percentile(world, "XXX", "area", "gdp")
    assert found.interval == Interval.point(100.0)
    assert found.source_ids == ("size_area", "size_gdp")
    assert len(found.observation_ids) == 2
    assert position.indicator_percentile(world, "AAA", "area", "gdp").interval == Interval.point(50.0)
    assert position.indicator_percentile(world, "AAA", "area").interval == Interval.point(100 / 3)
    assert position.indicator_percentile(world, "CCC", "area", "gdp").interval is None
    alone = make_world(states=STATES, indicators=[size("XXX", "area", 1.0)], indicator_names=NAMES, as_of=DAY)
    assert position.indicator_percentile(alone, "XXX", "area").interval is None


# --- organisations ----------------------------------------------------------------------------------------------------


def test_a_share_of_members_is_an_upper_end_while_members_are_missing(small, make_world):
    assert organisations.member_share(small, "CLUB", "AAA", "area").interval == Interval(0.0, 75.0)
    assert organisations.member_rank(small, "CLUB", "BBB", "area").interval == Interval(2.0, 3.0)
    whole = make_world(
        states=STATES,
        organisations=[BODY],
        memberships=[member("AAA"), member("BBB")],
        indicators=[size("AAA", "area", 60.0), size("BBB", "area", 20.0)],
        indicator_names=NAMES,
        as_of=DAY,
    )
    assert organisations.member_share(whole, "CLUB", "AAA", "area").interval == Interval.point(75.0)
    assert organisations.member_rank(whole, "CLUB", "BBB", "area").interval == Interval.point(2.0)
    assert organisations.member_rank(whole, "CLUB", "BBB", "area", "block").interval == Interval.point(2.0)


def test_no_data_and_no_membership_are_told_apart(small):
    for query in (organisations.member_share, organisations.member_rank):
        missing, stranger = (query(small, "CLUB", iso3, "area") for iso3 in ("CCC", "DDD"))
        assert missing.interval is stranger.interval is None
        assert missing.text == "no area is held"
        assert stranger.text == "State DDD is no member of CLUB on 2024-06-01"
    assert organisations.member_share(small, "CLUB", "AAA", "gdp").text == "no gdp is held"


def text(instrument_id: str, org_id: str | None = "CLUB", **rest: Any) -> dict[str, Any]:
    row = {"instrument_id": instrument_id, "version": 1, "org_id": org_id, "from": date(2002, 1, 1), "duty": "none"}
    row |= {f"trigger_{trigger}": "no" for trigger in ("external", "internal", "disaster")}
    return row | {"name": instrument_id, "coding": "blind", "source_ids": [f"t_{instrument_id}"], "flags": []} | rest


def with_texts(make_world, *texts, **more):
    memberships = [member("AAA"), member("BBB"), member("CCC"), member("DDD")]
    return make_world(
        **({"states": STATES, "organisations": [BODY], "memberships": memberships, "indicator_names": NAMES} | more),
        instruments=list(texts),
        as_of=DAY,
    )


def test_promises_duties_and_forces_are_read_from_the_texts(make_world):
    world = with_texts(
        make_world,
        text("a", trigger_internal="ambiguous", duty="cooperate", force_high=900.0),
        text("b", trigger_external="yes", duty="must_consult"),
    )
    assert organisations.promise(world, "CLUB", "internal").interval == Interval.point(1.0)
    assert organisations.promise(world, "CLUB", "external").interval == Interval.point(2.0)
    nothing = organisations.promise(world, "CLUB", "disaster")
    assert nothing.interval == Interval.point(0.0)
    assert len(nothing.observation_ids) == 2, "that none covers it rests on all of them"
    assert organisations.strongest_duty(world, "CLUB").interval == Interval.point(2.0)
    assert organisations.standing_force(world, "CLUB").interval == Interval.point(900.0)


def test_no_force_named_is_zero_and_no_text_held_is_unknown(make_world):
    assert organisations.standing_force(with_texts(make_world, text("a")), "CLUB").interval == Interval.point(0.0)
    assert organisations.standing_force(with_texts(make_world), "CLUB").interval is None


def test_members_without_data_leave_the_upper_end_of_what_can_be_sent_open(make_world):
    located = [row | {"capital_latitude": 0.0, "capital_longitude": 0.0} for row in STATES]
    some = [size("AAA", "active_forces", 1000.0), size("BBB", "active_forces", 500.0)]
    found = organisations.deployable_force(with_texts(make_world, states=located, indicators=some), "CLUB", "AAA")
    assert (found.interval.low, found.interval.high) == pytest.approx((40.0, float("inf")))
    assert "1 members with data" in found.text
    every = [*some, size("CCC", "active_forces", 500.0), size("DDD", "active_forces", 0.0)]
    found = organisations.deployable_force(with_texts(make_world, states=located, indicators=every), "CLUB", "AAA")
    assert (found.interval.low, found.interval.high) == pytest.approx((80.0, 400.0))
    outside = organisations.deployable_force(with_texts(make_world, states=located, indicators=every), "CLUB", "EEE")
    assert "4 members with data" in outside.text


def test_the_pace_of_acts_is_a_ratio_of_rates(make_world):
    """Two acts in ten years, then three in one: 3 over 2 times ten. Two states that join on a day are one act."""
    days = [date(2010, 5, 1), date(2012, 5, 1), date(2020, 3, 1), date(2020, 6, 1), date(2020, 9, 1)]
    joining = [
        member(iso3, **{"from": day}) for iso3, day in zip(("AAA", "BBB", "CCC", "DDD", "EEE"), days, strict=True)
    ]
    joining.append(member("FFF", **{"from": days[-1]}))
    world = with_texts(make_world, memberships=joining)
    found = organisations.institutional_pace(world, "CLUB", "2010-01-01", "2020-01-01", date(2021, 1, 1))
    assert found.interval.value == pytest.approx(1.5 * 3652 / 366)
    assert found.interval.low < found.interval.value < found.interval.high
    assert found.interval.low > 1
    assert "acts since 2020-01-01: 3" in found.text
    counted = organisations.acts_count(world, "CLUB", "memberships", "2010-01-01", "2021-01-01")
    assert counted.interval == Interval.point(5.0)
    assert organisations.acts_count(
        world, "CLUB", "instruments", "2010-01-01", "2021-01-01"
    ).interval == Interval.point(0.0)


def test_a_pace_from_nothing_has_no_point_and_no_acts_no_pace(make_world):
    world = with_texts(make_world, memberships=[member("AAA", **{"from": date(2020, 3, 1)})])
    found = organisations.institutional_pace(world, "CLUB", "2010-01-01", "2020-01-01", "2021-01-01")
    assert (found.interval.value, found.interval.high) == (None, float("inf"))
    none = organisations.institutional_pace(world, "CLUB", "2021-01-01", "2022-01-01", "2023-01-01")
    assert none.interval is None


def test_pacts_of_assistance_bind_the_states_that_they_name(make_world):
    world = with_texts(
        make_world,
        text("pact", None, parties=["AAA", "BBB"], trigger_external="yes", duty="must_assist"),
        text("talk", None, parties=["AAA", "CCC"], trigger_external="yes", duty="must_consult"),
        text("gone", None, parties=["AAA", "DDD"], trigger_external="yes", duty="must_assist", to=date(2020, 1, 1)),
    )
    assert organisations.bound_state(world, "BBB", "AAA").interval == Interval.point(1.0)
    talk = organisations.bound_state(world, "CCC", "AAA")
    assert (talk.interval, talk.source_ids) == (Interval.point(0.0), ("t_talk",))
    assert organisations.bound_state(world, "DDD", "AAA").interval is None, "no text in force between the two is held"
    assert organisations.bound_state(world, "BBB", "AAA", "internal").interval == Interval.point(0.0)
    assert organisations.bound_members(world, "CLUB", "AAA").interval == Interval.point(100 / 3)


# --- forecasts --------------------------------------------------------------------------------------------------------


def test_an_advantage_is_one_probability_less_the_other(worlds):
    world = worlds.on(None)
    args: dict[str, Any] = {"state": "KAZ", "day": "2022-01-05", "leave_out": ("KAZ2022",)}
    csto, ots = (forecasts.call_probability(world, to=body, **args) for body in ("CSTO", "OTS"))
    gap = forecasts.call_advantage(world, to="CSTO", over="OTS", **args)
    # Paired draw by draw, the difference is narrower than the intervals apart would make it.
    apart = csto.interval - ots.interval
    assert gap.interval.value is None
    assert apart.low <= gap.interval.low < 0 < gap.interval.high <= apart.high + 0.02
    assert "outside_support" in ots.flags
    assert "outside_support" not in csto.flags
    assert 0 <= csto.interval.low <= csto.interval.high <= 1
