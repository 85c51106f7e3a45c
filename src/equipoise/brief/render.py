"""From the page model to one self-contained HTML file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from equipoise.brief import palette, svg
from equipoise.brief.charts import (
    antecedents,
    arrival,
    balance,
    bargain,
    clout,
    facts,
    fan,
    losses,
    reach,
    recovery,
    timeline,
    tornado,
    track,
    verdicts,
)
from equipoise.brief.charts.frame import NARROW, WIDE
from equipoise.brief.charts.glyphs import sign
from equipoise.brief.numbers import FLAG_MEANINGS, Number, format_number, starring_flags
from equipoise.brief.page import BriefPage, ClaimsSection
from equipoise.errors import DataError, UnknownNameError

# A number with its unit and interval is one thing to a reader: no line may break inside it.
_NUM = r"−?\d(?:[\d.,]*\d)?"
_FIGURE = re.compile(rf"{_NUM}(?:–{_NUM})?(?:[ \u00a0]%)?(?: \({_NUM}–{_NUM}\))?")

ANSWER_COLOURS = {"held": "#00755a", "did not hold": "#b0410c", "undecided": "#9a6b00", "waiting": "#5f6368"}

_COLOURED: dict[type, Callable[..., Markup]] = {
    balance.BalanceChart: balance.draw,
    arrival.ArrivalChart: arrival.draw,
    timeline.TimelineChart: timeline.draw,
    reach.ReachChart: reach.draw,
    clout.CloutChart: clout.draw,
}
_PLAIN: dict[type, Callable[..., Markup]] = {
    antecedents.AntecedentsChart: antecedents.draw,
    bargain.BargainChart: bargain.draw,
    losses.LossChart: losses.draw,
    facts.FactsChart: facts.draw,
    fan.FanChart: fan.draw,
    tornado.TornadoChart: tornado.draw,
    recovery.RecoveryChart: recovery.draw,
    recovery.SurvivalChart: recovery.draw_survival,
    track.TrackChart: track.draw,
    verdicts.VerdictStrip: verdicts.draw,
}


def render(page: BriefPage) -> str:
    """Write a brief as one HTML file: no network, no script, no external font.

    Parameters
    ----------
    page : BriefPage
        Everything that is shown.

    Returns
    -------
    str
        The document.

    Raises
    ------
    UnknownNameError
        If a mark names a source that is not in the list of sources.
    DataError
        If two sources share an id, or two claims a letter.
    """
    numbers = _source_numbers(page)
    colours = palette.assign(_keys(page))
    environment = Environment(
        loader=PackageLoader("equipoise.brief", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=format_number, prose=_prose)
    environment.globals.update(
        marks=lambda ids: _marks(ids, numbers),
        plot=_plotter(colours),
        colour=lambda key: colours.get(key, palette.INK),
        sign=_sign,
        verdict_colours=palette.VERDICTS,
        strip=_strip,
        flag_notes=_flag_notes,
        flags_used=_flags_used(page),
    )
    style = resources.files("equipoise.brief").joinpath("templates/style.css").read_text(encoding="utf-8")
    # The style sheet is ours and holds selectors with ">": it must not be escaped.
    return environment.get_template("page.html.j2").render(page=page, style=Markup(style))  # noqa: S704


def _walk(item: object) -> Iterator[object]:
    """Yield every dataclass on the page, from the top down."""
    if isinstance(item, tuple):
        for part in item:
            yield from _walk(part)
    elif is_dataclass(item) and not isinstance(item, type):
        yield item
        for field in fields(item):
            yield from _walk(getattr(item, field.name))


def _keys(page: BriefPage) -> list[str]:
    """Return codes of powers and addressees, so that each has one colour on the whole page."""
    keys: list[str] = []
    for item in _walk(page):
        if isinstance(item, balance.BalanceRow):
            keys.append(item.power)
        elif isinstance(item, (arrival.ArrivalLine, reach.ReachRow)):
            keys.append(item.key)
        elif isinstance(item, clout.CloutChart) and item.highlight:
            keys.append(item.highlight)
    return keys


def _source_numbers(page: BriefPage) -> dict[str, int]:
    numbers = {source.source_id: n for n, source in enumerate(page.sources, start=1)}
    if len(numbers) != len(page.sources):
        raise DataError("two sources of the page share an id")
    if page.claims is not None and len({c.letter for c in page.claims.claims}) != len(page.claims.claims):
        raise DataError("two claims of the page share a letter")
    for item in _walk(page):
        for mark in getattr(item, "marks", ()):
            if mark not in numbers:
                raise UnknownNameError("source", mark, numbers)
    return numbers


def _flags_used(page: BriefPage) -> dict[str, str]:
    used = {flag for item in _walk(page) for flag in getattr(item, "flags", ())}
    return {flag: meaning for flag, meaning in FLAG_MEANINGS.items() if flag in used}


def _marks(ids: tuple[str, ...], numbers: Mapping[str, int]) -> Markup:
    """Return footnote marks, lowest number first."""
    if not ids:
        return Markup("")
    links = [
        svg.tag("a", number, href=f"#source-{number}", aria_label=f"source {number}")
        for number in sorted({numbers[mark] for mark in ids})
    ]
    return svg.tag("sup", Markup(",").join(links), class_="marks")


def _prose(text: str) -> Markup:
    """Return running text in which no number is torn from its unit or interval."""
    parts: list[object] = []
    reached = 0
    for match in _FIGURE.finditer(text):
        parts.append(text[reached : match.start()])
        found = match.group()
        parts.append(svg.tag("span", found, class_="nb") if set(found) & set(" \u00a0–") else found)
        reached = match.end()
    return svg.join([*parts, text[reached:]])


def _flag_notes(chart: object) -> list[tuple[str, list[str]]]:
    """Return each flag that a star in a chart stands for, with the places where it stands."""
    named: Iterator[tuple[str, Number]] = iter(())
    if isinstance(chart, balance.BalanceChart):
        named = balance.named_numbers(chart)
    elif isinstance(chart, reach.ReachChart):
        named = reach.named_numbers(chart)
    elif isinstance(chart, clout.CloutChart):
        named = clout.named_numbers(chart)
    places: dict[str, list[str]] = {}
    for name, number in named:
        for flag in starring_flags(number):
            places.setdefault(flag, []).append(name)
    return list(places.items())


def _sign(answer: str, colour: str = "") -> Markup:
    tone = colour or ANSWER_COLOURS.get(answer) or palette.VERDICTS.get(answer, palette.INK)
    return sign(answer, tone)


def _strip(section: ClaimsSection) -> verdicts.VerdictStrip:
    letters = tuple((claim.letter, claim.verdict) for claim in section.claims)
    return verdicts.VerdictStrip(section.caption, letters)


def _plotter(colours: Mapping[str, str]) -> Callable[[object, str], Markup]:
    """Return the function that draws a chart twice: wide for pages and print, narrow for phones."""

    def one(chart: object, width: float, ident: str) -> Markup:
        kind = type(chart)
        if kind in _COLOURED:
            return _COLOURED[kind](chart, width, ident, colours)
        if kind in _PLAIN:
            return _PLAIN[kind](chart, width, ident)
        raise DataError(f"no chart is drawn for {type(chart).__name__}")

    def both(chart: object, ident: str) -> Markup:
        return svg.join(
            svg.tag("div", one(chart, width, f"{ident}-{name}"), class_=f"plot {name}")
            for name, width in (("wide", WIDE), ("narrow", NARROW))
        )

    return both
