"""A forecast as a reader sees it: the outcomes that stand out as bars, the rest as steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

STEPS = 25
LEAST_MASS = 0.015
STANDS_OUT = 3.0
NEIGHBOURS = 4

Atoms = tuple[tuple[float, float], ...]
Density = tuple[tuple[float, float, float], ...]


def shape_of(support: Sequence[float], mass: Sequence[float], low: float, high: float) -> tuple[Atoms, Density]:
    """Part a distribution into bars and an area.

    Parameters
    ----------
    support : sequence of float
        Outcomes, rising.
    mass : sequence of float
        Probability of each [0 to 1].
    low, high : float
        Ends of the scale.

    Returns
    -------
    atoms : tuple of (float, float)
        Outcomes that hold probability by themselves: at least `LEAST_MASS`, and `STANDS_OUT` times the mean of their
        neighbours.
    density : tuple of (float, float, float)
        The rest in equal steps of the scale: start, end, probability.
    """
    at = np.asarray(support, dtype=np.float64)
    weight = np.asarray(mass, dtype=np.float64)
    alone = _stands_out(weight)
    atoms = tuple((float(x), float(m)) for x, m in zip(at[alone], weight[alone], strict=True))
    # The rest of each point is spread evenly over the cell about it, so that steps do not beat against its grid.
    cells = np.concatenate([[low], (at[1:] + at[:-1]) / 2, [high]])
    reached = np.concatenate([[0.0], np.where(alone, 0.0, weight).cumsum()])
    edges = np.linspace(low, high, STEPS + 1)
    rest = np.diff(np.interp(edges, cells, reached))
    return atoms, tuple(
        (float(start), float(end), float(part)) for start, end, part in zip(edges, edges[1:], rest, strict=False)
    )


def _stands_out(weight: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    alone = np.zeros(weight.size, dtype=np.bool_)
    for n in np.flatnonzero(weight >= LEAST_MASS):
        near = np.concatenate([weight[max(n - NEIGHBOURS, 0) : n], weight[n + 1 : n + 1 + NEIGHBOURS]])
        alone[n] = weight[n] >= STANDS_OUT * np.median(near) if near.size else True
    return alone
