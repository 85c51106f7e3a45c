"""Design: which columns of a call the model reads, laid out as numbers the same way for past calls and forecasts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from equipoise.models.calls.roles import ROLES

Numbers = NDArray[np.float64]

UNKNOWN_BORDER = 0.5
"""A border that is not recorded counts as half a border."""


def _wording(internal: str) -> pl.Expr:
    """Return the class of the wording that is invoked: on attack where the call is made, or framed, as one."""
    return pl.when(pl.col("clause_for") == "external").then(pl.col("class_external")).otherwise(pl.col(internal))


TERMS: dict[str, Callable[[str], pl.Expr]] = {
    "plain_internal": lambda internal: (pl.col("clause_for") != "external") & (pl.col(internal) == "yes"),
    "plain_external": lambda _: (pl.col("clause_for") == "external") & (pl.col("class_external") == "yes"),
    "ambiguous": lambda internal: _wording(internal) == "ambiguous",
    "border": lambda _: pl.col("border").cast(pl.Float64).fill_null(UNKNOWN_BORDER),
    "external": lambda _: pl.col("trigger") == "external",
    "duty": lambda _: pl.col("duty") == "must_assist",
    "troops_there": lambda _: pl.col("troops_there").fill_null(value=False),
    "distance": lambda _: pl.col("log_distance").fill_null(0.0),
}
"""Name of a term -> its column, given the name of the column with the wording on internal unrest."""


@dataclass(frozen=True, slots=True)
class Specification:
    """What a model of the answers reads.

    Parameters
    ----------
    name, description : str
        Short name, and one sentence for a reader.
    terms : tuple of str
        Columns with a coefficient each; keys of `TERMS`.
    role : str or None
        Column with the sort of addressee: `role` (by rule), `addressee_type` (as the panel codes it), or none.
    body : bool
        An intercept for every addressee, so that it is judged by its own record too.
    crisis : bool
        An intercept for every crisis.
    internal : str
        Column with the wording on internal unrest.
    """

    name: str
    description: str
    terms: tuple[str, ...]
    role: str | None = "role"
    body: bool = True
    crisis: bool = True
    internal: str = "class_internal"


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns of the design of one fit.

    Parameters
    ----------
    specification : Specification
        What is read.
    centres : numpy.ndarray, shape (terms,)
        Mean of each term among the calls learnt from; the intercept is the level of an average call.
    roles, bodies : tuple of str
        Sorts of addressee and addressees with a column each.
    """

    specification: Specification
    centres: Numbers
    roles: tuple[str, ...]
    bodies: tuple[str, ...]

    @classmethod
    def of(cls, frame: pl.DataFrame, specification: Specification) -> Layout:
        """Lay out the design for the calls that a model learns from."""
        centres = _terms(frame, specification).mean(axis=0) if frame.height else np.zeros(len(specification.terms))
        column = specification.role
        if column is None:
            roles: tuple[str, ...] = ()
        else:
            roles = ROLES if column == "role" else _values(frame, column)
        bodies = _values(frame, "body") if specification.body else ()
        return cls(specification, centres, roles, bodies)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return ("intercept", *self.specification.terms, *self.roles, *self.bodies)

    def matrix(self, frame: pl.DataFrame) -> Numbers:
        """Return the design of some calls, shape (calls, columns)."""
        parts = [np.ones((frame.height, 1)), _terms(frame, self.specification) - self.centres]
        if self.specification.role is not None:
            parts.append(_indicators(frame[self.specification.role], self.roles))
        if self.specification.body:
            parts.append(_indicators(frame["body"], self.bodies))
        return np.hstack(parts)

    def unknown_body(self, frame: pl.DataFrame) -> NDArray[np.bool_]:
        """Return which calls went to an addressee without a column."""
        if not self.specification.body:
            return np.zeros(frame.height, dtype=np.bool_)
        return ~frame["body"].is_in(list(self.bodies)).to_numpy()

    def unknown_role(self, frame: pl.DataFrame) -> NDArray[np.bool_]:
        """Return which calls went to a sort of addressee without a column."""
        if self.specification.role is None:
            return np.zeros(frame.height, dtype=np.bool_)
        return ~frame[self.specification.role].is_in(list(self.roles)).to_numpy()


def _terms(frame: pl.DataFrame, specification: Specification) -> Numbers:
    if not specification.terms:
        return np.zeros((frame.height, 0))
    columns = [TERMS[name](specification.internal).cast(pl.Float64).alias(name) for name in specification.terms]
    return np.asarray(frame.select(columns).to_numpy(), dtype=np.float64)


def _values(frame: pl.DataFrame, column: str) -> tuple[str, ...]:
    return tuple(sorted(frame[column].unique()))


def _indicators(values: pl.Series, columns: tuple[str, ...]) -> Numbers:
    place = {name: index for index, name in enumerate(columns)}
    matrix = np.zeros((len(values), len(columns)))
    for row, value in enumerate(values):
        if value in place:
            matrix[row, place[value]] = 1.0
    return matrix
