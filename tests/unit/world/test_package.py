"""Data packages: the one that ships is whole, and a broken one is refused in one line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from equipoise.errors import DataError, InputError
from equipoise.world.package import MANIFEST, embedded_package, file_hash, read_manifest, read_tables
from equipoise.world.provenance import LIBRARIES, provenance
from equipoise.world.schema import table_names
from equipoise.world.world import World


@pytest.fixture
def copy(tmp_path) -> Path:
    """A copy of the package that ships, to be broken."""
    folder = tmp_path / "package"
    shutil.copytree(embedded_package(), folder)
    return folder


def edit(folder: Path, change) -> None:
    content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    change(content)
    (folder / MANIFEST).write_text(json.dumps(content), encoding="utf-8")


def resource(content, name):
    return next(entry for entry in content["resources"] if entry["name"] == name)


def refusal(folder: Path) -> str:
    with pytest.raises(DataError) as caught:
        World.load(data=folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_hashes_sizes_and_counts_of_the_manifest_are_those_of_the_files(world):
    for name, entry in world.manifest.resources.items():
        path = world.manifest.file(name)
        assert entry["hash"] == f"sha256:{file_hash(path)}", name
        assert entry["bytes"] == path.stat().st_size, name
        if name in table_names():
            assert entry["rows"] == world.table(name).height, name
    assert set(table_names()) <= set(world.manifest.resources)


def test_every_resource_names_its_licence_and_sources(world):
    for name, entry in world.manifest.resources.items():
        assert entry["licenses"], name
        assert entry["sources"], name


def test_no_file_ships_that_the_manifest_does_not_name(world):
    named = {entry["path"] for entry in world.manifest.resources.values()}
    shipped = {path.name for path in embedded_package().iterdir() if not path.name.startswith("__")}
    # The atlas is a package of its own within the folder, with its own manifest and licence.
    assert shipped - named == {MANIFEST, "LICENCES.md", "atlas"}


def test_a_copy_is_as_good_as_the_original(world, copy):
    other = World.load(data=copy)
    assert other.manifest.digest == world.manifest.digest
    assert all(other.table(name).equals(world.table(name)) for name in table_names())


def test_another_hash_is_another_digest(world, copy):
    edit(copy, lambda content: resource(content, "ties").update(hash="sha256:0"))
    assert read_manifest(copy).digest != world.manifest.digest


def test_a_folder_without_a_manifest(tmp_path):
    assert refusal(tmp_path / "nowhere").startswith("no data package at")
    assert MANIFEST in refusal(tmp_path)


@pytest.mark.parametrize("content", [
    "{", "", "[]", "3", '"x"', "{}", '{"resources": 3}', '{"resources": [{}]}', '{"resources": ["x"]}', "\xff",
])  # fmt: skip
def test_a_manifest_that_is_none(copy, content):
    (copy / MANIFEST).write_bytes(content.encode("latin-1"))
    assert "is not a data package manifest" in refusal(copy)


@pytest.mark.parametrize("field", ["path", "hash"])
def test_a_resource_that_lacks_what_is_needed(copy, field):
    edit(copy, lambda content: resource(content, "ties").pop(field))
    assert f"resource 'ties' lacks '{field}'" in refusal(copy)


def test_a_manifest_that_lacks_a_table(copy):
    edit(copy, lambda content: content["resources"].remove(resource(content, "ties")))
    message = refusal(copy)
    assert "lacks table 'ties'" in message
    assert "memberships" in message


def test_a_table_whose_file_is_missing_or_no_table(copy):
    (copy / "ties.parquet").unlink()
    assert "cannot read table 'ties'" in refusal(copy)
    (copy / "ties.parquet").write_text("not a table", encoding="utf-8")
    assert "cannot read table 'ties'" in refusal(copy)


def test_a_table_of_another_form(copy):
    path = copy / "ties.parquet"
    frame = pl.read_parquet(path)
    frame.rename({"partner": "partnr"}).write_parquet(path)
    assert "unknown column 'partnr'; did you mean partner" in refusal(copy)
    frame.drop("partner").write_parquet(path)
    assert "required column 'partner' is missing" in refusal(copy)
    frame.with_columns(pl.lit("soon").alias("year")).write_parquet(path)
    assert "column 'year', row 1: 'soon' is not a whole number" in refusal(copy)


def test_tables_are_read_in_the_declared_form(copy):
    path = copy / "ties.parquet"
    frame = pl.read_parquet(path)
    frame.select(frame.columns[::-1]).write_parquet(path)
    assert read_tables(read_manifest(copy))["ties"].equals(frame)


def test_a_day_that_is_none_is_refused():
    with pytest.raises(InputError, match="'soon' is not a date"):
        World.load(as_of="soon")


def test_provenance_names_software_data_day_and_seed(world, eve):
    found = provenance(world, seed=7)
    assert (found["software"], found["seed"], found["as_of"]) == ("equipoise", 7, None)
    assert set(found["libraries"]) == set(LIBRARIES)
    assert found["version"]
    assert found["data"] == {
        "version": world.manifest.version,
        "digest": world.manifest.digest,
        "hashes": world.manifest.hashes,
    }
    assert provenance(eve)["as_of"] == "2022-01-05"
    assert provenance(eve)["seed"] is None
    assert json.loads(json.dumps(found)) == found
