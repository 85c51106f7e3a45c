"""Affinity in treaties: how much alike two states' alliance portfolios are (S, Scott's pi, Cohen's kappa)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from equipoise.errors import InputError, UnknownNameError

Array = npt.NDArray[np.float64]
Distance = Literal["absolute", "squared"]

ATOP_LEVELS = MappingProxyType(
    {"atop_defense": 3, "atop_offense": 3, "atop_neutral": 2, "atop_nonagg": 2, "atop_consul": 1}
)
COW_LEVELS = MappingProxyType({"cow_defense": 3, "cow_neutral": 2, "cow_nonagg": 2, "cow_entente": 1})
"""Pledge -> level of commitment: 3 to fight beside the other, 2 to stay out or not to attack, 1 to consult."""

FIGHTING_LEVELS = MappingProxyType({"atop_defense": 3, "atop_offense": 3})
"""Only pledges to fight beside the other."""

TOP = 3
_NOTHING = 1e-12


@dataclass(frozen=True)
class Portfolios:
    """Commitments of every state to every state in a year.

    Parameters
    ----------
    year : int
        Year described.
    states : tuple of int
        State numbers; rows and columns of the matrix.
    levels : numpy.ndarray, shape (states, states)
        Highest level of commitment [0 to 3]; not a number where the table does not tell it.
    """

    year: int
    states: tuple[int, ...]
    levels: Array

    def of(self, state: int) -> Array:
        """Return the portfolio of a state, its commitments to all states in the order of `states`.

        Raises
        ------
        UnknownNameError
            If the state is not in the system of that year.
        """
        if state not in self.states:
            raise UnknownNameError(f"state in the system of {self.year}", str(state), map(str, self.states))
        row: Array = self.levels[self.states.index(state)]
        return row


@dataclass(frozen=True, slots=True)
class Similarity:
    """How much alike two portfolios are; None where it is not defined.

    Parameters
    ----------
    s_absolute, s_squared : float or None
        Signorino and Ritter's S [-1 to 1].
    pi, kappa : float or None
        Scott's pi and Cohen's kappa with squared distances [-1 to 1].
    compared : int
        Number of positions (states) known in both portfolios.
    """

    s_absolute: float | None
    s_squared: float | None
    pi: float | None
    kappa: float | None
    compared: int


def alliance_portfolios(
    dyads: pl.DataFrame, system: Sequence[int], year: int, levels: Mapping[str, int] = ATOP_LEVELS, own: int = TOP
) -> Portfolios | None:
    """Build the portfolios of all states of a system in a year.

    Parameters
    ----------
    dyads : polars.DataFrame
        Allied dyad-years: `ccode1`, `ccode2`, `year` and a column of 0 and 1 per pledge. A dyad may be listed in one
        direction or in both.
    system : sequence of int
        Numbers of the states that exist in the year. A dyad of the system without a row has no alliance.
    year : int
        Year wanted.
    levels : Mapping of str to int
        Pledge -> level of commitment; a dyad has the highest of its levels.
    own : int
        Level of a state's commitment to itself; by custom the highest.

    Returns
    -------
    Portfolios or None
        None where the table has no row for the year: outside its coverage nothing is known, not even that there was
        no alliance. A pledge that is null leaves the level open where it would raise it.

    Raises
    ------
    UnknownNameError
        If a column is not in the table.

    Notes
    -----
    Alliance tables list a dyad only while it is allied, so a missing row means "none" only inside the coverage.

    The choice of levels can turn the order of dyads round. A declaration of non-aggression among dozens of states, such
    as ATOP lists for Europe since 1975, gives all its parties level 2 in dozens of positions and outweighs every
    defence pact of a few. Compute with `FIGHTING_LEVELS` as well before reading anything into a difference.
    """
    for column in ("ccode1", "ccode2", "year", *levels):
        if column not in dyads.columns:
            raise UnknownNameError("column", column, dyads.columns)
    rows = dyads.filter(pl.col("year") == year)
    if rows.is_empty():
        return None
    states = tuple(sorted(set(system)))
    known, possible = (
        rows.select(
            pl.max_horizontal(pl.col(name).fill_null(open_) * level for name, level in levels.items())
        ).to_series()
        for open_ in (0, 1)
    )
    place = {state: index for index, state in enumerate(states)}
    matrix = np.zeros((len(states), len(states)))
    found = zip(rows["ccode1"], rows["ccode2"], known, possible, strict=True)
    for one, other, level, highest in found:
        if one in place and other in place:
            value = np.maximum(matrix[place[one], place[other]], level if level == highest else np.nan)
            matrix[place[one], place[other]] = matrix[place[other], place[one]] = value
    np.fill_diagonal(matrix, own)
    return Portfolios(year, states, matrix)


def s_score(
    first: Array, second: Array, *, distance: Distance = "absolute", weights: Array | None = None, top: int = TOP
) -> Array:
    r"""Return Signorino and Ritter's S of two portfolios, or of many at once.

    Parameters
    ----------
    first, second : numpy.ndarray, shape (..., states)
        Levels of commitment [whole numbers, 0 to `top`]; not a number where unknown. Leading axes broadcast.
    distance : str
        absolute or squared.
    weights : numpy.ndarray, shape (states,), optional
        Weight of each position, such as the capability of the state; by default all weigh the same.
    top : int
        Highest level that the scale has, whether or not it occurs.

    Returns
    -------
    numpy.ndarray, shape (...)
        S [-1 to 1]: 1 for identical portfolios; not a number where no position is known in both.

    Raises
    ------
    UnknownNameError
        If the distance is not offered.
    InputError
        If a level is no whole number on the scale, or a weight is negative.

    Notes
    -----
    :math:`S = 1 - 2 \sum_k w_k d_k / \sum_k w_k` with :math:`d_k` the distance of the levels in position k as a share
    of the largest distance on the scale. Positions unknown in either portfolio drop out of both sums. Since most
    states have no commitment to most others, S is close to 1 for nearly every pair: see `cohen_kappa`.

    References
    ----------
    Signorino, C. S. & Ritter, J. M. (1999). Tau-b or not tau-b: measuring the similarity of foreign policy positions.
    International Studies Quarterly 43(1), 115-144. https://doi.org/10.1111/0020-8833.00113
    """
    first, second, share = _prepared(first, second, weights, top, distance)
    return 1.0 - 2.0 * _observed(first, second, share, distance) / top ** (2 if distance == "squared" else 1)


def scott_pi(
    first: Array, second: Array, *, distance: Distance = "squared", weights: Array | None = None, top: int = TOP
) -> Array:
    r"""Return Scott's pi of two portfolios: likeness beyond what chance gives states of one common habit.

    Parameters
    ----------
    first, second : numpy.ndarray, shape (..., states)
        Levels of commitment, as for `s_score`.
    distance : str
        absolute or squared.
    weights : numpy.ndarray, shape (states,), optional
        Weight of each position.
    top : int
        Highest level that the scale has.

    Returns
    -------
    numpy.ndarray, shape (...)
        Pi [-1 to 1]: 1 for identical portfolios, 0 for no more likeness than by chance; not a number where chance
        leaves no difference, since both portfolios hold one and the same level throughout.

    Raises
    ------
    UnknownNameError, InputError
        As `s_score`.

    Notes
    -----
    :math:`\pi = 1 - D_o / D_e`: the mean distance observed over the mean distance of two levels drawn independently
    from the levels of both portfolios taken together.

    References
    ----------
    Häge, F. M. (2011). Choice or circumstance? Adjusting measures of foreign policy similarity for chance agreement.
    Political Analysis 19(3), 287-305. https://doi.org/10.1093/pan/mpr024
    """
    first, second, share = _prepared(first, second, weights, top, distance)
    pooled = [(one + other) / 2 for one, other in _habits(first, second, share, top)]
    expected = _expected(pooled, pooled, distance)
    return _beyond_chance(_observed(first, second, share, distance), expected)


def cohen_kappa(
    first: Array, second: Array, *, distance: Distance = "squared", weights: Array | None = None, top: int = TOP
) -> Array:
    r"""Return Cohen's weighted kappa of two portfolios: likeness beyond what chance gives each by its own habit.

    Parameters
    ----------
    first, second : numpy.ndarray, shape (..., states)
        Levels of commitment, as for `s_score`.
    distance : str
        absolute or squared.
    weights : numpy.ndarray, shape (states,), optional
        Weight of each position.
    top : int
        Highest level that the scale has.

    Returns
    -------
    numpy.ndarray, shape (...)
        Kappa [-1 to 1]; never below pi, which also counts a different readiness to ally as unlikeness.

    Raises
    ------
    UnknownNameError, InputError
        As `s_score`.

    Notes
    -----
    :math:`\kappa = 1 - D_o / D_e`, where :math:`D_e` is the mean distance of two levels drawn independently, one from
    each portfolio.

    References
    ----------
    Häge, F. M. (2011). Choice or circumstance? Adjusting measures of foreign policy similarity for chance agreement.
    Political Analysis 19(3), 287-305. https://doi.org/10.1093/pan/mpr024
    """
    first, second, share = _prepared(first, second, weights, top, distance)
    habits = _habits(first, second, share, top)
    expected = _expected([one for one, _ in habits], [other for _, other in habits], distance)
    return _beyond_chance(_observed(first, second, share, distance), expected)


def similarity(portfolios: Portfolios, first: int, second: int, weights: Array | None = None) -> Similarity:
    """Return all measures of the likeness of two states' portfolios.

    Parameters
    ----------
    portfolios : Portfolios
        All portfolios of a year.
    first, second : int
        State numbers.
    weights : numpy.ndarray, shape (states,), optional
        Weight of each position.

    Returns
    -------
    Similarity
        S by both distances, pi and kappa.

    Raises
    ------
    UnknownNameError
        If a state is not in the system of that year.
    """
    one, other = portfolios.of(first), portfolios.of(second)
    return Similarity(
        _known(s_score(one, other, weights=weights)),
        _known(s_score(one, other, distance="squared", weights=weights)),
        _known(scott_pi(one, other, weights=weights)),
        _known(cohen_kappa(one, other, weights=weights)),
        int((~np.isnan(one + other)).sum()),
    )


def _known(value: Array) -> float | None:
    return None if np.isnan(value) else float(value)


def _prepared(
    first: Array, second: Array, weights: Array | None, top: int, distance: str
) -> tuple[Array, Array, Array]:
    """Check both portfolios, set unknown positions to nought and give them no share of the weight."""
    if distance not in ("absolute", "squared"):
        raise UnknownNameError("distance", distance, ("absolute", "squared"))
    given = np.broadcast_arrays(np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64))
    for levels in given:
        wrong = levels[~(np.isnan(levels) | ((levels >= 0) & (levels <= top) & (levels == np.floor(levels))))]
        if wrong.size:
            raise InputError(f"level of commitment {wrong[0]:g} is not a whole number from 0 to {top}")
    heavy = np.ones(given[0].shape[-1]) if weights is None else np.asarray(weights, dtype=np.float64)
    if not (heavy >= 0).all():
        raise InputError("a weight is negative or not a number; leave a position out by giving it the weight 0")
    known = np.where(np.isnan(given[0] + given[1]), 0.0, heavy)
    total = known.sum(axis=-1, keepdims=True)
    share = np.divide(known, total, out=np.full_like(known, np.nan), where=total > 0)
    return np.nan_to_num(given[0]), np.nan_to_num(given[1]), share


def _observed(first: Array, second: Array, share: Array, distance: str) -> Array:
    gap = np.abs(first - second)
    mean: Array = (share * (gap if distance == "absolute" else np.square(gap))).sum(axis=-1)
    return mean


def _habits(first: Array, second: Array, share: Array, top: int) -> list[tuple[Array, Array]]:
    """Share of positions at or below each level but the highest, in both portfolios."""
    return [((share * (first <= level)).sum(axis=-1), (share * (second <= level)).sum(axis=-1)) for level in range(top)]


def _expected(first: Sequence[Array], second: Sequence[Array], distance: str) -> Array:
    """Mean distance of independent draws from two distributions given as shares at or below each level.

    The two draws differ across the step above level a where just one of them is at or below it, and the distance is the
    number of steps between them; its square counts every ordered pair of such steps.
    """
    steps = range(len(first))
    pairs = [(a, a) for a in steps] if distance == "absolute" else [(a, b) for a in steps for b in steps]
    apart = [_both_between(first, second, min(pair), max(pair)) for pair in pairs]
    return np.asarray(sum(apart[1:], start=apart[0]), dtype=np.float64)


def _both_between(first: Sequence[Array], second: Sequence[Array], low: int, high: int) -> Array:
    """Probability that one draw is at or below the lower step and the other above the higher."""
    return first[low] * (1.0 - second[high]) + second[low] * (1.0 - first[high])


def _beyond_chance(observed: Array, expected: Array) -> Array:
    ratio = np.divide(observed, expected, out=np.full_like(observed, np.nan), where=expected > _NOTHING)
    return 1.0 - ratio
