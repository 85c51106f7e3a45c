"""Runs behind `equipoise simulate`: what they cost, the ensemble before any fact, and the study."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from equipoise.errors import DataError, InputError, UnknownNameError
from equipoise.interval import Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from equipoise.models.crisis.prior_runs import PriorBlock
    from equipoise.scenarios.crisis.antecedents import ChangedCase
    from equipoise.scenarios.crisis.building import CrisisCase
    from equipoise.scenarios.crisis.documents import Antecedent
    from equipoise.scenarios.crisis.results import Study
    from equipoise.scenarios.crisis.study import CrisisQuestion
    from equipoise.scenarios.documents import Scenario
    from equipoise.world.world import World

    Columns = Mapping[str, NDArray[np.generic]]

MOST_SECONDS = 600.0
MOST_BYTES = 4e9
MOST_DRAWS = 1 << 40
MOST_SEED = (1 << 63) - 1
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


@dataclass(frozen=True, slots=True)
class Settings:
    """How a simulation is run; no number of the result depends on workers, block size, Dask or folder."""

    draws: int
    seed: int
    workers: int
    block_size: int
    particles: int
    dask: str | None
    yes: bool
    out: Path | None


def ready_case(world: World, scenario: Scenario, question: CrisisQuestion) -> CrisisCase:
    """Return the case of a scenario, ready to run.

    Raises
    ------
    DataError
        If the scenario names no known state, or its documents do not fit each other.
    """
    from equipoise.scenarios.crisis.building import build

    try:
        world.names.resolve(scenario.state)
    except UnknownNameError as error:
        raise DataError(f"scenario.yaml: state: {error}") from error
    return build(world, scenario, question.document)


def check_settings(settings: Settings, *, studied: bool) -> None:
    """Refuse numbers out of range.

    Raises
    ------
    InputError
        Naming option, value and range.
    """
    from equipoise.models.crisis.abduction import LEAST_PARTICLES

    _within("--draws", settings.draws, 1, MOST_DRAWS)
    _within("--seed", settings.seed, 0, MOST_SEED)
    _within("--block-size", settings.block_size, 1, MOST_DRAWS)
    if studied:
        _within("--particles", settings.particles, LEAST_PARTICLES, MOST_DRAWS)


def _within(option: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        shown = value if abs(value) < 10**30 else "of more than 30 digits"
        raise InputError(f"{option} {shown} is not a whole number from {low} to {high}")


def check_cost(settings: Settings, block: PriorBlock, study_runs: int) -> None:
    """Refuse what would take too long or too much memory, unless the user has said yes.

    Raises
    ------
    InputError
        With the estimate.
    """
    from equipoise.engine.ensemble import estimate

    if settings.yes:
        return
    found = estimate(
        block,
        settings.draws,
        settings.workers,
        block_size=min(settings.block_size, settings.draws),
        stored=settings.out is not None,
    )
    seconds = found.seconds * (1 + study_runs / settings.draws)
    memory = max(found.bytes, study_bytes(settings.particles) if study_runs else 0)
    if seconds > MOST_SECONDS or memory > MOST_BYTES:
        raise InputError(_too_dear(settings, seconds, memory, studied=study_runs > 0))


def _too_dear(settings: Settings, seconds: float, memory: float, *, studied: bool) -> str:
    asked = f"--draws {settings.draws}" + (f" with a study of {settings.particles} particles" if studied else "")
    return (
        f"{asked} would take about {_duration(seconds)} and {_memory(memory)} on this machine "
        f"({settings.workers} workers), more than {_duration(MOST_SECONDS)} or {_memory(MOST_BYTES)}: "
        "ask for fewer, or add --yes"
    )


def _duration(seconds: float) -> str:
    for size, name in ((86400.0, "days"), (3600.0, "hours"), (60.0, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:,.0f} {name}"
    return f"{seconds:.0f} seconds"


def _memory(size: float) -> str:
    return f"{size / 1e9:,.0f} GB" if size >= 1e9 else f"{size / 1e6:,.0f} MB"


def study_runs(particles: int, antecedents: int, *, facts: bool) -> int:
    """Return about how many trajectories a study runs, at most."""
    from equipoise.models.crisis.abduction import MOST_ROUNDS, MOVES, PER_PARTICLE
    from equipoise.models.crisis.counterfactual import REPEATS
    from equipoise.scenarios.crisis.study import PRIOR_REPEATS, PRIOR_WORLDS

    worlds = particles if facts else PRIOR_WORLDS
    sought = particles * (PER_PARTICLE + MOST_ROUNDS * MOVES) if facts else 0
    return sought + (1 + antecedents) * (worlds * REPEATS + PRIOR_WORLDS * PRIOR_REPEATS)


def study_bytes(particles: int) -> int:
    """Return about how much memory a study takes: records with and without an antecedent [byte]."""
    from equipoise.models.crisis.counterfactual import REPEATS
    from equipoise.models.crisis.kernel import RECORD_FORM

    return 3 * particles * REPEATS * RECORD_FORM.itemsize


def ensemble(
    built: CrisisCase, block: PriorBlock, settings: Settings, folder: Path | None, tell: Callable[[str], None]
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
        tell(f"ensemble: {done:,} of {count:,} trajectories")

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


def ensemble_fingerprint(built: CrisisCase, settings: Settings) -> str:
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


def with_foundations(ids: Iterable[str], known: Mapping[str, Antecedent]) -> tuple[Antecedent, ...]:
    """Return the antecedents of some ids and all that they build on, in the order of the file."""
    wanted: set[str] = set()
    waiting = list(ids)
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting += known[name].builds_on
    return tuple(antecedent for name, antecedent in known.items() if name in wanted)


@dataclass(frozen=True, slots=True)
class Studies:
    """The study that is asked for, and where one that is written may answer it.

    Parameters
    ----------
    built : CrisisCase
        The case.
    whole, asked : CrisisQuestion
        With all antecedents of the scenario, as studies ship; and with those that are asked about.
    changed : dict of str to ChangedCase
        The case under every antecedent of `whole`, by id.
    """

    built: CrisisCase
    whole: CrisisQuestion
    asked: CrisisQuestion
    changed: dict[str, ChangedCase]

    def fingerprint(self, question: CrisisQuestion) -> str:
        """Return the fingerprint of one of the two questions."""
        from equipoise.scenarios.crisis.study import fingerprint

        return fingerprint(question, self.built, [self.changed[one.id] for one in question.antecedents])

    def kept(self, path: Path) -> Study | None:
        """Return the study of a file, cut to what is asked, if it answers one of the questions as they are now."""
        from equipoise.scenarios.crisis.shipped import read_study

        found = read_study(path)
        if found is None or found.fingerprint not in (self.fingerprint(self.whole), self.fingerprint(self.asked)):
            return None
        ids = {one.id for one in self.asked.antecedents}
        answers = tuple(answer for answer in found.antecedents if answer.id in ids)
        return replace(found, antecedents=answers, fingerprint=self.fingerprint(self.asked))


def studies_of(built: CrisisCase, whole: CrisisQuestion, asked: CrisisQuestion) -> Studies:
    """Return what is asked, every antecedent applied to the case.

    Raises
    ------
    DataError
        If an antecedent is about something that the case does not have.
    """
    from equipoise.scenarios.crisis.antecedents import apply

    known = whole.antecedents
    changed = {one.id: apply(whole.world, whole.scenario, built, one, known) for one in known}
    return Studies(built, whole, asked, changed)
