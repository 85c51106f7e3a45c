"""How a simulation is run, and what it would cost: refused before any work is done where that is too much."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from equipoise.errors import InputError

if TYPE_CHECKING:
    from equipoise.models.crisis.prior_runs import PriorBlock

MOST_SECONDS = 600.0
MOST_BYTES = 4e9
MOST_DRAWS = 1 << 40
MOST_SEED = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How a simulation is run; no number of the result depends on workers, block size, Dask or folder."""

    draws: int
    seed: int
    workers: int
    block_size: int
    particles: int
    dask: str | None = None
    yes: bool = False
    folder: Path | None = None


def check_settings(settings: RunSettings, *, studied: bool) -> None:
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


def check_cost(settings: RunSettings, block: PriorBlock, study_runs: int) -> None:
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
        stored=settings.folder is not None,
    )
    seconds = found.seconds * (1 + study_runs / settings.draws)
    memory = max(found.bytes, study_bytes(settings.particles) if study_runs else 0)
    if seconds > MOST_SECONDS or memory > MOST_BYTES:
        raise InputError(_too_dear(settings, seconds, memory, studied=study_runs > 0))


def _too_dear(settings: RunSettings, seconds: float, memory: float, *, studied: bool) -> str:
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
