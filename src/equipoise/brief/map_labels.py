"""Labels on a map: where in a shape a name sits best, and which names have room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from equipoise.answers.charts.svg import text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.float64]

_GRID = 25
_LEAST_ROOM = 0.3


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text to be placed.

    Attributes
    ----------
    content : str
        Text.
    x, y : float
        Its centre [px].
    size : float
        Font size [px].
    bold : bool
        Heavy.
    """

    content: str
    x: float
    y: float
    size: float
    bold: bool = False

    def box(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom [px]."""
        half = text_width(self.content, self.size, bold=self.bold) / 2.0
        return self.x - half, self.y - 0.6 * self.size, self.x + half, self.y + 0.6 * self.size


def centre_in_shape(rings: Sequence[Points], content: str, size: float, *, bold: bool = False) -> Label | None:
    """Find the place inside a shape where a text has most room.

    Parameters
    ----------
    rings : sequence of ndarray of shape (n, 2)
        Closed rings of the visible shape [px], filled with the even-odd rule.
    content : str
        Text.
    size : float
        Font size [px].
    bold : bool
        Heavy.

    Returns
    -------
    Label or None
        None if the shape is too small for the text.

    Notes
    -----
    The pole of inaccessibility on a grid, in a plane compressed along the text by the ratio of its sides: there the
    largest circle stands for the largest ellipse of the text's proportions.
    """
    stretch = max(text_width(content, size, bold=bold) / size, 1.0)
    flat = [ring / (stretch, 1.0) for ring in rings]
    corners = np.concatenate(flat)
    low, high = corners.min(axis=0), corners.max(axis=0)
    steps = (np.arange(_GRID) + 0.5) / _GRID
    x, y = np.meshgrid(low[0] + steps * (high[0] - low[0]), low[1] + steps * (high[1] - low[1]))
    grid = np.column_stack([x.ravel(), y.ravel()])
    grid = grid[inside(grid, flat)]
    if not len(grid):
        return None
    room = _clearance(grid, flat)
    best = int(np.argmax(room))
    if room[best] < _LEAST_ROOM * size:
        return None
    return Label(content, float(grid[best, 0] * stretch), float(grid[best, 1]), size, bold)


def offset_from_shape(
    ring: Points, content: str, size: float, land: Sequence[Points], *, bold: bool = False
) -> Label | None:
    """Find a place beside a small shape where a text stands on the sea alone.

    Parameters
    ----------
    ring : ndarray of shape (n, 2)
        Outline of the shape [px].
    content : str
        Text.
    size : float
        Font size [px].
    land : sequence of ndarray of shape (m, 2)
        Outlines of all land [px].
    bold : bool
        Heavy.

    Returns
    -------
    Label or None
        To the right, left, above or below, whichever is free first; None if none is.
    """
    low, high = ring.min(axis=0), ring.max(axis=0)
    middle = (low + high) / 2.0
    half = text_width(content, size, bold=bold) / 2.0 + 3.0
    places = (
        (high[0] + half, middle[1]),
        (low[0] - half, middle[1]),
        (middle[0], low[1] - 0.8 * size),
        (middle[0], high[1] + 0.8 * size),
    )
    labels = (Label(content, float(x), float(y), size, bold) for x, y in places)
    return next((label for label in labels if not _on_land(label.box(), land)), None)


def _on_land(box: tuple[float, float, float, float], land: Sequence[Points]) -> bool:
    left, top, right, bottom = box
    x, y = np.meshgrid(np.linspace(left, right, 7), np.linspace(top, bottom, 3))
    samples = np.column_stack([x.ravel(), y.ravel()])
    for ring in land:
        low, high = ring.min(axis=0), ring.max(axis=0)
        if low[0] > right or high[0] < left or low[1] > bottom or high[1] < top:
            continue
        strays = (ring[:, 0] >= left) & (ring[:, 0] <= right) & (ring[:, 1] >= top) & (ring[:, 1] <= bottom)
        if strays.any() or inside(samples, [ring]).any():
            return True
    return False


def inside(points: Points, rings: Sequence[Points]) -> NDArray[np.bool_]:
    """Tell which points lie in rings.

    Parameters
    ----------
    points : ndarray of shape (n, 2)
        Points.
    rings : sequence of ndarray of shape (m, 2)
        Closed rings, taken together by the even-odd rule.

    Returns
    -------
    ndarray of shape (n,)
        True for points inside.
    """
    found = np.zeros(len(points), dtype=bool)
    for ring in rings:
        x, y = ring[:-1, 0], ring[:-1, 1]
        dx, dy = np.diff(ring[:, 0]), np.diff(ring[:, 1])
        spans = (y > points[:, 1:]) != (ring[1:, 1] > points[:, 1:])
        meets = x + (points[:, 1:] - y) * dx / np.where(dy == 0, 1.0, dy)
        found ^= np.count_nonzero(spans & (points[:, :1] < meets), axis=1) % 2 == 1
    return found


def _clearance(points: Points, rings: Sequence[Points]) -> Points:
    """Distance of points from the nearest edge."""
    nearest = np.full(len(points), np.inf)
    for ring in rings:
        start, step = ring[:-1], np.diff(ring, axis=0)
        length = np.maximum((step**2).sum(axis=1), 1e-12)
        offset = points[:, None, :] - start
        share = np.clip((offset * step).sum(axis=2) / length, 0.0, 1.0)
        gap = offset - share[:, :, None] * step
        nearest = np.minimum(nearest, np.hypot(gap[..., 0], gap[..., 1]).min(axis=1))
    return nearest


def without_collisions(labels: Iterable[Label], taken: Iterable[Label], width: float, height: float) -> list[Label]:
    """Keep the labels that fit in the frame and hide none kept before.

    Parameters
    ----------
    labels : iterable of Label
        The most important first.
    taken : iterable of Label
        Labels that stand already.
    width, height : float
        Frame [px].

    Returns
    -------
    list of Label
        Those kept, in the same order.
    """
    boxes = [label.box() for label in taken]
    kept = []
    for label in labels:
        left, top, right, bottom = box = label.box()
        framed = left >= 2 and top >= 2 and right <= width - 2 and bottom <= height - 2
        if framed and not any(_overlap(box, other) for other in boxes):
            boxes.append(box)
            kept.append(label)
    return kept


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
