"""Many trajectories in blocks: the same numbers for any size of block, any number of workers and any order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.engine.executors import Block, Summaries, run_blocks, threads, worker_count
from equipoise.engine.store import ROWS_OF_FILE, open_store
from equipoise.errors import InputError

BLOCK = 5_000
"""Trajectories per block by default: some 50 ms of compiled code, far above what handing over a block costs."""

_TYPES = {np.dtype(name) for name in ("bool", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8")}
_LONGEST_PROBE = 5.0


def run_ensemble(
    block: Block,
    count: int,
    *,
    block_size: int = BLOCK,
    workers: int = 1,
    executor: Executor | None = None,
    folder: str | Path | None = None,
    fingerprint: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, NDArray[Any]]:
    """Compute the summaries of trajectories 0 to count - 1.

    Parameters
    ----------
    block : callable
        Takes start and stop and returns the summaries of trajectories start to stop - 1: arrays of numbers by name,
        the first axis is the trajectory. What a trajectory gives may depend on its number alone.
    count : int
        Trajectories.
    block_size : int
        Trajectories per block.
    workers : int
        Threads; with an executor, the blocks that it can run at the same time.
    executor : concurrent.futures.Executor, optional
        Where blocks run instead of in threads of this process; see `executors.dask`. It is left open.
    folder : str or pathlib.Path, optional
        Folder that keeps finished blocks: a run that was ended goes on from there, with any size of block and any
        number of workers. A damaged block is computed again.
    fingerprint : str
        Digest of what the summaries depend on (`store.fingerprint_of`); the folder of another ensemble is refused.
    progress : callable, optional
        Called with the trajectories done and the count, in this thread.

    Returns
    -------
    dict of str to ndarray
        Summaries by name, shape (count, ...); by number of trajectory.

    Raises
    ------
    InputError
        If a number is out of range, a block returns something else than declared, or the folder is another ensemble's,
        in use or closed.
    KeyboardInterrupt
        After the blocks under way have ended; those that are finished are in the folder.
    """
    _check(count, block_size=block_size, workers=workers)
    count = int(count)
    table = _Table(count)
    with ExitStack() as stack:
        store = None if folder is None else stack.enter_context(open_store(Path(folder), fingerprint, count))

        def keep(start: int, stop: int, summaries: Summaries) -> None:
            table.put(start, stop, summaries)
            if store and stop > start:
                store.write(start, stop, table.rows(start, stop))

        def tell() -> None:
            if progress:
                progress(table.done, count)

        for start, stop, summaries in store.read(count) if store else ():
            table.put(start, stop, summaries)
        if table.done:
            tell()
        missing = list(table.missing(block_size))
        if missing:
            pool = executor or stack.enter_context(threads(workers))
            run_blocks(block, missing, pool, workers, keep, tell)
        if store:
            store.finish(count, table.rows)
    return table.columns


def _check(count: int, **positive: int) -> None:
    for name, value, least in (("count", count, 0), *((name, value, 1) for name, value in positive.items())):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            raise InputError(f"{name} {value!r} is not a whole number of at least {least}")


class _Table:
    """Summaries of all trajectories, filled block by block; the first block says what they are.

    Parameters
    ----------
    count : int
        Trajectories.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self.columns: dict[str, NDArray[Any]] = {}
        self.done = 0
        self._has = _reserved((count,), np.dtype(bool), count)
        self._has[:] = False

    def put(self, start: int, stop: int, summaries: Summaries) -> None:
        """Take in a block.

        Raises
        ------
        InputError
            If it is not one row per trajectory, or other summaries than the blocks before.
        """
        where = f"block of trajectories {start} to {stop}"
        _check_block(summaries, stop - start, where)
        if not self.columns:
            self.columns = {
                name: _reserved((self.count, *values.shape[1:]), values.dtype, self.count)
                for name, values in summaries.items()
            }
        if _form(summaries) != _form(self.columns):
            raise InputError(f"{where} gives {_form(summaries)}; blocks before gave {_form(self.columns)}")
        for name, values in summaries.items():
            self.columns[name][start:stop] = values
        self.done += int(np.count_nonzero(~self._has[start:stop]))
        self._has[start:stop] = True

    def rows(self, start: int, stop: int) -> dict[str, NDArray[Any]]:
        """Return the summaries of trajectories start to stop - 1, without a copy."""
        return {name: values[start:stop] for name, values in self.columns.items()}

    def missing(self, size: int) -> Iterator[tuple[int, int]]:
        """Give the ranges still to be computed, none longer than a block."""
        if not self.count and not self.columns:
            yield 0, 0  # an ensemble of none still has its summaries, which only a block can tell
        edges = np.flatnonzero(np.diff(self._has, prepend=True, append=True)).tolist()
        for first, end in zip(edges[::2], edges[1::2], strict=True):
            for start in range(first, end, size):
                yield start, min(start + size, end)


