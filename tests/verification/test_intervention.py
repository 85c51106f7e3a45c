"""The models of intervention on the real tables, where EQUIPOISE_DATA names them.

Set EQUIPOISE_UPDATE_GOLDEN=1 to rewrite the records that ship, after `python -m equipoise.models.intervention.fit`;
then run `tests/golden/test_intervention_record.py` in the same way, and note the change in the changelog.
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

import polars as pl
import pytest

from equipoise.errors import DataError
from equipoise.models import intervention as package
from equipoise.models.intervention import alliance_reliability, rank_helpers, rank_joiners
from equipoise.models.intervention.fit import parameters_of, sources_of
from equipoise.models.intervention.parameters import from_json, shipped, to_json
from equipoise.models.intervention.record import scoring as intervention
from equipoise.models.intervention.record.scoring import computed_records, records_on
from equipoise.models.intervention.rows import MODELS, rows_of
from equipoise.models.track_records import registration, shipped_records
from equipoise.scores.record import records_to_lines
from equipoise.scores.record_building import Resampling
from equipoise.sources.history.reading import history_folder

pytestmark = pytest.mark.slow

LAST = {"joiners": 1995, "helpers": 2012}
"""Last years of the outcome tables that the shipped parameters rest on."""


@pytest.fixture(scope="module")
def folder() -> Path:
    named = os.environ.get("EQUIPOISE_DATA")
    if not named:
        pytest.skip("EQUIPOISE_DATA is not set: it names the folder with ir/*.parquet")
    return Path(named)


@pytest.fixture(scope="module")
def at_hand(folder: Path) -> None:
    """Skip where the outcome tables are not those that the shipped numbers rest on."""
    for model, table in (("joiners", "mid_participants"), ("helpers", "ucdp_acd")):
        source = shipped(model).sources[table]
        if sources_of(model, folder)[table]["sha256"] != source["sha256"]:
            pytest.skip(f"{table} at hand is not the file that the shipped parameters were fitted on")


@pytest.fixture(scope="module")
def records(folder: Path, at_hand: None) -> dict:
    return {model: computed_records(model, folder) for model in MODELS}


def test_published_reliability_of_alliances(folder: Path) -> None:
    """Seven percentages of Berkemeier and Fuhrmann 2018."""
    table = {row["group"]: row for row in alliance_reliability(folder).iter_rows(named=True)}
    counts = {name: (row["honoured"], row["invoked"]) for name, row in table.items()}
    assert (counts["all"], counts["before_1945"], counts["from_1945"]) == ((73, 146), (61, 92), (12, 54))
    published = {"defense": 41.2, "nonagg": 36.7, "offense": 73.8, "neutral": 77.8}
    assert {name: round(100 * table[name]["rate"], 1) for name in published} == published
    whole = {"all": 50, "before_1945": 66, "from_1945": 22, "defense": 41, "nonagg": 37, "offense": 74, "neutral": 78}
    assert {name: round(100 * row["rate"]) for name, row in table.items()} == whole
    assert all(row["low"] < row["rate"] < row["high"] for row in table.values())


@pytest.mark.parametrize("model", MODELS)
def test_tables_of_candidates_fit_in_memory(folder: Path, model: str) -> None:
    rows = rows_of(model, folder)
    unit = 1 if sys.platform == "darwin" else 1024
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit < 4e9
    for task in rows.values():
        assert task.frame.height == task.features.height == task.happened.size
        assert not task.frame.select("case", "year", "state").is_duplicated().any()


def test_nothing_later_is_known(folder: Path, tmp_path: Path) -> None:
    """Rows of a year stay the same when all that the tables say of that year and later is cut out."""
    year = 1970
    until = pl.col("year") < year
    yearly = ("atop_dyad_year", "nmc", "igo_dyad_year", "min_distance", "democracy", "sipri_arms_dyad_year")
    cut = {**dict.fromkeys(yearly, until), "un_ideal_points": pl.col("session") < year - 1945}
    whole = rows_of("joiners", folder)["joins_target"]
    # The list of candidates is that of the year itself, and so are the disputes.
    cut["mid_participants"] = pl.col("styear") <= year
    before = rows_of("joiners", linked(folder, tmp_path / "cut", cut))["joins_target"]
    kept = whole.frame.with_row_index().filter(year=year)
    again = before.frame.with_row_index().filter(year=year)
    assert kept.drop("index").equals(again.drop("index"))
    assert kept.height > 1000
    assert whole.features[kept["index"]].equals(before.features[again["index"]])


@pytest.mark.parametrize("model", MODELS)
def test_recipe_gives_the_shipped_parameters(folder: Path, at_hand: None, model: str) -> None:
    made, held = from_json(to_json(parameters_of(model, folder))), shipped(model)
    assert made.sources == held.sources
    assert set(made.tasks) == set(held.tasks)
    for name, task in held.tasks.items():
        again = made.tasks[name]
        assert (again.rows, again.events, again.first, again.last) == (task.rows, task.events, task.first, task.last)
        assert (again.penalty, again.setting, task.last) == (task.penalty, task.setting, LAST[model])
        assert again.ridge.coefficients == pytest.approx(dict(task.ridge.coefficients), abs=1e-5)


def test_joiners_of_the_target_are_ranked_well_and_better_than_by_the_pact(records: dict) -> None:
    record = records["joiners"][0]
    assert (record.target, record.first_year, record.last_year) == ("joins_target", 1980, 1995)
    assert (record.n, record.positives) == (77_438, 59)
    assert record.metric("AUC").value >= 0.85
    assert record.metric("AUC").interval.low > record.metric("AUC, defence pact alone").value
    assert record.metric("AUC within cases").value >= 0.85
    base = record.baselines[0]
    assert base.baseline == "base rate"
    assert 0 < base.skill.midpoint < 0.05
    assert record.metric("expected per event").value == pytest.approx(1.0, abs=0.25)


def test_neighbours_and_major_powers_alone_are_harder_to_rank(records: dict) -> None:
    whole, relevant = records["joiners"][:2]
    assert relevant.target == "joins_target_relevant"
    assert relevant.n < whole.n / 5
    assert relevant.metric("AUC").value < whole.metric("AUC").value
    assert relevant.metric("AUC").value > relevant.metric("AUC, defence pact alone").value + 0.1


def test_recalibration_was_no_worse_on_the_years_of_validation() -> None:
    for model in MODELS:
        for task in shipped(model).tasks.values():
            assert task.validation.log_score <= task.validation.log_score_raw
            assert task.validation.brier <= task.validation.brier_raw
            assert task.validation.last == task.last


@pytest.mark.parametrize("model", MODELS)
def test_shipped_records_are_those_of_the_tables(records: dict, model: str) -> None:
    computed = records[model]
    if os.environ.get("EQUIPOISE_UPDATE_GOLDEN"):
        Path(package.__file__).with_name(registration(model).file).write_text(
            records_to_lines(computed), encoding="utf-8"
        )
        shipped_records.cache_clear()
    held = shipped_records(model)
    assert [(record.target, record.n, record.positives) for record in held] == [
        (record.target, record.n, record.positives) for record in computed
    ]
    for made, kept in zip(computed, held, strict=True):
        assert made.data == kept.data
        for one, other in zip(made.metrics, kept.metrics, strict=True):
            assert one.value == pytest.approx(other.value, abs=1e-4), one.name


@pytest.fixture
def fitted_early(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for later years: parameters learnt to 1984 or 2004 only, fewer resamples."""
    early = {model: parameters_of(model, folder, before) for model, before in (("joiners", 1985), ("helpers", 2005))}
    monkeypatch.setattr(intervention, "shipped", lambda model: from_json(to_json(early[model])))
    monkeypatch.setattr(intervention, "HOW", Resampling(resamples=20))


