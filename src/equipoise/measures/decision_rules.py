"""Rules of decision as objects: whether a body acts, given who says yes."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from equipoise.errors import DataError, InputError, UnknownNameError

CONSENSUS = "consensus"
SIMPLE_MAJORITY = "simple_majority"
QUALIFIED_MAJORITY = "qualified_majority"
LEAD_STATE = "lead_state"
EACH_FOR_ITSELF = "each_for_itself"
RULES = (CONSENSUS, SIMPLE_MAJORITY, QUALIFIED_MAJORITY, LEAD_STATE, EACH_FOR_ITSELF)

CODED_RULES = {
    "consensus": CONSENSUS,
    "bilateral": CONSENSUS,
    "qualified_majority": QUALIFIED_MAJORITY,
    "lead_state": LEAD_STATE,
    "executive_of_one_state": LEAD_STATE,
    "each_member_separately": EACH_FOR_ITSELF,
}
"""Codes of the column `decision_rule` in the tables `instruments` and `calls` -> rule."""

_DENOMINATOR = 10_000


@dataclass(frozen=True)
class DecisionRule:
    """A weighted majority with vetoes: the body acts where enough weight and every veto holder say yes.

    Parameters
    ----------
    name : str
        What the rule is called.
    members : tuple of str
        Voters, in the order of the columns of `passes_array`.
    weights : tuple of int
        Votes of each member.
    quota : int
        Votes needed.
    vetoes : frozenset of str
        Members without whose yes nothing passes.

    Raises
    ------
    InputError
        If there is no member, a weight is negative, the quota cannot be reached, or even no yes at all would pass.
    DataError
        If a member is named twice, or members and weights differ in number.
    UnknownNameError
        If a veto holder is not a member.
    """

    name: str
    members: tuple[str, ...]
    weights: tuple[int, ...]
    quota: int
    vetoes: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not self.members:
            raise InputError(f"rule {self.name!r} needs at least one member")
        if len(set(self.members)) < len(self.members) or len(self.members) != len(self.weights):
            raise DataError(f"rule {self.name!r}: each member must be named once, with one weight")
        for veto in self.vetoes:
            if veto not in self.members:
                raise UnknownNameError("veto holder", veto, self.members)
        if min(self.weights) < 0:
            raise InputError(f"rule {self.name!r}: weight {min(self.weights)} is negative")
        if self.quota > sum(self.weights):
            raise InputError(f"rule {self.name!r}: quota {self.quota} is beyond all votes ({sum(self.weights)})")
        if self.quota <= 0 and not self.vetoes:
            raise InputError(f"rule {self.name!r}: with quota {self.quota} and no veto everything passes")

    def passes(self, votes: Mapping[str, bool]) -> bool:
        """Say whether the body acts.

        Parameters
        ----------
        votes : Mapping of str to bool
            Yes or no of every member. Someone who abstains does not say yes.

        Returns
        -------
        bool
            Whether the members who say yes are a winning coalition.

        Raises
        ------
        InputError
            If the vote of a member is missing: unknown is not no.
        UnknownNameError
            If someone votes who is no member.
        """
        for voter in votes:
            if voter not in self.members:
                raise UnknownNameError("member", voter, self.members)
        missing = [member for member in self.members if member not in votes]
        if missing:
            raise InputError(f"rule {self.name!r}: no vote given for {', '.join(missing)}")
        return bool(self.passes_array(np.array([bool(votes[member]) for member in self.members])))

    def passes_array(self, votes: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Say for many draws at once whether the body acts.

        Parameters
        ----------
        votes : numpy.ndarray of bool, shape (..., members)
            Yes or no, in the order of `members`; usually (draws, members).

        Returns
        -------
        numpy.ndarray of bool, shape (...)
            Whether the rule is met in each draw.

        Raises
        ------
        InputError
            If the last axis is not as long as the list of members, or the votes are not booleans.
        """
        if votes.dtype != np.bool_ or not votes.ndim or votes.shape[-1] != len(self.members):
            wanted = f"booleans of shape (..., {len(self.members)})"
            raise InputError(
                f"rule {self.name!r}: votes of type {votes.dtype} and shape {votes.shape}; {wanted} wanted"
            )
        needed = np.array([member in self.vetoes for member in self.members])
        enough = votes @ np.array(self.weights, dtype=np.int64) >= self.quota
        met: npt.NDArray[np.bool_] = enough & (votes | ~needed).all(axis=-1)
        return met


