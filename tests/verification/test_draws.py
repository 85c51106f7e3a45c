"""Draws with an address: against known answers, against scipy, and as random numbers.

Statistical tests have fixed addresses, so that they give the same on every run; their bounds are what a good generator
fails about once in a million runs.
"""

from __future__ import annotations

from functools import cache
from itertools import permutations
from statistics import NormalDist

import numpy as np
import pytest
from scipy import special, stats

from equipoise.engine.compiling import compiled
from equipoise.engine.draws import normal, philox, poisson, uniforms

SURE = 1e-6
BEYOND = NormalDist().inv_cdf(1 - SURE / 2)

# Counter and key, then the words: philox4x32 with 10 rounds in tests/kat_vectors of Random123 (D. E. Shaw Research,
# https://github.com/DEShawResearch/random123), compared with the copy in core123/ut/ut_philox.cpp of their fs123.
KNOWN = [
    ("00000000 00000000 00000000 00000000 00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def words(text):
    return tuple(int(word, 16) for word in text.split())


@pytest.mark.parametrize(("given", "answer"), KNOWN)
def test_known_answers(given, answer):
    assert philox(*words(given)) == words(answer)


def test_address_to_counter_and_key():
    # The vector of the digits of pi by way of an address: which word of it goes where.
    c0, c1, step, block, k0, k1 = words(KNOWN[2][0])
    drawn = uniforms(k1 << 32 | k0, c1 << 32 | c0, step, block)
    assert drawn == tuple((word + 0.5) / 2**32 for word in words(KNOWN[2][1]))


def test_normal_quantile():
    # The whole range of 32 bits: its ends, the seams of the approximation, and a spread of points between.
    ends = np.concatenate([np.arange(2000), 2**32 - 1 - np.arange(2000)])
    seams = np.concatenate([int(at * 2**32) + np.arange(-500, 500) for at in (0.02425, 0.5, 0.97575)])
    spread = np.linspace(0, 2**32 - 1, 20_001).astype(np.int64)
    u = (np.unique(np.concatenate([ends, seams, spread])) + 0.5) / 2**32
    got = np.array([normal(one) for one in u])
    assert np.abs(got / special.ndtri(u) - 1).max() < 1.2e-9
    assert (np.diff(got) > 0).all(), "a higher draw is a higher value, over the seams too"
    assert np.abs(special.ndtr(got) - u).max() < 3e-10, "about one step of the grid of 2**-32"
    assert all(normal(1 - one) == -normal(one) for one in u[:3000])


@pytest.mark.parametrize("mean", [1e-9, 1e-3, 0.1, 0.5, 1.0, 2.5, 7.0, 19.9, 39.5, 40.0])
def test_poisson_quantile_is_exact_up_to_a_mean_of_40(mean):
    ends = np.concatenate([np.arange(200), 2**32 - 1 - np.arange(200)])
    spread = np.linspace(0, 2**32 - 1, 2001).astype(np.int64)
    u = (np.concatenate([ends, spread]) + 0.5) / 2**32
    assert [poisson(one, mean) for one in u] == stats.poisson.ppf(u, mean).tolist()


def test_poisson_of_nothing():
    assert [poisson(0.999999, mean) for mean in (0.0, -1.0)] == [0.0, 0.0]


@pytest.mark.parametrize("mean", [41.0, 100.0, 1000.0, 1e6])
def test_poisson_beyond_a_mean_of_40_is_near(mean):
    u = (np.arange(4000) + 0.5) / 4000
    got = np.array([poisson(one, mean) for one in u])
    exact = stats.poisson.ppf(u, mean)
    # The normal quantile lacks the skewness: it is off by (z^2 - 1) / 6, whatever the mean, and rounded.
    z = special.ndtri(u)
    assert (np.abs(got + (z**2 - 1) / 6 - exact) <= 1.1).all()
    assert got.mean() == pytest.approx(mean, abs=0.1)
    assert got.std() == pytest.approx(np.sqrt(mean), rel=0.01)


# What follows draws millions of numbers, so it draws them compiled.


def fill_uniforms(seed, trajectory, step, block, strides, out):
    """Draw along a line of addresses; compiled by `line`."""
    for i in range(len(out)):
        drawn = uniforms(
            seed + i * strides[0], trajectory + i * strides[1], step + i * strides[2], block + i * strides[3]
        )
        out[i, 0], out[i, 1], out[i, 2], out[i, 3] = drawn


def fill_normals(u, out):
    """Transform draws; compiled by the test of it."""
    for i in range(len(u)):
        out[i] = normal(u[i])


def fill_poissons(u, mean, out):
    """Transform draws; compiled by the test of it."""
    for i in range(len(u)):
        out[i] = poisson(u[i], mean)


PARTS = ("seed", "trajectory", "step", "block")
kernel = cache(compiled)
ALONG = {name: np.eye(4, dtype=np.int64)[place] for place, name in enumerate(PARTS)}
MANY = 1 << 20


def line(count, along="trajectory", seed=1, trajectory=0, step=0, block=0):
    """Return the draws of consecutive addresses: shape (count, 4)."""
    out = np.empty((count, 4))
    kernel(fill_uniforms)(seed, trajectory, step, block, ALONG[along], out)
    return out


def normals(u):
    out = np.empty(len(u))
    kernel(fill_normals)(u, out)
    return out


@pytest.mark.slow
@pytest.mark.parametrize("along", PARTS)
def test_compiled_is_plain(along):
    for start in ({}, {"seed": 2**63 - 301, "trajectory": 2**63 - 301, "step": 2**32 - 301, "block": 2**32 - 301}):
        got = line(300, along, **start)
        first = {"seed": 1, "trajectory": 0, "step": 0, "block": 0} | start
        want = [uniforms(*(first[name] + i * (name == along) for name in PARTS)) for i in range(300)]
        assert got.tolist() == [list(one) for one in want]


@pytest.mark.slow
def test_compiled_transforms_are_plain():
    u = line(50_000).ravel()
    assert normals(u).tolist() == [normal(one) for one in u]
    for mean in (0.01, 3.7, 40.0, 41.0, 1e5):
        out = np.empty(20_000)
        kernel(fill_poissons)(u[:20_000], mean, out)
        assert out.tolist() == [poisson(one, mean) for one in u[:20_000]]


@pytest.mark.slow
@pytest.mark.parametrize("along", PARTS)
def test_uniform_and_normal_by_kolmogorov_smirnov(along):
    drawn = line(MANY // 4, along, seed=2022)
    for u in (drawn.ravel(), drawn[:, 0], drawn[:, 3]):
        assert stats.kstest(u, "uniform").pvalue > SURE
        assert stats.kstest(normals(u), "norm").pvalue > SURE


@pytest.mark.slow
@pytest.mark.parametrize("along", PARTS)
def test_every_bit_is_a_fair_coin(along):
    bits = (line(MANY // 4, along, seed=5) * 2**32).astype(np.uint64)
    ones = np.array([(bits >> bit & 1).sum(axis=0) for bit in range(32)])
    half = len(bits) / 2
    squares = ((ones - half) ** 2 / (half / 2)).ravel()
    assert stats.chi2.sf(squares.sum(), squares.size) > SURE
    assert stats.chi2.sf(squares.max(), 1) * squares.size > SURE
    for shift in (0, 8, 16, 24):
        octets = np.bincount((bits >> shift & 255).ravel().astype(np.int64), minlength=256)
        assert stats.chisquare(octets).pvalue > SURE


def check_unrelated(one, other):
    """Hold two series of uniform draws to be independent: in level, in spread, and in a table of 16 by 16 cells."""
    for left, right in ((one, other), (np.abs(one - 0.5), np.abs(other - 0.5))):
        correlation = np.corrcoef(left, right)[0, 1]
        assert abs(correlation) * np.sqrt(len(one)) < BEYOND
    cells = np.bincount((one * 16).astype(int) * 16 + (other * 16).astype(int), minlength=256)
    assert stats.chisquare(cells).pvalue > SURE


@pytest.mark.slow
@pytest.mark.parametrize("lag", [1, 2, 3, 4, 7, 64, 1000])
@pytest.mark.parametrize("along", PARTS)
def test_neighbours_along_a_part_of_the_address_are_unrelated(along, lag):
    drawn = line(MANY // 4, along, seed=11, trajectory=3, step=4, block=2)
    for lane in range(4):
        check_unrelated(drawn[:-lag, lane], drawn[lag:, lane])


@pytest.mark.slow
@pytest.mark.parametrize(("along", "changed"), list(permutations(PARTS, 2)))
def test_parallel_lines_of_addresses_are_unrelated(along, changed):
    first = {"seed": 9, "trajectory": 100, "step": 12, "block": 3}
    base = line(MANY // 8, along, **first)
    for by in (1, 2, 1 << 16):
        other = line(MANY // 8, along, **(first | {changed: first[changed] + by}))
        check_unrelated(base.ravel(), other.ravel())


@pytest.mark.slow
def test_slots_of_a_block_are_unrelated():
    drawn = line(MANY, seed=3)
    for one in range(4):
        for other in range(one):
            check_unrelated(drawn[:, one], drawn[:, other])


@pytest.mark.slow
def test_the_high_words_of_an_address_count():
    for changed in ({"seed": 1 + 2**32}, {"trajectory": 2**32}, {"seed": 1 + 2**62}, {"trajectory": 2**62}):
        check_unrelated(line(MANY // 8).ravel(), line(MANY // 8, **changed).ravel())


@pytest.mark.slow
def test_no_address_is_another():
    # Blocks of 128 bits from a quarter of a million addresses of a cube: two alike would be no chance.
    blocks = [line(64, "block", seed=s, trajectory=t, step=p) for s in range(16) for t in range(16) for p in range(16)]
    together = np.concatenate(blocks)
    assert len(np.unique(together, axis=0)) == len(together)
