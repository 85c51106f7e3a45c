"""Friends and foes on worlds of a few rows, and what the world that ships says of states that a reader knows."""

from datetime import date

import polars as pl
import pytest

import equipoise as eq
from equipoise.measures.relations import (
    allies,
    foes,
    patrons,
    rivals,
    soldiers,
    stationed,
    stationed_abroad,
    ties_of,
)

DAY = date(2022, 6, 1)
PACT = {
    "tie_id": "p", "kind": "defence_pact", "parties": ["AAA", "BBB"], "from": date(2000, 5, 1), "name": "a pact",
    "covers_external": "yes", "covers_internal": "no", "duty": "must_assist", "deed": False, "confidence": "high",
    "source_ids": ["s"],
}  # fmt: skip
QUARREL = {
    "a": "AAA", "b": "BBB", "kind": "war", "from": date(2021, 12, 31), "confidence": "high", "source_ids": ["s"],
}  # fmt: skip
GARRISON = {
    "host": "AAA", "sender": "BBB", "from": date(2010, 12, 31), "persons_low": 100.0, "persons_high": 200.0,
    "persons_year": 2020, "site": "here", "invited": "yes", "confidence": "high", "source_ids": ["s"],
}  # fmt: skip
PATRON = {
    "state": "AAA", "patron": "BBB", "kind": "former_ruler", "from": date(1900, 12, 31), "to": date(1960, 12, 31),
    "confidence": "high", "source_ids": ["s"],
}  # fmt: skip
MEMBERS = [
    {"org_id": "ORG", "iso3": iso3, "status": "member", "from": day, "source_ids": ["s"]}
    for iso3, day in (("AAA", date(2001, 1, 1)), ("BBB", date(2003, 1, 1)), ("CCC", date(2030, 1, 1)))
]
FROZEN = {"org_id": "ORG", "iso3": "BBB", "status": "frozen", "from": date(2020, 1, 1), "source_ids": ["s"]}


def test_a_pact_binds_both_from_its_day_to_its_end(make_world):
    world = make_world(as_of=DAY, security_ties=[{**PACT, "to": date(2022, 6, 2)}])
    for state, other in (("AAA", "BBB"), ("BBB", "AAA")):
        assert allies(world, state).select("ally", "direction", "since").rows() == [(other, "mutual", date(2000, 5, 1))]
        assert allies(world, state, date(2022, 6, 2)).is_empty()
        assert allies(world, state, date(2000, 4, 30)).is_empty()
    assert allies(world, "CCC").is_empty()


def test_a_guarantee_has_a_direction(make_world):
    world = make_world(as_of=DAY, security_ties=[{**PACT, "kind": "guarantee"}])
    assert allies(world, "AAA")["direction"].to_list() == ["given"]
    assert allies(world, "BBB")["direction"].to_list() == ["received"]


def test_what_was_done_or_not_promised_binds_nobody(make_world):
    done, friendly = {**PACT, "tie_id": "d", "deed": True}, {**PACT, "tie_id": "f", "duty": "none"}
    world = make_world(as_of=DAY, security_ties=[done, friendly])
    assert allies(world, "AAA").is_empty()
    assert ties_of(world, "AAA")["tie_id"].to_list() == ["f"]


def test_a_body_binds_those_who_belong_on_the_day(make_world):
    world = make_world(
        as_of=DAY,
        memberships=[*MEMBERS, FROZEN],
        security_ties=[{**PACT, "parties": ["org:ORG"]}],
    )
    found = allies(world, "AAA").row(0, named=True)
    assert (found["ally"], found["through"], found["since"]) == ("BBB", "ORG", date(2003, 1, 1))
    assert found["frozen"]
    assert allies(world, "CCC").is_empty()


def test_an_armed_hostility_marks_the_promise(make_world):
    world = make_world(as_of=DAY, security_ties=[PACT], hostility=[QUARREL])
    assert allies(world, "AAA")["at_odds"].to_list() == [True]
    assert foes(world, "BBB") == ["AAA"]


@pytest.mark.parametrize("change", [{"kind": "broken_relations"}, {"confidence": "low"}])
def test_weak_signs_make_no_foe(change, make_world):
    world = make_world(as_of=DAY, hostility=[{**QUARREL, **change}])
    assert rivals(world, "AAA").select("rival", "armed").rows() == [("BBB", False)]
    assert foes(world, "AAA") == []


