"""An organisation's answer as its members' answers passed through its rule of decision."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from equipoise.measures.decision_rules import EACH_FOR_ITSELF, DecisionRule
from equipoise.models.calls.priors import priors

Numbers = NDArray[np.float64]

_NODES, _NODE_WEIGHTS = np.polynomial.hermite_e.hermegauss(15)
_NODE_WEIGHTS = _NODE_WEIGHTS / _NODE_WEIGHTS.sum()
_WIDEST = 12.0
_EDGE = 1e-9


@dataclass(frozen=True, slots=True)
class Composition:
    """Members, their willingness, and how it adds up under a rule.

    Parameters
    ----------
    rule : DecisionRule
        Who must say yes.
    thresholds : numpy.ndarray, shape (members,)
        Willingness of each member to send troops if it alone were asked, as a normal quantile.
    consent : float
        How much easier it is to let the others go than to go oneself [standard deviations], at least 0. Infinite:
        nobody stands in the way.
    shift : float
        By how much all members are readier, or less ready, than alone [standard deviations].
    """

    rule: DecisionRule
    thresholds: Numbers
    consent: float
    shift: float

    @property
    def acts(self) -> float:
        """Probability that the rule is met and at least one member sends troops."""
        sends, agrees, weights = self._chances()
        return float(weights @ (_passing(self.rule, agrees, 1 - agrees) - _idle(self.rule, sends, agrees)))

    @property
    def senders(self) -> Numbers:
        """Probability of each member that the rule is met and it sends troops, shape (members,)."""
        sends, agrees, weights = self._chances()
        chances = []
        for place in range(self.thresholds.size):
            yes, no = agrees.copy(), 1 - agrees
            yes[:, place], no[:, place] = sends[:, place], 0.0
            chances.append(float(weights @ _passing(self.rule, yes, no)))
        return np.array(chances)

    @property
    def consents(self) -> Numbers:
        """Probability of each member that it does not stand in the way, shape (members,)."""
        _, agrees, weights = self._chances()
        return np.asarray(weights @ agrees, dtype=np.float64)

    def _chances(self) -> tuple[Numbers, Numbers, Numbers]:
        """Return chances to send and to agree at every node of correlation and shared factor, and node weights."""
        correlations = np.array(priors().correlations)
        correlation = np.repeat(correlations, _NODES.size)[:, None]
        shared = np.tile(_NODES, correlations.size)[:, None]
        weights = np.tile(_NODE_WEIGHTS, correlations.size) / correlations.size
        own = np.sqrt(1 - correlation)
        latent = self.thresholds + self.shift + np.sqrt(correlation) * shared
        sends = ndtr(latent / own)
        if self.rule.name == EACH_FOR_ITSELF:
            return sends, sends, weights
        return sends, ndtr((latent + self.consent) / own), weights


def compose(rule: DecisionRule, willing: Numbers, acts: float) -> Composition:
    """Reconcile the members' willingness with the probability that the organisation acts.

    Parameters
    ----------
    rule : DecisionRule
        Members and what it takes to decide.
    willing : numpy.ndarray, shape (members,)
        Probability of each member to send troops if it alone were asked under the organisation's clause.
    acts : float
        Probability that the organisation sends troops, learnt from what organisations did.

    Returns
    -------
    Composition
        With `acts` as given, up to rounding.

    Notes
    -----
    A member's latent readiness is t_i + shift + sqrt(r) z + sqrt(1 - r) e_i with a shared factor z (one-factor normal
    copula; z by Gauss-Hermite quadrature, the correlation r over the values of its prior). It sends above 0 and agrees
    above -consent. The panel holds outcomes of organisations and none of their inner votes, so the composition adds no
    information on *whether*: one number is solved for. That is the consent where letting others go is the bottleneck;
    where even full consent (or a rule without consent) leaves too little, or none too much, it is the shift.
    """
    target = float(np.clip(acts, _EDGE, 1 - _EDGE))
    start = Composition(rule, ndtri(np.clip(willing, _EDGE, 1 - _EDGE)), 0.0, 0.0)
    open_door = replace(start, consent=np.inf)
    if rule.name == EACH_FOR_ITSELF:
        return _shifted(start, target)
    if open_door.acts <= target:
        return _shifted(open_door, target)
    if start.acts >= target:
        return _shifted(start, target)
    consent = brentq(lambda value: replace(start, consent=value).acts - target, 0.0, _WIDEST)
    return replace(start, consent=float(consent))


def _shifted(start: Composition, target: float) -> Composition:
    shift = brentq(lambda value: replace(start, shift=value).acts - target, -_WIDEST, _WIDEST)
    return replace(start, shift=float(shift))


def _idle(rule: DecisionRule, sends: Numbers, agrees: Numbers) -> Numbers:
    """Return the probability that the rule is met and nobody sends."""
    return _passing(rule, agrees - sends, 1 - agrees)


def _passing(rule: DecisionRule, yes: Numbers, no: Numbers) -> Numbers:
    """Return the probability that the rule is met, from chances of yes and no that need not add up to one.

    What is missing from one is left out of the count: it is how the event "and nobody sends" is taken in.
    """
    reached = np.zeros((yes.shape[0], sum(rule.weights) + 1))
    reached[:, 0] = 1.0
    for place, (member, weight) in enumerate(zip(rule.members, rule.weights, strict=True)):
        with_yes = np.zeros_like(reached)
        with_yes[:, weight:] = reached[:, : reached.shape[1] - weight] * yes[:, place : place + 1]
        refused = 0.0 if member in rule.vetoes else no[:, place : place + 1]
        reached = with_yes + reached * refused
    return np.asarray(reached[:, rule.quota :].sum(axis=1), dtype=np.float64)
