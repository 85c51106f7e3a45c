"""Each rule is shown a world that breaks it, and the world that ships, which breaks none."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from equipoise.errors import DataError
from equipoise.world.package import Manifest
from equipoise.world.rules import check, mirror_gaps, rule_names
from equipoise.world.world import World

STATE = {"iso3": "KAZ", "name": "Kazakhstan", "kind": "state", "un_member": True, "source_ids": ["s"]}
OTHER = {"iso3": "RUS", "name": "Russia", "kind": "state", "un_member": True, "source_ids": ["s"]}
SOURCE = {"source_id": "s", "title": "a source"}
KINDS = [
    {"kind": "export_share", "unit": "%", "coverage_from": 2008, "coverage_to": 2023, "description": "d"},
    {"kind": "import_share", "unit": "%", "coverage_from": 2008, "coverage_to": 2023, "description": "d"},
]
TIE = {
    "iso3": "KAZ", "partner": "RUS", "kind": "export_share", "year": 2023, "value": 10.0, "low": 9.5, "high": 10.5,
    "published": date(2026, 1, 17), "edition": "fb2026", "source_ids": ["s"],
}  # fmt: skip
ORGANISATION = {"org_id": "CSTO", "name": "n", "kind": "defence", "founded": date(1994, 4, 20), "source_ids": ["s"]}
MEMBER = {"org_id": "CSTO", "iso3": "KAZ", "status": "member", "from": date(1994, 4, 20), "source_ids": ["s"]}
TEXT = {
    "instrument_id": "i", "version": 1, "org_id": "CSTO", "name": "n", "from": date(1994, 4, 20), "coding": "blind",
    "trigger_external": "yes", "trigger_internal": "no", "trigger_disaster": "no", "duty": "none", "source_ids": ["s"],
}  # fmt: skip
PLACE = {"id": "p", "name": "P", "kind": "port", "latitude": 40.0, "longitude": 50.0, "source_ids": ["s"]}
LINK = {
    "id": "l", "origin": "p", "destination": "p", "one_way": False, "mode": "sea", "commodities": ["bulk"], "km": 90.0,
    "km_by_state": ["KAZ:30", "SEA:CASPIAN:60"], "status": "open", "source_ids": ["s"],
}  # fmt: skip
PACT = {
    "tie_id": "kaz_rus_1992", "kind": "defence_pact", "parties": ["KAZ", "RUS"], "from": date(1992, 10, 23),
    "name": "n", "covers_external": "yes", "covers_internal": "no", "duty": "must_assist", "deed": False,
    "confidence": "high", "source_ids": ["s"],
}  # fmt: skip
QUARREL = {
    "a": "KAZ", "b": "RUS", "kind": "militarised_rivalry", "from": date(1999, 12, 31), "confidence": "high",
    "source_ids": ["s"],
}  # fmt: skip
BEGAN = {"iso3": "KAZ", "from": date(1991, 12, 16), "began": "independence", "source_ids": ["s"]}
SOUND: dict[str, list[dict[str, Any]]] = {
    "states": [STATE, OTHER], "sources": [SOURCE], "tie_kinds": KINDS, "ties": [TIE],
    "organisations": [ORGANISATION], "memberships": [MEMBER], "instruments": [TEXT],
    "corridor_nodes": [PLACE], "corridor_links": [LINK], "statehood": [BEGAN], "security_ties": [PACT],
}  # fmt: skip

BROKEN: dict[str, dict[str, list[dict[str, Any]]]] = {
    "duplicate_key": {"ties": [TIE, TIE]},
    "missing_required_value": {"ties": [{**TIE, "source_ids": []}]},
    "value_outside_choices": {"memberships": [{**MEMBER, "status": "friend"}]},
    "dangling_reference": {"ties": [{**TIE, "partner": "XYZ"}]},
    "ends_out_of_order": {"ties": [{**TIE, "low": 11.0, "high": 12.0}]},
    "ends_before_it_starts": {"memberships": [{**MEMBER, "to": date(1990, 1, 1)}]},
    "member_before_founding": {"memberships": [{**MEMBER, "from": date(1990, 1, 1)}]},
    "overlapping_versions": {"instruments": [TEXT, {**TEXT, "version": 2, "from": date(2012, 12, 19)}]},
    "shares_over_hundred": {"ties": [TIE, {**TIE, "partner": "KAZ", "value": 95.0, "low": 94.5, "high": 95.5}]},
    "outside_coverage": {"ties": [{**TIE, "year": 1999}]},
    "described_after_publication": {"ties": [{**TIE, "published": date(2022, 1, 1)}]},
    "triple_out_of_order": {"corridor_nodes": [{**PLACE, "handling_hours_low": -1.0}]},
    "party_unknown": {"security_ties": [{**PACT, "parties": ["KAZ", "XYZ"]}]},
    "party_no_state_yet": {"statehood": [BEGAN], "security_ties": [{**PACT, "from": date(1990, 1, 1)}]},
    "corridor_cannot_be_laid": {"corridor_nodes": [PLACE], "corridor_links": [{**LINK, "km": 9.0}]},
}


def rules_broken(world: World) -> set[str]:
    return {finding.rule for finding in check(world)}


def test_a_sound_world_breaks_no_rule(make_world: Callable[..., World]) -> None:
    assert rules_broken(make_world(**SOUND)) == set()


@pytest.mark.parametrize("rule", BROKEN)
def test_each_rule_finds_its_fault(rule: str, make_world: Callable[..., World]) -> None:
    broken = make_world(**{**SOUND, **BROKEN[rule]})
    assert rule in rules_broken(broken)
    with pytest.raises(DataError):
        check(broken, strict=True)


def test_a_changed_file_is_found(make_world: Callable[..., World], tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(b"other")
    resources = {"t": {"path": "t.parquet", "hash": "sha256:0"}, "gone": {"path": "gone.parquet", "hash": "sha256:0"}}
    world = make_world(**SOUND)
    changed = World(**{**vars(world), "manifest": Manifest(tmp_path, "test", resources)})
    messages = [finding.message for finding in check(changed) if finding.rule == "file_changed"]
    assert messages == ["file gone.parquet is missing", "file t.parquet does not have the hash in the manifest"]


def test_mirror_gaps_compare_both_books(make_world: Callable[..., World]) -> None:
    size = {"year": 2023, "published": date(2026, 1, 17), "edition": "fb2026", "source_ids": ["s"]}
    world = make_world(
        ties=[TIE, {**TIE, "iso3": "RUS", "partner": "KAZ", "kind": "import_share", "value": 10.0}],
        indicators=[
            {"iso3": "KAZ", "name": "exports", "value": 100.0, **size},
            {"iso3": "RUS", "name": "imports", "value": 500.0, **size},
        ],
    )
    gap = mirror_gaps(world).row(0, named=True)
    assert (gap["sold"], gap["bought"], gap["factor"]) == (10.0, 50.0, 5.0)
    assert "mirror_disagrees" in rules_broken(world)


def test_a_pact_between_foes_is_shown_and_no_error(make_world: Callable[..., World]) -> None:
    found = check(make_world(**{**SOUND, "hostility": [QUARREL]}), strict=True)
    assert [(finding.rule, finding.severity) for finding in found] == [("pact_inside_hostility", "warning")]
    over = {**QUARREL, "from": date(1991, 12, 31), "to": date(1992, 1, 1)}
    for harmless in ({**QUARREL, "confidence": "low"}, {**QUARREL, "kind": "broken_relations"}, over):
        assert check(make_world(**{**SOUND, "hostility": [harmless]})) == []


def test_every_rule_but_the_three_with_their_own_tests_is_shown_broken() -> None:
    assert set(rule_names()) == set(BROKEN) | {"file_changed", "mirror_disagrees", "pact_inside_hostility"}


def test_the_world_that_ships_breaks_no_rule(world: World) -> None:
    assert [finding for finding in check(world) if finding.severity == "error"] == []
