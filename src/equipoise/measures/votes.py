"""Affinity at the ballot: how often two states vote alike in the UN General Assembly."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import polars as pl

from equipoise.errors import DataError, InputError, UnknownNameError

Array = npt.NDArray[np.float64]

YES, ABSTAIN, NO, ABSENT, NOT_MEMBER = 1, 2, 3, 8, 9
"""Codes of the published roll calls. Some copies leave out the rows of the absent and of those not yet members."""

POSITIONS = MappingProxyType({YES: 1.0, ABSTAIN: 0.0, NO: -1.0, ABSENT: np.nan, NOT_MEMBER: np.nan})
"""Code -> position of a vote; not a number where there is no vote."""

LEAST = 10
"""Fewest votes on which a score may rest, unless told otherwise."""

_CAST = (1.0, 0.0, -1.0)
CODINGS = MappingProxyType(
    {
        "lijphart": np.array([[1.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 1.0]]),
        "identical": np.eye(3),
        "yes_no": np.array([[1.0, np.nan, 0.0], [np.nan] * 3, [0.0, np.nan, 1.0]]),
    }
)
"""Coding -> score of a pair of votes (rows, columns: yes, abstain, no); not a number where the pair does not count."""


@dataclass(frozen=True)
class VoteMatrix:
    """Votes of many voters in many roll calls.

    Parameters
    ----------
    voters, roll_calls : tuple
        Labels of the rows and the columns, sorted.
    votes : numpy.ndarray, shape (voters, roll calls)
        1 yes, 0 abstention, -1 no; not a number where no vote was cast.
    """

    voters: tuple[Hashable, ...]
    roll_calls: tuple[Hashable, ...]
    votes: Array


def vote_matrix(votes: pl.DataFrame, voter: str = "voter", roll_call: str = "rcid", vote: str = "vote") -> VoteMatrix:
    """Arrange a long table of votes as a matrix.

    Parameters
    ----------
    votes : polars.DataFrame
        One row per vote.
    voter, roll_call, vote : str
        Columns of the voter, the roll call and the code: 1 yes, 2 abstention, 3 no, 8 absent, 9 not a member.

    Returns
    -------
    VoteMatrix
        Positions; not a number for the absent, for non-members, and where the table has no row.

    Raises
    ------
    UnknownNameError
        If a column is not in the table.
    DataError
        If a code is none of the five, or a voter voted twice in a roll call.
    """
    for column in (voter, roll_call, vote):
        if column not in votes.columns:
            raise UnknownNameError("column", column, votes.columns)
    codes = votes[vote].to_numpy()
    strange = sorted(set(codes.tolist()) - set(POSITIONS), key=str)
    if strange:
        raise DataError(f"vote code {strange[0]!r} is not one of {', '.join(map(str, POSITIONS))}")
    if votes.select(voter, roll_call).is_duplicated().any():
        twice = votes.filter(votes.select(voter, roll_call).is_duplicated()).row(0, named=True)
        raise DataError(f"voter {twice[voter]!r} has two votes in roll call {twice[roll_call]!r}")
    rows = votes[voter].unique().sort()
    columns = votes[roll_call].unique().sort()
    matrix = np.full((len(rows), len(columns)), np.nan)
    positions = np.array([POSITIONS.get(code, np.nan) for code in range(NOT_MEMBER + 1)])
    cast = positions[codes.astype(np.int64)]
    matrix[rows.search_sorted(votes[voter]), columns.search_sorted(votes[roll_call])] = cast
    return VoteMatrix(tuple(rows), tuple(columns), matrix)


def agreement_matrix(votes: Array, coding: str = "lijphart", least: int = LEAST) -> Array:
    r"""Return the agreement of every pair of voters.

    Parameters
    ----------
    votes : numpy.ndarray, shape (voters, roll calls)
        1 yes, 0 abstention, -1 no; not a number where no vote was cast.
    coding : str
        lijphart
            A yes or a no against an abstention agrees by half.
        identical
            Only equal votes agree, two abstentions among them.
        yes_no
            Only roll calls in which both said yes or no count.
    least : int
        Fewest roll calls that must count for a pair.

    Returns
    -------
    numpy.ndarray, shape (voters, voters)
        Agreement [0 to 1]; not a number where fewer roll calls than `least` count.

    Raises
    ------
    UnknownNameError
        If the coding is not offered.
    InputError
        If `least` is below one.

    Notes
    -----
    Lijphart's index is :math:`(f + g/2) / t` with f full and g half agreements in t common votes. A roll call in which
    either of the two was absent does not count. Most roll calls pass with large majorities, so that any two states
    agree often: compare dyads with each other, not with one half.

    References
    ----------
    Lijphart, A. (1963). The analysis of bloc voting in the General Assembly: a critique and a proposal. American
    Political Science Review 57(4), 902-917.
    """
    if coding not in CODINGS:
        raise UnknownNameError("coding of agreement", coding, CODINGS)
    if least < 1:
        raise InputError(f"an agreement cannot rest on {least} votes; ask for at least 1")
    cast = np.stack([votes == position for position in _CAST]).astype(np.float64)
    scores = CODINGS[coding]
    agreed = _pairwise(cast, np.nan_to_num(scores))
    counted = _pairwise(cast, (~np.isnan(scores)).astype(np.float64))
    with np.errstate(invalid="ignore"):
        return np.where(counted >= least, agreed / counted, np.nan)


def _pairwise(cast: Array, scores: Array) -> Array:
    """Sum the score of the two votes over the roll calls, for every pair of voters."""
    weighted = np.tensordot(scores, cast, axes=(1, 0))
    return np.asarray(sum(own @ other.T for own, other in zip(cast, weighted, strict=True)), dtype=np.float64)


def agreement(first: Array, second: Array, coding: str = "lijphart", least: int = LEAST) -> float | None:
    """Return the agreement of two voters over the same roll calls.

    Parameters
    ----------
    first, second : numpy.ndarray, shape (roll calls,)
        Votes of each, as for `agreement_matrix`, which states the codings.
    coding : str
        lijphart, identical or yes_no.
    least : int
        Fewest roll calls that must count.

    Returns
    -------
    float or None
        Agreement [0 to 1]; None where too few roll calls count.

    Raises
    ------
    UnknownNameError, InputError
        As `agreement_matrix`.
    """
    found = float(agreement_matrix(np.stack([first, second]), coding, least)[0, 1])
    return None if np.isnan(found) else found


def agreement_series(
    votes: pl.DataFrame, first: Hashable, second: Hashable, by: str = "session", least: int = LEAST
) -> pl.DataFrame:
    """Return the agreement of a dyad in every session or year, under every coding.

    Parameters
    ----------
    votes : polars.DataFrame
        One row per vote, with columns `voter`, `rcid`, `vote` (see `vote_matrix`) and the period.
    first, second : hashable
        The two voters.
    by : str
        Column of the period: session or year.
    least : int
        Fewest roll calls that must count.

    Returns
    -------
    polars.DataFrame
        One row per period of the table: the period, `common` (roll calls in which both cast a vote), and the agreement
        under each coding [0 to 1], null where fewer than `least` roll calls count.

    Raises
    ------
    UnknownNameError, DataError, InputError
        As `vote_matrix` and `agreement_matrix`.
    """
    if by not in votes.columns:
        raise UnknownNameError("column", by, votes.columns)
    rows = []
    for (period,), cast in votes.group_by(by):
        table = vote_matrix(cast.filter(pl.col("voter").is_in([first, second])))
        pair = _rows_of(table, (first, second))
        scores = {coding: agreement(pair[0], pair[1], coding, least) for coding in CODINGS}
        rows.append({by: period, "common": int((~np.isnan(pair)).all(axis=0).sum()), **scores})
    schema = pl.Schema({by: votes.schema[by], "common": pl.Int64(), **dict.fromkeys(CODINGS, pl.Float64())})
    return pl.DataFrame(rows, schema=schema).sort(by)


def _rows_of(table: VoteMatrix, wanted: tuple[Hashable, ...]) -> Array:
    absent = np.full(len(table.roll_calls), np.nan)
    return np.stack([table.votes[table.voters.index(v)] if v in table.voters else absent for v in wanted])
