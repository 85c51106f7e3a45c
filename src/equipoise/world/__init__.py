"""The world as data: entities, dated ties, declared schemas, names, consistency rules."""

from equipoise.world.world import World

__all__ = ["World"]
