"""Ensembles: what a block may give, what is refused, what an ensemble costs."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import numpy as np
import pytest
from ensemble_samples import block, same

from equipoise.engine import ensemble, executors
from equipoise.engine.ensemble import estimate, run_ensemble
from equipoise.errors import InputError


def test_rows_lie_by_number_of_trajectory():
    got = run_ensemble(block, 1000, block_size=64, workers=3)
    assert same(got, block(0, 1000))


def test_an_ensemble_of_none_still_says_what_its_summaries_are():
    assert same(run_ensemble(block, 0), block(0, 0))


def test_blocks_run_at_the_same_time():
    # Two blocks that wait for each other end only where both run at once.
    both = threading.Barrier(2, timeout=20)

    def waits(start, stop):
        both.wait()
        return {"x": np.arange(start, stop)}

    assert run_ensemble(waits, 2, block_size=1, workers=2)["x"].tolist() == [0, 1]


def test_few_blocks_are_under_way():
    begun = 0
    seen = []

    def counts(start, stop):
        nonlocal begun
        begun += 1
        return {"x": np.zeros(stop - start)}

    def progress(done, count):
        seen.append(begun - done)

    run_ensemble(counts, 200, block_size=1, workers=1, progress=progress)
    # Two per worker, and the one that was just taken over when the next began.
    assert max(seen) <= 3


def test_processes_are_an_executor_too():
    with ProcessPoolExecutor(2) as pool:
        assert same(run_ensemble(block, 300, block_size=70, workers=2, executor=pool), block(0, 300))
        assert pool.submit(int, "7").result() == 7, "an executor that was given is left open"


def test_progress_reaches_the_count():
    seen = []
    run_ensemble(block, 25, block_size=10, progress=lambda done, count: seen.append((done, count)))
    assert len(seen) == 3
    assert seen == sorted(seen)
    assert seen[-1] == (25, 25)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"count": -1}, "count -1 "),
        ({"count": 1.5}, "count 1.5 "),
        ({"count": float("nan")}, "count nan "),
        ({"count": True}, "count True "),
        ({"count": 5, "block_size": 0}, "block_size 0 "),
        ({"count": 5, "workers": 0}, "workers 0 "),
        ({"count": 5, "workers": 10**6}, "workers 1000000 "),
        ({"count": 10**15}, "do not fit the memory"),
    ],
)
def test_numbers_out_of_range(arguments, told):
    with pytest.raises(InputError, match=told) as caught:
        run_ensemble(block, **arguments)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"x": np.zeros(3)}, "'x' has shape (3,), not 4 rows"),
        ({"x": np.zeros(())}, "'x' has shape (), not 4 rows"),
        ({"x": np.zeros(4, complex)}, "'x' is complex128"),
        ({"x": np.zeros(4, object)}, "'x' is object"),
        ({"x": [0, 0, 0, 0]}, "'x' is list"),
        ({}, "not arrays by name"),
        (np.zeros(4), "gives ndarray, not arrays by name"),
        (None, "gives NoneType"),
    ],
)
def test_what_a_block_may_not_give(given, told):
    with pytest.raises(InputError) as caught:
        run_ensemble(lambda start, stop: given, 4)
    assert told in str(caught.value)
    assert "block of trajectories 0 to 4" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("later", ["name", "type", "width"])
def test_all_blocks_give_the_same_summaries(later):
    other: Any = {"name": {"y": np.zeros(2)}, "type": {"x": np.zeros(2, "f4")}, "width": {"x": np.zeros((2, 2))}}[later]
    with pytest.raises(InputError, match="block of trajectories 2 to 4 gives"):
        run_ensemble(lambda start, stop: other if start else {"x": np.zeros(2)}, 4, block_size=2)


def test_an_error_of_a_block_is_handed_on():
    def fails(start, stop):
        raise ZeroDivisionError(f"at {start}")

    with pytest.raises(ZeroDivisionError, match="at "):
        run_ensemble(fails, 100, block_size=10, workers=2)


def test_an_interrupt_waits_for_what_is_under_way():
    ended = []

    def slow(start, stop):
        time.sleep(0.02)
        ended.append(start)
        return {"x": np.arange(start, stop)}

    def interrupt(done, count):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_ensemble(slow, 100, block_size=1, workers=2, progress=interrupt)
    after = len(ended)
    time.sleep(0.1)
    assert len(ended) == after < 10


def test_workers():
    assert executors.worker_count("3") == executors.worker_count(3) == 3
    assert 1 <= executors.worker_count() <= executors.MOST_WORKERS
    for wrong in ("0", "-1", "many", "2.5", "", 0, "1e3", "257"):
        with pytest.raises(InputError, match="whole number from 1 to 256"):
            executors.worker_count(wrong)


def test_estimate_counts_memory_by_the_row():
    row = 1 + sum(values[:1].nbytes for values in block(0, 1).values())
    assert estimate(block, 10**9, 2, block_size=500).bytes == row * (10**9 + 2000)
    assert estimate(block, 10, 2).bytes == row * 20
    assert estimate(block, 10**9, 2, block_size=500, stored=True).bytes == row * (10**9 + 2000 + (2 << 17))


def test_estimate_of_time(monkeypatch):
    # A clock of its own: each trajectory takes 10 ms, compiling in the first call 100 s.
    now = 0.0
    calls = []

    def slow(start, stop):
        nonlocal now
        now += 0.01 * (stop - start) + (0 if calls else 100)
        calls.append(stop - start)
        return {"x": np.zeros(stop - start)}

    monkeypatch.setattr(ensemble.time, "perf_counter", lambda: now)
    monkeypatch.setattr(ensemble, "worker_count", lambda: 2)
    assert estimate(slow, 6000, 1).seconds == pytest.approx(60)
    assert estimate(slow, 6000, 8).seconds == pytest.approx(30), "no more is counted on than the machine has"
    assert calls == [1, 1, 200, 1, 1, 200]


def test_estimate_does_not_probe_for_long(monkeypatch):
    now = 0.0
    tried = []

    def slow(start, stop):
        nonlocal now
        now += 2.0 * (stop - start)
        tried.append(stop - start)
        return {"x": np.zeros(stop - start)}

    monkeypatch.setattr(ensemble.time, "perf_counter", lambda: now)
    assert estimate(slow, 100, 1).seconds == pytest.approx(200)
    assert tried == [1, 1, 2]


@pytest.mark.parametrize("wrong", [{"count": -1}, {"count": 1, "workers": 0}, {"count": 1, "probe": 0}])
def test_estimate_refuses(wrong):
    with pytest.raises(InputError):
        estimate(block, **wrong)
