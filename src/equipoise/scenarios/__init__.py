"""Scenario packs: a case, the claims made about it, and the evidence that settles them."""
