"""The section on ways through: words, chart, map."""

from __future__ import annotations

import re

import pytest

from equipoise.answers.charts import losses
from equipoise.answers.charts.frame import NARROW, WIDE, Caption
from equipoise.answers.charts.losses import LossChart, LossRow
from equipoise.answers.numbers import Number
from equipoise.brief.compose.corridor_map import corridor_map
from equipoise.brief.compose.corridors import corridor_finding, corridors_section, ways_of
from equipoise.brief.compose.map import shapes_of
from equipoise.brief.compose.subject import load_subject
from equipoise.brief.map import MapLine, state_map
from equipoise.models.corridors import read_layer


@pytest.fixture(scope="module")
def kazakhstan():
    subject = load_subject("KAZ")
    return subject, ways_of(subject)


def test_the_section_names_russia_first_and_sets_passage_against_market(kazakhstan):
    subject, ways = kazakhstan
    section = corridors_section(subject, ways, "claims")
    assert section.losses.rows[0].label == "Russia"
    assert {"Russia", "China"} <= {row.label for row in section.losses.rows}
    leads = {sentence.lead for sentence in (*section.intro, *section.remarks)}
    assert {"Passage and market.", "Oil.", "Room.", "How far to trust it."} <= leads
    assert [row.label for row in section.horizons] == ["A week", "Three months", "Two years"]
    assert section.carriage[0].label.startswith("Caspian Pipeline Consortium")
    assert all(row.source_ids for row in section.carriage)
    told = corridor_finding(subject, ways)[0].text
    assert told.startswith("If Russia closed, Kazakhstan's trade with others would lose")
    for sentence in (*section.intro, *section.remarks):
        assert "None" not in sentence.text
        assert "  " not in sentence.text


def test_a_state_off_the_layer_has_no_section():
    assert ways_of(load_subject("BRA")) is None
    assert corridors_section(load_subject("BRA"), None, "claims") is None


def test_the_map_marks_what_closes(world):
    layer = read_layer(world)
    wide, narrow = corridor_map(shapes_of(world), layer, "KAZ", "RUS", "claims")
    for drawing, ident in ((wide, "corr"), (narrow, "corrn")):
        assert f'id="{ident}-legend"' in drawing
        assert "closed on this map" in drawing
        for name in ("northern", "middle", "southern", "closes"):
            assert f">{name}</text>" in drawing
    shut = wide.count('stroke-dasharray="2 3"')
    open_ = corridor_map(shapes_of(world), layer, "KAZ", None, "claims")[0].count('stroke-dasharray="2 3"')
    assert shut > 5
    assert open_ == 0


def test_lines_of_one_label_share_an_entry_of_the_legend(world):
    lines = [
        MapLine([(60, 45), (70, 45)], "#123456", 2.0, None, "way"),
        MapLine([(60, 46), (70, 46)], "#123456", 2.0, None, "way"),
    ]
    drawing = str(state_map(shapes_of(world, "110m"), "KAZ", lines=lines))
    assert drawing.count(">way</text>") == 1


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_chart_of_losses_stays_in_its_frame(width):
    rows = (
        LossRow("A state with quite a long name", Number(7.0, 5.0, 9.0), "+12.3 days, 97 % of the trade hit"),
        LossRow("B", Number(0.0, 0.0, 0.0), "0 % of the trade hit"),
    )
    drawing = str(losses.draw(LossChart(Caption("t", "s"), rows), width, "x"))
    places = [float(x) for x in re.findall(r' x="(-?[\d.]+)"', drawing)]
    assert min(places) >= 0
    assert max(places) <= width
    assert "7 % of the value" in drawing
