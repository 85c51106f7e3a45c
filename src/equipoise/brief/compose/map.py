"""Section: the map."""

from __future__ import annotations

import json
from typing import Any

from equipoise.answers.charts.frame import Caption
from equipoise.brief.compose.subject import Subject
from equipoise.brief.map import Category, MapPoint, state_map
from equipoise.brief.page import MapSection
from equipoise.errors import DataError, UnknownNameError
from equipoise.questions.wording import body_name, capital, day_in_words, listed
from equipoise.world.organisations import exists_on, members
from equipoise.world.world import World

BOTH = "both"
FILLS = ("#e69f00", "#56b4e9", "#009e73")
SCALE = "50m"
MOST_MEMBERS = 15


def shapes_of(world: World, scale: str = SCALE) -> dict[str, Any]:
    """Return the country shapes of a scale.

    Raises
    ------
    DataError
        If the data package does not hold them.
    """
    name = f"shapes_{scale}"
    if name not in world.manifest.resources:
        raise DataError(f"data package {str(world.manifest.path)!r} lacks {name!r}")
    content: dict[str, Any] = json.loads(world.manifest.file(name).read_text(encoding="utf-8"))
    return content


def map_section(subject: Subject, disputed: str) -> MapSection | None:
    """Return the map centred on the state, or None where its shape is not held."""
    world, day = subject.now, subject.scenario.as_of
    existing = [org_id for org_id in subject.scenario.organisations if exists_on(world, org_id, day)]
    # An organisation of half the world would paint the whole map and say nothing.
    bodies = [org_id for org_id in existing if len(members(world, org_id, day)) <= MOST_MEMBERS][:2]
    colours, categories = _colours(world, bodies, subject)
    shapes = shapes_of(world)
    setting: Any = disputed
    places = [MapPoint(place.longitude, place.latitude, place.name) for place in subject.scenario.places]

    def drawn(width: float, height: float, ident: str) -> str:
        sized = {"width": width, "height": height, "ident": ident}
        looks = {"categories": categories, "disputed": setting, "points": places}
        return str(state_map(shapes, subject.iso3, colours, **looks, **sized))  # type: ignore[arg-type]

    try:
        wide, narrow = drawn(900, 560, "map"), drawn(420, 420, "mapn")
    except UnknownNameError as error:
        if error.what == "setting of disputed areas":
            raise
        return None
    names = listed([body_name(world, org_id) for org_id in bodies])
    around = f"between the members of {names}" if len(bodies) > 1 else f"and the members of {names}"
    who = capital(subject.in_sentence)
    projection = f"equal-area projection centred on {subject.in_sentence}"
    caption = Caption(
        title=f"{who} {around}" if bodies else f"{who} and its neighbourhood",
        subtitle=f"Members on {day_in_words(day)}; {projection}" if bodies else capital(projection),
        source="Natural Earth 4.1, which draws boundaries as they are held on the ground",
        note="Disputed areas and boundaries are marked as such; how they are drawn is no opinion on whose they are.",
    )
    return MapSection(caption, wide, narrow)


def _colours(world: World, bodies: list[str], subject: Subject) -> tuple[dict[str, str], dict[str, Category]]:
    day = subject.scenario.as_of
    belonging = {org_id: set(members(world, org_id, day)) for org_id in bodies}
    colours: dict[str, str] = {}
    for org_id, states in belonging.items():
        for iso3 in states:
            colours[iso3] = BOTH if iso3 in colours else org_id
    categories = {org_id: Category(f"{org_id} members", fill) for org_id, fill in zip(bodies, FILLS, strict=False)}
    if BOTH in colours.values():
        categories[BOTH] = Category(f"members of both {listed(bodies)}", FILLS[2])
    return colours, categories
