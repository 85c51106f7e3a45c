"""`equipoise affinity`: how near two states are by their votes, their treaties and their memberships."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

import polars as pl
import typer

from equipoise.cli import dyad_history
from equipoise.cli.options import AsJson, DataFolder
from equipoise.cli.output import NO_DATA, amount, console, print_json, table
from equipoise.errors import DataError, InputError
from equipoise.interval import Interval
from equipoise.measures.votes import CODINGS
from equipoise.sources.history.catalogue import history_table
from equipoise.sources.history.reading import ENVIRONMENT
from equipoise.world.organisations import exists_on, in_force, organisation, organisations_of
from equipoise.world.rows import distinct
from equipoise.world.world import World

FIRST_YEAR, LAST_YEAR = 1800, 2200
_TITLES = {
    "lijphart": "UN votes alike, an abstention counting half",
    "identical": "UN votes identical",
    "yes_no": "UN votes alike where both said yes or no",
    "s_absolute": "S of alliances, absolute distance",
    "s_squared": "S of alliances, squared distance",
    "pi": "Scott's pi of alliances",
    "kappa": "Cohen's kappa of alliances",
    "kappa_fighting": "Cohen's kappa of pledges to fight alone",
}
_PORTFOLIO_SCORES = ("s_absolute", "s_squared", "pi", "kappa", "kappa_fighting")
_MAIN = {"agreement": "lijphart", "ideal_points": "distance", "portfolios": "s_absolute"}


def affinity(
    first: Annotated[str, typer.Argument(metavar="STATE", help="Name or code of a state: KAZ, Kazakhstan, iso:398.")],
    second: Annotated[str, typer.Argument(metavar="STATE", help="Another state.")],
    year: Annotated[
        int | None, typer.Option("--year", help="Year described (default: the last that each source covers).")
    ] = None,
    data: DataFolder = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Show how near two states are: votes and ideal points in the UN, alliance portfolios, shared organisations."""
    world = World.load(data=data)
    content = affinity_of(world, first, second, year)
    if as_json:
        print_json(world, content)
    else:
        _show(content)


def affinity_of(world: World, first: str, second: str, year: int | None = None) -> dict[str, Any]:
    """Return everything that `equipoise affinity` tells about two states.

    Parameters
    ----------
    world : World
        The tables.
    first, second : str
        Names or codes of two states.
    year : int, optional
        Year described; by default the last that each source covers for the two.

    Returns
    -------
    dict
        `agreement`, `ideal_points` and `portfolios`, each with its year, coverage and tables, or None where the
        historical tables are not at hand (`notes` says why); `organisations`; and the `series` over all years.

    Raises
    ------
    UnknownNameError
        If a name means no state.
    InputError
        If both names mean one state, or the year is none.
    """
    one, other = world.names.resolve(first), world.names.resolve(second)
    if one == other:
        raise InputError(f"{first!r} and {second!r} are one state ({one}); name two")
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise InputError(f"year {year} is out of range ({FIRST_YEAR} to {LAST_YEAR})")
    subjects: dict[str, tuple[Callable[[], pl.DataFrame], tuple[str, ...]]] = {
        "agreement": (lambda: dyad_history.agreement_by_year(world, one, other), dyad_history.VOTE_TABLES),
        "ideal_points": (lambda: dyad_history.ideal_points_by_year(one, other), dyad_history.POINT_TABLES),
        "portfolios": (lambda: dyad_history.portfolios_by_year(one, other), dyad_history.ALLIANCE_TABLES),
    }
    found: dict[str, Any] = {}
    series: dict[str, Any] = {}
    notes: list[str] = []
    for subject, (compute, tables) in subjects.items():
        try:
            whole = _at_hand(compute)
        except DataError as error:
            found[subject], series[subject] = None, None
            notes.append(str(error))
        else:
            found[subject] = {**_in_year(whole, _MAIN[subject], year), "tables": [_cited(name) for name in tables]}
            series[subject] = _covered(whole, _MAIN[subject])
    return {
        "first": {"iso3": one, "name": world.names.name(one)},
        "second": {"iso3": other, "name": world.names.name(other)},
        "year": year,
        **found,
        "organisations": _organisations(world, one, other, year),
        "series": series,
        "notes": list(dict.fromkeys(notes)),
    }


def _at_hand(compute: Callable[[], pl.DataFrame]) -> pl.DataFrame:
    if not os.environ.get(ENVIRONMENT):
        raise DataError(f"they need {ENVIRONMENT}, the folder that holds the historical tables")
    return compute()


