"""The declared output columns (`layers.csv`): the source of each, and what a state or pair not listed means."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from equipoise.errors import InputError, UnknownNameError

STATE = ("state",)
DYAD = ("dyad", "directed")


@dataclass(frozen=True, slots=True)
class LayerColumn:
    """A declared column of the output.

    Parameters
    ----------
    layer : str
        Layer that brings it.
    scope : str
        "state" (of one state; in dyads once per side), "dyad" (the same in both directions) or "directed".
    name : str
        Name of the column.
    table, origin : str
        Source table and its column; empty where the value is made from several.
    type, unit, meaning : str
        As in `columns.csv`.
    covered : str
        When the source covers a state inside the measured years: "rows" (only what has a row), "system" (every member
        of the COW system in that year) or "appears" (between the first and the last year in which the source names
        the state).
    zero : bool
        True where "covered and not listed" means 0; False where it stays null.
    """

    layer: str
    scope: str
    name: str
    table: str
    origin: str
    type: str
    unit: str
    covered: str
    zero: bool
    meaning: str

    @property
    def rule(self) -> str:
        """What the absence of a row means, in words."""
        if not self.zero:
            return "null where the source has no row"
        whom = "both states are" if self.scope != "state" else "the state is"
        covered = {
            "system": f"0 where {whom} in the COW system in the year and the source lists nothing",
            "appears": f"0 where {whom} named by the source before and after, and it lists nothing",
        }[self.covered]
        return f"{covered}; null outside the measured years"


@cache
def layer_columns() -> tuple[LayerColumn, ...]:
    """Return every declared output column."""
    text = resources.files(__package__).joinpath("layers.csv").read_text(encoding="utf-8")
    return tuple(
        LayerColumn(
            layer=row["layer"],
            scope=row["scope"],
            name=row["column"],
            table=row["table"],
            origin=row["from"],
            type=row["type"],
            unit=row["unit"],
            covered=row["covered"],
            zero=row["unlisted"] == "0",
            meaning=row["meaning"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def layer_names(scopes: Iterable[str]) -> list[str]:
    """Return the names of the layers that have a column of one of these scopes."""
    wanted = set(scopes)
    return list(dict.fromkeys(entry.layer for entry in layer_columns() if entry.scope in wanted))


def columns_of(layer: str, scopes: Iterable[str]) -> list[LayerColumn]:
    """Return the columns of a layer that have one of these scopes."""
    wanted = set(scopes)
    return [entry for entry in layer_columns() if entry.layer == layer and entry.scope in wanted]


def asked_layers(with_: str | Iterable[str], choices: list[str]) -> list[str]:
    """Return the layers asked for, each once, in the order given.

    Parameters
    ----------
    with_ : str or iterable of str
        One name or several.
    choices : list of str
        Names that are accepted.

    Returns
    -------
    list of str
        May be empty.

    Raises
    ------
    UnknownNameError
        If a name is not among the choices.
    InputError
        If `with_` is neither text nor a list.
    """
    if not isinstance(with_, str | Iterable):
        raise InputError(f"with_={with_!r} is not a list of layers ({', '.join(choices)})")
    names = [with_] if isinstance(with_, str) else list(with_)
    for name in names:
        if name not in choices:
            raise UnknownNameError("layer", str(name), choices, show=len(choices))
    return list(dict.fromkeys(names))
