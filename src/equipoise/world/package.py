"""Reading and writing a data package: Parquet tables beside a Frictionless `datapackage.json`.

The manifest follows the Data Package standard (https://datapackage.org): one resource per table with path, size,
SHA-256, licence and sources. The package that ships with Equipoise is one such folder; a user may point at another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import polars as pl

from equipoise.errors import DataError
from equipoise.world.schema import conform, table_names, table_schema

MANIFEST = "datapackage.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a data package says about itself.

    Parameters
    ----------
    path : pathlib.Path
        Folder of the package.
    version : str
        Version of the data.
    resources : Mapping[str, Mapping[str, Any]]
        Resource descriptors by name.
    """

    path: Path
    version: str
    resources: Mapping[str, Mapping[str, Any]]

    @property
    def hashes(self) -> dict[str, str]:
        """SHA-256 by resource name, as written in the manifest."""
        return {name: str(resource["hash"]) for name, resource in self.resources.items()}

    @property
    def digest(self) -> str:
        """One short hash over all resources: two worlds with the same digest hold the same data."""
        lines = "\n".join(f"{name} {value}" for name, value in sorted(self.hashes.items()))
        return hashlib.sha256(lines.encode()).hexdigest()[:16]

    def file(self, name: str) -> Path:
        """Return the path of a resource's file."""
        return self.path / str(self.resources[name]["path"])


def embedded_package() -> Path:
    """Return the folder of the data package that ships with Equipoise."""
    return Path(str(resources.files("equipoise") / "embedded"))


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a data package.

    Parameters
    ----------
    folder : pathlib.Path
        Folder that holds `datapackage.json`.

    Returns
    -------
    Manifest
        Its contents.

    Raises
    ------
    DataError
        If there is no manifest, or it is not one.
    """
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        listed = {str(resource["name"]): resource for resource in content["resources"]}
        for name, resource in listed.items():
            if lacking := {"path", "hash"} - set(resource):
                raise DataError(f"{path}: resource {name!r} lacks {min(lacking)!r}")
        return Manifest(folder, str(content.get("version", "")), listed)
    except OSError as error:
        raise DataError(f"no data package at {str(folder)!r}: cannot read {MANIFEST} ({error.strerror})") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} is not a data package manifest ({error})") from error


def read_tables(manifest: Manifest) -> dict[str, pl.DataFrame]:
    """Read every declared table of a data package.

    Parameters
    ----------
    manifest : Manifest
        Manifest of the package.

    Returns
    -------
    dict of str to polars.DataFrame
        One frame per declared table, in the declared form.

    Raises
    ------
    DataError
        If a table is missing, unreadable, or not of the declared form.
    """
    missing = [table for table in table_names() if table not in manifest.resources]
    if missing:
        raise DataError(
            f"data package {str(manifest.path)!r} lacks table {missing[0]!r} (has: {', '.join(manifest.resources)})"
        )
    return {table: read_table(manifest, table) for table in table_names()}


def read_on_demand(manifest: Manifest, table: str) -> pl.DataFrame:
    """Read a table that a world does not hold.

    Parameters
    ----------
    manifest : Manifest
        Manifest of the package.
    table : str
        One of `on_demand_names`.

    Returns
    -------
    polars.DataFrame
        The frame in the declared form; without rows where the package lacks it.

    Raises
    ------
    DataError
        If the table is unreadable or not of the declared form.
    """
    if table not in manifest.resources:
        return pl.DataFrame(schema=table_schema(table).polars)
    return read_table(manifest, table)


def read_table(manifest: Manifest, table: str) -> pl.DataFrame:
    """Read one declared table of a data package, as `read_tables` does."""
    path = manifest.file(table)
    try:
        frame = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise DataError(f"cannot read table {table!r} at {str(path)!r} ({str(error).splitlines()[0]})") from error
    return _filled(conform(frame, table), table)


def _filled(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """Refuse a table with an empty cell where one is required: nothing downstream could work with it."""
    for attribute in table_schema(table).attributes:
        if attribute.required and frame[attribute.name].null_count():
            row = frame[attribute.name].is_null().arg_max()
            raise DataError(f"table {table!r}, column {attribute.name!r}: required and empty in row {row}")
    return frame


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
