"""The crisis model on its flagship case: compiled, as plain Python, on Mesa, and against bare drawing.

`python -m benchmarks.crisis` times these in turn in one process, and then a million trajectories in a process of their
own, with their memory. Times of the first table are processor time: other work on the machine does not count.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from statistics import median

import numpy as np
from numpy.typing import NDArray

from benchmarks.timing import Comparison
from equipoise.engine.compiling import compiled
from equipoise.engine.draws import LANES, uniforms
from equipoise.engine.ensemble import run_ensemble
from equipoise.models.crisis.kernel import Records, Whole, replay, simulate, simulate_plainly
from equipoise.models.crisis.prior_runs import drawn, prior_block
from equipoise.models.crisis.priors import Prior
from equipoise.models.crisis.state import Case
from equipoise.scenarios.crisis.building import build
from equipoise.scenarios.crisis.loading import load_crisis
from equipoise.scenarios.documents import load_scenario
from equipoise.world.world import World

SCENARIO = "kazakhstan-2022"
SEED = 1
MANY, FEW = 2_000, 20
"""Trajectories per round: compiled, and where Python runs the rules."""

ROUNDS = 9
MILLION = 1_000_000
WORKERS = 2


@dataclass(frozen=True, slots=True)
class Flagship:
    """The flagship case with trajectories from its prior, and the blocks of draws that each of them uses."""

    case: Case
    priors: tuple[Prior, ...]
    parameters: Records
    variants: Whole
    numbers: Whole
    blocks: NDArray[np.int64]

    def compiled(self, count: int = MANY) -> Records:
        """Run trajectories, compiled."""
        return simulate(self.case, self.parameters[:count], self.variants[:count], SEED, self.numbers[:count])

    def plainly(self, count: int = FEW) -> Records:
        """Run trajectories as plain Python."""
        return simulate_plainly(self.case, self.parameters[:count], self.variants[:count], SEED, self.numbers[:count])

    def on_mesa(self, count: int = FEW) -> Records:
        """Run trajectories on Mesa."""
        from benchmarks.crisis_mesa import simulate_on_mesa

        return simulate_on_mesa(self.case, self.parameters[:count], self.variants[:count], SEED, self.numbers[:count])

    def floor(self, count: int = MANY) -> NDArray[np.float64]:
        """Draw as many uniforms as the trajectories use, and do nothing with them."""
        totals = np.zeros(count)
        compiled(draw_blocks)(SEED, self.numbers[:count], self.blocks[:count], totals)
        return totals


def draw_blocks(seed: int, numbers: Whole, blocks: Whole, totals: NDArray[np.float64]) -> None:
    """Draw blocks of four uniforms for every trajectory; their sum keeps the compiler from leaving them out."""
    for row in range(len(numbers)):
        total = 0.0
        for block in range(blocks[row]):
            first, second, third, fourth = uniforms(seed, numbers[row], block // 10, block % 10)
            total += first + second + third + fourth
        totals[row] = total


@cache
def flagship() -> Flagship:
    """Return the case, built from the world, and trajectories of its prior."""
    scenario = load_scenario(SCENARIO)
    built = build(World.load(as_of=scenario.as_of), scenario, load_crisis(SCENARIO))
    parameters, variants, numbers = drawn(SEED, 0, MANY, built.priors)
    _, trails = replay(built.case, parameters, variants, SEED, numbers)
    blocks = trails["used"].sum(axis=1, dtype=np.int64)
    return Flagship(built.case, built.priors, parameters, variants, numbers, blocks)


def has_mesa() -> bool:
    """Return whether the extra `bench` is installed."""
    return find_spec("mesa") is not None


def cases() -> list[Comparison]:
    """Return the comparisons of `make bench`."""
    ready = flagship()
    block = prior_block(ready.case, SEED, ready.priors)
    found = [
        Comparison(
            f"crisis: {MANY} trajectories",
            ready.compiled,
            f"the {ready.blocks.mean():.0f} blocks of draws of each",
            ready.floor,
        ),
        Comparison(
            f"crisis: {MANY} from the prior", lambda: block(0, MANY), "the same, parameters given", ready.compiled
        ),
        Comparison(f"crisis: {FEW} in plain Python", ready.plainly, f"{FEW} compiled", lambda: ready.compiled(FEW)),
    ]
    if has_mesa():
        found.append(
            Comparison(f"crisis: {FEW} on Mesa", ready.on_mesa, f"{FEW} compiled", lambda: ready.compiled(FEW))
        )
    return found


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians over rounds: microseconds of processor time per trajectory, and ratios within a round."""

    microseconds: dict[str, float]
    ratios: dict[str, float]


