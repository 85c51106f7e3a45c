"""Interleaved timing: every round runs each job once, so that a slow minute of the machine touches all alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter

Job = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A job and what it is measured against.

    Parameters
    ----------
    name : str
        The job.
    job : callable
        What is timed.
    floor_name : str
        What a perfect implementation could not beat, or a peer that does the same.
    floor : callable
        It.
    """

    name: str
    job: Job
    floor_name: str
    floor: Job


@dataclass(frozen=True, slots=True)
class Timing:
    """Medians of a comparison.

    Parameters
    ----------
    name, floor_name : str
        The job and its floor.
    seconds, floor_seconds : float
        Median times [s].
    ratio : float
        Median over rounds of job over floor, each ratio within one round.
    """

    name: str
    floor_name: str
    seconds: float
    floor_seconds: float
    ratio: float


def seconds(job: Job) -> float:
    """Return how long one run of a job takes [s]."""
    start = perf_counter()
    job()
    return perf_counter() - start


def compare(comparisons: list[Comparison], rounds: int) -> list[Timing]:
    """Time all comparisons, job and floor in turn, after one run of each that is not counted.

    Parameters
    ----------
    comparisons : list of Comparison
        What to time.
    rounds : int
        How often.

    Returns
    -------
    list of Timing
        In the order given.
    """
    taken: Mapping[str, list[tuple[float, float]]] = {entry.name: [] for entry in comparisons}
    for number in range(rounds + 1):
        for entry in comparisons:
            pair = (seconds(entry.job), seconds(entry.floor))
            if number:
                taken[entry.name].append(pair)
    return [_timing(entry, taken[entry.name]) for entry in comparisons]


def _timing(entry: Comparison, pairs: list[tuple[float, float]]) -> Timing:
    own, floor = zip(*pairs, strict=True)
    ratio = median(job / base for job, base in pairs)
    return Timing(entry.name, entry.floor_name, median(own), median(floor), ratio)
