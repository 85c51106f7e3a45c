import pytest
from brief_samples import CAPTION, check_drawing, clout_chart, drawn, reach_chart, words

from equipoise.answers.charts import clout, reach
from equipoise.answers.charts.clout import CloutChart, CloutMeasure, CloutMember
from equipoise.answers.charts.frame import NARROW, WIDE
from equipoise.answers.charts.palette import assign
from equipoise.answers.charts.reach import ReachChart, ReachRow
from equipoise.answers.numbers import Number

COLOURS = assign(["CSTO", "OTS", "EU", "TUR"])


def draw_forces(standing: Number, members: Number, width: float = WIDE):
    chart = ReachChart(CAPTION, (ReachRow("EU", "EU", "yes", "ambiguous", "no", standing, members),))
    return check_drawing(str(reach.draw(chart, width, "r", COLOURS)))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_promises_are_words_as_well_as_signs(width):
    root = check_drawing(str(reach.draw(reach_chart(), width, "r", COLOURS)))
    written = words(root)
    assert written.count("yes") == 3
    assert written.count("ambiguous") == 1
    assert written.count("no") == 4
    assert written.count("not coded") == 1


def test_no_force_is_none_and_an_unknown_one_no_data():
    written = words(draw_forces(Number(0.0), Number()))
    assert "none" in written
    assert "no data" in written
    assert not drawn(draw_forces(Number(0.0), Number()), "point")


def test_an_interval_without_a_point_is_a_band():
    root = draw_forces(Number(None, 3600, 20000), Number(1e6))
    assert len(drawn(root, "band")) == 1
    assert len(drawn(root, "point")) == 1
    assert "3,600–20,000" in words(root)


def test_a_band_that_reaches_zero_runs_to_the_edge_of_a_logarithmic_scale():
    band = drawn(draw_forces(Number(None, 0.0, 500.0), Number(1e6)), "band")[0]
    assert float(band.attrib["width"]) > 20


def test_forces_lie_on_a_logarithmic_scale():
    root = draw_forces(Number(1e3), Number(1e5))
    labels = {e.text: float(e.attrib["x"]) for e in root.iter("text") if e.get("text-anchor") == "middle"}
    assert labels["100k"] - labels["10k"] == pytest.approx(labels["10k"] - labels["1k"])


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_no_organisations_say_no_data(width):
    root = check_drawing(str(reach.draw(ReachChart(CAPTION, ()), width, "r", COLOURS)))
    assert "no data" in words(root)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_members_without_room_or_data_are_named_below_the_bar(width):
    root = check_drawing(str(clout.draw(clout_chart(), width, "c", COLOURS)))
    written = " ".join(words(root))
    assert "Kyrgyzstan 0.01" in written
    assert "No data: Uzbekistan" in written
    assert "Only as a range: Turkmenistan" in written
    assert "no data" in words(root), "the measure without a total"


def test_the_highlighted_member_has_its_colour_and_its_share():
    members = (CloutMember("TUR", "Turkey", Number(3.0)), CloutMember("KAZ", "Kazakhstan", Number(1.0)))
    chart = CloutChart(CAPTION, (CloutMeasure("GDP", Number(4.0, unit="%"), members),), "TUR")
    bars = drawn(check_drawing(str(clout.draw(chart, WIDE, "c", COLOURS))), "point")
    assert bars[0].attrib["fill"] == COLOURS["TUR"]
    assert bars[1].attrib["fill"] != COLOURS["TUR"]
    assert float(bars[0].attrib["width"]) == pytest.approx(3 * float(bars[1].attrib["width"]), rel=0.01)


def test_a_chart_without_measures_says_no_data():
    assert "no data" in words(check_drawing(str(clout.draw(CloutChart(CAPTION, ()), WIDE, "c", COLOURS))))
