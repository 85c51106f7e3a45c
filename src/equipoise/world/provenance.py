"""Provenance: what a result was made with, so that it can be made again."""

from __future__ import annotations

from importlib import metadata
from typing import Any

from equipoise.world.world import World

LIBRARIES = ("numpy", "polars", "scipy")


def provenance(world: World, seed: int | None = None) -> dict[str, Any]:
    """Return what identifies a result: software, data, as-of day and seed.

    Parameters
    ----------
    world : World
        The tables that it was computed from.
    seed : int, optional
        Seed of the draws; null for results without draws.

    Returns
    -------
    dict
        Plain values, fit for JSON.
    """
    return {
        "software": "equipoise",
        "version": metadata.version("equipoise"),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "seed": seed,
        "as_of": None if world.as_of is None else world.as_of.isoformat(),
        "data": {
            "version": world.manifest.version,
            "digest": world.manifest.digest,
            "hashes": world.manifest.hashes,
        },
    }
