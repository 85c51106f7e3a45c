"""The recipe makes the shipped tables again, byte for byte, from the pinned archives.

Set EQUIPOISE_ARCHIVES to a folder that holds the five archives; nothing is fetched here.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from equipoise.sources.archives import ARCHIVES
from equipoise.sources.build import build
from equipoise.world.package import embedded_package, file_hash, read_manifest
from equipoise.world.schema import table_names
from equipoise.world.world import World

RECIPE = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory):
    named = os.environ.get("EQUIPOISE_ARCHIVES")
    if not named:
        pytest.skip("EQUIPOISE_ARCHIVES names no folder with the pinned archives")
    missing = [archive.file for archive in ARCHIVES if not (Path(named) / archive.file).is_file()]
    if missing:
        pytest.skip(f"EQUIPOISE_ARCHIVES lacks {', '.join(missing)}")
    out = tmp_path_factory.mktemp("package")
    return build(RECIPE, Path(named), out)


def test_the_rows_of_every_table_are_the_same(rebuilt, world):
    made = World.load(data=rebuilt.manifest.path)
    differing = [name for name in table_names() if not made.table(name).equals(world.table(name))]
    assert not differing, "build the tables anew: equipoise data build"
    assert {name: rebuilt.rows[name] for name in table_names()} == {
        name: world.table(name).height for name in table_names()
    }


def test_the_files_are_the_same_to_the_byte(rebuilt):
    shipped = read_manifest(embedded_package())
    assert rebuilt.manifest.hashes == shipped.hashes
    assert rebuilt.manifest.digest == shipped.digest
    for name in shipped.resources:
        assert file_hash(rebuilt.manifest.file(name)) == file_hash(shipped.file(name)), name


def test_the_manifest_itself_is_the_same(rebuilt):
    made, shipped = (
        (folder / "datapackage.json").read_text("utf-8") for folder in (rebuilt.manifest.path, embedded_package())
    )
    assert made == shipped
