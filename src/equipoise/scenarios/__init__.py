"""Scenario packs: a case, the claims made about it, and the evidence that settles them."""

from equipoise.scenarios.documents import Claim, Criterion, Scenario, load_claims, load_scenario
from equipoise.scenarios.evidence import Worlds
from equipoise.scenarios.verdicts import Judged, judge

__all__ = ["Claim", "Criterion", "Judged", "Scenario", "Worlds", "judge", "load_claims", "load_scenario"]
