"""Track records as sheets: every number of the record is in them, and what they print says it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from equipoise.models.record_sheets import record_sheet, record_sheets, records_as_markdown
from equipoise.models.track_records import shipped_records


@pytest.fixture(scope="module")
def records():
    return shipped_records("joiners")


def cells(sheet, **only):
    return [row for row in sheet.records() if all(row[name] == value for name, value in only.items())]


def test_a_row_for_each_rival(records):
    record = records[0]
    rows = list(record_sheet(record).records())
    assert [row["baseline"] for row in rows] == [entry.baseline for entry in record.baselines]
    for row, entry in zip(rows, record.baselines, strict=True):
        assert (row["rows"], row["events"], row["clusters"]) == (record.n, record.positives, record.clusters)
        assert (row["value"], row["baseline_value"], row["difference"]) == (
            entry.model,
            entry.baseline_value,
            entry.difference,
        )
        assert row["skill"].midpoint == pytest.approx(100 * entry.skill.midpoint)
    assert record_sheet(record).notes == record.caveats


def test_a_model_that_loses_is_said_to_lose():
    told = {row["beats"] for row in record_sheet(shipped_records("helpers")[2]).records()}
    assert told == {"no: loses"}


def test_a_record_without_a_rival_shows_its_first_score(records):
    (row,) = record_sheet(replace(records[0], baselines=())).records()
    assert (row["score"], row["value"], row["beats"]) == ("Brier score", records[0].metrics[0].value, "no rival")


def test_every_score_bin_and_variant_is_there(records):
    sheets = {sheet.name: sheet for sheet in record_sheets(records)}
    for record in records:
        mine = {"target": record.target, "split": record.split}
        assert [row["score"] for row in cells(sheets["scores"], **mine)] == [metric.name for metric in record.metrics]
        assert [row["rows"] for row in cells(sheets["calibration"], **mine)] == [e.count for e in record.reliability]
        assert {row["variant"]: row["score"] for row in cells(sheets["tried"], **mine)} == dict(record.tried)
        assert {row["reason"]: row["rows"] for row in cells(sheets["left_out"], **mine)} == dict(record.left_out)
        assert [row["budget"] for row in cells(sheets["alerts"], **mine)] == [point.budget for point in record.alerts]


def test_a_score_keeps_its_interval_and_the_figures_of_rare_events(records):
    (scores,) = (sheet for sheet in record_sheets(records[:1]) if sheet.name == "scores")
    row = cells(scores, score="AUC")[0]
    assert row["value"] == records[0].metric("AUC").interval
    assert "0.0007484 (0.0003205–0.001381)" in {line[1] for line in next(iter(scores.blocks())).written}


def test_a_caveat_is_said_once(records):
    (caveats,) = (sheet for sheet in record_sheets(records) if sheet.name == "caveats")
    shared = records[0].caveats[0]
    assert [row["of"] for row in cells(caveats, caveat=shared)] == [("all",)]
    own = records[0].caveats[1]
    assert cells(caveats, caveat=own)[0]["of"] == (f"{records[0].target}, {records[0].split}",)


def test_sheets_without_rows_are_left_out(records):
    bare = replace(records[0], tried={}, alerts=(), left_out={}, caveats=(), reliability=())
    assert [sheet.name for sheet in record_sheets([bare])] == ["comparisons", "scores"]


def test_meanings_are_shown_where_there_are_any(records):
    name = next(iter(records[0].tried))
    assert "as it is" in records_as_markdown(records[:1], {name: "as it is"})
    assert "meaning" not in records_as_markdown(records[:1])
