"""Tracing: from any address down to its sources."""

from __future__ import annotations

import pytest

from equipoise.errors import UnknownNameError
from equipoise.scenarios import Worlds, load_claims
from equipoise.scenarios.trace import Trace, trace
from equipoise.world.asof import parse_day

KAZ_RUS = "ties:KAZ/RUS/turnover_share/2023/facts/"


@pytest.fixture(scope="module")
def worlds():
    return Worlds()


def leaves(node: Trace):
    if not node.rests_on:
        yield node
    for child in node.rests_on:
        yield from leaves(child)


def test_a_source_is_its_own_end(worlds):
    found = trace(worlds, "fb2026")
    assert (found.id, found.kind, found.rests_on) == ("fb2026", "source", ())
    assert found.values["title"]
    assert None not in found.values.values()


def test_a_row_rests_on_its_sources_and_has_a_unit(worlds):
    found = trace(worlds, KAZ_RUS)
    assert (found.kind, found.values["value"]) == ("row", 18.6)
    assert "%" in found.values["unit"]
    assert [child.id for child in found.rests_on] == ["trade23"]
    size = trace(worlds, "indicators:KAZ/area/2015/fb2016")
    assert size.values["unit"] == "km2"


def test_a_cell_of_the_balance_rests_on_rows_and_they_on_sources(worlds):
    found = trace(worlds, "KAZ.turnover.RUS")
    assert (found.kind, found.values["measure"], found.values["value"]) == ("measure", "Trade turnover", 18.6)
    assert KAZ_RUS in {child.id for child in found.rests_on}
    assert {child.kind for child in found.rests_on} == {"row"}
    assert {leaf.id for leaf in leaves(found) if leaf.kind == "source"} == {"fb2026", "trade23"}


def test_a_cell_without_data_says_so(worlds):
    found = trace(worlds, "KAZ.forces.TUR")
    assert "value" not in found.values
    assert found.values["flags"] == ["no_data"]
    assert found.rests_on == ()


def test_a_cell_is_traced_as_of_the_day(worlds):
    then = trace(worlds, "KAZ.turnover.RUS", parse_day("2022-01-05"))
    assert then.values["year"] == 2014


@pytest.mark.parametrize("letter", [claim.id for claim in load_claims("kazakhstan-2022")])
def test_a_claim_rests_on_criteria_and_they_on_observations(worlds, letter):
    found = trace(worlds, f"kazakhstan-2022:{letter}")
    assert found.kind == "claim"
    assert {"statement", "verdict", "reason"} <= set(found.values)
    assert {child.kind for child in found.rests_on} == {"criterion"}
    for criterion in found.rests_on:
        assert criterion.id.startswith(f"kazakhstan-2022:{letter}.")
        assert {"text", "answer", "why"} <= set(criterion.values)
        if "found" in criterion.values:
            assert {leaf.kind for leaf in leaves(criterion)} & {"source"}, criterion.id


def test_a_measured_criterion_rests_on_the_rows_it_read(worlds):
    found = trace(worlds, "kazakhstan-2022:i")
    arms = next(child for child in found.rests_on if child.id.endswith(".arms"))
    assert [child.kind for child in arms.rests_on] == ["row"]
    assert arms.rests_on[0].id.startswith("ties:KAZ/RUS/arms_import_share/")


def test_a_fault_of_the_register_is_told_of_the_rows_that_it_touches_alone(worlds):
    def faults(address):
        return [child.id for child in trace(worlds, address).rests_on if child.id.startswith("defects:")]

    listed = worlds.on(None).ties.filter(
        (worlds.on(None).ties["iso3"] == "KAZ") & (worlds.on(None).ties["partner"] == "GMB")
    )
    gambia = next(row for row in listed.iter_rows(named=True) if row["kind"] == "import_share")
    address = f"ties:KAZ/GMB/import_share/{gambia['year']}/{gambia['edition']}/{gambia['locator']}"
    assert "defects:gmb_in_kaz" in faults(address)
    stale = worlds.on(None).ties.filter(
        worlds.on(None).ties["flags"].list.contains("stale") & (worlds.on(None).ties["kind"] == "export_share")
    )
    row = stale.row(0, named=True)
    address = f"ties:{row['iso3']}/{row['partner']}/export_share/{row['year']}/{row['edition']}/{row['locator']}"
    assert "defects:blr_missing" not in faults(address)
    assert "defects:fb2016_old_years" in faults(address)


@pytest.mark.parametrize(("address", "message"), [
    ("nonsense", "unknown address 'nonsense'"),
    ("fb2062", "unknown address 'fb2062'; did you mean fb2026"),
    ("", "unknown address ''"),
    ("KAZ.turnover", "unknown address 'KAZ.turnover'; did you mean KAZ.turnover.RUS"),
    ("KAZ.turnovr.RUS", "unknown layer 'turnovr'; did you mean turnover"),
    ("KAZZZ.turnover.RUS", "unknown state 'KAZZZ'"),
    ("KAZ.turnover.NATOO", "unknown power 'NATOO'; did you mean NATO"),
    ("kazakhstan-2022:z", "unknown claim 'z'"),
    ("kazakhstan-2021:a", "unknown table 'kazakhstan-2021'"),
    ("ties:KAZ/RUS", "unknown row 'ties:KAZ/RUS'"),
])  # fmt: skip
def test_an_address_of_nothing_is_refused_in_one_line(worlds, address, message):
    with pytest.raises(UnknownNameError) as caught:
        trace(worlds, address)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
    assert "(choices:  " not in str(caught.value)
