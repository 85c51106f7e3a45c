import pytest
from brief_samples import (
    CAPTION,
    REACH_COLUMNS,
    check_drawing,
    clout_sheets,
    drawn,
    persons,
    reach_sheet,
    several_clouts,
    words,
)

from equipoise.answers import Chart, Sheet
from equipoise.answers.charts import clout, reach
from equipoise.answers.charts.frame import NARROW, WIDE
from equipoise.answers.charts.palette import assign
from equipoise.interval import Estimate

COLOURS = assign(["CSTO", "OTS", "EU", "TUR"])
REACH = Chart("reach", ("reach",), CAPTION)
CLOUT = Chart("clout", ("clout", "clout_members"), CAPTION, {"highlight": "TUR"})


def draw_reach(sheet: Sheet, width: float = WIDE):
    return check_drawing(str(reach.draw(REACH, (sheet,), width, "r", COLOURS)))


def draw_forces(standing: Estimate, members: Estimate, width: float = WIDE):
    row = ("EU", "EU", standing, members, "yes", "ambiguous", "no", "")
    return draw_reach(Sheet("reach", "Forces", REACH_COLUMNS, (row,)), width)


def draw_clout(sheets: tuple[Sheet, Sheet], width: float = WIDE):
    return check_drawing(str(clout.draw(CLOUT, sheets, width, "c", COLOURS)))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_promises_are_words_as_well_as_signs(width):
    written = words(draw_reach(reach_sheet(), width))
    assert written.count("yes") == 3
    assert written.count("ambiguous") == 1
    assert written.count("no") == 4
    assert written.count("not coded") == 1


def test_no_force_is_none_and_an_unknown_one_no_data():
    root = draw_forces(persons(value=0.0), persons())
    assert "none" in words(root)
    assert "no data" in words(root)
    assert not drawn(root, "point")


def test_an_interval_without_a_point_is_a_band():
    root = draw_forces(persons(3600, None, 20000), persons(value=1e6))
    assert len(drawn(root, "band")) == 1
    assert len(drawn(root, "point")) == 1
    assert "3,600–20,000" in words(root)


def test_every_mark_of_a_force_is_in_the_key():
    root = draw_forces(persons(3600, None, 20000), persons(value=1e6))
    shapes = {mark.tag for kind in ("band", "point") for mark in drawn(root, kind)}
    assert shapes <= {mark.tag for mark in drawn(root, "key")}
    assert any(text.startswith("only the range is known") for text in words(root))


def test_a_band_that_reaches_zero_runs_to_the_edge_of_a_logarithmic_scale():
    band = drawn(draw_forces(persons(0.0, None, 500.0), persons(value=1e6)), "band")[0]
    assert float(band.attrib["width"]) > 20


def test_forces_lie_on_a_logarithmic_scale():
    root = draw_forces(persons(value=1e3), persons(value=1e5))
    labels = {e.text: float(e.attrib["x"]) for e in root.iter("text") if e.get("text-anchor") == "middle"}
    assert labels["100k"] - labels["10k"] == pytest.approx(labels["10k"] - labels["1k"])


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_no_organisations_say_no_data(width):
    assert "no data" in words(draw_reach(Sheet("reach", "Forces", REACH_COLUMNS), width))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_members_without_room_or_data_are_told_below_the_bar(width):
    root = draw_clout(several_clouts(), width)
    written = " ".join(words(root))
    assert "Azerbaijan 0.05" in written
    assert "1 member is below 3 % of the members' total" in written
    assert "No data: Uzbekistan" in written
    assert "Only as a range: Turkmenistan" in written
    assert "no data" in words(root), "the measure without a total"


def test_the_description_names_the_smallest_member_too():
    described = next(
        element.text or "" for element in draw_clout(several_clouts()).iter() if element.tag.endswith("desc")
    )
    assert "Kyrgyzstan 0.01" in described


def test_the_highlighted_member_has_its_colour_and_its_share():
    members = (("gdp", "TUR", "Turkey", 3.0), ("gdp", "KAZ", "Kazakhstan", 1.0))
    bars = drawn(draw_clout(clout_sheets(("gdp", 4.0), members=members)), "point")
    assert bars[0].attrib["fill"] == COLOURS["TUR"]
    assert bars[1].attrib["fill"] != COLOURS["TUR"]
    assert float(bars[0].attrib["width"]) == pytest.approx(3 * float(bars[1].attrib["width"]), rel=0.01)


def test_the_highlighted_member_is_named_however_small_it_is():
    members = (("gdp", "RUS", "Russia", 3.0), ("gdp", "TUR", "Turkey", 0.001))
    written = " ".join(words(draw_clout(clout_sheets(("gdp", 3.001), members=members))))
    assert "Unlabelled, from the left: Turkey 0.001" in written


def test_a_chart_without_measures_says_no_data():
    assert "no data" in words(draw_clout(clout_sheets()))
