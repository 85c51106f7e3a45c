"""A way from one place to another: its steps, and what they add up to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from equipoise.models.corridors.layer import SEA, CorridorLayer, Link
from equipoise.models.corridors.network import Arc, is_ocean


@dataclass(frozen=True)
class Way:
    """One way from a place to another.

    Parameters
    ----------
    arcs : tuple of Arc
        Steps in order.
    numbers : tuple of int
        Their places in the network.
    """

    arcs: tuple[Arc, ...]
    numbers: tuple[int, ...]

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Links in order."""
        return tuple(arc.link for arc in self.arcs if arc.link is not None)

    @cached_property
    def km(self) -> float:
        """Length [km]."""
        return sum(link.km for link in self.links)

    @cached_property
    def hours(self) -> float:
        """Mean time, waiting included [h]."""
        return sum(arc.running.mean + arc.waiting.mean for arc in self.arcs)

    @cached_property
    def waiting(self) -> float:
        """Mean time at borders and changes of mode [h]."""
        return sum(arc.waiting.mean for arc in self.arcs)

    @cached_property
    def deviation(self) -> float:
        """Standard deviation of the time, parts taken as independent [h]."""
        return float(np.sqrt(sum(arc.running.variance + arc.waiting.variance for arc in self.arcs)))

    @cached_property
    def usd(self) -> float:
        """Price per unit [USD]."""
        return sum(arc.usd for arc in self.arcs)

    @cached_property
    def states(self) -> tuple[str, ...]:
        """States in the order in which they are entered, open water left out."""
        order: list[str] = []
        for arc in self.arcs:
            if arc.link is None:
                continue
            parts = [state for state, km in arc.link.km_by_state.items() if state != SEA and km > 0]
            if arc.node == arc.link.origin:
                parts.reverse()
            for state in parts:
                if not order or order[-1] != state:
                    order.append(state)
        return tuple(order)

    def transit(self, layer: CorridorLayer) -> frozenset[str]:
        """States that it runs through, those of both ends apart."""
        ends = {layer.nodes[arc.node].control for arc in (self.arcs[0], self.arcs[-1])}
        return frozenset(self.states) - ends

    @cached_property
    def modes(self) -> frozenset[str]:
        """Modes, ocean shipping told from short passages."""
        return frozenset("ocean" if is_ocean(link) else link.mode for link in self.links)

    @cached_property
    def key(self) -> tuple[tuple[str, ...], bool, bool]:
        """What makes it distinct."""
        return self.states, "ocean" in self.modes, bool(self.modes & {"ferry", "sea"})
