"""The one way in which an answer writes a number: point, interval, unit and year, in the terminal as on a page."""

from __future__ import annotations

import math

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
    body = _body(estimate, digits, figures)
    text = f"{body}{unit}"
    if with_interval and estimate.value is not None and estimate.spread:
        ends = _range(estimate, digits, figures)
        # An interval narrower than the rounding says nothing: no "14 (14)".
        text += f" ({ends})" if ends != body else ""
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


def star(number: Estimate) -> str:
    """Return an asterisk for a number with such a flag, else nothing."""
    return "*" if starring_flags(number.flags) else ""
