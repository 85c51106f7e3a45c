"""How far a long run is, as plain values: a terminal writes them as a line, a program reads them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

NOTICE = "notice"
"""Step of a report that is said once on a line of its own, wherever people read."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One report of a run that takes long.

    Parameters
    ----------
    step : str
        Which part of the run: "ensemble", "abduction", "antecedents" ...
    message : str
        The same for people, as a phrase.
    done, of : int or None
        How many pieces of the part are done, and how many there are; None where that cannot be known.
    """

    step: str
    message: str
    done: int | None = None
    of: int | None = None


Tell = Callable[[Progress], None]
"""What is told how far a run is."""


def tell_nobody(progress: Progress) -> None:
    """Keep it for oneself."""
