"""Track records: what goes in, what comes out, and the way through JSON."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from equipoise.errors import DataError, InputError
from equipoise.scores import BASE_RATE, UNIT_HISTORY, About, Resampling, distribution_record_of, record_of
from equipoise.scores.record import record_from_json, record_to_json, worst_first

ABOUT = About(
    target="onset",
    split="rolling origin",
    scored_on="made up",
    data={"panel": "sha256:0"},
    left_out={"no date": 3},
    tried={"plain": 0.2},
    caveats=("invented",),
    made_on=date(2026, 1, 2),
)
QUICK = Resampling(resamples=200)


@pytest.fixture(scope="module")
def rows():
    draws = np.random.default_rng(5)
    truth = draws.beta(1, 3, 400)
    return truth, (draws.random(400) < truth).astype(float)


@pytest.fixture(scope="module")
def record(rows):
    truth, happened = rows
    return record_of(
        "model",
        happened,
        truth,
        {BASE_RATE: np.full(400, 0.25), UNIT_HISTORY: 0.5 * truth + 0.125, "oracle": 0.02 + 0.96 * happened},
        np.arange(400) // 4,
        2000 + np.arange(400) % 20,
        about=ABOUT,
        units=np.arange(400) % 10,
        periods=np.arange(400) // 20,
        resampling=QUICK,
    )


def test_counts(record, rows):
    assert (record.n, record.rows_used, record.clusters, record.positives) == (400, 400, 100, int(rows[1].sum()))
    assert (record.first_year, record.last_year) == (2000, 2019)
    assert (record.left_out, record.rows_left_out) == ({"no date": 3}, 3)
    assert record.made_on == date(2026, 1, 2)
    assert record.version


def test_verdicts_follow_the_paired_intervals(record):
    verdicts = {comparison.baseline: comparison for comparison in record.baselines}
    assert verdicts[BASE_RATE].beats == "yes"
    assert verdicts["oracle"].beats == "no"
    assert record.loses
    assert record.worst_skill < 0
    assert verdicts["oracle"].in_words().startswith("loses to oracle: Brier score")
    for comparison in record.baselines:
        assert comparison.skill.value == pytest.approx(1 - comparison.model / comparison.baseline_value)
        assert comparison.difference.value == pytest.approx(comparison.baseline_value - comparison.model)


def test_every_score_is_there_with_its_interval(record):
    assert {metric.name for metric in record.metrics if metric.interval is not None} == {
        "Brier score",
        "log score",
        "AUC",
        "average precision",
        "AUC within units",
    }
    parts = [record.metric(name).value for name in ("miscalibration", "discrimination", "uncertainty")]
    assert record.metric("Brier score").value == pytest.approx(parts[0] - parts[1] + parts[2])
    assert record.metric("nothing") is None
    assert [point.budget for point in record.alerts] == [5, 10, 20]
    assert record.alerts[-1].recall == 1


def test_round_trip(record):
    assert record_from_json(record_to_json(record)) == record


@pytest.mark.parametrize(("text", "words"), [
    ("", "the text"),
    ("{}", "model"),
    ("[1]", "not a track record"),
])  # fmt: skip
def test_what_is_no_record_is_named(text, words):
    with pytest.raises(DataError, match=words) as caught:
        record_from_json(text)
    assert "\n" not in str(caught.value)


def test_changed_record_with_interval_out_of_order_is_refused(record):
    low = str(record.baselines[0].difference.low)
    with pytest.raises((DataError, InputError)):
        record_from_json(record_to_json(record).replace(low, "99"))


def test_without_a_base_rate_that_of_the_rows_is_taken_and_told():
    said, happened = [0.9, 0.2, 0.4, 0.1, 0.3, 0.8], [1, 0, 1, 0, 0, 1]
    made = record_of("m", happened, said, about=ABOUT, resampling=QUICK)
    assert made.baselines[0].baseline_value == pytest.approx(0.25)
    assert any("hindsight" in caveat for caveat in made.caveats)
    assert (made.first_year, made.alerts) == (None, ())


def test_rows_that_cannot_be_scored_are_counted_by_reason():
    nan = float("nan")
    made = record_of(
        "m",
        [1, 0, nan, 1, 0, 1],
        [0.5, nan, nan, 0.5, 0.5, 0.5],
        {BASE_RATE: [0.5, 0.5, 0.5, nan, 0.5, 0.5]},
        groups=["a", "b", "c", "d", "e", "f"],
        about=ABOUT,
        resampling=QUICK,
    )
    assert (made.n, made.clusters) == (3, 3)
    assert made.left_out == {"no date": 3, "outcome not known": 1, "no forecast": 1, "no forecast by base rate": 1}


def test_few_clusters_give_no_interval_and_no_verdict():
    made = record_of("m", [1, 0, 1], [1, 0, 1], groups=[1, 1, 2], about=ABOUT)
    (comparison,) = made.baselines
    assert (comparison.beats, comparison.skill, comparison.difference) == ("cannot be told", None, None)
    assert all(metric.interval is None for metric in made.metrics)
    assert any("too few clusters for intervals: 2, of at least 5" in caveat for caveat in made.caveats)
    assert record_from_json(record_to_json(made)) == made


def test_record_of_a_quantity():
    draws = np.random.default_rng(3)
    seen = draws.normal(0, 1, 60)
    sharp, wide = draws.normal(0, 1, (60, 50)), draws.normal(0, 5, (60, 40))
    wide[0, 0] = np.nan
    made = distribution_record_of("m", seen, sharp, {"wide": wide}, np.arange(60) // 2, about=ABOUT, resampling=QUICK)
    assert (made.n, made.positives, made.left_out["no forecast by wide"]) == (59, None, 1)
    assert made.metrics[0].name == "CRPS"
    assert made.baselines[0].beats == "yes"
    held = made.metric("coverage of the 90% interval")
    assert held.interval.low < 0.9 < held.interval.high
    assert record_from_json(record_to_json(made)) == made


def test_what_cannot_be_told_is_no_loss(record):
    unsure = replace(record, baselines=(replace(record.baselines[0], beats="cannot be told"),))
    assert not unsure.loses
    assert "cannot be told from base rate" in unsure.baselines[0].in_words()


def test_worst_come_first_where_they_lose(record):
    fine = replace(record, model="fine", baselines=record.baselines[:1])
    worse = replace(record, model="worse", baselines=(replace(record.baselines[2], skill=None),))
    assert [one.model for one in worst_first((fine, worse, record))] == ["model", "worse", "fine"]


@pytest.mark.parametrize(("change", "words"), [
    ({"outcomes": [1, 0]}, "the model has 3 forecasts for 2 outcomes"),
    ({"baselines": {"other": [0.5]}}, "rival 'other' has 1 forecasts for 3 outcomes"),
    ({"outcomes": [float("nan")] * 3}, "3 outcome not known"),
    ({"forecasts": [0.5, 0.5, 1.5]}, "1.5"),
    ({"groups": [1]}, "groups"),
    ({"years": [1, 2]}, "years"),
    ({"outcomes": [[1, 0, 1]]}, "flat"),
])  # fmt: skip
def test_bad_input_is_named(change, words):
    given = {"outcomes": [1, 0, 1], "forecasts": [0.5, 0.5, 0.5], **change}
    with pytest.raises(InputError, match=words):
        record_of("m", **given, about=ABOUT)
