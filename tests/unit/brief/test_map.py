"""The map of a state: what is drawn, what is marked, and what a reader without eyes is told."""

import copy
import re
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.brief.map import Category, MapLine, MapPoint, state_map
from equipoise.brief.map_frame import path_data
from equipoise.brief.map_labels import Label, centre_in_shape, inside, offset_from_shape, without_collisions
from equipoise.errors import InputError, UnknownNameError


def box(west, south, east, north):
    """Clockwise, as steps of hundredths of a degree from 0, 0."""
    w, s, e, n = (round(100 * number) for number in (west, south, east, north))
    return [[w, s], [0, n - s], [e - w, 0], [0, s - n], [w - e, 0]]


def shape(iso3, name, arc, disputed=None):
    properties = {"iso3": iso3, "name": name, **({"disputed": disputed} if disputed else {})}
    return {"type": "MultiPolygon", "arcs": [[[arc]]], "properties": properties}


SHAPES = {
    "type": "Topology",
    "transform": {"scale": [0.01, 0.01], "translate": [0.0, 0.0]},
    "objects": {
        "countries": {
            "type": "GeometryCollection",
            "geometries": [
                shape("AAA", "Middle", 0),
                shape("BBB", "Eastland", 1),
                shape("CCC", "Far Side", 2),
                shape("DDD", "Contested Isle", 3, "Contested Isle: held by Middle; claimed by Eastland"),
                shape("EEE", "Antipodia", 4),
            ],
        }
    },
    "arcs": [
        box(60, 40, 75, 52),
        box(75, 40, 88, 52),
        box(-110, -30, -100, -20),
        box(64, 32, 70, 36),
        box(-120, -55, -105, -40),
    ],
    "disputed_parts": [
        {
            "area": "Border strip",
            "drawn_in": "BBB",
            "form": "part",
            "outline": [[75, 40], [77, 40], [77, 52], [75, 52]],
            "text": "Border strip: held by Eastland; claimed by Middle",
        },
        {"area": "Spot", "drawn_in": "AAA", "form": "point", "outline": [[62, 50]], "text": "Spot: claimed"},
        {"area": "Elsewhere", "drawn_in": "CCC", "form": "point", "outline": [[-105, -25]], "text": "Elsewhere"},
    ],
}


def drawn(**options):
    return ET.fromstring(str(state_map(SHAPES, "AAA", **options)))  # noqa: S314 - our own drawing


def texts(root):
    return [element.text for element in root.iter() if element.tag.endswith("text")]


def titles(root):
    return [element.text for element in root.iter() if element.tag.endswith("title")]


def numbers(root):
    for path in (element for element in root.iter() if element.tag.endswith("path")):
        yield from re.findall(r"-?\d*\.?\d+", path.get("d", ""))


def test_draws_the_neighbourhood_and_nothing_of_the_far_side():
    said = titles(drawn())
    assert said[0] == "Middle and its neighbourhood"
    assert {"Middle", "Eastland", "Contested Isle"} <= set(said)
    assert not {"Far Side", "Antipodia"} & set(said)


def test_centre_of_mass_of_the_state_is_in_the_middle_of_the_frame():
    root = drawn(width=800, height=500)
    (path,) = (element for element in root.iter() if element.get("id") == "map-AAA")
    start = re.match(r"M([\d.]+) ([\d.]+)", path.get("d"))
    steps = [float(number) for number in re.findall(r"-?\d*\.?\d+", path.get("d"))]
    points = np.cumsum(np.array(steps).reshape(-1, 2), axis=0)
    assert start
    assert points[:, 0].mean() == pytest.approx(400, abs=25)
    assert points[:, 1].mean() == pytest.approx(250, abs=25)


def test_contested_areas_are_marked_and_told_by_default():
    root = drawn()
    (said,) = (element for element in root.iter() if element.tag.endswith("desc"))
    for text in ("Contested Isle: held by Middle", "Border strip: held by Eastland", "Spot: claimed"):
        assert text in said.text
        assert any(title.startswith(text) for title in titles(root))
    assert "Elsewhere" not in said.text
    assert "contested" in texts(root)


def test_de_facto_draws_them_like_all_others():
    root = drawn(disputed="de facto")
    assert "contested" not in texts(root)
    assert not any("Border strip" in title for title in titles(root))
    assert any("as held on the ground" in text for text in texts(root))


def test_categories_have_fills_classes_and_a_legend():
    root = drawn(
        colours={"BBB": "ally of A", "CCC": "unseen"}, categories={"ally of A": Category("Ally & friend", "#123456")}
    )
    (path,) = (element for element in root.iter() if element.get("id") == "map-BBB")
    assert path.get("fill") == "#123456"
    assert "map-cat-ally-of-A" in path.get("class")
    assert "Ally & friend" in texts(root)
    assert "unseen" not in texts(root)


