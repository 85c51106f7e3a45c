"""Text to numbers: magnitudes, ranges, bounds and the year a figure describes."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAGNITUDES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
# "Several" and "a few" say more than one and less than ten of the unit; nothing narrower is known.
VAGUE_COUNT = (2.0, 9.0)

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_SCALE = r"hundred|thousand|million|billion|trillion"
_SOFT = r"approximately|about|around|estimated|roughly|nearly|almost|some|ca\.?"
_UPPER = r"up to|as many as|no more than|not more than|less than|fewer than|under|a maximum of"
_LOWER = r"more than|over|at least|greater than|no fewer than"
AMOUNT = re.compile(
    rf"(?:\b(?P<soft_first>{_SOFT})\s+)?(?:\b(?:(?P<upper>{_UPPER})|(?P<lower>{_LOWER}))\s+)?"
    rf"(?:\b(?P<soft>{_SOFT})\s+)?\$?"
    rf"(?:(?P<first>{_NUMBER})(?:\s*(?P<first_scale>{_SCALE})\b)?"
    rf"(?:\s*(?:-|\bto\b)\s*\$?(?P<second>{_NUMBER})(?:\s*(?P<second_scale>{_SCALE})\b)?)?"
    rf"|\b(?:several|a few|few)\s+(?P<vague>{_SCALE})\b)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\((?:[A-Za-z0-9 ,./]{0,25}?\b)?((?:19|20)\d\d)(?:\s*est\.?)?\)")
# A fiscal year that spans two calendar years is named by the one in which it ends.
_FISCAL = re.compile(r"\(FY ?(?:(?P<whole>(?:19|20)\d\d)|\d\d)(?:/(?P<end>\d\d))?(?: est\.?)?\)")
_DATE = re.compile(
    r"\b(?:in|since|until|from|of|by|the|between|and|early|mid-?|late|\d{1,2} [A-Z][a-z]+|[A-Z][a-z]+)[ -]?"
    r"(?:19|20)\d\d(?:-(?:19|20)?\d\d)?(?![\d,.]*\d)\b"
)
_ABSENT = re.compile(r"\$?\s*NA\b|not available|none\b|see entry\b", re.IGNORECASE)
_NEGATIVE = re.compile(r"(?:^|\s)-\$?\d")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as a text gives it.

    Parameters
    ----------
    value : float or None
        Point; None where only an interval is known.
    low, high : float or None
        Ends of the interval; None where there is a point only.
    flags : tuple of str
        `approximate`, `interval`, `up_to`, `at_least`.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    flags: tuple[str, ...] = ()


def is_absent(text: str) -> bool:
    """Say whether a text only states that there is no figure."""
    return _ABSENT.match(text) is not None


def find_amount(text: str, start: int = 0) -> tuple[Amount, int, int] | None:
    """Return the first amount in a text and the place it takes.

    Parameters
    ----------
    text : str
        Cleaned text.
    start : int
        Where to begin.

    Returns
    -------
    tuple of Amount, int, int, or None
        Amount, first position and position after the last; None where there is none.
    """
    match = AMOUNT.search(text, start)
    return None if match is None else (_from_match(match), match.start(), match.end())


def parse_amount(text: str) -> Amount | None:
    """Return the first amount in a text, or None where there is none or it is below zero.

    Parameters
    ----------
    text : str
        Cleaned text: `$1.2 trillion (2024 est.)`, `25-35,000`, `up to 37,000`, `less than 3 sq km`.

    Returns
    -------
    Amount or None
        What it says.
    """
    if is_absent(text) or _NEGATIVE.match(text):
        return None
    found = find_amount(_FISCAL.sub("", _YEAR.sub("", text)))
    return None if found is None else found[0]


def without_dates(text: str) -> str:
    """Return a text without years: in brackets, or after a word that leads to one ("since 2021", "January 2020").

    Parameters
    ----------
    text : str
        Cleaned prose, in which a year would be taken for an amount.

    Returns
    -------
    str
        The same with the years gone.
    """
    return _DATE.sub("", _YEAR.sub("", text))


def years_in(text: str) -> list[int]:
    """Return the years given in brackets, in order.

    Parameters
    ----------
    text : str
        Cleaned text with, say, `(2023 est.)`, `(31 December 2014 est.)` or `(FY 2012/13 est.)`.

    Returns
    -------
    list of int
        Calendar years; of a fiscal year the one in which it ends.
    """
    found = [(match.start(), int(match[1])) for match in _YEAR.finditer(text)]
    found += [(match.start(), _fiscal(match)) for match in _FISCAL.finditer(text) if match["whole"] or match["end"]]
    return [year for _, year in sorted(dict(found).items())]


def _fiscal(match: re.Match[str]) -> int:
    if match["end"] is None:
        return int(match["whole"])
    century = match["whole"][:2] if match["whole"] else ("20" if int(match["end"]) < 50 else "19")
    return int(century + match["end"])


def _from_match(match: re.Match[str]) -> Amount:
    low, high = _ends(match)
    soft = match["soft"] or match["soft_first"]
    mood = ("approximate",) if soft else ()
    if match["upper"]:
        return Amount(None, 0.0, high, (*mood, "interval", "up_to"))
    if match["lower"]:
        return Amount(low, None, None, (*mood, "at_least"))
    if low < high:
        return Amount(None, low, high, (*mood, "interval"))
    return Amount(low, None, None, mood)


def _ends(match: re.Match[str]) -> tuple[float, float]:
    if match["vague"]:
        scale = MAGNITUDES[match["vague"].lower()]
        return VAGUE_COUNT[0] * scale, VAGUE_COUNT[1] * scale
    low = _number(match["first"], match["first_scale"])
    if match["second"] is None:
        return low, low
    high = _number(match["second"], match["second_scale"])
    return _same_scale(match, low, high), high


def _same_scale(match: re.Match[str], low: float, high: float) -> float:
    """Read the first end of "1.1-1.2 million" and "25-35,000" on the scale of the second."""
    if match["first_scale"] or "," in match["first"]:
        return low
    for scale in (MAGNITUDES.get((match["second_scale"] or "").lower()), 1000.0 if "," in match["second"] else None):
        if scale is not None and low * scale <= high:
            return low * scale
    return low


def _number(digits: str, scale: str | None) -> float:
    # Rounded, because 8.264 times a billion is not 8,264,000,000 in binary.
    return round(float(digits.replace(",", "")) * MAGNITUDES.get((scale or "").lower(), 1.0), 3)
