"""A block of an ensemble whose numbers can be told from the number of the trajectory, of every sort that is stored."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np


def block(start, stop):
    number = np.arange(start, stop)
    days = np.sqrt(number * 7919 % 1009)
    days[number % 11 == 3] = np.nan
    days[number % 13 == 5] = -np.inf
    days[number % 17 == 0] = -0.0
    return {
        "held": number % 3 == 0,
        "days": days,
        "sites": (number * number % 251).astype(np.int16),
        "path": np.outer(number, [0.1, 1.0, 10.0]).astype(np.float32),
        "table": number.repeat(4).reshape(-1, 2, 2),
    }


def same(one, other):
    """Say whether two ensembles are the same to the last bit, NaN and the sign of zero included."""
    return list(one) == list(other) and all(
        one[name].dtype == other[name].dtype
        and one[name].shape == other[name].shape
        and one[name].tobytes() == other[name].tobytes()
        for name in one
    )


def files(folder):
    """Return the digest of every file of a folder, by name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in Path(folder).iterdir()}


def parts(folder):
    return sorted(Path(folder).glob("trajectories-*.parquet"))
