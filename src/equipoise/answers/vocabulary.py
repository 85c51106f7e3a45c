"""The words of answers, as data: what a key of the tables or of a model is called, in which unit, and what it means."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from equipoise.errors import UnknownNameError

PLURALS = ("days", "organisations", "persons", "points", "years")
"""Units that are counted, and so have a singular."""


@dataclass(frozen=True, slots=True)
class Term:
    """What a key is called and what it means.

    Parameters
    ----------
    kind : str
        Sort of key: flag, layer, unit, trigger, ...
    key : str
        The key, as tables, models and JSON have it.
    title : str
        What a reader sees.
    unit : str
        Unit of the quantity that the key names; empty where it names none.
    digits : int or None
        Decimals with which it is written; None keeps two to three significant figures.
    sense : str
        Meaning, as one or two sentences.
    """

    kind: str
    key: str
    title: str
    unit: str
    digits: int | None
    sense: str


def kinds() -> tuple[str, ...]:
    """Return the kinds of terms, in the order of the file."""
    return tuple(_read())


@cache
def terms(kind: str) -> dict[str, Term]:
    """Return the terms of a kind by their keys, in the order of the file.

    Raises
    ------
    UnknownNameError
        If no term is of that kind.
    """
    found = _read()
    if kind not in found:
        raise UnknownNameError("kind of term", kind, found, show=40)
    return found[kind]


def term(kind: str, key: str) -> Term:
    """Return the term of a key.

    Parameters
    ----------
    kind : str
        Sort of key.
    key : str
        The key.

    Returns
    -------
    Term
        Its title, unit, decimals and meaning.

    Raises
    ------
    UnknownNameError
        If the vocabulary lacks it.
    """
    known = terms(kind)
    if key not in known:
        raise UnknownNameError(kind, key, known, show=40)
    return known[key]


def title_of(kind: str, key: str) -> str:
    """Return what a key is called; a key that the vocabulary lacks, as in a user's own tables, as plain words."""
    found = terms(kind).get(key)
    return key.replace("_", " ") if found is None else found.title


def digits_of_unit(unit: str) -> int | None:
    """Return the decimals of a unit; "% of exports" is written like "%"; None for a unit without a rule."""
    found = terms("unit").get(unit.split(" ", maxsplit=1)[0])
    return None if found is None else found.digits


def unit_in_words(unit: str, *, one: bool = False) -> str:
    """Return a unit as it is written: "km²" for "km2"; of one thing in the singular."""
    found = terms("unit").get(unit)
    words = unit if found is None else found.title
    return words.removesuffix("s") if one and words in PLURALS else words


@cache
def _read() -> dict[str, dict[str, Term]]:
    found: dict[str, dict[str, Term]] = {}
    file = resources.files("equipoise.answers").joinpath("vocabulary.csv")
    with file.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            digits = int(row["digits"]) if row["digits"] else None
            made = Term(row["kind"], row["key"], row["title"], row["unit"], digits, row["sense"])
            found.setdefault(made.kind, {})[made.key] = made
    return found
