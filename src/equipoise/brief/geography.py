"""Outlines on the globe: TopoJSON decoded to longitude and latitude, and an equal-area projection of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from equipoise.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.float64]

EARTH_RADIUS_KM = 6371.0072
"""Radius of the sphere that has the area of the WGS 84 ellipsoid [km]."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The outline of a state or area.

    Attributes
    ----------
    iso3, name : str
        Code and short name.
    polygons : tuple of tuple of tuple of int
        Polygons, each an outer ring and holes, each ring the numbers of its arcs (``~n``: arc n reversed).
    disputed : str or None
        Who controls and who claims it, if it is contested as a whole.
    """

    iso3: str
    name: str
    polygons: tuple[tuple[tuple[int, ...], ...], ...]
    disputed: str | None = None


@dataclass(frozen=True, slots=True)
class DisputedPart:
    """A contested part of a shape, or a point in it.

    Attributes
    ----------
    area, text : str
        Its name; who controls and who claims it.
    drawn_in : str
        ISO3 code of the shape that holds it.
    outline : ndarray of shape (n, 2)
        Approximate outline, longitude and latitude [degree]; one row for a point.
    """

    area: str
    text: str
    drawn_in: str
    outline: Points


@dataclass(frozen=True, slots=True)
class Outlines:
    """Decoded outlines; neighbours share the arcs of their border.

    Attributes
    ----------
    arcs : tuple of ndarray of shape (n, 2)
        Longitude and latitude [degree].
    shapes : mapping of str to Shape
        By ISO3 code.
    disputed_parts : tuple of DisputedPart
        Contested parts of shapes.
    """

    arcs: tuple[Points, ...]
    shapes: Mapping[str, Shape]
    disputed_parts: tuple[DisputedPart, ...] = ()

    def shape(self, iso3: str) -> Shape:
        """Return a shape.

        Raises
        ------
        UnknownNameError
            If the atlas does not draw that state.
        """
        if iso3 not in self.shapes:
            raise UnknownNameError("shape", iso3, self.shapes)
        return self.shapes[iso3]

    def rings(self, polygon: Sequence[Sequence[int]]) -> list[Points]:
        """Return the closed rings of a polygon as longitude and latitude [degree], the outer one first."""
        return [stitch(self.arcs, ring) for ring in polygon]


def decode(topology: Mapping[str, Any]) -> Outlines:
    """Decode a topology.

    Parameters
    ----------
    topology : mapping
        Quantised TopoJSON with the object `countries`, as `equipoise.sources.shapes.read` gives it.

    Returns
    -------
    Outlines
        Arcs in degrees, and shapes by code.

    Raises
    ------
    DataError
        If a part is missing or malformed.
    """
    try:
        scale = np.asarray(topology["transform"]["scale"], dtype=np.float64)
        origin = np.asarray(topology["transform"]["translate"], dtype=np.float64)
        arcs = tuple(np.cumsum(np.asarray(arc, dtype=np.float64), axis=0) * scale + origin for arc in topology["arcs"])
        shapes = [_shape(geometry) for geometry in topology["objects"]["countries"]["geometries"]]
        parts = tuple(_part(part) for part in topology.get("disputed_parts", []))
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"shapes: not a topology of countries ({type(error).__name__}: {error})") from error
    return Outlines(arcs, {shape.iso3: shape for shape in shapes}, parts)


def _shape(geometry: Mapping[str, Any]) -> Shape:
    polygons = tuple(tuple(tuple(ring) for ring in polygon) for polygon in geometry["arcs"])
    properties = geometry["properties"]
    return Shape(properties["iso3"], properties["name"], polygons, properties.get("disputed"))


def _part(part: Mapping[str, Any]) -> DisputedPart:
    outline = np.asarray(part["outline"], dtype=np.float64).reshape(-1, 2)
    return DisputedPart(part["area"], part["text"], part["drawn_in"], outline)


def stitch(arcs: Sequence[Points], ring: Sequence[int]) -> Points:
    """Join the arcs of a ring; the point that two arcs share is kept once.

    Parameters
    ----------
    arcs : sequence of ndarray of shape (n, 2)
        All arcs, in any coordinates.
    ring : sequence of int
        Numbers of the arcs in order; ``~n`` is arc n reversed.

    Returns
    -------
    ndarray of shape (m, 2)
        Closed ring: the last point is the first.
    """
    pieces = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in ring]
    return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])


def densify(points: Points, step: float = 1.0) -> Points:
    """Add points on long edges, so that a straight line of the map data stays one when projected.

    Parameters
    ----------
    points : ndarray of shape (n, 2)
        Longitude and latitude [degree]. An edge across the antimeridian goes the short way.
    step : float
        Longest edge left [degree].

    Returns
    -------
    ndarray of shape (m, 2)
        Longitudes may run beyond 180 degrees.
    """
    longitudes = np.unwrap(points[:, 0], period=360.0)
    line = np.column_stack([longitudes, points[:, 1]])
    lengths = np.abs(np.diff(line, axis=0)).max(axis=1, initial=0.0)
    counts = np.maximum(np.ceil(lengths / step), 1).astype(int)
    places = np.concatenate([n + np.arange(count) / count for n, count in enumerate(counts)] + [[len(counts)]])
    numbers = np.arange(len(line))
    return np.column_stack([np.interp(places, numbers, line[:, axis]) for axis in (0, 1)])


@dataclass(frozen=True, slots=True)
class LambertAzimuthalEqualArea:
    """Lambert's azimuthal equal-area projection of the sphere, centred anywhere.

    Parameters
    ----------
    longitude, latitude : float
        Centre [degree].
    radius : float
        Radius of the sphere [km].

    Notes
    -----
    With c the angle from the centre, a point lies at the distance 2 R sin(c/2) from the origin, in its true direction;
    every area is kept. The point opposite the centre has no place: it becomes the circle of radius 2 R.

    References
    ----------
    Snyder, J. P. (1987). Map Projections: A Working Manual. USGS Professional Paper 1395, equations 22-4, 22-5,
    24-2 to 24-4 and 24-16. https://doi.org/10.3133/pp1395
    """

    longitude: float
    latitude: float
    radius: float = EARTH_RADIUS_KM

    def forward(self, points: Points) -> Points:
        """Project points.

        Parameters
        ----------
        points : ndarray of shape (n, 2)
            Longitude and latitude [degree].

        Returns
        -------
        ndarray of shape (n, 2)
            East and north of the centre [km]; finite everywhere, and at the point opposite the centre in an
            arbitrary direction.
        """
        away = np.radians(points[:, 0] - self.longitude)
        phi, phi1 = np.radians(points[:, 1]), np.radians(self.latitude)
        cos_c = np.sin(phi1) * np.sin(phi) + np.cos(phi1) * np.cos(phi) * np.cos(away)
        # Rounding must not reach zero, where the scale has its pole.
        stretch = np.sqrt(2.0 / np.maximum(1.0 + cos_c, 1e-12))
        east = np.cos(phi) * np.sin(away)
        north = np.cos(phi1) * np.sin(phi) - np.sin(phi1) * np.cos(phi) * np.cos(away)
        plane: Points = self.radius * stretch[:, None] * np.column_stack([east, north])
        return plane

    def inverse(self, plane: Points) -> Points:
        """Return the longitude, within 180 degrees of zero, and latitude of projected points [degree].

        Parameters
        ----------
        plane : ndarray of shape (n, 2)
            East and north of the centre [km], at most two radii away.

        Returns
        -------
        ndarray of shape (n, 2)
            Longitude and latitude [degree].
        """
        x, y = plane[:, 0], plane[:, 1]
        rho = np.hypot(x, y)
        c = 2.0 * np.arcsin(np.clip(rho / (2.0 * self.radius), 0.0, 1.0))
        phi1 = np.radians(self.latitude)
        # At the centre itself the direction does not matter, as sin(c) is zero.
        up = np.divide(y, rho, out=np.zeros_like(y), where=rho > 0)
        phi = np.arcsin(np.clip(np.cos(c) * np.sin(phi1) + up * np.sin(c) * np.cos(phi1), -1.0, 1.0))
        across = rho * np.cos(phi1) * np.cos(c) - y * np.sin(phi1) * np.sin(c)
        away = np.arctan2(x * np.sin(c), across)
        longitude = (self.longitude + np.degrees(away) + 180.0) % 360.0 - 180.0
        return np.column_stack([longitude, np.degrees(phi)])

    def distance(self, angle: float) -> float:
        """Return how far from the origin a point at an angle from the centre lies [km].

        Parameters
        ----------
        angle : float
            Angle [radian].
        """
        return float(2.0 * self.radius * np.sin(angle / 2.0))


def signed_area(ring: Points) -> float:
    """Return the area of a closed ring in the plane, positive if it runs counter-clockwise (y upwards)."""
    x, y = ring[:, 0], ring[:, 1]
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2.0)


def centroid(ring: Points) -> Points:
    """Return the centre of mass of the surface in a closed ring in the plane, shape (2,)."""
    x, y = ring[:, 0], ring[:, 1]
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    return np.array([np.sum((x[:-1] + x[1:]) * cross), np.sum((y[:-1] + y[1:]) * cross)]) / (3.0 * np.sum(cross))


def direction(points: Points) -> tuple[float, float]:
    """Return the longitude and latitude of the mean direction of points on the globe [degree]."""
    longitude, latitude = np.radians(points[:, 0]), np.radians(points[:, 1])
    x, y = np.sum(np.cos(latitude) * np.cos(longitude)), np.sum(np.cos(latitude) * np.sin(longitude))
    z = np.sum(np.sin(latitude))
    return float(np.degrees(np.arctan2(y, x))), float(np.degrees(np.arctan2(z, np.hypot(x, y))))


@dataclass(frozen=True, slots=True)
class MainLand:
    """The largest polygon of a shape.

    Attributes
    ----------
    longitude, latitude : float
        Its centre of mass [degree].
    area : float
        Without holes [km2].
    across, along : float
        Greatest distance of its outline east or west, and north or south, of the centre on the map [km].
    """

    longitude: float
    latitude: float
    area: float
    across: float
    along: float


def main_land(atlas: Outlines, iso3: str) -> MainLand:
    """Find the largest polygon of a shape, and its centre.

    Parameters
    ----------
    atlas : Outlines
        Outlines.
    iso3 : str
        Code of the shape.

    Returns
    -------
    MainLand
        Centre, area and extent.

    Raises
    ------
    UnknownNameError
        If the atlas does not draw that state.
    """
    found = [_measured(densify(atlas.rings(polygon)[0])) for polygon in atlas.shape(iso3).polygons]
    return max((land for land in found if land is not None), key=lambda land: land.area)


def _measured(ring: Points) -> MainLand | None:
    """Measure a ring; None if it encloses nothing."""
    near = LambertAzimuthalEqualArea(*direction(ring))
    plane = near.forward(ring)
    area = abs(signed_area(plane))
    if area == 0:
        return None
    longitude, latitude = near.inverse(centroid(plane)[None, :])[0]
    across, along = np.abs(LambertAzimuthalEqualArea(longitude, latitude).forward(ring)).max(axis=0)
    return MainLand(float(longitude), float(latitude), area, float(across), float(along))
