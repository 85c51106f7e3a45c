"""Classings: rules that put a call into a cell whose answer rate is estimated. One is used; all are scored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from equipoise.errors import UnknownNameError


class CallFeatures(NamedTuple):
    """What a classing may look at: all of it known on the day of the call, but for the last.

    Parameters
    ----------
    trigger : str
        internal, external or unknown.
    kind : str
        organisation or state.
    internal, external : str
        Does an instrument in force cover internal unrest, an attack from outside: yes, ambiguous, no, none?
    coded_internal : str
        The code of the instrument invoked, even one made for the occasion: for comparison only.
    """

    trigger: str
    kind: str
    internal: str
    external: str
    coded_internal: str


@dataclass(frozen=True, slots=True)
class Classing:
    """A named rule from the features of a call to a cell.

    Parameters
    ----------
    name : str
        Short name.
    description : str
        One sentence for a reader.
    cell : callable
        From `CallFeatures` to the name of the cell.
    forecast : bool
        False where the rule uses what is known only after the answer.
    """

    name: str
    description: str
    cell: Callable[[CallFeatures], str]
    forecast: bool = True

    def cells(self, frame: pl.DataFrame, internal: str = "class_internal") -> NDArray[np.str_]:
        """Return the cell of every call of a panel; `internal` names the column with the internal code."""
        columns = frame.select("trigger", "kind", internal, "class_external", "coded_internal")
        return np.asarray([self.cell(CallFeatures(*row)) for row in columns.iter_rows()], dtype=np.str_)


PLAIN, REST = "plain clause", "no plain clause"


def _plain_clause(call: CallFeatures) -> str:
    return PLAIN if call.trigger != "external" and call.internal == "yes" else REST


def _class_by_trigger(call: CallFeatures) -> str:
    return f"external {call.external}" if call.trigger == "external" else f"internal {call.internal}"


CLASSINGS = (
    Classing(
        "plain_clause",
        "a text in force that plainly covers internal unrest, for an internal crisis, against every other call",
        _plain_clause,
    ),
    Classing(
        "class_by_trigger", "four classes of wording, of the clause for the trigger of the call", _class_by_trigger
    ),
    Classing(
        "class_internal", "four classes of the wording on internal unrest, for every call", lambda call: call.internal
    ),
    Classing(
        "class_and_kind",
        "class of the wording on internal unrest by sort of addressee",
        lambda call: f"{call.internal} {call.kind}",
    ),
    Classing("kind", "organisation or state", lambda call: call.kind),
    Classing(
        "as_coded",
        "class of the instrument invoked, treaties made for the occasion included: leaks answers, no forecast",
        lambda call: call.coded_internal,
        forecast=False,
    ),
)

DEFAULT = CLASSINGS[0]


def classing(name: str) -> Classing:
    """Return a classing by name.

    Raises
    ------
    UnknownNameError
        If there is none of that name.
    """
    for candidate in CLASSINGS:
        if candidate.name == name:
            return candidate
    raise UnknownNameError("classing", name, (candidate.name for candidate in CLASSINGS))
