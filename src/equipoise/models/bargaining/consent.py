"""Whether the rule of decision lets a change pass, if everyone compares it with what holds without an agreement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from equipoise.interval import Interval
from equipoise.measures.decision_rules import (
    CODED_RULES,
    CONSENSUS,
    LEAD_STATE,
    QUALIFIED_MAJORITY,
    DecisionRule,
    decision_rule,
)
from equipoise.measures.voting_power import shapley_shubik
from equipoise.models.bargaining.issue import Actor, Issue


@dataclass(frozen=True, slots=True)
class Vote:
    """What one actor prefers: the outcome, or the reference point.

    Parameters
    ----------
    name : str
        The actor.
    yes : bool
        Whether its likeliest position lies nearer to the outcome.
    probability : float
        Probability of that over the range of its position [0 to 1].
    power : float
        Shapley-Shubik index under the rule: chance to be the one who turns the vote [0 to 1].
    """

    name: str
    yes: bool
    probability: float
    power: float


@dataclass(frozen=True, slots=True)
class Consent:
    """A change of the reference point, put to the rule.

    Parameters
    ----------
    rule : str
        Rule of decision.
    outcome, reference : float
        The change, and what holds without it.
    votes : tuple of Vote
        All who have a vote.
    passes : bool
        Whether it passes at the likeliest positions.
    probability : float
        Probability that it passes over the ranges of the positions [0 to 1].
    accepted : Interval or None
        Outcomes that pass at the likeliest positions; None where no change does.
    """

    rule: str
    outcome: float
    reference: float
    votes: tuple[Vote, ...]
    passes: bool
    probability: float
    accepted: Interval | None


def consent(issue: Issue, outcome: float) -> Consent | None:
    """Put an outcome to the rule of an issue.

    Parameters
    ----------
    issue : Issue
        The negotiation.
    outcome : float
        Point on its scale.

    Returns
    -------
    Consent or None
        None where the issue names no reference point, no rule and no veto, or a rule that needs a number which the
        issue does not hold (the share of a qualified majority).

    Notes
    -----
    An actor with ideal point *p* says yes to *x* rather than the reference point *r* where ``|x - p| < |r - p|``, that
    is where *p* lies beyond the middle of *r* and *x*. Positions are taken as independent, each triangular over its
    range, so the probability that the rule is met is exact. Side payments, linkage to other issues and fear of a
    quarrel are left out. Under consensus those with a veto vote, or all actors where none is named.
    """
    rule = _rule(issue)
    if rule is None or issue.reference_point is None:
        return None
    reference = issue.reference_point
    voters = [actor for actor in issue.actors if actor.name in rule.members]
    power = shapley_shubik(rule)
    votes = tuple(
        Vote(
            a.name,
            _prefers(a.position.midpoint, outcome, reference),
            _chance(a.position, outcome, reference),
            power[a.name],
        )
        for a in voters
    )
    return Consent(
        rule=rule.name,
        outcome=outcome,
        reference=reference,
        votes=votes,
        passes=rule.passes({vote.name: vote.yes for vote in votes}),
        probability=_chance_of_passing(rule, {vote.name: vote.probability for vote in votes}),
        accepted=_accepted(issue, rule, voters, reference),
    )


def _rule(issue: Issue) -> DecisionRule | None:
    names = tuple(actor.name for actor in issue.actors)
    if issue.rule is None:
        if not issue.vetoes:
            return None
        return DecisionRule("vetoes", names, (0,) * len(names), 0, frozenset(issue.vetoes))
    kind = CODED_RULES.get(issue.rule, issue.rule)
    if kind == CONSENSUS:
        return decision_rule(kind, issue.vetoes or names)
    if kind == QUALIFIED_MAJORITY or (kind == LEAD_STATE and len(issue.vetoes) != 1):
        return None
    if kind == LEAD_STATE:
        return decision_rule(kind, names, lead=issue.vetoes[0])
    return decision_rule(kind, names, vetoes=issue.vetoes)


def _prefers(position: float, outcome: float, reference: float) -> bool:
    return abs(outcome - position) < abs(reference - position)


def _chance(position: Interval, outcome: float, reference: float) -> float:
    """Return the probability that a triangular position lies nearer to the outcome than to the reference point."""
    if not position.width:
        return float(_prefers(position.low, outcome, reference))
    if outcome == reference:
        return 0.0
    below = _share_below(position, (outcome + reference) / 2)
    return 1 - below if outcome > reference else below


def _share_below(position: Interval, at: float) -> float:
    """Return the share of a triangular distribution below a point."""
    low, mode, high = position.low, position.midpoint, position.high
    if at <= low:
        return 0.0
    if at >= high:
        return 1.0
    if at <= mode:
        return (at - low) ** 2 / ((high - low) * (mode - low))
    return 1 - (high - at) ** 2 / ((high - low) * (high - mode))


def _chance_of_passing(rule: DecisionRule, chances: dict[str, float]) -> float:
    """Return the probability that independent votes meet a rule: those with a veto first, then the count of votes."""
    agreed = 1.0
    counts = {0: 1.0}
    for member, weight in zip(rule.members, rule.weights, strict=True):
        if member in rule.vetoes:
            agreed *= chances[member]
            counts = {votes + weight: chance for votes, chance in counts.items()}
            continue
        spread: dict[int, float] = {}
        for votes, chance in counts.items():
            spread[votes + weight] = spread.get(votes + weight, 0.0) + chance * chances[member]
            spread[votes] = spread.get(votes, 0.0) + chance * (1 - chances[member])
        counts = spread
    return agreed * sum(chance for votes, chance in counts.items() if votes >= rule.quota)


def _accepted(issue: Issue, rule: DecisionRule, voters: Sequence[Actor], reference: float) -> Interval | None:
    """Return the outcomes that pass; a vote changes only where one mirrors the reference point about a position."""
    mirrored = [2 * actor.position.midpoint - reference for actor in voters]
    edges = sorted({issue.low, issue.high, reference, *(x for x in mirrored if issue.low < x < issue.high)})
    passing = [
        (left, right)
        for left, right in pairwise(edges)
        if rule.passes({a.name: _prefers(a.position.midpoint, (left + right) / 2, reference) for a in voters})
    ]
    if not passing:
        return None
    return Interval(min(left for left, _ in passing), max(right for _, right in passing))
