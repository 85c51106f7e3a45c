"""Rivals, calibration by magnitude and the registered records, on rows made by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from intervention_samples import DISPUTES, KAZ, RUS, UZB, part, sample, write

from equipoise.errors import DataError, UnknownNameError
from equipoise.models import track_records as registry
from equipoise.models.intervention.covariates import KnownCovariates
from equipoise.models.intervention.record.baselines import reliability_by_magnitude, rolling_rates
from equipoise.models.intervention.record.scoring import PACT_RULE
from equipoise.models.intervention.rows import TASKS, TaskRows


def rows(years: list[int], pact: list[int]) -> TaskRows:
    frame = pl.DataFrame({"case": [1] * len(years), "year": years, "state": range(len(years)), "pact": pact})
    known = KnownCovariates(frame, {}, {}, ())
    return TaskRows(TASKS["joins_target"], frame, pl.DataFrame(), np.zeros(len(years), dtype=bool), {}, known)


def test_rivals_read_only_the_years_before() -> None:
    rates = {1990: {"pact": (10, 3), "no pact": (90, 1)}, 1991: {"no pact": (100, 50)}}
    asked = rows([1990, 1991, 1991, 1991], [0, 1, 0, -1])
    base = rolling_rates(asked, rates)
    assert base == pytest.approx([0.5, 4.5 / 101, 4.5 / 101, 4.5 / 101])
    by_pact = rolling_rates(asked, rates, by_pact=True)
    prior = 101 / 4.5
    assert by_pact == pytest.approx([0.5, 4 / (10 + prior), 2 / (90 + prior), 1 / prior])


def test_bins_widen_with_the_forecast() -> None:
    table = reliability_by_magnitude(np.array([0.0002, 0.0004, 0.0004, 1.0]), np.array([0.0, 1.0, 0.0, 1.0]), 0.9)
    assert [(entry.low, entry.high, entry.count, entry.observed) for entry in table] == [
        (0.0, 0.0003, 1, 0.0),
        (0.0003, 0.001, 2, 0.5),
        (0.3, 1.0, 1, 1.0),
    ]


@pytest.mark.parametrize("model", ["joiners", "helpers"])
def test_registered_models_show_their_records_without_any_table(
    model: str, world, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EQUIPOISE_DATA", raising=False)
    records = registry.track_records(model, world)
    assert all(record.model == model and not record.tried for record in records)
    assert all({"base rate", PACT_RULE, "unit's history"} == {c.baseline for c in r.baselines} for r in records)
    assert registry.track_records(model, world, target=records[0].target, tried=True)[0].tried


def test_faults_are_one_line(tmp_path: Path, world) -> None:
    with pytest.raises(UnknownNameError, match="unknown scheme 'before_1970'"):
        registry.track_records("joiners", world, target="joins_target", scheme="before_1970")
    with pytest.raises(DataError, match="is not a folder"):
        registry.track_records_on_file("joiners", world, tmp_path / "none")
    with pytest.raises(DataError, match=r"mid_participants.parquet does not exist"):
        registry.track_records_on_file("joiners", world, tmp_path)


def test_a_folder_without_later_years_says_so(tmp_path: Path, world) -> None:
    with pytest.raises(DataError, match="no case begins after 1995"):
        registry.track_records_on_file("joiners", world, sample(tmp_path))


def test_a_folder_with_a_later_dispute_is_scored_and_says_what_is_not_known(tmp_path: Path, world) -> None:
    folder = sample(tmp_path)
    later = [part(4, UZB, 1, orig=1, year=1998), part(4, KAZ, 0, orig=1, year=1998), part(4, RUS, 0, orig=0, year=1998)]
    write(folder / "ir", "mid_participants", [*DISPUTES, *later])
    record = registry.track_records_on_file("joiners", world, folder)[0]
    assert (record.target, record.split) == ("joins_target", "shipped, learnt to 1995")
    assert (record.n, record.positives, record.clusters) == (4, 1, 1)
    assert record.left_out["rows of years that the model learnt from"] == 7
    assert record.metric("AUC").value == 1.0
    assert any("taken as average there" in caveat and "contiguity 4" in caveat for caveat in record.caveats)
    assert any(caveat.startswith("the folder lacks capitals, contiguity") for caveat in record.caveats)
