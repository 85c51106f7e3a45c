"""The frame of a map: from the globe to pixels, cut to what is seen, and thinned to what a reader can tell apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from equipoise.brief.clipping import cut_to_disk, cut_to_rectangle, simplify
from equipoise.brief.geography import LambertAzimuthalEqualArea, Outlines, densify, signed_area, stitch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.float64]

_BLEED_PX = 6.0
_TOLERANCE_PX = 0.4
_LEAST_AREA_PX2 = 1.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle about the centre of a projection.

    Attributes
    ----------
    projection : LambertAzimuthalEqualArea
        Its origin is the middle of the frame.
    width, height : float
        [px].
    km_per_px : float
        Scale at the centre.
    """

    projection: LambertAzimuthalEqualArea
    width: float
    height: float
    km_per_px: float

    @property
    def disk_km(self) -> float:
        """Radius about the centre beyond which nothing is drawn [km on the map]."""
        corner = np.hypot(self.width / 2.0 + _BLEED_PX, self.height / 2.0 + _BLEED_PX) * self.km_per_px
        # The rim of the whole globe, where directions lose their meaning, is never reached.
        return float(min(corner, 1.98 * self.projection.radius))

    def pixels(self, plane: Points) -> Points:
        """Turn kilometres east and north of the centre into pixels right and down of the upper left corner."""
        middle = np.array([self.width / 2.0, self.height / 2.0])
        pixels: Points = middle + plane * (1.0 / self.km_per_px, -1.0 / self.km_per_px)
        return pixels

    def place(self, longitude: float, latitude: float) -> tuple[float, float] | None:
        """Return where a point of the globe is drawn [px], or None if that is outside the frame."""
        x, y = self.pixels(self.projection.forward(np.array([[longitude, latitude]])))[0]
        return (float(x), float(y)) if 0 <= x <= self.width and 0 <= y <= self.height else None

    def line(self, coordinates: Sequence[tuple[float, float]]) -> list[Points]:
        """Return the runs of a line of longitudes and latitudes that lie near the frame [px]."""
        plane = self.projection.forward(densify(np.asarray(coordinates, dtype=np.float64).reshape(-1, 2)))
        near = np.hypot(plane[:, 0], plane[:, 1]) <= self.disk_km
        breaks = np.flatnonzero(np.diff(near.astype(int))) + 1
        runs = np.split(np.arange(len(plane)), breaks)
        return [self.pixels(plane[run]) for run in runs if near[run[0]] and len(run) > 1]

    def outline(self, coordinates: Points) -> list[Points]:
        """Return the rings, cut to the frame [px], of an outline given as longitude and latitude [degree]."""
        closed = np.concatenate([coordinates, coordinates[:1]])
        plane = self.projection.forward(densify(closed))
        # A closed line of either direction: outer rings of the atlas run clockwise.
        return self._cut([plane if signed_area(plane) < 0 else plane[::-1]])

    def shapes(self, atlas: Outlines) -> dict[str, list[list[Points]]]:
        """Project an atlas.

        Parameters
        ----------
        atlas : Outlines
            Outlines.

        Returns
        -------
        dict of str to list of list of ndarray
            ISO3 code -> visible polygons, each a list of closed rings [px]; what is not seen is left out.
        """
        arcs = [self._thinned(self.projection.forward(densify(arc))) for arc in atlas.arcs]
        seen = {}
        for iso3, shape in atlas.shapes.items():
            cut = [self._cut([stitch(arcs, ring) for ring in polygon]) for polygon in shape.polygons]
            polygons = [rings for rings in cut if rings]
            if polygons:
                seen[iso3] = polygons
        return seen

    def _thinned(self, plane: Points) -> Points:
        near = np.hypot(plane[:, 0], plane[:, 1]) <= self.disk_km
        return simplify(plane, _TOLERANCE_PX * self.km_per_px) if near.any() else plane

    def _cut(self, rings: Sequence[Points]) -> list[Points]:
        """Cut the rings of one polygon, the outer one first, to the frame with a bleed; leave out specks."""
        low = (-_BLEED_PX, -_BLEED_PX)
        high = (self.width + _BLEED_PX, self.height + _BLEED_PX)
        kept = []
        for number, ring in enumerate(rings):
            for piece in cut_to_disk(ring, self.disk_km, hole=number > 0):
                seen = cut_to_rectangle(self.pixels(piece), low, high)
                if len(seen) and abs(signed_area(seen)) >= _LEAST_AREA_PX2:
                    kept.append(seen)
        return kept


def path_data(lines: Iterable[Points], *, closed: bool = True) -> str:
    """Write lines as the data of an SVG path, in steps of a tenth of a pixel.

    Parameters
    ----------
    lines : iterable of ndarray of shape (n, 2)
        Lines or closed rings [px].
    closed : bool
        Close each; a last point that repeats the first is left out.

    Returns
    -------
    str
        Path data with relative steps.
    """
    written = []
    for line in lines:
        tenths = np.rint(line * 10.0).astype(int)
        steps = np.diff(tenths, axis=0)
        steps = steps[np.any(steps != 0, axis=1)]
        if closed:
            steps = steps[:-1]
        tail = f"l{_numbers(steps)}" if len(steps) else ""
        written.append(f"M{_numbers(tenths[:1])}{tail}{'z' if closed else ''}")
    return "".join(written)


def _numbers(tenths: NDArray[np.int_]) -> str:
    """Write tenths in as few letters as SVG allows: no zero before the point, no space before a minus sign."""
    texts = (f"{number / 10:g}".replace("0.", ".", 1 if abs(number) < 10 else 0) for number in tenths.ravel().tolist())
    return " ".join(texts).replace(" -", "-")
