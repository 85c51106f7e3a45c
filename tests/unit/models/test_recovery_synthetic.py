"""Synthetic control: known truths, a published table where its data are installed, and what is refused."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recovery_samples import FIRST, values

from equipoise.errors import InputError
from equipoise.models.recovery.case import CaseSubject, case_of
from equipoise.models.recovery.series import series_named
from equipoise.models.recovery.synthetic import in_time, named_weights, synthetic_of, weights_of

QUIET = pl.DataFrame({"state": [0], "year": [1900]})


def world(seed: int = 0, donors: int = 20, times: int = 30) -> np.ndarray:
    draws = np.random.default_rng(seed)
    factors = draws.normal(size=(times, 3)).cumsum(axis=0)
    return 50 + factors @ draws.normal(size=(3, donors)) + 0.1 * draws.normal(size=(times, donors))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 12), st.integers(3, 20))
def test_weights_are_a_mean_and_no_other_mean_is_nearer(seed, donors, times):
    draws = np.random.default_rng(seed)
    x, y = draws.normal(size=(times, donors)) * 10, draws.normal(size=times) * 10
    found = weights_of(y, x)
    assert found.min() >= 0
    assert found.sum() == pytest.approx(1.0)
    own = ((y - x @ found) ** 2).sum()
    for other in draws.dirichlet(np.ones(donors), size=50):
        assert own <= ((y - x @ other) ** 2).sum() + 1e-6 * (1 + own)


def test_a_mean_of_donors_is_found_again():
    x = world()
    truth = np.zeros(20)
    truth[[2, 5, 11]] = [0.5, 0.3, 0.2]
    assert weights_of(x @ truth, x) == pytest.approx(truth, abs=1e-4)


def test_the_level_of_all_does_not_matter():
    x = world()
    y = x[:, 0] + 1
    assert weights_of(y + 1e6, x + 1e6) == pytest.approx(weights_of(y, x), abs=1e-3)


def test_a_known_effect_is_found_and_stands_out_among_placebos():
    x = world(4)
    truth = np.zeros(20)
    truth[[1, 7]] = 0.5
    y = x @ truth
    y[20:] -= 6.0
    found = synthetic_of(y, x, 20)
    assert found.mean_after == pytest.approx(-6.0, abs=0.5)
    assert found.error_before < 0.2
    assert found.ratio_p == pytest.approx(1 / 21)
    assert named_weights(found.weights, [f"d{n}" for n in range(20)])[0][0] in ("d1", "d7")
    assert abs(in_time(y, x, 20, 5)) < 0.6


def test_proposition_99():
    """California against the other states of Abadie, Diamond & Hainmueller (2010), with data that a test package
    carries.

    Their abstract: "by the year 2000 annual per-capita cigarette sales in California were about 26 packs lower". Their
    donors: Utah, Nevada, Montana, Colorado and Connecticut. They match on predictors as well; here outcomes alone are
    matched, as in Arkhangelsky et al. (2021), whose table gives -19.6 on average (recalled).
    """
    spec = importlib.util.find_spec("synthdid")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("synthdid-py, which carries the data of Proposition 99, is not installed")
    file = Path(next(iter(spec.submodule_search_locations))) / "data" / "california_prop99.csv"
    if not file.is_file():
        pytest.skip("this package named synthdid carries no data of Proposition 99")
    with file.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    known = {(row["State"], int(row["Year"])): float(row["PacksPerCapita"]) for row in rows}
    years = sorted({year for _, year in known})
    donors = sorted({state for state, _ in known} - {"California"})
    y = np.array([known["California", year] for year in years])
    x = np.array([[known[state, year] for state in donors] for year in years])
    found = synthetic_of(y, x, years.index(1989))
    assert found.gap[-1] == pytest.approx(-26, abs=1.0)
    assert found.mean_after == pytest.approx(-19.6, abs=0.15)
    assert found.error_before < 1.8
    heaviest = {name for name, weight in named_weights(found.weights, donors) if weight > 0.05}
    assert heaviest == {"Utah", "Montana", "Nevada", "Connecticut"}


def test_agrees_with_another_program():
    pysyncon = pytest.importorskip("pysyncon", reason="the extra `synth` (pysyncon) is not installed")
    pandas = pytest.importorskip("pandas")
    x = world(9, donors=6)
    y = x @ np.array([0.4, 0.0, 0.35, 0.0, 0.25, 0.0]) + 0.3 * np.sin(np.arange(30))
    before, aim = pandas.DataFrame(x[:20]), pandas.Series(y[:20], name="own")
    # It divides every row by its spread; weighing rows by the squared spread undoes that.
    spread = pandas.concat([before, aim], axis=1).std(axis=1).to_numpy()
    other = pysyncon.Synth()
    other.fit(X0=before, X1=aim, Z0=before, Z1=aim, custom_V=spread**2)
    ours = weights_of(y[:20], x[:20])

    def loss(w: np.ndarray) -> float:
        return float(((y[:20] - x[:20] @ w) ** 2).sum())

    assert loss(ours) <= loss(np.asarray(other.W)) * (1 + 1e-6)
    assert ours == pytest.approx(np.asarray(other.W), abs=0.05)


@pytest.mark.parametrize(
    ("y", "x", "before", "told"),
    [
        (np.zeros(10), np.zeros((10, 1)), 6, "donor pool of 1"),
        (np.zeros(10), np.zeros((10, 5)), 2, "2 years before the event are too few"),
        (np.zeros(6), np.zeros((6, 5)), 6, "no year after"),
    ],
)
def test_refused(y, x, before, told):
    with pytest.raises(InputError, match=told):
        synthetic_of(y, x, before)


def test_a_pool_of_one_cannot_be_weighed():
    with pytest.raises(InputError, match="donor pool of 1"):
        weights_of(np.zeros(5), np.zeros((5, 1)))


def asked(state: int = 1, year: int = FIRST + 20, **change: object) -> CaseSubject:
    return CaseSubject(state, year, f"AAA {year}", **change)  # type: ignore[arg-type]


def test_a_case_has_the_form_of_a_panel():
    table = world(4, donors=41).T
    table[0] = (table[2] + table[7]) / 2
    table[0, 20:] -= 20.0
    made = values(table)
    found = case_of(made, asked(), QUIET, FIRST + 29)
    assert (found.of, found.events, found.series) == ("case", 1, "democracy")
    assert found.path.offsets[0] == -15
    assert found.path.offsets[-1] == 9
    assert found.depth(5).effect.midpoint == pytest.approx(-20.0, abs=1.5)
    assert found.depth(5).told == "loss"
    assert found.depth(10).told == "no data"
    assert sum(weight for _, weight in found.donors) == pytest.approx(1.0, abs=0.03)


def test_excluded_and_touched_states_are_no_donors():
    made = values(world(4, donors=41).T)
    touched = pl.DataFrame({"state": [3, 4], "year": [FIRST + 17, FIRST + 28]})
    found = case_of(made, asked(exclude=(5,)), touched, FIRST + 29)
    assert not {"3", "4", "5"} & {name for name, _ in found.donors}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (asked(state=77), "does not hold AAA"),
        (asked(year=1930), "lies outside series democracy, which covers 1960 to 1989"),
        (asked(year=2015), "lies outside"),
        (asked(year=FIRST + 3), "has 3 years before the event, 4 are needed"),
        (asked(exclude=tuple(range(2, 41))), "donor pool of 1 .* too small"),
    ],
)
def test_cases_that_cannot_be_computed_say_why(question, told):
    with pytest.raises(InputError, match=told):
        case_of(values(world(4, donors=41).T), question, QUIET, FIRST + 29)


def test_years_in_which_few_donors_are_known_are_given_up():
    table = world(4, donors=41).T
    table[2:, 8] = np.nan
    found = case_of(values(table), asked(), QUIET, FIRST + 29)
    assert 8 - 20 not in found.path.offsets
    assert found.depth(3).effect is not None


def test_too_few_placebos_give_no_interval():
    found = case_of(values(world(4, donors=12).T), asked(), QUIET, FIRST + 29)
    assert all(depth.effect is None for depth in found.depths)
    assert "placebos are too few" in found.caveats[0]


def test_a_cut_value_widens_the_interval():
    table = world(4, donors=41).T
    sure = values(table, series_named("trade_share"))
    sure.partners[:] = 365
    cut = values(table, series_named("trade_share"), width=1.0)
    cut.partners[:] = 365
    wide, narrow = (case_of(made, asked(partner=365), QUIET, FIRST + 29).depth(3) for made in (cut, sure))
    assert wide.effect.width == pytest.approx(narrow.effect.width + 1.0)
    assert wide.bounds.width == pytest.approx(1.0)
    assert narrow.bounds is None
