"""Evidence: named queries that a claim can make of the world, each a number with its interval and sources."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ConfigDict, ValidationError, validate_call

from equipoise.errors import DataError, UnknownNameError
from equipoise.interval import Estimate, Interval
from equipoise.world.asof import parse_day
from equipoise.world.world import World


@dataclass(frozen=True, slots=True)
class Finding(Estimate):
    """What a query found: an estimate, and the finding in words.

    Parameters
    ----------
    interval, year, source_ids, flags, observation_ids, unit, period
        As for `Estimate`.
    text : str
        The finding in words, numbers included.
    """

    text: str = ""

    @classmethod
    def of(
        cls,
        interval: Interval | None,
        unit: str,
        text: str = "",
        year: int | None = None,
        source_ids: tuple[str, ...] = (),
        flags: tuple[str, ...] = (),
        observation_ids: tuple[str, ...] = (),
    ) -> Finding:
        """Return what was found, its quantity, unit and words first."""
        return cls(interval, year, source_ids, flags, observation_ids, unit, text=text)


@dataclass
class Worlds:
    """The world as of any day, loaded once each.

    Parameters
    ----------
    data : pathlib.Path or None
        Folder of the data package; None for the one that ships.
    leave_out : tuple of str
        Episodes that no forecast may learn from.
    as_of : datetime.date or None
        No world is later than this day; None sets no bound.
    """

    data: Path | None = None
    leave_out: tuple[str, ...] = ()
    as_of: date | None = None
    _held: dict[date | None, World] = field(default_factory=dict, repr=False)

    def on(self, day: date | None) -> World:
        """Return the world as of a day, or of the bound where that is earlier; None for all that is known."""
        if self.as_of is not None:
            day = self.as_of if day is None else min(day, self.as_of)
        if day not in self._held:
            self._held[day] = World.load(as_of=day, data=self.data)
        return self._held[day]


Query = Callable[..., Finding]
_QUERIES: dict[str, Query] = {}
AnyQuery = TypeVar("AnyQuery", bound=Query)


def evidence(query: AnyQuery) -> AnyQuery:
    """Register a query under the name of its function. Its first parameter is the world."""
    _QUERIES[query.__name__] = query
    return query


def queries() -> Mapping[str, Query]:
    """Return all registered queries by name."""
    return dict(_QUERIES)


def gather(worlds: Worlds, name: str, args: Mapping[str, Any], as_of: date | None) -> Finding:
    """Run a query.

    Parameters
    ----------
    worlds : Worlds
        The tables.
    name : str
        Name of the query.
    args : Mapping
        Its arguments; `as_of` among them sets the day of the world.
    as_of : datetime.date or None
        Day of the world where the arguments set none.

    Returns
    -------
    Finding
        What was found.

    Raises
    ------
    UnknownNameError
        If there is no such query.
    DataError
        If the arguments do not fit it.
    InputError
        If a day among them is no date.
    """
    if name not in _QUERIES:
        raise UnknownNameError("evidence", name, _QUERIES, show=40)
    given = dict(args)
    day = given.pop("as_of", as_of)
    accepted = inspect.signature(_QUERIES[name]).parameters
    if "leave_out" in accepted:
        given.setdefault("leave_out", worlds.leave_out)
    world = worlds.on(_day(name, day))
    try:
        inspect.signature(_QUERIES[name]).bind(world, **given)
    except TypeError as error:
        known = ", ".join(list(accepted)[1:])
        raise DataError(f"evidence {name}: {error} (arguments: {known})") from error
    try:
        return _checked(_QUERIES[name])(world, **given)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise DataError(f"evidence {name}: argument {place}: {fault['msg']} (given: {fault['input']!r})") from error


def _day(name: str, given: object) -> date | None:
    if given is None or given == "latest":
        return None
    if not isinstance(given, str | date):
        raise DataError(f"evidence {name}: as_of {given!r} is neither a date nor 'latest'")
    return parse_day(given)


@cache
def _checked(query: Query) -> Query:
    """Return a query that checks the types of its arguments first, since they come from documents."""
    return validate_call(config=ConfigDict(arbitrary_types_allowed=True))(query)
