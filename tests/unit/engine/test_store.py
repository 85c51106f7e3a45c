"""Folders of ensembles: what is kept, what is computed again, what is refused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from ensemble_samples import block, files, parts, same

from equipoise.engine import store
from equipoise.engine.ensemble import run_ensemble
from equipoise.engine.store import fingerprint_of, open_store
from equipoise.errors import InputError


class Counted:
    """A block that notes what it was asked for."""

    def __init__(self):
        self.spans = []

    def __call__(self, start, stop):
        self.spans.append((start, stop))
        return block(start, stop)


def interrupted_after(blocks):
    """Return a callback of progress that interrupts the run after so many blocks."""
    left = [blocks]

    def progress(done, count):
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt

    return progress


def test_a_finished_ensemble_is_read_not_run(tmp_path):
    run_ensemble(block, 100, folder=tmp_path / "e")
    again = Counted()
    assert same(run_ensemble(again, 100, folder=tmp_path / "e"), block(0, 100))
    assert again.spans == []


def test_a_folder_is_read_by_polars(tmp_path):
    folder = tmp_path / "odd [name]* of=1"
    run_ensemble(block, 100, folder=folder, block_size=7)
    frame = pl.concat(pl.read_parquet(path.read_bytes()) for path in parts(folder))
    assert frame.columns == list(block(0, 1))
    assert frame["path"].dtype == pl.Array(pl.Float32, 3)
    assert frame["days"].null_count() == 0, "NaN is what the model gave, not a gap"
    assert same(run_ensemble(Counted(), 100, folder=folder), block(0, 100))


def test_files_do_not_depend_on_the_way(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "ROWS_OF_FILE", 64)
    for name, size, workers in (("one", 64, 1), ("two", 7, 2), ("three", 1000, 1)):
        run_ensemble(block, 200, folder=tmp_path / name, block_size=size, workers=workers)
    assert files(tmp_path / "one") == files(tmp_path / "two") == files(tmp_path / "three")
    assert len(parts(tmp_path / "one")) == 4


def test_an_interrupted_run_goes_on(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run_ensemble(block, 100, folder=tmp_path, block_size=10, progress=interrupted_after(3))
    kept = len(parts(tmp_path))
    assert 3 <= kept <= 5, "finished blocks are kept, and no new ones begun"
    rest = Counted()
    seen = []
    got = run_ensemble(rest, 100, folder=tmp_path, block_size=33, progress=lambda done, _: seen.append(done))
    assert same(got, block(0, 100))
    assert sum(stop - start for start, stop in rest.spans) == 100 - 10 * kept
    assert seen[0] == 10 * kept, "progress begins where the last run ended"


def test_a_block_under_way_at_an_interrupt_is_kept(tmp_path):
    # Blocks after the first end only when its progress has interrupted the run; the fourth has not begun by then.
    interrupted = threading.Event()

    def waits(start, stop):
        if start:
            assert interrupted.wait(20)
            time.sleep(0.3)
        return block(start, stop)

    def interrupt(done, count):
        interrupted.set()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_ensemble(waits, 40, folder=tmp_path, block_size=10, workers=2, progress=interrupt)
    assert 2 <= len(parts(tmp_path)) <= 3


def test_a_failed_block_keeps_the_others(tmp_path):
    def fails(start, stop):
        if start == 50:
            raise ZeroDivisionError
        return block(start, stop)

    with pytest.raises(ZeroDivisionError):
        run_ensemble(fails, 100, folder=tmp_path, block_size=10)
    assert len(parts(tmp_path)) >= 5
    assert same(run_ensemble(block, 100, folder=tmp_path), block(0, 100))


@pytest.mark.parametrize("damage", ["cut", "emptied", "flipped", "exchanged", "gone"])
def test_a_damaged_block_is_computed_again(tmp_path, monkeypatch, damage):
    monkeypatch.setattr(store, "ROWS_OF_FILE", 20)
    run_ensemble(block, 100, folder=tmp_path)
    whole = files(tmp_path)
    hurt = parts(tmp_path)[2]
    content = hurt.read_bytes()
    if damage == "gone":
        hurt.unlink()
    else:
        middle = len(content) // 2
        flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        other = parts(tmp_path)[3].read_bytes()
        hurt.write_bytes({"cut": content[:middle], "emptied": b"", "flipped": flipped, "exchanged": other}[damage])
    again = Counted()
    assert same(run_ensemble(again, 100, folder=tmp_path), block(0, 100))
    assert again.spans == [(40, 60)]
    assert files(tmp_path) == whole


def test_another_ensemble_is_refused(tmp_path):
    run_ensemble(block, 10, folder=tmp_path, fingerprint="one")
    whole = files(tmp_path)
    for count, fingerprint in ((10, "two"), (11, "one")):
        with pytest.raises(InputError) as caught:
            run_ensemble(block, count, folder=tmp_path, fingerprint=fingerprint)
        told = str(caught.value)
        assert "'one', 10 trajectories" in told
        assert f"{fingerprint!r}, {count} trajectories" in told
        assert "name another folder, or remove this one" in told
        assert "\n" not in told
    assert files(tmp_path) == whole


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 10**5, '{"count": 10}', "\xff", "null"])
def test_a_manifest_that_is_none(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text, encoding="latin-1")
    with pytest.raises(InputError, match="is no manifest of an ensemble"):
        run_ensemble(block, 10, folder=tmp_path)


def test_files_without_a_manifest_are_not_taken_over(tmp_path):
    run_ensemble(block, 10, folder=tmp_path)
    (tmp_path / "manifest.json").unlink()
    with pytest.raises(InputError, match=r"without a manifest\.json"):
        run_ensemble(block, 10, folder=tmp_path)


def test_other_files_in_the_folder_are_left_alone(tmp_path):
    others = [tmp_path / "notes.txt", tmp_path / "trajectories-mine.parquet"]
    for other in others:
        other.write_text("mine")
    run_ensemble(block, 10, folder=tmp_path, block_size=3)
    assert [other.read_text() for other in others] == ["mine", "mine"]


def test_scraps_of_a_killed_run_are_cleared(tmp_path):
    run_ensemble(block, 10, folder=tmp_path)
    whole = files(tmp_path)
    (tmp_path / ".under-way-block").write_bytes(b"half a blo")
    run_ensemble(block, 10, folder=tmp_path)
    assert files(tmp_path) == whole


def test_one_run_at_a_time(tmp_path):
    with open_store(tmp_path, "", 10), pytest.raises(InputError, match="in use by another run"):
        run_ensemble(block, 10, folder=tmp_path)
    assert same(run_ensemble(block, 10, folder=tmp_path), block(0, 10))


def test_places_that_cannot_be_a_folder(tmp_path):
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", tmp_path / "missing" / "deeper"):
        with pytest.raises(InputError, match="cannot use folder"):
            run_ensemble(block, 10, folder=place)


def test_a_full_disk_is_one_line(tmp_path, monkeypatch):
    def full(self, file, **_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(InputError, match="No space left on device"):
        run_ensemble(block, 10, folder=tmp_path)
    assert parts(tmp_path) == []
    monkeypatch.undo()
    assert same(run_ensemble(block, 10, folder=tmp_path), block(0, 10))


RUN = """
    import sys, time
    from equipoise.engine.ensemble import run_ensemble
    from ensemble_samples import block

    def slow(start, stop):
        time.sleep(0.02)
        return block(start, stop)

    run_ensemble(slow, 2000, block_size=10, workers=2, folder=sys.argv[1], fingerprint="killed")
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["killed", "interrupted"])
def test_a_run_that_is_ended_from_outside_goes_on(tmp_path, how):
    root = Path(__file__).parent
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])}
    folder = tmp_path / "ended"
    command = [sys.executable, "-c", textwrap.dedent(RUN), str(folder)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        until = time.monotonic() + 60
        while len(parts(folder)) < 5 and process.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(how)
        _, told = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == -how, told
    assert 5 <= len(parts(folder)) < 200, "ended in mid-run"
    assert told == "" if how == signal.SIGKILL else told.rstrip().endswith("KeyboardInterrupt")
    resumed = run_ensemble(block, 2000, block_size=333, folder=folder, fingerprint="killed")
    unbroken = run_ensemble(block, 2000, folder=tmp_path / "unbroken", fingerprint="killed")
    assert same(resumed, unbroken)
    assert files(folder) == files(tmp_path / "unbroken")


def test_fingerprints_tell_ensembles_apart():
    base = {"case": "x", "seed": 1, "count": np.int64(5), "from": date(2022, 1, 2), "priors": np.arange(3.0)}
    assert fingerprint_of(base) == fingerprint_of(dict(reversed(base.items())))
    others = [
        base | {"seed": 2},
        base | {"from": date(2022, 1, 3)},
        base | {"priors": np.array([0.0, 1.0, 2.5])},
        base | {"priors": np.arange(3)},
        base | {"priors": np.arange(3.0).reshape(3, 1)},
        base | {"more": None},
    ]
    assert len({fingerprint_of(parts) for parts in (base, *others)}) == 7
    assert len(fingerprint_of(base)) == 64
    with pytest.raises(TypeError, match="no place in a fingerprint"):
        fingerprint_of({"what": object()})


def test_the_manifest_says_what_the_folder_is(tmp_path):
    run_ensemble(block, np.int64(10), folder=tmp_path, fingerprint="f")  # type: ignore[arg-type]
    assert json.loads((tmp_path / "manifest.json").read_text()) == {"format": 1, "fingerprint": "f", "count": 10}
