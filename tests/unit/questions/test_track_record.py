"""Track records as answers: the summary, one model, and what is complete in every form."""

from __future__ import annotations

from dataclasses import replace

import pytest

import equipoise as eq
from equipoise.answers.numbers import NO_BREAK
from equipoise.interval import Interval
from equipoise.models.track_records import registered_models, shipped_records
from equipoise.questions.records import (
    against_rivals,
    main_comparison,
    record_details,
    record_heading,
    scores_in_words,
    verdict_in_words,
)


@pytest.fixture(scope="module")
def crisis():
    return shipped_records("crisis")


def test_one_model_begins_with_its_verdicts(world, crisis):
    answer = eq.ask.track_record(world, "crisis")
    assert answer.headline[0].text.startswith("the model loses to the base rate: Brier score 0.1807 against 0.1456")
    assert len(answer.headline) == sum(record.loses for record in crisis)
    heads = [block.heading for block in answer.sheet("track_records").blocks()]
    assert len(heads) == len(crisis)
    assert heads[0].startswith(
        "the leader is in office 30 days after the call; internal crises in which the leader who"
    )
    assert heads[0].endswith("62 cases, 55 events in 44 groups, 1958–2025")


def test_one_record_alone_is_printed_in_full(world):
    answer = eq.ask.track_record(world, "crisis", target="in_office_1_year", scheme="external")
    shown = [sheet.name for sheet in answer.sheets if not sheet.detail]
    assert {"track_records", "scores", "calibration"} <= set(shown)


def test_a_verdict_names_the_rival_that_it_loses_to(world):
    answer = eq.ask.track_record(world, "bargaining")
    assert any("loses to the Nash bargaining solution" in entry.text for entry in answer.headline[1:])


def test_every_record_and_rival_has_a_row_and_the_interval_of_its_score(crisis):
    rows = list(against_rivals(crisis).records())
    assert len(rows) == sum(len(record.baselines) for record in crisis)
    for record in crisis:
        mine = [row for row in rows if row["record"] == record_heading(record)]
        assert [row["baseline"] for row in mine] == [entry.baseline for entry in record.baselines]
        assert all(row["value"] == record.metrics[0].interval for row in mine)
        assert all(row["rows"] == record.n for row in mine)


def test_details_name_records_in_words_and_keep_all_data(crisis):
    sheets = {sheet.name: sheet for sheet in record_details(crisis, detail=True)}
    headings = {record_heading(record) for record in crisis}
    for name in ("scores", "calibration"):
        assert {row["record"] for row in sheets[name].records()} == headings
    for record, row in zip(crisis, sheets["records"].records(), strict=True):
        assert (row["version"], row["made_on"], row["level"]) == (record.version, record.made_on, record.level)
    held = {(row["table"], row["hash"]) for row in sheets["data"].records()}
    assert held == {entry for record in crisis for entry in record.data.items()}


def test_the_base_rate_is_the_main_comparison_where_there_is_one(crisis):
    record = crisis[0]
    turned = replace(record, baselines=record.baselines[::-1])
    assert main_comparison(turned).baseline == "base rate"
    assert main_comparison(replace(record, baselines=record.baselines[1:])).baseline == "logit on the start"
    assert main_comparison(replace(record, baselines=())) is None


def test_scores_are_written_with_four_figures(crisis):
    rival = crisis[0].baselines[0]
    assert scores_in_words(replace(rival, model=16.98114, baseline_value=19.04)) == "Brier score 16.98 against 19.04"
    assert (
        scores_in_words(replace(rival, model=0.00074841, baseline_value=0.00076))
        == "Brier score 0.0007484 against 0.0007600"
    )
    unsure = replace(rival, beats="cannot be told", skill=Interval(-0.1, 0.1, 0.02))
    assert verdict_in_words(unsure).endswith(f"skill 2.0{NO_BREAK}% (−10.0 to 10.0)")


@pytest.mark.slow
def test_the_summary_has_one_line_a_model_those_that_lose_first(world):
    answer = eq.ask.track_record(world)
    rows = list(answer.sheet("summary").records())
    assert {row["model"] for row in rows} == set(registered_models())
    beats = [row["beats"] for row in rows]
    assert beats == sorted(beats, key=lambda told: told != "no")
    assert all(sheet.detail for sheet in answer.sheets[1:])
