"""The registry of models, and the calls model in the shared form."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest

from equipoise.errors import InputError, UnknownNameError
from equipoise.evaluation import registry
from equipoise.evaluation.calls import VariantScore, calls_track_record
from equipoise.evaluation.calls_record import as_record
from equipoise.interval import Interval
from equipoise.scores import BASE_RATE
from equipoise.scores.bootstrap import PairedDifference
from equipoise.scores.record import record_from_json, record_to_json


@pytest.fixture(scope="module")
def calls(world):
    return registry.track_records("calls", world, target="troops")


def test_calls_model_says_the_same_in_both_forms(world, calls):
    track = calls_track_record(world.calls, world.episodes)
    record = calls[0]
    assert (record.target, record.split) == ("troops", "leave_one_episode_out")
    assert (record.n, record.positives, record.clusters) == (track.n, track.events, track.episodes)
    assert record.metric("Brier score").value == track.brier
    base, first = record.baselines
    assert (base.baseline, base.skill, base.difference) == (BASE_RATE, track.skill, track.over_base.difference)
    assert (first.baseline, first.difference) == ("first version", track.over_first.difference)
    assert first.skill.value == pytest.approx(1 - track.brier / track.brier_first)
    assert record.left_out == track.not_scored
    assert record.caveats == track.notes
    assert record.data["calls"] == world.manifest.hashes["calls"]
    assert record_from_json(record_to_json(record)) == record


def test_adapter_hands_on_verdicts_and_variants(world):
    track = calls_track_record(world.calls, world.episodes, scheme="past_only")
    for low, high, beats in ((0.01, 0.03, "yes"), (-0.03, -0.01, "no"), (-0.01, 0.03, "cannot be told")):
        paired = PairedDifference(Interval(low, high, (low + high) / 2), track.episodes, 0.9)
        assert as_record(replace(track, over_base=paired), world).baselines[0].beats == beats
    few = PairedDifference(track.over_base.difference, 4, 0.9)
    compared = as_record(replace(track, over_base=few, episodes=4), world)
    assert (compared.baselines[0].skill, compared.baselines[0].difference) == (None, None)
    assert "too few clusters for intervals: 4, of at least 5" in compared.caveats
    variants = (VariantScore("plain", "as it is", 0.2, 0.1, forecast=True),)
    assert as_record(replace(track, variants=variants), world).tried == {"plain": 0.2}


def test_targets_and_schemes_choose(world, calls):
    assert [(record.target, record.split) for record in calls] == [
        ("troops", "leave_one_episode_out"),
        ("troops", "leave_one_episode_out_with_recalled"),
        ("troops", "past_only"),
    ]


def test_unknown_names_are_named(world):
    with pytest.raises(UnknownNameError, match="unknown model 'cals'; did you mean calls"):
        registry.track_records("cals", world)
    with pytest.raises(UnknownNameError, match="unknown target 'troop'; did you mean troops"):
        registry.track_records("calls", world, target="troop")
    with pytest.raises(UnknownNameError, match="unknown scheme 'past'"):
        registry.track_records("calls", world, scheme="past")


def test_model_that_cannot_be_scored_on_files_says_so(world, monkeypatch, tmp_path):
    closed = SimpleNamespace(SHOWN=(("a", "b"),), record=lambda world, target, scheme, tried: None)
    monkeypatch.setitem(sys.modules, "closed_record", closed)
    entry = registry.Registration("closed", "nothing", "closed_record")
    monkeypatch.setattr(registry, "REGISTERED", (*registry.REGISTERED, entry))
    with pytest.raises(InputError, match=r"'closed' cannot be scored on another file \(those that can: calls, .*\)"):
        registry.track_records_on("closed", world, tmp_path)


@pytest.mark.parametrize("entry", registry.REGISTERED, ids=lambda entry: entry.name)
def test_every_registered_module_keeps_the_contract(entry):
    from importlib import import_module

    module = import_module(entry.module)
    assert all(len(pair) == 2 for pair in module.SHOWN)
    assert len(set(module.SHOWN)) == len(module.SHOWN) > 0
    assert callable(module.record)


def test_the_command_line_starts_without_the_record_builders():
    code = (
        "import sys, equipoise.cli.records, equipoise.cli.ledger\n"
        "heavy = {'sklearn', 'scoringrules', 'equipoise.evaluation.registry', 'equipoise.evaluation.calls_record'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
