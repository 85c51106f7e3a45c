"""What the record of the crisis model says of the tables of others, computed again from them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from equipoise.models.crisis.record.baselines import PENALTY, logit_forecasts
from equipoise.models.crisis.record.findings import panel_findings
from equipoise.models.crisis.record.warning import (
    DEMANDS,
    frequencies,
    hashes,
    protests,
    responses,
    split,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder() -> Path:
    named = os.environ.get("EQUIPOISE_DATA")
    if not named:
        pytest.skip("EQUIPOISE_DATA is not set: it names the folder with warning/*.parquet")
    return Path(named)


@pytest.fixture(scope="module")
def same_tables(folder: Path) -> Path:
    if hashes(folder) != panel_findings().tables:
        pytest.skip("these are not the tables that the shipped record was made on")
    return folder


def test_scores_of_responses_are_those_that_ship(same_tables: Path) -> None:
    for found, held in zip(responses(same_tables), panel_findings().responses, strict=True):
        assert (found.response, found.violence_known) == (held.response, held.violence_known)
        assert found.auc == pytest.approx(held.auc, abs=1e-4)
        assert found.brier == pytest.approx(held.brier, abs=1e-5)


def test_responses_are_told_about_as_well_as_was_published_of_the_same_table(folder: Path) -> None:
    """AUC .66 to .88 with and without the violence of protesters; accommodation is hardly told."""
    scores = {(row.response, row.violence_known): row.auc for row in responses(folder)}
    assert scores["repression", True] > 0.75 > scores["repression", False] > 0.6
    assert scores["lethal", True] > 0.78
    assert scores["accommodation", True] < 0.7


def test_violence_of_protesters_is_never_known_at_the_start(folder: Path) -> None:
    told = {(row.response, row.violence_known): row.brier for row in responses(folder)}
    assert told["repression", True] < told["repression", False]


def test_own_record_looks_back_only(folder: Path) -> None:
    frame = protests(folder)
    first = frame.filter(frame["year"] == frame["year"].min())
    assert (first["own_repression"] == 0.5).all()


def test_frequencies_are_those_that_ship(same_tables: Path, world) -> None:
    for found, held in zip(frequencies(world, same_tables), panel_findings().frequencies, strict=True):
        assert (found.what, found.given, found.rows) == (held.what, held.given, held.rows)
        assert found.observed == pytest.approx(held.observed)
        assert found.model == pytest.approx(held.model, abs=2e-3)


def test_logit_equals_that_of_a_library(folder: Path) -> None:
    from sklearn.linear_model import LogisticRegression

    frame = protests(folder)
    fold = split(frame)
    table = frame.select("own_repression", "violent", *DEMANDS)
    outcomes = frame["repression"].to_numpy()
    ours = logit_forecasts(table, outcomes, [fold])[fold.test]
    learnt = table[fold.train.tolist()].to_numpy()
    centre, spread = learnt.mean(axis=0), learnt.std(axis=0, ddof=1)
    theirs = LogisticRegression(C=1 / PENALTY, tol=1e-10, max_iter=1000).fit(
        (learnt - centre) / spread, outcomes[fold.train]
    )
    said = theirs.predict_proba((table[fold.test.tolist()].to_numpy() - centre) / spread)[:, 1]
    assert np.abs(ours - said).max() < 1e-5
