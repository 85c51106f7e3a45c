"""A negotiation: the actors on the scale of the issue, and above them the forecast of where it ends."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from equipoise.answers.answer import Chart
from equipoise.answers.charts import svg
from equipoise.answers.charts.forecast_shape import shape_of
from equipoise.answers.charts.frame import is_narrow
from equipoise.answers.charts.palette import ACCENT, GREY, INK, PAPER, RULE
from equipoise.answers.charts.placing import Box, place
from equipoise.answers.numbers import format_figure
from equipoise.answers.sheet import Sheet
from equipoise.interval import Interval

FORECAST_HEIGHT = 104.0
ACTORS_HEIGHT = 230.0
LARGEST_RADIUS = 26.0
SMALLEST_RADIUS = 3.5
ACTOR = "#8fa5c4"
RANGE = "#6f88ad"
ROOMY = 10
LABELLED_BARS = 3


@dataclass(frozen=True, slots=True)
class _Actor:
    """One actor: name, most preferred outcome, salience and share of capability [0 to 1], whether it has a veto."""

    label: str
    position: Interval
    salience: Interval
    weight: float
    veto: bool = False


@dataclass(frozen=True, slots=True)
class _Scene:
    """The scale with its ends, the actors, the forecast as bars (place, probability) and steps (start, end, same)."""

    low: float
    high: float
    low_name: str
    high_name: str
    actors: tuple[_Actor, ...]
    atoms: tuple[tuple[float, float], ...]
    density: tuple[tuple[float, float, float], ...]
    point: float
    interval: Interval
    reference: float | None = None


def draw(
    chart: Chart,
    sheets: tuple[Sheet, ...],
    width: float,
    ident: str,
    colours: Mapping[str, str],  # noqa: ARG001 - actors have one colour
) -> Markup:
    """Draw the forecast above and the actors below on one scale.

    Parameters
    ----------
    chart : Chart
        Its caption is the title of the drawing. Options: ``low``, ``high``, ``low_name``, ``high_name`` (ends of the
        scale), ``point``, ``interval`` (low, high) and ``reference_point`` (outcome without an agreement, or None).
    sheets : tuple of Sheet
        First with columns ``name``, ``position`` (estimate), ``salience`` (estimate, %), ``capability`` (share, %) and
        ``veto``; second with ``outcome`` and ``probability`` (%): the forecast as a distribution.
    width : float
        Width of the drawing [px].
    ident : str
        Unique on the page.
    colours : mapping of str to str
        Not used.

    Notes
    -----
    The area of a circle is proportional to capability, its height to salience; thin lines are the ranges of position
    and salience. Bars and area of the forecast share one axis of probability, the area per step of the scale.
    """
    scene = _scene(chart, sheets)
    narrow = is_narrow(width)
    scale = svg.Scale(scene.low, scene.high, 46.0 if narrow else 54.0, width - (22.0 if narrow else 30.0))
    top = 52.0
    floor = top + FORECAST_HEIGHT
    field = svg.Scale(0.0, 1.0, floor + 84 + ACTORS_HEIGHT, floor + 84)
    circles, unnamed = _actors(scene.actors, scale, field)
    ends, bottom = _ends(scene, scale, field(0.0) + 40, width)
    rest, bottom = _listed(unnamed, bottom, width)
    body = [
        *_reference(scene, scale, top, field),
        *_forecast(scene, scale, top, floor),
        *_interval(scene, scale, floor + 14),
        *_salience_axis(scale, field, narrow=narrow),
        *circles,
        *_scale_axis(scale, field(0.0)),
        *ends,
        *rest,
    ]
    return svg.document(width, bottom, ident, chart.caption.title, describe(scene), body)


def _scene(chart: Chart, sheets: tuple[Sheet, ...]) -> _Scene:
    named, mass = sheets
    told = chart.options
    support, weights = [], []
    for row in mass.records():
        support.append(float(str(row["outcome"])))
        weights.append(float(str(row["probability"])) / 100)
    atoms, density = shape_of(support, weights, told["low"], told["high"])
    ends = {name: told[name] for name in ("low", "high", "low_name", "high_name")}
    return _Scene(
        **ends,
        actors=tuple(_actor(row) for row in named.records()),
        atoms=atoms,
        density=density,
        point=told["point"],
        interval=Interval(*told["interval"]),
        reference=told["reference_point"],
    )


def _actor(row: Mapping[str, Any]) -> _Actor:
    salience = row["salience"].scale(0.01)
    return _Actor(row["name"], row["position"], salience, row["capability"] / 100, bool(row["veto"]))


def describe(scene: _Scene) -> str:
    """Return forecast and actors as text."""
    actors = "; ".join(
        f"{actor.label} at {_span(actor.position)}, salience {_span(actor.salience.scale(100))} %, "
        f"{actor.weight * 100:.0f} % of capability{', holds a veto' if actor.veto else ''}"
        for actor in scene.actors
    )
    reference = "" if scene.reference is None else f" Without an agreement: {format_figure(scene.reference)}."
    return (
        f"Scale from {format_figure(scene.low)} ({scene.low_name}) to {format_figure(scene.high)} ({scene.high_name}). "
        f"Forecast {format_figure(scene.point)}, 90 % interval {format_figure(scene.interval.low)} to "
        f"{format_figure(scene.interval.high)}.{reference} Actors: {actors}."
    )


def _span(interval: Interval) -> str:
    ends = f"{format_figure(interval.low)} to {format_figure(interval.high)}"
    if interval.value is None:
        return ends
    point = format_figure(interval.value)
    return point if interval.low == interval.high else f"{point} ({ends})"


def _reference(scene: _Scene, scale: svg.Scale, top: float, field: svg.Scale) -> list[Markup]:
    if scene.reference is None:
        return []
    x = scale(scene.reference)
    words = "without agreement"
    room = svg.text_width(words, 12) / 2
    anchor = "start" if x - room < 0 else "end" if x + room > scale.end + 20 else "middle"
    at = {"start": x - 4, "middle": x, "end": x + 4}[anchor]
    return [
        svg.line(x, top - 28, x, field(0.0), stroke=INK, width=1.25, dash="5 4"),
        svg.text(at, top - 34, words, size=12, anchor=anchor, fill=INK),
    ]


def _forecast(scene: _Scene, scale: svg.Scale, top: float, floor: float) -> list[Markup]:
    heights = [mass for _, mass in scene.atoms] + [mass for _, _, mass in scene.density]
    rise = svg.Scale(0.0, max([*heights, 1e-9]), floor, top)
    parts = [svg.line(scale.start, floor, scale.end, floor, stroke=INK)]
    outline: list[tuple[float, float]] = []
    for start, end, mass in scene.density:
        outline += [(scale(start), rise(mass)), (scale(end), rise(mass))]
    if outline:
        around = [(outline[0][0], floor), *outline, (outline[-1][0], floor)]
        parts.append(svg.path(around, closed=True, fill=ACCENT, fill_opacity=0.22, class_="density"))
    for place_at, mass in scene.atoms:
        x = scale(place_at)
        parts.append(svg.rect(x - 2.5, rise(mass), 5, floor - rise(mass), fill=ACCENT, class_="atom"))
    return parts + _bar_labels(scene.atoms or _tallest(scene.density), scale, rise)


def _tallest(steps: Sequence[tuple[float, float, float]]) -> tuple[tuple[float, float], ...]:
    """Return the middle and the probability of the tallest step, which gives the area its measure without bars."""
    return tuple(((start + end) / 2, mass) for start, end, mass in sorted(steps, key=lambda step: -step[2])[:1])


def _bar_labels(atoms: Sequence[tuple[float, float]], scale: svg.Scale, rise: svg.Scale) -> list[Markup]:
    """Label the tallest bars where there is room."""
    taken: list[Box] = []
    parts: list[Markup] = []
    for at, mass in sorted(atoms, key=lambda atom: -atom[1])[:LABELLED_BARS]:
        words = f"{mass * 100:.0f}\N{NO-BREAK SPACE}%"
        x, y = scale(at), rise(mass) - 5
        half = svg.text_width(words, 12, bold=True) / 2
        # At the ends of the scale the label stands beside its bar, clear of the line of the reference point.
        if x - half < scale.start:
            x, y = x + 6 + half, y + 15
        elif x + half > scale.end:
            x, y = x - 6 - half, y + 15
        y = min(y, rise.start - 3)
        box = Box(x - half, y - 11, x + half, y + 2)
        if not any(box.meets(other) for other in taken):
            parts.append(svg.text(x, y, words, size=12, anchor="middle", fill=ACCENT, bold=True, halo=True))
            taken.append(box)
    return parts


def _interval(scene: _Scene, scale: svg.Scale, y: float) -> list[Markup]:
    left, right, at = scale(scene.interval.low), scale(scene.interval.high), scale(scene.point)
    words = f"forecast {format_figure(scene.point)}"
    ends = f"90 % interval {format_figure(scene.interval.low)}–{format_figure(scene.interval.high)}"
    whole = f"{words} · {ends}"
    half = svg.text_width(whole, 12, bold=True) / 2
    x = min(max(at, scale.start - 24 + half), scale.end + 20 - half)
    return [
        svg.line(left, y, right, y, stroke=ACCENT, width=3),
        svg.tag("circle", cx=at, cy=y, r=5.5, fill=ACCENT, stroke=PAPER, stroke_width=1.5, class_="point"),
        svg.text(x, y + 21, whole, size=12, anchor="middle", fill=ACCENT, bold=True, halo=True),
    ]


def _salience_axis(scale: svg.Scale, field: svg.Scale, *, narrow: bool) -> list[Markup]:
    words = (
        "How much each cares, %"
        if narrow
        else "How much each cares, % (bands and lines: how far position and salience are open)"
    )
    parts = [svg.text(0, field(1.0) - 14, words, size=12, bold=True, fill=GREY, halo=True)]
    for level in (0.0, 0.5, 1.0):
        if level:
            parts.append(svg.line(scale.start, field(level), scale.end, field(level), stroke=RULE))
        parts.append(svg.hint(24, field(level) + 4, f"{level * 100:.0f}", anchor="end"))
    return parts


def _actors(actors: Sequence[_Actor], scale: svg.Scale, field: svg.Scale) -> tuple[list[Markup], list[_Actor]]:
    """Return the drawn actors, and those whose name found no place."""
    largest = max((actor.weight for actor in actors), default=0.0) or 1.0
    most = min(LARGEST_RADIUS, (scale.end - scale.start) / 14) * min(1.0, math.sqrt(ROOMY / max(len(actors), 1)))
    sizes = [max(most * math.sqrt(actor.weight / largest), SMALLEST_RADIUS) for actor in actors]
    spots = [(scale(actor.position.midpoint), field(actor.salience.midpoint)) for actor in actors]
    parts: list[Markup] = []
    for actor, (x, y) in zip(actors, spots, strict=True):
        parts += _ranges(actor, x, y, scale, field)
    # Large circles first, so that small ones stay visible on top of them.
    for n in sorted(range(len(actors)), key=lambda n: -sizes[n]):
        x, y = spots[n]
        parts.append(
            svg.tag(
                "circle",
                cx=x,
                cy=y,
                r=sizes[n],
                fill=ACTOR,
                stroke=INK if actors[n].veto else PAPER,
                stroke_width=1.75 if actors[n].veto else 1.25,
                class_="actor",
            )
        )
    names, unnamed = _names(actors, spots, sizes, scale, field)
    return parts + names, unnamed


def _ranges(actor: _Actor, x: float, y: float, scale: svg.Scale, field: svg.Scale) -> Iterator[Markup]:
    if actor.position.width:
        left, right = scale(actor.position.low), scale(actor.position.high)
        yield svg.rect(left, y - 2.5, right - left, 5, rx=2.5, fill=RANGE, fill_opacity=0.35, class_="range")
    if actor.salience.width:
        yield svg.line(x, field(actor.salience.low), x, field(actor.salience.high), stroke=RANGE, width=0.75)


def _names(
    actors: Sequence[_Actor],
    spots: Sequence[tuple[float, float]],
    sizes: Sequence[float],
    scale: svg.Scale,
    field: svg.Scale,
) -> tuple[list[Markup], list[_Actor]]:
    """Write names beside their circles; one that stands farther off is joined to its circle by a line."""
    parts: list[Markup] = []
    unnamed: list[_Actor] = []
    obstacles = [Box.around(x, y, size) for (x, y), size in zip(spots, sizes, strict=True)]
    frame = Box(scale.start + 2, field(1.0) - 6, scale.end + 20, field(0.0) - 2)
    for n in sorted(range(len(actors)), key=lambda n: -sizes[n]):
        words = svg.shorten(actors[n].label, 150, 12, bold=True)
        found = place(spots[n], sizes[n], svg.text_width(words, 12, bold=True), obstacles, frame)
        if found is None:
            unnamed.append(actors[n])
            continue
        obstacles.append(found)
        x, y = spots[n]
        if found.gap_to(x, y) > sizes[n] + 12:
            parts.append(svg.line(x, y, (found.left + found.right) / 2, found.nearest_y(y), stroke=GREY, width=0.75))
        parts.append(svg.text(found.left, found.bottom - 3, words, size=12, bold=True, halo=True))
    return parts, unnamed


def _listed(unnamed: Sequence[_Actor], y: float, width: float) -> tuple[list[Markup], float]:
    """Name below the chart the actors whose circles have no name beside them."""
    if not unnamed:
        return [], y
    told = ", ".join(f"{actor.label} ({format_figure(actor.position.midpoint)})" for actor in unnamed)
    lines = svg.wrap(f"No room for the names of: {told}.", width, 12)
    return [svg.hint(0, y + 10 + 16 * n, words) for n, words in enumerate(lines)], y + 10 + 16 * len(lines)


def _scale_axis(scale: svg.Scale, y: float) -> list[Markup]:
    parts = [svg.line(scale.start, y, scale.end, y, stroke=INK)]
    for tick in svg.ticks(scale.low, scale.high, 5):
        parts.append(svg.line(scale(tick), y, scale(tick), y + 5, stroke=INK))
        parts.append(svg.hint(scale(tick), y + 19, format_figure(tick), anchor="middle"))
    return parts


def _ends(scene: _Scene, scale: svg.Scale, y: float, width: float) -> tuple[list[Markup], float]:
    """Return the names of the two ends below the axis, and where they stop."""
    first = f"{format_figure(scale.low)}: {scene.low_name}"
    last = f"{format_figure(scale.high)}: {scene.high_name}"
    left_room = min(svg.text_width(first, 12) + 2, width * 0.55)
    parts: list[Markup] = []
    bottom = y
    for x, anchor, mark, room in (
        (0.0, "start", first, left_room),
        (width, "end", last, width - left_room - 20),
    ):
        for n, words in enumerate(svg.wrap(mark, room, 12)):
            parts.append(svg.hint(x, y + 16 * n, words, anchor=anchor))
            bottom = max(bottom, y + 16 * n)
    return parts, bottom + 8
