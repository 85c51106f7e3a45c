"""The page model of a brief: plain, frozen, computed beforehand; the renderer adds nothing to it.

Every section is optional. A section that is None does not appear; a section that is there but empty says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.answers.answer import Answer
from equipoise.answers.charts.frame import Caption
from equipoise.answers.sentence import Sentence as Sentence  # noqa: PLC0414 - handed on to all who build pages
from equipoise.answers.sheet import Sheet
from equipoise.errors import UnknownNameError


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: an answer, and which of its parts are shown in which order.

    Parameters
    ----------
    ident : str
        Anchor, unique on the page.
    title : str
        Heading.
    menu : str
        Entry in the table of contents.
    answer : Answer
        What is shown.
    intro : tuple of Sentence
        Paragraphs at the start that belong to this page and not to the answer.
    show : tuple of str
        Charts (``chart:kind`` or ``chart:kind/sheet``) and sheets (``sheet:name``) in reading order; a sheet of detail
        is folded.
    headline, caveats : bool
        Whether the sentences of the answer are shown before and after.
    map : MapSection or None
        Map, drawn from a sheet of the answer.
    """

    ident: str
    title: str
    menu: str
    answer: Answer
    intro: tuple[Sentence, ...] = ()
    show: tuple[str, ...] = ()
    headline: bool = True
    caveats: bool = True
    map: MapSection | None = None


@dataclass(frozen=True, slots=True)
class MapSection:
    """A map that another module has drawn.

    Parameters
    ----------
    caption : Caption
        Words around the map.
    svg : str
        One ``<svg>`` element for wide pages and print, trusted: it is put on the page as it is.
    narrow_svg : str
        The same for phones.
    """

    caption: Caption
    svg: str
    narrow_svg: str


@dataclass(frozen=True, slots=True)
class Reproduction:
    """How to make the page again.

    Parameters
    ----------
    command : str
        Command line.
    version : str
        Version of the program.
    seed : int or None
        Seed of all draws; None where nothing is drawn.
    hashes : tuple of (str, str)
        Name and digest of every table used.
    facts : tuple of (str, str)
        Further facts, such as the number of draws and versions of libraries.
    """

    command: str
    version: str
    seed: int | None = None
    hashes: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BriefPage:
    """Everything that a brief shows.

    Parameters
    ----------
    title : str
        Headline.
    kicker : str
        Line above it: what sort of brief on what.
    standfirst : str
        One or two sentences under the headline; empty for none.
    as_of : str
        What the page knows, as one phrase with its date.
    version : str
        Version of the program.
    findings : tuple of Sentence
        The most important computed findings, three to five.
    sections : tuple of Section
        Parts of the page, in reading order.
    limits : tuple of Sentence
        What the model does not know.
    sources : Sheet or None
        All sources that are cited, in the order of their numbers.
    reproduction : Reproduction or None
        How to make the page again.
    """

    title: str
    kicker: str
    as_of: str
    version: str
    standfirst: str = ""
    findings: tuple[Sentence, ...] = ()
    sections: tuple[Section, ...] = ()
    limits: tuple[Sentence, ...] = ()
    sources: Sheet | None = None
    reproduction: Reproduction | None = None

    def section(self, ident: str) -> Section:
        """Return a section by its anchor.

        Raises
        ------
        UnknownNameError
            If the page has none of that name.
        """
        for section in self.sections:
            if section.ident == ident:
                return section
        raise UnknownNameError("section", ident, [section.ident for section in self.sections], show=20)
