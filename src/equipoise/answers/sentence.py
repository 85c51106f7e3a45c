"""Sentences of an answer, with the sources that they rest on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or paragraph with its sources.

    Parameters
    ----------
    text : str
        Plain text; numbers in it are written with `equipoise.answers.numbers`.
    source_ids : tuple of str
        Ids of sources.
    lead : str
        Words set in bold before the text; empty for none.
    """

    text: str
    source_ids: tuple[str, ...] = ()
    lead: str = ""
