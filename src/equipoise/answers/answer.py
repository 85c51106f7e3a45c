"""What a question returns: sentences, tables and charts as plain data, with all that a reader must know of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from equipoise.answers.sentence import Sentence
from equipoise.answers.sheet import Sheet
from equipoise.errors import DataError, UnknownNameError
from equipoise.interval import Estimate

Scalar = str | int | float | bool | None
RESERVED = ("question", "title", "headline", "caveats", "columns", "provenance")
"""Keys of the JSON object that no sheet may take."""


@dataclass(frozen=True, slots=True)
class Caption:
    """The words around a chart.

    Parameters
    ----------
    title : str
        The chart's message, as a sentence.
    subtitle : str
        What is measured, and in which unit.
    source : str
        The source line, in words.
    source_ids : tuple of str
        Ids of sources, written as footnote marks after the source line.
    note : str
        Caution that a reader needs beside the chart.
    """

    title: str
    subtitle: str
    source: str = ""
    source_ids: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as data: which drawer draws which sheets, and the words around it.

    Parameters
    ----------
    kind : str
        Name of the drawer: "balance", "arrival", "timeline" ...
    sheets : tuple of str
        Names of the sheets of the answer that it draws, in the order that the drawer asks for.
    caption : Caption
        Words around it.
    options : mapping
        What the drawer needs beyond the sheets, as plain values: the key of a highlighted row, a threshold.
    """

    kind: str
    sheets: tuple[str, ...]
    caption: Caption
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question returns; it knows no model and no printer.

    Parameters
    ----------
    question : str
        Name of the question: "position", "call" ...
    title : str
        What is answered, on what, as of when.
    subject : mapping of str to plain value
        What was asked: codes, day, seed. Keys of the JSON object.
    headline : tuple of Sentence
        The answer in one to five sentences.
    sheets : tuple of Sheet
        Tables, the main one first.
    charts : tuple of Chart
        Drawings of the sheets.
    caveats : tuple of Sentence
        What a reader must know before quoting it.
    record : Sheet or None
        Track record of the model that made it.
    provenance : mapping
        Software, data, day and seed.
    sources : Sheet or None
        The sources that it cites.

    Raises
    ------
    DataError
        If two sheets share a name or a chart names a sheet that is not there.
    """

    question: str
    title: str
    subject: Mapping[str, Scalar | tuple[str, ...]] = field(default_factory=dict)
    headline: tuple[Sentence, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    charts: tuple[Chart, ...] = ()
    caveats: tuple[Sentence, ...] = ()
    record: Sheet | None = None
    provenance: Mapping[str, Any] = field(default_factory=dict)
    sources: Sheet | None = None

    def __post_init__(self) -> None:
        names = [sheet.name for sheet in self.sheets]
        if len(set(names)) != len(names):
            raise DataError(f"two sheets of the answer {self.question!r} share a name")
        taken = {*self.subject, *RESERVED} & set(names)
        if taken:
            raise DataError(
                f"a sheet of the answer {self.question!r} is named {taken.pop()!r}, which is a key of its own"
            )
        for chart in self.charts:
            for name in chart.sheets:
                self.sheet(name)

    def sheet(self, name: str) -> Sheet:
        """Return a sheet by its name.

        Raises
        ------
        UnknownNameError
            If the answer has none of that name.
        """
        for sheet in self.every_sheet():
            if sheet.name == name:
                return sheet
        raise UnknownNameError("sheet", name, [sheet.name for sheet in self.every_sheet()], show=40)

    def chart(self, name: str) -> Chart:
        """Return a chart by its kind, or by kind and one of its sheets: ``recovery/cases``.

        Raises
        ------
        UnknownNameError
            If the answer has none of that name.
        """
        kind, _, sheet = name.partition("/")
        for chart in self.charts:
            if chart.kind == kind and (not sheet or sheet in chart.sheets):
                return chart
        raise UnknownNameError("chart", name, [f"{chart.kind}/{chart.sheets[0]}" for chart in self.charts], show=40)

    def every_sheet(self) -> Iterator[Sheet]:
        """Yield the sheets, then the track record and the sources."""
        yield from self.sheets
        for sheet in (self.record, self.sources):
            if sheet is not None:
                yield sheet

    def cited(self) -> tuple[str, ...]:
        """Return the ids of all sources that sentences, captions, sheets and cells name, in that order."""
        found: dict[str, None] = {}
        for sentence in (*self.headline, *self.caveats):
            found |= dict.fromkeys(sentence.source_ids)
        for chart in self.charts:
            found |= dict.fromkeys(chart.caption.source_ids)
        for sheet in self.sheets:
            found |= dict.fromkeys(sheet.source_ids)
            for row in sheet.records():
                for name, cell in row.items():
                    if isinstance(cell, Estimate):
                        found |= dict.fromkeys(cell.source_ids)
                    elif name == "source_ids" and isinstance(cell, tuple):
                        found |= dict.fromkeys(cell)
        return tuple(found)

    def with_sources(self, sources: Sheet) -> Answer:
        """Return the answer with the list of what it cites."""
        return replace(self, sources=sources)

    def _repr_html_(self) -> str:
        """Return the answer as a notebook shows it."""
        from equipoise.answers.printers.html import fragment

        return fragment(self)

    def __str__(self) -> str:
        from equipoise.answers.printers.terminal import as_text

        return as_text(self)
