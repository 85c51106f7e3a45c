"""Rules in whose file a name stands for something else than in the kernel's."""

from __future__ import annotations

from math import log as exp

SCALE = 3.0


def with_own_scale(x):
    return SCALE * x


def with_own_exp(x):
    return exp(1.0 + x)


def share(x):
    return 0.5 * x


def calls_own_share(x, rate):
    return rate * share(x)
