"""Locks on an open file, so that several processes can add to a ledger at the same time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 62  # the lock is on a byte beyond the text, where it keeps nobody from reading

    @contextmanager
    def locked(file: IO[bytes], *, shared: bool = False) -> Iterator[None]:  # noqa: ARG001 - this system has one sort
        """Hold the lock of an open file; wait for it."""
        place = file.tell()
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        file.seek(place)
        try:
            yield
        finally:
            file.seek(_FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    @contextmanager
    def locked(file: IO[bytes], *, shared: bool = False) -> Iterator[None]:
        """Hold the lock of an open file; wait for it. Readers share it, a writer has it alone."""
        fcntl.flock(file.fileno(), fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(file.fileno(), fcntl.LOCK_UN)
