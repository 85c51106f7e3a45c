"""Words for the parts of the crisis model: events, amounts, quantities of facts, readings."""

from __future__ import annotations

EVENTS = {
    "protest": "protest",
    "violence": "violence",
    "site_lost_in_largest": "the loss of a site in the largest city",
    "hundred_dead": "a hundred dead",
    "call": "a call for troops",
    "troops_come": "foreign troops",
    "ruler_leaves": "the fall of the ruler",
    "no_order_in_ten_days": "more than ten days without order",
}
"""Events as what may be spared."""

HEADS = {
    "troops_come": "Foreign troops come",
    "hundred_dead": "A hundred dead",
    "ruler_leaves": "The ruler leaves",
    "no_order_in_ten_days": "No order in ten days",
}
"""Events of the chart, as heads of its columns."""

STEPS = {
    "protest": "First protest",
    "violence": "First violence",
    "concession": "Concession",
    "dismissal": "Cabinet dismissed",
    "emergency": "State of emergency",
    "internet_cut": "Internet cut",
    "fire_order": "Order to fire",
    "call": "Call for troops",
    "decision": "Decision on the call",
    "arrival": "First foreign troops arrive",
    "withdrawal": "Their withdrawal begins",
    "last_out": "The last of them leave",
    "order": "Order everywhere",
    "order_largest": "Order in the largest city",
    "left": "The ruler leaves",
    "mediation": "An offer of mediation is taken up",
    "split": "Part of the elite stands aside",
    "first_site_lost": "First site lost",
}

QUANTITIES = {
    "protest_day": ("First protest", "day"),
    "violence_day": ("First violence", "day"),
    "concession_day": ("Concession", "day"),
    "dismissal_day": ("Cabinet dismissed", "day"),
    "emergency_day": ("State of emergency", "day"),
    "offline_day": ("Internet cut", "day"),
    "appeal_after_protest": ("Appeal, after the first protest", "days"),
    "decision_after_appeal": ("Decision, after the appeal", "days"),
    "arrival_after_decision": ("Arrival, after the decision", "days"),
    "withdrawal_after_arrival": ("Withdrawal, after the arrival", "days"),
    "last_out_after_arrival": ("Last out, after the arrival", "days"),
    "peak_foreign_troops": ("Foreign soldiers at the peak", "persons"),
    "peak_participants": ("People in the streets at the peak", "persons"),
    "deaths": ("Deaths", ""),
    "sites_lost": ("Sites lost", ""),
    "order_day": ("Order", "day"),
    "troops_came": ("Troops came (1: yes)", ""),
    "in_office": ("Ruler in office (1: yes)", ""),
}
"""Quantities of facts with their unit; a day counts from the shock."""

READINGS = {
    "spontaneous": ("Spontaneous", "anger at the shock, spreading from place to place; violence grows out of clashes"),
    "hijacked": ("Hijacked", "organised violent groups of their own size join where crowds have thinned the police"),
    "elite_split": ("Split of the elite", "part of the security leadership stands aside at the decisive hour"),
}

FANS = {
    "crowd": ("Persons in the streets", "peak_participants"),
    "foreign": ("Foreign soldiers", "peak_foreign_troops"),
    "lost_share": ("Key sites in other hands, share of their weight", ""),
    "deaths": ("Deaths so far", "deaths"),
}
"""Titles of the fan charts, and the quantity of the fact that belongs to each."""


def plain(name: str) -> str:
    """Return a name of the code as words."""
    return name.replace("_", " ")


def lower_first(text: str) -> str:
    """Return words with a small first letter; names inside keep theirs."""
    return text[:1].lower() + text[1:]


def fact_label(quantity: str, place: str, actor: str) -> str:
    """Return what a fact is about, in words."""
    words, _ = QUANTITIES.get(quantity, (plain(quantity), ""))
    about = place or actor
    return f"{words}, {about}" if about else words
