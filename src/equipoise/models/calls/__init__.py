"""Calls for help: who answers, how, and when. The model card is `CARD.md` beside this file."""

from equipoise.models.calls.forecast import CallForecast, answer_call
from equipoise.models.calls.mandate import Mandate, covering_instrument

__all__ = ["CallForecast", "Mandate", "answer_call", "covering_instrument"]