def _reserved(shape: tuple[int, ...], kind: np.dtype[Any], count: int) -> NDArray[Any]:
    try:
        return np.empty(shape, kind)
    except (MemoryError, ValueError) as error:
        raise InputError(f"{count} trajectories do not fit the memory of this machine") from error


def _form(summaries: Summaries) -> dict[str, str]:
    return {
        name: str(values.dtype) + (str(list(values.shape[1:])) if values.ndim > 1 else "")
        for name, values in summaries.items()
    }


def _check_block(summaries: Summaries, rows: int, where: str) -> None:
    if not isinstance(summaries, Mapping) or not summaries:
        raise InputError(f"{where} gives {type(summaries).__name__}, not arrays by name")
    for name, values in summaries.items():
        if not isinstance(values, np.ndarray) or values.dtype not in _TYPES:
            given = values.dtype if isinstance(values, np.ndarray) else type(values).__name__
            raise InputError(f"{where}: summary {name!r} is {given}, not an array of numbers of up to 64 bits")
        if values.ndim < 1 or len(values) != rows:
            raise InputError(f"{where}: summary {name!r} has shape {values.shape}, not {rows} rows")


@dataclass(frozen=True, slots=True)
class RunCost:
    """What an ensemble will cost on this machine."""

    seconds: float
    """Time it will take [s]."""
    bytes: int
    """Memory it will take [byte], without what the program itself holds: summaries, blocks under way, a file."""


def estimate(
    block: Block, count: int, workers: int = 1, *, block_size: int = BLOCK, probe: int = 200, stored: bool = False
) -> RunCost:
    """Say what an ensemble will cost, from a few trajectories that are run now.

    Parameters
    ----------
    block : callable
        As for `run_ensemble`. Its first trajectory is run beforehand, so that compiling is not counted.
    count : int
        Trajectories of the ensemble.
    workers : int
        Threads; no more than this machine's processors are counted on.
    block_size : int
        Trajectories per block.
    probe : int
        Trajectories to run now; fewer where they would take more than five seconds.
    stored : bool
        Whether the ensemble is kept in a folder.

    Returns
    -------
    RunCost
        Seconds and bytes.

    Raises
    ------
    InputError
        If a number is out of range or the block returns something else than declared.
    """
    _check(count, block_size=block_size, workers=workers, probe=probe)
    block(0, 1)
    single = _timed(block, 1)[0]
    tried = max(1, min(probe, int(_LONGEST_PROBE / max(single, 1e-9))))
    seconds, summaries = _timed(block, tried)
    _check_block(summaries, tried, f"block of trajectories 0 to {tried}")
    row = 1 + sum(values.nbytes for values in summaries.values()) / tried
    together = count + min(count, 2 * workers * block_size) + (2 * min(count, ROWS_OF_FILE) if stored else 0)
    return RunCost(seconds / tried * count / min(workers, worker_count()), int(row * together))


def _timed(block: Block, count: int) -> tuple[float, Summaries]:
    begun = time.perf_counter()
    summaries = block(0, count)
    return time.perf_counter() - begun, summaries
