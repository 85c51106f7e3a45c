"""What comes instead of troops: other help, a reserve held ready, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import gammaln

from equipoise.models.calls.panel import CallPanel
from equipoise.models.calls.priors import priors
from equipoise.models.calls.roles import ROLES

Numbers = NDArray[np.float64]

TROOPS = "troops"
OTHERS = ("nontroop", "reserve", "refused")
"""Help other than troops; troops or a mandate held ready and not sent; nothing but words."""

_STRENGTHS = np.exp(np.linspace(np.log(1.0), np.log(300.0), 30))
_SEED = 20220106


@dataclass(frozen=True, slots=True)
class OtherAnswers:
    """Shares of the answers other than troops, by role.

    Parameters
    ----------
    counts : dict of str to numpy.ndarray, shape (3,)
        Answers of each role, in the order of `OTHERS`.
    common : numpy.ndarray, shape (3,)
        Shares over all roles.
    weights : numpy.ndarray, shape (30,)
        Posterior weights of the strengths of pooling.
    """

    counts: dict[str, Numbers]
    common: Numbers
    weights: Numbers

    def shares(self, role: str) -> Numbers:
        """Return the posterior mean of the shares of a role, shape (3,)."""
        counts = self.counts.get(role, np.zeros(len(OTHERS)))
        pooled = _STRENGTHS[:, None] * self.common + counts
        return np.asarray(self.weights @ (pooled / pooled.sum(axis=1, keepdims=True)), dtype=np.float64)

    def draws(self, role: str, count: int) -> Numbers:
        """Return draws of the shares of a role, shape (count, 3); the same ones every time."""
        counts = self.counts.get(role, np.zeros(len(OTHERS)))
        levels = (np.arange(count) + 0.5) / count
        place = np.minimum(np.searchsorted(np.cumsum(self.weights), levels), _STRENGTHS.size - 1)
        generator = np.random.default_rng(_SEED)
        parts = generator.standard_gamma(_STRENGTHS[place][:, None] * self.common + counts)
        return np.asarray(parts / parts.sum(axis=1, keepdims=True), dtype=np.float64)


def fit_other_answers(panel: CallPanel) -> OtherAnswers:
    """Learn what comes instead of troops.

    Parameters
    ----------
    panel : CallPanel
        Calls; those answered with troops are not used.

    Returns
    -------
    OtherAnswers
        Shares by role.

    Notes
    -----
    Dirichlet-multinomial: the shares of a role are Dirichlet(k m) with m the shares over all roles (one call of each
    sort added) and p(k) = s / (s + k)^2 with s the prior median; k is summed over a grid.
    """
    rows = panel.frame.filter(pl.col("answer").is_in(OTHERS))
    counts = {role: _counts(rows.filter(pl.col("role") == role)) for role in ROLES}
    total = sum(counts.values(), np.ones(len(OTHERS)))
    common = np.asarray(total / total.sum(), dtype=np.float64)
    strength = priors().answer_strength
    log_weight = np.log(_STRENGTHS) - 2 * np.log(_STRENGTHS + strength)
    for seen in counts.values():
        log_weight = log_weight + _log_evidence(_STRENGTHS[:, None] * common, seen)
    weights = np.exp(log_weight - log_weight.max())
    return OtherAnswers(counts, common, weights / weights.sum())


def _counts(rows: pl.DataFrame) -> Numbers:
    return np.array([(rows["answer"] == answer).sum() for answer in OTHERS], dtype=np.float64)


def _log_evidence(prior: Numbers, seen: Numbers) -> Numbers:
    whole = gammaln(prior.sum(axis=1)) - gammaln(prior.sum(axis=1) + seen.sum())
    return np.asarray(whole + (gammaln(prior + seen) - gammaln(prior)).sum(axis=1), dtype=np.float64)
