"""Where blocks are run: threads of this process or workers of a Dask cluster, as executors of `concurrent.futures`."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from numpy.typing import NDArray

from equipoise.errors import EquipoiseError, InputError

Summaries: TypeAlias = Mapping[str, NDArray[Any]]
Block: TypeAlias = Callable[[int, int], Summaries]
"""Computes the summaries of trajectories start to stop - 1; the first axis of each array is the trajectory."""
Keep: TypeAlias = Callable[[int, int, Summaries], None]

MOST_WORKERS = 256
_AT_ONCE_PER_WORKER = 2
"""Blocks under way per worker: one that runs and one that waits, so that no worker stands still."""


def worker_count(asked: str | int | None = None) -> int:
    """Return how many threads to use.

    Parameters
    ----------
    asked : str or int, optional
        What the user asked for; by default the processors that this process may use.

    Returns
    -------
    int
        1 to `MOST_WORKERS`.

    Raises
    ------
    InputError
        If it is not such a number.
    """
    if asked is None:
        return min(_processors(), MOST_WORKERS)
    try:
        workers = int(asked)
    except ValueError:
        workers = 0
    if not 1 <= workers <= MOST_WORKERS:
        raise InputError(f"workers {asked!r} is not a whole number from 1 to {MOST_WORKERS}")
    return workers


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def threads(workers: int) -> Iterator[Executor]:
    """Give an executor over threads: blocks are compiled code that releases the interpreter's lock."""
    with ThreadPoolExecutor(max_workers=worker_count(workers), thread_name_prefix="ensemble") as executor:
        yield executor


@contextmanager
def dask(address: str | None = None, workers: int | None = None) -> Iterator[tuple[Executor, int]]:
    """Give an executor over a Dask cluster; needs the extra `scale`.

    Parameters
    ----------
    address : str, optional
        Address of a running scheduler, `tcp://host:port`; by default worker processes are started on this machine.
    workers : int, optional
        Processes to start where no address is given; by default one per processor.

    Yields
    ------
    tuple of (concurrent.futures.Executor, int)
        Executor, and the threads that the cluster has: `run_ensemble` takes them as `executor` and `workers`.
        Blocks sent to it must be picklable: a compiled kernel is made by the worker, from what the block carries.

    Raises
    ------
    InputError
        If the extra is not installed or the scheduler cannot be reached.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise InputError("a Dask cluster needs the extra 'scale': pip install 'equipoise[scale]'") from error
    with ExitStack() as stack:
        stack.enter_context(_silent("distributed.client"))
        scheduler: object = address
        if address is not None:
            _check_answers(address)
        else:
            # On the loopback, at ports that are free.
            local = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "silence_logs": logging.CRITICAL}
            scheduler = stack.enter_context(
                distributed.LocalCluster(n_workers=worker_count(workers), threads_per_worker=1, **local)
            )
        client = stack.enter_context(distributed.Client(scheduler, timeout="10s"))
        # Unless told that blocks are not pure, the client hashes a block with all its parameters for every task.
        executor = client.get_executor(pure=False)
        lost = (CancelledError, distributed.KilledWorker, distributed.comm.CommClosedError)
        try:
            yield executor, max(1, sum(client.nthreads().values()))
        except lost as error:
            told = (
                f"the Dask cluster was lost ({type(error).__name__}); an ensemble kept in a folder goes on if run again"
            )
            raise InputError(told) from error


@contextmanager
def _silent(name: str) -> Iterator[None]:
    """Keep a logger quiet: what goes wrong is told by the error that is raised."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


def _check_answers(address: str) -> None:
    """Refuse an address where nothing listens: a client of Dask that cannot connect complains for long after."""
    complaint = f"no Dask scheduler answers at {address!r}: give its address as tcp://host:port"
    try:
        parts = urlsplit(address)
        scheme, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError as error:
        raise InputError(complaint) from error
    if scheme not in {"tcp", "tls"} or host is None or port is None:
        raise InputError(complaint)
    try:
        socket.create_connection((host, port), timeout=10).close()
    except OSError as error:
        raise InputError(complaint) from error


def run_blocks(
    block: Block,
    ranges: Iterable[tuple[int, int]],
    executor: Executor,
    workers: int,
    keep: Keep,
    progress: Callable[[], None],
) -> None:
    """Run a block over ranges of trajectories and hand on each result as it comes, in any order.

    Parameters
    ----------
    block : callable
        Computes the summaries of a range.
    ranges : iterable of (int, int)
        First trajectory and the one after the last.
    executor : concurrent.futures.Executor
        Where blocks run. It is left open.
    workers : int
        Blocks that it can run at the same time: twice as many are under way, which bounds the memory.
    keep : callable
        Takes start, stop and summaries, in the thread of the caller. It may be called twice with the same.
    progress : callable
        Called after each block that was kept while the run goes on.

    Raises
    ------
    KeyboardInterrupt
        After what was under way has ended and has been kept. So it is with an error of a block.
    """
    waiting = iter(ranges)
    running: dict[Future[Summaries], tuple[int, int]] = {}
    try:
        while True:
            while len(running) < _AT_ONCE_PER_WORKER * workers and (span := next(waiting, None)) is not None:
                running[executor.submit(block, *span)] = span
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                keep(*running[future], future.result())
                del running[future]
                progress()
    except BaseException:
        _keep_what_ends(running, keep)
        raise


def _keep_what_ends(running: Mapping[Future[Summaries], tuple[int, int]], keep: Keep) -> None:
    """Call off what has not begun, wait for the rest, and keep what came out well."""
    # A future that was called off is not waited for: not every executor marks it as ended.
    begun = [future for future in running if not future.cancel()]
    wait(begun)
    for future in begun:
        if future.exception() is None:
            with suppress(EquipoiseError):
                keep(*running[future], future.result())
