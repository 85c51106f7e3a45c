"""The charts of setback and recovery, the section that holds them, and its words."""

from __future__ import annotations

import pytest
from brief_samples import CAPTION, check_drawing, words

from equipoise.answers.charts import recovery
from equipoise.answers.charts.frame import NARROW, WIDE
from equipoise.answers.charts.recovery import Curve, PathPanel, RecoveryChart, SurvivalChart
from equipoise.brief.compose import load_subject
from equipoise.brief.compose.closing import cited, source_notes
from equipoise.brief.compose.recovery import recovery_report, recovery_section, verdict_message
from equipoise.brief.page import BriefPage
from equipoise.brief.render import render
from equipoise.errors import DataError
from equipoise.scenarios.recovery import recovery_file


def panel(title="Arms", told="cannot be told", **change):
    rows = {
        "offsets": (-2, -1, 0, 1, 2),
        "effect": (0.5, 0.0, -1.0, -2.0, None),
        "low": (-1.0, 0.0, -2.0, -3.0, None),
        "high": (1.0, 0.0, 0.0, -1.0, None),
        "chance_low": (-1.0, 0.0, -1.0, -1.0, None),
        "chance_high": (1.0, 0.0, 1.0, 1.0, None),
        **change,
    }
    return PathPanel(title, "%", "9 events", told=told, **rows)


def curve(title="Votes", years=(0.0, 1.0, 4.0), share=(100.0, 60.0, 20.0)):
    low, high = tuple(0.5 * value for value in share), tuple(min(100.0, value + 10) for value in share)
    return Curve(title, "8 losses", years, share, low, high)


NOTHING = dict.fromkeys(("effect", "low", "high", "chance_low", "chance_high"), (None,) * 5)


PANELS = [(), (panel(),), tuple(panel(f"Series {n}") for n in range(7)), (panel(**NOTHING),), (panel(told="loss"),)]
CURVES = [(), (curve(),), (curve(), curve("Other", (), ())), (curve("One", (0.0,), (100.0,)),)]


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("panels", PANELS)
def test_paths_are_drawn(width, panels):
    check_drawing(recovery.draw(RecoveryChart(CAPTION, panels), width, "x"))


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("curves", CURVES)
def test_survival_is_drawn(width, curves):
    check_drawing(recovery.draw_survival(SurvivalChart(CAPTION, curves), width, "x"))


def test_text_of_the_user_is_never_markup():
    chart = RecoveryChart(CAPTION, (panel("<b>&"),))
    assert "<b>&" not in recovery.draw(chart, WIDE, "x")


def test_a_missing_path_says_so():
    assert "no data" in words(check_drawing(recovery.draw(RecoveryChart(CAPTION, (panel(**NOTHING),)), WIDE, "x")))


def test_rows_of_different_lengths_are_refused():
    with pytest.raises(DataError, match="different lengths"):
        panel(effect=(1.0,))


def test_the_description_tells_the_last_values():
    told = recovery.describe(RecoveryChart(CAPTION, (panel(),)))
    assert "Arms: −2 % in year 1 (cannot be told)" in told


@pytest.fixture(scope="module")
def section(world):
    found = recovery_report(world, recovery_file("kazakhstan-2022"))
    made = recovery_section(world, found)
    assert made is not None
    return made


def test_section(section):
    assert len(section.past.panels) >= 6
    assert section.survival.curves
    assert section.prices
    assert {row.status for row in section.verdicts} <= {"no lasting loss", "loss stands", "cannot be told"}
    assert sum(row.part for row in section.verdicts) == 2
    assert any(row.books for row in section.verdicts)


def test_no_section_without_a_document(world):
    assert recovery_report(world, None) is None
    assert recovery_section(world, None) is None


def test_the_message_names_every_counted_series_once(world):
    found = recovery_report(world, recovery_file("kazakhstan-2022"))
    told = verdict_message(found.verdicts)
    for verdict in found.verdicts:
        assert told.count(verdict.title) == (verdict.part_of is None)
    assert verdict_message(()) == "Nothing could be compared before and after"


def test_the_page_holds_the_section(world, section):
    notes = source_notes(world, cited([section]))
    text = render(BriefPage("Title", "Case brief", "today", "0", recovery=section, sources=notes))
    for part in ('id="recovery"', "What was lost, and is it back?", "The price of rescue", "fig-recovery-survival"):
        assert part in text


def test_a_state_alone_has_no_section():
    assert load_subject("UZB").recovery is None
    assert load_subject("kazakhstan-2022").recovery is not None
