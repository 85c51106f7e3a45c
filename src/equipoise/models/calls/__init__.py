"""Calls for help: who answers, how, when and with how many. The model card is `CARD.md` beside this file."""

from equipoise.models.calls.forecast import answer_call, answer_calls
from equipoise.models.calls.hypothetical import (
    ClauseWorth,
    advantage,
    with_clause,
    with_instrument,
    worth_of_clause,
)
from equipoise.models.calls.mandate import Mandate, covering_instrument
from equipoise.models.calls.procedure import Procedure, procedure
from equipoise.models.calls.ranking import rank_callable
from equipoise.models.calls.results import AnswerShares, CallForecast, MemberAnswer

__all__ = [
    "AnswerShares",
    "CallForecast",
    "ClauseWorth",
    "Mandate",
    "MemberAnswer",
    "Procedure",
    "advantage",
    "answer_call",
    "answer_calls",
    "covering_instrument",
    "procedure",
    "rank_callable",
    "with_clause",
    "with_instrument",
    "worth_of_clause",
]
