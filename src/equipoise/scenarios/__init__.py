"""Scenario packs: a case, the claims made about it, and the evidence that settles them."""

from equipoise.scenarios.documents import Claim, Criterion, Scenario, load_claims, load_scenario
from equipoise.scenarios.evidence import Worlds
from equipoise.scenarios.verdicts import ClaimResult, judge

__all__ = ["Claim", "ClaimResult", "Criterion", "Scenario", "Worlds", "judge", "load_claims", "load_scenario"]
