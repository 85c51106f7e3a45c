"""Finished blocks of an ensemble on disk: Parquet beside a manifest, so that a run that was killed goes on.

A file of the folder carries in its name the trajectories it holds and the digest of its bytes. It is written beside its
place and renamed: a file is there whole, or is seen to be damaged and computed again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from equipoise.engine.executors import Summaries
from equipoise.errors import InputError
from equipoise.files import UNDER_WAY, locked, scratch_beside

if TYPE_CHECKING:
    import polars as pl

MANIFEST = "manifest.json"
ROWS_OF_FILE = 1 << 17
"""Trajectories per file of a finished ensemble, whatever the blocks were: the same ensemble, the same files."""

_FORMAT = 1
_NAME = re.compile(r"trajectories-(?P<start>\d{12})-(?P<stop>\d{12})-(?P<digest>[0-9a-f]{16})\.parquet")

Rows = Callable[[int, int], Summaries]


def fingerprint_of(parts: Mapping[str, object]) -> str:
    """Return the digest of all that an ensemble depends on, for the manifest of its folder.

    Parameters
    ----------
    parts : mapping of str to object
        Case, parameters, text of the kernel, seed, count, names of the summaries ...: what JSON can say, arrays of
        numbers, dates.

    Returns
    -------
    str
        SHA-256 in hexadecimal.

    Raises
    ------
    TypeError
        If a part cannot be put in writing.
    """
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), default=_written)
    return hashlib.sha256(text.encode()).hexdigest()


def _written(part: object) -> object:
    if isinstance(part, np.ndarray) and part.dtype.kind in "biuf":
        digest = hashlib.sha256(np.ascontiguousarray(part).tobytes()).hexdigest()
        return [part.dtype.str, list(part.shape), digest]
    if isinstance(part, np.generic):
        return part.item()
    if hasattr(part, "isoformat"):
        return part.isoformat()
    raise TypeError(f"{type(part).__name__} has no place in a fingerprint")


@contextmanager
def open_store(folder: Path, fingerprint: str, count: int) -> Iterator[Store]:
    """Open the folder of an ensemble, or begin it; one run at a time has it.

    Parameters
    ----------
    folder : pathlib.Path
        Made where it does not exist; its parent must.
    fingerprint : str
        Digest of what the ensemble depends on.
    count : int
        Trajectories.

    Yields
    ------
    Store
        The folder's files.

    Raises
    ------
    InputError
        If it holds another ensemble, is in use, or cannot be read or written.
    """
    with _os_errors_told(folder):
        folder.mkdir(exist_ok=True)
        lock = (folder / ".lock").open("wb")
    with lock, _alone(lock, folder):
        with _os_errors_told(folder):
            _agree(folder, {"format": _FORMAT, "fingerprint": fingerprint, "count": count})
            for left in folder.glob(f"{UNDER_WAY}*"):
                left.unlink()
        yield Store(folder)


@contextmanager
def _os_errors_told(folder: Path) -> Iterator[None]:
    """Turn a fault of the disk into one line."""
    try:
        yield
    except OSError as error:
        raise InputError(f"cannot use folder {str(folder)!r}: {error.strerror or error}") from error


@contextmanager
def _alone(lock: IO[bytes], folder: Path) -> Iterator[None]:
    """Have a folder alone."""
    with ExitStack() as held:
        try:
            held.enter_context(locked(lock, wait=False))
        except OSError as error:
            raise InputError(
                f"folder {str(folder)!r} is in use by another run: wait for it, or name another"
            ) from error
        yield


def _agree(folder: Path, asked: Mapping[str, object]) -> None:
    path = folder / MANIFEST
    if not path.exists():
        if _files(folder):
            raise InputError(
                f"folder {str(folder)!r} holds an ensemble without a {MANIFEST}: name another, or empty it"
            )
        with scratch_beside(path) as scratch:
            scratch.write_text(json.dumps(asked, indent=2) + "\n", encoding="utf-8")
            scratch.replace(path)
        return
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not set(asked) <= set(found):
        raise InputError(f"{str(path)!r} is no manifest of an ensemble: name another folder, or remove this one")
    if {key: found[key] for key in asked} != asked:
        raise InputError(
            f"folder {str(folder)!r} holds another ensemble ({_shown(found)}; asked is {_shown(asked)}): "
            "name another folder, or remove this one"
        )


def _shown(manifest: Mapping[str, object]) -> str:
    return f"fingerprint {str(manifest['fingerprint'])[:16]!r}, {manifest['count']} trajectories"


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    start: int
    stop: int
    digest: str


def _files(folder: Path) -> list[_File]:
    """Return the files of trajectories, by their first."""
    matches = ((path, _NAME.fullmatch(path.name)) for path in folder.iterdir())
    found = [_File(path, int(m["start"]), int(m["stop"]), m["digest"]) for path, m in matches if m]
    return sorted(found, key=lambda file: (file.start, file.stop))


def _digest(file: IO[bytes]) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()[:16]  # type: ignore[arg-type] # a file is what it takes


@dataclass(frozen=True, slots=True)
class Store:
    """The files of an ensemble; take it from `open_store`."""

    folder: Path

    def read(self, count: int) -> Iterator[tuple[int, int, Summaries]]:
        """Give the blocks that are there: start, stop and summaries. A damaged one is removed.

        Parameters
        ----------
        count : int
            Trajectories of the ensemble; a block beyond is no part of it.

        Yields
        ------
        tuple of (int, int, dict of str to ndarray)
            One block after the other, by first trajectory.

        Raises
        ------
        InputError
            If the folder cannot be read or written.
        """
        with _os_errors_told(self.folder):
            files = _files(self.folder)
        for file in files:
            with _os_errors_told(self.folder):
                summaries = _read(file) if file.start <= file.stop <= count else None
                if summaries is None:
                    file.path.unlink(missing_ok=True)
            if summaries is not None:
                yield file.start, file.stop, summaries

    def write(self, start: int, stop: int, summaries: Summaries) -> None:
        """Write a block so that it is there whole or not at all.

        Raises
        ------
        InputError
            If the folder cannot be written.
        """
        import polars as pl

        try:
            with _os_errors_told(self.folder), scratch_beside(self.folder / "block") as scratch:
                with scratch.open("w+b") as file:
                    _frame(summaries).write_parquet(file, compression="zstd")
                    file.seek(0)
                    digest = _digest(file)
                scratch.replace(self.folder / f"trajectories-{start:012d}-{stop:012d}-{digest}.parquet")
        except pl.exceptions.PolarsError as error:
            raise InputError(f"cannot use folder {str(self.folder)!r}: {error}") from error

    def finish(self, count: int, rows: Rows) -> None:
        """Bring a whole ensemble into files of `ROWS_OF_FILE` trajectories: the same bytes on any way to it.

        Parameters
        ----------
        count : int
            Trajectories.
        rows : callable
            Gives the summaries of trajectories start to stop - 1.

        Raises
        ------
        InputError
            If the folder cannot be written.
        """
        spans = [(start, min(start + ROWS_OF_FILE, count)) for start in range(0, count, ROWS_OF_FILE)]
        with _os_errors_told(self.folder):
            there = {(file.start, file.stop) for file in _files(self.folder)}
        for start, stop in spans:
            if (start, stop) not in there:
                self.write(start, stop, rows(start, stop))
        with _os_errors_told(self.folder):
            for file in _files(self.folder):
                if (file.start, file.stop) not in spans:
                    file.path.unlink()


def _frame(summaries: Summaries) -> pl.DataFrame:
    import polars as pl

    # Numpy's NaN stays NaN: it is a value that a model gave, not a gap.
    return pl.DataFrame([pl.Series(name, values) for name, values in summaries.items()])


def _read(file: _File) -> dict[str, NDArray[Any]] | None:
    """Return the summaries of a file, or nothing where it is not what was written."""
    import polars as pl

    try:
        with file.path.open("rb") as content:
            if _digest(content) != file.digest:
                return None
            content.seek(0)
            frame = pl.read_parquet(content)
    except (FileNotFoundError, pl.exceptions.PolarsError):
        return None
    if frame.height != file.stop - file.start:
        return None
    return {column.name: column.to_numpy() for column in frame}
