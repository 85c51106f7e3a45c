"""The recipe makes the shipped atlas again from the pinned archives.

Set EQUIPOISE_ARCHIVES to a folder that holds the three archives; nothing is fetched here.
"""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from equipoise.models.corridors.atlas import atlas_folder
from equipoise.sources.archives import ATLAS_ARCHIVES
from equipoise.world.package import read_manifest

RECIPE = Path(__file__).resolve().parents[2] / "data"


@pytest.mark.slow
def test_the_recipe_makes_the_shipped_atlas(tmp_path):
    pytest.importorskip("shapely")
    from equipoise.sources.atlas.build import build_atlas

    named = os.environ.get("EQUIPOISE_ARCHIVES")
    if not named:
        pytest.skip("EQUIPOISE_ARCHIVES names no folder with the pinned archives")
    missing = [archive.file for archive in ATLAS_ARCHIVES if not (Path(named) / archive.file).is_file()]
    if missing:
        pytest.skip(f"EQUIPOISE_ARCHIVES lacks {', '.join(missing)}")
    build_atlas(RECIPE, Path(named), tmp_path)
    shipped, made = read_manifest(atlas_folder()), read_manifest(tmp_path)
    assert set(shipped.resources) == set(made.resources)
    differing = [
        name
        for name in shipped.resources
        if not pl.read_parquet(made.file(name)).equals(pl.read_parquet(shipped.file(name)))
    ]
    assert not differing, "build the atlas anew: equipoise data build-atlas"
    assert (tmp_path / "LICENCE.md").read_text("utf-8") == (atlas_folder() / "LICENCE.md").read_text("utf-8")
