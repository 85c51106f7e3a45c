"""Measures against numbers that others published. The tables are third-party and not part of the repository."""

import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from equipoise.measures.capability import COMPONENTS, cinc
from equipoise.measures.ideal_points import ideal_point_series
from equipoise.measures.portfolios import alliance_portfolios, similarity
from equipoise.measures.votes import ABSTAIN, NO, YES, agreement_series

# Roll-call name -> name in the table of ideal points, where the two differ.
_RENAMED = {"Federal Republic of Germany": 260, "Yemen Arab Republic": 678, "Zanzibar": 511}
_FORMER = {"CS": 315, "DD": 265, "YU": 345, "YD": 680}


@pytest.fixture(scope="module")
def tables() -> Path:
    folder = os.environ.get("EQUIPOISE_DATA")
    if not folder:
        pytest.skip("EQUIPOISE_DATA is not set: it names the folder with the published tables (ir/*.parquet)")
    return Path(folder) / "ir"


def _read(tables: Path, name: str) -> pl.DataFrame:
    path = tables / f"{name}.parquet"
    if not path.exists():
        pytest.skip(f"{path.name} is not in the folder that EQUIPOISE_DATA names")
    return pl.read_parquet(path)


@pytest.fixture(scope="module")
def votes(tables: Path, world) -> pl.DataFrame:
    """Roll-call votes with the session, and the voter as Correlates of War number."""
    present = {row["iso2"]: row["cow"] for row in world.states.iter_rows(named=True) if row["cow"] is not None}
    numbers = {**present, **_FORMER, **_RENAMED}
    voters = _read(tables, "un_countries").select(
        "cid", voter=pl.coalesce("country_code", "country").replace_strict(numbers, default=None)
    )
    calls = _read(tables, "un_roll_calls").select("rcid", "session", "descr")
    return _read(tables, "un_votes").join(calls, on="rcid").join(voters, on="cid").drop_nulls("voter")


def test_cinc_of_every_state_and_year_since_1816(tables: Path) -> None:
    published = _read(tables, "nmc")
    error = (cinc(published)["cinc"] - published["cinc"]).abs()
    assert published.height == 17_121
    assert error.null_count() == 0
    assert error.max() < 1e-7


def test_cinc_with_zeros_for_what_is_missing_would_be_wrong(tables: Path) -> None:
    """The published index can tell the two rules apart, so the test above can fail."""
    published = _read(tables, "nmc")
    filled = published.with_columns(pl.col(*COMPONENTS).fill_null(0))
    # A component that is zero for the whole world stays out of both means.
    error = (cinc(filled)["cinc"] - published["cinc"]).abs()
    assert error.max() > 0.05


def test_the_codes_of_the_votes_are_yes_abstain_and_no(votes: pl.DataFrame) -> None:
    """On the embargo against Cuba, Cuba votes yes every year; the United States no, but for its abstention of 2016."""
    embargo = votes.filter(pl.col("descr").str.contains("(?i)embargo imposed by the United States"))
    cast = {name: set(embargo.filter(pl.col("voter") == number)["vote"]) for name, number in (("CUB", 40), ("USA", 2))}
    assert cast == {"CUB": {YES}, "USA": {NO, ABSTAIN}}
    assert embargo.filter((pl.col("voter") == 2) & (pl.col("vote") == ABSTAIN)).height == 1


@pytest.mark.slow
def test_ideal_points_are_near_the_published_ones(tables: Path, votes: pl.DataFrame) -> None:
    """Another model on the same votes: a tolerance, not an oracle. Published points are dynamic, ours are not."""
    published = _read(tables, "un_ideal_points").filter(pl.col("subset") == "All")
    own = ideal_point_series(votes.select("session", "rcid", "voter", "vote"), anchor=2)
    assert own.filter(pl.col("ideal_point").is_not_null())["converged"].all()
    both = own.drop_nulls("ideal_point").join(
        published, left_on=["session", "voter"], right_on=["session", "ccode"], how="inner"
    )
    by_session = both.group_by("session").agg(pl.corr("ideal_point", "idealpoint").alias("r"), pl.len())
    assert by_session.height == 73  # session 19 had one roll call
    assert by_session["r"].median() >= 0.94
    assert by_session["r"].min() > 0.7
    assert by_session.filter(pl.col("session") > 45)["r"].median() >= 0.94
    assert both.height > 0.98 * published.height


def test_ideal_points_are_the_same_when_asked_again(votes: pl.DataFrame) -> None:
    last = votes.filter(pl.col("session") == 74).select("session", "rcid", "voter", "vote")
    first = ideal_point_series(last, anchor=2)
    assert first.equals(ideal_point_series(last.sample(fraction=1.0, shuffle=True, seed=1), anchor=2))


def test_allies_agree_more_than_opponents(votes: pl.DataFrame) -> None:
    """Directions that nobody disputes: the United Kingdom votes with the United States more than the USSR did."""
    cold = votes.filter(pl.col("session").is_between(1, 44) & pl.col("voter").is_in([2, 200, 365]))
    ally, rival = (agreement_series(cold, 2, other) for other in (200, 365))
    both = ally.join(rival, on="session", suffix="_rival").drop_nulls("lijphart")
    assert both.height == 43
    assert (both["lijphart"] > both["lijphart_rival"]).mean() > 0.95


@pytest.mark.slow
def test_chance_corrected_similarity_is_near_another_construction(tables: Path) -> None:
    """Means by alliance from a replication file whose construction is not documented: a tolerance, no oracle."""
    pacts, members = _read(tables, "atop_dyad_year"), _read(tables, "atop_members")
    system = dict(_read(tables, "state_codes").drop_nulls("ccode").group_by("year").agg(pl.col("ccode")).iter_rows())
    pairs = members.group_by("atopid").agg(pl.col("member").unique().sort())
    pairs = pairs.filter(pl.col("member").list.len() == 2)
    theirs = _read(tables, "alliance_fp_similarity").join(pairs, on="atopid").drop_nulls()
    portfolios = {year: alliance_portfolios(pacts, system[year], year) for year in theirs["year"].unique()}
    rows = []
    for row in theirs.iter_rows(named=True):
        held = portfolios[row["year"]]
        if held is not None and set(row["member"]) <= set(held.states):
            found = similarity(held, *row["member"])
            rows.append((found.pi, found.kappa, row["mean_pi_sc"], row["mean_kap_sc"]))
    own = np.array(rows, dtype=float)
    own = own[~np.isnan(own).any(axis=1)]
    assert len(own) > 10_000
    assert np.corrcoef(own[:, 0], own[:, 2])[0, 1] > 0.94
    assert np.corrcoef(own[:, 1], own[:, 3])[0, 1] > 0.94
