"""Personnel strengths: prose to active forces and to guards, gendarmes and border troops."""

from __future__ import annotations

import re
from dataclasses import dataclass

from equipoise.sources.factbook.amounts import Amount, find_amount, without_dates, years_in
from equipoise.sources.factbook.harvest import Harvest
from equipoise.sources.factbook.profiles import Profile

PATH = ("Military and Security", "Military and security service personnel strengths")
ACTIVE = "active_forces"
PARAMILITARY = "paramilitary_forces"

_BRACKET = re.compile(r"\([^()]*\)")
_NO_FIGURE = re.compile(r"(?:estimates )?not available\b")
# Clauses on these are set aside: neither active forces nor guards, gendarmes or border troops.
_ASIDE = re.compile(
    r"\breserves?\b|\breservists\b|national police|\bmilitia\b|volunteers|home guard|fighters", re.IGNORECASE
)
_GUARDS = re.compile(
    r"national guard|gendarmerie|carabini?er|guardia civil|border (?:service|guard|troops)|internal troops|paramilitary"
    r"|public security|police and security forces|ministry of interior",
    re.IGNORECASE,
)
_FORCES = re.compile(
    r"\bactive\b|armed forces|defen[cs]e|military|\barmy\b|regular forces|security forces?|troops", re.IGNORECASE
)
_PART_GUARDS = re.compile(r"(?:including|,) [^;]*(?:gendarmerie|national guard)", re.IGNORECASE)
_STATED_ACTIVE = re.compile(r"\bactive\b|\bregular\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StrengthClause:
    """What one clause of a strengths text says.

    Parameters
    ----------
    name : str or None
        Indicator; None for a clause that is set aside.
    amount : Amount
        Persons.
    clause : str
        The clause.
    """

    name: str | None
    amount: Amount
    clause: str


def parse_strengths(text: str) -> list[StrengthClause]:
    """Read a strengths text clause by clause.

    Parameters
    ----------
    text : str
        Cleaned text: `estimated 50,000 active Armed Forces; estimated 30,000 National Guard (2025)`.

    Returns
    -------
    list of StrengthClause
        One per clause with a number, in order. The first that counts forces gives the active forces; what a clause
        gives after "including" is a part of its number and is not counted again.
    """
    found: list[StrengthClause] = []
    plain = _BRACKET.sub("", without_dates(text))
    for clause in re.split(r"[;:]| and (?=\d)", re.sub(r",? including [^;]*", " (part)", plain)):
        read = find_amount(clause)
        if read is not None:
            found.append(StrengthClause(_category(clause, found), _with_flags(read[0], clause), clause.strip()))
    return found


def _category(clause: str, before: list[StrengthClause]) -> str | None:
    named = {strength.name for strength in before}
    if _ASIDE.search(clause):
        return None
    guards = _GUARDS.search(clause) is not None
    # A National Guard may be the whole of the armed forces (Cyprus): then it is the first body counted as active.
    if guards and (named or not _STATED_ACTIVE.search(clause) or "police" in clause.lower()):
        return PARAMILITARY
    if ACTIVE not in named and (_FORCES.search(clause) or not before):
        return ACTIVE
    return None


def _with_flags(amount: Amount, clause: str) -> Amount:
    extra = []
    if "claim" in clause.lower():
        extra.append("claimed")
    if not _STATED_ACTIVE.search(clause):
        extra.append("status_unstated")
    return Amount(amount.value, amount.low, amount.high, (*amount.flags, *extra))


def add_strengths(harvest: Harvest, profile: Profile, iso3: str) -> None:
    """Add active and paramilitary forces of a profile to the indicators; several guards are summed.

    Parameters
    ----------
    harvest : Harvest
        Where the rows go.
    profile : Profile
        The profile.
    iso3 : str
        Its state.
    """
    text = profile.text(*PATH)
    if text is None or _NO_FIGURE.match(text):
        return
    years = years_in(text)
    strengths = parse_strengths(text)
    if not strengths or not years:
        harvest.miss(profile, PATH[1], text, "no number" if years else "no year")
        return
    for strength in strengths:
        if strength.name is None:
            harvest.miss(profile, PATH[1], strength.clause, "neither active forces nor guards: not counted")
    part = ["part_paramilitary"] if _PART_GUARDS.search(text) else []
    for name, flags in ((ACTIVE, part), (PARAMILITARY, [])):
        amounts = [strength.amount for strength in strengths if strength.name == name]
        if amounts:
            harvest.indicator(profile, iso3, name, years[-1], _total(amounts), profile.locator(*PATH), flags)


def _total(amounts: list[Amount]) -> Amount:
    if len(amounts) == 1:
        return amounts[0]
    flags = tuple(sorted({flag for amount in amounts for flag in amount.flags} | {"derived"}))
    if all(amount.value is not None for amount in amounts):
        return Amount(sum(amount.value or 0.0 for amount in amounts), None, None, flags)
    low = sum(amount.low if amount.low is not None else amount.value or 0.0 for amount in amounts)
    high = sum(amount.high if amount.high is not None else amount.value or 0.0 for amount in amounts)
    return Amount(None, low, high, flags)
