"""Adding to a ledger: one line at the end, under a lock; nothing is ever edited."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, TypeVar

from equipoise.errors import DataError, InputError, UnknownNameError
from equipoise.files import locked, write_whole
from equipoise.ledger.book import Ledger, head_file, ledger_from
from equipoise.ledger.chain import sealed, text_of
from equipoise.ledger.entries import (
    Forecast,
    Resolution,
    as_fields,
    check_forecast,
    check_text,
    checked_outcome,
)

Entry = TypeVar("Entry", Forecast, Resolution)


def add_forecast(
    path: Path,
    question: str,
    resolves: date,
    *,
    probability: float | None = None,
    quantiles: Mapping[float, float] | None = None,
    name: str | None = None,
    made: date | None = None,
    model: str | None = None,
    provenance: str | None = None,
    now: datetime | None = None,
) -> tuple[Forecast, str]:
    """Add a forecast to a ledger, and begin the ledger where there is none.

    Parameters
    ----------
    path : pathlib.Path
        File of the ledger.
    question : str
        What is asked, so that a stranger can settle it.
    resolves : datetime.date
        Day by which it is settled; today or later.
    probability : float, optional
        Of yes, between 0 and 1.
    quantiles : mapping of float to float, optional
        Value by level, for a quantity. Either this or a probability.
    name : str, optional
        Name of the forecast; by default f1, f2 ...
    made : datetime.date, optional
        Day the forecast is of; by default today. An earlier one shows beside the moment of writing.
    model, provenance : str, optional
        Who made it, and the digest of what it was made with.
    now : datetime.datetime, optional
        The current moment; by default that of the clock.

    Returns
    -------
    tuple of Forecast and str
        The forecast as written, and the seal of its line.

    Raises
    ------
    InputError
        If the forecast is not admissible, or its name is taken.
    DataError
        If the ledger was tampered with, or the file is something else.
    """
    moment = now or datetime.now(UTC)

    def entry(ledger: Ledger) -> Forecast:
        taken = {forecast.id for forecast in ledger.forecasts}
        if name in taken:
            raise InputError(f"the ledger already holds a forecast {name!r}: choose another name")
        forecast = Forecast(
            id=_free_name(taken) if name is None else name,
            question=question,
            made=made or _day(moment),
            resolves=resolves,
            probability=probability,
            quantiles=quantiles,
            model=model,
            provenance=provenance,
            written=_stamp(moment),
        )
        check_forecast(forecast, _day(moment))
        return forecast

    return _append(path, entry)


def resolve_forecast(
    path: Path,
    name: str,
    outcome: str,
    *,
    on: date | None = None,
    source: str | None = None,
    now: datetime | None = None,
) -> tuple[Resolution, str]:
    """Add how a forecast turned out; the forecast itself is left as it was made.

    Parameters
    ----------
    path : pathlib.Path
        File of the ledger.
    name : str
        Name of the forecast.
    outcome : str
        yes, no or void; for a quantity a number in figures, or void.
    on : datetime.date, optional
        Day on which it was settled; by default today.
    source : str, optional
        Where that can be seen.
    now : datetime.datetime, optional
        The current moment; by default that of the clock.

    Returns
    -------
    tuple of Resolution and str
        The resolution as written, and the seal of its line.

    Raises
    ------
    UnknownNameError
        If the ledger holds no such forecast; the message names the nearest.
    InputError
        If it is resolved already, or the outcome or its day does not fit.
    DataError
        If there is no ledger, or it was tampered with.
    """
    moment = now or datetime.now(UTC)
    if not path.is_file():
        raise DataError(f"there is no ledger at {str(path)!r}: `equipoise ledger add` begins one")

    def entry(ledger: Ledger) -> Resolution:
        by_name = {forecast.id: forecast for forecast in ledger.forecasts}
        if name not in by_name:
            raise UnknownNameError("forecast", name, by_name)
        known = ledger.resolutions.get(name)
        if known is not None:
            raise InputError(f"{name!r} was resolved as {known.outcome} on {known.on}; a resolution is not changed")
        day = on or _day(moment)
        check_text(source)
        settled = checked_outcome(by_name[name], outcome, day, _day(moment))
        return Resolution(name, settled, day, source, _stamp(moment))

    return _append(path, entry)


def _append(path: Path, make: Callable[[Ledger], Entry]) -> tuple[Entry, str]:
    if not path.exists():
        # An entry that is refused must not leave an empty file behind.
        _made(ledger_from(path, b""), make)
    with path.open("a+b") as file, locked(file):
        file.seek(0)
        ledger = ledger_from(path, file.read())
        entry = _made(ledger, make)
        line = sealed(as_fields(entry), ledger.head)
        _write(file, ledger, text_of(line))
        _write_head(path, len(ledger.seals) + 1, line.seal)
    return entry, line.seal


def _made(ledger: Ledger, make: Callable[[Ledger], Entry]) -> Entry:
    if ledger.faults:
        raise DataError(f"the ledger {ledger.path} was tampered with and takes no more entries: {ledger.faults[0]}")
    return make(ledger)


def _write(file: IO[bytes], ledger: Ledger, text: str) -> None:
    """Take away a torn last line, then write the new one and see that it reaches the disk."""
    if ledger.torn:
        file.truncate(ledger.sound_bytes)
    file.seek(0, os.SEEK_END)
    if ledger.seals:
        file.seek(-1, os.SEEK_END)
        if file.read(1) != b"\n":
            text = f"\n{text}"
    file.write(f"{text}\n".encode())
    file.flush()
    os.fsync(file.fileno())


def _write_head(path: Path, count: int, seal: str) -> None:
    write_whole(head_file(path), f"{count} {seal}\n")


def _free_name(taken: set[str]) -> str:
    number = len(taken) + 1
    while f"f{number}" in taken:
        number += 1
    return f"f{number}"


def _day(moment: datetime) -> date:
    """Return the calendar day of a moment where the user is."""
    return moment.astimezone().date()


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
