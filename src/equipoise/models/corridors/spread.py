"""A quantity with its ends, as a triangular law."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ThreePointEstimate:
    """A quantity with its ends: low, likeliest and high.

    Parameters
    ----------
    low, mode, high : float
        Ends and likeliest value, in the order low <= mode <= high.
    """

    low: float
    mode: float
    high: float

    @property
    def mean(self) -> float:
        """Mean of the triangular law."""
        return (self.low + self.mode + self.high) / 3

    @property
    def variance(self) -> float:
        """Variance of the triangular law."""
        a, b, c = self.low, self.high, self.mode
        return max(0.0, (a * a + b * b + c * c - a * b - a * c - b * c) / 18)

    def scale(self, factor: float) -> ThreePointEstimate:
        """Return the quantity times a factor."""
        return ThreePointEstimate(self.low * factor, self.mode * factor, self.high * factor)


NOTHING = ThreePointEstimate(0.0, 0.0, 0.0)
