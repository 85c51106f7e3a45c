"""The recipe of the atlas, step by step, on networks of a few nodes."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile

import numpy as np
import pytest
from scipy.sparse.csgraph import dijkstra

from equipoise.errors import DataError
from equipoise.sources.atlas.contract import contract
from equipoise.sources.atlas.courses import Course, lay
from equipoise.sources.atlas.draft import BORDER, FERRY, NO_LINK, RAIL, SEA, ClosableLink, Draft
from equipoise.sources.atlas.raw import read_ports, read_rail, read_sea
from equipoise.sources.atlas.repair import add_patches, as_graph, join_loose_ends, join_pieces, read_patches
from equipoise.sources.atlas.sphere import great_circle_km
from equipoise.sources.atlas.tables import simplified

shapely = pytest.importorskip("shapely")
from equipoise.sources.atlas.borders import label_new, settle_labels, split_at_borders  # noqa: E402 - needs shapely
from equipoise.sources.atlas.shipping import add_ports, add_sea  # noqa: E402
from equipoise.sources.atlas.territory import Territories  # noqa: E402

KM = 1 / 111.195
"""One kilometre along the equator [degree]."""


def draft(places, arcs, territory=None, link=None):
    """Return a network of places (latitude, longitude) and rail arcs (start, end, km)."""
    latitude, longitude = np.array(places, dtype=float).T
    start, end, km = np.array(arcs, dtype=float).T
    label = np.ones(len(places), dtype=int) if territory is None else np.array(territory)
    return Draft(
        latitude,
        longitude,
        label,
        start.astype(int),
        end.astype(int),
        km,
        np.full(len(arcs), RAIL),
        np.full(len(arcs), NO_LINK) if link is None else np.array(link),
    )


def strips(*edges, pairs=(("", ""), ("AAA", "AAA"), ("BBB", "BBB"))):
    """Return states side by side between meridians."""
    boxes = [shapely.box(west, -10, east, 10) for west, east in edges]
    return Territories(np.array(boxes, dtype=object), np.arange(1, len(boxes) + 1), list(pairs))


WEST_EAST = strips((-10, 1), (1, 10))


def total(made, arcs=slice(None)):
    return float(made.km[arcs].sum())


def test_great_circles():
    assert great_circle_km(0, 0, 0, 1) == pytest.approx(111.195, abs=0.001)
    assert great_circle_km(51.5, -0.1, 40.7, -74.0) == pytest.approx(5570, abs=5)
    assert great_circle_km(0, 179.5, 0, -179.5) == pytest.approx(111.195, abs=0.001)


@pytest.fixture
def wheel(tmp_path):
    path = tmp_path / "rail.whl"
    graph, nodes = "[{1: 2.5, 0: 0.0}, {0: 2.5, 2: 1.0}, {1: 1.0}]", "[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]"
    text = f"from gone import GeoGraph\ngraph={graph}\nnodes={nodes}\n"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("scgraph_data/world_railways.py", text)
    return path


def test_rail_is_read_without_running_it(wheel):
    rail = read_rail(wheel)
    assert rail.start.tolist() == [0, 1]
    assert rail.end.tolist() == [1, 2]
    assert rail.km.tolist() == [2.5, 1.0]
    assert rail.latitude.tolist() == [1, 3, 5]


def test_a_wheel_of_another_form_is_refused(tmp_path):
    path = tmp_path / "rail.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other.py", "")
    with pytest.raises(DataError, match=r"cannot read scgraph_data/world_railways\.py"):
        read_rail(path)
    path.write_bytes(b"no archive")
    with pytest.raises(DataError, match="cannot read"):
        read_rail(path)


@pytest.fixture
def sea_archive(tmp_path):
    path = tmp_path / "sea.tar.gz"
    lanes = [
        {"properties": {"passage": "suez"}, "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 0]]}},
        {
            "properties": {},
            "geometry": {"type": "MultiLineString", "coordinates": [[[1, 0], [0, 0]], [[1, 0], [179, 0], [181, 0]]]},
        },
        {"properties": {}, "geometry": {"type": "LineString", "coordinates": [[-179, 0], [-178, 0]]}},
    ]
    quays = [
        {"properties": {"port": "AAONE", "name": "One"}, "geometry": {"coordinates": [0.05, 0.0]}},
        {"properties": {"port": "AAONE", "name": "Again"}, "geometry": {"coordinates": [9, 9]}},
        {"properties": {"port": None, "name": "Nameless"}, "geometry": {"coordinates": [0, 0]}},
    ]
    with tarfile.open(path, "w:gz") as archive:
        for name, features in (("marnet_searoute", lanes), ("ports", quays)):
            content = json.dumps({"features": features}).encode()
            info = tarfile.TarInfo(f"searoute-1.6.0/searoute/data/{name}.geojson")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def test_lanes_meet_across_the_antimeridian_and_keep_their_strait(sea_archive):
    sea = read_sea(sea_archive)
    arcs = {
        (round(sea.longitude[u]), round(sea.longitude[v])): p
        for u, v, p in zip(sea.start, sea.end, sea.passage, strict=True)
    }
    assert arcs == {(0, 1): "suez", (1, 179): "", (179, -179): "", (-179, -178): ""}
    assert sea.km.min() == pytest.approx(111.2, abs=0.1)


def test_one_port_per_code(sea_archive):
    assert [(port.code, port.name) for port in read_ports(sea_archive)] == [("AAONE", "One")]


def test_pieces_that_nearly_touch_are_joined_once_and_never_across_a_border():
    places = [(0, 0), (0, 0.1), (0, 0.1 + 1.5 * KM), (0, 0.3), (0, 0.3 + 3 * KM), (0, 0.5), (0, 0.5 + KM), (0, 0.7)]
    made = draft(places, [(0, 1, 11), (2, 3, 20), (4, 5, 20), (6, 7, 20)], [1, 1, 1, 1, 1, 1, 2, 2])
    joined = join_pieces(made, WEST_EAST)
    new = [(int(u), int(v)) for u, v in zip(joined.start[4:], joined.end[4:], strict=True)]
    assert new == [(1, 2)], "1.5 km apart in one state; 3 km are too many, and 1 km is across a border"
    assert joined.km[4] == pytest.approx(1.5, rel=1e-3)


def test_a_loose_end_is_joined_to_a_track_far_away_by_rail():
    around = [(0, 0), (0, 0.5), (0.5, 0.5), (0.5, KM), (KM, KM)]
    made = draft(around, [(0, 1, 55), (1, 2, 55), (2, 3, 55), (3, 4, 55)])
    joined = join_loose_ends(made, WEST_EAST)
    assert {frozenset(pair) for pair in zip(joined.start[4:].tolist(), joined.end[4:].tolist(), strict=True)} == {
        frozenset((0, 4))
    }
    near = draft([(0, 0), (0, 0.1), (KM, KM)], [(0, 1, 11), (1, 2, 11)])
    assert len(join_loose_ends(near, WEST_EAST).km) == 2, "22 km by rail: a loop, no broken line"
    split = draft(around, [(0, 1, 55), (1, 2, 55), (2, 3, 55), (3, 4, 55)], [1, 1, 1, 1, 2])
    assert len(join_loose_ends(split, WEST_EAST).km) == 4, "never across a border"


PATCH = {"id": "x", "name": "X", "kind": "ferry", "lat1": 0, "lon1": 0.01, "lat2": 0, "lon2": 3.0, "km": 400, "why": ""}


def test_patches_join_near_nodes_or_make_new_ones():
    links: list[ClosableLink] = []
    made = add_patches(draft([(0, 0), (0, 1)], [(0, 1, 111)]), [PATCH], links)
    assert (made.start[1], made.end[1], made.km[1], made.mode[1], made.link[1]) == (0, 2, 400, FERRY, 0)
    assert (made.longitude[2], made.territory[2]) == (3.0, -1)
    assert links == [ClosableLink("x", "patch", "X", "")]
    with pytest.raises(DataError, match="both ends fall on one node"):
        add_patches(draft([(0, 0), (0, 1)], [(0, 1, 111)]), [{**PATCH, "lon2": 0.02}], [])


def test_faulty_patches_are_refused(tmp_path):
    path = tmp_path / "patches.csv"
    head = "id,name,kind,lat1,lon1,lat2,lon2,km,opened,closed\n"
    path.write_text(head + "x,X,tunnel,0,0,0,1,5,,\n", "utf-8")
    with pytest.raises(DataError, match="'tunnel' is none of rail"):
        read_patches(path)
    path.write_text(head + 2 * "x,X,rail,0,0,0,1,5,,\n", "utf-8")
    with pytest.raises(DataError, match="stands twice"):
        read_patches(path)


def test_a_course_leads_an_arc_through_places_and_keeps_its_length():
    made = draft([(0, 0), (0, 2)], [(0, 1, 300)])
    course = Course(np.array([[0, 2], [0, 0]]), np.array([[0.5, 1.5], [0.5, 1.0]]), None)
    laid = lay(made, [course])
    assert total(laid) == pytest.approx(300)
    assert laid.longitude.tolist() == [0, 2, 1.0, 1.5]
    assert list(zip(laid.start.tolist(), laid.end.tolist(), strict=True)) == [(0, 2), (2, 3), (3, 1)]
    with pytest.raises(DataError, match="no arc of the network joins"):
        lay(made, [Course(np.array([[9, 9], [8, 8]]), np.zeros((0, 2)), None)])


def test_an_arc_is_cut_where_it_crosses_a_border():
    links: list[ClosableLink] = []
    made = split_at_borders(draft([(0, 0.2), (0, 2.2)], [(0, 1, 240)], [1, 2]), WEST_EAST, links)
    rail, border = made.mode == RAIL, made.mode == BORDER
    assert sorted(made.km[rail]) == pytest.approx([96, 144], abs=1)
    assert (made.territory[made.start[rail]] == made.territory[made.end[rail]]).all()
    assert made.km[border].tolist() == [0]
    assert {int(made.territory[node]) for node in (made.start[border][0], made.end[border][0])} == {1, 2}
    assert [link.kind for link in links] == ["border"]


def test_a_short_stay_abroad_is_the_corner_of_a_border_and_a_long_one_is_transit():
    corner = strips((-10, 1), (1, 1 + 6 * KM), (1 + 6 * KM, 10), pairs=[("", ""), ("A", "A"), ("B", "B"), ("A", "A")])
    corner.labels[2] = 1
    made = split_at_borders(draft([(0, 0), (0, 2)], [(0, 1, 222)]), corner, [])
    assert len(made.km) == 1
    band = strips((-10, 0.5), (0.5, 1.5), (1.5, 10), pairs=[("", ""), ("A", "A"), ("B", "B"), ("A", "A")])
    band.labels[2] = 1
    made = split_at_borders(draft([(0, 0), (0, 2)], [(0, 1, 222)]), band, [])
    assert (made.mode == BORDER).sum() == 2
    assert total(made, (made.mode == RAIL) & (made.territory[made.start] == 2)) == pytest.approx(111, abs=2)
    told = [Course(np.array([[0, 0], [0, 2]]), np.zeros((0, 2)), "B")]
    assert len(split_at_borders(draft([(0, 0), (0, 2)], [(0, 1, 222)]), band, [], told).km) == 1


def test_wobbles_along_a_border_are_settled_and_a_line_that_ends_abroad_is_not():
    places = [(0, 0), (0, 0.1), (0, 0.12), (0, 0.15), (0, 1)]
    wobble = draft(places, [(0, 1, 11), (1, 2, 2), (2, 3, 3), (3, 4, 95)], [1, 1, 2, 1, 1])
    assert settle_labels(wobble).territory.tolist() == [1, 1, 1, 1, 1]
    longer = draft(places, [(0, 1, 11), (1, 2, 2), (2, 3, 9), (3, 4, 95)], [1, 1, 2, 1, 1])
    assert settle_labels(longer).territory.tolist() == [1, 1, 2, 1, 1]
    assert settle_labels(draft([(0, 0), (0, 1)], [(0, 1, 111)], [1, 2])).territory.tolist() == [1, 2]
    side_by_side = settle_labels(draft([(0, 0), (0, 0.02)], [(0, 1, 2)], [1, 2])).territory
    assert len(set(side_by_side.tolist())) == 1, "one of two short stretches gives way, they do not change places"


def test_new_nodes_get_the_label_of_their_ground():
    made = draft([(0, 0), (0, 5), (0, 10.5)], [(0, 1, 5)], [1, -1, -1])
    assert label_new(made, WEST_EAST).territory.tolist() == [1, 2, 2], "off the coast: the nearest land"


def random_network(seed, nodes=40, arcs=90):
    rng = np.random.default_rng(seed)
    pairs = {tuple(sorted(rng.choice(nodes, 2, replace=False).tolist())) for _ in range(arcs)}
    return draft(rng.uniform(0, 0.3, (nodes, 2)), [(u, v, rng.uniform(0.1, 3)) for u, v in sorted(pairs)])


@pytest.mark.parametrize("seed", range(12))
def test_contraction_changes_no_distance(seed):
    made = random_network(seed)
    kept = [0, 7, 13, 21]
    smaller = contract(made, kept)
    before = dijkstra(as_graph(made), indices=kept)[:, kept]
    place = [
        int(
            np.flatnonzero(
                (smaller.draft.latitude == made.latitude[node]) & (smaller.draft.longitude == made.longitude[node])
            )[0]
        )
        for node in kept
    ]
    after = dijkstra(as_graph(smaller.draft), indices=place)[:, place]
    assert after == pytest.approx(before)
    assert smaller.draft.size < made.size


def test_contraction_prunes_short_stubs_and_keeps_long_ones_links_and_bends():
    places = [(0, 0), (0, 1), (0, 2), (0.05, 1), (1, 2), (0, 3)]
    arcs = [(0, 1, 111), (1, 2, 111), (1, 3, 6), (2, 4, 111), (2, 5, 111)]
    smaller = contract(draft(places, arcs, link=[-1, -1, -1, -1, 0]), [])
    assert sorted(smaller.draft.km) == pytest.approx([111, 111, 222])
    longest = int(smaller.draft.km.argmax())
    assert smaller.inner[longest].tolist() == [[0, 1]]
    assert sorted(smaller.draft.link) == [-1, -1, 0]


def test_contraction_keeps_arcs_of_two_territories_apart():
    made = draft([(0, 0), (0, 1), (0, 2)], [(0, 1, 111), (1, 2, 111)], [0, 1, 0])
    assert len(contract(made, []).draft.km) == 2


def test_points_on_a_straight_line_are_left_out():
    line = np.array([[0, 0], [0.001, 1], [0, 2], [1, 2]], dtype=float)
    assert simplified(line, 0.02).tolist() == [[0, 0], [0, 2], [1, 2]]
    assert simplified(line, 0.0001).tolist() == line.tolist()


def test_the_sea_and_a_port_with_rail(sea_archive):
    links: list[ClosableLink] = []
    land = draft([(0, 0.1), (0, 0.3)], [(0, 1, 22)])
    made = add_sea(land, read_sea(sea_archive), strips((0.04, 0.5)), links)
    made = add_ports(made, read_ports(sea_archive), strips((0.04, 0.5)), links)
    assert [(link.link_id, link.kind) for link in links] == [("passage_suez", "passage"), ("AAONE", "port")]
    assert (made.mode == SEA).sum() == 5
    port = made.size - 1
    assert (made.longitude[port], made.territory[port]) == (0.05, 1)
    assert set(made.link[(made.start == port) | (made.end == port)]) == {1}
    far = add_ports(
        add_sea(draft([(0, 1.1), (0, 1.3)], [(0, 1, 22)]), read_sea(sea_archive), WEST_EAST, []),
        read_ports(sea_archive),
        WEST_EAST,
        [],
    )
    assert (far.mode == SEA).sum() == 4, "no railway near the port"
