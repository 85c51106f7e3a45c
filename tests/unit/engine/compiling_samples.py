"""A tiny kernel, and rules of a user's own: some that fit, some that cannot."""

from __future__ import annotations

import math
from functools import cache, partial
from math import exp, inf, log, pi

import numpy as np

SCALE = 2.0
STEPS = 3


def share(x):
    """Return a share."""
    return 1.0 - exp(-x)


def grown(x, rate):
    # What a share grows to.
    return SCALE * rate * share(x)


def total(x):
    out = 0.0
    for step in range(STEPS):
        out += grown(x + step, 0.5)
    return out


def outer(x):
    """Return a share and a constant, and what a library's function gives."""
    return share(x) + SCALE + exp(0.0)


# Rules of a user's own. ---------------------------------------------------------------------------------------

HALF = 0.5
MEASURED = np.float64(0.25)
LIST = [1.0, 2.0]
FAR = inf


def tripled(x, rate):
    return 3.0 * rate * share(x)


def with_module(x):
    return math.tanh(HALF * x) + pi


def with_inner(x):
    def inner(y):
        return HALF * y

    return inner(x)


def under_another_name(x):
    return HALF * plain_share(x)


plain_share = share


def half_of_ours(x):
    return HALF * share(x)


def again(x):
    return x if x < 1.0 else again(x - 1.0)


def with_measured(x):
    return MEASURED * x


def with_infinity(x):
    return min(x, FAR)


def with_list(x):
    return LIST[0] * x


def with_default(x, rate=SCALE):
    return x * rate


def with_star(*x):
    return x[0]


def misspelt(x):
    return nowhere(x)  # type: ignore[name-defined]  # noqa: F821


@cache
def decorated(x):
    return x


def enclosed(level):
    def rule(x):
        return level * x

    return rule


one_liner = lambda x: 2.0 * log(x)  # noqa: E731
partly = partial(math.pow, 2.0)
typed_in = {}
exec("def rule(x):\n    return x", typed_in)  # noqa: S102
