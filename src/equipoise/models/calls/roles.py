"""Roles: what an addressee is to the state that asks. One rule for past calls and for forecasts alike."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

ORGANISATION = "organisation"
COALITION = "coalition"
FORMER_RULER = "former_ruler"
GREAT_POWER = "great_power"
OTHER_STATE = "other_state"
ROLES = (ORGANISATION, COALITION, FORMER_RULER, GREAT_POWER, OTHER_STATE)

ROLE_WORDS = {
    ORGANISATION: "organisations",
    COALITION: "groups of states",
    FORMER_RULER: "states from whose rule or union the asker became independent",
    GREAT_POWER: "permanent members of the UN Security Council",
    OTHER_STATE: "other single states",
}

GREAT_POWERS = ("CHN", "FRA", "GBR", "RUS", "USA")
"""Permanent members of the Security Council."""

_OF_TYPE = {
    "IO": ORGANISATION,
    "coalition": COALITION,
    "ex_colonial": FORMER_RULER,
    "great_power": GREAT_POWER,
    "regional_state": OTHER_STATE,
    "treaty_ally": OTHER_STATE,
}


def state_role(asker: str | None, addressee: str) -> str:
    """Return what a single state is to the one that asks.

    Parameters
    ----------
    asker, addressee : str
        ISO3 codes; an asker that is not known is None.

    Returns
    -------
    str
        former_ruler: the asker became independent from its rule, or from the union that it was the centre of;
        great_power: a permanent member of the Security Council; other_state.
    """
    if (asker, addressee) in former_rulers():
        return FORMER_RULER
    return GREAT_POWER if addressee in GREAT_POWERS else OTHER_STATE


def past_role(asker: str | None, addressee: str | None, coded: str) -> str:
    """Return the role of the addressee of a past call.

    The panel's own sort counts only where no single state was asked: it calls some single states a coalition because
    others came along, which was known only afterwards.
    """
    role = _OF_TYPE[coded]
    if role == ORGANISATION or addressee is None:
        return role
    return state_role(asker, addressee)


def adjoin(first: str, second: str) -> bool:
    """Say whether two states have a common land border.

    A border is as old as its states, so it is read from a table of the model and not from the world as of a day, whose
    source for it was published later.
    """
    return frozenset((first, second)) in _land_borders()


def neighbours(iso3: str) -> tuple[str, ...]:
    """Return the states with a land border to a state, sorted."""
    return tuple(sorted(other for pair in _land_borders() if iso3 in pair for other in pair if other != iso3))


@cache
def former_rulers() -> frozenset[tuple[str, str]]:
    """Return pairs of a state and the one from whose rule or union it became independent since 1900."""
    return frozenset((first, second) for first, second in _pairs("former_rulers.csv"))


@cache
def _land_borders() -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair) for pair in _pairs("land_borders.csv"))


def _pairs(name: str) -> list[tuple[str, str]]:
    text = resources.files(__package__).joinpath(f"parameters/{name}").read_text(encoding="utf-8")
    rows = csv.reader(text.splitlines())
    next(rows)
    return [(first, second) for first, second in rows]
