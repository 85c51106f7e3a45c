"""Numbers of the calls model on the shipped panel. Set EQUIPOISE_UPDATE_GOLDEN=1 to rewrite the block in the card."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from equipoise.errors import DataError, InputError
from equipoise.evaluation.calls import TrackRecord, calls_track_record, record_as_markdown, skill_in_words
from equipoise.interval import Interval
from equipoise.models import calls as package
from equipoise.models.calls.forecast import answer_call
from equipoise.world.world import World

CARD = Path(package.__file__).with_name("CARD.md")
BEGIN, END = "<!-- record: begin (written by a test) -->\n", "<!-- record: end -->"
APPEAL = date(2022, 1, 5)
SHOWN = [
    ("troops", "leave_one_episode_out"),
    ("troops", "past_only"),
    ("within_3_days", "leave_one_episode_out"),
    ("within_30_days", "leave_one_episode_out"),
]


@pytest.fixture(scope="module")
def records(world: World) -> list[TrackRecord]:
    return [calls_track_record(world.calls, world.episodes, target=target, scheme=scheme) for target, scheme in SHOWN]


def test_scores_on_the_shipped_calls(records):
    record = records[0]
    assert (record.n, record.episodes, record.events) == (179, 112, 81)
    assert (record.first_year, record.last_year) == (1958, 2025)
    assert record.brier_base == pytest.approx(0.2517, abs=5e-4)
    assert record.brier == pytest.approx(0.2476, abs=5e-4)
    assert record.skill.midpoint == pytest.approx(0.016, abs=2e-3)
    assert record.skill.low < 0 < record.skill.high
    assert record.verdict.startswith("no better than the base rate, as far as can be told")


def test_scores_from_the_past_alone(records):
    record = records[1]
    assert record.n == 149
    assert record.brier == pytest.approx(0.2472, abs=5e-4)
    assert record.brier_base == pytest.approx(0.2513, abs=5e-4)


@pytest.mark.parametrize(("place", "brier", "base"), [(2, 0.1882, 0.1917), (3, 0.2334, 0.2408)])
def test_scores_of_arrival_in_time(records, place, brier, base):
    assert records[place].brier == pytest.approx(brier, abs=5e-4)
    assert records[place].brier_base == pytest.approx(base, abs=5e-4)


def test_every_classing_is_scored_and_only_the_leaking_one_is_called_no_forecast(records):
    scores = {row.name: row for row in records[0].variants}
    assert {name: round(row.brier, 3) for name, row in scores.items()} == {
        "plain_clause": 0.248,
        "class_by_trigger": 0.254,
        "class_internal": 0.252,
        "class_and_kind": 0.253,
        "kind": 0.253,
        "as_coded": 0.246,
    }
    assert [name for name, row in scores.items() if not row.forecast] == ["as_coded"]


def test_card_shows_the_computed_record(records):
    text = CARD.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    shown, after = rest.split(END)
    computed = record_as_markdown(records)
    if os.environ.get("EQUIPOISE_UPDATE_GOLDEN"):
        CARD.write_text(before + BEGIN + computed + END + after, encoding="utf-8")
        shown = computed
    assert shown == computed, "run this test with EQUIPOISE_UPDATE_GOLDEN=1 and note the change in the changelog"


def test_kazakhstan_asks_the_two_bodies(world):
    csto, ots = (answer_call(world, "KAZ", body, "internal", APPEAL) for body in ("CSTO", "OTS"))
    assert (csto.mandate_class, csto.mandate.instrument_id, csto.in_support) == ("yes", "csto_pko", True)
    assert csto.left_out == ots.left_out == ("KAZ2022",)
    assert csto.probability.value == pytest.approx(0.544, abs=5e-3)
    assert (csto.probability.low, csto.probability.high) == pytest.approx((0.388, 0.717), abs=5e-3)
    assert csto.p_within_3_days.value == pytest.approx(0.256, abs=5e-3)
    assert csto.p_within_30_days.value == pytest.approx(0.402, abs=5e-3)
    assert csto.lag_days == (1, 7, 70)
    assert (ots.mandate_class, ots.mandate.instrument_id, ots.in_support) == ("no", "ots_nakh", False)
    assert ots.probability.value is None
    assert (ots.probability.low, ots.probability.high) == pytest.approx((0, 0.512), abs=5e-3)


def test_nothing_later_than_the_appeal_matters(world, eve):
    for body in ("CSTO", "OTS"):
        later, then = (answer_call(tables, "KAZ", body, "internal", APPEAL) for tables in (world, eve))
        assert later.curve == then.curve
        assert later.call_ids == then.call_ids


def written(world: World, folder: Path, rename: dict[str, str]) -> Path:
    frame = world.calls.with_columns(
        (pl.col("episode_id") + "x").alias("episode_id"),
        pl.col("source_ids").list.join(";"),
        pl.col("flags").list.join(";"),
    )
    file = folder / "calls.csv"
    frame.rename(rename).write_csv(file)
    return file


def test_scores_another_file(world, tmp_path):
    record = calls_track_record(world.calls, world.episodes, test_on=written(world, tmp_path, {}))
    assert record.scored_on == "calls.csv"
    assert record.n == 179
    assert any("unknown sort" in note for note in record.notes)


def test_other_file_that_is_the_same_panel_is_refused(world, tmp_path):
    file = tmp_path / "calls.csv"
    world.calls.with_columns(pl.col("source_ids", "flags").list.join(";")).write_csv(file)
    with pytest.raises(DataError, match="every crisis"):
        calls_track_record(world.calls, world.episodes, test_on=file)


def test_other_file_of_another_form_is_refused(world, tmp_path):
    with pytest.raises(DataError, match="reply"):
        calls_track_record(world.calls, world.episodes, test_on=written(world, tmp_path, {"answer": "reply"}))
    with pytest.raises(DataError, match="cannot read"):
        calls_track_record(world.calls, world.episodes, test_on=tmp_path / "absent.csv")


def test_unknown_target_and_scheme_are_named(world):
    with pytest.raises(InputError, match="within_3_days"):
        calls_track_record(world.calls, world.episodes, target="within_3_day")
    with pytest.raises(InputError, match="past_only"):
        calls_track_record(world.calls, world.episodes, scheme="past")


@pytest.mark.parametrize(("ends", "words"), [
    ((0.01, 0.05, 0.03), "beats the base rate by 3.0%"),
    ((-0.05, -0.01, -0.03), "worse than the base rate by 3.0%"),
    ((-0.01, 0.05, 0.02), "no better than the base rate"),
])  # fmt: skip
def test_verdict_follows_the_numbers(ends, words):
    assert skill_in_words(Interval(*ends)).startswith(words)
