"""From historical tables to series as arrays. The tables are read from the user's folder and never shipped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from equipoise.errors import DataError
from equipoise.models.recovery.series import NOBODY, Codes, Numbers, Series, Values, series_named
from equipoise.models.recovery.trade import growth_after, turnover_shares
from equipoise.sources.history import read
from equipoise.sources.history.catalogue import FIRST_SESSION_YEAR

WINDOW = 5
"""Years over which imports of arms are added up: a single year holds a few deliveries or none."""

USA = 2


@dataclass(frozen=True, slots=True)
class SeriesRequest:
    """What a series is to be made for.

    Parameters
    ----------
    partners : tuple of int
        COW codes of rescuers.
    folder : pathlib.Path or None
        Folder with the tables.
    editions : int
        Editions of later years are not read.
    """

    partners: tuple[int, ...]
    folder: Path | None = None
    editions: int = 9999


def values_of(
    name: str, partners: Sequence[int] = (), folder: str | Path | None = None, *, editions: int = 9999
) -> Values:
    """Return a series as arrays.

    Parameters
    ----------
    name : str
        Name of the series.
    partners : sequence of int
        COW codes of the rescuers, for a series of pairs.
    folder : str or pathlib.Path, optional
        Folder with the tables; by default what EQUIPOISE_DATA names.
    editions : int
        Editions of the Factbook of later years are not read: what they print was not known before.

    Returns
    -------
    Values
        All states for which the tables tell anything.

    Raises
    ------
    UnknownNameError
        If there is no such series.
    DataError
        If a table is missing or malformed.
    """
    series = series_named(name)
    wanted = SeriesRequest(tuple(sorted(set(partners))), None if folder is None else Path(folder), editions)
    long = _MAKERS[name](wanted)
    if long.is_empty():
        raise DataError(f"series {name}: the tables hold nothing for the rescuers asked about")
    return as_arrays(series, long)


def as_arrays(series: Series, long: pl.DataFrame) -> Values:
    """Return a series as arrays from one row per state, partner and year.

    Parameters
    ----------
    series : Series
        What it is.
    long : polars.DataFrame
        Columns state, partner, year, point; and low, high where the source leaves something open.
    """
    if "low" not in long.columns:
        long = long.with_columns(low=pl.col("point"), high=pl.col("point"))
    long = long.filter(pl.col("low").is_finite() & pl.col("high").is_finite())
    rows = long.select("state", "partner").unique().sort("partner", "state").with_row_index("_row")
    first, last = int(long["year"].min()), int(long["year"].max())  # type: ignore[arg-type]
    placed = long.join(rows, on=["state", "partner"])
    at = (placed["_row"].to_numpy(), placed["year"].to_numpy() - first)
    made: list[Numbers] = []
    for name in ("point", "low", "high"):
        table = np.full((rows.height, last - first + 1), np.nan)
        table[at] = placed[name].to_numpy()
        made.append(table)
    codes: list[Codes] = [rows[name].to_numpy().astype(np.int64) for name in ("state", "partner")]
    return Values(series, codes[0], codes[1], np.arange(first, last + 1), *made)


def _gdp_head(wanted: SeriesRequest) -> pl.DataFrame:
    held = read("gdp_pop", wanted.folder).filter((pl.col("pwtrgdp") > 0) & (pl.col("pwtpop") > 0))
    long = held.select(
        state="ccode",
        partner=pl.lit(NOBODY),
        year="year",
        point=100 * (pl.col("pwtrgdp") / pl.col("pwtpop")).log(),
        people=pl.col("pwtpop"),
    )
    return pl.concat([long.drop("people"), growth_after(long, wanted.folder, wanted.editions)])


def _democracy(wanted: SeriesRequest) -> pl.DataFrame:
    held = read("democracy", wanted.folder).drop_nulls("v2x_polyarchy")
    return held.select(state="ccode", partner=pl.lit(NOBODY), year="year", point=100 * pl.col("v2x_polyarchy"))


def _arms_share(wanted: SeriesRequest) -> pl.DataFrame:
    """Missing is not zero: a share exists only where the state received anything in the five years."""
    held = read("sipri_arms_dyad_year", wanted.folder).filter(pl.col("value") > 0)
    first = int(held["year"].min())  # type: ignore[arg-type]
    last = int(held["year"].max())  # type: ignore[arg-type]
    spread = held.with_columns(year=pl.int_ranges(pl.col("year"), pl.col("year") + WINDOW)).explode("year")
    spread = spread.filter(pl.col("year").is_between(first + WINDOW - 1, last))
    total = spread.group_by(state="ccode2", year="year").agg(total=pl.col("value").sum())
    one = spread.group_by(state="ccode2", partner="ccode1", year="year").agg(value=pl.col("value").sum())
    return (
        _of_partners(total, wanted.partners)
        .join(one, on=["state", "partner", "year"], how="left")
        .select("state", "partner", "year", point=100 * pl.col("value").fill_null(0.0) / pl.col("total"))
    )


def _trade_share(wanted: SeriesRequest) -> pl.DataFrame:
    return turnover_shares(wanted.partners, wanted.folder, wanted.editions)


def _positions(wanted: SeriesRequest) -> pl.DataFrame:
    held = read("un_ideal_points", wanted.folder).filter(pl.col("subset") == "All")
    return held.select(
        state=pl.col("ccode"), year=pl.col("session") + FIRST_SESSION_YEAR - 1, position=pl.col("idealpoint")
    )


def _ideal_distance(wanted: SeriesRequest) -> pl.DataFrame:
    held = _positions(wanted)
    others = held.rename({"state": "partner", "position": "other"}).filter(pl.col("partner").is_in(wanted.partners))
    pairs = held.join(others, on="year").filter(pl.col("state") != pl.col("partner"))
    return pairs.select("state", "partner", "year", point=(pl.col("position") - pl.col("other")).abs())


def _rival_distance(wanted: SeriesRequest) -> pl.DataFrame:
    spells = read("rivalries_tss", wanted.folder)
    both = pl.concat(
        [
            spells.select("start", "end", partner="ccode1", rival="ccode2"),
            spells.select("start", "end", partner="ccode2", rival="ccode1"),
        ]
    ).filter(pl.col("partner").is_in(wanted.partners))
    yearly = both.with_columns(year=pl.int_ranges(pl.col("start"), pl.col("end") + 1)).explode("year")
    held = _positions(wanted)
    rivals = yearly.select("partner", "rival", pl.col("year").cast(pl.Int32)).unique()
    rivals = rivals.join(held.rename({"state": "rival", "position": "other"}), on=["rival", "year"])
    pairs = held.join(rivals, on="year").filter(
        (pl.col("state") != pl.col("partner")) & (pl.col("state") != pl.col("rival"))
    )
    gap = (pl.col("position") - pl.col("other")).abs()
    return pairs.group_by("state", "partner", "year").agg(point=gap.mean()).sort("state", "partner", "year")


def _alliance_similarity(wanted: SeriesRequest) -> pl.DataFrame:
    from equipoise.measures.portfolios import alliance_portfolios, s_score
    from equipoise.sources.history import state_years

    dyads = read("atop_dyad_year", wanted.folder)
    years = sorted(set(dyads["year"].to_list()))
    years = [year for year in years if year >= FIRST_SESSION_YEAR]
    members = state_years(years, with_=(), folder=wanted.folder).frame
    found = []
    for year in years:
        system = members.filter(pl.col("year") == year)["ccode"].to_list()
        made = alliance_portfolios(dyads, system, year)
        if made is None:
            continue
        for partner in set(made.states) & set(wanted.partners):
            scores = s_score(made.levels, made.of(partner)[None, :])
            found.append(
                pl.DataFrame({"state": made.states, "partner": partner, "year": year, "point": 100 * scores}).filter(
                    pl.col("state") != partner
                )
            )
    return pl.concat(found) if found else pl.DataFrame(schema=dict.fromkeys(("state", "year", "point"), pl.Float64))


def _joint_organisations(wanted: SeriesRequest) -> pl.DataFrame:
    held = read("igo_dyad_year", wanted.folder)
    both = [
        held.select("year", state=one, partner=other, point=pl.col("dyadigos").cast(pl.Float64))
        for one, other in (("ccode1", "ccode2"), ("ccode2", "ccode1"))
    ]
    kept = pl.concat(both).filter(pl.col("partner").is_in(wanted.partners))
    return kept.unique(["state", "partner", "year"], maintain_order=True)


def _us_troops(wanted: SeriesRequest) -> pl.DataFrame:
    counted = read("us_troops", wanted.folder).drop_nulls("troops_ad").sort("quarter")
    yearly = counted.group_by("ccode", "year", maintain_order=True).agg(troops=pl.col("troops_ad").last())
    return yearly.filter(pl.col("ccode") != USA).select(
        state="ccode", partner=pl.lit(USA), year="year", point=(pl.col("troops") + 1).log()
    )


def _of_partners(frame: pl.DataFrame, partners: Sequence[int]) -> pl.DataFrame:
    asked = pl.DataFrame({"partner": list(partners)}, schema={"partner": pl.Int32})
    return frame.join(asked, how="cross").filter(pl.col("state") != pl.col("partner"))


_MAKERS: dict[str, Callable[[SeriesRequest], pl.DataFrame]] = {
    "gdp_head": _gdp_head,
    "democracy": _democracy,
    "arms_share": _arms_share,
    "trade_share": _trade_share,
    "ideal_distance": _ideal_distance,
    "rival_distance": _rival_distance,
    "alliance_similarity": _alliance_similarity,
    "joint_organisations": _joint_organisations,
    "us_troops": _us_troops,
}
