"""Trade shares from the editions of the Factbook, as intervals; and growth after the table of output ends.

An edition lists the largest partners only. A partner that it leaves out has at most the smallest share that it lists,
and no more than the list leaves over: never zero. Where Russia is missing from a list of 2022 or later although it was
among the first partners before, the list was drawn up without its books (the embedded table of defects names them):
such a list is not used. The same holds in any year for a partner that drops out of a list and was large in the lists
before and after it (Russia and Kazakhstan in 2012).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from equipoise.models.recovery.series import NOBODY
from equipoise.sources.history import read, recode

LOST_FROM = 2022
"""First year described by lists that lack the books of Russia and Belarus."""

LOST = (365, 370)
"""COW codes of the two."""

PRINTED_AFTER = 2
"""Editions that print no year describe trade of about so many years before."""

_FLOWS = {"export": "exports_usd", "import": "imports_usd"}


def turnover_shares(partners: Sequence[int], folder: Path | None = None, editions: int = 9999) -> pl.DataFrame:
    """Return the share of partners in exports plus imports, with the interval that the lists leave open.

    Parameters
    ----------
    partners : sequence of int
        COW codes.
    folder : pathlib.Path, optional
        Folder with the tables.
    editions : int
        Editions of later years are not read.

    Returns
    -------
    polars.DataFrame
        Columns state, partner (COW), year, point, low, high [% of turnover]. The point is the middle of the interval.
        Only years in which both lists exist, and both totals.
    """
    listed = _lists(folder, editions)
    totals = _totals(folder, editions)
    sides = []
    for flow in _FLOWS:
        side = _shares(listed.filter(pl.col("flow") == flow), partners)
        sides.append(side.rename({"low": f"low_{flow}", "high": f"high_{flow}"}))
    both = sides[0].join(sides[1], on=["state", "partner", "year"]).join(totals, on=["state", "year"])
    part = pl.col("exports_usd") / (pl.col("exports_usd") + pl.col("imports_usd"))
    low, high = (part * pl.col(f"{end}_export") + (1 - part) * pl.col(f"{end}_import") for end in ("low", "high"))
    return both.select("state", "partner", "year", point=(low + high) / 2, low=low, high=high)


def growth_after(held: pl.DataFrame, folder: Path | None = None, editions: int = 9999) -> pl.DataFrame:
    """Return output per head after the last year of its table, carried on by the growth that editions print.

    Parameters
    ----------
    held : polars.DataFrame
        Columns state, partner, year, point (100 log GDP per head), people (population).
    folder : pathlib.Path, optional
        Folder with the tables; without the editions the frame is empty.
    editions : int
        Editions of later years are not read.

    Returns
    -------
    polars.DataFrame
        Columns state, partner, year, point.

    Notes
    -----
    Growth is taken within one edition only, since editions differ in the year of their prices; the chain ends at the
    first year for which no edition has both years. Population is taken to grow as over the last five years of the
    table: the two sources count people differently, and a step between them would look like a change of output.
    """
    last = int(held["year"].max())  # type: ignore[arg-type]
    try:
        growth = _growth(folder, editions)
    except FileNotFoundError:
        return held.drop("people").clear()
    people = held.filter(pl.col("year").is_in([last - 5, last])).sort("year").group_by("state", maintain_order=True)
    drift = people.agg(drift=100 * (pl.col("people").last() / pl.col("people").first()).log() / 5)
    base = held.filter(pl.col("year") == last).select("state", level="point")
    at = base.join(drift, on="state")
    made = []
    for year in range(last + 1, int(growth["year"].max() or last) + 1):  # type: ignore[arg-type]
        step = growth.filter(pl.col("year") == year).select("state", "growth")
        at = at.join(step, on="state").with_columns(level=pl.col("level") + pl.col("growth") - pl.col("drift"))
        at = at.drop("growth")
        made.append(at.select("state", partner=pl.lit(NOBODY), year=pl.lit(year, dtype=pl.Int32), point="level"))
    return pl.concat(made) if made else held.drop("people").clear()


def _lists(folder: Path | None, editions: int) -> pl.DataFrame:
    """Return every partner list, the newest edition of each year, in COW codes."""
    held = read("archive_partners", folder).filter(pl.col("edition") <= editions)
    held = held.with_columns(year=pl.col("year").cast(pl.Int32).fill_null(pl.col("edition") - PRINTED_AFTER))
    newest = pl.col("edition") == pl.col("edition").max().over("iso3", "flow", "year")
    kept = held.filter(newest).unique(["iso3", "flow", "year", "partner_name"], maintain_order=True)
    kept = recode(kept, "iso3", "cow", source="iso3", into="state").drop_nulls("state")
    kept = recode(kept, "partner_iso3", "cow", source="iso3", into="other")
    shares = pl.col("share_pct").sum().over("state", "flow", "year")
    return kept.filter(shares <= 101).select("state", "flow", "year", "edition", "other", share="share_pct")


def _totals(folder: Path | None, editions: int) -> pl.DataFrame:
    held = read("archive_indicators", folder).filter(
        pl.col("indicator").is_in(list(_FLOWS.values())) & (pl.col("edition") <= editions)
    )
    newest = held.sort("edition").unique(["iso3", "indicator", "year"], keep="last", maintain_order=True)
    wide = newest.pivot("indicator", index=["iso3", "year"], values="value").drop_nulls()
    wide = recode(wide, "iso3", "cow", source="iso3", into="state").drop_nulls("state")
    return wide.filter((pl.col("exports_usd") > 0) & (pl.col("imports_usd") > 0)).select(
        "state", pl.col("year").cast(pl.Int32), "exports_usd", "imports_usd"
    )


def _shares(listed: pl.DataFrame, partners: Sequence[int]) -> pl.DataFrame:
    """Return the interval of every partner in every list of one flow."""
    rounding = pl.when(pl.col("share") == pl.col("share").round()).then(0.5).otherwise(0.05)
    share = pl.col("share")
    known = listed.with_columns(low=(share - rounding).clip(0), high=(share + rounding).clip(0, 100))
    lists = known.group_by("state", "year").agg(
        cap=pl.min_horizontal(pl.col("high").min(), 100 - pl.col("low").sum()).clip(0)
    )
    asked = pl.DataFrame({"partner": list(partners)}, schema={"partner": pl.Int32})
    every = lists.join(asked, how="cross").filter(pl.col("state") != pl.col("partner"))
    named = known.select("state", "year", "low", "high", partner="other").drop_nulls("partner")
    named = named.unique(["state", "year", "partner"], maintain_order=True)
    found = every.join(named, on=["state", "year", "partner"], how="left").sort("state", "partner", "year")
    pair = ["state", "partner"]
    before, after = pl.col("low").forward_fill().over(pair), pl.col("low").backward_fill().over(pair)
    dropped = (pl.min_horizontal(before, after) > 2 * pl.col("cap")) & before.is_not_null() & after.is_not_null()
    late = pl.col("partner").is_in(LOST) & (pl.col("year") >= LOST_FROM)
    lost = pl.col("low").is_null() & (late | dropped)
    return found.filter(~lost).select(
        "state",
        "partner",
        "year",
        low=pl.col("low").fill_null(0.0),
        high=pl.col("high").fill_null(pl.col("cap")),
    )


def _growth(folder: Path | None, editions: int) -> pl.DataFrame:
    """Return real growth [%] by state and year, from pairs of years of one edition, the newest first."""
    from equipoise.sources.history.catalogue import history_table
    from equipoise.sources.history.reading import history_folder

    place = history_folder(folder)
    if not (place / history_table("archive_indicators", place).file).is_file():
        raise FileNotFoundError(place)
    held = read("archive_indicators", folder).filter(
        (pl.col("indicator") == "gdp_ppp_usd") & (pl.col("value") > 0) & (pl.col("edition") <= editions)
    )
    once = held.filter(pl.len().over("iso3", "edition", "year") == 1)
    before = once.select("iso3", "edition", pl.col("year") + 1, earlier="value")
    pairs = once.join(before, on=["iso3", "edition", "year"]).sort("edition")
    newest = pairs.unique(["iso3", "year"], keep="last", maintain_order=True)
    coded = recode(newest, "iso3", "cow", source="iso3", into="state").drop_nulls("state")
    return coded.select("state", "year", growth=100 * (pl.col("value") / pl.col("earlier")).log())
