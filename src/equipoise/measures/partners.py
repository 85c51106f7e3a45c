"""Trade partners of a state, read from lists that are cut off: what is known of the partners that are not listed.

A published list names the largest partners only. A partner that it leaves out has at most the smallest listed share,
and all of those left out together have what the list does not cover. So a share is a point (up to rounding) where
the partner is listed, and an interval where it is not; the share of a bloc is nearly always an interval.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from equipoise.interval import Estimate, Interval, total
from equipoise.world.rows import distinct, row_id
from equipoise.world.world import World

Flow = Literal["exports", "imports"]
SHARE_KINDS: dict[Flow, str] = {"exports": "export_share", "imports": "import_share"}
STALE_YEARS = 3
"""An observation is flagged stale when it describes a year more than so many years before the day asked about."""


@dataclass(frozen=True, slots=True)
class PartnerList:
    """The partners that the latest edition lists for one flow of one state.

    Parameters
    ----------
    iso3 : str
        The state.
    flow : str
        "exports" or "imports".
    year : int
        Year described.
    shares : dict of str to Interval
        Listed partners and their shares [%], rounding included.
    source_ids, flags : tuple of str
        Sources and marks of the list.
    observation_ids : dict of str to str
        Address of each listed row.
    """

    iso3: str
    flow: Flow
    year: int
    shares: dict[str, Interval]
    source_ids: tuple[str, ...]
    flags: tuple[str, ...]
    observation_ids: dict[str, str] = field(default_factory=dict)

    @property
    def cap(self) -> float:
        """Largest share that an unlisted partner can have [%]: the smallest listed one."""
        return min(share.high for share in self.shares.values())

    @property
    def remainder(self) -> Interval:
        """What the list leaves to all unlisted partners together [%]."""
        return (Interval.point(100.0) - total(self.shares.values())).clip(0.0, 100.0)


def partner_list(world: World, iso3: str, flow: Flow) -> PartnerList | None:
    """Return the newest partner list of a state that the world holds, or None.

    Parameters
    ----------
    world : World
        The tables.
    iso3 : str
        State whose books are read.
    flow : str
        "exports" or "imports".

    Returns
    -------
    PartnerList or None
        The list of the latest edition; None where no edition has one.
    """
    rows = world.ties.filter(
        (pl.col("iso3") == iso3) & (pl.col("kind") == SHARE_KINDS[flow]) & (pl.col("edition") != "facts")
    )
    if rows.is_empty():
        return None
    newest = rows.sort("published", "year").row(-1, named=True)
    rows = rows.filter((pl.col("edition") == newest["edition"]) & (pl.col("year") == newest["year"]))
    # A share of 0 % has no half a unit to lose, whoever wrote the row.
    shares = {
        row["partner"]: Interval(row["low"], row["high"], row["value"]).clip(0.0, 100.0)
        for row in rows.iter_rows(named=True)
    }
    return PartnerList(
        iso3=iso3,
        flow=flow,
        year=newest["year"],
        shares=shares,
        source_ids=tuple(newest["source_ids"]),
        flags=tuple(sorted(set(distinct(rows, "flags")) - {"artefact", "bullion_hub"})),
        observation_ids={row["partner"]: row_id("ties", row) for row in rows.iter_rows(named=True)},
    )


def partner_share(world: World, iso3: str, flow: Flow, partners: Iterable[str]) -> Estimate:
    r"""Return the share of one partner, or of several together, in a flow of a state.

    Parameters
    ----------
    world : World
        The tables.
    iso3 : str
        State whose books are read.
    flow : str
        "exports" or "imports".
    partners : iterable of str
        ISO3 codes; the state itself is left out, so that a member of a bloc can be asked about the bloc.

    Returns
    -------
    Estimate
        Share [% of the flow]. The interval is None where the state has no list.

    Notes
    -----
    With listed shares :math:`s_i`, cap :math:`c` (the smallest listed share), remainder :math:`r` and :math:`n` of
    the partners unlisted, the share lies in :math:`[\sum s_i, \sum s_i + \min(n c, r)]`. It has a point only
    where every partner is listed.

    Where the register of defects says that an edition lost a partner altogether, the last list that still named it
    is carried forward and flagged `stale`. A bloc that holds such a partner has no point: the carried share and the
    list are of different years. Nor has any other partner: the list was drawn up without the lost one, so a listed
    share is one of the remaining trade. With carried shares :math:`l_j` it lies in :math:`[s (1 - \sum l_j), s]`.
    """
    listed = partner_list(world, iso3, flow)
    wanted = [partner for partner in partners if partner != iso3]
    if listed is None or not wanted:
        return Estimate(None)
    lost = _lost_partners(world, listed)
    if len(wanted) == 1 and wanted[0] in lost:
        return lost[wanted[0]]
    present = [partner for partner in wanted if partner not in lost]
    missed = sum(share.interval.high for share in lost.values() if share.interval is not None)
    found = _share_of_list(world, listed, present, remaining=max(0.0, 1.0 - missed / 100))
    return _with_lost(found, [share for partner, share in lost.items() if partner in wanted])


def _share_of_list(world: World, listed: PartnerList, wanted: list[str], remaining: float) -> Estimate:
    """Return the share of some partners as far as a list tells it that covers at least the remaining part of trade."""
    named = [partner for partner in wanted if partner in listed.shares]
    unlisted = len(wanted) - len(named)
    known = total(listed.shares[partner] for partner in named)
    extra = min(unlisted * listed.cap, listed.remainder.high)
    rest = Interval(0.0, extra, 0.0 if unlisted == 0 else None)
    # Rounded shares may sum to more than the whole.
    share = (known + rest).clip(0.0, 100.0)
    if remaining < 1.0:
        share = Interval(share.low * remaining, share.high)
    return Estimate(
        interval=share,
        year=listed.year,
        source_ids=listed.source_ids,
        flags=_share_flags(world, listed, open_ended=unlisted > 0 or remaining < 1.0),
        observation_ids=tuple(listed.observation_ids[partner] for partner in (named or listed.observation_ids)),
    )


def _with_lost(share: Estimate, lost: list[Estimate]) -> Estimate:
    """Return a share with those of partners that the list has lost added to it, as an interval."""
    parts = [estimate.interval for estimate in (share, *lost) if estimate.interval is not None]
    if not lost:
        return share
    whole = total(parts)
    return Estimate(
        interval=Interval(whole.low, whole.high).clip(0.0, 100.0),
        year=min(estimate.year for estimate in (share, *lost) if estimate.year is not None),
        source_ids=tuple(sorted({source for estimate in (share, *lost) for source in estimate.source_ids})),
        flags=tuple(
            sorted({flag for estimate in (share, *lost) for flag in estimate.flags} - {"rounded"} | {"interval"})
        ),
        observation_ids=tuple(row for estimate in (share, *lost) for row in estimate.observation_ids),
    )


def _share_flags(world: World, listed: PartnerList, *, open_ended: bool) -> tuple[str, ...]:
    # A listed share is fully known: that the list is cut after it does not touch it.
    flags = set(listed.flags) - {"stale"} - (set() if open_ended else {"top5", "cut_list"})
    if open_ended:
        flags |= {"interval"}
        flags -= {"rounded"}
    return staleness(world, listed.year, flags)


def staleness(world: World, year: int, flags: Iterable[str]) -> tuple[str, ...]:
    """Return flags with `stale` added where the year lies too far before the day asked about.

    Parameters
    ----------
    world : World
        The tables, and the day.
    year : int
        Year that the number describes.
    flags : iterable of str
        Marks of quality so far.

    Returns
    -------
    tuple of str
        Flags, sorted.
    """
    marks = set(flags)
    if world.today.year - year > STALE_YEARS:
        marks.add("stale")
    return tuple(sorted(marks))


def _lost_partners(world: World, listed: PartnerList) -> dict[str, Estimate]:
    """Return the partners that the edition is known to have lost, each with its last listed share."""
    kind = SHARE_KINDS[listed.flow]
    faults = world.defects.filter(
        (pl.col("action") == "carry_forward")
        & pl.col("states").list.contains(listed.iso3)
        & (pl.col("year_from").is_null() | (pl.col("year_from") <= listed.year))
        & (pl.col("year_to").is_null() | (pl.col("year_to") >= listed.year))
        & (pl.col("kind").is_null() | pl.col("kind").str.contains(kind))
    )
    missing = [partner for partner in faults["partner"].drop_nulls().unique().sort() if partner not in listed.shares]
    found = {partner: _last_listed(world, listed, partner) for partner in missing}
    return {partner: share for partner, share in found.items() if share is not None}


def _last_listed(world: World, listed: PartnerList, partner: str) -> Estimate | None:
    earlier = world.ties.filter(
        (pl.col("iso3") == listed.iso3)
        & (pl.col("partner") == partner)
        & (pl.col("kind") == SHARE_KINDS[listed.flow])
        & (pl.col("year") < listed.year)
    )
    if earlier.is_empty():
        return None
    row = earlier.sort("year", "published").row(-1, named=True)
    return Estimate(
        interval=Interval(row["low"], row["high"], row["value"]),
        year=row["year"],
        source_ids=tuple(row["source_ids"]),
        flags=tuple(sorted({*(row["flags"] or []), "stale", "carried_forward"} - {"top5", "cut_list"})),
        observation_ids=(row_id("ties", row),),
    )
