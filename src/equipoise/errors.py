"""Errors that a user can act on: each names the value, the choices and the nearest match."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class EquipoiseError(Exception):
    """A fault in what was asked or given; the message is one line for the user."""


class UnknownNameError(EquipoiseError):
    """A name that is not among the choices.

    Parameters
    ----------
    what : str
        Sort of thing asked for: "state", "organisation".
    value : str
        The name as given.
    choices : iterable of str
        All accepted names.
    show : int
        How many choices the message lists where there are many.
    """

    def __init__(self, what: str, value: str, choices: Iterable[str], show: int = 8) -> None:
        self.what = what
        self.value = value
        self.choices = sorted(set(choices))
        self.nearest = nearest(value, self.choices)
        super().__init__(self._message(show))

    def _message(self, show: int) -> str:
        hint = f"; did you mean {' or '.join(self.nearest)}?" if self.nearest else ""
        listed = ", ".join(self.choices[:show])
        more = f" and {len(self.choices) - show} more" if len(self.choices) > show else ""
        return f"unknown {self.what} {self.value!r}{hint} (choices: {listed}{more})"


class ExplainedNameError(UnknownNameError):
    """A name that is not among the choices, but of which something is known: a former state, a part of one.

    Parameters
    ----------
    what : str
        Sort of thing asked for.
    value : str
        The name as given.
    told : str
        What it is, in one clause, and what to ask for in its place.
    choices : iterable of str
        What to ask for in its place.
    """

    def __init__(self, what: str, value: str, told: str, choices: Iterable[str] = ()) -> None:
        self.told = told
        super().__init__(what, value, choices)

    def _message(self, show: int) -> str:  # noqa: ARG002 - nothing is listed
        self.nearest: list[str] = []
        return f"unknown {self.what} {self.value!r}: {self.told}"


class DataError(EquipoiseError):
    """A table, file or document that does not have the declared form."""


class InputError(EquipoiseError):
    """A value given by the user that is out of range or malformed."""


def nearest(value: str, choices: Iterable[str], count: int = 2, cutoff: float = 0.6) -> list[str]:
    """Return the choices most like a value, regardless of case.

    Parameters
    ----------
    value : str
        What was given.
    choices : iterable of str
        What is accepted.
    count : int
        At most so many.
    cutoff : float
        How like a choice must be, from 0 to 1 (ratio of `difflib.SequenceMatcher`).

    Returns
    -------
    list of str
        Best first; empty where nothing is close.
    """
    folded: dict[str, str] = {}
    for choice in choices:
        folded.setdefault(choice.casefold(), choice)
    matches = difflib.get_close_matches(value.casefold(), list(folded), n=count, cutoff=cutoff)
    return [folded[match] for match in matches]
