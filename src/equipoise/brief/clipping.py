"""Rings and lines in the plane: cut to a disk and to a rectangle, and thinned so that neighbours still meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

_ARC_STEP = np.radians(4.0)
_FEWEST = 4


def circle(radius: float) -> Points:
    """Return a closed circle about the origin."""
    angles = np.linspace(0.0, 2.0 * np.pi, 91)
    return radius * np.column_stack([np.cos(angles), np.sin(angles)])


def winding(ring: Points) -> int:
    """Return how often a closed ring runs around the origin, counter-clockwise positive."""
    return round(float(np.sum(_turns(np.arctan2(ring[:, 1], ring[:, 0]))) / (2.0 * np.pi)))


def cut_to_disk(ring: Points, radius: float, *, hole: bool = False) -> list[Points]:
    """Cut one ring of an azimuthal map to a disk about the centre.

    Parameters
    ----------
    ring : ndarray of shape (n, 2)
        Closed ring, all of it projected, the far side too.
    radius : float
        Radius of the disk, in the unit of the ring.
    hole : bool
        The ring is a hole: it runs counter-clockwise (y upwards) where an outer ring runs clockwise.

    Returns
    -------
    list of ndarray
        Rings to be filled with the even-odd rule; empty if nothing of the surface lies in the disk.

    Notes
    -----
    What lies outside is moved inwards onto the circle in its own direction, which leaves the winding about every point
    inside unchanged. A ring around the point opposite the centre bounds, in the plane, the complement of its surface;
    its reversed winding about the origin betrays it, and the disk is added, which inverts it under the even-odd rule.
    """
    turns = winding(ring)
    inverted = turns == (-1 if hole else 1)
    inside = np.hypot(ring[:, 0], ring[:, 1]) <= radius
    if inside.all():
        return [ring]
    if not inside.any() and (turns == 0 or inverted):
        return []
    held = _held(ring, inside, radius)
    return [held, circle(radius)] if inverted else [held]


def _held(ring: Points, inside: NDArray[np.bool_], radius: float) -> Points:
    """Move the outer points of a ring onto the circle, adding points where it crosses and along the circle."""
    pieces = [ring[:1] if inside[0] else _onto(ring[:1], radius)]
    for n in range(len(ring) - 1):
        start, end = ring[n : n + 1], ring[n + 1 : n + 2]
        if inside[n] and inside[n + 1]:
            pieces.append(end)
        elif inside[n]:
            met, last = _crossing(start, end, radius), _onto(end, radius)
            pieces += [met, _along(met, last, radius), last]
        elif inside[n + 1]:
            met = _crossing(end, start, radius)
            pieces += [_along(_onto(start, radius), met, radius), met, end]
        else:
            last = _onto(end, radius)
            pieces += [_along(_onto(start, radius), last, radius), last]
    return np.concatenate(pieces)


def _onto(point: Points, radius: float) -> Points:
    moved: Points = point * (radius / np.hypot(point[:, 0], point[:, 1]))[:, None]
    return moved


def _crossing(inner: Points, outer: Points, radius: float) -> Points:
    """Where a segment from inside to outside meets the circle; all points here have the shape (1, 2)."""
    step = outer - inner
    a, b, c = (step**2).sum(), (inner * step).sum(), (inner**2).sum() - radius**2
    crossing: Points = inner + (-b + np.sqrt(b * b - a * c)) / a * step
    return crossing


def _along(first: Points, last: Points, radius: float) -> Points:
    """Points on the circle between two points of it, the short way, without the ends."""
    ends = np.concatenate([first, last])
    angles = np.arctan2(ends[:, 1], ends[:, 0])
    turn = _turns(angles)[0]
    count = int(abs(turn) / _ARC_STEP)
    between = angles[0] + turn * np.arange(1, count + 1) / (count + 1)
    return radius * np.column_stack([np.cos(between), np.sin(between)])


def _turns(angles: Points) -> Points:
    turns: Points = (np.diff(angles) + np.pi) % (2.0 * np.pi) - np.pi
    return turns


def cut_to_rectangle(ring: Points, low: tuple[float, float], high: tuple[float, float]) -> Points:
    """Cut a closed ring to a rectangle.

    Parameters
    ----------
    ring : ndarray of shape (n, 2)
        Closed ring.
    low, high : tuple of float
        Corners with the least and the greatest coordinates.

    Returns
    -------
    ndarray of shape (m, 2)
        Closed ring, its parts joined along the edges of the rectangle; empty if it lies outside.

    References
    ----------
    Sutherland, I. E. & Hodgman, G. W. (1974). Reentrant polygon clipping. Communications of the ACM, 17(1), 32-42.
    https://doi.org/10.1145/360767.360802
    """
    for axis in (0, 1):
        for bound, sign in ((low[axis], 1.0), (high[axis], -1.0)):
            ring = _cut_to_half(ring, axis, bound, sign)
            if len(ring) < _FEWEST:
                return np.empty((0, 2))
    return ring


def _cut_to_half(ring: Points, axis: int, bound: float, sign: float) -> Points:
    depth = sign * (ring[:, axis] - bound)
    if (depth >= 0).all():
        return ring
    inside = depth >= 0
    start, end = ring[:-1], ring[1:]
    crosses = inside[:-1] != inside[1:]
    gap = np.where(crosses, depth[:-1] - depth[1:], 1.0)
    met = start + (depth[:-1] / gap)[:, None] * (end - start)
    # For each edge: the crossing if there is one, then its end if that lies inside.
    both = np.stack([met, end], axis=1).reshape(-1, 2)
    kept = both[np.stack([crosses, inside[1:]], axis=1).reshape(-1)]
    return np.concatenate([kept, kept[:1]]) if len(kept) else kept


def simplify(line: Points, tolerance: float) -> Points:
    """Drop points that lie within a tolerance of the line through those kept; the ends stay.

    Parameters
    ----------
    line : ndarray of shape (n, 2)
        Line, or a closed ring.
    tolerance : float
        Greatest distance, in the unit of the line.

    Returns
    -------
    ndarray of shape (m, 2)
        The points kept.

    References
    ----------
    Douglas, D. H. & Peucker, T. K. (1973). Algorithms for the reduction of the number of points required to represent a
    digitized line or its caricature. Cartographica, 10(2), 112-122. https://doi.org/10.3138/FM57-6770-U75U-7727
    """
    last = len(line) - 1
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, last]] = True
    spans = [(0, last)]
    while spans:
        first, final = spans.pop()
        if final - first < 2:
            continue
        far = _distances(line[first + 1 : final], line[first], line[final])
        furthest = int(np.argmax(far))
        if far[furthest] > tolerance:
            middle = first + 1 + furthest
            keep[middle] = True
            spans += [(first, middle), (middle, final)]
    return line[keep]


def _distances(points: Points, start: Points, end: Points) -> Points:
    """Distance of points from the line through two others, or from the one where both are the same."""
    base = end - start
    length = np.hypot(*base)
    offset = points - start
    if length == 0:
        distances: Points = np.hypot(offset[:, 0], offset[:, 1])
    else:
        distances = np.abs(base[0] * offset[:, 1] - base[1] * offset[:, 0]) / length
    return distances
