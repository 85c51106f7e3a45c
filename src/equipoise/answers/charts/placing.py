"""Places for labels beside round marks, so that no label lies on a mark or on another label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LINE = 15.0
MOST_STEPS = 4


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a drawing.

    Parameters
    ----------
    left, top, right, bottom : float
        Edges [px].
    """

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, radius: float) -> Box:
        """Return the box that holds a disc."""
        return cls(x - radius, y - radius, x + radius, y + radius)

    def meets(self, other: Box) -> bool:
        """Say whether two boxes overlap."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def gap_to(self, x: float, y: float) -> float:
        """Return the distance of a point from the box, zero inside [px]."""
        across = max(self.left - x, 0.0, x - self.right)
        along = max(self.top - y, 0.0, y - self.bottom)
        return float((across**2 + along**2) ** 0.5)

    def nearest_y(self, y: float) -> float:
        """Return the edge, top or bottom, that is nearer to a height."""
        return self.top if abs(self.top - y) < abs(self.bottom - y) else self.bottom


def place(spot: tuple[float, float], radius: float, width: float, taken: Sequence[Box], frame: Box) -> Box | None:
    """Return a place for one line of text beside a disc.

    Parameters
    ----------
    spot : (float, float)
        Centre of the disc [px].
    radius : float
        Its size [px].
    width : float
        Width of the text [px].
    taken : sequence of Box
        Marks and labels that must stay free.
    frame : Box
        Edges that the label must not cross.

    Returns
    -------
    Box or None
        The nearest free place; None where no place near by is free.
    """
    wanted = (_held(box, frame) for box in _candidates(*spot, radius, width))
    return next((box for box in wanted if not any(box.meets(other) for other in taken)), None)


def _candidates(x: float, y: float, radius: float, width: float) -> Iterator[Box]:
    """Yield places right, left, above and below, then farther and farther up and down."""
    half = LINE / 2
    yield Box(x + radius + 4, y - half, x + radius + 4 + width, y + half)
    yield Box(x - radius - 4 - width, y - half, x - radius - 4, y + half)
    for step in range(MOST_STEPS):
        away = radius + 3 + step * LINE
        for left in (x - width / 2, x + 4, x - width - 4):
            yield Box(left, y - away - LINE, left + width, y - away)
            yield Box(left, y + away, left + width, y + away + LINE)


def _held(box: Box, frame: Box) -> Box:
    """Move a box sideways and up or down until it lies inside a frame."""
    across = max(frame.left - box.left, 0.0) - max(box.right - frame.right, 0.0)
    along = max(frame.top - box.top, 0.0) - max(box.bottom - frame.bottom, 0.0)
    return Box(box.left + across, box.top + along, box.right + across, box.bottom + along)
