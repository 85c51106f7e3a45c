"""What happened: dated events in lanes, the whole case by day and its critical days by hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from markupsafe import Markup

from equipoise.answers.answer import Chart
from equipoise.answers.charts import svg
from equipoise.answers.charts.frame import is_narrow
from equipoise.answers.charts.palette import GREY, INK, PAPER, RULE, TRACK
from equipoise.answers.sheet import Sheet
from equipoise.errors import DataError

DAY = timedelta(days=1)
ROW = 22.0
MARK = 18.0


@dataclass(frozen=True, slots=True)
class _Event:
    """One dated event: its number, its lane, the span in which it lies (local time), and its words."""

    number: int
    lane: str
    start: datetime
    end: datetime
    when: str
    text: str
    unsure: bool


@dataclass(frozen=True, slots=True)
class _Lane:
    """A row of the timeline; a key that has a colour on the page keeps it."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class _Window:
    start: datetime
    end: datetime
    x: svg.Scale
    by_hour: bool

    def at(self, moment: datetime) -> float:
        return self.x((moment - self.start) / timedelta(hours=1))

    def holds(self, event: _Event) -> bool:
        if event.start == event.end:
            return self.start <= event.start < self.end
        return event.end > self.start and event.start < self.end


def draw(chart: Chart, sheets: tuple[Sheet, ...], width: float, ident: str, colours: Mapping[str, str]) -> Markup:
    """Draw the case by day and, below it, the days of the zoom by hour.

    Parameters
    ----------
    chart : Chart
        Its caption is the title. Options: ``lanes`` (mapping from key to label, from top to bottom), ``first`` and
        ``last`` (first and last day shown), ``zoom`` (first and last day that are also shown by the hour, or None).
    sheets : tuple of Sheet
        One with columns ``number``, ``lane``, ``start`` and ``end`` (ISO times; equal where the minute is known),
        ``when``, ``event`` and ``marks`` (a list that holds "unsure" for a doubtful event).
    width : float
        Width of the drawing [px]; on a phone each day of the zoom has its own panel.
    ident : str
        Unique on the page.
    colours : mapping of str to str
        Colours of lanes that are powers or addressees.

    Raises
    ------
    DataError
        If an event names a lane that is not there.
    """
    lanes = tuple(_Lane(key, label) for key, label in chart.options["lanes"].items())
    events = _events(sheets[0], lanes)
    zoom: tuple[date, date] | None = chart.options.get("zoom")
    left = 0.0 if is_narrow(width) else 104.0
    whole = _window(chart.options["first"], chart.options["last"], left, width, by_hour=False)
    body, y = _panel(lanes, events, whole, 18.0, colours, zoomed=zoom)
    if zoom is not None:
        words = _zoom_words(zoom)
        body.append(svg.text(0, y + 26, f"{words} by the hour, local time", size=14, bold=True))
        y += 34
        body += _key(y, width)
        y += 40 if is_narrow(width) else 22
        for window in _zoom_windows(zoom, left, width):
            parts, y = _panel(lanes, events, window, y + 18, colours)
            body += parts
    return svg.document(width, y + 4, ident, chart.caption.title, describe(events), body)


def _events(sheet: Sheet, lanes: Sequence[_Lane]) -> tuple[_Event, ...]:
    known = {lane.key for lane in lanes}
    found = []
    for number, row in enumerate(sheet.records(), start=1):
        text, lane = str(row["event"]), str(row["lane"])
        if lane not in known:
            raise DataError(f"event {text!r} names the lane {lane!r} (choices: {sorted(known)})")
        start, end = (datetime.fromisoformat(str(row[name])) for name in ("start", "end"))
        marks = row["marks"] if isinstance(row["marks"], tuple) else ()
        found.append(_Event(number, lane, start, end, str(row["when"]), text, "unsure" in marks))
    return tuple(found)


def describe(events: Sequence[_Event]) -> str:
    """Return the numbered events as text."""
    return " ".join(f"{event.number}: {event.when}, {event.text}." for event in events) or "no data"


