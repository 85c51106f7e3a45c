"""Numbers that know how little they know: ends, a point where one is known, and what stands behind them."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from equipoise.errors import InputError


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval with an optional point inside.

    Parameters
    ----------
    low, high : float
        Ends; infinite ends are allowed.
    value : float or None
        Point value, or None where the sources fix only the ends.

    Raises
    ------
    InputError
        If the ends are not in order, the point lies outside, or any of them is not a number.

    Notes
    -----
    Arithmetic follows the rules of interval analysis: the result encloses every value that the operands allow,
    taking them as independent. A result has a point only where both operands have one.

    References
    ----------
    Moore, R. E., Kearfott, R. B. & Cloud, M. J. (2009). Introduction to Interval Analysis. SIAM.
    https://doi.org/10.1137/1.9780898717716
    """

    low: float
    high: float
    value: float | None = None

    def __post_init__(self) -> None:
        if math.isnan(self.low) or math.isnan(self.high) or (self.value is not None and math.isnan(self.value)):
            raise InputError(
                f"interval [{self.low}, {self.high}] with point {self.value} holds something that is not a number"
            )
        if self.low > self.high:
            raise InputError(f"interval [{self.low}, {self.high}] has its ends the wrong way round")
        if self.value is not None and not self.low <= self.value <= self.high:
            raise InputError(f"point {self.value} lies outside its interval [{self.low}, {self.high}]")

    @classmethod
    def point(cls, value: float) -> Interval:
        """Return the interval that holds one value."""
        return cls(value, value, value)

    @classmethod
    def around(cls, value: float, half_width: float) -> Interval:
        """Return a value with the same margin on both sides."""
        return cls(value - half_width, value + half_width, value)

    @property
    def width(self) -> float:
        """Length of the interval."""
        return self.high - self.low

    @property
    def midpoint(self) -> float:
        """The point where one is known, else the middle of the ends."""
        return self.value if self.value is not None else (self.low + self.high) / 2

    def __contains__(self, number: float) -> bool:
        return self.low <= number <= self.high

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high, _both(self, other, operator.add))

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low, _both(self, other, operator.sub))

    def scale(self, factor: float) -> Interval:
        """Return the interval times a number."""
        ends = sorted((self.low * factor, self.high * factor))
        return Interval(ends[0], ends[1], None if self.value is None else self.value * factor)

    def divide(self, other: Interval) -> Interval:
        """Return the quotient of two intervals, the divisor above zero.

        Raises
        ------
        InputError
            If the divisor reaches zero or below.
        """
        if other.low <= 0:
            raise InputError(f"cannot divide by the interval [{other.low}, {other.high}]: it reaches zero")
        corners = [end / divisor for end in (self.low, self.high) for divisor in (other.low, other.high)]
        return Interval(min(corners), max(corners), _both(self, other, operator.truediv))

    def clip(self, low: float, high: float) -> Interval:
        """Return the interval with its ends and its point held inside two bounds."""
        return Interval(
            min(max(self.low, low), high),
            min(max(self.high, low), high),
            None if self.value is None else min(max(self.value, low), high),
        )

    def above(self, threshold: float) -> bool | None:
        """Say whether the quantity exceeds a threshold: True, False, or None where the interval straddles it."""
        if self.low > threshold:
            return True
        if self.high <= threshold:
            return False
        return None

    def below(self, threshold: float) -> bool | None:
        """Say whether the quantity lies under a threshold: True, False, or None where the interval straddles it."""
        if self.high < threshold:
            return True
        if self.low >= threshold:
            return False
        return None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A quantity with all that stands behind it.

    Parameters
    ----------
    interval : Interval or None
        The quantity; None where nothing is known.
    year : int or None
        Year described.
    source_ids : tuple of str
        Sources.
    flags : tuple of str
        Marks of quality.
    observation_ids : tuple of str
        Addresses of the rows used.
    unit : str
        Unit of the quantity; empty for a plain count or ratio, or where the place says it.
    period : str
        Years described where they are more than one, such as "2020-24".
    """

    interval: Interval | None
    year: int | None = None
    source_ids: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    observation_ids: tuple[str, ...] = ()
    unit: str = ""
    period: str = ""

    @property
    def low(self) -> float | None:
        """Lower end where it is known and finite."""
        return None if self.interval is None or math.isinf(self.interval.low) else self.interval.low

    @property
    def value(self) -> float | None:
        """Point where one is known."""
        return None if self.interval is None else self.interval.value

    @property
    def high(self) -> float | None:
        """Upper end where it is known and finite."""
        return None if self.interval is None or math.isinf(self.interval.high) else self.interval.high

    @property
    def when(self) -> str:
        """Period or year described, as written; empty where none is known."""
        return self.period or ("" if self.year is None else str(self.year))

    @property
    def missing(self) -> bool:
        """True where neither a point nor a finite end is known."""
        return self.low is None and self.value is None and self.high is None

    @property
    def spread(self) -> bool:
        """True where the interval is wider than a point."""
        if self.low is None or self.high is None:
            return not self.missing and self.value is None
        return self.high > self.low

    @property
    def stale(self) -> bool:
        """True where the number is flagged as old."""
        return "stale" in self.flags

    def extent(self) -> tuple[float, ...]:
        """Return the finite numbers in it, for the fitting of a scale."""
        return tuple(item for item in (self.low, self.value, self.high) if item is not None)


def _both(first: Interval, second: Interval, operation: Callable[[float, float], float]) -> float | None:
    if first.value is None or second.value is None:
        return None
    return operation(first.value, second.value)


def total(parts: Iterable[Interval]) -> Interval:
    """Return the sum of intervals; the empty sum is the point zero."""
    result = Interval.point(0.0)
    for part in parts:
        result = result + part
    return result


def hull(parts: Iterable[Interval]) -> Interval | None:
    """Return the smallest interval that holds all of the given ones, without a point; None for no parts."""
    listed = list(parts)
    if not listed:
        return None
    return Interval(min(part.low for part in listed), max(part.high for part in listed))
