"""Files that are there whole or not at all, and locks that end with their process.

A file is written beside its place and renamed. What a killed process left half written begins with `UNDER_WAY`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from equipoise.errors import InputError

UNDER_WAY = ".under-way-"
"""Beginning of the name of a file or folder that is being written."""


def check_writable(target: Path) -> None:
    """Refuse a target that cannot be written before any work is done.

    Parameters
    ----------
    target : pathlib.Path
        File to come.

    Raises
    ------
    InputError
        If its folder is missing or closed, or it is a folder itself.
    """
    folder = target.resolve().parent
    if target.is_dir():
        raise InputError(f"cannot write {str(target)!r}: it is a folder; name a file")
    if not folder.is_dir():
        raise InputError(f"cannot write {str(target)!r}: folder {str(folder)!r} does not exist")
    if not os.access(folder, os.W_OK) or (target.exists() and not os.access(target, os.W_OK)):
        raise InputError(f"cannot write {str(target)!r}: permission denied")


@contextmanager
def scratch_beside(target: Path) -> Iterator[Path]:
    """Give the path of an empty file in the folder of another, to be filled and renamed; what is left of it goes.

    Parameters
    ----------
    target : pathlib.Path
        Place of the file to come; its folder exists.

    Yields
    ------
    pathlib.Path
        File of a name that no other process has, to be read by everyone as an ordinary file is.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    handle, name = tempfile.mkstemp(prefix=f"{UNDER_WAY}{target.name}-", dir=target.resolve().parent)
    os.close(handle)
    scratch = Path(name)
    try:
        scratch.chmod(0o644)
        yield scratch
    finally:
        with suppress(OSError):
            scratch.unlink(missing_ok=True)


def write_whole(target: Path, content: str | bytes) -> None:
    """Write a file so that it is there whole or not at all.

    Parameters
    ----------
    target : pathlib.Path
        The file; one that is there is replaced.
    content : str or bytes
        Text is written as UTF-8, its line ends as they are.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    try:
        with scratch_beside(target) as scratch:
            scratch.write_bytes(content.encode() if isinstance(content, str) else content)
            scratch.replace(target)
    except OSError as error:
        raise InputError(f"cannot write {str(target)!r}: {error.strerror}") from error


@contextmanager
def scratch_folder_beside(target: Path) -> Iterator[Path]:
    """Give an empty folder in the folder of a file or folder to come; at the end it goes with all that is left in it.

    Parameters
    ----------
    target : pathlib.Path
        Place of what is to come; its folder exists.

    Yields
    ------
    pathlib.Path
        The folder, on the same disk, so that what it holds can be renamed.

    Raises
    ------
    OSError
        If the folder of the target cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix=f"{UNDER_WAY}{target.name}-", dir=target.resolve().parent) as folder:
        yield Path(folder)


@contextmanager
def files_replaced(folder: Path) -> Iterator[Path]:
    """Give an empty folder whose files take their place in another at the end, if all went well.

    Parameters
    ----------
    folder : pathlib.Path
        Made where it does not exist; its other files stay.

    Yields
    ------
    pathlib.Path
        Folder to write to.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    folder.resolve().parent.mkdir(parents=True, exist_ok=True)
    with scratch_folder_beside(folder) as scratch:
        yield scratch
        folder.mkdir(exist_ok=True)
        for path in scratch.iterdir():
            path.replace(folder / path.name)


@contextmanager
def locked(file: IO[bytes], *, shared: bool = False, wait: bool = True) -> Iterator[None]:
    """Hold the lock of an open file, which ends with the process however that ends.

    Parameters
    ----------
    file : binary file
        Open for reading, or for writing where the lock is not shared.
    shared : bool
        Readers share a lock, a writer has it alone. Windows has one sort, which nobody shares.
    wait : bool
        Wait for the lock of another; without, that is an error.

    Raises
    ------
    OSError
        If the lock is another's and is not waited for.
    """
    _lock(file, shared=shared, wait=wait)
    try:
        yield
    finally:
        _unlock(file)


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 62  # the lock is on a byte beyond the text, where it keeps nobody from reading

    def _lock(file: IO[bytes], *, shared: bool, wait: bool) -> None:  # noqa: ARG001 - this system has one sort
        _at_the_far_byte(file, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK)

    def _unlock(file: IO[bytes]) -> None:
        _at_the_far_byte(file, msvcrt.LK_UNLCK)

    def _at_the_far_byte(file: IO[bytes], act: int) -> None:
        place = file.tell()
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), act, 1)
        file.seek(place)

else:
    import fcntl

    def _lock(file: IO[bytes], *, shared: bool, wait: bool) -> None:
        fcntl.flock(file.fileno(), (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)
