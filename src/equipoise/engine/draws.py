"""Random draws with an address: seed; trajectory, step, slot. No draw depends on what was drawn before it.

Plain Python on purpose: these functions run as they stand, which is the oracle, and are compiled by `engine.compiling`,
which is the fast way; both give the same bits. So they use only integers that fit 64 bits, floats and `math`.
"""

from __future__ import annotations

from math import exp, log, sqrt

MASK = 0xFFFFFFFF
_MULTIPLIER_0 = 0xD2511F53
_MULTIPLIER_1 = 0xCD9E8D57
_WEYL_0 = 0x9E3779B9
_WEYL_1 = 0xBB67AE85
_ROUNDS = 10
_UNIT = 1.0 / 4294967296.0

LANES = 4
"""Draws that one block of the generator gives."""


def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Return the four random words of a counter under a key: Philox4x32-10.

    Parameters
    ----------
    c0, c1, c2, c3 : int
        Counter, four words of 32 bits.
    k0, k1 : int
        Key, two words of 32 bits.

    Returns
    -------
    tuple of int
        Four words of 32 bits.

    References
    ----------
    Salmon, J. K., Moraes, M. A., Dror, R. O. & Shaw, D. E. (2011). Parallel random numbers: as easy as 1, 2, 3.
    SC '11. https://doi.org/10.1145/2063384.2063405
    """
    for _ in range(_ROUNDS):
        first = _MULTIPLIER_0 * c0
        second = _MULTIPLIER_1 * c2
        # The high word is masked after the shift: compiled, the product is a signed number of 64 bits.
        c0, c1, c2, c3 = (
            ((second >> 32) & MASK) ^ c1 ^ k0,
            second & MASK,
            ((first >> 32) & MASK) ^ c3 ^ k1,
            first & MASK,
        )
        k0 = (k0 + _WEYL_0) & MASK
        k1 = (k1 + _WEYL_1) & MASK
    return c0, c1, c2, c3


def uniforms(seed: int, trajectory: int, step: int, block: int) -> tuple[float, float, float, float]:
    """Return the four uniform draws of a block of slots: slots 4 block to 4 block + 3 of a step of a trajectory.

    Parameters
    ----------
    seed : int
        Seed of the ensemble, 0 to 2**63 - 1: the key.
    trajectory : int
        Number of the trajectory, 0 to 2**63 - 1.
    step, block : int
        Step, and block of slots within it, 0 to 2**32 - 1.

    Returns
    -------
    tuple of float
        Four numbers above 0 and below 1, on a grid of 2**-32.
    """
    w0, w1, w2, w3 = philox(trajectory & MASK, (trajectory >> 32) & MASK, step, block, seed & MASK, (seed >> 32) & MASK)
    return (w0 + 0.5) * _UNIT, (w1 + 0.5) * _UNIT, (w2 + 0.5) * _UNIT, (w3 + 0.5) * _UNIT


def uniform(seed: int, trajectory: int, step: int, slot: int) -> float:
    """Return the uniform draw at an address; `uniforms` gives four neighbours for the price of one."""
    first, second, third, fourth = uniforms(seed, trajectory, step, slot // 4)
    lane = slot % 4
    if lane == 0:
        return first
    if lane == 1:
        return second
    if lane == 2:
        return third
    return fourth


def normal(u: float) -> float:
    """Return the standard normal quantile of a uniform draw; relative error about 1e-9.

    Parameters
    ----------
    u : float
        Above 0 and below 1.

    Returns
    -------
    float
        Quantile.

    Notes
    -----
    Rational approximations of Acklam, in the middle and in the two tails; in probability right to about one step of the
    grid of 2**-32.
    """
    if u < 0.02425:
        q = sqrt(-2.0 * log(u))
        return _tail(q)
    if u > 1.0 - 0.02425:
        q = sqrt(-2.0 * log(1.0 - u))
        return -_tail(q)
    q = u - 0.5
    r = q * q
    above = (
        (((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.3577518672690) * r
        - 30.66479806614716
    ) * r + 2.506628277459239
    below = (
        (((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r
        - 13.28068155288572
    ) * r + 1.0
    return above * q / below


def _tail(q: float) -> float:
    above = (
        (((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q
        + 4.374664141464968
    ) * q + 2.938163982698783
    below = (
        ((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416
    ) * q + 1.0
    return above / below


def poisson(u: float, mean: float) -> float:
    """Return the Poisson quantile of a uniform draw, a whole number.

    Parameters
    ----------
    u : float
        Above 0 and below 1.
    mean : float
        Mean, 0 or more.

    Returns
    -------
    float
        Count. Beyond a mean of 40 an expansion around the normal quantile, rounded: the exact search would take as many
        steps as the count.
    """
    if mean <= 0.0:
        return 0.0
    if mean > 40.0:
        z = normal(u)
        # The second term of the expansion of the quantile: a Poisson variable leans to the right.
        return max(0.0, float(int(mean + sqrt(mean) * z + (z * z - 1.0) / 6.0 + 0.5)))
    term = exp(-mean)
    reached = term
    count = 0.0
    while reached < u and count < 400.0:
        count += 1.0
        term *= mean / count
        reached += term
    return count
