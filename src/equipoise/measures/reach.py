"""Reach of an organisation: what its instruments promise, against what could be sent, and how far.

Ambition and capacity are shown side by side, by trigger. A body may promise more than it can send, or hold the means
and promise nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

import polars as pl

from equipoise.errors import InputError, UnknownNameError
from equipoise.interval import Interval, total
from equipoise.measures.indicators import over_states
from equipoise.world.organisations import exists_on, instruments_of, members, resolve_organisation
from equipoise.world.rows import distinct, row_id
from equipoise.world.world import World

Trigger = Literal["external", "internal", "disaster"]
TRIGGERS: tuple[Trigger, ...] = get_args(Trigger)
COVERS = ("no", "ambiguous", "yes")
DUTIES = ("none", "cooperate", "must_consult", "may_assist", "must_assist")
"""Duties, weakest first."""

DEPLOYABLE = Interval(0.08, 0.40)
"""Part of active land forces that can be sent abroad: the targets that NATO set itself for sustained and for short
deployment (source `nato_cpg2006`). Few states reach them, so the upper end is generous."""
DEPLOYABLE_SOURCE = "nato_cpg2006"
EARTH_RADIUS = 6371.0


@dataclass(frozen=True, slots=True)
class Promise:
    """The most that an organisation's instruments promise for one trigger.

    Parameters
    ----------
    trigger : str
        "external", "internal" or "disaster".
    covers : str
        "yes", "ambiguous" or "no".
    duty : str
        Strongest duty among the instruments that cover the trigger best.
    instruments : tuple of str
        Addresses of those instruments.
    """

    trigger: Trigger
    covers: str
    duty: str
    instruments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """Ambition against capacity of an organisation on a day.

    Parameters
    ----------
    org_id : str
        The organisation.
    members : tuple of str
        Its members.
    promises : tuple of Promise
        One per trigger.
    standing_force : Interval or None
        Forces that instruments name as standing or earmarked [persons]; None where none is named.
    active_forces : Interval or None
        Members' active forces [persons]; None where no member has data.
    deployable : Interval or None
        Members' active forces times the deployable part [persons].
    distance : dict of str to float
        Distance from each member's capital to the place asked about [km]; empty where no place was given, and without
        members whose capital has no coordinates.
    missing : tuple of str
        Members without data on forces.
    source_ids, flags : tuple of str
        Sources and marks.
    """

    org_id: str
    members: tuple[str, ...]
    promises: tuple[Promise, ...]
    standing_force: Interval | None
    active_forces: Interval | None
    deployable: Interval | None
    distance: dict[str, float]
    missing: tuple[str, ...]
    source_ids: tuple[str, ...]
    flags: tuple[str, ...]

    def promise(self, trigger: Trigger) -> Promise:
        """Return the promise for a trigger.

        Raises
        ------
        UnknownNameError
            If it is none of the three triggers.
        """
        for promise in self.promises:
            if promise.trigger == trigger:
                return promise
        raise UnknownNameError("trigger", trigger, TRIGGERS)


def reach(world: World, organisation: str, day: date | None = None, to: str | None = None) -> Reach:
    """Return what an organisation promises and what it could send.

    Parameters
    ----------
    world : World
        The tables.
    organisation : str
        Id or name.
    day : datetime.date, optional
        Day on which members and instruments are read; by default the as-of day.
    to : str, optional
        State where forces would be needed; its own forces are then left out, since they are there already.

    Returns
    -------
    Reach
        Promises by trigger; standing, active and deployable forces; distances.

    Raises
    ------
    UnknownNameError
        If the organisation or state is not known.
    InputError
        If the organisation does not exist on the day.

    References
    ----------
    NATO (2006). Comprehensive Political Guidance, endorsed at Riga, 29 November 2006: at least 40 % of land forces
    deployable, 8 % on a sustained basis.
    """
    org_id = resolve_organisation(world, organisation)
    when = day or world.today
    if not exists_on(world, org_id, when):
        raise InputError(f"organisation {org_id} does not exist on {when}")
    place = None if to is None else world.names.resolve(to)
    belonging = members(world, org_id, when)
    senders = [iso3 for iso3 in belonging if iso3 != place]
    forces = over_states(world, senders, "active_forces")
    active = total(estimate.interval for estimate in forces.values() if estimate.interval) if forces else None
    texts = instruments_of(world, org_id, when)
    sources = set(distinct(texts, "source_ids"))
    sources |= {source for estimate in forces.values() for source in estimate.source_ids}
    return Reach(
        org_id=org_id,
        members=tuple(belonging),
        promises=tuple(_promise(texts, trigger) for trigger in TRIGGERS),
        standing_force=standing_force(texts),
        active_forces=active,
        deployable=None if active is None else Interval(active.low * DEPLOYABLE.low, active.high * DEPLOYABLE.high),
        distance={} if place is None else _distances(world, senders, place),
        missing=tuple(iso3 for iso3 in senders if iso3 not in forces),
        source_ids=tuple(sorted(sources | ({DEPLOYABLE_SOURCE} if active else set()))),
        flags=tuple(sorted({*distinct(texts, "flags"), *(flag for part in forces.values() for flag in part.flags)})),
    )


def _distances(world: World, senders: list[str], place: str) -> dict[str, float]:
    located = world.states.filter(pl.col("capital_latitude").is_not_null() & pl.col("capital_longitude").is_not_null())
    return {iso3: capital_distance(world, iso3, place) for iso3 in senders if iso3 in located["iso3"]}


def _promise(texts: pl.DataFrame, trigger: Trigger) -> Promise:
    column = f"trigger_{trigger}"
    best = max((COVERS.index(covers) for covers in texts[column]), default=0)
    covering = texts.filter((pl.col(column) == COVERS[best]) & (pl.lit(best) > 0))
    duty_column = pl.coalesce("duty_internal", "duty") if trigger == "internal" else pl.col("duty")
    duties = covering.select(duty_column.alias("_duty"))["_duty"]
    strongest = max((DUTIES.index(duty) for duty in duties), default=0)
    return Promise(
        trigger=trigger,
        covers=COVERS[best],
        duty=DUTIES[strongest],
        instruments=tuple(row_id("instruments", row) for row in covering.iter_rows(named=True)),
    )


def standing_force(texts: pl.DataFrame) -> Interval | None:
    """Return the force that some instruments name, or None where none does.

    Instruments of one body draw on the same soldiers, so the largest figure counts and not the sum.

    Parameters
    ----------
    texts : polars.DataFrame
        Rows of the table `instruments`.

    Returns
    -------
    Interval or None
        Force [persons].
    """
    named = texts.filter(pl.col("force_high").is_not_null())
    if named.is_empty():
        return None
    largest = named.sort("force_high").row(-1, named=True)
    low = largest["force_high"] if largest["force_low"] is None else largest["force_low"]
    return Interval(low, largest["force_high"], low if low == largest["force_high"] else None)


def capital_distance(world: World, first: str, second: str) -> float:
    """Return the great-circle distance between two capitals [km].

    Parameters
    ----------
    world : World
        The tables.
    first, second : str
        ISO3 codes.

    Returns
    -------
    float
        Distance on a sphere of radius 6,371 km.

    Raises
    ------
    InputError
        If a capital has no coordinates.
    """
    points = []
    for iso3 in (first, second):
        row = world.states.row(by_predicate=pl.col("iso3") == iso3, named=True)
        if row["capital_latitude"] is None or row["capital_longitude"] is None:
            raise InputError(f"no coordinates are held for the capital of {iso3}")
        points.append((math.radians(row["capital_latitude"]), math.radians(row["capital_longitude"])))
    (lat1, lon1), (lat2, lon2) = points
    hav = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    # Rounding may carry opposite points a hair past one.
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, hav)))
