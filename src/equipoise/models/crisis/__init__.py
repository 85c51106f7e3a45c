"""An upheaval in steps of six hours, and what would have changed it. The model card is `CARD.md` beside this file."""

from equipoise.models.crisis.abduction import Posterior, abduce
from equipoise.models.crisis.counterfactual import Baseline, Counterfactual, EventAnswer, baseline, compare
from equipoise.models.crisis.kernel import replay, simulate, simulate_plainly
from equipoise.models.crisis.prior_runs import prior_block
from equipoise.models.crisis.priors import Prior, parameters_at, shipped_priors, with_fixed
from equipoise.models.crisis.quantities import AMOUNTS, EVENTS, DatedFact, distance, happened, misses, quantity
from equipoise.models.crisis.state import Case

__all__ = [
    "AMOUNTS",
    "EVENTS",
    "Baseline",
    "Case",
    "Counterfactual",
    "DatedFact",
    "EventAnswer",
    "Posterior",
    "Prior",
    "abduce",
    "baseline",
    "compare",
    "distance",
    "happened",
    "misses",
    "parameters_at",
    "prior_block",
    "quantity",
    "replay",
    "shipped_priors",
    "simulate",
    "simulate_plainly",
    "with_fixed",
]