def decision_rule(
    kind: str,
    members: Sequence[str],
    *,
    share: float | Fraction | None = None,
    lead: str | None = None,
    weights: Mapping[str, int] | None = None,
    vetoes: Collection[str] = (),
) -> DecisionRule:
    """Return a rule of decision by its name.

    Parameters
    ----------
    kind : str
        One of `RULES`, or a code of the tables (`CODED_RULES`).

        consensus
            Every member has a veto.
        simple_majority
            More than half of the votes.
        qualified_majority
            At least a share of the votes.
        lead_state
            One state decides; the others do not count.
        each_for_itself
            No common decision: each member decides on its own part. The body is said to act where anyone does.
    members : sequence of str
        Voters.
    share : float or fractions.Fraction, optional
        Share of the votes that a qualified majority needs [0 to 1].
    lead : str, optional
        The state that decides under `lead_state`.
    weights : Mapping of str to int, optional
        Votes of each member; by default one each. Only majorities are weighted.
    vetoes : collection of str
        Members whose yes a majority needs besides.

    Returns
    -------
    DecisionRule
        The test of winning coalitions.

    Raises
    ------
    UnknownNameError
        If the kind is not known, or the lead, a weighted or a veto-holding state is no member.
    InputError
        If what the kind needs is missing or out of range, or something is given that it has no use for.
    """
    names = tuple(members)
    rule = CODED_RULES.get(kind, kind)
    if rule not in RULES:
        raise UnknownNameError("decision rule", kind, {*RULES, *CODED_RULES})
    _check_use(rule, share=share, lead=lead, tuned=weights is not None or bool(vetoes))
    if rule == LEAD_STATE:
        if lead not in names:
            raise UnknownNameError("lead state", str(lead), names)
        return DecisionRule(rule, names, tuple(int(name == lead) for name in names), 1)
    votes = _votes(names, weights)
    if rule == CONSENSUS:
        return DecisionRule(rule, names, votes, len(names), frozenset(names))
    if rule == EACH_FOR_ITSELF:
        return DecisionRule(rule, names, votes, 1)
    return DecisionRule(rule, names, votes, _quota(share, sum(votes)), frozenset(vetoes))


def security_council(permanent: Sequence[str], elected: Sequence[str]) -> DecisionRule:
    """Return the rule of the UN Security Council on matters of substance: nine of fifteen, and every permanent member.

    Parameters
    ----------
    permanent, elected : sequence of str
        The five permanent and the ten elected members.

    Returns
    -------
    DecisionRule
        Quota nine with five vetoes.

    Notes
    -----
    Article 27(3) of the Charter asks for the concurring votes of the permanent members. In the practice of the Council
    a permanent member that abstains does not block; the rule here, as in the literature on voting power, knows only
    yes and no.
    """
    return DecisionRule(
        "security_council", (*permanent, *elected), (1,) * (len(permanent) + len(elected)), 9, frozenset(permanent)
    )


def _check_use(rule: str, *, share: float | Fraction | None, lead: str | None, tuned: bool) -> None:
    """Refuse an argument that the rule lacks, or would silently ignore."""
    if (share is None) == (rule == QUALIFIED_MAJORITY):
        raise InputError(f"rule {rule!r}: " + ("share of votes needed" if share is None else "takes no share of votes"))
    if (lead is None) == (rule == LEAD_STATE):
        raise InputError(f"rule {rule!r}: " + ("lead state needed" if lead is None else "takes no lead state"))
    if tuned and rule not in (SIMPLE_MAJORITY, QUALIFIED_MAJORITY):
        raise InputError(f"rule {rule!r} takes neither weights nor vetoes")


def _votes(names: tuple[str, ...], weights: Mapping[str, int] | None) -> tuple[int, ...]:
    if weights is None:
        return (1,) * len(names)
    for name in weights:
        if name not in names:
            raise UnknownNameError("member", name, names)
    missing = [name for name in names if name not in weights]
    if missing:
        raise InputError(f"no weight given for {', '.join(missing)}")
    for name, weight in weights.items():
        if isinstance(weight, bool) or not isinstance(weight, int | np.integer):
            raise InputError(f"weight {weight!r} of {name} is no whole number of votes; scale and round the weights")
    return tuple(int(weights[name]) for name in names)


def _quota(share: float | Fraction | None, total: int) -> int:
    if share is None:
        return total // 2 + 1
    if not 0 < share <= 1:
        raise InputError(f"share of votes {share} is out of range (more than 0, at most 1)")
    # A float that stands for 3/5 lies a hair above it and would ask for one vote too many.
    exact = share if isinstance(share, Fraction) else Fraction(share).limit_denominator(_DENOMINATOR)
    return math.ceil(exact * total)
