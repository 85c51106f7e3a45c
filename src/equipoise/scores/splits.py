"""Ways to cut rows into what is learnt from and what is forecast, so that nothing leaks from one into the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from equipoise.errors import InputError
from equipoise.scores.arrays import checked_labels

Rows = NDArray[np.int64]


class Fold(NamedTuple):
    """Rows to learn from and rows to forecast, as indices in rising order.

    Parameters
    ----------
    train, test : numpy.ndarray of int
        Indices; no row is in both.
    """

    train: Rows
    test: Rows


def leave_one_group_out(groups: ArrayLike, *, least_train: int = 1) -> Iterator[Fold]:
    """Yield one fold per group: the group is forecast from all others.

    Parameters
    ----------
    groups : array_like, shape (n,)
        Crisis, state or other group of each row.
    least_train : int
        Folds with fewer rows to learn from are left out.

    Yields
    ------
    Fold
        In the order of the sorted groups; every row is tested once, unless its fold is left out.

    Raises
    ------
    InputError
        If there is no row, or the groups are not one label per row.

    Notes
    -----
    It learns from groups that came later. It tells how a model does on a new case of the same time, not whether it
    would have warned: for that, use `rolling_origin`.
    """
    place = checked_labels(groups, "groups", _size(groups))
    for group in range(int(place.max()) + 1):
        fold = Fold(_rows(place != group), _rows(place == group))
        if fold.train.size >= least_train:
            yield fold


def rolling_origin(
    times: ArrayLike,
    *,
    first: int | str,
    step: int,
    window: int | None = None,
    gap: int = 0,
    lag: int | ArrayLike = 0,
    groups: ArrayLike | None = None,
    least_train: int = 1,
) -> Iterator[Fold]:
    """Yield folds that forecast each stretch of time from what was known before it.

    Parameters
    ----------
    times : array_like, shape (n,)
        Time of each row: whole numbers (months or years counted on), or dates, which are counted in days.
    first : int or str
        First origin, the earliest time to be forecast; YYYY-MM-DD where the times are dates.
    step : int
        From one origin to the next, and the length of each stretch forecast, in the unit of the times [day for dates].
    window : int, optional
        Learn only from the last so many units before the cut; by default from all the past.
    gap : int
        Purge gap: what is learnt from ends so long before the origin. At least the length of the outcome's window, or
        the outcome of a row learnt from can overlap the stretch forecast.
    lag : int or array_like, shape (n,)
        Publication lag: so long after its time was a row known, for all rows or row by row.
    groups : array_like, shape (n,), optional
        Rows of a group that is forecast are not learnt from, even where they come before the gap.
    least_train : int
        Folds with fewer rows to learn from are left out.

    Yields
    ------
    Fold
        In order of time. For every row learnt from, time + lag < origin - gap; for every row forecast,
        origin <= time < origin + step.

    Raises
    ------
    InputError
        If a length is negative or the step below 1, times are neither whole numbers nor dates, or labels do not match.
    """
    when = _times(times)
    origin, known = _time(first, times), when + _lags(lag, when.size)
    _check_lengths(step=step, window=1 if window is None else window, at_least=1)
    _check_lengths(gap=gap, at_least=0)
    place = None if groups is None else checked_labels(groups, "groups", when.size)
    while origin <= when.max():
        test = (when >= origin) & (when < origin + step)
        train = known < origin - gap
        if window is not None:
            train &= when >= origin - gap - window
        fold = _fold(train, test, place)
        if fold.test.size and fold.train.size >= least_train:
            yield fold
        origin += step


def time_split(
    times: ArrayLike, *, at: int | str, gap: int = 0, lag: int | ArrayLike = 0, groups: ArrayLike | None = None
) -> Iterator[Fold]:
    """Yield one fold: everything from a time on is forecast from what was known before it.

    Parameters
    ----------
    times, gap, lag, groups
        As for `rolling_origin`.
    at : int or str
        The origin; YYYY-MM-DD where the times are dates.

    Yields
    ------
    Fold
        One, or none where either side would be empty.

    Raises
    ------
    InputError
        As for `rolling_origin`.
    """
    when = _times(times)
    span = max(int(when.max()) - _time(at, times) + 1, 1)
    yield from rolling_origin(times, first=at, step=span, gap=gap, lag=lag, groups=groups)


def _fold(train: NDArray[np.bool_], test: NDArray[np.bool_], place: Rows | None) -> Fold:
    if place is not None:
        train = train & ~np.isin(place, place[test])
    return Fold(_rows(train), _rows(test))


def _rows(mask: NDArray[np.bool_]) -> Rows:
    return np.flatnonzero(mask).astype(np.int64)


def _size(labels: ArrayLike) -> int:
    size = np.asarray(labels).size
    if not size:
        raise InputError("there are no rows to split")
    return size


def _times(times: ArrayLike) -> Rows:
    array = np.asarray(times)
    _size(array)
    if array.ndim == 1 and np.issubdtype(array.dtype, np.integer):
        return array.astype(np.int64)
    days = _days(array)
    if array.ndim != 1 or days is None:
        raise InputError(f"times must be a flat list of whole numbers or dates (got {array.dtype}, {array.shape})")
    return days.astype(np.int64)


def _days(array: NDArray[np.generic]) -> NDArray[np.datetime64] | None:
    """Return dates as days, or None where the array holds none, or any that is missing."""
    if array.dtype.kind not in "MOU":
        return None
    try:
        days = array.astype("datetime64[D]")
    except (ValueError, TypeError):
        return None
    return None if np.isnat(days).any() else days


def _time(value: int | str, times: ArrayLike) -> int:
    """Return an origin in the unit of the times."""
    counted = np.issubdtype(np.asarray(times).dtype, np.integer)
    days = None if counted else _days(np.asarray(value, dtype=np.str_))
    if counted and isinstance(value, int):
        return value
    if days is None:
        form = "a whole number, as the times are" if counted else "a date, as the times are (YYYY-MM-DD)"
        raise InputError(f"the origin {value!r} is not {form}")
    return int(days.astype(np.int64))


def _lags(lag: int | ArrayLike, size: int) -> Rows:
    lags = np.asarray(lag)
    if lags.shape not in ((), (size,)) or not np.issubdtype(lags.dtype, np.integer) or (lags < 0).any():
        raise InputError(f"a publication lag is one whole number from 0, or one for each of the {size} rows")
    return np.broadcast_to(lags, (size,)).astype(np.int64)


def _check_lengths(at_least: int, **lengths: int) -> None:
    for name, length in lengths.items():
        if length < at_least:
            raise InputError(f"{name} {length} is below {at_least}")