def test_a_category_without_a_description_still_gets_a_colour():
    root = drawn(colours={"BBB": "x", "DDD": "y"})
    fills = {element.get("id"): element.get("fill") for element in root.iter() if element.get("id")}
    assert len({fills["map-BBB"], fills["map-DDD"], fills["map-AAA"]}) == 3


def test_names_are_written_where_there_is_room():
    assert {"Middle", "Eastland"} <= set(texts(drawn()))
    assert "Eastland" not in texts(drawn(labels={"AAA": "Mitte"}))
    assert "Mitte" in texts(drawn(labels={"AAA": "Mitte"}))
    assert "Middle" not in texts(drawn(labels={}))


def test_centre_is_named_even_without_room_and_far_from_the_sea():
    shapes: Any = copy.deepcopy(SHAPES)
    shapes["arcs"].append(box(10, 0, 130, 75))
    shapes["objects"]["countries"]["geometries"].append(shape("FFF", "All around", 5))
    long = "A name much wider than its shape"
    root = ET.fromstring(str(state_map(shapes, "AAA", labels={"AAA": long}, reach_km=9000)))  # noqa: S314 - our own
    assert long in texts(root)


def test_places_and_lines_are_drawn_where_they_are_seen():
    root = drawn(
        points=[MapPoint(66, 47, "Town <1>"), MapPoint(-105, -25, "Nowhere")],
        lines=[MapLine([(62, 45), (80, 45)], stroke="#abcdef", dash="4 2")],
    )
    assert "Town <1>" in texts(root)
    assert "Nowhere" not in texts(root)
    assert sum(element.get("stroke") == "#abcdef" for element in root.iter()) == 1


def test_coordinates_have_one_decimal():
    assert all("." not in number or len(number.split(".")[1]) == 1 for number in numbers(drawn()))


def test_same_input_gives_the_same_drawing():
    assert state_map(SHAPES, "AAA") == state_map(SHAPES, "AAA")


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"disputed": "mine"}, UnknownNameError, "claims"),
        ({"width": 10}, InputError, "10 by 600"),
        ({"width": float("nan")}, InputError, "nan by 600"),
        ({"height": 1e6}, InputError, "120 to 4000"),
        ({"reach_km": -1}, InputError, "reach_km"),
        ({"reach_km": float("nan")}, InputError, "reach_km"),
    ],
)
def test_wrong_settings_are_refused(options, error, said):
    with pytest.raises(error, match=said):
        state_map(SHAPES, "AAA", **options)


def test_line_needs_two_points():
    with pytest.raises(InputError, match="two points"):
        MapLine([(62, 45)])


def test_state_that_is_not_drawn_is_refused():
    with pytest.raises(UnknownNameError, match="AAA"):
        state_map(SHAPES, "AAX")


@given(st.lists(st.tuples(st.integers(-9999, 9999), st.integers(-9999, 9999)), min_size=2, max_size=30))
def test_path_data_leads_through_the_points_to_a_tenth(points):
    line = np.array(points) / 10.0
    data = path_data([line], closed=False)
    read = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", data.replace("l", " "))]
    walked = np.cumsum(np.array(read).reshape(-1, 2), axis=0)
    kept = [point for n, point in enumerate(points) if n == 0 or point != points[n - 1]]
    assert np.allclose(walked, np.array(kept) / 10.0)


SQUARE = np.array([[0.0, 0], [0, 100], [100, 100], [100, 0], [0, 0]])


def test_name_sits_in_the_widest_place():
    bottle = np.array([[0.0, 40], [0, 60], [100, 60], [100, 100], [200, 100], [200, 0], [100, 0], [100, 40], [0, 40]])
    label = centre_in_shape([bottle], "Name", 12)
    assert 120 < label.x < 180
    assert 30 < label.y < 70


def test_tiny_shape_takes_no_name():
    assert centre_in_shape([SQUARE / 50], "A long name", 12) is None


def test_hole_holds_no_name():
    hole = np.array([[5.0, 5], [95, 5], [95, 95], [5, 95], [5, 5]])
    assert not inside(np.array([[50.0, 50]]), [SQUARE, hole])[0]
    assert centre_in_shape([SQUARE, hole], "Name", 12) is None


def test_name_is_moored_on_the_sea_side():
    isle = SQUARE / 10 + (200, 200)
    mainland = np.array([[212.0, 0], [212, 400], [400, 400], [400, 0], [212, 0]])
    assert offset_from_shape(isle, "Isle", 12, [isle]).x > 210
    assert offset_from_shape(isle, "Isle", 12, [isle, mainland]).x < 200
    ocean = np.array([[0.0, 0], [0, 400], [400, 400], [400, 0], [0, 0]])
    assert offset_from_shape(isle, "Isle", 12, [ocean]) is None


def test_colliding_and_overhanging_labels_give_way():
    first, second, edge = Label("First", 50, 50, 12), Label("Second", 55, 52, 12), Label("Edge", 1, 50, 12)
    assert without_collisions([first, second, edge], [], 200, 100) == [first]
    assert without_collisions([first], [second], 200, 100) == []
