"""The charts of setback and recovery, the section that holds them, and its words."""

from __future__ import annotations

import pytest
from brief_samples import CAPTION, check_drawing, words

from equipoise.answers import Chart, Sheet
from equipoise.answers.charts import recovery
from equipoise.answers.charts.frame import NARROW, WIDE
from equipoise.brief.compose import load_subject
from equipoise.brief.compose.closing import cited
from equipoise.brief.compose.recovery import recovery_section
from equipoise.brief.page import BriefPage
from equipoise.brief.render import render
from equipoise.interval import Interval
from equipoise.models.recovery.report import shipped_report
from equipoise.questions.citing import source_sheet
from equipoise.questions.recovery.case import verdict_message
from equipoise.questions.recovery.columns import CURVE_COLUMNS, DURATION_COLUMNS, PATH_COLUMNS, SUMMARY_COLUMNS
from equipoise.scenarios.recovery import read_standing, recovery_file

CHART = Chart("recovery", ("series", "paths"), CAPTION)
EFFECT = (Interval(-1.0, 1.0, 0.5), Interval.point(0.0), Interval(-2.0, 0.0, -1.0), Interval(-3.0, -1.0, -2.0), None)


def panel(title="Arms", told="cannot be told", effect=EFFECT):
    head = {"series": title, "title": f"{title} (%; lower is the loss)", "unit": "%", "worse": "lower", "told": told}
    head["remark"] = "9 events"
    rows = [
        {"series": title, "offset": offset, "effect": value, "placebo": value and Interval(-1.0, 1.0)}
        for offset, value in zip((-2, -1, 0, 1, 2), effect, strict=True)
    ]
    return head, rows


def paths(*panels):
    heads = Sheet.of("series", "Series", SUMMARY_COLUMNS, [head for head, _ in panels])
    return heads, Sheet.of("paths", "Paths", PATH_COLUMNS, [row for _, rows in panels for row in rows])


def curve(title="Votes", years=(0.0, 1.0, 4.0), share=(100.0, 60.0, 20.0)):
    ends = [Interval(0.5 * value, min(100.0, value + 10), value) for value in share]
    rows = [{"series": title, "years": year, "share": value} for year, value in zip(years, ends, strict=True)]
    return {"series": title, "title": title, "remark": "8 losses"}, rows


def curves(*found):
    heads = Sheet.of("durations", "Durations", DURATION_COLUMNS, [head for head, _ in found])
    return heads, Sheet.of("curves", "Curves", CURVE_COLUMNS, [row for _, rows in found for row in rows])


def draw(sheets, width=WIDE):
    return check_drawing(str(recovery.draw(CHART, sheets, width, "x", {})))


NOTHING = (None,) * 5
PANELS = [
    (),
    (panel(),),
    tuple(panel(f"Series {n}") for n in range(7)),
    (panel(effect=NOTHING),),
    (panel(told="loss"),),
]
CURVES = [(), (curve(),), (curve(), curve("Other", (), ())), (curve("One", (0.0,), (100.0,)),)]


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("panels", PANELS)
def test_paths_are_drawn(width, panels):
    draw(paths(*panels), width)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("found", CURVES)
def test_survival_is_drawn(width, found):
    check_drawing(str(recovery.draw_survival(Chart("survival", (), CAPTION), curves(*found), width, "x", {})))


def test_text_of_the_user_is_never_markup():
    assert "<b>&" not in recovery.draw(CHART, paths(panel("<b>&")), WIDE, "x", {})


def test_a_missing_path_says_so():
    assert "no data" in words(draw(paths(panel(effect=NOTHING))))


def test_the_description_tells_the_last_values():
    described = next(element.text or "" for element in draw(paths(panel())).iter() if element.tag.endswith("desc"))
    assert "Arms: −2 % in year 1 (cannot be told)" in described


@pytest.fixture(scope="module")
def section(world):
    made = recovery_section(world, recovery_file("kazakhstan-2022"))
    assert made is not None
    return made


def test_section(section):
    answer = section.answer
    assert section.show == (
        "sheet:verdicts", "chart:recovery/cases", "chart:recovery/past", "chart:survival", "sheet:prices"
    )  # fmt: skip
    assert len(answer.sheet("past").rows) >= 6
    assert answer.sheet("prices").rows
    verdicts = list(answer.sheet("verdicts").records())
    assert {row["status"] for row in verdicts} <= {"no lasting loss", "loss stands", "cannot be told"}
    assert sum(row["part_of"] is not None for row in verdicts) == 2
    assert any(row["books"] for row in verdicts)


def test_no_section_without_a_document(world):
    assert recovery_section(world, None) is None


def test_the_message_names_every_counted_series_once(world):
    found = shipped_report(world, read_standing(recovery_file("kazakhstan-2022")))
    told = verdict_message(found.verdicts)
    for verdict in found.verdicts:
        assert told.count(verdict.title) == (verdict.part_of is None)
    assert verdict_message(()) == "Nothing could be compared before and after"


def test_the_page_holds_the_section(world, section):
    notes = source_sheet(world, cited([section]))
    text = render(BriefPage("Title", "Case brief", "today", "0", sections=(section,), sources=notes))
    for part in ('id="recovery"', "What was lost, and is it back?", "The price of rescue", "fig-survival"):
        assert part in text


def test_a_state_alone_has_no_section():
    assert load_subject("UZB").recovery is None
    assert load_subject("kazakhstan-2022").recovery is not None
