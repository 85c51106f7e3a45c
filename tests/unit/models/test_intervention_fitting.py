"""Ridge, recalibration, features and parameters, on arrays made by hand."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.errors import DataError, UnknownNameError
from equipoise.models.intervention import fit as recipe
from equipoise.models.intervention.features import TRANSFORMS, feature_frame, features
from equipoise.models.intervention.parameters import from_json, shipped
from equipoise.models.intervention.recalibration import (
    RAW,
    RecalibrationSetting,
    correction,
    history_of,
    merged,
    recalibrated,
)
from equipoise.models.intervention.ridge import expit, fit_ridge
from equipoise.models.intervention.rows import MODELS, TASKS

GROUPS = {"a": "one", "b": "two"}


def drawn(count: int, seed: int = 0) -> tuple[pl.DataFrame, np.ndarray]:
    rng = np.random.default_rng(seed)
    a, b = rng.normal(3, 2, count), rng.normal(-1, 5, count)
    return pl.DataFrame({"a": a, "b": b}), rng.random(count) < expit(-2 + 0.8 * (a - 3) / 2)


def test_ridge_agrees_with_another_library() -> None:
    from sklearn.linear_model import LogisticRegression

    frame, happened = drawn(2000)
    made = fit_ridge(frame, happened, GROUPS, penalty=5.0)
    scaled = frame.select((pl.all() - pl.all().mean()) / pl.all().std()).to_numpy()
    other = LogisticRegression(C=1 / 5, tol=1e-10, max_iter=1000).fit(scaled, happened)
    assert [made.coefficients[name] for name in "ab"] == pytest.approx(other.coef_[0], abs=1e-5)
    assert made.intercept == pytest.approx(other.intercept_[0], abs=1e-5)
    assert made.logits(frame) == pytest.approx(other.decision_function(scaled), abs=1e-4)


def test_missing_is_told_apart_from_average() -> None:
    frame, happened = drawn(4000)
    lacking = np.arange(4000) % 4 == 0
    happened = happened | (lacking & (np.random.default_rng(1).random(4000) < 0.5))
    held = frame.with_columns(a=pl.when(~pl.Series(lacking)).then("a"))
    made = fit_ridge(held, happened, GROUPS, penalty=1.0)
    assert made.coefficients["missing: one"] > 1
    assert made.coefficients["missing: two"] == pytest.approx(0, abs=1e-6)
    assert made.means["a"] == pytest.approx(held["a"].mean())
    average, unknown = made.logits(pl.DataFrame({"a": [made.means["a"], None], "b": [made.means["b"]] * 2}))
    assert unknown - average == pytest.approx(made.coefficients["missing: one"])


def test_never_missing_before_counts_as_average_later() -> None:
    frame, happened = drawn(500)
    made = fit_ridge(frame, happened, GROUPS, penalty=1.0)
    rows = pl.DataFrame({"a": [made.means["a"], None], "b": [1.0, 1.0]})
    assert np.ptp(made.logits(rows)) == pytest.approx(0, abs=1e-6)


def test_ridge_refuses_outcomes_that_are_alike_and_frames_that_lack_a_feature() -> None:
    frame, happened = drawn(50)
    with pytest.raises(DataError, match="all alike"):
        fit_ridge(frame, np.zeros(50, dtype=bool), GROUPS, penalty=1.0)
    with pytest.raises(DataError, match="feature 'b' is missing"):
        fit_ridge(frame, happened, GROUPS, penalty=1.0).logits(frame.drop("b"))


def test_level_follows_the_window() -> None:
    rng = np.random.default_rng(2)
    logits = rng.normal(-3, 1, 40_000)
    years = np.repeat(np.arange(1900, 1920), 2000)
    happened = rng.random(40_000) < expit(logits - 1.0)
    cases = np.arange(40_000)
    past = history_of(logits, happened, years, cases)
    shift, slope = correction(past, range(1900, 1920), RecalibrationSetting(20, level=10.0))
    assert (shift, slope) == (pytest.approx(-1.0, abs=0.1), 1.0)
    assert correction(past, range(1850, 1900), RecalibrationSetting(20)) == (0.0, 1.0)
    same = recalibrated(logits, years, past, RAW)
    assert same is logits
    moved = recalibrated(logits, years, past, RecalibrationSetting(5))
    assert (moved[years == 1900] == logits[years == 1900]).all()
    assert expit(moved[years == 1919]).mean() == pytest.approx(happened[years >= 1914].mean(), rel=0.15)


def test_only_earlier_years_are_read() -> None:
    logits, years = np.full(300, -2.0), np.repeat([1950, 1951, 1952], 100)
    happened = np.zeros(300, dtype=bool)
    other = happened.copy()
    other[years >= 1951] = True
    setting = RecalibrationSetting(10, 0.3)
    one, two = (
        recalibrated(logits, years, history_of(logits, seen, years, np.arange(300)), setting)
        for seen in (happened, other)
    )
    assert (one[years <= 1951] == two[years <= 1951]).all()
    assert (one[years == 1952] < two[years == 1952]).all()


def test_a_coalition_counts_as_one_case() -> None:
    logits, years = np.full(1000, -5.0), np.full(1000, 1990)
    happened = np.arange(1000) < 30
    alone = history_of(logits, happened, years, np.arange(1000))
    together = history_of(logits, happened, years, np.zeros(1000, dtype=np.int64))
    assert together[1990].cases == 1
    setting = RecalibrationSetting(5)
    assert 0 < correction(together, [1990], setting)[0] < correction(alone, [1990], setting)[0]


@given(st.lists(st.floats(-12, 3), min_size=5, max_size=60), st.integers(0, 2**20))
def test_recalibration_keeps_the_order_within_a_year(values: list[float], seed: int) -> None:
    logits = np.array(values)
    happened = np.random.default_rng(seed).random(logits.size) < 0.3
    past = history_of(logits, happened, np.full(logits.size, 1999), np.arange(logits.size))
    made = recalibrated(np.sort(logits), np.full(logits.size, 2000), past, RecalibrationSetting(10))
    assert np.isfinite(made).all()
    assert (np.diff(made) >= -1e-12).all()


def test_the_first_of_several_pasts_counts() -> None:
    one = history_of(np.array([0.0]), np.array([True]), np.array([1990]), np.array([1]))
    two = history_of(np.array([1.0]), np.array([False]), np.array([1990]), np.array([1]))
    assert merged([one, two]) == one


def test_features_are_declared_once_and_have_a_transform() -> None:
    for task in TASKS.values():
        declared = features(task.features)
        names = [feature.name for feature in declared]
        assert len(set(names)) == len(names) > 10
        assert {feature.transform for feature in declared} <= {*TRANSFORMS, "product"}
        assert set(shipped(task.model).tasks[task.name].ridge.means) == set(names)


def test_features_by_hand() -> None:
    columns = {column for f in features("joiners") if f.transform != "product" for column in f.columns}
    known = pl.DataFrame(
        {name: [1.0, None] for name in sorted(columns)}, schema=dict.fromkeys(sorted(columns), pl.Float64)
    )
    known = known.with_columns(
        case=pl.lit(1), year=pl.lit(1990), to_friend_conttype=pl.Series([3.0, 0.0]),
        of_state_cinc=pl.Series([0.0, 0.1]),
        to_friend_dyadigos=pl.Series([0.0, np.e**2 - 1]), to_friend_atop_defense=pl.Series([1.0, 0.0]),
        to_foe_conttype=pl.Series([0.0, None], dtype=pl.Float64),
    )  # fmt: skip
    made = feature_frame(known, "joiners")
    assert made["water_friend"].to_list() == [1, 0]
    assert made["land_friend"].to_list() == [0, 0]
    assert made["capability"][0] is None
    assert made["capability"][1] == pytest.approx(np.log(0.1))
    assert made["igos_friend"].to_list() == pytest.approx([-1, 1])
    assert made["regime_friend"].to_list() == [0, None]
    assert made["pact_near"].to_list() == [1, 0]
    assert made["major_both"].to_list() == [1, None]


@pytest.mark.parametrize("model", MODELS)
def test_shipped_parameters_name_their_tables_and_never_hold_a_row(model: str) -> None:
    held = shipped(model)
    assert all(len(source["sha256"]) == 64 for source in held.sources.values())
    assert recipe.OUTCOME_TABLES[model] in held.sources
    for fitted in held.tasks.values():
        assert fitted.last == held.sources[recipe.OUTCOME_TABLES[model]]["last"]
        assert all(fitted.last - 50 <= year <= fitted.last for year in fitted.history)
        assert fitted.validation.log_score <= fitted.validation.log_score_raw
        assert fitted.validation.brier <= fitted.validation.brier_raw


def test_faults_of_parameters_are_one_line() -> None:
    with pytest.raises(UnknownNameError, match="unknown model 'joiner'; did you mean joiners"):
        shipped("joiner")
    for text in ("{}", "[", '{"tasks": {"a": {}}, "model": "a"}', '{"tasks": 1}'):
        with pytest.raises(DataError, match="not parameters"):
            from_json(text)


def test_recipe_says_in_one_line_what_is_missing(
    tmp_path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EQUIPOISE_DATA", raising=False)
    assert recipe.main(["--out", str(tmp_path)]) == 2
    assert "EQUIPOISE_DATA" in capsys.readouterr().err
    assert recipe.main(["--data", str(tmp_path), "--out", str(tmp_path)]) == 2
    assert "mid_participants.parquet does not exist" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
