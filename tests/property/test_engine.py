"""What must hold of every ensemble: the same bytes for any cut, any workers, any order, any loss on the way."""

from __future__ import annotations

import hashlib
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.engine import store
from equipoise.engine.draws import uniform, uniforms
from equipoise.engine.ensemble import run_ensemble

FEW = settings(max_examples=40)
COUNT = 60

sizes = st.integers(1, 2 * COUNT)
workers = st.integers(1, 4)
cuts = st.sets(st.integers(1, COUNT - 1)).map(lambda inner: list(pairwise([0, *sorted(inner), COUNT])))


def block(start, stop):
    """Summaries made of addressed draws, with what a file could lose: NaN, the sign of zero, the last bit."""
    drawn = np.array([uniforms(7, trajectory, 0, 0) for trajectory in range(start, stop)]).reshape(-1, 4)
    days = np.log(drawn[:, 0])
    days[drawn[:, 1] < 0.2] = np.nan
    days[drawn[:, 1] > 0.8] = -0.0
    return {"days": days, "held": drawn[:, 2] < 0.5, "path": drawn.astype(np.float32)}


WHOLE = block(0, COUNT)


def same(one, other):
    return list(one) == list(other) and all(
        (one[name].dtype, one[name].shape, one[name].tobytes())
        == (other[name].dtype, other[name].shape, other[name].tobytes())
        for name in one
    )


def files(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in Path(folder).iterdir()}


@FEW
@given(count=st.integers(0, COUNT), size=sizes, workers=workers)
def test_any_block_size_and_any_number_of_workers(count, size, workers):
    got = run_ensemble(block, count, block_size=size, workers=workers)
    assert same(got, {name: values[:count] for name, values in WHOLE.items()})


@settings(max_examples=15)
@given(size=st.integers(1, 20), waits=st.lists(st.integers(0, 3), min_size=COUNT, max_size=COUNT))
def test_any_order_of_ending(size, waits):
    def late(start, stop):
        time.sleep(waits[start] / 1000)
        return block(start, stop)

    with ThreadPoolExecutor(4) as pool:
        assert same(run_ensemble(late, COUNT, block_size=size, workers=4, executor=pool), WHOLE)


@FEW
@given(cut=cuts, size=sizes, workers=workers, data=st.data())
def test_any_blocks_lost_or_damaged_on_the_way(cut, size, workers, data):
    kept = data.draw(st.sets(st.sampled_from(cut)), label="kept")
    hurt = data.draw(st.sets(st.sampled_from(sorted(kept))) if kept else st.just(set()), label="damaged")
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "ROWS_OF_FILE", 25)
        unbroken, broken = Path(place) / "unbroken", Path(place) / "broken"
        run_ensemble(block, COUNT, folder=unbroken, fingerprint="f")
        with store.open_store(broken, "f", COUNT) as begun:
            for start, stop in kept:
                begun.write(start, stop, block(start, stop))
        for start, stop in hurt:
            (path,) = broken.glob(f"trajectories-{start:012d}-{stop:012d}-*")
            content = bytearray(path.read_bytes())
            where = data.draw(st.integers(0, len(content) - 1), label="byte")
            content[where] ^= 1 << data.draw(st.integers(0, 7), label="bit")
            path.write_bytes(content)
        run = []

        def noted(start, stop):
            run.extend(range(start, stop))
            return block(start, stop)

        got = run_ensemble(noted, COUNT, block_size=size, workers=workers, folder=broken, fingerprint="f")
        assert same(got, WHOLE)
        there = {number for span in kept - hurt for number in range(*span)}
        assert sorted(run) == sorted(set(range(COUNT)) - there), "what is there is not run again"
        assert files(broken) == files(unbroken)


@FEW
@given(st.data())
def test_overlapping_blocks_are_the_same_ensemble(data):
    spans = data.draw(st.lists(st.tuples(st.integers(0, COUNT), st.integers(0, COUNT)).map(sorted), max_size=8))
    with tempfile.TemporaryDirectory() as place:
        with store.open_store(Path(place), "", COUNT) as begun:
            for start, stop in spans:
                if stop > start:
                    begun.write(start, stop, block(start, stop))
        assert same(run_ensemble(block, COUNT, block_size=7, folder=place), WHOLE)


address = st.tuples(
    st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)
)


@given(address)
def test_draws_are_within_the_unit_interval_on_their_grid(where):
    for drawn in uniforms(*where):
        assert 0.0 < drawn < 1.0
        assert (drawn * 2**33) % 2 == 1.0, "an odd multiple of 2**-33: the middle of a cell of 2**-32"


@given(address)
def test_a_slot_is_a_lane_of_its_block(where):
    seed, trajectory, step, slot = where
    assert uniform(seed, trajectory, step, slot) == uniforms(seed, trajectory, step, slot // 4)[slot % 4]


@given(address, address)
def test_other_addresses_give_other_draws(one, other):
    # Philox is a bijection of the counter under a key: blocks of one seed cannot be equal, of two all but surely not.
    assert (uniforms(*one) == uniforms(*other)) == (one == other)


@given(address, st.integers(0, 3), st.integers(0, 62))
def test_every_bit_of_an_address_counts(where, part, bit):
    changed = list(where)
    changed[part] ^= 1 << (bit if part < 2 else bit % 32)
    assert set(uniforms(*where)).isdisjoint(uniforms(*changed))
