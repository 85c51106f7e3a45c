"""Ideal points: where states stand on the line that best reproduces their votes in a session."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from equipoise.errors import UnknownNameError
from equipoise.measures.votes import LEAST, Array, vote_matrix

_REST = 1e-8
_FLAT = 1e-9


@dataclass(frozen=True)
class IdealPoints:
    """Positions on the one line that reproduces the votes best.

    Parameters
    ----------
    points : numpy.ndarray, shape (voters,)
        Positions [standard deviations from the mean of the voters]; not a number for those with too few votes.
    contested : numpy.ndarray of int, shape (voters,)
        Votes that each position rests on: those cast in roll calls that divided the voters.
    explained : float
        Share of the variance of the votes around the mean of their roll call that the line accounts for [0 to 1]; not
        a number where there is no line.
    converged : bool
        Whether the iterations came to rest.
    """

    points: Array
    contested: npt.NDArray[np.int64]
    explained: float
    converged: bool


def ideal_points(votes: Array, anchor: int, least: int = LEAST, most_rounds: int = 500) -> IdealPoints:
    r"""Place voters on a line by the votes of one session, by alternating least squares.

    Parameters
    ----------
    votes : numpy.ndarray, shape (voters, roll calls)
        1 yes, 0 abstention, -1 no; not a number where no vote was cast.
    anchor : int
        Row of the voter whose position is positive by definition.
    least : int
        Fewest votes in contested roll calls for a voter to be placed.
    most_rounds : int
        Rounds after which the search ends in any case.

    Returns
    -------
    IdealPoints
        Positions with mean 0 and standard deviation 1 among those placed. Nobody is placed where the anchor has too
        few votes, since a line without a sign cannot be read.

    Notes
    -----
    The model is :math:`v_{ij} \approx a_j + b_j x_i`, fitted over the votes cast: in turn the line of every roll call
    by least squares, and every position with a standard normal prior, which shrinks by the variance of the residuals
    and so keeps voters with few votes from the far ends. The search starts at the first singular vector of the votes
    around the mean of their roll call, and draws no random number. Positions of different sessions are not on one
    scale, and the line is that of the strongest division: it need not be East against West or North against South. For
    comparisons over time use the dynamic estimates of the reference.

    References
    ----------
    Bailey, M. A., Strezhnev, A. & Voeten, E. (2017). Estimating dynamic state preferences from United Nations voting
    data. Journal of Conflict Resolution 61(2), 430-456. https://doi.org/10.1177/0022002715595700
    """
    known = ~np.isnan(votes)
    dividing = np.where(known, votes, -2.0).max(axis=0) > np.where(known, votes, 2.0).min(axis=0)
    contested = known[:, dividing].sum(axis=1)
    placed = contested >= least
    points = np.full(len(votes), np.nan)
    if not placed[anchor]:
        return IdealPoints(points, contested, np.nan, converged=False)
    points[placed], explained, converged = _fit_line(votes[np.ix_(placed, dividing)], most_rounds)
    return IdealPoints(points * (-1.0 if points[anchor] < 0 else 1.0), contested, explained, converged)


def _fit_line(votes: Array, most_rounds: int) -> tuple[Array, float, bool]:
    known = (~np.isnan(votes)).astype(np.float64)
    count = np.maximum(known.sum(axis=0), 1.0)
    around = np.where(known > 0, votes - np.nansum(votes, axis=0) / count, 0.0)
    points = _standard(np.linalg.svd(around, full_matrices=False)[0][:, 0])
    error, step = around, np.inf
    for _ in range(most_rounds):
        mean = points @ known / count
        variance = np.square(points) @ known - count * np.square(mean)
        # Where the voters of a roll call stand at one point, nothing tells its slope.
        slope = np.divide(points @ around, variance, out=np.zeros_like(mean), where=variance > _FLAT)
        error = around - known * (slope * (points[:, None] - mean))
        noise = float(np.square(error).sum()) / float(known.sum())
        told = known @ np.square(slope) + noise
        pull = (around + known * (slope * mean)) @ slope
        moved = _standard(np.divide(pull, told, out=np.zeros_like(pull), where=told > 0))
        step = float(np.abs(moved - points).max())
        points = moved
        if step < _REST:
            break
    spread = float(np.square(around).sum())
    return points, 1.0 - float(np.square(error).sum()) / spread if spread else np.nan, step < _REST


def _standard(points: Array) -> Array:
    deviation = float(points.std())
    standard: Array = (points - points.mean()) / (deviation if deviation > 0 else 1.0)
    return standard


def ideal_point_series(
    votes: pl.DataFrame, anchor: Hashable = "USA", by: str = "session", least: int = LEAST
) -> pl.DataFrame:
    """Return ideal points of all voters in every session or year, each period by itself.

    Parameters
    ----------
    votes : polars.DataFrame
        One row per vote, with columns `voter`, `rcid`, `vote` (see `vote_matrix`) and the period.
    anchor : hashable
        Voter whose position is positive in every period.
    by : str
        Column of the period.
    least : int
        Fewest votes in contested roll calls for a voter to be placed.

    Returns
    -------
    polars.DataFrame
        The period, `voter`, `ideal_point` [standard deviations; null where not placed], `contested` (votes that it
        rests on) and `converged`. A period in which no line can be fixed, for want of votes, has null points.

    Raises
    ------
    UnknownNameError, DataError
        As `vote_matrix`; also if the anchor is not among the voters.
    """
    if by not in votes.columns:
        raise UnknownNameError("column", by, votes.columns)
    if anchor not in votes["voter"]:
        raise UnknownNameError("voter", str(anchor), votes["voter"].cast(pl.String).unique())
    frames = [
        _period(cast, anchor, least).with_columns(pl.lit(period, votes.schema[by]).alias(by))
        for (period,), cast in votes.group_by(by)
    ]
    return pl.concat(frames).select(by, "voter", "ideal_point", "contested", "converged").sort(by, "voter")


def _period(votes: pl.DataFrame, anchor: Hashable, least: int) -> pl.DataFrame:
    table = vote_matrix(votes)
    voters = table.voters
    # An anchor that is not in the table of the period counts as one without votes.
    row = voters.index(anchor) if anchor in voters else len(voters)
    found = ideal_points(np.vstack([table.votes, np.full(len(table.roll_calls), np.nan)]), row, least)
    return pl.DataFrame(
        {
            "voter": pl.Series(voters, dtype=votes.schema["voter"]),
            "ideal_point": pl.Series(found.points[: len(voters)]).fill_nan(None),
            "contested": found.contested[: len(voters)],
            "converged": [found.converged] * len(voters),
        }
    )


def ideal_point_distances(
    points: pl.DataFrame, first: Hashable, second: Hashable, by: str = "session", voter: str = "voter"
) -> pl.DataFrame:
    """Return how far apart two voters stand in every period.

    Parameters
    ----------
    points : polars.DataFrame
        The period, the voter and `ideal_point`, own or published.
    first, second : hashable
        The two voters.
    by, voter : str
        Columns of the period and of the voter.

    Returns
    -------
    polars.DataFrame
        Every period of the table with `first`, `second` and `distance`, the absolute difference [unit of the points];
        null where either has no position.

    Raises
    ------
    UnknownNameError
        If a column is not in the table.
    """
    for column in (by, voter, "ideal_point"):
        if column not in points.columns:
            raise UnknownNameError("column", column, points.columns)
    table = points.select(pl.col(by).unique().sort())
    for label, name in (("first", first), ("second", second)):
        own = points.filter(pl.col(voter) == name).select(by, pl.col("ideal_point").alias(label))
        table = table.join(own, on=by, how="left", validate="1:1", maintain_order="left")
    return table.with_columns((pl.col("first") - pl.col("second")).abs().alias("distance"))
