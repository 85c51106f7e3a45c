"""Who could join, who did, who led and who followed, on tables made by hand."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from intervention_samples import CHN, FIRST, FRA, KAZ, LAST, RUS, USA, UZB, sample, write

from equipoise.errors import DataError, InputError, UnknownNameError
from equipoise.models.intervention import alliance_reliability, rank_helpers, rank_joiners
from equipoise.models.intervention.conflicts import helper_cases, helpers, helping_past
from equipoise.models.intervention.disputes import joiner_cases, participants, shared_past, states_in_disputes
from equipoise.models.intervention.rows import rows_of, task


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sample(tmp_path)


def test_candidates_are_all_that_began_it_on_neither_side(folder: Path) -> None:
    cases = joiner_cases(folder)
    first = cases.frame.filter(case=1)
    assert set(first["state"]) == {USA, FRA, RUS, CHN}
    assert first["target"].unique().to_list() == [KAZ]
    assert first["initiator"].unique().to_list() == [UZB]
    assert first.filter("joined_target")["state"].to_list() == [RUS]
    assert first.filter("joined_initiator")["state"].to_list() == [CHN]
    assert cases.left_out == {"disputes without an originator on each side": 1}


def test_strongest_originator_heads_its_side(folder: Path) -> None:
    second = joiner_cases(folder).frame.filter(case=2)
    assert second.select("target", "initiator").unique().row(0) == (RUS, USA)
    assert FRA not in second["state"]


def test_past_counts_the_ten_years_before_and_not_the_year_itself(folder: Path) -> None:
    past = shared_past(participants(folder)).filter(state=RUS, other=KAZ).sort("year")
    assert past["year"].to_list() == list(range(1991, 2001))
    assert past["together"].to_list() == [1] * 10
    assert states_in_disputes(participants(folder)).filter(state=RUS, year=1996).row(0)[2] == 2


def test_unlisted_past_is_none_inside_the_list_and_unknown_outside(folder: Path) -> None:
    features = rows_of("joiners", folder)["joins_target"]
    early, late = (features.features.filter(features.frame["year"] == year) for year in (1990, 1995))
    # The list begins in 1990, so that no case has ten listed years before it.
    assert early["against_foe"].null_count() == early.height
    assert late["against_foe"].null_count() == late.height


def test_alliance_is_that_of_the_year_before_and_null_where_not_covered(folder: Path) -> None:
    rows = rows_of("joiners", folder)["joins_target"]
    pact = dict(
        rows.frame.with_columns(rows.features["pact_friend"]).filter(case=1).select("state", "pact_friend").rows()
    )
    assert pact == {USA: 0, FRA: 0, RUS: 1, CHN: 0}
    assert rows.features["land_friend"].null_count() == rows.features.height
    assert {"contiguity", "igo_dyad_year", "min_distance"} <= set(rows.known.absent)
    assert rows.frame.filter(case=1, state=RUS)["pact"].item() == 1


def test_lead_and_followers(folder: Path) -> None:
    cases = helper_cases(folder)
    frame = cases.frame.filter(case=20)
    entered = {(year, state) for year, state in frame.filter("entered").select("year", "state").iter_rows()}
    assert entered == {(1991, RUS), (1991, CHN), (1992, FRA)}
    assert frame.filter("led").select("year", "state").rows() == [(1991, CHN)]
    assert frame.filter("followed").select("year", "state").rows() == [(1991, RUS), (1992, FRA)]
    alone = dict(frame.select("year", "alone").unique().iter_rows())
    assert alone == {1990: True, 1991: True, 1992: False, LAST: True}
    assert frame.filter(year=1992)["lead"].unique().to_list() == [CHN]
    # Once in, a state is no candidate any more; the government never is.
    assert not {RUS, CHN, FRA, KAZ} & set(frame.filter(year=LAST)["state"])


def test_states_that_the_file_opens_with_are_left_out(folder: Path) -> None:
    cases = helper_cases(folder)
    assert FRA not in cases.frame.filter(case=10)["state"]
    assert cases.left_out == {"states already listed in the first year of the file": 1}
    assert 30 not in cases.frame["case"]


def test_past_of_helpers(folder: Path) -> None:
    past = helping_past(helpers(folder))
    assert past["state"].filter(state=CHN, year=1993)["helped"].item() == 2
    assert past["government"].filter(state=FRA, other=KAZ, year=1993)["helped"].item() == 1
    assert past["lead"].filter(state=FRA, other=CHN, year=1993)["beside"].item() == 1
    assert past["lead"].filter(state=FRA, other=CHN, year=1992).is_empty()


def test_tasks_of_helpers_split_the_entries(folder: Path) -> None:
    rows = rows_of("helpers", folder)
    assert {name: int(found.happened.sum()) for name, found in rows.items()} == {"enters": 3, "leads": 1, "follows": 2}
    assert set(rows["follows"].frame["year"]) == {FIRST + 2, 1991, 1992}


def test_cases_are_ranked_with_what_is_missing(folder: Path) -> None:
    ranked = rank_joiners("KAZ", "UZB", 1990, folder=folder)
    assert ranked["state"][0] == RUS
    assert set(ranked["iso3"]) == {"USA", "FRA", "RUS", "CHN"}
    assert "distance" in ranked["missing"][0]
    assert "alliance" not in ranked["missing"][0]
    after = rank_joiners("KAZ", "UZB", 1999, folder=folder)
    assert all("alliance" in missing for missing in after["missing"])
    beside = rank_helpers("KAZ", 1995, lead="RUS", folder=folder)
    assert set(beside["iso3"]) == {"USA", "FRA", "UZB", "CHN"}


def test_impossible_cases_are_refused(folder: Path) -> None:
    with pytest.raises(UnknownNameError, match="unknown side 'third'"):
        rank_joiners("KAZ", "UZB", 1990, side="third", folder=folder)
    with pytest.raises(InputError, match="same state"):
        rank_joiners("KAZ", "KAZ", 1990, folder=folder)
    with pytest.raises(InputError, match="'XYZ' has no COW code in 1990"):
        rank_joiners("XYZ", "KAZ", 1990, folder=folder)
    with pytest.raises(InputError, match="'DEU' is no member of the COW system"):
        rank_helpers("DEU", 1995, folder=folder)
    with pytest.raises(UnknownNameError, match="list of disputes"):
        joiner_cases(folder, "prio")
    with pytest.raises(UnknownNameError, match="unknown model"):
        rows_of("allies", folder)
    with pytest.raises(UnknownNameError, match="did you mean joins_target"):
        task("joins_targt")


def test_reliability_counts_what_was_invoked(folder: Path) -> None:
    base = {"warname": "War", "atopid": 1, "cowid": 2, "sample": 1, "defense": 1}
    kept = [
        {**base, "warid": n, "honorllm": 1 if n < 4 else None, "violatellm": None if n < 4 else 1} for n in range(1, 5)
    ]
    idle = {**base, "warid": 9, "honorllm": None, "violatellm": None}
    write(folder / "ir", "alliance_honoring_bf2018", [*kept, idle])
    table = alliance_reliability(folder)
    assert table.select("group", "honoured", "invoked").rows() == [
        ("all", 3, 4),
        ("before_1945", 3, 4),
        ("defense", 3, 4),
    ]
    # Wilson by hand, z = 1.645: (0.75 + 0.338 ± 1.645 sqrt(0.0469 + 0.0423)) / 1.676.
    assert table["low"][0] == pytest.approx(0.356, abs=2e-3)
    assert table["high"][0] == pytest.approx(0.942, abs=2e-3)
    with pytest.raises(UnknownNameError, match="unknown coding 'lln'; did you mean llm"):
        alliance_reliability(folder, coding="lln")
    pl.read_parquet(folder / "ir" / "alliance_honoring_bf2018.parquet").drop("sample").write_parquet(
        folder / "ir" / "alliance_honoring_bf2018.parquet"
    )
    with pytest.raises(DataError, match="'sample'"):
        alliance_reliability(folder)
