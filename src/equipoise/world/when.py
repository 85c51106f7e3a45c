"""The span of time in which an event lies, from the words in which a table of events gives it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

HOUR = timedelta(hours=1)

# First and last hour that each part of a day can mean, counted from midnight of the row's date.
# "A night of 2-3" is filed under the 3rd in some rows and means the hours before its morning.
_PARTS = {
    "night": (-2, 6),
    "morning": (6, 12),
    "afternoon": (12, 18),
    "late evening": (21, 24),
    "evening": (18, 24),
    "day": (0, 24),
}


@dataclass(frozen=True, slots=True)
class Span:
    """When something happened, as closely as is known.

    Parameters
    ----------
    start, end : datetime
        Ends, in local time; equal where the minute is known.
    words : str
        The same for a reader: "5 Jan, 16:37", "4–5 Jan, night".
    """

    start: datetime
    end: datetime
    words: str

    @property
    def exact(self) -> bool:
        """True where the time is known to the hour or better."""
        return self.end - self.start <= HOUR


def span(day: date, clock: str | None, precision: str | None, utc_offset: float = 6.0) -> Span:
    """Return the span of an event of a table.

    Parameters
    ----------
    day : date
        Local date; for a time in UTC alone, the date of that stamp.
    clock : str or None
        Time as the table writes it: "16:37", "14:30Z = 20:30", "19:31Z"; empty where none is known.
    precision : str or None
        "minute", "hour", "day", "morning", "night of 2-3", "evening (3 or 4 Jan)" ...
    utc_offset : float
        Local time minus UTC [h], for a time that is given in UTC alone.

    Returns
    -------
    Span
        The whole day where nothing narrower can be read.
    """
    words = (precision or "day").casefold()
    midnight = datetime.combine(day, time())
    at = _clock(clock or "", midnight, utc_offset)
    if at is not None:
        shown = f"{_day(at)}, {at:%H:%M}"
        if at.date() != day:
            shown += f" ({clock} on {_day(midnight)})"
        if "hour" in words:
            return Span(at - HOUR / 2, at + HOUR / 2, f"{_day(at)}, about {at:%H:%M}")
        note = " (report)" if "report" in words else ""
        return Span(at, at, f"{shown}{note}")
    part = next((name for name in _PARTS if name in words), "day")
    first, last = _PARTS[part]
    start, end = midnight + first * HOUR, midnight + last * HOUR
    either = re.search(r"\((\d+) or (\d+)\b", words)
    if either:
        end += timedelta(days=int(either[2]) - int(either[1]))
    return Span(start, end, _words(start, end, part))


def _clock(written: str, midnight: datetime, utc_offset: float) -> datetime | None:
    local = written.rsplit("=", maxsplit=1)[-1].strip()
    match = re.match(r"(\d{1,2}):(\d{2})(Z?)", local)
    if match is None:
        return None
    at = midnight + timedelta(hours=int(match[1]), minutes=int(match[2]))
    if not match[3]:
        return at
    # A stamp in UTC alone comes with the date of the wire, which is UTC too: late stamps fall on the next local day.
    return at + timedelta(hours=utc_offset)


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%b}"


def _words(start: datetime, end: datetime, part: str) -> str:
    last = end - timedelta(minutes=1)
    if start.date() == last.date():
        days = _day(last)
    elif start.month == last.month:
        days = f"{start.day}–{_day(last)}"
    else:
        days = f"{_day(start)}–{_day(last)}"
    if part == "day":
        return days
    return f"{days}, {part}"