def _window(first: date, last: date, left: float, right: float, *, by_hour: bool) -> _Window:
    start = datetime.combine(first, time())
    end = datetime.combine(last, time()) + DAY
    return _Window(start, end, svg.Scale(0.0, (end - start) / timedelta(hours=1), left, right), by_hour)


def _zoom_windows(zoom: tuple[date, date], left: float, width: float) -> list[_Window]:
    first, last = zoom
    if not is_narrow(width):
        return [_window(first, last, left, width, by_hour=True)]
    days = (last - first).days + 1
    return [_window(first + n * DAY, first + n * DAY, left, width, by_hour=True) for n in range(days)]


def _zoom_words(zoom: tuple[date, date]) -> str:
    return f"{zoom[0].day}–{zoom[1].day} {zoom[1]:%B}" if zoom[0] != zoom[1] else f"{zoom[0].day} {zoom[0]:%B}"


def _panel(
    lanes: Sequence[_Lane],
    events: Sequence[_Event],
    window: _Window,
    y: float,
    colours: Mapping[str, str],
    zoomed: tuple[date, date] | None = None,
) -> tuple[list[Markup], float]:
    """Return the marks of one window from ``y`` on, and where it ends."""
    cover = _window(*zoomed, 0.0, 1.0, by_hour=True) if zoomed else None
    inside = [event for event in events if window.holds(event)]
    shown = [event for event in inside if cover is None or not _within(event, cover)]
    drawn: list[Markup] = []
    top = y + 8
    y = top
    for lane in lanes:
        items = [event for event in shown if event.lane == lane.key]
        if not items and window.by_hour and window.x.start == 0:
            continue  # a phone has no room for a lane in which nothing happened that day
        parts, y = _lane(lane, items, window, y, colours.get(lane.key, INK))
        drawn += parts
    if y == top:
        drawn.append(svg.hint(0, y + 16, "no dated event"))
        y += 24
    backdrop = _grid(window, top, y)
    if cover is not None:
        count = len(inside) - len(shown)
        backdrop += _cover(cover, window, top, y, count)
    return backdrop + drawn, y


def _within(event: _Event, cover: _Window) -> bool:
    middle = event.start + (event.end - event.start) / 2
    return cover.start <= middle < cover.end


def _lane(lane: _Lane, items: Sequence[_Event], window: _Window, y: float, colour: str) -> tuple[list[Markup], float]:
    above = window.x.start == 0
    offset = 17.0 if above else 0.0
    rows: list[float] = []
    marks: list[Markup] = []
    for event in items:
        x0, x1 = _extent(event, window)
        row = next((n for n, taken in enumerate(rows) if taken + 2 <= x0), len(rows))
        rows[row : row + 1] = [x1]
        marks.append(_mark(event, window, (x0, x1), y + offset + 4 + ROW * row, colour))
    shown = svg.shorten(lane.label, window.x.end, 12, bold=True)
    names = [shown] if above else svg.wrap(lane.label, window.x.start - 6, 13, bold=True)
    height = max(offset + 8 + ROW * max(len(rows), 1), 10.0 + 16 * len(names))
    name = svg.join(
        svg.text(0, y + (14 if above else 19) + 16 * n, words, size=12 if above else 13, bold=True, fill=colour)
        for n, words in enumerate(names)
    )
    rule = svg.line(0, y + height, window.x.end, y + height)
    return [rule, name, *marks], y + height


def _extent(event: _Event, window: _Window) -> tuple[float, float]:
    start, end = event.start, event.end
    if not window.by_hour and _exact(event):
        start = datetime.combine(event.start.date(), time())
        end = start + DAY
    x0, x1 = window.at(start), window.at(end)
    if (window.by_hour and _exact(event)) or x1 - x0 < MARK:
        left = min(max((x0 + x1 - MARK) / 2, window.x.start), window.x.end - MARK)
        return left, left + MARK
    return x0 + 1, x1 - 1


def _exact(event: _Event) -> bool:
    return event.end - event.start <= timedelta(hours=1)


