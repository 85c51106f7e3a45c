"""Words of `equipoise simulate`: events, quantities, amounts and readings, and numbers as a reader wants them."""

from __future__ import annotations

from equipoise.cli.output import NO_DATA
from equipoise.interval import Interval

EVENTS = {
    "protest": "protest",
    "violence": "violence",
    "site_lost_in_largest": "a site lost in the largest place",
    "hundred_dead": "a hundred dead or more",
    "call": "a call for troops",
    "troops_come": "foreign troops come",
    "ruler_leaves": "the ruler leaves",
    "no_order_in_ten_days": "no order within ten days",
}
"""What an event is called; those of a key that is missing here go by their key."""

QUANTITIES = {
    "protest_day": "first protest [day]",
    "violence_day": "violence [day]",
    "concession_day": "concession [day]",
    "dismissal_day": "dismissal [day]",
    "emergency_day": "emergency [day]",
    "offline_day": "internet cut [day]",
    "appeal_after_protest": "call after protest [days]",
    "decision_after_appeal": "decision after call [days]",
    "arrival_after_decision": "arrival after decision [days]",
    "withdrawal_after_arrival": "withdrawal after arrival [days]",
    "last_out_after_arrival": "last out after arrival [days]",
    "peak_foreign_troops": "foreign troops at the peak",
    "peak_participants": "persons in the streets at the peak",
    "deaths": "dead",
    "sites_lost": "sites lost",
    "order_day": "order [day]",
    "troops_came": "troops came [1 is yes]",
    "in_office": "ruler in office [1 is yes]",
}
AMOUNTS = {
    "deaths": "dead",
    "days_to_order": "days to order",
    "sites_lost": "sites lost",
    "troop_days": "foreign soldier-days",
    "peak_foreign": "foreign troops at the peak",
    "autonomy_lost": "freedom of action lost [0 to 1]",
}
READINGS = {"spontaneous": "spontaneous", "hijacked": "hijacked", "elite_split": "elite split"}
STEPS = {
    "protest": "first protest",
    "violence": "violence",
    "concession": "concession",
    "dismissal": "cabinet dismissed",
    "emergency": "state of emergency",
    "internet_cut": "internet cut",
    "fire_order": "order to fire",
    "call": "call for troops",
    "decision": "decision to send",
    "arrival": "first foreign troops",
    "withdrawal": "withdrawal begins",
    "last_out": "last foreign troops leave",
    "order": "order is back",
    "order_largest": "order is back in the largest place",
    "left": "the ruler leaves",
    "mediation": "mediation accepted",
    "split": "part of the leadership stands aside",
    "first_site_lost": "first site lost",
}

SIGN = (
    "Effect: probability with the antecedent less probability without, in the same worlds with the same fresh noise. "
    "Plus: more likely with it; minus: less likely. Intervals hold 90 % of the worlds."
)
WOULD_NOT = (
    "Would not: of the worlds that fit the facts and in which it happened, the share in which it would not have, with "
    "the noise of that world; the interval is what a finite number of worlds leaves."
)
ASSOCIATION = (
    "That governments which got troops within days outlast a month more often is an association, no effect: those who "
    "are helped differ from those who are not. It is not built in; what troops do here follows from guards that are "
    "freed and from a backing whose prior holds no effect."
)
READ_EACH = (
    "One case hardly separates the readings: what a weight says is mostly chance of the sample. Look at the effect "
    "under each reading."
)


def in_words(names: dict[str, str], key: str) -> str:
    """Return what a key is called."""
    return names.get(key, key.replace("_", " "))


def percent(share: float | None) -> str:
    """Return a share in per cent, with a decimal where it is small."""
    if share is None:
        return NO_DATA
    return f"{100 * share:.1f} %" if 0 < share < 0.0995 else f"{100 * share:.0f} %"


def share(interval: Interval | None) -> str:
    """Return the point of a share in per cent."""
    return NO_DATA if interval is None else percent(interval.value)


def shares(interval: Interval | None) -> str:
    """Return a share with its ends."""
    if interval is None:
        return "never"
    return f"{_two(interval.value)} ({_two(interval.low)} to {_two(interval.high)})"


def effect(interval: Interval | None) -> str:
    """Return a difference with its sign and its ends."""
    if interval is None:
        return NO_DATA
    if interval.low == interval.high == 0:
        return "0"
    return f"{_signed(interval.value)} ({_signed(interval.low)} to {_signed(interval.high)})"


def point(interval: Interval | None) -> str:
    """Return the point of a difference with its sign."""
    return NO_DATA if interval is None else _signed(interval.value)


def figure(number: float | None) -> str:
    """Return a number of days, persons or dead."""
    if number is None:
        return NO_DATA
    if abs(number) >= 100 or number == round(number):
        return f"{number:,.0f}"
    return f"{number:.2f}"


def figures(interval: Interval | None) -> str:
    """Return a median with its ends."""
    if interval is None:
        return "never"
    return f"{figure(interval.value)} ({figure(interval.low)} to {figure(interval.high)})"


def change(interval: Interval) -> str:
    """Return a difference of amounts with its sign and its ends."""
    if interval.low == interval.high == 0:
        return "0"
    middle, low, high = (_with_sign(number) for number in (interval.value, interval.low, interval.high))
    return f"{middle} ({low} to {high})"


def _with_sign(number: float | None) -> str:
    told = figure(number)
    if told in ("0", "0.00", "-0.00", "-0", NO_DATA) or number is None:
        return told.removeprefix("-")
    return "+" * (number > 0) + told


def _two(number: float | None) -> str:
    return NO_DATA if number is None else f"{number:.2f}"


def _signed(number: float | None) -> str:
    if number is None:
        return NO_DATA
    told = f"{number:+.2f}"
    return "0.00" if told[1:] == "0.00" else told
