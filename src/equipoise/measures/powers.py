"""The powers between which a state balances: single states, and the European Union as a bloc."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from equipoise.errors import UnknownNameError
from equipoise.world.names import UnknownStateError
from equipoise.world.organisations import members, resolve_organisation
from equipoise.world.world import World

POWERS = ("RUS", "CHN", "EU", "TUR", "USA")
"""The powers of the founding case. Any state code or organisation id may be given in their place."""


@dataclass(frozen=True, slots=True)
class Power:
    """A state or a bloc that others lean on.

    Parameters
    ----------
    id : str
        ISO3 code, or id of an organisation.
    name : str
        Name for a reader.
    states : tuple of str
        The states that make it up on the day asked about.
    bloc : bool
        Is it an organisation?
    """

    id: str
    name: str
    states: tuple[str, ...]
    bloc: bool


def power(world: World, text: str, day: date) -> Power:
    """Return the power that a name or code means.

    Parameters
    ----------
    world : World
        The tables.
    text : str
        State (any name or code) or organisation (id or alias).
    day : datetime.date
        Day on which a bloc's members are counted.

    Returns
    -------
    Power
        The state, or the bloc with its members.

    Raises
    ------
    UnknownNameError
        If it is neither.
    """
    try:
        org_id = resolve_organisation(world, text)
    except UnknownNameError as no_organisation:
        iso3 = _state(world, text, no_organisation.choices)
        return Power(iso3, world.names.name(iso3), (iso3,), bloc=False)
    return Power(org_id, org_id, tuple(members(world, org_id, day)), bloc=True)


def _state(world: World, text: str, organisations: Sequence[str]) -> str:
    """Return the state that a text names; a miss is looked for among states and organisations alike."""
    try:
        return world.names.resolve(text)
    except UnknownStateError as error:
        raise UnknownNameError("power", text, [*organisations, *error.spellings]) from error


def usual_powers(world: World) -> list[str]:
    """Return the powers that are shown where none is asked for.

    Parameters
    ----------
    world : World
        The tables.

    Returns
    -------
    list of str
        Those of `POWERS` that exist on the day.
    """
    held = {*world.organisations["org_id"], *world.names.short}
    return [key for key in POWERS if key in held]
