"""What is known of the course of single long arcs, which the source draws as straight lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from equipoise.errors import DataError
from equipoise.sources.atlas.draft import Draft
from equipoise.sources.atlas.sphere import great_circle_km

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_SAME_PLACE = 0.002
"""Half the step in which the source gives places, and some [degree]."""


@dataclass(frozen=True, slots=True)
class Course:
    """The course of an arc.

    Attributes
    ----------
    ends : ndarray of shape (2, 2)
        Latitude and longitude of both ends [degree].
    via : ndarray of shape (k, 2)
        Places on the way from the first end to the second [degree].
    not_in : str or None
        Who controls the ground that its straight line touches and its track does not.
    """

    ends: NDArray[np.float64]
    via: NDArray[np.float64]
    not_in: str | None


def read_courses(path: Path) -> list[Course]:
    """Read the courses known."""
    rows = pl.read_csv(path, schema_overrides={"via": pl.String}).iter_rows(named=True)
    return [
        Course(
            np.array([[row["lat1"], row["lon1"]], [row["lat2"], row["lon2"]]], dtype=np.float64),
            np.array([[float(x) for x in point.split()] for point in (row["via"] or "").split(";") if point]).reshape(
                -1, 2
            ),
            row["not_in"],
        )
        for row in rows
    ]


def lay(draft: Draft, courses: list[Course]) -> Draft:
    """Lead arcs through the places on their way; the length stays, shared out by great-circle distance.

    Parameters
    ----------
    draft : Draft
        Rail lines.
    courses : list of Course
        What is known.

    Returns
    -------
    Draft
        With a node, of no territory yet, at each place on the way.

    Raises
    ------
    DataError
        If the network has no such arc.
    """
    for course in courses:
        arc, turned = _find(draft, course)
        if not len(course.via):
            continue
        via = course.via[::-1] if turned else course.via
        u, v, km, mode = int(draft.start[arc]), int(draft.end[arc]), float(draft.km[arc]), int(draft.mode[arc])
        keep = np.ones(len(draft.start), dtype=bool)
        keep[arc] = False
        nodes = np.array([u, *(draft.size + np.arange(len(via))), v])
        draft = draft.keep(keep).with_nodes(via[:, 0], via[:, 1], np.full(len(via), -1))
        latitude, longitude = draft.latitude[nodes], draft.longitude[nodes]
        steps = great_circle_km(latitude[:-1], longitude[:-1], latitude[1:], longitude[1:])
        draft = draft.with_arcs(nodes[:-1], nodes[1:], km * steps / steps.sum(), mode)
    return draft


def _find(draft: Draft, course: Course) -> tuple[int, bool]:
    for ends, turned in ((course.ends, False), (course.ends[::-1], True)):
        fits = (
            (np.abs(draft.latitude[draft.start] - ends[0, 0]) < _SAME_PLACE)
            & (np.abs(draft.longitude[draft.start] - ends[0, 1]) < _SAME_PLACE)
            & (np.abs(draft.latitude[draft.end] - ends[1, 0]) < _SAME_PLACE)
            & (np.abs(draft.longitude[draft.end] - ends[1, 1]) < _SAME_PLACE)
        )
        if fits.any():
            return int(np.flatnonzero(fits)[np.argmax(draft.km[fits])]), turned
    raise DataError(f"courses.csv: no arc of the network joins {course.ends.tolist()}")
