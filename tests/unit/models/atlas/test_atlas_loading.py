"""The package of the atlas: what ships is whole, and what is broken is refused."""

from __future__ import annotations

import json
import shutil

import numpy as np
import polars as pl
import pytest
from atlas_samples import tiny_tables

from equipoise.errors import DataError
from equipoise.models.corridors.atlas import atlas_folder, load_atlas
from equipoise.models.corridors.atlas.tables import BORDER, FERRY, RAIL, SEA, assemble
from equipoise.world.package import file_hash, read_manifest

MOST_BYTES = 3_000_000


@pytest.fixture(scope="module")
def atlas():
    return load_atlas()


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(atlas_folder(), tmp_path / "atlas")


def test_the_package_is_small_and_what_its_manifest_says():
    folder = atlas_folder()
    manifest = read_manifest(folder)
    assert sum(path.stat().st_size for path in folder.iterdir()) < MOST_BYTES
    for name, resource in manifest.resources.items():
        path = manifest.file(name)
        assert f"sha256:{file_hash(path)}" == manifest.hashes[name]
        assert path.stat().st_size == resource["bytes"]
        assert pl.read_parquet(path).height == resource["rows"]


def test_the_network_is_under_its_own_licence_with_the_notice():
    manifest = read_manifest(atlas_folder())
    for name in ("nodes", "arcs", "bends"):
        assert [licence["name"] for licence in manifest.resources[name]["licenses"]] == ["ODbL-1.0"]
        assert any("OpenStreetMap contributors" in source["title"] for source in manifest.resources[name]["sources"])
    notice = (atlas_folder() / "LICENCE.md").read_text("utf-8")
    assert "OpenStreetMap contributors" in notice
    assert "opendatacommons.org/licenses/odbl" in notice


def test_arrays_are_frozen(atlas):
    with pytest.raises(ValueError, match="read-only"):
        atlas.km[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        atlas.territory[0] = 1


def test_every_kilometre_on_land_lies_in_one_territory(atlas):
    land = np.isin(atlas.mode, [RAIL])
    assert (atlas.territory[atlas.start[land]] == atlas.territory[atlas.end[land]]).all()
    assert (atlas.arc_territory[land] > 0).all()


def test_borders_have_no_length_and_two_sides(atlas):
    border = atlas.mode == BORDER
    assert (atlas.km[border] == 0).all()
    assert (atlas.territory[atlas.start[border]] != atlas.territory[atlas.end[border]]).all()
    assert (atlas.link[border] >= 0).all()
    assert len(np.unique(atlas.link[border])) == border.sum(), "each crossing can be closed alone"


def test_lengths_are_never_below_the_great_circle(atlas):
    phi, lam = np.radians(atlas.latitude), np.radians(atlas.longitude)
    u, v = atlas.start, atlas.end
    half = np.sin((phi[u] - phi[v]) / 2) ** 2 + np.cos(phi[u]) * np.cos(phi[v]) * np.sin((lam[u] - lam[v]) / 2) ** 2
    straight = 2 * 6371.0088 * np.arcsin(np.sqrt(half))
    counted = np.isin(atlas.mode, [RAIL, SEA, FERRY])
    short = counted & (atlas.km < 0.97 * straight - 0.5)
    assert short.sum() == 0, "a length below the straight line is a fault of the source or of a patch"


def test_adjacency_holds_every_arc_twice(atlas):
    assert len(atlas.entry_arc) == 2 * len(atlas.km)
    assert (np.bincount(atlas.entry_arc) == 2).all()
    tails = np.repeat(np.arange(atlas.size), np.diff(atlas.first))
    ends = np.sort(np.column_stack([atlas.start, atlas.end])[atlas.entry_arc], axis=1)
    assert (np.sort(np.column_stack([tails, atlas.neighbour]), axis=1) == ends).all()


def test_ids_of_links_are_unique(atlas):
    assert atlas.links["link_id"].n_unique() == atlas.links.height


def test_places_have_unique_names_and_known_states(atlas, world):
    names = [name for row in atlas.places.iter_rows(named=True) for name in (row["name"], *row["aliases"])]
    assert len({name.casefold() for name in names}) == len(names)
    assert set(atlas.places["iso3"]) <= set(world.states["iso3"])
    codes = {*atlas.control, *atlas.recognised} - {""}
    assert codes <= set(world.states["iso3"])


def test_a_changed_file_is_refused(copy):
    path = copy / "links.parquet"
    pl.read_parquet(path).head(3).write_parquet(path)
    with pytest.raises(DataError, match=r"'links'.*not the one that the manifest describes"):
        load_atlas(copy)


def test_a_missing_table_is_named(copy):
    manifest = json.loads((copy / "datapackage.json").read_text("utf-8"))
    manifest["resources"] = [entry for entry in manifest["resources"] if entry["name"] != "bends"]
    (copy / "datapackage.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(DataError, match="lacks table 'bends'"):
        load_atlas(copy)
    (copy / "nodes.parquet").unlink()
    shutil.copy(atlas_folder() / "datapackage.json", copy)
    with pytest.raises(DataError, match="cannot read atlas table 'nodes'"):
        load_atlas(copy)
    with pytest.raises(DataError, match="no data package"):
        load_atlas(copy / "elsewhere")


@pytest.mark.parametrize(
    ("table", "column", "value", "said"),
    [
        ("arcs", "step", 1000, "outside nodes"),
        ("arcs", "link", 99, "outside links"),
        ("arcs", "mode", 17, "outside modes"),
        ("arcs", "metres", -1, "negative length"),
        ("nodes", "territory", 9, "outside territories"),
        ("bends", "arc", 50, "outside arcs"),
    ],
)
def test_rows_that_point_nowhere_are_refused(table, column, value, said):
    tables = tiny_tables()
    tables[table] = tables[table].with_columns(pl.lit(value).alias(column))
    with pytest.raises(DataError, match=said):
        assemble(tables)
