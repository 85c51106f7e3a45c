"""The one way in which an answer writes a number: point, interval, unit and year, in the terminal as on a page."""

from __future__ import annotations

import math
from dataclasses import dataclass

from equipoise.errors import DataError
from equipoise.interval import Estimate, Interval

NO_DATA = "no data"
NO_BREAK = "\N{NO-BREAK SPACE}"


def format_figure(figure: float, digits: int | None = None, figures: int = 0) -> str:
    """Write one figure with a comma between thousands and a true minus sign.

    Parameters
    ----------
    figure : float
        Finite number.
    digits : int or None
        Decimals; None keeps two to three significant figures and drops idle zeros.
    figures : int
        Significant figures that are kept where the decimals alone would leave fewer, as in the score of a rare event.
    """
    if digits is not None:
        if figures and figure:
            digits = max(digits, figures - 1 - math.floor(math.log10(abs(figure))))
        text = f"{figure:,.{digits}f}"
    else:
        text = f"{figure:,.{_decimals(abs(figure))}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    negative = text.startswith("-")
    digits_only = text.lstrip("-")
    is_zero = not digits_only.strip("0.,")
    return f"−{digits_only}" if negative and not is_zero else digits_only


def _decimals(size: float) -> int:
    if size >= 100:
        return 0
    if size >= 1:
        return 1
    if size >= 0.1 or size == 0:
        return 2
    return 1 - math.floor(math.log10(size))


def format_estimate(
    estimate: Estimate,
    digits: int | None = None,
    *,
    figures: int = 0,
    with_unit: bool = True,
    with_interval: bool = True,
    with_age: bool = True,
    with_year: bool = False,
) -> str:
    """Write a quantity: ``21.3 % (20.8–21.8)``, ``2.8–44 %``, ``at least 5``, ``no data``, ``4 % (stale: 2014)``.

    Parameters
    ----------
    estimate : Estimate
        What to write.
    digits : int or None
        Decimals; None keeps two to three significant figures.
    figures : int
        Significant figures that are kept where the decimals alone would leave fewer.
    with_unit, with_interval, with_age : bool
        Leave a part out where the place already says it; the age is written for old figures only.
    with_year : bool
        Write the year described after any figure: ``21.3 % (20.8–21.8), 2023``.

    Returns
    -------
    str
        Plain text; the space before the unit does not break.
    """
    if estimate.missing:
        return NO_DATA
    unit = f"{NO_BREAK}{estimate.unit}" if with_unit and estimate.unit else ""
    text = f"{_body(estimate, digits, figures)}{unit}"
    if with_interval and estimate.value is not None and estimate.spread:
        text += f" ({_range(estimate, digits, figures)})"
    if with_age and estimate.stale:
        return text + (f" (stale: {estimate.when})" if estimate.when else " (stale)")
    return f"{text}, {estimate.when}" if with_year and estimate.when else text


def format_interval(interval: Interval | None, unit: str = "", digits: int | None = None) -> str:
    """Write an interval, or that nothing is known."""
    return format_estimate(Estimate(interval, unit=unit), digits)


def percent(probability: Interval | None, digits: int = 0) -> str:
    """Write a probability as per cent with its interval."""
    return format_interval(None if probability is None else probability.scale(100), "%", digits)


def _body(estimate: Estimate, digits: int | None, figures: int) -> str:
    if estimate.value is not None:
        return format_figure(estimate.value, digits, figures)
    return _range(estimate, digits, figures)


def _range(estimate: Estimate, digits: int | None, figures: int) -> str:
    low, high = estimate.low, estimate.high
    if low is None or high is None:
        if low is not None:
            return f"at least {format_figure(low, digits, figures)}"
        return f"at most {format_figure(high or 0.0, digits, figures)}"
    ends = [format_figure(end, digits, figures) for end in (low, high)]
    if ends[0] == ends[1]:
        return ends[0]
    # A dash beside a minus sign cannot be read.
    return (" to " if ends[0].startswith("−") else "–").join(ends)


DRAWN = frozenset({"stale", "interval", "no_data", "self"})
"""Flags that a drawing shows by itself: an old number is pale with its year, a mere interval an open band."""
HOW_MADE = frozenset({"rounded", "derived", "top5", "cut_list", "day_assumed", "named_supplier"})
"""Flags that say how a number was made and not that it is doubtful; the interval shows what they mean."""


