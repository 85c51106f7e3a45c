"""Writing what a user asked for: refused before any work is done, or there whole."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from equipoise.errors import InputError


def check_writable(target: Path) -> None:
    """Refuse a target that cannot be written before any work is done.

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


def write_whole(target: Path, content: str | bytes) -> None:
    """Write a file so that it is there whole or not at all: beside its place first, then renamed.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    scratch = None
    try:
        with tempfile.NamedTemporaryFile(
            "wb", dir=target.resolve().parent, prefix=f".{target.name}.", delete=False
        ) as file:
            scratch = Path(file.name)
            file.write(content.encode() if isinstance(content, str) else content)
        scratch.chmod(0o644)
        scratch.replace(target)
    except OSError as error:
        if scratch is not None:
            scratch.unlink(missing_ok=True)
        raise InputError(f"cannot write {str(target)!r}: {error.strerror}") from error
