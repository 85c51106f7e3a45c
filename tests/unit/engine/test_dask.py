"""Ensembles on a Dask cluster: the same bytes as in threads; what is said where there is none."""

from __future__ import annotations

import logging
import sys

import numpy as np
import pytest
from ensemble_samples import block, files, same

from equipoise.engine import executors
from equipoise.engine.ensemble import run_ensemble
from equipoise.errors import InputError


@pytest.fixture(scope="module")
def address():
    """A scheduler with two workers as threads of this process, on the loopback."""
    distributed = pytest.importorskip("distributed", reason="the extra 'scale' is not installed")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=False,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    ) as cluster:
        yield cluster.scheduler_address


@pytest.mark.slow
def test_the_same_bytes_as_in_threads(address, tmp_path):
    with executors.dask(address) as (executor, workers):
        assert workers == 2
        for size in (100, 333, 5000):
            got = run_ensemble(block, 1000, block_size=size, workers=workers, executor=executor)
            assert same(got, block(0, 1000))
        run_ensemble(block, 1000, block_size=70, workers=workers, executor=executor, folder=tmp_path / "dask")
    run_ensemble(block, 1000, workers=2, folder=tmp_path / "threads")
    assert files(tmp_path / "dask") == files(tmp_path / "threads")


@pytest.mark.slow
def test_an_error_of_a_block_is_handed_on(address):
    def fails(start, stop):
        raise ZeroDivisionError(f"at {start}")

    with (
        executors.dask(address) as (executor, workers),
        pytest.raises(ZeroDivisionError, match="at "),
    ):
        run_ensemble(fails, 100, block_size=10, workers=workers, executor=executor)


@pytest.mark.slow
def test_an_interrupted_run_goes_on_elsewhere(address, tmp_path):
    def interrupt(done, count):
        if done >= 30:
            raise KeyboardInterrupt

    with executors.dask(address) as (executor, workers), pytest.raises(KeyboardInterrupt):
        run_ensemble(block, 100, block_size=10, workers=workers, executor=executor, folder=tmp_path, progress=interrupt)
    assert 3 <= len(list(tmp_path.glob("trajectories-*"))) < 10
    assert same(run_ensemble(block, 100, block_size=7, folder=tmp_path), block(0, 100))


@pytest.mark.slow
def test_workers_of_its_own():
    pytest.importorskip("distributed", reason="the extra 'scale' is not installed")
    with executors.dask(workers=2) as (executor, workers):
        assert workers == 2
        # A worker process cannot import this file: the block has to travel by value.
        got = run_ensemble(lambda start, stop: {"x": np.arange(start, stop)}, 50,
                           block_size=9, workers=workers, executor=executor)  # fmt: skip
    assert got["x"].tolist() == list(range(50))


def test_without_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match="extra 'scale'"), executors.dask():
        pass


@pytest.mark.parametrize("wrong", ["", "garbage", "tcp://127.0.0.1:1", "tcp://127.0.0.1", "tcp://x:y", "http://a:1"])
def test_no_scheduler_there(wrong):
    pytest.importorskip("distributed", reason="the extra 'scale' is not installed")
    with pytest.raises(InputError, match="no Dask scheduler answers at"), executors.dask(wrong):
        pass
