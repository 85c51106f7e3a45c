"""The equal-area projection, decoding of outlines, and cutting to the frame."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.brief.clipping import circle, cut_to_disk, cut_to_rectangle, simplify, winding
from equipoise.brief.geography import (
    EARTH_RADIUS_KM,
    LambertAzimuthalEqualArea,
    centroid,
    decode,
    densify,
    direction,
    main_land,
    signed_area,
    stitch,
)
from equipoise.errors import DataError, UnknownNameError

LONGITUDES = st.floats(-180, 180)
LATITUDES = st.floats(-90, 90)


def box(west, south, east, north, step=0.25):
    """A clockwise box of parallels and meridians."""
    corners = np.array([[west, south], [west, north], [east, north], [east, south], [west, south]], dtype=float)
    return densify(corners, step)


def spherical_area(west, south, east, north):
    band = np.sin(np.radians(north)) - np.sin(np.radians(south))
    return EARTH_RADIUS_KM**2 * np.radians(east - west) * band


@given(LONGITUDES, LATITUDES)
def test_centre_is_the_origin(longitude, latitude):
    projection = LambertAzimuthalEqualArea(longitude, latitude)
    assert np.allclose(projection.forward(np.array([[longitude, latitude]])), 0, atol=1e-6)


def test_published_example_on_the_unit_sphere():
    # Snyder 1987, table 28: at the equator, 90 degrees away lies at the square root of two.
    projection = LambertAzimuthalEqualArea(0, 0, radius=1)
    assert np.allclose(projection.forward(np.array([[90.0, 0.0], [0.0, 90.0]])), [[2**0.5, 0], [0, 2**0.5]])
    # Snyder 1987, numerical example of page 332: centre 40 N, 100 W, point 20 S, 100 E, R = 3.
    x, y = LambertAzimuthalEqualArea(-100, 40, radius=3).forward(np.array([[100.0, -20.0]]))[0]
    assert (round(x, 7), round(y, 7)) == (-4.2339303, 4.0257775)


@given(LONGITUDES, LATITUDES, LONGITUDES, LATITUDES)
def test_inverse_leads_back(longitude, latitude, lon, lat):
    projection = LambertAzimuthalEqualArea(longitude, latitude)
    point = np.array([[lon, lat]])
    plane = projection.forward(point)
    if np.hypot(*plane[0]) > 1.99 * EARTH_RADIUS_KM:
        return
    back = projection.forward(projection.inverse(plane))
    assert np.allclose(back, plane, atol=0.01)


@pytest.mark.parametrize("centre", [(68, 48), (-100, 40), (178, -18), (0, 90), (100, 66)])
@pytest.mark.parametrize("shape", [(60, 40, 70, 50), (170, -20, 190, -10), (-5, -5, 5, 5), (20, 60, 60, 80)])
def test_area_is_kept(centre, shape):
    plane = LambertAzimuthalEqualArea(*centre).forward(box(*shape, step=0.05))  # type: ignore[misc]
    assert abs(signed_area(plane)) == pytest.approx(spherical_area(*shape), rel=2e-4)


@given(LONGITUDES, LATITUDES, LONGITUDES, LATITUDES)
def test_all_points_are_finite_and_within_the_rim(longitude, latitude, lon, lat):
    plane = LambertAzimuthalEqualArea(longitude, latitude).forward(np.array([[lon, lat]]))
    assert np.isfinite(plane).all()
    assert np.hypot(*plane[0]) <= 2 * EARTH_RADIUS_KM * (1 + 1e-6)


def test_densify_goes_the_short_way_across_the_antimeridian():
    line = densify(np.array([[179.0, 0.0], [-179.0, 0.0]]), 0.5)
    assert np.allclose(line[:, 0], [179, 179.5, 180, 180.5, 181])


def test_a_ring_is_stitched_from_arcs_of_either_direction():
    arcs = (np.array([[0.0, 0], [0, 1]]), np.array([[0.0, 0], [1, 0], [0, 1]]))
    assert stitch(arcs, (0, ~1)).tolist() == [[0, 0], [0, 1], [1, 0], [0, 0]]


def topology():
    return {
        "transform": {"scale": [0.5, 0.5], "translate": [-180, -90]},
        "objects": {
            "countries": {
                "geometries": [
                    {"arcs": [[[0]], [[1]]], "properties": {"iso3": "FJI", "name": "Fiji", "disputed": "why"}}
                ]
            }
        },
        # Two boxes: 178 W to 178 E across the antimeridian, and a small one.
        "arcs": [[[716, 140], [0, 8], [8, 0], [0, -8], [-8, 0]], [[0, 0], [0, 1], [1, 0], [0, -1], [-1, 0]]],
        "disputed_parts": [{"area": "a", "text": "t", "drawn_in": "FJI", "form": "point", "outline": [[1, 2]]}],
    }


def test_decodes_steps_into_degrees():
    atlas = decode(topology())
    assert atlas.rings(atlas.shape("FJI").polygons[0])[0][0].tolist() == [178, -20]
    assert atlas.shape("FJI").disputed == "why"
    assert atlas.disputed_parts[0].outline.tolist() == [[1, 2]]


def test_largest_polygon_is_found_across_the_antimeridian():
    land = main_land(decode(topology()), "FJI")
    assert abs(land.longitude) == pytest.approx(180, abs=1e-3)
    assert land.latitude == pytest.approx(-18, abs=0.05)
    assert land.area == pytest.approx(spherical_area(178, -20, 182, -16), rel=1e-3)


def test_unknown_shape_and_broken_topology_are_refused():
    with pytest.raises(UnknownNameError, match="FJI"):
        decode(topology()).shape("FJX")
    with pytest.raises(DataError, match="arcs"):
        decode({"transform": {"scale": [1, 1], "translate": [0, 0]}})


def test_mean_direction_of_points_around_the_antimeridian():
    assert abs(direction(np.array([[179.0, 0.0], [-179.0, 0.0]]))[0]) == pytest.approx(180)


def test_centroid_of_a_box():
    assert np.allclose(centroid(np.array([[0.0, 0], [0, 2], [4, 2], [4, 0], [0, 0]])), [2, 1])


class TestCutting:
    RADIUS = 4000.0

    def cut_area(self, shape, centre):
        ring = LambertAzimuthalEqualArea(*centre).forward(box(*shape, step=1.0))  # type: ignore[misc]
        # Under the even-odd rule the areas of nested rings are taken from each other.
        areas = sorted((abs(signed_area(piece)) for piece in cut_to_disk(ring, self.RADIUS)), reverse=True)
        return sum(area * (-1) ** n for n, area in enumerate(areas))

    def test_near_ring_is_left_alone(self):
        assert self.cut_area((-5, -5, 5, 5), (0, 0)) == pytest.approx(spherical_area(-5, -5, 5, 5), rel=1e-3)

    def test_far_ring_vanishes(self):
        assert self.cut_area((60, -5, 70, 5), (0, 0)) == 0

    def test_ring_around_the_opposite_point_vanishes_instead_of_filling_the_map(self):
        assert self.cut_area((175, -5, 185, 5), (0, 0)) == 0

    def test_hemisphere_is_half_the_disk(self):
        half = np.pi * self.RADIUS**2 / 2
        assert self.cut_area((0, -89.9, 120, 89.9), (0, 0)) == pytest.approx(half, rel=0.01)

    def test_ring_around_the_whole_frame_fills_it(self):
        disk = np.pi * self.RADIUS**2
        assert self.cut_area((-80, -80, 80, 80), (0, 0)) == pytest.approx(disk, rel=0.01)

    def test_all_but_a_near_box_is_the_disk_less_the_box(self):
        # The same line run the other way bounds the rest of the globe, with the opposite point in it.
        ring = LambertAzimuthalEqualArea(0, 0).forward(box(-5, -5, 60, 5))[::-1]
        outer, disk = cut_to_disk(ring, self.RADIUS)
        assert winding(outer) == 1
        assert abs(signed_area(disk)) == pytest.approx(np.pi * self.RADIUS**2, rel=0.01)
        assert np.hypot(*outer.T).max() <= self.RADIUS * (1 + 1e-9)

    @given(LONGITUDES, st.floats(-85, 85))
    def test_what_is_cut_never_lies_outside(self, longitude, latitude):
        ring = LambertAzimuthalEqualArea(longitude, latitude).forward(box(-30, -20, 40, 35, step=2.0))
        for piece in cut_to_disk(ring, self.RADIUS):
            assert np.hypot(*piece.T).max() <= self.RADIUS * (1 + 1e-9)
            assert np.allclose(piece[0], piece[-1])

    def test_rectangle(self):
        ring = np.array([[0.0, 0], [0, 10], [10, 10], [10, 0], [0, 0]])
        cut = cut_to_rectangle(ring, (5, -1), (20, 5))
        assert abs(signed_area(cut)) == pytest.approx(25)
        assert len(cut_to_rectangle(ring, (11, 11), (12, 12))) == 0
        assert cut_to_rectangle(ring, (-1, -1), (11, 11)) is ring

    def test_simplify_keeps_ends_and_stays_near(self):
        ring = circle(100)
        few = simplify(ring, 1.0)
        assert len(few) < len(ring) / 2
        assert np.allclose((few[0], few[-1]), (ring[0], ring[-1]))
        assert abs(signed_area(few)) == pytest.approx(abs(signed_area(ring)), rel=0.02)
