"""Writing what a user asked for: refused before any work is done, or there whole."""

from __future__ import annotations

import os
from pathlib import Path

from equipoise.errors import InputError
from equipoise.files import write_whole

__all__ = ["check_writable", "write_whole"]


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