def linked(folder: Path, place: Path, cut: dict[str, pl.Expr]) -> Path:
    """Return a folder with the same tables, some of them only with later rows."""
    place.mkdir()
    for file in history_folder(folder).glob("*.parquet"):
        kept = cut.get(file.stem)
        if kept is None:
            (place / file.name).symlink_to(file)
        else:
            pl.read_parquet(file).filter(kept).write_parquet(place / file.name)
    return place


def test_a_folder_with_later_years_is_forecast_without_fitting_anew(
    folder: Path, fitted_early: None, tmp_path: Path
) -> None:
    whole = records_on("joiners", folder)
    assert {record.first_year for record in whole} == {1985}
    assert [record.target for record in whole][:2] == ["joins_target", "joins_target_relevant"]
    assert any(record.target == "joins_target (cow)" for record in whole)
    assert whole[0].left_out["rows of years that the model learnt from"] > 100_000
    later = {"mid_participants": pl.col("styear") >= 1985, "cow_mid5_directed_dyad_year": pl.col("year") >= 1985}
    alone = records_on("joiners", linked(folder, tmp_path / "later", later))
    assert alone[0].n == pytest.approx(whole[0].n, rel=0.02)
    assert any("past" in caveat for caveat in alone[0].caveats)
    assert alone[0].metric("AUC").value == pytest.approx(whole[0].metric("AUC").value, abs=0.05)


def test_helpers_are_forecast_where_alliances_end_early(folder: Path, fitted_early: None, tmp_path: Path) -> None:
    cut = {
        "ucdp_acd": pl.col("year") >= 2003,
        "atop_dyad_year": pl.col("year") <= 2006,
        "igo_dyad_year": pl.col("year") <= 2004,
    }
    found = records_on("helpers", linked(folder, tmp_path / "later", cut))
    assert [record.target for record in found] == ["enters", "leads", "follows"]
    assert found[0].first_year == 2005
    assert any("atop_defense ends 2006 (not known after)" in caveat for caveat in found[0].caveats)
    assert found[0].left_out["states already listed in the first year of the file"] > 0


def test_a_folder_without_later_years_says_so(folder: Path, at_hand: None) -> None:
    with pytest.raises(DataError, match="no case begins after 2012"):
        records_on("helpers", folder)


def test_cases_are_ranked(folder: Path, at_hand: None) -> None:
    gulf = rank_joiners("KWT", "IRQ", 1990, folder=folder)
    assert {"SAU", "USA"} <= set(gulf.head(10)["iso3"])
    assert gulf["probability"].is_sorted(descending=True)
    beside_france = rank_helpers("MLI", 2013, lead="FRA", folder=folder)
    assert "FRA" not in beside_france["iso3"]
    later = rank_helpers("KAZ", 2022, folder=folder).row(0, named=True)
    assert {"alliance", "past", "igo"} <= set(later["missing"])
    assert later["pact"] == -1
