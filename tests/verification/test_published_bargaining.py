"""Models of bargaining on the file of decisions, where EQUIPOISE_DATA names it.

Set EQUIPOISE_UPDATE_GOLDEN=1 to rewrite the records that ship, after `python -m equipoise.models.bargaining.fit`, and
note the change in the changelog.
"""

from __future__ import annotations

import csv
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from equipoise.errors import DataError
from equipoise.models import bargaining as package
from equipoise.models.bargaining.deu import read_deu
from equipoise.models.bargaining.expected_utility import play
from equipoise.models.bargaining.fit import data_file, fitted_on
from equipoise.models.bargaining.parameters import shipped
from equipoise.models.bargaining.record.scoring import LEARNT, MODEL, computed_records
from equipoise.models.track_records import SHIPPED, shipped_records, track_records_on_file
from equipoise.scores.record import records_to_lines

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder() -> Path:
    named = os.environ.get("EQUIPOISE_DATA")
    if not named or not (Path(named) / "bargaining").is_dir():
        pytest.skip("EQUIPOISE_DATA is not set, or its folder lacks bargaining/")
    return Path(named)


@pytest.fixture(scope="module")
def file(folder: Path) -> Path:
    """Skip where the file is not the one that the shipped numbers rest on."""
    path = data_file(folder)
    if read_deu(path).sha256 != shipped().sha256:
        pytest.skip("deu3.csv at hand is not the file that the shipped law was fitted on")
    return path


def test_the_recipe_gives_the_law_that_ships(file: Path) -> None:
    fitted, kept = fitted_on(read_deu(file)), shipped()
    assert (fitted.distribution.positions, fitted.distribution.ends, fitted.distribution.spread) == pytest.approx(
        (kept.distribution.positions, kept.distribution.ends, kept.distribution.spread), abs=0.005
    )
    assert replace(fitted, distribution=kept.distribution, version=kept.version) == kept


def test_records_that_ship_come_out_again(file: Path) -> None:
    computed = computed_records(file.parent.parent)
    if os.environ.get("EQUIPOISE_UPDATE_GOLDEN"):
        target = Path(package.__file__).with_name(SHIPPED)
        target.write_text(records_to_lines(computed), encoding="utf-8")
        shipped_records.cache_clear()
    kept = shipped_records(MODEL)
    assert [(e.target, e.split) for e in kept] == [(e.target, e.split) for e in computed]
    for new, old in zip(computed, kept, strict=True):
        assert (new.n, new.clusters, new.left_out) == (old.n, old.clusters, old.left_out)
        assert new.metrics[0].value == pytest.approx(old.metrics[0].value, abs=0.02)
        assert dict(new.tried) == pytest.approx(dict(old.tried), abs=0.02)


def test_the_law_beats_positions_and_climatology_out_of_sample(file: Path) -> None:
    held, thirds = (entry for entry in computed_records(file.parent.parent) if entry.target == "law")
    for entry in (held, thirds):
        assert {comparison.beats for comparison in entry.baselines} == {"yes"}
    assert thirds.metrics[0].value < 16.2


def test_no_proposal_is_on_both_sides(file: Path) -> None:
    known = read_deu(file)
    inside = {name for name, held in zip(known.proposals, known.held_out, strict=True) if held}
    outside = {name for name, held in zip(known.proposals, known.held_out, strict=True) if not held}
    assert inside
    assert outside
    assert not inside & outside


def test_a_file_of_other_proposals_is_scored_and_known_ones_are_left_out(file: Path, tmp_path: Path, world) -> None:
    with pytest.raises(DataError, match="all 242 issues belong to proposals that the shipped law was learnt from"):
        track_records_on_file(MODEL, world, file)
    with file.open(encoding="utf-8-sig") as lines:
        rows = list(csv.reader(lines, delimiter="\t"))
    place = rows[0].index("prnr")
    for row in rows[101:]:
        row[place] += "x"
    other = tmp_path / "other.csv"
    with other.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    distribution, point = track_records_on_file(MODEL, world, other)
    assert distribution.n == point.n == 242 - distribution.left_out[LEARNT] > 100
    assert distribution.left_out["outcome not known"] == 9
    assert distribution.metrics[0].name == "CRPS"


def test_sultan_does_not_move(folder: Path) -> None:
    """The second published case, which its authors could not reproduce either: nobody moves."""
    with (folder / "bargaining" / "scholz_Sultan.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    inputs: list[Any] = [
        np.array([[float(row[name]) for row in rows]]) for name in ("Position", "Salience", "Capability")
    ]
    played = play(*inputs, 10)  # type: ignore[call-arg]
    assert played.means.ravel() == pytest.approx(13.619912, abs=1e-5)


def test_every_rival_of_the_point_is_shown() -> None:
    entry = next(e for e in shipped_records(MODEL) if (e.target, e.split) == ("point", "all_proposals"))
    assert {"plain_mean", "midpoint", "climatology", "nash"} <= {comparison.baseline for comparison in entry.baselines}
