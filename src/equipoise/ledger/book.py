"""Reading a ledger, and finding what was done to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from equipoise.errors import DataError
from equipoise.files import locked
from equipoise.ledger.chain import START, Line, parsed
from equipoise.ledger.entries import Forecast, Resolution, from_fields

HEAD_SUFFIX = ".head"
"""Beside a ledger lies a file with the number of its lines and the last seal: it gives away lines cut off the end."""


_BEGINNINGS = (b'{"id":', b'{"kind":')
"""How a line begins: anything else at the end of a file is not a line that was cut off, and is never taken away."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a ledger holds.

    Parameters
    ----------
    path : pathlib.Path
        Its file.
    forecasts : tuple of Forecast
        In the order in which they were added.
    resolutions : dict of str to Resolution
        By the name of the forecast.
    seals : tuple of str
        Seal of every sound line, in order.
    torn : bool
        Whether the last line was left half written; it is ignored, and the next addition takes it away.
    sound_bytes : int
        Length of the file up to the end of its last sound line [byte].
    faults : tuple of str
        Signs that lines were changed, removed, moved or added by another hand.
    notes : tuple of str
        What could not be checked.
    """

    path: Path
    forecasts: tuple[Forecast, ...]
    resolutions: dict[str, Resolution]
    seals: tuple[str, ...]
    torn: bool
    sound_bytes: int
    faults: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def head(self) -> str:
        """Seal of the last line: whoever notes it elsewhere can prove later that nothing before it was changed."""
        return self.seals[-1] if self.seals else START

    def open_forecasts(self) -> list[Forecast]:
        """Return forecasts without a resolution."""
        return [forecast for forecast in self.forecasts if forecast.id not in self.resolutions]

    def overdue(self, today: date) -> list[Forecast]:
        """Return forecasts whose resolution date has passed without a resolution."""
        return [forecast for forecast in self.open_forecasts() if forecast.resolves < today]


def read_ledger(path: Path) -> Ledger:
    """Read a ledger that nobody has tampered with.

    Parameters
    ----------
    path : pathlib.Path
        Its file.

    Returns
    -------
    Ledger
        Forecasts and resolutions.

    Raises
    ------
    DataError
        If there is no such file, or the chain of seals is broken.
    """
    ledger = check_ledger(path)
    if ledger.faults:
        more = f" (and {len(ledger.faults) - 1} more faults)" if len(ledger.faults) > 1 else ""
        raise DataError(f"the ledger {path} was tampered with: {ledger.faults[0]}{more}")
    return ledger


def check_ledger(path: Path, noted_head: str | None = None) -> Ledger:
    """Read a ledger whatever was done to it, and list the faults.

    Parameters
    ----------
    path : pathlib.Path
        Its file.
    noted_head : str, optional
        Seal that was noted elsewhere at an earlier time: it must still be there. At least 8 of its letters.

    Returns
    -------
    Ledger
        With `faults` empty where all seals fit.

    Raises
    ------
    DataError
        If there is no such file.

    Notes
    -----
    The seals show a change to anyone who knows a later seal. Someone who rewrites the whole file, and the file with the
    head beside it, is found out only by a seal that was noted elsewhere.
    """
    if not path.is_file():
        raise DataError(f"there is no ledger at {str(path)!r}: `equipoise ledger add` begins one")
    with path.open("rb") as file, locked(file, shared=True):
        return ledger_from(path, file.read(), noted_head)


def ledger_from(path: Path, content: bytes, noted_head: str | None = None) -> Ledger:
    """Return the ledger that the bytes of a file hold; arguments as for `check_ledger`."""
    whole, _, rest = content.rpartition(b"\n")
    rows = whole.split(b"\n") if whole else []
    finished = _line(rest)
    if rest and finished is not None:
        # Only the line feed is missing: an editor may have taken it, and the line must not be lost.
        rows, rest = [*rows, rest], b""
    reading = _Reading()
    for number, row in enumerate(rows, start=1):
        reading.take(number, row)
    head_faults, notes = _head_faults(path, reading.seals)
    if rest and not rest.startswith(_BEGINNINGS) and not any(begin.startswith(rest) for begin in _BEGINNINGS):
        reading.faults.append("what stands after the last line is no part of a ledger")
    if noted_head is not None:
        head_faults += _noted_faults(noted_head, reading.seals)
    return Ledger(
        path=path,
        forecasts=tuple(reading.forecasts.values()),
        resolutions=reading.resolutions,
        seals=tuple(reading.seals),
        torn=bool(rest),
        sound_bytes=len(content) - len(rest),
        faults=(*reading.faults, *head_faults),
        notes=tuple(notes),
    )


def _line(row: bytes) -> Line | None:
    try:
        return parsed(row.decode("utf-8"))
    except UnicodeDecodeError:
        return None


class _Reading:
    """What has been read of a ledger so far."""

    def __init__(self) -> None:
        self.forecasts: dict[str, Forecast] = {}
        self.resolutions: dict[str, Resolution] = {}
        self.seals: list[str] = []
        self.faults: list[str] = []
        self._expected: str | None = START

    def take(self, number: int, row: bytes) -> None:
        line = _line(row)
        if line is None:
            self.faults.append(f"line {number} was changed: its seal does not fit what it says")
            self._expected = None
            return
        if self._expected is not None and line.previous != self._expected:
            self.faults.append(f"line {number} does not follow the line before: one was removed, added or moved")
        self._expected = line.seal
        self.seals.append(line.seal)
        self.faults += [f"line {number} {fault}" for fault in self._entry_faults(line)]

    def _entry_faults(self, line: Line) -> Iterator[str]:
        try:
            entry = from_fields(line.fields)
        except (ValueError, TypeError, KeyError):
            yield "holds no entry of a ledger"
            return
        if isinstance(entry, Forecast):
            if entry.id in self.forecasts:
                yield f"repeats the forecast {entry.id!r}"
            self.forecasts.setdefault(entry.id, entry)
            return
        if entry.of in self.resolutions or entry.of not in self.forecasts:
            yield f"resolves {entry.of!r}, which is not an open forecast"
        self.resolutions.setdefault(entry.of, entry)


def head_file(path: Path) -> Path:
    """Return the file beside a ledger that holds the number of its lines and its last seal."""
    return path.with_name(path.name + HEAD_SUFFIX)


def _head_faults(path: Path, seals: list[str]) -> tuple[list[str], list[str]]:
    """Compare with the file of the head, which may lag behind by lines written just before a crash."""
    try:
        count, seal = head_file(path).read_text(encoding="ascii").split()
        known = int(count)
    except FileNotFoundError:
        note = f"{head_file(path).name} is missing: lines cut off the end of the ledger would not show"
        return [], [note] if seals else []
    except ValueError:
        return [f"{head_file(path).name} does not hold a number of lines and a seal"], []
    if known > len(seals):
        return [f"{known - len(seals)} lines are missing: there were {known}"], []
    if seals[known - 1 : known] != [seal]:
        return [f"line {known} is not the one that was last there"], []
    return [], []


def _noted_faults(noted: str, seals: list[str]) -> list[str]:
    word = noted.strip().casefold()
    if len(word) >= 8 and any(seal.startswith(word) for seal in seals):
        return []
    return [f"no line bears the seal {noted!r} that was noted (at least 8 letters of it are needed)"]