def test_a_war_of_the_year_itself_is_not_read(make_world):
    world = make_world(as_of=DAY, hostility=[{**QUARREL, "from": date(2022, 12, 31)}])
    assert rivals(world, "AAA").is_empty()


def test_soldiers_are_not_counted_twice(make_world):
    world = make_world(
        as_of=DAY,
        stationed_forces=[
            GARRISON,
            {**GARRISON, "sender": "CCC", "persons_low": 10.0, "persons_high": 20.0},
            {**GARRISON, "sender": "org:ORG", "persons_low": 150.0, "persons_high": 250.0, "overlap": "total"},
            {**GARRISON, "sender": "DDD", "overlap": "own_territory"},
        ],
    )
    found = stationed(world, "AAA")
    assert [entry.sender for entry in found] == ["org:ORG", "BBB", "CCC"]
    whole = soldiers(found)
    assert (whole.low, whole.high) == (150.0, 470.0)
    assert soldiers(()).high == 0.0


def test_a_number_that_is_not_known_leaves_the_sum_open(make_world):
    unknown = {**GARRISON, "persons_low": None, "persons_high": None}
    world = make_world(as_of=DAY, stationed_forces=[unknown])
    assert stationed(world, "AAA")[0].persons.missing
    whole = soldiers(stationed(world, "AAA"))
    assert whole.low == 0.0
    assert whole.high is None


def test_abroad_leaves_out_what_another_host_counts(make_world):
    again = {**GARRISON, "host": "CCC", "overlap": "same", "overlap_with": "AAA"}
    world = make_world(as_of=DAY, stationed_forces=[GARRISON, again])
    assert [entry.host for entry in stationed_abroad(world, "BBB")] == ["AAA"]
    assert [entry.host for entry in stationed(world, "CCC")] == ["CCC"]


def test_a_former_ruler_is_one_whose_rule_has_ended(make_world):
    arms = {**PATRON, "kind": "arms_main_supplier", "from": date(2000, 12, 31), "to": date(2010, 12, 31)}
    world = make_world(as_of=DAY, patrons=[PATRON, arms])
    assert patrons(world, "AAA")["kind"].to_list() == ["former_ruler"]
    assert patrons(world, "AAA", date(2005, 1, 1))["kind"].to_list() == ["arms_main_supplier", "former_ruler"]
    assert patrons(world, "AAA", date(1950, 1, 1)).is_empty()


@pytest.mark.parametrize(
    ("day", "state", "found"),
    [
        ("2020-09-28", "ARM", ["AZE", "TUR"]),
        ("2022-02-20", "UKR", ["BLR", "RUS"]),
        ("2014-02-15", "UKR", ["RUS"]),
        ("1990-07-31", "KWT", ["IRQ"]),
        ("1974-07-01", "CYP", ["TUR"]),
        ("2008-08-01", "GEO", ["RUS"]),
        ("2022-01-05", "KAZ", []),
        ("1998-08-01", "COD", []),
        ("2023-11-01", "GUY", ["VEN"]),
    ],
)
def test_foes_on_the_eve_are_those_that_a_reader_knows(day, state, found):
    assert foes(eq.World.load(as_of=day), state) == found


def test_who_is_bound_to_whom(world):
    bound = allies(world, "KOR").filter(pl.col("duty") == "must_assist")
    assert bound.select("ally", "since").rows() == [("USA", date(1954, 11, 17))]
    assert set(allies(world, "KAZ").filter(pl.col("through") == "CSTO")["ally"]) == {"ARM", "BLR", "KGZ", "RUS", "TJK"}
    assert allies(world, "TWN").is_empty()
    assert set(allies(world, "FIN").filter(pl.col("tie_id") == "nato_1949")["since"]) == {date(2023, 4, 4)} | {
        date(2024, 3, 7)
    }


def test_nothing_of_a_later_day_is_known(eve):
    """As of January 2022: no war of 2022, no end and no number of later years, no remark written since."""
    for name in ("security_ties", "hostility", "stationed_forces", "patrons"):
        frame = eve.table(name)
        assert frame.filter((pl.col("from") > eve.as_of) | (pl.col("to") > eve.as_of)).is_empty()
        assert frame["note"].null_count() == frame.height
    numbers = eve.table("stationed_forces").filter(pl.col("persons_low").is_not_null())
    assert numbers["persons_year"].max() == 2021
