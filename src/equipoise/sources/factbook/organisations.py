"""Memberships: the list of organisations of a profile to one row per organisation and standing."""

from __future__ import annotations

import re

from equipoise.sources.factbook.harvest import Harvest
from equipoise.sources.factbook.profiles import Profile
from equipoise.sources.factbook.tables import rows

PATH = ("Government", "International organization participation")
_COMMA_OUTSIDE_BRACKETS = re.compile(r",(?![^(]*\))")
_ENTRY = re.compile(r"(?P<code>[^()]+?)\s*(?P<brackets>(?:\([^)]*\)?\s*)*)")
_BRACKET = re.compile(r"\(([^)]*)\)?")
# A list may open with a sentence that ends in a colon; what it says of the state's seat holds for every entry.
_OPENING = re.compile(r"^[^,]{20,}?:\s*")


def parse_organisations(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Read a list of organisations.

    Parameters
    ----------
    text : str
        Cleaned text: `ADB, EITI (compliant country), NAM (observer)`.

    Returns
    -------
    list of (str, tuple of str)
        Code and what stands in its brackets, in order.
    """
    found: list[tuple[str, tuple[str, ...]]] = []
    for part in _COMMA_OUTSIDE_BRACKETS.split(_OPENING.sub("", text)):
        match = _ENTRY.fullmatch(part.strip())
        if match is not None and match["code"].lower() != "none":
            brackets = tuple(bracket.strip().lower() for bracket in _BRACKET.findall(match["brackets"]))
            found.append((match["code"].strip(), brackets))
    return found


def standing(brackets: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
    """Return the standing that brackets express.

    Parameters
    ----------
    brackets : tuple of str
        What stands in the brackets after an organisation's code, in lower case.

    Returns
    -------
    tuple of str and tuple of str, or None
        Standing and flags: `member` without brackets, that of the last bracket otherwise; None where the words are
        not in the table.
    """
    table = {row["words"]: row for row in rows("membership_status")}
    status = "member"
    flags: tuple[str, ...] = ()
    for words in brackets:
        row = table.get(words)
        if row is None:
            return None
        status, flags = row["status"], tuple(row["flags"].split(";")) if row["flags"] else ()
    return status, flags


def add_organisations(harvest: Harvest, profile: Profile, iso3: str) -> None:
    """Add the organisations of a profile to the memberships.

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
    if text is None:
        return
    seat = ["not_represented"] if "do not participate" in text else []
    for code, brackets in parse_organisations(text):
        found = standing(brackets)
        if found is None:
            harvest.miss(profile, PATH[1], f"{code} ({'; '.join(brackets)})", "unknown standing")
        else:
            status, flags = found
            harvest.membership(profile, iso3, code, status, ["stale_list", *flags, *seat])
