"""Scores and track records: every model against the simplest baselines, out of sample."""
