"""What the historical tables in the user's folder tell about the affinity of two states, as one table a subject."""

from __future__ import annotations

from functools import cache

import polars as pl

from equipoise.measures.ideal_points import ideal_point_distances
from equipoise.measures.portfolios import ATOP_LEVELS, FIGHTING_LEVELS, alliance_portfolios, similarity
from equipoise.measures.votes import CODINGS, agreement_series
from equipoise.sources.history import code_of, read, recode
from equipoise.sources.history.catalogue import history_table
from equipoise.world.world import World

FORMER_VOTERS = {
    "CS": 315,
    "DD": 265,
    "YU": 345,
    "YD": 680,
    "Federal Republic of Germany": 260,
    "Yemen Arab Republic": 678,
    "Zanzibar": 511,
}
"""Voters of the roll calls without a present-day ISO code, by code or name -> Correlates of War number."""

VOTE_TABLES = ("un_votes", "un_roll_calls", "un_countries")
POINT_TABLES = ("un_ideal_points",)
ALLIANCE_TABLES = ("atop_dyad_year", "state_codes")


def agreement_by_year(world: World, first: str, second: str) -> pl.DataFrame:
    """Return the agreement of two states in the General Assembly, one row per session.

    Parameters
    ----------
    world : World
        Table `states`, for the codes.
    first, second : str
        ISO3 codes.

    Returns
    -------
    polars.DataFrame
        year (in which the session opens), session, common, and the agreement under each coding [0 to 1], null where
        too few votes were cast by both.

    Raises
    ------
    DataError
        If the tables are not at hand or not of the declared form.
    """
    calls = read("un_roll_calls").select("rcid", "session", year=_year_of("session", "un_roll_calls"))
    votes = read("un_votes").join(calls, on="rcid").join(_voters(world), on="cid")
    named = recode(votes.rename({"cow": "number"}), "number", "iso3", into="voter")
    series = agreement_series(named.filter(pl.col("voter").is_in([first, second])), first, second)
    whole = calls.select("year", "session").unique().join(series, on="session", how="left")
    return whole.with_columns(pl.col("common").fill_null(0)).select("year", "session", "common", *CODINGS).sort("year")


def _voters(world: World) -> pl.DataFrame:
    """Return the Correlates of War number of every voter in the roll calls."""
    present = {row["iso2"]: row["cow"] for row in world.states.iter_rows(named=True) if row["cow"] is not None}
    numbers = {**present, **FORMER_VOTERS}
    return read("un_countries").select(
        "cid", pl.coalesce("country_code", "country").replace_strict(numbers, default=None).cast(pl.Int32).alias("cow")
    )


def ideal_points_by_year(first: str, second: str) -> pl.DataFrame:
    """Return the published ideal points of two states, one row per session.

    Parameters
    ----------
    first, second : str
        ISO3 codes.

    Returns
    -------
    polars.DataFrame
        year, session, then first, first_low, first_high and the same for the second state (point, 5th and 95th
        percentile), and distance [standard deviations].

    Raises
    ------
    DataError
        If the table is not at hand or not of the declared form.
    """
    published = read("un_ideal_points").filter(pl.col("subset") == "All")
    published = published.with_columns(year=_year_of("session", "un_ideal_points"), ideal_point=pl.col("idealpoint"))
    points = recode(published, "ccode", "iso3", into="voter").unique(["session", "voter"], keep="last")
    series = ideal_point_distances(points, first, second)
    for label, iso3 in (("first", first), ("second", second)):
        own = points.filter(pl.col("voter") == iso3)
        ends = own.select("session", pl.col("q5").alias(f"{label}_low"), pl.col("q95").alias(f"{label}_high"))
        series = series.join(ends, on="session", how="left", maintain_order="left")
    return series.with_columns(year=_year_of("session", "un_ideal_points")).sort("year")


def portfolios_by_year(first: str, second: str) -> pl.DataFrame:
    """Return how much alike two states' alliance portfolios are, one row per year.

    Parameters
    ----------
    first, second : str
        ISO3 codes.

    Returns
    -------
    polars.DataFrame
        year, s_absolute, s_squared, pi, kappa [-1 to 1], compared (states in both portfolios) and kappa_fighting, kappa
        of the pledges to fight alone; null in years in which one of the two is not in the system of states.

    Raises
    ------
    DataError
        If the tables are not at hand or not of the declared form.
    """
    pacts = read("atop_dyad_year")
    systems = read("state_codes").drop_nulls("ccode").group_by("year").agg(pl.col("ccode").unique())
    system = dict(systems.iter_rows())
    rows = [
        _alike(pacts.filter(pl.col("year") == year), system[year], year, first, second)
        for year in sorted(set(pacts["year"]) & set(system))
    ]
    scores = dict.fromkeys(("s_absolute", "s_squared", "pi", "kappa", "kappa_fighting"), pl.Float64())
    return pl.DataFrame(rows, schema=pl.Schema({"year": pl.Int32(), **scores, "compared": pl.Int64()}))


def _alike(pacts: pl.DataFrame, system: list[int], year: int, first: str, second: str) -> dict[str, float | int | None]:
    numbers = [_number(iso3, year) for iso3 in (first, second)]
    known = [number for number in numbers if number in system]
    every, fighting = (
        alliance_portfolios(pacts, system, year, levels) if len(known) == 2 else None
        for levels in (ATOP_LEVELS, FIGHTING_LEVELS)
    )
    if every is None or fighting is None:
        return {"year": year}
    found = similarity(every, known[0], known[1])
    return {
        "year": year,
        **{name: getattr(found, name) for name in found.__slots__},
        "kappa_fighting": similarity(fighting, known[0], known[1]).kappa,
    }


@cache
def _number(iso3: str, year: int) -> int | None:
    found = code_of(iso3, year, "cow", source="iso3")
    return found if isinstance(found, int) else None


def _year_of(column: str, table: str) -> pl.Expr:
    """Return the year that a session counts for, as the history tables have it: that in which it opens."""
    return (pl.col(column) + history_table(table).year_of(0)).cast(pl.Int32)
