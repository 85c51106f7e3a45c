"""Rows of a track record in which everything is known: what is left out of outcomes and forecasts, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from equipoise.errors import InputError
from equipoise.scores.arrays import Numbers, checked_labels


@dataclass(frozen=True, slots=True)
class KnownRows:
    """Rows in which everything is known, and how many were not, by reason."""

    observed: Numbers
    forecasts: dict[str, Numbers]
    groups: NDArray[np.int64]
    years: Numbers | None
    units: NDArray[np.generic] | None
    periods: NDArray[np.generic] | None
    left_out: dict[str, int]

    @classmethod
    def of(cls, observed: Numbers, forecasts: dict[str, Numbers], labels: Mapping[str, ArrayLike | None]) -> KnownRows:
        """Return the rows that can be scored.

        Parameters
        ----------
        observed : numpy.ndarray, shape (n,)
            What came about; not a number where it is not known.
        forecasts : dict of str to numpy.ndarray
            By the model, under no name, and by its baselines.
        labels : mapping of str to array_like or None
            Groups, years, units and periods.

        Raises
        ------
        InputError
            If arrays differ in length, or no row is left.
        """
        size = observed.size
        for rival, values in forecasts.items():
            if values.shape[:1] != (size,):
                owner = f"the rival {rival!r}" if rival else "the model"
                raise InputError(f"{owner} has {values.shape[0]} forecasts for {size} outcomes")
        kept, left_out = _complete(observed, forecasts)
        if not kept.any():
            raise InputError(
                f"no row can be scored: {', '.join(f'{n} {why}' for why, n in left_out.items()) or 'none'}"
            )
        chosen = {name: _labels(name, values, kept) for name, values in labels.items()}
        groups = chosen.get("groups")
        years = chosen.get("years")
        return cls(
            observed=observed[kept],
            forecasts={rival: values[kept] for rival, values in forecasts.items()},
            groups=np.arange(int(kept.sum())) if groups is None else checked_labels(groups, "groups", groups.size),
            years=None if years is None else years.astype(np.float64),
            units=chosen.get("units"),
            periods=chosen.get("periods"),
            left_out=left_out,
        )


def _complete(observed: Numbers, forecasts: dict[str, Numbers]) -> tuple[NDArray[np.bool_], dict[str, int]]:
    kept = ~np.isnan(observed)
    left_out = {"outcome not known": int((~kept).sum())}
    for rival, values in forecasts.items():
        known = ~np.isnan(values.reshape(values.shape[0], -1)).any(axis=1)
        left_out[f"no forecast by {rival}" if rival else "no forecast"] = int((kept & ~known).sum())
        kept &= known
    return kept, {reason: count for reason, count in left_out.items() if count}


def _labels(name: str, values: ArrayLike | None, kept: NDArray[np.bool_]) -> NDArray[np.generic] | None:
    if values is None:
        return None
    array = np.asarray(values)
    if array.shape != kept.shape:
        raise InputError(f"{name} must be one label for each of the {kept.size} rows (got shape {array.shape})")
    chosen: NDArray[np.generic] = array[kept]
    return chosen


def column(values: ArrayLike) -> Numbers:
    """Return outcomes or forecasts as a flat array.

    Raises
    ------
    InputError
        If they are not flat.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise InputError(f"outcomes and forecasts must be flat (got shape {array.shape})")
    return array


def draws_table(values: ArrayLike) -> Numbers:
    """Return draws as a table with one row per quantity.

    Raises
    ------
    InputError
        If they are not a table, or empty.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 2 or not array.size:
        raise InputError(f"draws must be a table with one row per quantity (got shape {array.shape})")
    return array
