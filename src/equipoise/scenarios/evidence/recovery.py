"""Evidence on setback and recovery: what stands now by series, past cases, the price of rescue."""

from __future__ import annotations

from collections.abc import Iterable

from equipoise.errors import DataError
from equipoise.interval import Interval
from equipoise.models.recovery.report import CaseReport, known_on, shipped_report
from equipoise.models.recovery.series import EVENT_TABLES, series_named
from equipoise.scenarios.evidence.registry import Finding, evidence
from equipoise.scenarios.recovery import read_standing, recovery_file
from equipoise.world.world import World


def _report(world: World, scenario: str) -> CaseReport:
    path = recovery_file(scenario)
    if path is None:
        raise DataError(f"scenario {scenario!r} names no document of recovery")
    return shipped_report(world, read_standing(path))


def _tables(names: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of the tables that series of the panel rest on, as the bibliography names them."""
    return tuple(sorted({table for name in names for table in series_named(name).tables} | {*EVENT_TABLES}))


@evidence
def recovered_share(world: World, scenario: str) -> Finding:
    """Part of the counted series in which no lasting loss is left [%]; those that cannot be told leave it open."""
    found = _report(world, scenario)
    counted = [verdict for verdict in found.verdicts if verdict.part_of is None]
    clear = [verdict.title for verdict in counted if verdict.status == "no lasting loss"]
    open_ = [verdict.title for verdict in counted if verdict.status == "cannot be told"]
    if not counted:
        return Finding.of(None, "% of series", "nothing is compared")
    share = Interval(100 * len(clear) / len(counted), 100 * (len(clear) + len(open_)) / len(counted))
    return Finding.of(
        share,
        "% of series",
        f"no lasting loss in {len(clear)} of {len(counted)} series, {len(open_)} of which cannot be told",
        None,
        tuple(sorted({source for verdict in counted for source in verdict.source_ids})),
        ("derived",),
        tuple(name for verdict in counted for name in verdict.observation_ids),
    )


@evidence
def twin_gap(world: World, scenario: str, series: str) -> Finding:
    """Difference between the state and its synthetic twin in the latest year that the day allows."""
    found = _report(world, scenario)
    title, unit = series_named(series).title, series_named(series).unit
    case = next((entry for entry in found.cases if entry.series == series), None)
    verdict = next((entry for entry in found.verdicts if entry.id == series), None)
    if case is None or verdict is None or verdict.depth is None:
        return Finding.of(None, unit, f"{title}: the case could not be held against a synthetic twin")
    year = found.event.year + (verdict.depth_at or 0)
    text = f"{title}: state less its synthetic twin in {year}"
    return Finding.of(verdict.depth, unit, text, year, _tables([series]), ("derived",))


@evidence
def least_comeback(world: World, panel: str, years: int) -> Finding:
    """Smallest share of past losses undone within some years, over all series of the state with its rescuer [%]."""
    known = known_on(world)[0]
    shares = {
        entry.series: entry.comeback.back[years]
        for entry in known.recoveries
        if entry.name == panel
        and series_named(entry.series).is_dyadic
        and entry.comeback is not None
        and years in entry.comeback.back
    }
    if not shares:
        return Finding.of(None, "%", f"no series of the panel of {panel} has losses enough, {years} years on")
    least = min(shares, key=lambda name: shares[name].midpoint)
    interval = Interval(min(part.low for part in shares.values()), min(part.high for part in shares.values()))
    return Finding.of(
        interval.scale(100),
        "%",
        f"losses undone within {years} years, least of {len(shares)} series: {series_named(least).title}",
        known.last_year,
        _tables(shares),
        ("derived",),
    )


@evidence
def rescue_price(world: World, series: str, horizon: int) -> Finding:
    """Weight of the rescuer after rescues less that after refused calls, some years on; above 0 where it grew."""
    declared = series_named(series)
    price = known_on(world)[0].price(series, horizon)
    if price is None or price.difference is None:
        return Finding.of(None, declared.unit, f"{declared.title}: too few rescues or refused calls")
    return Finding.of(
        price.difference.scale(declared.sign),
        declared.unit,
        f"{declared.title}, {horizon} years after {price.rescued} rescues against {price.refused} refused calls",
        None,
        _tables([series]),
        ("derived",),
    )
