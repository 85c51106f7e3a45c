"""Fixtures for all tests: the embedded world, and small worlds made by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import settings

from equipoise.world.package import Manifest
from equipoise.world.schema import conform, on_demand_names, table_names, table_schema
from equipoise.world.world import World

MakeWorld = Callable[..., World]

# Machines are noisy and shared: a slow example is no failure. Speed is measured in benchmarks.
settings.register_profile("equipoise", deadline=None)
settings.load_profile("equipoise")


@pytest.fixture(scope="session")
def world() -> World:
    """The world that ships with the package, with all that is known."""
    return World.load()


@pytest.fixture(scope="session")
def eve() -> World:
    """The same world as of the day of the appeal."""
    return World.load(as_of="2022-01-05")


def frame_of(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Return rows as a frame of a declared table; columns left out are null, lists empty."""
    schema = table_schema(table)
    filled = []
    for row in rows:
        whole = dict.fromkeys(schema.polars)
        whole |= {a.name: [] for a in schema.attributes if a.type == "list"}
        whole |= {a.name: "" for a in schema.attributes if a.required and a.type == "string"}
        filled.append({**whole, **row})
    return conform(pl.DataFrame(filled, schema=schema.polars, orient="row"), table)


@pytest.fixture
def make_world() -> MakeWorld:
    """Return a builder of small worlds: `make_world(ties=[{...}], as_of=...)`; tables left out are empty."""

    def make(as_of: Any = None, **tables: list[dict[str, Any]]) -> World:
        frames = {name: frame_of(name, tables.get(name, [])) for name in table_names()}
        others = {name: frame_of(name, tables[name]) for name in on_demand_names() if name in tables}
        return World(**frames, manifest=Manifest(Path(), "test", {}), as_of=as_of, replaced=others)

    return make
