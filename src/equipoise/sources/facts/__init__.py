"""The hand-written tables of the recipe: compiled facts and curated tables, typed and checked."""

from equipoise.sources.facts.tables import read, read_sources

__all__ = ["read", "read_sources"]
