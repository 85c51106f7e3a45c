"""Intervals of a mean over events: a wild bootstrap of scores, with states as clusters, for all years at once.

The estimate at an offset is a sum over states of what each adds: its own events, and its part as a matched state of
others. Flipping the sign of a state's whole sum keeps every dependence between its events, between years, and through
states that are matched to several events. Nothing is estimated again, so that a thousand draws are one product of
matrices.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from equipoise.models.recovery.matched_differences import Gap
from equipoise.models.recovery.results import LEVEL
from equipoise.models.recovery.series import Codes, Numbers

DRAWS = 999
LEAST_CLUSTERS = 5
"""Fewest states with an event for which an interval is given."""

_WEBB = np.sqrt(np.array([0.5, 1.0, 1.5]))


@dataclass(frozen=True)
class Scores:
    """What each state adds to the mean gap.

    Parameters
    ----------
    effect : numpy.ndarray, shape (offsets,)
        Mean over events; not a number where none is seen.
    n, clusters : numpy.ndarray, shape (offsets,)
        Events seen, and states with one.
    states : numpy.ndarray, shape (states,)
        COW codes, sorted.
    score : numpy.ndarray, shape (states, offsets)
        Sum of a state's residuals, as treated and as matched, over n.
    mass : numpy.ndarray, shape (states, offsets)
        Share of the events that are the state's own.
    """

    effect: Numbers
    n: Codes
    clusters: Codes
    states: Codes
    score: Numbers
    mass: Numbers


@dataclass(frozen=True)
class BootstrapResult:
    """Intervals and tests from the draws.

    Parameters
    ----------
    low, high : numpy.ndarray, shape (offsets,)
        Ends of the interval; not a number where clusters are too few.
    error : numpy.ndarray, shape (offsets,)
        Standard error.
    t : numpy.ndarray, shape (draws, offsets)
        Studentised draws, centred on nothing.
    """

    low: Numbers
    high: Numbers
    error: Numbers
    t: Numbers

    def joint_p(self, effect: Numbers, columns: Sequence[int]) -> float | None:
        """Return the p-value of no effect at any of some offsets, by the largest t of each draw; None without any."""
        used = [c for c in columns if np.isfinite(self.error[c]) and self.error[c] > 0 and np.isfinite(effect[c])]
        if not used:
            return None
        largest = np.abs(effect[used] / self.error[used]).max()
        drawn = np.abs(self.t[:, used]).max(axis=1)
        return float((1 + (drawn >= largest).sum()) / (1 + drawn.size))


def scores_of(gaps: Sequence[Gap], which: str = "gap") -> Scores:
    """Return what each state adds to the mean of gaps.

    Parameters
    ----------
    gaps : sequence of Gap
        At least one.
    which : str
        "gap", or "low" or "high" for the ends of what cut lists leave open.
    """
    table = np.array([getattr(gap, which) for gap in gaps])
    seen = np.isfinite(table)
    n = seen.sum(axis=0)
    safe = np.maximum(n, 1)
    effect = np.where(n > 0, np.where(seen, table, 0.0).sum(axis=0) / safe, np.nan)
    treated = np.array([gap.state for gap in gaps])
    states = np.unique(np.concatenate([treated, *(gap.controls for gap in gaps)]))
    score, mass = np.zeros((states.size, table.shape[1])), np.zeros((states.size, table.shape[1]))
    place = np.searchsorted(states, treated)
    np.add.at(score, place, np.where(seen, table - effect, 0.0) / safe)
    np.add.at(mass, place, seen / safe)
    for gap, visible in zip(gaps, seen, strict=True):
        part = np.where(visible, gap.shares * gap.rest / safe, 0.0)
        np.add.at(score, np.searchsorted(states, gap.controls), -part)
    clusters = (mass > 0).sum(axis=0)
    return Scores(effect, n, clusters, states, score, mass)


def resample(scores: Scores, seed: Iterable[int], draws: int = DRAWS, level: float = LEVEL) -> BootstrapResult:
    """Return intervals by a studentised wild bootstrap of the scores.

    Parameters
    ----------
    scores : Scores
        What each state adds.
    seed : iterable of int
        Address of the draws.
    draws : int
        Number of draws.
    level : float
        Coverage.

    Returns
    -------
    BootstrapResult
        Intervals; a state's weight is drawn from the six points of Webb.

    References
    ----------
    Kline, P. & Santos, A. (2012). A score based approach to wild bootstrap inference. Journal of Econometric Methods
    1(1), 23-41. https://doi.org/10.1515/2156-6674.1006 Webb, M. D. (2023). Reworking wild bootstrap-based inference
    for clustered errors. Canadian Journal of Economics 56(3), 839-858. https://doi.org/10.1111/caje.12661
    """
    points = np.concatenate([-_WEBB, _WEBB])
    weights = np.random.default_rng(list(seed)).choice(points, size=(draws, scores.score.shape[0]))
    moved = weights @ scores.score
    # Each draw is centred on itself before its error is taken: sum over states of (weight * score - mass * moved)^2.
    squares = (weights**2) @ (scores.score**2)
    crossed = weights @ (scores.score * scores.mass)
    variance = squares - 2 * moved * crossed + moved**2 * (scores.mass**2).sum(axis=0)
    return _resampled(scores.effect, (scores.score**2).sum(axis=0), moved, variance, scores.clusters, level)


def contrast(
    first: Scores, second: Scores, seed: Iterable[int], draws: int = DRAWS, level: float = LEVEL
) -> tuple[Numbers, BootstrapResult]:
    """Return the difference of two means, whose states and matched states may be the same, with its interval.

    Parameters
    ----------
    first, second : Scores
        As `scores_of` returns them.
    seed, draws, level
        As for `resample`.

    Returns
    -------
    numpy.ndarray, shape (offsets,), and BootstrapResult
        First less second.
    """
    states = np.union1d(first.states, second.states)
    parts = []
    for scores in (first, second):
        score, mass = (np.zeros((states.size, scores.effect.size)) for _ in range(2))
        place = np.searchsorted(states, scores.states)
        score[place], mass[place] = scores.score, scores.mass
        parts.append((score, mass))
    (score1, mass1), (score2, mass2) = parts
    points = np.concatenate([-_WEBB, _WEBB])
    weights = np.random.default_rng(list(seed)).choice(points, size=(draws, states.size))
    both = score1 - score2
    moved1, moved2 = weights @ score1, weights @ score2
    variance = (
        (weights**2) @ (both**2)
        - 2 * moved1 * (weights @ (both * mass1))
        + 2 * moved2 * (weights @ (both * mass2))
        + moved1**2 * (mass1**2).sum(axis=0)
        + moved2**2 * (mass2**2).sum(axis=0)
        - 2 * moved1 * moved2 * (mass1 * mass2).sum(axis=0)
    )
    effect = first.effect - second.effect
    clusters = np.minimum(first.clusters, second.clusters)
    return effect, _resampled(effect, (both**2).sum(axis=0), moved1 - moved2, variance, clusters, level)


def _resampled(
    effect: Numbers, squares: Numbers, moved: Numbers, variance: Numbers, clusters: Codes, level: float
) -> BootstrapResult:
    many = np.maximum(clusters, 2)
    scale = np.sqrt(many / (many - 1))
    error = scale * np.sqrt(squares)
    drawn = scale * np.sqrt(np.maximum(variance, 0.0))
    t = np.divide(moved, drawn, out=np.zeros_like(moved), where=drawn > 0)
    tails = np.quantile(t, [(1 - level) / 2, (1 + level) / 2], axis=0)
    enough = clusters >= LEAST_CLUSTERS
    low = np.where(enough, effect - tails[1] * error, np.nan)
    high = np.where(enough, effect - tails[0] * error, np.nan)
    return BootstrapResult(low, high, np.where(enough, error, np.nan), t)
