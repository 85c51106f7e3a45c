import pytest
from brief_samples import CAPTION, check_drawing, drawn, track_sample, track_sheets, words

from equipoise.answers import Chart, Column, Sheet
from equipoise.answers.charts import track, verdicts
from equipoise.answers.charts.frame import NARROW, WIDE
from equipoise.interval import Interval

TRACK = Chart("track", ("calibration", "track_record"), CAPTION)


def draw_track(sheets, width: float = WIDE):
    return check_drawing(str(track.draw(TRACK, sheets, width, "k", {})))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_scores_stand_beside_the_base_rate_and_missing_ones_say_so(width):
    root = draw_track(track_sample(), width)
    assert "0.252" in words(root)
    assert "0.241 (0.224–0.256)" in words(root)
    assert "no data" in words(root)
    assert "base rate" in words(root), "the line to beat has a name"


def test_a_bin_lies_where_it_was_said_and_seen():
    point = drawn(draw_track(track_sheets(bins=((50.0, Interval(80.0, 100.0, 100.0), 9),))), "point")[0]
    assert float(point.attrib["cx"]) == pytest.approx(34 + 125)
    assert float(point.attrib["cy"]) == pytest.approx(24)


def test_a_bin_with_ends_only_draws_no_point():
    assert not drawn(draw_track(track_sheets(bins=((50.0, Interval(40.0, 60.0), 2),))), "point")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_an_empty_record_says_no_data_twice(width):
    assert words(draw_track(track_sheets(), width)).count("no data") == 2


def test_one_score_alone_is_drawn():
    root = draw_track(track_sheets(scores=(("Brier score", 0.25, None, None),)), NARROW)
    assert len(drawn(root, "point")) == 1


def draw_strip(claims, width):
    sheet = Sheet("claims", "Claims", (Column("id"), Column("verdict")), tuple(claims))
    return check_drawing(str(verdicts.draw(Chart("verdicts", ("claims",), CAPTION), (sheet,), width, "v", {})))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_strip_counts_and_links_every_claim(width):
    root = draw_strip((("A", "supported"), ("B", "mixed"), ("C", "supported")), width)
    assert "Supported: 2" in words(root)
    assert "Not testable yet: 0" in words(root)
    assert [link.attrib["href"] for link in root.iter("a")] == ["#criteria-1", "#criteria-3", "#criteria-2"]


def test_many_claims_wrap_on_a_phone():
    draw_strip(((f"A{n}", "mixed") for n in range(40)), NARROW)
