"""Whether troops come: the full model, a mixed logistic regression with its uncertainty."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import halfnorm

from equipoise.models.calls.design import Layout, Specification
from equipoise.models.calls.laplace import Laplace, Problem, laplace
from equipoise.models.calls.panel import CallPanel
from equipoise.models.calls.priors import priors

Numbers = NDArray[np.float64]

TERMS = ("plain_internal", "plain_external", "ambiguous", "border", "external")

SPECIFIED = Specification(
    "specified",
    "clause for the trigger, border, attack from outside; intercepts by role, addressee and crisis",
    TERMS,
)
"""The model, fixed by theory on 2026-11-24 before its score was known; see CARD.md."""

DRAWS = 600
"""Draws of the coefficients on which intervals and paired differences rest."""

_SEED = 20220105
_THIRDS = (1 / 6, 1 / 2, 5 / 6)
_TINY_SPREAD = 1e-3
_NODES, _NODE_WEIGHTS = np.polynomial.hermite_e.hermegauss(21)
_NODE_WEIGHTS = _NODE_WEIGHTS / _NODE_WEIGHTS.sum()


@dataclass(frozen=True, slots=True)
class Draws:
    """Joint draws from the posterior; the same ones every time.

    Parameters
    ----------
    coefficients : numpy.ndarray, shape (m, d)
        Coefficients.
    role_spread, body_spread, crisis_spread : numpy.ndarray, shape (m,)
        Spreads of the intercepts.
    """

    coefficients: Numbers
    role_spread: Numbers
    body_spread: Numbers
    crisis_spread: Numbers


@dataclass(frozen=True, slots=True)
class AnswerModel:
    """What was learnt about answers.

    Parameters
    ----------
    layout : Layout
        Columns of the design.
    crises : tuple of str
        Crises learnt from, in the order of their intercepts.
    fit : Laplace
        Posterior at every point of the grid of spreads.
    spreads : numpy.ndarray, shape (g, 3)
        The grid: spreads of role, body and crisis.
    weights : numpy.ndarray, shape (g,)
        Posterior weights of the points of the grid.
    """

    layout: Layout
    crises: tuple[str, ...]
    fit: Laplace
    spreads: Numbers
    weights: Numbers

    def predict(self, frame: pl.DataFrame) -> Numbers:
        """Return the probability that troops come, for calls in a crisis not seen before.

        Parameters
        ----------
        frame : polars.DataFrame
            Calls, with the columns of a panel.

        Returns
        -------
        numpy.ndarray, shape (calls,)
            Posterior means: coefficients, unseen addressees, the new crisis and the spreads are integrated out.
        """
        design = self.layout.matrix(frame)
        centre = self.fit.modes @ design.T
        variance = np.einsum("nd,gde,ne->gn", design, self.fit.covariance, design, optimize=True)
        variance = variance + self.spreads[:, :1] ** 2 * self.layout.unknown_role(frame)
        variance = variance + self.spreads[:, 1:2] ** 2 * self.layout.unknown_body(frame)
        spread = np.sqrt(variance + self.spreads[:, 2:] ** 2)
        chances = expit(centre[:, :, None] + spread[:, :, None] * _NODES) @ _NODE_WEIGHTS
        return np.asarray(self.weights @ chances, dtype=np.float64)

    def draws(self, count: int = DRAWS) -> Draws:
        """Return joint draws of coefficients and spreads.

        Notes
        -----
        Points of the grid get draws in proportion to their weights by a regular sequence; normal numbers come from a
        generator with a fixed seed and in the order of the columns, so the same panel gives the same draws.
        """
        levels = (np.arange(count) + 0.5) / count
        point = np.minimum(np.searchsorted(np.cumsum(self.weights), levels), self.weights.size - 1)
        normals = np.random.default_rng(_SEED).standard_normal((count, self.fit.modes.shape[1]))
        roots = np.linalg.cholesky(self.fit.covariance)
        coefficients = self.fit.modes[point] + np.einsum("mde,me->md", roots[point], normals)
        order = np.random.default_rng(_SEED + 1).permutation(count)
        role, body, crisis = self.spreads[point][order].T
        return Draws(coefficients[order], role, body, crisis)

    def rates(self, frame: pl.DataFrame, draws: Draws) -> Numbers:
        """Return the answer rate of calls such as these under every draw, shape (draws, calls).

        Notes
        -----
        The crisis is integrated out, so that the spread over draws is what is not known about the rate. An addressee
        without a record gets an intercept of its own, the same one whenever it is asked.
        """
        centre = draws.coefficients @ self.layout.matrix(frame).T
        count = draws.body_spread.size
        unknown = zip(frame["body"], self.layout.unknown_body(frame), self.layout.unknown_role(frame), strict=True)
        for place, (body, new_body, new_role) in enumerate(unknown):
            if new_body:
                centre[:, place] += draws.body_spread * _own_normals(str(body), count)
            if new_role:
                centre[:, place] += draws.role_spread * _own_normals(f"role of {body}", count)
        spread = draws.crisis_spread[:, None, None]
        return np.asarray(expit(centre[:, :, None] + spread * _NODES) @ _NODE_WEIGHTS, dtype=np.float64)

    def coefficient(self, name: str) -> tuple[float, float]:
        """Return the posterior mean and standard deviation of a column of the design."""
        place = self.layout.names.index(name)
        centre, variance = self.fit.modes[:, place], self.fit.covariance[:, place, place]
        mean = float(self.weights @ centre)
        return mean, float(np.sqrt(self.weights @ (variance + (centre - mean) ** 2)))


def _own_normals(name: str, count: int) -> Numbers:
    return np.random.default_rng([_SEED, zlib.crc32(name.encode())]).standard_normal(count)


def fit_answers(
    panel: CallPanel, specification: Specification = SPECIFIED, near: AnswerModel | None = None
) -> AnswerModel:
    """Learn from a panel who answers.

    Parameters
    ----------
    panel : CallPanel
        Calls; an empty panel gives the priors.
    specification : Specification
        What is read of a call.
    near : AnswerModel, optional
        A fit to much the same calls, to start from; it saves time and does not change the answer.

    Returns
    -------
    AnswerModel
        Posterior on the grid of spreads.

    Notes
    -----
    logit P(troops) = level + terms + u_role + v_body + w_crisis, the three intercepts normal around zero with spreads
    s_role, s_body, s_crisis. The prior of each spread is half-normal and is cut into three parts of equal mass, each
    stood for by its median; the 27 combinations are weighed by their marginal likelihood. A spread that the
    specification leaves out is held next to zero.
    """
    frame = panel.frame.sort("episode_id", "call_id")
    layout = Layout.of(frame, specification)
    crises, clusters = np.unique(np.asarray(frame["episode_id"].to_list(), dtype=np.str_), return_inverse=True)
    spreads = _grid(specification)
    problem = Problem(
        design=layout.matrix(frame),
        outcomes=frame["troops"].cast(pl.Float64).to_numpy(),
        clusters=np.asarray(clusters, dtype=np.int64),
        mean=_means(layout),
        spreads=_spreads(layout, spreads),
        cluster_spread=spreads[:, 2],
    )
    named = tuple(str(crisis) for crisis in crises)
    fit = laplace(problem, None if near is None else _start(layout, named, near))
    weights = np.exp(fit.log_evidence - fit.log_evidence.max())
    return AnswerModel(layout, named, fit, spreads, weights / weights.sum())


def _grid(specification: Specification) -> Numbers:
    scales = priors().spreads
    used = {"role": specification.role is not None, "body": specification.body, "crisis": specification.crisis}
    axes: list[Sequence[float]] = [
        np.asarray(halfnorm.ppf(_THIRDS, scale=scales[name])).tolist() if used[name] else [_TINY_SPREAD]
        for name in ("role", "body", "crisis")
    ]
    return np.array(list(product(*axes)), dtype=np.float64)


def _means(layout: Layout) -> Numbers:
    known = priors()
    terms = [known.terms[name].mean for name in layout.specification.terms]
    return np.array([known.intercept.mean, *terms, *(0.0 for _ in (*layout.roles, *layout.bodies))])


def _spreads(layout: Layout, grid: Numbers) -> Numbers:
    known = priors()
    fixed = [known.intercept.sd, *(known.terms[name].sd for name in layout.specification.terms)]
    return np.hstack(
        [
            np.tile(fixed, (grid.shape[0], 1)),
            np.repeat(grid[:, :1], len(layout.roles), axis=1),
            np.repeat(grid[:, 1:2], len(layout.bodies), axis=1),
        ]
    )


def _start(layout: Layout, crises: tuple[str, ...], near: AnswerModel) -> tuple[Numbers, Numbers]:
    """Return the modes of a similar fit in the order of this one; what that fit does not know starts at zero."""
    return (
        _reordered(near.fit.modes, near.layout.names, layout.names),
        _reordered(near.fit.cluster_modes, near.crises, crises),
    )


def _reordered(values: Numbers, names: Sequence[str], wanted: Sequence[str]) -> Numbers:
    place = {name: index for index, name in enumerate(names)}
    absent = np.zeros((values.shape[0], 1))
    padded = np.hstack([values, absent])
    return padded[:, [place.get(name, len(names)) for name in wanted]]
