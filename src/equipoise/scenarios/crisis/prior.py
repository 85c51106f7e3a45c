"""The ensemble of a crisis before any fact: trajectories from the prior, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from equipoise.engine.progress import Progress, Tell
from equipoise.interval import Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from equipoise.models.crisis.prior_runs import PriorBlock
    from equipoise.scenarios.crisis.building import CrisisCase
    from equipoise.scenarios.crisis.costs import RunSettings

    Columns = Mapping[str, NDArray[np.generic]]

LEVELS = (0.05, 0.5, 0.95)
NOT_SHOWN = ("troops_came", "in_office")
"""Quantities that are yes or no; the events say the same."""

ALL = "all"


@dataclass(frozen=True, slots=True)
class EventShare:
    """Share of trajectories in which an event happened, in all and by reading.

    Parameters
    ----------
    event : str
        One of `models.crisis.EVENTS`.
    share : dict of str to Interval or None
        By "all" and each reading: share with Wilson's 90 % interval; None without a trajectory of the reading.
    """

    event: str
    share: dict[str, Interval | None]


@dataclass(frozen=True, slots=True)
class Spread:
    """A quantity over trajectories in which it happened: their share, and 5, 50 and 95 % of the values."""

    share: float
    low: float | None
    median: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class QuantitySpread:
    """A quantity in all trajectories and by reading."""

    quantity: str
    spread: dict[str, Spread]


@dataclass(frozen=True, slots=True)
class PriorSummary:
    """What the model expects of such a situation before any fact.

    Parameters
    ----------
    draws : int
        Trajectories.
    trajectories : dict of str to int
        Their number by reading.
    events : tuple of EventShare
        Events.
    quantities : tuple of QuantitySpread
        Days from the shock, persons, dead.
    """

    draws: int
    trajectories: dict[str, int]
    events: tuple[EventShare, ...]
    quantities: tuple[QuantitySpread, ...]


def ensemble(
    built: CrisisCase, block: PriorBlock, settings: RunSettings, folder: Path | None, tell: Tell
) -> PriorSummary:
    """Run the ensemble from the prior and sum it up.

    Parameters
    ----------
    built : CrisisCase
        The case.
    block : PriorBlock
        Its block function.
    settings : Settings
        Draws, workers, Dask.
    folder : pathlib.Path, optional
        Folder that keeps finished blocks.
    tell : callable
        Told how far it is.

    Returns
    -------
    PriorSummary
        Shares and quantiles.

    Raises
    ------
    InputError
        If the folder holds another ensemble or cannot be used, or the cluster cannot be reached.
    """
    from equipoise.engine.ensemble import run_ensemble
    from equipoise.engine.executors import dask

    def report(done: int, count: int) -> None:
        tell(Progress("ensemble", "ensemble of trajectories from the prior", done, count))

    with ExitStack() as stack:
        executor, workers = None, settings.workers
        if settings.dask is not None:
            address = None if settings.dask == "local" else settings.dask
            executor, workers = stack.enter_context(dask(address, settings.workers))
        columns = run_ensemble(
            block,
            settings.draws,
            block_size=min(settings.block_size, settings.draws),
            workers=workers,
            executor=executor,
            folder=folder,
            fingerprint=ensemble_fingerprint(built, settings),
            progress=report,
        )
    return summarised(columns)


def ensemble_fingerprint(built: CrisisCase, settings: RunSettings) -> str:
    """Return the digest of all that the trajectories depend on, and of the names that they are read with."""
    from equipoise.engine.compiling import kernel_digest
    from equipoise.engine.store import fingerprint_of
    from equipoise.models.crisis.kernel import run_many
    from equipoise.models.crisis.prior_runs import fill_variants
    from equipoise.models.crisis.priors import fill_scores
    from equipoise.models.crisis.state import OUTCOMES, VARIANTS

    return fingerprint_of(
        {
            "case": built.case._asdict(),
            "priors": [[prior.name, prior.form, list(prior.numbers)] for prior in built.priors],
            "kernels": [kernel_digest(entry) for entry in (run_many, fill_scores, fill_variants)],
            "seed": settings.seed,
            "count": settings.draws,
            "names": [built.places, built.actors, built.sites, VARIANTS, OUTCOMES],
        }
    )


def summarised(columns: Columns) -> PriorSummary:
    """Return shares and quantiles of an ensemble, in all and by reading."""
    import numpy as np

    from equipoise.models.crisis.quantities import EVENTS, QUANTITIES, happened, quantity
    from equipoise.models.crisis.state import VARIANTS

    records = cast("Any", columns)  # outcomes by name, which is all that events and quantities ask for
    variant = np.asarray(columns["variant"])
    groups: dict[str, NDArray[np.bool_]] = {ALL: np.ones(len(variant), dtype=bool)}
    groups |= {name: variant == row for row, name in enumerate(VARIANTS)}
    events = []
    for event in EVENTS:
        came = happened(records, event)
        shares = {name: _share(int(came[rows].sum()), int(rows.sum())) for name, rows in groups.items()}
        events.append(EventShare(event, shares))
    spreads = []
    for name in QUANTITIES:
        if name not in NOT_SHOWN:
            values = quantity(records, name)
            spreads.append(QuantitySpread(name, {group: _spread(values[rows]) for group, rows in groups.items()}))
    counts = {name: int(rows.sum()) for name, rows in groups.items() if name != ALL}
    return PriorSummary(len(variant), counts, tuple(events), tuple(spreads))


def _share(count: int, of: int) -> Interval | None:
    from scipy.stats import binomtest

    if not of:
        return None
    ends = binomtest(count, of).proportion_ci(0.9, method="wilson")
    share = count / of
    return Interval(min(float(ends.low), share), max(float(ends.high), share), share)


def _spread(values: NDArray[np.float64]) -> Spread:
    import numpy as np

    known = values[np.isfinite(values)]
    if not len(known):
        return Spread(0.0, None, None, None)
    low, median, high = (float(value) for value in np.quantile(known, LEVELS))
    return Spread(len(known) / len(values), low, median, high)
