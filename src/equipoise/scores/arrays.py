"""What a score is given, checked once: flat arrays of the same length with values that make sense."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from equipoise.errors import InputError

Numbers = NDArray[np.float64]


def checked_pair(forecasts: ArrayLike, outcomes: ArrayLike) -> tuple[Numbers, Numbers]:
    """Return probabilities and outcomes as arrays of floats.

    Parameters
    ----------
    forecasts : array_like, shape (n,)
        Probabilities.
    outcomes : array_like, shape (n,)
        0 or 1.

    Returns
    -------
    tuple of numpy.ndarray
        Both, of shape (n,).

    Raises
    ------
    InputError
        If the arrays are empty or differ in length, a forecast is no probability, or an outcome is neither 0 nor 1.
    """
    probabilities = np.asarray(forecasts, dtype=np.float64)
    happened = np.asarray(outcomes, dtype=np.float64)
    if probabilities.ndim != 1 or probabilities.shape != happened.shape or not probabilities.size:
        shapes = f"{probabilities.shape} and {happened.shape}"
        raise InputError(f"forecasts and outcomes must be flat, of the same length and not empty (got {shapes})")
    if not ((probabilities >= 0) & (probabilities <= 1)).all():
        worst = probabilities[~((probabilities >= 0) & (probabilities <= 1))][0]
        raise InputError(f"forecast {worst} is not a probability between 0 and 1")
    if not np.isin(happened, (0.0, 1.0)).all():
        raise InputError(f"outcome {happened[~np.isin(happened, (0.0, 1.0))][0]} is neither 0 nor 1")
    return probabilities, happened


def checked_labels(labels: ArrayLike, what: str, size: int) -> NDArray[np.int64]:
    """Return labels of rows as whole numbers from 0, in the order of the sorted labels.

    Parameters
    ----------
    labels : array_like, shape (n,)
        Names, numbers or dates; rows with the same label belong together.
    what : str
        What they are, for the message: "clusters", "units".
    size : int
        How many there must be.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Place of each label among the sorted ones.

    Raises
    ------
    InputError
        If there are more or fewer labels than rows, or labels of several sorts that have no order.
    """
    array = np.asarray(labels)
    if array.shape != (size,):
        raise InputError(f"{what} must be one label for each of the {size} rows (got shape {array.shape})")
    try:
        return np.unique(array, return_inverse=True)[1].astype(np.int64)
    except TypeError as error:
        raise InputError(f"{what} mix labels that cannot be sorted: {error}") from error


def checked_level(level: float) -> float:
    """Return a coverage if it lies between 0 and 1.

    Raises
    ------
    InputError
        If it does not.
    """
    if not 0 < level < 1:
        raise InputError(f"level {level} is not between 0 and 1")
    return level
