"""State-years, dyad-years and the bridge of codes on the real tables, where EQUIPOISE_DATA names them."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from equipoise.sources.history import coverage, coverages, dyad_years, read, recode, state_years
from equipoise.sources.history.panel import Panel

pytestmark = pytest.mark.slow

KAZ, RUS = 705, 365
YEARS = range(1946, 2020)
LAYERS = ("capability", "alliance", "distance", "contiguity", "igo", "ideal_points", "rivalry", "arms", "mid")


@pytest.fixture(scope="module")
def folder() -> Path:
    named = os.environ.get("EQUIPOISE_DATA")
    if not named:
        pytest.skip("EQUIPOISE_DATA is not set: it names the folder with ir/*.parquet")
    return Path(named)


@pytest.fixture(scope="module")
def directed(folder: Path) -> Panel:
    return dyad_years(YEARS, with_=LAYERS, folder=folder)


def test_every_table_at_hand_has_the_declared_form(folder: Path) -> None:
    table = coverages(folder)
    assert table.height > 0
    assert table.filter(pl.col("first") > pl.col("last")).is_empty()


def test_members_of_the_system_are_those_with_capabilities(folder: Path) -> None:
    """NMC has a row for every member in every year, also in the years to which members are carried forward."""
    last = coverage("nmc", folder).last
    assert last is not None
    frame = state_years(range(1816, last + 1), with_="capability", folder=folder).frame
    assert (
        frame.select("ccode", "year")
        .sort("ccode", "year")
        .equals(read("nmc", folder).select("ccode", "year").sort("ccode", "year"))
    )
    assert frame["cinc"].null_count() == 0


def test_rows_per_year_are_n_times_n_less_one(folder: Path, directed: Panel) -> None:
    states = state_years(YEARS, with_=[], folder=folder).frame.group_by("year").agg(n=pl.len())
    counted = directed.frame.group_by("year").len().join(states, on="year")
    assert counted.height == len(YEARS)
    assert counted.select((pl.col("len") == pl.col("n") * (pl.col("n") - 1)).all()).item()


def test_directed_is_twice_undirected(folder: Path, directed: Panel) -> None:
    single = dyad_years(YEARS, with_=[], directed=False, folder=folder).frame
    assert directed.frame.height == 2 * single.height
    assert single.filter(pl.col("ccode1") >= pl.col("ccode2")).is_empty()


def test_no_state_is_paired_with_itself(directed: Panel) -> None:
    assert directed.frame.filter(pl.col("ccode1") == pl.col("ccode2")).is_empty()
    assert directed.frame.select("ccode1", "ccode2", "year").n_unique() == len(directed)


@pytest.mark.parametrize("name", ["conttype", "mindist", "dyadigos", "rivalry", "mid_ongoing", "capdist"])
def test_symmetric_columns_are_symmetric(directed: Panel, name: str) -> None:
    turned = directed.frame.select("year", name, ccode1="ccode2", ccode2="ccode1").sort("ccode1", "ccode2", "year")
    assert directed.frame[name].equals(turned[name], null_equal=True)


def test_kazakhstan_and_russia(folder: Path, directed: Panel) -> None:
    pair = directed.frame.filter(ccode1=KAZ, ccode2=RUS)
    in_2000 = pair.filter(year=2000).row(0, named=True)
    assert in_2000["atop_defense"] == 1
    assert in_2000["conttype"] == 1
    assert in_2000["mindist"] == 0
    assert pair["year"].min() == 1991
    sold = directed.frame.filter(ccode1=RUS, ccode2=KAZ)["arms_tiv"]
    listed = read("sipri_arms_dyad_year", folder).filter(ccode1=RUS, ccode2=KAZ)["value"]
    assert sold.sum() == listed.sum() > 0


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("atop_dyad_year", "atop_defense"),
        ("contiguity", "conttype"),
        ("igo_dyad_year", "dyadigos"),
        ("sipri_arms_dyad_year", "arms_tiv"),
        ("mid_directed_dyad_year", "mid_ongoing"),
    ],
)
def test_null_and_not_zero_outside_the_coverage(folder: Path, directed: Panel, table: str, column: str) -> None:
    last = coverage(table, folder).last
    if last is None or last >= YEARS[-1]:
        pytest.skip(f"{table} at hand covers all years of the panel")
    after = directed.frame.filter(pl.col("year") > last)[column]
    assert after.len() > 0
    assert after.null_count() == after.len()
    assert directed.frame.filter(pl.col("year") == last)[column].drop_nulls().len() > 0


def test_every_listed_alliance_arrives(folder: Path, directed: Panel) -> None:
    listed = read("atop_dyad_year", folder, years=YEARS)
    members = directed.frame.select("ccode1", "ccode2", "year")
    within = listed.join(members, on=["ccode1", "ccode2", "year"], how="semi")
    assert directed.frame["atop_defense"].sum() == within["atop_defense"].sum()
    # ATOP also lists pairs in years before COW counts both as members, such as the two Germanies before 1955.
    assert within.height > 0.98 * listed.height


def test_mids_are_counted_once_per_pair(folder: Path, directed: Panel) -> None:
    listed = read("mid_directed_dyad_year", folder, years=YEARS).select("ccode1", "ccode2", "year").unique()
    members = directed.frame.select("ccode1", "ccode2", "year")
    within = listed.join(members, on=["ccode1", "ccode2", "year"], how="semi")
    assert directed.frame["mid_ongoing"].sum() == within.height


def test_politically_relevant_pairs_are_few_and_hold_most_disputes(folder: Path) -> None:
    years = range(1946, 1996)
    every = dyad_years(years, with_="mid", directed=False, folder=folder).frame
    relevant = dyad_years(years, with_="mid", directed=False, politically_relevant=True, folder=folder).frame
    assert relevant.height < 0.2 * every.height
    assert relevant["mid_onset"].sum() > 0.6 * every["mid_onset"].sum()


def test_the_bridge_agrees_with_the_table_of_codes(folder: Path) -> None:
    """Every state-year in which the table of codes gives both: COW to GW without exception."""
    listed = read("state_codes", folder).drop_nulls(["ccode", "gwcode"])
    there = recode(listed, "ccode", "gw")
    assert there.filter(pl.col("gw").ne_missing(pl.col("gwcode"))).is_empty()
    back = recode(listed, "gwcode", "cow", source="gw")
    apart = back.filter(pl.col("cow").ne_missing(pl.col("ccode")))
    # In 1990 one GW code stands for two COW states; the one on 31 December is taken.
    assert apart.select("ccode", "year").sort("ccode").rows() == [(260, 1990), (678, 1990)]


def test_the_bridge_knows_every_state_of_the_system(folder: Path) -> None:
    frame = state_years(range(1816, 2017), with_=[], folder=folder).frame
    assert recode(frame, "ccode", "gw")["gw"].null_count() == 0


def test_iso_codes_agree_with_the_ideal_points(folder: Path) -> None:
    points = (
        read("un_ideal_points", folder).filter(pl.col("subset") == "All").with_columns(year=pl.col("session") + 1945)
    )
    coded = recode(points, "ccode", "iso3")
    apart = coded.filter(pl.col("iso3").ne_missing(pl.col("iso3c")))
    # States that are no more have no present-day code, and the source goes on with YUG for Serbia.
    gone = recode(apart, "ccode", "historic_iso3").filter(pl.col("iso3").is_not_null() & (pl.col("iso3c") != "YUG"))
    assert gone.is_empty()


def test_gw_system_counts_no_state_twice(folder: Path) -> None:
    frame = state_years(range(1946, 2017), system="gw", with_="capability", folder=folder).frame
    assert frame.select("gwcode", "year").is_unique().all()
    assert frame.filter(gwcode=260, year=2000)["cinc"].item() == pytest.approx(
        read("nmc", folder).filter(ccode=255, year=2000)["cinc"].item()
    )
