"""The numbers on the page of corrections are those of the shipped tables."""

import json

import polars as pl
import pytest


def rows(world, table, column, name):
    return world.table(table).filter((pl.col(column) == name) & (pl.col("edition") == "fb2026"))


@pytest.mark.parametrize(("name", "states"), [("military_expenditure_share", 166), ("railways_broad", 19)])
def test_states_with_an_indicator(world, name, states):
    sovereign = world.states.filter(pl.col("kind") == "state")["iso3"].to_list()
    found = rows(world, "indicators", "name", name).filter(pl.col("iso3").is_in(sovereign))
    assert found["iso3"].n_unique() == states


def test_directed_rows_of_land_borders(world):
    assert rows(world, "ties", "kind", "border_length").height == 647


@pytest.mark.parametrize("scale", ["shapes_110m", "shapes_50m"])
def test_baikonur_is_no_shape_of_its_own(world, scale):
    topology = json.loads(world.manifest.file(scale).read_text(encoding="utf-8"))
    names = {shape["properties"]["name"] for shape in topology["objects"]["countries"]["geometries"]}
    assert "Kazakhstan" in names
    assert [name for name in names if "Baikonur" in name or "Baykonur" in name] == []
