"""Evidence from the model of corridors."""

from __future__ import annotations

import pytest

from equipoise.errors import DataError, UnknownNameError
from equipoise.scenarios.documents import load_claims
from equipoise.scenarios.evidence import Worlds, gather
from equipoise.scenarios.verdicts import judge

WORLDS = Worlds()


def ask(name, **args):
    return gather(WORLDS, name, args, None)


def test_capacity_grows_with_the_horizon():
    found = [ask("corridor_response", horizon=horizon) for horizon in ("a week", "three months", "two years")]
    points = [entry.interval.value for entry in found]
    assert points == sorted(points)
    assert all(0 <= point <= 100 for point in points)
    assert all(entry.source_ids and entry.observation_ids for entry in found)
    with pytest.raises(UnknownNameError, match="horizon"):
        ask("corridor_response", horizon="a day")


def test_parts_of_corridors_sum_to_the_whole():
    names = ("middle", "southern", "northern", "ocean")
    parts = [ask("corridor_part", corridor=name, close=["RUS"]).interval for name in names]
    assert sum(part.value for part in parts) == pytest.approx(100)
    assert all(part.low <= part.value <= part.high for part in parts)
    assert ask("corridor_part", corridor="middle", close=["RUS", "AZE", "IRN"]).interval is None


def test_crossing_a_state_is_a_part_of_what_takes_the_corridor():
    turkey = ask("corridor_crosses", corridor="middle", state="TUR", close=["RUS"]).interval.value
    georgia = ask("corridor_crosses", corridor="middle", state="GEO", close=["RUS"]).interval.value
    assert 0 <= turkey <= georgia <= 100
    assert georgia == pytest.approx(100)


def test_relief_is_less_where_capacity_binds():
    found = ask("corridor_relief", states=["KAZ"], close=["RUS"]).interval
    assert 0 <= found.low <= found.value <= 100
    nothing = ask("corridor_relief", states=["KAZ"], close=["CHN"]).interval
    assert nothing.value == 0, "what costs nothing cannot be relieved"


def test_arguments_are_checked():
    with pytest.raises(DataError, match="arguments"):
        ask("corridor_part", corridor="middle")
    with pytest.raises(UnknownNameError):
        ask("corridor_part", corridor="middle", close=["RUSS"])


def test_the_claims_on_connectivity_are_judged_by_numbers():
    claims = {claim.id: claim for claim in load_claims("kazakhstan-2022")}
    for key in "op":
        found = judge(WORLDS, claims[key])
        assert found.verdict != "not testable yet"
        assert all(test.finding is not None and test.finding.interval is not None for test in found.tested)
        assert all(test.answer in ("holds", "fails", "open") for test in found.tested)
        assert all(test.criterion.why for test in found.tested)
