"""Section: the map."""

from __future__ import annotations

import json
from typing import Any

from equipoise.answers import Answer, Caption
from equipoise.brief.compose.subject import Subject
from equipoise.brief.map import Category, MapPoint, state_map
from equipoise.brief.page import MapSection, Section
from equipoise.errors import DataError, UnknownNameError
from equipoise.questions.neighbourhood import BOTH, neighbourhood
from equipoise.questions.wording import body_name, capital, day_in_words, listed
from equipoise.world.world import World

FILLS = ("#e69f00", "#56b4e9", "#009e73")
SCALE = "50m"
SIZES = ((900.0, 560.0, "map"), (420.0, 420.0, "mapn"))


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


def map_section(subject: Subject, disputed: str) -> Section | None:
    """Return the map centred on the state, or None where its shape is not held."""
    scenario = subject.scenario
    answer = neighbourhood(subject.now, subject.iso3, scenario.organisations, scenario.as_of)
    bodies = answer.subject["organisations"]
    assert isinstance(bodies, tuple)  # noqa: S101 - the question puts them there
    drawn = _drawings(subject, answer, bodies, disputed)
    if drawn is None:
        return None
    return Section(
        ident="map",
        title="On the map",
        menu="On the map",
        answer=answer,
        show=("map", "sheet:members") if bodies else ("map",),
        map=MapSection(_caption(subject, bodies), *drawn),
    )


def _drawings(subject: Subject, answer: Answer, bodies: tuple[str, ...], disputed: str) -> tuple[str, str] | None:
    """Return the map for wide pages and for phones, or None where the state is not drawn at this scale."""
    shapes = shapes_of(subject.now)
    colours = {str(row["iso3"]): str(row["colour"]) for row in answer.sheet("members").records()}
    categories = {org_id: Category(f"{org_id} members", fill) for org_id, fill in zip(bodies, FILLS, strict=False)}
    if BOTH in colours.values():
        categories[BOTH] = Category(f"members of both {listed(bodies)}", FILLS[2])
    setting: Any = disputed
    looks: dict[str, Any] = {
        "categories": categories,
        "disputed": setting,
        "points": [MapPoint(place.longitude, place.latitude, place.name) for place in subject.scenario.places],
    }
    try:
        wide, narrow = (
            str(state_map(shapes, subject.iso3, colours, width=width, height=height, ident=ident, **looks))
            for width, height, ident in SIZES
        )
    except UnknownNameError as error:
        if error.what == "setting of disputed areas":
            raise
        return None
    return wide, narrow


def _caption(subject: Subject, bodies: tuple[str, ...]) -> Caption:
    names = listed([body_name(subject.now, org_id) for org_id in bodies])
    around = f"between the members of {names}" if len(bodies) > 1 else f"and the members of {names}"
    who = capital(subject.in_sentence)
    projection = f"equal-area projection centred on {subject.in_sentence}"
    day = day_in_words(subject.scenario.as_of)
    return Caption(
        title=f"{who} {around}" if bodies else f"{who} and its neighbourhood",
        subtitle=f"Members on {day}; {projection}" if bodies else capital(projection),
        source="Natural Earth 4.1, which draws boundaries as they are held on the ground",
        note="Disputed areas and boundaries are marked as such; how they are drawn is no opinion on whose they are.",
    )
