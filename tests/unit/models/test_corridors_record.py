"""The track record of the corridors, and reference figures of a user."""

from __future__ import annotations

import json

import pytest

from equipoise.errors import DataError, UnknownNameError
from equipoise.models.corridors.record.figures import months_of, read_figures
from equipoise.models.corridors.record.scoring import FREE_FLOW, PAIRS, TIMES, VOLUMES, computed_record, score_on_file

HEADER = "id,topic,quantity,value,unit,period,source,url,note\n"
ROWS = """a,TITR volume,cargo,1.2,Mt,2022,x,,
b,TITR containers,TEU,30000,TEU,2023,x,,
c,UTLC ERA CN-EU-CN,TEU,400000,TEU,2022,x,,
d,Transit time Xian-Constanta,days,30,days,2024,TITR,,
e,Transit time CN border-PL border,days,7,days,2024-01,ERAI,,
f,KZ oil via CPC,oil,46.3,Mt,Jan-Oct 2024,x,,
g,TITR volume,cargo,0.6,Mt,2021,x,,
h,TITR capacity,cargo,6,Mt/yr,2024,x,,
i,Event CPC,partial,,,Jun 2022,x,,
"""


def written(tmp_path, text):
    path = tmp_path / "reference_figures.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_record_that_is_shown_is_made_and_holds_no_figure_it_learnt_from(world):
    for target, scheme in PAIRS:
        made = computed_record(world, target, scheme)
        assert (made.target, made.split) == (target, scheme)
        assert made.n > 0
        assert made.baselines
        assert made.caveats
        json.dumps(made.tried)
    times = computed_record(world, *PAIRS[0])
    free = next(entry for entry in times.baselines if entry.baseline == FREE_FLOW)
    assert free.model < free.baseline_value, "waiting explains what free flow cannot"
    with pytest.raises(UnknownNameError, match="record"):
        computed_record(world, TIMES, "other")


def test_figures_are_told_apart(tmp_path):
    found = read_figures(written(tmp_path, HEADER + ROWS))
    assert [(f.id, f.kind) for f in found.figures] == [
        ("a", "middle"), ("b", "middle"), ("c", "north"), ("d", "time"), ("e", "time"), ("f", "level"), ("g", "middle"),
    ]  # fmt: skip
    assert found.left_out == {"nothing in the model speaks of it": 1, "no number": 1}
    assert next(f for f in found.figures if f.id == "f").value == pytest.approx(46.3 * 12 / 10)
    assert next(f for f in found.figures if f.id == "e").what.startswith("northern|")


def test_a_file_of_the_user_is_scored_from_2021(world, tmp_path):
    records = {entry.target: entry for entry in score_on_file(world, written(tmp_path, HEADER + ROWS))}
    assert records[TIMES].n == 2
    assert records[VOLUMES].n == 4
    assert records[VOLUMES].left_out["describes 2021 or earlier"] == 1
    again = {entry.target: entry for entry in score_on_file(world, tmp_path)}
    assert again[TIMES].metrics == records[TIMES].metrics


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,topic\na,b\n", "column 'quantity' is missing"),
        (HEADER, "no figure of 2022 or later"),
        (HEADER + "g,TITR volume,cargo,0.6,Mt,2021,x,,\n", "no figure of 2022 or later"),
    ],
)
def test_files_that_cannot_be_scored(world, tmp_path, text, message):
    with pytest.raises(DataError, match=message):
        score_on_file(world, written(tmp_path, text))


def test_a_folder_without_the_file(world, tmp_path):
    with pytest.raises(DataError, match="neither"):
        score_on_file(world, tmp_path)


@pytest.mark.parametrize(
    ("period", "months"),
    [("2024", 12), ("Jan-Oct 2024", 10), ("2023-01..2023-06", 6), ("2024-01", 1), ("Oct-Jan 2024", 12)],
)
def test_months_of_a_period(period, months):
    assert months_of(period) == months
