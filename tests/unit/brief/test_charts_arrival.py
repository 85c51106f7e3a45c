import pytest
from brief_samples import (
    CAPTION,
    LONG,
    arrival_sheets,
    arrivals_sheet,
    check_drawing,
    curve_rows,
    curve_sheet,
    drawn,
    words,
)

from equipoise.answers import Chart
from equipoise.answers.charts import arrival
from equipoise.answers.charts.frame import NARROW, WIDE
from equipoise.answers.charts.palette import assign

COLOURS = assign(["CSTO", "RUS", "OTS", "UN"])
CHART = Chart("arrival", ("curve", "arrivals"), CAPTION)


def draw(*curves, happened=(), width: float = WIDE, chart: Chart = CHART):
    sheets = (curve_sheet(*(row for rows in curves for row in rows)), arrivals_sheet(*happened))
    return check_drawing(str(arrival.draw(chart, sheets, width, "a", COLOURS)))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_panels_with_every_kind_of_curve_stay_inside_the_drawing(width):
    root = check_drawing(str(arrival.draw(CHART, arrival_sheets(), width, "a", COLOURS)))
    assert "no data" in words(root)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_few_lines_share_one_plot_and_carry_their_names_and_ends(width):
    root = draw(curve_rows("CSTO", "CSTO"), curve_rows("RUS", "Russia"), width=width)
    assert "CSTO" in words(root)
    assert words(root).count("58\N{NO-BREAK SPACE}% (35–81)") == 2
    assert len(drawn(root, "band")) == 2
    labels = [e for e in root.iter("text") if e.text in {"CSTO", "Russia"}]
    assert abs(float(labels[0].attrib["y"]) - float(labels[1].attrib["y"])) >= 30, "equal ends, labels apart"


def test_a_curve_of_ends_only_draws_an_open_band_and_no_line():
    root = draw(curve_rows("RUS", "Russia", points=False))
    assert not drawn(root, "point")
    assert drawn(root, "band")[0].attrib["fill"] == "none"
    assert "35–81\N{NO-BREAK SPACE}%" in words(root)


def test_a_curve_outside_the_support_is_dashed_and_explained():
    root = draw(curve_rows("OTS", "OTS", supported=False))
    assert [path for path in root.iter("path") if path.get("stroke-dasharray")]
    assert any("dashed" in text for text in words(root))
    assert not any("dashed" in text for text in words(draw(curve_rows("CSTO", "CSTO"))))


def test_a_name_too_long_for_its_gutter_gets_a_panel_of_its_own():
    written = " ".join(words(draw(curve_rows("OTS", LONG))))
    assert LONG in written


def test_what_happened_is_marked_at_its_day_in_the_panel_it_belongs_to():
    root = draw(curve_rows("CSTO", "CSTO"), happened=(("", 1.0, "First units, day 1"),))
    assert "First units, day 1" in words(root)
    lines = tuple(curve_rows(key, key) for key in ("CSTO", "RUS", "OTS", "UN"))
    assert words(draw(*lines, happened=(("CSTO", 1.0, "Came"),))).count("Came") == 1


def test_the_options_cut_days_and_addressees():
    chart = Chart("arrival", ("curve", "arrivals"), CAPTION, {"days": 1, "most": 1})
    root = draw(curve_rows("CSTO", "CSTO"), curve_rows("RUS", "Russia"), chart=chart)
    assert "20\N{NO-BREAK SPACE}% (10–40)" in words(root)
    assert "Russia" not in words(root)


def test_no_lines_say_no_data():
    assert "no data" in words(draw())
