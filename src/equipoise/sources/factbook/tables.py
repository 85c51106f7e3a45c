"""The small tables that lie beside the code: which fields are read, words, missions, standings."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one of the CSV files beside this module.

    Parameters
    ----------
    name : str
        File name without its ending.

    Returns
    -------
    tuple of dict of str to str
        One per line, by column name.
    """
    text = resources.files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
