import pytest
from brief_samples import CAPTION, check_drawing, drawn, track_chart, words

from equipoise.answers import Chart, Column, Sheet
from equipoise.answers.charts import track, verdicts
from equipoise.answers.charts.frame import NARROW, WIDE
from equipoise.answers.charts.track import ReliabilityPoint, Score, TrackChart
from equipoise.answers.numbers import Number


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_scores_stand_beside_the_base_rate_and_missing_ones_say_so(width):
    root = check_drawing(str(track.draw(track_chart(), width, "k")))
    assert "0.252" in words(root)
    assert "0.241 (0.224–0.256)" in words(root)
    assert "no data" in words(root)
    assert "base rate" in words(root), "the line to beat has a name"


def test_a_bin_lies_where_it_was_said_and_seen():
    chart = TrackChart(CAPTION, (ReliabilityPoint(50.0, Number(100.0, 80.0, 100.0), 9),), (), "Brier score")
    point = drawn(check_drawing(str(track.draw(chart, WIDE, "k"))), "point")[0]
    assert float(point.attrib["cx"]) == pytest.approx(34 + 125)
    assert float(point.attrib["cy"]) == pytest.approx(24)


def test_a_bin_with_ends_only_draws_no_point():
    chart = TrackChart(CAPTION, (ReliabilityPoint(50.0, Number(None, 40.0, 60.0), 2),), (), "Brier score")
    assert not drawn(check_drawing(str(track.draw(chart, WIDE, "k"))), "point")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_an_empty_record_says_no_data_twice(width):
    root = check_drawing(str(track.draw(TrackChart(CAPTION, (), (), "Brier score"), width, "k")))
    assert words(root).count("no data") == 2


def test_one_score_alone_is_drawn():
    chart = TrackChart(CAPTION, (), (Score("Base rate", Number(0.25), "baseline"),), "Brier score")
    assert len(drawn(check_drawing(str(track.draw(chart, NARROW, "k"))), "point")) == 1


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
