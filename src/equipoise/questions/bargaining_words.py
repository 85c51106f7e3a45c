"""What a forecast of a negotiation says, in words."""

from __future__ import annotations

from equipoise.answers.numbers import format_figure
from equipoise.models.bargaining import BargainForecast
from equipoise.models.bargaining.consent import Consent
from equipoise.questions.wording import listed


def message_of(found: BargainForecast, tested: Consent | None) -> str:
    """Return the main result as a sentence without a full stop.

    Parameters
    ----------
    found : BargainForecast
        The forecast.
    tested : Consent or None
        Its point, put to the rule of decision.
    """
    issue = found.issue
    scale = f"on the scale from {format_figure(issue.low)} to {format_figure(issue.high)}"
    said = f"The weights of the actors point to {short_figure(found.point)} {scale}"
    if tested is None:
        return said
    if tested.passes:
        return f"{said}, and under the rule of {_rule_name(tested)} that would pass"
    against = listed([vote.name for vote in tested.votes if not vote.yes])
    if tested.accepted is None:
        return f"{said}, but under the rule of {_rule_name(tested)} no change at all passes: {against} would refuse"
    end = tested.accepted.high if tested.outcome > tested.reference else tested.accepted.low
    return f"{said}, but the rule of {_rule_name(tested)} stops at {short_figure(end)}: {against} would refuse more"


def consent_in_words(tested: Consent) -> str:
    """Return what the rule of decision does with the point forecast, and what is assumed."""
    yes = [vote.name for vote in tested.votes if vote.yes]
    no = [vote.name for vote in tested.votes if not vote.yes]
    would = f"{listed(yes) or 'Nobody'} would prefer {short_figure(tested.outcome)}"
    sides = f"{listed(no) or 'nobody'} would rather keep {short_figure(tested.reference)}"
    result = "it passes" if tested.passes else "it does not pass"
    span = (
        "no change passes"
        if tested.accepted is None
        else f"what passes lies between {short_figure(tested.accepted.low)} and {short_figure(tested.accepted.high)}"
    )
    return (
        f"{would}; {sides}. Under the rule of {_rule_name(tested)} {result} at the likeliest positions: {span}. "
        f"{_over_the_ranges(tested.probability)}. We assume that an actor accepts any outcome it prefers to no "
        "agreement; deals across issues and pressure are left out."
    )


def short_figure(value: float) -> str:
    """Return a point of the scale: whole from 10 on, with two to three significant figures below."""
    return format_figure(value, 0 if abs(value) >= 10 else None)


def _over_the_ranges(probability: float) -> str:
    if probability == 0:
        return "It fails even if positions are varied across their whole ranges"
    if probability == 1:
        return "It passes even if positions are varied across their whole ranges"
    share = "less than 1 %" if probability < 0.005 else f"{100 * probability:.0f} %"
    return f"With positions varied across their ranges it passes with a probability of {share}"


def _rule_name(tested: Consent) -> str:
    return "the veto" if tested.rule == "vetoes" else tested.rule.replace("_", " ")
