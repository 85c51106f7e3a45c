"""A state on the map: which states around it belong to its organisations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from equipoise.answers import Answer, Column, Sheet
from equipoise.questions.citing import finished
from equipoise.questions.wording import body_name, day_in_words, listed
from equipoise.world.existence import check_exists_on
from equipoise.world.organisations import exists_on, members, resolve_organisation
from equipoise.world.spelling import fold
from equipoise.world.world import World

BOTH = "both"
"""Key of the states that belong to both organisations."""
MOST_MEMBERS = 15
"""Members of the largest organisation that a map shows: one of half the world would paint it all and say nothing."""
MOST_BODIES = 2

MEMBER_COLUMNS = (
    Column("iso3", hidden=True, sense="ISO 3166-1 code of the state."),
    Column("name", "state", sense="Name of the state."),
    Column("member_of", "member of", "list", sense="Those of the organisations to which it belongs."),
    Column("colour", hidden=True, sense="Key of its colour on the map: an organisation, or both."),
)


def neighbourhood(world: World, state: str, organisations: Sequence[str] = (), day: date | None = None) -> Answer:
    """Answer which states belong to a state's organisations, those that a map can show.

    Parameters
    ----------
    world : World
        The tables.
    state : str
        Any name or code of the state.
    organisations : sequence of str
        Organisations by id or name; of those that exist on the day the first two small ones are shown.
    day : datetime.date, optional
        Day on which members are read; by default that of the world.

    Returns
    -------
    Answer
        Sheet ``members``, one row a state; the subject names the ``organisations`` that are shown.

    Raises
    ------
    UnknownNameError
        If the state or an organisation is not known.
    """
    iso3, when = world.names.resolve(state), day or world.today
    check_exists_on(world, iso3, day=when)
    held = [resolve_organisation(world, name) for name in organisations]
    belonging = {key: members(world, key, when) for key in held if exists_on(world, key, when)}
    bodies = [key for key, states in belonging.items() if len(states) <= MOST_MEMBERS][:MOST_BODIES]
    found: dict[str, list[str]] = {}
    for key in bodies:
        for member in belonging[key]:
            found.setdefault(member, []).append(key)
    rows = [
        {
            "iso3": member,
            "name": world.names.name(member),
            "member_of": tuple(keys),
            "colour": BOTH if len(keys) > 1 else keys[0],
        }
        for member, keys in found.items()
    ]
    rows.sort(key=lambda row: fold(str(row["name"])))
    names = listed([body_name(world, key) for key in bodies])
    title = f"Members of {names} on {day_in_words(when)}" if bodies else "No organisation is shown on the map"
    answer = Answer(
        question="neighbourhood",
        title=f"{world.names.name(iso3)} and its neighbourhood",
        subject={"iso3": iso3, "organisations": tuple(bodies), "day": when.isoformat()},
        sheets=(Sheet.of("members", title, MEMBER_COLUMNS, rows, detail=True),),
    )
    return finished(world, answer)
