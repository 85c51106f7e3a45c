"""The one way in which a brief writes a number: point, interval, unit, age and marks to its sources."""

from __future__ import annotations

import math
from dataclasses import dataclass

from equipoise.errors import DataError
from equipoise.interval import Interval

NO_DATA = "no data"

FLAG_MEANINGS = {
    "recalled": "written from memory by the coder, not looked up",
    "unsure": "the coder doubts it",
    "stale": "older than the page's date by more than the table allows; the year is given",
    "top5": "from a list that names only the largest partners, so the rest is bounded, not known",
    "rounded": "rounded by the source",
    "mirror": "reported by the other side of the tie or a copy of the source, or in a list that lacks a large partner",
    "interval": "the sources fix the ends, not a point",
    "derived": "computed from other numbers on this page",
    "official": "a claim of one party to the events",
    "carried_forward": "the last edition lost this partner from its list; the last share that was listed stands in",
    "shared_total": "one count that covers several host states together, so a ceiling for each",
    "two_sources": "two sources give it; the interval spans both",
    "second_reading_differs": "the second-best reading of the text gives another answer",
    "outside_support": "unlike any case that the model has seen",
    "at_least": "the source gives a floor",
    "up_to": "the source gives a ceiling",
    "approximate": "the source says about",
    "claimed": "a claim of the state itself",
    "disputed": "the sources do not agree",
    "cut_list": "from a list that is cut off, so the rest is bounded, not known",
    "order_of_mention": "a place in the order in which a text names partners, no share",
    "named_supplier": "named as a supplier in a text, without a share",
    "sum_over_100": "the shares of the list add up to more than 100 %",
    "mixed_years": "put together from figures of different years",
    "two_area": "the source gives the area under control of the government and the north apart",
    "merged": "one figure for two profiles of the source",
    "artefact": "taken for a slip of coding in the source",
    "bullion_hub": "gold sold at a hub of its trade, which says little on political ties",
    "contested_area": "the figure includes territory that is contested",
    "crude_only": "crude oil only",
    "upper_only": "the source gives an upper estimate only",
    "forecast": "a forecast of the source",
    "mention": "a mention in a text",
    "no_host_consent": "the government of the host does not consent",
    "part_paramilitary": "counts paramilitary forces in part",
    "soviet_era": "the source names the Soviet Union",
    "status_unstated": "the source does not say whether the forces are active",
    "day_assumed": "the source gives no day; the first possible one is taken",
    "undated": "the source gives no date",
}


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity as a reader sees it.

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
    marks : tuple of str
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
    marks: tuple[str, ...] = ()

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
        marks: tuple[str, ...] = (),
    ) -> Number:
        """Return an interval, or None for a missing one, as a number of the page."""
        if interval is None:
            return cls(unit=unit, digits=digits, year=year, flags=flags, marks=marks)
        return cls(interval.value, interval.low, interval.high, unit, digits, year, flags, marks)

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


def starring_flags(number: Number) -> tuple[str, ...]:
    """Return the flags that a drawing cannot show by itself, so that it must star the number.

    An old number is drawn pale with its year, an interval without a point as an open band.
    """
    return tuple(flag for flag in number.flags if flag not in {"stale", "interval"})


def star(number: Number) -> str:
    """Return an asterisk for a number with such a flag, else nothing."""
    return "*" if starring_flags(number) else ""


def format_figure(figure: float, digits: int | None = None) -> str:
    """Write one figure with a comma between thousands and a true minus sign.

    Parameters
    ----------
    figure : float
        Finite number.
    digits : int or None
        Decimals; None keeps two to three significant figures and drops idle zeros.
    """
    if digits is not None:
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


def format_number(number: Number, *, with_unit: bool = True, with_interval: bool = True, with_age: bool = True) -> str:
    """Write a number: ``21.3 % (20.8–21.8)``, ``2.8–44 %``, ``at least 5``, ``no data``, ``4 % (stale: 2014)``.

    Parameters
    ----------
    number : Number
        What to write.
    with_unit, with_interval, with_age : bool
        Leave a part out where the place already says it.

    Returns
    -------
    str
        Plain text; the space before the unit does not break.
    """
    if number.missing:
        return NO_DATA
    unit = f"\N{NO-BREAK SPACE}{number.unit}" if with_unit and number.unit else ""
    text = f"{_body(number)}{unit}"
    if with_interval and number.value is not None and number.spread:
        text += f" ({_range(number)})"
    if with_age and number.stale:
        text += f" (stale: {number.year})" if number.year is not None else " (stale)"
    return text


def _body(number: Number) -> str:
    if number.value is not None:
        return format_figure(number.value, number.digits)
    return _range(number)


def _range(number: Number) -> str:
    low, high = number.floor, number.ceiling
    if low is None or high is None:
        if low is not None:
            return f"at least {format_figure(low, number.digits)}"
        return f"at most {format_figure(high or 0.0, number.digits)}"
    ends = [format_figure(end, number.digits) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else "–".join(ends)
