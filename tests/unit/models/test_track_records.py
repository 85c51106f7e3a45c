"""The registry of track records, and the record of calls in the form that all models share."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from equipoise.errors import InputError, UnknownNameError
from equipoise.models import track_records as registry
from equipoise.models.calls.record.scoring import calls_track_record, verdict_on
from equipoise.scores import BASE_RATE
from equipoise.scores.record import record_from_json, record_to_json, records_from_lines, records_to_lines


@pytest.fixture(scope="module")
def calls(world):
    return registry.track_records("calls", world, target="troops")


def test_record_of_calls_rests_on_the_panel(world, calls):
    record = calls[0]
    assert record == calls_track_record(world)
    assert (record.target, record.split) == ("troops", "leave_one_episode_out")
    base, first = record.baselines
    assert (base.baseline, first.baseline) == (BASE_RATE, "first version")
    assert base.model == first.model == record.metric("Brier score").value
    assert base.skill.value == pytest.approx(1 - base.model / base.baseline_value)
    assert verdict_on(record).startswith("no better than the base rate")
    assert record.data["calls"] == world.manifest.hashes["calls"]
    assert record_from_json(record_to_json(record)) == record
    assert sum(row.count for row in record.reliability) == record.n


def test_too_few_crises_give_no_verdict(calls):
    few = replace(calls[0], clusters=4, baselines=(replace(calls[0].baselines[0], skill=None),))
    assert verdict_on(few) == "cannot be told from the base rate: too few crises (4)"


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
    entry = registry.Registration("closed", "nothing", "closed", on_file="")
    monkeypatch.setattr(registry, "REGISTERED", (*registry.REGISTERED, entry))
    with pytest.raises(InputError, match=r"'closed' cannot be scored on another file \(those that can: calls, .*\)"):
        registry.track_records_on_file("closed", world, tmp_path)


@pytest.mark.parametrize("entry", registry.REGISTERED, ids=lambda entry: entry.name)
def test_every_registered_model_keeps_the_contract(entry):
    shipped = registry.shipped_records(entry.name)
    pairs = [(record.target, record.split) for record in shipped] or list(entry.scorer().PAIRS)
    assert len(set(pairs)) == len(pairs) > 0
    assert bool(shipped) == bool(entry.file)
    assert shipped or callable(entry.scorer().computed_record)
    assert callable(getattr(entry.scorer(), entry.on_file))


def test_records_survive_their_file():
    shipped = registry.shipped_records("recovery")
    assert records_from_lines(records_to_lines(shipped)) == shipped


def test_the_command_line_starts_without_the_record_builders():
    code = (
        "import sys, equipoise.cli.track_record, equipoise.cli.ledger\n"
        "heavy = {'sklearn', 'scoringrules', 'equipoise.models.track_records'}\n"
        "print(sorted(name for name in sys.modules if name in heavy or name.endswith('.record.scoring')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
