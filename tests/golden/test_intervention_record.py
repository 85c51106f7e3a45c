"""The card of the models of intervention shows the records that ship. EQUIPOISE_UPDATE_GOLDEN=1 rewrites the block."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from equipoise.models import intervention as package
from equipoise.models.intervention.parameters import from_json, shipped, to_json
from equipoise.models.intervention.record.scoring import CUTS
from equipoise.models.intervention.rows import MODELS, TASKS
from equipoise.models.record_sheets import records_as_markdown
from equipoise.models.track_records import shipped_records

CARD = Path(package.__file__).with_name("CARD.md")
BEGIN, END = "<!-- record: begin (written by a test) -->\n", "<!-- record: end -->"


def test_card_shows_the_shipped_record() -> None:
    text = CARD.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    held, after = rest.split(END)
    computed = records_as_markdown([record for model in MODELS for record in shipped_records(model)])
    if os.environ.get("EQUIPOISE_UPDATE_GOLDEN"):
        CARD.write_text(before + BEGIN + computed + END + after, encoding="utf-8")
        held = computed
    assert held == computed, "run this test with EQUIPOISE_UPDATE_GOLDEN=1 and note the change in the changelog"


@pytest.mark.parametrize("model", MODELS)
def test_every_pair_shown_has_a_record(model: str) -> None:
    held = [(record.target, record.split) for record in shipped_records(model)]
    assert held == [(name, f"before_{CUTS[model]}") for name, task in TASKS.items() if task.model == model]
    assert all(record.first_year == CUTS[model] for record in shipped_records(model))


@pytest.mark.parametrize("model", MODELS)
def test_record_rests_on_the_tables_of_the_parameters(model: str) -> None:
    hashes = {table: found["sha256"] for table, found in shipped(model).sources.items()}
    assert all(dict(record.data) == hashes for record in shipped_records(model))


@pytest.mark.parametrize("model", MODELS)
def test_parameters_survive_writing(model: str) -> None:
    assert from_json(to_json(shipped(model))) == shipped(model)


def test_numbers_of_the_main_record() -> None:
    record = shipped_records("joiners")[0]
    assert (record.n, record.positives, record.clusters) == (77_438, 59, 468)
    assert record.metric("AUC").value == pytest.approx(0.886, abs=2e-3)
    assert record.metric("AUC of the probabilities").value == pytest.approx(0.844, abs=2e-3)
    assert record.metric("AUC, defence pact alone").value == pytest.approx(0.673, abs=2e-3)
    assert record.baselines[0].skill.midpoint == pytest.approx(0.017, abs=2e-3)


def test_forecast_of_followers_lost_to_the_base_rate() -> None:
    """Coalitions after 2001 had no precedent, and the record says so."""
    record = shipped_records("helpers")[2]
    assert record.target == "follows"
    assert record.loses
    assert record.baselines[0].skill.high < 0
