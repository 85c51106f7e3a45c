"""The chart of a negotiation, the places of its labels, its forecast as bars and area, and the tornado."""

import math
from dataclasses import replace
from typing import NamedTuple

import pytest
from brief_samples import CAPTION, check_drawing, drawn, words
from hypothesis import given
from hypothesis import strategies as st
from test_compose import check_grammar, check_page, check_text

from equipoise.answers import Chart, Sheet
from equipoise.answers.charts import bargaining, svg, tornado
from equipoise.answers.charts.forecast_shape import STEPS, shape_of
from equipoise.answers.charts.frame import NARROW, WIDE
from equipoise.answers.charts.placing import Box, place
from equipoise.brief.compose import compose, load_subject
from equipoise.brief.render import render
from equipoise.interval import Interval
from equipoise.models.bargaining import forecast, read_issue
from equipoise.models.bargaining.consent import consent
from equipoise.questions.bargaining import ACTOR_COLUMNS, MASS_COLUMNS, SWING_COLUMNS
from equipoise.questions.bargaining_words import message_of
from equipoise.scenarios.documents import issue_file


class ActorRow(NamedTuple):
    name: str
    position: Interval
    salience: Interval
    capability: float
    veto: bool


def actor(name, low, mode, high, salience=0.5, weight=0.2, veto=False):
    return ActorRow(name, Interval(low, high, mode), Interval.around(salience, 0.1).scale(100), 100 * weight, veto)


def chart(*actors, width, reference=0.0):
    """Draw actors under a forecast with bars at 0 and 100 and an even rest."""
    options = {"low": 0.0, "high": 100.0, "low_name": "the text as it is", "high_name": "a duty with a force"}
    options |= {"point": 34.0, "interval": (0.0, 78.0), "reference_point": reference}
    masses = dict.fromkeys(range(101), 0.0075) | {0: 0.2, 100: 0.05}
    mass = [{"outcome": at, "probability": 100 * share} for at, share in masses.items()]
    sheets = (
        Sheet.of("actors", "Actors", ACTOR_COLUMNS, [entry._asdict() for entry in actors]),
        Sheet.of("mass", "Forecast", MASS_COLUMNS, mass),
    )
    made = Chart("bargaining", ("actors", "mass"), CAPTION, options)
    return check_drawing(str(bargaining.draw(made, sheets, width, "b", {})))


FIVE = (
    actor("Azerbaijan", 20, 45, 75, 0.6, 0.06),
    actor("Kazakhstan", 0, 5, 20, 0.7, 0.17, veto=True),
    actor("Kyrgyzstan", 0, 8, 35, 0.5, 0.01),
    actor("Turkey", 20, 50, 85, 0.5, 0.68),
    actor("Uzbekistan", 0, 2, 10, 0.7, 0.08),
)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_actor_is_drawn_and_named(width):
    root = chart(*FIVE, width=width)
    assert len(drawn(root, "actor")) == 5
    assert {entry.name for entry in FIVE} <= set(words(root))
    assert len(drawn(root, "atom")) == 2
    assert len(drawn(root, "density")) == 1


def test_area_is_capability_and_height_is_salience():
    root = chart(actor("A", 50, 50, 50, 0.9, 0.8), actor("B", 20, 20, 20, 0.3, 0.2), width=WIDE)
    big, small = sorted(drawn(root, "actor"), key=lambda circle: -float(circle.attrib["r"]))
    assert (float(big.attrib["r"]) / float(small.attrib["r"])) ** 2 == pytest.approx(4, rel=0.01)
    assert float(big.attrib["cy"]) < float(small.attrib["cy"])
    assert float(big.attrib["cx"]) > float(small.attrib["cx"])


def test_the_reference_point_is_a_dashed_line():
    def dashes(root):
        return [line for line in root.iter("line") if line.get("stroke-dasharray")]

    root = chart(*FIVE, reference=40.0, width=WIDE)
    assert len(dashes(root)) == 1
    assert "without agreement" in words(root)
    without = chart(*FIVE, reference=None, width=WIDE)
    assert dashes(without) == []


def label_boxes(root, names):
    return [
        Box(x, y - 10, x + svg.text_width(text, 12, bold=True), y + 1)
        for element in root.iter("text")
        if (text := "".join(element.itertext())) in names
        for x, y in [(float(element.attrib["x"]), float(element.attrib["y"]))]
    ]


@pytest.mark.parametrize("width", [WIDE, NARROW])
@given(
    st.lists(
        st.tuples(
            st.sampled_from([0.0, 20.0, 50.0, 100.0]), st.sampled_from([0.1, 0.5, 0.9, 1.0 - 0.1]), st.floats(0, 1)
        ),
        min_size=2,
        max_size=30,
    )
)
def test_no_name_lies_on_another_and_none_is_lost(width, spots):
    actors = [actor(f"Member {n}", x, x, x, s, w) for n, (x, s, w) in enumerate(spots)]
    root = chart(*actors, width=width)
    names = {entry.name for entry in actors}
    boxes = label_boxes(root, names)
    assert not any(box.meets(other) for n, box in enumerate(boxes) for other in boxes[:n])
    rest = " ".join(line for line in words(root) if line not in names)
    written = set(words(root))
    assert all(name in written or f"{name} (" in rest for name in names)