def _covered(series: pl.DataFrame, main: str) -> pl.DataFrame:
    return series.filter(pl.col(main).is_not_null())


def _in_year(series: pl.DataFrame, main: str, year: int | None) -> dict[str, Any]:
    """Return the row of a year, or the last with a value, with the years in which the two have one."""
    covered = _covered(series, main)
    coverage = None if covered.is_empty() else [covered["year"].min(), covered["year"].max()]
    rows = covered.tail(1) if year is None else series.filter(pl.col("year") == year)
    values = rows.row(0, named=True) if rows.height else dict.fromkeys(series.columns) | {"year": year}
    return {**values, "coverage": coverage}


def _cited(name: str) -> dict[str, str]:
    declared = history_table(name)
    return {
        "table": name,
        "version": declared.version,
        "citation": declared.citation,
        "doi": declared.doi,
        "licence": declared.licence,
    }


def _organisations(world: World, first: str, second: str, year: int | None) -> dict[str, Any]:
    """Return the organisations that two states share on the last day of a year, by default today."""
    day = world.today if year is None else min(date(year, 12, 31), world.today)
    own, others = (set(organisations_of(world, iso3, day)) for iso3 in (first, second))
    standings = world.memberships.filter(
        pl.col("iso3").is_in([first, second]) & (pl.col("status") == "member") & in_force(day)
    )
    held = [org_id for org_id in world.organisations["org_id"] if exists_on(world, org_id, day)]
    return {
        "on": day,
        "shared": [{"org_id": org_id, "name": organisation(world, org_id)["name"]} for org_id in sorted(own & others)],
        "only_first": sorted(own - others),
        "only_second": sorted(others - own),
        "held": sorted(held),
        "source_ids": distinct(standings, "source_ids"),
        "flags": distinct(standings, "flags"),
    }


def _show(content: Mapping[str, Any]) -> None:
    out = console()
    names = [content[side]["name"] for side in ("first", "second")]
    codes = [content[side]["iso3"] for side in ("first", "second")]
    pair = " and ".join(f"{name} ({code})" for name, code in zip(names, codes, strict=True))
    out.print(pair, style="bold", markup=False)
    rows = [*_agreement_rows(content), *_point_rows(content, names), *_portfolio_rows(content)]
    if rows:
        out.print(table("Affinity", ("measure", "value", "year", "covered", "rests on"), rows, numbers=(1,)))
    bodies = content["organisations"]
    shared = [entry["org_id"] for entry in bodies["shared"]]
    out.print(f"Shared organisations on {bodies['on']}: {', '.join(shared) or 'none'} (of {len(bodies['held'])} held)")
    for side, name in zip(("only_first", "only_second"), names, strict=True):
        out.print(f"Only {name}: {', '.join(bodies[side]) or 'none'}")
    for note in content["notes"]:
        out.print(f"Votes, ideal points and alliances: {note}", soft_wrap=True, markup=False)


def _agreement_rows(content: Mapping[str, Any]) -> list[Sequence[str]]:
    found = content["agreement"]
    if found is None:
        return []
    rests = "" if found["common"] is None else f"{found['common']} common votes"
    return [(_TITLES[coding], *_cells(found[coding], found), rests) for coding in CODINGS]


def _point_rows(content: Mapping[str, Any], names: Sequence[str]) -> list[Sequence[str]]:
    found = content["ideal_points"]
    if found is None:
        return []
    rows: list[Sequence[str]] = []
    for side, name in zip(("first", "second"), names, strict=True):
        low, high, value = found[f"{side}_low"], found[f"{side}_high"], found[side]
        interval = None if value is None or low is None or high is None else Interval(low, high, value)
        title = f"Ideal point of {name} (90 % interval)"
        rows.append(
            (title, amount(interval, 2), *_cells(None, found)[1:], "" if value is None else "published estimate")
        )
    return [*rows, ("Distance of the ideal points", *_cells(found["distance"], found), "")]


def _portfolio_rows(content: Mapping[str, Any]) -> list[Sequence[str]]:
    found = content["portfolios"]
    if found is None:
        return []
    rests = "" if found["compared"] is None else f"pledges to {found['compared']} states"
    return [(_TITLES[name], *_cells(found[name], found), rests) for name in _PORTFOLIO_SCORES]


def _cells(value: float | None, found: Mapping[str, Any]) -> tuple[str, str, str]:
    covered = found["coverage"]
    return (
        NO_DATA if value is None else f"{value:.2f}",
        str(found["year"] or ""),
        "no year" if covered is None else f"{covered[0]}-{covered[1]}",
    )
