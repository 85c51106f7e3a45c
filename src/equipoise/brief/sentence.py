"""Sentences of a page, with the marks to their sources."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or paragraph with its footnote marks.

    Parameters
    ----------
    text : str
        Plain text; numbers in it are written with `format_number`.
    marks : tuple of str
        Ids of sources.
    lead : str
        Words set in bold before the text; empty for none.
    """

    text: str
    marks: tuple[str, ...] = ()
    lead: str = ""
