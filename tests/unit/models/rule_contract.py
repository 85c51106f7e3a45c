"""What a rule must keep, whoever writes it: inherit the contract of its kind and name your rule.

    class TestMine(ArrestRule):
        rule = staticmethod(my_arrest_chance)

A contract checks bounds and signs, that nothing but the arguments counts, and that the compiled rule is the plain one.
"""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np

from crisis_samples import random_draws, small_case
from equipoise.models.crisis import shipped_priors, simulate, simulate_plainly
from equipoise.models.crisis.priors import parameters_at


def parameters(seed=0, count=1):
    """Parameters from the prior, each as an object with a number per name."""
    rng = np.random.Generator(np.random.Philox(seed))
    rows = parameters_at(rng.standard_normal((count, len(shipped_priors()))))
    names = rows.dtype.names
    return [SimpleNamespace(**dict(zip(names, row.tolist(), strict=True))) for row in rows]


class RuleContract:
    """Any rule: same arguments, same number; finite; within its bounds; compiled as plain.

    `rule` is the function, `name` the rule of ours whose place it takes, `grid` values for each of its arguments but
    the parameters, `low` and `high` its bounds, `rises` and `falls` the places of the arguments with which it must
    never fall, or rise.
    """

    rule: Any = None
    name = ""
    grid: ClassVar[tuple[tuple[float, ...], ...]] = ()
    takes_parameters = False
    low, high = -np.inf, np.inf
    rises: ClassVar[tuple[int, ...]] = ()
    falls: ClassVar[tuple[int, ...]] = ()

    def values(self):
        for p in parameters(count=8) if self.takes_parameters else [None]:
            for point in itertools.product(*self.grid):
                yield point, p, self.rule(*point, *([p] if p is not None else []))

    def test_it_stays_within_its_bounds(self):
        for point, _, value in self.values():
            assert np.isfinite(value), point
            assert self.low <= value <= self.high, point

    def test_it_depends_on_its_arguments_alone(self):
        first, second = ([value for _, _, value in self.values()] for _ in range(2))
        assert first == second

    def test_signs(self):
        found = {}
        for point, p, value in self.values():
            found[(id(p) if p is None else tuple(vars(p).values()), point)] = value
        for (p, point), value in found.items():
            for place, sign in [*((place, 1) for place in self.rises), *((place, -1) for place in self.falls)]:
                later = self.grid[place][self.grid[place].index(point[place]) + 1 :]
                for other in later:
                    moved = (*point[:place], other, *point[place + 1 :])
                    assert sign * (found[p, moved] - value) >= -1e-12, (point, moved)

    def test_compiled_is_plain(self):
        rng = np.random.Generator(np.random.Philox(5))
        rows, variants, numbers = random_draws(rng, 20)
        arguments = (small_case(), rows, variants, 1, numbers, {self.name: self.rule})
        assert simulate(*arguments).tobytes() == simulate_plainly(*arguments).tobytes()


class ArrestRule(RuleContract):
    """Takes the place of `arrest_chance`: more force, more fear; larger crowd, less."""

    name = "arrest_chance"
    grid = ((0.0, 1.0, 9.0, 10.0, 500.0, 1e5), (0.0, 1.0, 10.0, 99.0, 1e5), (0.0, 0.5, 2.3))
    low, high = 0.0, 1.0
    rises = (0, 2)
    falls = (1,)


class JoiningRule(RuleContract):
    """Takes the place of `joining_share`: more pressure, more join."""

    name = "joining_share"
    grid = ((-5.0, -0.1, 0.0, 0.2, 0.3, 0.6, 9.0), (0.1, 0.3, 0.5), (0.05, 0.12, 0.3))
    low, high = 0.0, 1.0
    rises = (0,)
    falls = (1,)


class ContestRule(RuleContract):
    """Takes the place of `success`: a probability that rises with the attack and falls with the defence."""

    name = "success"
    grid = ((0.0, 0.5, 20.0, 1e4), (0.0, 0.5, 20.0, 1e4))
    low, high = 0.0, 1.0
    rises = (0,)
    falls = (1,)


class AngerRule(RuleContract):
    """Takes the place of `next_anger`: deaths never lessen it, and without deaths it does not grow."""

    name = "next_anger"
    grid = ((0.0, 0.05, 0.4), (0.0, 1.0, 40.0, 300.0))
    takes_parameters = True
    low = 0.0
    rises = (0, 1)

    def test_without_deaths_it_does_not_grow(self):
        for (anger, deaths), _, value in self.values():
            if deaths == 0.0:
                assert value <= anger
