"""From the page model to one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from equipoise.answers.answer import Answer
from equipoise.answers.charts import keys_of, palette, svg
from equipoise.answers.printers.html import Shade, figure, footnotes, framed, prose, sentence, table
from equipoise.answers.sheet import Cell, Sheet
from equipoise.answers.vocabulary import terms, title_of
from equipoise.brief.page import BriefPage, MapSection, Section
from equipoise.errors import DataError, UnknownNameError


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
        If two sources share an id.
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
    environment.filters.update(prose=prose, flag=lambda key: title_of("flag", key))
    environment.globals.update(
        marks=lambda ids: footnotes(ids, numbers),
        shown=lambda section: _section(section, numbers, colours),
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
        if isinstance(item, Answer):
            for chart in item.charts:
                keys += keys_of(chart, tuple(item.sheet(name) for name in chart.sheets))
    return keys


def _source_numbers(page: BriefPage) -> dict[str, int]:
    listed = [] if page.sources is None else [str(row["source_id"]) for row in page.sources.records()]
    numbers = {source_id: n for n, source_id in enumerate(listed, start=1)}
    if len(numbers) != len(listed):
        raise DataError("two sources of the page share an id")
    for item in _walk(page):
        cited = item.cited() if isinstance(item, Answer) else getattr(item, "source_ids", ())
        for mark in cited:
            if mark not in numbers:
                raise UnknownNameError("source", mark, numbers)
    return numbers


def _flags_used(page: BriefPage) -> dict[str, str]:
    used = {flag for item in _walk(page) for flag in getattr(item, "flags", ())}
    used |= {flag for row in (page.sources.records() if page.sources else ()) for flag in _texts(row["flags"])}
    return {found.title: found.sense for key, found in terms("flag").items() if key in used}


def _texts(cell: Cell) -> tuple[str, ...]:
    return cell if isinstance(cell, tuple) else ()


def _section(section: Section, numbers: Mapping[str, int], colours: Mapping[str, str]) -> Markup:
    """Return what a section shows of its answer, in the order that it names."""
    answer, parts = section.answer, [sentence(entry, numbers) for entry in section.intro]
    if section.headline:
        parts += [sentence(entry, numbers) for entry in answer.headline]
    for item in section.show:
        kind, _, name = item.partition(":")
        if kind == "sheet":
            parts.append(_folded(answer.sheet(name), numbers, _shade(answer, colours)))
        elif kind == "map":
            parts += [_mapped(section.map, f"fig-{section.ident}", numbers)] if section.map is not None else []
        else:
            parts.append(figure(answer, answer.chart(name), f"fig-{name.replace('/', '-')}", numbers, colours))
    if section.caveats:
        parts += [sentence(entry, numbers) for entry in answer.caveats]
    return svg.tag("section", svg.tag("h2", section.title), *parts, id=section.ident)


def _mapped(drawn: MapSection, ident: str, numbers: Mapping[str, int]) -> Markup:
    """Return a map in its frame, wide for pages and narrow for phones."""
    # A drawing is our own markup: it is put on the page as it is.
    both = (("wide", drawn.svg), ("narrow", drawn.narrow_svg))
    plots = svg.join(svg.tag("div", Markup(one), class_=f"plot {name}") for name, one in both)  # noqa: S704
    return framed(drawn.caption, plots, ident, numbers)


def _shade(answer: Answer, colours: Mapping[str, str]) -> Shade | None:
    """Return by which column the charts of an answer are coloured, so that its tables are, too."""
    by = next((chart.options["coloured_by"] for chart in answer.charts if "coloured_by" in chart.options), None)
    return None if by is None else (str(by), colours)


def _folded(sheet: Sheet, numbers: Mapping[str, int], shade: Shade | None) -> Markup:
    if not sheet.detail:
        return table(sheet, numbers, shade=shade)
    return svg.tag("details", svg.tag("summary", sheet.title), table(sheet, numbers, titled=False, shade=shade))
