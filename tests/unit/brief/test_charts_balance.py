import pytest
from brief_samples import CAPTION, LONG, balance_answer, check_drawing, drawn, estimate, layers_sheet, words

from equipoise.answers import Chart
from equipoise.answers.charts import balance
from equipoise.answers.charts.frame import NARROW, WIDE
from equipoise.answers.charts.palette import assign

COLOURS = assign(["RUS", "CHN", "EU", "TUR", "USA"])
CHART = Chart("balance", ("layers",), CAPTION)
KEY_POINTS, KEY_BANDS = 3, 1


def draw_sheets(*sheets, width: float = WIDE):
    return check_drawing(str(balance.draw(CHART, sheets, width, "b", COLOURS)))


def draw_one(*numbers, layer: str = "organisations", width: float = WIDE):
    rows = tuple((layer, "RUS", f"Row {n}", number) for n, number in enumerate(numbers))
    return draw_sheets(layers_sheet(*rows), width=width)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_kind_of_number_stays_inside_the_drawing(width):
    draw_sheets(*balance_answer().sheets, width=width)


def test_an_interval_without_a_point_is_a_band_and_no_bar():
    root = draw_one(estimate(2.0, None, 5.0))
    assert len(drawn(root, "point")) == KEY_POINTS
    assert len(drawn(root, "band")) == KEY_BANDS + 1
    assert "2–5" in words(root)


def test_a_missing_number_says_no_data_and_draws_nothing():
    root = draw_one(estimate(), estimate(value=5.0))
    assert len(drawn(root, "point")) == KEY_POINTS + 1
    assert words(root).count("no data") == 2, "the row and the key"
    assert "0" not in [text for text in words(root) if text == "Row 0"]


def test_zero_is_drawn_and_written_as_zero():
    root = draw_one(estimate(value=0.0), estimate(value=5.0))
    assert len(drawn(root, "point")) == KEY_POINTS + 2
    assert words(root).count("0") == 2, "the row and the foot of the axis"


def test_a_bar_is_as_long_as_its_number():
    root = draw_one(estimate(value=2.0), estimate(value=4.0))
    lengths = [float(bar.attrib["width"]) for bar in drawn(root, "point")][:2]
    assert lengths[1] == pytest.approx(2 * lengths[0], rel=0.01)


def test_a_stale_number_is_pale_and_carries_its_year():
    root = draw_one(estimate(value=3.0, year=2014, flags=("stale",)))
    assert float(drawn(root, "point")[0].attrib["opacity"]) < 1
    assert "3, 2014" in words(root)


def test_a_flag_that_cannot_be_drawn_is_starred():
    assert "3*" in words(draw_one(estimate(value=3.0, flags=("recalled",))))


def test_shares_of_any_total_have_one_scale_and_counts_their_own():
    sheet = layers_sheet(
        ("exports", "RUS", "Russia", estimate(value=10.0, unit="%")),
        ("arms", "RUS", "Russia", estimate(value=88.0, unit="%")),
        ("organisations", "RUS", "Russia", estimate(value=5.0)),
    )
    root = draw_sheets(sheet)
    assert words(root).count("100\N{NO-BREAK SPACE}%") == 2
    assert "6" in words(root)


def test_a_long_name_keeps_its_number_whole():
    sheet = layers_sheet(("forces", "RUS", LONG, estimate(1000000.0, 1234567.0, 2000000.0, unit="persons")))
    root = draw_sheets(sheet)
    assert "1,234,567 (1,000,000–2,000,000)" in words(root)
    assert any(text.endswith("…") for text in words(root))


def test_the_description_lists_every_number():
    root = draw_sheets(*balance_answer().sheets)
    described = next(element.text or "" for element in root.iter() if element.tag.endswith("desc"))
    assert "Russia 21.3 (20.8–21.8)" in described
    assert "China 2.8–44.0" in described
    assert "United States no data" in described
    assert "stale: 2014" in described


def test_no_layers_leave_only_the_key():
    root = draw_sheets(layers_sheet(), width=NARROW)
    assert len(drawn(root, "point")) == KEY_POINTS