def starring_flags(flags: tuple[str, ...]) -> tuple[str, ...]:
    """Return the flags for which a drawing must star a number; numbered ones give a place and are told in words."""
    quiet = DRAWN | HOW_MADE
    return tuple(flag for flag in flags if flag not in quiet and not flag.rpartition("_")[2].isdigit())


def star(number: Estimate | Number) -> str:
    """Return an asterisk for a number with such a flag, else nothing."""
    return "*" if starring_flags(number.flags) else ""


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity as a section of the old page model holds it; an `Estimate` with decimals.

    Parameters
    ----------
    value : float or None
        Point, or None where none is known.
    low, high : float or None
        Ends of the interval; None or infinite where that side is open.
    unit : str
        Written after the number; empty for a plain count or ratio.
    digits : int or None
        Decimals; None writes two to three significant figures.
    year : int, str or None
        Year or period that the number describes.
    flags : tuple of str
        Marks of quality, such as ``stale`` or ``recalled``.
    source_ids : tuple of str
        Ids of sources.

    Raises
    ------
    DataError
        If something in it is not a number, or the point and the ends are not in order.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    digits: int | None = None
    year: int | str | None = None
    flags: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        known = [item for item in (self.low, self.value, self.high) if item is not None]
        if any(math.isnan(item) for item in known) or (self.value is not None and math.isinf(self.value)):
            raise DataError(f"number {self.low} / {self.value} / {self.high} holds something that is not finite")
        if known != sorted(known):
            raise DataError(f"number {self.low} / {self.value} / {self.high} is not in the order low, value, high")

    @classmethod
    def of(
        cls,
        interval: Interval | None,
        unit: str = "",
        digits: int | None = None,
        year: int | str | None = None,
        flags: tuple[str, ...] = (),
        source_ids: tuple[str, ...] = (),
    ) -> Number:
        """Return an interval, or None for a missing one, as a number of the page."""
        if interval is None:
            return cls(unit=unit, digits=digits, year=year, flags=flags, source_ids=source_ids)
        return cls(interval.value, interval.low, interval.high, unit, digits, year, flags, source_ids)

    @property
    def estimate(self) -> Estimate:
        """The same without decimals."""
        known = [item for item in (self.low, self.value, self.high) if item is not None]
        year = self.year if isinstance(self.year, int) else None
        period = "" if self.year is None else str(self.year)
        if not known:
            return Estimate(None, year, self.source_ids, self.flags, (), self.unit, period)
        low = self.low if self.low is not None else (-math.inf if self.value is None else self.value)
        high = self.high if self.high is not None else (math.inf if self.value is None else self.value)
        return Estimate(Interval(low, high, self.value), year, self.source_ids, self.flags, (), self.unit, period)

    @property
    def floor(self) -> float | None:
        """Lower end where it is finite."""
        return self.low if self.low is not None and math.isfinite(self.low) else None

    @property
    def ceiling(self) -> float | None:
        """Upper end where it is finite."""
        return self.high if self.high is not None and math.isfinite(self.high) else None

    @property
    def missing(self) -> bool:
        """True where neither a point nor a finite end is known."""
        return self.value is None and self.floor is None and self.ceiling is None

    @property
    def spread(self) -> bool:
        """True where the interval is wider than a point, or open on one side with no point."""
        if self.floor is None or self.ceiling is None:
            return not self.missing and self.value is None
        return self.ceiling > self.floor

    @property
    def stale(self) -> bool:
        """True where the number is flagged as old."""
        return "stale" in self.flags

    def extent(self) -> tuple[float, ...]:
        """Return the finite numbers in it, for the fitting of a scale."""
        return tuple(item for item in (self.floor, self.value, self.ceiling) if item is not None)


def format_number(number: Number, *, with_unit: bool = True, with_interval: bool = True, with_age: bool = True) -> str:
    """Write a number of the old page model."""
    return format_estimate(
        number.estimate, number.digits, with_unit=with_unit, with_interval=with_interval, with_age=with_age
    )
