"""The story of a typical changed trajectory: what happened, beside what would have."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from equipoise.models.crisis import Counterfactual, Posterior
from equipoise.models.crisis.kernel import Records
from equipoise.models.crisis.quantities import AMOUNTS
from equipoise.models.crisis.state import STEP_OUTCOMES, STEPS_A_DAY, VARIANTS
from equipoise.scenarios.crisis.results import Story, StoryLine

Numbers = NDArray[np.float64]


def typical_story(
    found: Counterfactual, posterior: Posterior, actors: tuple[str, ...], bases: Sequence[Records] = ()
) -> Story | None:
    """Return the changed trajectory that is nearest to the median of all changed ones.

    Of an antecedent that builds on others only the worlds count in which it makes a difference to each of these: the
    typical world of "the CSTO declines and Russia sends troops alone" is one in which Russia is asked, and not the one
    that the refusal alone would have changed in the same way.

    Parameters
    ----------
    found : Counterfactual
        Records as they were and with the antecedent.
    posterior : Posterior
        Readings of the worlds.
    actors : tuple of str
        Names of the outside actors.
    bases : sequence of numpy.ndarray
        Records of the same worlds under each antecedent that this one builds on.

    Returns
    -------
    Story or None
        None where nothing is changed.
    """
    differs = found.actual != found.changed
    for base in bases:
        differs &= found.changed != base
    changed = np.flatnonzero(differs)
    if not len(changed):
        return None
    differences = np.column_stack(
        [AMOUNTS[name](found.changed[changed]) - AMOUNTS[name](found.actual[changed]) for name in AMOUNTS]
    )
    scale = np.maximum(np.abs(differences).mean(axis=0), 1e-9)
    far = (np.abs(differences - np.median(differences, axis=0)) / scale).sum(axis=1)
    row = int(changed[int(np.argmin(far))])
    before, after = found.actual[row], found.changed[row]
    lines = [StoryLine(name, _day(before, name), _day(after, name)) for name in STEP_OUTCOMES]
    told = sorted(
        (line for line in lines if line.actual is not None or line.changed is not None),
        key=lambda line: min(day for day in (line.actual, line.changed) if day is not None),
    )
    return Story(
        VARIANTS[int(posterior.variants[row])],
        tuple(told),
        _sums(before),
        _sums(after),
        _sender(before, actors),
        _sender(after, actors),
    )


def _day(record: Records, name: str) -> float | None:
    step = float(record[name])
    return None if step < 0 else step / STEPS_A_DAY


def _sums(record: Records) -> dict[str, float]:
    return {name: float(record[name]) for name in ("deaths", "sites_lost", "peak_foreign", "troop_days")}


def _sender(record: Records, actors: tuple[str, ...]) -> str:
    came = int(record["came"])
    return actors[came] if came >= 0 else ""
