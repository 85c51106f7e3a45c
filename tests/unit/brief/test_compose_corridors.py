"""The section on transit routes: words, chart, map."""

from __future__ import annotations

import re

import pytest
from brief_samples import CAPTION

from equipoise.answers import Chart, Sheet
from equipoise.answers.charts import losses
from equipoise.answers.charts.frame import NARROW, WIDE
from equipoise.answers.vocabulary import terms
from equipoise.brief.compose.corridor_map import corridor_map
from equipoise.brief.compose.corridors import corridor_finding, corridors_section
from equipoise.brief.compose.map import shapes_of
from equipoise.brief.compose.subject import load_subject
from equipoise.brief.map import MapLine, state_map
from equipoise.interval import Estimate, Interval
from equipoise.questions.corridors.asking import LOSS_COLUMNS


@pytest.fixture(scope="module")
def section():
    return corridors_section(load_subject("KAZ"), "claims")


def rows_of(section, name):
    return list(section.answer.sheet(name).records())


def test_the_section_names_russia_first_and_sets_passage_against_market(section):
    answer = section.answer
    losers = [row["name"] for row in rows_of(section, "losses")]
    assert losers[0] == "Russia"
    assert {"Russia", "China"} <= set(losers)
    leads = {sentence.lead for sentence in (*section.intro, *answer.caveats)}
    assert {"Passage and market.", "Oil.", "Room.", "How far to trust it."} <= leads
    assert [row["horizon"] for row in rows_of(section, "room")] == ["A week", "Three months", "Two years"]
    assert section.show == ("chart:losses", "map", "sheet:oil_routes", "sheet:room")
    told = corridor_finding(section)[0].text
    assert told.startswith("If Russia closed, Kazakhstan's trade with others would lose")
    for sentence in (*section.intro, *answer.caveats):
        assert "None" not in sentence.text
        assert "  " not in sentence.text


def test_oil_by_route_has_unit_year_and_sources(section):
    rows = rows_of(section, "oil_routes")
    assert terms("pipeline_route")[rows[0]["route"]].title.startswith("Caspian Pipeline Consortium")
    for row in rows:
        amount = row["amount"]
        assert isinstance(amount, Estimate)
        assert amount.unit == "Mt"
        assert re.match(r"\d{4}", amount.when)
        assert amount.source_ids
    assert sum(row["share"].value for row in rows) == pytest.approx(100, abs=3)


def test_a_state_off_the_layer_has_no_section():
    assert corridors_section(load_subject("BRA"), "claims") is None
    assert corridor_finding(None) == ()


def test_the_map_marks_what_closes(world, section):
    shapes, links = shapes_of(world), section.answer.sheet("links")
    wide, narrow = section.map.svg, section.map.narrow_svg
    assert section.answer.subject["closed_on_map"] == "RUS"
    for drawing, ident in ((wide, "corr"), (narrow, "corrn")):
        assert f'id="{ident}-legend"' in drawing
        assert "closed on this map" in drawing
        for name in ("northern", "middle", "southern", "closes"):
            assert f">{name}</text>" in drawing
    shut = wide.count('stroke-dasharray="2 3"')
    place = [column.name for column in links.columns].index("closes")
    rows = tuple((*row[:place], False, *row[place + 1 :]) for row in links.rows)
    opened = Sheet(links.name, links.title, links.columns, rows)
    open_ = corridor_map(shapes, opened, "KAZ", None, "claims")[0].count('stroke-dasharray="2 3"')
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
        {
            "name": "A state with quite a long name",
            "percent": Interval(5.0, 9.0, 7.0),
            "remark": "+12.3 days, 97 % of the trade hit",
        },
        {"name": "B", "percent": Interval.point(0.0), "remark": "0 % of the trade hit"},
    )
    sheet = Sheet.of("losses", "Losses", LOSS_COLUMNS, rows)
    drawing = str(losses.draw(Chart("losses", ("losses",), CAPTION), (sheet,), width, "x", {}))
    places = [float(x) for x in re.findall(r' x="(-?[\d.]+)"', drawing)]
    assert min(places) >= 0
    assert max(places) <= width
    assert "7 % of the value" in drawing
