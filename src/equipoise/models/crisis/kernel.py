"""Many trajectories at once, compiled; and the same rules as plain Python, which the compiled form must equal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from equipoise.errors import InputError
from equipoise.models.crisis.state import (
    CASE_ROOM,
    RECORD_ROOM,
    STATE_ROOM,
    STRANDS,
    TRAIL_ROOM,
    Case,
    State,
)
from equipoise.models.crisis.trajectory import run

Numbers = NDArray[np.float64]
Records = NDArray[np.void]
Whole = NDArray[np.int64]
Rules = Mapping[str, Callable[..., Any]]

NO_RULES: Rules = {}


def _form(room: Mapping[str, tuple[str, int]]) -> np.dtype[np.void]:
    return np.dtype([(name, kind, (size,)) if size else (name, kind) for name, (kind, size) in room.items()])


CASE_FORM, STATE_FORM, RECORD_FORM, TRAIL_FORM = map(_form, (CASE_ROOM, STATE_ROOM, RECORD_ROOM, TRAIL_ROOM))


def address(s: State, seed: int, numbers: Whole) -> None:
    """Set the address of a trajectory's noise: the seed, and a number for every strand."""
    s.seed = seed
    for strand in range(STRANDS):
        s.strand[strand] = numbers[strand]


def run_many(
    case: Records,
    parameters: Records,
    variants: Whole,
    seed: int,
    numbers: Whole,
    out: Records,
    s: Records,
    trail: Records,
) -> None:
    """Run trajectories one after the other; compiled by `simulate`."""
    for row in range(len(numbers)):
        address(s[0], seed, numbers[row])
        run(case[0], parameters[row], variants[row], s[0], out[row], trail[0])


def keep_many(
    case: Records,
    parameters: Records,
    variants: Whole,
    seed: int,
    numbers: Whole,
    out: Records,
    s: Records,
    trail: Records,
) -> None:
    """Run trajectories one after the other, each with a trail of its own; compiled by `replay`."""
    for row in range(len(numbers)):
        address(s[0], seed, numbers[row])
        run(case[0], parameters[row], variants[row], s[0], out[row], trail[row])


def simulate(
    case: Case,
    parameters: Records,
    variants: Whole,
    seed: int,
    numbers: Whole,
    rules: Rules = NO_RULES,
) -> Records:
    """Run trajectories, compiled.

    Parameters
    ----------
    case : Case
        The crisis.
    parameters : numpy.ndarray, shape (n,)
        Structured array, a row per trajectory.
    variants : numpy.ndarray of int, shape (n,)
        Variant of each.
    seed : int
        Seed of the draws.
    numbers : numpy.ndarray of int, shape (n,) or (n, STRANDS)
        Numbers of the trajectories, or of each strand of their noise: the addresses of their draws.
    rules : mapping of str to callable, optional
        Rules of the user's own in the place of ours, by name.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Structured array of records, with the fields of OUTCOMES.

    Raises
    ------
    UnknownNameError, InputError
        If a rule cannot take the place of ours.

    Notes
    -----
    A row depends on its own parameters, variant and address, and on nothing else: any split gives the same bits.
    """
    from equipoise.engine.compiling import compiled

    out = np.zeros(len(numbers), dtype=RECORD_FORM)
    kernel = compiled(run_many, rules)
    kernel(
        as_record(case),
        parameters,
        variants,
        seed,
        strands(numbers),
        out,
        np.zeros(1, STATE_FORM),
        np.zeros(1, TRAIL_FORM),
    )
    return out


def replay(
    case: Case,
    parameters: Records,
    variants: Whole,
    seed: int,
    numbers: Whole,
    rules: Rules = NO_RULES,
) -> tuple[Records, Records]:
    """Run trajectories and keep every step of each: for charts, stories and the count of new draws.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Records, the same as those of `simulate`.
    numpy.ndarray, shape (n,)
        Structured array of trails, with the fields of TRAIL_ROOM; zeros after the end of a trajectory.
    """
    from equipoise.engine.compiling import compiled

    out = np.zeros(len(numbers), dtype=RECORD_FORM)
    trails = np.zeros(len(numbers), dtype=TRAIL_FORM)
    trails["keeps"] = 1
    kernel = compiled(keep_many, rules)
    kernel(as_record(case), parameters, variants, seed, strands(numbers), out, np.zeros(1, STATE_FORM), trails)
    return out, trails


def simulate_plainly(
    case: Case,
    parameters: Records,
    variants: Whole,
    seed: int,
    numbers: Whole,
    rules: Rules = NO_RULES,
) -> Records:
    """Run trajectories as plain Python, on lists: the oracle; arguments and result as for `simulate`."""
    from equipoise.engine.compiling import rebound

    plain_case: Any = SimpleNamespace(
        **{name: part.tolist() if isinstance(part, np.ndarray) else part for name, part in case._asdict().items()}
    )
    sizes = {name: [0.0] * size if size else 0.0 for name, (_, size) in STATE_ROOM.items()}
    state, trail = SimpleNamespace(**sizes), SimpleNamespace(keeps=0)
    step = rebound(run, rules) if rules else run
    names = parameters.dtype.names or ()
    out = np.zeros(len(numbers), dtype=RECORD_FORM)
    state.strand = [0] * STRANDS
    for row, number in enumerate(strands(numbers).tolist()):
        address(state, seed, number)
        record = SimpleNamespace(**{name: [0.0] * size for name, (_, size) in RECORD_ROOM.items() if size})
        drawn = SimpleNamespace(**dict(zip(names, parameters[row].tolist(), strict=True)))
        step(plain_case, drawn, int(variants[row]), state, record, trail)
        out[row] = tuple(getattr(record, name) for name in RECORD_ROOM)
    return out


def strands(numbers: Whole) -> Whole:
    """Return the number of every strand: that of the trajectory, where only that is given."""
    whole = np.asarray(numbers, dtype=np.int64)
    return np.repeat(whole[:, None], STRANDS, axis=1) if whole.ndim == 1 else np.ascontiguousarray(whole)


def as_record(case: Case) -> Records:
    """Return a case as one record with room to spare.

    Raises
    ------
    InputError
        If there are more places, sites or actors than there is room for.
    """
    record = np.zeros(1, dtype=CASE_FORM)
    for name, (_, room) in CASE_ROOM.items():
        part = getattr(case, name)
        if room == 0:
            record[name] = part
        elif len(part) > room:
            raise InputError(f"{len(part)} entries of {name!r} in a case; there is room for {room}")
        else:
            record[name][0, : len(part)] = part
    return record