def measure(rounds: int = ROUNDS) -> Measured:
    """Time compiled, plain, Mesa and floor in turn; one round before is not counted."""
    ready = flagship()
    jobs: dict[str, tuple[Callable[[], object], int]] = {
        "compiled": (ready.compiled, MANY),
        "floor": (ready.floor, MANY),
        "plain": (ready.plainly, FEW),
    }
    if has_mesa():
        jobs["mesa"] = (ready.on_mesa, FEW)
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(rounds + 1):
        for name, (job, count) in jobs.items():
            begun = time.process_time()
            job()
            if number:
                taken[name].append((time.process_time() - begun) / count * 1e6)
    # Few trajectories in Python are slower or faster ones by chance: their ratio is to the same few, compiled.
    same = _weight_of_the_few(ready)
    ratios = {"compiled / floor": _ratio(taken["compiled"], taken["floor"], 1.0)}
    for name in ("plain", "mesa"):
        if name in taken:
            ratios[f"{name} / compiled"] = _ratio(taken[name], taken["compiled"], same)
    return Measured({name: median(values) for name, values in taken.items()}, ratios)


def _weight_of_the_few(ready: Flagship) -> float:
    """Return how long the few trajectories that Python runs take, compiled, against the mean of the many."""
    whole = []
    few = tuple(np.tile(part[:FEW], MANY // FEW) for part in (ready.parameters, ready.variants, ready.numbers))
    for _ in range(5):
        begun = time.process_time()
        simulate(ready.case, few[0], few[1], SEED, few[2])
        middle = time.process_time()
        ready.compiled()
        whole.append((middle - begun) / (time.process_time() - middle))
    return median(whole)


def _ratio(above: list[float], below: list[float], weight: float) -> float:
    return median(one / (other * weight) for one, other in zip(above, below, strict=True))


def million(count: int = MILLION, workers: int = WORKERS) -> dict[str, float]:
    """Run many trajectories of the prior in a process of its own; seconds, processor seconds and peak memory."""
    code = f"from benchmarks.crisis import run_here; run_here({count}, {workers})"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603
    result: dict[str, float] = json.loads(found.stdout)
    return result


def run_here(count: int, workers: int) -> None:
    """Run an ensemble and print what it took as JSON; the process is otherwise as a user's is."""
    import resource

    ready = flagship()
    block = prior_block(ready.case, SEED, ready.priors)
    block(0, 2)
    begun, worked = time.perf_counter(), time.process_time()
    run_ensemble(block, count, workers=workers)
    seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # kibibytes on Linux
    sys.stdout.write(json.dumps({"seconds": seconds, "processor_seconds": processor, "peak_mib": peak}))


def main() -> None:
    """Print all of it."""
    ready = flagship()
    if has_mesa():
        same = bool((ready.on_mesa() == ready.plainly()).all())
        sys.stdout.write(f"Mesa gives the same records as plain Python: {same}\n")
    same = bool((ready.plainly() == ready.compiled(FEW)).all())
    sys.stdout.write(f"Plain Python gives the same records as compiled: {same}\n")
    found = measure()
    sys.stdout.write(f"{ready.blocks.mean():.0f} blocks of {LANES} uniforms per trajectory\n")
    for name, value in found.microseconds.items():
        sys.stdout.write(f"{name:10} {value:12,.1f} microseconds per trajectory\n")
    for name, value in found.ratios.items():
        sys.stdout.write(f"{name:18} {value:8,.1f}\n")
    large = million()
    sys.stdout.write(
        f"{MILLION:,} trajectories on {WORKERS} workers: {large['seconds']:.1f} s "
        f"({large['processor_seconds']:.1f} s of processor), peak {large['peak_mib']:,.0f} MiB\n"
    )


if __name__ == "__main__":
    main()