def test_a_label_keeps_clear_of_what_is_taken():
    frame = Box(0, 0, 200, 100)
    taken = [Box.around(50, 50, 10)]
    first = place((50, 50), 10, 60, taken, frame)
    assert first is not None
    assert first.left > 60
    second = place((50, 50), 10, 60, [*taken, first], frame)
    assert second is not None
    assert not second.meets(first)
    assert place((50, 50), 10, 60, [frame], frame) is None


def test_a_forecast_keeps_its_mass_as_bars_and_area():
    support = [float(n) for n in range(101)]
    smooth = [math.exp(-(((x - 35) / 20) ** 2)) for x in support]
    mass = [0.7 * m / sum(smooth) for m in smooth]
    mass[0] += 0.2
    mass[60] += 0.1
    atoms, density = shape_of(support, mass, 0, 100)
    assert [at for at, _ in atoms] == [0.0, 60.0]
    assert sum(m for _, m in atoms) + sum(m for _, _, m in density) == pytest.approx(1)
    assert len(density) == STEPS
    heights = [m for _, _, m in density]
    top = heights.index(max(heights))
    assert density[top][0] <= 35 <= density[top][1]
    # Steps do not beat against the grid: up to the top, then down.
    assert heights[:top] == sorted(heights[:top])


def test_a_smooth_forecast_has_no_bars():
    support = [float(n) for n in range(101)]
    atoms, _ = shape_of(support, [1 / 101] * 101, 0, 100)
    assert atoms == ()


def swings(*rows, width):
    names = [column.name for column in SWING_COLUMNS]
    sheet = Sheet.of("tornado", "Swings", SWING_COLUMNS, [dict(zip(names, row, strict=True)) for row in rows])
    options = {"base": 34.2, "named_by": ("actor", "input"), "most": 2}
    made = Chart("tornado", ("tornado",), CAPTION, options)
    return check_drawing(str(tornado.draw(made, (sheet,), width, "t", {})))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_tornado(width):
    rows = (("Turkey", "position", 14, 60), ("Kazakhstan", "salience", 36, 30), ("Too", "many", 34, 35))
    root = swings(*rows, width=width)
    first, second = drawn(root, "swing")
    assert float(first.attrib["width"]) > float(second.attrib["width"])
    assert {"14", "60", "30", "36", "as it is: 34.2", "Turkey: position"} <= set(words(root))
    assert "no input has a range" in words(swings(width=width))


@pytest.fixture(scope="module")
def page():
    return compose(load_subject("ots-clause-2021"))


def test_brief_on_a_negotiation(page):
    check_page(page)
    check_grammar(page)
    assert page.kicker == "Brief on a negotiation"
    answer = page.section("bargaining").answer
    assert page.findings[0] == answer.headline[0]
    rows = list(answer.sheet("actors").records())
    assert all(row["source_ids"] for row in rows)
    assert sum(row["capability"] for row in rows) == pytest.approx(100)
    models = list(answer.sheet("models").records())
    assert [row["chosen"] for row in models].count(True) == 1
    errors = [row["error"] for row in models]
    assert errors == sorted(errors)
    assert any(remark.lead == "What this rests on." for remark in answer.caveats)
    assert page.reproduction.seed == 0
    shown = "".join(check_text(render(page)).split())
    for part in (answer.title, *(chart.caption.title for chart in answer.charts), *(row["name"] for row in rows)):
        assert "".join(part.split()) in shown
    for sentence in (*answer.headline[1:-1], *answer.caveats):
        assert "".join(sentence.text.split()) in shown


def test_the_title_says_what_the_rule_does(page):
    path = issue_file("ots-clause-2021")
    issue = read_issue(path)
    assert (
        "consensus stops at 4: Kazakhstan, Kyrgyzstan and Uzbekistan"
        in page.section("bargaining").answer.charts[0].caption.title
    )
    eager = replace(issue, actors=tuple(replace(a, position=Interval(60, 90, 80)) for a in issue.actors))
    found = forecast(eager, draws=50)
    assert message_of(found, consent(eager, found.point)).endswith("and under the rule of consensus that would pass")
    unruled = replace(issue, rule=None, vetoes=())
    assert "rule" not in message_of(forecast(unruled, draws=50), consent(unruled, 30))
    stuck = replace(issue, actors=(*issue.actors[:-1], replace(issue.actors[-1], position=Interval.point(0.0))))
    told = message_of(forecast(stuck, draws=50), consent(stuck, 30))
    assert "no change at all passes" in told


def test_a_page_of_an_earlier_day_leaves_the_negotiation_out():
    page = compose(load_subject("ots-clause-2021", as_of="2022-01-05"))
    assert "bargaining" not in [section.ident for section in page.sections]
    assert "negotiation" not in dict(page.reproduction.facts)["draws"]
    assert any(said.lead == "Negotiation." and "younger" in said.text for said in page.limits)