def _mark(event: _Event, window: _Window, extent: tuple[float, float], y: float, colour: str) -> Markup:
    x0, x1 = extent
    name = svg.tag("title", f"{event.number}. {event.when}: {event.text}")
    exact = _exact(event) and window.by_hour
    dash = "3 2" if event.unsure else None
    box = svg.rect(
        x0,
        y,
        x1 - x0,
        MARK,
        rx=MARK / 2 if exact else 3,
        fill=colour if exact else PAPER,
        stroke=colour,
        stroke_width=1.25,
        stroke_dasharray=dash,
        class_="moment" if exact else "span",
    )
    label = svg.text(
        (x0 + x1) / 2, y + 13.5, event.number, size=12, anchor="middle", fill=PAPER if exact else colour, bold=True
    )
    return svg.tag("g", name, box, label)


def _grid(window: _Window, top: float, bottom: float) -> list[Markup]:
    days = round((window.end - window.start) / DAY)
    day_width = (window.x.end - window.x.start) / days
    step = next((n for n in (1, 2, 5, 10, 30) if n * day_width >= 22), 90)
    parts = [svg.line(0, top, window.x.end, top, stroke=INK)]
    if window.x.start > 0 and not window.by_hour:
        parts.append(svg.hint(0, top - 6, f"{window.start:%B %Y}"))
    month = 0 if window.x.start == 0 else window.start.month
    for n in range(0, days, 1 if window.by_hour or day_width > 9 else step):
        x = window.x(24.0 * n)
        moment = window.start + n * DAY
        parts.append(svg.line(x, top - 4, x, bottom, stroke=RULE))
        if window.by_hour:
            parts += _hours(n, moment, window, top, bottom, day_width)
        elif n == 0 or (n % step == 0 and (x > 38 or window.x.start > 0)):
            label = str(moment.day) if moment.month == month else f"{moment.day} {moment:%b}"
            month = moment.month
            middle = day_width > 20
            at = x + day_width / 2 if middle else x + 1
            if at + svg.text_width(label, 12) * (0.5 if middle else 1.0) <= window.x.end + 3:
                parts.append(svg.hint(at, top - 6, label, anchor="middle" if middle else "start"))
    return parts


def _hours(n: int, moment: datetime, window: _Window, top: float, bottom: float, day_width: float) -> list[Markup]:
    """Return the name of a day and its hours."""
    parts = [svg.text(window.x(24.0 * n) + 3, top - 6, f"{moment.day} {moment:%b}", size=12, bold=True)]
    step = 6 if day_width > 150 else 12
    for hour in range(step, 24, step):
        at = window.x(24.0 * n + hour)
        parts.append(svg.line(at, top, at, bottom, stroke=TRACK))
        parts.append(svg.hint(at, top - 6, f"{hour:02d}:00", anchor="middle"))
    return parts


def _cover(cover: _Window, window: _Window, top: float, bottom: float, count: int) -> list[Markup]:
    x0, x1 = window.at(cover.start), window.at(cover.end)
    middle, centre = (x0 + x1) / 2, (top + bottom) / 2
    words = (f"{count} event{'' if count == 1 else 's'}", "see below")
    parts = [svg.rect(x0, top, x1 - x0, bottom - top, fill=TRACK)]
    turn = f"rotate(-90 {svg.coordinate(middle)} {svg.coordinate(centre)})" if x1 - x0 < 62 else None
    for n, content in enumerate(words):
        label = svg.hint(middle, centre + 15 * n - 3, content, anchor="middle")
        parts.append(svg.tag("g", label, transform=turn))
    return parts


def _key(y: float, width: float) -> list[Markup]:
    second = (0.0, y + 20) if is_narrow(width) else (250.0, y)
    return [
        svg.rect(0, y, MARK, MARK, rx=MARK / 2, fill=GREY),
        svg.hint(MARK + 7, y + 13, "time known to the hour or better"),
        svg.rect(second[0] + 1, second[1], 34, MARK, rx=3, fill=PAPER, stroke=GREY, stroke_width=1.25),
        svg.hint(second[0] + 43, second[1] + 13, "somewhere within the bar (dashed: doubtful)"),
    ]
