"""The fit of the calls model, against the linear algebra that no fit of its form could do without."""

from __future__ import annotations

import numpy as np

from benchmarks.timing import Comparison
from equipoise.models.calls.logit import fit_answers
from equipoise.models.calls.panel import usable_panel
from equipoise.models.calls.ranking import rank_callable
from equipoise.world.world import World

FEWEST_STEPS = 3
"""Newton's method needs at least so many solves from a cold start."""


def fit_comparisons(world: World) -> list[Comparison]:
    """Return the jobs that fit the model and use it.

    Parameters
    ----------
    world : World
        The tables.

    Returns
    -------
    list of Comparison
        A cold fit of the answers, and a ranking of everyone who could be called with the fit in memory.
    """
    panel = usable_panel(world.calls, world.episodes)
    fit = fit_answers(panel).fit
    grid, width = fit.modes.shape
    precision = np.linalg.inv(fit.covariance)
    ones = np.ones((grid, width, 1))

    def bare() -> list[np.ndarray]:
        return [np.linalg.solve(precision, ones) for _ in range(FEWEST_STEPS)]

    floor = f"{FEWEST_STEPS} times {grid} solves of size {width}"
    return [
        Comparison(f"fit of {panel.n_calls} calls, cold", lambda: fit_answers(panel), floor, bare),
        Comparison(
            "rank everyone callable", lambda: rank_callable(world, "KAZ"), "the same fit", lambda: fit_answers(panel)
        ),
    ]
