"""The crisis model on past crises: generic cases, forecasts from the start, help and survival, files of the user."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.answers.printers.markdown import sheets_as_markdown
from equipoise.errors import DataError, UnknownNameError
from equipoise.interval import Interval
from equipoise.models.calls.panel import TRIGGER_OF, usable_panel
from equipoise.models.crisis.generic import (
    SHARES,
    SHOCKS,
    SITES,
    TYPICAL_PEOPLE,
    Helper,
    generic_case,
    movable_forces,
    nearest_value,
    runs,
)
from equipoise.models.crisis.record import panel as crisis_panel
from equipoise.models.crisis.record import scoring as crisis_record
from equipoise.models.crisis.record.association import (
    Association,
    associations,
    in_words,
    priors_without_effect,
    without_effect,
)
from equipoise.models.crisis.record.baselines import logit_forecasts
from equipoise.models.crisis.record.findings import from_json, panel_findings, to_json
from equipoise.models.crisis.record.panel import (
    FEATURES,
    HELP,
    LATER,
    NO_CALL,
    NO_SORT,
    NONE,
    SOON,
    Prediction,
    crises_of,
    helpers_of,
    lessons_of,
    predict,
)
from equipoise.models.crisis.record.scoring import MONTH, OUTSIDE, YEAR, lasting, records_of, score_on_file
from equipoise.models.crisis.record.sheets import findings_sheets
from equipoise.models.crisis.record.warning import (
    Frequency,
    orders_in_words,
    read_table,
    responses,
    table_file,
)
from equipoise.models.crisis.state import ELITE_SPLIT, FREE, MOST_ACTORS, TABLE
from equipoise.models.record_sheets import record_sheets
from equipoise.models.track_records import shipped_records, track_records
from equipoise.scores.splits import Fold, leave_one_group_out

score_file = score_on_file
del score_on_file  # pytest would take it for a test

SURE = Helper(np.ones(TABLE), np.full(TABLE, 4.0), np.full(TABLE, 2_000.0), 1.0)


@pytest.fixture(scope="module")
def panel(world):
    return usable_panel(world.calls, world.episodes)


@pytest.fixture(scope="module")
def crises(world, panel):
    return crises_of(world.episodes, panel)[0]


# generic cases ------------------------------------------------------------------------------------------------


def test_every_sort_of_crisis_has_a_form():
    assert set(SHOCKS) == set(TRIGGER_OF)
    assert all(0 <= share <= 1 for shock in SHOCKS.values() for share in shock.exposure)
    assert 0 < sum(SHARES) <= 1
    assert len(SHARES) == len(SITES)


@given(
    iso3=st.sampled_from(["KAZ", "GRD", "XXX", ""]), trigger=st.sampled_from(sorted(SHOCKS)), helpers=st.integers(0, 20)
)
def test_case_holds_together(world, iso3, trigger, helpers):
    case, variants = generic_case(world, iso3, trigger, [SURE] * helpers, 1990)
    assert case.n_actors == min(helpers, MOST_ACTORS)
    assert len(case.answer) == len(case.lag) == len(case.size) == TABLE * case.n_actors
    assert case.first_site[-1] == case.n_sites == len(case.site_weight)
    assert case.people.sum() == pytest.approx(
        sum(SHARES) * (nearest_value(world, iso3, "population", 1990) or TYPICAL_PEOPLE)
    )
    assert (case.acts == FREE).all()
    assert variants


def test_numbers_of_the_nearest_year_are_taken(make_world):
    rows = [
        {"iso3": "KAZ", "name": "population", "year": year, "value": value, "edition": "a", "source_ids": []}
        for year, value in ((2000, 1.0e6), (2015, 2.0e6), (2025, 3.0e6))
    ]
    world = make_world(indicators=rows)
    assert [nearest_value(world, "KAZ", "population", year) for year in (1960, 2014, 2021, None)] == [
        1e6,
        2e6,
        3e6,
        3e6,
    ]
    assert nearest_value(world, "KAZ", "active_forces", 1960) is None
    assert movable_forces(world, "KAZ") == (-1.0, -1.0)


def test_paramilitary_forces_come_before_the_army(world):
    low, high = movable_forces(world, "KAZ")
    assert high == nearest_value(world, "KAZ", "paramilitary_forces")
    assert 0 < low < high


def test_unknown_sort_of_crisis_is_named(world):
    with pytest.raises(UnknownNameError, match="mass_unrest"):
        generic_case(world, "KAZ", "mass_unres")


def test_runs_are_the_same_for_any_split_and_only_of_the_open_readings(world):
    case, variants = generic_case(world, "KAZ", "coup_mutiny", [SURE])
    assert variants == (ELITE_SPLIT,)
    whole = runs(case, variants, 0, 300)
    assert np.array_equal(np.concatenate([runs(case, variants, 0, 100), runs(case, variants, 100, 300)]), whole)


def test_help_that_is_sure_comes_and_help_that_does_nothing_changes_nothing(world, monkeypatch):
    monkeypatch.setattr(crisis_panel, "WANTED", 300)
    case, variants = generic_case(world, "KAZ", "mass_unrest", [SURE])
    sure = predict(case, variants)
    assert sure.count >= 300
    assert sure.shares[SOON] > 0.8
    assert sum(sure.shares.values()) == pytest.approx(1)
    idle = without_effect(case)
    assert idle.size.max() == 1
    assert {prior.name: prior.numbers for prior in priors_without_effect()}["backing"] == (0.0,)
    alone = predict(generic_case(world, "KAZ", "mass_unrest", [replace(SURE, answer=np.zeros(TABLE))])[0], variants)
    nothing = predict(idle, variants, priors_without_effect())
    assert alone.shares[NONE] == 1
    assert nothing.in_office == pytest.approx(alone.in_office, abs=0.03)


def test_without_enough_replays_there_is_no_forecast(world, monkeypatch):
    monkeypatch.setattr(crisis_panel, "MOST", 200)
    monkeypatch.setattr(crisis_panel, "BLOCK", 200)
    case, variants = generic_case(world, "KAZ", "mass_unrest", [SURE])
    few = predict(case, variants)
    assert few.drawn == 200
    assert few.count < crisis_panel.LEAST
    assert np.isnan(few.in_office)


# what was known at the start ------------------------------------------------------------------------------------


def test_features_say_nothing_of_the_answer(world, panel, crises):
    turned = world.calls.with_columns(
        pl.when(pl.col("answer") == "troops").then(pl.lit("refused")).otherwise(pl.lit("troops")).alias("answer"),
        pl.lit(None, dtype=pl.Float64).alias("lag_arrival_days"),
    )
    other, _ = crises_of(world.episodes, usable_panel(turned, world.episodes))
    assert other.select(FEATURES).equals(crises.select(FEATURES))
    assert not other["help"].equals(crises["help"])


def test_crises_without_call_or_form_are_counted(world, panel):
    odd = world.episodes.with_columns(
        pl.when(pl.col("episode_id") == "KAZ2022").then(pl.lit("flood")).otherwise(pl.col("trigger")).alias("trigger")
    )
    frame, left_out = crises_of(odd, panel)
    assert left_out == {NO_CALL: 9, NO_SORT: 1}
    assert "KAZ2022" not in set(frame["episode_id"])


def test_a_contested_outcome_is_missing_and_not_zero(crises):
    row = crises.filter(episode_id="LBY2014").row(0, named=True)
    assert row[MONTH] is None
    assert crises.filter(episode_id="KAZ2022")[MONTH].item() == 1


def test_helpers_are_forecasts_not_answers(panel):
    lessons = lessons_of(panel.without("KGZ2010"))
    calls = panel.only(["KGZ2010"]).frame
    helpers = helpers_of(lessons, calls)
    flipped = helpers_of(lessons, calls.with_columns(troops=~pl.col("troops"), lag_arrival_days=pl.lit(1.0)))
    assert len(helpers) == 2
    for one, other in zip(helpers, flipped, strict=True):
        assert np.array_equal(one.answer, other.answer)
        assert np.array_equal(one.lag, other.lag)
    for helper in helpers:
        assert ((helper.answer > 0) & (helper.answer < 1)).all()
        assert (np.diff(helper.lag) >= 0).all()
        assert (np.diff(helper.size) > 0).all()
        assert 0 < helper.soon < helper.answer.mean() + 0.1


# rivals and scores ----------------------------------------------------------------------------------------------


def test_logit_reads_no_outcome_of_its_own_fold():
    rng = np.random.default_rng(0)
    frame = pl.DataFrame({"x": rng.normal(size=40), "y": [None, *rng.normal(size=39)]})
    outcomes = (frame["x"].to_numpy() > 0).astype(float)
    folds = list(leave_one_group_out(np.arange(40)))
    said = logit_forecasts(frame, outcomes, folds)
    turned = outcomes.copy()
    turned[7] = 1 - turned[7]
    assert logit_forecasts(frame, turned, folds)[7] == said[7]
    assert np.corrcoef(said, outcomes)[0, 1] > 0.5


def test_logit_that_can_learn_nothing_gives_nothing():
    fold = Fold(np.array([0, 1]), np.array([2]))
    assert np.isnan(logit_forecasts(pl.DataFrame({"x": [0.0, 1.0, 2.0]}), np.array([1.0, 1.0, 0.0]), [fold])).all()


def test_a_year_rests_on_those_who_were_there_after_a_month():
    frame = pl.DataFrame({MONTH: [1.0, 1.0, 0.0, 1.0, None], YEAR: [1.0, 0.0, 0.0, None, 1.0]})
    fold = Fold(np.array([0, 1, 2, 3]), np.array([4]))
    assert lasting(frame, [fold])[4] == 0.5


def test_a_model_that_knows_would_win(crises, monkeypatch):
    monkeypatch.setattr(crisis_record, "PAIRS", crisis_record.PAIRS[:2])
    known = [1.0 if value is None else 0.02 + 0.96 * value for value in crises[MONTH]]
    made = [Prediction(value, 5_000, 10_000, dict.fromkeys(HELP, 1 / 3), dict.fromkeys(HELP, value)) for value in known]
    forecasts = crisis_record.PanelForecasts(crises, tuple(made), {})
    records = records_of(forecasts, {"calls": "x"}, ["said once"])
    main = records[0]
    assert main.n == 76
    assert all(comparison.beats == "yes" for comparison in main.baselines)
    assert "said once" in main.caveats
    assert all("said once" not in other.caveats for other in records[1:])
    assert all(entry.data == {"calls": "x"} for entry in records)


# help and survival ----------------------------------------------------------------------------------------------


def test_association_counts_the_panel_and_pools_the_model(crises):
    said = Prediction(0.5, 100, 100, {SOON: 0.5, LATER: 0.25, NONE: 0.25}, {SOON: 0.8, LATER: float("nan"), NONE: 0.4})
    rows = associations(crises, [said] * crises.height, [said] * crises.height)
    assert [(row.in_office, row.crises) for row in rows] == [(32, 35), (27, 27), (35, 50)]
    assert [row.model for row in rows] == pytest.approx([0.8, float("nan"), 0.4], nan_ok=True)
    assert rows[0].model_frequency == 0.5
    assert rows[0].unclear == 1


@pytest.mark.parametrize(
    ("idle", "words"), [((0.7, 0.9, 0.6), "no sign of an effect"), ((0.7, 0.6, 0.9), "not the panel's")]
)
def test_words_follow_the_numbers(idle, words):
    rows = [
        Association(name, 10, seen, 0, Interval(0, 1), 1, 1, 0.5, value, 0.3)
        for name, seen, value in zip(HELP, (8, 10, 7), idle, strict=True)
    ]
    seen, made = in_words(rows)
    assert "immortal time" in seen
    assert "selection" in seen
    assert words in made


def test_reversed_order_is_called_a_miss():
    rows = [Frequency("a", "x", "t", 0.3, 0.2, 5, ""), Frequency("a", "not x", "t", 0.1, 0.6, 5, "")]
    assert "reversed, a miss" in orders_in_words(rows)[0]
    assert "same order" in orders_in_words([rows[0], replace(rows[1], observed=0.1)])[0]


# what ships, and files of the user ------------------------------------------------------------------------------


def test_shipped_record_is_listed(world):
    records = track_records("crisis", world)
    assert [(entry.target, entry.split) for entry in records] == list(crisis_record.PAIRS)
    assert track_records("crisis", world, target=MONTH, scheme=OUTSIDE)[0].split == OUTSIDE


def test_markdown_holds_misses_and_warnings():
    text = sheets_as_markdown((*record_sheets(shipped_records("crisis")), *findings_sheets(panel_findings())))
    for words in ("| 35 | 32 |", "immortal time", "selection", "KGZ2010", "reversed, a miss", "Not compared"):
        assert words in text


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"forecasts": 3}'])
def test_broken_record_is_one_line(text):
    with pytest.raises(DataError, match=r"^not the findings on the panel of crises: [^\n]+$"):
        from_json(text)


def test_record_is_written_and_read():
    assert from_json(to_json(panel_findings())) == panel_findings()


def other_file(world, folder: Path, ids: list[str], **changed: pl.Expr) -> Path:
    rows = world.episodes.filter(pl.col("episode_id").is_in(ids)).drop("flags")
    file = folder / "episodes.csv"
    rows.with_columns((pl.col("episode_id") + "x").alias("episode_id"), **changed).write_csv(file)
    return file


def other_calls(world, folder: Path, ids: list[str]) -> None:
    rows = world.calls.filter(pl.col("episode_id").is_in(ids)).with_columns(
        (pl.col("episode_id") + "x").alias("episode_id"), pl.col("source_ids").list.join(";")
    )
    rows.drop("flags", "addressee_org", "addressee_iso3").write_csv(folder / "calls.csv")


IDS = ["KAZ2022", "KGZ2010", "GMB1994", "ARM2021"]


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(crisis_panel, "WANTED", 200)
    monkeypatch.setattr(crisis_panel, "BLOCK", 2_000)


@pytest.mark.usefixtures("quick")
def test_another_file_is_scored_with_the_calls_beside_it(world, tmp_path):
    other_file(world, tmp_path, IDS, iso3=pl.lit("SUN"))
    other_calls(world, tmp_path, IDS)
    records = score_file(world, tmp_path)
    main = records[0]
    assert (main.n, main.positives, main.scored_on) == (3, 2, tmp_path.name)
    assert {entry.split for entry in records} >= {OUTSIDE}
    assert any("ten million taken: SUN" in caveat for caveat in main.caveats)


@pytest.mark.usefixtures("quick")
def test_another_file_without_calls_says_what_it_assumes(world, tmp_path):
    file = other_file(world, tmp_path, IDS[:2])
    records = score_file(world, file)
    assert records[0].n == 2
    assert any("no calls.csv" in caveat for caveat in records[0].caveats)


@pytest.mark.parametrize(("text", "words"), [
    ("", "cannot read"),
    ("a,b\n1,2\n", "unknown column"),
    ("episode_id,iso3\nA,KAZ\n", "required"),
    ("episode_id,iso3,year,label,trigger\nA,KAZ,x,l,gangs\n", "year"),
    ("episode_id,iso3,year,label,trigger\nA,KAZ,2000,l,gangs\nA,KAZ,2000,l,gangs\n", "row 3: .* repeats row 2"),
    ("episode_id,iso3,year,label,trigger\n", "no crisis"),
    ("episode_id,iso3,year,label,trigger\nKAZ2022,KAZ,2022,l,mass_unrest\n", "in the shared panel"),
])  # fmt: skip
def test_broken_file_is_one_line(world, tmp_path, text, words):
    file = tmp_path / "episodes.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=words) as refused:
        score_file(world, file)
    assert "\n" not in str(refused.value)


def test_missing_file_is_one_line(world, tmp_path):
    with pytest.raises(DataError, match=r"cannot read .*episodes\.csv"):
        score_file(world, tmp_path)


@pytest.mark.usefixtures("quick")
def test_file_without_outcomes_is_refused(world, tmp_path):
    file = other_file(world, tmp_path, IDS[:1], survived_30d=pl.lit("?"), survived_1y=pl.lit("?"))
    with pytest.raises(DataError, match="outcome is known"):
        score_file(world, file)


def test_tables_of_others_are_asked_for_by_name(monkeypatch, tmp_path):
    monkeypatch.delenv("EQUIPOISE_DATA", raising=False)
    with pytest.raises(DataError, match="EQUIPOISE_DATA"):
        responses()
    with pytest.raises(DataError, match="does not exist"):
        table_file(Path("absent.parquet"), tmp_path)
    (tmp_path / "bad.parquet").write_text("no", encoding="utf-8")
    with pytest.raises(DataError, match="cannot be read"):
        read_table(Path("bad.parquet"), ("a",), tmp_path)
    pl.DataFrame({"b": [1]}).write_parquet(tmp_path / "good.parquet")
    with pytest.raises(DataError, match="column 'a'"):
        read_table(Path("good.parquet"), ("a",), tmp_path)
