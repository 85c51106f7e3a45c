"""Models of political processes, one folder each with rules, parameters and a CARD.md."""

from equipoise.models import calls

__all__ = ["calls"]
