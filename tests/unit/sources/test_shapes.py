"""Reading the outlines of states from a world-atlas archive."""

import io
import json
import tarfile
from pathlib import Path

import polars as pl
import pytest

from equipoise.errors import DataError
from equipoise.sources.shapes import read

CURATED = Path(__file__).parents[3] / "data" / "curated"
SQUARE = [[0, 0], [0, 100], [100, 0], [0, -100], [-100, 0]]


def square(x, y):
    return [[x, y], *SQUARE[1:]]


def geometry(name, number, arcs, kind="Polygon"):
    shape = {"type": kind, "arcs": arcs, "properties": {"name": name}}
    return shape if number is None else {**shape, "id": number}


GEOMETRIES = [
    geometry("Kazakhstan", "398", [[0]]),
    geometry("Kosovo", None, [[1]]),
    geometry("Indian Ocean Ter.", None, [[[2]], [[3]]], "MultiPolygon"),
    geometry("Ashmore and Cartier Is.", "036", [[4]]),
    geometry("Antarctica", "010", [[5], [6]]),
]
ARCS = [
    square(60_000, 45_000),
    square(21_000, 42_000),
    square(105_000, -10_000),
    square(96_000, -12_000),
    square(123_000, -12_000),
    [[-180_000, -89_999], [360_000, 0], [-360_000, 0]],
    square(0, -80_000),
]


def archive(folder, geometries=GEOMETRIES, scales=("110m", "50m")):
    topology = {
        "type": "Topology",
        "transform": {"scale": [0.001, 0.001], "translate": [0.0, 0.0]},
        "objects": {"countries": {"type": "GeometryCollection", "geometries": geometries}, "land": {"type": "x"}},
        "arcs": ARCS,
        "bbox": [-180, -90, 180, 90],
    }
    path = folder / "world-atlas.tgz"
    with tarfile.open(path, "w:gz") as tar:
        for scale in scales:
            text = json.dumps(topology).encode()
            info = tarfile.TarInfo(f"package/countries-{scale}.json")
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text))
    return path


@pytest.fixture
def drawn(tmp_path):
    topology = read(archive(tmp_path), CURATED)["50m"]
    return topology, {g["properties"]["iso3"]: g for g in topology["objects"]["countries"]["geometries"]}


def test_every_shape_has_its_code_and_short_name(drawn):
    _, shapes = drawn
    assert set(shapes) == {"KAZ", "XKX", "CCK", "CXR", "XAC", "ATA"}
    assert shapes["KAZ"]["properties"] == {"iso3": "KAZ", "name": "Kazakhstan"}


def test_one_shape_of_two_territories_is_parted(drawn):
    _, shapes = drawn
    assert (shapes["CXR"]["arcs"], shapes["CCK"]["arcs"]) == ([[[2]]], [[[3]]])


def test_contested_shapes_say_who_controls_and_who_claims(drawn):
    topology, shapes = drawn
    assert "claimed by Serbia" in shapes["XKX"]["properties"]["disputed"]
    parts = {part["area"]: part for part in topology["disputed_parts"]}
    assert parts["Crimea"]["drawn_in"] == "RUS"
    assert all(len(point) == 2 for part in parts.values() for point in part["outline"])


def test_ring_along_the_pole_and_unused_parts_are_left_out(drawn):
    topology, shapes = drawn
    assert shapes["ATA"]["arcs"] == [[[6]]]
    assert set(topology["objects"]) == {"countries"}
    assert "bbox" not in topology


def test_thinning_keeps_islets_and_the_ends_of_arcs(drawn):
    topology, _ = drawn
    for before, after in zip(ARCS, topology["arcs"], strict=True):
        assert after[0] == before[0]
        assert [sum(step[axis] for step in after) for axis in (0, 1)] == [
            sum(step[axis] for step in before) for axis in (0, 1)
        ]
    assert topology["arcs"][0] == ARCS[0]


def test_thinning_drops_near_points(tmp_path, monkeypatch):
    line = [[0, 0], *([[1, 0]] * 100), [1000, 1000]]
    monkeypatch.setitem(globals(), "ARCS", [line, *ARCS[1:]])
    thinned = read(archive(tmp_path), CURATED)["110m"]["arcs"][0]
    assert len(thinned) == 4
    assert [sum(step[axis] for step in thinned) for axis in (0, 1)] == [1100, 1000]


def test_shape_of_no_state_is_refused(tmp_path):
    with pytest.raises(DataError, match="Atlantis"):
        read(archive(tmp_path, [geometry("Atlantis", "999", [[0]])]), CURATED)


def test_missing_file_and_no_archive_are_refused(tmp_path):
    with pytest.raises(DataError, match="countries-50m"):
        read(archive(tmp_path, scales=("110m",)), CURATED)
    broken = tmp_path / "broken.tgz"
    broken.write_bytes(b"no archive")
    with pytest.raises(DataError, match=r"broken\.tgz"):
        read(broken, CURATED)


def test_disputed_areas_name_known_states_and_have_an_outline_where_they_need_one():
    areas = pl.read_csv(CURATED / "disputed_areas.csv")
    known = set(pl.read_csv(CURATED / "states.csv")["iso3"])
    assert set(areas["iso3"].drop_nulls()) | set(areas["drawn_in"]) <= known
    assert set(areas["form"]) == {"shape", "part", "point"}
    assert (areas["outline"].is_null() == (areas["form"] == "shape")).all()
    assert areas["text"].str.contains("claim|occupation").all()
