import numpy as np

import equipoise as eq
from equipoise.models.crisis import prior_block
from equipoise.scenarios.crisis.building import build
from equipoise.scenarios.crisis.loading import load_crisis
from equipoise.scenarios.documents import load_scenario


def arrest_chance(force: float, crowd: float, rate: float) -> float:
    """Return the chance of arrest without rounding: one policeman more always deters a little more."""
    return 1.0 - 2.718281828459045 ** (-rate * force / max(1.0, crowd))


scenario = load_scenario("kazakhstan-2022")
world = eq.World.load(as_of=scenario.as_of)
built = build(world, scenario, load_crisis("kazakhstan-2022"))

for name, rules in (("as shipped, rounded down", {}), ("of your own, smooth", {"arrest_chance": arrest_chance})):
    found = prior_block(built.case, seed=1, rules=rules)(0, 2000)
    protest = found["protest"] >= 0
    order = np.mean(found["order"][protest] >= 0)
    print(f"{name:26} protest in {100 * protest.mean():.0f} %, of these order within 30 days in {100 * order:.0f} %")
